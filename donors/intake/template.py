"""The template workbook, for units that want a form: their people of last year, drop-downs, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from donors.intake import sheets
from donors.intake.fields import Field
from donors.intake.parsing.plain import TEMPLATE_NAME, VISIBLE_CODE
from donors.intake.people import PersonRow
from donors.intake.person_cells import PersonCell, birth_text, cell_of
from donors.intake.sheets import Column, FormBook

COLUMNS = (
    sheets.ORDER,
    sheets.NAME,
    sheets.BIRTH,
    sheets.SEX,
    sheets.IDENTITY,
    sheets.PHONE,
    sheets.WORKPLACE,
    sheets.ADDRESS,
    sheets.BLOOD_GROUP,
    sheets.RHESUS,
    sheets.DONATIONS,
    sheets.VOLUME,
    sheets.NOTE,
)
_INSTRUCTION = (
    "Mỗi người một dòng. Cần có: họ và tên; ngày sinh (ví dụ 05/03/1990) hoặc chỉ năm sinh (1990); đơn vị. "
    "Chưa biết thì để trống. Người không đăng ký lần này thì xóa dòng."
)
_CHOICES: dict[Field, tuple[list[str | int], str]] = {
    Field.SEX: (["Nam", "Nữ"], "Chọn Nam hoặc Nữ; chưa biết thì để trống."),
    Field.BLOOD_GROUP: (["A", "B", "AB", "O"], "Chọn A, B, AB hoặc O; chưa biết thì để trống."),
    Field.RHESUS: (["+", "-"], "Chọn + hoặc -; chưa biết thì để trống."),
    Field.VOLUME: ([250, 350, 450], "Chọn 250, 350 hoặc 450 ml; chưa chọn thì để trống."),
}
# Text keeps leading zeros, and keeps "05/03/1990" from being turned to the third of May.
_AS_TEXT = frozenset({Field.NAME, Field.BIRTH, Field.IDENTITY, Field.PHONE, Field.RHESUS})
_LONGEST_ON_A_LINE = 70
_BLANK_ROWS, _LEAST_ROWS, _ROWS_WITH_CHOICES = 15, 30, 2_000
_SEPARATOR = "/"


def template_code(*, unit_code: str, round_code: str) -> str:
    """What a template carries and `reading.read_book` finds again (`Book.template_code`). Codes hold no slash."""
    return f"{unit_code}{_SEPARATOR}{round_code}"


def codes_of(template_code: str) -> tuple[str, str] | None:
    """Unit's and round's code of a template; None for what is none."""
    unit, separator, round = template_code.partition(_SEPARATOR)
    return (unit.strip(), round.strip()) if separator and unit.strip() and round.strip() else None


def template_workbook(
    *, unit_code: str, round_code: str, title_lines: Sequence[str], people: Sequence[PersonRow]
) -> bytes:
    """The form as .xlsx, prefilled with these people.

    The first title line is the committee's, the second the form's name, the others (round, unit) stand below it.
    The codes are carried as a defined name, and once more in sight for programs that drop such names.
    """
    form = FormBook(columns=COLUMNS, sheet_name="Danh sách")
    code = template_code(unit_code=unit_code, round_code=round_code)
    form.book.define_name(TEMPLATE_NAME, '="' + code.replace('"', "") + '"')
    header_row = _write_head(form, title_lines, code)
    form.header(header_row)
    first = header_row + 1
    last = first + max(len(people) + _BLANK_ROWS, _LEAST_ROWS) - 1
    for row in range(first, last + 1):
        number = row - first
        _write_row(form, row, people[number] if number < len(people) else None, number + 1)
    _add_choices(form, first)
    return form.bytes()


def _write_head(form: FormBook, title_lines: Sequence[str], code: str) -> int:
    """The title block; the row that the header takes."""
    committee, name, *others = [*title_lines, "", ""][: max(2, len(title_lines))]
    form.line(0, committee, first=0, last=6, bold=True, align="left")
    form.line(0, f"{VISIBLE_CODE} {code}", first=7, align="right", font_size=9, font_color="#565D66")
    form.sheet.set_row(0, 20 if len(committee) <= _LONGEST_ON_A_LINE else 38)
    form.line(1, name, bold=True, font_size=15)
    form.sheet.set_row(1, 30)
    for row, line in enumerate(others, 2):
        form.line(row, line, font_size=13)
    row = 2 + len(others)
    form.line(row, _INSTRUCTION, italic=True, align="left")
    form.sheet.set_row(row, 36)
    return row + 1


def _write_row(form: FormBook, row: int, person: PersonRow | None, number: int) -> None:
    for place, column in enumerate(COLUMNS):
        as_text = {"num_format": "@"} if column.field in _AS_TEXT else {}
        form.write(row, place, _cell(person, column, number), **as_text)


def _cell(person: PersonRow | None, column: Column, number: int) -> PersonCell:
    if person is None:
        return None
    if column.field is Field.ORDER:
        return number
    if column.field is Field.BIRTH:
        return birth_text(person.birth) or None
    return cell_of(person, column.field)


def _add_choices(form: FormBook, first: int) -> None:
    """Drop-downs and text columns for the rows that are there and those that people add below."""
    last = first + _ROWS_WITH_CHOICES
    for place, column in enumerate(COLUMNS):
        if column.field in _CHOICES:
            choices, hint = _CHOICES[column.field]
            rule = {
                "validate": "list",
                "source": choices,
                "error_type": "warning",
                "error_title": column.words,
                "error_message": hint,
            }
            form.sheet.data_validation(first, place, last, place, rule)
        if column.field in _AS_TEXT:
            form.sheet.set_column(place, place, column.width, form.format(num_format="@"))
    form.sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:M{last + 1}"})
