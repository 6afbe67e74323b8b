"""Brings the unit tree in line with the catalogue: creates what is missing, renames what was renamed, never more.

What a committee has set is its own: own units, parents, last days and names it gave itself stay as they are. Running
it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from committees.catalogue.entries import Alias, Catalogue, Entry, Key
from committees.models import BLOC_OF_LEVEL, Level, Succession, Unit, UnitAlias
from committees.succession import announce
from committees.tree import derived_names, new_path, next_ids
from core import audit, locks
from core.text.folding import fold

ROOT_NAME = "Việt Nam"
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import did. Every entry of the catalogue is in exactly one of the first four numbers."""

    created: int
    renamed: int
    unchanged: int
    left_alone: int
    aliases_created: int
    links_created: int

    @property
    def entries(self) -> int:
        """All entries of the catalogue."""
        return self.created + self.renamed + self.unchanged + self.left_alone


@transaction.atomic
def load(catalogue: Catalogue) -> Loaded:
    """Load the catalogue below the national unit, which is made when there is none. Needs a scope on the whole tree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.CATALOGUE])
    root = _root()
    present = _present()
    created = _create(root, [entry for entry in catalogue.entries if entry.key not in present], present)
    fresh = {unit.pk for unit in created}
    aliases = _alias_rows()
    renamed, left_alone = _rename(catalogue.entries, present, aliases, fresh)
    present_aliases = {(unit_id, name) for unit_id, name, _dated in aliases}
    aliases_created = _add_aliases(catalogue.entries, present, present_aliases, renamed)
    links = _add_links(catalogue, present)
    unchanged = len(catalogue.entries) - len(created) - len(renamed) - left_alone
    loaded = Loaded(len(created), len(renamed), unchanged, left_alone, aliases_created, len(links))
    if created or renamed or aliases_created or links:
        audit.record("units.imported", subject=root, path=root.path, after={**_numbers(loaded)})
        announce(links)
    return loaded


def _numbers(loaded: Loaded) -> dict[str, object]:
    return {name: getattr(loaded, name) for name in loaded.__slots__}


def _root() -> Unit:
    root = Unit.objects.filter(parent=None, level=Level.NATIONAL).order_by("id").first()
    if root is None:
        (unit_id,) = next_ids(1)
        root = Unit(pk=unit_id, path=new_path("", unit_id), level=Level.NATIONAL, name=ROOT_NAME)
        for name, value in derived_names(ROOT_NAME).items():
            setattr(root, name, value)
        root.save(force_insert=True)
    return root


def _present() -> dict[Key, Unit]:
    """Catalogue units of the database. A unit that a committee moved away ended under its key and still counts."""
    units = Unit.objects.filter(is_own=False).exclude(code="")
    return {Key(unit.vintage, Level(unit.level), unit.code): unit for unit in units}


def _create(root: Unit, entries: Sequence[Entry], present: dict[Key, Unit]) -> list[Unit]:
    """Rows for the missing entries, parents first; `present` learns of them."""
    units = []
    for entry, unit_id in zip(entries, next_ids(len(entries)), strict=True):
        parent = present[entry.parent] if entry.parent else root
        unit = Unit(
            pk=unit_id,
            parent=parent,
            path=new_path(parent.path, unit_id),
            level=entry.key.level,
            name=entry.name,
            bloc=BLOC_OF_LEVEL[entry.key.level],
            code=entry.key.code,
            vintage=entry.key.vintage,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            **derived_names(entry.name),
        )
        present[entry.key] = unit
        units.append(unit)
    Unit.objects.bulk_create(units, batch_size=_CHUNK)
    return units


def _alias_rows() -> list[tuple[int, str, bool]]:
    """(unit, name, whether the name has a last day) of every alias of a catalogue unit."""
    rows = UnitAlias.objects.filter(unit__is_own=False).values_list("unit_id", "name", "valid_to")
    return [(unit_id, name, valid_to is not None) for unit_id, name, valid_to in rows]


def _rename(
    entries: Iterable[Entry], present: dict[Key, Unit], aliases: list[tuple[int, str, bool]], fresh: set[int]
) -> tuple[dict[int, str], int]:
    """Units whose catalogue name changed, with their former names, and the number of those left alone.

    A unit is left alone where the catalogue still calls it by a name that a committee has ended: the committee heard
    of the renaming before this list did. So is a unit that was moved: its successor is the committee's.
    """
    ended_names = {(unit_id, name) for unit_id, name, has_ended in aliases if has_ended}
    moved = set(Succession.objects.filter(kind=Succession.Kind.MOVED).values_list("predecessor_id", flat=True))
    former: dict[int, str] = {}
    changed, left_alone = [], 0
    for entry in entries:
        unit = present[entry.key]
        if unit.pk in fresh:
            continue
        if unit.pk in moved or (unit.pk, entry.name) in ended_names:
            left_alone += 1
        elif unit.name != entry.name:
            former[unit.pk] = unit.name
            unit.name = entry.name
            for field, value in derived_names(entry.name).items():
                setattr(unit, field, value)
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["name", "name_fold", "name_sort"], batch_size=_CHUNK)
    return former, left_alone


def _add_aliases(
    entries: Iterable[Entry], present: dict[Key, Unit], known: set[tuple[int, str]], renamed: dict[int, str]
) -> int:
    """The names of the catalogue that are not there yet, and the former names of what was renamed just now."""
    rows = []
    for entry in entries:
        unit = present[entry.key]
        former = [Alias(renamed[unit.pk])] if unit.pk in renamed else []
        for alias in (*entry.aliases, *former):  # the catalogue's own row of a former name has its dates
            if (unit.pk, alias.name) not in known and alias.name != unit.name:
                known.add((unit.pk, alias.name))
                rows.append(_alias_row(unit, alias))
    UnitAlias.objects.bulk_create(rows, batch_size=_CHUNK)
    return len(rows)


def _alias_row(unit: Unit, alias: Alias) -> UnitAlias:
    return UnitAlias(
        unit=unit,
        path=unit.path,
        name=alias.name,
        name_fold=fold(alias.name),
        valid_from=alias.valid_from,
        valid_to=alias.valid_to,
        decision=alias.decision,
    )


def _add_links(catalogue: Catalogue, present: dict[Key, Unit]) -> list[Succession]:
    known = set(Succession.objects.values_list("predecessor_id", "successor_id"))
    continued = set(Succession.objects.filter(is_whole=True).values_list("predecessor_id", flat=True))
    rows = []
    for link in catalogue.links:
        predecessor, successor = present[link.predecessor], present[link.successor]
        recorded_otherwise = link.is_whole and predecessor.pk in continued
        if (predecessor.pk, successor.pk) not in known and not recorded_otherwise:
            rows.append(
                Succession(
                    predecessor=predecessor,
                    successor=successor,
                    path=successor.path,
                    kind=link.kind,
                    is_whole=link.is_whole,
                    effective_on=link.effective_on,
                    decision=link.decision,
                )
            )
    return Succession.objects.bulk_create(rows, batch_size=_CHUNK)
