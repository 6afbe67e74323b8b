"""When an upload's rows count: compared with the list as it stands, added, changed and removed in one transaction.

A whole list that takes nobody off counts at once. One that removes people waits for [Thay danh sách cũ]; until then the
old one counts. Rows with errors stay out and wait to be mended; nothing is ever doubled (`Registration.row_hash`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from campaigns import deadlines
from campaigns.gate import ensure_may_hand_in
from campaigns.models import Deadline
from core import audit, bulk
from core.text.folding import fold_loose
from donors import doors, match_keys, questions, rows
from donors.intake.findings import Severity
from donors.intake.people import PersonRow
from donors.intake.wording import severity
from donors.lists import came_at, duty_of, locked, people_on, recount, restate_duty
from donors.models import Registration, RegistrationChange, StagedRow, Upload, VolunteerList
from donors.sealing import new_personal_key, seal_for_person
from donors.staged_rows import has_error, is_double, stage, staged

Change = RegistrationChange.Kind
REWRITTEN = (*rows.COLUMNS, "warnings", "key_sealed")
OPEN_STATES = (Upload.State.READING, Upload.State.ASKING, Upload.State.WAITING)


@dataclass(slots=True)
class Comparison:
    """What a list would do to the one that stands."""

    unchanged: list[Registration] = field(default_factory=list)
    changed: list[tuple[Registration, PersonRow]] = field(default_factory=list)
    added: list[PersonRow] = field(default_factory=list)
    removed: list[Registration] = field(default_factory=list)


@transaction.atomic
def settle(
    *, upload_id: uuid.UUID, now: dt.datetime, may_remove: bool = False, people: Sequence[PersonRow] = ()
) -> str:
    """Let an upload's rows count, unless that takes people off the list and nobody has said [Thay danh sách cũ].

    `people` are its rows as they were just read; of one that waits they are staged. Rows that do not count now are kept
    to be mended, all of them where the upload waits.

    Returns the upload's state. Once settled, settling again changes nothing. Raises `Refused` after the lock.
    """
    upload = _held(upload_id)
    if not _is_to_settle(upload, may_remove=may_remove):
        return str(upload.state)
    volunteer_list = upload.volunteer_list
    came = now if may_remove else came_at(upload)  # what came before the lock counts, however late it is read
    ensure_may_hand_in(round=volunteer_list.round, unit=volunteer_list.unit, kind=Deadline.Kind.LIST, now=came)
    if upload.is_whole and not may_remove and _newer_versions(upload).exists():
        return _give_way(upload, now)
    is_staged = upload.state == Upload.State.WAITING
    listed = staged(upload) if is_staged else [person for person in people if not is_double(person)]
    comparison = _compared(upload, listed)
    to_mend = [person for person in listed if has_error(person)]
    upload.accepted = len(listed) - len(to_mend)
    upload.added, upload.changed = len(comparison.added), len(comparison.changed)
    upload.removed = len(comparison.removed)
    if comparison.removed and not may_remove:
        return _wait(upload, rows=() if is_staged else listed)
    apply(upload, comparison, now=now)
    if is_staged:
        upload.rows.filter(has_error=False).delete()
    else:
        stage(upload, to_mend)
    return _count(upload, came=came, now=now)


def _held(upload_id: uuid.UUID) -> Upload:
    """The upload with its list, both kept from others: the list first, as whoever takes one back does, since in the
    other order the two wait for each other."""
    volunteer_list = locked(Upload.objects.values_list("volunteer_list_id", flat=True).get(pk=upload_id))
    upload: Upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    upload.volunteer_list = volunteer_list
    return upload


def _is_to_settle(upload: Upload, *, may_remove: bool) -> bool:
    """Whether it has not ended; only what has been compared can replace a list."""
    if may_remove:
        return bool(upload.state == Upload.State.WAITING)
    if upload.state == Upload.State.WITHDRAWN:  # taken back while it was read
        upload.rows.all().delete()
    return upload.state in OPEN_STATES


def _wait(upload: Upload, *, rows: Sequence[PersonRow]) -> str:
    """Let it wait for [Thay danh sách cũ], its rows staged; `rows` are those that are not yet."""
    if rows:
        stage(upload, rows)
    upload.state = Upload.State.WAITING
    upload.save()
    return str(upload.state)


def _count(upload: Upload, *, came: dt.datetime, now: dt.datetime) -> str:
    """Its rows stand on the list: say so of the upload, the list and what was owed."""
    volunteer_list = upload.volunteer_list
    if upload.is_whole:  # what earlier versions still had to mend is this version's to say
        earlier = StagedRow.objects.filter(upload__volunteer_list=volunteer_list, upload__at__lte=upload.at)
        earlier.exclude(upload=upload).delete()
    upload.state, upload.counted_at = Upload.State.COUNTED, now
    if upload.is_whole:
        _supersede(upload)
    upload.save()
    questions.remember(upload, now=now)
    recount(volunteer_list, now=now)
    _hand_in(upload, volunteer_list, at=came, now=now)
    audit.record(
        "list.counted",
        subject=volunteer_list.unit,
        path=upload.path,
        after={"added": upload.added, "changed": upload.changed, "removed": upload.removed},
    )
    return str(upload.state)


def preview(upload: Upload) -> Comparison:
    """What a waiting upload would do to the list as it stands now."""
    return _compared(upload, staged(upload))


def _compared(upload: Upload, listed: Sequence[PersonRow]) -> Comparison:
    """An upload's rows beside the list that stands; those with errors keep whoever is called so on it."""
    with_error = [person for person in listed if has_error(person)]
    return compare(
        current=list(people_on(upload.volunteer_list)),
        people=[person for person in listed if not has_error(person)],
        is_whole=upload.is_whole,
        kept={fold_loose(person.name)[:100] for person in with_error},
    )


def add_one(upload: Upload, person: PersonRow, *, now: dt.datetime, is_someone_else: bool = False) -> None:
    """Let one mended row of a counted upload count: nobody is doubled, nobody taken off.

    Who came with another row of the same file is somebody else of that name, and so is everybody on the list where a
    person said so (`is_someone_else`).
    """
    volunteer_list, known = upload.volunteer_list, upload.known
    current = list(people_on(volunteer_list))
    apart = (
        {each.pk for each in current}
        if is_someone_else
        else set(upload.changes.values_list("registration_id", flat=True))
    )
    comparison = compare(current=current, people=[person], is_whole=False, apart=apart)
    apply(upload, comparison, now=now)
    upload.known += known
    upload.accepted += 1
    upload.added += len(comparison.added)
    upload.changed += len(comparison.changed)
    upload.save(update_fields=["accepted", "added", "changed", "known"])
    recount(volunteer_list, now=now)
    _hand_in(upload, volunteer_list, at=now, now=now)


def compare(
    *,
    current: Sequence[Registration],
    people: Sequence[PersonRow],
    is_whole: bool,
    kept: Iterable[str] = (),
    apart: Collection[int] = (),
) -> Comparison:
    """Pair a list's rows with the registrations that stand: the same row, the same identity number, the same person.

    `kept` are the folded names of rows that wait to be mended: nobody so called is taken off meanwhile, since the row
    may be theirs. Without `is_whole` nobody is taken off. `apart` are registrations that are not paired by their name
    and birth alone.
    """
    found = Comparison()
    left = {each.pk: each for each in current}
    rest = _take(left, people, found, lambda each: each.row_hash, rows.row_hash, as_changed=False)
    rest = _take(left, rest, found, lambda each: each.identity_key, _identity_key, as_changed=True)
    found.added = _take(
        left, rest, found, lambda each: "" if each.pk in apart else each.person_key, rows.person_key, as_changed=True
    )
    if is_whole:
        waiting = set(kept)
        found.removed = [each for each in left.values() if each.name_fold not in waiting]
    return found


def _take(
    left: dict[int, Registration],
    people: Sequence[PersonRow],
    found: Comparison,
    key_of: Callable[[Registration], str],
    key_of_row: Callable[[PersonRow], str],
    *,
    as_changed: bool,
) -> list[PersonRow]:
    """Pair rows with registrations of the same key; what was paired leaves `left`. Returns the rows without a pair."""
    by_key: dict[str, list[Registration]] = defaultdict(list)
    for each in left.values():
        by_key[key_of(each)].append(each)
    by_key.pop("", None)
    if not by_key:
        return list(people)
    rest = []
    for person in people:
        candidates = by_key.get(key_of_row(person))
        if not candidates:
            rest.append(person)
            continue
        nearest = candidates[0] if len(candidates) == 1 else min(candidates, key=lambda each: _distance(each, person))
        candidates.remove(nearest)
        del left[nearest.pk]
        if as_changed:
            found.changed.append((nearest, person))
        else:
            found.unchanged.append(nearest)
    return rest


def _distance(registration: Registration, person: PersonRow) -> int:
    return len(rows.changed_fields(rows.person_of(registration), person))


def _identity_key(person: PersonRow) -> str:
    return match_keys.identity_key(person.identity)


def apply(upload: Upload, comparison: Comparison, *, now: dt.datetime) -> None:
    """Write what a comparison found, and what each registration was before."""
    doors.hold(upload.volunteer_list)
    added = _add(upload, comparison.added)
    changed = _change(upload, comparison.changed)
    removed = comparison.removed
    if removed:
        Registration.objects.filter(pk__any_of=[each.pk for each in removed]).update(removed_by=upload)
        doors.forget(upload.volunteer_list, removed)
    bulk.insert_values(
        RegistrationChange,
        [
            *(_told(upload, each, Change.ADDED) for each in added),
            *changed,
            *(_told(upload, each, Change.REMOVED) for each in removed),
        ],
        unless_there=True,  # a mended row touches whom its upload touched before: what was first is what comes back
    )
    touched = [*added, *(each for each, _person in comparison.changed)]
    upload.known = doors.keep_people(
        volunteer_list=upload.volunteer_list,
        registrations=[*touched, *comparison.unchanged],
        new=touched,
        now=now,
    )


def _add(upload: Upload, people: Sequence[PersonRow]) -> list[Registration]:
    shared = {
        "path": upload.path,
        "readers": upload.readers,
        "volunteer_list_id": upload.volunteer_list_id,
        "added_by_id": upload.pk,
    }
    values = [rows.registration_values(person) | {"warnings": warnings_of(person)} for person in people]
    return bulk.insert_all(bulk.made(Registration, shared, values))


def _change(upload: Upload, changed: Sequence[tuple[Registration, PersonRow]]) -> list[dict[str, object]]:
    told = []
    for registration, person in changed:
        before = rows.person_of(registration)
        if not registration.key_sealed:
            registration.key_sealed = new_personal_key()
        told.append(
            _told(
                upload,
                registration,
                Change.CHANGED,
                fields=rows.changed_fields(before, person),
                before=seal_for_person(registration.key_sealed, rows.as_json(before)),
            )
        )
        rewrite(registration, person)
    bulk.update_all([registration for registration, _person in changed], only=REWRITTEN)
    return told


def rewrite(registration: Registration, person: PersonRow) -> None:
    """Give a registration another row's facts; nothing is saved."""
    for name, value in rows.registration_values(person).items():
        setattr(registration, name, value)
    registration.warnings = warnings_of(person)


def warnings_of(person: PersonRow) -> list[dict[str, object]]:
    """What is to be told beside the person: warnings only, without the values as written."""
    return [
        {name: value for name, value in finding.as_json().items() if name in {"code", "field", "detail"}}
        for finding in person.findings
        if severity(finding) is Severity.WARNING
    ]


def _told(
    upload: Upload, registration: Registration, kind: str, *, fields: Sequence[str] = (), before: bytes = b""
) -> dict[str, object]:
    """What is kept of a change, as the columns of `RegistrationChange`."""
    return {
        "path": upload.path,
        "readers": upload.readers,
        "upload_id": upload.pk,
        "registration_id": registration.pk,
        "kind": kind,
        "fields": list(fields),
        "before": before,
    }


def _newer_versions(upload: Upload) -> QuerySet[Upload]:
    """Versions that were handed in later and count already."""
    return Upload.objects.filter(
        volunteer_list=upload.volunteer_list_id, is_whole=True, state=Upload.State.COUNTED, at__gt=upload.at
    )


def _give_way(upload: Upload, now: dt.datetime) -> str:
    """A version that was read late undoes nothing of the newer one that counts already."""
    upload.rows.all().delete()
    upload.state, upload.withdrawn_at = Upload.State.WITHDRAWN, now
    upload.save(update_fields=["state", "withdrawn_at"])
    return str(upload.state)


def _supersede(upload: Upload) -> None:
    """Uploads of the same list that still wait, or could not be read, are overtaken by the one that counts now."""
    earlier = Upload.objects.filter(volunteer_list=upload.volunteer_list_id, is_whole=True, at__lte=upload.at)
    earlier.filter(state__in=OPEN_STATES).exclude(pk=upload.pk).update(
        state=Upload.State.WITHDRAWN, withdrawn_at=upload.counted_at
    )


def _hand_in(upload: Upload, volunteer_list: VolunteerList, *, at: dt.datetime, now: dt.datetime) -> None:
    """Answer the unit's duty, where it has one: a list with at least one valid row is handed in, since `at`."""
    duty = duty_of(volunteer_list)
    if duty is None or upload.seat_id is None:
        return
    if not volunteer_list.people:  # a version whose rows all wait to be mended took everybody off
        restate_duty(volunteer_list, now=now)
        return
    deadlines.hand_in_content(
        duty=duty, amount=volunteer_list.people, seat_id=upload.seat_id, on_behalf=upload.is_for_unit, at=at, now=now
    )
