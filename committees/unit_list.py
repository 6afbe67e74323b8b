"""Units as the screens list them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from committees.models import Unit
from core.scope import ancestors


def unit_rows(parent: Unit, today: date) -> QuerySet[Unit]:
    """The units directly below `parent`, each with `below` (how many living units lie directly under it) and
    `committee_name` ("" where it has none in sight)."""
    below = (
        Unit.objects.on(today)
        .filter(parent=OuterRef("pk"))
        .order_by()
        .values("parent")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Unit.objects.children_of(parent)
        .select_related("lead_unit")
        .annotate(below=Coalesce(Subquery(below), 0), committee_name=F("committee__short_name"))
    )


def units_above(unit: Unit, top: str) -> list[Unit]:
    """From the top of the seat's own subtree down to the unit itself: the breadcrumb."""
    paths = [path for path in (*ancestors(unit.path), unit.path) if path.startswith(top)]
    return sorted(Unit.objects.filter(path__in=paths), key=lambda each: len(each.path))
