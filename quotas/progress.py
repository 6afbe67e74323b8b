"""Progress against quota: one snapshot per page, so that parts and totals agree; no dashboard reads people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from campaigns.models import BloodUnit, Plan, Round
from committees.models import Unit
from committees.ordering import annex_place
from core.scope import ancestors, is_within
from quotas.aims import IN_FORCE
from quotas.blood_units import NOTHING, Amount, total
from quotas.models import Metric, Target
from quotas.sums import round_sums, year_sums


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's progress: what it was given, what it promised, what came, and what came last year.

    `result` and `last_result` are đơn vị máu by the plan's rule; None is «không có số liệu».
    """

    unit: Unit
    quota: int | None
    promised: int | None
    amount: Amount
    result: Decimal | None
    last_result: Decimal | None
    is_comparable: bool = True

    @property
    def missing(self) -> Decimal | None:
        """What is still missing to the quota; zero when reached."""
        if self.quota is None:
            return None
        return max(Decimal(0), Decimal(self.quota) - (self.result or 0))

    @property
    def share(self) -> Decimal | None:
        """Result over quota, for sorting; None without a quota."""
        return Decimal(self.result or 0) / self.quota if self.quota else None

    @property
    def has_reached(self) -> bool | None:
        """Whether the quota was reached; None without a quota."""
        return None if self.quota is None else (self.result or 0) >= self.quota

    @property
    def difference(self) -> Decimal | None:
        """Result minus last year's result (result to result); None where either is unknown or not comparable."""
        if self.result is None or self.last_result is None or not self.is_comparable:
            return None
        return self.result - self.last_result


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round's progress inside a year."""

    round: Round
    quota: int | None
    amount: Amount
    result: Decimal | None


@dataclass(frozen=True, slots=True)
class Rank:
    """Place among siblings by share of own quota, where the superior publishes it."""

    place: int
    among: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A unit's year: itself, its rounds, the units directly below. The lines sum to the whole by construction."""

    unit: Unit
    above: list[Unit]
    year: int
    plan: Plan | None
    blood_unit: str
    as_of: dt.datetime
    whole: Line
    superior_quota: int | None
    given_quota: int | None
    lines: list[Line]
    rounds: list[RoundLine]
    rank: Rank | None = None

    @property
    def beyond_rounds(self) -> Decimal | None:
        """What units brought in rounds that are no part of the rounds shown; None where the rounds are everything."""
        rest = (self.whole.result or 0) - sum((line.result or Decimal(0) for line in self.rounds), Decimal(0))
        return rest or None

    @property
    def reached(self) -> list[Line]:
        """Units that reached their quota, best first by share."""
        return [line for line in self.lines if line.has_reached]

    @property
    def not_reached(self) -> list[Line]:
        """Units that did not, the furthest behind first."""
        behind = [line for line in self.lines if line.has_reached is False]
        return sorted(behind, key=lambda line: line.share if line.share is not None else Decimal(1))


def progress_of(*, unit: Unit, year: int, now: dt.datetime) -> Progress:
    """The progress of `unit` in `year`, in a constant number of queries however large the subtree."""
    plan, rounds = _plan_and_rounds(unit, year)
    blood_unit = plan.blood_unit if plan else BloodUnit.BAG
    targets = _targets(unit, year)
    sums, inherited = year_sums(unit=unit, year=year)
    children, above = _units_around(unit, year, {*targets.by_child, *(path for path, _year in sums)})
    lines = [
        _line(child, quota=targets.by_child.get(child.path), sums=sums, inherited=inherited, year=year, rule=blood_unit)
        for child in children
    ]
    lines = [line for line in lines if not _is_gone(line, year)]
    own = sums.get((unit.path, year), NOTHING)  # an earlier year may be one total, «chưa phân theo đơn vị»
    whole_amount = total([own, *(line.amount for line in lines)])
    last = total(amount for (_path, each_year), amount in sums.items() if each_year == year - 1)
    before, is_comparable = inherited.get(unit.path, (NOTHING, True))
    whole = Line(
        unit=unit,
        quota=targets.superior if targets.superior is not None else targets.sum_of_children,
        promised=None,
        amount=whole_amount,
        result=whole_amount.units(blood_unit),
        last_result=(last + before).units(blood_unit),
        is_comparable=is_comparable,
    )
    return Progress(
        unit=unit,
        above=above,
        year=year,
        plan=plan,
        blood_unit=blood_unit,
        as_of=now,
        whole=whole,
        superior_quota=targets.superior,
        given_quota=targets.sum_of_children,
        lines=lines,
        rounds=_round_lines(unit, rounds, targets, blood_unit),
    )


def _plan_and_rounds(unit: Unit, year: int) -> tuple[Plan | None, list[Round]]:
    """The unit's own plan, else the nearest published one above it, with its rounds. Every plan has at least its
    standing line, so that one question answers both."""
    rounds = (
        Round.objects.filter(plan__path__in=[*ancestors(unit.path), unit.path], plan__year=year)
        .select_related("plan")
        .order_by("-plan__path", "ordinal")
    )
    found = list(rounds)
    if not found:
        return None, []
    plan = found[0].plan
    return plan, [each for each in found if each.plan_id == plan.pk]


@dataclass(frozen=True, slots=True)
class _Quota:
    assigned: int | None
    promised: int | None


@dataclass(slots=True)
class _Targets:
    """What is in force for a year around a unit: given to the units below, given to itself and to itself
    per round, and the sum it gives to those below per round."""

    by_child: dict[str, _Quota] = field(default_factory=dict)
    own: dict[int | None, int | None] = field(default_factory=dict)  # by round; None is the year
    given_by_round: dict[int, int] = field(default_factory=dict)

    def of_round(self, round: Round, parts: Counter[int | None]) -> int | None:
        """What was given for a round: to the unit itself, else for the superior's round that this one alone is the part
        of (a figure for several parts is none of theirs), else what the unit gives to those below."""
        superior = round.superior_round_id if parts[round.superior_round_id] == 1 else None
        for figure in (self.own.get(round.pk), superior and self.own.get(superior)):
            if figure is not None:
                return figure
        return self.given_by_round.get(round.pk)

    @property
    def superior(self) -> int | None:
        """The year's figure that the superior gave."""
        return self.own.get(None)

    @property
    def sum_of_children(self) -> int | None:
        known = [quota.assigned for quota in self.by_child.values() if quota.assigned is not None]
        return sum(known) if known else None


def _targets(unit: Unit, year: int) -> _Targets:
    rows = (
        Target.objects.filter(
            Q(giver_path=unit.path) | Q(receiver=unit),
            allotment__state__in=IN_FORCE,
            allotment__metric=Metric.BLOOD_UNITS,
            allotment__window=None,
            allotment__plan__year=year,
            allotment__plan__path__in=[*ancestors(unit.path), unit.path],  # implied; spares reading the country's plans
        )
        .order_by("-allotment__is_from_superior")  # a superior on the system counts before what was recorded by hand
        .values_list("path", "assigned", "promised", "receiver_id", "allotment__round_id")
    )
    targets = _Targets()
    for path, assigned, promised, receiver_id, round_id in rows:
        if receiver_id == unit.pk:
            targets.own[round_id] = assigned
        elif round_id:
            targets.given_by_round[round_id] = targets.given_by_round.get(round_id, 0) + (assigned or 0)
        else:
            targets.by_child[path] = _Quota(assigned, promised)
    return targets


def _units_around(unit: Unit, year: int, paths: Iterable[str]) -> tuple[list[Unit], list[Unit]]:
    """The units directly below that existed in the year or have figures, in the order of an annex; the units above."""
    existed = (Q(valid_from=None) | Q(valid_from__lte=dt.date(year, 12, 31))) & (
        Q(valid_to=None) | Q(valid_to__gte=dt.date(year, 1, 1))
    )
    below = Q(parent=unit) & (existed | Q(path__in=list(paths)))
    found = list(Unit.objects.filter(below | Q(path__in=ancestors(unit.path))))
    above = sorted((each for each in found if is_within(unit.path, each.path)), key=lambda each: each.path)
    return sorted((each for each in found if each not in above), key=annex_place), above


def _is_gone(line: Line, year: int) -> bool:
    """Whether the unit ended within the year and left no figure in it: its successor, often called the same, stands."""
    ended = line.unit.valid_to
    figures = (line.quota, line.promised, line.result)
    return ended is not None and ended.year == year and all(figure is None for figure in figures)


def _line(
    child: Unit,
    *,
    quota: _Quota | None,
    sums: dict[tuple[str, int], Amount],
    inherited: dict[str, tuple[Amount, bool]],
    year: int,
    rule: str,
) -> Line:
    amount = sums.get((child.path, year), NOTHING)
    before, is_comparable = inherited.get(child.path, (NOTHING, True))
    last = sums.get((child.path, year - 1), NOTHING) + before
    return Line(
        unit=child,
        quota=quota.assigned if quota else None,
        promised=quota.promised if quota else None,
        amount=amount,
        result=amount.units(rule),
        last_result=last.units(rule),
        is_comparable=is_comparable,
    )


def _round_lines(unit: Unit, rounds: list[Round], targets: _Targets, blood_unit: str) -> list[RoundLine]:
    """The plan's rounds with the unit's share of each; a superior's round is the sum of its parts."""
    if not rounds:
        return []
    sums = round_sums(unit=unit, rounds=rounds, year=rounds[0].plan.year)
    parts = Counter(each.superior_round_id for each in rounds)
    lines = []
    for each in rounds:
        amount = sums.get(each.pk, NOTHING)
        if each.kind == Round.Kind.OUTSIDE and amount.bags is None:
            continue  # the standing line shows only once something was given outside rounds
        lines.append(RoundLine(each, targets.of_round(each, parts), amount, amount.units(blood_unit)))
    return lines
