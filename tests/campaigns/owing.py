"""What the tests of duties share: a district whose three units owe a list, and moments around its due date."""

from __future__ import annotations

import datetime as dt

from campaigns import deadlines
from campaigns.models import Deadline, Duty
from committees import scopes
from committees.models import Seat, Unit
from core.text.dates import VIETNAM
from tests.cast import Cast
from tests.quotas.years import NOW, Year

DAY = dt.timedelta(days=1)
DUE_DAY = NOW.date() + 2 * DAY
DUE = dt.datetime.combine(DUE_DAY, deadlines.END_OF_DAY, VIETNAM)
LOCK = DUE + DAY
LATE = DUE + dt.timedelta(hours=1)
LOCKED = LOCK + dt.timedelta(hours=1)
UNTIL = LOCK + 3 * DAY


def lay(year: Year, cast: Cast, **more: object) -> Deadline:
    """The list of the round is due in two days and locked a day later."""
    with scopes.for_seat(clerk_of(cast)):
        return deadlines.set_deadline(
            **{"round": year.round, "kind": "list", "day": DUE_DAY, "lock_at": LOCK, "now": NOW, **more}  # type: ignore[arg-type]
        )


def clerk_of(cast: Cast) -> Seat:
    """The district's clerk's seat."""
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


def focal_of(cast: Cast) -> Seat:
    """The seat that hands in for xã An Thạnh."""
    assert cast.commune_focal.seat is not None
    return cast.commune_focal.seat


def duty_of(deadline: Deadline, unit: Unit) -> Duty:
    """A unit's duty as it stands; needs an open scope."""
    found: Duty = Duty.objects.select_related(
        "deadline__round__plan", "deadline__plan", "deadline__window", "unit"
    ).get(deadline=deadline, unit=unit)
    return found
