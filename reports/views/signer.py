"""Choosing who signs a draft, with the printed block shown in words before it is saved."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from committees.access import SeatRequest, seat_required
from committees.form_page import UNPROCESSABLE
from committees.permissions import Act
from core.refusal import Refused
from reports import editing, rendering
from reports.models import Document
from reports.signer_forms import SignerForm
from reports.signers import block_of
from reports.views.sheet import SIGNER, own, sheet


@require_POST
@seat_required(Act.RUN)
def document_signer(request: SeatRequest, pk: int) -> HttpResponse:
    """Save who signs; with step=preview only show the block as it would be printed."""
    row = own(request, pk)
    form = SignerForm(request.POST, document=row)
    if request.POST.get("step") == "preview":
        return _previewed(request, row, form)
    if form.is_valid():
        try:
            changed = editing.choose_signer(
                document=row, seat=request.seat, choice=form.choice(), edition=form.cleaned_data["edition"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            rendering.refresh_preview(document=changed, seat=request.seat, user_id=request.user.pk)
            messages.success(request, _("Đã lưu người ký."))
            return redirect(f"{reverse('document', args=[pk])}#nguoi-ky")
    return sheet(request, own(request, pk), {"signer_form": form, "editing": SIGNER}, status=UNPROCESSABLE)


def _previewed(request: SeatRequest, row: Document, form: SignerForm) -> HttpResponse:
    """The block in words: alone for the page that asks while somebody types, else on the page."""
    shown: Sequence[str] = ()
    if form.is_valid():
        try:
            shown = block_of(row.issuing_body, row.committee, form.choice()).printed
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    if request.headers.get("HX-Request"):
        return render(request, "reports/_signer_block.html", {"shown": shown, "form": form})
    context = {"signer_form": form, "editing": SIGNER, "shown": shown}
    return sheet(request, row, context, status=200 if form.is_valid() else UNPROCESSABLE)
