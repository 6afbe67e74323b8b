"""What a seat may do with a unit of the tree: asked by every door and every button."""

from __future__ import annotations

from committees.models import Committee, Level, Seat, Unit
from committees.permissions import Act, may
from core.scope import is_within


def may_change(seat: Seat, row: Unit) -> bool:
    """Units strictly inside the own subtree."""
    return may(seat, Act.MANAGE_UNITS) and is_within(row.path, seat.path) and row.path != seat.path


def may_rename(seat: Seat, row: Unit) -> bool:
    """Own member units; the units of the country's catalogue are named and ended by decrees, at the national level."""
    return may_change(seat, row) and (row.is_own or seat.unit.level == Level.NATIONAL)


def may_add_below(seat: Seat, row: Unit) -> bool:
    """Below the own unit or any territory inside."""
    return may(seat, Act.MANAGE_UNITS) and is_within(row.path, seat.path) and row.is_territory


def may_figure(seat: Seat, row: Unit) -> bool:
    """Figures and phone: the own unit's too."""
    return may(seat, Act.MANAGE_UNITS) and is_within(row.path, seat.path)


def may_set_up(seat: Seat, row: Unit) -> bool:
    """A committee of a territory inside, where there is none yet."""
    if not may(seat, Act.MANAGE_SEATS) or not may_change(seat, row) or not row.is_territory:
        return False
    return not Committee.objects.filter(unit=row).exists()
