"""The audit trail, for whoever looks after the committee."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, seat_required
from committees.filters import AuditFilter
from committees.permissions import Act
from committees.tables import AuditTable
from core.listing import list_page
from core.models import AuditEntry
from core.scope import after_subtree


@require_safe
@seat_required(Act.READ_AUDIT)
def audit(request: SeatRequest) -> HttpResponse:
    """What was done on the own unit and below."""
    path = request.seat.path
    entries = AuditEntry.objects.filter(path__gte=path, path__lt=after_subtree(path)).order_by("-at", "-pk")
    filterset = AuditFilter(request.GET, queryset=entries)
    context = {"title": _("Nhật ký"), "noun": _("dòng")}
    return list_page(request, AuditTable(filterset.qs), filterset, "list.html", context, name="nhat-ky")
