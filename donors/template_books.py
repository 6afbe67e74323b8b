"""The template workbook of one unit and round: its people of earlier rounds written in, its code inside.

The code names the unit and the round by their ids («DV12/D3»), so that a file handed in for another one is found out
(belonging.py) whatever it is called.
"""

from __future__ import annotations

from dataclasses import replace

from core import audit
from donors import rows
from donors.codes import round_code, unit_code
from donors.intake.people import PersonRow
from donors.intake.template import template_workbook
from donors.models import Registration, VolunteerList

MOST_PEOPLE = 2_000


def template_for(volunteer_list: VolunteerList) -> bytes:
    """The workbook for the unit's list in the round. Reading the people of earlier rounds is logged."""
    people = people_before(volunteer_list)
    unit, round = volunteer_list.unit, volunteer_list.round
    audit.record(
        "people.read", subject=unit, path=volunteer_list.path, after={"count": len(people), "kind": "template"}
    )
    return template_workbook(
        unit_code=unit_code(unit.pk),
        round_code=round_code(round.pk),
        title_lines=_title_lines(volunteer_list),
        people=people,
    )


def people_before(volunteer_list: VolunteerList) -> list[PersonRow]:
    """Who the unit registered for earlier rounds, the newest round first and one line a person, in the order of names.

    What belongs to one round only is left out: volume, weight, notes, how often and when somebody has given.
    """
    earlier = (
        Registration.objects.filter(
            path=volunteer_list.path, volunteer_list__unit=volunteer_list.unit_id, removed_by=None
        )
        .exclude(volunteer_list=volunteer_list.pk)
        .order_by("-volunteer_list__round__plan__year", "-volunteer_list__round__ordinal", "name_sort", "pk")
    )
    found: list[Registration] = []
    met: set[str] = set()
    for registration in earlier.iterator(chunk_size=1_000):
        keys = {registration.person_key, registration.identity_key} - {""}
        if not keys & met:
            found.append(registration)
        met |= keys
        if len(found) == MOST_PEOPLE:
            break
    found.sort(key=lambda registration: (registration.name_sort, registration.pk))
    return [_for_this_round(rows.person_of(registration)) for registration in found]


def _for_this_round(person: PersonRow) -> PersonRow:
    return replace(person, volume=None, weight=None, note="", donations=None, last_donation=None, group="")


def _title_lines(volunteer_list: VolunteerList) -> list[str]:
    """The committee named is the one that hosts the round for the unit: of another branch's the unit knows nothing."""
    round = volunteer_list.round
    year = "" if str(round.plan.year) in round.name else f" năm {round.plan.year}"
    return [
        volunteer_list.keeper.name.upper(),
        "DANH SÁCH NGƯỜI ĐĂNG KÝ HIẾN MÁU TÌNH NGUYỆN",
        f"{round.name}{year}",
        f"Đơn vị: {volunteer_list.unit.name}",
    ]
