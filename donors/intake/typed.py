"""Lines typed on the page, «họ tên, năm sinh, đơn vị», in whatever order: one order of columns made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from donors.intake import shapes
from donors.intake.book import Cell, Sheet
from donors.intake.fields import Field

# The columns of typed lines once they are put in order.
COLUMNS: Final = (
    Field.NAME,
    Field.BIRTH,
    Field.SEX,
    Field.IDENTITY,
    Field.PHONE,
    Field.WORKPLACE,
    Field.NOTE,
)
_BIRTH_INSIDE = re.compile(
    r"^(?P<name>[^\d]*[^\W\d_][^\d]*?)[\s(]+(?P<birth>(?:\d{1,2}[/.\-]){0,2}(?:19|20)\d\d)\)?(?:\s+(?P<rest>.+))?$"
)
_SHAPES: Final[tuple[tuple[Field, Callable[[Cell], bool]], ...]] = (
    (Field.BIRTH, shapes.is_birth),
    (Field.SEX, shapes.is_sex),
    (Field.IDENTITY, shapes.is_identity),
    (Field.PHONE, shapes.is_phone),
)


# Digits that are no birth were meant as one: «19977» is to be mended, and is no unit.
_ONLY_DIGITS = re.compile(r"[\d/.\-]{2,10}")


def in_order(sheet: Sheet) -> Sheet:
    """The typed lines with their parts in the order of `COLUMNS`; a line stays the row it was."""
    return replace(sheet, rows=[_ordered(row) for row in sheet.rows], merges=())


def _ordered(row: Sequence[Cell]) -> list[Cell]:
    """The name is the first part; what has a shape goes by it, the first other text is the unit, the rest a note."""
    parts = [cell for cell in row if not shapes.is_blank(cell)]
    if parts and isinstance(parts[0], str) and (found := _BIRTH_INSIDE.match(parts[0].strip())):
        parts[:1] = [part for part in (found["name"], found["birth"], found["rest"]) if part]
    held: dict[Field, Cell] = {}
    notes: list[str] = []
    for at, part in enumerate(parts):
        meant = Field.NAME if at == 0 else _meant(part)
        if meant in held:
            notes.append(shapes.written(part))
        else:
            held[meant] = part
    if notes:
        held[Field.NOTE] = ", ".join(notes)
    return [held.get(field) for field in COLUMNS]


def _meant(part: Cell) -> Field:
    found = next((field for field, looks in _SHAPES if looks(part)), None)
    if found is not None:
        return found
    return Field.BIRTH if _ONLY_DIGITS.fullmatch(shapes.written(part)) else Field.WORKPLACE
