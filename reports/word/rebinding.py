"""The figures of a frozen text bound again in the text that came back from Word, where they still stand as they were.

So a document that was corrected in Word keeps its figures tied to their sources. A figure that differs stays text, and
`comparing.compare` tells it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.blocks import (
    Annex,
    Block,
    Blocks,
    Figure,
    Figures,
    Inline,
    Path,
    Row,
    Run,
    Section,
    Table,
    Text,
    children_of,
)
from reports.trees import replaced
from reports.word.comparing import matched, paired, tokens_of
from reports.word.printed import Line, printed_lines


@dataclass(frozen=True)
class _Spot:
    """A stretch of a new line's text that a figure prints."""

    start: int
    end: int
    key: str


def bound_again(frozen: Blocks, figures: Figures, came: Blocks) -> Blocks:
    """The body that came back, with every figure bound whose text is the same and stands where it stood.

    A title that a program has put in capitals, as the page prints it, gets its own letters back.
    """
    spots: dict[Path, list[tuple[Line, list[_Spot]]]] = defaultdict(list)
    for pair in paired(printed_lines(frozen, figures), printed_lines(came, {})):
        if not pair.old or not pair.new:
            continue
        if pair.new.holds_runs and (found := list(_spots(pair.old, pair.new))):
            spots[pair.new.path].append((pair.new, found))
        elif pair.old.text == pair.new.text:
            came = _with_title_of(_block_at(frozen, pair.old.path), came, pair.new.path)
    for path, lines in spots.items():
        came = replaced(came, path, (_with_figures(_block_at(came, path), lines),))
    return came


def _with_title_of(block: Block, came: Blocks, path: Path) -> Blocks:
    other = _block_at(came, path)
    if not isinstance(block, Section | Annex) or not isinstance(other, Section | Annex) or block.title == other.title:
        return came
    return replaced(came, path, (replace(other, title=block.title),))


def _spots(old: Line, new: Line) -> Iterator[_Spot]:
    there = {a: c for a, _b, c, _d in matched(old, new)}
    for bound in old.bounds:
        places = tokens_of(old, bound)
        if not places or not all(place in there for place in places):
            continue
        first, last = new.tokens[there[places[0]]], new.tokens[there[places[-1]]]
        if new.text[first.start : last.end] == bound.text:
            yield _Spot(first.start, last.end, bound.key)


def _block_at(blocks: Blocks, path: Path) -> Block:
    block = blocks[path[0]]
    for index in path[1:]:
        block = children_of(block)[index]
    return block


def _with_figures(block: Block, lines: Sequence[tuple[Line, list[_Spot]]]) -> Block:
    if isinstance(block, Table):
        return _with_rows(block, lines)
    assert not isinstance(block, Section | Annex)  # their titles hold no figures
    ((_line, spots),) = lines
    return replace(block, content=_bound(block.content, spots, 0))


def _with_rows(table: Table, lines: Sequence[tuple[Line, list[_Spot]]]) -> Table:
    rows, totals = list(table.rows), table.totals
    for line, spots in lines:
        assert line.row is not None
        row = totals if line.row < 0 else rows[line.row]
        assert row
        bound = Row(tuple(_bound(cell, spots, start) for cell, start in zip(row.cells, line.starts, strict=True)))
        if line.row < 0:
            totals = bound
        else:
            rows[line.row] = bound
    return replace(table, rows=tuple(rows), totals=totals)


def _bound(content: Inline, spots: Sequence[_Spot], at: int) -> Inline:
    """The runs with figures in place of the stretches that lie within one of them; `at` is where the runs begin."""
    out: list[Run] = []
    for run in content:
        assert isinstance(run, Text)
        out += _cut(run, [spot for spot in spots if at <= spot.start and spot.end <= at + len(run.text)], at)
        at += len(run.text)
    return tuple(out)


def _cut(run: Text, spots: Sequence[_Spot], at: int) -> Iterator[Run]:
    done = 0
    for spot in spots:
        start, end = spot.start - at, spot.end - at
        if start > done:
            yield replace(run, text=run.text[done:start])
        yield Figure(spot.key, run.bold, run.italic)
        done = end
    if done < len(run.text):
        yield replace(run, text=run.text[done:])
