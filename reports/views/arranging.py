"""The place of the open block: moved, taken out, followed by something new."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from committees.access import SeatRequest, seat_required
from committees.form_page import UNPROCESSABLE
from committees.permissions import Act
from core.refusal import Refused
from reports import editing, rendering, unsaved
from reports.arranging import Arrangement
from reports.forms import ArrangeForm, InsertForm
from reports.models import Document
from reports.reading import place_of
from reports.views.sheet import INSERT, block_path, opened, own, sheet


@require_POST
@seat_required(Act.RUN)
def document_arrange(request: SeatRequest, pk: int) -> HttpResponse:
    """Move the open block or take it out; the page stays where the block then stands."""
    row = own(request, pk)
    form = ArrangeForm(request.POST)
    place = ""
    if form.is_valid():
        place, act = form.cleaned_data["place"], Arrangement(form.cleaned_data["act"])
        try:
            changed, path = editing.arrange(
                document=row,
                seat=request.seat,
                block_path=block_path(place),
                act=act,
                edition=form.cleaned_data["edition"],
            )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            rendering.refresh_preview(document=changed, seat=request.seat, user_id=request.user.pk)
            if act == Arrangement.REMOVE:
                unsaved.drop(document=changed, seat=request.seat, place=place)
                messages.success(request, _("Đã xóa."))
                return redirect("document", pk)
            unsaved.carry(document=changed, seat=request.seat, place=place, to=place_of(path))
            place = place_of(path)
    else:
        messages.error(request, _("Không tìm thấy đoạn cần sửa; tải lại trang rồi sửa lại."))
    return redirect(_opened(row, place))


@require_POST
@seat_required(Act.RUN)
def document_insert(request: SeatRequest, pk: int) -> HttpResponse:
    """Put typed or pasted text after the open block; what cannot stand is said there, with the words kept."""
    row = own(request, pk)
    form = InsertForm(request.POST, prefix=INSERT)
    if form.is_valid():
        try:
            changed, path, told = editing.insert(
                document=row,
                seat=request.seat,
                block_path=block_path(form.cleaned_data["place"]),
                text=form.cleaned_data["text"],
                edition=form.cleaned_data["edition"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            rendering.refresh_preview(document=changed, seat=request.seat, user_id=request.user.pk)
            at = form.cleaned_data["place"]
            unsaved.carry(document=changed, seat=request.seat, place=at, to=at)  # it stands where it stood
            messages.success(request, _("Đã thêm."))
            for sentence in told:
                messages.info(request, sentence)
            return redirect(f"{reverse('document', args=[pk])}#b-{place_of(path)}")
    found = opened(row, form["place"].data or "")
    if not found:
        messages.error(request, _("Không tìm thấy đoạn cần sửa; tải lại trang rồi sửa lại."))
    return sheet(request, row, found | {"insert_form": form}, status=UNPROCESSABLE)


def _opened(row: Document, place: str) -> str:
    """The page with a block open for editing, where there is one."""
    address = reverse("document", args=[row.pk])
    return f"{address}?edit={place}#b-{place}" if place and opened(row, place) else address
