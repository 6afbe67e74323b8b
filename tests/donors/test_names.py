"""Names as evidence: the same however they are typed, and how alike two of them are."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.names import Likeness, Name, Population, compare, is_one_edit, may_be_alike, sound

SYLLABLES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Văn",
    "Thị",
    "Hoà",
    "Hùng",
    "Hưng",
    "Mỹ",
    "Lý",
    "Quý",
    "Thúy",
    "Đặng",
    "Ngọc",
    "An",
]
names = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    "typed",
    [
        "Đặng Thị Mỹ Hòa",
        "ĐẶNG THỊ MỸ HOÀ",
        "đặng  thị mĩ hoà ",
        "Ðặng\u00a0Thị Mỹ Hòa",
        "Đặng Thị Mỹ Hòa (Tí)",
        "Đặng-Thị-Mỹ-Hòa",
        unicodedata.normalize("NFD", "Đặng Thị Mỹ Hòa"),
    ],
)
def test_a_name_reads_the_same_however_it_is_typed(typed: str) -> None:
    assert Name.read(typed) == Name.read("Đặng Thị Mỹ Hòa")


def test_without_marks_a_name_says_nothing_about_them() -> None:
    plain = Name.read("DANG THI MY HOA")
    assert (plain.key, plain.spelling) == ("dang thi mi hoa", "")
    assert compare(plain, Name.read("Đặng Thị Mỹ Hòa")) is Likeness.SAME


def test_the_two_columns_give_the_name_back() -> None:
    name = Name.read("Nguyễn Thị Mỹ Hòa")
    assert (name.key, name.spelling) == ("nguyen thi mi hoa", "nguyên3 thi5 mi3 hoa1")
    assert Name.stored(name.key, name.spelling) == name


@pytest.mark.parametrize(
    ("one", "two", "likeness"),
    [
        ("Nguyễn Văn An", "NGUYỄN VĂN AN", Likeness.SAME),
        ("Nguyễn Văn An", "An Nguyễn Văn", Likeness.TURNED),
        ("Mai Nguyễn Thị", "Nguyễn Thị Mai", Likeness.TURNED),
        ("Anh Mai Lan", "Mai Lan Anh", Likeness.TURNED),
        ("Lê Anh Minh", "Lê Minh Anh", Likeness.OTHER),
        ("Nguyễn An", "Nguyễn Văn An", Likeness.MIDDLE_MISSING),
        ("Trần Thị Hoa", "Trần Thị Thanh Hoa", Likeness.MIDDLE_MISSING),
        ("N.V. An", "Nguyễn Văn An", Likeness.INITIALS),
        ("Ng. Văn An", "Nguyễn Văn An", Likeness.INITIALS),
        ("Nguyễn V. An", "Nguyễn Văn An", Likeness.INITIALS),
        ("Nguyễm Văn An", "Nguyễn Văn An", Likeness.SLIP),
        ("Nguyễn Vă An", "Nguyễn Văn An", Likeness.SLIP),
        ("Nguyễn Vân An", "Nguyễn Văn An", Likeness.SLIP),
        ("Lê Ngọcanh", "Lê Ngọc Anh", Likeness.SLIP),
        ("Lê Xuân Suân", "Lê Xuân Xuân", Likeness.GIVEN_SLIP),
        ("Lê Văn Giang", "Lê Văn Dang", Likeness.GIVEN_SLIP),
        ("Lê Văn Hùng", "Lê Văn Hưng", Likeness.GIVEN_SLIP),
        ("Lê Thị Lan", "Lê Thị Loan", Likeness.GIVEN_SLIP),
        ("Nguyễn Văn An", "Nguyễn Đức An", Likeness.OTHER_MIDDLE),
        ("Nguyễn Văn An", "Trần Văn An", Likeness.OTHER),
        ("Nguyễn Văn An", "Nguyễn Văn Bình", Likeness.OTHER),
        ("Trần Thị Lan (Trần Thị Hoa)", "Trần Thị Hoa", Likeness.SAME),
        ("Trần Thị Lan (Hoa)", "Trần Thị Hoa", Likeness.OTHER),
        ("", "", Likeness.OTHER),
    ],
)
def test_likeness(one: str, two: str, likeness: Likeness) -> None:
    assert compare(Name.read(one), Name.read(two)) is likeness
    assert compare(Name.read(two), Name.read(one)) is likeness


@pytest.mark.parametrize(
    "written", ["Nguyễn Lê Vân", "Quách Mai Anh", "Lò Văn Thị", "Y Ngọc", "H'Hen Niê", "Ông Cao Thắng"]
)
def test_what_is_no_turned_name_stays_as_it_is(written: str) -> None:
    assert not Name.read(written).turned


@given(names, names)
def test_likeness_is_symmetric(one: str, two: str) -> None:
    assert compare(Name.read(one), Name.read(two)) is compare(Name.read(two), Name.read(one))


@given(names, st.data())
def test_what_is_told_apart_at_a_glance_is_not_alike(written: str, data: st.DataObject) -> None:
    one, syllables = Name.read(written), written.split()
    near = data.draw(st.sampled_from([syllables, [*syllables[1:], syllables[0]], syllables[:-1], [*syllables, "An"]]))
    typed = data.draw(st.sampled_from([" ".join(near), "".join(near), " ".join(near)[:-1], " ".join(near) + "h"]))
    for two in (Name.read(typed), Name.read(data.draw(names))):
        assert may_be_alike(one, two) or compare(one, two) is Likeness.OTHER


@given(names)
def test_every_form_of_a_name_is_the_same_name(written: str) -> None:
    name = Name.read(written)
    for form in (written.upper(), unicodedata.normalize("NFD", written), written.replace("oà", "òa"), f" {written}  "):
        assert Name.read(form) == name
    assert compare(name, name) is Likeness.SAME


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    name = Name.read(text)
    assert not name.spelt or len(name.spelt) == len(name.words)
    assert all(name.words)


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("hung", "hun", True),
        ("hung", "huong", True),
        ("hung", "hugn", True),
        ("hung", "hang", True),
        ("an", "na", True),
        ("hung", "hung", False),
        ("hung", "nam", False),
        ("hung", "hgnu", False),
        ("", "a", True),
    ],
)
def test_one_edit(one: str, two: str, alike: bool) -> None:
    assert is_one_edit(one, two) is is_one_edit(two, one) is alike


def test_sounds_that_are_written_for_each_other() -> None:
    assert sound("giang") == sound("dang")
    assert sound("trinh") == sound("chinh")
    assert sound("xuan") == sound("suan")
    assert sound("an") == "an"


def test_a_common_name_has_more_namesakes_than_a_rare_one() -> None:
    people = Population(size=200_000)
    common, rare = (Name.read(name).words for name in ("Nguyễn Văn Hùng", "Khúc Thừa Điềm"))
    assert people.namesakes(common) > 100
    assert people.namesakes(rare) < 0.1


def test_counting_corrects_the_estimate() -> None:
    words = Name.read("Lò Văn Pâng").words
    assert Population(size=500).namesakes(words) < 1
    assert Population(size=500, counted={"lo van pang": 9}).namesakes(words) == 9
