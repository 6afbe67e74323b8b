"""What a person is asked about a file and answers, and what is remembered of it for the unit's next file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from donors.intake.births import DayOrder
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
                [
                    kept.header,
                    kept.column,
                    kept.field.value if kept.field else None,
                    kept.milestone,
                    kept.dates.value if kept.dates else None,
                    kept.keeps_text,
                ]
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
                dates=DayOrder(str(more[0])) if more and more[0] else None,
                keeps_text=bool(more[1]) if len(more) > 1 else False,
            )
            for header, column, meaning, milestone, *more in map(listed, listed(kept["columns"]))
        )
        return cls(str(kept["fingerprint"]), columns)

    @property
    def kept_texts(self) -> frozenset[int]:
        """The columns whose text was left as it stands, though it looks like an old encoding."""
        return frozenset(kept.column for kept in self.columns if kept.keeps_text)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said on the page: the header row tapped (`NO_HEADER`: there is none), what columns mean.

    It is about the sheet it names, or without a name about every sheet. Rows and columns are zero-based; a column
    answered with None is left out. Hidden rows and columns are read only where somebody said so; the text of the
    columns in `keeps_text` is left alone though it looks like an old encoding (None: nothing was said); `is_left_out`:
    the sheet is not to be read. `dates` says how the dates of a meaning are written, in the whole file.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[int, Field | None] = field(default_factory=dict)
    reads_hidden: bool = False
    keeps_text: frozenset[int] | None = None
    is_left_out: bool = False
    dates: Mapping[Field, DayOrder] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Plain values, as kept with the upload."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": {str(column): meant.value if meant else None for column, meant in self.columns.items()},
            "reads_hidden": self.reads_hidden,
            "keeps_text": None if self.keeps_text is None else sorted(self.keeps_text),
            "is_left_out": self.is_left_out,
            "dates": {meant.value: order.value for meant, order in self.dates.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Answer:
        """The inverse of `as_json`."""
        columns, sheet, row = kept.get("columns"), kept.get("sheet"), kept.get("header_row")
        dates, texts = kept.get("dates"), kept.get("keeps_text")
        return cls(
            sheet=None if sheet is None else str(sheet),
            header_row=None if row is None else number(row),
            columns={int(column): Field(str(meant)) if meant else None for column, meant in columns.items()}
            if isinstance(columns, dict)
            else {},
            reads_hidden=bool(kept.get("reads_hidden")),
            keeps_text=frozenset(map(number, texts)) if isinstance(texts, list) else None,
            is_left_out=bool(kept.get("is_left_out")),
            dates={Field(str(meant)): DayOrder(str(order)) for meant, order in dates.items()}
            if isinstance(dates, dict)
            else {},
        )


class Asks(StrEnum):
    """What a question is about."""

    NOTHING_HERE = "nothing_here"  # the file holds no row at all
    HEADER = "header"  # tap the row that holds the headings
    COLUMN = "column"  # say which column holds `wanted`, or what `column` holds
    DATES = "dates"  # say which part of a column's dates is the day


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row of the file as shown with a question; `row` is zero-based, texts stand column by column."""

    row: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """A column of dates that can be read in two ways, by an example: `value` as it stands in the file.

    `is_turned`: it is a real date, and asked is whether a spreadsheet has put day and month in each other's place; else
    a text, and asked is which of its numbers is the day. `first` and `second` are its two numbers as they follow there.
    """

    field: Field
    header: str
    value: str
    first: int
    second: int
    is_turned: bool = False

    def as_json(self) -> dict[str, object]:
        """Plain values, as kept with the question."""
        return {
            "field": self.field.value,
            "header": self.header,
            "value": self.value,
            "first": self.first,
            "second": self.second,
            "is_turned": self.is_turned,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> DateQuestion:
        """The inverse of `as_json`."""
        return cls(
            field=Field(str(kept["field"])),
            header=str(kept["header"]),
            value=str(kept["value"]),
            first=number(kept["first"]),
            second=number(kept["second"]),
            is_turned=bool(kept["is_turned"]),
        )


@dataclass(frozen=True, slots=True)
class Question:
    """The one thing that could not be read with certainty."""

    asks: Asks
    sheet: str = ""
    rows: tuple[SampleRow, ...] = ()
    header_row: int | None = None
    wanted: Field | None = None
    columns: tuple[int, ...] = ()  # the columns it may be
    dates: tuple[DateQuestion, ...] = ()


def listed(kept: object) -> list[object]:
    """A JSON list, or nothing."""
    return list(kept) if isinstance(kept, list | tuple) else []


def number(kept: object) -> int:
    """A JSON number."""
    return int(str(kept))
