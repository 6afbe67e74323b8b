"""What stands in a person's calendar: their unit's dues, what their committee waits for, its drive days; no names."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, planning, sessions
from campaigns.calendar_events import events_of
from campaigns.models import Deadline, Duty, Session
from committees import scopes
from committees.models import Seat
from core.text.dates import VIETNAM
from notices.calendar_feed import Event
from tests.cast import Cast, Person
from tests.quotas.years import NOW, Year

DUE = dt.date(2026, 11, 24)


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


@pytest.fixture
def drive(cast: Cast, year: Year) -> Session:
    """The round's list is due on 24/11 and xã An Thạnh comes to its drive on 28/11 at 07:00."""
    with scopes.for_seat(seat_of(cast.district_clerk)):
        deadlines.set_deadline(round=year.round, kind=Deadline.Kind.LIST, day=DUE)
        facts = sessions.SessionFacts(held_on=dt.date(2026, 11, 28), starts_at=dt.time(7), venue="Nhà văn hóa")
        return sessions.add_session(round=year.round, facts=facts, units=[cast.commune])


def events(person: Person, *, now: dt.datetime = NOW) -> dict[str, Event]:
    with scopes.for_seat(seat_of(person)):
        return {event.title.split(":")[0]: event for event in events_of(seat_of(person), now)}


def test_a_unit_sees_what_it_owes_and_where_it_gives_blood(cast: Cast, drive: Session) -> None:
    found = events(cast.commune_focal)
    assert set(found) == {"Hạn nộp", "Hiến máu"}
    assert found["Hạn nộp"].ends == dt.datetime(2026, 11, 24, 23, 59, 59, tzinfo=VIETNAM)
    assert found["Hiến máu"].starts == dt.datetime(2026, 11, 28, 7, tzinfo=VIETNAM)
    assert found["Hiến máu"].place == "Nhà văn hóa"


def test_a_unit_that_does_not_come_sees_no_drive(cast: Cast, drive: Session) -> None:
    assert set(events(cast.other_focal)) == {"Hạn nộp"}


def test_the_committee_sees_when_its_units_are_due(cast: Cast, drive: Session) -> None:
    for person in (cast.district_clerk, cast.district_head, cast.district_member):
        assert set(events(person)) == {"Hạn các đơn vị nộp", "Hiến máu"}


def test_strangers_and_those_above_see_nothing(cast: Cast, drive: Session) -> None:
    assert events(cast.stranger) == {}
    assert events(cast.province_clerk) == {}


def test_what_is_handed_in_excused_or_long_past_leaves_the_calendar(cast: Cast, drive: Session) -> None:
    with scopes.for_seat(seat_of(cast.commune_focal)):
        duty = Duty.objects.get(unit=cast.commune)
        deadlines.hand_in_nil(duty=duty, reason="Mùa vụ", seat=seat_of(cast.commune_focal), now=NOW)
    assert set(events(cast.commune_focal)) == {"Hiến máu"}
    with scopes.for_system("tests"):
        Duty.objects.filter(unit=cast.other_commune).update(excused_reason="Nghỉ hè")
    assert events(cast.other_focal) == {}
    assert events(cast.agency_focal, now=NOW + dt.timedelta(days=90)) == {}


def test_results_stand_in_the_calendar_of_the_committee_that_enters_them_alone(cast: Cast, year: Year) -> None:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        deadlines.set_deadline(round=year.round, kind=Deadline.Kind.RESULT, day=DUE)
    assert events(cast.commune_focal) == {}
    assert set(events(cast.district_clerk)) == {"Hạn các đơn vị nộp"}


def test_what_a_campaign_asks_is_named_by_it_and_leads_the_committee_to_who_has_not(cast: Cast, year: Year) -> None:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        window = planning.add_window(plan=year.plan, name="Tháng Nhân đạo", starts_on=DUE, ends_on=DUE)
        asked = deadlines.set_deadline(window=window, kind=Deadline.Kind.ACTIVITY, day=DUE)
    for person, title in ((cast.commune_focal, "Hạn nộp"), (cast.district_clerk, "Hạn các đơn vị nộp")):
        assert events(person)[title].title == f"{title}: Báo cáo hoạt động, Tháng Nhân đạo"
    assert events(cast.district_clerk)["Hạn các đơn vị nộp"].link == f"/han-nop/{asked.pk}/"


def test_an_extension_moves_the_due(cast: Cast, drive: Session) -> None:
    later = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)
    with scopes.for_system("tests"):
        Duty.objects.filter(unit=cast.other_commune).update(extended_until=later, extension_reason="Mưa bão")
    assert events(cast.other_focal)["Hạn nộp"].ends == later


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_much_for_one_as_for_three(
    cast: Cast, year: Year, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        for kind in (Deadline.Kind.LIST, Deadline.Kind.ACTIVITY, Deadline.Kind.PLAN)[:count]:
            deadlines.set_deadline(round=year.round, kind=kind, day=DUE)
    with scopes.for_seat(seat_of(cast.commune_focal)), django_assert_num_queries(2):
        assert len(list(events_of(seat_of(cast.commune_focal), NOW))) == count
