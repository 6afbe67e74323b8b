"""Amounts as sentences and cells write them: "1.323 đơn vị máu", "462/550 đơn vị máu", "84%", "+212"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.text.numbers import MINUS, NO_FIGURE

NUMBER = r"(?:\d{1,3}(?:\.\d{3}){1,4}|\d{1,12})(?:,\d{1,4})?"
_UNIT = r"(?:đơn vị máu|đơn vị|đvm|đv|lượt người|lượt|người|túi|suất|đồng|ml)"
# Not in the middle of a number; "1 323" may be one, or a round and its result ("đợt 1 323"): it is not read.
NOT_WITHIN = r"(?<![\d.,/])(?<!\d\s)"
_BLOOD = re.compile(
    rf"{NOT_WITHIN}(?:(?P<x>{NUMBER})(?:\s?/\s?(?P<y>{NUMBER}))?|(?P<none>{NO_FIGURE}))\s+(?:đơn vị máu|đvm)\b",
    re.IGNORECASE,
)
_CELL = re.compile(rf"(?P<sign>[+{MINUS}-]?)\s?(?P<number>{NUMBER})(?:\s{_UNIT})?", re.IGNORECASE)
# Words before an amount that make it another one's neighbour, a bound or a difference.
_NOT_EXACT = re.compile(
    r"\b(?:gần|trên|hơn|khoảng|ít nhất|tối thiểu|dưới|không quá|từ|đến|tăng|giảm|thiếu|vượt|còn|thêm)\s+$",
    re.IGNORECASE,
)
_COMMAS = re.compile(
    r"[1-9]\d{0,2}(?:,\d{3})+"
)  # thousands as others write them: no amount of blood has three decimals
_BLANKS = {"", NO_FIGURE, "-", "—", "x", "X"}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of blood and where it stands; of "462/550 đơn vị máu" the 462 (`of_whole`). "–" is nothing yet, 0.

    `is_exact` tells it from "hơn 300 đơn vị máu" and "tăng 212 đơn vị máu".
    """

    value: Decimal
    start: int
    end: int
    of_whole: bool = False
    is_exact: bool = True


def value_of(number: str) -> Decimal:
    """The value of what `NUMBER` matches."""
    return Decimal(number.replace(".", "").replace(",", "."))


def blood_value(number: str) -> Decimal:
    """The value of an amount of blood, also where its thousands are written with commas."""
    return value_of(number.replace(",", ".") if _COMMAS.fullmatch(number) else number)


def blood_amounts(text: str) -> Iterator[Amount]:
    """The amounts of đơn vị máu that a sentence tells."""
    for found in _BLOOD.finditer(text):
        start, end = found.span("x" if found["x"] else "none")
        value = blood_value(found["x"]) if found["x"] else Decimal(0)
        yield Amount(value, start, end, of_whole=bool(found["y"]), is_exact=not is_about(text, start))


def is_about(text: str, start: int) -> bool:
    """Whether what begins at `start` is said to be near, above, below or a difference."""
    return bool(_NOT_EXACT.search(text, max(0, start - 20), start))


def is_blank(cell: str) -> bool:
    """Whether a cell says that there is no figure."""
    return cell.strip() in _BLANKS


def cell_value(cell: str) -> Decimal | None:
    """The number that a cell holds, with or without its unit; None for anything else ("84%", "3/12", words).

    "1,323" is none either: a thousand, or one and decimals.
    """
    found = _CELL.fullmatch(cell.strip())
    if found is None or _COMMAS.fullmatch(found["number"]):
        return None
    value = value_of(found["number"])
    return -value if found["sign"] in (MINUS, "-") and found["sign"] else value
