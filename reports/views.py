"""The pages of documents: the list, one document beside its printed page, and its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.deadlines import place_of, what_of
from campaigns.rights import deadline_to_change
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.permissions import Act, may
from core import files, jobs
from core.listing import list_page
from core.models import StoredFile
from core.refusal import Refused
from core.text.dates import in_vietnam
from reports import drafting, editing, rendering, steps
from reports.drawing_up import issuing_body_of
from reports.filters import DocumentFilter
from reports.forms import FrameForm, NewReportForm, ReturnForm, SignedForm, TextForm, UrgingLetterForm
from reports.kinds import KINDS, URGING_LETTER, About
from reports.models import Document
from reports.page.rendering import page_warnings
from reports.reading import (
    STATE_KINDS,
    documents_for,
    lines_of,
    may_print,
    path_of,
    points_to_review,
    steps_for,
)
from reports.tables import DocumentTable

Context = dict[str, object]
FRAME = "frame"


@require_safe
@seat_required(Act.READ)
def documents(request: SeatRequest) -> HttpResponse:
    """The committee's documents, and what units below have issued."""
    rows = documents_for(request.seat).select_related("committee").defer("content", "figures").order_by("-created_at")
    filterset = DocumentFilter(request.GET, queryset=rows)
    table = DocumentTable(filterset.qs)
    may_write = may(request.seat, Act.RUN)
    if may_write:
        table.empty_url, table.empty_label = reverse("report_new"), _("Lập báo cáo")
    else:
        table.empty_text = _("Chưa có văn bản nào được ban hành.")
    context: Context = {"title": _("Văn bản"), "noun": _("văn bản")}
    if may_write:
        context |= {"action_label": _("Lập báo cáo"), "action_url": reverse("report_new")}
    return list_page(request, table, filterset, "list.html", context, name="van-ban")


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def report_new(request: SeatRequest) -> HttpResponse:
    """Draft the results report of a plan: choose the year, or post the plan's id from its own page."""
    form = NewReportForm(request.POST or None, seat=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            row = drafting.draft_results_report(plan=form.cleaned_data["plan"], seat=request.seat, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("document", row.pk)
    context = {
        "title": _("Lập báo cáo kết quả"),
        "lead": _("Báo cáo lấy số liệu của kế hoạch đã chọn; câu chữ sửa được sau."),
        "crumbs": [{"label": _("Văn bản"), "url": reverse("documents")}],
        "form": form,
        "submit": _("Lập báo cáo"),
        "cancel": reverse("documents"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def urging_letter_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Draft the letter that urges the late units of a deadline; a draft about it that exists already is opened."""
    deadline = deadline_to_change(request, pk)
    back = reverse("deadline", args=[deadline.pk])
    form = UrgingLetterForm(posted(request))
    page = FormPage(
        title=_("Soạn công văn đôn đốc"),
        lead=f"{what_of(deadline)} · {place_of(deadline)}",
        intro=_("Số đơn vị đã nộp, chưa nộp lấy từ sổ theo dõi; câu chữ sửa được sau."),
        submit=_("Soạn công văn"),
        done=_("Đã có dự thảo công văn; đọc lại trước khi trình ký."),
        back=back,
        crumbs=[{"label": what_of(deadline), "url": back}, {"label": _("Công văn đôn đốc")}],
    )

    def draft() -> str:
        about = About(
            plan=deadline.plan,
            committee=deadline.plan.committee,
            issuing_body=issuing_body_of(deadline.plan.committee),
            deadline=deadline,
            names_units=form.cleaned_data["names_units"],
            new_due=form.new_due(),
        )
        row = drafting.draft(kind=URGING_LETTER, about=about, seat=request.seat, now=timezone.now())
        return reverse("document", args=[row.pk])

    return form_page(request, form, page, act=draft)


@require_safe
@never_cache
@seat_required(Act.READ)
def document(request: SeatRequest, pk: int) -> HttpResponse:
    """A document to read, reword and bring through its steps, beside the page as it will print."""
    row = _seen(request, pk)
    return _page(request, row, _edit_forms(request, row))


@require_POST
@seat_required(Act.RUN)
def document_text(request: SeatRequest, pk: int) -> HttpResponse:
    """Save one block's words; what cannot stand is said at the block, with the words kept."""
    row = _own(request, pk)
    form = TextForm(request.POST)
    if form.is_valid():
        place = form.cleaned_data["place"]
        try:
            editing.update_text(
                document=row,
                seat=request.seat,
                block_path=_block_path(place),
                text=form.cleaned_data["text"],
                edition=form.cleaned_data["edition"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(f"{reverse('document', args=[pk])}#b-{place}")
    return _page(request, _own(request, pk), {"text_form": form, "editing": form.data.get("place", "")}, status=422)


@require_POST
@seat_required(Act.RUN)
def document_frame(request: SeatRequest, pk: int) -> HttpResponse:
    """Save trích yếu and recipients."""
    row = _own(request, pk)
    form = FrameForm(request.POST, kind=KINDS[row.kind])
    if form.is_valid():
        try:
            editing.update_frame(
                document=row,
                seat=request.seat,
                frame=form.frame(),
                edition=form.cleaned_data["edition"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("document", pk)
    return _page(request, _own(request, pk), {"frame_form": form, "editing": FRAME}, status=422)


@require_POST
@seat_required(Act.RUN)
def document_refresh(request: SeatRequest, pk: int) -> HttpResponse:
    """Bind the figures as they stand now."""
    return _step(
        request,
        pk,
        lambda row: drafting.refresh_figures(document=row, seat=request.seat, now=timezone.now()),
        done=_("Đã cập nhật số liệu."),
    )


@require_POST
@seat_required(Act.RUN)
def document_present(request: SeatRequest, pk: int) -> HttpResponse:
    """Trình ký."""
    return _step(
        request,
        pk,
        lambda row: steps.present(document=row, seat=request.seat, now=timezone.now()),
        done=_("Đã trình ký; số liệu giữ nguyên từ lúc này."),
    )


@require_POST
@seat_required()
def document_return(request: SeatRequest, pk: int) -> HttpResponse:
    """Back to the draft, with the reason."""
    row = _own(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, row, {"return_form": form}, status=422)
    return _step(
        request,
        pk,
        lambda row: steps.return_to_draft(document=row, seat=request.seat, reason=form.cleaned_data["reason"]),
        done=_("Đã đưa về dự thảo."),
    )


@require_POST
@seat_required(Act.RUN)
def document_discard(request: SeatRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    row = _own(request, pk)
    try:
        steps.discard(document=row, seat=request.seat)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("document", pk)
    messages.success(request, _("Đã bỏ dự thảo."))
    return redirect("documents")


@require_POST
@seat_required()
def document_approve(request: SeatRequest, pk: int) -> HttpResponse:
    """Duyệt, or record that a leader did."""
    return _step(request, pk, lambda row: steps.approve(document=row, seat=request.seat), done=_("Đã duyệt văn bản."))


@require_POST
@seat_required(Act.RUN)
def document_sign(request: SeatRequest, pk: int) -> HttpResponse:
    """Record number and day of the signed paper."""
    row = _own(request, pk)
    form = SignedForm(request.POST)
    if form.is_valid():
        try:
            steps.record_signed_on_paper(
                document=row,
                seat=request.seat,
                number=form.cleaned_data["number"],
                dated_on=form.day,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Đã ghi số và ngày ký. Tạo lại PDF rồi ban hành."))
            return redirect("document", pk)
    return _page(request, _own(request, pk), {"signed_form": form}, status=422)


@require_POST
@seat_required(Act.RUN)
def document_issue(request: SeatRequest, pk: int) -> HttpResponse:
    """Ban hành."""
    return _step(
        request,
        pk,
        lambda row: steps.issue(document=row, seat=request.seat, now=timezone.now()),
        done=_("Đã ban hành văn bản."),
    )


@require_POST
@seat_required(Act.RUN)
def document_render(request: SeatRequest, pk: int) -> HttpResponse:
    """Ask for the PDF; the page then shows how far it is."""
    row = _own(request, pk)
    try:
        rendering.ask_for_pdf(document=row, seat=request.seat, user_id=request.user.pk)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('document', args=[pk])}#trang-in")


@require_safe
@never_cache
@seat_required(Act.READ)
def document_printed(request: SeatRequest, pk: int) -> HttpResponse:
    """The printed side alone: progress while a job runs, else the pages; asked again by the page every two seconds."""
    row = _seen(request, pk)
    return render(request, "reports/_printed.html", _printed(request, row))


@require_safe
@seat_required(Act.READ)
def document_pdf(request: SeatRequest, pk: int) -> HttpResponse:
    """The PDF to keep."""
    row = _seen(request, pk)
    return files.as_download(visible(StoredFile.objects.all(), pk=row.pdf_id))


@require_safe
@seat_required(Act.READ)
def document_page(request: SeatRequest, pk: int, number: int) -> HttpResponse:
    """The picture of one printed page, from 1."""
    pages = rendering.pages_of(_seen(request, pk))
    if not 1 <= number <= len(pages):
        raise Http404
    return files.as_download(visible(StoredFile.objects.all(), pk=pages[number - 1]), inline=True)


# --- Shared ---------------------------------------------------------------------------------------


def _seen(request: SeatRequest, pk: int) -> Document:
    row: Document = visible(
        documents_for(request.seat).select_related("committee__unit", "issuing_body", "plan__committee__unit"), pk=pk
    )
    return row


def _own(request: SeatRequest, pk: int) -> Document:
    rows = documents_for(request.seat).select_related("committee__unit", "issuing_body", "plan__committee__unit")
    row: Document = own_row(request, rows, pk=pk)
    return row


def _block_path(place: str) -> tuple[int, ...]:
    try:
        return path_of(place)
    except ValueError:
        raise Refused(_("Không tìm thấy đoạn cần sửa; tải lại trang rồi sửa lại.")) from None


def _step(request: SeatRequest, pk: int, take: Callable[[Document], Document], *, done: str) -> HttpResponse:
    """Take a step and say what happened; the verb itself checks the role."""
    row = _own(request, pk)
    try:
        take(row)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("document", pk)


def _edit_forms(request: SeatRequest, row: Document) -> Context:
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
            "addressees": "\n".join(row.addressees),
            "recipients": "\n".join(row.recipients),
            "edition": row.edition,
        }
        return {"editing": FRAME, "frame_form": FrameForm(initial=initial, kind=KINDS[row.kind])}
    line = next((line for line in lines_of(row) if line.place == editing and not line.is_table), None)
    if line is None:
        raise Http404
    initial = {"text": line.editable, "place": line.place, "edition": row.edition}
    return {"editing": editing, "text_form": TextForm(initial=initial)}


def _page(request: SeatRequest, row: Document, extra: Mapping[str, object], *, status: int = 200) -> HttpResponse:
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
        "signed_form": SignedForm(initial={"dated_on": day}),
        **_printed(request, row),
        **extra,
    }
    return render(request, "reports/document.html", context, status=status)


def _printed(request: SeatRequest, row: Document) -> Context:
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
