"""The short code of a registered person: read aloud, typed or scanned at the table, and telling nothing by itself."""

from __future__ import annotations

from typing import Final

# No letter or digit that is taken for another when read aloud or from a photocopy (0/O, 1/I/L, 5/S, 8/B, 2/Z, U/V).
_MARKS: Final = "34679ACDEFGHJKMNPQRTVWX"
_LEAST: Final = 4


def code_of(registration_id: int) -> str:
    """ "33AK-7": the number in 23 marks, at least four, and a check mark that finds one wrong or two swapped."""
    number, marks = registration_id, ""
    while number:
        number, rest = divmod(number, len(_MARKS))
        marks = _MARKS[rest] + marks
    marks = marks.rjust(_LEAST, _MARKS[0])
    return f"{marks}-{_check(marks)}"


def id_of(code: str) -> int | None:
    """The registration a code names, however it was typed; None for what is no code."""
    plain = "".join(mark for mark in code.upper() if mark.isalnum())
    marks, check = plain[:-1], plain[-1:]
    if len(marks) < _LEAST or any(mark not in _MARKS for mark in plain) or _check(marks) != check:
        return None
    number = 0
    for mark in marks:
        number = number * len(_MARKS) + _MARKS.index(mark)
    return number


def _check(marks: str) -> str:
    """Weights 2, 3, 4 … modulo the prime number of marks: one wrong mark or two swapped neighbours change it."""
    weighted = ((place + 2) * _MARKS.index(mark) for place, mark in enumerate(reversed(marks)))
    return _MARKS[sum(weighted) % len(_MARKS)]
