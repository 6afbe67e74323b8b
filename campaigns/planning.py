"""Making, opening and closing plans and rounds, their participants, sessions and windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.gate import ensure_plan_editable, ensure_round_editable
from campaigns.models import (
    BloodUnit,
    CampaignWindow,
    Event,
    Participation,
    Plan,
    Round,
    RoundHost,
    Session,
    SessionUnit,
    State,
)
from committees.models import Committee, Unit
from core import audit
from core.refusal import Refused
from core.scope import ancestors

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
    if Plan.objects.filter(committee=committee, year=year).exists():
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
    outside = Round.objects.create(
        path=plan.path, plan=plan, kind=Round.Kind.OUTSIDE, ordinal=OUTSIDE_ORDINAL, name="Ngoài đợt"
    )
    RoundHost.objects.create(path=plan.path, round=outside, committee=committee)
    audit.record("plan.created", subject=plan, path=plan.path, after={"year": year})
    return plan


@transaction.atomic
def open_plan(*, plan: Plan, document: str = "", now: dt.datetime) -> None:
    """Issue the plan: units below now see it, and its standing line takes results."""
    ensure_plan_editable(plan)
    plan.state, plan.opened_at = State.OPEN, plan.opened_at or now
    plan.document = document or plan.document
    plan.save(update_fields=["state", "opened_at", "document"])
    plan.rounds.filter(kind=Round.Kind.OUTSIDE, state=State.DRAFT).update(state=State.OPEN, opened_at=now)
    audit.record("plan.opened", subject=plan, path=plan.path, after={"document": plan.document})


@transaction.atomic
def close_plan(*, plan: Plan, now: dt.datetime) -> None:
    """Freeze the year. Every round must be closed first; the standing line closes with the plan."""
    ensure_plan_editable(plan)
    still_open = plan.rounds.filter(kind=Round.Kind.ROUND).exclude(state=State.CLOSED).values_list("name", flat=True)
    if still_open:
        raise Refused(
            _("Còn %(rounds)s chưa khóa; khóa các đợt rồi mới khóa kế hoạch.") % {"rounds": ", ".join(still_open)}
        )
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
    """Add the next đợt to a plan, hosted by the plan's committee."""
    ensure_plan_editable(plan)
    last = plan.rounds.filter(kind=Round.Kind.ROUND).aggregate(last=Max("ordinal"))["last"] or 0
    if last + 1 >= OUTSIDE_ORDINAL:
        raise Refused(_("Một kế hoạch có nhiều nhất %(most)s đợt.") % {"most": OUTSIDE_ORDINAL - 1})
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("Ngày kết thúc của đợt trước ngày bắt đầu; sửa lại một trong hai ngày."))
    round = Round.objects.create(
        path=plan.path,
        plan=plan,
        ordinal=last + 1,
        name=name or f"Đợt {last + 1}",
        event=event,
        starts_on=starts_on,
        ends_on=ends_on,
        superior_round=superior_round,
        lineage=[*superior_round.lineage, superior_round.pk] if superior_round else [],
    )
    RoundHost.objects.create(path=plan.path, round=round, committee=plan.committee)
    audit.record("round.created", subject=round, path=plan.path, after={"name": round.name})
    return round


@transaction.atomic
def add_host(*, round: Round, committee: Committee) -> RoundHost:
    """Let another committee co-host a round; each host keeps to its own subtree."""
    ensure_round_editable(round)
    host, _created = RoundHost.objects.get_or_create(
        round=round, committee=committee, defaults={"path": committee.path}
    )
    audit.record("round.co_hosted", subject=round, path=round.path, after={"committee": committee.name})
    return host


@transaction.atomic
def open_round(*, round: Round, now: dt.datetime) -> None:
    """Open a round for lists and results. It may open with provisional quotas before the plan is issued."""
    ensure_round_editable(round)
    if not round.participations.exists() and not round.parts.exists():
        raise Refused(_("%(round)s chưa có đơn vị nào tham gia; chọn đơn vị rồi mở đợt.") % {"round": round.name})
    if round.plan.state == State.DRAFT:
        open_plan(plan=round.plan, now=now)
    round.state, round.opened_at = State.OPEN, round.opened_at or now
    round.save(update_fields=["state", "opened_at"])
    audit.record("round.opened", subject=round, path=round.path)


@transaction.atomic
def close_round(*, round: Round, now: dt.datetime) -> None:
    """Freeze a round, once nothing stands against it."""
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
def set_participants(*, round: Round, units: Iterable[Unit]) -> ParticipantsSet:
    """Make `units` the participants of a round.

    Raises `Refused` where one of them is an ancestor of another (its result would be counted twice), where one lies
    outside the host's subtree, or where a unit to be removed already has results.
    """
    ensure_round_editable(round)
    wanted = {unit.pk: unit for unit in units}
    refuse_overlap(list(wanted.values()), host_path=round.path)
    present = dict(round.participations.values_list("unit_id", "id"))
    gone = set(present) - set(wanted)
    with_results = Unit.objects.filter(pk__in=gone, tallies__round=round).values_list("name", flat=True)[:3]
    if with_results:
        raise Refused(_("Không bỏ được %(units)s vì đã có kết quả trong đợt này.") % {"units": ", ".join(with_results)})
    round.participations.filter(unit_id__in=gone).delete()
    new = [Participation(path=unit.path, round=round, unit=unit) for pk, unit in wanted.items() if pk not in present]
    Participation.objects.bulk_create(new)
    if new or gone:
        audit.record(
            "round.participants", subject=round, path=round.path, after={"added": len(new), "removed": len(gone)}
        )
    return ParticipantsSet(added=len(new), removed=len(gone))


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
def mark_absent(*, participation: Participation, reason: str) -> None:
    """Say why a unit takes no part this time (a school in summer); an empty reason takes it back."""
    ensure_round_editable(participation.round)
    participation.absent_reason = reason.strip()
    participation.save(update_fields=["absent_reason"])
    audit.record("round.absent", subject=participation.unit, path=participation.path, after={"reason": reason})


@transaction.atomic
def add_session(
    *,
    round: Round,
    held_on: dt.date,
    is_month_only: bool = False,
    starts_at: dt.time | None = None,
    ends_at: dt.time | None = None,
    venue: str = "",
    facility: str = "",
    capacity: int | None = None,
    units: Iterable[Unit] = (),
) -> Session:
    """Add a buổi tiếp nhận máu to a round; with `is_month_only` only the month of `held_on` is meant."""
    ensure_round_editable(round)
    if starts_at and ends_at and ends_at <= starts_at:
        raise Refused(_("Giờ kết thúc phải sau giờ bắt đầu."))
    session = Session.objects.create(
        path=round.path,
        round=round,
        held_on=held_on.replace(day=1) if is_month_only else held_on,
        is_month_only=is_month_only,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue.strip(),
        facility=facility.strip(),
        capacity=capacity,
    )
    SessionUnit.objects.bulk_create([SessionUnit(path=unit.path, session=session, unit=unit) for unit in units])
    audit.record("session.created", subject=round, path=round.path, after={"held_on": held_on.isoformat()})
    return session


@transaction.atomic
def remove_session(*, session: Session) -> None:
    """Take a session out of its round."""
    ensure_round_editable(session.round)
    audit.record(
        "session.removed", subject=session.round, path=session.path, before={"held_on": session.held_on.isoformat()}
    )
    session.delete()


@transaction.atomic
def add_window(*, plan: Plan, name: str, starts_on: dt.date, ends_on: dt.date, event: str = "") -> CampaignWindow:
    """Add a campaign window (chiến dịch) to a plan."""
    ensure_plan_editable(plan)
    if ends_on < starts_on:
        raise Refused(_("Ngày kết thúc của chiến dịch trước ngày bắt đầu; sửa lại một trong hai ngày."))
    window = CampaignWindow.objects.create(
        path=plan.path, plan=plan, name=name.strip(), starts_on=starts_on, ends_on=ends_on, event=event
    )
    audit.record("window.created", subject=plan, path=plan.path, after={"name": name})
    return window
