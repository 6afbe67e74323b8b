"""The targets of a plan on one page: by metric, in words, with their versions; windows; figures of other bodies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.models import Plan
from campaigns.views.lists import rights_in_plan, window_table, windows_of
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.permissions import Act
from core.inner_table import InnerTable
from core.listing import list_page, short_list
from core.refusal import Refused
from core.scope import is_within
from quotas import goals, outside_figures
from quotas.aims import Aim
from quotas.filters import GoalFilter, OutsideFigureFilter
from quotas.forms import GoalForm, OutsideFigureForm
from quotas.models import Allotment, OutsideFigure
from quotas.tables import GoalRow, GoalTable, OutsideFigureTable
from quotas.views.allotment import grid_url
from quotas.wording import NAMES

PLANS = ("committee__unit",)


@require_safe
@seat_required(Act.READ)
def plan_targets(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Everything a plan sets out to reach, as far as the reader may see it."""
    plan = visible(Plan.objects.select_related(*PLANS), pk=pk)
    sees_all, rights = is_within(plan.path, request.seat.path), rights_in_plan(request, plan)
    is_own = plan.path == request.seat.path
    lines = goals.listed(plan, sees_all_lines=sees_all, receiver_id=request.seat.unit_id)
    filterset = GoalFilter(request.GET or None, lines=[_row(each) for each in lines])
    table = GoalTable(filterset.found, may=is_own)
    context = {
        "title": _("Chỉ tiêu năm %(year)s") % {"year": plan.year},
        "crumbs": _crumbs(plan),
        "plan": plan,
        "noun": _("chỉ tiêu"),
        "windows": _windows(request, plan),
        "is_own": is_own,
        "may_edit": rights.may_edit,
        "may_note": rights.is_own,
        "action_label": _("Thêm chỉ tiêu khác") if rights.may_edit else "",
        "action_url": reverse("goal_new", args=[plan.pk]) if rights.may_edit else "",
    }
    if is_own:
        figures = OutsideFigureTable(list(outside_figures.of_plan(plan)), may=rights.is_own)
        address = reverse("plan_outside_figures", args=[plan.pk])
        context["figures"] = short_list(request, figures, address=address)
    name = _("Chỉ tiêu %(year)s") % {"year": plan.year}
    return list_page(request, table, filterset, "quotas/targets.html", context, name=name)


def _windows(request: SeatRequest, plan: Plan) -> InnerTable:
    """The plan's campaign windows, each leading to its progress."""
    table = window_table(request, plan, windows_of(plan))
    table.empty_text = _("Kế hoạch này chưa có chiến dịch nào.")
    short: InnerTable = short_list(request, table, address=reverse("plan_windows", args=[plan.pk]))
    return short


def _row(listed: goals.Listed) -> GoalRow:
    """A line of the list: names and addresses."""
    aim = listed.aim
    part = aim.round or aim.window
    decided = listed.in_force or listed.recorded
    return GoalRow(
        listed=listed,
        name=str(NAMES[aim.metric, aim.kind]),
        part=part.name if part else _("Cả năm"),
        grid=grid_url(aim),
        edit=f"{reverse('goal_new', args=[aim.plan.pk])}?{urlencode(_query(aim))}",
        decision=decided.decision if decided else "",
    )


def _query(aim: Aim) -> dict[str, str]:
    return {"what": f"{aim.metric}-{aim.kind}", "part": _part(aim)}


def _part(aim: Aim) -> str:
    if aim.round is not None:
        return f"round-{aim.round.pk}"
    return f"window-{aim.window.pk}" if aim.window is not None else "year"


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def goal_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Set another target, or change one (?what=, ?part= say which): as a draft, or as given by a superior."""
    plan = own_row(request, Plan.objects.select_related(*PLANS), pk=pk)
    form = GoalForm(posted(request), plan=plan, initial=_initial(plan, request.GET))
    is_given = form.is_valid() and bool(form.cleaned_data["giver_name"])
    page = _page(
        plan,
        title=_("Chỉ tiêu khác"),
        crumb=_("Thêm chỉ tiêu khác"),
        submit=_("Ghi chỉ tiêu"),
        done=_("Đã ghi chỉ tiêu cấp trên giao.")
        if is_given
        else _("Đã ghi vào dự thảo. Bấm Giao để chỉ tiêu có hiệu lực."),
    )

    def write() -> str:
        _set(form)
        return page.back

    return form_page(request, form, page, act=write)


def _set(form: GoalForm) -> None:
    data, aim, figure = form.cleaned_data, form.aim, form.typed
    if data["giver_name"]:
        goals.record_goal(
            aim=aim, figure=figure, giver_name=data["giver_name"], decision=data["decision"], now=timezone.now()
        )
    else:
        goals.set_goal(aim=aim, figure=figure)


def _initial(plan: Plan, asked: QueryDict) -> dict[str, object]:
    """What stands in the form: the chosen target as it is now, its draft first."""
    initial: dict[str, object] = {name: asked[name] for name in ("what", "part") if name in asked}
    rows = goals.listed(plan, sees_all_lines=True, receiver_id=plan.committee.unit_id) if initial else []
    for row in rows:
        found = row.newest
        if found is not None and _query(row.aim) == initial and found.whole is not None:
            initial |= {"comparator": found.comparator, "figure": found.whole, "figure_to": found.whole_to}
    return initial


@require_POST
@seat_required(Act.RUN)
def goal_discard(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Throw a draft away."""
    draft = own_row(request, Allotment.objects.select_related("plan"), pk=pk)
    try:
        goals.discard(allotment=draft)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Đã bỏ dự thảo; bản đã giao, nếu có, vẫn giữ nguyên."))
    return redirect("plan_targets", pk=draft.plan_id)


# --- Figures of other bodies ----------------------------------------------------------------------------


@require_safe
@seat_required(Act.READ)
def plan_outside_figures(request: SeatRequest, pk: int) -> HttpResponseBase:
    """All figures of other bodies that a plan notes; the committee's own."""
    plan = own_row(request, Plan.objects.select_related(*PLANS), pk=pk)
    filterset = OutsideFigureFilter(request.GET or None, lines=list(outside_figures.of_plan(plan)))
    may_note = rights_in_plan(request, plan).is_own  # after the close too (quotas/outside_figures.py)
    table = OutsideFigureTable(filterset.found, may=may_note)
    title = _("Số liệu bên ngoài")
    context = {
        "title": title,
        "lead": plan.title,
        "crumbs": _crumbs(plan, title),
        "noun": _("số liệu"),
        "may_edit": may_note,
    }
    return list_page(request, table, filterset, "list.html", context, name=f"{title} {plan.year}")


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def outside_figure_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Note a figure another body announced."""
    plan = own_row(request, Plan.objects.select_related(*PLANS), pk=pk)
    form = OutsideFigureForm(posted(request))
    title = _("Số liệu bên ngoài")
    page = _page(plan, title=title, crumb=title, submit=_("Ghi số liệu"), done=_("Đã ghi số liệu bên ngoài."))

    def add() -> str:
        outside_figures.add(plan=plan, now=timezone.now(), **form.cleaned_data)
        return page.back

    return form_page(request, form, page, act=add)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def outside_figure(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Put a figure of another body right."""
    figure = own_row(request, OutsideFigure.objects.select_related("plan__committee__unit"), pk=pk)
    initial = {name: getattr(figure, name) for name in ("label", "value", "source", "stated_on")}
    form = OutsideFigureForm(posted(request), initial=initial)
    title = _("Sửa số liệu bên ngoài")
    page = _page(figure.plan, title=title, crumb=title, submit=_("Lưu"), done=_("Đã sửa số liệu bên ngoài."))

    def correct() -> str:
        outside_figures.correct(figure=figure, now=timezone.now(), **form.cleaned_data)
        return page.back

    return form_page(request, form, page, act=correct)


@require_POST
@seat_required(Act.RUN)
def outside_figure_remove(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Take a figure of another body away."""
    figure = own_row(request, OutsideFigure.objects.select_related("plan"), pk=pk)
    try:
        outside_figures.remove(figure=figure)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Đã xóa “%(label)s”.") % {"label": figure.label})
    return redirect("plan_targets", pk=figure.plan_id)


def _page(plan: Plan, *, title: str, crumb: str, submit: str, done: str) -> FormPage:
    back = reverse("plan_targets", args=[plan.pk])
    return FormPage(title=title, submit=submit, done=done, back=back, crumbs=_crumbs(plan, crumb))


def _crumbs(plan: Plan, crumb: str = "") -> list[dict[str, str]]:
    """The way from the plan to its targets, and on to a page of theirs."""
    above = {"label": plan.title, "url": reverse("plan", args=[plan.pk])}
    targets = {"label": _("Chỉ tiêu và chiến dịch")}
    if not crumb:
        return [above, targets]
    return [above, targets | {"url": reverse("plan_targets", args=[plan.pk])}, {"label": crumb}]
