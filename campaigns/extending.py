"""Gia hạn: more time for one unit, asked from its own page or given at once; it ends by itself.

What holds now stands on the duty (`extended_until`), where the gate reads it (campaigns/gate.py); the row tells who
asked, why, and what the answer was.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns import announcing
from campaigns.changes import who_acts
from campaigns.deadlines import due_at_of, moment_sentence
from campaigns.expecting import has_handed_in
from campaigns.gate import hold_deadline_open
from campaigns.models import Duty, Extension
from core import audit
from core.refusal import Refused


@transaction.atomic
def ask(*, duty: Duty, until: dt.datetime, reason: str, now: dt.datetime) -> Extension:
    """Ask for more time, also after the lock. One request at a time.

    Raises `Refused` without a reason, for a moment that gives no more time, and where nothing is owed any more.
    """
    hold_deadline_open(duty.deadline)
    _refuse_needless(duty)
    if not reason.strip():
        raise Refused(_("Ghi lý do xin gia hạn."))
    _refuse_no_more_time(duty, until, now)
    held = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if held.extensions.filter(state=Extension.State.ASKED).exists():
        raise Refused(_("Đã xin gia hạn rồi; chờ trả lời."))
    extension = Extension.objects.create(
        path=duty.path,
        duty=duty,
        state=Extension.State.ASKED,
        reason=reason.strip(),
        wanted_until=until,
        asked_at=now,
        asked_by_id=audit.actor().user_id,
        asked_by_label=who_acts(),
    )
    audit.record(
        "extension.asked",
        subject=duty.unit,
        path=duty.path,
        after={"reason": extension.reason, "until": until.isoformat()},
    )
    announcing.tell_asked(extension, now=now)
    return extension


@transaction.atomic
def give(*, duty: Duty, until: dt.datetime, reason: str, now: dt.datetime) -> Extension:
    """Give a unit more time at once; an open request of its own is answered by it.

    Raises `Refused` as `ask` does.
    """
    hold_deadline_open(duty.deadline)
    _refuse_needless(duty)
    if not reason.strip():
        raise Refused(_("Ghi lý do gia hạn."))
    held = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if held.extended_until == until and held.extension_reason == reason.strip():
        return held.extensions.filter(state=Extension.State.GRANTED).latest("pk")  # a second tap
    _refuse_no_more_time(duty, until, now)
    asked = held.extensions.filter(state=Extension.State.ASKED).first()
    extension = asked or Extension(path=duty.path, duty=duty, reason=reason.strip())
    return _granted(extension, duty=duty, until=until, reason=reason.strip(), now=now)


@transaction.atomic
def grant(*, extension: Extension, now: dt.datetime) -> Extension:
    """Agree to what a unit asked for. Raises `Refused` where it was answered already or gives no more time by now."""
    held, duty = _open_request(extension)
    assert held.wanted_until is not None
    if held.wanted_until <= now:
        raise Refused(_("Thời điểm xin gia hạn đã qua; bấm Gia hạn và chọn thời điểm khác."))
    return _granted(held, duty=duty, until=held.wanted_until, reason=held.reason, now=now)


@transaction.atomic
def refuse(*, extension: Extension, answer: str, now: dt.datetime) -> Extension:
    """Say no to a request, and why. Raises `Refused` without a word of answer and where it was answered already."""
    if not answer.strip():
        raise Refused(_("Ghi lý do không gia hạn để đơn vị biết."))
    held, duty = _open_request(extension)
    held.state, held.answer = Extension.State.REFUSED, answer.strip()
    _decide(held, now)
    audit.record("extension.refused", subject=duty.unit, path=duty.path, after={"reason": held.answer})
    held.duty = duty
    announcing.tell_answered(held, now=now)
    return held


def _open_request(extension: Extension) -> tuple[Extension, Duty]:
    """The request as it stands, kept from others; raises `Refused` once somebody has answered it."""
    duty = Duty.objects.select_related("deadline__round__plan", "deadline__plan", "unit").get(pk=extension.duty_id)
    hold_deadline_open(duty.deadline)
    Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    held = Extension.objects.get(pk=extension.pk)
    if held.state != Extension.State.ASKED:
        raise Refused(
            _("Yêu cầu này đã được trả lời: %(state)s.")
            % {"state": held.get_state_display()[:1].lower() + held.get_state_display()[1:]}
        )
    return held, duty


def _granted(extension: Extension, *, duty: Duty, until: dt.datetime, reason: str, now: dt.datetime) -> Extension:
    extension.state, extension.until = Extension.State.GRANTED, until
    if extension.asked_at is not None and reason != extension.reason:
        extension.answer = reason
    _decide(extension, now)
    Duty.objects.filter(pk=duty.pk).update(extended_until=until, extension_reason=reason)
    duty.extended_until, duty.extension_reason = until, reason
    audit.record(
        "extension.granted", subject=duty.unit, path=duty.path, after={"reason": reason, "until": until.isoformat()}
    )
    extension.duty = duty
    announcing.tell_answered(extension, now=now)
    return extension


def _decide(extension: Extension, now: dt.datetime) -> None:
    extension.decided_at, extension.decided_by_id = now, audit.actor().user_id
    extension.decided_by_label = who_acts()
    extension.save()


def _refuse_needless(duty: Duty) -> None:
    names = {"unit": duty.unit.name}
    if duty.excused_reason:
        raise Refused(_("%(unit)s không phải nộp việc này nên không cần gia hạn.") % names)
    if has_handed_in(duty):
        raise Refused(_("%(unit)s đã nộp rồi nên không cần gia hạn.") % names)


def _refuse_no_more_time(duty: Duty, until: dt.datetime, now: dt.datetime) -> None:
    if until <= now:
        raise Refused(_("Gia hạn phải đến một thời điểm sau lúc này."))
    if until <= due_at_of(duty):
        raise Refused(_("Gia hạn phải sau hạn đang có: %(due)s.") % {"due": moment_sentence(due_at_of(duty))})
