"""Lô công văn: a letter of its own to each unit that is late, drafted in one go by a job.

`begin` keeps which units owe at that moment; the job drafts a letter to each of them by the very function that drafts
one alone. Who has handed in meanwhile, or is already written to, is left out and named with the reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.completeness import completeness_of
from campaigns.models import Deadline, Plan
from committees.access import is_focal
from committees.models import Seat, Unit
from committees.ordering import annex_order
from committees.permissions import Act, may
from core import audit, jobs
from core.models import Job
from core.refusal import Refused
from reports import drafting
from reports.kinds import URGING_LETTER, About, NewDue
from reports.models import Document, LetterBatch
from reports.rendering import batch_job_key
from reports.replacing import is_replaced

DRAFT_LETTERS = "draft_letters"
AT_ONCE = 6  # letters in one transaction


@transaction.atomic
def begin(*, about: About, seat: Seat, user_id: int | None, now: dt.datetime) -> LetterBatch:
    """Keep who owes by `about.deadline` and ask for a letter to each of them.

    A batch of the deadline that is still being worked on is returned instead. Raises `Refused` where nobody owes,
    `PermissionDenied` for a seat that does not run this committee.
    """
    if about.plan.path != seat.path or not may(seat, Act.RUN):
        raise PermissionDenied
    assert about.deadline is not None, "a batch of letters is about a deadline"
    Plan.objects.select_for_update(of=("self",)).get(pk=about.plan.pk)  # two who begin at once begin one batch
    former = batch_in_hand(about.deadline)
    if former is not None:
        return former
    standing = completeness_of([about.deadline], within=about.plan.path, now=now)
    unit_ids = [line.unit.pk for line in standing.lines if line.is_missing]
    if not unit_ids:
        raise Refused(_("Không còn đơn vị nào chưa nộp nên không cần công văn đôn đốc."))
    batch: LetterBatch = LetterBatch.objects.create(
        path=about.plan.path,
        committee=about.committee,
        deadline=about.deadline,
        issuing_body=about.issuing_body,
        new_due_at=about.new_due.at if about.new_due else None,
        new_due_wording=about.new_due.wording if about.new_due else "",
        unit_ids=unit_ids,
        created_at=now,
        created_by_id=audit.actor().user_id,
    )
    audit.record("letter_batch.begun", subject=batch, path=batch.path, after={"count": batch.count})
    ask_to_draft(batch=batch, seat=seat, user_id=user_id)
    return batch


def batch_in_hand(deadline: Deadline) -> LetterBatch | None:
    """The newest batch of a deadline of which something is not issued yet."""
    for batch in LetterBatch.objects.filter(deadline=deadline).order_by("-created_at", "-pk"):
        first = batch.letters.filter(replaces=None)
        if not batch.is_drafted or first.exclude(state=Document.State.ISSUED).exists():
            return batch
    return None


def batches_for(seat: Seat) -> QuerySet[LetterBatch]:
    """The batches a seat sees: its committee's own, as drafts are; none for an đầu mối."""
    rows = LetterBatch.objects.filter(path=seat.path)
    return rows.none() if is_focal(seat) else rows


def letters_of(batch: LetterBatch) -> QuerySet[Document]:
    """Its letters in the order of an annex, in which they are numbered too; what replaces one stands after it."""
    rows = Document.objects.filter(batch=batch).select_related("to_unit", "issuing_body").defer("content", "figures")
    return rows.order_by(*annex_order("to_unit"), "pk")


def standing_letters_of(batch: LetterBatch) -> QuerySet[Document]:
    """Its letters as they hold: without those that an issued one replaces. They are printed, gathered and counted."""
    return letters_of(batch).exclude(is_replaced())


# --- Drafting them ----------------------------------------------------------------------------------


@transaction.atomic
def ask_to_draft(*, batch: LetterBatch, seat: Seat, user_id: int | None) -> Job:
    """Ask for the letters that are not drafted yet. Raises `PermissionDenied`."""
    if batch.path != seat.path or not may(seat, Act.RUN):
        raise PermissionDenied
    return jobs.enqueue(
        DRAFT_LETTERS,
        key=batch_job_key(batch.pk),
        path=batch.path,
        seat_id=seat.pk,
        user_id=user_id,
        arguments={"batch": batch.pk},
        total=batch.count,
    )


def draft_letters(job: jobs.JobRun) -> jobs.Json:
    """The job: some letters a transaction, until every unit has been looked at."""
    while True:
        with job.chunk():
            batch = _draft_some(job.integer("batch"), seat_of(job), now=job.now())
        job.progress(batch.position, batch.count, _("Đang soạn công văn"))
        if batch.is_drafted:
            return {"left_out": len(batch.left_out)}


def seat_of(job: jobs.JobRun) -> Seat:
    """The seat that asked for a job; inside a chunk, which has made sure that it may still act."""
    assert job.seat_id is not None, "letters are drafted for a seat"
    seat: Seat = Seat.objects.select_related("unit").get(pk=job.seat_id)
    return seat


def _draft_some(pk: int, seat: Seat, *, now: dt.datetime) -> LetterBatch:
    batch: LetterBatch = (
        LetterBatch.objects.select_for_update(of=("self",))
        .select_related("deadline__plan__committee__unit", "deadline__round", "deadline__window", "issuing_body")
        .get(pk=pk)
    )
    wanted = batch.unit_ids[batch.position : batch.position + AT_ONCE]
    units = Unit.objects.in_bulk(wanted)
    for unit in (units[unit_id] for unit_id in wanted if unit_id in units):
        sentence = _draft_one(batch, unit, seat, now=now)
        if sentence:
            batch.left_out = [*batch.left_out, {"unit": unit.name, "sentence": sentence}]
    batch.position += len(wanted)
    batch.save(update_fields=["position", "left_out"])
    return batch


def _draft_one(batch: LetterBatch, unit: Unit, seat: Seat, *, now: dt.datetime) -> str:
    """Draft the letter to a unit; why it is left out, or nothing."""
    try:
        with transaction.atomic():
            about = replace(_about(batch), to_unit=unit)
            letter = drafting.draft(kind=URGING_LETTER, about=about, seat=seat, now=now, batch=batch)
    except Refused as refusal:
        return refusal.sentence
    if letter.batch_id != batch.pk:
        return _("%(unit)s đã có một dự thảo công văn khác về hạn nộp này.") % {"unit": unit.name}
    return ""


def _about(batch: LetterBatch) -> About:
    deadline, due = batch.deadline, batch.new_due_at
    return About(
        plan=deadline.plan,
        committee=deadline.plan.committee,
        issuing_body=batch.issuing_body,
        deadline=deadline,
        new_due=NewDue(due, batch.new_due_wording) if due is not None else None,
    )


def working(batch: LetterBatch) -> Job | None:
    """The newest job of a batch, whatever became of it."""
    return jobs.latest(path=batch.path, key=batch_job_key(batch.pk))
