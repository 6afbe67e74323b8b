"""The quota ledger: what a superior gave, drafting what falls to the units below, issuing it, revising it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from campaigns.gate import hold_plan_open, one_after_the_other
from campaigns.models import Plan, Round, State
from committees.models import Unit
from core import audit
from core.refusal import Refused
from core.text.numbers import integer
from quotas import blocs
from quotas.aims import IN_FORCE, Aim
from quotas.blocs import BlocLine
from quotas.models import Allotment, Comparator, QuotaKind, Target
from quotas.proposals import refuse_absurd
from quotas.wording import Figure

WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class Given:
    """What a committee was given by its superior, on the system or recorded by the receiver."""

    assigned: int
    promised: int | None
    giver: str
    decision: str
    comparator: Comparator = Comparator.AT_LEAST

    @property
    def figure(self) -> Figure:
        """The figure as it reads and is reached."""
        return Figure(self.assigned, comparator=self.comparator)


def given_to(plan: Plan, *, round: Round | None = None) -> Given | None:
    """The đơn vị máu a plan must answer to: the superior's figure where it is on the system, else the recorded one."""
    return given_for(Aim(plan=plan, round=round))


def given_for(aim: Aim) -> Given | None:
    """What the superior gave for an aim; a share that it set for everybody counts where no own line stands."""
    given = Allotment.objects.filter(_from_superior(aim), metric=aim.metric, kind=aim.kind, state__in=IN_FORCE)
    targets = Target.objects.filter(receiver_id=aim.plan.committee.unit_id, allotment__in=given)
    target = targets.select_related("allotment__plan__committee").order_by("allotment__is_from_superior").first()
    if target is not None and target.assigned is not None:
        return _as_given(target.allotment, target.assigned, target.promised)
    if not aim.kind.is_share:
        return None
    for_all = given.exclude(whole=None).select_related("plan__committee").order_by("is_from_superior").first()
    return _as_given(for_all, for_all.whole or 0, None) if for_all else None


def _as_given(allotment: Allotment, assigned: int, promised: int | None) -> Given:
    return Given(
        assigned=assigned,
        promised=promised,
        giver=allotment.giver_name or allotment.plan.committee.name,
        decision=allotment.decision,
        comparator=Comparator(allotment.comparator),
    )


def _from_superior(aim: Aim) -> Q:
    """What was recorded, and what the superior's own plan gives for the same part of the year.

    A window of the superior is the same only where it has the same days: a result of other days would answer to it.
    """
    recorded = Q(plan=aim.plan, is_from_superior=True, round=aim.round, window=aim.window)
    superior_round = aim.round.superior_round if aim.round else None
    if aim.plan.superior_plan_id is None or (aim.round is not None and superior_round is None):
        return recorded
    above = Q(plan=aim.plan.superior_plan_id, is_from_superior=False, round=superior_round)
    if aim.window is None:
        return recorded | (above & Q(window=None))
    return recorded | (above & Q(window__starts_on=aim.window.starts_on, window__ends_on=aim.window.ends_on))


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
    """Record the đơn vị máu that a superior outside the system gave, with its decision's number; a new figure is a new
    version."""
    return record_given_for(
        aim=Aim(plan=plan, round=round),
        figure=Figure(assigned),
        promised=promised,
        giver_name=giver_name,
        decision=decision,
        now=now,
    )


@transaction.atomic
def record_given_for(
    *,
    aim: Aim,
    figure: Figure,
    promised: int | None = None,
    giver_name: str,
    decision: str,
    now: dt.datetime,
) -> Allotment:
    """Record what a superior outside the system gave for any aim of the plan."""
    plan = aim.plan
    hold_plan_open(plan)
    one_after_the_other(plan)
    refuse_figure(figure, aim.kind)
    _supersede(aim, is_from_superior=True)
    allotment = Allotment.objects.create(
        **aim.fields,
        is_from_superior=True,
        comparator=figure.comparator,
        whole=figure.low,
        whole_to=figure.high,
        giver_name=giver_name.strip(),
        decision=decision.strip(),
        version=_next_version(aim, is_from_superior=True),
        state=Allotment.State.ISSUED,
        issued_at=now,
    )
    Target.objects.create(
        path=plan.path,
        giver_path=plan.path,
        allotment=allotment,
        receiver=plan.committee.unit,
        assigned=figure.low,
        assigned_to=figure.high,
        promised=promised,
        is_published=True,
    )
    audit.record("quota.recorded", subject=plan, path=plan.path, after={"assigned": figure.low, "decision": decision})
    return allotment


def in_force(plan: Plan, round: Round | None = None) -> Allotment | None:
    """The issued or provisional version of the plan's đơn vị máu that counts now."""
    return in_force_for(Aim(plan=plan, round=round))


def in_force_for(aim: Aim) -> Allotment | None:
    """The issued or provisional version of an aim that counts now."""
    return Allotment.objects.filter(aim.allotments, state__in=IN_FORCE).first()


def draft_of(plan: Plan, round: Round | None = None) -> Allotment:
    """The draft of the plan's đơn vị máu that is being worked on."""
    return draft_for(Aim(plan=plan, round=round))


@transaction.atomic
def draft_for(aim: Aim) -> Allotment:
    """The draft of an aim that is being worked on; a new one begins as a copy of the version in force.

    Two people who start at once get the same draft.
    """
    hold_plan_open(aim.plan)
    one_after_the_other(aim.plan)
    draft = Allotment.objects.filter(aim.allotments, state=Allotment.State.DRAFT).first()
    if draft is not None:
        return draft
    former = in_force_for(aim)
    draft = Allotment.objects.create(
        **aim.fields,
        comparator=former.comparator if former else Comparator.AT_LEAST,
        whole=former.whole if former else None,
        whole_to=former.whole_to if former else None,
        version=_next_version(aim, is_from_superior=False),
        rule=former.rule if former else {},
    )
    if former is not None:
        blocs.copy(former, draft)
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


def _next_version(aim: Aim, *, is_from_superior: bool) -> int:
    versions = Allotment.objects.filter(aim.rows(is_from_superior=is_from_superior))
    return (versions.aggregate(last=Max("version"))["last"] or 0) + 1


def _supersede(aim: Aim, *, is_from_superior: bool) -> None:
    rows = Allotment.objects.filter(aim.rows(is_from_superior=is_from_superior), state__in=IN_FORCE)
    former = rows.first()
    if former is not None:
        former.targets.update(is_published=False)
        former.state = Allotment.State.SUPERSEDED
        former.save(update_fields=["state"])


def refuse_figure(figure: Figure, kind: QuotaKind) -> None:
    """Raise `Refused` for a figure that cannot be: absurd, past 100 %, or a range that goes down."""
    for each in (figure.low, figure.high):
        refuse_absurd(each)
        _refuse_beyond_all(each, kind)
    if figure.comparator == Comparator.BETWEEN and figure.high is None:
        raise Refused(_("Ghi cả số đầu và số cuối của khoảng."))
    if figure.high is not None and figure.high < figure.low:
        raise Refused(_("Số cuối của khoảng nhỏ hơn số đầu; sửa lại một trong hai số."))


def _refuse_beyond_all(figure: int | None, kind: QuotaKind) -> None:
    if kind.is_share and figure is not None and figure > WHOLE:
        raise Refused(_("Tỷ lệ %(figure)s%% vượt quá 100%%; kiểm tra lại số đã nhập.") % {"figure": integer(figure)})


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
    *,
    allotment: Allotment,
    lines: Sequence[Line],
    edition: int,
    rule: Mapping[str, object] | None = None,
    bloc_lines: Sequence[BlocLine] | None = None,
    whole: int | None = None,
) -> Allotment:
    """Replace the lines of a draft, and its bloc figures where `bloc_lines` are given.

    `edition` is the one the grid was opened with; `whole` is what is to be given where no superior says it.

    Raises `Conflict` where somebody saved in between, `Refused` for an absurd figure or a receiver outside.
    """
    draft = locked_draft(allotment)
    if draft.edition != edition:
        raise Conflict(_("Người khác vừa lưu bản phân bổ này. Tải lại trang để xem số mới rồi sửa tiếp."))
    refuse_absurd(whole)
    _refuse_lines(draft, lines)
    draft.targets.all().delete()
    given = (line for line in lines if line.assigned is not None or line.promised is not None)
    Target.objects.bulk_create(_target(draft, line) for line in given)
    if bloc_lines is not None:
        blocs.write(draft, bloc_lines)
    draft.edition += 1
    draft.rule = dict(rule) if rule is not None else draft.rule
    if whole is not None and draft.comparator == Comparator.AT_LEAST:  # «trên 330» says more than what was split
        draft.whole = whole
    draft.save(update_fields=["edition", "rule", "whole"])
    return draft


def _target(draft: Allotment, line: Line) -> Target:
    return Target(
        path=line.unit.path,
        giver_path=draft.path,
        allotment=draft,
        receiver=line.unit,
        bloc=line.unit.bloc,
        assigned=line.assigned,
        promised=line.promised,
        note=line.note.strip(),
    )


def _refuse_lines(draft: Allotment, lines: Sequence[Line]) -> None:
    """Raise `Refused` for a figure that cannot be, and for a receiver outside the committee."""
    for line in lines:
        for figure in (line.assigned, line.promised):
            refuse_absurd(figure)
            _refuse_beyond_all(figure, QuotaKind(draft.kind))
        if not line.unit.path.startswith(draft.path) or line.unit.path == draft.path:
            raise Refused(_("%(unit)s không thuộc Ban Chỉ đạo này.") % {"unit": line.unit.name})


@transaction.atomic
def save_whole(*, allotment: Allotment, figure: Figure) -> Allotment:
    """Set the figure of the committee as a whole in a draft: «từ 550 đến 650», «trên 330», «75%»."""
    draft = locked_draft(allotment)
    refuse_figure(figure, QuotaKind(draft.kind))
    draft.comparator, draft.whole, draft.whole_to = figure.comparator, figure.low, figure.high
    draft.edition += 1
    draft.save(update_fields=["comparator", "whole", "whole_to", "edition"])
    return draft


def locked_draft(allotment: Allotment) -> Allotment:
    """The draft as it stands, kept from others until the transaction ends, in a plan that stays open as long.

    Raises `Refused` where it is no draft any more, was thrown away meanwhile, or its plan is closed.
    """
    hold_plan_open(allotment.plan)
    rows = Allotment.objects.select_for_update(of=("self",))
    draft = rows.select_related("plan__committee", "round", "window").filter(pk=allotment.pk).first()
    if draft is None:
        raise Refused(_("Bản phân bổ này vừa bị bỏ; tải lại trang."))
    if draft.state != Allotment.State.DRAFT:
        raise Refused(_("Bản phân bổ này đã giao rồi; mở bản điều chỉnh để sửa."))
    return draft


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
    """The sum of an allotment's lines beside what is to be given: the superior's figure, else the committee's own."""
    given = given_for(Aim.of(allotment))
    lines = sum(target.assigned or 0 for target in allotment.targets.all())
    return Balance(to_give=given.assigned if given else allotment.whole, given=lines)


@transaction.atomic
def issue(*, allotment: Allotment, decision: str, now: dt.datetime, is_provisional: bool = False) -> Allotment:
    """Give the draft to its receivers: they see their own line from now on. An earlier version is superseded.

    Raises `Refused` where there is nothing to give, where the units of a bloc do not add up to the bloc's figure, and
    for more than a provisional quota of a plan that is still a draft.
    """
    draft = locked_draft(allotment)
    aim = Aim.of(draft)
    if (aim.is_main or draft.whole is None) and not draft.targets.exclude(assigned=None).exists():
        raise Refused(_("Bản phân bổ chưa có chỉ tiêu nào; nhập chỉ tiêu rồi giao."))
    blocs.refuse_unbalanced(draft)
    if draft.plan.state == State.DRAFT and not is_provisional:
        raise Refused(_("Kế hoạch còn là dự thảo: ban hành kế hoạch trước, hoặc chọn tạm giao."))
    _supersede(aim, is_from_superior=False)
    draft.state = Allotment.State.PROVISIONAL if is_provisional else Allotment.State.ISSUED
    draft.decision, draft.issued_at = decision.strip(), now
    draft.save(update_fields=["state", "decision", "issued_at"])
    draft.targets.update(is_published=True)
    audit.record("quota.issued", subject=draft.plan, path=draft.path, after=_issued_in_words(draft))
    return draft


def _issued_in_words(draft: Allotment) -> dict[str, object]:
    """What the trail says of an issue; shares have no sum."""
    said: dict[str, object] = {"version": draft.version, "provisional": draft.state == Allotment.State.PROVISIONAL}
    if draft.kind == QuotaKind.COUNT:
        said["sum"] = balance(draft).given
    if not Aim.of(draft).is_main:
        said["metric"] = draft.get_metric_display()
    return said
