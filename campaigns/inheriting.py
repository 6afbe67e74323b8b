"""What an ended unit still owed passes to the unit that continues it whole (design.md §3), never to a part of it.

Kept both when a succession is recorded and every night, since a decision is often recorded before its effect date.
Done twice, it comes to the same end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from campaigns.changes import note
from campaigns.models import Duty, DutyChange, Participation, State, Submission
from committees import scopes
from committees.models import Succession, Unit
from committees.succession import on_recorded
from core import audit
from core.scope import is_within
from core.text.dates import VIETNAM

LONGEST_REASON = 200


@on_recorded
def follow(successions: Sequence[Succession]) -> None:
    """Pass on what the predecessors of new successions owe, where these are in effect already."""
    pass_on_duties(today=timezone.localdate(), only={row.predecessor_id for row in successions})


@transaction.atomic
def pass_on_duties(*, today: dt.date, only: Collection[int] | None = None) -> int:
    """Let whole successors take the place of ended units in open rounds: their part, and each duty still open.

    What was handed in stays with the unit that did. A successor outside every host's subtree takes nothing over, and
    neither does one that contains, or lies in, another participant: its result would be counted twice. Returns how many
    participations were passed on.
    """
    with scopes.for_system("campaigns.pass_on_duties"):
        parts = Participation.objects.filter(round__state=State.OPEN, round__kind="round", absent_reason="")
        if only is not None:
            parts = parts.filter(unit__in=only)
        followed = Succession.objects.filter(is_whole=True, effective_on__lte=today)
        passed = 0
        for row in followed.filter(predecessor__in=parts.values("unit_id")).select_related("predecessor", "successor"):
            for part in parts.filter(unit=row.predecessor_id).select_related("round", "unit"):
                passed += _pass_on(part, row.successor, today)
        return passed


def _pass_on(part: Participation, successor: Unit, today: dt.date) -> int:
    """One unit's place in one round; 0 where it has nothing left to pass on or the successor cannot take it."""
    others = part.round.participations.exclude(unit__in=[part.unit_id, successor.pk]).values_list("path", flat=True)
    if not any(is_within(successor.path, host) for host in part.round.host_paths):
        return 0
    if any(is_within(path, successor.path) or is_within(successor.path, path) for path in others):
        return 0
    reason = f"Nay thuộc {successor.name}"[:LONGEST_REASON]
    Participation.objects.get_or_create(round=part.round, unit=successor, defaults={"path": successor.path})
    counting = Submission.objects.filter(withdrawn_at=None).values("duty_id")
    still_open = Duty.objects.filter(deadline__round=part.round, unit=part.unit_id, excused_reason="")
    duties = list(still_open.exclude(pk__in=counting))
    at = dt.datetime.combine(today, dt.time(), VIETNAM)
    taken_over = [_take_over(duty, successor) for duty in duties]
    note(duties, DutyChange.Kind.PASSED_ON, at=at, reason=reason)
    note(taken_over, DutyChange.Kind.PASSED_ON, at=at, reason=f"Nhận từ {part.unit.name}")
    still_open.filter(pk__in=[duty.pk for duty in duties]).update(excused_reason=reason)
    has_results = Unit.objects.filter(pk=part.unit_id, tallies__round=part.round).exists()
    if not has_results:
        part.absent_reason = reason
        part.save(update_fields=["absent_reason"])
    if has_results and not duties:
        return 0
    audit.record(
        "duty.passed_on",
        subject=successor,
        path=successor.path,
        before={"unit": part.unit.name},
        after={"unit": successor.name, "round": part.round.name, "count": len(duties)},
    )
    return 1


def _take_over(duty: Duty, successor: Unit) -> Duty:
    """The successor's duty by the same deadline; of several extensions the latest holds."""
    own, is_new = Duty.objects.get_or_create(
        deadline_id=duty.deadline_id,
        unit=successor,
        defaults={
            "path": successor.path,
            "extended_until": duty.extended_until,
            "extension_reason": duty.extension_reason,
        },
    )
    until = duty.extended_until
    if not is_new and until is not None and (own.extended_until is None or own.extended_until < until):
        own.extended_until, own.extension_reason = until, duty.extension_reason
        own.save(update_fields=["extended_until", "extension_reason"])
    return own
