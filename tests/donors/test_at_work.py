"""Whoever is handing a list in right now is not reminded; an hour later, and where nothing counts yet, they are."""

from __future__ import annotations

import datetime as dt

import pytest

from campaigns import deadlines, reminders
from campaigns.models import Deadline
from campaigns.reminders import Skipped
from committees import scopes
from donors import lists, receiving
from donors.at_work import AT_WORK_FOR
from donors.models import Upload
from tests.cast import Cast
from tests.donors.office import Office, work, workbook
from tests.quotas.years import Year

REMIND_AT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)  # Monday, nine o'clock in Vietnam
MINUTE = dt.timedelta(minutes=1)
UNREADABLE = ("Hồ Thị Sai", "19977", "Thôn Tây", "")


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    """A unit that owes its list by tomorrow, as its two siblings do."""
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(
            round=year.round, kind=Deadline.Kind.LIST, day=REMIND_AT.date() + dt.timedelta(days=1), now=REMIND_AT
        )
    return Office(cast.commune_focal, year.round, cast.commune)


def upload(office: Office, content: bytes, *, now: dt.datetime) -> Upload:
    """Hand a file in; nobody reads it yet."""
    with scopes.for_seat(office.seat):
        return receiving.receive_file(
            volunteer_list=lists.list_of(round=office.round, unit=office.unit),
            name="danh sach.xlsx",
            content=content,
            is_agreed=True,
            sender=office.sender,
            now=now,
        )


def left_out(now: dt.datetime) -> dict[str, Skipped]:
    with scopes.for_system("tests"):
        found = reminders.look(now=now)
    assert len(found.reminded) + len(found.skipped) in {2, 3}, "the siblings are reminded"
    return {owing.unit_name: why for owing, why in found.skipped}


def test_while_a_list_is_read_its_unit_alone_is_left_alone(office: Office) -> None:
    assert left_out(REMIND_AT) == {}
    upload(office, workbook(), now=REMIND_AT)
    assert left_out(REMIND_AT + MINUTE) == {office.unit.name: Skipped.BUSY}
    work(REMIND_AT + MINUTE)
    assert left_out(REMIND_AT + 2 * MINUTE) == {}, "handed in: nothing is owed any more"


def test_who_has_only_rows_to_mend_has_an_hour_for_them(office: Office) -> None:
    upload(office, workbook([UNREADABLE]), now=REMIND_AT)
    work(REMIND_AT)
    assert left_out(REMIND_AT + AT_WORK_FOR - MINUTE) == {office.unit.name: Skipped.BUSY}
    assert left_out(REMIND_AT + AT_WORK_FOR) == {}
    assert left_out(REMIND_AT - MINUTE) == {}, "what came later says nothing of a moment before"


def test_a_file_that_could_not_be_read_leaves_its_unit_owing(office: Office) -> None:
    upload(office, b"khong phai bang tinh", now=REMIND_AT)
    work(REMIND_AT)
    assert left_out(REMIND_AT + MINUTE) == {}
