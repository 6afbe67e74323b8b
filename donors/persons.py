"""People as identity.py compares them: of a registration, of a donor. (A list's row: `match_keys.person_of_row`.)"""

from __future__ import annotations

from functools import lru_cache

from donors.identity import Person, place_words
from donors.intake.people import Sex
from donors.models import Donor, Registration
from donors.names import Name

LONGEST_PLACE = 500


def of_registration(registration: Registration, *, unit_id: int) -> Person:
    """The person of a registration; `id` stays None: it is nobody's donor yet."""
    return Person(
        id=None,
        name=Name.read(registration.name),
        birth_year=registration.birth_year,
        birth_month=registration.birth_month,
        birth_day=registration.birth_day,
        sex=Sex(registration.sex) if registration.sex else None,
        unit_id=unit_id,
        place=place_words(registration.workplace, registration.address, registration.group),
        phone_key=registration.phone_key,
        identity_key=registration.identity_key,
        donations=registration.donations,
        last_donation=registration.last_donation,
    )


DONOR_COLUMNS = (
    "id",
    "name_key",
    "name_spelling",
    "birth_year",
    "birth_month",
    "birth_day",
    "sex",
    "unit_id",
    "place_words",
    "phone_key",
    "identity_key",
    "opening_count",
    "last_donation",
)


@lru_cache(maxsize=4096)  # a commune has a few hundred villages and workplaces
def _words(place: str) -> frozenset[str]:
    return frozenset(place.split())


_SEXES: dict[str, Sex | None] = {"": None, **{sex.value: sex for sex in Sex}}


def of_donor_values(values: tuple[object, ...]) -> Person:
    """The person of a donor's row of `DONOR_COLUMNS`: many at once, so no model is made."""
    pk, key, spelling, year, month, day, sex, unit_id, place, phone, identity, count, last = values
    return Person(
        id=pk,  # type: ignore[arg-type]
        name=Name.stored(key, spelling),
        birth_year=year,  # type: ignore[arg-type]
        birth_month=month,  # type: ignore[arg-type]
        birth_day=day,  # type: ignore[arg-type]
        sex=_SEXES[sex],  # type: ignore[index]
        unit_id=unit_id,  # type: ignore[arg-type]
        place=_words(place),
        phone_key=phone,  # type: ignore[arg-type]
        identity_key=identity,  # type: ignore[arg-type]
        donations=count,  # type: ignore[arg-type]
        last_donation=last,  # type: ignore[arg-type]
    )


def take_facts(donor: Donor, registration: Registration, *, unit_id: int) -> bool:
    """Give a donor what a newer registration says; a blank takes nothing away. Whether anything changed."""
    name = Name.read(registration.name)
    facts: dict[str, object] = {
        "unit_id": unit_id,
        "name": registration.name,
        "name_sort": registration.name_sort,
        "name_key": name.key[:110],
        "name_spelling": name.spelling[:150],
        "birth_year": registration.birth_year,
        "birth_month": registration.birth_month or donor.birth_month,
        "birth_day": registration.birth_day or donor.birth_day,
        "sex": registration.sex or donor.sex,
        "workplace": registration.workplace or donor.workplace,
        "address": registration.address or donor.address,
        "blood_group": registration.blood_group or donor.blood_group,
        "rhesus": registration.rhesus or donor.rhesus,
    }
    words = place_words(str(facts["workplace"]), str(facts["address"]))
    facts["place_words"] = " ".join(sorted(words))[:LONGEST_PLACE]
    for kind in ("identity", "phone"):
        if getattr(registration, f"{kind}_key") and getattr(donor, f"{kind}_key") != getattr(
            registration, f"{kind}_key"
        ):
            facts[f"{kind}_key"] = getattr(registration, f"{kind}_key")
            facts[f"{kind}_sealed"] = registration.identity_sealed if kind == "identity" else registration.phone_sealed
    if registration.donations is not None and registration.donations > (donor.opening_count or -1):
        facts["opening_count"] = registration.donations
    if registration.last_donation and (donor.last_donation is None or registration.last_donation > donor.last_donation):
        facts["last_donation"] = registration.last_donation
    changed = {name: value for name, value in facts.items() if getattr(donor, name) != value}
    for name_, value in changed.items():
        setattr(donor, name_, value)
    return bool(changed)


def of_donor(donor: Donor) -> Person:
    """The person of one donor."""
    return of_donor_values(tuple(getattr(donor, name) for name in DONOR_COLUMNS))
