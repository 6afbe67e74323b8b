"""Former names, which the wheel keeps only as runs of letters ("xanguyentrungtruc"), written out as words again.

The marks are lost in the source and are not invented here: "Xã Nguyen Trung Truc" is found by a search for "Nguyễn
Trung Trực" all the same, since a search compares folded text.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from core.text.folding import compose, fold, fold_loose

_TYPES = {
    "thitran": "Thị trấn",
    "thanhpho": "Thành phố",
    "phuong": "Phường",
    "huyen": "Huyện",
    "thixa": "Thị xã",
    "quan": "Quận",
    "tinh": "Tỉnh",
    "xa": "Xã",
}
_TYPE_WORDS = sorted(_TYPES.values(), key=len, reverse=True)
_UNKNOWN = float("inf")


def bare_name(name: str) -> str:
    """A name without the word that says what kind of unit it is: "Thị trấn Châu Ổ" → "Châu Ổ"."""
    return next((name[len(word) + 1 :] for word in _TYPE_WORDS if name.startswith(f"{word} ")), name)


class Speller:
    """Parts runs of letters into the syllables that occur in a body of names, the likeliest way."""

    def __init__(self, names: Iterable[str]) -> None:
        counts = Counter(syllable for name in names for syllable in fold(name).split() if syllable.isalpha())
        total = sum(counts.values())
        self._costs = {syllable: math.log(total / count) for syllable, count in counts.items()}
        self._longest = max(map(len, counts), default=0)

    def names(self, keys: Iterable[str], present: str) -> Iterator[str]:
        """The full names among a unit's alias keys, once each, without those that only repeat its present name."""
        seen = {fold_loose(present)}
        keys = list(keys)
        short = {key[len(kind) :] for key in keys for kind in _TYPES if key.startswith(kind)}
        for key in keys:
            # Beside "huyentinhgia" stands its short form "tinhgia", which is no province.
            name = "" if key in short else self.name(key, bare_name(compose(present)))
            if name and fold_loose(name) not in seen:
                seen.add(fold_loose(name))
                yield name

    def name(self, key: str, bare: str = "") -> str:
        """ "xatrungha" → "Xã Trung Ha"; with the same bare name as now, that one with its marks; "" where unclear.

        Short forms ("trungha", "q9") are left out: a search for part of a name finds the full one.
        """
        kind = next((kind for kind in _TYPES if key.startswith(kind) and len(key) > len(kind)), "")
        rest = key[len(kind) :]
        if not kind or rest.lstrip("0") != rest:
            return ""
        if fold(bare).replace(" ", "") == rest:
            return f"{_TYPES[kind]} {bare}"
        words = [rest] if rest.isdecimal() else self.syllables(rest)
        return " ".join([_TYPES[kind], *(word.capitalize() for word in words)]) if words else ""

    def syllables(self, letters: str) -> list[str]:
        """The likeliest parting of `letters` into known syllables; empty where there is none."""
        best: list[tuple[float, int]] = [(0.0, 0)]  # cost of the first n letters, start of their last syllable
        for end in range(1, len(letters) + 1):
            starts = range(max(0, end - self._longest), end)
            best.append(min((best[s][0] + self._costs.get(letters[s:end], _UNKNOWN), s) for s in starts))
        if best[-1][0] == _UNKNOWN:
            return []
        parted, end = [], len(letters)
        while end:
            start = best[end][1]
            parted.append(letters[start:end])
            end = start
        return parted[::-1]
