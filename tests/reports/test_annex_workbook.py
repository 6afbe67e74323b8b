"""The annexes' workbook holds what they print, figures as figures; the bundle holds all forms of a document."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import numbers
from core.text.numbers import MINUS
from reports.annex_workbook import annex_workbook, number_in
from reports.blocks import Annex, Clause, Column, Figure, Paragraph, Row, Table, inline
from reports.bundling import bundle
from tests.reports.page_content import body, report, results_table

ANNEXES = (
    Annex("Kết quả theo đơn vị", (results_table(3),)),
    Annex("Không có bảng", (Paragraph(inline("Chỉ có chữ.")),)),
    Annex(
        "Chỉ tiêu",
        (
            Clause(
                title="Khối xã",
                children=(
                    Table(
                        (Column("Đơn vị"), Column("Đạt", "right"), Column("So với năm trước", "right")),
                        (
                            Row((inline("Khối xã, phường"),)),
                            Row((inline("=HYPERLINK(1)"), inline(Figure("year")), inline(f"{MINUS}5"))),
                            Row((inline("Thôn 0123"), inline("0123"), ())),
                        ),
                        caption="Bảng 1",
                    ),
                ),
            ),
        ),
        landscape=True,
    ),
)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def values(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_sheet_an_annex_holds_its_tables_with_figures_as_figures() -> None:
    content = report(blocks=body(annexes=ANNEXES))
    book = opened(annex_workbook(content))
    assert book.sheetnames == ["Phụ lục I", "Phụ lục III"]
    first = values(book["Phụ lục I"])
    assert first[:2] == [["Phụ lục I", *[None] * 4], ["KẾT QUẢ THEO ĐƠN VỊ", *[None] * 4]]
    assert first[2][0].startswith("(Kèm theo Báo cáo số 93/BC-BCĐ")
    assert first[4:6] == [
        ["STT", "Đơn vị", "Chỉ tiêu (đơn vị máu)", "Kết quả (đơn vị máu)", "Tỷ lệ"],
        [1, "Xã Bình Minh 1", 40, 38, 0.95],
    ]
    assert first[-1] == [None, "Tổng cộng", 120, 1324, 0.95]
    last = values(book["Phụ lục III"])
    assert last[4:] == [
        ["Bảng 1", None, None],
        ["Đơn vị", "Đạt", "So với năm trước"],
        ["Khối xã, phường", None, None],
        ["=HYPERLINK(1)", 1324, -5],
        ["Thôn 0123", "0123", None],
    ]
    cell = book["Phụ lục III"]["A8"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert book["Phụ lục III"].page_setup.orientation == "landscape"


def test_no_annex_no_workbook_and_equal_content_gives_equal_bytes() -> None:
    assert annex_workbook(report()) is None
    content = report(blocks=body(annexes=ANNEXES))
    assert annex_workbook(content) == annex_workbook(content)


@given(st.integers(-10_000_000, 10_000_000))
def test_every_number_that_we_print_is_read_as_that_number(value: int) -> None:
    for text in (numbers.integer(value), numbers.signed(value)):
        found = number_in(text)
        assert found
        assert found.value == value


@pytest.mark.parametrize(
    ("text", "value", "shape"),
    [
        ("156,7%", 1.567, "0.0%"),
        ("1.323,5", 1323.5, "#,##0.0"),
        ("02", 2, "00"),
        ("2026", 2026, "0"),
        ("+212", 212, f"+0;{MINUS}0;0"),
    ],
)
def test_a_number_keeps_the_look_it_is_printed_with(text: str, value: float, shape: str) -> None:
    found = number_in(text)
    assert found
    assert (found.value, found.shape) == (pytest.approx(value), shape)


@pytest.mark.parametrize("text", ["", "–", "0123", "07/4", "462/550", "1.7", "40 đv", "9" * 16, "1,2,3"])
def test_what_is_no_number_stays_text(text: str) -> None:
    assert number_in(text) is None


def test_a_bundle_holds_every_form_under_one_name() -> None:
    packed = bundle("Số: 93/BC-BCĐ", pdf=b"p", docx=b"w", xlsx=b"x")
    assert packed == bundle("Số: 93/BC-BCĐ", pdf=b"p", docx=b"w", xlsx=b"x")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "Số- 93-BC-BCĐ.pdf": b"p",
            "Số- 93-BC-BCĐ.docx": b"w",
            "Số- 93-BC-BCĐ - phụ lục.xlsx": b"x",
        }
    with zipfile.ZipFile(io.BytesIO(bundle(" / ", pdf=b"p", docx=b"w"))) as archive:
        assert archive.namelist() == ["van-ban.pdf", "van-ban.docx"]
