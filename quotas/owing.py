"""What a saved tally means for the result that a unit owes: it is computed from what stands there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Q

from campaigns import deadlines
from campaigns.already import Came
from campaigns.models import Deadline, Duty, Round
from committees.models import Unit
from core import audit
from quotas.models import Tally


def results_that_came(deadline: Deadline, units: Iterable[int]) -> Mapping[int, Came]:
    """By unit id, the result that was saved before the round asked for it (campaigns/already.py)."""
    has_result = Q(donated__isnull=False) | Q(units__isnull=False) | Q(bags__isnull=False)
    saved = Tally.objects.filter(has_result, round=deadline.round_id, unit__in=list(units), is_counting=True)
    return {tally.unit_id: Came(at=tally.saved_at, people=tally.donated) for tally in saved}


def follow_tally(
    *, round: Round, unit: Unit, has_result: bool, people: int | None, on_behalf: bool, now: dt.datetime
) -> None:
    """Hand in, correct or take back the unit's result duty of the round, in the tally's own transaction.

    `people`: how many donated, where that is known. A round that asks for no results, or not this unit's, is left
    alone; so is a duty whose answer is unchanged.
    """
    duty = (
        Duty.objects.filter(deadline__round=round, deadline__kind=Deadline.Kind.RESULT, unit=unit, excused_reason="")
        .select_related("deadline__round__plan", "unit")
        .first()
    )
    if duty is None:
        return
    if not has_result:
        deadlines.restate(duty=duty, amount=0, has_photo=False, at=None, now=now)
        return
    counting = duty.submissions.filter(withdrawn_at=None).first()
    if counting is None or counting.amount != people:
        deadlines.hand_in_content(duty=duty, amount=people, seat_id=audit.actor().seat_id, on_behalf=on_behalf, now=now)
