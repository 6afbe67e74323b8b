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
    that is taken or missing, for a day before the figures were frozen, and for one out of the order of the series.
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
    _refuse_order(document, number, dated_on, is_new=number != kept)
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


def _refuse_order(document: Document, number: int, dated_on: dt.date, *, is_new: bool) -> None:
    """Raise `Refused` where a lower number of the series has a later day, or a higher one an earlier day.

    Numbers run in the order of days (Nghị định 30/2020, Điều 15). A document that keeps its number is dated when it is
    signed, after numbers that were given meanwhile: only new numbers are held against those above.
    """
    series = RegisterEntry.objects.filter(
        issuing_body=document.issuing_body_id, symbol=document.symbol, dated_on__year=dated_on.year, is_unused=False
    ).exclude(document=document)
    before = series.filter(number__lt=number, dated_on__gt=dated_on).order_by("-dated_on").first()
    after = series.filter(number__gt=number, dated_on__lt=dated_on).order_by("dated_on").first() if is_new else None
    told = {"number": padded(number), "symbol": document.symbol, "day": short_date(dated_on)}
    if before is not None:
        told |= {"other": padded(before.number), "other_day": short_date(before.dated_on)}
        raise Refused(
            _(
                "Số %(number)s/%(symbol)s ghi ngày %(day)s sớm hơn số %(other)s (ngày %(other_day)s); "
                "ghi lại ngày hoặc số theo sổ văn bản đi."
            )
            % told
        )
    if after is not None:
        told |= {"other": padded(after.number), "other_day": short_date(after.dated_on)}
        raise Refused(
            _(
                "Số %(number)s/%(symbol)s ghi ngày %(day)s muộn hơn số %(other)s (ngày %(other_day)s); "
                "ghi lại ngày hoặc số theo sổ văn bản đi."
            )
            % told
        )


def _enter(document: Document, number: int, dated_on: dt.date) -> None:
    """Enter a document that was just given its number; one that was numbered before in the year keeps its line."""
    _leave_unused(document, number, dated_on)
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


def _leave_unused(document: Document, number: int, dated_on: dt.date) -> None:
    """A number of another year stays in its register as one that nothing went out under: it is not given again."""
    told = {"number": f"{padded(number)}/{document.symbol}", "day": short_date(dated_on)}
    RegisterEntry.objects.filter(document=document).exclude(dated_on__year=dated_on.year).update(
        document=None,
        is_unused=True,
        note=_("Không sử dụng: văn bản ký sang năm sau, lấy số %(number)s ngày %(day)s.") % told,
    )
