"""What can be shown a year later about one duty: one dated list of everything that was done about it, and by whom.

Reminders are told by their `Reminder` rows and the deliveries of their notices. The text of a notice belongs to the
seat it was sent to, and is not read here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.changes import LONGEST_LABEL
from campaigns.deadlines import due_sentence, kind_word, moment_sentence, what_of
from campaigns.models import Duty, DutyChange, Extension, Reminder, Submission
from core.text.numbers import integer
from notices.models import Delivery


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened: when, what in a sentence, why or what became of it, by whom."""

    at: dt.datetime
    what: str
    detail: str = ""
    by: str = ""


def evidence_of(duty: Duty) -> list[Entry]:
    """Everything known of a duty, the oldest first; the same questions however much happened."""
    found = [
        _laid(duty),
        *_changes(duty),
        *_reminders(duty),
        *_contacts(duty),
        *_extensions(duty),
        *_submissions(duty),
        *_receipts(duty),
    ]
    return sorted(found, key=lambda entry: entry.at)


def _laid(duty: Duty) -> Entry:
    deadline = duty.deadline
    changes = [each for each in duty.changes.all() if each.kind == DutyChange.Kind.DUE_MOVED and each.due_before]
    first_due = changes[0].due_before if changes else None
    due = moment_sentence(first_due) if first_due is not None else due_sentence(deadline)
    return Entry(duty.laid_at, _("Giao việc: %(what)s, %(due)s") % {"what": what_of(deadline), "due": due})


def _changes(duty: Duty) -> Iterator[Entry]:
    for each in duty.changes.all():
        what = str(each.get_kind_display())
        if each.due_before is not None and each.due_after is not None:
            told = {"before": moment_sentence(each.due_before), "after": moment_sentence(each.due_after)}
            what = _("Đổi hạn nộp từ %(before)s sang %(after)s") % told
        yield Entry(each.at, what, each.reason, each.by_label)


def _reminders(duty: Duty) -> Iterator[Entry]:
    reminders: list[Reminder] = list(duty.reminders.all())
    arrived: dict[int, list[str]] = {}
    for each in Delivery.objects.filter(notice_id__in=[row.notice_id for row in reminders]).order_by("queued_at", "pk"):
        arrived.setdefault(each.notice_id, []).append(_delivery(each))
    for row in reminders:
        yield Entry(row.at, str(row.get_step_display()), "; ".join(arrived.get(row.notice_id, [])), _("phần mềm"))


def _delivery(delivery: Delivery) -> str:
    """«Thư điện tử: đã gửi 08:00 ngày 20/3/2025», «Thư điện tử: bị trả lại (hộp thư đầy)»."""
    state = str(delivery.get_state_display())
    told = f"{delivery.get_channel_display()}: {state[:1].lower()}{state[1:]}"
    if delivery.reason:
        return f"{told} ({delivery.reason})"
    return f"{told} {moment_sentence(delivery.sent_at)}" if delivery.sent_at is not None else told


def _contacts(duty: Duty) -> Iterator[Entry]:
    for each in duty.contacts.all():
        yield Entry(each.at, str(each.get_way_display()), each.note, each.by_label)


def _extensions(duty: Duty) -> Iterator[Entry]:
    for each in duty.extensions.all():
        if each.asked_at is not None:
            until = moment_sentence(each.wanted_until) if each.wanted_until else ""
            yield Entry(
                each.asked_at, _("Xin gia hạn đến %(when)s") % {"when": until}, each.reason, each.asked_by_label
            )
        if each.decided_at is not None and each.state == Extension.State.GRANTED:
            assert each.until is not None
            what = _("Được gia hạn đến %(when)s") % {"when": moment_sentence(each.until)}
            detail = each.answer or ("" if each.asked_at else each.reason)
            yield Entry(each.decided_at, what, detail, each.decided_by_label)
        if each.decided_at is not None and each.state == Extension.State.REFUSED:
            yield Entry(each.decided_at, _("Không được gia hạn"), each.answer, each.decided_by_label)


def _submissions(duty: Duty) -> Iterator[Entry]:
    for each in duty.submissions.all():
        yield Entry(each.at, _handed_in(duty, each), each.reason, _by(each, duty))
        if each.withdrawn_at is not None and not each.returned_reason:
            yield Entry(each.withdrawn_at, _("Lần nộp trước không còn tính"))


def _handed_in(duty: Duty, submission: Submission) -> str:
    word = kind_word(duty, submission)
    if submission.amount is not None:
        word = _("%(word)s %(people)s người") % {"word": word, "people": integer(submission.amount)}
    return _("%(word)s (nộp thay)") % {"word": word} if submission.on_behalf else word


def _by(submission: Submission, duty: Duty) -> str:
    if submission.on_behalf and submission.by_label:
        told = {"who": submission.by_label, "unit": duty.unit.name}
        return (_("%(who)s, thay cho %(unit)s") % told)[: 2 * LONGEST_LABEL]
    return submission.by_label


def _receipts(duty: Duty) -> Iterator[Entry]:
    for each in duty.receipts.select_related("part"):
        amount = _("số lượng %(amount)s") % {"amount": integer(each.amount)} if each.amount is not None else ""
        yield Entry(each.at, _("Đã nhận %(part)s") % {"part": each.part.name}, amount, each.by_label)
