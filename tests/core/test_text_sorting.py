"""Lists stand in the order a Vietnamese reader expects."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.sorting import person_sort_key, sort_key

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
WORDS_IN_ORDER = [
    "ba",
    "bà",
    "bả",
    "bã",
    "bá",
    "bạ",
    "ban",
    "băn",
    "bân",
    "be",
    "bê",
    "bo",
    "bô",
    "bơ",
    "bu",
    "bư",
    "by",
]
UNITS_IN_ORDER = [
    "Phường 1",
    "Phường 2",
    "Phường 10",
    "Phường An Bình",
    "Phường Anh Sơn",
    "Phường Đa",
    "Phường Ia",
    "Xã Hòa An",
    "Xã Hoà Bình",
    "Xã Hòa Châu",
    "Xã Lệ Thủy",
    "Xã Lương Minh",
    "Xã Lượng Minh",
    "Xã Lương Sơn",
]
PEOPLE_IN_ORDER = [
    "Trần Văn An",
    "Lê Thị Ánh",
    "Nguyễn Thị Bảy",
    "Bùi Dũng",
    "Nguyễn Đạt",
    "Lê Văn Hoa",
    "Phạm Hòa",
    "Lê Thị Hoài",
    "Đỗ Văn Quý",
    "Nguyễn An Quý",
    "Nguyễn Ân Quý",
]


@pytest.mark.parametrize("expected", [WORDS_IN_ORDER, UNITS_IN_ORDER, list(LETTERS)])
def test_texts_sort_in_vietnamese_order(expected: list[str]) -> None:
    shuffled = random.Random(7).sample(expected, len(expected))
    assert sorted(shuffled, key=lambda text: sort_key(text).encode()) == expected


def test_people_sort_by_given_name_then_by_the_rest() -> None:
    shuffled = random.Random(7).sample(PEOPLE_IN_ORDER, len(PEOPLE_IN_ORDER))
    assert sorted(shuffled, key=lambda name: person_sort_key(name).encode()) == PEOPLE_IN_ORDER


def test_a_note_in_brackets_is_not_the_given_name() -> None:
    names = ["Lê Văn Bình", "Nguyễn Văn An (B)", "Nguyễn Văn An"]
    assert sorted(names, key=person_sort_key) == ["Nguyễn Văn An", "Nguyễn Văn An (B)", "Lê Văn Bình"]


@pytest.mark.parametrize("name", ["", " ", "()", "An", "..."])
def test_odd_names_still_get_a_key(name: str) -> None:
    assert isinstance(person_sort_key(name), str)


def test_the_two_spellings_of_a_tone_stand_together() -> None:
    assert sort_key("Hòa Bình") == sort_key("Hoà Bình") == sort_key(unicodedata.normalize("NFD", "HÒA BÌNH"))


@given(st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=6), min_size=2, max_size=2))
def test_letters_decide_as_the_alphabet_says(pair: list[str]) -> None:
    one, other = pair
    by_alphabet = [LETTERS.index(c) for c in one] < [LETTERS.index(c) for c in other]
    assert (sort_key(one) < sort_key(other)) == by_alphabet


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_inside_names_go_by_value(one: int, other: int) -> None:
    assert (sort_key(f"Thôn {one}") < sort_key(f"Thôn {other}")) == (one < other)


@given(st.text())
def test_a_key_can_be_stored(text: str) -> None:
    assert "\x00" not in sort_key(text) + person_sort_key(text)
