"""What is said before the day about age, interval, weight and volume: it warns where it is certain, and only there."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.eligibility import RULES, last_kind_of, most_volume, rules_on, warnings
from donors.intake.components import Component, component_said
from donors.intake.fields import Field
from donors.intake.findings import Code
from donors.intake.people import Birth, PersonRow, Sex

DRIVE = dt.date(2026, 11, 28)


def codes(person: PersonRow, *, last_kind: Component = Component.WHOLE_BLOOD) -> list[Code]:
    return [finding.code for finding in warnings(person, on=DRIVE, last_kind=last_kind)]


@pytest.mark.parametrize(
    ("birth", "code"),
    [
        (Birth(2008, 11, 28), None),  # 18 on the day
        (Birth(2008, 11, 29), Code.AGE_UNDER),
        (Birth(2008, 12), Code.AGE_UNDER),
        (Birth(2008, 11), None),  # may be
        (Birth(2008), None),
        (Birth(2009), Code.AGE_UNDER),
        (Birth(1966, 11, 28), None),  # 60 on the day
        (Birth(1966, 11, 27), Code.AGE_OVER),
        (Birth(1966, 10), Code.AGE_OVER),
        (Birth(1966), None),
        (Birth(1965), Code.AGE_OVER),
        (None, None),
    ],
)
def test_age_on_the_day_of_the_drive(birth: Birth | None, code: Code | None) -> None:
    assert codes(PersonRow(row=1, birth=birth)) == ([code] if code else [])


def test_who_is_born_on_a_leap_day_is_eighteen_on_the_first_of_march() -> None:
    person = PersonRow(row=1, birth=Birth(2008, 2, 29))
    assert [finding.code for finding in warnings(person, on=dt.date(2026, 2, 28))] == [Code.AGE_UNDER]
    assert warnings(person, on=dt.date(2026, 3, 1)) == []


@pytest.mark.parametrize(
    ("days", "kind", "is_too_soon"),
    [
        (84, Component.WHOLE_BLOOD, False),
        (83, Component.WHOLE_BLOOD, True),
        (83, Component.RED_CELLS, True),
        (14, Component.PLATELETS, False),
        (13, Component.PLATELETS, True),
        (13, Component.PLASMA, True),
        (0, Component.WHOLE_BLOOD, True),
        (-1, Component.WHOLE_BLOOD, False),  # a donation after the drive says nothing about it
    ],
)
def test_the_interval_goes_by_the_last_donation(days: int, kind: Component, is_too_soon: bool) -> None:
    person = PersonRow(row=1, last_donation=DRIVE - dt.timedelta(days=days))
    assert codes(person, last_kind=kind) == ([Code.TOO_SOON] if is_too_soon else [])


@pytest.mark.parametrize(
    ("cell", "kind", "rest"),
    [
        ("15/3/2026 (tiểu cầu)", Component.PLATELETS, "15/3/2026"),
        ("Hiến tiểu cầu 15/3/2026", Component.PLATELETS, "15/3/2026"),
        ("15/3/2026 - TC", Component.PLATELETS, "15/3/2026"),
        ("Gạn tách tiểu cầu: 15/3/2026", Component.PLATELETS, "15/3/2026"),
        ("15.3.2026, huyết tương", Component.PLASMA, "15.3.2026"),
        ("15/3/2026 khối hồng cầu", Component.RED_CELLS, "15/3/2026"),
        ("15/3/2026 (TP)", Component.WHOLE_BLOOD, "15/3/2026"),
        ("máu toàn phần 15/3/2026", Component.WHOLE_BLOOD, "15/3/2026"),
        ("15/3/2026", None, "15/3/2026"),
        ("tháng 3/2026", None, "tháng 3/2026"),
        ("chưa", None, "chưa"),
    ],
)
def test_what_was_taken_last_is_read_beside_the_day(cell: str, kind: Component | None, rest: str) -> None:
    assert component_said(cell) == (kind, rest)
    person = PersonRow(row=1, written={Field.LAST_DONATION: cell})
    assert last_kind_of(person) is (kind or Component.WHOLE_BLOOD)


@given(st.text())
def test_no_text_breaks_reading_what_was_taken(text: str) -> None:
    kind, rest = component_said(text)
    assert kind is not None or rest == text


def test_too_soon_says_from_which_day() -> None:
    (finding,) = warnings(PersonRow(row=1, last_donation=dt.date(2026, 9, 20)), on=DRIVE)
    assert finding.detail == {"last": "20/9/2026", "weeks": "12", "from": "13/12/2026"}


@pytest.mark.parametrize(
    ("sex", "weight", "is_under"),
    [
        (Sex.FEMALE, 42, False),
        (Sex.FEMALE, 41, True),
        (Sex.MALE, 45, False),
        (Sex.MALE, 44, True),
        (None, 44, False),  # certain only under the lower limit
        (None, 41, True),
        (Sex.MALE, None, False),
    ],
)
def test_weight_by_sex(sex: Sex | None, weight: int | None, is_under: bool) -> None:
    assert codes(PersonRow(row=1, sex=sex, weight=weight)) == ([Code.WEIGHT_UNDER] if is_under else [])


@pytest.mark.parametrize(
    ("weight", "volume", "is_over"),
    [
        (44, 250, False),
        (44, 350, True),
        (45, 350, False),
        (49, 450, True),
        (50, 450, False),
        (60, 500, False),
        (90, 550, True),
        (None, 450, False),
        (None, 550, True),
        (44, None, False),
    ],
)
def test_volume_by_weight(weight: int | None, volume: int | None, is_over: bool) -> None:
    person = PersonRow(row=1, sex=Sex.FEMALE, weight=weight, volume=volume)
    assert codes(person) == ([Code.VOLUME_OVER] if is_over else [])


@given(st.integers(42, 200))
def test_nobody_is_asked_for_more_than_the_rule_allows(weight: int) -> None:
    rules = rules_on(DRIVE)
    volume = most_volume(weight, rules)
    assert volume <= rules.most_volume
    assert volume == rules.light_volume if weight < rules.light_below else volume <= rules.most_per_kg * weight
    assert most_volume(weight + 1, rules) >= volume


def test_the_figures_are_dated_and_name_their_source() -> None:
    assert [rules.since for rules in RULES] == sorted((rules.since for rules in RULES), reverse=True)
    assert all("Thông tư" in rules.source for rules in RULES)
    assert rules_on(dt.date(2010, 1, 1)) is RULES[-1]
