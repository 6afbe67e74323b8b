"""A file as a grid of cells: what every kind of file is turned into before anybody asks what it means."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from donors.intake.findings import Finding

# A cell as the file holds it: text stays text (leading zeros), numbers stay numbers, an empty cell is None.
Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    XLS = "xls"
    XLSX = "xlsx"
    XLSM = "xlsm"
    ODS = "ods"
    CSV = "csv"
    PASTED = "pasted"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, zero-based and inclusive; its value stands in the first cell, the others are None."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[r][c]` is the cell of the file's row r + 1 and column c + 1; rows are equally long.

    Empty rows and columns after the last filled cell are not held, however many the file declares.
    """

    name: str
    rows: list[list[Cell]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()

    @property
    def width(self) -> int:
        """How many columns are held."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Book:
    """A whole file: its sheets in order, and what is to be said about it (hidden parts, cut-off rows, macros).

    `template_code` says which unit and round a workbook of ours was made for (`donors.intake.template`); else "".
    """

    kind: FileKind
    sheets: list[Sheet]
    findings: list[Finding] = field(default_factory=list)
    template_code: str = ""


def column_letter(column: int) -> str:
    """The letters a spreadsheet shows above the zero-based column: 0 → "A", 26 → "AA"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
