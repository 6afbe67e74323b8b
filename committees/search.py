"""Finding a unit by what a person remembers of its name: without marks, a part of it, an old name, the old district.

The catalogue is public, so trigram indexes on the folded names serve here (and only here): each word of the query is
the beginning of a word of the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import Level, Succession, Unit, UnitAlias
from core.scope import after_subtree, ancestors
from core.text.dates import short_date
from core.text.folding import fold, fold_loose, words

_KINDS = (
    "thanh pho", "thi xa", "thi tran", "dac khu", "khu vuc", "to dan pho", "khu pho",
    "tinh", "huyen", "quan", "xa", "phuong", "thon", "ban", "ap", "khom", "buon", "lang", "xom", "truong",
)  # fmt: skip
_ABBREVIATIONS = {
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "tdp": "to dan pho",
    "hcm": "ho chi minh",
    "tphcm": "thanh pho ho chi minh",
    "hn": "ha noi",
}
_EXACT, _BEGINNING, _WORDS = range(3)
_MOST_PLACES = 100
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """One find: the unit, the old name that was met (or ""), where it lies, and what continues it if it has ended."""

    unit: Unit
    matched_alias: str
    place: str
    continued_by: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """ "đến 30/6/2025, nay là Xã Bình Sơn" for an ended unit, "tên cũ: Tỉnh Đồng Nai" for a former name."""
        parts = []
        if self.matched_alias:
            parts.append(_("tên cũ: %(name)s") % {"name": self.matched_alias})
        if self.unit.valid_to is not None:
            parts.append(_("đến %(day)s") % {"day": short_date(self.unit.valid_to)})
        if self.continued_by:
            parts.append(_("nay là %(names)s") % {"names": ", ".join(self.continued_by)})
        return ", ".join(parts)


class _Hit(NamedTuple):
    rank: int
    has_ended: bool
    is_alias: bool
    level: int
    name_sort: str
    unit_id: int
    alias: str


def search_units(text: str, *, limit: int = 20, within: str | None = None, on: date | None = None) -> list[FoundUnit]:
    """Units whose present or former name fits: the whole name first, then beginnings, then words inside.

    What follows a comma, or the last words where nothing else fits, names a place above: "Bình Hải, Bình Sơn".
    Among equals, units that live on the day `on` (today unless told) come before ended ones. `within` is the path of
    the subtree to look in. Two kinds of spelling are one: hòa/hoà, Mỹ/Mĩ.
    """
    name, *places = [_query_words(part) for part in text.split(",")]
    day = on or timezone.localdate()
    hits = _hits(name, _within_places([place for place in places if place], within), day, limit)
    if not hits and not any(places):
        hits = _hits_by_last_words(name, within, day, limit)
    return _described(hits)


def place_of(unit: Unit) -> str:
    """ "Xã Bình Hải, huyện Bình Sơn, tỉnh Quảng Ngãi": the unit and what it lies in, without the country."""
    return _places([unit])[unit.pk]


def _query_words(text: str) -> list[str]:
    return [word for given in words(text)[:_MOST_WORDS] for word in _ABBREVIATIONS.get(given, given).split()]


def _spellings(word: str) -> list[str]:
    """The word, and with i for y or y for i where that is the same word: "my" is "mi"."""
    swapped = (word[:-1] + other for last, other in (("i", "y"), ("y", "i")) if word.endswith(last))
    return [word, *(other for other in swapped if fold_loose(other) == fold_loose(word))]


def _either_spelling(query: Sequence[str]) -> list[str]:
    """One regular expression a word. The other spelling must be the whole word: "ly" is "li" but no part of "linh"."""
    spellings = ([word, *(rf"{other}\M" for other in _spellings(word)[1:])] for word in query)
    return [f"(?:{'|'.join(either)})" for either in spellings]


def _fitting(query: Sequence[str]) -> Q:
    """Names in which every word of the query begins a word."""
    fitting = Q()
    for word in _either_spelling(query):
        fitting &= Q(name_fold__regex=rf"\m{word}")
    return fitting


def _rank(query: Sequence[str]) -> Case | Value:
    if " ".join(query) in _KINDS:
        return Value(_WORDS)  # "xã" alone fits ten thousand names equally well
    whole = r"[^[:alnum:]]+".join(_either_spelling(query))
    start = rf"^(?:(?:{'|'.join(_KINDS)}) )?{whole}"
    return Case(
        When(name_fold__regex=rf"{start}$", then=Value(_EXACT)),
        When(name_fold__regex=rf"{start}\M", then=Value(_BEGINNING)),
        default=Value(_WORDS),
        output_field=IntegerField(),
    )


def _level_order(prefix: str = "") -> Case:
    order = [When(**{f"{prefix}level": level}, then=Value(place)) for place, level in enumerate(Level.values)]
    return Case(*order, default=Value(len(order)), output_field=IntegerField())


def _hits(query: Sequence[str], where: Q | None, day: date, limit: int) -> list[_Hit]:
    """The best hits among the units and their aliases for which `where` holds; None: there is no such place."""
    if not query or where is None:
        return []
    ended, order = _has_ended(day), _level_order()
    named = (
        Unit.objects.filter(_fitting(query) & where)
        .annotate(rank=_rank(query), order=order, has_ended=ended)
        .order_by("rank", "has_ended", "order", "name_sort", "id")
        .values_list("rank", "has_ended", "order", "name_sort", "id")[:limit]
    )
    hits = [_Hit(rank, bool(ended), False, order, sort, pk, "") for rank, ended, order, sort, pk in named]
    known = {hit.unit_id for hit in hits}
    best: dict[int, _Hit] = {}
    for hit in _former_names(query, where, day, limit):
        if hit.unit_id not in known:
            best.setdefault(hit.unit_id, hit)
    return sorted([*hits, *best.values()])[:limit]


def _former_names(query: Sequence[str], where: Q, day: date, limit: int) -> list[_Hit]:
    rows = (
        UnitAlias.objects.filter(_fitting(query) & where)
        .annotate(rank=_rank(query), order=_level_order("unit__"), has_ended=_has_ended(day, "unit__"))
        .order_by("rank", "has_ended", "order", "unit__name_sort", "unit_id", "name")
        .values_list("rank", "has_ended", "order", "unit__name_sort", "unit_id", "name")[:limit]
    )
    return [_Hit(rank, bool(ended), True, order, sort, pk, name) for rank, ended, order, sort, pk, name in rows]


def _hits_by_last_words(query: Sequence[str], within: str | None, day: date, limit: int) -> list[_Hit]:
    """Hits for the longest beginning of the query whose remaining words are the whole name of a place above."""
    tails = {" ".join(query[cut:]): cut for cut in range(1, len(query))}
    names = {f"{kind} {tail}".lstrip(): tail for tail in tails for kind in ("", *_KINDS)}
    paths: dict[int, list[str]] = {}
    for path, name in Unit.objects.filter(name_fold__in=names).values_list("path", "name_fold")[:_MOST_PLACES]:
        paths.setdefault(tails[names[name]], []).append(path)
    for cut in sorted(paths, reverse=True):
        if hits := _hits(query[:cut], _inside_of(within) & _under_any(paths[cut]), day, limit):
            return hits
    return []


def _has_ended(day: date, prefix: str = "") -> Case:
    return Case(When(**{f"{prefix}valid_to__lt": day}, then=Value(1)), default=Value(0), output_field=IntegerField())


def _inside_of(within: str | None) -> Q:
    return Q(path__gte=within, path__lt=after_subtree(within)) if within else Q()


def _under_any(paths: Iterable[str]) -> Q:
    below = Q()
    for path in paths:
        below |= Q(path__gt=path, path__lt=after_subtree(path))
    return below


def _within_places(places: Sequence[Sequence[str]], within: str | None) -> Q | None:
    """Paths in the subtree `within` and below a unit of each of the places; None where a place does not exist."""
    where = _inside_of(within)
    for place in places:
        tops = Unit.objects.filter(_fitting(place)).annotate(rank=_rank(place), order=_level_order())
        paths = tops.order_by("rank", "order", "id").values_list("path", flat=True)[:_MOST_PLACES]
        if not paths:
            return None
        where &= _under_any(paths)
    return where


def _described(hits: Sequence[_Hit]) -> list[FoundUnit]:
    units = Unit.objects.in_bulk([hit.unit_id for hit in hits])
    places = _places(units.values())
    continued: dict[int, list[str]] = {}
    ended = [unit.pk for unit in units.values() if unit.valid_to is not None]
    links = Succession.objects.filter(predecessor__in=ended).exclude(kind=Succession.Kind.MOVED)
    for unit_id, name in links.order_by("successor__name_sort").values_list("predecessor_id", "successor__name"):
        continued.setdefault(unit_id, []).append(name)
    return [
        FoundUnit(units[hit.unit_id], hit.alias, places[hit.unit_id], tuple(continued.get(hit.unit_id, ())))
        for hit in hits
    ]


def _places(units: Iterable[Unit]) -> dict[int, str]:
    paths = {unit.pk: ancestors(unit.path) for unit in units}
    needed = {path for above in paths.values() for path in above}
    names = dict(Unit.objects.filter(path__in=needed).exclude(level=Level.NATIONAL).values_list("path", "name"))
    return {
        unit.pk: ", ".join([unit.name, *(_inside(names[path]) for path in reversed(paths[unit.pk]) if path in names)])
        for unit in units
    }


def _inside(name: str) -> str:
    """A name in the middle of a line: "Huyện Bình Sơn" → "huyện Bình Sơn"."""
    return name[:1].lower() + name[1:] if fold(name).startswith(tuple(f"{kind} " for kind in _KINDS)) else name
