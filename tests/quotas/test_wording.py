"""A target in words, as the plans of the field print it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import BloodUnit
from core.text.numbers import NBSP, parse_integer
from quotas.aims import OFFERED, OFFERED_IN_WINDOW
from quotas.models import Comparator, Metric, QuotaKind
from quotas.wording import NAMES, Figure, figure_in_words, target_in_words

COUNT, PERCENT, SHARE = QuotaKind.COUNT, QuotaKind.PERCENT, QuotaKind.YEAR_SHARE


@pytest.mark.parametrize(
    ("figure", "metric", "kind", "words"),
    [
        (Figure(550, 650, Comparator.BETWEEN), Metric.REACHED, COUNT, "từ 550 đến 650 lượt người"),
        (Figure(330, None, Comparator.MORE_THAN), Metric.BLOOD_UNITS, COUNT, "trên 330 đơn vị máu"),
        (Figure(1100), Metric.BLOOD_UNITS, COUNT, "1.100 đơn vị máu"),
        (Figure(75), Metric.REPEAT_DONORS, PERCENT, "75% người hiến máu nhắc lại"),
        (Figure(100), Metric.UNITS, QuotaKind.COVERAGE, "100% đơn vị tham gia"),
        (Figure(15), Metric.BLOOD_UNITS, SHARE, "ít nhất 15% chỉ tiêu cả năm"),
        (Figure(60, None, Comparator.MORE_THAN), Metric.LARGE_BAGS, PERCENT, "trên 60% túi máu từ 350 ml"),
        (Figure(10, 15, Comparator.BETWEEN), Metric.BLOOD_UNITS, SHARE, "từ 10% đến 15% chỉ tiêu cả năm"),
        (Figure(20, 20, Comparator.BETWEEN), Metric.RESERVE_DONORS, COUNT, "20 người hiến máu dự bị"),
    ],
)
def test_a_target_reads_as_plans_print_it(figure: Figure, metric: Metric, kind: QuotaKind, words: str) -> None:
    assert target_in_words(figure, metric, kind).replace(NBSP, " ") == words


@pytest.mark.parametrize(
    ("metric", "kind", "words"),
    [
        (Metric.BLOOD_UNITS, COUNT, "trên 330 đơn vị máu toàn phần"),
        (Metric.BLOOD_UNITS, SHARE, "trên 330% chỉ tiêu cả năm"),
        (Metric.REGISTERED, COUNT, "trên 330 người đăng ký"),
    ],
)
def test_a_plan_of_whole_blood_says_so_of_its_blood_alone(metric: Metric, kind: QuotaKind, words: str) -> None:
    figure = Figure(330, comparator=Comparator.MORE_THAN)
    assert target_in_words(figure, metric, kind, BloodUnit.WHOLE).replace(NBSP, " ") == words


@given(
    low=st.integers(0, 1_000_000),
    more=st.integers(1, 1_000_000),
    comparator=st.sampled_from(Comparator),
    kind=st.sampled_from(QuotaKind),
    metric=st.sampled_from(Metric),
)
def test_the_words_hold_the_figures_and_nothing_else(
    low: int, more: int, comparator: Comparator, kind: QuotaKind, metric: Metric
) -> None:
    figure = Figure(low, low + more if comparator == Comparator.BETWEEN else None, comparator)
    words = figure_in_words(figure, kind)
    numbers = [parse_integer(text) for text in re.findall(r"[\d.]+", words)]
    assert numbers == ([low, low + more] if comparator == Comparator.BETWEEN else [low])
    assert words.count("%") == (len(numbers) if kind.is_share else 0)
    assert ("trên" in words) == (comparator == Comparator.MORE_THAN)
    assert target_in_words(figure, metric, kind).startswith(words + NBSP)


@given(low=st.integers(0, 100_000), value=st.integers(0, 100_000))
def test_more_than_is_not_met_by_the_figure_itself(low: int, value: int) -> None:
    assert Figure(low).is_met_by(value) == (value >= low)
    assert Figure(low, comparator=Comparator.MORE_THAN).is_met_by(value) == (value > low)


def test_every_offered_target_has_a_name() -> None:
    assert set(OFFERED) | set(OFFERED_IN_WINDOW) <= set(NAMES)
