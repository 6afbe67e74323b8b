"""What is kept for the documents of a plan's year, each kind short on one page and whole on its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.models import Plan, State
from committees.access import SeatRequest, own_row, seat_required
from committees.permissions import Act
from core.inner_table import InnerTable
from core.listing import LinesFilter, list_page, short_list
from quotas import outside_figures
from quotas.tables import OutsideFigureTable
from reports.filters import ConferenceFilter, FundingFilter, HonourFilter, PhraseFilter, TaskFilter
from reports.models import Conference, FundingLine, HonourCount, OrganisationTask, StandardPhrase
from reports.records import Record
from reports.records_tables import ConferenceTable, FundingTable, HonourTable, PhraseTable, TaskTable


@dataclass(frozen=True, slots=True)
class RecordList:
    """One kind of record as a list: its rows for a plan, its table and filter, the words around it."""

    rows: Callable[[Plan], Sequence[Record]]
    table: type[InnerTable]
    filter: type[LinesFilter[Record]]
    heading: str | Promise
    noun: str | Promise
    add: str | Promise
    add_route: str


# By the word in the address.
LISTS: dict[str, RecordList] = {
    "hoi-nghi": RecordList(
        rows=lambda plan: list(Conference.objects.filter(plan=plan)),
        table=ConferenceTable,
        filter=ConferenceFilter,
        heading=gettext_lazy("Hội nghị"),
        noun=gettext_lazy("hội nghị"),
        add=gettext_lazy("Thêm hội nghị"),
        add_route="conference_new",
    ),
    "khen-thuong": RecordList(
        rows=lambda plan: list(HonourCount.objects.filter(plan=plan)),
        table=HonourTable,
        filter=HonourFilter,
        heading=gettext_lazy("Khen thưởng"),
        noun=gettext_lazy("dòng"),
        add=gettext_lazy("Thêm khen thưởng"),
        add_route="honour_new",
    ),
    "phan-cong": RecordList(
        rows=lambda plan: list(OrganisationTask.objects.filter(plan=plan).select_related("conference")),
        table=TaskTable,
        filter=TaskFilter,
        heading=gettext_lazy("Phân công nhiệm vụ"),
        noun=gettext_lazy("cơ quan, đơn vị"),
        add=gettext_lazy("Thêm phân công"),
        add_route="organisation_task_new",
    ),
    "kinh-phi": RecordList(
        rows=lambda plan: list(FundingLine.objects.filter(plan=plan)),
        table=FundingTable,
        filter=FundingFilter,
        heading=gettext_lazy("Kinh phí"),
        noun=gettext_lazy("nguồn"),
        add=gettext_lazy("Thêm nguồn kinh phí"),
        add_route="funding_new",
    ),
}


@require_safe
@seat_required(Act.RUN)
def plan_records(request: SeatRequest, pk: int) -> HttpResponse:
    """Everything kept for the documents of a plan's year."""
    plan = own_row(request, Plan.objects.select_related("committee"), pk=pk)
    context = {
        "title": _("Nội dung cho văn bản năm %(year)s") % {"year": plan.year},
        "crumbs": _crumbs(plan),
        "sections": [
            *(_section(request, plan, kind, each) for kind, each in LISTS.items()),
            _outside_figures(request, plan),
        ],
    }
    return render(request, "reports/records.html", context)


def _section(request: SeatRequest, plan: Plan, kind: str, each: RecordList) -> dict[str, object]:
    table = each.table(each.rows(plan), may=True)
    return {
        "heading": each.heading,
        "table": short_list(request, table, address=reverse("plan_record_list", args=[plan.pk, kind])),
        "add": each.add,
        "add_url": reverse(each.add_route, args=[plan.pk]),
    }


def _outside_figures(request: SeatRequest, plan: Plan) -> dict[str, object]:
    """What others announced; the plan's own page of targets is where it is kept."""
    may_change = plan.state != State.CLOSED
    table = OutsideFigureTable(list(outside_figures.of_plan(plan)), may=may_change)
    table.empty_text = _("Chưa ghi số liệu nào nơi khác công bố, như thứ hạng của tỉnh.")
    return {
        "heading": _("Số liệu bên ngoài"),
        "table": short_list(request, table, address=reverse("plan_outside_figures", args=[plan.pk])),
        "add": _("Ghi số liệu bên ngoài"),
        "add_url": reverse("outside_figure_new", args=[plan.pk]) if may_change else "",
    }


@require_safe
@seat_required(Act.RUN)
def plan_record_list(request: SeatRequest, pk: int, kind: str) -> HttpResponseBase:
    """All records of one kind of a plan's year."""
    plan = own_row(request, Plan.objects.select_related("committee"), pk=pk)
    each = LISTS.get(kind)
    if each is None:
        raise Http404
    filterset = each.filter(request.GET or None, lines=each.rows(plan))
    context = {
        "title": str(each.heading),
        "lead": plan.title,
        "crumbs": _crumbs(plan, str(each.heading)),
        "noun": each.noun,
        "action_label": each.add,
        "action_url": reverse(each.add_route, args=[plan.pk]),
    }
    table = each.table(filterset.found, may=True)
    return list_page(request, table, filterset, "list.html", context, name=f"{each.heading} {plan.year}")


@require_safe
@seat_required(Act.RUN)
def phrases(request: SeatRequest) -> HttpResponseBase:
    """The sentences the committee keeps: those of a section stand there for the common one."""
    filterset = PhraseFilter(request.GET or None, lines=list(StandardPhrase.objects.filter(path=request.seat.path)))
    context = {
        "title": _("Câu mẫu"),
        "crumbs": [{"label": _("Soạn văn bản"), "url": reverse("compose")}, {"label": _("Câu mẫu")}],
        "intro": _("Câu mẫu của một mục thay cho câu chung khi soạn; câu khác chèn được khi sửa từng đoạn."),
        "noun": _("câu"),
        "action_label": _("Thêm câu mẫu"),
        "action_url": reverse("phrase_new"),
    }
    table = PhraseTable(filterset.found, may=True)
    return list_page(request, table, filterset, "list.html", context, name=_("Câu mẫu"))


def _crumbs(plan: Plan, heading: str = "") -> list[dict[str, str]]:
    above = {"label": plan.title, "url": reverse("plan", args=[plan.pk])}
    records = {"label": _("Nội dung cho văn bản")}
    if not heading:
        return [above, records]
    return [above, records | {"url": reverse("plan_records", args=[plan.pk])}, {"label": heading}]
