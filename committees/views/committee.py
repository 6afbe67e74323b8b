"""The committee of the own unit: what it says of itself, its issuing bodies."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, own_committee, seat_required, visible
from committees.filters import IssuingBodyFilter
from committees.form_page import FormPage, form_page, posted
from committees.forms import CommitteeForm, IssuingBodyForm
from committees.models import Committee, CommitteeDecision, IssuingBody, Role
from committees.permissions import Act, may
from committees.pictures import may_keep_seal
from committees.setting_up import change_committee, save_issuing_body
from committees.tables import IssuingBodyTable
from core.listing import list_page, short_list


@require_safe
@seat_required(Act.READ)
def committee(request: SeatRequest) -> HttpResponse:
    """Name, standing body, issuing bodies."""
    row = own_committee(request)
    bodies = IssuingBodyTable(_bodies_of(row), may_change=may_change(request))
    context = {
        "title": row.short_name,
        "committee": row,
        "bodies": short_list(request, bodies, address=reverse("issuing_bodies")),
        "decisions": CommitteeDecision.objects.filter(unit=row.unit).order_by("-year", "pk"),
        "mfa_roles": [Role(role).label for role in row.mfa_roles],
        "may_change": may_change(request),
        "crumbs": [{"label": row.unit.name, "url": reverse("unit", args=[row.unit_id])}, {"label": row.short_name}],
    }
    return render(request, "committees/committee.html", context)


@require_safe
@seat_required(Act.READ)
def issuing_bodies(request: SeatRequest) -> HttpResponse:
    """All bodies that issue documents here."""
    row, title = own_committee(request), _("Cơ quan ban hành văn bản")
    filterset = IssuingBodyFilter(request.GET or None, lines=_bodies_of(row))
    table = IssuingBodyTable(filterset.found, may_change=may_change(request))
    context: dict[str, object] = {"title": title, "noun": _("cơ quan"), "crumbs": _crumbs(title)}
    if may_change(request):
        context |= {"action_label": _("Thêm cơ quan ban hành"), "action_url": reverse("issuing_body_add")}
    return list_page(request, table, filterset, "list.html", context, name=title)


@seat_required(Act.READ)
def committee_change(request: SeatRequest) -> HttpResponse:
    """Change what the committee says of itself; the second step is the administrator's to require."""
    _require_change(request)
    row = own_committee(request)
    form = CommitteeForm(posted(request), instance=row)
    if not may(request.seat, Act.MANAGE_SEATS):
        del form.fields["mfa_roles"]

    def change() -> str:
        change_committee(committee=row, values=form.cleaned_data)
        return reverse("committee")

    return _page(request, form, title=_("Thông tin Ban Chỉ đạo"), done=_("Đã lưu thông tin Ban Chỉ đạo."), act=change)


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


def _bodies_of(row: Committee) -> list[IssuingBody]:
    return list(IssuingBody.objects.filter(committee=row).order_by("-is_default", "pk"))


def _issuing_body(request: SeatRequest, body: IssuingBody | None) -> HttpResponse:
    _require_change(request)
    row = own_committee(request)
    form = IssuingBodyForm(posted(request), instance=body)

    def save() -> str:
        save_issuing_body(committee=row, body=body, values=form.cleaned_data)
        return reverse("committee")

    title, done = _("Cơ quan ban hành"), _("Đã lưu cơ quan ban hành; văn bản đã ban hành giữ nguyên như cũ.")
    may_see_seal = body is not None and may_keep_seal(request.seat, body)
    page = FormPage(
        title=title,
        submit=_("Lưu"),
        back=reverse("committee"),
        done=done,
        crumbs=_crumbs(title),
        template="committees/issuing_body.html",
        context={"pictures_url": reverse("issuing_body_pictures", args=[body.pk]) if body and may_see_seal else ""},
    )
    return form_page(request, form, page, act=save)


def _require_change(request: SeatRequest) -> None:
    if not may_change(request):
        raise PermissionDenied


def _crumbs(title: str) -> list[dict[str, str]]:
    return [{"label": _("Ban Chỉ đạo"), "url": reverse("committee")}, {"label": title}]


def _page(request: SeatRequest, form: forms.BaseForm, *, title: str, done: str, act: Callable[[], str]) -> HttpResponse:
    page = FormPage(title=title, submit=_("Lưu"), back=reverse("committee"), done=done, crumbs=_crumbs(title))
    return form_page(request, form, page, act=act)
