"""What the tables of progress, of campaign windows, of versions and of targets are filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import django_filters
from django.utils.translation import gettext_lazy as _

from committees.filters import UnitLinesFilter
from core.listing import LinesFilter, WordsFilter
from core.text.folding import fold
from quotas.models import Allotment, OutsideFigure, Tally
from quotas.progress import Line, Progress
from quotas.tables import GoalRow, RoundRow
from quotas.versions import DiffLine
from quotas.window_progress import WindowLine

BEHIND, REACHED = "behind", "reached"
NEW, DROPPED, MORE, LESS = "new", "dropped", "more", "less"


def _reached_or_not() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=_("So với chỉ tiêu"),
        choices=[(BEHIND, _("chưa đạt")), (REACHED, _("đạt"))],
        empty_label=_("Tất cả"),
    )


class ProgressFilter(UnitLinesFilter[Line]):
    """By unit, bloc, and whether the quota was reached; who is behind stands with the furthest behind first."""

    show = _reached_or_not()

    def __init__(self, data: object = None, *, progress: Progress) -> None:
        super().__init__(data, lines=progress.lines)
        if self.is_bound and self.form.is_valid() and self.form.cleaned_data["show"] == BEHIND:
            self.lines = progress.not_reached

    def fits(self, line: Line, asked: Mapping[str, object]) -> bool:
        """The unit's own words; a unit without a quota neither reached it nor not."""
        return super().fits(line, asked) and _stands(line.has_reached, asked["show"])


class WindowFilter(UnitLinesFilter[WindowLine]):
    """By unit, bloc, and whether what is needed in the window was reached."""

    show = _reached_or_not()

    def fits(self, line: WindowLine, asked: Mapping[str, object]) -> bool:
        """The unit's own words; a unit of which nothing is needed neither reached it nor not."""
        reached = None if line.missing is None else not line.missing
        return super().fits(line, asked) and _stands(reached, asked["show"])


def _stands(reached: bool | None, asked: object) -> bool:
    return not asked or reached is (asked == REACHED)


class DiffFilter(UnitLinesFilter[DiffLine]):
    """By unit, bloc, and what became of its figure."""

    change = django_filters.ChoiceFilter(
        label=_("Thay đổi"),
        choices=[(NEW, _("mới giao")), (DROPPED, _("thôi giao")), (MORE, _("tăng")), (LESS, _("giảm"))],
        empty_label=_("Tất cả"),
    )

    def fits(self, line: DiffLine, asked: Mapping[str, object]) -> bool:
        """The unit's own words; who is new has more and who is gone has less."""
        became = {
            NEW: line.is_new,
            DROPPED: line.is_dropped,
            MORE: line.difference > 0,
            LESS: line.difference < 0,
        }
        return super().fits(line, asked) and became.get(str(asked["change"]), True)


class RoundProgressFilter(LinesFilter[RoundRow]):
    """By name, and whether the round's quota was reached."""

    name = django_filters.CharFilter(label=_("Tên đợt"))
    show = _reached_or_not()

    class Meta:
        model = Tally
        fields: tuple[str, ...] = ()

    def fits(self, line: RoundRow, asked: Mapping[str, object]) -> bool:
        """Any part of the name, with or without marks; a round without a quota neither reached it nor not."""
        reached = (line.result or 0) >= line.quota if line.quota else None
        return fold(str(asked["name"] or "")) in fold(line.name) and _stands(reached, asked["show"])


class GoalFilter(LinesFilter[GoalRow]):
    """By the part of the year that a target is for."""

    part = django_filters.ChoiceFilter(label=_("Cho"), choices=[], empty_label=_("Tất cả"))

    class Meta:
        model = Allotment
        fields: tuple[str, ...] = ()

    def __init__(self, data: object = None, *, lines: Sequence[GoalRow]) -> None:
        super().__init__(data, lines=lines)
        parts = dict.fromkeys(line.part for line in lines)
        self.filters["part"].extra["choices"] = [(part, part) for part in parts]

    def fits(self, line: GoalRow, asked: Mapping[str, object]) -> bool:
        """The part as chosen."""
        return asked["part"] in ("", None, line.part)


class OutsideFigureFilter(WordsFilter[OutsideFigure]):
    """By what a figure is about and who announced it."""

    class Meta:
        model = OutsideFigure
        fields: tuple[str, ...] = ()

    def said(self, line: OutsideFigure) -> str:
        """The figure's name and its source."""
        return f"{line.label} {line.source}"
