"""Screens of plans and rounds. What they say of quotas and results is linked by route name, never imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from campaigns import deadlines, planning
from campaigns.filters import PlanFilter
from campaigns.forms import (
    AbsentForm,
    DeadlineForm,
    NilForm,
    OpenPlanForm,
    PlanForm,
    RoundForm,
    SessionForm,
    WindowForm,
)
from campaigns.models import Duty, Participation, Plan, Round, Session, State
from campaigns.tables import PlanTable
from committees.access import SeatRequest, own_committee, own_row, seat_required, visible
from committees.models import Committee, Unit
from committees.ordering import annex_order
from committees.permissions import Act, may
from core.export import exported
from core.refusal import Refused
from core.scope import ancestors
from core.text.dates import VIETNAM
from core.text.numbers import integer


@require_safe
@seat_required(Act.READ)
def plans(request: SeatRequest) -> HttpResponseBase:
    """The plans of the seat's committee and those published above it."""
    found = Plan.objects.select_related("committee").annotate(rounds_count=Count("rounds")).order_by("-year", "path")
    filtered = PlanFilter(request.GET or None, queryset=found.filter(path__in=_paths_shown(request)))
    table = PlanTable(filtered.qs, request=request)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    file = exported(request, table, name=_("Kế hoạch"))
    if file is not None:
        return file
    may_run = may(request.seat, Act.RUN) and Committee.objects.filter(path=request.seat.path).exists()
    if not may_run:
        table.empty_text, table.empty_url = gettext_lazy("Chưa có kế hoạch nào được ban hành."), ""
    return render(
        request,
        "campaigns/plans.html",
        {
            "title": _("Kế hoạch và đợt"),
            "table": table,
            "filter": filtered,
            "action_label": _("Lập kế hoạch") if may_run else "",
            "action_url": reverse("plan_new") if may_run else "",
        },
    )


def _paths_shown(request: SeatRequest) -> list[str]:
    return [*ancestors(request.seat.path), request.seat.path]


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def plan_new(request: SeatRequest) -> HttpResponseBase:
    """Start a year."""
    committee = own_committee(request)
    year = timezone.now().astimezone(VIETNAM).year
    form = PlanForm(request.POST or None, initial={"year": year})

    def create() -> str:
        plan = planning.create_plan(committee=committee, **form.cleaned_data)
        return reverse("plan", args=[plan.pk])

    return _form_page(
        request,
        form,
        act=create,
        done=_("Đã lập kế hoạch."),
        title=_("Lập kế hoạch năm"),
        submit=_("Lập kế hoạch"),
        back=reverse("plans"),
        crumbs=[{"label": _("Kế hoạch và đợt"), "url": reverse("plans")}, {"label": _("Lập kế hoạch năm")}],
    )


def _form_page(
    request: SeatRequest,
    form: forms.Form,
    *,
    act: Callable[[], str],
    done: str,
    title: str,
    submit: str,
    back: str,
    crumbs: list[dict[str, str]],
    lead: str = "",
) -> HttpResponseBase:
    """One form, one act, one way back: a refusal is told above the form and nothing is kept."""
    if request.method == "POST" and form.is_valid():
        try:
            address = act()
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect(address)
    context = {"title": title, "lead": lead, "crumbs": crumbs, "form": form, "submit": submit, "cancel": back}
    return render(request, "form_page.html", context)


@require_safe
@seat_required(Act.READ)
def plan(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A plan: its rounds, windows and calendar, and what to do next."""
    found = visible(Plan.objects.select_related("committee__unit"), pk=pk)
    rounds = found.rounds.annotate(units=Count("participations")).prefetch_related("sessions").order_by("ordinal")
    is_own = found.path == request.seat.path and may(request.seat, Act.RUN)
    return render(
        request,
        "campaigns/plan.html",
        {
            "title": found.title,
            "crumbs": [{"label": _("Kế hoạch và đợt"), "url": reverse("plans")}, {"label": str(found.year)}],
            "plan": found,
            "rounds": rounds,
            "windows": found.windows.order_by("starts_on"),
            "is_own": is_own,
            "may_edit": is_own and found.state != State.CLOSED,
            "next_step": _next_step(found) if is_own else None,
            "open_form": OpenPlanForm(initial={"document": found.document}),
            "facts": [
                {"label": _("Trạng thái"), "value": found.get_state_display()},
                {"label": pgettext("one of them", "Văn bản"), "value": found.document or None},
                {"label": _("Cấp trên giao chỉ tiêu"), "value": found.superior_name or None},
                {"label": _("Văn bản của cấp trên"), "value": found.superior_document or None},
                {"label": _("Một đơn vị máu là"), "value": found.get_blood_unit_display()},
            ],
        },
    )


def _next_step(found: Plan) -> dict[str, str] | None:
    """The one thing to do next, by what the plan still lacks."""
    if found.state == State.CLOSED:
        return None
    if not Unit.objects.filter(parent=found.committee.unit, valid_to=None).exists():
        return {"label": _("Lấy đơn vị và số liệu từ phụ lục năm trước"), "url": reverse("annex", args=[found.pk])}
    if not found.rounds.filter(kind=Round.Kind.ROUND).exists():
        return {"label": _("Thêm đợt đầu tiên"), "url": reverse("round_new", args=[found.pk])}
    open_round = found.rounds.filter(kind=Round.Kind.ROUND, state=State.OPEN).first()
    if open_round is not None:
        return {
            "label": _("Nhập kết quả %(round)s") % {"round": open_round.name},
            "url": reverse("results", args=[open_round.pk]),
        }
    return {"label": _("Phân bổ chỉ tiêu"), "url": reverse("allotment", args=[found.pk])}


@require_POST
@seat_required(Act.RUN)
def plan_open(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Issue a plan."""
    found = own_row(request, Plan.objects.select_related("committee"), pk=pk)
    form = OpenPlanForm(request.POST)
    if form.is_valid():
        _try(
            request,
            lambda: planning.open_plan(plan=found, document=form.cleaned_data["document"], now=timezone.now()),
            _("Đã ban hành kế hoạch: các đơn vị thấy kế hoạch này từ bây giờ."),
        )
    return redirect("plan", pk=found.pk)


@require_POST
@seat_required(Act.RUN)
def plan_close(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Freeze a year."""
    found = own_row(request, Plan.objects.select_related("committee"), pk=pk)
    _try(request, lambda: planning.close_plan(plan=found, now=timezone.now()), _("Đã khóa kế hoạch."))
    return redirect("plan", pk=found.pk)


def _try(request: SeatRequest, act: Callable[[], object], done: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def round_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Add a đợt to a plan; all units that exist below take part until chosen otherwise."""
    found = own_row(request, Plan.objects.select_related("committee__unit"), pk=pk)
    form = RoundForm(request.POST or None)

    def create() -> str:
        round = planning.add_round(plan=found, **form.cleaned_data)
        units = Unit.objects.filter(parent=found.committee.unit, valid_to=None)
        planning.set_participants(round=round, units=units)
        return reverse("round", args=[round.pk])

    return _form_page(
        request,
        form,
        act=create,
        done=_("Đã thêm đợt."),
        title=_("Thêm đợt hiến máu"),
        submit=_("Thêm đợt"),
        back=reverse("plan", args=[found.pk]),
        crumbs=[{"label": found.title, "url": reverse("plan", args=[found.pk])}, {"label": _("Thêm đợt")}],
    )


ROUNDS = ("plan__committee__unit",)


@require_safe
@seat_required(Act.READ)
def round(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A round: sessions, participants, deadlines."""
    found = visible(Round.objects.select_related(*ROUNDS), pk=pk)
    is_own = found.path == request.seat.path and may(request.seat, Act.RUN)
    participations = found.participations.select_related("unit").order_by(*annex_order("unit"))
    units = Prefetch("units", Unit.objects.order_by("name_sort"))
    return render(
        request,
        "campaigns/round.html",
        {
            "title": found.name,
            "crumbs": [
                {"label": found.plan.title, "url": reverse("plan", args=[found.plan_id])},
                {"label": found.name},
            ],
            "round": found,
            "sessions": found.sessions.prefetch_related(units),
            "participations": participations,
            "deadlines": [(each, deadlines.due_sentence(each)) for each in found.deadlines.order_by("due_at")],
            "is_own": is_own,
            "may_edit": is_own and State.CLOSED not in {found.state, found.plan.state},
            "action_label": _("Nhập kết quả") if is_own and found.state == State.OPEN else "",
            "action_url": reverse("results", args=[found.pk]) if is_own and found.state == State.OPEN else "",
        },
    )


@require_POST
@seat_required(Act.RUN)
def round_open(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Open a round."""
    found = own_row(request, Round.objects.select_related(*ROUNDS), pk=pk)
    _try(
        request,
        lambda: planning.open_round(round=found, now=timezone.now()),
        _("Đã mở %(round)s: các đơn vị nộp và nhập được từ bây giờ.") % {"round": found.name},
    )
    return redirect("round", pk=found.pk)


@require_POST
@seat_required(Act.RUN)
def round_close(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Freeze a round."""
    found = own_row(request, Round.objects.select_related(*ROUNDS), pk=pk)
    _try(
        request,
        lambda: planning.close_round(round=found, now=timezone.now()),
        _("Đã khóa %(round)s.") % {"round": found.name},
    )
    return redirect("round", pk=found.pk)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def round_participants(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Choose the units that take part, by ticks grouped in blocs."""
    found = own_row(request, Round.objects.select_related(*ROUNDS), pk=pk)
    below = Unit.objects.filter(parent=found.plan.committee.unit, valid_to=None).order_by(*annex_order())
    if request.method == "POST":
        chosen = [int(text) for text in request.POST.getlist("unit") if text.isdecimal()]
        try:
            outcome = planning.set_participants(round=found, units=below.filter(pk__in=chosen))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(
                request,
                _("Đã lưu: thêm %(added)s, bớt %(removed)s đơn vị.")
                % {"added": integer(outcome.added), "removed": integer(outcome.removed)},
            )
            return redirect("round", pk=found.pk)
    taking_part = set(found.participations.values_list("unit_id", flat=True))
    return render(
        request,
        "campaigns/participants.html",
        {
            "title": _("Đơn vị tham gia %(round)s") % {"round": found.name},
            "crumbs": [
                {"label": found.name, "url": reverse("round", args=[found.pk])},
                {"label": _("Đơn vị tham gia")},
            ],
            "round": found,
            "units": below,
            "taking_part": taking_part,
            "submit_label": _("Lưu đơn vị tham gia"),
            "cancel_url": reverse("round", args=[found.pk]),
        },
    )


@require_POST
@seat_required(Act.RUN)
def participant_absent(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Say why a unit takes no part this time, or take it back."""
    participation = visible(Participation.objects.select_related("round__plan", "unit"), pk=pk)
    own_row(request, Round.objects.all(), pk=participation.round_id)
    form = AbsentForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        _try(request, lambda: planning.mark_absent(participation=participation, reason=reason), _("Đã lưu."))
    else:
        messages.error(request, _("Chưa lưu: lý do dài nhất 200 chữ, không có ký tự lạ."))
    return redirect("round", pk=participation.round_id)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def session_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Add a buổi tiếp nhận máu."""
    found = own_row(request, Round.objects.select_related(*ROUNDS), pk=pk)
    form = SessionForm(request.POST or None, initial={"held_on": found.starts_on})

    def create() -> str:
        planning.add_session(round=found, **form.cleaned_data)
        return reverse("round", args=[found.pk])

    return _form_page(
        request,
        form,
        act=create,
        done=_("Đã thêm buổi tiếp nhận máu."),
        title=_("Thêm buổi tiếp nhận máu"),
        submit=_("Thêm buổi"),
        back=reverse("round", args=[found.pk]),
        crumbs=[{"label": found.name, "url": reverse("round", args=[found.pk])}, {"label": _("Thêm buổi")}],
    )


@require_POST
@seat_required(Act.RUN)
def session_remove(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Take a session out."""
    session = own_row(request, Session.objects.select_related("round__plan"), pk=pk)
    round_id = session.round_id
    _try(request, lambda: planning.remove_session(session=session), _("Đã bỏ buổi tiếp nhận máu."))
    return redirect("round", pk=round_id)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def window_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Add a campaign window to a plan."""
    found = own_row(request, Plan.objects.select_related("committee"), pk=pk)
    form = WindowForm(request.POST or None)

    def create() -> str:
        planning.add_window(plan=found, **form.cleaned_data)
        return reverse("plan", args=[found.pk])

    return _form_page(
        request,
        form,
        act=create,
        done=_("Đã thêm chiến dịch."),
        title=_("Thêm chiến dịch"),
        submit=_("Thêm chiến dịch"),
        back=reverse("plan", args=[found.pk]),
        crumbs=[{"label": found.title, "url": reverse("plan", args=[found.pk])}, {"label": _("Thêm chiến dịch")}],
    )


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def deadline_set(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Set what the participants of a round owe and by when."""
    found = own_row(request, Round.objects.select_related(*ROUNDS), pk=pk)
    form = DeadlineForm(request.POST or None)

    def create() -> str:
        deadlines.set_deadline(round=found, **form.cleaned_data)
        return reverse("round", args=[found.pk])

    return _form_page(
        request,
        form,
        act=create,
        done=_("Đã đặt hạn nộp."),
        title=_("Đặt hạn nộp"),
        lead=_("“Trước ngày 24/3” hết hạn lúc 23:59 ngày 23/3; “chậm nhất ngày 24/3” hết hạn lúc 23:59 ngày 24/3."),
        submit=_("Đặt hạn"),
        back=reverse("round", args=[found.pk]),
        crumbs=[{"label": found.name, "url": reverse("round", args=[found.pk])}, {"label": _("Hạn nộp")}],
    )


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def duty_nil(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Answer a duty with «không có người đăng ký» and its reason."""
    duty = visible(Duty.objects.select_related("deadline__round__plan", "unit"), pk=pk)
    form = NilForm(request.POST or None)

    def hand_in() -> str:
        deadlines.hand_in_nil(duty=duty, reason=form.cleaned_data["reason"], seat=request.seat, now=timezone.now())
        return reverse("home")

    return _form_page(
        request,
        form,
        act=hand_in,
        done=_("Đã nhận: không có người đăng ký."),
        title=_("Không có người đăng ký"),
        lead=f"{duty.unit.name} · {duty.deadline.round.name if duty.deadline.round else ''}",
        submit=_("Nộp"),
        back=reverse("home"),
        crumbs=[{"label": _("Việc của tôi"), "url": reverse("home")}, {"label": _("Không có người đăng ký")}],
    )


@require_safe
@seat_required(Act.READ)
def calendar(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A plan's year month by month: sessions, rounds, windows, deadlines."""
    found = visible(Plan.objects.select_related("committee"), pk=pk)
    months: dict[int, list[tuple[dt.date, str]]] = {month: [] for month in range(1, 13)}

    def put(day: dt.date | None, sentence: str) -> None:
        if day is not None and day.year == found.year:
            months[day.month].append((day, sentence))

    for each in found.rounds.filter(kind=Round.Kind.ROUND).prefetch_related("sessions", "deadlines"):
        if not each.sessions.all():
            put(each.starts_on, each.name)
        for session in each.sessions.all():
            expected = _("dự kiến") if session.is_month_only else ""
            put(session.held_on, " · ".join(filter(None, [each.name, session.venue, expected])))
        for deadline in each.deadlines.all():
            due = deadline.due_at.astimezone(VIETNAM).date()
            put(
                due,
                _("Hạn nộp %(kind)s, %(round)s") % {"kind": deadline.get_kind_display().lower(), "round": each.name},
            )
    for window in found.windows.all():
        put(window.starts_on, _("Bắt đầu %(name)s") % {"name": window.name})
        put(window.ends_on, _("Kết thúc %(name)s") % {"name": window.name})
    return render(
        request,
        "campaigns/calendar.html",
        {
            "title": _("Lịch năm %(year)s") % {"year": found.year},
            "crumbs": [{"label": found.title, "url": reverse("plan", args=[found.pk])}, {"label": _("Lịch năm")}],
            "months": [(dt.date(found.year, month, 1), sorted(entries)) for month, entries in months.items()],
        },
    )
