"""Activity reports: what a unit did, written in one form; and a committee's sums of them, opened down to the lines."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig, Table

from campaigns import activity_sums, reporting_activity
from campaigns.activity_forms import MORE, ROWS, ReportForm, said
from campaigns.activity_sums import ActivitySums, Figure
from campaigns.activity_tables import ActivityLineTable, ActivitySumTable, TellerLine, TellerTable
from campaigns.completeness import Count, completeness_of
from campaigns.deadlines import due_sentence
from campaigns.filters import TellerFilter
from campaigns.models import ActivityReport, CampaignWindow, Deadline, Plan, Round
from campaigns.reporting_activity import Occasion
from campaigns.rights import may_tell_activity, unit_that_tells
from committees import once
from committees.access import SeatRequest, seat_required, visible
from committees.form_page import FormPage, form_page
from committees.models import Unit
from committees.ordering import annex_order
from committees.permissions import Act, may
from core.export import exported
from core.listing import list_page, short_list
from core.scope import is_within

CHOSEN = "muc"


@dataclass(frozen=True, slots=True)
class Place:
    """An occasion with the addresses of its two pages."""

    occasion: Occasion
    route: str
    pk: int
    crumbs: list[dict[str, str]]

    @property
    def sums_url(self) -> str:
        """The page of the sums."""
        return reverse(self.route, args=[self.pk])

    def report_url(self, unit_id: int) -> str:
        """The form of one unit."""
        return reverse(f"{self.route}_report", args=[self.pk, unit_id])


def _of_plan(pk: int) -> Place:
    plan = visible(Plan.objects.all(), pk=pk)
    return Place(Occasion(plan), "plan_activity", plan.pk, [_plan_crumb(plan)])


def _of_round(pk: int) -> Place:
    round = visible(Round.objects.select_related("plan"), pk=pk)
    crumb = {"label": round.name, "url": reverse("round", args=[round.pk])}
    return Place(Occasion(round.plan, round=round), "round_activity", round.pk, [crumb])


def _of_window(pk: int) -> Place:
    window = visible(CampaignWindow.objects.select_related("plan"), pk=pk)
    crumbs = [_plan_crumb(window.plan), {"label": window.name}]
    return Place(Occasion(window.plan, window=window), "window_activity", window.pk, crumbs)


def _plan_crumb(plan: Plan) -> dict[str, str]:
    return {"label": plan.title, "url": reverse("plan", args=[plan.pk])}


# --- Writing --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def plan_activity_report(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """What a unit did in the year of a plan."""
    return _report(request, _of_plan(pk), unit_pk)


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def round_activity_report(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """What a unit did for a round."""
    return _report(request, _of_round(pk), unit_pk)


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def window_activity_report(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """What a unit did in a campaign window."""
    return _report(request, _of_window(pk), unit_pk)


def _report(request: SeatRequest, place: Place, unit_pk: int) -> HttpResponseBase:
    occasion = place.occasion
    unit = unit_that_tells(request, occasion, unit_pk)
    report = reporting_activity.report_of(occasion=occasion, unit=unit)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        report=report,
        sources=reporting_activity.possible_sources(unit),
    )
    is_own = unit.pk == request.seat.unit_id
    done = _("Đã nhận báo cáo hoạt động.") if is_own else _("Đã ghi báo cáo hoạt động của %(unit)s.")
    page = FormPage(
        title=_("Báo cáo hoạt động"),
        lead=f"{unit.name} · {occasion.name}",
        submit=_("Lưu và nộp") if is_own else _("Nộp thay"),
        done=done % {"unit": unit.name},
        back=reverse("home") if is_own and not may(request.seat, Act.RUN) else place.sums_url,
        crumbs=[*place.crumbs, {"label": _("Hoạt động"), "url": place.sums_url}, {"label": unit.name}],
        template="campaigns/activity_report.html",
        context=_beside(occasion, unit, report, form),
    )

    def save() -> str:
        reporting_activity.save(
            occasion=occasion,
            unit=unit,
            lines=form.told,
            edition=form.cleaned_data["edition"],
            seat=request.seat,
            now=timezone.now(),
        )
        return page.back

    if MORE in request.POST:
        context = {**page.context, "title": page.title, "lead": page.lead, "crumbs": page.crumbs, "form": form}
        more = {"submit": page.submit, "cancel": page.back, "once": once.mark_of(request)}
        return render(request, page.template, {**context, **more})
    return form_page(request, form, page, act=save)


def _beside(occasion: Occasion, unit: Unit, report: ActivityReport | None, form: ReportForm) -> dict[str, object]:
    """What the writer should have in sight: when it was saved, what the unit has told elsewhere, duties it answers."""
    duties = reporting_activity.duties_of(occasion=occasion, unit=unit)
    elsewhere = reporting_activity.told_elsewhere(occasion=occasion, unit=unit)
    return {
        "is_window": occasion.window is not None,
        "report": report if report is not None and report.edition else None,
        "rows_name": ROWS,
        "row_count": len(form.lines),
        "is_year": occasion.is_year,
        "elsewhere": [
            (reporting_activity.told_for(each), [said(line) for line in each.lines.all()]) for each in elsewhere
        ],
        "duties": [{"duty": each, "sentence": due_sentence(each.deadline)} for each in duties],
    }


# --- The sums -------------------------------------------------------------------------------------------


@require_safe
@seat_required(Act.READ)
def plan_activity(request: SeatRequest, pk: int) -> HttpResponseBase:
    """What was done in a plan's year: own, the units', the whole."""
    return _sums(request, _of_plan(pk))


@require_safe
@seat_required(Act.READ)
def round_activity(request: SeatRequest, pk: int) -> HttpResponseBase:
    """What was done for a round."""
    return _sums(request, _of_round(pk))


@require_safe
@seat_required(Act.READ)
def window_activity(request: SeatRequest, pk: int) -> HttpResponseBase:
    """What was done in a campaign window."""
    return _sums(request, _of_window(pk))


def _sums(request: SeatRequest, place: Place) -> HttpResponseBase:
    occasion, now = place.occasion, timezone.now()
    within = _within(request, occasion)
    sums = activity_sums.of(plan=occasion.plan, round=occasion.round, window=occasion.window, within=within, now=now)
    chosen = request.GET.get(CHOSEN)
    figure = _chosen(sums, chosen) if chosen is not None else None
    table: Table = ActivityLineTable(figure.told) if figure is not None else ActivitySumTable(sums.figures)
    RequestConfig(request, paginate=False).configure(table)
    title = _("Hoạt động: %(name)s") % {"name": figure.name} if figure is not None else _("Hoạt động")
    file = exported(request, table, name=f"{title} · {occasion.name}")
    if file is not None:
        return file
    context: dict[str, object] = {"title": title, "lead": occasion.name, "as_of": sums.as_of, "table": table}
    if figure is not None:
        context["figure"] = figure
        context["crumbs"] = [*place.crumbs, {"label": _("Hoạt động"), "url": place.sums_url}, {"label": figure.name}]
        return render(request, "campaigns/activity_figure.html", context)
    context |= _units_of(request, place, within, sums)
    context["crumbs"] = [*place.crumbs, {"label": _("Hoạt động")}]
    return render(request, "campaigns/activity_sums.html", context)


def _within(request: SeatRequest, occasion: Occasion) -> str:
    """The committee's own subtree for whoever stands above it, else what lies at and below the reader."""
    path, seat = occasion.plan.path, request.seat
    return str(path) if is_within(path, seat.path) else seat.path


def _chosen(sums: ActivitySums, key: str) -> Figure:
    figure = next((each for each in sums.figures if each.key == key), None)
    if figure is None:
        raise Http404
    return figure


# --- Who has told ---------------------------------------------------------------------------------------


@require_safe
@seat_required(Act.READ)
def plan_activity_units(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Who has told of the year of a plan, and who has not."""
    return _units(request, _of_plan(pk))


@require_safe
@seat_required(Act.READ)
def round_activity_units(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Who has told of a round, and who has not."""
    return _units(request, _of_round(pk))


@require_safe
@seat_required(Act.READ)
def window_activity_units(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Who has told of a campaign window, and who has not."""
    return _units(request, _of_window(pk))


def _units(request: SeatRequest, place: Place) -> HttpResponseBase:
    occasion, now = place.occasion, timezone.now()
    within = _within(request, occasion)
    sums = activity_sums.of(plan=occasion.plan, round=occasion.round, window=occasion.window, within=within, now=now)
    _deadline, _standing, lines = _tellers(request, place, within, sums)
    filterset = TellerFilter(request.GET or None, lines=lines)
    title = _("Các đơn vị trực thuộc")
    context = {
        "title": title,
        "lead": f"{_('Hoạt động')} · {occasion.name}",
        "crumbs": [*place.crumbs, {"label": _("Hoạt động"), "url": place.sums_url}, {"label": title}],
        "as_of": sums.as_of,
        "noun": _("đơn vị"),
    }
    name = f"{title} · {occasion.name}"
    return list_page(request, _teller_table(filterset.found, of=lines), filterset, "list.html", context, name=name)


def _teller_table(lines: list[TellerLine], *, of: list[TellerLine]) -> TellerTable:
    """The table of some lines, with the columns that all of them ask for."""
    has_duties = any(each.owed is not None for each in of)
    return TellerTable(lines, may=any(each.url for each in of), exclude=[] if has_duties else ["state"])


def _units_of(request: SeatRequest, place: Place, within: str, sums: ActivitySums) -> dict[str, object]:
    """Who has told and who has not, short; and the way to what the unit at the top tells itself."""
    deadline, standing, lines = _tellers(request, place, within, sums)
    top = Unit.objects.get(path=within)
    address = reverse(f"{place.route}_units", args=[place.pk])
    return {
        "deadline": deadline,
        "standing": standing,
        "units": short_list(request, _teller_table(lines, of=lines), address=address) if lines else None,
        "unit_count": len(lines),
        "own_url": place.report_url(top.pk) if may_tell_activity(request.seat, place.occasion, top) else "",
        "own_lines": sums.by_unit.get(top.pk, 0),
        "top": top,
    }


def _tellers(
    request: SeatRequest, place: Place, within: str, sums: ActivitySums
) -> tuple[Deadline | None, Count | None, list[TellerLine]]:
    """The deadline that asks for it and how it stands, if there is one; those that owe by it, else the units right
    below."""
    occasion, seat = place.occasion, request.seat
    asking = Deadline.objects.filter(
        plan=occasion.plan, round=occasion.round, window=occasion.window, kind=Deadline.Kind.ACTIVITY
    )
    deadline = asking.select_related("round", "plan", "window").order_by("due_at", "pk").first()
    standing = completeness_of([deadline], within=within, now=sums.as_of) if deadline is not None else None
    owed = {line.unit.pk: line for line in standing.lines} if standing is not None else {}
    told = sums.by_unit
    right_below = Unit.objects.filter(parent__path=within, valid_to=None)
    units = [line.unit for line in owed.values()] if owed else list(right_below.order_by(*annex_order()))
    lines = [
        TellerLine(
            unit=unit,
            lines=told.get(unit.pk, 0),
            owed=owed.get(unit.pk),
            url=place.report_url(unit.pk) if may_tell_activity(seat, occasion, unit) else "",
        )
        for unit in units
        if unit.path != within
    ]
    return deadline, standing.whole if standing is not None else None, lines
