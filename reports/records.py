"""Keeping the small records that documents are made of: conferences, honours, tasks, funding lines, standard phrases.

They may be written after the plan's year is closed: a conference sums up a year that is over. A document holds what it
said when it was drafted or refreshed; a record changed afterwards changes no document that was presented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from campaigns.models import Plan
from committees.models import Committee
from core import audit
from core.refusal import Refused
from core.three_way import NOT_SAID, changes_of
from reports.models import Conference, FundingLine, HonourCount, OrganisationTask, StandardPhrase

Record = Conference | HonourCount | OrganisationTask | FundingLine | StandardPhrase
R = TypeVar("R", bound=Record)

# What the audit trail calls each.
_NOUNS: dict[type[Record], str] = {
    Conference: "conference",
    HonourCount: "honour",
    OrganisationTask: "organisation_task",
    FundingLine: "funding",
    StandardPhrase: "phrase",
}
_HIDDEN = {"id", "path", "plan", "committee"}


@transaction.atomic
def add(kind: type[R], *, of: Plan | Committee, values: Mapping[str, object]) -> R:
    """Write a new record of a plan, or a phrase of a committee. Raises `Refused` for what is there already."""
    owner = {"committee": of} if isinstance(of, Committee) else {"plan": of}
    row = kind(path=of.path, **owner, **_clean(values))
    _save(row)
    _record(row, "added", after=_told(row))
    return row


@transaction.atomic
def change(row: R, *, values: Mapping[str, object], opened: Mapping[str, object] = NOT_SAID) -> R:
    """Put a record right; the trail keeps what it said before.

    Only what differs from what the page was `opened` with is written (core/three_way.py).
    """
    locked: R = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)  # type: ignore[assignment]  # its kind
    before = _told(locked)
    for name, value in changes_of(locked, opened=opened, typed=_clean(values)).items():
        setattr(locked, name, value)
    _save(locked)
    if before != _told(locked):
        _record(locked, "changed", before=before, after=_told(locked))
    return locked


@transaction.atomic
def remove(row: Record) -> None:
    """Take a record away; the trail keeps it. Raises `Refused` for a conference that a document is about."""
    before = _told(row)
    _record(row, "removed", before=before)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise Refused(_("Hội nghị này đã có thông báo kết luận nên không xóa được; bỏ dự thảo đó trước.")) from error


def _save(row: Record) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "honour_counted_once" in str(error):
            raise Refused(_("Đã có dòng khen thưởng này; mở dòng đó để sửa số.")) from error
        raise


def _clean(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _record(
    row: Record, act: str, *, before: Mapping[str, object] | None = None, after: Mapping[str, object] | None = None
) -> None:
    audit.record(
        f"{_NOUNS[type(row)]}.{act}", subject=row, path=row.path, before=dict(before or {}), after=dict(after or {})
    )


def _told(row: Record) -> dict[str, object]:
    """The record's own fields as the trail keeps them; another row by its name."""
    names = [field.name for field in row._meta.concrete_fields if field.name not in _HIDDEN]
    return {name: _as_text(getattr(row, name)) for name in names}


def _as_text(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, models.Model) else value
