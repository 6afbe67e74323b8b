"""Dates as lists write them: births, where the year alone is enough, and days of a donation.

The order of day and month belongs to a column, not to a cell (`day_order`): 03/04/1990 is read as its neighbours are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from donors.intake.book import Cell
from donors.intake.cells import Read, is_nothing, text_of, tidy
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.people import Birth

YOUNGEST, OLDEST = 10, 100  # years: outside them a birth is a slip of the pen, not a person on this list
_LIKELY_YOUNGEST, _LIKELY_OLDEST = 16, 75  # within them a corrected birth is worth offering
_SERIAL_ZERO = dt.date(1899, 12, 30)  # day 0 of a spreadsheet, after February 1900
_SERIALS = range(10_000, 60_001)  # 1927 to 2064
# A year with a digit too many ("19977"): as serials these are births of 1952 to 1957, who no longer give blood.
_SLIPPED_YEARS = range(19_000, 21_000)

_LONGEST_NUMBER = 8  # 01021999
_LONGEST_DATE = 60  # "Sinh ngày 01 tháng 02 năm 1999"
_ENOUGH_DATES = 3  # by chance all three lie before the 13th once in sixteen columns

_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?z?(?: ?[ap]m)?$")
_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(
    r"(?:sinh|ngày|ngay|tháng|thang|năm|nam|mùng|mồng|t|ns|sn|n\.s|s\.n|[-–—/.,:;\\\s()'’`])*",
)
_WHOLE_DECIMAL = re.compile(r"(\d{1,5})[.,]0+")
_LOOKALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1"})
_YEAR_INSIDE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


class DayOrder(StrEnum):
    """Whether a column writes 31/12 or 12/31; AMBIGUOUS where no cell proves it, or cells prove both."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    AMBIGUOUS = "ambiguous"


def day_order(cells: Iterable[Cell]) -> DayOrder | None:
    """What a column's own texts prove about day and month; None where no text leaves it open or tells it.

    A part above 12 is a day. Equal parts (05/05) prove nothing and leave nothing open. Where texts prove both, nine in
    ten decide: the others are slips, and are said in their rows.
    """
    day_first = month_first = is_open = 0
    for cell in cells:
        parts = _numbers(_plain(tidy(cell[:_LONGEST_DATE]))) if isinstance(cell, str) else None
        if parts is None or len(parts) != 3 or max(len(parts[0]), len(parts[1])) > 2:
            continue
        first, second = int(parts[0]), int(parts[1])
        day_first += first > 12 >= second
        month_first += second > 12 >= first
        is_open += first <= 12 and second <= 12 and first != second
    if day_first and day_first >= 9 * month_first:
        return DayOrder.DAY_FIRST
    if month_first and month_first >= 9 * day_first:
        return DayOrder.MONTH_FIRST
    return DayOrder.AMBIGUOUS if is_open or day_first else None


def dates_look_swapped(cells: Iterable[Cell]) -> bool:
    """Whether a spreadsheet seems to have read a column's days as months when they were typed.

    Set to American dates it makes 03/04/1990 the 4th of March, and leaves 25/04/1990, which is none to it, as text. So
    every real date has a day of at most 12, and the texts prove that the day is written first. To be asked once.
    """
    cells = list(cells)
    days = [cell.day for cell in cells if isinstance(cell, dt.date)]
    return len(days) >= _ENOUGH_DATES and max(days) <= 12 and day_order(cells) is DayOrder.DAY_FIRST


def read_birth(cell: Cell, *, field: Field, day_first: bool, today: dt.date) -> Read[Birth]:
    """A birth from one cell: a date, a serial, "1/2/1999", "01.02.99", "02/1999", "1999", "sinh năm 1999"."""
    if isinstance(cell, dt.date):  # a datetime is a date
        return _from_calendar(dt.date(cell.year, cell.month, cell.day), field, today)
    return _read_birth_text(tidy(text_of(cell)), field, day_first, today)


def read_day(cell: Cell, *, field: Field, code: Code, day_first: bool, today: dt.date) -> Read[dt.date]:
    """A whole day not after today, from one cell; whatever is less than a day is a finding of `code`."""
    if isinstance(cell, dt.date):
        day = dt.date(cell.year, cell.month, cell.day)
        is_past = dt.date(1970, 1, 1) <= day <= today
        return Read(day) if is_past else Read(findings=(Finding(code, field, text_of(cell)),))
    return _read_day_text(tidy(text_of(cell)), field, code, day_first, today)


def birth_from_parts(day: Cell, month: Cell, year: Cell, *, day_first: bool, today: dt.date) -> Read[Birth]:
    """A birth in three columns; day and month may be empty, and a whole date in one of them is taken as it is."""
    texts = [_plain(tidy(text_of(cell))) for cell in (day, month, year)]
    days, months, years = ("" if is_nothing(text) else text for text in texts)
    if not years or (not days and not months) or isinstance(year, dt.date):
        whole = [cell for cell, text in ((year, years), (day, days), (month, months)) if text]
        if not years and not any(isinstance(cell, dt.date) or len(text_of(cell)) > 4 for cell in whole):
            return Read()  # a day and a month are no birth
        return read_birth(whole[0], field=Field.BIRTH_YEAR, day_first=day_first, today=today)
    if (numbers := _numbers(years)) is not None and len(numbers) > 1:
        return read_birth(year, field=Field.BIRTH_YEAR, day_first=day_first, today=today)
    # A day without its month says no more than the year.
    written = "/".join(part for part in (days if months else "", months, years) if part)
    return _read_birth_text(written, Field.BIRTH_YEAR, day_first=True, today=today)


# --- One text -------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _read_birth_text(text: str, field: Field, day_first: bool, today: dt.date) -> Read[Birth]:
    if is_nothing(text):
        return Read()
    parts = _numbers(_plain(text))
    if parts is None:
        return _unreadable(text, field, _years_inside(text, today))
    if len(parts) == 1:
        return _one_number(parts[0], text, field, today)
    if len(parts) == 2:
        return _month_and_year(parts, text, field, today)
    if len(parts) == 3:
        return _three_numbers(parts, text, field, day_first, today)
    return _unreadable(text, field, _years_inside(text, today))


@lru_cache(maxsize=20_000)
def _read_day_text(text: str, field: Field, code: Code, day_first: bool, today: dt.date) -> Read[dt.date]:
    if is_nothing(text) or text.casefold() in {"chưa", "lần đầu", "chưa hiến"}:
        return Read()
    parts = _numbers(_plain(text)) or []
    day: dt.date | None = None
    choices: tuple[str, ...] = ()
    if len(parts) == 1 and len(parts[0]) in {6, 7, 8}:
        parts = _packed(parts[0]) or parts
    if len(parts) == 1 and int(parts[0]) in _SERIALS:
        day = _SERIAL_ZERO + dt.timedelta(days=int(parts[0]))
    elif len(parts) == 3:
        day = _day(*_ordered(parts, day_first, today, 0))
        if day is None and (other := _day(*_ordered(parts, not day_first, today, 0))):
            choices = (_written(other),)
    elif len(parts) == 2 and (month := _month(parts, today)):
        choices = (_written(month),)
    if day is not None and dt.date(1970, 1, 1) <= day <= today:
        return Read(day)
    return Read(findings=(Finding(code, field, text, choices),))


def _plain(text: str) -> str:
    """The text without the time behind a date; "1999.0" and "36161,0" without their decimals."""
    lowered = _TIME.sub("", text.lower())
    whole = _WHOLE_DECIMAL.fullmatch(lowered)
    return whole[1] if whole else lowered


def _numbers(lowered: str) -> list[str] | None:
    """The numbers of a text in which nothing else stands but what joins a date; None for any other text."""
    if not lowered.isascii() or not lowered.isdigit():
        if not _BETWEEN.fullmatch(_DIGITS.sub("", lowered)):
            return None
        found: list[str] = _DIGITS.findall(lowered)
        return found if found and max(map(len, found)) <= _LONGEST_NUMBER else None
    return [lowered] if len(lowered) <= _LONGEST_NUMBER else None


def _one_number(digits: str, text: str, field: Field, today: dt.date) -> Read[Birth]:
    number = int(digits)
    if len(digits) == 4:
        return _from_year(number, text, field, today)
    if number in _SLIPPED_YEARS:
        return _unreadable(text, field, _with_one_digit_less(digits, today))
    if len(digits) == 5 and number in _SERIALS:
        return _from_calendar(_SERIAL_ZERO + dt.timedelta(days=number), field, today)
    if len(digits) in {6, 7, 8} and (parts := _packed(digits)):
        return (
            _three_numbers(parts, text, field, True, today)
            if len(parts) == 3
            else _month_and_year(parts, text, field, today)
        )
    if len(digits) == 2:
        return _short_year(number, text, field, today)
    return _unreadable(text, field, ())


def _short_year(number: int, text: str, field: Field, today: dt.date) -> Read[Birth]:
    """ "85" is 1985; "45" may as well be an age, and is asked."""
    year = _century(number, today)
    if _is_likely(year, today):
        return Read(Birth(year))
    aged = today.year - number
    return Read(
        findings=(
            Finding(
                Code.BIRTH_AMBIGUOUS,
                field,
                text,
                tuple(str(choice) for choice in (year, aged) if YOUNGEST <= today.year - choice <= OLDEST),
            ),
        )
    )


def _month_and_year(parts: list[str], text: str, field: Field, today: dt.date) -> Read[Birth]:
    first, second = parts
    if len(first) == 4 and len(second) <= 2:
        first, second = second, first
    if len(second) != 4 or len(first) > 2:
        return _unreadable(text, field, ())
    if not 1 <= int(first) <= 12:
        return _impossible("no_such_day", text, field, _year_choice(int(second), today))
    return _from_year(int(second), text, field, today, month=int(first))


def _three_numbers(parts: list[str], text: str, field: Field, day_first: bool, today: dt.date) -> Read[Birth]:
    if max(map(len, parts)) > 4 or 3 in map(len, parts):
        return _unreadable(text, field, _years_inside(text, today))
    year, month, day = _ordered(parts, day_first, today)
    if _day(year, month, day):
        return _from_year(year, text, field, today, month=month, day=day)
    other = _day(*_ordered(parts, not day_first, today))
    choices = (_written(other),) if other and _is_likely(other.year, today) else ()
    return _impossible("no_such_day", text, field, choices + _year_choice(year, today))


def _ordered(parts: list[str], day_first: bool, today: dt.date, youngest: int = YOUNGEST) -> tuple[int, int, int]:
    """Year, month, day. A first number of four digits is a year, and then the month follows."""
    one, two, three = map(int, parts)
    if len(parts[0]) == 4:
        return one, two, three
    year = three if len(parts[2]) == 4 else _century(three, today, youngest)
    return (year, two, one) if day_first else (year, one, two)


def _packed(digits: str) -> list[str] | None:
    """Dates without separators: "01021999", "1021999" (its zero lost), "19990201", "010299", "021999"."""
    digits = digits.zfill(8) if len(digits) == 7 else digits
    if len(digits) == 8 and digits[4:6] in {"19", "20"}:
        return [digits[:2], digits[2:4], digits[4:]]
    if len(digits) == 8 and digits[:2] in {"19", "20"}:
        return [digits[:4], digits[4:6], digits[6:]]
    if len(digits) == 6 and digits[2:4] in {"19", "20"}:
        return [digits[:2], digits[2:]]
    return [digits[:2], digits[2:4], digits[4:]] if len(digits) == 6 else None


# --- What is a birth ------------------------------------------------------------------------------


def _from_calendar(day: dt.date, field: Field, today: dt.date) -> Read[Birth]:
    """A real date. A year typed into a cell formatted as a date stands there as a day of 1905: 1997 → 19/6/1905."""
    serial = (day - _SERIAL_ZERO).days
    if day.year == 1905 and _is_likely(serial, today):
        return _impossible("too_old", _written(day), field, (str(serial),))
    return _from_year(day.year, _written(day), field, today, month=day.month, day=day.day)


def _from_year(
    year: int, text: str, field: Field, today: dt.date, *, month: int | None = None, day: int | None = None
) -> Read[Birth]:
    age = today.year - year
    if YOUNGEST <= age <= OLDEST:
        return Read(Birth(year, month, day))
    reason = "future" if age < 0 else "too_young" if age < YOUNGEST else "too_old"
    return _impossible(reason, text, field, _year_choice(year - 100, today) if age < YOUNGEST else ())


def _impossible(reason: str, text: str, field: Field, choices: tuple[str, ...]) -> Read[Birth]:
    return Read(findings=(Finding(Code.BIRTH_IMPOSSIBLE, field, text, choices, {"reason": reason}),))


def _unreadable(text: str, field: Field, choices: tuple[str, ...]) -> Read[Birth]:
    return Read(findings=(Finding(Code.BIRTH_UNREADABLE, field, text, choices),))


def _year_choice(year: int, today: dt.date) -> tuple[str, ...]:
    return (str(year),) if _is_likely(year, today) else ()


def _years_inside(text: str, today: dt.date) -> tuple[str, ...]:
    """Years to offer for a text that is no date: "1990?" → 1990, "199O" → 1990."""
    found = _YEAR_INSIDE.findall(text.lower().translate(_LOOKALIKES))
    return tuple(dict.fromkeys(year for year in found if _is_likely(int(year), today)))[:3]


def _with_one_digit_less(digits: str, today: dt.date) -> tuple[str, ...]:
    """ "19977" → 1997, 1977: the last digit is the likeliest to be the one too many."""
    shorter = (digits[:place] + digits[place + 1 :] for place in reversed(range(len(digits))))
    return tuple(dict.fromkeys(year for year in shorter if _is_likely(int(year), today)))


def _is_likely(year: int, today: dt.date) -> bool:
    return _LIKELY_YOUNGEST <= today.year - year <= _LIKELY_OLDEST


def _century(number: int, today: dt.date, youngest: int = YOUNGEST) -> int:
    """The year of a two-digit one: the latest that lies at least `youngest` years back."""
    if number > 99:
        return number
    year = today.year - today.year % 100 + number
    return year if today.year - year >= youngest else year - 100


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(parts: list[str], today: dt.date) -> dt.date | None:
    """The last day of "6/2025", not after today: the careful reading of a donation that only names its month."""
    first, second = parts if len(parts[1]) == 4 else parts[::-1]
    if len(second) != 4 or not 1 <= int(first) <= 12 or not 1970 <= int(second) <= today.year:
        return None
    after = dt.date(int(second) + int(first) // 12, int(first) % 12 + 1, 1)
    return min(after - dt.timedelta(days=1), today)


def _written(day: dt.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"
