"""A table given out as CSV or XLSX: the rows on the screen, all pages of them, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from core.text import dates
from core.text.formulas import formula_safe

if TYPE_CHECKING:
    from django_tables2 import Table

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARAMETER = "_export"  # what django-tables2's export_url tag writes into the address
_WIDEST_COLUMN = 60

Cell = str | int | float | date | datetime | None


def exported(request: HttpRequest, table: Table, *, name: str) -> HttpResponse | None:
    """The file that this request's address asks for ("?_export=csv"), or None: then the page is to be shown.

    `name` is the file's name without its ending. Call it after the table got its filter and its order.
    """
    makers = {"csv": csv_response, "xlsx": xlsx_response}
    make = makers.get(request.GET.get(PARAMETER, ""))
    return make(table, name=name) if make else None


def csv_response(table: Table, *, name: str) -> HttpResponse:
    """The table as CSV: UTF-8 with a byte-order mark (Excel asks for it), commas, one line per row, header first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows_of(table):
        writer.writerow([formula_safe(_in_words(cell)) for cell in row])
    return attachment(text.getvalue().encode("utf-8-sig"), CSV, f"{name}.csv")


def xlsx_response(table: Table, *, name: str) -> HttpResponse:
    """The table as a workbook of one sheet: text stays text, figures and dates are typed, the header stays in view."""
    stored = io.BytesIO()
    rows = list(rows_of(table))
    with xlsxwriter.Workbook(
        stored, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        sheet = book.add_worksheet()
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "dd/mm/yyyy"}),
            "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write(sheet, number, place, cell, formats)
        for place, width in enumerate(_widths(rows)):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 1)
    return attachment(stored.getvalue(), XLSX, f"{name}.xlsx")


def rows_of(table: Table) -> Iterator[list[Cell]]:
    """Header and rows of every column not marked `exclude_from_export`, as values without markup."""
    for row in table.as_values():
        yield [_plain(cell) for cell in row]


def _plain(cell: object) -> Cell:
    if isinstance(cell, Decimal):  # a figure stays a figure in the workbook
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if cell is None or isinstance(cell, int | float | date):
        return int(cell) if isinstance(cell, bool) else cell
    return str(cell)


def _in_words(cell: Cell) -> str | int | float | None:
    if isinstance(cell, datetime):
        return f"{dates.short_date(dates.in_vietnam(cell))} {dates.clock(cell)}"
    return dates.short_date(cell) if isinstance(cell, date) else cell


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    place: int,
    cell: Cell,
    formats: dict[str, xlsxwriter.format.Format],
) -> None:
    if row == 0:
        sheet.write_string(row, place, str(cell), formats["head"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, place, dates.in_vietnam(cell).replace(tzinfo=None), formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), formats["date"])  # noqa: DTZ001
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell)
    elif cell:
        sheet.write_string(row, place, cell)


def _widths(rows: list[list[Cell]]) -> list[int]:
    columns = zip(*rows, strict=True)
    return [min(max(len(str(_in_words(cell) or "")) for cell in column) + 2, _WIDEST_COLUMN) for column in columns]


def attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes that a browser saves under `name` and keeps nowhere else."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
