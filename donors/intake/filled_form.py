"""The consolidated list as a workbook: in the blood centre's own blank form, or in ours where there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.text import numbers
from donors.intake import sheets
from donors.intake.book import FileKind
from donors.intake.fields import Field
from donors.intake.people import PersonRow
from donors.intake.person_cells import PersonCell, cell_of
from donors.intake.process import ask_for_filling
from donors.intake.request import FillCell, FillOptions, FillRow
from donors.intake.sheets import FormBook

Group = tuple[str, Sequence[PersonRow]]  # the unit's name and its people, in their order

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
    sheets.DONATIONS,
    sheets.VOLUME,
    sheets.NOTE,
)
_SECONDS = 60
_SPACE_FOR_SIGNATURE = 4


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the title ("TM. BAN CHỈ ĐẠO\\nPHÓ TRƯỞNG BAN") and, where it is known, the name."""

    title: str
    name: str = ""


def fill_form(
    *,
    blank: bytes,
    kind: FileKind,
    sheet_name: str,
    header_row: int,
    columns: Mapping[Field, int],
    groups: Sequence[Group],
    has_totals: bool = True,
) -> bytes:
    """The people in somebody's own blank form, as .xlsx.

    `header_row` is one-based (the header's last row), `columns` zero-based. The look, height and merges of the form's
    first blank row are repeated; surplus blank rows go; what stands below (total, place and date, signatures) moves to
    where the people end. With `has_totals` each group ends with its number and the list with the whole number, in the
    form's own total row where it has one. Blood group and Rh share a column where Rh has none. Raises Refused.
    """
    options = FillOptions(
        kind=kind.value,
        sheet=sheet_name,
        header_row=header_row,
        order_column=columns.get(Field.ORDER),
        rows=list(_rows(groups, columns, has_totals=has_totals)),
        total=_heading(min(columns.values(), default=0), grand_total(groups)) if has_totals else None,
    )
    return ask_for_filling(blank, options, seconds=_SECONDS)


def default_form(
    *,
    title_lines: Sequence[str],
    groups: Sequence[Group],
    place_and_date: str,
    signatures: tuple[Signature, Signature],
    has_totals: bool = True,
) -> bytes:
    """The people in a layout of ours, as .xlsx: A4 landscape, grouped by unit, with totals, place, date, signatures.

    The first title line is the committee's, the second the list's name, the others stand below it.
    """
    form = FormBook(columns=COLUMNS, sheet_name="Danh sách")
    committee, name, *others = [*title_lines, "", ""][: max(2, len(title_lines))]
    form.line(0, committee, bold=True, align="left")
    form.line(1, name, bold=True, font_size=15)
    form.sheet.set_row(1, 30)
    for place, line in enumerate(others, 2):
        form.line(place, line, font_size=13)
    header_row = 3 + len(others)
    form.header(header_row)
    row = header_row + 1
    for heading, person, order in _lines(groups, has_totals=has_totals):
        _write_line(form, row, heading, person, order)
        row += 1
    if has_totals:
        _write_line(form, row, grand_total(groups), None, 0)
        row += 1
    _write_end(form, row + 1, place_and_date, signatures)
    return form.bytes()


def grand_total(groups: Sequence[Group]) -> str:
    """ "Tổng cộng: 1.204 người"."""
    return f"Tổng cộng: {numbers.integer(sum(len(people) for _, people in groups))} người"


def _lines(groups: Sequence[Group], *, has_totals: bool) -> Iterator[tuple[str, PersonRow | None, int]]:
    """Every row in order: a heading, or a person with the number that runs through the whole list."""
    order = 0
    for number, (name, people) in enumerate(groups, 1):
        if name:
            yield f"{numbers.roman(number)}. {name}", None, 0
        for person in people:
            order += 1
            yield "", person, order
        if name and has_totals:
            yield f"Cộng {numbers.roman(number)}: {numbers.integer(len(people))} người", None, 0


def _rows(groups: Sequence[Group], columns: Mapping[Field, int], *, has_totals: bool) -> Iterator[FillRow]:
    first = min(columns.values(), default=0)
    for heading, person, order in _lines(groups, has_totals=has_totals):
        if person is None:
            yield _heading(first, heading)
        else:
            cells = ((place, _value(person, field, order, columns)) for field, place in columns.items())
            yield FillRow(is_heading=False, cells=[_cell(place, value) for place, value in cells if value is not None])


def _heading(column: int, text: str) -> FillRow:
    return FillRow(is_heading=True, cells=[(column, "text", text)])


def _value(person: PersonRow, field: Field, order: int, columns: Mapping[Field, int]) -> PersonCell:
    if field is Field.ORDER:
        return order
    return cell_of(person, field, with_rhesus=Field.RHESUS not in columns)


def _cell(place: int, value: PersonCell) -> FillCell:
    if isinstance(value, dt.date):
        return (place, "date", value.isoformat())
    if isinstance(value, int):
        return (place, "number", value)
    return (place, "text", value or "")


def _write_line(form: FormBook, row: int, heading: str, person: PersonRow | None, order: int) -> None:
    if person is None:
        form.line(row, heading, bold=True, align="left", border=1, border_color=sheets.LINE)
        return
    for place, column in enumerate(COLUMNS):
        value = order if column.field is Field.ORDER else cell_of(person, column.field, with_rhesus=True)
        form.write(row, place, value, **({"num_format": "dd/mm/yyyy"} if isinstance(value, dt.date) else {}))


def _write_end(form: FormBook, row: int, place_and_date: str, signatures: tuple[Signature, Signature]) -> None:
    middle = form.last_column // 2
    halves = ((0, middle), (middle + 1, form.last_column))
    form.line(row, place_and_date, first=halves[1][0], last=halves[1][1], italic=True)
    lines = max(signature.title.count("\n") for signature in signatures) + 1
    form.sheet.set_row(row + 1, 17 * lines)
    for signature, (first, last) in zip(signatures, halves, strict=True):
        form.line(row + 1, signature.title, first=first, last=last, bold=True, valign="top")
        if signature.name:
            form.line(row + 2 + _SPACE_FOR_SIGNATURE, signature.name, first=first, last=last, bold=True)
