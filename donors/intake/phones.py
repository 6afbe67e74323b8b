"""Telephone numbers of Vietnam as lists write them.

Mobile numbers have ten digits since 15/9/2018; the old eleven-digit prefixes are converted by the operators' tables of
that year. A spreadsheet drops the leading 0. Portability: a prefix no longer tells the operator, only that it exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOBILE = frozenset(
    start + digit
    for start, digits in (
        ("03", "23456789"),
        ("05", "25689"),
        ("07", "06789"),
        ("08", "123456789"),
        ("09", "012346789"),
    )
    for digit in digits
)
_OLD_PREFIXES = {f"016{digit}": f"03{digit}" for digit in range(2, 10)} | {
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0126": "076",
    "0127": "081",
    "0128": "078",
    "0129": "082",
    "0186": "056",
    "0188": "058",
    "0199": "059",
}
_NOT_DIGITS = re.compile(r"\D+")
_BETWEEN_TWO = re.compile(r"[/;,\n|&]|\s[-–]\s|\bhoặc\b|\bvà\b")
_RUNS = re.compile(r"\+?\d+")
_LOST_DIGITS = re.compile(r"\d[.,]\d+e\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phone:
    """Ten digits from 0 (eleven for a landline); `was` is the old number it was made from, or blank."""

    number: str
    was: str = ""


def phone_of(text: str) -> Phone | None:
    """The first number of a text: with spaces, dots, +84, without its 0, with an old prefix. None if it has none."""
    if phone := _whole(_NOT_DIGITS.sub("", text)):
        return phone
    if _LOST_DIGITS.search(text):
        return None
    for part in _BETWEEN_TWO.split(text):
        if phone := _whole(_NOT_DIGITS.sub("", part)):
            return phone
    return next(filter(None, map(_whole, (run.lstrip("+") for run in _RUNS.findall(text)))), None)


def _whole(digits: str) -> Phone | None:
    """The number whose digits these are, all of them."""
    if not 9 <= len(digits) <= 15 or not digits.isascii():
        return None
    digits = digits.removeprefix("00")
    if digits.startswith("84") and len(digits) >= 11:
        digits = digits[2:]
    national = digits if digits.startswith("0") else f"0{digits}"
    if len(national) == 10 and national[:3] in _MOBILE:
        return Phone(national)
    if len(national) == 11 and national[1] == "2":
        return Phone(national)
    if len(national) == 11 and (prefix := _OLD_PREFIXES.get(national[:4])):
        return Phone(prefix + national[4:], was=national)
    return None
