"""The quota ledger: what a superior gave, drafting a split over the units below, issuing it, revising it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Left, Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.gate import ensure_plan_editable
from campaigns.models import Plan, Round, State
from committees.models import Unit, UnitFigure
from committees.tree import LABEL_LENGTH
from core import audit
from core.refusal import Refused
from core.text.numbers import integer
from quotas.models import Allotment, InheritedTotal, Metric, Target, YearTotal
from quotas.splitting import Share, split

IN_FORCE = (Allotment.State.ISSUED, Allotment.State.PROVISIONAL)
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


@dataclass(frozen=True, slots=True)
class Given:
    """What a committee was given by its superior, on the system or recorded by the receiver."""

    assigned: int
    promised: int | None
    giver: str
    decision: str


def given_to(plan: Plan, *, round: Round | None = None) -> Given | None:
    """The figure a plan must answer to: the superior's allotment where it is on the system, else the recorded one."""
    targets = (
        Target.objects.filter(
            receiver_id=plan.committee.unit_id,
            allotment__state__in=IN_FORCE,
            allotment__metric=Metric.BLOOD_UNITS,
        )
        .filter(_given_for(plan, round))
        .select_related("allotment__plan__committee")
        .order_by("allotment__is_from_superior")
    )
    target = targets.first()
    if target is None or target.assigned is None:
        return None
    return Given(
        assigned=target.assigned,
        promised=target.promised,
        giver=target.allotment.giver_name or target.allotment.plan.committee.name,
        decision=target.allotment.decision,
    )


def _given_for(plan: Plan, round: Round | None) -> Q:
    recorded = Q(allotment__plan=plan, allotment__is_from_superior=True, allotment__round=round)
    superior_round = round.superior_round if round else None
    if plan.superior_plan_id is None or (round is not None and superior_round is None):
        return recorded
    return recorded | Q(
        allotment__plan=plan.superior_plan_id, allotment__is_from_superior=False, allotment__round=superior_round
    )


@transaction.atomic
def record_given(
    *,
    plan: Plan,
    assigned: int,
    promised: int | None = None,
    giver_name: str,
    decision: str,
    round: Round | None = None,
    now: dt.datetime,
) -> Allotment:
    """Record what a superior outside the system gave, with its decision's number; a new figure is a new version."""
    ensure_plan_editable(plan)
    _refuse_absurd(assigned)
    _supersede(plan=plan, round=round, is_from_superior=True)
    allotment = Allotment.objects.create(
        path=plan.path,
        plan=plan,
        round=round,
        is_from_superior=True,
        giver_name=giver_name.strip(),
        decision=decision.strip(),
        version=_next_version(plan=plan, round=round, is_from_superior=True),
        state=Allotment.State.ISSUED,
        issued_at=now,
    )
    Target.objects.create(
        path=plan.path,
        giver_path=plan.path,
        allotment=allotment,
        receiver=plan.committee.unit,
        assigned=assigned,
        promised=promised,
        is_published=True,
    )
    audit.record("quota.recorded", subject=plan, path=plan.path, after={"assigned": assigned, "decision": decision})
    return allotment


def in_force(plan: Plan, round: Round | None = None) -> Allotment | None:
    """The issued or provisional version that counts now."""
    return _own(plan, round).filter(state__in=IN_FORCE).first()


def _own(plan: Plan, round: Round | None) -> QuerySet[Allotment]:
    return Allotment.objects.filter(
        plan=plan, round=round, window=None, metric=Metric.BLOOD_UNITS, is_from_superior=False
    )


@transaction.atomic
def draft_of(plan: Plan, round: Round | None = None) -> Allotment:
    """The draft being worked on; a new one begins as a copy of the version in force.

    Two people who start at once get the same draft: the plan row is locked while it is made.
    """
    ensure_plan_editable(plan)
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    draft = _own(plan, round).filter(state=Allotment.State.DRAFT).first()
    if draft is not None:
        return draft
    former = in_force(plan, round)
    draft = Allotment.objects.create(
        path=plan.path,
        plan=plan,
        round=round,
        version=_next_version(plan=plan, round=round, is_from_superior=False),
        rule=former.rule if former else {},
    )
    if former is not None:
        Target.objects.bulk_create(
            Target(
                path=target.path,
                giver_path=target.giver_path,
                allotment=draft,
                receiver_id=target.receiver_id,
                bloc=target.bloc,
                assigned=target.assigned,
                assigned_to=target.assigned_to,
                promised=target.promised,
                note=target.note,
            )
            for target in former.targets.all()
        )
    return draft


def _next_version(*, plan: Plan, round: Round | None, is_from_superior: bool) -> int:
    versions = Allotment.objects.filter(
        plan=plan, round=round, window=None, metric=Metric.BLOOD_UNITS, is_from_superior=is_from_superior
    )
    return (versions.aggregate(last=Max("version"))["last"] or 0) + 1


def _supersede(*, plan: Plan, round: Round | None, is_from_superior: bool) -> None:
    former = Allotment.objects.filter(
        plan=plan,
        round=round,
        window=None,
        metric=Metric.BLOOD_UNITS,
        is_from_superior=is_from_superior,
        state__in=IN_FORCE,
    ).first()
    if former is not None:
        former.targets.update(is_published=False)
        former.state = Allotment.State.SUPERSEDED
        former.save(update_fields=["state"])


@dataclass(frozen=True, slots=True)
class Line:
    """What the grid says of one receiver."""

    unit: Unit
    assigned: int | None
    promised: int | None = None
    note: str = ""


class Conflict(Refused):
    """Somebody else saved the draft meanwhile; nothing of this save was kept."""


@transaction.atomic
def save_draft(
    *, allotment: Allotment, lines: Sequence[Line], edition: int, rule: Mapping[str, object] | None = None
) -> Allotment:
    """Replace the lines of a draft. `edition` is the one the grid was opened with.

    Raises `Conflict` where somebody saved in between, `Refused` for an absurd figure or a receiver outside.
    """
    draft = Allotment.objects.select_for_update(of=("self",)).select_related("plan__committee").get(pk=allotment.pk)
    ensure_plan_editable(draft.plan)
    if draft.state != Allotment.State.DRAFT:
        raise Refused(_("Bản phân bổ này đã giao; mở bản điều chỉnh để sửa."))
    if draft.edition != edition:
        raise Conflict(_("Người khác vừa lưu bản phân bổ này. Tải lại trang để xem số mới rồi sửa tiếp."))
    for line in lines:
        _refuse_absurd(line.assigned)
        _refuse_absurd(line.promised)
        if not line.unit.path.startswith(draft.path) or line.unit.path == draft.path:
            raise Refused(_("%(unit)s không thuộc Ban Chỉ đạo này.") % {"unit": line.unit.name})
    draft.targets.all().delete()
    Target.objects.bulk_create(
        Target(
            path=line.unit.path,
            giver_path=draft.path,
            allotment=draft,
            receiver=line.unit,
            bloc=line.unit.bloc,
            assigned=line.assigned,
            promised=line.promised,
            note=line.note.strip(),
        )
        for line in lines
        if line.assigned is not None or line.promised is not None
    )
    draft.edition += 1
    draft.rule = dict(rule) if rule is not None else draft.rule
    draft.save(update_fields=["edition", "rule"])
    return draft


def _refuse_absurd(figure: int | None) -> None:
    if figure is not None and not 0 <= figure <= MOST:
        raise Refused(_("Chỉ tiêu %(figure)s không hợp lý; kiểm tra lại số đã nhập.") % {"figure": integer(figure)})


@dataclass(frozen=True, slots=True)
class Balance:
    """The draft against the superior's figure: «Cần giao 1.100 · đã giao 1.092 · còn 8»."""

    to_give: int | None
    given: int

    @property
    def left(self) -> int | None:
        """What is still to give; negative when more was given."""
        return None if self.to_give is None else self.to_give - self.given


def balance(allotment: Allotment) -> Balance:
    """The sum of an allotment's lines beside what its plan must answer to."""
    given = given_to(allotment.plan, round=allotment.round)
    lines = sum(target.assigned or 0 for target in allotment.targets.all())
    return Balance(to_give=given.assigned if given else None, given=lines)


@transaction.atomic
def issue(*, allotment: Allotment, decision: str, now: dt.datetime, is_provisional: bool = False) -> Allotment:
    """Give the draft to its receivers: they see their own line from now on. An earlier version is superseded."""
    draft = Allotment.objects.select_for_update(of=("self",)).select_related("plan__committee").get(pk=allotment.pk)
    ensure_plan_editable(draft.plan)
    if draft.state != Allotment.State.DRAFT:
        raise Refused(_("Bản phân bổ này đã giao rồi."))
    if not draft.targets.exclude(assigned=None).exists():
        raise Refused(_("Bản phân bổ chưa có chỉ tiêu nào; nhập chỉ tiêu rồi giao."))
    if draft.plan.state == State.DRAFT and not is_provisional:
        raise Refused(_("Kế hoạch còn là dự thảo: ban hành kế hoạch trước, hoặc chọn tạm giao."))
    _supersede(plan=draft.plan, round=draft.round, is_from_superior=False)
    draft.state = Allotment.State.PROVISIONAL if is_provisional else Allotment.State.ISSUED
    draft.decision, draft.issued_at = decision.strip(), now
    draft.save(update_fields=["state", "decision", "issued_at"])
    draft.targets.update(is_published=True)
    audit.record(
        "quota.issued",
        subject=draft.plan,
        path=draft.path,
        after={"version": draft.version, "sum": balance(draft).given, "provisional": is_provisional},
    )
    return draft


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of a unit when its share is proposed; None where there are no data."""

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


def bases(plan: Plan, units: Sequence[Unit]) -> list[Basis]:
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
            allotment__state__in=IN_FORCE,
            allotment__is_from_superior=False,
        ).values_list("receiver_id", "assigned")
    )
    results = _last_results(plan)
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


def _last_results(plan: Plan) -> dict[str, int]:
    """Last year's bags by the path of each unit directly below: its whole subtree's, and what it inherited."""
    depth = len(plan.path) + LABEL_LENGTH
    own = YearTotal.objects.within(plan.path).filter(year=plan.year - 1).annotate(child=Left("path", depth))
    inherited = InheritedTotal.objects.within(plan.path).annotate(depth=Length("path"))
    results: dict[str, int] = {}
    for path, bags in [
        *own.values("child").annotate(sum=Sum("bags")).values_list("child", "sum"),
        *inherited.filter(year=plan.year - 1, depth=depth).values_list("path", "bags"),
    ]:
        if bags is not None:
            results[path] = results.get(path, 0) + bags
    return results


def propose(*, total: int, rule: Rule, known: Sequence[Basis], minimum: int = 0) -> list[Share]:
    """The split of `total` by a rule, one share a basis. Raises `Refused` where it cannot be."""
    if not known:
        raise Refused(_("Chưa có đơn vị nào để chia; thêm đơn vị rồi chia lại."))
    weights = [basis.weight(rule) for basis in known]
    if not any(weights):
        raise Refused(
            _("Chưa có số liệu để %(rule)s; nhập số liệu đó hoặc chọn cách chia khác.")
            % {"rule": str(RULE_WORDS[rule]).lower()}
        )
    _refuse_absurd(total)
    if minimum * len(known) > total:
        raise Refused(
            _("Tối thiểu %(minimum)s cho %(units)s đơn vị là %(sum)s, nhiều hơn số cần giao %(total)s.")
            % {
                "minimum": integer(minimum),
                "units": integer(len(known)),
                "sum": integer(minimum * len(known)),
                "total": integer(total),
            }
        )
    return split(total, weights, minimum=minimum)
