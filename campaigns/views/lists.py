"""What a plan and a round are made of, each as a list: short inside their pages, and whole on a page of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import hosting, sessions
from campaigns.completeness import counts_of
from campaigns.filters import (
    CampaignFilter,
    DeadlineFilter,
    OrganiserFilter,
    ParticipantFilter,
    RoundFilter,
    SessionFilter,
)
from campaigns.models import CampaignWindow, Deadline, Participation, Plan, Round, State
from campaigns.tables import (
    CampaignTable,
    DeadlineLine,
    DeadlineTable,
    OrganiserTable,
    ParticipantTable,
    RoundTable,
    SessionTable,
)
from committees.access import SeatRequest, seat_required, visible
from committees.ordering import annex_order
from committees.permissions import Act, may
from core.inner_table import InnerTable
from core.listing import list_page
from core.scope import is_within


@dataclass(frozen=True, slots=True)
class Rights:
    """What a seat may do with a plan or a round: change it as its own, or choose its own units as a host."""

    is_own: bool
    may_edit: bool
    may_enter: bool = False
    may_choose: bool = False


def rights_in_plan(request: SeatRequest, plan: Plan) -> Rights:
    """The clerk of the plan's committee changes it while it is not closed."""
    is_own = plan.path == request.seat.path and may(request.seat, Act.RUN)
    return Rights(is_own=is_own, may_edit=is_own and plan.state != State.CLOSED)


def rights_in_round(request: SeatRequest, round: Round) -> Rights:
    """The clerk of the round's committee changes it while nothing is closed; a co-host's chooses its own units."""
    may_run = may(request.seat, Act.RUN)
    is_own, is_over = round.path == request.seat.path and may_run, State.CLOSED in {round.state, round.plan.state}
    may_enter = may_run and hosting.is_host(request.seat, round)
    return Rights(
        is_own=is_own, may_edit=is_own and not is_over, may_enter=may_enter, may_choose=may_enter and not is_over
    )


# --- The tables, for both places --------------------------------------------------------------------


def rounds_of(plan: Plan) -> list[Round]:
    """The rounds of a plan in their order, with how many units take part."""
    return list(plan.rounds.annotate(units=Count("participations")).order_by("ordinal"))


def round_table(request: SeatRequest, plan: Plan, rows: list[Round]) -> InnerTable:
    """The rounds of a plan; from below only the own line of a round is seen, so that units are not counted there."""
    return RoundTable(rows, exclude=[] if is_within(plan.path, request.seat.path) else ["units"])


def windows_of(plan: Plan) -> list[CampaignWindow]:
    """The campaign windows of a plan by their days."""
    return list(plan.windows.order_by("starts_on", "pk"))


def window_table(request: SeatRequest, plan: Plan, rows: list[CampaignWindow]) -> InnerTable:
    """The campaign windows of a plan."""
    return CampaignTable(rows, may=rights_in_plan(request, plan).may_edit)


def deadlines_shown(plan: Plan) -> QuerySet[Deadline]:
    """What is owed for a plan, its campaign windows and those of its rounds that the reader sees."""
    return plan.deadlines.filter(Q(round=None) | Q(round__in=plan.rounds.all()))


def deadline_lines(
    request: SeatRequest, laid: QuerySet[Deadline], *, counted: bool, now: dt.datetime
) -> list[DeadlineLine]:
    """What is owed by when, the earliest first; `counted`, also how many have handed in."""
    rows = list(laid.select_related("plan", "round", "window").order_by("due_at", "pk"))
    counts = counts_of(rows, within=request.seat.path, now=now) if counted and rows else {}
    return [DeadlineLine(deadline=each, count=counts.get(each.pk)) for each in rows]


def session_table(request: SeatRequest, round: Round, rows: list[sessions.SessionLine]) -> InnerTable:
    """The sessions of a round."""
    rights = rights_in_round(request, round)
    return SessionTable(rows, may=rights.may_edit, is_own=rights.is_own)


def organiser_table(request: SeatRequest, round: Round, rows: list[hosting.Host]) -> InnerTable:
    """The hosts of a round; the only one stays."""
    return OrganiserTable(rows, may=rights_in_round(request, round).may_edit and len(round.host_paths) > 1)


def participants_of(round: Round) -> list[Participation]:
    """Who takes part, as far as the reader sees, in the order of an annex."""
    return list(round.participations.select_related("unit").order_by(*annex_order("unit")))


def participant_table(request: SeatRequest, round: Round, rows: list[Participation]) -> InnerTable:
    """The participants of a round."""
    return ParticipantTable(rows, may=rights_in_round(request, round).may_choose)


# --- The pages --------------------------------------------------------------------------------------


@require_safe
@seat_required(Act.READ)
def plan_rounds(request: SeatRequest, pk: int) -> HttpResponseBase:
    """All rounds of a plan."""
    plan = visible(Plan.objects.all(), pk=pk)
    filterset = RoundFilter(request.GET or None, lines=rounds_of(plan))
    table = round_table(request, plan, filterset.found)
    return _plan_list(request, plan, table, filterset, title=_("Các đợt"), noun=_("đợt"))


@require_safe
@seat_required(Act.READ)
def plan_windows(request: SeatRequest, pk: int) -> HttpResponseBase:
    """All campaign windows of a plan."""
    plan = visible(Plan.objects.all(), pk=pk)
    filterset = CampaignFilter(request.GET or None, lines=windows_of(plan))
    table = window_table(request, plan, filterset.found)
    return _plan_list(request, plan, table, filterset, title=_("Các chiến dịch"), noun=_("chiến dịch"))


@require_safe
@seat_required(Act.READ)
def plan_deadlines(request: SeatRequest, pk: int) -> HttpResponseBase:
    """What is owed for a plan, its campaign windows and its rounds; what a draft round asks only its own see."""
    plan = visible(Plan.objects.all(), pk=pk)
    laid = deadlines_shown(plan)
    counted = is_within(plan.path, request.seat.path)
    lines = deadline_lines(request, laid, counted=counted, now=timezone.now())
    filterset = DeadlineFilter(request.GET or None, lines=lines)
    table = DeadlineTable(filterset.found, exclude=[] if counted else ["count"])
    more: dict[str, object] = {
        "intro": _("Phải nộp gì, hạn nào. Ai nộp đúng hạn hay chậm, theo khối và đơn vị cấp dưới: xem Tiến độ nộp."),
        "links": [{"label": _("Tiến độ nộp"), "url": reverse("plan_overview", args=[plan.pk])}],
    }
    return _plan_list(
        request, plan, table, filterset, title=_("Hạn nộp"), noun=_("hạn nộp"), more=more if counted else {}
    )


@require_safe
@seat_required(Act.READ)
def round_sessions(request: SeatRequest, pk: int) -> HttpResponseBase:
    """All sessions of a round that concern the reader."""
    round = _round(pk)
    filterset = SessionFilter(request.GET or None, lines=sessions.lines_of(round, within=request.seat.path))
    table = session_table(request, round, filterset.found)
    return _round_list(request, round, table, filterset, title=_("Buổi tiếp nhận máu"), noun=_("buổi"))


@require_safe
@seat_required(Act.READ)
def round_organisers(request: SeatRequest, pk: int) -> HttpResponseBase:
    """All hosts of a round."""
    round = _round(pk)
    filterset = OrganiserFilter(request.GET or None, lines=hosting.hosts_of(round))
    table = organiser_table(request, round, filterset.found)
    return _round_list(request, round, table, filterset, title=_("Đơn vị tổ chức"), noun=_("đơn vị"))


@require_safe
@seat_required(Act.READ)
def round_units(request: SeatRequest, pk: int) -> HttpResponseBase:
    """All participants of a round that the reader sees."""
    round = _round(pk)
    filterset = ParticipantFilter(request.GET or None, lines=participants_of(round))
    table = participant_table(request, round, filterset.found)
    return _round_list(request, round, table, filterset, title=_("Đơn vị tham gia"), noun=_("đơn vị"))


def _round(pk: int) -> Round:
    return visible(Round.objects.select_related("plan"), pk=pk)


def _plan_list(
    request: SeatRequest,
    plan: Plan,
    table: InnerTable,
    filterset: django_filters.FilterSet,
    *,
    title: str,
    noun: str,
    more: Mapping[str, object] = MappingProxyType({}),
) -> HttpResponse:
    crumbs = [{"label": plan.title, "url": reverse("plan", args=[plan.pk])}, {"label": title}]
    context = {"title": title, "lead": plan.title, "crumbs": crumbs, "noun": noun, **more}
    return list_page(request, table, filterset, "list.html", context, name=f"{title} {plan.year}")


def _round_list(
    request: SeatRequest,
    round: Round,
    table: InnerTable,
    filterset: django_filters.FilterSet,
    *,
    title: str,
    noun: str,
) -> HttpResponse:
    crumbs = [{"label": round.name, "url": reverse("round", args=[round.pk])}, {"label": title}]
    context = {"title": title, "lead": round.name, "crumbs": crumbs, "noun": noun}
    return list_page(request, table, filterset, "list.html", context, name=f"{title} {round.name}")
