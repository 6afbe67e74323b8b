"""Dates as lists write them: births, where the year alone is enough, and days of a donation.

The order of day and month belongs to a column, not to a cell (`date_column`): 03/04/1990 is read as its neighbours are,
or as a person says where they tell nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from donors.intake.book import Cell
from donors.intake.cells import Read, is_nothing, text_of, tidy
from donors.intake.date_shapes import (
    SERIAL_ZERO,
    SERIALS,
    day_of,
    in_century,
    numbers,
    ordered,
    says_order,
    unpacked,
    written,
)
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.people import Birth

YOUNGEST, OLDEST = 10, 100  # years: outside them a birth is a slip of the pen, not a person on this list
_LIKELY_YOUNGEST, _LIKELY_OLDEST = 16, 75  # within them a corrected birth is worth offering
# A year with a digit too many ("19977"): as serials these are births of 1952 to 1957, who no longer give blood.
_SLIPPED_YEARS = range(19_000, 21_000)
_FIRST_DONATION = dt.date(1970, 1, 1)  # a "last donation" before it is a slip
_LONGEST_DATE = 60  # "Sinh ngày 01 tháng 02 năm 1999"
# Texts of the 13th or later beside real dates before the 13th: among so many once in ten columns by chance, or less.
_ENOUGH_DATES = 4
_SLIPS = 9  # so many texts that prove an order to one that proves the other
_NEVER = frozenset({"chưa", "chưa hiến", "lần đầu", "chưa lần nào"})

_LOOKALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1"})
_YEAR_INSIDE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_AGE = re.compile(r"(\d{2})\s*(?:tuổi|tuoi|t)")


class DayOrder(StrEnum):
    """How a column writes its dates: 31/12 or 12/31. AMBIGUOUS where no cell proves it, or cells prove both.

    TURNED is never proved, only answered: texts are day first, and of the real dates a spreadsheet has put day and
    month in each other's place.
    """

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    TURNED = "turned"
    AMBIGUOUS = "ambiguous"


class DateDoubt(StrEnum):
    """What is to be asked about a column of dates: which part of its texts is the day, or whether dates are turned."""

    ORDER = "order"
    TURNED = "turned"


@dataclass(frozen=True, slots=True)
class DateColumn:
    """What the cells of a column say about the order of day and month.

    `day_first` and `month_first` count the texts that can be read in that order alone (a part above 12 is a day),
    `sure` those that are the same in both (05/05) or say their order themselves ("4-Mar-90", "1990-03-04"), `open`
    holds those that are one day in this order and another in that. `days` are real dates; `others` count what is no
    full date.
    """

    day_first: int
    month_first: int
    sure: int
    open: tuple[str, ...]
    days: tuple[dt.date, ...]
    others: int

    @property
    def order(self) -> DayOrder | None:
        """What the texts prove; None where none leaves it open or tells it.

        Where they prove both, nine in ten decide: the others are slips, and are said in their rows.
        """
        if self.day_first and self.day_first >= _SLIPS * self.month_first:
            return DayOrder.DAY_FIRST
        if self.month_first and self.month_first >= _SLIPS * self.day_first:
            return DayOrder.MONTH_FIRST
        return DayOrder.AMBIGUOUS if self.open or self.day_first else None

    @property
    def doubt(self) -> DateDoubt | None:
        """What nobody but a person can tell: never the order of texts where only day first is proved."""
        if self._looks_turned:
            return DateDoubt.TURNED
        if not self.open or self.order is DayOrder.DAY_FIRST:
            return None
        return DateDoubt.ORDER if self.month_first or self._is_of_full_dates else None

    @property
    def proves_nothing(self) -> bool:
        """Whether no text and no real date speaks against the day being first."""
        return not self.month_first and not self._looks_turned

    def means(self, said: DayOrder | None) -> DayOrder:
        """How the column is read after a former answer (None: there was none), which what it proves stands above."""
        if self.doubt is DateDoubt.TURNED:
            return DayOrder.TURNED if said is DayOrder.TURNED else DayOrder.DAY_FIRST
        if self.open and self.order is not DayOrder.DAY_FIRST and said is not None:
            return DayOrder.MONTH_FIRST if said is DayOrder.MONTH_FIRST else DayOrder.DAY_FIRST
        return DayOrder.MONTH_FIRST if self.order is DayOrder.MONTH_FIRST else DayOrder.DAY_FIRST

    def is_settled_by(self, said: DayOrder | None) -> bool:
        """Whether a former answer is one to what is asked now: month first says nothing of dates that look turned."""
        return said is not None and (self.doubt is not DateDoubt.TURNED or said is not DayOrder.MONTH_FIRST)

    @property
    def _is_of_full_dates(self) -> bool:
        full = len(self.open) + self.sure + self.day_first + self.month_first + len(self.days)
        return full > self.others

    @property
    def _looks_turned(self) -> bool:
        """Whether a spreadsheet seems to have read days as months when they were typed.

        Set to American dates it makes 03/04/1990 the 4th of March, and leaves 25/04/1990, which is none to it, as text.
        So every real date has a day of at most 12, and no text could be read with the month first.
        """
        if not self.day_first or self.month_first or self.open or self.sure or not any(map(can_turn, self.days)):
            return False
        return len(self.days) + self.day_first >= _ENOUGH_DATES and max(day.day for day in self.days) <= 12


def can_turn(day: dt.date) -> bool:
    """Whether it is another date with day and month in each other's place."""
    return day.day <= 12 and day.day != day.month


def date_column(cells: Iterable[Cell]) -> DateColumn:
    """What a column's cells say about the order of day and month."""
    day_first = month_first = sure = others = 0
    unsure: list[str] = []
    days: list[dt.date] = []
    for cell in cells:
        if isinstance(cell, dt.date):
            days.append(cell)
            continue
        text = tidy(cell[:_LONGEST_DATE]) if isinstance(cell, str) else ""
        parts = numbers(text) if text else None
        if parts is None or len(parts) != 3:
            others += cell is not None and not is_nothing(text or text_of(cell))
            continue
        if len(parts[0]) == 4 or says_order(text):
            sure += 1
            continue
        first, second = int(parts[0]), int(parts[1])
        day_first += first > 12 >= second
        month_first += second > 12 >= first
        sure += first == second
        if first <= 12 and second <= 12 and first != second:
            unsure.append(text)
    return DateColumn(day_first, month_first, sure, tuple(unsure), tuple(days), others)


def read_birth(cell: Cell, *, field: Field, day_first: bool, today: dt.date) -> Read[Birth]:
    """A birth from one cell: a date, a serial, "1/2/1999", "01.02.99", "02/1999", "1999", "sinh năm 1999"."""
    if isinstance(cell, dt.date):  # a datetime is a date
        return _Written(written(cell), field, day_first, today).from_calendar(dt.date(cell.year, cell.month, cell.day))
    if isinstance(cell, float) and not cell.is_integer() and int(abs(cell) if abs(cell) < 1e9 else 0) in SERIALS:
        cell = int(cell)  # a serial with an hour
    text = tidy(text_of(cell))
    return _birth_of_text(text, field, day_first or says_order(text), today)


def birth_from_parts(day: Cell, month: Cell, year: Cell, *, day_first: bool, today: dt.date) -> Read[Birth]:
    """A birth in three columns; day and month may be empty, and a whole date in one of them is taken as it is."""
    texts = (tidy(text_of(cell)) for cell in (day, month, year))
    days, months, years = ("" if is_nothing(text) else text for text in texts)
    if not years:
        whole = next((cell for cell in (day, month) if isinstance(cell, dt.date) or len(text_of(cell)) > 4), None)
        return read_birth(whole, field=Field.BIRTH_YEAR, day_first=day_first, today=today)  # day and month are no birth
    parts = [_only(days) if months else "", _only(months), _only(years)]
    if isinstance(year, dt.date) or not (days or months) or not parts[2]:
        return read_birth(year, field=Field.BIRTH_YEAR, day_first=day_first, today=today)
    # A day without its month says no more than the year.
    return _birth_of_text("/".join(filter(None, parts)), Field.BIRTH_YEAR, day_first=True, today=today)


def read_day(cell: Cell, *, field: Field, code: Code, day_first: bool, today: dt.date) -> Read[dt.date]:
    """A whole day not after today, from one cell; whatever is less than a day is a finding of `code`."""
    text = tidy(text_of(cell))
    day = _WrittenDay(text, field, code, day_first or says_order(text), today)
    if isinstance(cell, dt.date):
        return day.past(dt.date(cell.year, cell.month, cell.day))
    return Read() if is_nothing(day.text) or day.text.casefold() in _NEVER else day.read()


# --- A birth as text ------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _birth_of_text(text: str, field: Field, day_first: bool, today: dt.date) -> Read[Birth]:
    return Read() if is_nothing(text) else _Written(text, field, day_first, today).read()


@dataclass(frozen=True, slots=True)
class _Written:
    """What stands in a cell of births, and how its column is read."""

    text: str
    field: Field
    day_first: bool
    today: dt.date
    is_repaired: bool = False

    def read(self) -> Read[Birth]:
        parts = numbers(self.text[:_LONGEST_DATE]) or []
        if len(parts) == 1 and len(parts[0]) in {6, 7, 8}:
            parts = unpacked(parts[0]) or []
        if len(parts) == 1:
            return self._one(parts[0])
        if len(parts) == 2:
            return self._two(*parts)
        return self._three(parts) if len(parts) == 3 else self._unreadable()

    def from_calendar(self, day: dt.date) -> Read[Birth]:
        """A real date. A year typed into a cell formatted as a date stands there as a day of 1905: 1997 → 19/6/1905."""
        serial = (day - SERIAL_ZERO).days
        if day.year == 1905 and self._is_likely(serial):
            return self._impossible("too_old", (str(serial),))
        return self._born(day.year, day.month, day.day)

    def _one(self, digits: str) -> Read[Birth]:
        number = int(digits)
        if len(digits) == 4:
            return self._born(number)
        if number in _SLIPPED_YEARS:
            return self._unreadable(self._years_less_a_digit(digits))
        if len(digits) == 5 and number in SERIALS:
            return self.from_calendar(SERIAL_ZERO + dt.timedelta(days=number))
        return self._short_year(number) if len(digits) == 2 else self._unreadable()

    def _short_year(self, number: int) -> Read[Birth]:
        """ "85" is 1985; "45" may as well be an age, and is asked."""
        year = in_century(number, today=self.today, youngest=YOUNGEST)
        if self._is_likely(year):
            return Read(Birth(year))
        years = (year, self.today.year - number)
        return self._found(Code.BIRTH_AMBIGUOUS, tuple(str(each) for each in years if self._is_possible(each)))

    def _two(self, first: str, second: str) -> Read[Birth]:
        """Month and year, in either order; the year may have two digits where it can be no day ("12-90")."""
        month, years = (second, first) if len(first) == 4 else (first, second)
        if len(month) > 2 or len(years) not in {2, 4} or (len(years) == 2 and int(years) <= 31):
            return self._unreadable()
        year = in_century(int(years), today=self.today, youngest=YOUNGEST)
        if int(month) > 12:
            return self._unreadable()
        return self._born(year, int(month) or None)  # 00/1990 is a year of which no more is known

    def _three(self, parts: list[str]) -> Read[Birth]:
        if len(parts[2]) == 5:
            years = self._years_less_a_digit(parts[2])
            return self._unreadable(tuple(f"{parts[0]}/{parts[1]}/{year}" for year in years))
        if max(map(len, parts)) > 4 or 3 in map(len, parts):
            return self._unreadable()
        year, month, day = ordered(parts, day_first=self.day_first, today=self.today, youngest=YOUNGEST)
        if month == day == 0:  # 00/00/1990
            return self._born(year)
        if day_of(year, month, day):
            return self._born(year, month, day)
        other = day_of(*ordered(parts, day_first=not self.day_first, today=self.today, youngest=YOUNGEST))
        choices = (written(other),) if other and self._is_likely(other.year) else ()
        return self._impossible("no_such_day", choices + self._if_likely(year))

    def _born(self, year: int, month: int | None = None, day: int | None = None) -> Read[Birth]:
        if self._is_possible(year):
            return Read(Birth(year, month, day))
        if year > self.today.year - YOUNGEST:
            reason = "future" if year > self.today.year else "too_young"
            return self._impossible(reason, self._if_likely(year - 100))
        return self._impossible("too_old", ())

    def _impossible(self, reason: str, choices: tuple[str, ...]) -> Read[Birth]:
        return self._found(Code.BIRTH_IMPOSSIBLE, choices, {"reason": reason})

    def _unreadable(self, choices: tuple[str, ...] = ()) -> Read[Birth]:
        return self._found(Code.BIRTH_UNREADABLE, choices or () if self.is_repaired else choices or self._guesses())

    def _found(self, code: Code, choices: tuple[str, ...], detail: dict[str, str] | None = None) -> Read[Birth]:
        return Read(findings=(Finding(code, self.field, self.text, choices, detail),))

    def _guesses(self) -> tuple[str, ...]:
        """What to offer for a text that is no date: 1990 for "199O", "19 90", "khoảng 1990" and, in 2026, "36 tuổi"."""
        lowered = self.text.lower()
        if age := _AGE.fullmatch(lowered):
            return self._if_likely(self.today.year - int(age[1]))
        clear = lowered.translate(_LOOKALIKES)
        repaired = []
        for guess in dict.fromkeys((clear, "".join(lowered.split()), "".join(clear.split()))):
            birth = replace(self, text=guess, is_repaired=True).read().value
            if birth and self._is_likely(birth.year):
                repaired.append(written(birth.date) if birth.date else str(birth.year))
        years = (year for year in _YEAR_INSIDE.findall(clear) if self._is_likely(int(year)))
        return tuple(dict.fromkeys([*repaired, *years]))[:3]

    def _years_less_a_digit(self, digits: str) -> tuple[str, ...]:
        """ "19977" → 1997, 1977: the last digit is the likeliest to be the one too many."""
        shorter = (digits[:place] + digits[place + 1 :] for place in reversed(range(len(digits))))
        return tuple(dict.fromkeys(year for year in shorter if self._is_likely(int(year))))

    def _if_likely(self, year: int) -> tuple[str, ...]:
        return (str(year),) if self._is_likely(year) else ()

    def _is_possible(self, year: int) -> bool:
        return YOUNGEST <= self.today.year - year <= OLDEST

    def _is_likely(self, year: int) -> bool:
        return _LIKELY_YOUNGEST <= self.today.year - year <= _LIKELY_OLDEST


def _only(text: str) -> str:
    """The one number of a text ("tháng 3", "1990.0"); blank where it holds none or several."""
    found = numbers(text) if text else None
    return found[0] if found and len(found) == 1 else ""


# --- A day as text --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _WrittenDay:
    """What stands in a cell of past days, and how its column is read."""

    text: str
    field: Field
    code: Code
    day_first: bool
    today: dt.date

    def read(self) -> Read[dt.date]:
        parts = numbers(self.text[:_LONGEST_DATE]) or []
        if len(parts) == 1 and len(parts[0]) in {6, 7, 8}:
            parts = unpacked(parts[0]) or parts
        if len(parts) == 1 and int(parts[0]) in SERIALS:
            return self.past(SERIAL_ZERO + dt.timedelta(days=int(parts[0])))
        if len(parts) == 3:
            return self._three(parts)
        if len(parts) == 2:
            return self._found(self._days_of_two(parts), "partial")
        return self._found([], "partial" if parts and len(parts[0]) == 4 else "")

    def past(self, day: dt.date) -> Read[dt.date]:
        if _FIRST_DONATION <= day <= self.today:
            return Read(day)
        return self._found([], "future" if day > self.today else "")

    def _three(self, parts: list[str]) -> Read[dt.date]:
        if day := day_of(*ordered(parts, day_first=self.day_first, today=self.today, youngest=0)):
            return self.past(day)
        other = day_of(*ordered(parts, day_first=not self.day_first, today=self.today, youngest=0))
        return self._found([other] if other else [])

    def _days_of_two(self, parts: list[str]) -> list[dt.date]:
        """What "6/2025" or "15/3" may be: the month's last day (the careful reading), the latest such day."""
        first, second = (int(part) for part in (parts if len(parts[0]) < 4 else parts[::-1]))
        if second <= 31:
            days = (day_of(year, second, first) for year in (self.today.year, self.today.year - 1))
            return [day for day in days if day and day <= self.today][:1]
        if not (1 <= first <= 12 and _FIRST_DONATION.year <= second <= self.today.year):
            return []
        after = dt.date(second + first // 12, first % 12 + 1, 1)
        return [min(after - dt.timedelta(days=1), self.today)]

    def _found(self, days: list[dt.date], reason: str = "") -> Read[dt.date]:
        detail = {"reason": reason} if reason else None
        return Read(findings=(Finding(self.code, self.field, self.text, tuple(map(written, days)), detail),))
