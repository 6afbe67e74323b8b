"""Invented figures that come out the same every time and add up exactly; free of the database."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from quotas.splitting import split
from quotas.tallies import Counts


def varied(salt: str, low: int, high: int) -> int:
    """A whole number from low to high that looks random and depends on the salt alone."""
    return low + zlib.crc32(salt.encode()) % (high - low + 1)


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts in proportion to the weights that sum to the total."""
    return [share.amount for share in split(total, weights)]


def results(total: int, quotas: Sequence[int], names: Sequence[str], *, salt: str) -> list[int]:
    """What each unit came to, so that all sum to the total: around its quota, some well above and some well below."""
    return spread(total, [quota * varied(f"{salt} {name}", 55, 160) for quota, name in zip(quotas, names, strict=True)])


def counts(bags: int, *, salt: str) -> Counts:
    """A whole row for so many bags: a bag per donor, every present person donated, was deferred or not drawn."""
    deferred = bags * varied(f"{salt} deferred", 6, 16) // 100
    not_drawn = bags * varied(f"{salt} not drawn", 0, 3) // 100
    present = bags + deferred + not_drawn
    large, middle = bags * varied(f"{salt} 450", 1, 6) // 100, bags * varied(f"{salt} 350", 22, 38) // 100
    return Counts(
        registered=present + bags * varied(f"{salt} stayed away", 3, 15) // 100,
        present=present,
        donated=bags,
        deferred=deferred,
        not_drawn=not_drawn,
        bags_250=bags - large - middle,
        bags_350=middle,
        bags_450=large,
    )
