"""Counts, volumes and weights, with or without their units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.measures import VOLUMES, WEIGHTS, count_of, milestone_count, volume_of, weight_of


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("11", 11),
        ("011", 11),
        ("11 lần", 11),
        ("11,0", 11),
        ("trên 20", 20),
        ("Trên 20 lần", 20),
        ("20+", 20),
        ("đã hiến 5 lần", 5),
        ("lần thứ 3", 3),
        ("3 lần hiến", 3),
        ("10 lần (2025)", 10),
        ("lần đầu", 0),
        ("chưa lần nào", 0),
        ("gần 20", None),
        ("chưa", 0),
        ("0", 0),
        ("nhiều", None),
        ("11/12", None),
        ("2019", None),
        ("-3", None),
    ],
)
def test_how_often(text: str, count: int | None) -> None:
    assert count_of(text) == count


@pytest.mark.parametrize(
    ("text", "milestone", "count"),
    [
        ("11", 10, 11),  # the count stands under its bracket
        ("10", 10, 10),
        ("x", 10, 10),
        ("1", 10, 10),  # a mark
        ("2019", 10, 10),  # reached in that year
        ("15/6/2019", 10, 10),
        ("có", 5, 5),
        ("8", 10, None),
        ("nhiều", 10, None),
        ("11/12", 10, None),
    ],
)
def test_a_count_under_its_milestone(text: str, milestone: int, count: int | None) -> None:
    assert milestone_count(text, milestone) == count


@pytest.mark.parametrize(
    ("text", "volume"),
    [
        ("350ml", 350),
        ("350 ML", 350),
        ("350", 350),
        ("350,0", 350),
        ("0,35 l", 350),
        ("0.35", 350),
        ("250cc", 250),
        ("0,45 lít", 450),
        ("350.000", 350),
        ("350 (ml)", 350),
        ("350 ml/lần", 350),
        ("350/450", None),
        ("1", None),
        ("35", None),
        ("3500", None),
        ("nhiều", None),
    ],
)
def test_volume(text: str, volume: int | None) -> None:
    assert volume_of(text) == volume


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("52", 52),
        ("52 kg", 52),
        ("52,5", 52),
        ("52.5kg", 52),
        ("trên 50", 50),
        (">50", 50),
        ("44,9 kg", 44),
        ("5", None),
        ("45-50", None),
        ("450", None),
        ("nhẹ", None),
    ],
)
def test_weight(text: str, weight: int | None) -> None:
    assert weight_of(text) == weight


@given(st.sampled_from(VOLUMES), st.sampled_from(["{}", "{} ml", "{}ml", "{}ML.", "{}.0", "{},0 ml", "{} cc"]))
def test_every_volume_comes_back(volume: int, style: str) -> None:
    assert volume_of(style.format(volume)) == volume
    assert volume_of(f"{volume / 1000:.3f} l".replace(".", ",")) == volume


@given(st.sampled_from(WEIGHTS), st.integers(0, 9), st.sampled_from(["{}", "{} kg", "{},{} kg", "{}.{}"]))
def test_every_weight_comes_back_in_whole_kilograms(weight: int, tenth: int, style: str) -> None:
    assert weight_of(style.format(weight, tenth)) == weight


@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    for parse in (count_of, volume_of, weight_of):
        value = parse(text)
        assert value is None or value >= 0
    milestone_count(text, 10)
