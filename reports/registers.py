"""The registers of documents: entering what came in or was written elsewhere, and how a line of them is cited.

What is written here enters by itself, with its number (reports/numbering.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.issuing_body_rules import clean_symbol
from committees.models import Committee, IssuingBody, Seat
from committees.permissions import Act, may
from core import audit
from core.models import StoredFile
from core.refusal import Refused
from core.text.dates import in_vietnam, long_date, short_date
from core.text.numbers import padded
from reports.models import Document, RegisterEntry
from reports.numbering import refuse_taken
from reports.replacing import is_replaced

Direction = RegisterEntry.Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What stands on a document that was not written here, as typed; a letter has neither number nor symbol."""

    number: int | None
    symbol: str
    dated_on: dt.date
    type_name: str
    subject: str
    author: str = ""
    signer: str = ""
    recipients: str = ""
    note: str = ""


def entries_of(seat: Seat, direction: str) -> QuerySet[RegisterEntry]:
    """A register of the seat's committee, the newest first."""
    rows = RegisterEntry.objects.filter(path=seat.path, direction=direction).select_related("document", "issuing_body")
    rows = rows.annotate(is_replaced=is_replaced("document"))
    order = "-arrived_on" if direction == Direction.IN else "-dated_on"
    return rows.order_by(order, "-number", "-pk")


@transaction.atomic
def enter_received(
    *, committee: Committee, seat: Seat, facts: Facts, arrived_on: dt.date, file: StoredFile | None, now: dt.datetime
) -> RegisterEntry:
    """Enter a document that came in; it gets the year's next arrival number.

    Raises `Refused` for a document that stands in the register already and for days that cannot be.
    """
    _refuse_stranger(committee, seat)
    if facts.number is not None:
        facts = replace(facts, symbol=clean_symbol(facts.symbol))  # as it is stored, and compared
    if not facts.author:
        raise Refused(_("Ghi cơ quan đã ban hành văn bản đến."))
    if arrived_on > in_vietnam(now).date():
        raise Refused(_("Ngày đến %(day)s chưa tới; ghi lại ngày đến.") % {"day": short_date(arrived_on)})
    if arrived_on < facts.dated_on:
        raise Refused(_("Ngày đến sớm hơn ngày văn bản; ghi lại một trong hai ngày."))
    Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
    rows = RegisterEntry.objects.filter(committee=committee, direction=Direction.IN)
    former = _entered_before(rows, facts)
    if former is not None:
        raise Refused(
            _("Văn bản này đã vào sổ văn bản đến, số đến %(number)s.") % {"number": padded(former.arrival_number)}
        )
    highest = rows.filter(arrived_on__year=arrived_on.year).aggregate(highest=Max("arrival_number"))["highest"]
    return _entered(committee, Direction.IN, facts, file, arrived_on=arrived_on, arrival_number=(highest or 0) + 1)


@transaction.atomic
def enter_own(
    *, committee: Committee, seat: Seat, body: IssuingBody, facts: Facts, file: StoredFile | None, now: dt.datetime
) -> RegisterEntry:
    """Enter one's own document that was written before or elsewhere; its number is taken from the series.

    Raises `Refused` for a number that is taken and for a day that is still to come.
    """
    _refuse_stranger(committee, seat)
    number = facts.number
    assert number is not None, "one's own number is taken from its series"
    facts = replace(facts, symbol=clean_symbol(facts.symbol))  # as it is stored, and compared
    if facts.dated_on > in_vietnam(now).date():
        raise Refused(_("Ngày văn bản %(day)s chưa tới; ghi lại ngày.") % {"day": short_date(facts.dated_on)})
    body = IssuingBody.objects.select_for_update(of=("self",)).get(pk=body.pk, committee=committee)
    refuse_taken(body, facts.symbol, number=number, dated_on=facts.dated_on)
    return _entered(committee, Direction.OUT, facts, file, issuing_body=body)


def citable_for(document: Document) -> QuerySet[RegisterEntry]:
    """The lines of the committee's registers that a draft may cite, the newest first; its own is none of them."""
    rows = RegisterEntry.objects.filter(path=document.path, is_unused=False).order_by("-dated_on", "-pk")
    return rows.exclude(pk__in=RegisterEntry.objects.filter(document=document).values("pk"))


def citation(entry: RegisterEntry) -> str:
    """A line of the register as căn cứ: type, number, day, author, trích yếu (Phụ lục I, II.6.b)."""
    return f"Căn cứ {_typed(entry)} {long_date(entry.dated_on)} của {entry.author} {_about(entry)}"


def in_text(entry: RegisterEntry) -> str:
    """A line of the register inside a sentence: as in a căn cứ, its day in figures as the samples write it."""
    return f"{_typed(entry)} ngày {short_date(entry.dated_on)} của {entry.author} {_about(entry)}"


def reference(entry: RegisterEntry) -> str:
    """How another page names a document: "Hướng dẫn số 05/HD-BCĐ ngày 02/4/2026", of others with their author."""
    named = f"{_typed(entry)} ngày {short_date(entry.dated_on)}"
    return f"{named} của {entry.author}" if entry.direction == Direction.IN else named


def number_and_symbol(entry: RegisterEntry) -> str:
    """ "11/KH-BCĐ"; nothing for a letter."""
    return "" if entry.number is None else f"{padded(entry.number)}/{entry.symbol}"


def short_name(entry: RegisterEntry) -> str:
    """A line in a list of choices or over its page: "11/KH-BCĐ"; a letter goes by its day."""
    return number_and_symbol(entry) or f"{entry.type_name} ngày {short_date(entry.dated_on)}"


def _typed(entry: RegisterEntry) -> str:
    number = number_and_symbol(entry)
    return f"{entry.type_name} số {number}" if number else entry.type_name


def _about(entry: RegisterEntry) -> str:
    """What it is about; a letter's subject may say to whom it is instead."""
    subject = entry.subject[:1].lower() + entry.subject[1:]
    about = "" if subject.startswith(("về ", "v/v ", "gửi ")) else "về "
    return f"{about}{subject.removeprefix('v/v ').rstrip('.; ')}"


def _entered_before(rows: QuerySet[RegisterEntry], facts: Facts) -> RegisterEntry | None:
    same = rows.filter(author=facts.author, symbol=facts.symbol, number=facts.number)
    if facts.number is None:
        return same.filter(type_name=facts.type_name, dated_on=facts.dated_on, subject=facts.subject).first()
    return same.filter(dated_on__year=facts.dated_on.year).first()


def address_of(entry: RegisterEntry) -> str:
    """Where a line of a register leads: the document written here, or the line's own page."""
    if entry.document_id is not None:
        return reverse("document", args=[entry.document_id])
    return reverse("register_entry", args=[entry.pk])


def _refuse_stranger(committee: Committee, seat: Seat) -> None:
    if committee.path != seat.path or not may(seat, Act.RUN):
        raise PermissionDenied


def _entered(
    committee: Committee, direction: Direction, facts: Facts, file: StoredFile | None, **more: object
) -> RegisterEntry:
    entry: RegisterEntry = RegisterEntry.objects.create(
        path=committee.path,
        committee=committee,
        direction=direction,
        author=facts.author or committee.name,
        number=facts.number,
        symbol=facts.symbol,
        dated_on=facts.dated_on,
        type_name=facts.type_name,
        subject=facts.subject,
        signer=facts.signer,
        recipients=facts.recipients,
        note=facts.note,
        file=file,
        **more,
    )
    audit.record(
        "register.entered",
        subject=entry,
        path=entry.path,
        after={"number": entry.number, "symbol": entry.symbol, "dated_on": entry.dated_on.isoformat()},
    )
    return entry
