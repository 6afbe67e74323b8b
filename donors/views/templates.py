"""The template workbook of a unit."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, seat_required
from committees.permissions import Act
from core.export import XLSX, attachment
from donors.rights import list_in_reach
from donors.template_books import template_for


@require_safe
@seat_required(Act.HAND_IN)
def list_template(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """The form for those who want one, with the unit's people of earlier rounds. Each reading is logged."""
    found = list_in_reach(request, pk, unit_pk)
    name = f"{_('Mẫu danh sách')} {found.unit.name}, {found.round.name}.xlsx"
    return attachment(template_for(found), XLSX, name)
