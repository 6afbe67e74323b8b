"""The steps of a document taken by all letters of a batch: each by the very function that takes it for one alone.

A letter that cannot take a step stays as it is and is named with the sentence. Numbers are given in one transaction, in
the order in which the page lists the letters: a killed job has given none or all, and nobody else's number comes in
between. Letters that were just numbered are drawn by the same job.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import IssuingBody, Seat
from core import jobs
from core.models import Job
from core.refusal import Refused
from core.text.dates import in_vietnam
from reports import drafting, editing, signing, steps
from reports.batches import printing as batch_printing
from reports.batches.keeping import seat_of, standing_letters_of
from reports.batches.printing import is_to_print, is_whole, print_letters
from reports.models import Document, LetterBatch
from reports.numbering import refuse_taken
from reports.rendering import batch_job_key
from reports.steps import Step, is_allowed, may_take

TAKE_STEP = "step_letters"


class ForAll(StrEnum):
    """What can be done with all letters of a batch."""

    REFRESH = "refresh"
    REWORD = "reword"
    PRESENT = "present"
    RETURN = "return"
    APPROVE = "approve"
    NUMBER = "number"
    SIGN = "sign"
    PRINT = batch_printing.PRINT
    ISSUE = "issue"


# As which step of a single document an act is allowed and possible.
_STEP = {
    ForAll.REFRESH: Step.REFRESH,
    ForAll.REWORD: Step.EDIT,
    ForAll.PRESENT: Step.PRESENT,
    ForAll.RETURN: Step.RETURN,
    ForAll.APPROVE: Step.APPROVE,
    ForAll.NUMBER: Step.NUMBER,
    ForAll.SIGN: Step.SIGN,
    ForAll.PRINT: Step.EDIT,
    ForAll.ISSUE: Step.ISSUE,
}
_NUMBERS = {ForAll.NUMBER, ForAll.SIGN}
_PRINTED = {ForAll.PRINT, *_NUMBERS}  # acts whose job also draws the letters
# What a running job says before "12/26".
_NOTES = {
    ForAll.REFRESH: gettext_lazy("Đang cập nhật số liệu, công văn"),
    ForAll.REWORD: gettext_lazy("Đang chép câu chữ, công văn"),
    ForAll.PRESENT: gettext_lazy("Đang trình ký công văn"),
    ForAll.RETURN: gettext_lazy("Đang đưa về dự thảo, công văn"),
    ForAll.APPROVE: gettext_lazy("Đang duyệt công văn"),
    ForAll.NUMBER: gettext_lazy("Đang vào số công văn"),
    ForAll.SIGN: gettext_lazy("Đang ghi số công văn"),
    ForAll.ISSUE: gettext_lazy("Đang ban hành công văn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an act needs beside the letters.

    `first` is the number of the first letter where the văn thư gives the numbers, `dated_on` the day on the signed
    papers, `reason` why they go back, `source` the letter whose words the others take.
    """

    first: int | None = None
    dated_on: dt.date | None = None
    reason: str = ""
    source: Document | None = None


@transaction.atomic
def ask(
    *,
    batch: LetterBatch,
    act: ForAll,
    seat: Seat,
    user_id: int | None,
    now: dt.datetime,
    wish: Wish | None = None,
) -> Job:
    """Ask for an act on all letters that can take it now.

    Raises `PermissionDenied` for a seat whose role does not allow it; `Refused` where no letter can take it, where the
    batch is busy, and where a number of those typed is taken.
    """
    wish = wish or Wish()
    letters = list(standing_letters_of(batch))
    if batch.path != seat.path or not any(is_allowed(_STEP[act], letter, seat) for letter in letters or [_none(batch)]):
        raise PermissionDenied
    chosen = able(act, letters, seat, source=wish.source)
    if not chosen and not (act == ForAll.PRINT and letters and not is_whole(batch, letters)):
        raise Refused(_("Lô này không có công văn nào làm được việc đó ở bước hiện tại."))
    arguments = {"batch": batch.pk, **_arguments(act, chosen, wish, now=now)}
    job = jobs.enqueue(
        TAKE_STEP,
        key=batch_job_key(batch.pk),
        path=batch.path,
        seat_id=seat.pk,
        user_id=user_id,
        arguments=arguments,
        total=len(chosen),
    )
    if job.kind != TAKE_STEP or job.arguments != arguments:
        raise Refused(_("Lô này đang được làm một việc khác; chờ xong rồi bấm lại."))
    return job


def _arguments(act: ForAll, letters: Sequence[Document], wish: Wish, *, now: dt.datetime) -> dict[str, Any]:
    """What the job is told; `_Order` reads it again."""
    return {
        "act": act.value,
        "letters": [letter.pk for letter in letters],
        "numbers": _numbers(letters, wish, now=now) if act in _NUMBERS else {},
        "dated_on": wish.dated_on.isoformat() if wish.dated_on else "",
        "reason": wish.reason,
        "source": wish.source.pk if wish.source else 0,
    }


def able(act: ForAll, letters: Sequence[Document], seat: Seat, *, source: Document | None = None) -> list[Document]:
    """Those of the letters for which the seat can do an act now; a replacement neither gives nor takes common words."""
    if act == ForAll.PRINT:
        return [letter for letter in letters if is_allowed(Step.EDIT, letter, seat) and is_to_print(letter)]
    if act == ForAll.REWORD:
        letters = [letter for letter in letters if letter.replaces_id is None] if not _replaces(source) else []
    return [letter for letter in letters if letter != source and may_take(_STEP[act], letter, seat)]


def _replaces(source: Document | None) -> bool:
    return source is not None and source.replaces_id is not None


def _none(batch: LetterBatch) -> Document:
    """Stands for the letters of a batch without any, to ask what a role may do."""
    return Document(path=batch.path, committee=batch.committee, issuing_body=batch.issuing_body)


def _numbers(letters: Sequence[Document], wish: Wish, *, now: dt.datetime) -> dict[str, int]:
    """The number of each letter where the văn thư gives them: one after the other in the order of the page.

    A letter that went back after it was numbered keeps its number within the year. All are refused where one is taken:
    a wrong first number would give most of the letters a wrong one.
    """
    body = letters[0].issuing_body
    if body.numbering == IssuingBody.Numbering.SERIES:
        return {}
    day = wish.dated_on or in_vietnam(now).date()
    new = [letter for letter in letters if letter.dated_on is None or letter.dated_on.year != day.year]
    if new and wish.first is None:
        raise Refused(_("Ghi số của công văn đầu tiên; các công văn sau lấy số liền sau."))
    numbers = dict(enumerate(new, start=wish.first or 0))
    for number, letter in numbers.items():
        refuse_taken(body, letter.symbol, number=number, dated_on=day, document=letter)
    return {str(letter.pk): number for number, letter in numbers.items()}


# --- The job ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Order:
    """An act as it was asked for, when it is done."""

    seat: Seat
    now: dt.datetime
    arguments: Mapping[str, Any]

    def number_of(self, letter: Document) -> int | None:
        """The number that was typed for a letter."""
        number: int | None = self.arguments["numbers"].get(str(letter.pk))
        return number

    @property
    def dated_on(self) -> dt.date:
        """The day that stands on the signed papers."""
        return dt.date.fromisoformat(str(self.arguments["dated_on"]))


def take_step(job: jobs.JobRun) -> jobs.Json:
    """The job: letter after letter; what was done is recorded with the transaction that did it."""
    act = ForAll(str(job.arguments["act"]))
    pks = list(job.arguments["letters"])  # type: ignore[call-overload]  # ids, as `ask` wrote them
    result: dict[str, Any] = dict(job.result) or {"act": act.value, "at": 0, "taken": 0, "refused": [], "printed": {}}
    size = len(pks) if act in _NUMBERS else 1
    for start in range(result["at"], 0 if act == ForAll.PRINT else len(pks), size):
        with job.chunk():
            result = _taken(job, act, pks[start : start + size], result)
            job.record(result)
        job.progress(result["at"], len(pks), str(_NOTES[act]))
    if act in _PRINTED:
        result = print_letters(job, batch_id=job.integer("batch"), result=result)
    return result


def _taken(job: jobs.JobRun, act: ForAll, pks: Sequence[int], before: Mapping[str, Any]) -> dict[str, Any]:
    order = _Order(seat_of(job), job.now(), job.arguments)
    if act in _NUMBERS:  # before the body that numbers them, as whoever signs one letter alone
        list(Document.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk"))
    rows = Document.objects.select_related("to_unit", "issuing_body", "committee__unit", "plan__committee__unit")
    letters = {letter.pk: letter for letter in rows.filter(pk__in=pks)}
    refused = list(before["refused"])
    taken = 0
    for letter in (letters[pk] for pk in pks if pk in letters):  # one that was discarded meanwhile is none any more
        try:
            with transaction.atomic():
                _TAKE[act](letter, order)
            taken += 1
        except Refused as refusal:
            refused.append([letter.pk, letter.to_unit.name if letter.to_unit else "", refusal.sentence])
    return {**before, "at": before["at"] + len(pks), "taken": before["taken"] + taken, "refused": refused}


def _sign(letter: Document, order: _Order) -> object:
    return signing.record_signed_on_paper(
        document=letter, seat=order.seat, number=order.number_of(letter), dated_on=order.dated_on, now=order.now
    )


def _reword(letter: Document, order: _Order) -> object:
    source = Document.objects.filter(pk=order.arguments["source"]).first()
    if source is None:
        raise Refused(_("Văn bản không còn."))
    return editing.take_words(document=letter, seat=order.seat, source=source)


_TAKE: dict[ForAll, Callable[[Document, _Order], object]] = {
    ForAll.REFRESH: lambda letter, order: drafting.refresh_figures(document=letter, seat=order.seat, now=order.now),
    ForAll.REWORD: _reword,
    ForAll.PRESENT: lambda letter, order: steps.present(document=letter, seat=order.seat, now=order.now),
    ForAll.RETURN: lambda letter, order: steps.return_to_draft(
        document=letter, seat=order.seat, reason=str(order.arguments["reason"])
    ),
    ForAll.APPROVE: lambda letter, order: steps.approve(document=letter, seat=order.seat),
    ForAll.NUMBER: lambda letter, order: signing.enter_number(
        document=letter, seat=order.seat, number=order.number_of(letter), now=order.now
    ),
    ForAll.SIGN: _sign,
    ForAll.ISSUE: lambda letter, order: steps.issue(document=letter, seat=order.seat, now=order.now),
}
