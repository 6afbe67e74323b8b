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
from core.refusal import Refused
from core.text.dates import in_vietnam
from reports import rendering, steps, unsaved
from reports.annex_workbook import has_workbook
from reports.arrangement_words import ARRANGEMENTS
from reports.arranging import Arrangement, block_at, possible
from reports.blocks import Path as BlockPath
from reports.blocks import children_of, from_json, walk
from reports.citing import offered_for
from reports.figures.book import has_shares
from reports.forms import (
    FrameForm,
    InsertForm,
    NumberForm,
    ReplaceForm,
    ReturnForm,
    ScanForm,
    SignedFileForm,
    SignedForm,
    TextForm,
    WordFileForm,
)
from reports.kinds import KINDS
from reports.models import Document, RegisterEntry
from reports.new_due import is_over, not_given
from reports.page.rendering import page_warnings
from reports.reading import (
    STATE_KINDS,
    documents_for,
    kept_files,
    lines_of,
    may_print,
    note_of_changes,
    path_of,
    phrases_for,
    points_to_review,
    steps_for,
)
from reports.register_forms import CiteForm
from reports.registers import citable_for, in_text
from reports.replacing import replacement_in_hand, replacement_of
from reports.signature_pictures import missing_pictures
from reports.signer_forms import SignerForm
from reports.views.by_document import asked_by
from reports.views.whereto import whereto

Context = dict[str, object]
FRAME = "frame"
SIGNER = "signer"
INSERT = "them"  # the prefix of its fields: the open form has a text field too


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
    """The one form that the address asks for: ?edit=0-2-1, ?edit=frame or ?edit=signer."""
    editing = request.GET.get("edit", "")
    if not editing:
        return {}
    if steps.Step.EDIT.value not in steps_for(row, request.seat):
        raise PermissionDenied
    if editing == SIGNER:
        return {"editing": SIGNER, "signer_form": SignerForm(document=row)}
    if editing == FRAME:
        initial = {
            "subject": row.subject,
            "symbol": row.symbol,
            "bases": "\n".join(row.bases),
            "urgency": row.urgency,
            "decimals": row.decimals,
            "addressees": "\n".join(row.addressees),
            "recipients": "\n".join(row.recipients),
            "edition": row.edition,
        }
        form = FrameForm(initial=initial, kind=KINDS[row.kind], has_shares=has_shares(row.figures))
        return _typed_before(request, row, {"editing": FRAME, "frame_form": form})
    found = opened(row, editing)
    if not found:
        raise Http404
    return _with_phrase(request, _typed_before(request, row, found))


def _typed_before(request: SeatRequest, row: Document, found: Context) -> Context:
    """The open form with what the seat had typed there and not saved; others are told that it is open."""
    place, form = str(found["editing"]), found.get("frame_form") or found.get("text_form")
    unsaved.tell_open(document=row, seat=request.seat, name=str(request.user), now=timezone.now())
    kept = unsaved.kept_for(row, request.seat, place)
    if not isinstance(form, TextForm | FrameForm) or kept is None:
        return found
    if kept.edition == row.edition:
        form.initial = {**form.initial, **kept.fields}
    return found | {"unsaved": kept}


def opened(row: Document, place: str) -> Context:
    """One block open for editing, with the form of its words unless it is a table; nothing where none stands there."""
    line = next((line for line in lines_of(row) if line.place == place), None)
    if line is None:
        return {}
    initial = {"text": line.editable, "place": line.place, "edition": row.edition}
    return {
        "editing": place,
        "text_form": None if line.is_table else TextForm(initial=initial),
        "phrases": [] if line.title or line.is_table else phrases_for(row),
        "citable": [] if line.title or line.is_table else [(each.pk, in_text(each)) for each in offered_for(row)],
    }


def _with_phrase(request: SeatRequest, found: Context) -> Context:
    """The open form with what the address asks for at the end of its text.

    A kept sentence, ?phrase=12, or the name of a document of the registers, ?cite=12.
    """
    form, phrases, citable = found["text_form"], found["phrases"], found["citable"]
    if isinstance(form, TextForm) and isinstance(phrases, list) and isinstance(citable, list):
        wanted = [f"\n{phrase.text}" for phrase in phrases if str(phrase.pk) == request.GET.get("phrase")]
        wanted += [f" [{words}]" for pk, words in citable if str(pk) == request.GET.get("cite")]
        form.initial = {**form.initial, "text": "".join([form.initial["text"], *wanted])}
    return found


def block_path(place: str) -> BlockPath:
    """The path of a place that was sent. Raises `Refused` for what is none."""
    try:
        return path_of(place)
    except ValueError:
        raise Refused(_("Không tìm thấy đoạn cần sửa; tải lại trang rồi sửa lại.")) from None


def _arranging(row: Document, editing: object) -> Context:
    """The buttons that move the block that is open, and the form that puts something after it."""
    try:
        path = path_of(str(editing))
        acts = possible(from_json(row.content), path)
    except ValueError:  # nothing is open, or the frame
        return {}
    moves = [{"act": act.value, "label": ARRANGEMENTS[act.value]} for act in acts if act != Arrangement.REMOVE]
    inside = len(list(walk(children_of(block_at(from_json(row.content), path)))))
    return {
        "moves": moves,
        "removes": Arrangement.REMOVE in acts,
        "inside": inside,
        "insert_form": InsertForm(initial={"place": editing, "edition": row.edition}, prefix=INSERT),
    }


def sheet(request: SeatRequest, row: Document, extra: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    kind = KINDS[row.kind]
    possible = steps_for(row, request.seat)
    day = in_vietnam(timezone.now()).date()
    points = points_to_review(row) if possible else []
    context: Context = {
        "title": kind.name,
        "kind": kind,
        "crumbs": _crumbs(row),
        "document": row,
        "state_kind": STATE_KINDS[Document.State(row.state)],
        "lines": lines_of(row),
        "not_given": not_given(row, now=timezone.now()) if "issue" in possible else "",
        "note_of_changes": note_of_changes(row) if possible else "",
        "points": points,
        "points_count": sum(len(point.places) or 1 for point in points),
        "steps": possible,
        "records_for_leader": not may(request.seat, Act.DECIDE),
        "return_form": ReturnForm(),
        "signed_form": SignedForm(initial={"dated_on": day}, body=row.issuing_body),
        "number_form": NumberForm(body=row.issuing_body),
        "signed_file_form": SignedFileForm(),
        "scan_form": ScanForm(),
        "word_form": WordFileForm(),
        "has_shares": has_shares(row.figures),
        "has_workbook": has_workbook(from_json(row.content)),
        "kept_files": kept_files(row),
        "others": unsaved.others_in(row, request.seat) if "edit" in possible else [],
        "cite_form": _cite_form(row) if "edit" in possible else None,
        **_replacing(request, row),
        **_asked(request, row),
        **printed(request, row),
        **whereto(request, row),
        **_arranging(row, extra.get("editing", "")),
        **extra,
    }
    return render(request, "reports/document.html", context, status=status)


def _crumbs(row: Document) -> list[dict[str, str]]:
    crumbs = [{"label": _("Văn bản"), "url": reverse("documents")}]
    if row.batch_id is not None:
        crumbs.append({"label": _("Công văn gửi từng đơn vị"), "url": reverse("letter_batch", args=[row.batch_id])})
    return crumbs


def _replacing(request: SeatRequest, row: Document) -> Context:
    """Which document replaces an issued one, or is to; an other committee's drafts are not told."""
    if row.state != Document.State.ISSUED:
        return {}
    may_replace = steps.may_take(steps.Step.REPLACE, row, request.seat)
    return {
        "replace_form": ReplaceForm() if may_replace and is_over(row, now=timezone.now()) else None,
        "replacement": replacement_of(row),
        "replacement_in_hand": replacement_in_hand(row) if may_replace else None,
    }


def _asked(request: SeatRequest, row: Document) -> Context:
    """What units owe by the document, once it is issued; for its own committee, whose register it stands in."""
    if row.state != Document.State.ISSUED or row.path != request.seat.path:
        return {}
    return asked_by(request, RegisterEntry.objects.select_related("document").get(document=row))


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
        "warnings": [*missing_pictures(row), *page_warnings(rendering.page_content(row))]
        if row.pdf_id and not is_running
        else [],
    }
