"""The codes that our template workbook carries: which unit and which round it was made for (intake/template.py).

Made of the rows' own numbers, which never change: many units have no official code, and two catalogues share theirs.
"""

from __future__ import annotations

from donors.intake.template import codes_of

_UNIT, _ROUND = "DV", "D"


def unit_code(unit_id: int) -> str:
    """ "DV12"."""
    return f"{_UNIT}{unit_id}"


def round_code(round_id: int) -> str:
    """ "D3"."""
    return f"{_ROUND}{round_id}"


def ids_of(template_code: str) -> tuple[int, int] | None:
    """The unit's and the round's id that a template carries; None for what is no code of ours."""
    codes = codes_of(template_code)
    if codes is None:
        return None
    unit, round = codes[0].upper(), codes[1].upper()
    if not unit.startswith(_UNIT) or not round.startswith(_ROUND):
        return None
    numbers = unit.removeprefix(_UNIT), round.removeprefix(_ROUND)
    if not all(number.isascii() and number.isdecimal() and len(number) < 16 for number in numbers):
        return None
    return int(numbers[0]), int(numbers[1])
