"""The consolidated list: in the blood centre's own form everything of the form stays, in ours it reads like one."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from core.refusal import Refused
from donors.intake.book import FileKind
from donors.intake.fields import Field
from donors.intake.filled_form import Group, Signature, default_form, fill_form
from donors.intake.people import Birth, PersonRow
from donors.intake.request import FillOptions, FillRow
from donors.intake.rewriting.filling import filled
from tests.donors.intake.biff import XlsSheet, xls_bytes
from tests.donors.intake.invented import people
from tests.donors.intake.measured import grows_evenly

HEADER = ["STT", "HỌ VÀ TÊN", None, "NĂM SINH", None, "CCCD", "ĐIỆN THOẠI", "NHÓM MÁU", "NGÀY HIẾN GẦN NHẤT"]
COLUMNS = {
    Field.ORDER: 0,
    Field.NAME: 1,
    Field.BIRTH_MALE: 3,
    Field.BIRTH_FEMALE: 4,
    Field.IDENTITY: 5,
    Field.PHONE: 6,
    Field.BLOOD_GROUP: 7,
    Field.LAST_DONATION: 8,
}
BOX = Border(*(Side(style="thin"),) * 4)
HEADER_ROW, FIRST = 4, 6


def blank_form(*, blank_rows: int = 5, total: str = "Tổng số: ………… người", note: str = "") -> bytes:
    """Title, a header of two rows, a row of numbers, blank ruled rows, a space, the total, place and signatures."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Mẫu"
    sheet["A1"] = "TRUNG TÂM TRUYỀN MÁU"
    sheet.merge_cells("A1:I1")
    for place, words in enumerate(HEADER, 1):
        sheet.cell(3, place).value = words
    sheet["D4"], sheet["E4"] = "Nam", "Nữ"
    for area in ("D3:E3", "B3:C4", "A3:A4", *(f"{letter}3:{letter}4" for letter in "FGHI")):
        sheet.merge_cells(area)
    for place, letter in enumerate("ABDEFGHI", 1):
        sheet[f"{letter}5"] = f"({place})"
    for row in range(FIRST, FIRST + blank_rows):
        sheet.cell(row, 1).value = row - FIRST + 1
        sheet.row_dimensions[row].height = 24
        for column in range(1, 10):
            sheet.cell(row, column).border = BOX
            sheet.cell(row, column).font = Font(name="Times New Roman", sz=12, i=column == 2)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    end = FIRST + blank_rows
    sheet.cell(end + 1, 1).value = total or None
    sheet.cell(end + 2, 6).value = "……, ngày … tháng … năm ……"
    sheet.merge_cells(start_row=end + 2, end_row=end + 2, start_column=6, end_column=9)
    sheet.cell(end + 3, 6).value = "GIÁM ĐỐC"
    sheet.cell(end + 3, 6).font = Font(b=True)
    sheet.merge_cells(start_row=end + 3, end_row=end + 3, start_column=6, end_column=9)
    sheet.row_dimensions[end + 3].height = 61
    sheet.print_area = f"A1:I{end + 3}"
    if note:
        sheet.cell(FIRST, 9).value = note
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def groups() -> list[Group]:
    first, second, third = people()
    return [("Bản Cũ", [first, second]), ("Trường Tiểu học Mường Và", [third])]


def fill(
    blank: bytes,
    given: list[Group],
    *,
    columns: Mapping[Field, int] = COLUMNS,
    kind: FileKind = FileKind.XLSX,
    has_totals: bool = True,
) -> Worksheet:
    content = fill_form(
        blank=blank,
        kind=kind,
        sheet_name="Mẫu",
        header_row=HEADER_ROW,
        columns=columns,
        groups=given,
        has_totals=has_totals,
    )
    return openpyxl.load_workbook(io.BytesIO(content)).active


def values(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def test_people_stand_in_the_form_by_unit_with_totals() -> None:
    sheet = fill(blank_form(), groups())
    assert [values(sheet, row)[0] for row in range(FIRST, FIRST + 7)] == [
        "I. Bản Cũ",
        1,
        2,
        "Cộng I: 2 người",
        "II. Trường Tiểu học Mường Và",
        3,
        "Cộng II: 1 người",
    ]
    assert values(sheet, 7) == [
        *[1, "Lò Thị Mỷ", None, None, 1990, "012190000123", "0912000111", "O+"],
        dt.datetime(2026, 5, 30),
    ]
    assert values(sheet, 8) == [2, "Giàng A Páo", None, 1972, None, None, "0912000112", "AB-", None]
    assert [sheet["F7"].number_format, sheet["I7"].number_format] == ["@", "dd/mm/yyyy"]


@pytest.mark.parametrize("blank_rows", [1, 5, 30])
def test_what_stands_around_the_people_stays_and_moves_to_where_they_end(blank_rows: int) -> None:
    sheet = fill(blank_form(blank_rows=blank_rows), groups())
    assert [sheet["A1"].value, sheet["D4"].value, sheet["A5"].value] == ["TRUNG TÂM TRUYỀN MÁU", "Nam", "(1)"]
    assert [sheet[place].value for place in ("A14", "F15", "F16")] == [
        "Tổng số: 3 người",
        "……, ngày … tháng … năm ……",
        "GIÁM ĐỐC",
    ]
    assert (sheet["F16"].font.b, sheet.row_dimensions[16].height) == (True, 61)
    assert {str(area) for area in sheet.merged_cells.ranges if area.min_row > 5} == {
        *("A6:I6", "B7:C7", "B8:C8", "A9:I9", "A10:I10", "B11:C11", "A12:I12", "F15:I15", "F16:I16")
    }
    assert sheet.print_area == "'Mẫu'!$A$1:$I$16"
    assert sheet.max_row == 16


def test_every_person_has_the_look_of_the_first_blank_row() -> None:
    sheet = fill(blank_form(blank_rows=2), groups())
    for row in (7, 8, 11):
        assert [sheet.cell(row, column).border.bottom.style for column in (1, 2, 9)] == ["thin"] * 3
        assert (sheet.cell(row, 2).font.i, sheet.cell(row, 4).font.name) == (True, "Times New Roman")
        assert sheet.row_dimensions[row].height == 24
    assert (sheet["A6"].font.b, sheet["A6"].border.bottom.style) == (True, "thin")


def test_a_name_longer_than_its_cell_is_wrapped_in_a_taller_row() -> None:
    long = PersonRow(row=1, name="Nguyễn Hoàng Thị Phương Thảo Nguyên", birth=Birth(2001))
    sheet = fill(blank_form(), [("Bản Cũ", [long])])
    assert sheet["B7"].alignment.wrap_text
    assert sheet.row_dimensions[7].height > 24


def test_a_form_without_a_total_row_gets_one_and_without_totals_none() -> None:
    sheet = fill(blank_form(total=""), groups())
    assert values(sheet, 13)[0] == "Tổng cộng: 3 người"
    sheet = fill(blank_form(total=""), groups(), has_totals=False)
    assert [values(sheet, row)[0] for row in range(6, 12)] == [
        "I. Bản Cũ",
        1,
        2,
        "II. Trường Tiểu học Mường Và",
        3,
        None,
    ]


def test_one_group_without_a_name_is_a_plain_list() -> None:
    sheet = fill(blank_form(), [("", people())])
    assert [values(sheet, row)[0] for row in range(6, 9)] == [1, 2, 3]
    assert sheet["A10"].value == "Tổng số: 3 người"


def test_nobody_leaves_the_form_without_blank_rows() -> None:
    sheet = fill(blank_form(), [])
    assert sheet["A7"].value == "Tổng số: 0 người"


def test_nothing_written_is_a_formula() -> None:
    cell = fill(blank_form(), groups())["B11"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


@pytest.mark.parametrize(
    "columns, cells",
    [
        (
            {Field.ORDER: 0, Field.FAMILY_NAME: 1, Field.GIVEN_NAME: 3, Field.BIRTH: 4, Field.SEX: 5, Field.RHESUS: 6},
            [1, "Lò Thị", None, "Mỷ", dt.datetime(1990, 3, 5), "Nữ", "+", None, None],
        ),
        (
            {Field.BIRTH_DAY: 3, Field.BIRTH_MONTH: 4, Field.BIRTH_YEAR: 5, Field.SEX_MALE: 6, Field.SEX_FEMALE: 7},
            [None, None, None, 5, 3, 1990, None, "x", None],
        ),
        (
            {
                Field.BLOOD_GROUP: 3,
                Field.RHESUS: 4,
                Field.DONATIONS: 5,
                Field.VOLUME: 6,
                Field.WEIGHT: 7,
                Field.NOTE: 8,
            },
            [None, None, None, "O", "+", 3, 350, 52, None],
        ),
    ],
)
def test_every_meaning_a_column_can_have_is_written(columns: dict[Field, int], cells: list[object]) -> None:
    sheet = fill(blank_form(), [("", people())], columns=columns)
    assert values(sheet, 6) == cells


def test_an_old_workbook_as_form_is_filled_too() -> None:
    rows = [
        ["BỆNH VIỆN"],
        [],
        HEADER,
        [None] * 3 + ["Nam", "Nữ"],
        *[[number] for number in (1, 2, 3)],
        [],
        ["Người lập"],
    ]
    sheet = fill(xls_bytes([XlsSheet("Mẫu", rows, merges=[(2, 0, 3, 0)])]), groups(), kind=FileKind.XLS)
    assert [values(sheet, row)[0] for row in (5, 6, 11, 12, 13)] == [
        "I. Bản Cũ",
        1,
        "Cộng II: 1 người",
        "Tổng cộng: 3 người",
        "Người lập",
    ]


def test_what_is_no_form_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="bị hỏng"):
        fill(blank_form()[:-200], groups())


def test_six_hundred_people_stand_in_the_form() -> None:
    many = [PersonRow(row=number, name=f"Lò Thị Mỷ {number}", birth=Birth(1990)) for number in range(600)]
    sheet = fill(blank_form(), [("Bản Cũ", many[:200]), ("Bản Mới", many[200:])])
    assert values(sheet, FIRST + 603)[0] == "Cộng II: 400 người"


def test_twice_as_many_people_take_twice_the_work() -> None:
    def fill_in(people: int) -> bytes:
        rows = [
            FillRow(is_heading=False, cells=[(0, "int", str(n)), (1, "text", f"Lò Thị Mỷ {n}")]) for n in range(people)
        ]
        options = FillOptions(kind="xlsx", sheet="Mẫu", header_row=HEADER_ROW, order_column=0, rows=rows, total=rows[0])
        return filled(blank_form(), options)

    assert grows_evenly(fill_in, 200)


# ---- our own layout


def own(given: list[Group]) -> Worksheet:
    content = default_form(
        title_lines=["BAN CHỈ ĐẠO XÃ MƯỜNG VÀ", "DANH SÁCH ĐĂNG KÝ HIẾN MÁU", "Đợt 2 năm 2026"],
        groups=given,
        place_and_date="Mường Và, ngày 25 tháng 11 năm 2026",
        signatures=(Signature("NGƯỜI LẬP BIỂU"), Signature("TM. BAN CHỈ ĐẠO\nPHÓ TRƯỞNG BAN", "Lò Văn Sơn")),
    )
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_our_own_layout_has_title_groups_totals_place_and_signatures() -> None:
    sheet = own(groups())
    assert [values(sheet, row)[0] for row in (1, 2, 3)] == [
        "BAN CHỈ ĐẠO XÃ MƯỜNG VÀ",
        "DANH SÁCH ĐĂNG KÝ HIẾN MÁU",
        "Đợt 2 năm 2026",
    ]
    assert values(sheet, 5)[:3] == ["STT", "Họ và tên", "Ngày sinh hoặc năm sinh"]
    assert [values(sheet, row)[0] for row in range(6, 14)] == [
        "I. Bản Cũ",
        1,
        2,
        "Cộng I: 2 người",
        "II. Trường Tiểu học Mường Và",
        3,
        "Cộng II: 1 người",
        "Tổng cộng: 3 người",
    ]
    assert values(sheet, 7)[1:9] == [
        "Lò Thị Mỷ",
        dt.datetime(1990, 3, 5),
        "Nữ",
        "012190000123",
        "0912000111",
        "Trường Tiểu học Mường Và",
        "Bản Cũ, xã Mường Và",
        "O+",
    ]
    assert [sheet[place].value for place in ("G15", "A16", "G16", "G21")] == [
        "Mường Và, ngày 25 tháng 11 năm 2026",
        "NGƯỜI LẬP BIỂU",
        "TM. BAN CHỈ ĐẠO\nPHÓ TRƯỞNG BAN",
        "Lò Văn Sơn",
    ]
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$5:$5")
    assert (sheet["B11"].value, sheet["B11"].data_type, sheet["B11"].quotePrefix) == ("=HYPERLINK(1)", "s", True)
