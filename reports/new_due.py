"""The one new date that a letter sets for all who are late: given as an extension when the letter is issued."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from campaigns import extending
from campaigns.completeness import completeness_of
from campaigns.deadlines import moment_sentence, place_of
from campaigns.gate import ensure_deadline_editable
from campaigns.models import Deadline
from core.refusal import Refused
from reports.models import Document
from reports.registers import reference


def refuse_passed(document: Document, *, now: dt.datetime) -> None:
    """Raise `Refused` where the new date that a letter sets is over: nobody could keep it.

    One that replaces another and repeats its date is not meant to set it anew.
    """
    until = document.new_due_at
    if until is not None and until <= now and not repeats_passed(document, now=now):
        raise Refused(
            _("Hạn mới ghi trong văn bản (%(moment)s) đã qua; đưa về dự thảo và soạn lại với hạn khác.")
            % {"moment": moment_sentence(until)}
        )


def repeats_passed(document: Document, *, now: dt.datetime) -> bool:
    """Whether a letter replaces another and repeats its new date, which is over.

    Such a letter puts right what was wrong in the first: it speaks of that time, in its figures too, and sets nothing.
    """
    replaced = document.replaces
    return replaced is not None and replaced.new_due_at == document.new_due_at and is_over(document, now=now)


def not_given(document: Document, *, now: dt.datetime) -> str:
    """Why issuing the letter at `now` gives no new date, as a sentence; nothing where it gives what it says.

    A letter that is signed cannot be written again: it is issued, and what no longer holds is told.
    """
    until, deadline = document.new_due_at, document.deadline
    if until is None or deadline is None:
        return ""
    if until <= now:
        return _("Hạn mới ghi trong văn bản (%(moment)s) đã qua nên không gia hạn cho đơn vị nào.") % {
            "moment": moment_sentence(until)
        }
    if _is_closed(deadline):
        return _("%(place)s đã khóa nên không gia hạn cho đơn vị nào.") % {"place": place_of(deadline)}
    if until <= deadline.due_at:
        return _("Hạn đang có (%(due)s) không sớm hơn hạn mới ghi trong văn bản nên giữ hạn đang có.") % {
            "due": moment_sentence(deadline.due_at)
        }
    return ""


def give_new_due(document: Document, *, now: dt.datetime) -> int:
    """Give every unit the letter goes to and that still owes until the new date; how many got more time.

    A unit that was given longer already keeps it; nobody is given anything where `not_given` says why.
    """
    until, deadline = document.new_due_at, document.deadline
    if until is None or deadline is None or not_given(document, now=now):
        return 0
    reason = reference(document.register_entry)  # whatever is issued stands in the register
    given = 0
    within = document.path if document.to_unit is None else document.to_unit.path
    for line in completeness_of([deadline], within=within, now=now).missing:
        held = line.duty.extended_until
        if (document.to_unit_id is None or line.unit.pk == document.to_unit_id) and (held is None or held < until):
            extending.give(duty=line.duty, until=until, reason=reason, now=now)
            given += 1
    return given


def is_over(document: Document, *, now: dt.datetime) -> bool:
    """Whether a letter sets a new date that is over by now."""
    return document.new_due_at is not None and document.new_due_at <= now


def _is_closed(deadline: Deadline) -> bool:
    try:
        ensure_deadline_editable(deadline)
    except Refused:
        return True
    return False
