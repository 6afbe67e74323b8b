"""From a document's row to its printed page: content for reports/page, the job that makes the PDF, its pictures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from committees.models import IssuingBody, Seat
from core import files, jobs
from core.models import Job, StoredFile
from core.paper.png import page_images
from core.paper.process import PaperError
from core.refusal import Refused
from core.text.dates import in_vietnam, long_as_of
from reports.blocks import BlockError, from_json
from reports.figures.book import CUT_OFF
from reports.kinds import KINDS
from reports.kinds.phrases import issuer_in_text
from reports.models import Document
from reports.page.content import PageContent, Urgency, number_line, place_and_date
from reports.page.rendering import page_pdf
from reports.signature_pictures import pictures_for
from reports.verifying import link_of

RENDER = "render_document"
STEPS = 3
PREVIEW_DPI = 96
MOST_PREVIEWS = 40
_STAMPS: dict[str, Urgency] = {
    Document.Urgency.URGENT: Urgency.URGENT,
    Document.Urgency.VERY_URGENT: Urgency.VERY_URGENT,
    Document.Urgency.EXPRESS: Urgency.IMMEDIATE,
}
MOST_AGAIN = 3  # drawings in one job; after that the page says that it is older than the text


@dataclass(frozen=True, slots=True)
class Printout:
    """What a render needs, read in one transaction: the row may change while the page is drawn."""

    document_id: int
    edition: int
    content: PageContent
    file_name: str
    created: dt.datetime


def page_content(document: Document) -> PageContent:
    """Everything that stands on the page. Raises BlockError for a content that cannot be printed."""
    body, signature = document.issuing_body, document.signature
    return PageContent(
        superior=tuple(body.superior_lines),
        issuer=tuple(body.name_lines),
        issuer_in_text=issuer_in_text(body, document.committee),
        number=number_line(document.number, document.symbol),
        place_and_date=place_and_date(document.place, document.dated_on, year=_year(document)),
        type_name=KINDS[document.kind].type_name,
        subject=document.subject,
        addressees=tuple(document.addressees),
        blocks=from_json(document.content),
        figures=document.figures,
        recipients=tuple(document.recipients),
        authority=tuple(signature.get("authority", ())),
        second_post=tuple(signature.get("second_post", ())),
        signer=signature.get("signer") or None,
        cut_off=_cut_off(document),
        draft=document.state == Document.State.DRAFT,
        on_paper=body.signing == IssuingBody.Signing.PAPER,
        bases=tuple(document.bases),
        urgency=_STAMPS.get(document.urgency),
        check_link=link_of(document),
    )


def _cut_off(document: Document) -> str:
    """The line under the title that says as of when the figures are.

    A kind that says it in its text needs none, nor one that sets aims and tasks.
    """
    if document.as_of is None or CUT_OFF in document.figures or not KINDS[document.kind].prints_cut_off:
        return ""
    return long_as_of(document.as_of)


def _year(document: Document) -> int:
    """The year that stands beside the blank day."""
    return in_vietnam(document.as_of or document.created_at).year


def file_name(document: Document) -> str:
    """ "BC-BCĐ-93-2024.pdf", or "BC-BCĐ-du-thao-17.pdf" before it has a number."""
    return f"{file_stem(document)}.pdf"


def file_stem(document: Document) -> str:
    """The name that every form of the document is kept under, without its ending."""
    if document.number and document.dated_on:
        return f"{document.symbol}-{document.number}-{document.dated_on.year}"
    return f"{document.symbol}-du-thao-{document.pk}"


def job_key(document: Document) -> str:
    """One render of a document at a time."""
    return f"document-{document.pk}"


def batch_job_key(batch_id: int | None) -> str:
    """One job of a batch of letters at a time, whatever it does; some of them draw its letters."""
    return f"letter-batch-{batch_id}"


def ask_for_pdf(*, document: Document, seat: Seat, user_id: int | None) -> Job:
    """Ask for the PDF of the content as it stands when the job runs. Raises `Refused` once it is final."""
    if document.state == Document.State.ISSUED:
        raise Refused(_("Văn bản đã ban hành: tệp PDF không đổi nữa."))
    if is_final(document):
        raise Refused(_("Văn bản đã ký số: tệp PDF không đổi nữa."))
    return jobs.enqueue(
        RENDER,
        key=job_key(document),
        path=document.path,
        seat_id=seat.pk,
        user_id=user_id,
        arguments={"document": document.pk},
        total=STEPS,
    )


def is_final(document: Document) -> bool:
    """Whether the PDF stays as it is: the very file that was signed electronically, and what was issued."""
    if document.state == Document.State.SIGNED:
        return document.issuing_body.signing == IssuingBody.Signing.ELECTRONIC
    return bool(document.state == Document.State.ISSUED)


def refresh_preview(*, document: Document, seat: Seat, user_id: int | None) -> None:
    """Ask for the pages of a draft that was just saved: a job that waits or runs already will show it as well."""
    if document.state == Document.State.DRAFT:
        ask_for_pdf(document=document, seat=seat, user_id=user_id)


def render(job: jobs.JobRun) -> jobs.Json:
    """The job: the document as it stands, drawn again while it was saved meanwhile, a few times at most."""
    for _again in range(MOST_AGAIN):
        kept = _rendered(job)
        with job.chunk():
            edition = Document.objects.filter(pk=job.integer("document")).values_list("edition", flat=True).first()
        if edition is None or kept["edition"] == edition:
            break
    return kept


def _rendered(job: jobs.JobRun) -> jobs.Json:
    """Read, draw apart from any transaction, keep. Content changed meanwhile keeps its own edition number."""
    job.progress(1, STEPS, _("Đang đọc nội dung, bước"))
    with job.chunk():
        printout = read_printout(job.integer("document"))
    job.progress(2, STEPS, _("Đang dàn trang và dựng PDF, bước"))
    pdf = draw(printout)
    job.progress(3, STEPS, _("Đang chụp ảnh từng trang, bước"))
    pictures = page_images(pdf, dpi=PREVIEW_DPI, most=MOST_PREVIEWS)
    with job.chunk():
        kept = keep(printout, pdf=pdf, pictures=pictures, user_id=job.user_id, left_over=_pages(job.result))
        job.record(kept)  # an attempt that dies right after this leaves no pictures that nobody finds
    return kept


def read_printout(document_id: int) -> Printout:
    """The row as a printout."""
    document: Document | None = (
        Document.objects.select_related("committee", "issuing_body").filter(pk=document_id).first()
    )
    if document is None:
        raise Refused(_("Văn bản không còn."))
    try:
        content = replace(page_content(document), signature=pictures_for(document))
    except BlockError as error:
        raise Refused(str(error)) from error
    return Printout(
        document_id=document.pk,
        edition=document.edition,
        content=content,
        file_name=file_name(document),
        created=document.as_of or document.created_at,
    )


def draw(printout: Printout) -> bytes:
    """The PDF; equal content and cut-off give equal bytes. Raises `Refused` in the words of the renderer."""
    try:
        return page_pdf(printout.content, created=printout.created)
    except (BlockError, PaperError) as error:
        raise Refused(str(error)) from error


@transaction.atomic
def keep(
    printout: Printout, *, pdf: bytes, pictures: list[bytes], user_id: int | None, left_over: list[str]
) -> jobs.Json:
    """Store what was drawn and make it the document's PDF, unless a newer edition was printed meanwhile."""
    rows = Document.objects.select_for_update(of=("self",)).select_related("issuing_body")
    document: Document = rows.get(pk=printout.document_id)
    if is_final(document) or (document.pdf_edition or 0) > printout.edition:
        return {"edition": document.pdf_edition, "pages": []}
    former = [document.pdf_id, *pages_of(document), *left_over]
    file = _store(document, printout.file_name, "application/pdf", pdf, user_id)
    pages = [
        _store(document, f"{printout.file_name}-{number}.png", "image/png", picture, user_id)
        for number, picture in enumerate(pictures, start=1)
    ]
    Document.objects.filter(pk=document.pk).update(pdf=file, pdf_edition=printout.edition)
    StoredFile.objects.filter(pk__in=[pk for pk in former if pk]).only("pk").delete()
    return {"edition": printout.edition, "pages": [str(page.pk) for page in pages]}


def _store(document: Document, name: str, media_type: str, content: bytes, user_id: int | None) -> StoredFile:
    return files.store(
        name=name,
        media_type=media_type,
        content=content,
        path=document.path,
        encrypted=False,  # numbers of units and the signer's name, no donors
        expires_at=None,
        created_by_id=user_id,
    )


def pages_of(document: Document) -> list[str]:
    """Ids of the pictures of the last printed pages, in order."""
    own = Q(key=job_key(document), state=Job.State.DONE)
    together = Q(key=batch_job_key(document.batch_id), result__printed__has_key=str(document.pk))
    drawn = Job.objects.filter(own | together if document.batch_id else own, path=document.path)
    for result in drawn.order_by("-finished_at").values_list("result", flat=True)[:5]:
        mine = result["printed"][str(document.pk)] if "printed" in result else result
        if mine.get("edition") == document.pdf_edition and _pages(mine):
            return _pages(mine)
    return []


def _pages(result: jobs.Json) -> list[str]:
    pages = result.get("pages")
    return [str(page) for page in pages] if isinstance(pages, list) else []
