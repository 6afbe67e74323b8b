"""A notice as a mail: the frame of its kind (templates/notices/mail/) around what the floor above wrote."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from committees.models import Seat, User
from core.text.language import in_vietnamese
from notices.channels import Letter
from notices.models import Delivery, Notice


@dataclass(frozen=True, slots=True)
class Text:
    """What a notice says: in the inbox and in the mail."""

    subject: str
    body: str = ""
    html_body: str = ""


def text_of(notice: Notice) -> Text:
    """The text as it was when the notice was told."""
    return Text(notice.subject, notice.body, notice.html_body)


@in_vietnamese()
def letter(delivery: Delivery, text: Text, *, address: str) -> Letter:
    """The mail of a delivery, Vietnamese whatever its reader's screen speaks."""
    context = mail_context(notice_id=delivery.notice_id, seat=delivery.seat, user=delivery.user, text=text)
    return Letter(
        message_id=delivery.message_id,
        address=address,
        subject=text.subject,
        text=render_to_string(f"notices/mail/{delivery.kind}.txt", context),
        html=render_to_string(f"notices/mail/{delivery.kind}.html", context),
    )


def mail_context(*, notice_id: int, seat: Seat, user: User, text: Text) -> dict[str, object]:
    """What the mail's templates read."""
    return {
        "subject": text.subject,
        "body": text.body,
        "html_body": mark_safe(text.html_body),  # noqa: S308  # made by a template of the floor above
        "name": user.full_name,
        "seat": seat,
        "address": f"{settings.SITE_URL}{reverse('notice', args=[notice_id])}",
        "settings_address": f"{settings.SITE_URL}{reverse('my_messages')}",
        "site": settings.SITE_URL,
    }
