"""A telephone number is the same however it is spelled, and old numbers become those of today."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.phones import Phone, phone_of

MOBILE = ["032", "039", "052", "055", "059", "070", "079", "081", "087", "090", "096", "099"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912000111", "0912000111"),
        ("912000111", "0912000111"),  # a spreadsheet dropped the 0
        ("0912 000 111", "0912000111"),
        ("0912.000.111", "0912000111"),
        ("+84 912 000 111", "0912000111"),
        ("84912000111", "0912000111"),
        ("0084912000111", "0912000111"),
        ("+84 (0)912 000 111", "0912000111"),
        ("ĐT: 0912000111", "0912000111"),
        ("0912000111 / 0987000222", "0912000111"),
        ("0912.000.111 - 0987.000.222", "0912000111"),
        ("0912000111\n0987000222", "0912000111"),
        ("0912000111 0987000222", "0912000111"),
        ("0912000111 (chị Hà)", "0912000111"),
        ("123; 0987000222", "0987000222"),
        ("0243 382 2000", "02433822000"),
        ("2433822000", "02433822000"),
        ("113", None),
        ("9.12E+08", None),
        ("091200011", None),
        ("0612000111", None),
        ("không có", None),
        ("9" * 300, None),
    ],
)
def test_a_number_is_read_as_lists_write_it(text: str, number: str | None) -> None:
    phone = phone_of(text)
    assert (phone.number if phone else None) == number


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01681234567", "0381234567"),
        ("1681234567", "0381234567"),
        ("+841681234567", "0381234567"),
        ("0120 123 4567", "0701234567"),
        ("0121.123.4567", "0791234567"),
        ("01271234567", "0811234567"),
        ("01861234567", "0561234567"),
        ("01991234567", "0591234567"),
    ],
)
def test_an_old_number_becomes_the_one_of_today(old: str, new: str) -> None:
    phone = phone_of(old)
    assert phone
    assert phone.number == new
    assert len(phone.was) == 11


@given(
    st.sampled_from(MOBILE),
    st.from_regex(r"[0-9]{7}", fullmatch=True),
    st.sampled_from(["0", "", "+84", "84", "+84 ", "0084", "(+84) "]),
    st.sampled_from(["", " ", ".", "-", " - "]),
)
def test_every_mobile_number_comes_back_from_every_spelling(start: str, rest: str, lead: str, mark: str) -> None:
    text = lead + mark.join([start[1:], rest[:3], rest[3:]])
    assert phone_of(text) == Phone(start + rest)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    phone = phone_of(text)
    assert phone is None or (phone.number.isdigit() and phone.number[0] == "0" and len(phone.number) in {10, 11})
