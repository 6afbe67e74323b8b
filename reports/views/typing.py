"""What is being typed: kept as it goes, dropped when it is given up, told to whoever else has the document open."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from committees.access import SeatRequest, seat_required
from committees.permissions import Act
from core.refusal import Refused
from reports import unsaved
from reports.forms import KeepForm
from reports.views.sheet import FRAME, block_path, own

KEPT_FIELDS = ("text", "subject", "symbol", "bases", "addressees", "recipients", "decimals")


@require_POST
@seat_required(Act.RUN)
def document_keep(request: SeatRequest, pk: int) -> HttpResponse:
    """Keep the words of the open form without saving them, or drop them; answers the line below the form."""
    row = own(request, pk)
    form = KeepForm(request.POST)
    try:
        is_right = form.is_valid() and (form.where == FRAME or bool(block_path(form.where)))
    except Refused:
        is_right = False
    if not is_right:
        return redirect("document", pk)
    place, now = form.where, timezone.now()
    if "drop" in request.POST:
        unsaved.drop(document=row, seat=request.seat, place=place)
        return redirect(f"{reverse('document', args=[pk])}#b-{place}")
    fields = {name: request.POST[name] for name in KEPT_FIELDS if name in request.POST}
    is_kept = unsaved.keep(
        document=row,
        seat=request.seat,
        place=place,
        fields=fields,
        edition=form.cleaned_data["edition"],
        now=now,
    )
    unsaved.tell_open(document=row, seat=request.seat, name=str(request.user), now=now)
    others = unsaved.others_in(row, request.seat)
    changed = row.edition != form.cleaned_data["edition"]
    context = {"others": others, "is_kept": is_kept, "now": now, "is_overtaken": changed}
    return render(request, "reports/_typing.html", context)
