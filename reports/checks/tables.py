"""The totals of tables against their rows.

A column is added up where its cells are numbers or blank and the total is one; STT, percentages, "x/y" and words are no
sums. Rows are parts, subtotals ("Cộng"), or group lines that hold their group's figure ("I", "A"); "Trong đó" rows
tell a part once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.text.folding import fold
from core.text.numbers import decimal
from reports.blocks import Figure, Path, Row, Table, inline_text
from reports.checks.amounts import cell_value, is_blank
from reports.checks.findings import Finding
from reports.checks.stretches import Body

_KEYS = frozenset({"stt", "tt", "so tt", "so thu tu"})
_NOT_ADDED = re.compile(
    r"%|ty le|ti le|binh quan|trung binh|^s?tt$|xep (?:hang|thu)|thu hang|^nam sinh|^so tt$|so thu tu|luy ke|cong don"
)
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong)(?: (?:khoi|nhom|cum|muc|phan) .*)?[:. ]*")
_WHOLE = re.compile(
    r"tong(?: (?:cong(?! ty\b)|so)(?: .*)?)?[:. ]*|toan (?:quoc|tinh|thanh pho|huyen|quan|khu vuc|xa|phuong)"
)
_AGAIN = re.compile(r"trong do\b|[-–+]")
_FEW = 10  # decimals: more are not compared


@dataclass(frozen=True, slots=True)
class _Line:
    """A row: its label, its cells, and whether it is a total, a row that tells a part again, or a part at a level."""

    label: str
    cells: tuple[str, ...]
    bound: frozenset[int] = frozenset()  # the columns whose cell holds a bound figure
    is_total: bool = False
    is_whole: bool = False
    is_again: bool = False
    is_heading: bool = False
    level: int = 1

    @property
    def is_part(self) -> bool:
        return not (self.is_total or self.is_again or self.is_heading)


def table_sums(body: Body) -> Iterator[Finding]:
    """Each total and subtotal that is not the sum of its rows."""
    for path, block in body.by_path.items():
        if isinstance(block, Table):
            yield from _of_table(block, path, body)


def _of_table(table: Table, path: Path, body: Body) -> Iterator[Finding]:
    has_keys = bool(table.columns) and fold(table.columns[0].title).strip(". ") in _KEYS
    lines = [_line(row, table, body, has_keys=has_keys) for row in table.rows]
    if table.totals:
        whole: _Line | None = _line(table.totals, table, body, has_keys=has_keys, is_total=True)
    else:
        lines, whole = _with_whole(lines)
    if whole is None and not any(line.is_total for line in lines):
        return
    for column, title in enumerate(each.title for each in table.columns):
        if _NOT_ADDED.search(fold(title).strip(". ")) or not _is_added(lines, column):
            continue
        has_bound = any(column in line.bound for line in (*lines, *([whole] if whole else [])))
        for line, printed, added in _wrong(lines, whole, column):
            told = {"column": title, "line": line.label, "printed": _said(printed), "added": _said(added)}
            sentence = _("Cột “%(column)s”, dòng “%(line)s” ghi %(printed)s nhưng cộng các dòng được %(added)s.") % told
            row = body.at(path, " · ".join(cell for cell in line.cells if cell))
            yield Finding(f"{sentence} {_('Sửa số sai.')}", (row.spot(),), is_error=True, has_bound=has_bound)


# --- Rows -----------------------------------------------------------------------------------------


def _line(row: Row, table: Table, body: Body, *, has_keys: bool, is_total: bool = False) -> _Line:
    cells = tuple(inline_text(cell, body.figures).strip() for cell in row.cells)
    if len(cells) == 1 < len(table.columns):
        return _Line(cells[0], cells, is_heading=True)
    key = cells[0] if has_keys else ""
    label = next((cell for cell in cells[has_keys:] if cell and cell_value(cell) is None), key)
    folded, level = fold(label).strip(), _level(key)
    has_no_number = level is None or not key
    return _Line(
        label=label,
        cells=cells,
        bound=frozenset(place for place, cell in enumerate(row.cells) if any(isinstance(run, Figure) for run in cell)),
        is_total=is_total or (has_no_number and bool(_TOTAL.fullmatch(folded) or _WHOLE.fullmatch(folded))),
        is_whole=bool(_WHOLE.fullmatch(folded)),
        is_again=has_no_number and bool(_AGAIN.match(folded)),
        level=1 if level is None else level,
    )


def _level(key: str) -> int | None:
    """How deep a row stands by its number: "I" and "A" 0, "1" 1, "1.1" and "a" 2."""
    bare = key.strip(" .)/")
    if re.fullmatch(r"[IVX]+|[A-ZĐ]", bare):
        return 0
    if bare.isdecimal():
        return 1
    return 2 if re.fullmatch(r"\d+(?:\.\d+)+|[a-zđ]", bare) else None


def _with_whole(lines: list[_Line]) -> tuple[list[_Line], _Line | None]:
    """A pasted "Tổng cộng" is an ordinary row: the last one, or the first where the total is told before its parts."""
    for index in (-1, 0):
        if lines and lines[index].is_total:
            others = lines[:-1] if index else lines[1:]
            groups = any(line.is_total or line.is_heading for line in others)
            if lines[index].is_whole or not groups:
                return others, lines[index]
    return lines, None


# --- Columns --------------------------------------------------------------------------------------


def _is_added(lines: Sequence[_Line], column: int) -> bool:
    parts = [line.cells[column] for line in lines if line.is_part]
    return any(cell_value(cell) is not None for cell in parts) and all(
        is_blank(cell) or cell_value(cell) is not None for cell in parts
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """What rows add up to: by what those just below print, and by what no other row is made of.

    A line is right if it agrees with either, so that one wrong number is told once and not at every line above it.
    """

    printed: Decimal = Decimal(0)
    leaves: Decimal = Decimal(0)
    has_any: bool = False

    def __add__(self, other: _Sum) -> _Sum:
        return _Sum(self.printed + other.printed, self.leaves + other.leaves, self.has_any or other.has_any)

    def of_line(self, value: Decimal | None) -> _Sum:
        """The same rows, as the line above them prints their sum."""
        return self if value is None else _Sum(value, self.leaves, has_any=True)

    def is_other(self, value: Decimal | None) -> bool:
        """Whether a line that prints `value` is not the sum."""
        return value is not None and value not in (self.printed, self.leaves)


def _wrong(lines: Sequence[_Line], whole: _Line | None, column: int) -> Iterator[tuple[_Line, Decimal, Decimal]]:
    """The lines of a column that are not the sum of theirs: line, what it prints, what its rows add up to."""
    added = _Sum()
    for parts, subtotal in _groups(lines):
        group, wrong = _of_group(parts, column)
        yield from wrong
        value = cell_value(subtotal.cells[column]) if subtotal else None
        if subtotal and value is not None and group.is_other(value):
            yield subtotal, value, group.leaves
        added += group.of_line(value)
    value = cell_value(whole.cells[column]) if whole else None
    if whole and value is not None and added.is_other(value):
        yield whole, value, added.leaves


def _groups(lines: Sequence[_Line]) -> Iterator[tuple[list[_Line], _Line | None]]:
    """The parts between headings and subtotals, each with the subtotal that follows it."""
    parts: list[_Line] = []
    for line in lines:
        if line.is_total or line.is_heading:
            yield parts, line if line.is_total else None
            parts = []
        elif line.is_part:
            parts.append(line)
    yield parts, None


def _of_group(parts: Sequence[_Line], column: int) -> tuple[_Sum, list[tuple[_Line, Decimal, Decimal]]]:
    """What a group adds up to, and its lines that are not the sum of the deeper ones below them."""
    wrong: list[tuple[_Line, Decimal, Decimal]] = []
    open_rows: list[tuple[int, _Sum]] = []  # rows read so far, from the last up, that no row above has taken in
    for line in reversed(parts):
        below, value = _Sum(), cell_value(line.cells[column])
        while open_rows and open_rows[-1][0] > line.level:
            below += open_rows.pop()[1]
        if not below.has_any:
            below = _Sum(value or Decimal(0), value or Decimal(0), has_any=value is not None)
        elif value is not None and below.is_other(value):
            wrong.append((line, value, below.leaves))
        open_rows.append((line.level, below.of_line(value)))
    return sum((row for _level, row in open_rows), _Sum()), wrong[::-1]


def _said(value: Decimal) -> str:
    return decimal(value, _FEW)
