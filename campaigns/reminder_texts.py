"""What a message about duties says: quiet, exact, nothing about any donor. The words: templates/campaigns/messages/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.deadlines import due_at_of, due_sentence, moment_sentence, place_of, what_of
from campaigns.models import Deadline, Extension
from core.text.dates import as_of, clock, in_vietnam
from core.text.language import in_vietnamese
from notices.mail_texts import Text
from notices.sending import LONGEST_SUBJECT

FORMS = ("txt", "html")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a unit still owes, as a message names it."""

    unit_name: str
    deadline: Deadline
    due_at: dt.datetime
    is_extended: bool

    @property
    def what(self) -> str:
        """What is owed, and for what."""
        return f"{what_of(self.deadline)}, {place_of(self.deadline)}"

    @property
    def until(self) -> str:
        """By when: the deadline's own sentence, or the unit's extension."""
        if self.is_extended:
            return _("được gia hạn đến %(when)s") % {"when": as_of(self.due_at).removeprefix("tính đến ")}
        return due_sentence(self.deadline)

    def left(self, now: dt.datetime) -> str:
        """How long that still is, in days as people count them."""
        days = (in_vietnam(self.due_at).date() - in_vietnam(now).date()).days
        if days < 0:
            return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", -days) % {"days": -days}
        if self.due_at < now:
            return _("đã hết hạn lúc %(hour)s hôm nay") % {"hour": clock(self.due_at)}
        if days == 0:
            return _("hết hạn hôm nay")
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": days}


@in_vietnamese()
def digest(lines: Sequence[Line], *, now: dt.datetime) -> Text:
    """One message about everything a person's seats still owe; the most urgent first."""
    first = lines[0]
    if len(lines) == 1:
        subject = f"{first.unit_name}: {first.left(now)} – {first.what}"
    else:
        subject = _("%(count)s việc chưa nộp, gần nhất %(left)s") % {"count": len(lines), "left": first.left(now)}
    told = [{"unit": line.unit_name, "what": line.what, "until": line.until, "left": line.left(now)} for line in lines]
    has_list = any(line.deadline.kind == Deadline.Kind.LIST for line in lines)
    return text_from("duties", subject, {"lines": told, "has_list": has_list})


def text_from(template: str, subject: str, values: Mapping[str, object]) -> Text:
    """A message by the two files of its template, plain and for the mail."""
    body, html_body = (render_to_string(f"campaigns/messages/{template}.{form}", values).strip() for form in FORMS)
    return Text(subject=subject[:LONGEST_SUBJECT], body=body, html_body=html_body)


@in_vietnamese()
def moved(lines: Sequence[tuple[Line, dt.datetime]], *, reason: str) -> Text:
    """That dates were moved: each line with the moment that its unit had been told of before."""
    first = lines[0][0]
    if len(lines) == 1:
        told = {"unit": first.unit_name, "until": first.until, "what": first.what}
        subject = _("%(unit)s: hạn nộp mới %(until)s – %(what)s") % told
    else:
        subject = _("%(count)s việc đổi hạn nộp") % {"count": len(lines)}
    rows = [
        {"unit": line.unit_name, "what": line.what, "until": line.until, "before": moment_sentence(before)}
        for line, before in lines
    ]
    return text_from("moved", subject, {"lines": rows, "reason": _unstopped(reason)})


@in_vietnamese()
def drive_moved(round_name: str, *, before: str, after: str, reason: str, has_come: bool = True) -> Text:
    """To a unit whose list has come, or has not: its drive is not `before` but `after` (empty: it is not held); when
    and where."""
    told = {"round": round_name, "before": before, "after": after}
    if after:
        subject = _("%(round)s: buổi hiến máu nay là %(after)s") % told
    else:
        subject = _("%(round)s: không tổ chức buổi hiến máu %(before)s") % told
    return text_from("drive_moved", subject, {**told, "reason": _unstopped(reason), "has_come": has_come})


@in_vietnamese()
def asked(extension: Extension) -> Text:
    """To the committee: a unit asks for more time."""
    told = _of_extension(extension) | {"until": _moment(extension.wanted_until), "by": extension.asked_by_label}
    subject = _("%(unit)s xin gia hạn đến %(until)s") % told
    return text_from("extension_asked", subject, {**told, "reason": _unstopped(extension.reason)})


@in_vietnamese()
def answered(extension: Extension, *, now: dt.datetime) -> Text:
    """To the unit: it has more time, or not."""
    told = _of_extension(extension)
    reason = _unstopped(extension.answer or extension.reason)
    if extension.state == Extension.State.GRANTED:
        told |= {"until": _moment(extension.until), "due": due_sentence(extension.duty.deadline)}
        subject = _("%(unit)s được gia hạn đến %(until)s") % told
        return text_from("extension_granted", subject, {**told, "reason": reason})
    is_over = due_at_of(extension.duty) < now
    subject = _("%(unit)s không được gia hạn") % told
    return text_from("extension_refused", subject, {**told, "reason": reason, "is_over": is_over})


def _of_extension(extension: Extension) -> dict[str, str]:
    duty = extension.duty
    what = f"{what_of(duty.deadline)}, {place_of(duty.deadline)}"
    return {"unit": duty.unit.name, "what": what, "due": _moment(due_at_of(duty))}


def _moment(moment: dt.datetime | None) -> str:
    return moment_sentence(moment) if moment is not None else ""


def _unstopped(reason: str) -> str:
    """A reason as it stands inside a sentence: the full stop is the sentence's."""
    return reason.rstrip(" .")
