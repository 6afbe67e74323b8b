"""Duty messages go out 07:00-20:00 on working days: Tết, public holidays and the government's swaps among them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.dates import VIETNAM
from notices.working_hours import CLOSES, OPENS, is_working_day, is_working_moment, next_moment

MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 12, 31), timezones=st.just(dt.UTC))
HOURS = st.integers(OPENS, CLOSES - 1)


def at(text: str) -> dt.datetime:
    """A moment of Vietnam's clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-03-24", True),
        ("2025-03-22", False),  # a Saturday
        ("2025-01-29", False),  # the first day of Tết
        ("2025-04-26", True),  # a Saturday, worked for 02/5
        ("2025-05-02", False),
        ("2026-01-01", False),
        ("2026-01-02", False),  # a Friday, swapped for Saturday 10/01
        ("2026-01-10", True),
        ("2026-02-16", False),  # the eve of Tết
        ("2026-02-23", True),
        ("2026-04-27", False),  # the day in lieu of giỗ Tổ, a Sunday
        ("2026-08-22", True),  # a Saturday, worked for Monday 31/8
        ("2026-08-31", False),
        ("2026-09-02", False),
        ("2026-11-24", False),  # Ngày Văn hóa Việt Nam, the first time in 2026
        ("2025-11-24", True),
    ],
)
def test_which_days_offices_work(day: str, works: bool) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("wanted", "hour", "then"),
    [
        ("2025-03-24T06:00", 8, "2025-03-24T08:00"),
        ("2025-03-24T10:30", 8, "2025-03-24T10:30"),
        ("2025-03-24T19:59", 8, "2025-03-24T19:59"),
        ("2025-03-24T20:00", 8, "2025-03-25T08:00"),
        ("2025-03-21T23:00", 19, "2025-03-24T19:00"),  # over a week-end
        ("2026-02-13T21:00", 7, "2026-02-23T07:00"),  # over Tết with its two week-ends
        ("2026-01-01T09:00", 9, "2026-01-05T09:00"),
    ],
)
def test_the_next_moment(wanted: str, hour: int, then: str) -> None:
    assert next_moment(at(wanted), hour) == at(then)


@given(MOMENTS, HOURS)
def test_it_is_in_working_hours_not_before_what_was_wanted_and_not_before_the_hour(
    wanted: dt.datetime, hour: int
) -> None:
    found = next_moment(wanted, hour)
    assert found >= wanted
    assert is_working_moment(found)
    assert found.astimezone(VIETNAM).hour >= hour
    assert next_moment(found, hour) == found


@given(MOMENTS, HOURS, st.timedeltas(dt.timedelta(), dt.timedelta(days=20)))
def test_nothing_good_lies_between_and_later_wishes_come_no_earlier(
    wanted: dt.datetime, hour: int, later: dt.timedelta
) -> None:
    found = next_moment(wanted, hour)
    assert next_moment(wanted + later, hour) >= found
    between = wanted + later
    if between < found:
        assert not is_working_moment(between) or between.astimezone(VIETNAM).hour < hour


def test_a_moment_without_a_zone_and_an_hour_at_night_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_moment(dt.datetime(2026, 1, 5, 9), 8)
    with pytest.raises(ValueError, match="no hour"):
        next_moment(at("2026-01-05T09:00"), 20)
