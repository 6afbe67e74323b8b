"""Numbers read as the samples print them; what people type is understood or refused with a reason."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import numbers
from core.text.numbers import NBSP, NO_FIGURE


@pytest.mark.parametrize(
    ("part", "whole", "places", "printed"),
    [
        (1726, 1735, 1, "99,5%"),
        (462, 550, 1, "84%"),
        (462, 550, 0, "84%"),
        (862, 550, 0, "157%"),
        (862, 550, 1, "156,7%"),
        (1323, 1100, 0, "120%"),
        (1324, 1100, 1, "120,4%"),
        (2950, 2881, 0, "102%"),
        (345, 260, 1, "132,7%"),
        (1, 8, 2, "12,5%"),
        (1, 200, 0, "1%"),
        (0, 40, 1, "0%"),
        (5, 0, 1, NO_FIGURE),
        (5, None, 1, NO_FIGURE),
        (None, 5, 1, NO_FIGURE),
    ],
)
def test_shares_print_as_in_the_sample_documents(
    part: int | None, whole: int | None, places: int, printed: str
) -> None:
    assert numbers.percent(part, whole, places) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (1726, "1.726"),
        (1726 - 231, "1.495"),
        (462 + 862, "1.324"),
        (550 + 550, "1.100"),
        (193 * 350, "67.550"),
        (0, "0"),
        (999, "999"),
        (1000000, "1.000.000"),
        (-1495, "−1.495"),
        (None, NO_FIGURE),
    ],
)
def test_counts_print_with_a_dot_for_thousands(value: int | None, printed: str) -> None:
    assert numbers.integer(value) == printed


def test_decimals_print_with_a_comma_and_round_half_up() -> None:
    assert numbers.decimal(Decimal("1234.45"), 1) == "1.234,5"
    assert numbers.decimal(Decimal("2.5"), 0) == "3"
    assert numbers.decimal(Decimal("-2.5"), 0) == "−3"
    assert numbers.decimal(Fraction(21, 2), 2) == "10,5"
    assert numbers.decimal(Fraction(21, 2), 2, drop_zero=False) == "10,50"
    assert numbers.decimal(7, 1, drop_zero=False) == "7,0"
    assert numbers.decimal(None, 1) == NO_FIGURE


def test_differences_small_counts_and_quantities() -> None:
    assert [numbers.signed(n) for n in (1881 - 1735, -5, 0, None)] == ["+146", "−5", "0", NO_FIGURE]
    assert [numbers.padded(n) for n in (0, 2, 9, 10, 1100, None)] == ["0", "02", "09", "10", "1.100", NO_FIGURE]
    assert numbers.quantity(1350, "ml") == f"1.350{NBSP}ml"
    assert numbers.quantity(None, "ml") == NO_FIGURE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.100", 1100),
        ("1 100", 1100),
        ("1\xa0100", 1100),
        ("1.100 đv", 1100),
        ("1.100 ĐV", 1100),
        (" 462 ", 462),
        ("１１０", 110),
        ("02", 2),
        ("12.0", 12),
        ("12,00", 12),
        ("45 đơn vị máu", 45),
        ("350ml", 350),
        ("7 người", 7),
        ("1,100,000", 1100000),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
        ("0", 0),
        ("000", 0),
    ],
)
def test_a_typed_count_is_understood(typed: str, meant: int) -> None:
    assert numbers.parse_integer(typed) == meant


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("", "đang trống"),
        ("  ", "đang trống"),
        ("12,5", "phần lẻ"),
        ("1.234,5", "phần lẻ"),
        ("1.5", "phần lẻ"),
        ("1,100", "không rõ"),
        ("0.500", "phần lẻ"),
        ("1.10", "phần lẻ"),
        ("1 10", "không phải là số"),
        ("hai", "không phải là số"),
        ("12 xã", "không phải là số"),
        ("12-15", "một số duy nhất"),
        ("-", "không phải là số"),
        ("1.100.00", "không phải là số"),
        ("1e3", "không phải là số"),
        ("٣", "không phải là số"),
        ("84%", "không phải là số"),
    ],
)
def test_an_unclear_count_is_refused_with_its_reason(typed: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        numbers.parse_integer(typed)


@given(st.integers(-(10**15), 10**15))
def test_a_printed_count_reads_back(value: int) -> None:
    assert numbers.parse_integer(numbers.integer(value)) == value
    assert numbers.parse_integer(numbers.signed(value)) == value
    assert numbers.parse_integer(numbers.padded(value)) == value


@given(st.text(alphabet="0123456789., -%đv\u00a0", max_size=12))
def test_reading_either_gives_a_number_or_a_reason(text: str) -> None:
    answer = read(text)
    digits = "".join(c for c in text if c.isdigit()).lstrip("0")
    assert answer.endswith(".") if isinstance(answer, str) else str(abs(answer)) in digits or answer == 0


def read(text: str) -> int | str:
    try:
        return numbers.parse_integer(text)
    except ValueError as reason:
        return str(reason)


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 2))
def test_a_share_is_never_further_off_than_half_its_last_place(part: int, whole: int, places: int) -> None:
    value = numbers.percent_value(part, whole, places)
    assert value is not None
    exact = Fraction(part * 100, whole)
    assert -Fraction(1, 2) <= (exact - Fraction(value)) * 10**places < Fraction(1, 2)


def test_roman_numbers() -> None:
    assert [numbers.roman(n) for n in (1, 4, 9, 14, 40, 90)] == ["I", "IV", "IX", "XIV", "XL", "XC"]
