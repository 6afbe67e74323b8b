"""The template workbook: filled in by hand it comes back as written, and says whose it is."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from donors.intake.people import PersonRow
from donors.intake.reading import read_book
from donors.intake.template import codes_of, template_code, template_workbook
from tests.donors.intake.biff import XlsSheet, xls_bytes
from tests.donors.intake.invented import people
from tests.donors.intake.open_documents import OdsSheet, ods_bytes

TITLE = [
    "BAN CHỈ ĐẠO VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN XÃ MƯỜNG VÀ",
    "DANH SÁCH ĐĂNG KÝ HIẾN MÁU TÌNH NGUYỆN",
    "Đợt 2 năm 2026, hiến máu ngày 28/11/2026",
    "Đơn vị: Bản Cũ",
]
HEADER_ROW = 6


def template(rows: list[PersonRow]) -> bytes:
    return template_workbook(unit_code="DV-0412", round_code="2026-2", title_lines=TITLE, people=rows)


def opened(content: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_the_form_has_its_title_its_header_and_last_years_people() -> None:
    book = read_book(name="a.xlsx", content=template(people()))
    rows = book.sheets[0].rows
    assert [row[0] for row in rows[:4]] == TITLE
    assert rows[HEADER_ROW - 1] == [
        "STT",
        "Họ và tên",
        "Ngày sinh hoặc năm sinh",
        "Giới tính",
        "Số định danh (CCCD)",
        "Điện thoại",
        "Đơn vị, nơi công tác",
        "Địa chỉ",
        "Nhóm máu",
        "Rh",
        "Số lần đã hiến",
        "Thể tích đăng ký (ml)",
        "Ghi chú",
    ]
    assert rows[HEADER_ROW:] == [
        [
            *[1, "Lò Thị Mỷ", "05/03/1990", "Nữ", "012190000123", "0912000111", "Trường Tiểu học Mường Và"],
            *["Bản Cũ, xã Mường Và", "O", "+", 3, 350, None],
        ],
        [2, "Giàng A Páo", "1972", "Nam", None, "0912000112", "Bản Mới", None, "AB", "-", 11, None, "Đi cùng con trai"],
        [3, "=HYPERLINK(1)", "30/12/2001", None, None, None, "Bản Mới", *[None] * 6],
    ]
    assert book.findings == []


def test_an_empty_form_has_rows_to_write_in_and_reads_as_no_people() -> None:
    content = template([])
    assert len(read_book(name="a.xlsx", content=content).sheets[0].rows) == HEADER_ROW
    sheet = opened(content)
    assert [sheet.cell(row, 2).border.bottom.style for row in (HEADER_ROW + 1, HEADER_ROW + 30)] == ["thin", "thin"]


def test_numbers_keep_their_zeros_and_dates_their_order_wherever_they_are_typed() -> None:
    sheet = opened(template(people()))
    for row in (HEADER_ROW + 1, HEADER_ROW + 9):
        assert {sheet.cell(row, column).number_format for column in (3, 5, 6)} == {"@"}
    below = {name: group for name, group in sheet.column_dimensions.items() if name in "CEF"}
    assert {group.number_format for group in below.values()} == {"@"}


def test_the_form_offers_choices_stays_in_view_and_prints_on_one_page_width() -> None:
    sheet = opened(template(people()))
    choices = {str(rule.sqref): (rule.formula1, rule.errorStyle) for rule in sheet.data_validations.dataValidation}
    assert choices == {
        "D7:D2007": ('"Nam,Nữ"', "warning"),
        "I7:I2007": ('"A,B,AB,O"', "warning"),
        "J7:J2007": ('"+,-"', "warning"),
        "L7:L2007": ('"250,350,450"', "warning"),
    }
    assert sheet.freeze_panes == "C7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.print_title_rows == "$6:$6"


def test_a_name_that_another_program_would_run_is_text() -> None:
    cell = opened(template(people())).cell(HEADER_ROW + 3, 2)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


@pytest.mark.parametrize(
    "content",
    [
        template([]),
        xls_bytes([XlsSheet("DS", [["Họ và tên"]])], names={"giot_hong_ma_bieu": "DV-0412/2026-2"}),
        ods_bytes([OdsSheet("DS", [["Họ và tên"]])], names={"giot_hong_ma_bieu": "DV-0412/2026-2"}),
        xls_bytes([XlsSheet("DS", [["Tên", "Mã biểu: DV-0412/2026-2"]])], version=8),
        ods_bytes([OdsSheet("DS", [["x"], [None, "Mã biểu:  DV-0412/2026-2 "]])]),
    ],
    ids=["as made", "saved as xls", "saved as ods", "name lost, xls", "name lost, ods"],
)
def test_the_reader_finds_whose_form_it_is_whatever_program_saved_it(content: bytes) -> None:
    book = read_book(name="a", content=content)
    assert book.template_code == "DV-0412/2026-2"
    assert codes_of(book.template_code) == ("DV-0412", "2026-2")


def test_the_code_is_carried_unseen_as_well() -> None:
    workbook = zipfile.ZipFile(io.BytesIO(template([]))).read("xl/workbook.xml").decode()
    assert "giot_hong_ma_bieu" in workbook
    assert template_code(unit_code="DV-0412", round_code="2026-2") in workbook


@pytest.mark.parametrize("code", ["", "x", "/2026-2", "DV-0412/"])
def test_what_is_no_code_of_a_template_gives_none(code: str) -> None:
    assert codes_of(code) is None
