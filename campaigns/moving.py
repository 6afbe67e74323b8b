"""Changing a deadline after it was laid: a moved due date leaves a dated change at every duty that is still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.changes import note
from campaigns.deadlines import Part, due_moment, keep_parts, refuse_disorder
from campaigns.expecting import scope_of_all_hosts
from campaigns.gate import ensure_deadline_editable
from campaigns.models import Deadline, DutyChange, Submission
from core import audit
from core.refusal import Refused


@transaction.atomic
def change_deadline(
    *,
    deadline: Deadline,
    wording: str,
    day: dt.date,
    at: dt.time | None = None,
    grace_until: dt.datetime | None = None,
    lock_at: dt.datetime | None = None,
    parts: Iterable[Part] = (),
    reminder_days: Sequence[int] = (),
    reason: str = "",
    now: dt.datetime,
) -> None:
    """Give a deadline other moments, parts or reminder days.

    Where the due moment moves, `reason` is asked for and every duty that is neither excused nor handed in gets a dated
    `DutyChange`. A due date that stays may lie behind; a new one may not.
    """
    ensure_deadline_editable(deadline)
    before, due_at = deadline.due_at, due_moment(day, wording, at)
    is_moved = due_at != before
    refuse_disorder(due_at=due_at, grace_until=grace_until, lock_at=lock_at, now=now if is_moved else None)
    if is_moved and not reason.strip():
        raise Refused(_("Ghi lý do đổi hạn nộp."))
    deadline.wording, deadline.due_at = wording, due_at
    deadline.grace_until, deadline.lock_at = grace_until, lock_at
    deadline.reminder_days = sorted(set(reminder_days))
    deadline.save(update_fields=["wording", "due_at", "grace_until", "lock_at", "reminder_days"])
    keep_parts(deadline, parts)
    if is_moved:
        _note_moved(deadline, before=before, reason=reason.strip(), now=now)
    audit.record(
        "deadline.changed",
        subject=deadline.round or deadline.plan,
        path=deadline.path,
        before={"due": before.isoformat()},
        after={"due": due_at.isoformat(), "kind": deadline.kind, "reason": reason.strip()},
    )


def _note_moved(deadline: Deadline, *, before: dt.datetime, reason: str, now: dt.datetime) -> None:
    """Tell every unit that still owes, those of a co-host in another branch too, which the owner may not see."""
    handed_in = Submission.objects.filter(withdrawn_at=None).values("duty_id")
    with scope_of_all_hosts(deadline, "campaigns.moved"):
        note(
            deadline.duties.filter(excused_reason="").exclude(pk__in=handed_in),
            DutyChange.Kind.DUE_MOVED,
            at=now,
            reason=reason,
            due_before=before,
            due_after=deadline.due_at,
        )
