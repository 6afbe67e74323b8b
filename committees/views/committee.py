"""The committee of the own unit: what it says of itself, its issuing bodies."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, own_committee, seat_required, visible
from committees.forms import CommitteeForm, IssuingBodyForm
from committees.models import CommitteeDecision, IssuingBody, Role
from committees.permissions import Act, may
from committees.setting_up import change_committee, save_issuing_body

UNPROCESSABLE = 422


@require_safe
@seat_required(Act.READ)
def committee(request: SeatRequest) -> HttpResponse:
    """Name, standing body, issuing bodies."""
    row = own_committee(request)
    context = {
        "title": row.short_name,
        "committee": row,
        "bodies": IssuingBody.objects.filter(committee=row).order_by("-is_default", "pk"),
        "decisions": CommitteeDecision.objects.filter(unit=row.unit).order_by("-year", "pk"),
        "mfa_roles": [Role(role).label for role in row.mfa_roles],
        "may_change": may_change(request),
        "crumbs": [{"label": row.unit.name, "url": reverse("unit", args=[row.unit_id])}, {"label": row.short_name}],
    }
    return render(request, "committees/committee.html", context)


@seat_required(Act.READ)
def committee_change(request: SeatRequest) -> HttpResponse:
    """Change what the committee says of itself; the second step is the administrator's to require."""
    _require_change(request)
    row = own_committee(request)
    form = CommitteeForm(request.POST if request.method == "POST" else None, instance=row)
    if not may(request.seat, Act.MANAGE_SEATS):
        del form.fields["mfa_roles"]
    if request.method == "POST" and form.is_valid():
        change_committee(committee=row, values=form.cleaned_data)
        messages.success(request, _("Đã lưu thông tin Ban Chỉ đạo."))
        return redirect("committee")
    return _form_page(request, form, title=_("Thông tin Ban Chỉ đạo"))


@seat_required(Act.READ)
def issuing_body_add(request: SeatRequest) -> HttpResponse:
    """Another body that issues documents here: the UBND, the Red Cross."""
    return _issuing_body(request, None)


@seat_required(Act.READ)
def issuing_body(request: SeatRequest, pk: int) -> HttpResponse:
    """How the documents of one body begin, and who numbers them."""
    bodies = IssuingBody.objects.filter(committee=own_committee(request))
    return _issuing_body(request, visible(bodies, pk=pk))


def may_change(request: SeatRequest) -> bool:
    """The clerk writes the documents, the administrator looks after the committee's own data."""
    return may(request.seat, Act.RUN) or may(request.seat, Act.MANAGE_SEATS)


def _issuing_body(request: SeatRequest, body: IssuingBody | None) -> HttpResponse:
    _require_change(request)
    row = own_committee(request)
    form = IssuingBodyForm(request.POST if request.method == "POST" else None, instance=body)
    if request.method == "POST" and form.is_valid():
        save_issuing_body(committee=row, body=body, values=form.cleaned_data)
        messages.success(request, _("Đã lưu cơ quan ban hành; văn bản đã ban hành giữ nguyên như cũ."))
        return redirect("committee")
    return _form_page(request, form, title=_("Cơ quan ban hành"))


def _require_change(request: SeatRequest) -> None:
    if not may_change(request):
        raise PermissionDenied


def _form_page(request: SeatRequest, form: forms.BaseForm, *, title: str) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [{"label": _("Ban Chỉ đạo"), "url": reverse("committee")}, {"label": title}],
        "form": form,
        "submit": _("Lưu"),
        "cancel": reverse("committee"),
    }
    return render(request, "form_page.html", context, status=UNPROCESSABLE if form.is_bound else 200)
