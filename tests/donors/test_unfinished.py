"""What of lists still waits for somebody stands on the page that everybody opens first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns import deadlines, planning
from campaigns.models import Deadline, Duty, Participation, Round
from committees import scopes
from donors import receiving, standing, unfinished, withdrawing
from quotas import allotment, tallies
from quotas.forecast import NO_NEED, need_of, needs_of_unit
from quotas.tallies import Counts
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, picture, workbook
from tests.quotas.years import NOW, Year

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "")
NOTHING = "Hiện không có việc nào phải làm."


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


@pytest.fixture
def focal(cast: Cast) -> Desk:
    return Desk(cast.commune_focal)


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def told(office: Office, *, now: dt.datetime = NOW) -> list[tuple[str, str]]:
    with scopes.for_seat(office.seat):
        return [(each.upload.file_name, each.state) for each in unfinished.of_unit(office.unit, now=now)]


def test_rows_to_mend_stay_on_the_first_page(office: Office, focal: Desk) -> None:
    assert NOTHING in focal.get("home")
    office.send(workbook([*PEOPLE, BAD]))
    page = focal.get("home")
    assert "Xem lại danh sách đã nộp Cần sửa 1 dòng" in page
    assert NOTHING not in page


def test_a_version_that_takes_people_off_and_a_question_stay_too(office: Office) -> None:
    office.send(workbook())
    assert told(office) == []
    waiting = office.send(workbook(PEOPLE[:2]), name="bot nguoi.xlsx", now=NOW + HOUR)
    office.send(workbook(title="XÃ AN HÒA"), name="xa khac.xlsx", now=NOW + 2 * HOUR)
    asked, replaced = ("xa khac.xlsx", "Đã tải lên, cần xem"), ("bot nguoi.xlsx", "Chờ thay danh sách cũ")
    assert told(office) == [asked, replaced]
    with scopes.for_seat(office.seat):
        withdrawing.withdraw(upload=waiting, seat=office.seat, now=NOW + 3 * HOUR)
    assert told(office) == [asked]


def test_another_units_lists_are_not_ones_own(office: Office, cast: Cast) -> None:
    office.send(workbook([*PEOPLE, BAD]))
    assert NOTHING in Desk(cast.other_focal).get("home")


def test_after_the_lock_nothing_is_to_be_done(office: Office, cast: Cast) -> None:
    office.send(workbook([*PEOPLE, BAD]))
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(
            round=office.round, kind=Deadline.Kind.LIST, day=NOW.date(), lock_at=NOW + dt.timedelta(days=1)
        )
    assert told(office) == [("danh sach.xlsx", "Cần sửa 1 dòng")]
    assert told(office, now=NOW + dt.timedelta(days=2)) == []


def test_the_clerk_sees_what_the_rounds_lists_wait_for(office: Office, cast: Cast, clerk: Desk) -> None:
    assert "đơn vị đã nộp danh sách" not in clerk.get("home")
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=NOW.date() + dt.timedelta(days=9))
    assert "0/3 đơn vị đã nộp danh sách Xem danh sách" in clerk.get("home")
    office.send(workbook([*PEOPLE, BAD]))
    with scopes.for_seat(office.seat):
        receiving.receive_photo(
            volunteer_list=office.list(), content=picture(), is_agreed=True, sender=office.sender, now=NOW
        )
    assert "1/3 đơn vị đã nộp danh sách · 1 dòng cần sửa · 1 ảnh chờ nhập" in clerk.get("home")


@pytest.mark.parametrize("uploads", [1, 3])
def test_the_questions_do_not_grow(
    office: Office, uploads: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(uploads):
        office.send(workbook(PEOPLE[number:], title="XÃ AN HÒA"), name=f"{number}.xlsx", now=NOW + number * HOUR)
    with scopes.for_seat(office.seat), django_assert_num_queries(2):
        assert len(unfinished.of_unit(office.unit, now=NOW)) == uploads


def open_rounds(cast: Cast, year: Year, count: int) -> list[Round]:
    """So many open rounds of the district, each with quotas and a day by which lists are due."""
    rounds = [year.round]
    with scopes.for_seat(cast.district_clerk.seat):
        for _more in range(count - 1):
            made = planning.add_round(plan=year.plan)
            planning.set_participants(round=made, units=year.units)
            planning.open_round(round=made, now=NOW)
            draft = allotment.draft_of(year.plan, made)
            lines = [allotment.Line(unit=unit, assigned=20) for unit in year.units]
            allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
            allotment.issue(allotment=draft, decision="", now=NOW)
            rounds.append(made)
        for round in rounds:
            deadlines.set_deadline(round=round, kind=Deadline.Kind.LIST, day=timezone.localdate() + 9 * DAY)
    return rounds


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_for_one_round_and_three(
    count: int, cast: Cast, year: Year, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for round in open_rounds(cast, year, count):
        Office(cast.commune_focal, round, cast.commune).send(workbook([*PEOPLE, BAD]))
    clerk, focal, owing = Desk(cast.district_clerk), Desk(cast.commune_focal), Desk(cast.other_focal)
    assert clerk.get("home").count("1/3 đơn vị đã nộp danh sách · 1 dòng cần sửa") == count
    assert focal.get("home").count("Cần sửa 1 dòng") == count
    assert owing.get("home").count("cần vận động khoảng") == count
    with django_assert_num_queries(23):
        clerk.get("home")
    with django_assert_num_queries(19):
        focal.get("home")
    with django_assert_num_queries(20):
        owing.get("home")
    clerk.get("lists")
    with django_assert_num_queries(10):
        clerk.get("lists")


def test_the_database_counts_as_the_units_lines_do(cast: Cast, year: Year) -> None:
    """A list with a row to mend, a bare number, a nil, an absent unit; with and without a day for lists."""
    dated, undated = open_rounds(cast, year, 2)
    with scopes.for_seat(cast.district_clerk.seat):
        Deadline.objects.filter(round=undated).delete()
    for round in (dated, undated):
        Office(cast.commune_focal, round, cast.commune).send(workbook([*PEOPLE, BAD]))
        other = Office(cast.other_focal, round, cast.other_commune)
        with scopes.for_seat(other.seat):
            receiving.receive_number(volunteer_list=other.list(), number=12, sender=other.sender, now=NOW)
    agency = Office(cast.agency_focal, dated, cast.agency)
    with scopes.for_seat(agency.seat):
        duty = Duty.objects.get(unit=cast.agency, deadline__round=dated)
        deadlines.hand_in_nil(duty=duty, reason="Đã hiến ở đợt trước", seat=agency.seat, now=NOW)
    seat = cast.district_clerk.seat
    assert seat is not None
    with scopes.for_seat(seat):
        Participation.objects.filter(round=undated, unit=cast.agency).update(absent_reason="Tách đơn vị")
        counts = standing.counts_of([dated, undated], within=seat.path)
        for round in (dated, undated):
            read = standing.standing_of(round, within=seat.path, now=NOW)
            assert counts[round.pk] == standing.RoundCounts(
                expected=len(read.expected), handed_in=read.handed_in, people=read.people, to_mend=read.to_mend
            )
    assert counts[dated.pk] == standing.RoundCounts(expected=3, handed_in=3, people=15, to_mend=1)
    assert counts[undated.pk] == standing.RoundCounts(expected=2, handed_in=2, people=15, to_mend=1)


def test_a_units_needs_of_several_rounds_are_those_of_each(cast: Cast, year: Year) -> None:
    """By the unit's own share of the years before, or by that of all; the round itself does not tell of itself."""
    rounds = open_rounds(cast, year, 3)
    with scopes.for_seat(cast.district_clerk.seat):
        for round, unit, figures in (
            (rounds[0], cast.commune, (50, 20)),
            (rounds[1], cast.commune, (40, 38)),
            (rounds[1], cast.other_commune, (60, 30)),
        ):
            counts = Counts(registered=figures[0], donated=figures[1])
            tallies.save_tally(round=round, unit=unit, counts=counts, edition=0, by=None, now=NOW, accepted=True)
        for unit in (cast.commune, cast.other_commune, cast.agency, cast.district):
            each = {round.pk: need for round in rounds if (need := need_of(round, unit)) != NO_NEED}
            assert needs_of_unit(unit, rounds) == each
        assert len({needs_of_unit(cast.commune, rounds)[round.pk].people for round in rounds}) == 3
