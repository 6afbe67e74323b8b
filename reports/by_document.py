"""What units owe because a document asks for it: one issued here, one from elsewhere, or one of a superior.

Every such document is a line of a register, so that a deadline hangs on that line. The units read the document's name
on the deadline itself (`Deadline.basis`); the link back is for the committee, whose register it is.
"""

from __future__ import annotations

import datetime as dt
from typing import Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaigns import deadlines
from campaigns.deadlines import Asked, what_of
from campaigns.gate import hold_deadline_open
from campaigns.models import Deadline, Plan, State
from committees.models import Seat
from committees.permissions import Act, may
from core import audit
from core.refusal import Refused
from reports.kinds import KINDS
from reports.models import DeadlineBasis, Document, RegisterEntry
from reports.registers import reference

LONGEST_TITLE = 120  # of «việc khác» (campaigns/models.py)


@transaction.atomic
def set_by_document(*, entry: RegisterEntry, seat: Seat, now: dt.datetime, **asked: Unpack[Asked]) -> Deadline:
    """Set what units owe as the document asks; raises `Refused` as `set_deadline` does, and for a draft."""
    _refuse_stranger(entry, seat)
    _refuse_draft(entry)
    made = deadlines.set_deadline(**asked, basis=reference(entry), now=now)
    DeadlineBasis.objects.create(path=entry.path, deadline=made, entry=entry)
    return made


@transaction.atomic
def tie(*, entry: RegisterEntry, seat: Seat, deadline: Deadline) -> None:
    """Say that a deadline which was set before follows this document; its dates stay as they are.

    Raises `Refused` for a draft, for what is closed, and where another document asks for it already.
    """
    _refuse_stranger(entry, seat)
    _refuse_draft(entry)
    hold_deadline_open(deadline)
    held = Deadline.objects.select_for_update(of=("self",)).get(pk=deadline.pk, path=seat.path)
    if held.basis:
        raise Refused(
            _("Hạn nộp “%(what)s” đã gắn với %(document)s rồi.") % {"what": what_of(held), "document": held.basis}
        )
    held.basis = reference(entry)
    held.save(update_fields=["basis"])
    DeadlineBasis.objects.create(path=entry.path, deadline=held, entry=entry)
    audit.record(
        "deadline.tied", subject=held.round or held.plan, path=held.path, after={"kind": held.kind, "basis": held.basis}
    )


def _refuse_stranger(entry: RegisterEntry, seat: Seat) -> None:
    if entry.path != seat.path or not may(seat, Act.RUN):
        raise PermissionDenied


def _refuse_draft(entry: RegisterEntry) -> None:
    if not is_in_force(entry):
        raise Refused(_("Ban hành văn bản rồi mới đặt việc phải nộp theo văn bản ấy."))


def is_in_force(entry: RegisterEntry) -> bool:
    """Whether others have the document: one written here once it is issued, any other since it stands in a register."""
    return entry.document is None or entry.document.state == Document.State.ISSUED


def asks_units(entry: RegisterEntry) -> bool:
    """Whether something may be owed by the document: a report goes up, and a letter urges what is owed already."""
    return is_in_force(entry) and (entry.document is None or KINDS[entry.document.kind].asks_units)


# --- What a page shows ----------------------------------------------------------------------------------------------


def owed_by(entry: RegisterEntry) -> list[Deadline]:
    """What units owe by the document, or what it urges, the earliest first."""
    asked = Q(pk__in=DeadlineBasis.objects.filter(entry=entry).values("deadline_id"))
    urged = Q(pk=entry.document.deadline_id if entry.document is not None else None)
    return list(
        Deadline.objects.filter(asked | urged).select_related("plan", "round", "window").order_by("due_at", "pk")
    )


def may_follow(entry: RegisterEntry) -> QuerySet[Deadline]:
    """The committee's deadlines that follow no document yet and are not closed; of the document's own plan and campaign
    window where it has one."""
    rows = Deadline.objects.filter(path=entry.path, basis="").exclude(
        Q(plan__state=State.CLOSED) | Q(round__state=State.CLOSED)
    )
    document = entry.document
    if document is not None and document.plan_id is not None:
        rows = rows.filter(plan=document.plan_id)
    if document is not None and document.window_id is not None:
        rows = rows.filter(window=document.window_id)
    return rows.select_related("plan", "round", "window").order_by("due_at", "pk")


def plans_of(entry: RegisterEntry) -> QuerySet[Plan]:
    """For which plans something may be asked by the document: its own, or else every one that is not closed."""
    rows = Plan.objects.filter(path=entry.path).exclude(state=State.CLOSED)
    document = entry.document
    if document is not None and document.plan_id is not None:
        rows = rows.filter(pk=document.plan_id)
    return rows.order_by("-year")


def title_from(entry: RegisterEntry) -> str:
    """What is owed in the document's own words, to be corrected: its trích yếu without «về việc», cut at a word."""
    words = " ".join(entry.subject.split()).rstrip(".; ")
    for opening in ("về việc ", "v/v ", "về "):
        if words.lower().startswith(opening):
            words = words[len(opening) :]
            break
    if len(words) > LONGEST_TITLE:
        words = words[:LONGEST_TITLE].rsplit(" ", 1)[0]
    return words[:1].upper() + words[1:]
