"""How many đơn vị máu a sum of bags and millilitres is. Sums run in bags and ml; this converts once, when printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import reduce
from operator import attrgetter

from campaigns.models import BloodUnit

ML_PER_UNIT = 250


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of counting tallies; None is «không có số liệu», apart from zero. Bags by size are in `ml` already."""

    registered: int | None = None
    present: int | None = None
    donated: int | None = None
    deferred: int | None = None
    not_drawn: int | None = None
    apheresis: int | None = None
    bags: int | None = None
    ml: int | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> Amount:
        """From a queryset's `.values()` row that carries the fields by name."""
        return cls(**{name: row.get(name) for name in AMOUNT_FIELDS})  # type: ignore[arg-type]

    def __add__(self, other: Amount) -> Amount:
        return Amount(*map(add, _figures(self), _figures(other)))

    def units(self, blood_unit: str) -> Decimal | None:
        """Đơn vị máu by the plan's rule: a bag each, of whole blood alone, or 250 ml each (an apheresis is one)."""
        if self.bags is None:
            return None
        if blood_unit == BloodUnit.BAG:
            return Decimal(self.bags)
        if blood_unit == BloodUnit.WHOLE:
            return Decimal(self.bags - (self.apheresis or 0))
        return Decimal(self.ml or 0) / ML_PER_UNIT + (self.apheresis or 0)


AMOUNT_FIELDS = tuple(field.name for field in fields(Amount))
_figures: Callable[[Amount], tuple[int | None, ...]] = attrgetter(*AMOUNT_FIELDS)
NOTHING = Amount()


def add(left: int | None, right: int | None) -> int | None:
    """The sum of two counts of which either may be unknown; unknown only where both are."""
    if left is None or right is None:
        return left if right is None else right
    return left + right


def total(amounts: Iterable[Amount]) -> Amount:
    """All amounts added up."""
    return Amount(*(reduce(add, column) for column in zip(*map(_figures, amounts), strict=True)))
