"""Dates read as the decree and the sample documents write them, on Vietnam's clock."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import dates


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2020, 3, 5), "ngày 05 tháng 3 năm 2020", "05/3/2020"),
        (date(2024, 2, 22), "ngày 22 tháng 02 năm 2024", "22/02/2024"),
        (date(2026, 11, 22), "ngày 22 tháng 11 năm 2026", "22/11/2026"),
        (date(2025, 1, 1), "ngày 01 tháng 01 năm 2025", "01/01/2025"),
    ],
)
def test_days_and_the_first_two_months_are_padded(day: date, long: str, short: str) -> None:
    assert (dates.long_date(day), dates.short_date(day)) == (long, short)


def test_the_short_forms() -> None:
    assert dates.day_month(date(2023, 4, 7)) == "07/4"
    assert [dates.month_year(date(2024, month, 1)) for month in (3, 2)] == ["tháng 3/2024", "tháng 02/2024"]
    assert [dates.weekday(date(2026, 11, day)) for day in (21, 22, 23)] == ["thứ Bảy", "Chủ nhật", "thứ Hai"]


def test_moments_are_told_in_vietnam_time() -> None:
    moment = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
    assert dates.as_of(moment) == "tính đến 14:05, 22/11"
    assert dates.long_as_of(moment) == "tính đến 14 giờ 05, ngày 22 tháng 11 năm 2026"
    assert dates.as_of(datetime(2026, 11, 22, 18, 0, tzinfo=UTC)) == "tính đến 01:00, 23/11"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.as_of(datetime(2026, 11, 22, 7, 5))


@given(st.dates())
def test_a_long_date_names_exactly_its_day(day: date) -> None:
    _, d, _, m, _, y = dates.long_date(day).split(" ")
    assert date(int(y), int(m), int(d)) == day


def test_of_a_moment_the_day_is_told_that_it_is_in_vietnam() -> None:
    late = datetime(2026, 2, 28, 20, 0, tzinfo=UTC)  # 03:00 of the first of March there
    assert (dates.short_date(late), dates.day_month(late)) == ("01/3/2026", "01/3")
    assert (dates.weekday(late), dates.month_year(late)) == ("Chủ nhật", "tháng 3/2026")
    assert dates.long_date(late) == "ngày 01 tháng 3 năm 2026"
