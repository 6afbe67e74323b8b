"""What a reminder says: quiet and exact, nothing about any donor. The words stand in templates/campaigns/messages/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.deadlines import due_sentence, place_of, what_of
from campaigns.models import Deadline
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
    body, html_body = (
        render_to_string(f"campaigns/messages/duties.{kind}", {"lines": told}) for kind in ("txt", "html")
    )
    return Text(subject=subject[:LONGEST_SUBJECT], body=body.strip(), html_body=html_body.strip())
