"""The number of a document: one series a year for each issuing body and symbol, from 01 (Nghị định 30/2020, Điều 15).

A body's own series gives the next number in the very transaction that numbers the document, so that a step that fails
leaves no gap; elsewhere the văn thư gives the number and it is typed. The register (`RegisterEntry`) holds every number
that was given, those of documents written before or elsewhere too.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils.translation import gettext as _

from committees.models import IssuingBody
from core.refusal import Refused
from core.text.dates import in_vietnam, short_date
from core.text.numbers import padded
from reports.kinds import KINDS
from reports.kinds.phrases import issuer_in_text
from reports.models import Document, RegisterEntry
from reports.verifying import give_code

HIGHEST_NUMBER = 99_999


def give_number(document: Document, *, typed: int | None, dated_on: dt.date) -> None:
    """Set number and day of a locked document and enter it in the register; the caller saves it at once.

    A document that went back after it was numbered keeps its number within the year. Raises `Refused` for a number
    that is taken or missing, and for a day before the figures were frozen.
    """
    _refuse_day(document, dated_on)
    body = IssuingBody.objects.select_for_update(of=("self",)).get(pk=document.issuing_body_id)
    year = dated_on.year
    kept = document.number if document.dated_on is not None and document.dated_on.year == year else None
    if body.numbering == IssuingBody.Numbering.SERIES:
        number = kept or next_number(body, document.symbol, year)
    else:
        number = typed or kept or 0
    refuse_taken(body, document.symbol, number=number, dated_on=dated_on, document=document)
    document.number, document.dated_on = number, dated_on
    give_code(document)
    _enter(document, number, dated_on)


def next_number(body: IssuingBody, symbol: str, year: int) -> int:
    """The number after the highest that this year's series has given."""
    given = RegisterEntry.objects.filter(issuing_body=body, symbol=symbol, dated_on__year=year)
    return int(given.aggregate(highest=Max("number"))["highest"] or 0) + 1


def refuse_taken(
    body: IssuingBody, symbol: str, *, number: int, dated_on: dt.date, document: Document | None = None
) -> None:
    """Raise `Refused` where another document of the year bears the number; `document` is the one that asks."""
    if not 0 < number <= HIGHEST_NUMBER:
        raise Refused(_("Số văn bản phải từ 1 đến 99.999."))
    others = RegisterEntry.objects.filter(issuing_body=body, symbol=symbol, dated_on__year=dated_on.year, number=number)
    if document is not None:
        others = others.exclude(document=document)
    if others.exists():
        raise Refused(
            _("Số %(number)s/%(symbol)s đã dùng cho văn bản khác trong năm %(year)s; xem lại sổ văn bản đi.")
            % {"number": padded(number), "symbol": symbol, "year": dated_on.year}
        )


def _refuse_day(document: Document, dated_on: dt.date) -> None:
    frozen = in_vietnam(document.as_of).date() if document.as_of is not None else None
    if frozen is not None and dated_on < frozen:
        raise Refused(
            _("Ngày văn bản %(day)s sớm hơn ngày chốt số liệu %(frozen)s; ghi lại ngày.")
            % {"day": short_date(dated_on), "frozen": short_date(frozen)}
        )


def _enter(document: Document, number: int, dated_on: dt.date) -> None:
    """Enter a document that was just given its number; one that was numbered before keeps its line."""
    RegisterEntry.objects.update_or_create(
        document=document,
        defaults={
            "path": document.path,
            "committee": document.committee,
            "direction": RegisterEntry.Direction.OUT,
            "issuing_body": document.issuing_body,
            "author": issuer_in_text(document.issuing_body, document.committee),
            "number": number,
            "symbol": document.symbol,
            "dated_on": dated_on,
            "type_name": KINDS[document.kind].name,
            "subject": document.subject,
            "signer": str(document.signature.get("signer") or "")[:150],
            "recipients": "; ".join(document.recipients)[:500],
        },
    )
