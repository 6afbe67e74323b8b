"""The order in which units stand in a plan's annex: by bloc as `Bloc` lists them, then by Vietnamese name."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Value, When
from django.db.models.expressions import Combinable, F

from committees.models import Bloc, Unit

_PLACE = {bloc.value: place for place, bloc in enumerate(Bloc)}


def annex_order(unit: str = "") -> list[Combinable]:
    """Ordering for a queryset of units, or of rows that reach their unit by the lookup `unit` ("unit")."""
    prefix = f"{unit}__" if unit else ""
    bloc = Case(
        *(When(**{f"{prefix}bloc": bloc}, then=Value(place)) for bloc, place in _PLACE.items()),
        default=Value(len(_PLACE)),
        output_field=IntegerField(),
    )
    return [bloc, F(f"{prefix}name_sort")]


def annex_place(unit: Unit) -> tuple[int, str]:
    """The same order as a key for `sorted`, for units that a page reads whole."""
    return _PLACE.get(unit.bloc, len(_PLACE)), unit.name_sort
