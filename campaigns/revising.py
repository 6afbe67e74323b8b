"""Changing what a plan or a campaign window says of itself after it was made, as long as the plan is not closed.

What stays is the plan's year, since rounds and figures are kept by it, and what one đơn vị máu is, once figures stand
that were meant so: those who hold figures (quotas) say whether there are any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.gate import ensure_plan_editable, hold_every_alone, hold_plan_alone, hold_plan_open, hold_plans_alone
from campaigns.models import CampaignWindow, Plan, Round, State
from campaigns.planning import refuse_window_order
from core import audit
from core.refusal import Refused
from core.scope import after_subtree
from core.three_way import NOT_SAID, changes_of

# Whether anything was given out or entered in some plans (by their ids), and whether that must stay so until the
# transaction ends.
Stand = Callable[[list[int], bool], bool]
_figures: list[Stand] = []


def register_figures(stand: Stand) -> None:
    """Let a floor above say whether figures stand in some plans, and hold that where it is asked to."""
    if stand not in _figures:
        _figures.append(stand)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What a plan says of itself: its own document and the superior's, what is counted, what the units may see."""

    title: str
    document: str
    superior_name: str
    superior_document: str
    blood_unit: str
    shows_ranking: bool


def facts_of(plan: Plan) -> PlanFacts:
    """What the plan says now."""
    return PlanFacts(**{each.name: getattr(plan, each.name) for each in fields(PlanFacts)})


@transaction.atomic
def change_plan(*, plan: Plan, facts: PlanFacts, opened: Mapping[str, object] = NOT_SAID) -> Plan:
    """Give a plan other facts; what one đơn vị máu is changes with it in the plans below that inherit it.

    Only what differs from what the page was `opened` with is written (core/three_way.py). Raises `Refused` where the
    plan is closed, has no title, or is to count otherwise though it may not any more (`blood_unit_is_fixed`).
    """
    hold_plan_alone(plan)
    plan = Plan.objects.get(pk=plan.pk)
    ensure_plan_editable(plan)
    mine = changes_of(plan, opened=opened, typed=asdict(facts))
    named = [each.name for each in fields(PlanFacts)]
    facts = PlanFacts(**{name: getattr(facts if name in mine else plan, name) for name in named})
    if not facts.title.strip():
        raise Refused(_("Kế hoạch cần có tên; ghi tên kế hoạch."))
    if facts.blood_unit != plan.blood_unit:
        _count_otherwise(plan, facts.blood_unit)
    before = _told(plan)
    for name, value in asdict(facts).items():
        setattr(plan, name, value.strip() if isinstance(value, str) else value)
    plan.save(update_fields=[each.name for each in fields(PlanFacts)])
    _record(plan, before)
    return plan


def blood_unit_is_fixed(plan: Plan, *, held: bool = False) -> str:
    """Why what one đơn vị máu is may not change any more, as a sentence; empty where it may, and with `held` until the
    transaction ends."""
    if plan.superior_plan_id is not None:
        return _("Cách tính đơn vị máu theo kế hoạch của %(superior)s nên không đổi ở đây được.") % {
            "superior": plan.superior_name or _("cấp trên")
        }
    if _have_figures([plan, *_inheriting(plan)], held):
        return _("Cách tính đơn vị máu không đổi được nữa vì đã có chỉ tiêu được giao hoặc kết quả tính theo cách này.")
    return ""


def _count_otherwise(plan: Plan, blood_unit: str) -> None:
    """Have the plans below count as the plan will, once nobody gives out or enters figures in any of them."""
    _refuse_fixed(plan, held=False)  # a country in full swing is refused before all its rounds are held
    hold_plans_alone(each.pk for each in _inheriting(plan))
    below = _inheriting(plan)
    hold_every_alone(Round.objects.filter(plan__in=[plan, *below]).values_list("pk", flat=True))
    _refuse_fixed(plan, held=True)
    for each in below:
        if each.state != State.CLOSED:
            before, each.blood_unit = _told(each), blood_unit
            each.save(update_fields=["blood_unit"])
            _record(each, before)


def _refuse_fixed(plan: Plan, *, held: bool) -> None:
    if sentence := blood_unit_is_fixed(plan, held=held):
        raise Refused(sentence)


def _inheriting(plan: Plan) -> list[Plan]:
    """The plans below that take from this one, directly or through others, what one đơn vị máu is."""
    found: list[Plan] = []
    layer = [plan.pk]
    while layer:
        taking = list(Plan.objects.filter(superior_plan__in=layer).order_by("pk"))
        found += taking
        layer = [each.pk for each in taking]
    return found


def _have_figures(plans: Iterable[Plan], held: bool) -> bool:
    ids = [each.pk for each in plans]
    return any(stand(ids, held) for stand in _figures)


def _told(plan: Plan) -> dict[str, object]:
    """A plan's facts as the audit keeps them; "title" there is a person's."""
    said = asdict(facts_of(plan))
    return {"plan_title": said.pop("title"), **said}


def _record(plan: Plan, before: dict[str, object]) -> None:
    former, latter = audit.changed(before, _told(plan))
    if latter:
        audit.record("plan.changed", subject=plan, path=plan.path, before=former, after=latter)


# --- Campaign windows -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WindowChanged:
    """What a changed window leaves as it was: its deadlines, and windows of plans below that had the same days."""

    deadlines: int
    below: int


@transaction.atomic
def change_window(
    *,
    window: CampaignWindow,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    event: str = "",
    opened: Mapping[str, object] = NOT_SAID,
) -> WindowChanged:
    """Give a campaign window another name, occasion or other days.

    Its figures are those of its days, so they follow at once; its deadlines and what was set for it stay, and so do the
    windows of plans below, which are theirs to change: where days moved, how many stayed is told. Only what
    differs from what the page was `opened` with is written. Raises `Refused` where the plan is closed, and where the
    window would end before it starts.
    """
    hold_plan_open(window.plan)
    rows = CampaignWindow.objects.select_for_update(of=("self",), no_key=True)
    window = rows.select_related("plan").get(pk=window.pk)
    before, days = _window_told(window), (window.starts_on, window.ends_on)
    typed = {"name": name.strip(), "event": event, "starts_on": starts_on, "ends_on": ends_on}
    for field, value in changes_of(window, opened=opened, typed=typed).items():
        setattr(window, field, value)
    refuse_window_order(window.starts_on, window.ends_on)
    window.save(update_fields=["name", "event", "starts_on", "ends_on"])
    former, latter = audit.changed(before, _window_told(window))
    if latter:
        audit.record("window.changed", subject=window.plan, path=window.path, before=former, after=latter)
    if days == (window.starts_on, window.ends_on):
        return WindowChanged(deadlines=0, below=0)
    return WindowChanged(deadlines=window.deadlines.count(), below=len(_same_days(window, *days, below=True)))


def same_window_above(window: CampaignWindow) -> CampaignWindow | None:
    """The superior's window that this one is a part of: one with the same days, what is set for it is shown here."""
    return next(iter(_same_days(window, window.starts_on, window.ends_on, below=False)), None)


def _same_days(window: CampaignWindow, starts_on: dt.date, ends_on: dt.date, *, below: bool) -> list[CampaignWindow]:
    """Windows with these days in plans strictly below or strictly above."""
    rows = CampaignWindow.objects.filter(starts_on=starts_on, ends_on=ends_on).exclude(path=window.path)
    inside = {"path__gte": window.path, "path__lt": after_subtree(window.path)}
    rows = rows.filter(**inside) if below else rows.exclude(**inside)
    return list(rows.select_related("plan").order_by("-path"))


def _window_told(window: CampaignWindow) -> dict[str, object]:
    """A window's facts as the audit keeps them."""
    return {
        "name": window.name,
        "event": window.get_event_display(),
        "starts_on": window.starts_on.isoformat(),
        "ends_on": window.ends_on.isoformat(),
    }
