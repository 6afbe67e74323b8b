"""A split is exact, whatever the weights."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotas.splitting import split

WEIGHTS = st.lists(st.integers(0, 200_000), min_size=1, max_size=60)


@given(total=st.integers(0, 100_000), weights=WEIGHTS)
def test_split_sums_to_the_whole_and_never_strays_a_unit_from_the_exact_share(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    assert sum(share.amount for share in shares) == total
    assert all(abs(share.amount - share.exact) < 1 for share in shares)


@given(total=st.integers(0, 100_000), weights=WEIGHTS)
def test_split_gives_no_less_to_the_heavier(total: int, weights: list[int]) -> None:
    amounts = [share.amount for share in split(total, weights)]
    by_weight = sorted(zip(weights, amounts, strict=True))
    for (lighter, less), (heavier, more) in pairwise(by_weight):
        assert heavier == lighter or more >= less


@given(total=st.integers(0, 10_000), weights=WEIGHTS, minimum=st.integers(0, 20))
def test_split_keeps_the_minimum_or_says_it_cannot(total: int, weights: list[int], minimum: int) -> None:
    if minimum * len(weights) > total:
        with pytest.raises(ValueError, match="minimum"):
            split(total, weights, minimum=minimum)
        return
    shares = split(total, weights, minimum=minimum)
    assert min(share.amount for share in shares) >= minimum
    assert sum(share.amount for share in shares) == total


def test_split_gives_the_remainder_to_the_largest_fractions() -> None:
    shares = split(10, [1, 1, 1])
    assert [(share.amount, share.extra) for share in shares] == [(4, 1), (3, 0), (3, 0)]


def test_split_without_any_weight_is_even() -> None:
    assert [share.amount for share in split(7, [0, 0])] == [4, 3]


def test_split_refuses_what_makes_no_sense() -> None:
    for total, weights in ((-1, [1]), (5, []), (5, [-1, 2])):
        with pytest.raises(ValueError, match=r"negative|nothing"):
            split(total, weights)
