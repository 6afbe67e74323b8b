"""Finding the header of a sheet: the row, or the two rows, whose words mean the most about people."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from donors.intake import shapes
from donors.intake.book import Cell, Merge, Sheet
from donors.intake.fields import Field
from donors.intake.headers import UNKNOWN, Meaning, heading_key, heading_words, meaning, meaning_below

NAMES: Final = frozenset({Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME})
BIRTHS: Final = frozenset(
    {Field.BIRTH, Field.BIRTH_DAY, Field.BIRTH_MONTH, Field.BIRTH_YEAR, Field.BIRTH_MALE, Field.BIRTH_FEMALE}
)
_SEARCHED_ROWS = 60
_LEAST_SCORE = 2.0
_LONGEST_TEXT = 150
_FILLED_LABEL = re.compile(r"^[^(\[]*:")  # "Đơn vị: Trường …": a line of the title


@dataclass(frozen=True, slots=True)
class Heading:
    """A header: which rows, and per column its label as written, its words, its meaning.

    `leaders` names for each column the first column of the merged cell its label stands in (itself where none);
    `is_narrowed` where a second row tells more than the first.
    """

    first_row: int
    last_row: int
    labels: dict[int, str]
    meanings: dict[int, Meaning]
    leaders: dict[int, int] = field(default_factory=dict)
    is_narrowed: bool = False

    @property
    def texts(self) -> dict[int, str]:
        """The folded words of each column's label: what headings are compared by."""
        return {column: heading_key(label) for column, label in self.labels.items()}


def best_heading(sheet: Sheet) -> Heading | None:
    """The header, or None where no row reads like one. Of equally good rows the first."""
    best, best_score = None, 0.0
    for heading in _candidates(sheet, range(min(_SEARCHED_ROWS, len(sheet.rows)))):
        score = _score(sheet, heading)
        if score > best_score:
            best, best_score = heading, score
    return best if best_score >= _LEAST_SCORE else None


def heading_at(sheet: Sheet, row: int) -> Heading:
    """The header that stands in a given row, with the row below where that belongs to it."""
    return max(_candidates(sheet, [row]), key=lambda heading: _score(sheet, heading))


def remembered_heading(sheet: Sheet, wanted: Iterable[str]) -> Heading | None:
    """The first header that holds all these headings, in any order and with others between."""
    needed = set(wanted)
    for heading in _candidates(sheet, range(min(_SEARCHED_ROWS, len(sheet.rows)))):
        if needed <= set(heading.texts.values()):
            return heading
    return None


def _candidates(sheet: Sheet, rows: Iterable[int]) -> Iterable[Heading]:
    merges = {
        (merge.first_row, merge.first_column): merge for merge in sheet.merges if merge.first_row < 2 * _SEARCHED_ROWS
    }
    for row in rows:
        if row in sheet.hidden_rows or not 0 <= row < len(sheet.rows):
            continue
        single = _single(sheet, row, merges)
        yield single
        if double := _double(sheet, row, single, merges):
            yield double


def _single(sheet: Sheet, row: int, merges: dict[tuple[int, int], Merge], *, reaches_up: bool = True) -> Heading:
    """The header of one row; with `reaches_up` a label merged down from the row above counts too."""
    labels: dict[int, str] = {}
    leaders: dict[int, int] = {}
    last = row
    for column, cell in enumerate(sheet.rows[row]):
        if shapes.is_blank(cell) or column in labels:
            continue
        merge = merges.get((row, column))
        width = merge.last_column - column + 1 if merge else 1
        if merge and merge.last_row > row and merge.last_row - row <= 2:
            last = max(last, merge.last_row)
        for covered in range(column, column + width):
            labels[covered], leaders[covered] = shapes.written(cell), column
    meanings = {column: _meaning(sheet, row, leaders[column], label) for column, label in labels.items()}
    for (first_row, column), merge in merges.items() if reaches_up else ():
        if first_row < row <= merge.last_row <= first_row + 2 and column not in labels:
            labels[column], leaders[column] = shapes.written(sheet.rows[first_row][column]), column
            meanings[column] = _meaning(sheet, first_row, column, labels[column])
    return Heading(row, last, labels, meanings, leaders)


def _meaning(sheet: Sheet, row: int, column: int, label: str) -> Meaning:
    """A number is no heading, except a bare milestone; a long sentence is none either."""
    if not isinstance(sheet.rows[row][column], str) or len(label) > _LONGEST_TEXT:
        return UNKNOWN
    return meaning(label)


def _double(sheet: Sheet, row: int, upper: Heading, merges: dict[tuple[int, int], Merge]) -> Heading | None:
    """The header of this row and the next, where the next only narrows what stands above it."""
    below = row + 1
    if below >= len(sheet.rows) or below in sheet.hidden_rows or not upper.labels:
        return None
    cells = {column: cell for column, cell in enumerate(sheet.rows[below]) if not shapes.is_blank(cell)}
    if not cells or any(not isinstance(cell, str) and not _is_small_number(cell) for cell in cells.values()):
        return None
    meant = {column: meant.field for column, meant in upper.meanings.items() if upper.leaders[column] == column}
    if any(column in cells for column, told in meant.items() if told is Field.ORDER):
        return None  # a number, or a group's mark: no heading narrows «STT»
    names = {column for column, told in meant.items() if told is Field.NAME}
    if names and names <= set(cells) and not _splits_name(upper, cells):
        return None
    lower = _single(sheet, below, merges, reaches_up=False)
    labels, meanings, leaders = dict(upper.labels), dict(upper.meanings), dict(upper.leaders)
    has_names = any(told.field in NAMES for told in upper.meanings.values())
    before = upper.meanings if has_names else lower.meanings  # a title above a whole header narrows nothing
    narrows = 0
    for column in range(sheet.width):
        child = lower.labels.get(column, "")
        parent = upper.labels.get(column) or (_parent_left_of(upper, column, lower) if child else "")
        if not child:
            is_label = bool(_FILLED_LABEL.search(labels.get(column, "")))
            narrows += not has_names and not is_label and upper.meanings.get(column, UNKNOWN).is_known
            continue
        narrowed = meaning_below(parent, child)
        alone = before.get(column, UNKNOWN)
        narrows += narrowed.is_known and (narrowed.field, narrowed.number) != (alone.field, alone.number)
        labels[column] = f"{parent} {child}".strip()
        meanings[column] = narrowed
        leaders[column] = lower.leaders.get(column, column)
    _tell_years_from_men(meanings, {column: lower.labels.get(column, "") for column in labels})
    if not narrows:
        return None
    return Heading(row, max(below, lower.last_row), labels, meanings, leaders, is_narrowed=True)


def _parent_left_of(upper: Heading, column: int, lower: Heading) -> str:
    """Without merges a parent stands above the first of its columns only; the others are empty up to the next one."""
    for left in range(column, -1, -1):
        if label := upper.labels.get(left):
            return label if left in lower.labels else ""
    return ""


def _splits_name(upper: Heading, cells: dict[int, Cell]) -> bool:
    told = [
        meaning(str(cell)).field
        for column, cell in cells.items()
        if upper.meanings.get(column, UNKNOWN).field is Field.NAME
    ]
    return bool(told) and all(meant in NAMES for meant in told)


def _tell_years_from_men(meanings: dict[int, Meaning], children: dict[int, str]) -> None:
    """«NAM» beside «NGÀY» or «THÁNG» is the year, beside «NỮ» the men; marks may be missing in capitals."""
    words = {column: heading_words(text) for column, text in children.items() if text}
    has_month = ("thang",) in words.values()
    has_women = ("nu",) in words.values()
    for column, told in words.items():
        meant = meanings[column].field
        if told != ("nam",) or meant not in BIRTHS:
            continue
        if has_month and not has_women:
            meanings[column] = Meaning(Field.BIRTH_YEAR, words=2)
        elif has_women and not has_month:
            meanings[column] = Meaning(Field.BIRTH_MALE, words=2)


def _is_small_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < cell <= 500


def _score(sheet: Sheet, heading: Heading) -> float:
    """How much a row says about people: names most, then births, then every further meaning once."""
    columns = [column for column, leader in heading.leaders.items() if column == leader]
    visible = [column for column in columns if column not in sheet.hidden_columns]
    fields = {meant.field for column in visible if (meant := heading.meanings[column]).field}
    strangers = sum(
        not heading.meanings[column].is_known and not heading.meanings[column].is_forbidden for column in visible
    )
    labelled = sum(bool(_FILLED_LABEL.search(heading.labels[column])) for column in visible)
    values = sum(
        isinstance(cell, int | float | dt.date) and not (isinstance(cell, int | float) and _is_small_number(cell))
        for cell in sheet.rows[heading.first_row]
    )
    if not fields:
        return 0.0
    score = float(len(fields)) + 2 * bool(fields & NAMES) + bool(fields & BIRTHS)
    return score + 0.5 * heading.is_narrowed - 0.3 * strangers - values - labelled
