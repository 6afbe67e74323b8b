"""Signing: on paper, recorded by the standing body with number, day and scan; or elsewhere on the final PDF."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.changes import who_acts
from committees.models import Seat
from core import audit, files
from core.models import StoredFile
from core.refusal import Refused
from core.sent_file import Upload
from core.text.dates import VIETNAM, in_vietnam, short_date
from reports.models import Document, DocumentFile
from reports.new_due import refuse_passed
from reports.numbering import give_number
from reports.signatures import FoundSignature, refuse_unsound, signatures_in
from reports.steps import Conflict, Step, locked, may_take, moved

State = Document.State
MOST_SCANS = 10  # they are kept for good
# What a scan may be, by its first bytes: the name and the type that a browser tells are not believed.
_SCANS = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG", "image/png", ".png"),
)


@transaction.atomic
def record_signed_on_paper(
    *,
    document: Document,
    seat: Seat,
    number: int | None,
    dated_on: dt.date,
    now: dt.datetime,
    scan: Upload | None = None,
) -> Document:
    """Đã ký: the number and the day that stand on the paper, and its scan where it is at hand.

    `number` is what the văn thư gave, none where the body's own series gives it. Raises `Refused` for a number that
    is taken, a day that is still to come or by which the new date of a letter is over, and a scan that is no PDF or
    picture.
    """
    document = locked(document, Step.SIGN, seat)
    if dated_on > in_vietnam(now).date():
        raise Refused(_("Ngày văn bản %(day)s chưa tới; ghi ngày đã ký.") % {"day": short_date(dated_on)})
    refuse_passed(document, now=dt.datetime.combine(dated_on, dt.time.min, tzinfo=VIETNAM))
    give_number(document, typed=number, dated_on=dated_on)
    if scan is not None:
        _keep_scan(document, scan, now=now)
    return moved(document, State.SIGNED, "document.signed", "number", "dated_on", on_behalf_of=_signer_of(document))


@transaction.atomic
def attach_scan(*, document: Document, seat: Seat, scan: Upload, now: dt.datetime) -> DocumentFile:
    """Keep the scan of the stamped paper with a signed or issued document; earlier scans stay.

    Raises `Refused` for what is no scan, and for one more than `MOST_SCANS`.
    """
    document = locked(document, Step.SCAN, seat)
    if document.files.filter(kind=DocumentFile.Kind.SCAN).count() >= MOST_SCANS:
        raise Refused(
            _("Văn bản này đã có %(most)s bản chụp, không lưu thêm được; gộp các trang vào một tệp PDF từ đầu.")
            % {"most": MOST_SCANS}
        )
    kept = _keep_scan(document, scan, now=now)
    audit.record("document.scanned", subject=document, path=document.path, after={"sha256": kept.sha256})
    return kept


@transaction.atomic
def enter_number(*, document: Document, seat: Seat, number: int | None, now: dt.datetime) -> Document:
    """Vào số before an electronic signature, dated today: from here on the final PDF is what is signed."""
    document = locked(document, Step.NUMBER, seat)
    refuse_passed(document, now=now)
    give_number(document, typed=number, dated_on=in_vietnam(now).date())
    return moved(document, State.NUMBERED, "document.numbered", "number", "dated_on")


@transaction.atomic
def record_signed_file(*, document: Document, seat: Seat, signed: Upload, now: dt.datetime) -> Document:
    """Đã ký số: the final PDF with the signatures that were put to it elsewhere.

    Raises `Refused` where the final PDF was not made yet, where the file is another or was changed after signing, and
    `Conflict` where the final PDF was made anew meanwhile.
    """
    found = _sound_signatures(document, signed) if may_take(Step.SIGN_FILE, document, seat) else []  # else locked tells
    read = document.pdf_id
    document = locked(document, Step.SIGN_FILE, seat, edition=document.edition)  # only now: reading takes its time
    if document.pdf is None or document.pdf_id != read:
        raise Conflict(_("Bản PDF cuối vừa được tạo lại; tải bản mới về, ký số rồi đưa lên."))
    file = keep_file(Upload(document.pdf.name, signed.content), path=document.path)
    entries = [each.entry for each in found]
    _keep(document, DocumentFile.Kind.SIGNED, file, signed, found=entries, now=now)
    names = ", ".join(each.name for each in found)
    return moved(document, State.SIGNED, "document.signed", on_behalf_of=names, is_printed=False)


def _sound_signatures(document: Document, signed: Upload) -> list[FoundSignature]:
    try:
        final = document.pdf if document.pdf_edition == document.edition else None
    except StoredFile.DoesNotExist:  # it is being made anew
        final = None
    if final is None:
        raise Refused(_("Chưa có bản PDF cuối mang số và ngày; bấm Tạo PDF, tải về ký số rồi đưa lên."))
    found = signatures_in(signed.content, final=files.content_of(final))
    refuse_unsound(found)
    return found


def _signer_of(document: Document) -> str:
    return " ".join(document.signature.get("authority", []))


def _keep_scan(document: Document, scan: Upload, *, now: dt.datetime) -> DocumentFile:
    return _keep(document, DocumentFile.Kind.SCAN, keep_file(scan, path=document.path), scan, found=[], now=now)


def keep_file(upload: Upload, *, path: str) -> StoredFile:
    """Keep a PDF or a picture of an official document, named after what it is. Raises `Refused` for anything else."""
    for start, media_type, ending in _SCANS:
        if upload.content.startswith(start):
            stem = upload.name.rpartition(".")[0] or upload.name
            return files.store(
                name=f"{stem}{ending}",
                media_type=media_type,
                content=upload.content,
                path=path,
                encrypted=False,  # an official document: the signer's name, no donors
                expires_at=None,
                created_by_id=audit.actor().user_id,
            )
    raise Refused(_("Bản chụp phải là tệp PDF hoặc ảnh JPG, PNG; chụp hoặc quét lại rồi đưa lên."))


def _keep(
    document: Document,
    kind: DocumentFile.Kind,
    file: StoredFile,
    upload: Upload,
    *,
    found: list[dict[str, str]],
    now: dt.datetime,
) -> DocumentFile:
    kept: DocumentFile = DocumentFile.objects.create(
        path=document.path,
        document=document,
        kind=kind,
        file=file,
        sha256=hashlib.sha256(upload.content).hexdigest(),
        found=found,
        at=now,
        by_label=who_acts(),
    )
    return kept
