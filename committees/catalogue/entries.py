"""What a catalogue of administrative units holds, free of the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from committees.models import Level, Succession

Kind = Succession.Kind


class Key(NamedTuple):
    """What tells one entry from another: the vintage of its list, its level, its official code."""

    vintage: str
    level: Level
    code: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A former or other name. `valid_to` is its last day; a name without dates is merely known."""

    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of one list. `parent` is None for a province, which hangs below the national unit."""

    key: Key
    name: str
    parent: Key | None
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry ended and another continues it."""

    predecessor: Key
    successor: Key
    kind: Kind
    is_whole: bool
    effective_on: date
    decision: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Entries, parents before children, and the links between them."""

    entries: tuple[Entry, ...]
    links: tuple[Link, ...]

    def count(self, vintage: str, level: Level) -> int:
        """How many entries one list has at one level."""
        return sum(1 for entry in self.entries if entry.key.vintage == vintage and entry.key.level == level)

    def of_provinces(self, codes: Collection[str], vintage: str) -> Catalogue:
        """The part below these provinces of one list and below the provinces they succeeded or were succeeded by."""
        wanted = {Key(vintage, Level.PROVINCE, code) for code in codes}
        for link in self.links:
            if link.predecessor.level == Level.PROVINCE and wanted & {link.predecessor, link.successor}:
                wanted |= {link.predecessor, link.successor}
        entries = tuple(_below(self.entries, wanted))
        kept = {entry.key for entry in entries}
        links = tuple(link for link in self.links if link.predecessor in kept and link.successor in kept)
        return Catalogue(entries, links)


def _below(entries: Iterable[Entry], tops: set[Key]) -> Iterable[Entry]:
    kept = set(tops)
    for entry in entries:
        if entry.key in tops or entry.parent in kept:
            kept.add(entry.key)
            yield entry
