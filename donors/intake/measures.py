"""Counts, volumes and weights as lists write them."""

from __future__ import annotations

import re
from functools import lru_cache

from donors.intake.traits import is_marked

MOST_DONATIONS = 400  # nobody in the country is near it; a larger figure is a year, a volume or a slip
VOLUMES = range(100, 651)  # ml; 650 is the most an apheresis may take (Thông tư 26/2013/TT-BYT, Điều 4)
WEIGHTS = range(25, 251)  # kg

_COUNT = re.compile(
    r"(?:đã|hiến|lần|thứ|trên|hơn|khoảng|từ|>=|>|≥|~)*(\d{1,4})(?:[.,]0+)?\+?(?:lần|lan|l|đv|đơnvị)?(?:hiến)?\+?\.?"
)
_VOLUME = re.compile(r"(?:thểtích)?:?(\d{1,4}(?:[.,]\d{1,3})?)[(/]?(ml|cc|mililit|l|lít|lit)?\)?(?:/lần)?\.?")
_WEIGHT = re.compile(r"(?:trên|hơn|khoảng|gần|>=|>|≥|~)?(\d{2,3})(?:[.,]\d{1,2})?(?:kg|kgs|ký|kí|cân|kilogam)?\d?\.?")
_NONE_YET = frozenset({"chưa", "chưahiến", "chưalầnnào", "chưahiếnlầnnào", "lầnđầu", "lầnđầutiên", "mới"})
_NOTE = re.compile(r"\([^()]*\)$")  # "10 lần (2025)"
_YEAR_OR_DATE = re.compile(r"(?:\d{1,2}[/.\-]){0,2}(?:19[89]\d|20\d\d)")


@lru_cache(maxsize=2_000)
def count_of(text: str) -> int | None:
    """How often: "11", "11 lần", "trên 20" (20 are sure), "lần đầu" (none before)."""
    bare = _bare(_NOTE.sub("", text))
    if bare in _NONE_YET:
        return 0
    found = _COUNT.fullmatch(bare)
    return int(found[1]) if found and int(found[1]) <= MOST_DONATIONS else None


def milestone_count(text: str, milestone: int) -> int | None:
    """What stands under «10 lần»: a count of at least ten, or a mark, a date or a year that says ten were reached."""
    count = count_of(text)
    if count is not None and count >= milestone:
        return count
    is_reached = count == 1 or is_marked(text) or _YEAR_OR_DATE.fullmatch(text)
    return milestone if is_reached else None


@lru_cache(maxsize=2_000)
def volume_of(text: str) -> int | None:
    """Millilitres: "350ml", "350,0", "0,35 l", "250cc"."""
    if not (found := _VOLUME.fullmatch(_bare(text))):
        return None
    figure = float(found[1].replace(",", "."))
    if found[2] in {"l", "lít", "lit"} or (found[2] is None and figure < 1):
        figure *= 1000
    return round(figure) if abs(figure - round(figure)) < 1e-6 and round(figure) in VOLUMES else None


@lru_cache(maxsize=2_000)
def weight_of(text: str) -> int | None:
    """Whole kilograms, the part over them dropped: "52 kg", "52,5", "trên 50"."""
    found = _WEIGHT.fullmatch(_bare(text))
    return int(found[1]) if found and int(found[1]) in WEIGHTS else None


def _bare(text: str) -> str:
    return "".join(text.lower().split())
