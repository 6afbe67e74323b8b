"""Dates and times as Vietnamese documents write them. Always Vietnamese, so nothing here is translated.

Padding follows Nghị định 30/2020, Phụ lục I, II.4.b: days 1 to 9 and months 1 and 2 take a leading zero, the other
months do not ("ngày 05 tháng 3 năm 2020"). The decree has no rule for the short form; ours is the same padding
("05/3/2020"), as most committees write it. Moments must be aware; they are told in Vietnam time.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def in_vietnam(moment: datetime) -> datetime:
    """The moment on Vietnam's clock. Raises ValueError for a naive one: it would silently be seven hours off."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(VIETNAM)


def _as_day(day: date) -> date:
    """A day as it is; of a moment, the day it is in Vietnam."""
    return in_vietnam(day).date() if isinstance(day, datetime) else day


def long_date(day: date) -> str:
    """ "ngày 05 tháng 3 năm 2020"."""
    day = _as_day(day)
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def short_date(day: date) -> str:
    """ "05/3/2020", "24/11/2026", "22/02/2024"."""
    day = _as_day(day)
    return f"{day_month(day)}/{day.year}"


def day_month(day: date) -> str:
    """ "22/11", "05/3"."""
    day = _as_day(day)
    return f"{day.day:02}/{_month(day)}"


def month_year(day: date) -> str:
    """ "tháng 3/2024", "tháng 02/2024"."""
    day = _as_day(day)
    return f"tháng {_month(day)}/{day.year}"


def weekday(day: date) -> str:
    """ "thứ Hai" … "thứ Bảy", "Chủ nhật"."""
    return _WEEKDAYS[_as_day(day).weekday()]


def clock(moment: datetime) -> str:
    """ "14:05", Vietnam time."""
    return f"{in_vietnam(moment):%H:%M}"


def as_of(moment: datetime) -> str:
    """Where figures stand on a screen: "tính đến 14:05, 22/11"."""
    return f"tính đến {clock(moment)}, {day_month(in_vietnam(moment))}"


def long_as_of(moment: datetime) -> str:
    """The cut-off a document prints: "tính đến 14 giờ 05, ngày 22 tháng 11 năm 2026"."""
    local = in_vietnam(moment)
    return f"tính đến {local:%H} giờ {local:%M}, {long_date(local)}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month < 3 else str(day.month)
