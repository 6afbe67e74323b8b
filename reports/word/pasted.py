"""Text pasted from Word: numbers stand in it as typed text, a table's cells are parted by tabs.

Text copied from a PDF is broken at every printed line; such lines are joined again, and the reader is told.
"""

import re
from collections import Counter
from dataclasses import dataclass

from reports.blocks import Text
from reports.word.lines import Cell, Grid, Line, Piece, merged, without_number
from reports.word.shapes import shape_of

_BREAKS = re.compile(r"\r\n|[\r\n\v\f\u0085\u2028\u2029]")
_BULLETS = re.compile(r"^\s*[\u00b7\u2022\uf0b7\uf0a7\uf02d\uf0d8o§Ø]\t\s*")  # signs of Word's bullet fonts


_ENDS = (".", "!", "?", "…")
_PAUSES = (";", ":")
_LONGEST_PRINTED = 120  # letters of a line at 14 pt on A4, and some more
_FULL = 0.75  # of the longest line: a shorter one ends its paragraph
_FEW = 4  # lines: too few to tell a way of breaking


@dataclass(frozen=True)
class _Raw:
    """A line that is not empty, and how many empty ones stand before it."""

    text: str
    gap: int


def unbroken(text: str) -> tuple[str, bool]:
    """The text with lines joined that only the width of a page had broken, and whether any was."""
    lines = _raw_lines(text)
    longest = max((len(line.text) for line in lines), default=0)
    goes_on = sum(line.text[0].islower() and shape_of(line.text) is None for line in lines)
    is_broken = len(lines) > _FEW and longest <= _LONGEST_PRINTED and goes_on * 4 > len(lines)
    if is_broken:
        lines = [line for line in lines if not line.text.isdecimal()]  # numbers of pages
    usual_gap = Counter(line.gap for line in lines[1:]).most_common(1)[0][0] if len(lines) > 1 else 0
    out: list[str] = []
    joined = False
    for index, line in enumerate(lines):
        before = lines[index - 1].text if index else ""
        if is_broken:
            continues = line.gap <= usual_gap and _goes_on(before, line.text, full=int(_FULL * longest))
        else:
            continues = line.text[0].islower() and _goes_on(before, line.text, full=int(_FULL * _LONGEST_PRINTED))
        if index and continues:
            out[-1] += f" {line.text}"
            joined = True
        else:
            out += ["", line.text] if line.gap else [line.text]
    return "\n".join(out), joined


def _raw_lines(text: str) -> list[_Raw]:
    out: list[_Raw] = []
    gap = 0
    for line in _BREAKS.split(text):
        if line.strip():
            out.append(_Raw(line.strip(" "), gap))
            gap = 0
        else:
            gap += 1
    return out


def _goes_on(before: str, line: str, *, full: int) -> bool:
    """Whether a line goes on with the sentence of the one before it, which is as long as a page is wide."""
    if "\t" in before + line or len(before) < full or before.endswith(_ENDS) or shape_of(line):
        return False
    return line[0].islower() or not (before.endswith(_PAUSES) or (before.isupper() and not line.isupper()))


def pasted_pieces(text: str) -> list[Piece]:
    """The lines and tables of pasted text, cleaned; empty lines only part."""
    out: list[Piece] = []
    rows: list[list[str]] = []
    was_blank = False
    for raw in [*_BREAKS.split(text), ""]:
        cells = _cells(raw)
        if rows and (not cells or len(cells) != len(rows[0])):
            out += _table(rows)
            rows = []
        if cells:
            rows.append(cells)
            continue
        line = _line(raw, after_blank=was_blank)
        was_blank = line is None
        out += [line] if line else []
    return out


def _cells(raw: str) -> list[str]:
    """The cells of a table's row; none where the only tab stands after a number or a bullet."""
    if "\t" not in raw.strip(" "):
        return []
    first, *rest = raw.split("\t")
    if not first.strip() or (len(rest) == 1 and (shape_of(f"{first.strip()} x") or _BULLETS.match(raw))):
        return [] if len(rest) == 1 else [first, *rest]
    return [first, *rest]


def _table(rows: list[list[str]]) -> list[Piece]:
    """Rows as a table; a row alone was text with tabs in it."""
    if len(rows) == 1:
        line = _line(" ".join(rows[0]), after_blank=False)
        return [line] if line else []
    cells = (tuple(Cell(tuple(Line(runs) for runs in [_runs(cell)] if runs)) for cell in row) for row in rows)
    return [Grid(tuple(cells))]


def _runs(text: str) -> tuple[Text, ...]:
    return merged(iter([Text(text)]))


def _line(raw: str, *, after_blank: bool) -> Line | None:
    runs, shape = without_number(_runs(_BULLETS.sub("- ", raw)))
    return Line(runs, shape, after_blank=after_blank) if runs or shape else None
