"""At the receiver: the documents that were given to one's unit, reading one, and entering it in the register."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from committees import scopes
from committees.access import SeatRequest, own_committee, seat_required, visible
from committees.middleware import SEAT_KEY
from committees.models import Committee
from committees.permissions import Act, may
from core import files
from core.listing import list_page
from core.models import StoredFile
from core.refusal import Refused
from core.text.dates import clock, short_date
from core.text.numbers import padded
from reports.delivery.delivering import delivered_to, enter_in_register, mark_opened
from reports.filters import DeliveredFilter
from reports.models import DocumentDelivery
from reports.reading import documents_for
from reports.tables import DeliveredTable

Facts = list[dict[str, object]]


@require_safe
@seat_required(Act.READ)
def delivered_list(request: SeatRequest) -> HttpResponse:
    """Văn bản đến: what was given to the seat's unit, the unopened first."""
    found = DeliveredFilter(request.GET, queryset=delivered_to(request.seat))
    links = [
        {"label": _("Văn bản"), "url": reverse("documents")},
        {"label": _("Sổ văn bản đến"), "url": reverse("register_in")},
    ]
    context = {"title": _("Văn bản đến"), "noun": _("văn bản"), "links": links}
    return list_page(request, DeliveredTable(found.qs), found, "list.html", context, name="van-ban-den")


@require_safe
@never_cache
@seat_required(Act.READ)
def delivered(request: SeatRequest, pk: int) -> HttpResponse:
    """One document as it came to the seat's unit; `pk` is the document's, the same for all who have it.

    The first look of the unit's own people is what its sender sees as opened.
    """
    row = delivered_to(request.seat).filter(document__id=pk).select_related("register_entry").first()
    if row is None:
        return _elsewhere(request, pk)
    if request.method == "GET":
        mark_opened(delivery=row, seat=request.seat, now=timezone.now())
    entry = row.register_entry
    may_enter = entry is None and may(request.seat, Act.RUN)
    context = {
        "title": f"{row.type_name} {padded(row.number)}/{row.symbol}",
        "crumbs": [{"label": _("Văn bản đến"), "url": reverse("delivered_list")}],
        "delivery": row,
        "facts": _facts(row),
        "may_enter": may_enter and Committee.objects.filter(path=request.seat.path).exists(),
        "arrival_number": padded(entry.arrival_number) if entry is not None and entry.arrival_number else "",
    }
    return render(request, "reports/delivered.html", context)


def _facts(row: DocumentDelivery) -> Facts:
    urgency: Facts = [{"label": _("Độ khẩn"), "value": row.get_urgency_display()}] if row.urgency else []
    came = row.delivered_at
    return [
        {"label": _("Số, ký hiệu"), "value": f"{padded(row.number)}/{row.symbol}"},
        {"label": _("Ngày văn bản"), "value": short_date(row.dated_on)},
        {"label": _("Cơ quan ban hành"), "value": row.issuer},
        {"label": _("Người ký"), "value": row.signer or None},
        *urgency,
        {"label": _("Gửi lúc"), "value": f"{clock(came)}, {short_date(came)}" if came is not None else None},
    ]


def _elsewhere(request: SeatRequest, pk: int) -> HttpResponse:
    """The same address for whoever has the document by another of their seats, or wrote it."""
    mine = {seat.path: seat for seat in request.seats}
    with scopes.for_system("reports.delivered"):
        rows = DocumentDelivery.objects.filter(document__id=pk, path__in=list(mine))
        path = rows.values_list("path", flat=True).first()
    if path is not None:
        request.session[SEAT_KEY] = mine[path].pk
        return redirect("delivered", pk)
    return redirect("document", visible(documents_for(request.seat).only("pk"), pk=pk).pk)


@require_safe
@seat_required(Act.READ)
def delivered_file(request: SeatRequest, pk: int) -> HttpResponse:
    """What was issued, to read in the browser or to keep."""
    row = visible(delivered_to(request.seat), document__id=pk)
    return files.as_download(visible(StoredFile.objects.all(), pk=row.file_id), inline=True)


@require_POST
@seat_required(Act.RUN)
def delivered_register(request: SeatRequest, pk: int) -> HttpResponse:
    """Vào sổ văn bản đến."""
    committee = own_committee(request)
    row = visible(delivered_to(request.seat), document__id=pk)
    try:
        entry = enter_in_register(delivery=row, committee=committee, seat=request.seat, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        number = padded(entry.arrival_number) if entry.arrival_number else ""
        messages.success(request, _("Đã vào sổ văn bản đến, số đến %(number)s.") % {"number": number})
    return redirect("delivered", pk)
