"""Writing what is wrong into a list: red cells, and two columns at the end that say what and how to mend it."""

from __future__ import annotations

from copy import copy
from math import ceil

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from donors.intake.request import ERROR_HEADER, MEND_HEADER, MarkOptions
from donors.intake.rewriting.book import opened, row_cells, saved, sheet_of, write

_RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
_HEAD = PatternFill("solid", start_color="FFB01F2E", end_color="FFB01F2E")
_THIN = Side(style="thin", color="FFBFBFBF")
_WIDTH, _LINE_POINTS, _MOST_POINTS = 44.0, 15.5, 400.0
_WIDEST_MERGE = 50  # a title merged further than this is a merge of whole rows


def marked(content: bytes, options: MarkOptions) -> bytes:
    """The workbook with its marks, as .xlsx. Raises Unreadable."""
    book = opened(content, kind=options["kind"])
    sheet = sheet_of(book, options["sheet"])
    head = options["header_row"]
    column = _place_of_columns(sheet, head)
    _write_heads(sheet, head, column)
    for row, marks in _by_row(options).items():
        _mark_row(sheet, row, column, marks)
    sheet.sheet_state = "visible"
    book.active = sheet
    return saved(book)


def _by_row(options: MarkOptions) -> dict[int, list[tuple[int | None, str, str]]]:
    rows: dict[int, list[tuple[int | None, str, str]]] = {}
    for row, column, sentence, mend in options["marks"]:
        rows.setdefault(row, []).append((column, sentence, mend))
    return rows


def _place_of_columns(sheet: Worksheet, head: int) -> int:
    """The one-based column of «Lỗi»: the former one where this is a workbook that we gave back before."""
    filled = {place: cell for place, cell in _cells(sheet).items() if cell.value is not None}
    for (row, column), cell in filled.items():
        if row == head and cell.value == ERROR_HEADER and sheet.cell(head, column + 1).value == MEND_HEADER:
            _clear(sheet, column)
            return column
    last = max((column for _, column in filled), default=0)
    merged = (area.max_col for area in sheet.merged_cells.ranges)
    return int(max([last, *(end for end in merged if end <= last + _WIDEST_MERGE)])) + 1


def _cells(sheet: Worksheet) -> dict[tuple[int, int], Cell | MergedCell]:
    """The cells that exist: walking a sheet's rows would make one for every column that any row declares."""
    return sheet._cells  # noqa: SLF001


def _clear(sheet: Worksheet, column: int) -> None:
    """Take our former marks away: the red of cells, the sentences."""
    for (_, place), cell in _cells(sheet).items():
        if cell.fill.fill_type == "solid" and cell.fill.start_color.rgb == _RED.start_color.rgb:
            cell.fill = PatternFill()
        if place in (column, column + 1) and not isinstance(cell, MergedCell):
            cell.value = None


def _write_heads(sheet: Worksheet, head: int, column: int) -> None:
    for place, words in ((column, ERROR_HEADER), (column + 1, MEND_HEADER)):
        _widen(sheet, place)
        if not head:
            continue
        cell = sheet.cell(head, place)
        write(cell, words)
        cell.font = Font(name=_font_of(sheet, head), bold=True, color="FFFFFFFF")
        cell.fill = _HEAD
        cell.border = Border(_THIN, _THIN, _THIN, _THIN)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _font_of(sheet: Worksheet, head: int) -> str:
    fonts = (cell.font.name for cell in row_cells(sheet, head) if cell.value is not None and cell.font.name)
    return next(fonts, "Times New Roman")


def _mark_row(sheet: Worksheet, row: int, column: int, marks: list[tuple[int | None, str, str]]) -> None:
    for place, _, _ in marks:
        if place is not None:
            cell = _first_of_merge(sheet, row, place + 1)
            cell.fill = _RED
            _show_column(sheet, place + 1)
    for place, lines in ((column, [mark[1] for mark in marks]), (column + 1, [mark[2] for mark in marks])):
        cell = sheet.cell(row, place)
        write(cell, "\n".join(dict.fromkeys(line for line in lines if line)))
        cell.font = Font(name=_font_of(sheet, row), color="FF9C0006" if place == column else "FF000000")
        cell.fill = _RED if place == column else PatternFill()
        cell.border = Border(_THIN, _THIN, _THIN, _THIN)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    _make_room(sheet, row, [str(sheet.cell(row, place).value or "") for place in (column, column + 1)])


def _first_of_merge(sheet: Worksheet, row: int, column: int) -> Cell | MergedCell:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for area in sheet.merged_cells.ranges:
            if cell.coordinate in area:
                return sheet.cell(area.min_row, area.min_col)
    return cell


def _make_room(sheet: Worksheet, row: int, texts: list[str]) -> None:
    """A row of a fixed height grows to show its sentences, and a hidden one comes into view."""
    lines = max(sum(ceil(max(len(line), 1) / (_WIDTH * 1.05)) for line in text.split("\n")) for text in texts)
    dimension = sheet.row_dimensions[row]
    if dimension.height is not None:  # a row without one is fitted by the program that opens the file
        dimension.height = min(max(lines * _LINE_POINTS, dimension.height), _MOST_POINTS)
    dimension.hidden = False


def _widen(sheet: Worksheet, column: int) -> None:
    _take_out(sheet, column)
    sheet.column_dimensions[get_column_letter(column)] = ColumnDimension(
        sheet, index=get_column_letter(column), width=_WIDTH, customWidth=True
    )


def _show_column(sheet: Worksheet, column: int) -> None:
    group = _group_of(sheet, column)
    if group is not None and group.hidden:
        _take_out(sheet, column)
        shown = sheet.column_dimensions[get_column_letter(column)]
        shown.width, shown.hidden = group.width, False


def _group_of(sheet: Worksheet, column: int) -> ColumnDimension | None:
    """The run of columns with one width that holds the column."""
    for group in sheet.column_dimensions.values():
        first, last = _ends(group)
        if first <= column <= last:
            return group
    return None


def _ends(group: ColumnDimension) -> tuple[int, int]:
    first = group.min or column_index_from_string(str(group.index))
    return first, group.max or first


def _take_out(sheet: Worksheet, column: int) -> None:
    """Cut a column out of the run of columns that share its width: «M to XFD are hidden» would hide what we write."""
    group = _group_of(sheet, column)
    if group is None:
        return
    first, last = _ends(group)
    del sheet.column_dimensions[str(group.index)]
    for start, end in ((first, column - 1), (column + 1, last)):
        if start <= end:
            part = copy(group)
            part.index, part.min, part.max = get_column_letter(start), start, end
            sheet.column_dimensions[get_column_letter(start)] = part
