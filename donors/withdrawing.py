"""Taking an upload back until the round closes: what it added goes, what it changed or took off comes back.

What a later upload has touched since stays as it is and is told: nothing newer is undone behind anybody's back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from campaigns.gate import ensure_may_hand_in
from campaigns.models import Deadline
from committees.models import Seat
from core import audit
from core.models import StoredFile
from core.refusal import Refused
from donors import committing, doors, rows
from donors.lists import locked, people_on, recount, restate_duty
from donors.models import Registration, RegistrationChange, Upload
from donors.sealing import opened_for_person

Change = RegistrationChange.Kind


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What taking an upload back did, and could not do (`kept`: people, `rows_gone`: rows still to be mended)."""

    taken_off: int = 0
    brought_back: int = 0
    changed_back: int = 0
    kept: int = 0
    rows_gone: int = 0


@transaction.atomic
def withdraw(*, upload: Upload, seat: Seat, now: dt.datetime, is_by_link: bool = False) -> Withdrawn:
    """Take an upload back. Twice is once. Raises `Refused` after the lock or once the round is closed.

    `is_by_link`: the unit itself does so by its upload link, whose seat is the committee's.
    """
    volunteer_list = locked(upload.volunteer_list_id)
    ensure_may_hand_in(round=volunteer_list.round, unit=volunteer_list.unit, kind=Deadline.Kind.LIST, now=now)
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state == Upload.State.WITHDRAWN:
        return Withdrawn()
    _refuse_overtaken(upload)
    done = _undo(upload, now=now) if upload.state == Upload.State.COUNTED else Withdrawn()
    upload.rows.all().delete()
    upload.state, upload.withdrawn_at, upload.question = Upload.State.WITHDRAWN, now, b""  # its sample rows name people
    upload.save(update_fields=["state", "withdrawn_at", "question"])
    recount(volunteer_list, now=now)
    restate_duty(volunteer_list, now=now)
    audit.record(
        "list.withdrawn",
        subject=volunteer_list.unit,
        path=upload.path,
        after={"removed": done.taken_off, "added": done.brought_back},
        on_behalf_of="" if is_by_link or seat.unit_id == volunteer_list.unit_id else volunteer_list.unit.name,
    )
    return done


def rows_gone(upload: Upload) -> int:
    """How many rows of the versions that stand again without this one do not come back to be mended.

    A version that counts says anew who is on the list: what earlier ones still had to mend goes with it for good.
    """
    if upload.state != Upload.State.COUNTED or not upload.is_whole:
        return 0
    before = Upload.objects.filter(
        volunteer_list=upload.volunteer_list_id, state=Upload.State.COUNTED, at__lt=upload.at
    )
    gone = 0
    for earlier in before.annotate(waiting=Count("rows")).order_by("-at"):
        gone += max(0, earlier.read - earlier.accepted - earlier.doubles - earlier.waiting)
        if earlier.is_whole:
            break
    return gone


def _refuse_overtaken(upload: Upload) -> None:
    """A later version that counts says again who is on the list: only that one can be taken back."""
    if upload.state != Upload.State.COUNTED or upload.kind == Upload.Kind.PHOTO:
        return
    versions = Upload.objects.filter(volunteer_list=upload.volunteer_list_id, state=Upload.State.COUNTED, is_whole=True)
    if versions.filter(counted_at__gt=upload.counted_at).exists():
        raise Refused(_("Danh sách nộp sau đã thay lần nộp này; muốn thu hồi thì thu hồi lần nộp sau trước."))


def _undo(upload: Upload, *, now: dt.datetime) -> Withdrawn:
    doors.hold(upload.volunteer_list)
    gone = rows_gone(upload)
    changes = list(upload.changes.select_related("registration").order_by("pk"))
    newer = set(
        RegistrationChange.objects.filter(
            registration__id__any_of=[change.registration_id for change in changes],
            upload__state=Upload.State.COUNTED,
            upload__counted_at__gt=upload.counted_at,
        ).values_list("registration_id", flat=True)
    )
    standing = set(people_on(upload.volunteer_list).values_list("row_hash", flat=True))
    may_go = [change for change in changes if change.registration_id not in newer and not change.registration.erased_at]
    added = [change.registration for change in may_go if change.kind == Change.ADDED]
    _take_off(upload, added)  # room first, then who comes back
    standing -= {registration.row_hash for registration in added}
    changed = [change for change in may_go if change.kind == Change.CHANGED and _changed_back(change, standing)]
    back = _brought_back([change.registration for change in may_go if change.kind == Change.REMOVED], standing)
    restored = [*back, *(change.registration for change in changed)]
    doors.keep_people(volunteer_list=upload.volunteer_list, registrations=restored, new=restored, now=now)
    return Withdrawn(
        taken_off=len(added),
        brought_back=len(back),
        changed_back=len(changed),
        kept=len(changes) - len(added) - len(restored),
        rows_gone=gone,
    )


def _take_off(upload: Upload, added: Sequence[Registration]) -> None:
    Registration.objects.filter(pk__any_of=[each.pk for each in added]).update(removed_by=upload)
    doors.forget(upload.volunteer_list, added)


def _changed_back(change: RegistrationChange, standing: set[str]) -> bool:
    registration = change.registration
    before = opened_for_person(registration.key_sealed, change.before)
    if before is None:
        return False
    person = rows.from_json(before)
    row_hash = rows.row_hash(person)
    if row_hash != registration.row_hash and row_hash in standing:  # somebody else is on the list in these words now
        return False
    standing.discard(registration.row_hash)
    standing.add(row_hash)
    committing.rewrite(registration, person)
    registration.save()
    return True


def _brought_back(removed: Sequence[Registration], standing: set[str]) -> list[Registration]:
    """Those of the removed who were not added again meanwhile, on the list once more."""
    back = []
    for registration in removed:
        if registration.row_hash not in standing:
            standing.add(registration.row_hash)
            back.append(registration)
    Registration.objects.filter(pk__any_of=[each.pk for each in back]).update(removed_by=None)
    return back


@transaction.atomic
def erase_photo(*, upload: Upload, now: dt.datetime) -> None:
    """Erase a photo for good at once: where it shows what may not be kept (an identity card)."""
    if upload.kind != Upload.Kind.PHOTO:
        raise Refused(_("Đây không phải ảnh danh sách."))
    volunteer_list = locked(upload.volunteer_list_id)
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    file_id, was_waiting = upload.file_id, upload.state == Upload.State.PHOTO_WAITING
    upload.file = None
    if was_waiting:  # what was typed in from it stays handed in
        upload.state, upload.withdrawn_at = Upload.State.WITHDRAWN, now
    upload.save(update_fields=["file", "state", "withdrawn_at"])
    if file_id is not None:
        StoredFile.objects.filter(pk=file_id).only("pk").delete()
    if was_waiting:
        with suppress(Refused), transaction.atomic():  # after the lock what was handed in in time stays so
            restate_duty(volunteer_list, now=now)
    audit.record("list.photo_erased", subject=upload.volunteer_list.unit, path=upload.path)
