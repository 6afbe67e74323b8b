"""Close matches that wait for a human: whether a row of a list is somebody the committee knows. Hosts only.

The answer is remembered (`PairChoice`), so that the same row of the next list is not asked about again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Round
from core import audit
from core.refusal import Refused
from donors import doors, persons
from donors.doubles import written_pair
from donors.identity import PairKey, Person, pair_key
from donors.models import Donor, PairChoice, Recognition, Registration


@dataclass(frozen=True, slots=True)
class Decided:
    """Who the row is now, and whether this answer said so (False: somebody had answered before)."""

    donor: Donor
    is_new_answer: bool


def open_questions(*, round: Round, path: str) -> QuerySet[Recognition]:
    """The rows of a round that wait for the keeper at `path` to say who they are, the likeliest first."""
    return (
        Recognition.objects.filter(
            path=path,
            donor=None,
            candidate__isnull=False,
            registration__volunteer_list__round=round,
            registration__removed_by=None,
        )
        .select_related("registration__volunteer_list__unit", "candidate__unit", "candidate__merged_into__unit")
        .order_by("-score", "registration__name_sort", "pk")
    )


def survivor_of(donor: Donor) -> Donor:
    """Whom a donor stands for: itself, or the one it was merged into."""
    return donor.merged_into or donor


@transaction.atomic
def decide(*, recognition_id: int, is_same: bool, by_name: str, now: dt.datetime) -> Decided:
    """Say whether the row is the known person it was compared with. A second answer changes nothing.

    «Cùng một người» links them and the donor takes the row's newer facts; «hai người khác nhau» makes a new donor.
    Needs the keeper's own scope. Raises `Refused` where the row's identity number is another donor's.
    """
    # Locked first and read after: what is joined to a row that was waited for is what stood before the wait. With the
    # keeper held nobody is erased meanwhile of whom a new donor would be made.
    for keeper_id in Recognition.objects.filter(pk=recognition_id).values_list("keeper_id", flat=True):
        doors.hold_keeper(keeper_id)
    Recognition.objects.select_for_update().filter(pk=recognition_id).first()
    found = (
        Recognition.objects.select_related("registration__volunteer_list__round", "registration__volunteer_list__unit")
        .select_related("registration__volunteer_list__keeper", "candidate__merged_into", "donor__merged_into")
        .filter(pk=recognition_id)
        .first()
    )
    if found is None or found.registration.removed_by_id is not None:
        raise Refused(_("Dòng này không còn trong danh sách; mở lại trang để xem các dòng còn lại."))
    if found.donor is not None:
        return Decided(survivor_of(found.donor), is_new_answer=False)
    if found.candidate is None:
        raise Refused(_("Người được so với dòng này không còn; mở lại trang để xem các dòng còn lại."))
    registration, known = found.registration, survivor_of(found.candidate)
    person = persons.of_registration(registration, unit_id=registration.volunteer_list.unit_id)
    donor = _same(registration, known) if is_same else _another(registration, person)
    found.donor, found.by = donor, Recognition.By.PERSON
    found.save(update_fields=["donor", "by"])
    remember(path=found.path, key=_key(person, known), is_same=is_same, by_name=by_name, now=now)
    if not is_same:  # the next list's row is this new donor, whatever it looks like
        remember(path=found.path, key=_key(person, donor), is_same=True, by_name=by_name, now=now)
    audit.record(
        "people.recognised",
        subject=registration.volunteer_list.unit,
        path=found.path,
        after={"answer": "same" if is_same else "different"},
    )
    return Decided(donor, is_new_answer=True)


def remember(*, path: str, key: PairKey, is_same: bool, by_name: str, now: dt.datetime) -> None:
    """Keep an answer for the next list; the latest one holds."""
    PairChoice.objects.update_or_create(
        path=path,
        pair_key=written_pair(key),
        defaults={"is_same": is_same, "at": now, "by_name": by_name[:150], "readers": []},
    )


def _same(registration: Registration, donor: Donor) -> Donor:
    donor = Donor.objects.select_for_update(of=("self",)).get(pk=donor.pk)
    if _holder(registration, donor.path) not in (None, donor.pk):
        raise Refused(
            _("Số định danh của dòng này đang là của một người hiến máu khác; gộp hai người hiến máu đó trước.")
        )
    if persons.take_facts(donor, registration, unit_id=registration.volunteer_list.unit_id):
        doors.save_donors([donor])
    Registration.objects.filter(pk=registration.pk).update(is_known=True)
    return donor


def _another(registration: Registration, person: Person) -> Donor:
    """A new donor of the row's facts; an identity number that another donor has stays with that one."""
    if _holder(registration, registration.volunteer_list.keeper.path) is not None:
        registration.identity_key, registration.identity_sealed = "", b""  # of this object only: the row is the unit's
    [donor] = doors.new_donors(registration.volunteer_list, [(registration, person)])
    return donor


def _holder(registration: Registration, path: str) -> int | None:
    """The donor that has the row's identity number."""
    if not registration.identity_key:
        return None
    found = Donor.objects.filter(path=path, identity_key=registration.identity_key, merged_into=None)
    holder: int | None = found.values_list("pk", flat=True).first()
    return holder


def _key(person: Person, donor: Donor) -> PairKey:
    return pair_key(person, persons.of_donor(donor))
