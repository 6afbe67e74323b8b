"""The steps of a document, each one button or one small form on its page."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from committees.access import SeatRequest, seat_required
from committees.form_page import UNPROCESSABLE
from committees.permissions import Act
from core.refusal import Refused
from reports import drafting, new_due, rendering, signing, steps
from reports.forms import NumberForm, ReplaceForm, ReturnForm, ScanForm, SignedFileForm, SignedForm
from reports.models import Document
from reports.views.sheet import own, sheet

LONGEST_NUMBER = 10  # letters of a whole number that the database holds


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
        lambda row: steps.present(document=row, seat=request.seat, now=timezone.now(), edition=_read(request)),
        done=_("Đã trình ký; số liệu giữ nguyên từ lúc này."),
    )


@require_POST
@seat_required()
def document_return(request: SeatRequest, pk: int) -> HttpResponse:
    """Back to the draft, with the reason."""
    row = own(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return sheet(request, row, {"return_form": form}, status=UNPROCESSABLE)
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
    row = own(request, pk)
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
    return _step(
        request,
        pk,
        lambda row: steps.approve(document=row, seat=request.seat, edition=_read(request)),
        done=_("Đã duyệt văn bản."),
    )


def _read(request: SeatRequest) -> int | None:
    """The edition that the page showed whose button was pressed."""
    sent = request.POST.get("edition", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < LONGEST_NUMBER else None


@require_POST
@seat_required(Act.RUN)
def document_sign(request: SeatRequest, pk: int) -> HttpResponse:
    """Record number and day of the signed paper, with its scan where it is at hand."""
    row = own(request, pk)
    form = SignedForm(request.POST, request.FILES, body=row.issuing_body)
    return _signing(
        request,
        row,
        form,
        lambda: signing.record_signed_on_paper(
            document=row,
            seat=request.seat,
            number=form.typed_number,
            dated_on=form.day,
            scan=form.upload_if_any(),
            now=timezone.now(),
        ),
        name="signed_form",
        done=_("Đã ghi số và ngày ký. Tạo lại PDF rồi ban hành."),
    )


@require_POST
@seat_required(Act.RUN)
def document_number(request: SeatRequest, pk: int) -> HttpResponse:
    """Vào số before an electronic signature; the final PDF is asked for at once."""
    row = own(request, pk)
    form = NumberForm(request.POST, body=row.issuing_body)

    def number() -> None:
        numbered = signing.enter_number(document=row, seat=request.seat, number=form.typed_number, now=timezone.now())
        rendering.ask_for_pdf(document=numbered, seat=request.seat, user_id=request.user.pk)

    return _signing(
        request, row, form, number, name="number_form", done=_("Đã vào số. Tải bản PDF cuối về ký số rồi đưa lên.")
    )


@require_POST
@seat_required(Act.RUN)
def document_signed_file(request: SeatRequest, pk: int) -> HttpResponse:
    """Take in the final PDF with its electronic signatures."""
    row = own(request, pk)
    form = SignedFileForm(request.POST, request.FILES)
    return _signing(
        request,
        row,
        form,
        lambda: signing.record_signed_file(document=row, seat=request.seat, signed=form.upload(), now=timezone.now()),
        name="signed_file_form",
        done=_("Đã nhận bản ký số; chữ ký còn nguyên vẹn."),
    )


@require_POST
@seat_required(Act.RUN)
def document_scan(request: SeatRequest, pk: int) -> HttpResponse:
    """Keep the scan of the stamped paper."""
    row = own(request, pk)
    form = ScanForm(request.POST, request.FILES)
    return _signing(
        request,
        row,
        form,
        lambda: signing.attach_scan(document=row, seat=request.seat, scan=form.upload(), now=timezone.now()),
        name="scan_form",
        done=_("Đã lưu bản chụp."),
    )


def _signing(
    request: SeatRequest, row: Document, form: forms.Form, act: Callable[[], object], *, name: str, done: str
) -> HttpResponse:
    """Do what a small form of the signing asks; what is wrong is told at that form."""
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect("document", row.pk)
    return sheet(request, own(request, row.pk), {name: form}, status=UNPROCESSABLE)


@require_POST
@seat_required(Act.RUN)
def document_issue(request: SeatRequest, pk: int) -> HttpResponse:
    """Ban hành; a new date that the letter sets and that no longer can be given is told."""
    now = timezone.now()
    left = new_due.not_given(own(request, pk), now=now)
    return _step(
        request,
        pk,
        lambda row: steps.issue(document=row, seat=request.seat, now=now),
        done=f"{_('Đã ban hành văn bản.')} {left}".rstrip(),
    )


@require_POST
@seat_required(Act.RUN)
def document_replace(request: SeatRequest, pk: int) -> HttpResponse:
    """Begin the document that is to replace an issued one, or open the one that was begun."""
    row, now = own(request, pk), timezone.now()
    form = ReplaceForm(request.POST) if new_due.is_over(row, now=now) and "new_day" in request.POST else None
    if form is not None and not form.is_valid():
        return sheet(request, row, {"replace_form": form}, status=422)
    due = form.new_due() if form is not None else None
    try:
        new = drafting.draft_replacement(document=row, seat=request.seat, now=now, new_due=due)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("document", pk)
    messages.success(request, _("Đã có dự thảo văn bản thay thế; sửa chỗ sai rồi trình ký."))
    return redirect("document", new.pk)


def _step(request: SeatRequest, pk: int, take: Callable[[Document], Document], *, done: str) -> HttpResponse:
    """Take a step and say what happened; the verb itself checks the role."""
    row = own(request, pk)
    try:
        take(row)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("document", pk)
