"""Reading lists: the rounds of a seat, all units of a round, one unit's people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from campaigns import deadlines
from campaigns.models import Round, State
from committees.access import SeatRequest, seat_required, visible
from committees.permissions import Act
from core import audit
from core.listing import chips, list_page
from core.text.numbers import integer
from donors.deciding import open_questions
from donors.doors import with_reasons
from donors.filters import PeopleFilter, StandingFilter
from donors.lists import duty_of, people_on
from donors.models import Consent, Erasure, VolunteerList
from donors.rights import list_in_reach, may_hand_in, may_run_lists
from donors.standing import NOBODY, RoundCounts, Standing, counts_of, standing_of
from donors.tables import PeopleTable, StandingTable
from donors.views.handing_in import crumbs

ROUNDS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class OwnList:
    """The seat's own unit in a round."""

    round: Round
    line: Standing
    due: str
    may_hand_in: bool


@dataclass(frozen=True, slots=True)
class HostedRound:
    """A round of the seat's committee with the counts of its units."""

    round: Round
    counts: RoundCounts


@require_safe
@seat_required(Act.READ)
def lists(request: SeatRequest) -> HttpResponseBase:
    """The rounds whose lists concern the seat: its own unit's, and those its committee hosts."""
    now = timezone.now()
    rounds = Round.objects.filter(kind=Round.Kind.ROUND).exclude(state=State.DRAFT).select_related("plan")
    own = rounds.filter(participations__unit=request.seat.unit_id).order_by("-plan__year", "-ordinal")[:ROUNDS_SHOWN]
    hosted = list(rounds.filter(hosts__path=request.seat.path).order_by("-plan__year", "-ordinal")[:ROUNDS_SHOWN])
    counts = counts_of(hosted, within=request.seat.path)
    return render(
        request,
        "donors/lists.html",
        {
            "title": _("Danh sách"),
            "own": [_own(request, round, now) for round in own],
            "hosted": [HostedRound(each, counts.get(each.pk, NOBODY)) for each in hosted],
        },
    )


def _own(request: SeatRequest, round: Round, now: dt.datetime) -> OwnList:
    seat = request.seat
    line = next(each for each in standing_of(round, within=seat.path, now=now).lines if each.unit.pk == seat.unit_id)
    deadline = round.deadlines.filter(kind="list").first()
    return OwnList(
        round=round,
        line=line,
        due=deadlines.due_sentence(deadline) if deadline else "",
        may_hand_in=round.state == State.OPEN and may_hand_in(seat, round, line.unit),
    )


@require_safe
@seat_required(Act.READ)
def round_lists(request: SeatRequest, pk: int) -> HttpResponseBase:
    """All units of a round that the seat sees: who handed in, how many, what is short. Counts only."""
    round = visible(Round.objects.select_related("plan"), pk=pk)
    standing = standing_of(round, within=request.seat.path, now=timezone.now())
    filterset = StandingFilter(request.GET or None, lines=standing.lines)
    opens_lists = may_run_lists(request.seat, round)
    table = StandingTable(filterset.found, round_id=round.pk, opens_lists=opens_lists)
    return list_page(
        request,
        table,
        filterset,
        "donors/round_lists.html",
        {
            "title": _("Danh sách %(round)s") % {"round": round.name},
            "crumbs": [
                {"label": _("Danh sách"), "url": reverse("lists")},
                {"label": round.name, "url": reverse("round", args=[round.pk])},
                {"label": _("Danh sách")},
            ],
            "noun": _("đơn vị"),
            "round": round,
            "standing": standing,
            "tools": _tools(round, request.seat.path) if opens_lists else [],
        },
        name=_("Danh sách %(round)s") % {"round": round.name},
    )


def _tools(round: Round, path: str) -> list[dict[str, str]]:
    """What the clerk may do with all lists together."""
    alike = open_questions(round=round, path=path).count()
    return [
        {"label": _("Đường dẫn nộp danh sách"), "url": reverse("links", args=[round.pk])},
        {"label": _("Nộp thay (nhiều tệp)"), "url": reverse("incoming_new", args=[round.pk])},
        {"label": _("Danh sách tổng hợp"), "url": reverse("consolidated", args=[round.pk])},
        {"label": _("In danh sách buổi hiến máu"), "url": reverse("roster", args=[round.pk])},
        {"label": _("In phiếu đăng ký"), "url": reverse("registration_forms", args=[round.pk])},
        {
            "label": _("Dòng giống người đã biết (%(count)s)") % {"count": integer(alike)},
            "url": reverse("alike_rows", args=[round.pk]),
        },
        {"label": _("Người hiến máu"), "url": reverse("donors")},
        {"label": _("Xem đợt"), "url": reverse("round", args=[round.pk])},
    ]


@require_safe
@seat_required(Act.HAND_IN)
def volunteer_list(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """One unit's people, as it wrote them. Each reading is logged."""
    found = list_in_reach(request, pk, unit_pk)
    people = people_on(found)
    if may_run_lists(request.seat, found.round):
        people = with_reasons(people, path=request.seat.path)
    filterset = PeopleFilter(request.GET or None, queryset=people)
    table = PeopleTable(filterset.qs, volunteer_list=found)
    RequestConfig(request, paginate={"per_page": 100}).configure(table)
    audit.record("people.read", subject=found.unit, path=found.path, after={"count": found.people})
    line = next(
        each
        for each in standing_of(found.round, within=found.path, now=timezone.now()).lines
        if each.unit.pk == found.unit_id
    )
    is_open = found.round.state == State.OPEN
    table.empty_text = _("Chưa có ai trong danh sách.")
    if is_open:
        table.empty_url = reverse("list_hand_in", args=[found.round_id, found.unit_id])
        table.empty_label = _("Nộp danh sách")
    return render(
        request,
        "donors/volunteer_list.html",
        {
            "title": _("Danh sách %(unit)s") % {"unit": found.unit.name},
            "crumbs": [*crumbs(found)[:-1], {"label": found.unit.name}],
            "list": found,
            "standing": line,
            "due": _due(found),
            "table": table,
            "filter": filterset,
            "chips": chips(request, filterset),
            "keep": [("sort", request.GET["sort"])] if "sort" in request.GET else [],
            "total": table.paginator.count,
            "noun": _("người"),
            "uploads": found.uploads.select_related("link").order_by("-at")[:50],
            "withdrawn": found.registrations.filter(erased_reason=Erasure.CONSENT).count(),
            "consent": Consent.objects.filter(volunteer_list=found).first(),
            "ways": _ways(found) if is_open else [],
            "action_label": _("Nộp danh sách") if is_open else "",
            "action_url": reverse("list_hand_in", args=[found.round_id, found.unit_id]) if is_open else "",
        },
    )


def _due(volunteer_list: VolunteerList) -> str:
    duty = duty_of(volunteer_list)
    return deadlines.due_sentence(duty.deadline) if duty else ""


def _ways(volunteer_list: VolunteerList) -> list[dict[str, str]]:
    arguments = [volunteer_list.round_id, volunteer_list.unit_id]
    return [
        {"label": _("Chụp ảnh danh sách giấy"), "url": reverse("list_photo", args=arguments)},
        {"label": _("Gõ tên"), "url": reverse("list_type", args=arguments)},
        {"label": _("Dán từ Excel"), "url": reverse("list_paste", args=arguments)},
        {"label": _("Chỉ gửi số lượng"), "url": reverse("list_number", args=arguments)},
        {"label": _("Tải mẫu danh sách"), "url": reverse("list_template", args=arguments)},
    ]
