"""Their own workbook given back: marked where something is wrong, and otherwise as they know it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.styles import Font, PatternFill
from PIL import Image

from core.refusal import Refused
from donors.intake.book import FileKind
from donors.intake.marked import Mark, marked_workbook
from donors.intake.reading import read_book
from tests.donors.intake.biff import XlsSheet, xls_bytes
from tests.donors.intake.open_documents import OdsSheet, ods_bytes

TITLE = "DANH SÁCH ĐĂNG KÝ HIẾN MÁU"
ROWS = [
    [TITLE, None, None],
    [None, None, None],
    ["STT", "Họ và tên", "Năm sinh"],
    [1, "Lò Thị Mỷ", 1990],
    [2, "Giàng A Páo", "19722"],
    [3, "Vàng Thị Dợ", dt.date(2001, 5, 3)],
]
MARKS = [
    Mark(5, 2, "Dòng 5, Năm sinh “19722”: không đọc được.", "Ghi năm sinh bốn chữ số, ví dụ 1972."),
    Mark(5, None, "Người này có hai lần trong tệp.", "Xóa một dòng."),
    Mark(6, 1, "=HYPERLINK(1)", "-1"),
]


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "DS"
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet["A1"].font = Font(name="Times New Roman", bold=True, size=14)
    sheet["B3"].fill = PatternFill("solid", start_color="FFFFFF00")
    sheet["E7"] = None
    sheet["A7"] = "=COUNTA(B4:B6)"
    sheet.column_dimensions["B"].width = 31
    sheet.column_dimensions.group("D", "XFD", hidden=True)
    sheet.row_dimensions[5].hidden = True
    sheet.row_dimensions[4].height = 33
    sheet.freeze_panes = "A4"
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "#b01f2e").save(picture, "PNG")
    sheet.add_image(SheetImage(picture), "A9")
    book.create_sheet("Khác")["A1"] = "còn nguyên"
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TEXT_ROWS = [["" if cell is None else str(cell) for cell in row] for row in ROWS]
FILES = {
    FileKind.XLSX: xlsx(),
    FileKind.XLS: xls_bytes(
        [XlsSheet("DS", ROWS, merges=[(0, 0, 0, 2)], widths={1: 31}), XlsSheet("Khác", [["còn nguyên"]])]
    ),
    FileKind.ODS: ods_bytes(
        [OdsSheet("DS", ROWS, merges=[(0, 0, 0, 2)], widths_cm=[1, 5.89]), OdsSheet("Khác", [["còn nguyên"]])]
    ),
    FileKind.CSV: "\n".join(";".join(row) for row in TEXT_ROWS).encode(),
    FileKind.PASTED: "\n".join("\t".join(row) for row in TEXT_ROWS).encode(),
}


def marked(
    content: bytes, kind: FileKind = FileKind.XLSX, *, sheet_name: str = "DS", marks: list[Mark] = MARKS
) -> bytes:
    return marked_workbook(content=content, kind=kind, sheet_name=sheet_name, header_row=3, marks=marks)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def red(sheet: openpyxl.worksheet.worksheet.Worksheet) -> set[str]:
    return {
        cell.coordinate
        for row in sheet.iter_rows(max_col=12)
        for cell in row
        if cell.fill.fill_type and cell.fill.start_color.rgb == "FFFFC7CE"
    }


@pytest.mark.parametrize("kind", FILES, ids=str)
def test_every_kind_of_file_is_given_back_with_its_marks(kind: FileKind) -> None:
    name = "DS" if kind in (FileKind.XLSX, FileKind.XLS, FileKind.ODS) else ""
    book = opened(marked(FILES[kind], kind, sheet_name=name))
    sheet = book.active
    assert [cell.value for cell in sheet[3]][:5] == ["STT", "Họ và tên", "Năm sinh", "Lỗi", "Cách sửa"]
    assert [cell.value for cell in sheet[5]][3:5] == [
        "Dòng 5, Năm sinh “19722”: không đọc được.\nNgười này có hai lần trong tệp.",
        "Ghi năm sinh bốn chữ số, ví dụ 1972.\nXóa một dòng.",
    ]
    assert red(sheet) == {"C5", "D5", "B6", "D6"}
    assert sheet["B4"].value == "Lò Thị Mỷ"
    assert sheet["D4"].value is None
    if name:
        assert (sheet.title, book["Khác"]["A1"].value) == ("DS", "còn nguyên")
        assert str(sheet.merged_cells) == "A1:C1"
        assert sheet.column_dimensions["B"].width == pytest.approx(31, abs=0.5)
        assert isinstance(sheet["C6"].value, dt.datetime)


def test_the_rest_of_the_sheet_stays_as_it_was_and_what_is_marked_is_in_view() -> None:
    sheet = opened(marked(xlsx())).active
    assert (sheet["A1"].font.name, sheet["A1"].font.sz, sheet["B3"].fill.start_color.rgb) == (
        "Times New Roman",
        14,
        "FFFFFF00",
    )
    assert (sheet["A7"].value, sheet.freeze_panes, sheet.row_dimensions[4].height) == ("=COUNTA(B4:B6)", "A4", 33)
    assert len(sheet._images) == 1
    assert not sheet.row_dimensions[5].hidden
    assert sheet.row_dimensions[5].height is None
    widths = {name: (group.min, group.max, group.hidden) for name, group in sheet.column_dimensions.items()}
    assert {widths["D"][2], widths["E"][2]} == {False}
    assert widths["F"] == (6, 16384, True)


@pytest.mark.parametrize("kind, name", [(FileKind.XLSX, "DS"), (FileKind.CSV, "")])
def test_nothing_that_is_written_is_a_formula(kind: FileKind, name: str) -> None:
    sheet = opened(marked(FILES[kind], kind, sheet_name=name)).active
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in sheet[6][3:5]] == [
        ("=HYPERLINK(1)", "s", True),
        ("-1", "s", True),
    ]


def test_a_list_without_a_header_is_marked_beside_its_people_and_runs_nothing() -> None:
    hostile = "Lò Thị Mỷ, 1990\n=cmd|' /C calc'!A0, 19900\n+84912000111".encode()
    given = marked_workbook(
        content=hostile, kind=FileKind.TYPED, sheet_name="", header_row=None, marks=[Mark(1, 1, "a", "b")]
    )
    sheet = opened(given).active
    assert [row[0].data_type for row in sheet.iter_rows()] == ["s", "s", "s"]
    assert [cell.value for cell in sheet[1]] == ["Lò Thị Mỷ", "1990", None, "a", "b"]
    assert red(sheet) == {"B1", "D1"}


def test_a_row_of_a_fixed_height_grows_to_show_its_sentences() -> None:
    sheet = opened(marked(xlsx(), marks=[Mark(4, 1, "Dài. " * 40, "Sửa.")])).active
    assert 60 < sheet.row_dimensions[4].height < 120


def test_macros_are_left_behind() -> None:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    given = marked(out.getvalue(), FileKind.XLSM)
    names = zipfile.ZipFile(io.BytesIO(given)).namelist()
    assert "xl/vbaProject.bin" not in names
    assert b"macroEnabled" not in zipfile.ZipFile(io.BytesIO(given)).read("[Content_Types].xml")


def test_a_marked_workbook_that_comes_back_is_marked_anew_in_the_same_columns() -> None:
    second = opened(marked(marked(xlsx()), marks=[Mark(4, 1, "Tên thiếu họ.", "Ghi đủ họ và tên.")])).active
    assert [cell.value for cell in second[3]][:7] == ["STT", "Họ và tên", "Năm sinh", "Lỗi", "Cách sửa"]
    assert [second[f"D{row}"].value for row in (4, 5, 6)] == ["Tên thiếu họ.", None, None]
    assert red(second) == {"B4", "D4"}


def test_a_merged_cell_is_marked_at_its_beginning() -> None:
    book = openpyxl.Workbook()
    book.active.append(["STT", "Họ và tên"])
    book.active.append([1, "Lò Thị Mỷ"])
    book.active.merge_cells("B2:C3")
    out = io.BytesIO()
    book.save(out)
    given = marked_workbook(
        content=out.getvalue(), kind=FileKind.XLSX, sheet_name="Sheet", header_row=1, marks=[Mark(3, 2, "a", "b")]
    )
    sheet = opened(given).active
    assert red(sheet) == {"B2", "D3"}
    assert (sheet["D1"].value, sheet["D3"].value) == ("Lỗi", "a")


def test_what_the_reader_finds_in_a_marked_workbook_is_the_list_and_the_two_columns() -> None:
    book = read_book(name="a.xlsx", content=marked(xlsx()))
    assert [row[:3] for row in book.sheets[0].rows[:6]] == ROWS
    assert book.sheets[0].rows[2][3:] == ["Lỗi", "Cách sửa"]


@pytest.mark.parametrize(
    "content, sheet_name, words",
    [
        (xlsx(), "Không có", "không có trang tính đã chọn"),
        (xlsx()[:-300], "DS", "bị hỏng"),
        (b"PK\x03\x04", "DS", "bị hỏng"),
    ],
)
def test_what_cannot_be_given_back_is_said(content: bytes, sheet_name: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        marked(content, sheet_name=sheet_name)
