"""A person's rights over what is kept about them (domain.md §6): consent taken back, everything erased.

What stays of an erased row is that it was there. While its round is open the person is off the list and the count
falls; once the round is closed the row still counts, since what was reported does not change. The row is emptied in the
database's own eyes (`an_erased_registration_tells_nothing`), the person's own key goes with it, and so the trail of
changes stays and cannot be read. Files of the list that hold the person's row are deleted with it, and so are those
that were made of the round to be handed out (handouts.py): they are made anew without the person.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.gate import lock_of
from campaigns.models import Deadline, State
from core import audit
from core.models import StoredFile
from core.refusal import Refused
from core.text.folding import fold_loose
from donors import doors, handouts, match_keys, rows
from donors.ending import end_without_file
from donors.identity import pair_key
from donors.lists import locked, recount, restate_duty
from donors.models import (
    ERASED_TEXTS,
    ERASED_VALUES,
    KEY_LENGTH,
    Donor,
    Erasure,
    Recognition,
    Registration,
    StagedRow,
    Upload,
    VolunteerList,
)
from donors.sealing import json_of

PENDING = (Upload.State.READING, Upload.State.ASKING, Upload.State.WAITING, Upload.State.PHOTO_WAITING)


@dataclass(frozen=True, slots=True)
class Erasing:
    """What erasing a donor does: registrations emptied, of them taken off open rounds, files deleted."""

    registrations: int
    taken_off: int
    files: int


@transaction.atomic
def withdraw_consent(*, registration: Registration, now: dt.datetime, on_behalf_of: str = "") -> None:
    """Take a person off a list who no longer agrees, and erase the row. Twice is once.

    The keeper forgets them if it knows them from nothing else. Raises `Refused` while an upload of the list waits.
    """
    [volunteer_list] = _held({registration.volunteer_list_id})
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if registration.erased_at is not None:
        return
    _ensure_nothing_waits(volunteer_list)
    _erase_rows(volunteer_list, [registration], Erasure.CONSENT, now=now)
    audit.record(
        "list.consent_withdrawn",
        subject=volunteer_list.unit,
        path=volunteer_list.path,
        after={"count": 1},
        on_behalf_of=on_behalf_of,
    )


@transaction.atomic
def erase_donor(*, donor: Donor, now: dt.datetime) -> Erasing:
    """Erase a donor, whoever was merged with them, and their registrations in every round of this keeper.

    Needs the keeper's own scope. Raises `Refused` while a row waits to be compared with them, or an upload of one of
    their lists waits.
    """
    lists = {each.pk: each for each in _held({each.volunteer_list_id for each in registrations_of(donor)})}
    held = list(Donor.objects.select_for_update(of=("self",)).filter(pk__in=_group(donor)).order_by("pk"))
    ensure_may_erase(donor)
    told = what_goes(donor)
    by_list: dict[int, list[Registration]] = defaultdict(list)
    for registration in registrations_of(donor):
        by_list[registration.volunteer_list_id].append(registration)
    if by_list.keys() - lists.keys():  # somebody handed the person in meanwhile
        raise Refused(_("Danh sách có người này vừa thay đổi; tải lại trang rồi xóa lại."))
    for list_id, registrations in sorted(by_list.items()):
        volunteer_list = lists[list_id]
        _ensure_nothing_waits(volunteer_list)
        _erase_rows(volunteer_list, registrations, Erasure.REQUEST, now=now)
        audit.record(
            "people.erased",
            subject=volunteer_list.unit,
            path=volunteer_list.path,
            after={"count": len(registrations)},
        )
    left = [each.pk for each in held if each.merged_into_id] + [each.pk for each in held if not each.merged_into_id]
    for pk in left:  # those known from no list any more are gone already
        doors.forget_donors(list(Donor.objects.filter(pk=pk).values_list("pk", flat=True)))
    audit.record("people.erased", subject=donor, path=donor.path, after={"count": told.registrations})
    return told


def ensure_may_erase(donor: Donor) -> None:
    """Raise `Refused`, with what to do first, while something forbids erasing the donor."""
    waiting = Recognition.objects.filter(donor=None, candidate__in=_group(donor), registration__removed_by=None)
    if waiting.exists():
        raise Refused(
            _("Còn dòng danh sách chờ so với người này; trả lời “Cùng một người” hoặc “Hai người khác nhau” trước.")
        )
    lists = VolunteerList.objects.filter(registrations__in=registrations_of(donor)).distinct()
    for volunteer_list in lists.select_related("unit", "round"):
        _ensure_nothing_waits(volunteer_list)


def what_goes(donor: Donor) -> Erasing:
    """What erasing the donor will do, to be said before."""
    registrations = registrations_of(donor)
    standing = [each for each in registrations if each.removed_by_id is None]
    lists = {each.volunteer_list_id for each in registrations}
    return Erasing(
        registrations=len(standing),
        taken_off=sum(each.volunteer_list.round.state != State.CLOSED for each in standing),
        files=Upload.objects.filter(volunteer_list__in=lists).exclude(file=None).count(),
    )


def registrations_of(donor: Donor) -> list[Registration]:
    """The donor's rows in every round of its keeper, those taken off meanwhile too, the latest round first."""
    linked = list(
        Registration.objects.filter(recognition__donor__in=_group(donor), erased_at=None)
        .select_related("volunteer_list__round__plan", "volunteer_list__unit")
        .order_by("-volunteer_list__round__plan__year", "-volunteer_list__round__ordinal", "pk")
    )
    return [*linked, *_taken_off(linked)]


def _taken_off(registrations: Sequence[Registration]) -> list[Registration]:
    """Rows of the same lists that were the same person and are off the list: nothing links them any more."""
    alike = Q(pk__in=[])
    for each in registrations:
        same = Q(person_key=each.person_key)
        if each.identity_key:
            same |= Q(identity_key=each.identity_key)
        alike |= same & Q(volunteer_list=each.volunteer_list_id)
    gone = Registration.objects.filter(alike, erased_at=None).exclude(removed_by=None)
    return list(
        gone.exclude(pk__in=[each.pk for each in registrations]).select_related(
            "volunteer_list__round__plan", "volunteer_list__unit"
        )
    )


def _group(donor: Donor) -> list[int]:
    """The donor, who it was merged into, who was merged into it."""
    top = donor.merged_into_id or donor.pk
    return [top, *Donor.objects.filter(merged_into=top).values_list("pk", flat=True)]


def _ensure_nothing_waits(volunteer_list: VolunteerList) -> None:
    if volunteer_list.uploads.filter(state__in=PENDING).exists():
        raise Refused(
            _(
                "Danh sách của %(unit)s ở %(round)s còn một lần nộp hoặc một ảnh chưa xong; "
                "làm xong hoặc thu hồi lần nộp đó rồi xóa."
            )
            % {"unit": volunteer_list.unit.name, "round": volunteer_list.round.name}
        )


def _held(list_ids: set[int]) -> list[VolunteerList]:
    """The lists with their keepers' people and what their readers hand out, held until the transaction ends.

    All lists first, then keepers, then hand-outs: as whoever lets a list count, and whoever keeps a hand-out, does.
    """
    lists = [locked(list_id) for list_id in sorted(list_ids)]
    for keeper_id in sorted({each.keeper_id for each in lists}):
        doors.hold_keeper(keeper_id)
    for path in sorted({path for each in lists for path in each.readers}):
        handouts.hold(path)
    return lists


def _erase_rows(
    volunteer_list: VolunteerList, registrations: Sequence[Registration], reason: Erasure, *, now: dt.datetime
) -> None:
    registrations = [*registrations, *_taken_off(registrations)]
    names = {fold_loose(each.name) for each in registrations}
    _forget_choices(volunteer_list, registrations)
    doors.forget(volunteer_list, registrations)
    for each in {row.pk: row for row in registrations}.values():
        _empty(each, reason, is_open=volunteer_list.round.state != State.CLOSED, now=now)
    _drop_staged(volunteer_list, names)
    _drop_files(volunteer_list)
    doors.at_readers(volunteer_list, partial(handouts.remove_all, volunteer_list.round))
    recount(volunteer_list, now=now)
    lock = lock_of(round=volunteer_list.round, unit=volunteer_list.unit, kind=Deadline.Kind.LIST)
    if volunteer_list.round.state == State.OPEN and (lock is None or now <= lock):
        restate_duty(volunteer_list, now=now)


def _empty(registration: Registration, reason: Erasure, *, is_open: bool, now: dt.datetime) -> None:
    """Leave of a row only that it was there."""
    for name in ERASED_TEXTS:
        setattr(registration, name, "")
    for name, value in ERASED_VALUES.items():
        setattr(registration, name, value)
    registration.position, registration.is_known, registration.is_elsewhere = 0, False, False
    registration.row_hash = secrets.token_hex(KEY_LENGTH // 2)
    registration.erased_at, registration.erased_reason = now, reason
    if is_open and registration.removed_by_id is None:
        registration.removed_by_id = registration.added_by_id  # off the list: the count falls
    registration.save()


def _drop_staged(volunteer_list: VolunteerList, names: set[str]) -> None:
    """Rows still to be mended that bear the person's name."""
    waiting = StagedRow.objects.filter(upload__volunteer_list=volunteer_list)
    gone = [row.pk for row in waiting if fold_loose(rows.from_json(json_of(row.sealed)).name) in names]
    StagedRow.objects.filter(pk__in=gone).delete()


def _drop_files(volunteer_list: VolunteerList) -> None:
    """The workbooks and photos of the list, and what was kept of reading them: the person stands in those too.

    A workbook of several units is its committee's, and out of the reach of a unit that acts for its own people; lists
    of other units that were still to be read from it end and say so.
    """
    uploads = volunteer_list.uploads.all()
    files = list(uploads.exclude(file=None).values_list("file_id", flat=True))
    uploads.update(file=None, question=b"", findings=b"")

    def delete(_path: str = "") -> None:
        others = list(Upload.objects.filter(file__in=files, state=Upload.State.ASKING).values_list("pk", flat=True))
        StoredFile.objects.filter(pk__in=files).only("pk").delete()
        end_without_file(Upload.objects.filter(pk__in=others))

    delete()
    doors.at_readers(volunteer_list, delete)


def _forget_choices(volunteer_list: VolunteerList, registrations: Sequence[Registration]) -> None:
    """Answers about pairs in the unit's own files and at its keeper: the key of a pair is made of what rows say."""
    marks = set()
    for registration in registrations:
        person = match_keys.person_of_row(rows.person_of(registration), unit_id=None)
        marks |= set(pair_key(person, person))
    doors.drop_choices(volunteer_list.path, marks)
    doors.forget_answers(volunteer_list, registrations)
