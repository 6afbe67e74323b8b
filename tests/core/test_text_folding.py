"""Searching finds a name however it was typed, and never changes what was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.folding import compose, fold, fold_loose, words

VIETNAMESE = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ"
vietnamese = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " -.", max_size=40)


@pytest.mark.parametrize(
    "typed",
    ["Đặng Thị Hòa", "ĐẶNG THỊ HOÀ", "đặng  thị hòa ", "Dang Thi Hoa", "đặng\u00a0thị\thòa", "Ðặng Thị Hòa"],
)
def test_every_way_of_typing_a_name_folds_to_one_key(typed: str) -> None:
    assert fold(typed) == "dang thi hoa"
    assert fold(unicodedata.normalize("NFD", typed)) == "dang thi hoa"


@pytest.mark.parametrize(
    ("one", "other"), [("Mỹ", "Mĩ"), ("Lý", "Lí"), ("quý", "quí"), ("Y tế", "i tế"), ("hy sinh", "hi sinh")]
)
def test_loose_folding_reads_i_and_y_alike(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert fold_loose(one) == fold_loose(other)


@pytest.mark.parametrize(("one", "other"), [("Thúy", "Thúi"), ("tay", "tai"), ("Nguyễn", "Nguiễn")])
def test_loose_folding_keeps_words_apart_that_differ(one: str, other: str) -> None:
    assert fold_loose(one) != fold_loose(other)


def test_words_are_the_keys_of_a_prefix_search() -> None:
    assert words("Xã Bình-Sơn (khu vực 2), THPT Lê_Đình") == [
        "xa",
        "binh",
        "son",
        "khu",
        "vuc",
        "2",
        "thpt",
        "le",
        "dinh",
    ]


def test_composing_cleans_spaces_and_keeps_spelling_and_lines() -> None:
    assert compose("  Hoà\u00a0\u2009Bình \r\n thủy\u200b ") == "Hoà Bình\nthủy"
    assert compose(unicodedata.normalize("NFD", "Nguyễn Thị Ngọc")) == "Nguyễn Thị Ngọc"


def test_composing_leaves_the_soft_hyphen_to_the_old_encoding_reader() -> None:
    assert compose("th\u00adëng") == "th\u00adëng"


@given(st.text())
def test_folding_and_composing_are_settled_after_one_pass(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert compose(compose(text)) == compose(text)
    assert unicodedata.is_normalized("NFC", compose(text))


@given(vietnamese)
def test_vietnamese_folds_to_plain_ascii_whatever_its_normal_form(text: str) -> None:
    assert fold(text).isascii()
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == fold(text.upper())
