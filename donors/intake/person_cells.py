"""A person as the cells of a printed list: what each column shows of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from donors.intake.fields import Field
from donors.intake.people import Birth, PersonRow, Sex

SEX_WORDS = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
MARK = "x"

PersonCell = str | int | dt.date | None


def cell_of(person: PersonRow, field: Field, *, with_rhesus: bool = False) -> PersonCell:
    """What the person's row shows in a column of that meaning; None where the list says nothing.

    `with_rhesus` writes the blood group as "O+", for forms that have no column of their own for Rh. The row's own
    number (`ORDER`) and the milestone columns are not of the person: None.
    """
    if field is Field.BLOOD_GROUP and with_rhesus:
        return f"{person.blood_group}{person.rhesus}" or None
    make = _CELLS.get(field)
    return make(person) if make else None


def birth_text(birth: Birth | None) -> str:
    """ "05/03/1990", or the year alone: as a cell of text, which no program turns round to month and day."""
    if birth is None:
        return ""
    return f"{birth.date:%d/%m/%Y}" if birth.date else str(birth.year)


def _birth(person: PersonRow) -> PersonCell:
    return (person.birth.date or person.birth.year) if person.birth else None


def _year_where(person: PersonRow, sex: Sex) -> PersonCell:
    return person.birth.year if person.birth and person.sex is sex else None


_CELLS: dict[Field, Callable[[PersonRow], PersonCell]] = {
    Field.NAME: lambda person: person.name or None,
    Field.FAMILY_NAME: lambda person: person.name.rpartition(" ")[0] or None,
    Field.GIVEN_NAME: lambda person: person.name.rpartition(" ")[2] or None,
    Field.BIRTH: _birth,
    Field.BIRTH_DAY: lambda person: person.birth.day if person.birth else None,
    Field.BIRTH_MONTH: lambda person: person.birth.month if person.birth else None,
    Field.BIRTH_YEAR: lambda person: person.birth.year if person.birth else None,
    Field.BIRTH_MALE: lambda person: _year_where(person, Sex.MALE),
    Field.BIRTH_FEMALE: lambda person: _year_where(person, Sex.FEMALE),
    Field.SEX: lambda person: SEX_WORDS[person.sex] if person.sex else None,
    Field.SEX_MALE: lambda person: MARK if person.sex is Sex.MALE else None,
    Field.SEX_FEMALE: lambda person: MARK if person.sex is Sex.FEMALE else None,
    Field.IDENTITY: lambda person: person.identity or None,
    Field.PHONE: lambda person: person.phone or None,
    Field.WORKPLACE: lambda person: person.workplace or None,
    Field.ADDRESS: lambda person: person.address or None,
    Field.OCCUPATION: lambda person: person.occupation or None,
    Field.BLOOD_GROUP: lambda person: person.blood_group or None,
    Field.RHESUS: lambda person: person.rhesus or None,
    Field.DONATIONS: lambda person: person.donations,
    Field.LAST_DONATION: lambda person: person.last_donation,
    Field.VOLUME: lambda person: person.volume,
    Field.WEIGHT: lambda person: person.weight,
    Field.NOTE: lambda person: person.note or None,
}
