"""Entries of the corpus, and the files they are made of."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook

from donors.intake.book import Cell
from tests.donors.intake.biff import XlsSheet, xls_bytes
from tests.donors.intake.open_documents import OdsSheet, ods_bytes

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Page:
    """A sheet of a workbook; row 1 is the first of `rows`, merges are written as in a spreadsheet ("A1:H3")."""

    rows: Rows
    name: str = "Sheet1"
    merges: tuple[str, ...] = ()
    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    declared_rows: int = 0


@dataclass(frozen=True)
class Entry:
    """A file and what must come of it.

    `people` holds one line a person: the file's row, then the facts named in `shows`, parted by bars; findings of the
    row follow an exclamation mark. `says` are findings of the file with their value. `asks` is the question: instead of
    people, or about their dates, which are then shown as they stand day first.
    """

    name: str
    make: Callable[[], bytes]
    people: str = ""
    shows: str = "name birth"
    says: tuple[str, ...] = ()
    asks: str = ""
    total: int | None = None
    file: str = "danh sach.xlsx"
    counts: dict[str, int] = field(default_factory=dict)
    is_sure: bool = True


def xlsx(*pages: Page) -> Callable[[], bytes]:
    """An .xlsx file with these sheets."""

    def make() -> bytes:
        book = Workbook()
        book.remove(book.active)
        for page in pages:
            sheet = book.create_sheet(page.name)
            for row in page.rows:
                sheet.append(list(row))
            for merge in page.merges:
                sheet.merge_cells(merge)
            for row in page.hidden_rows:
                sheet.row_dimensions[row].hidden = True
            for column in page.hidden_columns:
                sheet.column_dimensions[column].hidden = True
            if page.declared_rows:
                sheet.cell(page.declared_rows, 1).number_format = "0"
            sheet.sheet_state = "hidden" if page.is_hidden else "visible"
        held = io.BytesIO()
        book.save(held)
        return held.getvalue()

    return make


def xls(*pages: Page, version: int = 8, codepage: str = "cp1252") -> Callable[[], bytes]:
    """An old .xls file with these sheets."""
    return lambda: xls_bytes([XlsSheet(page.name, page.rows) for page in pages], version=version, codepage=codepage)


def ods(*pages: Page) -> Callable[[], bytes]:
    """An .ods file with these sheets."""
    return lambda: ods_bytes([OdsSheet(page.name, page.rows) for page in pages])


def text(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Callable[[], bytes]:
    """A .csv file."""

    def make() -> bytes:
        held = io.StringIO()
        csv.writer(held, delimiter=delimiter).writerows(
            [["" if cell is None else cell for cell in row] for row in rows]
        )
        if encoding == "cp1258":  # the page has base letters and marks, no whole toned letters
            return "".join(map(_toned_apart, held.getvalue())).encode(encoding)
        return held.getvalue().encode(encoding)

    return make


def _toned_apart(letter: str) -> str:
    """ "ấ" as "â" and its tone."""
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in decomposed if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
    return unicodedata.normalize("NFC", decomposed.replace(tone, "", 1)) + tone if tone else letter
