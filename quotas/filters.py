"""What the tables of progress, of campaign windows and of versions are filtered by."""

from __future__ import annotations

from collections.abc import Mapping

import django_filters
from django.utils.translation import gettext_lazy as _

from committees.filters import UnitLinesFilter
from quotas.progress import Line, Progress
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
