"""Progress in a campaign window (chiến dịch): what its days brought, against what was set for them.

A tally has no day of its own except outside rounds, so the rule is by rounds, and cautious:

- a round counts wholly where everything that is known of its days (its own dates and those of its sessions) lies within
  the window; a session planned for a month lies within where the whole month does;
- of every other round only the tallies count that name a day (`given_on`, as blood given outside rounds does) within;
- a round that only overlaps the window, or that has no dates at all, is named as not counted, so that nobody takes the
  figure for more than it is.

A target for the window is a count of đơn vị máu, or a share of the year's quota («ít nhất 15% chỉ tiêu cả năm»): then
what is needed is that share of the receiver's own quota of the year. The superior's window is the same one where it has
the same days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Left

from campaigns.models import CampaignWindow, Round, Session
from committees.models import Unit
from committees.ordering import annex_order
from committees.tree import LABEL_LENGTH
from core.scope import ancestors
from quotas.aims import IN_FORCE
from quotas.blood_units import AMOUNT_FIELDS, NOTHING, Amount, total
from quotas.models import Allotment, Comparator, Metric, QuotaKind, Tally, Target
from quotas.wording import Figure, target_in_words

MOST_NAMED = 40  # rounds named on the page; a country has thousands


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody must reach in the window: a count, or a share of the quota of the year; or both."""

    count: Figure | None = None
    share: Figure | None = None
    year_quota: int | None = None

    @property
    def figure(self) -> int | None:
        """The least count of đơn vị máu that meets it; None where nothing was set, or no quota to take a share of."""
        if self.count is not None:
            return self.count.low + (self.count.comparator == Comparator.MORE_THAN)
        if self.share is None or self.year_quota is None:
            return None
        exact = Fraction(self.share.low * self.year_quota, 100)
        return floor(exact) + 1 if self.share.comparator == Comparator.MORE_THAN else ceil(exact)

    @property
    def in_words(self) -> str:
        """«200 đơn vị máu», «ít nhất 15% chỉ tiêu cả năm», or both; empty where nothing was set."""
        parts = []
        if self.count is not None:
            parts.append(target_in_words(self.count, Metric.BLOOD_UNITS, QuotaKind.COUNT))
        if self.share is not None:
            parts.append(target_in_words(self.share, Metric.BLOOD_UNITS, QuotaKind.YEAR_SHARE))
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class WindowLine:
    """One unit in the window. `result` is in đơn vị máu by the plan's rule; None is «không có số liệu»."""

    unit: Unit
    need: Need
    amount: Amount
    result: Decimal | None

    @property
    def year_quota(self) -> int | None:
        """The quota of the year, of which a share is taken."""
        return self.need.year_quota

    @property
    def needed(self) -> int | None:
        """The least count that meets what was set."""
        return self.need.figure

    @property
    def share(self) -> Decimal | None:
        """Result over what is needed, for sorting."""
        return Decimal(self.result or 0) / self.needed if self.needed else None

    @property
    def missing(self) -> Decimal | None:
        """What is still missing; zero when reached."""
        return None if self.needed is None else max(Decimal(0), Decimal(self.needed) - (self.result or 0))


@dataclass(frozen=True, slots=True)
class RoundUse:
    """How a round stands to the window."""

    round: Round
    is_whole: bool
    is_dated: bool


@dataclass(frozen=True, slots=True)
class WindowProgress:
    """A unit's part in a window: against its superior's figure and its own, and the units below. The lines sum to the
    whole by construction."""

    window: CampaignWindow
    unit: Unit
    as_of: dt.datetime
    superior: Need
    own: Need
    amount: Amount
    result: Decimal | None
    lines: list[WindowLine]
    rounds: list[RoundUse]

    @property
    def counted(self) -> list[RoundUse]:
        """Rounds that lie wholly within."""
        return [use for use in self.rounds if use.is_whole]

    @property
    def not_counted(self) -> list[RoundUse]:
        """Rounds that only overlap, or have no dates: of them only tallies with a day of their own count."""
        return [use for use in self.rounds if not use.is_whole]

    @property
    def adds_up(self) -> bool:
        """Whether what the units need may be summed: counts may, shares may not."""
        return any(line.need.count is not None for line in self.lines)

    @property
    def share_of_year(self) -> Decimal | None:
        """Result in per cent of the year's quota, unrounded; None without such a quota."""
        quota = self.superior.year_quota if self.superior.year_quota is not None else self.own.year_quota
        return Decimal(self.result or 0) * 100 / quota if quota else None


def window_progress(*, window: CampaignWindow, unit: Unit, now: dt.datetime) -> WindowProgress:
    """The progress of `unit` in `window`, in a constant number of queries however large the subtree."""
    needs = _needs(window, unit)
    sums = _sums(window, unit)
    rule = window.plan.blood_unit
    lines = []
    for child in _below(unit, window, {*needs.children, *sums}):
        amount = sums.get(child.path, NOTHING)
        lines.append(WindowLine(child, needs.children.get(child.path, Need()), amount, amount.units(rule)))
    lines = [line for line in lines if not _is_gone(line, window)]
    whole = total([sums.get(unit.path, NOTHING), *(line.amount for line in lines)])
    return WindowProgress(
        window=window,
        unit=unit,
        as_of=now,
        superior=needs.superior,
        own=needs.own,
        amount=whole,
        result=whole.units(rule),
        lines=lines,
        rounds=_rounds(window, unit),
    )


# --- What was set ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Needs:
    superior: Need = field(default_factory=Need)
    own: Need = field(default_factory=Need)
    children: dict[str, Need] = field(default_factory=dict)


def _needs(window: CampaignWindow, unit: Unit) -> _Needs:
    """What was set for windows of the same days; the nearest giver's share holds where there is no own line."""
    allotments = list(
        Allotment.objects.filter(
            path__in=[*ancestors(unit.path), unit.path],
            state__in=IN_FORCE,
            metric=Metric.BLOOD_UNITS,
            window__starts_on=window.starts_on,
            window__ends_on=window.ends_on,
        ).order_by("-path", "is_from_superior")
    )
    targets = Target.objects.filter(allotment__in=allotments).filter(Q(receiver=unit) | Q(giver_path=unit.path))
    lines = {(target.allotment_id, target.path): target for target in targets}
    year = _year_quotas(window, unit)
    needs = _Needs(
        superior=_need(unit, allotments, lines, year.own, given=True),
        own=_need(unit, allotments, lines, year.own if year.own is not None else year.total, given=False),
    )
    own = [each for each in allotments if each.path == unit.path and not each.is_from_superior]
    for path in {path for allotment_id, path in lines if path != unit.path} | set(year.children):
        needs.children[path] = _need_below(path, own, lines, year.children.get(path))
    return needs


def _need(
    unit: Unit,
    allotments: list[Allotment],
    lines: dict[tuple[int, str], Target],
    year_quota: int | None,
    *,
    given: bool,
) -> Need:
    """What the unit was given from above (`given`), or what its own committee set as a whole or gave out in sum."""
    found: dict[str, Figure] = {}
    for each in sorted(
        allotments, key=lambda each: each.is_from_superior
    ):  # what is on the system before what was typed
        is_above = each.is_from_superior or each.path != unit.path
        if is_above != given or each.kind in found:
            continue
        line = lines.get((each.pk, unit.path)) if is_above else None
        figure = line.assigned if line else None
        if figure is None and (not is_above or each.kind == QuotaKind.YEAR_SHARE):
            figure = each.whole  # a share set for all holds for each
        if figure is None and not is_above and each.kind == QuotaKind.COUNT:
            known = [target.assigned for key, target in lines.items() if key[0] == each.pk]
            known = [assigned for assigned in known if assigned is not None]
            figure = sum(known) if known else None  # type: ignore[arg-type]  # the line above leaves no None
        if figure is not None:
            found[each.kind] = Figure(figure, comparator=Comparator(each.comparator))
    return Need(count=found.get(QuotaKind.COUNT), share=found.get(QuotaKind.YEAR_SHARE), year_quota=year_quota)


def _need_below(path: str, own: list[Allotment], lines: dict[tuple[int, str], Target], year_quota: int | None) -> Need:
    found: dict[str, Figure] = {}
    for each in own:
        line = lines.get((each.pk, path))
        figure = line.assigned if line else None
        if figure is None and each.kind == QuotaKind.YEAR_SHARE:
            figure = each.whole
        if figure is not None:
            found[each.kind] = Figure(figure, comparator=Comparator(each.comparator))
    return Need(count=found.get(QuotaKind.COUNT), share=found.get(QuotaKind.YEAR_SHARE), year_quota=year_quota)


@dataclass(slots=True)
class _YearQuotas:
    own: int | None = None
    children: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        return sum(self.children.values()) if self.children else None


def _year_quotas(window: CampaignWindow, unit: Unit) -> _YearQuotas:
    """The đơn vị máu of the year: given to the unit, and given by it to those below."""
    rows = (
        Target.objects.filter(
            Q(receiver=unit) | Q(giver_path=unit.path),
            allotment__state__in=IN_FORCE,
            allotment__metric=Metric.BLOOD_UNITS,
            allotment__kind=QuotaKind.COUNT,
            allotment__round=None,
            allotment__window=None,
            allotment__plan__year=window.plan.year,
        )
        .order_by("-allotment__is_from_superior")  # a superior on the system counts before what was recorded by hand
        .values_list("receiver_id", "path", "assigned")
    )
    found = _YearQuotas()
    for receiver_id, path, assigned in rows:
        if assigned is None:
            continue
        if receiver_id == unit.pk:
            found.own = assigned
        else:
            found.children[path] = assigned
    return found


# --- What came ------------------------------------------------------------------------------------------


def _sums(window: CampaignWindow, unit: Unit) -> dict[str, Amount]:
    """The window's counting results by child path; the unit's own path for what hangs on itself."""
    depth = len(unit.path) + LABEL_LENGTH
    within = Q(given_on__range=(window.starts_on, window.ends_on)) | Q(round__in=Round.objects.filter(_inside(window)))
    rows = (
        Tally.objects.within(unit.path)
        .filter(within, is_counting=True, year__in=_years(window))
        .annotate(child=Left("path", depth))
        .values("child")
        .annotate(**{f"sum_{name}": Sum(name) for name in AMOUNT_FIELDS})
    )
    names = ["child", *AMOUNT_FIELDS]
    found = rows.values_list("child", *(f"sum_{name}" for name in AMOUNT_FIELDS))
    return {row["child"]: Amount.from_row(row) for row in (dict(zip(names, each, strict=True)) for each in found)}


def _years(window: CampaignWindow) -> list[int]:
    """A round's tallies carry the year of its plan, which a window around New Year may straddle."""
    return list(range(window.starts_on.year - 1, window.ends_on.year + 2))


def _inside(window: CampaignWindow) -> Q:
    """Rounds of whose days nothing known lies outside the window, and something is known."""
    sessions = Session.objects.filter(round=OuterRef("pk"))
    last_month = _last_whole_month(window)
    outside = (
        Q(held_on__lt=window.starts_on)
        | Q(is_month_only=False, held_on__gt=window.ends_on)
        | Q(is_month_only=True, held_on__gt=last_month)
    )
    return (
        Q(kind=Round.Kind.ROUND)
        & (Q(starts_on=None) | Q(starts_on__gte=window.starts_on, starts_on__lte=window.ends_on))
        & (Q(ends_on=None) | Q(ends_on__gte=window.starts_on, ends_on__lte=window.ends_on))
        & (Q(starts_on__isnull=False) | Q(ends_on__isnull=False) | Q(Exists(sessions)))
        & ~Q(Exists(sessions.filter(outside)))
    )


def rounds_within(window: CampaignWindow) -> QuerySet[Round]:
    """The rounds that count wholly in a window, of whatever plan; the window need not be a kept one."""
    return Round.objects.filter(_inside(window))


def _last_whole_month(window: CampaignWindow) -> dt.date:
    """The first day of the last month that ends within the window."""
    first = window.ends_on.replace(day=1)
    is_whole = (window.ends_on + dt.timedelta(days=1)).day == 1
    return first if is_whole else (first - dt.timedelta(days=1)).replace(day=1)


def _rounds(window: CampaignWindow, unit: Unit) -> list[RoundUse]:
    """The rounds that touch the window, or have no dates in its year, what is not counted first.

    Meant are the plan's own, and those that hold results of the unit's subtree; at most `MOST_NAMED` and one.
    """
    held = Tally.objects.within(unit.path).filter(round=OuterRef("pk"), is_counting=True)
    sessions = Session.objects.filter(round=OuterRef("pk"))
    touching = sessions.filter(
        Q(is_month_only=False, held_on__range=(window.starts_on, window.ends_on))
        | Q(is_month_only=True, held_on__range=(window.starts_on.replace(day=1), window.ends_on))
    )
    first, last = Coalesce("starts_on", "ends_on"), Coalesce("ends_on", "starts_on")
    years = (window.starts_on.year, window.ends_on.year)
    undated = Q(starts_on=None, ends_on=None, plan__year__range=years) & ~Q(Exists(sessions))
    parts = Round.objects.filter(superior_round=OuterRef("pk"))
    rounds = (
        Round.objects.filter(kind=Round.Kind.ROUND, plan__year__in=_years(window))
        .annotate(first=first, last=last)
        .filter(Q(first__lte=window.ends_on, last__gte=window.starts_on) | Q(Exists(touching)) | undated)
        .filter(Q(Exists(held)) | (Q(plan=window.plan_id, path=unit.path) & ~Q(Exists(parts))))
        .annotate(
            is_whole=Exists(Round.objects.filter(_inside(window), pk=OuterRef("pk"))),
            is_dated=Q(first__isnull=False) | Q(Exists(sessions)),
        )
        .select_related("plan__committee")
        .order_by("is_whole", "first", "path", "ordinal")
    )
    return [RoundUse(round=each, is_whole=each.is_whole, is_dated=each.is_dated) for each in rounds[: MOST_NAMED + 1]]


# --- Who ------------------------------------------------------------------------------------------------


def _below(unit: Unit, window: CampaignWindow, paths: Iterable[str]) -> list[Unit]:
    """The units directly below that existed in the window or have figures, in the order of an annex."""
    existed = (Q(valid_from=None) | Q(valid_from__lte=window.ends_on)) & (
        Q(valid_to=None) | Q(valid_to__gte=window.starts_on)
    )
    found = Unit.objects.filter(Q(parent=unit) & (existed | Q(path__in=list(paths))))
    return list(found.order_by(*annex_order()))


def _is_gone(line: WindowLine, window: CampaignWindow) -> bool:
    """Whether the unit ended by the window's end and left no figure in it: its successor stands."""
    ended = line.unit.valid_to
    return ended is not None and ended <= window.ends_on and line.result is None and line.need == Need()
