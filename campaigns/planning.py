"""Making, opening and closing plans and rounds, their participants and windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from campaigns import expecting
from campaigns.gate import (
    ensure_plan_editable,
    ensure_round_editable,
    hold_alone,
    hold_alone_beside,
    hold_open,
    hold_plan_alone,
    hold_plan_open,
    hold_round_open,
    one_after_the_other,
)
from campaigns.models import (
    BloodUnit,
    CampaignWindow,
    Event,
    Participation,
    Plan,
    Round,
    RoundHost,
    State,
)
from committees.models import Committee, Unit
from core import audit
from core.refusal import Refused
from core.scope import after_subtree, ancestors, is_within
from core.three_way import NOT_SAID, changes_of, ticked_by_now

OUTSIDE_ORDINAL = 99

# What stands against closing a round, as sentences; floors above say what they know (quotas: unexplained differences).
_obstacles_to_closing: list[Callable[[Round], list[str]]] = []


def register_obstacles(find: Callable[[Round], list[str]]) -> None:
    """Let a floor above say what must be settled before a round closes."""
    if find not in _obstacles_to_closing:
        _obstacles_to_closing.append(find)


def superior_plan_of(committee: Committee, year: int) -> Plan | None:
    """The published plan of the nearest committee above, where one is on the system."""
    above = Plan.objects.filter(path__in=ancestors(committee.path), year=year).exclude(state=State.DRAFT)
    return above.order_by("-path").first()


@transaction.atomic
def create_plan(
    *,
    committee: Committee,
    year: int,
    title: str = "",
    superior_name: str = "",
    superior_document: str = "",
    blood_unit: str = BloodUnit.BAG,
    shows_ranking: bool = False,
) -> Plan:
    """Start a committee's plan for a year, with its standing line «ngoài đợt».

    What one đơn vị máu is comes from the superior's plan where that plan is on the system. Raises `Refused` where the
    year already has a plan.
    """
    list(Committee.objects.select_for_update(of=("self",), no_key=True).filter(pk=committee.pk).values_list("pk"))
    if Plan.objects.filter(committee=committee, year=year).exists():  # two who start it at once: the second finds it
        raise Refused(_("Năm %(year)s đã có kế hoạch; mở kế hoạch đó để sửa.") % {"year": year})
    superior = superior_plan_of(committee, year)
    plan = Plan.objects.create(
        path=committee.path,
        committee=committee,
        year=year,
        title=title or f"Kế hoạch vận động hiến máu tình nguyện năm {year}",
        superior_plan=superior,
        superior_name=superior_name or (superior.committee.name if superior else ""),
        superior_document=superior_document or (superior.document if superior else ""),
        blood_unit=superior.blood_unit if superior else blood_unit,
        shows_ranking=shows_ranking,
    )
    _lay_outside_line(plan)
    audit.record("plan.created", subject=plan, path=plan.path, after={"year": year})
    return plan


def _lay_outside_line(plan: Plan) -> None:
    """The standing line «ngoài đợt»."""
    outside = Round.objects.create(
        path=plan.path,
        host_paths=[plan.path],
        plan=plan,
        kind=Round.Kind.OUTSIDE,
        ordinal=OUTSIDE_ORDINAL,
        name="Ngoài đợt",
    )
    RoundHost.objects.create(path=plan.path, round=outside, committee=plan.committee)


@transaction.atomic
def open_plan(*, plan: Plan, document: str = "", now: dt.datetime) -> None:
    """Issue the plan: units below now see it, and its standing line takes results; a second tap changes nothing.

    Raises `Refused` for a closed plan, and for one that was issued meanwhile under another document.
    """
    hold_plan_alone(plan)
    ensure_plan_editable(plan)
    former = Plan.objects.values_list("document", flat=True).get(pk=plan.pk)
    if plan.state == State.OPEN:
        if document not in ("", former):
            raise Refused(_("Kế hoạch đã được ban hành rồi; sửa số, ký hiệu ở trang Sửa kế hoạch."))
        return
    plan.state, plan.opened_at = State.OPEN, now
    plan.document = document or former
    plan.save(update_fields=["state", "opened_at", "document"])
    plan.rounds.filter(kind=Round.Kind.OUTSIDE, state=State.DRAFT).update(state=State.OPEN, opened_at=now)
    audit.record("plan.opened", subject=plan, path=plan.path, after={"document": plan.document})


@transaction.atomic
def close_plan(*, plan: Plan, now: dt.datetime) -> None:
    """Freeze the year. Every round must be closed first; the standing line closes with the plan."""
    hold_plan_alone(plan)
    ensure_plan_editable(plan)
    still_open = plan.rounds.filter(kind=Round.Kind.ROUND).exclude(state=State.CLOSED).values_list("name", flat=True)
    if still_open:
        raise Refused(
            _("Còn %(rounds)s chưa khóa; khóa các đợt rồi mới khóa kế hoạch.") % {"rounds": ", ".join(still_open)}
        )
    for outside in plan.rounds.filter(kind=Round.Kind.OUTSIDE):
        hold_alone(outside)
    plan.rounds.filter(kind=Round.Kind.OUTSIDE).update(state=State.CLOSED, closed_at=now)
    plan.state, plan.closed_at = State.CLOSED, now
    plan.save(update_fields=["state", "closed_at"])
    audit.record("plan.closed", subject=plan, path=plan.path)


@transaction.atomic
def add_round(
    *,
    plan: Plan,
    name: str = "",
    event: str = Event.NONE,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    superior_round: Round | None = None,
) -> Round:
    """Add the next đợt to a plan, hosted by the plan's committee.

    Raises `Refused` where the plan is full, where the round would end before it starts, and where the superior's round
    that it is to be a part of is closed.
    """
    hold_plan_open(plan)
    if superior_round is not None:
        hold_open(superior_round)
        if superior_round.state == State.CLOSED:
            raise Refused(_("%(round)s của cấp trên đã khóa; chọn đợt khác.") % {"round": superior_round.name})
    one_after_the_other(plan)
    last = plan.rounds.filter(kind=Round.Kind.ROUND).aggregate(last=Max("ordinal"))["last"] or 0
    if last + 1 >= OUTSIDE_ORDINAL:
        raise Refused(_("Một kế hoạch có nhiều nhất %(most)s đợt.") % {"most": OUTSIDE_ORDINAL - 1})
    _refuse_order(starts_on, ends_on)
    round = Round.objects.create(
        path=plan.path,
        host_paths=[plan.path],
        plan=plan,
        ordinal=last + 1,
        name=name or f"Đợt {last + 1}",
        event=event,
        starts_on=starts_on,
        ends_on=ends_on,
        superior_round=superior_round,
        lineage=_lineage_below(superior_round),
    )
    RoundHost.objects.create(path=plan.path, round=round, committee=plan.committee)
    audit.record("round.created", subject=round, path=plan.path, after={"name": round.name})
    return round


@transaction.atomic
def change_round(
    *,
    round: Round,
    name: str = "",
    event: str = Event.NONE,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    superior_round: Round | None = None,
    opened: Mapping[str, object] = NOT_SAID,
) -> Round:
    """Give a round another name, occasion, other dates, or another round of the superior to be a part of.

    Only what differs from what the page was `opened` with is written (core/three_way.py). Raises `Refused` where it
    would end before it starts, and where it changes its place though it has parts itself or the superior's round is
    closed: closing freezes.
    """
    held = _held_with_superiors(round, superior_round)
    before = _told(held)
    typed = {
        "name": name.strip() or f"Đợt {held.ordinal}",
        "event": event,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "superior_round": superior_round,
    }
    mine = changes_of(held, opened=opened, typed=typed)
    if "superior_round" in mine and superior_round != held.superior_round:
        _move_to(held, superior_round)
    for field, value in mine.items():
        setattr(held, field, value)
    _refuse_order(held.starts_on, held.ends_on)
    held.save(update_fields=[*typed, "lineage"])
    former, latter = audit.changed(before, _told(held))
    if latter:
        audit.record("round.changed", subject=held, path=held.path, before=former, after=latter)
    return held


def _held_with_superiors(round: Round, superior_round: Round | None) -> Round:
    """The round as it stands, held alone, beside the superior's rounds that it leaves and enters, which stay open or
    closed as they are; raises `Refused` where it is closed."""
    rows = Round.objects.select_related("plan", "superior_round__plan")
    leaves = rows.get(pk=round.pk).superior_round
    hold_alone_beside(round, filter(None, [leaves, superior_round]))
    held = rows.get(pk=round.pk)
    ensure_round_editable(held)
    return held


def _move_to(round: Round, superior_round: Round | None) -> None:
    if round.parts.exists():
        raise Refused(_("Đợt này đã gồm đợt của cấp dưới nên không chuyển sang đợt khác của cấp trên được."))
    for each in (round.superior_round, superior_round):
        if each is not None and each.state == State.CLOSED:
            raise Refused(_("%(round)s của cấp trên đã khóa nên đợt này ở nguyên chỗ.") % {"round": each.name})
    round.superior_round, round.lineage = superior_round, _lineage_below(superior_round)


def superior_rounds(plan: Plan, *, besides: Round | None = None) -> QuerySet[Round]:
    """The rounds of the superior that a round of the plan may be a part of: those open, and the one it is part of."""
    kept = besides.superior_round_id if besides else None
    of_superior = Round.objects.filter(plan=plan.superior_plan_id, kind=Round.Kind.ROUND)
    return of_superior.filter(Q(state=State.OPEN) | Q(pk=kept)).order_by("ordinal")


def _refuse_order(starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("Ngày kết thúc của đợt trước ngày bắt đầu; sửa lại một trong hai ngày."))


def _lineage_below(superior_round: Round | None) -> list[int]:
    return [*superior_round.lineage, superior_round.pk] if superior_round else []


def _told(round: Round) -> dict[str, object]:
    """A round's facts as the audit keeps them."""
    return {
        "name": round.name,
        "event": round.get_event_display(),
        "starts_on": round.starts_on.isoformat() if round.starts_on else "",
        "ends_on": round.ends_on.isoformat() if round.ends_on else "",
        "superior_round": round.superior_round.name if round.superior_round else "",
    }


@transaction.atomic
def open_round(*, round: Round, now: dt.datetime) -> None:
    """Open a round for lists and results. It may open with provisional quotas before the plan is issued.

    What is open stays as it is. Raises `Refused` for a round that nobody takes part in.
    """
    hold_plan_alone(round.plan)
    hold_alone(round)
    ensure_round_editable(round)
    if round.state == State.OPEN:
        return  # a second tap
    if not round.participations.exists() and not round.parts.exists():
        raise Refused(_("%(round)s chưa có đơn vị nào tham gia; chọn đơn vị rồi mở đợt.") % {"round": round.name})
    if round.plan.state == State.DRAFT:
        open_plan(plan=round.plan, now=now)
    # from here on the expected set is frozen
    expecting.follow_participants(round=round, host_path=round.path, now=now)
    round.state, round.opened_at = State.OPEN, now
    round.save(update_fields=["state", "opened_at"])
    audit.record("round.opened", subject=round, path=round.path)


@transaction.atomic
def close_round(*, round: Round, now: dt.datetime) -> None:
    """Freeze a round, once nothing stands against it and everybody who is handing something in has ended."""
    hold_alone(round)
    ensure_round_editable(round)
    obstacles = [sentence for find in _obstacles_to_closing for sentence in find(round)]
    if obstacles:
        raise Refused(" ".join(obstacles))
    round.state, round.closed_at = State.CLOSED, now
    round.save(update_fields=["state", "closed_at"])
    audit.record("round.closed", subject=round, path=round.path)


@dataclass(frozen=True, slots=True)
class ParticipantsSet:
    """What a change of the participants did."""

    added: int
    removed: int


@transaction.atomic
def set_participants(
    *, round: Round, units: Iterable[Unit], host_path: str = "", opened: Collection[int] | None = None
) -> ParticipantsSet:
    """Make `units` the participants of a round in the subtree of one host, the round's own unless `host_path` tells.

    With `opened`, the units (by id) that were ticked when the page was opened, only what was ticked or unticked since
    is done: who was added meanwhile, or stands on no page because the unit has ended, stays.

    What lies below another host of the same round is that host's to choose and stays. Raises `Refused` where one unit
    is an ancestor of another (its result would be counted twice), where one lies outside the host's subtree, or where a
    unit to be removed already has results.
    """
    hold_alone(round)
    ensure_round_editable(round)
    host_path = host_path or round.path
    wanted = {unit.pk: unit for unit in units}
    chosen_by_others = _below_other_hosts(round, host_path)
    taking_part = round.participations.filter(path__gte=host_path, path__lt=after_subtree(host_path))
    present = dict(taking_part.exclude(unit_id__in=chosen_by_others).values_list("unit_id", "id"))
    if opened is not None:
        wanted = Unit.objects.in_bulk(ticked_by_now(opened=opened, ticked=wanted, now=present))
    refuse_overlap([*wanted.values(), *chosen_by_others.values()], host_path=host_path)
    _refuse_above_hosts(round, wanted.values())
    gone = set(present) - set(wanted)
    with_results = Unit.objects.filter(pk__in=gone, tallies__round=round).values_list("name", flat=True)[:3]
    if with_results:
        raise Refused(_("Không bỏ được %(units)s vì đã có kết quả trong đợt này.") % {"units": ", ".join(with_results)})
    taking_part.filter(unit_id__in=gone).delete()
    new = [
        Participation(path=unit.path, round=round, unit=unit)
        for pk, unit in wanted.items()
        if pk not in present and pk not in chosen_by_others
    ]
    Participation.objects.bulk_create(new)
    if new or gone:
        audit.record(
            "round.participants", subject=round, path=host_path, after={"added": len(new), "removed": len(gone)}
        )
    return ParticipantsSet(added=len(new), removed=len(gone))


def _refuse_above_hosts(round: Round, units: Iterable[Unit]) -> None:
    """Raise `Refused` for a unit that contains a co-host's: that host's results would be counted in both."""
    for unit in units:
        inside = [path for path in round.host_paths if is_within(path, unit.path) and path != unit.path]
        if inside and unit.path != round.path:
            raise Refused(
                _("%(unit)s gồm cả đơn vị cùng tổ chức đợt này nên không tham gia thành một đơn vị được.")
                % {"unit": unit.name}
            )


def _below_other_hosts(round: Round, host_path: str) -> dict[int, Unit]:
    """The participants that another host inside `host_path` chose, by unit id: those below its own unit."""
    others = [path for path in round.host_paths if path != host_path and is_within(path, host_path)]
    if not others:
        return {}
    rows = round.participations.filter(path__gte=host_path, path__lt=after_subtree(host_path)).select_related("unit")
    return {
        row.unit_id: row.unit
        for row in rows
        if any(is_within(row.path, other) and row.path != other for other in others)
    }


def refuse_overlap(units: list[Unit], *, host_path: str) -> None:
    """Raise `Refused` where two units contain each other or one lies outside the host's subtree.

    The host's own unit may stand alone: an earlier year may be one total, «chưa phân theo đơn vị».
    """
    in_order = sorted(units, key=lambda unit: unit.path)
    for upper, lower in pairwise(in_order):
        if lower.path.startswith(upper.path):
            raise Refused(
                _("%(lower)s thuộc %(upper)s nên hai đơn vị không cùng tham gia một đợt; bỏ bớt một đơn vị.")
                % {"lower": lower.name, "upper": upper.name}
            )
    outside = [unit.name for unit in in_order if not unit.path.startswith(host_path)]
    if outside:
        raise Refused(_("%(units)s không thuộc Ban Chỉ đạo này.") % {"units": ", ".join(outside[:3])})


@transaction.atomic
def mark_absent(*, participation: Participation, reason: str, now: dt.datetime) -> None:
    """Say why a unit takes no part this time (a school in summer); an empty reason takes it back.

    What it owes in the round follows, also after opening: excused, or owed again, each dated. Raises `Refused` where it
    was taken out of the round meanwhile.
    """
    hold_round_open(participation.round)
    rows = Participation.objects.select_for_update(of=("self",), no_key=True)
    was_absent = rows.filter(pk=participation.pk).values_list("absent_reason", flat=True).first()
    if was_absent is None:
        raise Refused(_("%(unit)s không còn tham gia đợt này.") % {"unit": participation.unit.name})
    participation.absent_reason = reason.strip()
    participation.save(update_fields=["absent_reason"])
    expecting.excuse_absent(participation=participation, was_absent=was_absent, now=now)
    audit.record("round.absent", subject=participation.unit, path=participation.path, after={"reason": reason})


@transaction.atomic
def add_window(*, plan: Plan, name: str, starts_on: dt.date, ends_on: dt.date, event: str = "") -> CampaignWindow:
    """Add a campaign window (chiến dịch) to a plan."""
    hold_plan_open(plan)
    refuse_window_order(starts_on, ends_on)
    window = CampaignWindow.objects.create(
        path=plan.path, plan=plan, name=name.strip(), starts_on=starts_on, ends_on=ends_on, event=event
    )
    audit.record("window.created", subject=plan, path=plan.path, after={"name": name})
    return window


def refuse_window_order(starts_on: dt.date, ends_on: dt.date) -> None:
    """Raise `Refused` where a campaign window would end before it starts."""
    if ends_on < starts_on:
        raise Refused(_("Ngày kết thúc của chiến dịch trước ngày bắt đầu; sửa lại một trong hai ngày."))
