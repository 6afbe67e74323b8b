"""Documents: the list, beginning one, reading one beside its printed page, changing its words."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.deadlines import place_of, what_of
from campaigns.rights import deadline_to_change
from committees.access import SeatRequest, seat_required, visible
from committees.form_page import UNPROCESSABLE, FormPage, form_page, posted
from committees.permissions import Act, may
from core import files
from core.listing import list_page
from core.models import StoredFile
from core.refusal import Refused
from reports import drafting, editing, rendering, unsaved
from reports.batches import keeping
from reports.drawing_up import issuing_body_of
from reports.figures.book import has_shares
from reports.filters import DocumentFilter
from reports.forms import (
    FrameForm,
    TextForm,
    UrgingLetterForm,
)
from reports.kinds import KINDS, URGING_LETTER, About
from reports.models import Document
from reports.reading import documents_for
from reports.register_forms import CiteForm
from reports.replacing import is_replaced
from reports.tables import DocumentTable
from reports.views.sheet import block_path, edit_forms, own, printed, seen, sheet

Context = dict[str, object]
FRAME = "frame"


@require_safe
@seat_required(Act.READ)
def documents(request: SeatRequest) -> HttpResponse:
    """The committee's documents, and what units below have issued."""
    rows = documents_for(request.seat).select_related("committee", "to_unit").defer("content", "figures")
    rows = rows.annotate(is_replaced=is_replaced()).order_by("-created_at")
    filterset = DocumentFilter(request.GET, queryset=rows)
    table = DocumentTable(filterset.qs)
    may_write = may(request.seat, Act.RUN)
    if may_write:
        table.empty_url, table.empty_label = reverse("compose"), _("Soạn văn bản")
    else:
        table.empty_text = _("Chưa có văn bản nào được ban hành.")
    links = [
        {"label": _("Văn bản đến"), "url": reverse("delivered_list")},
        {"label": _("Sổ văn bản đi"), "url": reverse("register_out")},
        {"label": _("Sổ văn bản đến"), "url": reverse("register_in")},
        {"label": _("Rà soát văn bản"), "url": reverse("document_check")},
    ]
    context: Context = {"title": _("Văn bản"), "noun": _("văn bản"), "links": links}
    if may_write:
        context |= {"action_label": _("Soạn văn bản"), "action_url": reverse("compose")}
    return list_page(request, table, filterset, "list.html", context, name="van-ban")


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
        done=_("Đang soạn công văn gửi từng đơn vị; đọc lại trước khi trình ký.")
        if form.is_to_each
        else _("Đã có dự thảo công văn; đọc lại trước khi trình ký."),
        back=back,
        crumbs=[{"label": what_of(deadline), "url": back}, {"label": _("Công văn đôn đốc")}],
        template="reports/urging_letter_new.html",
        context={"batches": keeping.batches_for(request.seat).filter(deadline=deadline).order_by("-created_at", "-pk")},
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
        if form.is_to_each:
            batch = keeping.begin(about=about, seat=request.seat, user_id=request.user.pk, now=timezone.now())
            return reverse("letter_batch", args=[batch.pk])
        row = drafting.draft(kind=URGING_LETTER, about=about, seat=request.seat, now=timezone.now())
        return reverse("document", args=[row.pk])

    return form_page(request, form, page, act=draft)


@require_safe
@never_cache
@seat_required(Act.READ)
def document(request: SeatRequest, pk: int) -> HttpResponse:
    """A document to read, reword and bring through its steps, beside the page as it will print."""
    row = seen(request, pk)
    return sheet(request, row, edit_forms(request, row))


@require_POST
@seat_required(Act.RUN)
def document_text(request: SeatRequest, pk: int) -> HttpResponse:
    """Save one block's words; what cannot stand is said at the block, with the words kept."""
    row = own(request, pk)
    form = TextForm(request.POST)
    if form.is_valid():
        place = form.cleaned_data["place"]
        try:
            changed = editing.update_text(
                document=row,
                seat=request.seat,
                block_path=block_path(place),
                text=form.cleaned_data["text"],
                edition=form.cleaned_data["edition"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            _keep_typed(request, row, place, {"text": form.cleaned_data["text"]}, form.cleaned_data["edition"])
        else:
            unsaved.drop(document=changed, seat=request.seat, place=place)
            rendering.refresh_preview(document=changed, seat=request.seat, user_id=request.user.pk)
            messages.success(request, _("Đã lưu."))
            return redirect(f"{reverse('document', args=[pk])}#b-{place}")
    return sheet(
        request, own(request, pk), {"text_form": form, "editing": form.data.get("place", "")}, status=UNPROCESSABLE
    )


@require_POST
@seat_required(Act.RUN)
def document_frame(request: SeatRequest, pk: int) -> HttpResponse:
    """Save trích yếu and recipients."""
    row = own(request, pk)
    form = FrameForm(request.POST, kind=KINDS[row.kind], has_shares=has_shares(row.figures))
    if form.is_valid():
        try:
            changed = editing.update_frame(
                document=row,
                seat=request.seat,
                frame=form.frame(),
                edition=form.cleaned_data["edition"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            _keep_typed(request, row, FRAME, form.typed(), form.cleaned_data["edition"])
        else:
            unsaved.drop(document=changed, seat=request.seat, place=FRAME)
            rendering.refresh_preview(document=changed, seat=request.seat, user_id=request.user.pk)
            messages.success(request, _("Đã lưu."))
            return redirect("document", pk)
    return sheet(request, own(request, pk), {"frame_form": form, "editing": FRAME}, status=UNPROCESSABLE)


@require_POST
@seat_required(Act.RUN)
def document_cite(request: SeatRequest, pk: int) -> HttpResponse:
    """Add a line of the registers as căn cứ."""
    row = own(request, pk)
    form = CiteForm(request.POST, document=row)
    if form.is_valid():
        try:
            changed = editing.cite(document=row, seat=request.seat, entry=form.cleaned_data["entry"])
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            rendering.refresh_preview(document=changed, seat=request.seat, user_id=request.user.pk)
            messages.success(request, _("Đã thêm căn cứ."))
            return redirect(f"{reverse('document', args=[pk])}#b-frame")
    return sheet(request, row, {"cite_form": form}, status=UNPROCESSABLE)


@require_POST
@seat_required(Act.RUN)
def document_render(request: SeatRequest, pk: int) -> HttpResponse:
    """Ask for the PDF; the page then shows how far it is."""
    row = own(request, pk)
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
    row = seen(request, pk)
    return render(request, "reports/_printed.html", printed(request, row))


@require_safe
@seat_required(Act.READ)
def document_page(request: SeatRequest, pk: int, number: int) -> HttpResponse:
    """The picture of one printed page, from 1."""
    pages = rendering.pages_of(seen(request, pk))
    if not 1 <= number <= len(pages):
        raise Http404
    return files.as_download(visible(StoredFile.objects.all(), pk=pages[number - 1]), inline=True)


def _keep_typed(request: SeatRequest, row: Document, place: str, fields: Mapping[str, str], edition: int) -> None:
    """Words that could not be saved wait for whoever loads the page again to see what the other saved."""
    unsaved.keep(document=row, seat=request.seat, place=place, fields=fields, edition=edition, now=timezone.now())
