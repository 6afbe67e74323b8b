"""A body as the lines it prints, each cut into words and numbers, with the places where bound figures stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from core.text.numbers import parse_integer
from reports.blocks import (
    Annex,
    Blocks,
    Dash,
    Figure,
    Figures,
    Inline,
    ItalicNote,
    Numbered,
    Paragraph,
    Path,
    Section,
    Table,
    run_text,
    walk,
)

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+|[^\w\s]|_+")
_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{3})*|\d+),(\d+)")
_END_MARKS = " ./;"


@dataclass(frozen=True)
class Token:
    """A word, a number or a mark, and where it stands in its line."""

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is written in figures."""
        return self.text[0].isdecimal()

    @cached_property
    def value(self) -> tuple[Decimal | str, bool]:
        """The number it says and whether it is a percentage; its text where it says none that we can read."""
        bare = self.text.removesuffix("%")
        return _value(bare), bare != self.text


@dataclass(frozen=True)
class Bound:
    """A bound figure and where it stands in its line."""

    key: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """A title, a text or a table's row (cells parted by tabs, `starts` their places).

    `place` names where it stands by the numbers above it ("I. 3. a)"). `row` is a row's index in its table, -1 for
    totals, None for what is not a row; `holds_runs` tells text and rows from titles.
    """

    text: str
    path: Path
    place: str
    bounds: tuple[Bound, ...] = ()
    row: int | None = None
    starts: tuple[int, ...] = (0,)
    holds_runs: bool = True

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words, numbers and marks; spaces only part them."""
        return tuple(Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(self.text))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The tokens' texts: lines that print the same have the same."""
        return tuple(token.text for token in self.tokens)

    @cached_property
    def shape(self) -> tuple[str, ...]:
        """The words with every number as "#": lines that differ in numbers alone have the same."""
        return tuple("#" if token.is_number else token.text for token in self.tokens)


def printed_lines(blocks: Blocks, figures: Figures) -> list[Line]:
    """The lines in their order. The mark that closes the text, or an annex, is not part of its last line."""
    parts: dict[int, list[Line]] = {}
    places: dict[Path, str] = {(): ""}
    for item in walk(blocks):
        number = "" if isinstance(item.block, Dash) else item.number
        places[item.path] = place = f"{places[item.path[:-1]]} {number}".strip()
        is_annex = isinstance(blocks[item.path[0]], Annex)
        parts.setdefault(item.path[0] + 1 if is_annex else 0, []).extend(_lines(item, place, figures))
    for part in parts.values():
        if part and part[-1].row is None:
            part[-1] = replace(part[-1], text=part[-1].text.rstrip(_END_MARKS))
    return [line for _place, part in sorted(parts.items()) for line in part]


def _lines(item: Numbered, place: str, figures: Figures) -> Iterator[Line]:
    block = item.block
    if isinstance(block, Table):
        yield from _table_lines(block, item, place, figures)
        return
    title = "" if isinstance(block, Paragraph | ItalicNote | Dash) else block.title
    if isinstance(block, Section | Annex):
        title = title.upper()  # the page prints them so, however they were typed
    if title:
        yield Line(title, item.path, place, holds_runs=False)
    if not isinstance(block, Section | Annex) and block.content:
        text, bounds = _printed(block.content, figures, 0)
        yield Line(text, item.path, place, tuple(bounds))


def _table_lines(table: Table, item: Numbered, place: str, figures: Figures) -> Iterator[Line]:
    if table.caption:
        yield Line(table.caption, item.path, place, holds_runs=False)
    yield Line("\t".join(column.title for column in table.columns), item.path, place, holds_runs=False)
    rows = [*enumerate(table.rows), *([(-1, table.totals)] if table.totals else [])]
    for index, row in rows:
        text = ""
        bounds: list[Bound] = []
        starts: list[int] = []
        for cell in row.cells:
            text += "\t" if starts else ""
            starts.append(len(text))
            printed, found = _printed(cell, figures, len(text))
            text += printed
            bounds += found
        if text.strip():
            yield Line(text, item.path, place, tuple(bounds), index, tuple(starts))


def _printed(content: Inline, figures: Figures, at: int) -> tuple[str, list[Bound]]:
    text = ""
    bounds: list[Bound] = []
    for run in content:
        printed = run_text(run, figures)
        if isinstance(run, Figure):
            start = at + len(text)
            bounds.append(Bound(run.key, printed, start, start + len(printed)))
        text += printed
    return text, bounds


def _value(bare: str) -> Decimal | str:
    try:
        return Decimal(parse_integer(bare))
    except ValueError:
        found = _DECIMAL.fullmatch(bare)
        return Decimal(f"{found[1].replace('.', '')}.{found[2]}") if found else bare
