"""Whether two people are the same one: examples as a clerk meets them, and what holds of every pair."""

import dataclasses
import datetime as dt
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.benches import people
from config.benches.matching import Counts, matched
from donors.identity import (
    CLOSE_FROM,
    MOST_IN_BLOCK,
    POINTS,
    REASON_LABELS,
    SAME_FROM,
    Match,
    Person,
    Reason,
    Verdict,
    best,
    block_keys,
    compared,
    match,
    pair_key,
    place_words,
    within_file,
)
from donors.intake.people import Sex
from donors.names import Name, Population

VILLAGE, OTHER_VILLAGE = 3, 5
PROVINCE = Population(size=200_000, units={VILLAGE: 3_000, OTHER_VILLAGE: 3_000})
COMMUNE = Population(size=800, units={VILLAGE: 100})
SAME, CLOSE, DIFFERENT = Verdict.SAME, Verdict.CLOSE, Verdict.DIFFERENT


def person(name: str, birth: str = "", *, number: int | None = None, place: str = "", **more: object) -> Person:
    """«5/12/1990», «1990» or nothing; of VILLAGE unless said otherwise."""
    parts = [int(part) for part in birth.split("/")] if birth else []
    day, month, year = parts if len(parts) == 3 else (None, None, parts[0] if parts else None)
    return Person(
        id=number,
        name=Name.read(name),
        birth_year=year,
        birth_month=month,
        birth_day=day,
        place=place_words(place),
        **{"unit_id": VILLAGE, **more},
    )


RARE, COMMON = "Khúc Thừa Điềm", "Nguyễn Văn Hùng"
NOWHERE = {"unit_id": None}
MOVED = {"unit_id": OTHER_VILLAGE}

EXAMPLES = [
    # what, one, other, verdict among a province's donors, a reason that must be given
    ("rare name, year, village", person(RARE, "1990"), person(RARE, "1990"), SAME, Reason.RARE_NAME),
    ("common name, year, village", person(COMMON, "1990"), person(COMMON, "1990"), CLOSE, Reason.COMMON_NAME),
    ("common name, date, village", person(COMMON, "5/8/1990"), person(COMMON, "5/8/1990"), SAME, Reason.SAME_DATE),
    ("rare name alone", person(RARE, **NOWHERE), person(RARE, **NOWHERE), CLOSE, Reason.SAME_NAME),
    (
        "common name and year alone",
        person(COMMON, "1990", **NOWHERE),
        person(COMMON, "1990", **NOWHERE),
        DIFFERENT,
        None,
    ),
    # the same name and year in different villages
    ("rare name, another village", person(RARE, "1990"), person(RARE, "1990", **MOVED), CLOSE, Reason.OTHER_UNIT),
    ("common, another village", person(COMMON, "1990"), person(COMMON, "1990", **MOVED), DIFFERENT, Reason.OTHER_UNIT),
    # numbers
    (
        "same identity number, all else blank",
        person(RARE, identity_key="12:a", **NOWHERE),
        person("Khúc Điềm", identity_key="12:a", **NOWHERE),
        SAME,
        Reason.SAME_IDENTITY,
    ),
    (
        "one identity number on two people",
        person(RARE, "1990", identity_key="12:a"),
        person(COMMON, "1970", identity_key="12:a"),
        CLOSE,
        Reason.OTHER_NAME,
    ),
    (
        "other identity number",
        person(RARE, "5/8/1990", identity_key="12:a"),
        person(RARE, "5/8/1990", identity_key="12:b"),
        DIFFERENT,
        Reason.OTHER_IDENTITY,
    ),
    (
        "other identity number, but same phone, name and year",
        person(RARE, "1990", identity_key="12:a", phone_key="p"),
        person(RARE, "1990", identity_key="12:b", phone_key="p"),
        CLOSE,
        Reason.OTHER_IDENTITY,
    ),
    (
        "an old card and a new one",
        person(RARE, "1990", identity_key="9:a"),
        person(RARE, "1990", identity_key="12:b"),
        SAME,
        Reason.SAME_YEAR,
    ),
    (
        "phone, name and year, moved far",
        person(COMMON, "1990", phone_key="p"),
        person(COMMON, "1990", phone_key="p", **MOVED),
        SAME,
        Reason.SAME_PHONE,
    ),
    (
        "a moved phone",
        person(COMMON, "5/8/1990", phone_key="p", place="Thôn 3"),
        person(COMMON, "5/8/1990", phone_key="q", place="thôn 3"),
        SAME,
        Reason.OTHER_PHONE,
    ),
    (
        "other full dates and other phones",
        person(RARE, "5/8/1990", phone_key="p"),
        person(RARE, "17/2/1990", phone_key="q"),
        DIFFERENT,
        Reason.OTHER_DAY,
    ),
    # families
    (
        "twins",
        person("Trần Minh Nam", "5/8/1995", place="Thôn 3", phone_key="p"),
        person("Trần Minh Bắc", "5/8/1995", place="Thôn 3", phone_key="p"),
        DIFFERENT,
        Reason.OTHER_NAME,
    ),
    (
        "twins whose names rhyme",
        person("Trần Minh Hùng", "5/8/1995", place="Thôn 3", phone_key="p"),
        person("Trần Minh Hưng", "5/8/1995", place="Thôn 3", phone_key="p"),
        CLOSE,
        Reason.GIVEN_SLIP,
    ),
    (
        "father and son",
        person("Trần Văn Hùng", "1965", place="Thôn 3", phone_key="p"),
        person("Trần Văn Nam", "1992", place="Thôn 3", phone_key="p"),
        DIFFERENT,
        Reason.OTHER_NAME,
    ),
    (
        "father and son of one name and phone",
        person("Trần Văn Hùng", "1965", phone_key="p"),
        person("Trần Văn Hùng", "1992", phone_key="p"),
        CLOSE,
        Reason.OTHER_YEAR,
    ),
    (
        "brother and sister",
        person("Lê Anh", "1990", sex=Sex.MALE),
        person("Lê Anh", "1990", sex=Sex.FEMALE),
        DIFFERENT,
        None,
    ),
    # mistakes
    ("year exchanged, rare", person(RARE, "1987"), person(RARE, "1978"), CLOSE, Reason.YEAR_SLIP),
    ("year exchanged, common", person(COMMON, "1987"), person(COMMON, "1978"), DIFFERENT, Reason.YEAR_SLIP),
    (
        "year exchanged, same day and phone",
        person(COMMON, "5/8/1987", phone_key="p"),
        person(COMMON, "5/8/1978", phone_key="p"),
        SAME,
        Reason.SAME_DAY_YEAR_SLIP,
    ),
    ("another year", person("Lê Thị Hoa", "1987"), person("Lê Thị Hoa", "1969"), DIFFERENT, Reason.OTHER_YEAR),
    ("day and month exchanged", person(RARE, "5/8/1990"), person(RARE, "8/5/1990"), SAME, Reason.DATE_SLIP),
    ("day unknown, written as 1 January", person(RARE, "1/1/1990"), person(RARE, "5/8/1990"), SAME, Reason.SAME_YEAR),
    ("middle name left out", person("Khúc Điềm", "1990"), person(RARE, "1990"), SAME, Reason.MIDDLE_MISSING),
    ("given name first", person("Điềm Lê Văn", "1990"), person("Lê Văn Điềm", "1990"), SAME, Reason.TURNED_NAME),
    (
        "letter wrong in the given name",
        person("Khúc Thừa Điêmd", "1990"),
        person(RARE, "1990"),
        CLOSE,
        Reason.GIVEN_SLIP,
    ),
    ("initials", person("K.T. Điềm", "5/8/1990"), person(RARE, "5/8/1990"), CLOSE, Reason.INITIALS),
    ("no marks", person("KHUC THUA DIEM", "1990"), person(RARE, "1990"), SAME, Reason.SAME_NAME),
    (
        "changed workplace",
        person(RARE, "1990", place="Trường THPT Lê Lợi"),
        person(RARE, "1990", place="Công an huyện", **MOVED),
        CLOSE,
        Reason.OTHER_PLACE,
    ),
    (
        "changed workplace, date known",
        person(RARE, "5/8/1990", place="Trường THPT Lê Lợi"),
        person(RARE, "5/8/1990", place="Công an huyện", **MOVED),
        SAME,
        Reason.SAME_DATE,
    ),
    (
        "gave last on the same day",
        person(RARE, last_donation=dt.date(2026, 4, 7), donations=7, **NOWHERE),
        person(RARE, last_donation=dt.date(2026, 4, 7), donations=8, **NOWHERE),
        CLOSE,
        Reason.SAME_LAST_DONATION,
    ),
    ("no name", person("", "1990"), person("", "1990"), DIFFERENT, Reason.OTHER_NAME),
]


@pytest.mark.parametrize(
    ("one", "two", "verdict", "reason"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES]
)
def test_examples(one: Person, two: Person, verdict: Verdict, reason: Reason | None) -> None:
    found = compared(one, two, PROVINCE)
    assert found.verdict is verdict, found
    assert reason is None or reason in found.reasons


def test_of_a_place_only_the_telling_words_count() -> None:
    assert place_words("II. Thôn 3", "Xã An Lão, huyện An Lão") == {"3", "an", "lao"}
    assert place_words("", "Trường THPT") == frozenset()


def test_in_a_small_population_a_common_name_is_enough() -> None:
    one, two = person(COMMON, "1990"), person(COMMON, "1990")
    assert compared(one, two, COMMUNE).verdict is SAME


def test_the_unit_counts_less_the_more_people_it_has() -> None:
    one, two = person("Trần Thanh Mai", "1990"), person("Trần Thanh Mai", "1990")
    in_village = compared(one, two, Population(size=200_000, units={VILLAGE: 150}))
    in_city = compared(one, two, Population(size=200_000, units={VILLAGE: 40_000}))
    assert (in_village.verdict, in_city.verdict) == (SAME, CLOSE)
    assert Reason.SAME_UNIT in in_city.reasons


def test_a_unit_that_is_everybody_tells_nothing() -> None:
    one, two = person(COMMON, "1990"), person(COMMON, "1990")
    assert compared(one, two, Population(size=800, units={VILLAGE: 800})).verdict is CLOSE


def test_a_certain_match_is_100_and_a_likely_one_below() -> None:
    certain = compared(person(RARE, "1990", phone_key="p"), person(RARE, "1990", phone_key="p"), PROVINCE)
    likely = compared(person(RARE, "5/8/1990", place="Thôn 3"), person(RARE, "5/8/1990", place="Thôn 3"), PROVINCE)
    assert (certain.score, likely.score) == (100, 99)


def test_every_reason_has_points_a_sign_and_words() -> None:
    assert set(POINTS) == set(REASON_LABELS) == set(Reason)
    assert Reason.SAME_YEAR.sign == 1
    assert Reason.OTHER_SEX.sign == -1
    assert str(REASON_LABELS[Reason.SAME_YEAR]) == "cùng năm sinh"


# --- What holds of every pair -----------------------------------------------------------------------------------------

written_names = st.sampled_from(
    [COMMON, RARE, "Nguyễn Hùng", "Hùng Nguyễn Văn", "N.V. Hùng", "Nguyễn Văn Hưng", "Nguyễn Thị Mỹ Hoà", "Lê Quý Lý"]
)
persons = st.builds(
    Person,
    id=st.none(),
    name=written_names.map(Name.read),
    birth_year=st.sampled_from([None, 1978, 1987, 1988, 1990]),
    birth_month=st.sampled_from([None, 1, 5, 8]),
    birth_day=st.sampled_from([None, 1, 5, 8]),
    sex=st.sampled_from([None, *Sex]),
    unit_id=st.sampled_from([None, VILLAGE, OTHER_VILLAGE]),
    place=st.sampled_from([frozenset(), place_words("Thôn 3, An Lão"), place_words("Thôn 5, An Lão")]),
    phone_key=st.sampled_from(["", "p", "q"]),
    identity_key=st.sampled_from(["", "12:a", "12:b", "9:a"]),
    donations=st.sampled_from([None, 1, 7]),
    last_donation=st.sampled_from([None, dt.date(2026, 4, 7)]),
)
RANK = {DIFFERENT: 0, CLOSE: 1, SAME: 2}


@given(persons, persons)
def test_the_verdict_is_symmetric(one: Person, two: Person) -> None:
    forth, back = compared(one, two, PROVINCE), compared(two, one, PROVINCE)
    assert (forth.score, forth.verdict, forth.reasons) == (back.score, back.verdict, back.reasons)


@given(persons, persons)
def test_score_and_verdict_go_together(one: Person, two: Person) -> None:
    found = compared(one, two, PROVINCE)
    assert 0 <= found.score <= 100
    expected = SAME if found.score >= SAME_FROM else CLOSE if found.score >= CLOSE_FROM else DIFFERENT
    assert found.verdict is expected


@given(written_names, persons)
def test_how_a_name_is_typed_does_not_change_the_verdict(written: str, other: Person) -> None:
    plain = compared(person(written, "1990"), other, PROVINCE)
    forms = (
        written.upper(),
        unicodedata.normalize("NFD", written),
        written.replace("oà", "òa").replace("Quý", "Quí").replace("Mỹ", "Mĩ").replace("Lý", "Lí"),
        written.replace("Đ", "Ð").replace(" ", "\u00a0 "),
    )
    assert [compared(person(form, "1990"), other, PROVINCE) for form in forms] == [plain] * len(forms)


@given(persons, persons)
def test_in_brief_says_the_same_of_whoever_may_be_one(one: Person, two: Person) -> None:
    whole, brief = compared(one, two, PROVINCE), compared(one, two, PROVINCE, in_brief=True)
    assert brief.verdict is whole.verdict
    assert whole.verdict is Verdict.DIFFERENT or brief == whole
    assert match(one, [two], population=PROVINCE) == ([] if whole.verdict is Verdict.DIFFERENT else [whole])


AGREEING = {
    "phone_key": "p",
    "identity_key": "12:a",
    "unit_id": VILLAGE,
    "sex": Sex.MALE,
    "place": place_words("Thôn 3"),
    "birth_year": 1990,
    "last_donation": dt.date(2026, 4, 7),
    "donations": 7,
}


@given(persons, persons, st.sampled_from(sorted(AGREEING)))
def test_more_agreeing_evidence_never_lowers_the_score(one: Person, two: Person, fact: str) -> None:
    silent = {fact: frozenset() if fact == "place" else "" if fact.endswith("_key") else None}
    said = {fact: AGREEING[fact]}
    before = compared(dataclasses.replace(one, **silent), dataclasses.replace(two, **silent), PROVINCE)
    after = compared(dataclasses.replace(one, **said), dataclasses.replace(two, **said), PROVINCE)
    whole_dates_differ = fact == "birth_year" and {Reason.OTHER_DAY} & set(after.reasons)
    assert after.score >= before.score or whole_dates_differ
    assert RANK[after.verdict] >= RANK[before.verdict] or whole_dates_differ


# --- Candidates -------------------------------------------------------------------------------------------------------


def test_the_best_comes_first_and_others_are_not_mentioned() -> None:
    row = person(RARE, "5/8/1990")
    known = [
        person(COMMON, "5/8/1990", number=1),
        person(RARE, "1990", number=2, **MOVED),
        person(RARE, "5/8/1990", number=3),
    ]
    assert [(each.person_id, each.verdict) for each in match(row, known, population=PROVINCE)] == [
        (3, SAME),
        (2, CLOSE),
    ]
    assert best(row, known[:1], population=PROVINCE) is None
    assert best(row, [], population=PROVINCE) is None


def test_two_who_are_equally_certain_are_left_to_a_human() -> None:
    row = person(RARE, "5/8/1990")
    known = [person(RARE, "5/8/1990", number=1), person(RARE, "1990", number=2)]
    found = match(row, known, population=PROVINCE)
    assert [each.verdict for each in found] == [CLOSE, CLOSE]
    assert all(Reason.AMBIGUOUS in each.reasons for each in found)


def test_a_certain_one_stands_above_a_likely_one() -> None:
    row = person(RARE, "5/8/1990", identity_key="12:a")
    known = [person(RARE, "5/8/1990", number=1), person(RARE, "1990", identity_key="12:a", number=2)]
    found = best(row, known, population=PROVINCE)
    assert found
    assert (found.person_id, found.verdict, found.score) == (2, SAME, 100)


def test_a_humans_decision_beats_the_score() -> None:
    row = person(RARE, "5/8/1990")
    alike, unlike = person(RARE, "5/8/1990", number=1), person(COMMON, "1960", number=2)
    remembered = {pair_key(row, alike): False, pair_key(row, unlike): True}
    assert match(row, [alike, unlike], population=PROVINCE, remembered=remembered) == [
        Match(2, 100, SAME, (Reason.DECIDED_SAME,))
    ]


def test_a_decision_survives_a_re_upload_and_ends_when_the_row_changes() -> None:
    known = person(RARE, "1990", number=7)
    key = pair_key(person(RARE, "1990", place="Thôn 3, An Lão"), known)
    assert key == pair_key(known, person("KHÚC  THỪA ĐIỀM", "1990", place="An Lão - thôn 3", donations=4))
    assert key == pair_key(person(RARE, "1990", place="Thôn 3, An Lão"), dataclasses.replace(known, birth_year=1991))
    assert key != pair_key(person(RARE, "1991", place="Thôn 3, An Lão"), known)
    assert key != pair_key(person(RARE, "1990", place="Thôn 5, An Lão"), known)
    assert key != pair_key(person(RARE, "1990", place="Thôn 3, An Lão", phone_key="p"), known)
    assert key != pair_key(person(RARE, "1990", place="Thôn 3, An Lão"), dataclasses.replace(known, id=8))


@pytest.mark.parametrize(
    ("what", "one", "two"),
    [
        ("year", person(RARE, "1987"), person(RARE, "1978")),
        ("year, with the day", person(RARE, "5/8/1987"), person(RARE, "5/8/1978", **MOVED)),
        ("given name", person("Lê Văn Hùng", "1990"), person("Lê Văn Hùn", "1990")),
        ("given name, with the day", person("Lê Văn Hùng", "5/8/1990"), person("Lê Văn Hùn", "5/8/1990", **MOVED)),
        ("given name as heard", person("Lê Thị Xuân", "1990"), person("Lê Thị Suân", "1990", **MOVED)),
        ("family name", person("Phạm Văn Điềm", "1990"), person("Phạn Văn Điềm", "1990")),
        ("unit", person(RARE, "1990"), person(RARE, "1990", **MOVED)),
        ("middle name and unit", person("Khúc Điềm", "1990"), person(RARE, "1990", **MOVED)),
        ("order", person("Điềm Lê Văn", "1990"), person("Lê Văn Điềm", "1990", **MOVED)),
        ("everything but the phone", person(RARE, "1990", phone_key="p"), person(COMMON, "", phone_key="p", **MOVED)),
        ("name changed", person("Lê Thị Lan (Lê Thị Hoa)", "1990"), person("Lê Thị Hoa", "1990", **MOVED)),
    ],
)
def test_whatever_one_mistake_there_is_some_key_is_shared(what: str, one: Person, two: Person) -> None:
    assert set(block_keys(one)) & set(block_keys(two)), what


def test_a_person_has_few_keys() -> None:
    everything = person(COMMON, "5/8/1990", phone_key="p", identity_key="12:a")
    assert sorted(block_keys(everything)) == [
        "b:nguyen.19900805",
        "d:hung.0805",
        "f:nguyen.-g.1990.3",
        "f:nguyen.h-.1990.3",
        "g:hung.1990.3",
        "i:12:a",
        "p:p",
        "u:nguyen.van.hung.3",
        "y:nguyen.hung.1990",
    ]
    assert block_keys(person("")) == ()


# --- One file ---------------------------------------------------------------------------------------------------------


def test_people_who_stand_twice_in_a_file() -> None:
    rows = [
        person(RARE, "5/8/1990"),
        person(COMMON, "1990"),
        person("KHÚC THỪA ĐIỀM", "1990"),
        person(COMMON, "1990"),
        person("Trần Thị Hoa", "1985"),
    ]
    pairs = within_file(rows, population=PROVINCE)
    assert [(pair.first, pair.second, pair.match.verdict) for pair in pairs] == [(0, 2, SAME), (1, 3, CLOSE)]
    decided = {pair_key(rows[0], rows[2]): False}
    assert [pair.first for pair in within_file(rows, population=PROVINCE, remembered=decided)] == [1]


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_planted_doubles_are_found_in_a_file_of_one_unit(seed: int, doubles: int) -> None:
    chance = random.Random(seed)
    letters = ["Khúc", "Âu", "Tống", "Bạch", "Nghiêm", "Viên"], ["Điềm", "Khoát", "Sửu", "Thoại", "Nhâm", "Quỳ", "Lượm"]
    rows = [
        person(
            f"{chance.choice(letters[0])} Thừa {chance.choice(letters[1])}",
            f"{n % 28 + 1}/{n % 11 + 2}/{1960 + n % 40}",
        )
        for n in range(150)
    ]
    planted = {(place, len(rows) + nth) for nth, place in enumerate(sorted(chance.sample(range(150), doubles)))}
    rows += [rows[first] for first, _ in sorted(planted)]
    found = {(pair.first, pair.second) for pair in within_file(rows, population=PROVINCE) if pair.match.verdict is SAME}
    assert planted <= found


def test_a_phone_that_a_whole_school_shares_does_not_make_everybody_a_candidate() -> None:
    rows = [
        person(f"Trần {middle} {given}", "2005", phone_key="teacher")
        for middle in ("Anh", "Bảo", "Chí", "Duy", "Gia", "Hữu", "Kim", "Lan", "Mai", "Nhã")
        for given in ("Nam", "Tú", "Khoa", "Sửu", "Quỳ", "Thoại", "Lượm", "Điềm", "Bích", "Oanh")
    ]
    assert len(rows) > MOST_IN_BLOCK
    assert [pair for pair in within_file([*rows, rows[4]], population=PROVINCE) if pair.match.verdict is SAME] != []


# --- With known truth -------------------------------------------------------------------------------------------------


def test_invented_people_are_the_same_for_the_same_seed() -> None:
    one, two, other = (people.make(known=300, rows=60, seed=seed) for seed in (5, 5, 6))
    assert (one.known, one.rows, one.truth) == (two.known, two.rows, two.truth)
    assert one.rows != other.rows
    assert None in one.truth
    assert all(one.truth[first] == one.truth[second] for first, second in one.twice)


@pytest.mark.parametrize("of_communes", [False, True])
def test_a_list_is_matched_as_well_as_promised(of_communes: bool) -> None:
    world = people.make(known=6_000, rows=1_000, seed=3, of_communes=of_communes)
    counts = Counts()
    counts.add(world, matched(world))
    assert counts.same > 300
    assert counts.same_true >= 0.995 * counts.same
    assert counts.known_found >= 0.95 * counts.known
