"""What cannot be read with certainty is asked once: one tap, and the unit's next file is read without asking."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from committees import scopes
from core.refusal import Refused
from donors import questions
from donors.models import LayoutMemory, Registration, Upload
from tests.cast import Cast
from tests.donors.office import Office, work, workbook
from tests.quotas.years import NOW, Year

LATER = NOW + dt.timedelta(hours=1)
State = Upload.State


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


def strange(*, last: str = "Trần Thị Mẫu") -> bytes:
    """A form whose name column is called what no name column is called."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mã", "Ai", "Hồi nào"])
    for number, (name, year) in enumerate([("Lê Văn Thử", 1985), ("Phạm Ví Dụ", 2001), (last, 1990)], start=1):
        sheet.append([f"M{number}", name, f"{year}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def answer(office: Office, upload: Upload, **given: str) -> Upload:
    with scopes.for_seat(office.seat):
        questions.answer(upload=upload, given=given, seat=office.seat, user_id=None, now=LATER)
    work(LATER)
    return office.again(upload)


def test_a_form_nobody_could_know_is_asked_about_and_remembered(office: Office) -> None:
    upload = office.send(strange())
    assert (upload.state, office.list().people) == (State.ASKING, 0)
    with scopes.for_seat(office.seat):
        shown = questions.shown(upload)
    assert shown is not None
    told = {"sheet": shown.sheet, "header_row": "0", "column-1": "name", "column-2": "birth"}
    for _tries in range(3):
        upload = answer(office, upload, **told)
        if upload.state != State.ASKING:
            break
    assert (upload.state, office.list().people) == (State.COUNTED, 3)
    with scopes.for_seat(office.seat):
        assert LayoutMemory.objects.count() == 1
    again = office.send(strange(last="Đỗ Văn Thêm"), now=LATER)
    assert again.state == State.WAITING, "read without asking; it would take one person off"


def headless() -> bytes:
    """Rows without any header: every meaning is a guess."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, name in enumerate(("Lê Văn Thử", "Phạm Ví Dụ", "Trần Thị Mẫu", "Đỗ Văn Thêm"), start=1):
        sheet.append([number, name, 1984 + number, f"091200000{number}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("said", "has_phone"), [("phone", True), ("", False)])
def test_a_guess_set_to_not_used_is_left_out(said: str, has_phone: bool, office: Office) -> None:
    upload = office.send(headless())
    with scopes.for_seat(office.seat):
        shown = questions.shown(upload)
    assert shown is not None
    choices = {choice["value"] for choice in shown.choices} | {""}
    guessed = {f"column-{each['index']}": str(each["meaning"]) for each in shown.columns if each["meaning"] in choices}
    assert guessed["column-3"] == "phone"
    told = {"sheet": shown.sheet, "header_row": str(shown.header_row)} | guessed | {"column-3": said}
    assert answer(office, upload, **told).state == State.COUNTED
    with scopes.for_seat(office.seat):
        phones = Registration.objects.values_list("phone_key", flat=True)
        assert [bool(phone) for phone in phones] == [has_phone] * 4


def test_no_answer_is_no_answer(office: Office) -> None:
    upload = office.send(strange())
    with scopes.for_seat(office.seat), pytest.raises(Refused, match="Chọn dòng tiêu đề"):
        questions.answer(upload=upload, given={"sheet": "Sheet"}, seat=office.seat, user_id=None, now=LATER)
    with scopes.for_seat(office.seat), pytest.raises(Refused, match="Mục này không có"):
        questions.answer(upload=upload, given={"column-1": "dân tộc"}, seat=office.seat, user_id=None, now=LATER)
    assert office.again(upload).state == State.ASKING


def test_the_sample_rows_of_a_question_are_sealed(office: Office) -> None:
    upload = office.send(strange())
    assert b"M\xe1\xba\xabu" not in bytes(upload.question)
    assert "Mẫu" not in f"{upload.layout}{upload.answer}"


def test_guessed_meanings_are_said_to_be_guessed(office: Office) -> None:
    upload = office.send(headless())
    with scopes.for_seat(office.seat):
        shown = questions.shown(upload)
    assert shown is not None
    assert shown.lead == "Tệp không ghi rõ tiêu đề nên nghĩa của các cột chỉ được đoán; xem lại ở đầu mỗi cột."
    assert [column["meaning"] for column in shown.columns] == ["order", "name", "birth", "phone"]


DATED = ("STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Ngày hiến gần nhất")
UNSURE = [
    ("Trần Thị Mẫu", "03/04/1990", "Thôn Đông", "05/06/2024"),
    ("Lê Văn Thử", "07/08/1985", "Thôn Đông", "25/12/2024"),
]


def births(office: Office) -> list[tuple[int | None, int | None]]:
    with scopes.for_seat(office.seat):
        return list(Registration.objects.order_by("birth_year").values_list("birth_day", "birth_month"))


@pytest.mark.parametrize(("said", "read"), [("day_first", [(7, 8), (3, 4)]), ("month_first", [(8, 7), (4, 3)])])
def test_which_is_the_day_is_asked_once_and_remembered(said: str, read: list[tuple[int, int]], office: Office) -> None:
    upload = office.send(workbook(UNSURE, headings=DATED))
    assert (upload.state, office.list().people) == (State.ASKING, 0)
    with scopes.for_seat(office.seat):
        shown = questions.shown(upload)
    assert shown is not None
    (asked,) = shown.dates
    assert (asked["name"], asked["label"]) == ("dates-birth", "Ngày sinh"), "donations prove themselves"
    ways = [(each["value"], each["label"]) for each in asked["choices"]]  # type: ignore[attr-defined]
    assert ways == [
        ("day_first", "03/04/1990 là ngày 3 tháng 4"),
        ("month_first", "03/04/1990 là ngày 4 tháng 3"),
    ]
    assert answer(office, upload, **{"dates-birth": said}).state == State.COUNTED
    assert births(office) == read
    more = [*UNSURE, ("Đỗ Văn Thêm", "09/10/1992", "Thôn Tây", None)]
    again = office.send(workbook(more, headings=DATED), now=LATER)
    assert (again.state, again.added, again.changed) == (State.COUNTED, 1, 0), "not asked again"


def test_a_column_of_dates_without_an_answer_is_asked_on(office: Office) -> None:
    upload = office.send(workbook(UNSURE, headings=DATED))
    for given in ({}, {"dates-birth": "turned"}, {"dates-last_donation": "day_first"}):
        with scopes.for_seat(office.seat), pytest.raises(Refused, match="Chọn một trong hai cách"):
            questions.answer(upload=upload, given=given, seat=office.seat, user_id=None, now=LATER)
    assert (office.again(upload).state, office.list().people) == (State.ASKING, 0)
    assert b"03/04/1990" not in bytes(upload.question)
