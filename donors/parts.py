"""A part of a file that holds several units' lists: some of its sheets, or of the groups on a sheet.

Kept as plain JSON (`Upload.part`, `IncomingPart.reads`): [[sheet, [groups] or null], …]; null is the whole sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from donors.intake.asking import listed
from donors.intake.people import PersonRow


@dataclass(frozen=True, slots=True)
class Part:
    """People of one sheet: those under some of its groups (as `PersonRow.group` names them), or all."""

    sheet: str
    groups: tuple[str, ...] | None = None

    def holds(self, person: PersonRow) -> bool:
        """Whether the person stands in this part."""
        return person.sheet == self.sheet and (self.groups is None or person.group in self.groups)

    def as_json(self) -> list[object]:
        """Plain values."""
        return [self.sheet, None if self.groups is None else list(self.groups)]

    @classmethod
    def from_json(cls, kept: object) -> Part:
        """The inverse of `as_json`."""
        sheet, groups = listed(kept)
        return cls(str(sheet), None if groups is None else tuple(map(str, listed(groups))))


def parts_of(kept: object) -> tuple[Part, ...]:
    """The parts as they were kept; none is the whole file."""
    return tuple(map(Part.from_json, listed(kept)))


def only(people: Iterable[PersonRow], parts: Sequence[Part]) -> list[PersonRow]:
    """The people of these parts, in the order of the file; without parts all."""
    return [person for person in people if not parts or any(part.holds(person) for part in parts)]
