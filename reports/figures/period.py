"""Of which part of a year a report is: the whole, or its first six or nine months, with the results of those months.

A result has the day of its round: a round counts where everything that is known of its days lies within the months
(`quotas.window_progress`), and of other rounds only what names a day within. Quotas stay those of the year.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from campaigns.models import CampaignWindow, Plan, Round
from quotas.models import InheritedTotal
from quotas.progress import Line, Progress, progress_of
from quotas.window_progress import WindowProgress, rounds_within, window_progress

WHOLE = 12


@dataclass(frozen=True, slots=True)
class Period:
    """The first `months` of a year: 6, 9, or all 12."""

    year: int
    months: int = WHOLE

    @property
    def is_whole(self) -> bool:
        """Whether it is the year."""
        return self.months == WHOLE

    @property
    def words(self) -> str:
        """ "năm 2023", "6 tháng đầu năm 2023"."""
        return f"năm {self.year}" if self.is_whole else f"{self.months} tháng đầu năm {self.year}"

    @property
    def following(self) -> str:
        """What comes after it: "năm 2024", "6 tháng cuối năm 2023"."""
        return f"năm {self.year + 1}" if self.is_whole else f"{WHOLE - self.months} tháng cuối năm {self.year}"

    @property
    def former(self) -> str:
        """What its results are compared with: "năm 2022", "cùng kỳ năm 2022"."""
        return f"năm {self.year - 1}" if self.is_whole else f"cùng kỳ năm {self.year - 1}"

    @property
    def within(self) -> str:
        """ "Trong năm", "Trong 6 tháng đầu năm"."""
        return "Trong năm" if self.is_whole else f"Trong {self.months} tháng đầu năm"

    def days(self, year: int) -> tuple[dt.date, dt.date]:
        """Its first and last day in a year."""
        return dt.date(year, 1, 1), dt.date(year, self.months, calendar.monthrange(year, self.months)[1])


@dataclass(frozen=True, slots=True)
class Years:
    """A period's progress and what is still to come: next year's, or the rest of this one; none is not planned yet."""

    progress: Progress
    following: Progress | None


def years_of(plan: Plan, period: Period, *, now: dt.datetime) -> Years:
    """The period's results against the year's quotas, and what follows it."""
    year = progress_of(unit=plan.committee.unit, year=plan.year, now=now)
    if period.is_whole:
        return Years(progress=year, following=_next_year(plan, now=now))
    inside = _rounds_inside(plan, period)
    rest = [line for line in year.rounds if line.round.pk not in inside and line.round.kind == Round.Kind.ROUND]
    return Years(progress=_cut(plan, period, year, inside, now=now), following=replace(year, rounds=rest))


def _next_year(plan: Plan, *, now: dt.datetime) -> Progress | None:
    following = Plan.objects.filter(committee=plan.committee_id, year=plan.year + 1).exists()
    return progress_of(unit=plan.committee.unit, year=plan.year + 1, now=now) if following else None


def _cut(plan: Plan, period: Period, year: Progress, inside: set[int], *, now: dt.datetime) -> Progress:
    """The year's progress with the results of the period in place of the year's."""
    this = _window(plan, period, period.year, now=now)
    last = _window(plan, period, period.year - 1, now=now)
    results, former = _by_unit(this), _by_unit(last)
    knows_former = not _has_predecessors(plan, period.year - 1)

    def cut(line: Line, result: Decimal | None, last_result: Decimal | None) -> Line:
        return replace(line, result=result, last_result=last_result if knows_former else None)

    return replace(
        year,
        whole=cut(year.whole, this.result, last.result),
        lines=[cut(line, results.get(line.unit.pk), former.get(line.unit.pk)) for line in year.lines],
        rounds=[line for line in year.rounds if line.round.pk in inside],
    )


def _window(plan: Plan, period: Period, year: int, *, now: dt.datetime) -> WindowProgress:
    starts_on, ends_on = period.days(year)
    window = CampaignWindow(plan=plan, starts_on=starts_on, ends_on=ends_on)
    return window_progress(window=window, unit=plan.committee.unit, now=now)


def _by_unit(window: WindowProgress) -> dict[int, Decimal | None]:
    return {line.unit.pk: line.result for line in window.lines}


def _rounds_inside(plan: Plan, period: Period) -> set[int]:
    """The plan's rounds that lie within, with all their parts: a sum of some parts is no result of the round."""
    starts_on, ends_on = period.days(period.year)
    inside = rounds_within(CampaignWindow(plan=plan, starts_on=starts_on, ends_on=ends_on))
    own = set(inside.filter(plan=plan).values_list("pk", flat=True))
    parts = Round.objects.filter(lineage__overlap=list(own)).exclude(Q(pk__in=inside)).values_list("lineage", flat=True)
    return own - {pk for lineage in parts for pk in lineage}


def _has_predecessors(plan: Plan, year: int) -> bool:
    """Whether part of that year stands with former units, whose months are not told apart."""
    return bool(InheritedTotal.objects.within(plan.path).filter(year=year).exists())
