"""Words across a text: abbreviations before they are explained, and stretches that were written twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from reports.checks import symbols
from reports.checks.findings import Finding
from reports.checks.stretches import Stretch

# --- Abbreviations ----------------------------------------------------------------------------------

_SHORT = re.compile(r"(?<![\w/-])[A-ZĐ]{2,}(?![\w/])")
_EXPLAINED = re.compile(
    r"\(\s*(?:(?:sau đây|dưới đây)?,?\s*(?:gọi|viết)(?: và viết)? tắt(?: chung)?(?: là)?\s*:?\s*)?"
    r"[“\"]?([A-ZĐ]{2,})[”\"]?\s*\)",
    re.IGNORECASE,
)
# What readers of such documents meet in every one of them, and the numerals.
_KNOWN = frozenset({"UBND", "HĐND", "MTTQ", "UBMTTQ", "THPT", "THCS", "TP", "VT", "HIV", "AIDS", "BHYT", "BHXH", "SOS"})
_ROMAN = re.compile(r"[IVXLC]+")
# Those of this field: a text that never explains them is told so; others may be names (VNPT, FPT).
_OF_THE_FIELD = frozenset({"HMTN", "BCĐ", "BCD", "VĐHMTN", "CTĐ", "BCĐQG", "TNV", "HMNĐ", "ĐVM"})


@dataclass(frozen=True, slots=True)
class _Use:
    said: Stretch
    start: int
    end: int
    explains: bool


def abbreviations(stretches: Iterable[Stretch]) -> Iterator[Finding]:
    """An abbreviation whose first use does not explain it: it is explained only later, or never."""
    uses: dict[str, list[_Use]] = {}
    for said in stretches:
        if not said.text.isupper():
            for word, use in _uses(said):
                uses.setdefault(word, []).append(use)
    for word, found in uses.items():
        first = found[0]
        later = any(use.explains for use in found)
        if first.explains or not (later or word in _OF_THE_FIELD):
            continue
        spot = (first.said.spot(first.start, first.end),)
        if later:
            yield Finding(_("“%(word)s” dùng trước khi được giải thích; giải thích ở lần đầu.") % {"word": word}, spot)
        else:
            sentence = _("“%(word)s” chưa được giải thích; lần đầu ghi đủ rồi ghi “(%(word)s)”.")
            yield Finding(sentence % {"word": word}, spot)


def _uses(said: Stretch) -> Iterator[tuple[str, _Use]]:
    explained = {found.start(1) for found in _EXPLAINED.finditer(said.text) if found[1].isupper()}
    cited = symbols.spans_of(said.text)
    for found in _SHORT.finditer(said.text):
        start, end = found.span()
        if found[0] in _KNOWN or _ROMAN.fullmatch(found[0]) or said.is_bound(start, end):
            continue
        if not any(first <= start < last for first, last in cited):
            yield found[0], _Use(said, start, end, start in explained)


# --- Written twice ----------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
_LONGEST, _SHORTEST = 15, 3  # words of a stretch that may stand twice; shorter ones may be meant so
# Words that nobody doubles on purpose ("luôn luôn", "ngày ngày" are right).
_ONCE = frozenset(
    {
        *("các", "những", "và", "của", "là", "cho", "để", "được", "trong", "tại", "về", "theo", "với", "đã", "sẽ"),
        *("bị", "do", "khi", "như", "có", "này", "đến", "trên", "một", "cùng"),
    }
)


def written_twice(stretches: Iterable[Stretch]) -> Iterator[Finding]:
    """A word ("các các"), or three words and more, that stand twice with nothing between."""
    for said in stretches:
        for first, middle, last in _twice(said.text):
            if not said.is_bound(first, last):
                sentence = _("“%(words)s” viết hai lần liền nhau; bỏ một lần.") % {"words": said.text[first:middle]}
                yield Finding(sentence, (said.spot(first, last),))


def _twice(text: str) -> Iterator[tuple[int, int, int]]:
    """From where, to the end of the first time, to the end of the second."""
    words = list(_WORD.finditer(text))
    folded = [found[0].lower() for found in words]
    joined = [text[one.end() : two.start()].isspace() for one, two in pairwise(words)]
    taken: set[int] = set()
    for size in (*range(_LONGEST, _SHORTEST - 1, -1), 1):
        for start in _doubled(folded, joined, size):
            if start in taken or (size == 1 and folded[start] not in _ONCE):
                continue
            taken.update(range(start, start + 2 * size))
            yield words[start].start(), words[start + size - 1].end(), words[start + 2 * size - 1].end()


def _doubled(words: list[str], joined: list[bool], size: int) -> Iterator[int]:
    """Where `size` words stand and then the same words again, with spaces alone between all of them."""
    run = 0
    for index in range(len(words) - size):
        run = run + 1 if words[index] == words[index + size] else 0
        start = index - size + 1
        if run >= size and all(joined[start : start + 2 * size - 1]):
            run = 0
            yield start
