"""The audit trail: one row per important change, who and on whose behalf, before and after, with the request's id.

Floors above never write AuditEntry rows by themselves. Whoever acts is named by the *actor* of the running work: the
middleware sets it for a request, a job for a task, `main` for a command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import models

from core.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from where. Labels are kept as text: they outlive the rows they name."""

    user_id: int | None = None
    user_label: str = ""
    seat_id: int | None = None
    seat_label: str = ""
    request_id: str = ""
    address: str | None = None
    source: str = "web"


NOBODY = Actor(source="command")
_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def actor() -> Actor:
    """Who the running work is done by."""
    return _actor.get()


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    """Name the actor of a block."""
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)


def record(
    action: str,
    *,
    subject: models.Model | None,
    path: str,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    on_behalf_of: str = "",
) -> None:
    """Append one entry about `subject` on the unit at `path` (empty for what belongs to a person only).

    `before` and `after` hold the changed fields as plain JSON values; never personal data of donors.
    """
    who = _actor.get()
    # One INSERT without RETURNING (that is what ignore_conflicts does: nothing here can conflict), since reading the
    # row back needs a scope that may see it.
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                request_id=who.request_id,
                path=path,
                user_id=who.user_id,
                user_label=who.user_label,
                seat_id=who.seat_id,
                seat_label=who.seat_label,
                on_behalf_of=on_behalf_of,
                source=who.source,
                address=who.address,
                action=action,
                subject_type=subject._meta.label_lower if subject is not None else "",
                subject_id=str(subject.pk) if subject is not None else "",
                subject_label=str(subject)[:250] if subject is not None else "",
                before=before or {},
                after=after or {},
            )
        ],
        ignore_conflicts=True,
    )


def changed(before: dict[str, object], after: dict[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """The fields that differ, as the two dictionaries `record` wants."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}
