"""The numbers of a written date: what every reader of dates begins with, before it is asked what they mean."""

from __future__ import annotations

import datetime as dt
import re

SERIAL_ZERO = dt.date(1899, 12, 30)  # day 0 of a spreadsheet, after February 1900
SERIALS = range(10_000, 60_001)  # 1927 to 2064

_LONGEST_NUMBER = 8  # 01021999
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?z?(?: ?[ap]m)?$")
_WHOLE_DECIMAL = re.compile(r"(\d{1,5})[.,]0+")
_THOUSAND = re.compile(r"([12])[.,](\d{3})")  # a year in a format of thousands
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTH_NAME = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\b")
_MONTH_WORD = re.compile(r"\d\D*\b(?:tháng|thang|thg)\b")
_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"(?:sinh|ngày|ngay|tháng|thang|thg|năm|nam|mùng|mồng|t|ns|sn|n\.s|s\.n|[-–—/.,:;\\\s()'’`])*")


def numbers(text: str) -> list[str] | None:
    """The numbers of a tidied text in which nothing else stands but what joins a date; None for any other text.

    "Sinh ngày 4/3/1990" → 4, 3, 1990; "1990-03-04 00:00:00" → 1990, 03, 04; "4-Mar-90" and "Mar 4, 90" → 4, 3, 90;
    "1990.0" → 1990.
    """
    lowered = text.lower()
    is_month_in_front = lowered[:1].isalpha() and _MONTH_NAME.match(lowered) is not None
    text = _plain(lowered)
    if text.isascii() and text.isdigit():
        return [text] if len(text) <= _LONGEST_NUMBER else None
    if not _BETWEEN.fullmatch(_DIGITS.sub("", text)):
        return None
    found: list[str] = _DIGITS.findall(text)
    if is_month_in_front and len(found) == 3:
        found[:2] = found[1], found[0]
    return found if found and max(map(len, found)) <= _LONGEST_NUMBER else None


def says_order(text: str) -> bool:
    """Whether a tidied date says itself which number is the month: "4-Mar-90", "ngày 4 tháng 3 năm 1990"."""
    if text.isascii() and not any(map(str.isalpha, text)):
        return False
    return bool(_MONTH_NAME.search(text.lower()) or _MONTH_WORD.search(text.lower()))


def unpacked(digits: str) -> list[str] | None:
    """A date without separators: "01021999", "1021999" (its zero lost), "19990201", "010299", "021999"."""
    digits = digits.zfill(8) if len(digits) == 7 else digits
    if len(digits) == 8 and digits[4:6] in {"19", "20"}:
        return [digits[:2], digits[2:4], digits[4:]]
    if len(digits) == 8 and digits[:2] in {"19", "20"}:
        return [digits[:4], digits[4:6], digits[6:]]
    if len(digits) == 6 and digits[2:4] in {"19", "20"}:
        return [digits[:2], digits[2:]]
    return [digits[:2], digits[2:4], digits[4:]] if len(digits) == 6 else None


def ordered(parts: list[str], *, day_first: bool, today: dt.date, youngest: int) -> tuple[int, int, int]:
    """Year, month, day of three numbers. A first number of four digits is a year, and then the month follows."""
    one, two, three = map(int, parts)
    if len(parts[0]) == 4:
        return one, two, three
    year = three if len(parts[2]) == 4 else in_century(three, today=today, youngest=youngest)
    return (year, two, one) if day_first else (year, one, two)


def in_century(number: int, *, today: dt.date, youngest: int) -> int:
    """The year of a two-digit one: the latest that lies at least `youngest` years back."""
    if number > 99:
        return number
    year = today.year - today.year % 100 + number
    return year if today.year - year >= youngest else year - 100


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def written(day: dt.date) -> str:
    """A date as it is offered, and read again: "04/03/1990"."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _plain(lowered: str) -> str:
    """Without the time behind a date, the decimals of a whole number, the point of thousands, the names of months."""
    lowered = _TIME.sub("", lowered)
    if whole := _WHOLE_DECIMAL.fullmatch(lowered):
        return whole[1]
    if thousand := _THOUSAND.fullmatch(lowered):
        return thousand[1] + thousand[2]
    return _MONTH_NAME.sub(lambda name: str(_MONTHS[name[1]]), lowered)
