"""Two versions of an allotment side by side: what each receiver had, what it has, who is new and who is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from committees.models import Unit
from committees.ordering import annex_order
from quotas.aims import Aim
from quotas.models import Allotment, Target


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One receiver in two versions; None where it has no figure in one of them."""

    unit: Unit
    before: int | None
    after: int | None

    @property
    def is_new(self) -> bool:
        """Whether only the later version gives it a figure."""
        return self.before is None and self.after is not None

    @property
    def is_dropped(self) -> bool:
        """Whether only the earlier version gave it a figure."""
        return self.before is not None and self.after is None

    @property
    def difference(self) -> int:
        """Later minus earlier; a receiver without a figure counts as given nothing."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Diff:
    """Version `earlier` → version `later`, receiver by receiver in the order of the annex."""

    earlier: Allotment
    later: Allotment
    lines: list[DiffLine]

    @property
    def changed(self) -> list[DiffLine]:
        """Receivers whose figure differs, the new and the dropped among them."""
        return [line for line in self.lines if line.before != line.after]

    @property
    def new(self) -> int:
        """How many receivers are new."""
        return sum(line.is_new for line in self.lines)

    @property
    def dropped(self) -> int:
        """How many receivers are gone."""
        return sum(line.is_dropped for line in self.lines)


def versions_of(allotment: Allotment) -> QuerySet[Allotment]:
    """Every version of the same aim, the newest first, the draft among them."""
    rows = Aim.of(allotment).rows(is_from_superior=allotment.is_from_superior)
    return Allotment.objects.filter(rows).select_related("plan", "round", "window").order_by("-version")


def compare(earlier: Allotment, later: Allotment) -> Diff:
    """The two versions in one query. Receivers without a figure in both are left out."""
    targets = Target.objects.filter(allotment__in=[earlier, later]).select_related("receiver")
    return Diff(earlier=earlier, later=later, lines=_lines(targets.order_by(*annex_order("receiver")), earlier, later))


def _lines(targets: Iterable[Target], earlier: Allotment, later: Allotment) -> list[DiffLine]:
    units: dict[int, Unit] = {}
    figures: dict[tuple[int, int], int | None] = {}
    for target in targets:
        units[target.receiver_id] = target.receiver
        figures[target.receiver_id, target.allotment_id] = target.assigned
    lines = [
        DiffLine(unit=unit, before=figures.get((pk, earlier.pk)), after=figures.get((pk, later.pk)))
        for pk, unit in units.items()
    ]
    return [line for line in lines if line.before is not None or line.after is not None]
