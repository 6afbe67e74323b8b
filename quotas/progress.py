"""Progress against quota: one snapshot per page, so that parts and totals agree; no dashboard reads people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Func, IntegerField, Q, Sum, Value
from django.db.models.functions import Left

from campaigns.models import BloodUnit, Plan, Round, State
from committees.models import Bloc, Unit
from committees.ordering import annex_order
from core.scope import ancestors
from quotas.allotment import IN_FORCE
from quotas.blood_units import AMOUNT_FIELDS, NOTHING, Amount, total
from quotas.models import InheritedTotal, Metric, Tally, Target, YearTotal

LABEL_LENGTH = 6  # five digits and the separator: committees.tree.new_path


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
        return max(Decimal(0), self.quota - (self.result or 0))

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
    year: int
    plan: Plan | None
    blood_unit: str
    as_of: dt.datetime
    whole: Line
    superior_quota: int | None
    lines: list[Line]
    rounds: list[RoundLine]
    rank: Rank | None = None

    @property
    def reached(self) -> list[Line]:
        """Units that reached their quota, best first by share."""
        return [line for line in self.lines if line.has_reached]

    @property
    def not_reached(self) -> list[Line]:
        """Units that did not, the furthest behind first."""
        behind = [line for line in self.lines if line.has_reached is False]
        return sorted(behind, key=lambda line: line.share if line.share is not None else Decimal(1))

    @property
    def by_bloc(self) -> list[tuple[str, list[Line]]]:
        """Lines grouped as the annex groups them."""
        return [
            (str(bloc.label), found)
            for bloc in Bloc
            if (found := [line for line in self.lines if line.unit.bloc == bloc])
        ]


def progress_of(*, unit: Unit, year: int, now: dt.datetime) -> Progress:
    """The progress of `unit` in `year`, in a constant number of queries however large the subtree."""
    plan = _plan_of(unit, year)
    blood_unit = plan.blood_unit if plan else BloodUnit.BAG
    quotas, own_quota, superior_quota = _targets(unit, year)
    sums = _sums(unit, year)
    inherited = _inherited(unit, year - 1)
    children = _children(unit, year, set(quotas) | {path for path, _year in sums})
    lines = [
        _line(child, quota=quotas.get(child.path), sums=sums, inherited=inherited, year=year, blood_unit=blood_unit)
        for child in children
    ]
    own = sums.get((unit.path, year), NOTHING)  # an earlier year may be one total, «chưa phân theo đơn vị»
    whole_amount = total([own, *(line.amount for line in lines)])
    last = total(amount for (_path, each_year), amount in sums.items() if each_year == year - 1)
    before, is_comparable = inherited.get(unit.path, (NOTHING, True))
    last_units = (last + before).units(blood_unit)
    whole = Line(
        unit=unit,
        quota=superior_quota if superior_quota is not None else own_quota,
        promised=None,
        amount=whole_amount,
        result=whole_amount.units(blood_unit),
        last_result=last_units,
        is_comparable=is_comparable,
    )
    return Progress(
        unit=unit,
        year=year,
        plan=plan,
        blood_unit=blood_unit,
        as_of=now,
        whole=whole,
        superior_quota=superior_quota,
        lines=lines,
        rounds=_rounds(unit, plan, blood_unit),
    )


def _plan_of(unit: Unit, year: int) -> Plan | None:
    """The unit's own plan, else the nearest published one above it."""
    paths = [*ancestors(unit.path), unit.path]
    plans = Plan.objects.filter(path__in=paths, year=year).select_related("committee__unit").order_by("-path")
    return plans.first()


@dataclass(frozen=True, slots=True)
class _Quota:
    assigned: int | None
    promised: int | None


def _targets(unit: Unit, year: int) -> tuple[dict[str, _Quota], int | None, int | None]:
    """Quotas by child path, their sum, and the figure the unit itself was given; all in force, for the year."""
    rows = (
        Target.objects.filter(
            allotment__state__in=IN_FORCE,
            allotment__metric=Metric.BLOOD_UNITS,
            allotment__round=None,
            allotment__window=None,
            allotment__plan__year=year,
        )
        .filter(Q(giver_path=unit.path) | Q(receiver=unit))
        .values_list("path", "assigned", "promised", "receiver_id", "allotment__is_from_superior")
    )
    quotas: dict[str, _Quota] = {}
    given: dict[bool, int | None] = {}
    for path, assigned, promised, receiver_id, is_recorded in rows:
        if receiver_id == unit.pk:
            given[is_recorded] = assigned
        else:
            quotas[path] = _Quota(assigned, promised)
    superior = given.get(False, given.get(True))
    known = [quota.assigned for quota in quotas.values() if quota.assigned is not None]
    return quotas, sum(known) if known else None, superior


def _sums(unit: Unit, year: int) -> dict[tuple[str, int], Amount]:
    """This year's and last year's counting results by child path (the unit's own path for what hangs on itself)."""
    child = Left("path", len(unit.path) + LABEL_LENGTH)
    rows = (
        YearTotal.objects.within(unit.path)
        .filter(year__in=(year, year - 1))
        .annotate(child=child)
        .values("child", "year")
        .annotate(**{name: Sum(name) for name in AMOUNT_FIELDS})
    )
    return {(row["child"], row["year"]): Amount.from_row(row) for row in rows}


def _inherited(unit: Unit, year: int) -> dict[str, tuple[Amount, bool]]:
    """What the unit and the units directly below inherited from their predecessors, and whether it is comparable."""
    rows = InheritedTotal.objects.within(unit.path).filter(year=year)
    depth = Func(F("path"), function="length", output_field=IntegerField())
    rows = rows.annotate(depth=depth).filter(depth__lte=Value(len(unit.path) + LABEL_LENGTH))
    return {
        row["path"]: (Amount.from_row(row), not row["is_partial"])
        for row in rows.values("path", "is_partial", *AMOUNT_FIELDS)
    }


def _children(unit: Unit, year: int, paths: Iterable[str]) -> list[Unit]:
    """The units directly below that existed in the year or have figures, in the order of an annex."""
    existed = (Q(valid_from=None) | Q(valid_from__lte=dt.date(year, 12, 31))) & (
        Q(valid_to=None) | Q(valid_to__gte=dt.date(year, 1, 1))
    )
    direct = Unit.objects.filter(parent=unit).filter(existed | Q(path__in=list(paths)))
    return list(direct.order_by(*annex_order()))


def _line(
    child: Unit,
    *,
    quota: _Quota | None,
    sums: dict[tuple[str, int], Amount],
    inherited: dict[str, tuple[Amount, bool]],
    year: int,
    blood_unit: str,
) -> Line:
    amount = sums.get((child.path, year), NOTHING)
    before, is_comparable = inherited.get(child.path, (NOTHING, True))
    last = sums.get((child.path, year - 1), NOTHING) + before
    return Line(
        unit=child,
        quota=quota.assigned if quota else None,
        promised=quota.promised if quota else None,
        amount=amount,
        result=amount.units(blood_unit),
        last_result=last.units(blood_unit),
        is_comparable=is_comparable,
    )


def _rounds(unit: Unit, plan: Plan | None, blood_unit: str) -> list[RoundLine]:
    """The plan's rounds with the unit's share of each; a superior's round is the sum of its parts."""
    if plan is None:
        return []
    rounds = list(plan.rounds.exclude(state=State.DRAFT, kind=Round.Kind.OUTSIDE))
    sums = _round_sums(unit, [each.pk for each in rounds])
    quotas = _round_quotas(unit, rounds)
    lines = []
    for each in rounds:
        amount = sums.get(each.pk, NOTHING)
        if each.kind == Round.Kind.OUTSIDE and amount.bags is None:
            continue  # the standing line shows only once something was given outside rounds
        lines.append(RoundLine(each, quotas.get(each.pk), amount, amount.units(blood_unit)))
    return lines


def _round_quotas(unit: Unit, rounds: Sequence[Round]) -> dict[int, int | None]:
    """What the unit was given for each round: by the superior for the round that ours is a part of, else as recorded,
    else what it gives to those below itself. Where several rounds are parts of one, its quota is none of theirs."""
    counts = Counter(each.superior_round_id for each in rounds)
    part_of = {each.superior_round_id: each.pk for each in rounds if counts[each.superior_round_id] == 1}
    rows = Target.objects.filter(
        Q(receiver=unit) | Q(giver_path=unit.path),
        allotment__round__in=[*(each.pk for each in rounds), *filter(None, part_of)],
        allotment__state__in=IN_FORCE,
        allotment__metric=Metric.BLOOD_UNITS,
    ).values_list("allotment__round_id", "receiver_id", "allotment__is_from_superior", "assigned")
    allotted: dict[int, int | None] = {}
    recorded: dict[int, int | None] = {}
    given: dict[int, int | None] = {}
    for round_id, receiver_id, is_recorded, assigned in rows:
        own_id = part_of.get(round_id, round_id)
        if receiver_id == unit.pk:
            (recorded if is_recorded else given)[own_id] = assigned
        elif assigned is not None:
            allotted[own_id] = (allotted.get(own_id) or 0) + assigned
    return allotted | recorded | given


def _round_sums(unit: Unit, round_ids: list[int]) -> dict[int, Amount]:
    rows = (
        Tally.objects.within(unit.path)
        .filter(is_counting=True)
        .filter(Q(round__in=round_ids) | Q(round__lineage__overlap=round_ids))
        .values("round_id", "round__lineage")
        .annotate(**{name: Sum(name) for name in AMOUNT_FIELDS})
    )
    sums: dict[int, Amount] = {}
    for row in rows:
        for round_id in {row["round_id"], *row["round__lineage"]} & set(round_ids):
            sums[round_id] = sums.get(round_id, NOTHING) + Amount.from_row(row)
    return sums
