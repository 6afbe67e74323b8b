"""Setting up the committee of a unit below: names, first people, their links."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from committees.access import SeatRequest, seat_required, unit_in_scope
from committees.forms import SetUpForm
from committees.models import Unit
from committees.permissions import Act
from committees.setting_up import proposal
from committees.unit_rights import may_set_up
from core.refusal import Refused
from notices.setting_up import Founded, found_committee
from notices.views.seats import link_context

UNPROCESSABLE = 422
NAMES = ("name", "short_name", "standing_body", "phone", "address")


@never_cache
@seat_required(Act.MANAGE_SEATS)
def committee_set_up(request: SeatRequest, pk: int) -> HttpResponse:
    """Set up a child committee; its links are shown on this answer only."""
    unit = unit_in_scope(request, pk)
    if not may_set_up(request.seat, unit):
        raise PermissionDenied
    usual = proposal(unit)
    first = {"name": usual.name, "short_name": usual.short_name, "standing_body": usual.standing_body}
    form = SetUpForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        founded = _founded(form, unit)
        if founded is not None:
            return founded_page(request, founded)
    context = {
        "title": _("Thành lập Ban Chỉ đạo cấp dưới"),
        "crumbs": [{"label": unit.name, "url": reverse("unit", args=[unit.pk])}],
        "intro": _(
            "Ban Chỉ đạo mới tự quản lý đơn vị, vai trò và kế hoạch của mình; quản trị nhận đường dẫn để bắt đầu."
        ),
        "form": form,
        "submit": _("Thành lập"),
        "cancel": reverse("unit", args=[unit.pk]),
    }
    return render(request, "form_page.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def founded_page(request: HttpRequest, founded: Founded) -> HttpResponse:
    """The new committee, and a link for each of its first people."""
    links = [link_context(request, link.seat, link.token) for link in founded.links]
    context = {"title": founded.committee.name, "committee": founded.committee, "links": links}
    return render(request, "notices/founded.html", context)


def _founded(form: SetUpForm, unit: Unit) -> Founded | None:
    data = form.cleaned_data
    clerk = (data["clerk_name"] or data["admin_name"], data["clerk_login"]) if data["clerk_login"] else None
    try:
        return found_committee(
            unit=unit,
            names={name: data[name] for name in NAMES},
            admin=(data["admin_name"], data["admin_login"]),
            clerk=clerk,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None
