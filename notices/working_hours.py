"""When duty messages may be sent: 07:00-20:00 on working days in Vietnam.

Public holidays, Tết and their days in lieu come from `holidays`, and so do the swaps of working days it knows (checked:
26/4/2025 for 02/5/2025, 22/8/2026 for 31/8/2026). What it lacks stands in `SWAPS`; later decisions are added there.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from core.text.dates import VIETNAM, in_vietnam

OPENS, CLOSES = 7, 20  # hours of Vietnam's clock; the last message goes before 20:00
LONGEST_BREAK = 31  # days; Tết with its weekends takes at most ten

# Day off → the day worked for it.
SWAPS: dict[dt.date, dt.date] = {
    # Công văn 12729/VPCP-KGVX ngày 25/12/2025: Tết Dương lịch nghỉ 4 ngày liên tục, làm bù thứ Bảy
    dt.date(2026, 1, 2): dt.date(2026, 1, 10),
}
_OFF, _WORKED = frozenset(SWAPS), frozenset(SWAPS.values())


@cache
def _holidays_around(year: int) -> holidays.HolidayBase:
    """Three years at once: a swap may be worked in the year before or after."""
    return holidays.country_holidays("VN", years=(year - 1, year, year + 1), expand=False)


def is_working_day(day: dt.date) -> bool:
    """Whether offices work on this day."""
    if day in _WORKED:
        return True
    return day not in _OFF and bool(_holidays_around(day.year).is_working_day(day))


def is_working_moment(moment: dt.datetime) -> bool:
    """Whether a duty message may go out at this moment. Raises ValueError for a naive one."""
    local = in_vietnam(moment)
    return OPENS <= local.hour < CLOSES and is_working_day(local.date())


def next_moment(wanted: dt.datetime, hour: int = OPENS) -> dt.datetime:
    """The first moment from `wanted` on that is within working hours and, on its day, not before `hour`.

    `hour` is the one a person chose, 7 to 19. Raises ValueError for another one, or for a naive moment.
    """
    if not OPENS <= hour < CLOSES:
        raise ValueError(f"no hour to send at: {hour}")
    local = in_vietnam(wanted)
    for days in range(LONGEST_BREAK):
        day = local.date() + dt.timedelta(days=days)
        earliest = dt.datetime.combine(day, dt.time(hour), VIETNAM)
        moment = max(local, earliest)
        if moment.date() == day and moment.hour < CLOSES and is_working_day(day):
            return moment
    raise RuntimeError(f"no working day within {LONGEST_BREAK} days of {local.date()}")
