"""Whether a file is the unit's and the round's it is handed in for: by its template code, its title, its own name.

A file that clearly names another unit or another round counts for nobody until a person has said whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.models import Round
from committees.models import Unit, UnitAlias
from core.text.folding import fold
from donors import codes
from donors.intake.book import Book
from donors.intake.findings import Code, Finding
from donors.intake.guessing import Candidate, clues_of, other_round, other_unit
from donors.intake.layout import Layout
from donors.models import VolunteerList

_NUMBER = re.compile(r"\bdot\s*(?:thu\s*|so\s*)?(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose the file should be, and whose it might be: the units beside it in the tree (the catalogue is public)."""

    unit: Candidate
    round: Candidate
    others: Sequence[Candidate] = ()


def belonging_of(volunteer_list: VolunteerList) -> Belonging:
    """What a file handed in for this list is compared with."""
    unit, round = volunteer_list.unit, volunteer_list.round
    beside = list(Unit.objects.filter(parent=unit.parent_id).exclude(pk=unit.pk)) if unit.parent_id else []
    aliases: dict[int, list[str]] = {}
    for unit_id, name in UnitAlias.objects.filter(unit__in=[unit, *beside]).values_list("unit_id", "name"):
        aliases.setdefault(unit_id, []).append(name)
    return Belonging(
        unit=_of_unit(unit, aliases.get(unit.pk, [])),
        round=_of_round(round),
        others=[_of_unit(each, aliases.get(each.pk, [])) for each in beside],
    )


def _of_unit(unit: Unit, aliases: Sequence[str]) -> Candidate:
    return Candidate(key=unit.pk, names=(unit.name, *aliases), code=codes.unit_code(unit.pk))


def _of_round(round: Round) -> Candidate:
    """A round's number is what its own name says («Đợt 2»): of others nothing can be told."""
    named = _NUMBER.search(fold(round.name))
    return Candidate(
        key=round.pk,
        names=(round.name,),
        code=codes.round_code(round.pk),
        number=int(named[1]) if named else None,
        year=round.plan.year,
    )


def doubts(belonging: Belonging, book: Book, layouts: Sequence[Layout], *, file_name: str) -> list[Finding]:
    """OTHER_UNIT and OTHER_ROUND where the file clearly names another one. A code of ours tells more than any words."""
    coded = codes.ids_of(book.template_code)
    clues = clues_of(book, layouts, file_name=file_name)
    if coded is None:
        found = [other_unit(clues, belonging.unit, belonging.others), other_round(clues, belonging.round)]
        return [finding for finding in found if finding is not None]
    unit_id, round_id = coded
    told = []
    if unit_id != belonging.unit.key:
        told.append(Finding(Code.OTHER_UNIT, value=_name_of(unit_id, belonging), detail={"source": "code"}))
    if round_id != belonging.round.key:
        named = other_round(clues, belonging.round)
        told.append(named or Finding(Code.OTHER_ROUND, detail={"source": "code"}))
    return told


def _name_of(unit_id: int, belonging: Belonging) -> str:
    """The name of a unit beside; of one farther away nothing, the finding says «đơn vị khác»."""
    return next((other.names[0] for other in belonging.others if other.key == unit_id), "")
