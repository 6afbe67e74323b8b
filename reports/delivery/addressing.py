"""Saying where each line of a document's recipients goes inside the application, until it is issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from committees.models import Seat
from core import audit
from core.text.dates import in_vietnam
from reports.delivery.recipients import audience_of, lines_of, naming
from reports.models import Document
from reports.steps import Step, locked


@transaction.atomic
def address(*, document: Document, seat: Seat, delivered_to: Mapping[str, str], now: dt.datetime) -> Document:
    """Set the selectors of the lines (reports/recipients.py); a line that was changed meanwhile goes outside.

    Nothing printed changes, so that a PDF that was made stays good. Raises `Refused` once the document is issued.
    """
    document = locked(document, Step.ADDRESS, seat)
    lines = naming(document.addressees, document.recipients)
    chosen = {line: delivered_to[line] for line in lines if delivered_to.get(line)}
    if chosen != document.delivered_to:
        before = _told(document, now)
        document.delivered_to = chosen
        document.save(update_fields=["delivered_to", "updated_at"])
        audit.record(
            "document.addressed",
            subject=document,
            path=document.path,
            before={"delivered_to": before},
            after={"delivered_to": _told(document, now)},
        )
    return document


def _told(document: Document, now: dt.datetime) -> list[str]:
    """What was chosen, in words."""
    lines = lines_of(document, audience_of(document, on=in_vietnam(now).date()))
    return [f"{line.text}: {line.words}" for line in lines if line.to]
