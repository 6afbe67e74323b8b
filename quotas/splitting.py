"""Splitting a quota exactly: whole units that sum to the whole, the remainder to the largest fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a split: whole units, of which `extra` came from the remainder, and the exact share."""

    amount: int
    extra: int
    exact: Fraction


def split(total: int, weights: Sequence[int], *, minimum: int = 0) -> list[Share]:
    """Split `total` in proportion to `weights`, whole numbers that sum to it exactly.

    Each part gets at least `minimum`; the rest is shared by weight, and what the whole parts leave over goes one by
    one to the largest fractions (ties to the earlier part). All weights zero means an even split. Raises ValueError
    for a negative total or weight, for no parts, and where the minimum alone exceeds the total.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("total and weights must not be negative")
    if not weights:
        raise ValueError("nothing to split over")
    spare = total - minimum * len(weights)
    if spare < 0:
        raise ValueError("the minimum alone exceeds the total")
    used = list(weights) if any(weights) else [1] * len(weights)
    exact = [Fraction(spare * weight, sum(used)) for weight in used]
    whole = [int(part) for part in exact]
    order = sorted(range(len(used)), key=lambda index: (whole[index] - exact[index], index))
    lucky = set(order[: spare - sum(whole)])
    return [
        Share(amount=minimum + whole[index] + (index in lucky), extra=int(index in lucky), exact=minimum + exact[index])
        for index in range(len(used))
    ]
