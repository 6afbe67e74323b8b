"""Opening what people sent as a workbook that can be written, and saving it."""

from __future__ import annotations

import io
import zipfile
from copy import copy
from datetime import UTC, date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from PIL import Image

from core.text.formulas import is_formula_like
from donors.intake.parsing import delimited, xlsx
from donors.intake.parsing.archive import Archive
from donors.intake.parsing.plain import (
    MOST_COLUMNS,
    PlainBook,
    PlainSheet,
    Range,
    Unreadable,
    Value,
    check_size,
    trimmed,
)
from donors.intake.parsing.workbook import read_workbook

DATE_FORMAT = "dd/mm/yyyy"
_NARROWEST, _WIDEST = 6.0, 50.0
_UNNAMED = "Danh sách"


def opened(content: bytes, *, kind: str) -> Workbook:
    """The file as a workbook: itself where it is one of today's Excel, else its cells, merges and widths.

    Macros are left behind. Raises Unreadable.
    """
    if kind in ("xlsx", "xlsm"):
        _check(content)
        try:
            return load_workbook(io.BytesIO(content), rich_text=True)
        except MemoryError:
            raise
        except Exception:  # noqa: S110  the writing library is stricter than Excel; the reading one is not
            pass
    if kind in ("pasted", "typed"):
        text = delimited.decoded(content)
        read = delimited.read_pasted_cells(text) if kind == "pasted" else delimited.read_typed_lines(text)
        return _rebuilt(PlainBook(kind=kind, sheets=[PlainSheet(name="", rows=trimmed(read))]))
    return _rebuilt(read_workbook(content))


def warm_up() -> None:
    """Have the libraries load what they load when first used: under the child's limits no file can be opened."""
    Image.preinit()
    load_workbook(io.BytesIO(saved(Workbook())), rich_text=True)


def sheet_of(book: Workbook, name: str) -> Worksheet:
    """The sheet of that name; the first one of a file whose sheets have no names. Raises Unreadable."""
    found = next((sheet for sheet in book.worksheets if sheet.title == (name or _UNNAMED)), None)
    if not isinstance(found, Worksheet):
        raise Unreadable("no_sheet", sheet=name)
    return found


def saved(book: Workbook) -> bytes:
    """The workbook's bytes, made in memory."""
    out = io.BytesIO()
    book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _InMemory(book, archive).write_data()
    return out.getvalue()


def row_cells(sheet: Worksheet, row: int) -> list[Cell | MergedCell]:
    """The cells that exist in a one-based row: `sheet[row]` looks through the whole sheet to know how wide it is."""
    cells = (sheet._cells.get((row, column)) for column in range(1, MOST_COLUMNS + 1))  # noqa: SLF001
    return [cell for cell in cells if cell is not None]


def write(cell: Cell | MergedCell, value: Value) -> None:
    """Put a value into a cell: text stays text, whatever it begins with; dates are shown as Vietnamese write them."""
    if isinstance(cell, MergedCell):  # only the first cell of a merged range holds a value
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        if is_formula_like(value):
            cell.quotePrefix = True
        return
    cell.value = value
    if isinstance(value, date) and not isinstance(value, datetime):
        cell.number_format = DATE_FORMAT


def merge(sheet: Worksheet, place: Range) -> None:
    """Merge a zero-based range; every cell of it keeps its own look.

    The library's own method compares every range with every other and draws borders anew: seconds for a long list.
    """
    top, left, bottom, right = (number + 1 for number in place)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                inner = MergedCell(sheet, row, column)
                dress(inner, look_of(sheet.cell(row, column)))
                sheet._cells[row, column] = inner  # noqa: SLF001
    sheet.merged_cells.ranges.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))


def look_of(cell: Cell | MergedCell) -> StyleArray:
    """Everything of how a cell looks, in one piece; the library has no public name for it."""
    look: StyleArray = copy(cell._style)  # type: ignore[union-attr]  # noqa: SLF001
    return look


def dress(cell: Cell | MergedCell, look: StyleArray) -> None:
    """Give a cell the look of another."""
    cell._style = copy(look)  # type: ignore[union-attr]  # noqa: SLF001


class _InMemory(ExcelWriter):
    """The library's writer, without its temporary file for each sheet."""

    def __init__(self, workbook: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(workbook, archive)
        self._archive = archive

    def write_worksheet(self, ws: Any) -> None:  # it lives on attributes of the sheet that the stubs do not tell
        """As the method that this replaces, but for where the sheet's XML goes."""
        drawing = SpreadsheetDrawing()
        drawing.charts, drawing.images = ws._charts, ws._images  # noqa: SLF001
        ws._drawing = drawing  # noqa: SLF001
        out = io.BytesIO()
        writer: Any = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001
        self._archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


def _check(content: bytes) -> None:
    """What reading checks, for a library that holds every cell at once."""
    archive = Archive(content)
    archive.check()
    for name, facts in xlsx.scan(archive).sheets.items():
        check_size(name, height=facts.last_row + 1, width=facts.last_column + 1, filled=facts.filled_rows)


def _rebuilt(plain: PlainBook) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, source in enumerate(plain.sheets, 1):
        sheet = book.create_sheet(source.name or (_UNNAMED if number == 1 else f"{_UNNAMED} {number}"))
        _fill(sheet, source)
    return book


def _fill(sheet: Worksheet, source: PlainSheet) -> None:
    for number, row in enumerate(source.rows, 1):
        for place, value in enumerate(row, 1):
            if value is not None:
                write(sheet.cell(number, place), value)
    for column, width in (source.widths or _guessed_widths(source)).items():
        if column < (len(source.rows[0]) if source.rows else 0):
            sheet.column_dimensions[get_column_letter(column + 1)].width = width
    for number in source.hidden_rows:
        sheet.row_dimensions[number + 1].hidden = True
    for column in source.hidden_columns:
        sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
    for area in source.merges:
        merge(sheet, area)
    if source.is_hidden:
        sheet.sheet_state = "hidden"


def _guessed_widths(source: PlainSheet) -> dict[int, float]:
    longest = [max(len(str(cell or "")) for cell in column) for column in zip(*source.rows, strict=True)]
    return {column: min(max(length + 2.0, _NARROWEST), _WIDEST) for column, length in enumerate(longest)}
