"""Proposing how a figure falls to units or to blocs: by a rule, exactly, from what is known of each unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Sum
from django.db.models.functions import Left, Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Plan
from committees.models import Unit, UnitFigure
from committees.tree import LABEL_LENGTH
from core.refusal import Refused
from core.text.numbers import integer
from quotas.aims import IN_FORCE
from quotas.models import InheritedTotal, Metric, QuotaKind, Target, YearTotal
from quotas.splitting import Share, split

MOST = 1_000_000  # no unit of this country has a larger quota; a larger figure is a slip of the hand


class Rule(StrEnum):
    """What a split is proportional to."""

    EVEN = "even"
    POPULATION = "population"
    HEADCOUNT = "headcount"
    LAST_RESULT = "last_result"
    LAST_QUOTA = "last_quota"


RULE_WORDS = {
    Rule.EVEN: gettext_lazy("Chia đều"),
    Rule.POPULATION: gettext_lazy("Chia theo dân số"),
    Rule.HEADCOUNT: gettext_lazy("Chia theo số cán bộ, nhân viên"),
    Rule.LAST_RESULT: gettext_lazy("Chia theo kết quả năm trước"),
    Rule.LAST_QUOTA: gettext_lazy("Chia theo chỉ tiêu năm trước"),
}


def rule_named(text: object) -> Rule | None:
    """The rule of that name; None where there is none."""
    return next((rule for rule in Rule if rule.value == text), None)


def refuse_absurd(figure: int | None) -> None:
    """Raise `Refused` for a figure that no unit can be given."""
    if figure is not None and not 0 <= figure <= MOST:
        raise Refused(_("Chỉ tiêu %(figure)s không hợp lý; kiểm tra lại số đã nhập.") % {"figure": integer(figure)})


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of a unit, or of a bloc, when its share is proposed; None where there are no data."""

    unit: Unit
    population: int | None = None
    headcount: int | None = None
    last_quota: int | None = None
    last_result: int | None = None

    def weight(self, rule: Rule) -> int:
        """The unit's weight under a rule; without data it weighs nothing."""
        if rule == Rule.EVEN:
            return 1
        return {
            Rule.POPULATION: self.population,
            Rule.HEADCOUNT: self.headcount,
            Rule.LAST_RESULT: self.last_result,
            Rule.LAST_QUOTA: self.last_quota,
        }[rule] or 0


# What tallies say of a metric, by the column of the year totals; of the others no result is known.
RESULT_COLUMNS = {Metric.BLOOD_UNITS: "bags", Metric.REGISTERED: "registered"}


def bases(plan: Plan, units: Sequence[Unit], *, metric: Metric = Metric.BLOOD_UNITS) -> list[Basis]:
    """Last year's quota and result and the newest population and headcount of each unit, in a handful of queries.

    Results are of last year «as it is now»: the unit's own and those it inherited from whole predecessors.
    """
    ids = [unit.pk for unit in units]
    figures: dict[int, UnitFigure] = {}
    for figure in UnitFigure.objects.filter(unit__in=ids, year__lte=plan.year).order_by("year"):
        figures[figure.unit_id] = figure
    last_quota = dict(
        Target.objects.filter(
            receiver__in=ids,
            giver_path=plan.path,
            allotment__plan__year=plan.year - 1,
            allotment__plan__committee=plan.committee_id,
            allotment__round=None,
            allotment__window=None,
            allotment__metric=metric,
            allotment__kind=QuotaKind.COUNT,
            allotment__state__in=IN_FORCE,
            allotment__is_from_superior=False,
        ).values_list("receiver_id", "assigned")
    )
    results = _last_results(plan, RESULT_COLUMNS[metric]) if metric in RESULT_COLUMNS else {}
    return [
        Basis(
            unit=unit,
            population=figures[unit.pk].population if unit.pk in figures else None,
            headcount=figures[unit.pk].headcount if unit.pk in figures else None,
            last_quota=last_quota.get(unit.pk),
            last_result=results.get(unit.path),
        )
        for unit in units
    ]


def _last_results(plan: Plan, column: str) -> dict[str, int]:
    """Last year's sums by the path of each unit directly below: its whole subtree's, and what it inherited."""
    depth = len(plan.path) + LABEL_LENGTH
    own = YearTotal.objects.within(plan.path).filter(year=plan.year - 1).annotate(child=Left("path", depth))
    inherited = InheritedTotal.objects.within(plan.path).annotate(depth=Length("path"))
    results: dict[str, int] = {}
    for path, figure in [
        *own.values("child").annotate(sum=Sum(column)).values_list("child", "sum"),
        *inherited.filter(year=plan.year - 1, depth=depth).values_list("path", column),
    ]:
        if figure is not None:
            results[path] = results.get(path, 0) + figure
    return results


def propose(*, total: int, rule: Rule, known: Sequence[Basis], minimum: int = 0) -> list[Share]:
    """The split of `total` by a rule, one share a basis. Raises `Refused` where it cannot be."""
    if not known:
        raise Refused(_("Chưa có đơn vị nào để chia; thêm đơn vị rồi chia lại."))
    weights = [basis.weight(rule) for basis in known]
    _refuse_unweighted(weights, rule)
    _refuse_minimum(total, minimum, len(known))
    return split(total, weights, minimum=minimum)


def propose_by_bloc(
    *, total: int, rule: Rule, blocs: Mapping[str, Sequence[Basis]], minimum: int = 0
) -> dict[str, int]:
    """The split of `total` over blocs, each with what is known of its units; the figures sum to `total` exactly.

    A bloc weighs what its units weigh together, except that an even split gives each bloc the same; every bloc gets at
    least `minimum` for each of its units, so that its own split can keep the minimum too.
    """
    if not blocs:
        raise Refused(_("Chưa có đơn vị nào để chia; thêm đơn vị rồi chia lại."))
    weights = [1 if rule == Rule.EVEN else sum(basis.weight(rule) for basis in known) for known in blocs.values()]
    _refuse_unweighted(weights, rule)
    units = sum(len(known) for known in blocs.values())
    _refuse_minimum(total, minimum, units)
    shares = split(total - minimum * units, weights)
    return {
        bloc: share.amount + minimum * len(known) for (bloc, known), share in zip(blocs.items(), shares, strict=True)
    }


def _refuse_unweighted(weights: Sequence[int], rule: Rule) -> None:
    if not any(weights):
        raise Refused(
            _("Chưa có số liệu để %(rule)s; nhập số liệu đó hoặc chọn cách chia khác.")
            % {"rule": str(RULE_WORDS[rule]).lower()}
        )


def _refuse_minimum(total: int, minimum: int, units: int) -> None:
    refuse_absurd(total)
    if minimum * units > total:
        raise Refused(
            _("Tối thiểu %(minimum)s cho %(units)s đơn vị là %(sum)s, nhiều hơn số cần giao %(total)s.")
            % {
                "minimum": integer(minimum),
                "units": integer(units),
                "sum": integer(minimum * units),
                "total": integer(total),
            }
        )
