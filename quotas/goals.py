"""A plan's targets as a list: đơn vị máu of the year and of each round, and every other target beside them.

A target of another metric is an allotment too: its figure for the committee as a whole is typed here, and falls to
units in the grid where that is wanted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from campaigns.models import Plan
from core import audit
from core.refusal import Refused
from core.text.numbers import NBSP, integer
from quotas import allotment as ledger
from quotas.aims import IN_FORCE, OFFERED, OFFERED_IN_WINDOW, Aim
from quotas.models import Allotment, Metric, QuotaKind
from quotas.wording import Figure, figure_of, noun_of, target_in_words


@transaction.atomic
def set_goal(*, aim: Aim, figure: Figure) -> Allotment:
    """Set the committee's own figure of an aim, as a draft to be issued like every allotment.

    The plan's own đơn vị máu may have one too («trên 330 đơn vị máu»); it is issued with what falls to the units.
    Raises `Refused` for a figure that cannot be and for what a plan cannot have.
    """
    if not aim.is_offered:
        raise Refused(_("Chỉ tiêu này không đặt được cho phần đã chọn của kế hoạch."))
    draft = ledger.save_whole(allotment=ledger.draft_for(aim), figure=figure)
    audit.record("quota.goal", subject=aim.plan, path=aim.plan.path, after={"goal": in_words(draft)})
    return draft


@transaction.atomic
def record_goal(*, aim: Aim, figure: Figure, giver_name: str, decision: str, now: dt.datetime) -> Allotment:
    """Record a figure that a superior outside the system gave, with its comparator."""
    if not aim.is_offered:
        raise Refused(_("Chỉ tiêu này không đặt được cho phần đã chọn của kế hoạch."))
    return ledger.record_given_for(aim=aim, figure=figure, giver_name=giver_name, decision=decision, now=now)


@transaction.atomic
def discard(*, allotment: Allotment) -> None:
    """Throw a draft away; what was issued stays."""
    draft = ledger.locked_draft(allotment)
    audit.record("quota.discarded", subject=draft.plan, path=draft.path, before={"goal": in_words(draft)})
    draft.delete()


def in_words(allotment: Allotment) -> str:
    """«từ 550 đến 650 lượt người»; the name of the metric alone where no figure of the whole was typed."""
    aim, figure = Aim.of(allotment), figure_of(allotment)
    rule = aim.plan.blood_unit
    return target_in_words(figure, aim.metric, aim.kind, rule) if figure else noun_of(aim.metric, rule)


@dataclass(slots=True)
class Listed:
    """One aim of a plan with its versions: the one in force, the draft, and what a superior outside gave."""

    aim: Aim
    in_force: Allotment | None = None
    draft: Allotment | None = None
    recorded: Allotment | None = None
    versions: int = 0
    of_draft: str = field(init=False, default="")
    of_force: str = field(init=False, default="")

    @property
    def newest(self) -> Allotment | None:
        """The version that a comparison ends with."""
        return self.draft or self.in_force

    @property
    def recorded_in_words(self) -> str:
        """What the superior gave."""
        return in_words(self.recorded) if self.recorded else ""


def listed(plan: Plan, *, sees_all_lines: bool, receiver_id: int) -> list[Listed]:
    """The plan's aims, đơn vị máu first, as its reader may see them, in one query.

    Who sees every line reads sums; a unit below reads its own line beside the figure for all.
    """
    lines = Q() if sees_all_lines else Q(targets__receiver=receiver_id)
    rows = (
        Allotment.objects.filter(plan=plan)
        .select_related("plan", "round", "window")
        .annotate(given=Sum("targets__assigned", filter=lines), lines=Count("targets", filter=lines))
    )
    found: dict[tuple[object, ...], Listed] = {}
    for row in rows.order_by("version"):
        aim = Aim.of(row)
        each = found.setdefault((row.round_id, row.window_id, row.metric, row.kind), Listed(aim=aim))
        if row.is_from_superior:
            each.recorded = row if row.state in IN_FORCE else each.recorded
            continue
        each.versions += 1
        if row.state == Allotment.State.DRAFT:
            each.draft, each.of_draft = row, _said(row, sees_all_lines=sees_all_lines)
        elif row.state in IN_FORCE:
            each.in_force, each.of_force = row, _said(row, sees_all_lines=sees_all_lines)
    return sorted(found.values(), key=_place)


def _said(row: Allotment, *, sees_all_lines: bool) -> str:
    """«1.100 đơn vị máu · 36 đơn vị», «75% người hiến máu nhắc lại», «45 đơn vị máu (đơn vị mình)»."""
    figure, kind = figure_of(row), QuotaKind(row.kind)
    given: int | None = row.given  # type: ignore[attr-defined]  # annotated by `listed`
    lines: int = row.lines  # type: ignore[attr-defined]
    noun = "%" if kind.is_share else f"{NBSP}{noun_of(Metric(row.metric), row.plan.blood_unit)}"
    parts = [in_words(row)] if figure else []
    if not sees_all_lines and given is not None:
        parts.append(_("đơn vị mình %(figure)s") % {"figure": integer(given) + noun})
    elif sees_all_lines and lines:
        if kind.is_share:  # shares never add up
            parts.append(_("riêng cho %(units)s đơn vị") % {"units": integer(lines)})
        else:
            parts.append(_("giao %(figure)s cho %(units)s đơn vị") % {"figure": integer(given) + noun, "units": lines})
    return " · ".join(parts)


def _place(each: Listed) -> tuple[object, ...]:
    aim = each.aim
    order: list[tuple[object, object]] = [*OFFERED_IN_WINDOW, *OFFERED]
    starts = aim.window.starts_on.isoformat() if aim.window else ""
    return (
        not aim.is_main,
        aim.window is not None,
        starts,
        aim.round.ordinal if aim.round else 0,
        order.index((aim.metric, aim.kind)) if (aim.metric, aim.kind) in order else 0,
    )
