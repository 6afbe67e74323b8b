"""A person of a list in its three forms: as read (`PersonRow`), staged (sealed JSON), registered (`Registration`).

Which facts are kept, and under what name, stands here alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast

from core.text.folding import fold_loose
from core.text.sorting import person_sort_key
from donors import match_keys
from donors.intake.fields import Field
from donors.intake.findings import Finding
from donors.intake.people import Birth, PersonRow, Sex
from donors.models import Registration
from donors.sealing import seal_text, text_of

LONGEST_GROUP = 150  # a paragraph above the names may be taken for the head of a group
TEXTS = ("name", "workplace", "address", "occupation", "note", "group")
CODES = ("blood_group", "rhesus")
NUMBERS = ("donations", "volume", "weight")
# What a registration takes from its row (`registration_values`).
COLUMNS = (
    *TEXTS,
    *CODES,
    *NUMBERS,
    *("name_sort", "name_fold", "birth_year", "birth_month", "birth_day", "sex", "last_donation"),
    *("identity_sealed", "identity_key", "phone_sealed", "phone_key", "position", "row_hash", "person_key"),
)
# What a changed row is told by; in the order of a list's columns.
COMPARED = (
    "name",
    "birth",
    "sex",
    "identity",
    "phone",
    "workplace",
    "address",
    "occupation",
    "blood_group",
    "rhesus",
    "donations",
    "last_donation",
    "volume",
    "weight",
    "note",
)


def as_json(person: PersonRow) -> dict[str, object]:
    """Plain values of everything that was read, for a staged row; blanks are left out."""
    birth = person.birth
    kept: dict[str, object] = {
        "row": person.row,
        "sheet": person.sheet,
        "birth": [birth.year, birth.month, birth.day] if birth else None,
        "sex": person.sex.value if person.sex else "",
        "identity": person.identity,
        "phone": person.phone,
        "last_donation": person.last_donation.isoformat() if person.last_donation else "",
        **{name: getattr(person, name) for name in (*TEXTS, *CODES, *NUMBERS)},
        "written": {field.value: text for field, text in person.written.items()},
        "findings": [finding.as_json() for finding in person.findings],
    }
    return {name: value for name, value in kept.items() if value not in ("", None, [], {})}


def from_json(kept: object) -> PersonRow:
    """The inverse of `as_json`."""
    values = cast("dict[str, object]", kept)
    birth = cast("list[int | None] | None", values.get("birth"))
    last = values.get("last_donation")
    numbers = {name: cast("int | None", values.get(name)) for name in NUMBERS}
    return PersonRow(
        row=cast("int", values["row"]),
        sheet=str(values.get("sheet", "")),
        birth=Birth(cast("int", birth[0]), birth[1], birth[2]) if birth else None,
        sex=Sex(str(values["sex"])) if values.get("sex") else None,
        identity=str(values.get("identity", "")),
        phone=str(values.get("phone", "")),
        last_donation=dt.date.fromisoformat(str(last)) if last else None,
        **{name: str(values.get(name, "")) for name in (*TEXTS, *CODES)},
        donations=numbers["donations"],
        volume=numbers["volume"],
        weight=numbers["weight"],
        written={Field(name): text for name, text in cast("dict[str, str]", values.get("written", {})).items()},
        findings=[Finding.from_json(each) for each in cast("list[dict[str, object]]", values.get("findings", []))],
    )


def row_hash(person: PersonRow) -> str:
    """What recognises exactly this row again: every kept fact, spelled as written, and no row number."""
    return match_keys.of_row("|".join(str(value) for value in _compared(person).values()))


def person_key(person: PersonRow) -> str:
    """What recognises the person with something else corrected: the folded name and the birth as given."""
    return match_keys.name_key(person.name, person.birth)


def _compared(person: PersonRow) -> dict[str, object]:
    return {name: getattr(person, name) if getattr(person, name) is not None else "" for name in COMPARED}


def changed_fields(before: PersonRow, after: PersonRow) -> list[str]:
    """The facts that differ between two rows of one person."""
    former, now = _compared(before), _compared(after)
    return [name for name in COMPARED if former[name] != now[name]]


def registration_values(person: PersonRow) -> dict[str, object]:
    """The columns of a registration for a row without errors. The birth must be known."""
    assert person.birth is not None
    return {
        **{name: getattr(person, name) for name in (*TEXTS, *CODES, *NUMBERS)},
        "group": person.group[:LONGEST_GROUP].rstrip(),
        "name_sort": person_sort_key(person.name)[:320],
        "name_fold": fold_loose(person.name)[:100],
        "birth_year": person.birth.year,
        "birth_month": person.birth.month,
        "birth_day": person.birth.day,
        "sex": person.sex.value if person.sex else "",
        "identity_sealed": seal_text(person.identity),
        "identity_key": match_keys.identity_key(person.identity),
        "phone_sealed": seal_text(person.phone),
        "phone_key": match_keys.phone_key(person.phone),
        "last_donation": person.last_donation,
        "position": person.row,
        "row_hash": row_hash(person),
        "person_key": person_key(person),
    }


def person_of(registration: Registration) -> PersonRow:
    """A registration as the row it came from; the sealed values are opened."""
    return PersonRow(
        row=registration.position,
        **{name: getattr(registration, name) for name in (*TEXTS, *CODES, *NUMBERS)},
        birth=Birth(registration.birth_year, registration.birth_month, registration.birth_day),
        sex=Sex(registration.sex) if registration.sex else None,
        identity=text_of(registration.identity_sealed),
        phone=text_of(registration.phone_sealed),
        last_donation=registration.last_donation,
    )


def in_words(facts: Mapping[str, object]) -> dict[str, str]:
    """Facts of a row as plain text, for what is kept of a change."""
    return {name: str(value) for name, value in facts.items()}
