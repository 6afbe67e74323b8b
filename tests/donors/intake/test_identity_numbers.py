"""An identity number comes through text, number and exponent; a lost zero is told from a slip by the birth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.cells import Read, text_of
from donors.intake.findings import Code
from donors.intake.identity_numbers import PROVINCES, birth_year_of, identity_of, sex_of
from donors.intake.people import Birth, Sex

WOMAN_1990 = "038190000001"
numbers = st.builds(
    "{}{}{:02}{:06}".format,
    st.sampled_from(sorted(PROVINCES)),
    st.integers(0, 3),
    st.integers(0, 99),
    st.integers(1, 999_999),
)


def codes(result: Read[str]) -> list[Code]:
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    "text",
    [WOMAN_1990, "038 190 000 001", "038.190.000.001", "'038190000001", "CCCD: 038190000001", "038190000001 (mới)"],
)
def test_twelve_digits_are_read_however_they_are_spaced(text: str) -> None:
    assert identity_of(text, Birth(1990), Sex.FEMALE) == Read(WOMAN_1990)


@given(numbers)
def test_every_number_comes_back_with_its_zero_where_the_birth_agrees(number: str) -> None:
    year, sex = birth_year_of(number), sex_of(number)
    assert year
    birth = Birth(year)
    assert identity_of(number, birth, sex) == Read(number)
    for cell in (int(number), float(number), number.lstrip("0")):
        result = identity_of(text_of(cell), birth, sex)
        assert result.value == number
        assert codes(result) == [Code.IDENTITY_LOST_ZERO]
        assert not result.findings[0].choices


@pytest.mark.parametrize(("birth", "sex"), [(None, None), (Birth(1991), None), (Birth(1990), Sex.MALE)])
def test_a_lost_zero_is_asked_where_the_row_does_not_agree(birth: Birth | None, sex: Sex | None) -> None:
    result = identity_of("38190000001", birth, sex)
    assert result.value is None
    assert result.findings[0].choices == (WOMAN_1990, "")


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("1.23E+11", None, Code.IDENTITY_LOST_DIGITS),
        ("3,819E+10", None, Code.IDENTITY_LOST_DIGITS),
        ("123000000000", None, Code.IDENTITY_LOST_DIGITS),  # what a spreadsheet made of 1.23E+11
        ("3.8190000001E+10", WOMAN_1990, Code.IDENTITY_LOST_ZERO),  # all its digits are there
        ("1190000001", "001190000001", Code.IDENTITY_LOST_ZERO),  # Hà Nội loses two
        ("012345678", "012345678", Code.IDENTITY_OLD_CARD),
        ("012345678/038190000001", WOMAN_1990, None),
        ("012345678 038190000001", WOMAN_1990, None),
        ("CMND 012345678", "012345678", Code.IDENTITY_OLD_CARD),
        ("99190000001", None, Code.IDENTITY_UNREADABLE),
        ("0912000111", None, Code.IDENTITY_UNREADABLE),
        ("B1234567", None, Code.IDENTITY_UNREADABLE),
        ("0381900000012", None, Code.IDENTITY_UNREADABLE),
        ("9" * 200, None, Code.IDENTITY_UNREADABLE),
    ],
)
def test_what_else_stands_in_the_column(text: str, value: str | None, code: Code | None) -> None:
    result = identity_of(text, Birth(1990), None)
    assert result.value == value
    assert codes(result) == ([code] if code else [])


@pytest.mark.parametrize(
    ("number", "birth", "sex", "reasons"),
    [
        (WOMAN_1990, Birth(1991), Sex.FEMALE, ["birth"]),
        (WOMAN_1990, Birth(1990), Sex.MALE, ["sex"]),
        ("038305000001", Birth(2005), Sex.FEMALE, []),
        ("038105000001", Birth(2005), Sex.FEMALE, ["birth"]),  # the digit of the last century
        ("003190000001", Birth(1990), Sex.FEMALE, ["province"]),
        ("003090000001", Birth(1991), Sex.FEMALE, ["province", "birth", "sex"]),
    ],
)
def test_digits_that_tell_something_else_are_kept_and_said(
    number: str, birth: Birth, sex: Sex, reasons: list[str]
) -> None:
    result = identity_of(number, birth, sex)
    assert result.value == number
    assert [(finding.detail or {})["reason"] for finding in result.findings] == reasons


@pytest.mark.parametrize(("text", "guess"), [("0381900O0001", WOMAN_1990), ("12345678", "012345678")])
def test_a_slip_is_offered_mended(text: str, guess: str) -> None:
    (finding,) = identity_of(text, None, None).findings
    assert (finding.code, finding.choices) == (Code.IDENTITY_UNREADABLE, (guess, ""))


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    value = identity_of(text, None, None).value
    assert value is None or (value.isdigit() and len(value) in {9, 12})
