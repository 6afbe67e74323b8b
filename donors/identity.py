"""Whether two people are the same one, without an identity number: a score that can be explained.

Pure: no database, no models. A list holds a name, a year, perhaps a phone; a commune has many Nguyễn Văn Hùng born in
1990. So every agreement and every contradiction has its points (`POINTS`), a name counts the less the more people bear
it, and a few rules stand before the score: what is certain, what is impossible, and what only a human may decide. The
human's decision is remembered (`pair_key`) and beats everything here.

Looking candidates up: `block_keys` of the known are stored, one row a key, and those of a list's rows asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from core.text.folding import words as folded_words
from donors.intake.people import Sex
from donors.names import Likeness, Name, Population, compare, may_be_alike, sound


class Reason(StrEnum):
    """Why two people were found alike or not. `REASON_LABELS` says it in words, `POINTS` gives the sign."""

    SAME_IDENTITY = "same_identity"
    OTHER_IDENTITY = "other_identity"
    SAME_NAME = "same_name"
    TURNED_NAME = "turned_name"
    MIDDLE_MISSING = "middle_missing"
    INITIALS = "initials"
    NAME_SLIP = "name_slip"
    GIVEN_SLIP = "given_slip"
    OTHER_MIDDLE = "other_middle"
    OTHER_NAME = "other_name"
    COMMON_NAME = "common_name"
    RARE_NAME = "rare_name"
    SAME_DATE = "same_date"
    SAME_YEAR = "same_year"
    DATE_SLIP = "date_slip"
    OTHER_DAY = "other_day"
    SAME_DAY_YEAR_SLIP = "same_day_year_slip"
    YEAR_SLIP = "year_slip"
    OTHER_YEAR = "other_year"
    SAME_PHONE = "same_phone"
    OTHER_PHONE = "other_phone"
    SAME_UNIT = "same_unit"
    OTHER_UNIT = "other_unit"
    SAME_PLACE = "same_place"
    NEAR_PLACE = "near_place"
    OTHER_PLACE = "other_place"
    SAME_SEX = "same_sex"
    OTHER_SEX = "other_sex"
    SAME_LAST_DONATION = "same_last_donation"
    SAME_DONATIONS = "same_donations"
    AMBIGUOUS = "ambiguous"
    DECIDED_SAME = "decided_same"
    DECIDED_DIFFERENT = "decided_different"

    __hash__ = str.__hash__  # an enum's own is worked out in Python, for every look-up of a hundred thousand pairs

    @property
    def sign(self) -> int:
        """1 where it speaks for one person, -1 where against."""
        return 1 if POINTS[self] >= 0 else -1


# --- The table -------------------------------------------------------------------------------------------------------
# Five points are one doubling of the odds: log2(P(seen | one person) / P(seen | two people)) × 5, rounded, and lower
# where the figures are uncertain. A name that exactly one person of the population is expected to bear starts at 50,
# even odds; so the score is near to what a careful clerk would bet, and the thresholds mean about 0,3 % wrong and
# about one true in four.
SAME_FROM = 85
CLOSE_FROM = 45

POINTS: Mapping[Reason, int] = {
    # certain by themselves (`_certain`, `_contradictions`); the points only break ties
    Reason.SAME_IDENTITY: 60,
    Reason.OTHER_IDENTITY: -60,
    # the name: even odds, less what the kind of likeness loses (how many other names would be as like)
    Reason.SAME_NAME: 50,
    Reason.TURNED_NAME: 47,
    Reason.MIDDLE_MISSING: 45,  # and all who share family and given name count as namesakes
    Reason.NAME_SLIP: 36,
    Reason.GIVEN_SLIP: 30,  # Hùng and Hưng, Lan and Loan: brothers and sisters are named so
    Reason.INITIALS: 30,
    Reason.OTHER_MIDDLE: 15,
    Reason.OTHER_NAME: -50,
    # per doubling of the namesakes above one, per halving below one
    Reason.COMMON_NAME: -5,
    Reason.RARE_NAME: 5,
    # birth: 32 usual years, 365 days; 1 January is what is typed where the day is not known, and counts as no day
    Reason.SAME_DATE: 62,
    Reason.SAME_YEAR: 26,
    Reason.DATE_SLIP: 30,  # day and month exchanged, or one of the two equal
    Reason.OTHER_DAY: -14,
    Reason.SAME_DAY_YEAR_SLIP: 22,
    Reason.YEAR_SLIP: -18,  # 1987/1978, or one or ten years apart: 1 % of true pairs, a tenth of all others
    Reason.OTHER_YEAR: -45,
    Reason.SAME_PHONE: 45,  # less than its rarity: families share one, and some lists give the teacher's for all
    Reason.OTHER_PHONE: -6,  # numbers are changed often
    Reason.SAME_UNIT: 20,  # a sixteenth of all, where nobody counted; else by `Population.units`
    Reason.OTHER_UNIT: -12,  # one in ten moves
    Reason.SAME_PLACE: 14,
    Reason.NEAR_PLACE: 5,
    Reason.OTHER_PLACE: -6,
    Reason.SAME_SEX: 1,  # the middle name has said it
    Reason.OTHER_SEX: -60,
    Reason.SAME_LAST_DONATION: 12,  # a whole commune gives on one day
    Reason.SAME_DONATIONS: 4,
    # these replace the score
    Reason.AMBIGUOUS: -1,
    Reason.DECIDED_SAME: 100,
    Reason.DECIDED_DIFFERENT: -100,
}
_MOST_OF_THE_REST = sum(
    POINTS[reason] for reason in (Reason.SAME_PLACE, Reason.SAME_SEX, Reason.SAME_LAST_DONATION, Reason.SAME_DONATIONS)
)
UNIT_POINTS = (5, 45)  # the least and the most that «cùng đơn vị» counts
NEAR_SHARE = 0.5  # of the shorter description's words, for «gần cùng nơi»
# What the score alone never makes SAME, since families and villages really hold such pairs: a human looks.
_DOUBTFUL = frozenset(
    {Reason.GIVEN_SLIP, Reason.INITIALS, Reason.OTHER_MIDDLE, Reason.OTHER_DAY, Reason.YEAR_SLIP, Reason.OTHER_YEAR}
)
MOST_IN_BLOCK = 40  # within a file, a key that more rows share says nothing by itself

REASON_LABELS = {
    Reason.SAME_IDENTITY: _("cùng số định danh"),
    Reason.OTHER_IDENTITY: _("khác số định danh"),
    Reason.SAME_NAME: _("cùng họ tên"),
    Reason.TURNED_NAME: _("cùng họ tên, viết đảo thứ tự"),
    Reason.MIDDLE_MISSING: _("cùng họ và tên, thiếu tên đệm"),
    Reason.INITIALS: _("họ tên viết tắt giống nhau"),
    Reason.NAME_SLIP: _("họ hoặc tên đệm lệch một chữ"),
    Reason.GIVEN_SLIP: _("tên lệch một chữ hoặc dấu"),
    Reason.OTHER_MIDDLE: _("khác tên đệm"),
    Reason.OTHER_NAME: _("khác họ tên"),
    Reason.COMMON_NAME: _("họ tên này nhiều người có"),
    Reason.RARE_NAME: _("họ tên này ít người có"),
    Reason.SAME_DATE: _("cùng ngày sinh"),
    Reason.SAME_YEAR: _("cùng năm sinh"),
    Reason.DATE_SLIP: _("ngày sinh gần giống"),
    Reason.OTHER_DAY: _("cùng năm, khác ngày sinh"),
    Reason.SAME_DAY_YEAR_SLIP: _("cùng ngày tháng, năm sinh gần giống"),
    Reason.YEAR_SLIP: _("năm sinh gần giống"),
    Reason.OTHER_YEAR: _("khác năm sinh"),
    Reason.SAME_PHONE: _("cùng điện thoại"),
    Reason.OTHER_PHONE: _("khác điện thoại"),
    Reason.SAME_UNIT: _("cùng đơn vị"),
    Reason.OTHER_UNIT: _("khác đơn vị"),
    Reason.SAME_PLACE: _("cùng thôn, nơi làm việc"),
    Reason.NEAR_PLACE: _("thôn, nơi làm việc gần giống"),
    Reason.OTHER_PLACE: _("khác thôn, nơi làm việc"),
    Reason.SAME_SEX: _("cùng giới tính"),
    Reason.OTHER_SEX: _("khác giới tính"),
    Reason.SAME_LAST_DONATION: _("cùng ngày hiến gần nhất"),
    Reason.SAME_DONATIONS: _("số lần hiến gần nhau"),
    Reason.AMBIGUOUS: _("có hơn một người giống như vậy"),
    Reason.DECIDED_SAME: _("đã được chọn là cùng một người"),
    Reason.DECIDED_DIFFERENT: _("đã được chọn là hai người khác nhau"),
}

_NAME_REASONS = {
    Likeness.SAME: Reason.SAME_NAME,
    Likeness.TURNED: Reason.TURNED_NAME,
    Likeness.MIDDLE_MISSING: Reason.MIDDLE_MISSING,
    Likeness.INITIALS: Reason.INITIALS,
    Likeness.SLIP: Reason.NAME_SLIP,
    Likeness.GIVEN_SLIP: Reason.GIVEN_SLIP,
    Likeness.OTHER_MIDDLE: Reason.OTHER_MIDDLE,
    Likeness.OTHER: Reason.OTHER_NAME,
}
_FULL_NAMES = frozenset({Likeness.SAME, Likeness.TURNED})
_WHOLE_NAME_BORNE = frozenset({Likeness.SAME, Likeness.TURNED, Likeness.SLIP, Likeness.GIVEN_SLIP})
_SAME_YEARS = frozenset({Reason.SAME_DATE, Reason.SAME_YEAR, Reason.DATE_SLIP})
_OTHER_DATES = frozenset({Reason.OTHER_DAY, Reason.OTHER_YEAR})
# Words of addresses and workplaces that everybody's has.
_ROMAN_NUMBER = re.compile("[ivx]+")  # of group rows
_PLAIN_WORDS = frozenset(
    folded_words(
        "thôn xóm làng bản ấp khóm khu phố tổ dân đội buôn số nhà đường ngõ ngách hẻm kiệt xã phường thị trấn huyện "
        "quận tp thành tỉnh công ty tnhh cổ phần mtv cp trường thpt thcs tiểu học mầm non và"
    )
)


@dataclass(slots=True)  # made by the ten thousand, and a frozen one takes three times as long; nobody changes one
class Person:
    """What is known about somebody, for comparing: of a list's row (`id` None) or of a known person.

    `place` are the telling words of workplace and address (`place_words`). `phone_key` and `identity_key` are opaque:
    equal keys mean equal numbers. An identity key that holds a colon names the kind of number before it; two numbers
    of different kinds (an old card and a new one) contradict nothing.
    """

    id: int | None
    name: Name
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    sex: Sex | None = None
    unit_id: int | None = None
    place: frozenset[str] = frozenset()
    phone_key: str = ""
    identity_key: str = ""
    donations: int | None = None
    last_donation: dt.date | None = None

    @property
    def has_day(self) -> bool:
        """Whether the whole date of birth is known; 1 January stands for «không rõ ngày»."""
        return bool(self.birth_day and self.birth_month) and not self.birth_day == self.birth_month == 1


class Verdict(StrEnum):
    """SAME may be taken for granted, CLOSE is shown to a human, DIFFERENT is not mentioned."""

    SAME = "same"
    CLOSE = "close"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Match:
    """What was found about a pair: `score` 0–100 (100: certain), and why, the name first."""

    person_id: int | None
    score: int
    verdict: Verdict
    reasons: tuple[Reason, ...]


_PARTED = Match(None, 0, Verdict.DIFFERENT, ())  # most of those who share a key: told apart, and no more asked


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows of one file, by their places in the sequence, the earlier first."""

    first: int
    second: int
    match: Match


PairKey = tuple[str, str]


def place_words(*texts: str) -> frozenset[str]:
    """The telling words of workplace and address: «II. Thôn 3, xã An Lão» gives 3, an, lao."""
    return frozenset(
        word
        for text in texts
        for word in folded_words(text)
        if word not in _PLAIN_WORDS and not _ROMAN_NUMBER.fullmatch(word)
    )


# --- A pair ----------------------------------------------------------------------------------------------------------


def compared(one: Person, two: Person, population: Population, *, in_brief: bool = False) -> Match:
    """The verdict about two people, with its reasons. Symmetric but for `person_id`, which is the second's.

    `in_brief`: of those who are DIFFERENT no more is worked out than is needed to tell; all get one answer.
    """
    likeness = compare(one.name, two.name)
    of_name = _NAME_REASONS[likeness]
    points, rarity = POINTS[of_name], None
    if likeness is not Likeness.OTHER:
        rarity, rarity_points = _rarity(one, two, likeness, population)
        points += rarity_points
    elif not one.identity_key or one.identity_key != two.identity_key:
        return _PARTED if in_brief else Match(two.id, 0, Verdict.DIFFERENT, (of_name,))
    if in_brief and _are_parted(points, one, two, population):
        return _PARTED
    reasons = [of_name, rarity] if rarity else [of_name]
    for reason in _evidence(one, two):
        reasons.append(reason)
        points += POINTS[reason] if reason is not Reason.SAME_UNIT else _unit_points(one.unit_id, population)
    score, verdict = _judged(points, frozenset(reasons), likeness)
    return Match(two.id, score, verdict, tuple(reasons))


def _may_be_one(one: Person, two: Person) -> bool:
    """Whether `compared` may find more than DIFFERENT: of those who share a key most are told apart at a glance."""
    if one.identity_key and one.identity_key == two.identity_key:
        return True
    if one.sex and two.sex and one.sex is not two.sex and (not one.phone_key or one.phone_key != two.phone_key):
        return False
    return may_be_alike(one.name, two.name)


def _are_parted(points: int, one: Person, two: Person, population: Population) -> bool:
    """Whether their years and units part two namesakes, whatever else they share but a number: they part most."""
    if (one.phone_key and one.phone_key == two.phone_key) or (
        one.identity_key and one.identity_key == two.identity_key
    ):
        return False
    if not (one.birth_year and two.birth_year):
        return False
    points += POINTS[_birth(one, two)]
    if one.unit_id is not None and two.unit_id is not None:
        points += _unit_points(one.unit_id, population) if one.unit_id == two.unit_id else POINTS[Reason.OTHER_UNIT]
    return points + _MOST_OF_THE_REST < CLOSE_FROM


def _rarity(one: Person, two: Person, likeness: Likeness, population: Population) -> tuple[Reason | None, int]:
    """What it tells that two people share this name, by how many people of the population are expected to."""
    doublings = population.doublings if likeness in _WHOLE_NAME_BORNE else population.doublings_of_ends
    most = max(doublings(one.name.words), doublings(two.name.words))
    reason = Reason.COMMON_NAME if most >= 0 else Reason.RARE_NAME
    points = round(abs(most) * POINTS[reason])
    return (reason if points else None), points


def _unit_points(unit_id: int | None, population: Population) -> int:
    rarer = population.doublings_of_unit(unit_id) if unit_id is not None else None
    if rarer is None:
        return POINTS[Reason.SAME_UNIT]
    least, most = UNIT_POINTS
    return min(max(round(5 * rarer), least), most)


def _evidence(one: Person, two: Person) -> Iterator[Reason]:
    """Everything but the name."""
    if one.identity_key and two.identity_key:
        if one.identity_key == two.identity_key:
            yield Reason.SAME_IDENTITY
        elif _kind(one.identity_key) == _kind(two.identity_key):
            yield Reason.OTHER_IDENTITY
    if one.birth_year and two.birth_year:
        yield _birth(one, two)
    if one.phone_key and two.phone_key:
        yield Reason.SAME_PHONE if one.phone_key == two.phone_key else Reason.OTHER_PHONE
    if one.unit_id is not None and two.unit_id is not None:
        yield Reason.SAME_UNIT if one.unit_id == two.unit_id else Reason.OTHER_UNIT
    if one.place and two.place:
        yield _place(one.place, two.place)
    if one.sex and two.sex:
        yield Reason.SAME_SEX if one.sex == two.sex else Reason.OTHER_SEX
    if one.last_donation and one.last_donation == two.last_donation:
        yield Reason.SAME_LAST_DONATION
    if one.donations and two.donations and abs(one.donations - two.donations) <= 1:
        yield Reason.SAME_DONATIONS


def _kind(identity_key: str) -> str:
    kind, colon, _rest = identity_key.partition(":")
    return kind if colon else ""


def _birth(one: Person, two: Person) -> Reason:
    assert one.birth_year
    assert two.birth_year
    apart = abs(one.birth_year - two.birth_year)
    have_days = one.has_day and two.has_day
    same_day = one.birth_day == two.birth_day
    same_month = one.birth_month == two.birth_month
    if not apart:
        if not have_days:
            return Reason.SAME_YEAR
        if same_day and same_month:
            return Reason.SAME_DATE
        exchanged = one.birth_day == two.birth_month and one.birth_month == two.birth_day
        return Reason.DATE_SLIP if same_day or same_month or exchanged else Reason.OTHER_DAY
    if apart not in {1, 10} and not _are_exchanged(one.birth_year, two.birth_year):
        return Reason.OTHER_YEAR
    return Reason.SAME_DAY_YEAR_SLIP if have_days and same_day and same_month else Reason.YEAR_SLIP


def _are_exchanged(one: int, two: int) -> bool:
    """1987 and 1978."""
    a, b = str(one), str(two)
    return a[:-2] == b[:-2] and a[-2:] == b[-2:][::-1]


def _place(one: frozenset[str], two: frozenset[str]) -> Reason:
    shared = len(one & two) / min(len(one), len(two))
    if shared == 1:
        return Reason.SAME_PLACE
    return Reason.NEAR_PLACE if shared >= NEAR_SHARE else Reason.OTHER_PLACE


def _judged(points: int, reasons: frozenset[Reason], likeness: Likeness) -> tuple[int, Verdict]:
    """The rules before the score; where one says «chắc chắn» and another «không thể», a human looks."""
    certain, impossible = _is_certain(reasons, likeness), _is_impossible(reasons)
    score = min(max(points, 0), 99)
    if certain:
        return (max(CLOSE_FROM, min(score, SAME_FROM - 1)), Verdict.CLOSE) if impossible else (100, Verdict.SAME)
    if impossible:
        return min(score, CLOSE_FROM - 1), Verdict.DIFFERENT
    if reasons & _DOUBTFUL:
        score = min(score, SAME_FROM - 1)
    if score >= SAME_FROM:
        return score, Verdict.SAME
    return score, Verdict.CLOSE if score >= CLOSE_FROM else Verdict.DIFFERENT


def _is_certain(reasons: frozenset[Reason], likeness: Likeness) -> bool:
    if Reason.SAME_IDENTITY in reasons:
        return True
    return Reason.SAME_PHONE in reasons and likeness in _FULL_NAMES and bool(reasons & _SAME_YEARS)


def _is_impossible(reasons: frozenset[Reason]) -> bool:
    if reasons & {Reason.OTHER_NAME, Reason.OTHER_IDENTITY, Reason.OTHER_SEX}:
        return True
    return Reason.OTHER_PHONE in reasons and bool(reasons & _OTHER_DATES)


# --- Candidates ------------------------------------------------------------------------------------------------------


def block_keys(person: Person) -> tuple[str, ...]:
    """The keys under which somebody is found: two people who share none are never compared. At most ten, no order.

    Each leaves out one thing that may be wrong: the year (u, which asks for the whole name instead), the given name
    (f, b), the family name (g, d), the unit (y, d, b). Names go in by their sound.
    """
    keys = set()
    if person.identity_key:
        keys.add(f"i:{person.identity_key}")
    if person.phone_key:
        keys.add(f"p:{person.phone_key}")
    year, unit = person.birth_year, person.unit_id
    for words in (person.name.words, *person.name.others):
        if not words:
            continue
        family, given = sound(words[0]), sound(words[-1])
        if year:
            keys.add(f"y:{family}.{given}.{year}")
        if unit is not None:
            keys.add(f"u:{'.'.join(map(sound, words))}.{unit}")
        if year and unit is not None:
            # one slip spares the first letter or the last: all Nguyễns of a year would be too many
            keys |= {f"f:{family}.{given[0]}-.{year}.{unit}", f"f:{family}.-{given[-1]}.{year}.{unit}"}
            keys.add(f"g:{given}.{year}.{unit}")
        if year and person.has_day:
            day = f"{person.birth_month:02}{person.birth_day:02}"
            keys |= {f"d:{given}.{day}", f"b:{family}.{year}{day}"}
    return tuple(keys)


def pair_key(one: Person, two: Person) -> PairKey:
    """Under which a human's decision about two people is kept. The same whichever comes first, and after a re-upload.

    A known person stands in it by id; a row by everything it says about who it is, so that a row that was changed
    is asked about anew, and two namesakes of one list are never taken for each other.
    """
    first, second = sorted((_mark(one), _mark(two)))
    return first, second


def _mark(person: Person) -> str:
    if person.id is not None:
        return f"id:{person.id}"
    said = (
        *(person.name.key, person.name.spelling, person.birth_year, person.birth_month, person.birth_day),
        *(person.sex, person.unit_id, " ".join(sorted(person.place)), person.phone_key, person.identity_key),
    )
    text = "\x1f".join("" if value is None else str(value) for value in said)
    return f"row:{blake2b(text.encode(), digest_size=12).hexdigest()}"


def match(
    person: Person,
    candidates: Iterable[Person],
    *,
    population: Population,
    remembered: Mapping[PairKey, bool] | None = None,
) -> list[Match]:
    """Who of the candidates is, or may be, this person: best first, without those who are DIFFERENT.

    `remembered` holds what humans decided, by `pair_key`: True «cùng một người», False «hai người khác nhau».
    `population` is the keeper's people: one object per list (it remembers the names it was asked about).
    Where two candidates are both SAME and neither is more certain, both are CLOSE: only a human can tell them apart.
    """
    if remembered:
        answers = (_decided(person, each, population, remembered) for each in candidates)
    else:
        may_be = (each for each in candidates if _may_be_one(person, each))
        answers = (compared(person, each, population, in_brief=True) for each in may_be)
    found = [each for each in answers if each.verdict is not Verdict.DIFFERENT]
    found.sort(key=lambda each: (Reason.DECIDED_SAME in each.reasons, each.score), reverse=True)
    return _unless_ambiguous(found)


def best(
    person: Person,
    candidates: Iterable[Person],
    *,
    population: Population,
    remembered: Mapping[PairKey, bool] | None = None,
) -> Match | None:
    """The first of `match`."""
    found = match(person, candidates, population=population, remembered=remembered)
    return found[0] if found else None


def _decided(
    person: Person, candidate: Person, population: Population, remembered: Mapping[PairKey, bool] | None
) -> Match:
    decision = remembered.get(pair_key(person, candidate)) if remembered else None
    if decision is None:
        return compared(person, candidate, population, in_brief=True)
    if decision:
        return Match(candidate.id, 100, Verdict.SAME, (Reason.DECIDED_SAME,))
    return Match(candidate.id, 0, Verdict.DIFFERENT, (Reason.DECIDED_DIFFERENT,))


def _unless_ambiguous(found: list[Match]) -> list[Match]:
    """Matches, best first; those that are SAME become CLOSE where two of them have equal right to it."""
    same = [each for each in found if each.verdict is Verdict.SAME]
    if len(same) < 2 or Reason.DECIDED_SAME in same[0].reasons or same[0].score == 100 > same[1].score:
        return found
    return [
        Match(each.person_id, min(each.score, SAME_FROM - 1), Verdict.CLOSE, (*each.reasons, Reason.AMBIGUOUS))
        if each.verdict is Verdict.SAME
        else each
        for each in found
    ]


def within_file(
    rows: Sequence[Person],
    *,
    population: Population,
    remembered: Mapping[PairKey, bool] | None = None,
) -> list[Pair]:
    """People who stand twice in one file (SAME) or perhaps (CLOSE), in the file's order.

    The time grows with the rows, not with their square: a key that very many rows share (one family name in a file of
    one unit, one phone for a whole school) is narrowed by the rest of what they say, or left out.
    """
    pairs = []
    for first, second in sorted(_pairs_to_compare(rows)):
        found = _decided(rows[first], rows[second], population, remembered)
        if found.verdict is not Verdict.DIFFERENT:
            pairs.append(Pair(first, second, found))
    return pairs


def _pairs_to_compare(rows: Sequence[Person]) -> set[tuple[int, int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for key in block_keys(row):
            blocks[key].append(place)
    pairs: set[tuple[int, int]] = set()
    for places in blocks.values():
        for block in _small_enough(places, rows):
            pairs.update(combinations(block, 2))
    return pairs


def _small_enough(places: list[int], rows: Sequence[Person]) -> Iterator[list[int]]:
    if len(places) <= MOST_IN_BLOCK:
        yield places
        return
    narrower: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place in places:
        row = rows[place]
        narrower[row.name.words, row.birth_year].append(place)
    for block in narrower.values():
        if len(block) <= MOST_IN_BLOCK:
            yield block
        else:  # the same name and year very often: each is compared with the next ones
            yield from (block[start : start + MOST_IN_BLOCK] for start in range(0, len(block), MOST_IN_BLOCK // 2))
