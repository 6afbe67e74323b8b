"""Writing people into somebody's blank form: in its own look, as many rows as it takes, what stood below moved."""

from __future__ import annotations

import datetime as dt
import unicodedata
from copy import copy
from dataclasses import dataclass
from math import ceil

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from donors.intake.parsing.plain import MOST_COLUMNS
from donors.intake.request import FillCell, FillOptions, FillRow
from donors.intake.rewriting.book import dress, look_of, merge, opened, row_cells, saved, sheet_of, write

_TOTAL_WORDS = ("tong", "cong")
_MOST_BLANK = 2_000
_NEAR = 3  # rows below the blank ones among which the total stands
_POINTS_A_LINE, _LETTERS_A_WIDTH, _DEFAULT_WIDTH = 16.5, 1.1, 8.43


@dataclass
class _Form:
    """Where things stand on the form; rows are one-based. The blank rows are `first` to `tail` - 1.

    `total` is the form's own total row, or None.
    """

    sheet: Worksheet
    first: int
    tail: int
    styles: dict[int, StyleArray]
    merged: list[tuple[int, int]]
    widths: dict[int, float]
    height: float | None
    total: int | None


def filled(content: bytes, options: FillOptions) -> bytes:
    """The form with its rows, as .xlsx. Raises Unreadable."""
    book = opened(content, kind=options["kind"])
    sheet = sheet_of(book, options["sheet"])
    form = _find_rows(sheet, options)
    total = options["total"]
    rows = options["rows"] if form.total or total is None else [*options["rows"], total]
    _make_room(form, len(rows))
    for number, row in enumerate(rows, form.first):
        _write_row(form, number, row)
    if form.total and total is not None:
        _complete_total(sheet, form.first + len(rows) + form.total - form.tail, total)
    sheet.sheet_state = "visible"
    book.active = sheet
    return saved(book)


def _find_rows(sheet: Worksheet, options: FillOptions) -> _Form:
    first = _below_header(sheet, options["header_row"])
    tail = first
    end = min(sheet.max_row, first + _MOST_BLANK)
    while tail <= end and _is_blank(sheet, tail, options["order_column"]):
        tail += 1
    is_ruled = _is_ruled(sheet, first)
    while is_ruled and tail > first and not _is_ruled(sheet, tail - 1):  # the space above the total or the signatures
        tail -= 1
    has_rows = tail > first
    return _Form(
        sheet=sheet,
        first=first,
        tail=tail,
        styles={cell.column or 0: look_of(cell) for cell in row_cells(sheet, first)} if has_rows else {},
        merged=[(area.min_col, area.max_col) for area in _merges(sheet) if area.min_row == area.max_row == first],
        widths=_widths(sheet),
        height=sheet.row_dimensions[first].height if has_rows else None,
        total=next((row for row in range(tail, tail + _NEAR) if _is_total(sheet, row)), None),
    )


def _below_header(sheet: Worksheet, header_row: int) -> int:
    """The row after the header, its merged rows, and the row of column numbers that official forms have."""
    covering = (area.max_row for area in _merges(sheet) if area.min_row <= header_row <= area.max_row)
    first = max([header_row, *covering]) + 1
    words = [str(cell.value).strip(" ()") for cell in row_cells(sheet, first) if cell.value is not None]
    is_numbered = len(words) > 2 and all(len(word) < 3 for word in words)
    return first + 1 if is_numbered else first


def _is_blank(sheet: Worksheet, row: int, order_column: int | None) -> bool:
    """Whether the row waits for a person: nothing in it but its own number."""
    for cell in row_cells(sheet, row):
        if cell.value is None or not str(cell.value).strip():
            continue
        is_number = str(cell.value).strip(" .").isdigit()
        if not (is_number and order_column is not None and cell.column == order_column + 1):
            return False
    return True


def _is_ruled(sheet: Worksheet, row: int) -> bool:
    return any(
        side is not None and side.style
        for cell in row_cells(sheet, row)
        for side in (cell.border.top, cell.border.bottom)
    )


def _is_total(sheet: Worksheet, row: int) -> bool:
    words = next((str(cell.value) for cell in row_cells(sheet, row) if cell.value is not None), "")
    plain = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in plain if letter.isalpha() or letter == " ").lstrip().startswith(_TOTAL_WORDS)


def _merges(sheet: Worksheet) -> list[CellRange]:
    return list(sheet.merged_cells.ranges)


def _make_room(form: _Form, needed: int) -> None:
    """Take the blank rows away and move what stands below them to where the people will end."""
    sheet, shift = form.sheet, needed - (form.tail - form.first)
    last, width = sheet.max_row, min(sheet.max_column, MOST_COLUMNS)
    below = [copy(area) for area in _merges(sheet) if area.min_row >= form.first]
    looks = {area.coord: [look_of(sheet.cell(*place)) for place in _places(area)] for area in below}
    for area in below:
        sheet.unmerge_cells(area.coord)
    heights = {row: (sheet.row_dimensions[row].height, sheet.row_dimensions[row].hidden) for row in _rows(form, last)}
    for row in range(form.first, form.tail):
        for column in range(1, width + 1):
            sheet._cells.pop((row, column), None)  # noqa: SLF001  deleting rows would leave heights and merges behind
    if shift and form.tail <= last:
        sheet.move_range(f"A{form.tail}:{get_column_letter(width)}{last}", rows=shift, translate=True)
    for row in [*heights, *range(form.first, form.first + needed)]:
        sheet.row_dimensions[row].height, sheet.row_dimensions[row].hidden = None, False
    for row, (height, hidden) in heights.items():
        sheet.row_dimensions[row + shift].height, sheet.row_dimensions[row + shift].hidden = height, hidden
    for area in below:
        if area.min_row >= form.tail:
            look = looks[area.coord]
            area.shift(row_shift=shift)
            sheet.merge_cells(area.coord)
            for place, style in zip(_places(area), look, strict=True):
                dress(sheet.cell(*place), style)
    _move_print_area(sheet, form.tail, shift)


def _rows(form: _Form, last: int) -> range:
    return range(form.tail, last + 1)


def _places(area: CellRange) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    ]


def _move_print_area(sheet: Worksheet, tail: int, shift: int) -> None:
    """A print area that ended below the blank rows ends as far below the people."""
    areas = [part.rsplit("!", 1)[-1].replace("$", "") for part in str(sheet.print_area or "").split(",") if part]
    if len(areas) == 1:
        area = CellRange(areas[0])
        if area.max_row >= tail - 1:
            area.expand(down=shift) if shift > 0 else area.shrink(bottom=-shift)
            sheet.print_area = area.coord


def _write_row(form: _Form, number: int, row: FillRow) -> None:
    sheet = form.sheet
    for column, style in form.styles.items():
        dress(sheet.cell(number, column), style)
    if row["is_heading"]:
        _write_heading(form, number, row["cells"])
        return
    if form.height is not None:
        sheet.row_dimensions[number].height = form.height
    for first, last in form.merged:
        merge(sheet, (number - 1, first - 1, number - 1, last - 1))
    for cell in row["cells"]:
        _write_cell(form, number, cell)


def _write_heading(form: _Form, number: int, cells: list[FillCell]) -> None:
    """A line over the whole width: a group's name, a total."""
    last = max(form.styles, default=min(form.sheet.max_column, MOST_COLUMNS))
    for column, _kind, text in cells:
        cell = form.sheet.cell(number, column + 1)
        write(cell, str(text))
        cell.font = Font(name=cell.font.name, sz=cell.font.sz, b=True, color=cell.font.color)
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
        if last > column + 1:
            merge(form.sheet, (number - 1, column, number - 1, last - 1))


def _write_cell(form: _Form, number: int, given: FillCell) -> None:
    column, kind, value = given
    cell = form.sheet.cell(number, column + 1)
    if isinstance(cell, MergedCell):
        return
    before = cell.number_format
    write(cell, dt.date.fromisoformat(str(value)) if kind == "date" else value)
    if kind == "date" and before not in ("General", "@"):
        cell.number_format = before
    elif kind == "text":
        cell.number_format = "@"
        _fit(form, cell, str(value))


def _fit(form: _Form, cell: Cell, text: str) -> None:
    """A text longer than its cell is wrapped, and its row made as tall as that takes."""
    last = next((end for start, end in form.merged if start == cell.column), cell.column)
    width = sum(form.widths.get(column, _DEFAULT_WIDTH) for column in range(cell.column, last + 1))
    lines = ceil(len(text) / max(width * _LETTERS_A_WIDTH, 1))
    if lines > 1 and " " in text:
        given = cell.alignment
        cell.alignment = Alignment(horizontal=given.horizontal, vertical=given.vertical or "center", wrap_text=True)
        row = form.sheet.row_dimensions[cell.row]
        if row.height is not None or last > cell.column:  # programs fit rows by themselves, but not to merged cells
            row.height = max(row.height or 0, lines * _POINTS_A_LINE)


def _widths(sheet: Worksheet) -> dict[int, float]:
    widths: dict[int, float] = {}
    for name, group in sheet.column_dimensions.items():
        first = group.min or column_index_from_string(name)
        for column in range(first, min(group.max or first, first + MOST_COLUMNS) + 1):
            widths[column] = group.width
    return widths


def _complete_total(sheet: Worksheet, row: int, total: FillRow) -> None:
    """The form's own total row says how many: "Tổng: ……" becomes "Tổng: 34 người"."""
    cell = next((cell for cell in row_cells(sheet, row) if cell.value is not None), None)
    if cell is None:
        return
    words = str(cell.value).split(":")[0].rstrip(" .…")
    _, _, text = total["cells"][0]
    write(cell, f"{words}: {str(text).split(': ', 1)[-1]}")
