"""One document's page: the row as a seat sees it, and everything the page shows of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.access import SeatRequest, own_row, visible
from committees.permissions import Act, may
from core import jobs
from core.text.dates import in_vietnam
from reports import rendering, steps
from reports.forms import (
    FrameForm,
    NumberForm,
    ReturnForm,
    ScanForm,
    SignedFileForm,
    SignedForm,
    TextForm,
)
from reports.kinds import KINDS
from reports.models import Document
from reports.page.rendering import page_warnings
from reports.reading import (
    STATE_KINDS,
    documents_for,
    kept_files,
    lines_of,
    may_print,
    phrases_for,
    points_to_review,
    steps_for,
)
from reports.register_forms import CiteForm
from reports.registers import citable_for

Context = dict[str, object]
FRAME = "frame"


def seen(request: SeatRequest, pk: int) -> Document:
    row: Document = visible(
        documents_for(request.seat).select_related("committee__unit", "issuing_body", "plan__committee__unit"), pk=pk
    )
    return row


def own(request: SeatRequest, pk: int) -> Document:
    rows = documents_for(request.seat).select_related("committee__unit", "issuing_body", "plan__committee__unit")
    row: Document = own_row(request, rows, pk=pk)
    return row


def edit_forms(request: SeatRequest, row: Document) -> Context:
    """The one form that the address asks for: ?edit=0-2-1 or ?edit=frame."""
    editing = request.GET.get("edit", "")
    if not editing:
        return {}
    if steps.Step.EDIT.value not in steps_for(row, request.seat):
        raise PermissionDenied
    if editing == FRAME:
        initial = {
            "subject": row.subject,
            "symbol": row.symbol,
            "bases": "\n".join(row.bases),
            "urgency": row.urgency,
            "addressees": "\n".join(row.addressees),
            "recipients": "\n".join(row.recipients),
            "edition": row.edition,
        }
        return {"editing": FRAME, "frame_form": FrameForm(initial=initial, kind=KINDS[row.kind])}
    line = next((line for line in lines_of(row) if line.place == editing and not line.is_table), None)
    if line is None:
        raise Http404
    phrases = [] if line.title else phrases_for(row)
    wanted = [phrase.text for phrase in phrases if str(phrase.pk) == request.GET.get("phrase")]
    initial = {"text": "\n".join([line.editable, *wanted]), "place": line.place, "edition": row.edition}
    return {"editing": editing, "text_form": TextForm(initial=initial), "phrases": phrases}


def sheet(request: SeatRequest, row: Document, extra: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    kind = KINDS[row.kind]
    possible = steps_for(row, request.seat)
    day = in_vietnam(timezone.now()).date()
    context: Context = {
        "title": kind.name,
        "kind": kind,
        "crumbs": [{"label": _("Văn bản"), "url": reverse("documents")}],
        "document": row,
        "state_kind": STATE_KINDS[Document.State(row.state)],
        "lines": lines_of(row),
        "points": points_to_review(row) if possible else [],
        "steps": possible,
        "records_for_leader": not may(request.seat, Act.DECIDE),
        "return_form": ReturnForm(),
        "signed_form": SignedForm(initial={"dated_on": day}, body=row.issuing_body),
        "number_form": NumberForm(body=row.issuing_body),
        "signed_file_form": SignedFileForm(),
        "scan_form": ScanForm(),
        "kept_files": kept_files(row),
        "cite_form": _cite_form(row) if "edit" in possible else None,
        **printed(request, row),
        **extra,
    }
    return render(request, "reports/document.html", context, status=status)


def _cite_form(row: Document) -> CiteForm | None:
    """What chooses a căn cứ; none while the registers are empty."""
    return CiteForm(document=row) if citable_for(row).exists() else None


def printed(request: SeatRequest, row: Document) -> Context:
    job = jobs.latest(path=row.path, key=rendering.job_key(row))
    is_running = job is not None and jobs.is_active(job)
    pages = [] if is_running else rendering.pages_of(row)
    return {
        "document": row,
        "job": job,
        "is_running": is_running,
        "job_words": jobs.words(job) if job is not None else "",
        "has_failed": job is not None and job.state == job.State.FAILED,
        "is_stale": row.pdf_id is not None and row.pdf_edition != row.edition,
        "pages": range(1, len(pages) + 1),
        "may_print": may_print(row, request.seat),
        "warnings": page_warnings(rendering.page_content(row)) if row.pdf_id and not is_running else [],
    }
