"""«Tin đã gửi»: what went to the seats of a committee and its units, and what became of it."""

from __future__ import annotations

from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, seat_required
from committees.permissions import Act
from core.listing import list_page
from notices.channels import EmailWay
from notices.filters import DeliveryFilter
from notices.models import Delivery
from notices.tables import DeliveryTable


@require_safe
@seat_required(Act.RUN)
def deliveries(request: SeatRequest) -> HttpResponse:
    """Deliveries of the own subtree, newest first: what was sent and whether it arrived, not what it says."""
    sent = Delivery.objects.within(request.seat.path).select_related("seat__unit", "user")
    rows = sent.annotate(at=Coalesce("sent_at", "queued_at"))
    filterset = DeliveryFilter(request.GET, queryset=rows)
    context = {"title": _("Tin đã gửi"), "noun": _("tin")}
    if not EmailWay().is_set_up():
        context["intro"] = _("Chưa đặt máy chủ thư, nên tin chỉ có trong phần mềm.")
    return list_page(request, DeliveryTable(filterset.qs), filterset, "list.html", context, name="tin-da-gui")
