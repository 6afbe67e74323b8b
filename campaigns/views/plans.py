"""Plans: the list, one plan, its year month by month, changing, issuing and freezing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, replace

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import deadlines, planning, revising
from campaigns.filters import PlanFilter
from campaigns.forms import ChangePlanForm, OpenPlanForm, PlanForm
from campaigns.models import Plan, Round, State
from campaigns.tables import DeadlineTable, PlanTable
from campaigns.views import lists
from campaigns.views.telling import tell
from committees.access import SeatRequest, own_committee, own_row, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.models import Committee, Unit
from committees.opened_form import carry_opened, opened_with
from committees.permissions import Act, may
from core.inner_table import InnerTable
from core.listing import list_page, short_list
from core.scope import ancestors, is_within
from core.text.dates import VIETNAM


@require_safe
@seat_required(Act.READ)
def plans(request: SeatRequest) -> HttpResponseBase:
    """The plans of the seat's committee and those published above it."""
    found = Plan.objects.select_related("committee").order_by("-year", "path")
    filtered = PlanFilter(request.GET or None, queryset=found.filter(path__in=paths_shown(request)))
    table = PlanTable(filtered.qs)
    context: dict[str, object] = {"title": _("Kế hoạch và đợt"), "noun": _("kế hoạch")}
    if may(request.seat, Act.RUN) and Committee.objects.filter(path=request.seat.path).exists():
        context |= {"action_label": _("Lập kế hoạch"), "action_url": reverse("plan_new")}
    else:
        table.empty_text, table.empty_url = gettext_lazy("Chưa có kế hoạch nào được ban hành."), ""
    return list_page(request, table, filtered, "list.html", context, name=_("Kế hoạch"))


def paths_shown(request: SeatRequest) -> list[str]:
    """Whose plans the seat meets: its own unit's and those of the units above."""
    return [*ancestors(request.seat.path), request.seat.path]


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def plan_new(request: SeatRequest) -> HttpResponseBase:
    """Start a year."""
    committee = own_committee(request)
    form = PlanForm(posted(request), initial={"year": timezone.now().astimezone(VIETNAM).year})
    page = FormPage(
        title=_("Lập kế hoạch năm"),
        submit=_("Lập kế hoạch"),
        done=_("Đã lập kế hoạch."),
        back=reverse("plans"),
        crumbs=[{"label": _("Kế hoạch và đợt"), "url": reverse("plans")}, {"label": _("Lập kế hoạch năm")}],
    )

    def create() -> str:
        return reverse("plan", args=[planning.create_plan(committee=committee, **form.cleaned_data).pk])

    return form_page(request, form, page, act=create)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def plan_change(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Give a plan another name, document, superior or rule; what stays is said with its reason."""
    found = own_row(request, Plan.objects.all(), pk=pk)
    fixed, facts = revising.blood_unit_is_fixed(found), revising.facts_of(found)
    form = ChangePlanForm(posted(request), initial=asdict(facts), blood_unit_is_fixed=bool(fixed))
    carry_opened(form)
    back = reverse("plan", args=[found.pk])
    page = FormPage(
        title=_("Sửa kế hoạch năm %(year)s") % {"year": found.year},
        intro=" ".join(filter(None, [_("Năm không đổi được vì các đợt và số liệu ghi theo năm này."), fixed])),
        submit=_("Lưu"),
        done=_("Đã lưu kế hoạch."),
        back=back,
        crumbs=[{"label": found.title, "url": back}, {"label": _("Sửa kế hoạch")}],
    )

    def change() -> str:
        opened = {**asdict(facts), **opened_with(form)}
        revising.change_plan(plan=found, facts=replace(facts, **form.cleaned_data), opened=opened)
        return back

    return form_page(request, form, page, act=change)


@require_safe
@seat_required(Act.READ)
def plan(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A plan: its rounds, windows and calendar, and what to do next."""
    found = visible(Plan.objects.select_related("committee__unit"), pk=pk)
    rights = lists.rights_in_plan(request, found)
    windows = lists.windows_of(found)
    return render(
        request,
        "campaigns/plan.html",
        {
            "title": found.title,
            "crumbs": [{"label": _("Kế hoạch và đợt"), "url": reverse("plans")}, {"label": str(found.year)}],
            "plan": found,
            "rounds": short_list(
                request,
                lists.round_table(request, found, lists.rounds_of(found)),
                address=reverse("plan_rounds", args=[found.pk]),
            ),
            "windows": short_list(
                request,
                lists.window_table(request, found, windows),
                address=reverse("plan_windows", args=[found.pk]),
            )
            if windows
            else None,
            "deadlines": _deadlines(request, found),
            "is_own": rights.is_own,
            "may_edit": rights.may_edit,
            "sees_units": is_within(found.path, request.seat.path),  # from below only the own line is seen
            "next_step": _next_step(found) if rights.is_own else None,
            "open_form": OpenPlanForm(initial={"document": found.document}),
            "facts": [
                {"label": _("Kế hoạch của"), "value": found.committee.name},
                {"label": _("Trạng thái"), "value": found.get_state_display()},
                {"label": pgettext("one of them", "Văn bản"), "value": found.document or None},
                {"label": _("Cấp trên giao chỉ tiêu"), "value": found.superior_name or None},
                {"label": _("Văn bản của cấp trên"), "value": found.superior_document or None},
                {"label": _("Một đơn vị máu là"), "value": found.get_blood_unit_display()},
            ],
        },
    )


def _deadlines(request: SeatRequest, found: Plan) -> InnerTable | None:
    """What is owed for the year and its campaign windows; None where nothing is. What rounds ask stands in them, and
    with the rest on the list's own page."""
    counted = is_within(found.path, request.seat.path)
    laid = found.deadlines.filter(round=None)
    lines = lists.deadline_lines(request, laid, counted=counted, now=timezone.now())
    if not lines:
        return None
    table = DeadlineTable(lines, exclude=[] if counted else ["count"])
    short: InnerTable = short_list(request, table, address=reverse("plan_deadlines", args=[found.pk]))
    return short


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
        tell(
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
    tell(request, lambda: planning.close_plan(plan=found, now=timezone.now()), _("Đã khóa kế hoạch."))
    return redirect("plan", pk=found.pk)


@require_safe
@seat_required(Act.READ)
def calendar(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A plan's year month by month: sessions, rounds, windows, deadlines."""
    found = visible(Plan.objects.select_related("committee"), pk=pk)
    months: dict[int, list[tuple[dt.date, str]]] = {month: [] for month in range(1, 13)}
    for day, sentence in [*_drive_days(found), *_due_days(found), *_window_days(found)]:
        if day is not None and day.year == found.year:
            months[day.month].append((day, sentence))
    return render(
        request,
        "campaigns/calendar.html",
        {
            "title": _("Lịch năm %(year)s") % {"year": found.year},
            "crumbs": [{"label": found.title, "url": reverse("plan", args=[found.pk])}, {"label": _("Lịch năm")}],
            "months": [(dt.date(found.year, month, 1), sorted(entries)) for month, entries in months.items()],
        },
    )


Days = Iterator[tuple[dt.date | None, str]]


def _drive_days(plan: Plan) -> Days:
    """The sessions of each round, or when it begins where none is fixed."""
    for each in plan.rounds.filter(kind=Round.Kind.ROUND).prefetch_related("sessions"):
        if not each.sessions.all():
            yield each.starts_on, each.name
        for session in each.sessions.all():
            expected = _("dự kiến") if session.is_month_only else ""
            yield session.held_on, " · ".join(filter(None, [each.name, session.venue, expected]))


def _due_days(plan: Plan) -> Days:
    for each in lists.deadlines_shown(plan).select_related("round", "window", "plan"):
        what, place = deadlines.what_of(each), deadlines.place_of(each)
        words = {"kind": what[:1].lower() + what[1:], "round": place}
        yield each.due_at.astimezone(VIETNAM).date(), _("Hạn nộp %(kind)s, %(round)s") % words


def _window_days(plan: Plan) -> Days:
    for window in plan.windows.all():
        yield window.starts_on, _("Bắt đầu %(name)s") % {"name": window.name}
        yield window.ends_on, _("Kết thúc %(name)s") % {"name": window.name}
