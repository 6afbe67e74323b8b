"""Vietnamese names as evidence of identity: how they are read, how alike two are, how many people bear one.

Pure functions on folded syllables. Nothing here is shown to anybody: what was written stays where it was written.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from core.text.folding import compose, fold_loose
from core.text.folding import words as folded_words

Words = tuple[str, ...]

_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]?|[)\]}]")
_APART = re.compile(r"[^\w'’]+|_+")  # "N.V. An", "Lê - Hoàng"; the apostrophe of "H'Hen" stays inside its word
_APOSTROPHE = re.compile("['’]")
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_WITHOUT_TONES = dict.fromkeys(map(ord, _TONES))

# How many of a thousand bear a family name (public counts of 2005 to 2022, rounded, folded), and how many bear a given
# name where it is among the frequent ones. Only their size matters: they say that a Nguyễn Văn Hùng has namesakes.
_FAMILY = {
    "nguyen": 350, "tran": 110, "le": 95, "pham": 70, "hoang": 45, "huynh": 40, "vu": 35, "vo": 35, "phan": 40,
    "truong": 22, "bui": 22, "dang": 21, "do": 18, "ngo": 16, "ho": 15, "duong": 14, "dinh": 12, "doan": 9, "luong": 8,
    "trinh": 8, "dao": 8, "mai": 8, "cao": 7, "ha": 7, "lam": 7, "luu": 6, "ly": 6, "li": 6, "thai": 5, "ta": 5,
}  # fmt: skip
_OTHER_FAMILY = 3
_RARE_FAMILY = frozenset(
    folded_words(
        "âu bạch bế cà châu chế chu cù danh đàm đường giang giàng giáp hầu hứa khổng khúc kiều kim la lò lục lường "
        "ma mạc nghiêm nguỵ ninh nông ông phí phùng quách quàng sơn sùng tăng thạch thân tiêu tô tôn tống trang "
        "triệu từ vàng vi viên vương"
    )
)
# Family names that are hardly ever a middle name, and middle names that are hardly ever a given name.
_ALWAYS_FAMILY = frozenset(
    {"nguyen", "tran", "le", "pham", "huynh", "vu", "vo", "phan", "truong", "bui", "dang", "ngo"}
)
_NEVER_GIVEN = frozenset({"thi5", "văn"})
_FREQUENT_GIVEN = frozenset(
    folded_words(
        "an anh binh chau chi chien cuong dat dung duc duy duong giang ha hai hang hanh hao hien hieu hoa hoai hoan "
        "hoang hong hue hung huong huy huyen khanh kien kieu lam lan linh loan loc long ly li mai minh my mi nam "
        "nga ngan ngoc nguyet nhan nhung nhu nhi oanh phong phu phuc phuong quan quang quoc quy qui quyen quynh son "
        "tai tam tan thang thanh thao thi thien thinh tho thu thuan thuy tien tin toan tram trang trinh trung truc "
        "tu tuan tung tuyen tuyet uyen van viet vinh vu vy vi xuan yen y i"
    )
)
_FREQUENT_GIVEN_SHARE, _OTHER_GIVEN = 16, 3
_MIDDLE = {"thi": 280, "van": 160}
_OTHER_MIDDLE, _NO_MIDDLE = 25, 40
RAREST = 1 / 8  # expected namesakes below this are not believed: estimates of rare names are rough


@dataclass(frozen=True, slots=True)
class Name:
    """A full name, ready to be compared.

    `words` are the syllables, folded loosely, in the order họ, đệm, tên. `spelt` are the same with their marks, each
    syllable's tone behind it (hòa and hoà are equal, Hùng and Hưng are not); empty where the name was written without
    any mark, which says nothing. `turned`: the list had the given name first. `others` are the words of an earlier
    name given in brackets; a nickname there is no evidence and is left out.
    """

    words: Words
    spelt: Words = ()
    turned: bool = False
    others: tuple[Words, ...] = ()

    @classmethod
    @lru_cache(maxsize=4096)  # the steps of a list's way ask for the same people's, each in its turn
    def read(cls, written: str) -> Name:
        """The name in a written form, in any Unicode form, case and order."""
        main = _BRACKETS.sub(" ", written)
        words, spelt = _syllables(main)
        turned = _is_turned(words, spelt)
        if turned:
            words, spelt = (*words[1:], words[0]), (*spelt[1:], spelt[0])
        bracketed = (_syllables(text)[0] for text in _BRACKETS.findall(written) if text)
        others = tuple(other for other in bracketed if words and len(other) > 1 and other[0] == words[0])
        return cls(words, spelt if spelt != words else (), turned, others)

    @classmethod
    @lru_cache(maxsize=16_384)  # of two hundred thousand people a tenth have a name of their own
    def stored(cls, key: str, spelling: str = "") -> Name:
        """The name from the two columns that keep it, without reading it anew: the inverse of `key` and `spelling`."""
        return cls(tuple(key.split()), tuple(spelling.split()))

    @property
    def key(self) -> str:
        """The words, for a column: "nguyen van an"."""
        return " ".join(self.words)

    @property
    def spelling(self) -> str:
        """The words with marks, for a column; empty where none were written."""
        return " ".join(self.spelt)

    @property
    def family(self) -> str:
        """Họ."""
        return self.words[0] if self.words else ""

    @property
    def given(self) -> str:
        """Tên."""
        return self.words[-1] if self.words else ""


def _syllables(text: str) -> tuple[Words, Words]:
    """Folded words, and the same words with marks. Both have the same length."""
    parts = [_APOSTROPHE.sub("", part) for part in _APART.split(compose(text).replace("\n", " "))]
    pairs = [(_folded_syllable(part), spelt_syllable(part)) for part in parts if part]
    pairs = [pair for pair in pairs if all(pair)]
    return tuple(word for word, _ in pairs), tuple(spelt for _, spelt in pairs)


@lru_cache(maxsize=8192)
def _folded_syllable(syllable: str) -> str:
    return fold_loose(syllable).replace(" ", "")


@lru_cache(maxsize=8192)
def spelt_syllable(syllable: str) -> str:
    """The syllable with its marks, its tone as a digit at the end: its place does not matter; i/y loosely.

    "Hòa" and "hoà" give "hoa1", "Nguyễn" "nguyên3", "Mỹ" and "Mĩ" "mi3".
    """
    letters = unicodedata.normalize("NFD", syllable.casefold().replace("ð", "đ"))
    tones = "".join(sorted(_TONES[letter] for letter in letters if letter in _TONES))
    bare = unicodedata.normalize("NFC", letters.translate(_WITHOUT_TONES))
    return (fold_loose(bare) if bare.isascii() else bare) + tones


def _is_turned(words: Words, spelt: Words) -> bool:
    """Given name first, "Hùng Nguyễn Văn": certain where no family name stands first, or Thị or Văn stands last."""
    if len(words) < 3 or words[1] not in _ALWAYS_FAMILY:
        return False
    return (words[0] not in _FAMILY and words[0] not in _RARE_FAMILY) or spelt[-1] in _NEVER_GIVEN


class Likeness(Enum):
    """How alike two names are, from equal to other."""

    SAME = auto()
    TURNED = auto()  # the same words, the given name first: not «Minh Anh», «Anh Minh», who may be two brothers
    MIDDLE_MISSING = auto()  # "Nguyễn An", "Nguyễn Văn An"
    INITIALS = auto()  # "N.V. An"
    SLIP = auto()  # one typing error in family or middle name, or words run together
    GIVEN_SLIP = auto()  # one typing error in the given name: may be one, may be a brother or sister
    OTHER_MIDDLE = auto()  # same family and given name
    OTHER = auto()

    __hash__ = object.__hash__  # an enum's own is worked out in Python, three times for each of thousands of pairs


def may_be_alike(one: Name, two: Name) -> bool:
    """Whether `compare` may find more than OTHER: cheap, and asked first of thousands. False is certain."""
    a, b = one.words, two.words
    if not a or not b or one.others or two.others:
        return bool(one.others or two.others)
    if a[-1] == b[-1] or a[0] == b[-1] or a[-1] == b[0]:
        return True
    if a[0] != b[0]:
        return False
    if len(a) != len(b):
        return "".join(a) == "".join(b)  # words run together
    return a[1:-1] == b[1:-1] and _is_slip(a[-1], b[-1])


def compare(one: Name, two: Name) -> Likeness:
    """The likeness of two names, the best where somebody has an earlier one. Symmetric."""
    likeness = _likeness(one, two)
    if likeness is not Likeness.SAME and (one.others or two.others):
        shared = {one.words, *one.others} & {two.words, *two.others}
        return Likeness.SAME if shared - {one.words} or shared - {two.words} else likeness
    return likeness


def _likeness(one: Name, two: Name) -> Likeness:
    a, b = one.words, two.words
    if not a or not b:
        return Likeness.OTHER
    if a != b:
        return _words_likeness(a, b)
    if one.spelt and two.spelt and one.spelt != two.spelt:
        return Likeness.SLIP if one.spelt[-1] == two.spelt[-1] else Likeness.GIVEN_SLIP
    return Likeness.SAME if one.turned == two.turned else Likeness.TURNED


def _words_likeness(a: Words, b: Words) -> Likeness:
    if a[-1] == b[-1]:
        return _same_given(a, b)
    if a[0] == b[0]:
        if a[1:-1] == b[1:-1] and len(a) == len(b) and _is_slip(a[-1], b[-1]):
            return Likeness.GIVEN_SLIP
        if len(a) != len(b) and "".join(a) == "".join(b):
            return Likeness.SLIP
    return Likeness.TURNED if b in ((*a[1:], a[0]), (a[-1], *a[:-1])) else Likeness.OTHER


def _same_given(a: Words, b: Words) -> Likeness:
    if a[0] == b[0]:
        return _same_ends(a[1:-1], b[1:-1])
    if len(a) > 1 and len(b) > 1:
        if a[1:-1] == b[1:-1] and len(a[0]) > 1 and len(b[0]) > 1 and _is_slip(a[0], b[0]):
            return Likeness.SLIP
        if len(a) == len(b) and all(_is_initial(x, y) for x, y in zip(a[:-1], b[:-1], strict=True)):
            return Likeness.INITIALS
    if len(a) != len(b) and "".join(a) == "".join(b):
        return Likeness.SLIP
    return Likeness.OTHER


def _same_ends(a: Words, b: Words) -> Likeness:
    """Of two names with the same family and given name, by the words between."""
    if _is_within(a, b) or _is_within(b, a):
        return Likeness.MIDDLE_MISSING
    if len(a) != len(b):
        return Likeness.SLIP if "".join(a) == "".join(b) else Likeness.OTHER_MIDDLE
    apart = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if all(_is_initial(x, y) for x, y in apart):
        return Likeness.INITIALS
    if len(apart) == 1 and _is_slip(*apart[0]):
        return Likeness.SLIP
    return Likeness.OTHER_MIDDLE


def _is_within(few: Words, many: Words) -> bool:
    """Whether all of `few` stand in `many` in that order."""
    rest = iter(many)
    return len(few) < len(many) and all(word in rest for word in few)


def _is_initial(one: str, two: str) -> bool:
    """Equal, or one is the other's first letter ("v", "van") or the usual "ng" of Nguyễn."""
    short, long = sorted((one, two), key=len)
    return one == two or ((len(short) == 1 or short == "ng") and long.startswith(short))


def _is_slip(one: str, two: str) -> bool:
    """One letter typed wrong, left out, doubled or exchanged with its neighbour; or the same sound spelt otherwise."""
    return is_one_edit(one, two) or sound(one) == sound(two)


def is_one_edit(one: str, two: str) -> bool:
    """Whether one letter (or the order of two neighbours) makes the difference."""
    short, long = (one, two) if len(one) <= len(two) else (two, one)
    if len(long) - len(short) > 1 or one == two:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) != len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    return short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]


# First sounds that are heard alike in one part of the country or another, and so are written for each other.
_HEARD = (("ngh", "ng"), ("gh", "g"), ("tr", "ch"), ("gi", "d"), ("x", "s"), ("k", "c"))


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """The word as it may be heard: tr/ch, s/x, d/gi, k/c and ng/ngh alike. "Giang" and "Dang", "Xuân" and "Suân"."""
    for written, heard in _HEARD:
        if word.startswith(written) and len(word) > len(written):
            return heard + word[len(written) :]
    return word


@dataclass(frozen=True, slots=True)
class Population:
    """The people among whom somebody is sought: how many they are, and how often a name key (`Name.key`) was counted.

    Counts matter where names are other than the country's average (a commune where every third is called Lò): one
    GROUP BY over the names of the list is enough. Names that were not counted are estimated. `units` says how many of
    these people each unit of the list has (by id): to be of the same unit tells much in a village, little in a city,
    nothing where the unit is everybody. Without these counts the keeper of one commune is told too much.
    """

    size: int = 10_000
    counted: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[int, int] = field(default_factory=dict)
    _whole: dict[Words, float] = field(default_factory=dict, init=False, repr=False, compare=False)
    _ends: dict[Words, float] = field(default_factory=dict, init=False, repr=False, compare=False)
    _of_unit: dict[int, float | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def doublings(self, words: Words) -> float:
        """How many times one person doubles to those of this name, log2; worked out once a name."""
        found = self._whole.get(words)
        if found is None:
            found = self._whole[words] = math.log2(max(self.namesakes(words), RAREST))
        return found

    def doublings_of_ends(self, words: Words) -> float:
        """How many times one person doubles to those of this family and given name."""
        found = self._ends.get(words)
        if found is None:
            found = self._ends[words] = math.log2(max(self.with_ends(words), RAREST))
        return found

    def doublings_of_unit(self, unit_id: int) -> float | None:
        """How many times the unit's people double to all of these; None where the unit was not counted."""
        if unit_id not in self._of_unit:
            members = self.units.get(unit_id)
            self._of_unit[unit_id] = None if members is None else math.log2(self.size / max(members, 1))
        return self._of_unit[unit_id]

    def namesakes(self, words: Words) -> float:
        """How many of these people are to be expected with this name; may be less than one."""
        return max(
            self.with_ends(words) * _middle_share(words[1:-1]),
            float(self.counted.get(" ".join(words), 0)) if self.counted else 0.0,
        )

    def with_ends(self, words: Words) -> float:
        """How many are to be expected with this family and given name, whatever stands between."""
        given = _FREQUENT_GIVEN_SHARE if words[-1] in _FREQUENT_GIVEN else _OTHER_GIVEN
        return self.size * _FAMILY.get(words[0], _OTHER_FAMILY) * given / 1_000_000


def _middle_share(middle: Words) -> float:
    if not middle:
        return _NO_MIDDLE / 1000
    share = 1.0
    for word in middle:
        share *= _MIDDLE.get(word, _OTHER_MIDDLE) / 1000
    return share
