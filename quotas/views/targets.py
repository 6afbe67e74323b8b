"""The targets of a plan on one page: by metric, in words, with their versions; windows; figures of other bodies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.models import Plan, State
from campaigns.tables import InnerTable
from campaigns.views.lists import window_table, windows_of
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.permissions import Act, may
from core.listing import short_list
from core.refusal import Refused
from core.scope import is_within
from quotas import goals, outside_figures
from quotas.aims import Aim
from quotas.forms import GoalForm, OutsideFigureForm
from quotas.models import Allotment, OutsideFigure
from quotas.views.allotment import grid_url
from quotas.wording import NAMES

PLANS = ("committee__unit",)


@require_safe
@seat_required(Act.READ)
def plan_targets(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Everything a plan sets out to reach, as far as the reader may see it."""
    plan = visible(Plan.objects.select_related(*PLANS), pk=pk)
    sees_all = is_within(plan.path, request.seat.path)
    is_own = plan.path == request.seat.path
    may_edit = is_own and may(request.seat, Act.RUN) and plan.state != State.CLOSED
    rows = goals.listed(plan, sees_all_lines=sees_all, receiver_id=request.seat.unit_id)
    return render(
        request,
        "quotas/targets.html",
        {
            "title": _("Chỉ tiêu năm %(year)s") % {"year": plan.year},
            "crumbs": [
                {"label": plan.title, "url": reverse("plan", args=[plan.pk])},
                {"label": _("Chỉ tiêu và chiến dịch")},
            ],
            "plan": plan,
            "rows": [_shown(row) for row in rows],
            "windows": _windows(request, plan),
            "outside_figures": list(outside_figures.of_plan(plan)),
            "is_own": is_own,
            "may_edit": may_edit,
            "action_label": _("Thêm chỉ tiêu khác") if may_edit else "",
            "action_url": reverse("goal_new", args=[plan.pk]) if may_edit else "",
        },
    )


def _windows(request: SeatRequest, plan: Plan) -> InnerTable:
    """The plan's campaign windows, each leading to its progress."""
    table = window_table(request, plan, windows_of(plan))
    table.empty_text = _("Kế hoạch này chưa có chiến dịch nào.")
    short: InnerTable = short_list(request, table, address=reverse("plan_windows", args=[plan.pk]))
    return short


def _shown(row: goals.Listed) -> dict[str, object]:
    """A line of the list: names and addresses."""
    aim = row.aim
    part = aim.round or aim.window
    return {
        "row": row,
        "name": NAMES[aim.metric, aim.kind],
        "part": part.name if part else _("Cả năm"),
        "grid": grid_url(aim),
        "edit": f"{reverse('goal_new', args=[aim.plan.pk])}?{urlencode(_query(aim))}",
    }


def _query(aim: Aim) -> dict[str, str]:
    return {"what": f"{aim.metric}-{aim.kind}", "part": _part(aim)}


def _part(aim: Aim) -> str:
    if aim.round is not None:
        return f"round-{aim.round.pk}"
    return f"window-{aim.window.pk}" if aim.window is not None else "year"


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def goal_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Set another target, or change one (?what=, ?part= say which): as a draft, or as given by a superior."""
    plan = own_row(request, Plan.objects.select_related(*PLANS), pk=pk)
    form = GoalForm(request.POST or None, plan=plan, initial=_initial(plan, request.GET))
    if request.method == "POST" and form.is_valid():
        try:
            said = _set(form)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, said)
            return redirect("plan_targets", pk=plan.pk)
    return _form_page(
        request, plan, form, title=_("Chỉ tiêu khác"), submit=_("Ghi chỉ tiêu"), crumb=_("Thêm chỉ tiêu khác")
    )


def _set(form: GoalForm) -> str:
    data, aim, figure = form.cleaned_data, form.aim, form.typed
    if data["giver_name"]:
        recorded = goals.record_goal(
            aim=aim, figure=figure, giver_name=data["giver_name"], decision=data["decision"], now=timezone.now()
        )
        return _("Đã ghi chỉ tiêu cấp trên giao: %(words)s.") % {"words": goals.in_words(recorded)}
    draft = goals.set_goal(aim=aim, figure=figure)
    return _("Đã ghi vào dự thảo: %(words)s. Bấm Giao để có hiệu lực.") % {"words": goals.in_words(draft)}


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


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def outside_figure_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Note a figure another body announced."""
    plan = own_row(request, Plan.objects.select_related(*PLANS), pk=pk)
    form = OutsideFigureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outside_figures.add(plan=plan, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Đã ghi số liệu bên ngoài."))
            return redirect("plan_targets", pk=plan.pk)
    title = _("Số liệu bên ngoài")
    return _form_page(request, plan, form, title=title, submit=_("Ghi số liệu"), crumb=title)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def outside_figure(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Put a figure of another body right."""
    figure = own_row(request, OutsideFigure.objects.select_related("plan__committee__unit"), pk=pk)
    initial = {name: getattr(figure, name) for name in ("label", "value", "source", "stated_on")}
    form = OutsideFigureForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            outside_figures.correct(figure=figure, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Đã sửa số liệu bên ngoài."))
            return redirect("plan_targets", pk=figure.plan_id)
    title = _("Sửa số liệu bên ngoài")
    return _form_page(request, figure.plan, form, title=title, submit=_("Lưu"), crumb=title)


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


def _form_page(
    request: SeatRequest, plan: Plan, form: GoalForm | OutsideFigureForm, *, title: str, submit: str, crumb: str
) -> HttpResponseBase:
    back = reverse("plan_targets", args=[plan.pk])
    return render(
        request,
        "form_page.html",
        {
            "title": title,
            "crumbs": [
                {"label": plan.title, "url": reverse("plan", args=[plan.pk])},
                {"label": _("Chỉ tiêu và chiến dịch"), "url": back},
                {"label": crumb},
            ],
            "form": form,
            "submit": submit,
            "cancel": back,
        },
    )
