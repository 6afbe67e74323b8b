"""Mending the rows that wait: a value put right, a double decided, a row left out. What is mended counts at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.gate import ensure_may_hand_in
from campaigns.models import Deadline
from core import audit
from core.refusal import Refused
from donors import committing, rows, staging
from donors.intake.columns import ColumnChoices, mend_person
from donors.intake.fields import Field
from donors.intake.findings import Code
from donors.intake.people import PersonRow
from donors.lists import locked, recount
from donors.models import PairChoice, StagedRow, Upload
from donors.sealing import json_of, seal_json
from donors.staged_rows import has_error

# What a cell of a list holds is mended under the one meaning that a person types: a whole birth, a whole name.
TYPED_AS: Mapping[Field, Field] = {
    Field.FAMILY_NAME: Field.NAME,
    Field.GIVEN_NAME: Field.NAME,
    Field.BIRTH_DAY: Field.BIRTH,
    Field.BIRTH_MONTH: Field.BIRTH,
    Field.BIRTH_YEAR: Field.BIRTH,
    Field.BIRTH_MALE: Field.BIRTH,
    Field.BIRTH_FEMALE: Field.BIRTH,
    Field.SEX_MALE: Field.SEX,
    Field.SEX_FEMALE: Field.SEX,
}
DOUBLES = (Code.CLOSE_IN_FILE, Code.TWICE_IN_FILE)


@transaction.atomic
def mend(*, row_id: int, values: Mapping[Field, str], now: dt.datetime) -> bool:
    """Put values of a waiting row right; whether the row counts now. A row mended meanwhile is left as it is.

    Raises `Refused` after the lock.
    """
    row = _waiting(row_id, now)
    if row is None:
        return True
    person = mended(rows.from_json(json_of(row.sealed)), values)
    person = staging.checked(person, on=staging.drive_day(row.upload.volunteer_list.round, now=now))
    return _keep(row, person, now)


def mended(person: PersonRow, values: Mapping[Field, str]) -> PersonRow:
    """The person with these fields read anew; what is to be decided about doubles stays to be decided."""
    for meaning, text in values.items():
        person = mend_person(person, meaning=TYPED_AS.get(meaning, meaning), text=text, choices=ColumnChoices())
    return person


@transaction.atomic
def decide_double(*, row_id: int, is_same: bool, by_name: str, now: dt.datetime) -> bool:
    """Say whether a row is the same person as another of the list; remembered for the next upload.

    The same person counts once: the row goes. Returns whether the row counts now or is settled.
    """
    row = _waiting(row_id, now)
    if row is None:
        return True
    person = rows.from_json(json_of(row.sealed))
    pairs = [finding.detail["pair"] for finding in person.findings if finding.code in DOUBLES and finding.detail]
    for pair in pairs:
        PairChoice.objects.update_or_create(
            path=row.path,
            pair_key=pair,
            defaults={"readers": row.readers, "is_same": is_same, "at": now, "by_name": by_name[:150]},
        )
    if is_same:
        _leave_out(row, now)
        return True
    person.findings = [finding for finding in person.findings if finding.code not in DOUBLES]
    return _keep(row, person, now, is_someone_else=True)


@transaction.atomic
def leave_out(*, row_id: int, now: dt.datetime) -> None:
    """Leave a waiting row out of the list."""
    row = _waiting(row_id, now)
    if row is not None:
        _leave_out(row, now)


def _leave_out(row: StagedRow, now: dt.datetime) -> None:
    upload = row.upload
    row.delete()
    recount(upload.volunteer_list, now=now)
    audit.record("list.row_left_out", subject=upload.volunteer_list.unit, path=upload.path, after={"count": 1})


def _waiting(row_id: int, now: dt.datetime) -> StagedRow | None:
    """The row, held, with its list locked and the gate passed; None where it was settled meanwhile."""
    list_id = Upload.objects.filter(rows=row_id).values_list("volunteer_list_id", flat=True).first()
    if list_id is None:
        return None
    volunteer_list = locked(list_id)
    ensure_may_hand_in(round=volunteer_list.round, unit=volunteer_list.unit, kind=Deadline.Kind.LIST, now=now)
    # read under the lock, with its upload: of two people who mend at once the second adds to what the first counted
    waiting = StagedRow.objects.select_related("upload").filter(pk=row_id, has_error=True)
    row: StagedRow | None = waiting.exclude(upload__state=Upload.State.READING).first()
    if row is not None:
        row.upload.volunteer_list = volunteer_list
    return row


def _keep(row: StagedRow, person: PersonRow, now: dt.datetime, *, is_someone_else: bool = False) -> bool:
    """Let a mended row count, or keep it waiting with what is still wrong."""
    if has_error(person):
        row.sealed, row.row_hash = seal_json(rows.as_json(person)), rows.row_hash(person)
        row.save(update_fields=["sealed", "row_hash"])
        return False
    upload = row.upload
    if upload.state != Upload.State.COUNTED:  # it counts together with the rest of its upload
        row.sealed, row.row_hash, row.has_error = seal_json(rows.as_json(person)), rows.row_hash(person), False
        row.save(update_fields=["sealed", "row_hash", "has_error"])
        return True
    committing.add_one(upload, person, now=now, is_someone_else=is_someone_else)
    row.delete()
    recount(upload.volunteer_list, now=now)
    return True


def refuse_unknown(name: str) -> Field:
    """The meaning a form names. Raises `Refused` for anything else."""
    try:
        return Field(name)
    except ValueError:
        raise Refused(_("Mục này không có trong danh sách; tải lại trang rồi sửa.")) from None
