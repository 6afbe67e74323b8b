"""Dated changes of duties: what was changed about whom, when, why and by whom. The one place that writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from campaigns.models import Duty, DutyChange
from core import audit

LONGEST_REASON = 200
LONGEST_LABEL = 250


def who_acts() -> str:
    """Whoever acts now, as a dated list names them: «Phạm Thị Huyện (Thường trực · khu vực Bình Hải)»."""
    actor = audit.actor()
    if actor.user_label and actor.seat_label:
        return f"{actor.user_label} ({actor.seat_label})"[:LONGEST_LABEL]
    return (actor.user_label or actor.seat_label)[:LONGEST_LABEL]


def note(
    duties: Iterable[Duty],
    kind: DutyChange.Kind,
    *,
    at: dt.datetime,
    reason: str = "",
    due_before: dt.datetime | None = None,
    due_after: dt.datetime | None = None,
) -> None:
    """Write one change of each of `duties`, in the caller's transaction."""
    seat_id, label = audit.actor().seat_id, who_acts()
    DutyChange.objects.bulk_create(
        [
            DutyChange(
                path=duty.path,
                duty=duty,
                kind=kind,
                reason=reason[:LONGEST_REASON],
                due_before=due_before,
                due_after=due_after,
                at=at,
                seat_id=seat_id,
                by_label=label,
            )
            for duty in duties
        ]
    )
