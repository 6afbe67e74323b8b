"""What is said of a document that was given to a unit: header and link, nothing of its content."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from core.text.dates import long_date
from core.text.language import in_vietnamese
from core.text.numbers import padded
from notices.mail_texts import Text
from notices.sending import LONGEST_SUBJECT
from reports.models import DocumentDelivery


def address_of(document_id: int) -> str:
    """Where every receiver opens its own delivery of a document: one path for all, so that one message serves all."""
    return reverse("delivered", args=[document_id])


def named(row: DocumentDelivery) -> str:
    """ "Công văn số 07/BCĐ-CTĐ ngày 22 tháng 11 năm 2026"."""
    return f"{row.type_name} số {padded(row.number)}/{row.symbol} {long_date(row.dated_on)}"


@in_vietnamese()
def arrived(row: DocumentDelivery) -> Text:
    """To the receiving unit's people, in the inbox and by mail."""
    told = {"named": named(row), "issuer": row.issuer, "subject": row.subject, "urgency": row.get_urgency_display()}
    if not row.urgency:
        told["urgency"] = ""
    body, html_body = (render_to_string(f"reports/messages/arrived.{form}", told).strip() for form in ("txt", "html"))
    subject = f"Văn bản đến: {row.type_name} số {padded(row.number)}/{row.symbol} của {row.issuer}"
    return Text(subject=subject[:LONGEST_SUBJECT], body=body, html_body=html_body)


@in_vietnamese()
def for_zalo(row: DocumentDelivery) -> str:
    """To paste into a chat with the receivers; the link leads each to its own."""
    link = f"{settings.SITE_URL}{address_of(row.document_id)}"
    return f"{row.issuer} đã gửi {named(row)}: {row.subject}.\nMở trong phần mềm (đăng nhập): {link}"
