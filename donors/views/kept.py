"""The donors that a committee keeps: the list, one person, doubles merged and parted again. Reading is logged."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from committees.access import SeatRequest, own_committee, seat_required
from committees.permissions import Act
from core import audit
from core.listing import PAGE_SIZE, chips
from core.refusal import Refused
from donors import merging
from donors.copying import facts_of
from donors.erasing import registrations_of
from donors.filters import DonorFilter
from donors.models import Donor
from donors.rights import donor_in_reach
from donors.tables import DonorTable

SAME, DIFFERENT = "same", "different"


@require_safe
@seat_required(Act.RUN)
def donors(request: SeatRequest) -> HttpResponseBase:
    """Everybody the seat's own committee keeps, in the order of names."""
    committee = own_committee(request)
    kept = Donor.objects.filter(path=request.seat.path, merged_into=None).select_related("unit")
    filterset = DonorFilter(request.GET or None, queryset=kept)
    table = DonorTable(filterset.qs.annotate(rounds=Count("recognitions")))
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    audit.record("people.listed", subject=committee, path=request.seat.path, after={"count": table.paginator.count})
    return render(
        request,
        "list.html",
        {
            "title": _("Người hiến máu"),
            "crumbs": [{"label": _("Danh sách"), "url": reverse("lists")}, {"label": _("Người hiến máu")}],
            "intro": _("Những người có trong các danh sách đã nhận. Mỗi lần xem đều được ghi lại."),
            "table": table,
            "filter": filterset,
            "chips": chips(request, filterset),
            "keep": [(key, request.GET[key]) for key in ("sort",) if key in request.GET],
            "total": table.paginator.count,
            "noun": _("người"),
        },
    )


@require_safe
@seat_required(Act.RUN)
def donor(request: SeatRequest, pk: int) -> HttpResponseBase:
    """One person: facts, registrations over the rounds of this committee, who may be the same. Each look is logged."""
    found = donor_in_reach(request, pk)
    if found.merged_into_id is not None:
        return redirect("donor", pk=found.merged_into_id)
    audit.record("people.read", subject=found, path=found.path, after={"count": 1})
    registrations = [each for each in registrations_of(found) if each.removed_by_id is None]
    return render(
        request,
        "donors/donor.html",
        {
            "title": found.name,
            "crumbs": crumbs(found.name),
            "donor": found,
            "facts": [{"label": label, "value": value} for label, value in facts_of(found)],
            "registrations": registrations,
            "merged": Donor.objects.filter(merged_into=found).select_related("unit").order_by("pk"),
            "doubles": merging.doubles_of(found),
        },
    )


@require_POST
@seat_required(Act.RUN)
def donor_double(request: SeatRequest, pk: int, other_pk: int) -> HttpResponseBase:
    """Say whether another donor is the same person: «cùng một người» merges the other into this one."""
    found, other = donor_in_reach(request, pk), donor_in_reach(request, other_pk)
    try:
        if request.POST.get("answer") == SAME:
            merging.merge(donor=other, into=found)
            messages.success(request, _("Đã gộp “%(name)s” vào hồ sơ này; tách ra lại được.") % {"name": other.name})
        elif request.POST.get("answer") == DIFFERENT:
            merging.keep_apart(donor=found, other=other, by_name=str(request.user), now=timezone.now())
            messages.success(request, _("Đã ghi: hai người khác nhau. Không gợi ý lại nữa."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("donor", pk=found.pk)


@require_POST
@seat_required(Act.RUN)
def donor_unmerge(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Part a merged donor again, exactly as it was."""
    found = donor_in_reach(request, pk)
    into = found.merged_into_id
    try:
        merging.unmerge(donor=found)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("donor", pk=into or found.pk)
    if into is not None:
        messages.success(request, _("Đã tách “%(name)s” thành hồ sơ riêng như trước khi gộp.") % {"name": found.name})
    return redirect("donor", pk=found.pk)


def crumbs(*last: str) -> list[dict[str, str]]:
    """From the lists down to one person."""
    return [
        {"label": _("Danh sách"), "url": reverse("lists")},
        {"label": _("Người hiến máu"), "url": reverse("donors")},
        *({"label": label} for label in last),
    ]
