"""Rows that wait: put right on the screen or in the sender's own workbook, decided once, and counted at once."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from campaigns.models import Deadline
from committees import scopes
from core.refusal import Refused
from donors import committing, marking, mending
from donors.intake.fields import Field
from donors.models import PairChoice, Registration, StagedRow, Upload
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, workbook
from tests.quotas.years import NOW, Year

LATER = NOW + dt.timedelta(hours=1)
BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "0912000009")
NAMELESS = ("", 1990, "Thôn Tây", "")
CLOSE = [("Nguyễn Văn Hùng", 1990, "Thôn Đông", ""), ("Nguyễn Văn Hùng", 1990, "Thôn Đông", "")]


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


def waiting(office: Office) -> list[StagedRow]:
    with scopes.for_seat(office.seat):
        return list(StagedRow.objects.filter(has_error=True).order_by("row"))


def mend(office: Office, row: StagedRow, values: dict[Field, str], now: dt.datetime = LATER) -> bool:
    with scopes.for_seat(office.seat):
        return mending.mend(row_id=row.pk, values=values, now=now)


def test_a_mended_row_counts_at_once(office: Office) -> None:
    upload = office.send(workbook([*PEOPLE, BAD]))
    (row,) = waiting(office)
    assert mend(office, row, {Field.BIRTH: "1997"})
    assert office.names() == ["Phạm Thị Ví Dụ", "Trần Thị Mẫu", "Hồ Thị Sai", "Lê Văn Thử"]
    assert (office.list().people, office.list().to_mend) == (4, 0)
    again = office.again(upload)
    assert (again.accepted, again.added) == (4, 4)


def test_a_value_that_is_still_wrong_keeps_the_row_waiting(office: Office) -> None:
    office.send(workbook([*PEOPLE, BAD]))
    (row,) = waiting(office)
    assert not mend(office, row, {Field.BIRTH: "31/02/1990"})
    assert (office.list().people, office.list().to_mend) == (3, 1)


def test_two_people_mending_one_row_count_it_once(office: Office) -> None:
    office.send(workbook([*PEOPLE, BAD]))
    (row,) = waiting(office)
    assert mend(office, row, {Field.BIRTH: "1997"})
    assert mend(office, row, {Field.BIRTH: "1977"}), "it is settled already"
    assert office.list().people == 4


def test_the_uncorrected_file_again_takes_nobody_off_who_was_mended(office: Office) -> None:
    office.send(workbook([*PEOPLE, BAD]))
    (row,) = waiting(office)
    mend(office, row, {Field.BIRTH: "1997"})
    again = office.send(workbook([*PEOPLE, BAD]), now=LATER)
    assert (again.state, again.removed, office.list().people) == (Upload.State.COUNTED, 0, 4)
    (row,) = waiting(office)
    assert mend(office, row, {Field.BIRTH: "1997"})
    assert office.list().people == 4


def test_a_row_is_left_out_on_purpose(office: Office) -> None:
    office.send(workbook([*PEOPLE, NAMELESS]))
    (row,) = waiting(office)
    with scopes.for_seat(office.seat):
        mending.leave_out(row_id=row.pk, now=LATER)
    assert (office.list().people, office.list().to_mend) == (3, 0)


@pytest.mark.parametrize(("is_same", "people"), [(True, 4), (False, 5)])
def test_a_close_pair_is_asked_about_once_and_remembered(office: Office, is_same: bool, people: int) -> None:
    close = [*PEOPLE, ("Nguyễn Văn Hùng", 1990, "Thôn Đông", ""), ("Nguyễn Hùng", 1990, "Thôn Đông", "")]
    office.send(workbook(close))
    rows = waiting(office)
    assert [row.row for row in rows] == [11]
    with scopes.for_seat(office.seat):
        mending.decide_double(row_id=rows[0].pk, is_same=is_same, by_name="Hồ Văn Mối", now=LATER)
        assert PairChoice.objects.get().is_same is is_same
    assert (office.list().people, office.list().to_mend) == (people, 0)
    again = office.send(workbook(close), now=LATER)
    assert (again.state, again.added, again.removed) == (Upload.State.COUNTED, 0, 0)
    assert (office.list().people, office.list().to_mend) == (people, 0)


def test_after_the_lock_a_row_is_not_mended(office: Office, cast: Cast) -> None:
    from campaigns import deadlines

    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(
            round=office.round,
            kind=Deadline.Kind.LIST,
            day=NOW.date(),
            lock_at=NOW + dt.timedelta(days=2),
        )
    office.send(workbook([*PEOPLE, BAD]))
    (row,) = waiting(office)
    with pytest.raises(Refused, match="Đã khóa từ"):
        mend(office, row, {Field.BIRTH: "1997"}, now=NOW + dt.timedelta(days=3))
    assert office.list().people == 3


def test_the_workbook_comes_back_with_what_is_wrong_in_it(office: Office) -> None:
    upload = office.send(workbook([*PEOPLE, BAD]))
    with scopes.for_seat(office.seat):
        book = openpyxl.load_workbook(io.BytesIO(marking.workbook_with_marks(office.again(upload))))
    sheet = book["DS HMTN"]
    assert [cell.value for cell in sheet[5]][-2:] == ["Lỗi", "Cách sửa"]
    assert [cell.value for cell in sheet[10]][:3] == [4, "Hồ Thị Sai", "19977"]
    assert "19977" in str(sheet.cell(10, 6).value)
    assert sheet.cell(10, 3).fill.fgColor.rgb not in {None, "00000000"}
    assert sheet.cell(7, 6).value is None
    assert "A1:E1" in {str(merged) for merged in sheet.merged_cells.ranges}


def test_a_file_that_has_gone_is_said_to_have_gone(office: Office) -> None:
    upload = office.send(workbook([*PEOPLE, BAD]))
    with scopes.for_seat(office.seat):
        Upload.objects.filter(pk=upload.pk).update(file=None)
        with pytest.raises(Refused, match="Tệp đã tự xóa"):
            marking.workbook_with_marks(office.again(upload))


NAMESAKES = [
    ("Nguyễn Văn Hùng", 1990, "Thôn Đông", "0912000011"),
    ("Nguyễn Văn Hùng", 1990, "Thôn Tây", "0912000012"),
]


def test_two_people_of_one_name_and_year_both_count_once_said_to_be_two(office: Office) -> None:
    upload = office.send(workbook([*PEOPLE, *NAMESAKES]))
    for row in waiting(office):
        with scopes.for_seat(office.seat):
            mending.decide_double(row_id=row.pk, is_same=False, by_name="Hồ Văn Mối", now=LATER)
    assert office.names().count("Nguyễn Văn Hùng") == 2
    assert (office.list().people, office.again(upload).accepted) == (5, 5)


def test_a_mended_row_takes_nobody_elses_place_in_its_file(office: Office) -> None:
    namesake = ("Hồ Thị Sai", 1997, "Thôn Đông", "0912000008")
    office.send(workbook([*PEOPLE, namesake, BAD]))
    (row,) = waiting(office)
    assert mend(office, row, {Field.BIRTH: "1997"})
    with scopes.for_seat(office.seat):
        places = (
            Registration.objects.filter(name="Hồ Thị Sai").order_by("workplace").values_list("workplace", flat=True)
        )
        assert list(places) == ["Thôn Tây", "Thôn Đông"]


def test_a_row_whose_list_counted_meanwhile_counts_too(office: Office) -> None:
    """Somebody mends on a page opened before the list was replaced."""
    office.send(workbook([*PEOPLE, ("Đỗ Văn Bớt", 1970, "Thôn Tây", "")]))
    upload = office.send(workbook([*PEOPLE, BAD]), now=LATER)
    assert upload.state == Upload.State.WAITING
    with scopes.for_seat(office.seat):
        row = StagedRow.objects.get(upload=upload, has_error=True)
        committing.settle(upload_id=upload.pk, now=LATER, may_remove=True)
    assert mend(office, row, {Field.BIRTH: "1997"})
    assert office.list().people == 4
