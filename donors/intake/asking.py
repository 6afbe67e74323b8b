"""What a person is asked about a file and answers, and what is remembered of it for the unit's next file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from donors.intake.fields import Field
from donors.intake.naming import RememberedColumn

NO_HEADER: Final = -1


@dataclass(frozen=True, slots=True)
class Memory:
    """How a unit's earlier file was read. Headings are compared by their words, so that a column may be inserted."""

    fingerprint: str
    columns: tuple[RememberedColumn, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values, as kept for the unit."""
        return {
            "fingerprint": self.fingerprint,
            "columns": [
                [kept.header, kept.column, kept.field.value if kept.field else None, kept.milestone]
                for kept in self.columns
            ],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Memory:
        """The inverse of `as_json`."""
        columns = tuple(
            RememberedColumn(
                header=str(header),
                column=number(column),
                field=Field(str(meaning)) if meaning else None,
                milestone=None if milestone is None else number(milestone),
            )
            for header, column, meaning, milestone in map(listed, listed(kept["columns"]))
        )
        return cls(str(kept["fingerprint"]), columns)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said on the page: the header row tapped (`NO_HEADER`: there is none), what columns mean.

    It is about the sheet it names, or without a name about every sheet. Rows and columns are zero-based; a column
    answered with None is left out. Hidden rows and columns are read only where somebody said so; `keeps_text` leaves
    text alone that looks like an old encoding; `is_left_out`: the sheet is not to be read.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[int, Field | None] = field(default_factory=dict)
    reads_hidden: bool = False
    keeps_text: bool = False
    is_left_out: bool = False

    def as_json(self) -> dict[str, object]:
        """Plain values, as kept with the upload."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": {str(column): meant.value if meant else None for column, meant in self.columns.items()},
            "reads_hidden": self.reads_hidden,
            "keeps_text": self.keeps_text,
            "is_left_out": self.is_left_out,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Answer:
        """The inverse of `as_json`."""
        columns, sheet, row = kept.get("columns"), kept.get("sheet"), kept.get("header_row")
        return cls(
            sheet=None if sheet is None else str(sheet),
            header_row=None if row is None else number(row),
            columns={int(column): Field(str(meant)) if meant else None for column, meant in columns.items()}
            if isinstance(columns, dict)
            else {},
            reads_hidden=bool(kept.get("reads_hidden")),
            keeps_text=bool(kept.get("keeps_text")),
            is_left_out=bool(kept.get("is_left_out")),
        )


class Asks(StrEnum):
    """What a question is about."""

    NOTHING_HERE = "nothing_here"  # the file holds no row at all
    HEADER = "header"  # tap the row that holds the headings
    COLUMN = "column"  # say which column holds `wanted`, or what `column` holds


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row of the file as shown with a question; `row` is zero-based, texts stand column by column."""

    row: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The one thing that could not be read with certainty."""

    asks: Asks
    sheet: str = ""
    rows: tuple[SampleRow, ...] = ()
    header_row: int | None = None
    wanted: Field | None = None
    columns: tuple[int, ...] = ()  # the columns it may be


def listed(kept: object) -> list[object]:
    """A JSON list, or nothing."""
    return list(kept) if isinstance(kept, list | tuple) else []


def number(kept: object) -> int:
    """A JSON number."""
    return int(str(kept))
