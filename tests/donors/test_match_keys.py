"""Numbers are matched by keyed hashes: equal for equal numbers, useless without the installation's key."""

import datetime as dt
import unicodedata

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from donors.identity import Reason, Verdict, compared
from donors.intake.people import Birth, PersonRow, Sex
from donors.match_keys import LENGTH, MatchKeys, identity_key, keys_with, name_key, person_of_row, phone_key
from donors.names import Population

NUMBER, OLD_CARD, PHONE = "038190000001", "123456789", "0900000001"


def test_one_number_has_one_key_and_another_has_another() -> None:
    assert identity_key(NUMBER) == identity_key(NUMBER) != identity_key("038190000002")
    assert phone_key(PHONE) == phone_key("0900 000 001") != phone_key("0900000002")


def test_a_key_does_not_show_its_number() -> None:
    for key in (identity_key(NUMBER), phone_key(PHONE)):
        assert NUMBER not in key
        assert PHONE not in key


def test_the_purposes_are_hashed_apart() -> None:
    keys = keys_with(b"key", identity=NUMBER, phone=NUMBER)
    assert keys.identity.partition(":")[2] != keys.phone


def test_an_identity_key_tells_an_old_card_from_a_new_one() -> None:
    assert (identity_key(NUMBER)[:3], identity_key(OLD_CARD)[:2]) == ("12:", "9:")


def test_blank_gives_blank() -> None:
    assert keys_with(b"key") == MatchKeys("", "", "")
    assert identity_key("") == phone_key("") == phone_key("  ") == name_key("", Birth(1990)) == ""
    assert name_key("Khúc Thừa Điềm", None) == ""


def test_two_installations_have_different_keys(settings: Settings) -> None:
    ours = identity_key(NUMBER), phone_key(PHONE), name_key("Khúc Thừa Điềm", Birth(1990))
    settings.MATCH_KEY = "another installation's"
    theirs = identity_key(NUMBER), phone_key(PHONE), name_key("Khúc Thừa Điềm", Birth(1990))
    assert all(one != other for one, other in zip(ours, theirs, strict=True))


def test_a_rotation_gives_what_the_new_key_will_give(settings: Settings) -> None:
    before = identity_key(NUMBER)
    second_column = keys_with(b"the new key", identity=NUMBER).identity
    assert second_column != before
    settings.MATCH_KEY = "the new key"
    assert identity_key(NUMBER) == second_column


def test_an_empty_key_is_refused(settings: Settings) -> None:
    settings.MATCH_KEY = ""
    with pytest.raises(ImproperlyConfigured):
        phone_key(PHONE)


def test_a_name_has_one_key_however_it_is_typed() -> None:
    key = name_key("Đặng Thị Hòa", Birth(1990))
    assert name_key(unicodedata.normalize("NFD", "ĐẶNG  THỊ HOÀ"), Birth(1990)) == key
    assert name_key("Đặng Thị Hòa", Birth(1991)) != key
    assert name_key("Đặng Thị Hòa", Birth(1990, 8, 5)) != key


@given(st.text(alphabet="0123456789", min_size=1, max_size=15))
def test_every_key_fits_its_column(number: str) -> None:
    keys = keys_with(b"key", identity=number, phone=number, name="An", birth=Birth(1990))
    assert all(0 < len(key) <= LENGTH for key in (keys.identity, keys.phone, keys.name))


def test_a_row_becomes_a_person_to_compare() -> None:
    row = PersonRow(
        row=4,
        name="Khúc Thừa Điềm",
        birth=Birth(1990, 8, 5),
        sex=Sex.MALE,
        identity=NUMBER,
        phone=PHONE,
        address="Thôn 3, An Lão",
        donations=4,
        last_donation=dt.date(2026, 4, 7),
    )
    person = person_of_row(row, unit_id=3)
    assert (person.birth_year, person.birth_month, person.birth_day) == (1990, 8, 5)
    assert (person.identity_key, person.phone_key) == (identity_key(NUMBER), phone_key(PHONE))
    assert person.place == {"3", "an", "lao"}
    again = person_of_row(PersonRow(row=9, name="KHUC THUA DIEM", phone=PHONE, birth=Birth(1990)), unit_id=5)
    found = compared(person, again, Population())
    assert found.verdict is Verdict.SAME
    assert Reason.SAME_PHONE in found.reasons


def test_a_row_that_holds_only_a_name_can_be_compared() -> None:
    person = person_of_row(PersonRow(row=1, name="Khúc Thừa Điềm"), unit_id=None)
    assert (person.birth_year, person.phone_key, person.identity_key, person.place) == (None, "", "", frozenset())
