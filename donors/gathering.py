"""All people of a round by unit, read in chunks for what is handed out: the consolidated list, the roster, the forms.

A host reads its own subtree's people and nobody else's (row-level security and `within`); of each person only what is
handed out is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from campaigns.models import Participation, Round, Session
from committees.ordering import annex_order
from core import jobs
from core.text.numbers import integer
from donors import rows
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.people import PersonRow
from donors.intake.wording import sentence
from donors.models import Registration, VolunteerList

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class UnitList:
    """A unit that takes part, and its list where it has one."""

    unit_id: int
    name: str
    list_id: int | None
    people: int
    bare_number: int | None

    @property
    def heading(self) -> str:
        """The unit's name; of a unit that sends no names also how many people come."""
        if self.people or not self.bare_number:
            return self.name
        return _("%(unit)s (%(number)s người, không gửi tên)") % {
            "unit": self.name,
            "number": integer(self.bare_number),
        }


@dataclass(slots=True)
class UnitPeople:
    """A unit's heading and its people, in the order of names; `ids` are their registrations'."""

    heading: str
    people: list[PersonRow] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)


def units_of(
    round: Round,
    *,
    within: str,
    only_with_people: bool = True,
    session: Session | None = None,
    unit_id: int | None = None,
) -> list[UnitList]:
    """The units at `within` and below that take part, in the order of an annex; of a session those that come to it
    (all of them where nobody said which)."""
    taking_part = Participation.objects.within(within).filter(round=round, absent_reason="").select_related("unit")
    if unit_id is not None:
        taking_part = taking_part.filter(unit=unit_id)
    if session is not None:
        coming = set(session.session_units.values_list("unit_id", flat=True))
        taking_part = taking_part.filter(unit__in=coming) if coming else taking_part
    lists = {each.unit_id: each for each in VolunteerList.objects.within(within).filter(round=round)}
    found = [_unit_list(each, lists.get(each.unit_id)) for each in taking_part.order_by(*annex_order("unit"))]
    return [each for each in found if each.people or each.bare_number] if only_with_people else found


def _unit_list(participation: Participation, found: VolunteerList | None) -> UnitList:
    return UnitList(
        unit_id=participation.unit_id,
        name=participation.unit.name,
        list_id=found.pk if found else None,
        people=found.people if found else 0,
        bare_number=found.bare_number if found else None,
    )


def gather(
    job: jobs.JobRun, units: Sequence[UnitList], *, opened: frozenset[Field], has_warnings: bool = False
) -> list[UnitPeople]:
    """The people of the units, some thousands at a time, with the progress told. Sealed facts outside `opened` stay
    sealed; with `has_warnings` what a committee may know stands in the note."""
    total, done = sum(each.people for each in units), 0
    groups: list[UnitPeople] = []
    for batch in _batches(units):
        job.progress(done, total, _("Đang đọc danh sách, người"))
        with job.chunk():
            groups += _read(batch, opened=opened, has_warnings=has_warnings)
        done += sum(each.people for each in batch)
    return groups


def ids_of(groups: Sequence[UnitPeople]) -> list[int]:
    """The registrations of everybody gathered."""
    return [each for group in groups for each in group.ids]


def _batches(units: Sequence[UnitList]) -> Iterator[list[UnitList]]:
    batch: list[UnitList] = []
    for each in units:
        if batch and sum(unit.people for unit in batch) + each.people > CHUNK:
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _read(units: Sequence[UnitList], *, opened: frozenset[Field], has_warnings: bool) -> list[UnitPeople]:
    groups = {each.list_id or -each.unit_id: UnitPeople(each.heading) for each in units}
    registered = Registration.objects.filter(
        volunteer_list__in=[each.list_id for each in units if each.list_id], removed_by=None
    ).order_by("name_sort", "pk")
    for registration in registered:
        group = groups[registration.volunteer_list_id]
        group.people.append(_person(registration, opened=opened, has_warnings=has_warnings))
        group.ids.append(registration.pk)
    return list(groups.values())


def _person(registration: Registration, *, opened: frozenset[Field], has_warnings: bool) -> PersonRow:
    if Field.IDENTITY not in opened:
        registration.identity_sealed = b""
    if Field.PHONE not in opened:
        registration.phone_sealed = b""
    person = rows.person_of(registration)
    if has_warnings:
        person.note = "; ".join([*filter(None, [person.note]), *warnings_of(registration)])
    return person


def warnings_of(registration: Registration) -> list[str]:
    """What the committee may know beforehand about the person, a sentence each; the doctor decides."""
    found = [Finding.from_json(each) for each in registration.warnings]
    if registration.is_elsewhere:
        found.append(Finding(Code.IN_OTHER_UNIT))
    return [sentence(finding) for finding in found]
