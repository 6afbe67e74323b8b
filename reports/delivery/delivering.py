"""Giving an issued document to whom it goes to inside the application, and what its receivers do with it.

It happens in the very transaction that issues the document: nothing is issued that did not go out, and what failed to
be issued is nowhere. Units without anybody in the application are kept too: the sender sees that those must get it by
another way, and whoever joins later finds it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from campaigns.changes import who_acts
from campaigns.reminders import UNITS_OWN, Recipient, recipients
from committees import scopes
from committees.models import Committee, Seat, Unit
from core import bulk
from core.models import StoredFile
from core.refusal import Refused
from core.text.dates import in_vietnam
from notices import sending, working_hours
from notices.delivering import cancel
from notices.inbox import mark_read
from notices.models import Notice
from reports.delivery import texts
from reports.delivery.recipients import units_of
from reports.kinds import KINDS
from reports.kinds.phrases import issuer_in_text
from reports.models import Document, DocumentDelivery, DocumentFile, RegisterEntry
from reports.registers import Facts, enter_received


def deliver(document: Document, *, now: dt.datetime) -> int:
    """Give a document that was just issued to its units and tell their people; how many units have somebody to open it.

    In the caller's transaction and scope. A unit that has it already keeps what it has, and is not told again.
    """
    today = in_vietnam(now).date()
    units = units_of(document, on=today)
    if not units:
        return 0
    with scopes.for_system("reports.deliver"):  # the superior's people are nobody's of ours to see
        people = recipients({unit.pk for unit in units}, today=today)
    file, issuer = issued_file(document), issuer_in_text(document.issuing_body, document.committee)
    rows = [
        _delivery(document, unit, file, issuer[:200], delivered_at=now if people.get(unit.pk) else None)
        for unit in units
    ]
    bulk.insert_all(rows, unless_there=True)
    _tell(rows, people, now=now)
    return sum(row.delivered_at is not None for row in rows)


def _delivery(
    document: Document, unit: Unit, file: StoredFile, issuer: str, *, delivered_at: dt.datetime | None
) -> DocumentDelivery:
    assert document.number is not None, "an issued document has its number"
    assert document.dated_on is not None, "and its day"
    return DocumentDelivery(
        path=unit.path,
        sender_path=document.path,
        document=document,
        unit=unit,
        issuer=issuer,
        number=document.number,
        symbol=document.symbol,
        dated_on=document.dated_on,
        type_name=KINDS[document.kind].name,
        subject=document.subject,
        signer=str(document.signature.get("signer") or "")[:150],
        urgency=document.urgency,
        file=file,
        delivered_at=delivered_at,
    )


def issued_file(document: Document) -> StoredFile:
    """What was issued: the PDF signed electronically, else the scan of the stamped paper, else the final PDF.

    Several pictures are pages of one paper, and none of them is the document.
    """
    kept = list(document.files.select_related("file").defer("file__content").order_by("at", "pk"))
    signed = [each.file for each in kept if each.kind == DocumentFile.Kind.SIGNED]
    scans = [each.file for each in kept if each.kind == DocumentFile.Kind.SCAN]
    whole = scans if len(scans) == 1 else [scan for scan in scans if scan.media_type == "application/pdf"]
    final = document.pdf
    assert final is not None, "a document is issued with its final PDF"
    return [final, *whole, *signed][-1]


# --- Telling it -------------------------------------------------------------------------------------


def _tell(rows: Sequence[DocumentDelivery], people: Mapping[int, Sequence[Recipient]], *, now: dt.datetime) -> None:
    """One message a person and unit: who does the unit's work, else its heads. What is urgent waits for no hour."""
    messages, text = [], texts.arrived(rows[0])  # the header is the same for all
    for row in rows:
        for each in _readers(people.get(row.unit_id, ())):
            later = now if row.urgency else working_hours.next_moment(now, each.user.message_hour)
            messages.append(
                sending.Message(
                    seat=each.seat,
                    user=each.user,
                    subject=text.subject,
                    body=text.body,
                    html_body=text.html_body,
                    link=texts.address_of(row.document_id),
                    key=_key(row),
                    send_after=later,
                )
            )
    sending.send_all(messages, now=now)


def _readers(people: Sequence[Recipient]) -> list[Recipient]:
    """Each person once, though they hold two seats of the unit."""
    workers = [each for each in people if each.role in UNITS_OWN] or people
    return list({each.user.pk: each for each in workers}.values())


# --- At the receiver --------------------------------------------------------------------------------


def delivered_to(seat: Seat) -> QuerySet[DocumentDelivery]:
    """What came to the seat's own unit: the unopened first, then the newest."""
    rows = DocumentDelivery.objects.filter(path=seat.path)
    return rows.order_by(F("opened_at").desc(nulls_first=True), "-dated_on", "-pk")


def mark_opened(*, delivery: DocumentDelivery, seat: Seat, now: dt.datetime) -> None:
    """Somebody of the receiving unit opened it; the first time counts. What told the seat of it is read by that."""
    DocumentDelivery.objects.filter(pk=delivery.pk, opened_at=None).update(opened_at=now, opened_by_label=who_acts())
    told = list(Notice.objects.filter(seat=seat, key=_key(delivery), read_at=None))
    for notice in told:
        mark_read(notice=notice, now=now)
    if told:
        cancel(told, reason=_("Đã mở văn bản trong phần mềm."), now=now)


def _key(row: DocumentDelivery) -> str:
    """One notice a seat, document and unit."""
    return f"document-{row.document_id}-{row.unit_id}"


@transaction.atomic
def enter_in_register(
    *, delivery: DocumentDelivery, committee: Committee, seat: Seat, now: dt.datetime
) -> RegisterEntry:
    """Vào sổ văn bản đến with the fields and the file of a delivered document.

    Raises `Refused` where it stands in the register already, `PermissionDenied` for who does not run the committee.
    """
    row = DocumentDelivery.objects.select_for_update(of=("self",)).select_related("file").get(pk=delivery.pk)
    if row.register_entry_id is not None:
        raise Refused(_("Văn bản này đã vào sổ văn bản đến."))
    entry = enter_received(
        committee=committee,
        seat=seat,
        facts=Facts(
            number=row.number,
            symbol=row.symbol,
            dated_on=row.dated_on,
            type_name=row.type_name,
            subject=row.subject,
            author=row.issuer,
            signer=row.signer,
        ),
        arrived_on=in_vietnam(row.delivered_at or now).date(),
        file=row.file,
        now=now,
    )
    DocumentDelivery.objects.filter(pk=row.pk).update(register_entry=entry)
    return entry
