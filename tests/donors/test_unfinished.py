"""What of lists still waits for somebody stands on the page that everybody opens first."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns import deadlines
from campaigns.models import Deadline
from committees import scopes
from donors import unfinished, withdrawing
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, picture, workbook
from tests.quotas.years import NOW, Year

HOUR = dt.timedelta(hours=1)
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
    from donors import receiving

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
