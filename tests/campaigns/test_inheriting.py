"""Open duties of an ended unit pass to the unit that continues it whole, and to no other; done twice, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from campaigns import deadlines, inheriting, planning
from campaigns.models import Duty, DutyChange, Participation
from committees import scopes
from committees.models import Level, Succession, Unit
from committees.succession import record_succession
from core.models import AuditEntry
from quotas import tallies
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.quotas.years import NOW, Year

TODAY = timezone.localdate()


@pytest.fixture
def owing(year: Year, cast: Cast) -> Year:
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(round=year.round, kind="list", day=dt.date(2036, 3, 24))
    return year


def merge(cast: Cast, successor: Unit, *, on: dt.date = TODAY, whole: bool = True) -> None:
    with scopes.for_system("tests"):
        record_succession(
            predecessors=[(cast.commune, whole), (cast.other_commune, whole)],
            successor=successor,
            kind=Succession.Kind.MERGED if whole else Succession.Kind.SPLIT,
            effective_on=on,
            decision="",
        )


def successor_in(parent: Unit) -> Unit:
    with scopes.for_system("tests"):
        return UnitFactory.create(parent=parent, name="xã An Phú")


def state() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Who takes part, and who owes, with the reason why not."""
    with scopes.for_system("tests"):
        parts = Participation.objects.order_by("unit__name").values_list("unit__name", "absent_reason")
        return list(parts), list(Duty.objects.order_by("unit__name").values_list("unit__name", "excused_reason"))


NOW_AT = "Nay thuộc xã An Phú"
PASSED = [
    ("Phòng Giáo dục Bình Hải", ""),
    ("xã An Hòa", NOW_AT),
    ("xã An Phú", ""),
    ("xã An Thạnh", NOW_AT),
]


def test_a_whole_successor_takes_part_and_owes_at_once(owing: Year, cast: Cast) -> None:
    with scopes.for_system("tests"):
        Duty.objects.filter(unit=cast.commune).update(extended_until=NOW, extension_reason="lũ")
    merge(cast, successor_in(cast.district))
    assert state() == (PASSED, PASSED)
    with scopes.for_system("tests"):
        assert Duty.objects.get(unit__name="xã An Phú").extended_until == NOW
        assert AuditEntry.objects.filter(action="duty.passed_on").count() == 2
    assert inheriting.pass_on_duties(today=TODAY) == 0
    assert state() == (PASSED, PASSED)
    with scopes.for_system("tests"):
        told = DutyChange.objects.filter(kind="passed_on").values_list("duty__unit__name", "reason")
        assert sorted(told) == [
            ("xã An Hòa", NOW_AT),
            ("xã An Phú", "Nhận từ xã An Hòa"),
            ("xã An Phú", "Nhận từ xã An Thạnh"),
            ("xã An Thạnh", NOW_AT),
        ]
    assert "xã An Phú" in Desk(cast.district_clerk).get("results", owing.round.pk)


def test_before_the_effect_date_nothing_passes_and_that_night_it_does(owing: Year, cast: Cast) -> None:
    before = state()
    merge(cast, successor_in(cast.district), on=TODAY + dt.timedelta(days=10))
    assert state() == before
    assert inheriting.pass_on_duties(today=TODAY + dt.timedelta(days=9)) == 0
    assert inheriting.pass_on_duties(today=TODAY + dt.timedelta(days=10)) == 2
    assert state() == (PASSED, PASSED)


def test_what_was_handed_in_and_reached_stays_with_who_did(owing: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        seat = cast.district_clerk.seat
        assert seat is not None
        duty = Duty.objects.select_related("deadline__round__plan", "unit").get(unit=cast.commune)
        deadlines.hand_in_nil(duty=duty, reason="mùa gặt", seat=seat, now=NOW)
        tallies.save_tally(
            round=owing.round, unit=cast.commune, counts=tallies.Counts(units=3), edition=0, by=None, now=NOW
        )
    merge(cast, successor_in(cast.district))
    kept = [(name, "" if name == "xã An Thạnh" else reason) for name, reason in PASSED]
    assert state() == (kept, kept)
    assert inheriting.pass_on_duties(today=TODAY) == 0


def test_a_part_of_a_unit_and_a_unit_of_elsewhere_take_nothing(owing: Year, cast: Cast) -> None:
    before = state()
    merge(cast, successor_in(cast.district), whole=False)
    assert state() == before


def test_a_successor_outside_every_hosts_subtree_takes_nothing(owing: Year, cast: Cast) -> None:
    before = state()
    merge(cast, successor_in(cast.other_province))
    assert state() == before


def test_a_successor_that_would_be_counted_twice_takes_nothing(owing: Year, cast: Cast) -> None:
    successor = successor_in(cast.district)
    with scopes.for_system("tests"):
        village = UnitFactory.create(parent=successor, level=Level.VILLAGE, name="thôn Phú")
        planning.set_participants(round=owing.round, units=[*owing.units, village])
    before = state()
    merge(cast, successor)
    assert state() == before


def test_a_closed_round_stays_as_it_was(owing: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=owing.round, now=NOW)
    before = state()
    merge(cast, successor_in(cast.district))
    assert state() == before
