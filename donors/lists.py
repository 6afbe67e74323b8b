"""A unit's list in a round: made on first use, and how it stands in words."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaigns import deadlines
from campaigns.models import Deadline, Duty, Round
from committees.models import Unit
from core.refusal import Refused
from donors.audience import hosts_of, keeper_of, readers_of
from donors.models import Registration, StagedRow, Upload, VolunteerList

# In `Upload.answer`: whose the file is was chosen by a person beforehand; when the last question was answered.
IS_CONFIRMED = "is_confirmed"
ANSWERED_AT = "answered_at"


def list_of(*, round: Round, unit: Unit) -> VolunteerList:
    """The unit's list in the round, made if it is the first time.

    Raises `Refused` where the unit does not take part in the round.
    """
    found: VolunteerList | None = VolunteerList.objects.filter(round=round, unit=unit).first()
    if found is not None:
        return found if found.changed_at else _as_hosted_now(found)
    taking_part = round.participations.filter(unit=unit).first()
    if taking_part is None:
        raise Refused(_("%(unit)s không tham gia %(round)s.") % {"unit": unit.name, "round": round.name})
    made, _created = VolunteerList.objects.get_or_create(
        round=round,
        unit=unit,
        defaults={"path": unit.path, "keeper": keeper_of(round, unit), "readers": readers_of(round, unit)},
    )
    return made


def _as_hosted_now(volunteer_list: VolunteerList) -> VolunteerList:
    """A list on which nothing was ever counted belongs to whoever hosts the round by now."""
    hosts = hosts_of(volunteer_list.round, volunteer_list.unit)
    readers = [host.path for host in hosts]
    if hosts and readers != volunteer_list.readers and not volunteer_list.uploads.exists():
        volunteer_list.keeper, volunteer_list.readers = hosts[-1], readers
        volunteer_list.save(update_fields=["keeper", "readers"])
    return volunteer_list


def locked(list_id: int) -> VolunteerList:
    """The list, held until the transaction ends: of two uploads the second compares with what the first left."""
    found: VolunteerList = (
        VolunteerList.objects.select_for_update(of=("self",))
        .select_related("round__plan", "unit", "keeper")
        .get(pk=list_id)
    )
    return found


def people_on(volunteer_list: VolunteerList) -> QuerySet[Registration]:
    """Who is registered now, in the order of names."""
    return volunteer_list.registrations.filter(removed_by=None, erased_at=None).order_by("name_sort", "pk")


def recount(volunteer_list: VolunteerList, *, now: dt.datetime) -> None:
    """Keep the counts that the levels above see in step with the rows.

    Who was erased after the round closed still counts (erasing.py): what was reported does not change.
    """
    volunteer_list.people = volunteer_list.registrations.filter(removed_by=None).count()
    volunteer_list.to_mend = rows_to_mend(volunteer_list).count()
    volunteer_list.changed_at = now
    volunteer_list.save(update_fields=["people", "to_mend", "changed_at"])


def rows_to_mend(volunteer_list: VolunteerList) -> QuerySet[StagedRow]:
    """The rows of counted uploads that do not count yet, in the order of their file."""
    return StagedRow.objects.filter(
        Q(upload__state=Upload.State.COUNTED), upload__volunteer_list=volunteer_list, has_error=True
    ).order_by("upload__at", "sheet", "row")


def came_at(upload: Upload) -> dt.datetime:
    """When an upload was handed in: as it came, however long it waited to be read; asked about, once answered."""
    answered_at = upload.answer.get(ANSWERED_AT)
    return dt.datetime.fromisoformat(answered_at) if answered_at else upload.at


def duty_of(volunteer_list: VolunteerList) -> Duty | None:
    """What the unit owes with this list, where the round has a deadline for lists."""
    return (
        Duty.objects.select_related("deadline__round__plan", "unit")
        .filter(
            deadline__round=volunteer_list.round_id,
            deadline__kind=Deadline.Kind.LIST,
            unit=volunteer_list.unit_id,
            excused_reason="",
        )
        .first()
    )


def restate_duty(volunteer_list: VolunteerList, *, now: dt.datetime) -> None:
    """Say anew what the unit has handed in, once people were taken off its list. Raises `Refused` after the lock."""
    duty = duty_of(volunteer_list)
    if duty is None:
        return
    earlier = volunteer_list.uploads.filter(state=Upload.State.COUNTED).order_by("at").first()
    deadlines.restate(
        duty=duty,
        amount=volunteer_list.people,
        has_photo=volunteer_list.uploads.filter(state=Upload.State.PHOTO_WAITING).exists(),
        at=came_at(earlier) if earlier else None,
        now=now,
    )
