"""The results grid of a round: by keyboard, by paste, or with one Save; a row saves itself when it is left."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.models import BloodUnit, Round, State
from committees.access import SeatRequest, own_row, seat_required, unit_in_scope
from committees.models import User
from committees.permissions import Act
from core.refusal import Refused
from core.requests import many_fields
from core.text.numbers import integer
from quotas import allotment, tallies
from quotas.models import Tally, Target

GRID_FIELDS = 12_000  # a thousand rows of ten cells and their versions
COLUMNS = (
    ("registered", gettext_lazy("Đăng ký")),
    ("present", gettext_lazy("Có mặt")),
    ("donated", gettext_lazy("Hiến")),
    ("deferred", gettext_lazy("Trì hoãn")),
    ("not_drawn", gettext_lazy("Chưa lấy được")),
    ("bags_250", gettext_lazy("250 ml")),
    ("bags_350", gettext_lazy("350 ml")),
    ("bags_450", gettext_lazy("450 ml")),
    ("apheresis", gettext_lazy("Tiểu cầu")),
    ("units", gettext_lazy("Chỉ ghi tổng")),
)


@dataclass(slots=True)
class Cell:
    """One cell as it is shown."""

    field: str
    label: str
    value: str
    bad: bool = False


@dataclass(slots=True)
class Row:
    """One unit's line as it is shown, with what is wrong in it."""

    unit_id: int
    name: str
    bloc: str
    quota: int | None
    version: int
    cells: list[Cell]
    errors: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    said: str = ""


def quotas_of(round: Round) -> dict[int, int | None]:
    """Each participant's quota for the round; where none was set per round, none."""
    in_force = allotment.in_force(round.plan, round)
    if in_force is None:
        return {}
    return dict(Target.objects.filter(allotment=in_force).values_list("receiver_id", "assigned"))


@many_fields(GRID_FIELDS)
@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def results_grid(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The grid of a round; POST is the one Save without a script."""
    round = own_row(request, Round.objects.select_related("plan__committee"), pk=pk)
    rows = shown_rows(round)
    if request.method == "POST":
        saved, open_rows = save_all(request, round, rows)
        if not open_rows:
            messages.success(request, _("Đã lưu kết quả của %(count)s đơn vị.") % {"count": integer(saved)})
            return redirect("results", pk=round.pk)
        messages.warning(
            request,
            _("Đã lưu %(saved)s đơn vị · %(open)s đơn vị cần xem lại.")
            % {"saved": integer(saved), "open": integer(open_rows)},
        )
    return render(request, "quotas/results.html", _page(round, rows))


def _page(round: Round, rows: list[Row]) -> dict[str, object]:
    bag_rule = round.plan.blood_unit == BloodUnit.BAG
    return {
        "title": _("%(round)s · kết quả theo đơn vị") % {"round": round.name},
        "crumbs": [
            {"label": round.plan.title, "url": reverse("plan", args=[round.plan_id])},
            {"label": round.name, "url": reverse("round", args=[round.pk])},
            {"label": _("Kết quả")},
        ],
        "as_of": timezone.now(),
        "lead": _("Nhập từng ô rồi Enter, hoặc dán cả khối số chép từ Excel. Mỗi dòng tự lưu khi rời khỏi dòng."),
        "round": round,
        "rows": rows,
        "columns": COLUMNS,
        "quota": sum(row.quota or 0 for row in rows) or None,
        "is_open": round.state == State.OPEN,
        "sum_of_bags": "bags_250 bags_350 bags_450 apheresis units",
        "sum_label": _("đơn vị máu") if bag_rule else _("túi máu"),
        "blood_unit": round.plan.get_blood_unit_display(),
        "column_count": len(COLUMNS) + 4,
    }


def shown_rows(round: Round) -> list[Row]:
    """The grid's lines from what is saved."""
    return [
        Row(
            unit_id=line.unit.pk,
            name=line.unit.name,
            bloc=line.unit.get_bloc_display(),
            quota=line.quota,
            version=line.edition,
            cells=[Cell(name, f"{line.unit.name}, {label}", written(line.tally, name)) for name, label in COLUMNS],
        )
        for line in tallies.grid(round, quotas=quotas_of(round))
    ]


def written(tally: Tally | None, name: str) -> str:
    """A saved count as its cell shows it: blank where there is no figure."""
    value = getattr(tally, name) if tally is not None else None
    return "" if value is None else integer(value)


def save_all(request: SeatRequest, round: Round, rows: list[Row]) -> tuple[int, int]:
    """Save every changed row of the posted form; what could not be saved keeps its typed cells and says why."""
    saved = open_rows = 0
    for row in rows:
        typed = typed_cells(request.POST, row.unit_id)
        if typed is None or all(typed[cell.field] == cell.value for cell in row.cells):
            continue
        outcome = save_row(request, round, row, typed)
        for cell in row.cells:
            cell.value = typed[cell.field]
            cell.bad = cell.field in outcome.errors
        row.errors, row.doubts = outcome.errors, outcome.doubts
        if outcome.is_saved:
            saved += 1
            row.version = outcome.version
        else:
            open_rows += 1
    return saved, open_rows


def typed_cells(posted: QueryDict, unit_id: int) -> dict[str, str] | None:
    """The cells of one row as they were posted; None where the row was not."""
    if f"{unit_id}-version" not in posted:
        return None
    return {name: posted.get(f"{unit_id}-{name}", "").strip() for name, _label in COLUMNS}


@dataclass(slots=True)
class Outcome:
    """What came of saving one row, as static/js/grid.js reads it."""

    status: int = 200
    version: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    conflict: str = ""
    values: dict[str, str] = field(default_factory=dict)

    @property
    def is_saved(self) -> bool:
        """Whether the row stands in the database as typed."""
        return self.status == 200

    def as_json(self) -> dict[str, object]:
        """The answer to the grid's script."""
        return {
            "errors": self.errors,
            "doubts": self.doubts,
            "conflict": self.conflict,
            "version": self.version,
            "values": self.values,
        }


def save_row(request: SeatRequest, round: Round, row: Row, typed: dict[str, str]) -> Outcome:
    """Save one row and say what came of it; nothing of a refused row is kept."""
    counts, errors = tallies.read_counts(typed)
    if errors:
        return Outcome(status=422, version=row.version, errors=errors)
    unit = unit_in_scope(request, row.unit_id)
    user = request.user
    try:
        tally = tallies.save_tally(
            round=round,
            unit=unit,
            counts=counts,
            edition=_version(request.POST.get(f"{row.unit_id}-version", "")),
            by=user if isinstance(user, User) else None,
            now=timezone.now(),
            accepted=f"{row.unit_id}-confirmed" in request.POST,
            quota=row.quota,
            on_behalf_of=unit.name,
        )
    except tallies.Impossible as refusal:
        return Outcome(status=422, version=row.version, errors=refusal.errors)
    except tallies.Doubtful as refusal:
        return Outcome(status=422, version=row.version, doubts=list(refusal.doubts.values()))
    except tallies.Overtaken as refusal:
        current = refusal.current
        values = {name: written(current, name) for name, _label in COLUMNS}
        version = current.edition if current.pk else 0
        return Outcome(
            status=409, version=version, errors={"": refusal.sentence}, conflict=refusal.sentence, values=values
        )
    except Refused as refusal:
        return Outcome(status=422, version=row.version, errors={"": refusal.sentence})
    values = {name: written(tally, name) for name, _label in COLUMNS}
    return Outcome(version=tally.edition if tally else 0, values=values)


def _version(text: str) -> int:
    return int(text) if text.isdecimal() else -1


@require_POST
@seat_required(Act.RUN)
def results_row(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """Save one row when the keyboard leaves it; answers in JSON."""
    round = own_row(request, Round.objects.select_related("plan__committee"), pk=pk)
    row = next((each for each in shown_rows(round) if each.unit_id == unit_pk), None)
    typed = typed_cells(request.POST, unit_pk)
    if row is None or typed is None:
        sentence = _("Đơn vị này không còn trong đợt; tải lại trang.")
        return JsonResponse(Outcome(status=422, errors={"": sentence}).as_json(), status=422)
    outcome = save_row(request, round, row, typed)
    answer = outcome.as_json()
    if outcome.status == 409:
        answer["errors"] = {}
    return JsonResponse(answer, status=outcome.status)


@require_GET
@seat_required(Act.RUN)
def current_results(request: SeatRequest) -> HttpResponseBase:
    """Straight to the grid of the open round, the one place a clerk in the hall needs."""
    round = (
        Round.objects.filter(path=request.seat.path, state=State.OPEN, kind=Round.Kind.ROUND)
        .order_by("-opened_at")
        .first()
    )
    if round is None:
        messages.info(request, _("Chưa có đợt nào đang mở. Mở một đợt trong kế hoạch rồi nhập kết quả."))
        return redirect("plans")
    return redirect("results", pk=round.pk)
