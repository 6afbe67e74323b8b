"""All that a plan asks for at a glance: who has handed in what, on time or late, by bloc and by the units below."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import overview
from campaigns.filters import OverviewFilter
from campaigns.models import Plan
from campaigns.tables import OverviewTable
from committees.access import SeatRequest, seat_required, visible
from committees.permissions import Act
from core.listing import list_page
from core.scope import is_within


@require_safe
@seat_required(Act.READ)
def plan_overview(request: SeatRequest, pk: int) -> HttpResponseBase:
    """How complete and how punctual all is that a plan asks for; for its own committee and those above it."""
    found = visible(Plan.objects.select_related("committee"), pk=pk)
    if not is_within(found.path, request.seat.path):  # a unit below sees the plan, and of the others nothing
        raise PermissionDenied
    now = timezone.now()
    filterset = OverviewFilter(request.GET or None, tasks=overview.tasks_of(found))
    by = filterset.broken_down_by
    rows = overview.rows_of(found, filterset.found, by=by, within=request.seat.path, now=now)
    title, back = _("Tiến độ nộp"), reverse("plan", args=[found.pk])
    context = {
        "title": title,
        "lead": found.title,
        "crumbs": [{"label": found.title, "url": back}, {"label": title}],
        "as_of": now,
        "intro": _("Mỗi đơn vị được tính một lần cho mỗi việc; đơn vị không phải nộp không được tính."),
        "links": [{"label": _("Hạn nộp"), "url": reverse("plan_deadlines", args=[found.pk])}],
        "noun": _("dòng"),
    }
    return list_page(request, OverviewTable(rows, by=by), filterset, "list.html", context, name=f"{title} {found.year}")
