"""What the child finds, in plain values, and how they travel to the parent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TypedDict

Value = str | int | float | bool | dt.date | dt.datetime | dt.time | None
Range = tuple[int, int, int, int]  # first row, first column, last row, last column: zero-based, inclusive

MOST_BYTES = 15 * 1024 * 1024
MOST_ROWS = 20_000  # people
ROOM = 100  # rows of title, header, totals, signatures beside them
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
MOST_SHEETS = 100

# The name a template carries its unit and round under (`donors.intake.template`), whatever saved it since.
TEMPLATE_NAME = "giot_hong_ma_bieu"
# How its title block begins to show the same, for programs that drop names.
VISIBLE_CODE = "Mã biểu:"


class Unreadable(Exception):
    """A file that is not read: a code (a key of `donors.intake.reading`'s sentences) and what its sentence names."""

    def __init__(self, code: str, **detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass
class Facts:
    """What a sheet says beside its values; rows and columns are zero-based.

    `last_row` and `last_column` are those of the last cell that holds something (-1: none), `filled_rows` how many
    rows hold something; `hidden_columns` are inclusive ranges; `widths` are in characters.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    formulas: int = 0
    first_formulas: list[tuple[int, int]] = field(default_factory=list)
    last_row: int = -1
    last_column: int = -1
    filled_rows: int = 0

    def fill(self, row: int, last_column: int) -> None:
        """A row of which the last cell that holds something is known."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, last_column)
        self.filled_rows += 1

    def formula(self, row: int, column: int, times: int = 1) -> None:
        """A cell that computes its value; the first few are kept to be named."""
        self.formulas += times
        if len(self.first_formulas) < 3:
            self.first_formulas.append((row, column))


@dataclass
class PlainSheet:
    """A sheet: equally long rows without empty tails, what is hidden within them, merges, widths."""

    name: str
    rows: list[list[Value]]
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)


@dataclass
class PlainBook:
    """A file: `kind` is a `FileKind` value, `notes` are finding codes with their details."""

    kind: str
    sheets: list[PlainSheet]
    notes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    template_code: str = ""


class SheetAnswer(TypedDict):
    """A sheet on its way: JSON has no dates, so they stand apart as [row, column, ISO 8601]."""

    name: str
    rows: list[list[str | int | float | bool | None]]
    dates: list[tuple[int, int, str]]
    is_hidden: bool
    hidden_rows: list[int]
    hidden_columns: list[int]
    merges: list[Range]


class BookAnswer(TypedDict):
    """A book on its way."""

    kind: str
    sheets: list[SheetAnswer]
    notes: list[tuple[str, dict[str, str]]]
    template_code: str


def book_answer(book: PlainBook) -> BookAnswer:
    """The book as JSON can hold it."""
    return BookAnswer(
        kind=book.kind,
        sheets=[_sheet_answer(sheet) for sheet in book.sheets],
        notes=book.notes,
        template_code=book.template_code,
    )


def _sheet_answer(sheet: PlainSheet) -> SheetAnswer:
    dates: list[tuple[int, int, str]] = []
    rows: list[list[str | int | float | bool | None]] = []
    for number, row in enumerate(sheet.rows):
        plain: list[str | int | float | bool | None] = []
        for place, cell in enumerate(row):
            if isinstance(cell, dt.date | dt.time):
                dates.append((number, place, cell.isoformat()))
                plain.append(None)
            else:
                plain.append(cell)
        rows.append(plain)
    return SheetAnswer(
        name=sheet.name,
        rows=rows,
        dates=dates,
        is_hidden=sheet.is_hidden,
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        merges=sheet.merges,
    )


def trimmed(rows: list[list[Value]], *, sheet: str = "") -> list[list[Value]]:
    """The rows without empty rows and columns at their ends, all equally long; [] where nothing is filled.

    Raises Unreadable before anything is made longer than a list of people is.
    """
    width, height, filled = 0, 0, 0
    for number, row in enumerate(rows, 1):
        last = len(row)
        while last and row[last - 1] is None:
            last -= 1
        if last:
            height, filled = number, filled + 1
            width = max(width, last)
    check_size(sheet, height=height, width=width, filled=filled)
    return [row[:width] + [None] * (width - len(row)) for row in rows[:height]]


def check_size(sheet: str, *, height: int, width: int, filled: int) -> None:
    """Refuse what is beyond a list of people, before it is held."""
    if filled > MOST_ROWS + ROOM:
        raise Unreadable("too_many_rows", sheet=sheet, rows=str(filled), most=str(MOST_ROWS))
    if height > MOST_ROWS + ROOM:
        raise Unreadable("far_row", sheet=sheet, row=str(height), most=str(MOST_ROWS))
    if width > MOST_COLUMNS:
        raise Unreadable("too_many_columns", sheet=sheet, columns=str(width), most=str(MOST_COLUMNS))
