"""The results grid of a round: by keyboard, by paste, or with one Save; a row saves itself when it is left."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.hosting import round_for_host
from campaigns.models import BloodUnit, Round, State
from committees.access import SeatRequest, seat_required, unit_in_scope
from committees.models import User
from committees.permissions import Act
from core.refusal import Refused
from core.requests import many_fields
from core.scope import is_within
from core.text.dates import short_date
from core.text.numbers import integer
from quotas import allotment, tallies
from quotas.models import Metric, Tally, Target
from quotas.wording import noun_of

GRID_FIELDS = 13_000  # a thousand rows of ten cells, their versions and what they were opened with
PACKED = "|"
OUTSIDE_COLUMNS = (("given_on", gettext_lazy("Ngày hiến")), ("proof", gettext_lazy("Chứng từ")))
DAY_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
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
_SUMMED = ("bags_250", "bags_350", "bags_450", "apheresis", "units")  # a row's sum, as it is typed


@dataclass(slots=True)
class Cell:
    """One cell as it is shown."""

    field: str
    label: str
    value: str
    bad: bool = False
    is_text: bool = False


@dataclass(slots=True)
class Row:
    """One unit's line as it is shown, with what is wrong in it."""

    unit_id: int
    name: str
    bloc: str
    quota: int | None
    version: int
    opened: str
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
    round = round_for_host(request, pk)
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
    return render(request, "quotas/results.html", _page(request, round, rows))


def _page(request: SeatRequest, round: Round, rows: list[Row]) -> dict[str, object]:
    rule = round.plan.blood_unit
    is_outside = round.kind == Round.Kind.OUTSIDE
    plan = {"label": round.plan.title}
    if is_within(request.seat.path, round.path):  # a co-host in another branch sees the round and not the plan's page
        plan["url"] = reverse("plan", args=[round.plan_id])
    return {
        "title": _("%(round)s · kết quả theo đơn vị") % {"round": round.name},
        "crumbs": [
            plan,
            {"label": round.name, "url": reverse("round", args=[round.pk])},
            {"label": _("Kết quả")},
        ],
        "as_of": timezone.now(),
        "lead": _("Máu hiến ngoài các đợt: ghi số của từng đơn vị kèm ngày hiến và chứng từ.")
        if is_outside
        else _("Nhập từng ô rồi Enter, hoặc dán cả khối số chép từ Excel. Mỗi dòng tự lưu khi rời khỏi dòng."),
        "round": round,
        "rows": rows,
        "columns": COLUMNS,
        "outside_columns": OUTSIDE_COLUMNS if is_outside else (),
        "quota": sum(row.quota or 0 for row in rows) or None,
        "is_open": round.state == State.OPEN,
        "sum_of_bags": " ".join(name for name in _SUMMED if name != "apheresis" or rule != BloodUnit.WHOLE),
        "sum_label": _("túi máu") if rule == BloodUnit.ML250 else noun_of(Metric.BLOOD_UNITS, rule),
        "blood_unit": round.plan.get_blood_unit_display(),
        "column_count": len(COLUMNS) + 4 + (len(OUTSIDE_COLUMNS) if is_outside else 0),
    }


def shown_rows(round: Round) -> list[Row]:
    """The grid's lines from what is saved."""
    is_outside = round.kind == Round.Kind.OUTSIDE
    return [
        Row(
            unit_id=line.unit.pk,
            name=line.unit.name,
            bloc=line.unit.get_bloc_display(),
            quota=line.quota,
            version=line.edition,
            opened="" if is_outside else packed(line.tally),  # two people in one outside row: the whole row conflicts
            cells=_cells(line, is_outside=is_outside),
        )
        for line in tallies.grid(round, quotas=quotas_of(round))
    ]


def _cells(line: tallies.GridRow, *, is_outside: bool) -> list[Cell]:
    cells = [Cell(name, f"{line.unit.name}, {label}", written(line.tally, name)) for name, label in COLUMNS]
    for name, label in OUTSIDE_COLUMNS if is_outside else ():
        cells.append(Cell(name, f"{line.unit.name}, {label}", written(line.tally, name), is_text=True))
    return cells


def written(tally: Tally | None, name: str) -> str:
    """A saved count as its cell shows it: blank where there is no figure."""
    value = getattr(tally, name) if tally is not None else None
    if isinstance(value, dt.date):
        return short_date(value)
    return value if isinstance(value, str) else _count(value)


def _count(figure: int | None) -> str:
    return "" if figure is None else integer(figure)


def packed(tally: Tally | None) -> str:
    """The counts of a row in one hidden field, in the order of the columns: "71|66|61|5||38|20|3|0|"."""
    counts = tallies.counts_of(tally)
    figures = (getattr(counts, name) for name, _label in COLUMNS)
    return PACKED.join("" if figure is None else str(figure) for figure in figures)


def unpacked(text: str) -> tallies.Counts | None:
    """The counts that a row was opened with; None for anything that `packed` did not write."""
    parts = text.split(PACKED)
    if len(parts) != len(COLUMNS) or any(part and not (part.isascii() and part.isdigit()) for part in parts):
        return None
    figures = (int(part) if part else None for part in parts)
    return tallies.Counts(**{name: figure for (name, _label), figure in zip(COLUMNS, figures, strict=True)})


def save_all(request: SeatRequest, round: Round, rows: list[Row]) -> tuple[int, int]:
    """Save every changed row of the posted form; what could not be saved keeps its typed cells and says why."""
    saved = open_rows = 0
    for row in rows:
        typed = typed_cells(request.POST, row.unit_id)
        if typed is None or all(typed[cell.field] == cell.value for cell in row.cells):
            continue
        if _is_untouched(typed, unpacked(request.POST.get(f"{row.unit_id}-opened", ""))):
            continue  # only somebody else changed it since the page was opened; the row shows theirs
        outcome = save_row(request, round, row, typed)
        for cell in row.cells:
            cell.value = outcome.theirs.get(cell.field, typed[cell.field])
            cell.bad = cell.field in outcome.errors
        row.errors, row.doubts = outcome.errors, outcome.doubts
        if outcome.conflict:
            row.errors = {"": outcome.conflict, **outcome.errors}
        row.version, row.opened = outcome.version, outcome.opened
        if outcome.is_saved:
            saved += 1
        else:
            open_rows += 1
    return saved, open_rows


def _is_untouched(typed: dict[str, str], opened: tallies.Counts | None) -> bool:
    counts, errors = tallies.read_counts(typed)
    return not errors and counts == opened


def typed_cells(posted: QueryDict, unit_id: int) -> dict[str, str] | None:
    """The cells of one row as they were posted; None where the row was not."""
    if f"{unit_id}-version" not in posted:
        return None
    names = [name for name, _label in (*COLUMNS, *OUTSIDE_COLUMNS)]
    return {name: posted.get(f"{unit_id}-{name}", "").replace("\x00", "").strip() for name in names}


def read_day(text: str) -> tuple[dt.date | None, dict[str, str]]:
    """A day as people write it («2/10/2026»), and a sentence where it is none."""
    for form in DAY_FORMATS if text else ():
        with suppress(ValueError):
            return dt.datetime.strptime(text, form).date(), {}  # noqa: DTZ007  # a day, no moment
    return None, {"given_on": _("“%(text)s” không phải là ngày; ghi như 24/11/2026.") % {"text": text}} if text else {}


@dataclass(slots=True)
class Outcome:
    """What came of saving one row, as static/js/grid.js reads it."""

    status: int = 200
    version: int = 0
    opened: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    conflict: str = ""
    values: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    said: str = ""

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
            "opened": self.opened,
            "values": self.values,
            "theirs": self.theirs,
            "said": self.said,
        }

    def with_meanwhile(self, meanwhile: tallies.Meanwhile | None) -> Outcome:
        """The same, for a row that somebody else saved in between: from here on it is theirs that was opened."""
        if meanwhile is not None:
            current = meanwhile.current
            self.version = current.edition if current.pk else 0
            self.opened = packed(current) if self.opened else ""
            self.theirs = {name: _count(figure) for name, figure in meanwhile.theirs.items()}
        return self


def save_row(request: SeatRequest, round: Round, row: Row, typed: dict[str, str]) -> Outcome:
    """Save one row and say what came of it; nothing of a refused row is kept."""
    posted, user = request.POST, request.user
    opened, version = posted.get(f"{row.unit_id}-opened", ""), _version(posted.get(f"{row.unit_id}-version", ""))
    as_it_was = Outcome(status=422, version=max(version, 0), opened=opened)
    counts, as_it_was.errors = tallies.read_counts(typed)
    is_outside = round.kind == Round.Kind.OUTSIDE
    given_on, wrong_day = read_day(typed["given_on"]) if is_outside else (None, {})
    as_it_was.errors |= wrong_day
    if as_it_was.errors:
        return as_it_was
    unit = unit_in_scope(request, row.unit_id)
    try:
        tally = tallies.save_tally(
            round=round,
            unit=unit,
            counts=counts,
            edition=version,
            by=user if isinstance(user, User) else None,
            now=timezone.now(),
            accepted=f"{row.unit_id}-confirmed" in posted,
            quota=row.quota,
            given_on=given_on,
            proof=typed["proof"][:200] if is_outside else "",
            on_behalf_of=unit.name,
            opened=unpacked(opened),
        )
    except tallies.Impossible as refusal:
        as_it_was.errors = refusal.errors
        return as_it_was.with_meanwhile(refusal.meanwhile)
    except tallies.Doubtful as refusal:
        as_it_was.doubts = list(refusal.doubts.values())
        return as_it_was.with_meanwhile(refusal.meanwhile)
    except tallies.Overtaken as refusal:
        return _overtaken(as_it_was, refusal)
    except Refused as refusal:
        as_it_was.errors = {"": refusal.sentence}
        return as_it_was
    return _saved(tally, version, is_outside=is_outside)


def _saved(tally: Tally | None, version: int, *, is_outside: bool) -> Outcome:
    """What the grid shows of a row that was saved; `version` is the one that it was opened with."""
    columns = (*COLUMNS, *OUTSIDE_COLUMNS) if is_outside else COLUMNS
    values = {name: written(tally, name) for name, _label in columns}
    is_merged = tally is not None and tally.edition > version + 1
    said = _("✓ đã lưu, giữ cả số người khác vừa ghi") if is_merged else ""
    return Outcome(
        version=tally.edition if tally else 0, opened="" if is_outside else packed(tally), values=values, said=said
    )


def _overtaken(outcome: Outcome, refusal: tallies.Overtaken) -> Outcome:
    """The cells where two people wrote different figures, by column; `values` are what the other wrote there."""
    conflicts = refusal.meanwhile.conflicts
    outcome.status, outcome.conflict = 409, refusal.sentence
    outcome.errors = {
        name: _wrote(refusal.meanwhile, label, conflicts[name]) for name, label in COLUMNS if name in conflicts
    }
    outcome.values = {name: _count(figure) for name, figure in conflicts.items()}
    if refusal.meanwhile.current.round.kind == Round.Kind.OUTSIDE:
        outcome.values |= {name: written(refusal.meanwhile.current, name) for name, _label in OUTSIDE_COLUMNS}
    return outcome.with_meanwhile(refusal.meanwhile)


def _wrote(meanwhile: tallies.Meanwhile, label: object, figure: int | None) -> str:
    said = {"column": label, "who": tallies.meanwhile_by(meanwhile), "figure": _count(figure)}
    if figure is None:
        return _("%(column)s: %(who)s để trống ô này.") % said
    return _("%(column)s: %(who)s ghi %(figure)s.") % said


def _version(text: str) -> int:
    return int(text) if text.isdecimal() else -1


@require_POST
@seat_required(Act.RUN)
def results_row(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """Save one row when the keyboard leaves it; answers in JSON."""
    round = round_for_host(request, pk)
    row = next((each for each in shown_rows(round) if each.unit_id == unit_pk), None)
    typed = typed_cells(request.POST, unit_pk)
    if row is None or typed is None:
        sentence = _("Đơn vị này không còn trong đợt; tải lại trang.")
        return JsonResponse(Outcome(status=422, errors={"": sentence}).as_json(), status=422)
    outcome = save_row(request, round, row, typed)
    return JsonResponse(outcome.as_json(), status=outcome.status)


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
