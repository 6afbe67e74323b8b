"""Sex and blood group, in the many ways of writing them."""

import pytest

from donors.intake.people import Sex
from donors.intake.traits import blood_of, is_marked, sex_of


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Nam", Sex.MALE),
        ("NAM", Sex.MALE),
        ("M", Sex.MALE),
        ("1", Sex.MALE),
        ("nữ", Sex.FEMALE),
        ("Nữ.", Sex.FEMALE),
        ("Nu", Sex.FEMALE),
        ("Nử", Sex.FEMALE),
        ("F", Sex.FEMALE),
        ("0", Sex.FEMALE),
        ("X", None),
        ("3", None),
        ("Nam/Nữ", None),
    ],
)
def test_sex(text: str, sex: Sex | None) -> None:
    assert sex_of(text) == sex


@pytest.mark.parametrize(
    ("text", "mark"), [("x", True), ("X", True), ("1", True), ("✓", True), ("Nữ", True), ("0", False), ("1990", None)]
)
def test_a_mark(text: str, mark: bool | None) -> None:
    assert is_marked(text) is mark


@pytest.mark.parametrize(
    ("text", "blood"),
    [
        ("A", ("A", "")),
        ("a", ("A", "")),
        ("A+", ("A", "+")),
        ("A +", ("A", "+")),
        ("A Rh(D)+", ("A", "+")),
        ("A, Rh(D) dương", ("A", "+")),
        ("AB(+)", ("AB", "+")),
        ("O Rh +", ("O", "+")),
        ("O Rh(+)", ("O", "+")),
        ("B/Rh-", ("B", "-")),
        ("B−", ("B", "-")),
        ("O Rh âm", ("O", "-")),
        ("0+", ("O", "+")),
        ("Nhóm máu O", ("O", "")),
        ("Nhóm AB+", ("AB", "+")),
        ("RH(+)", ("", "+")),
        ("Rh+", ("", "+")),
        ("(+)", ("", "+")),
        ("dương tính", ("", "+")),
        ("(A+)", ("A", "+")),
        ("Rh+ A", ("A", "+")),
        ("Rh(D)+, AB", ("AB", "+")),
        ("A1+", ("A", "+")),
        ("A2B", ("AB", "")),
        ("C", None),
        ("ABO", None),
        ("Rh", None),
        ("A hoặc B", None),
        ("12", None),
    ],
)
def test_blood_group(text: str, blood: tuple[str, str] | None) -> None:
    assert blood_of(text) == blood


@pytest.mark.parametrize("group", ["A", "B", "AB", "O"])
@pytest.mark.parametrize("sign", ["+", "-"])
@pytest.mark.parametrize(
    "style", ["{g}{s}", "{g} {s}", "{g}({s})", "{g} Rh{s}", "{g} Rh(D){s}", "{g} Rh D ({s})", "{g},RH({s})"]
)
def test_every_group_comes_back_from_every_style(group: str, sign: str, style: str) -> None:
    assert blood_of(style.format(g=group, s=sign)) == (group, sign)
