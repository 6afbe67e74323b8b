"""Which unit and which round a file is for."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from donors.intake.findings import Code
from donors.intake.guessing import (
    Candidate,
    Clues,
    Guess,
    Source,
    clues_of,
    guess_round,
    guess_unit,
    other_round,
    other_unit,
    split_by_unit,
)
from donors.intake.reading import read_book
from donors.intake.template import template_workbook
from tests.donors.intake.books import book_of, layouts_of

XA = Candidate(1, ("Xã Bình Minh", "UBND xã Bình Minh"), code="GH-0001")
THPT = Candidate(2, ("Trường THPT Bình Minh",), code="GH-0002")
DONG = Candidate(3, ("Xã Bình Minh Đông",))
SEN = Candidate(4, ("Trường THCS Hoa Sen",))
HOI = Candidate(5, ("Hội Chữ thập đỏ xã Bình Minh",))
THON_1 = Candidate(6, ("Thôn 1",))
THON_11 = Candidate(7, ("Thôn 11",))
AN = Candidate(8, ("Xã An",))
UNITS = [XA, THPT, DONG, SEN, HOI, THON_1, THON_11, AN]

FIRST = Candidate(21, ("Đợt 1 năm 2026", "Xuân hồng"), number=1, year=2026)
SECOND = Candidate(22, ("Đợt 2 năm 2026",), number=2, year=2026)
LAST_YEAR = Candidate(23, ("Đợt 2 năm 2025",), number=2, year=2025)
ROUNDS = [FIRST, SECOND, LAST_YEAR]


@pytest.mark.parametrize(
    ("clues", "unit", "source", "is_sure"),
    [
        (Clues(unit_code="gh-0002", title="Đơn vị: Xã Bình Minh"), THPT, Source.CODE, True),
        (Clues(title="DANH SÁCH HIẾN MÁU\nĐơn vị: Trường THPT Bình Minh"), THPT, Source.TITLE, True),
        (Clues(title="UBND XÃ BÌNH MINH\nTRƯỜNG THCS HOA SEN\nDANH SÁCH"), SEN, Source.TITLE, True),
        (Clues(title="UBND XÃ BÌNH MINH\nĐơn vị: THCS Hoa Sen"), SEN, Source.TITLE, True),
        (Clues(title="UBND XÃ BÌNH MINH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nDANH SÁCH"), XA, Source.TITLE, True),
        (Clues(title="Danh sách xã Bình Minh Đông"), DONG, Source.TITLE, True),
        (Clues(title="Hội Chữ thập đỏ xã Bình Minh"), HOI, Source.TITLE, True),
        (Clues(title="Danh sách thôn 11"), THON_11, Source.TITLE, True),
        (Clues(title="DANH SÁCH", sheets=("Hoa Sen",), file_name="binh minh.xls"), SEN, Source.SHEET, True),
        (Clues(file_name="danh sach thpt binh minh (2).xls"), THPT, Source.FILE_NAME, True),
        (Clues(file_name="DS_HM_THCS_HoaSen.xlsx"), None, None, None),
        (Clues(file_name="ds_thcs_hoa_sen-lan2.xlsx"), SEN, Source.FILE_NAME, True),
        (Clues(file_name=unicodedata.normalize("NFD", "Danh sách Trường Hoa Sen.xlsx")), SEN, Source.FILE_NAME, True),
        (Clues(title="Danh sách của Nguyễn Văn An", file_name="Book1.xlsx"), None, None, None),
        (Clues(file_name="Sheet1.xlsx"), None, None, None),
    ],
)
def test_a_unit_is_told_by_what_the_file_says(clues: Clues, unit: Candidate | None, source, is_sure):
    guess = guess_unit(clues, UNITS)

    assert (guess and guess.candidate) == unit
    if guess:
        assert (guess.source, guess.is_sure) == (source, is_sure)


def test_two_units_that_fit_equally_well_are_no_sure_answer():
    guess = guess_unit(Clues(file_name="danh sach binh minh (2).xls"), [XA, THPT])

    assert guess
    assert not guess.is_sure


@pytest.mark.parametrize(
    ("text", "found", "is_sure"),
    [
        ("DANH SÁCH ĐĂNG KÝ HIẾN MÁU ĐỢT 2 NĂM 2026", SECOND, True),
        ("đợt II/2025", LAST_YEAR, True),
        ("Đợt 1", FIRST, True),
        ("Danh sách đợt 2", SECOND, False),
        ("Lễ hội Xuân hồng", FIRST, True),
        ("DANH SÁCH HIẾN MÁU", None, None),
        ("Các đợt 1, đợt 2 năm 2026", None, None),
    ],
)
def test_a_round_is_told_by_its_number_and_year(text: str, found: Candidate | None, is_sure: bool | None):
    guess = guess_round(Clues(title=text), ROUNDS)

    assert (guess and guess.candidate) == found
    assert (guess and guess.is_sure) == is_sure


def test_a_file_of_another_unit_is_told():
    title = Clues(title="Đơn vị: Trường THCS Hoa Sen")

    found = other_unit(title, XA, UNITS)

    assert found
    assert (found.code, found.value) == (Code.OTHER_UNIT, "Trường THCS Hoa Sen")
    assert other_unit(title, SEN, UNITS) is None


@pytest.mark.parametrize(
    "clues",
    [
        Clues(title="UBND XÃ BÌNH MINH\nTRƯỜNG THCS HOA SEN"),
        Clues(title="Trường THCS Hoa Sen", file_name="xa binh minh.xlsx"),
        Clues(title="DANH SÁCH"),
    ],
)
def test_a_file_that_also_names_its_own_unit_is_not_suspected(clues: Clues):
    assert other_unit(clues, XA, UNITS) is None


def test_a_template_of_another_unit_is_told_whatever_else_is_written():
    found = other_unit(Clues(unit_code="GH-0002", title="Xã Bình Minh"), XA, UNITS)

    assert found
    assert found.value == "Trường THPT Bình Minh"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("DANH SÁCH ĐỢT 1 NĂM 2026", "đợt 1 năm 2026"),
        ("DANH SÁCH ĐỢT 2 NĂM 2025", "đợt 2 năm 2025"),
        ("DANH SÁCH ĐỢT 2", None),
        ("DANH SÁCH ĐỢT 2 NĂM 2026\n(Kèm theo Kế hoạch số 11 ngày 10/12/2025)", None),
        ("DANH SÁCH NĂM 2025", None),
    ],
)
def test_a_file_of_another_round_is_told(title: str, told: str | None):
    found = other_round(Clues(title=title), SECOND)

    assert (found and found.value) == told


def test_a_template_tells_its_unit_and_its_round_though_nothing_else_does():
    content = template_workbook(
        unit_code="GH-0002", round_code="R-2", title_lines=["BAN CHỈ ĐẠO", "DANH SÁCH"], people=[]
    )
    book = read_book(name="a.xlsx", content=content)
    rounds = [FIRST, replace(SECOND, code="R-2")]

    clues = clues_of(book, layouts_of(book), file_name="a.xlsx")

    unit, told = guess_unit(clues, UNITS), guess_round(clues, rounds)
    assert unit == Guess(THPT, Source.CODE, "GH-0002", is_sure=True)
    assert told == Guess(rounds[1], Source.CODE, "R-2", is_sure=True)


def test_a_file_tells_by_title_and_sheet():
    book = book_of([["Trường THCS Hoa Sen"], ["Họ và tên", "Năm sinh"], ["Lê Thị Thử", 1990]], name="Đợt 2")

    clues = clues_of(book, layouts_of(book), file_name="b.xlsx")

    assert clues == Clues(title="Trường THCS Hoa Sen", sheets=("Đợt 2",), file_name="b.xlsx")


def test_groups_of_a_sectors_file_are_told_apart():
    titles = ["I. Trường THCS Hoa Sen", "II. THPT Bình Minh › * Tổ Toán", "III. Khối văn phòng"]

    split = split_by_unit(titles, UNITS)

    assert [guess and guess.candidate for guess in split.values()] == [SEN, THPT, None]
    assert list(split) == titles
