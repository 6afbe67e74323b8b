"""The tree: drilling down, a unit's page, adding, naming and closing member units."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from committees import search, tree
from committees.access import SeatRequest, seat_required, unit_in_scope
from committees.contacts import set_phone
from committees.filters import UnitFilter
from committees.forms import (
    CloseUnitForm,
    FigureForm,
    LeadUnitForm,
    PasteUnitsForm,
    PhoneForm,
    RenameUnitForm,
    UnitForm,
)
from committees.models import Committee, Seat, Succession, Unit, UnitFigure
from committees.permissions import Act, may
from committees.rehoming import may_rehome
from committees.seats import manageable_roles
from committees.tables import FigureTable, Find, FindTable, UnitSeatTable, UnitTable
from committees.unit_list import unit_rows, units_above
from committees.unit_rights import may_add_below, may_change, may_figure, may_rename, may_set_up
from core.listing import list_page, short_list
from core.refusal import Refused
from core.scope import is_within
from core.text.numbers import integer

UNPROCESSABLE = 422
T = TypeVar("T")


@require_safe
@seat_required(Act.READ)
def units(request: SeatRequest) -> HttpResponse:
    """The units directly below the own one."""
    return _children_page(request, request.seat.unit)


@require_safe
@seat_required(Act.READ)
def unit_children(request: SeatRequest, pk: int) -> HttpResponse:
    """The units directly below a unit of the own subtree: drilling down."""
    return _children_page(request, unit_in_scope(request, pk))


@require_safe
@seat_required(Act.READ)
def unit(request: SeatRequest, pk: int) -> HttpResponse:
    """What is known of one unit."""
    row = unit_in_scope(request, pk)
    figures = FigureTable(UnitFigure.objects.filter(unit=row))
    RequestConfig(request, paginate=False).configure(figures)
    context = {
        "title": row.name,
        "crumbs": _here(crumbs(request.seat, row)),
        "unit": row,
        "ended": row.valid_to is not None and row.valid_to < timezone.localdate(),
        "aliases": row.aliases.order_by("valid_to", "name"),
        "predecessors": Succession.objects.filter(successor=row).select_related("predecessor").order_by("effective_on"),
        "successors": Succession.objects.filter(predecessor=row).select_related("successor").order_by("effective_on"),
        "figures": figures,
        "led_units": Unit.objects.filter(lead_unit=row).order_by("name_sort"),
        "committee": Committee.objects.filter(unit=row).first(),
        "seats": _seats(request, row),
        "children": unit_rows(row, timezone.localdate()).on(timezone.localdate()).count(),  # type: ignore[attr-defined]
        "may_change": may_change(request.seat, row),
        "may_rename": may_rename(request.seat, row),
        "may_add": may_add_below(request.seat, row),
        "may_figure": may_figure(request.seat, row),
        "may_set_up": may_set_up(request.seat, row),
        "may_rehome": may_rehome(request.seat, row),
        "may_seats": bool(manageable_roles(request.seat, row)),
    }
    return render(request, "committees/unit.html", context)


@seat_required(Act.MANAGE_UNITS)
def unit_add(request: SeatRequest, pk: int) -> HttpResponse:
    """Add one unit below a unit of the own subtree."""
    parent = unit_in_scope(request, pk)
    _require(may_add_below(request.seat, parent))
    form = UnitForm(_data(request), parent=parent, leads=_leads(parent))
    if _is_good(request, form):
        added = _tried(form, lambda: tree.add_unit(parent=parent, **form.cleaned_data))
        if added is not None:
            messages.success(request, _("Đã thêm %(name)s.") % {"name": added.name})
            return redirect("unit_children", parent.pk)
    return _form_page(request, parent, form, title=_("Thêm đơn vị"), submit=_("Thêm"), cancel="unit_children")


@seat_required(Act.MANAGE_UNITS)
def units_paste(request: SeatRequest, pk: int) -> HttpResponse:
    """Paste a list of units: see what was understood, then save."""
    parent = unit_in_scope(request, pk)
    _require(may_add_below(request.seat, parent))
    form = PasteUnitsForm(_data(request), parent=parent)
    outcome = None
    if _is_good(request, form):
        is_saving = request.POST.get("step") == "save"
        outcome = _tried(form, lambda: _pasted(parent, form, keep=is_saving))
        if outcome is not None and is_saving and (outcome.added or outcome.counted):
            messages.success(request, _pasted_in_words(outcome))
            return redirect("unit_children", parent.pk)
    context = {
        "title": _("Dán danh sách đơn vị"),
        "crumbs": crumbs(request.seat, parent),
        "parent": parent,
        "form": form,
        "outcome": outcome,
    }
    status = UNPROCESSABLE if form.is_bound and outcome is None else 200
    return render(request, "committees/units_paste.html", context, status=status)


@seat_required(Act.MANAGE_UNITS)
def unit_rename(request: SeatRequest, pk: int) -> HttpResponse:
    """From a day on the unit is called differently."""
    row = unit_in_scope(request, pk)
    _require(may_rename(request.seat, row))
    form = RenameUnitForm(_data(request), initial={"name": row.name, "on": timezone.localdate()})
    if _is_good(request, form) and _tried(form, lambda: tree.rename_unit(unit=row, **form.cleaned_data)) is not None:
        messages.success(request, _("Đã đổi tên; tìm theo tên cũ vẫn thấy."))
        return redirect("unit", pk)
    return _form_page(request, row, form, title=_("Đổi tên %(name)s") % {"name": row.name}, submit=_("Đổi tên"))


@seat_required(Act.MANAGE_UNITS)
def unit_close(request: SeatRequest, pk: int) -> HttpResponse:
    """The unit exists until a day."""
    row = unit_in_scope(request, pk)
    _require(may_rename(request.seat, row))
    form = CloseUnitForm(_data(request), initial={"on": timezone.localdate()})
    if _is_good(request, form) and _tried(form, lambda: tree.close_unit(unit=row, **form.cleaned_data)) is not None:
        messages.success(request, _("Đã kết thúc %(name)s; số liệu cũ vẫn giữ nguyên.") % {"name": row.name})
        return redirect("unit", pk)
    return _form_page(request, row, form, title=_("Kết thúc %(name)s") % {"name": row.name}, submit=_("Kết thúc"))


@seat_required(Act.MANAGE_UNITS)
def unit_lead(request: SeatRequest, pk: int) -> HttpResponse:
    """Which unit receives the quota and hands in for this one."""
    row = unit_in_scope(request, pk)
    _require(may_change(request.seat, row))
    assert row.parent is not None  # strictly inside a subtree
    leads = _leads(row.parent).exclude(pk=row.pk)
    form = LeadUnitForm(_data(request), leads=leads, initial={"lead": row.lead_unit_id})
    if (
        _is_good(request, form)
        and _tried(form, lambda: tree.set_lead_unit(unit=row, lead=form.cleaned_data["lead"])) is not None
    ):
        messages.success(request, _("Đã lưu đơn vị đầu mối."))
        return redirect("unit", pk)
    title = _("Đơn vị đầu mối của %(name)s") % {"name": row.name}
    return _form_page(request, row, form, title=title, submit=_("Lưu"))


@seat_required(Act.MANAGE_UNITS)
def unit_figures(request: SeatRequest, pk: int) -> HttpResponse:
    """Population and headcount of a year."""
    row = unit_in_scope(request, pk)
    _require(may_figure(request.seat, row))
    form = FigureForm(_data(request), initial={"year": timezone.localdate().year})
    if _is_good(request, form):
        done = _tried(form, lambda: (tree.set_figures(unit=row, **form.cleaned_data), True)[1])
        if done:
            messages.success(request, _("Đã lưu số liệu năm %(year)s.") % {"year": form.cleaned_data["year"]})
            return redirect("unit", pk)
    title = _("Dân số, quân số của %(name)s") % {"name": row.name}
    return _form_page(request, row, form, title=title, submit=_("Lưu"))


@seat_required(Act.MANAGE_UNITS)
def unit_phone(request: SeatRequest, pk: int) -> HttpResponse:
    """The number to call the unit at."""
    row = unit_in_scope(request, pk)
    _require(may_figure(request.seat, row))
    form = PhoneForm(_data(request), initial={"phone": row.phone})
    if (
        _is_good(request, form)
        and _tried(form, lambda: set_phone(unit=row, phone=form.cleaned_data["phone"])) is not None
    ):
        messages.success(request, _("Đã lưu số điện thoại."))
        return redirect("unit", pk)
    title = _("Điện thoại của %(name)s") % {"name": row.name}
    return _form_page(request, row, form, title=title, submit=_("Lưu"))


@require_safe
@seat_required(Act.READ)
def search_page(request: SeatRequest) -> HttpResponse:
    """Units whose name, present or former, fits what was typed; those of the own subtree can be opened."""
    text = request.GET.get("q", "").strip()
    found = search.search_units(text) if text else []
    table = FindTable([Find(each, is_open=is_within(each.unit.path, request.seat.path)) for each in found])
    table.empty_text = _("Không thấy đơn vị nào tên như “%(text)s”. Thử ít chữ hơn, hoặc bỏ chữ “xã”, “huyện”.") % {
        "text": text
    }
    context = {"title": _("Tìm đơn vị, văn bản"), "search_text": text}
    return list_page(request, table, None, "committees/search.html", context, name=f"{_('Tìm')} {text}")


# What the pages are made of


def _seats(request: SeatRequest, row: Unit) -> UnitSeatTable:
    """The unit's seats, leading to the page of all seats where that lists them: not those a committee below keeps."""
    table = UnitSeatTable(list(Seat.objects.filter(unit=row, closed_on=None).order_by("pk")))
    is_kept_here = row.pk == request.seat.unit_id or bool(manageable_roles(request.seat, row))
    address = f"{reverse('seats')}?{urlencode({'unit': row.name})}" if is_kept_here else ""
    short: UnitSeatTable = short_list(request, table, address=address)
    return short


def crumbs(seat: Seat, row: Unit) -> list[dict[str, str]]:
    """From the seat's own unit down to `row`."""
    *above, own = units_above(row, seat.path)
    links = [{"label": each.name, "url": reverse("unit_children", args=[each.pk])} for each in above]
    return [*links, {"label": own.name, "url": reverse("unit", args=[own.pk])}]


def _here(path: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same, for the unit's own page: the last one is where one is."""
    return [*path[:-1], {"label": path[-1]["label"]}]


def _children_page(request: SeatRequest, parent: Unit) -> HttpResponse:
    today = timezone.localdate()
    filterset = UnitFilter(request.GET, queryset=unit_rows(parent, today), today=today)
    table = UnitTable(filterset.qs)
    links = [{"label": _("Về %(name)s") % {"name": parent.name}, "url": reverse("unit", args=[parent.pk])}]
    context: dict[str, object] = {
        "title": _("Đơn vị trực thuộc %(name)s") % {"name": parent.name},
        "crumbs": crumbs(request.seat, parent),
        "noun": _("đơn vị"),
    }
    if may_add_below(request.seat, parent):
        paste = reverse("units_paste", args=[parent.pk])
        links.append({"label": _("Dán danh sách đơn vị"), "url": paste})
        context |= {"action_label": _("Thêm đơn vị"), "action_url": reverse("unit_add", args=[parent.pk])}
    else:
        table.empty_text = _("Không có đơn vị trực thuộc nào.")
    if parent.pk == request.seat.unit_id:
        links += _own_links(request.seat)
    return list_page(request, table, filterset, "list.html", {**context, "links": links}, name="don-vi")


def _own_links(seat: Seat) -> list[dict[str, str]]:
    links = [{"label": _("Vai trò"), "url": reverse("seats")}]
    if may(seat, Act.MANAGE_SEATS) or may(seat, Act.RUN):
        links.append({"label": _("Ban Chỉ đạo"), "url": reverse("committee")})
    if may(seat, Act.READ_AUDIT):
        links.append({"label": _("Nhật ký"), "url": reverse("audit")})
    return links


def _leads(parent: Unit) -> QuerySet[Unit]:
    """Units that may lead their siblings."""
    today = timezone.localdate()
    found: QuerySet[Unit] = Unit.objects.children_of(parent).on(today).filter(lead_unit=None).order_by("name_sort")
    return found


def _pasted(parent: Unit, form: PasteUnitsForm, *, keep: bool) -> tree.AddedUnits:
    """Add the pasted units; without `keep` undo it again: the preview is what saving would do."""
    with transaction.atomic():
        outcome = tree.add_units_from_text(
            parent=parent,
            text=form.cleaned_data["text"],
            level=form.cleaned_data["level"] or None,
            year=form.cleaned_data["year"],
        )
        if not keep:
            transaction.set_rollback(True)
    return outcome


def _pasted_in_words(outcome: tree.AddedUnits) -> str:
    added = _("Đã thêm %(count)s đơn vị.") % {"count": integer(len(outcome.added))} if outcome.added else ""
    counted = (
        _("Đã ghi số liệu của %(count)s đơn vị đã có.") % {"count": integer(len(outcome.counted))}
        if outcome.counted
        else ""
    )
    return f"{added} {counted}".strip()


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _data(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _is_good(request: HttpRequest, form: forms.Form) -> bool:
    return request.method == "POST" and form.is_valid()


def _tried(form: forms.Form, act: Callable[[], T]) -> T | None:
    """The act's result, or None with the refusal on the form."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None


def _form_page(
    request: SeatRequest, row: Unit, form: forms.Form, *, title: str, submit: str, cancel: str = "unit"
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": crumbs(request.seat, row),
        "form": form,
        "submit": submit,
        "cancel": reverse(cancel, args=[row.pk]),
    }
    return render(request, "form_page.html", context, status=UNPROCESSABLE if form.is_bound else 200)
