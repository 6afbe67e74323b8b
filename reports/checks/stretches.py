"""What the rules read: each line of a text with the name of its place, and which of its letters are bound figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.blocks import Block, Blocks, Figures, Path, walk
from reports.checks.findings import Spot, spot_in
from reports.places import anchor_of, places_of
from reports.word.printed import Line, printed_lines


@dataclass(frozen=True, slots=True)
class Stretch:
    """A title, a sentence or a row. `bounds` are the spans of bound figures, which style rules leave alone."""

    text: str
    place: str
    anchor: str = ""
    bounds: tuple[tuple[int, int], ...] = ()

    def spot(self, start: int = 0, end: int | None = None) -> Spot:
        """A place in it; all of it where no letters are named."""
        return spot_in(self.text, start, len(self.text) if end is None else end, place=self.place, anchor=self.anchor)

    def is_bound(self, start: int, end: int) -> bool:
        """Whether a bound figure stands in these letters."""
        return any(first < end and start < last for first, last in self.bounds)


@dataclass(frozen=True)
class Body:
    """A document's body for the rules: its blocks and lines by their paths, and how places are called.

    `has_page`: it stands on a page of ours, where each place has its anchor.
    """

    blocks: Blocks
    figures: Figures
    has_page: bool = True
    lines: list[Line] = field(init=False)
    places: dict[Path, str] = field(init=False)
    by_path: dict[Path, Block] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", printed_lines(self.blocks, self.figures))
        object.__setattr__(self, "places", places_of(self.blocks))
        object.__setattr__(self, "by_path", {each.path: each.block for each in walk(self.blocks)})

    def stretch(self, line: Line) -> Stretch:
        """A line as the rules read it."""
        bounds = tuple((bound.start, bound.end) for bound in line.bounds)
        return self.at(line.path, line.text, bounds)

    def at(self, path: Path, text: str, bounds: tuple[tuple[int, int], ...] = ()) -> Stretch:
        """A text that stands at a path."""
        return Stretch(text, self.places[path], anchor_of(path) if self.has_page else "", bounds)

    def sentences(self) -> Iterator[tuple[Path, Stretch]]:
        """What is written in sentences, with its path: no titles, no rows."""
        for line in self.lines:
            if line.holds_runs and line.row is None:
                yield line.path, self.stretch(line)
