"""Moving the people of an ended unit to its successors, and carrying its committee over."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees import rehoming
from committees.access import SeatRequest, seat_required, unit_in_scope
from committees.form_page import FormPage, form_page, posted
from committees.forms import CarryCommitteeForm, RehomeForm
from committees.models import Committee, Unit
from committees.permissions import Act
from committees.setting_up import proposal


@require_http_methods(["GET", "POST"])
@seat_required(Act.MANAGE_SEATS)
def unit_rehome(request: SeatRequest, pk: int) -> HttpResponse:
    """Whoever holds a seat at an ended unit, each with the successor they go to."""
    unit, successors = _ended(request, pk)
    holdings = rehoming.held_seats(unit)
    form = RehomeForm(posted(request), holdings=holdings, successors=successors)
    back = reverse("unit", args=[unit.pk])
    page = FormPage(
        title=_("Chuyển người của %(unit)s") % {"unit": unit.name},
        submit=_("Chuyển những người đã chọn"),
        done=_("Đã chuyển: những người này dùng vai trò mới từ bây giờ."),
        back=back,
        crumbs=[{"label": unit.name, "url": back}, {"label": _("Chuyển người")}],
        template="committees/rehome.html",
        context={"successors": _without_committee(unit, successors), "unit": unit, "holdings": holdings},
    )

    def move() -> str:
        for seat, successor in form.chosen():
            rehoming.rehome_holder(seat=seat, successor=successor, by=request.seat, now=timezone.now())
        return reverse("unit_rehome", args=[unit.pk])

    return form_page(request, form, page, act=move)


@require_http_methods(["GET", "POST"])
@seat_required(Act.MANAGE_SEATS)
def committee_carry(request: SeatRequest, pk: int, successor_pk: int) -> HttpResponse:
    """Set up a successor's committee from the ended unit's data; every name may be edited."""
    unit, successors = _ended(request, pk)
    successor = next((each for each in successors if each.pk == successor_pk), None)
    former = Committee.objects.filter(unit=unit).first()
    if successor is None or former is None:
        raise Http404
    usual = proposal(successor)
    first = {
        "name": usual.name,
        "short_name": usual.short_name,
        "standing_body": usual.standing_body,
        "phone": former.phone,
        "address": former.address,
    }
    form, back = CarryCommitteeForm(posted(request), initial=first), reverse("unit_rehome", args=[unit.pk])
    page = FormPage(
        title=_("Ban Chỉ đạo của %(unit)s") % {"unit": successor.name},
        intro=_("Thành lập từ số liệu của %(old)s; cơ quan ban hành, con dấu và cách cấp số được chuyển theo.")
        % {"old": former.name},
        submit=_("Thành lập"),
        done=_("Đã thành lập Ban Chỉ đạo mới. Chọn người chuyển sang ở dưới đây."),
        back=back,
        crumbs=[
            {"label": unit.name, "url": reverse("unit", args=[unit.pk])},
            {"label": _("Chuyển người"), "url": back},
        ],
    )

    def carry() -> str:
        names = rehoming.Names(**form.cleaned_data)
        rehoming.carry_committee(unit=unit, successor=successor, names=names, by=request.seat)
        return back

    return form_page(request, form, page, act=carry)


def _ended(request: SeatRequest, pk: int) -> tuple[Unit, list[Unit]]:
    """An ended unit strictly inside the seat's own, with the successors that lie there too; anything else: 404."""
    unit = unit_in_scope(request, pk)
    if not rehoming.may_rehome(request.seat, unit):
        raise Http404
    living = rehoming.living_successors(unit)
    return unit, [each for each in living if rehoming.may_rehome(request.seat, unit, each)]


def _without_committee(unit: Unit, successors: list[Unit]) -> list[Unit]:
    if not Committee.objects.filter(unit=unit).exists():
        return []
    having = set(Committee.objects.filter(unit__in=successors).values_list("unit_id", flat=True))
    return [each for each in successors if each.is_territory and each.pk not in having]
