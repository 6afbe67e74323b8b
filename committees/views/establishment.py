"""The decisions that set up or renewed the committees of member units, a year at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from committees import establishing
from committees.access import SeatRequest, own_committee, seat_required
from committees.establishing import FIRST_YEAR, LAST_YEAR, Change, Decision, Establishment
from committees.models import Unit
from committees.permissions import Act, may
from core.refusal import Refused
from core.requests import many_fields
from core.text.dates import VIETNAM, short_date
from core.text.numbers import integer

UNPROCESSABLE = 422
GRID_FIELDS = 6_000  # a thousand rows of four cells, and what each was opened with
CELLS = (
    ("established", gettext_lazy("Quyết định thành lập")),
    ("established_on", gettext_lazy("Ngày")),
    ("renewed", gettext_lazy("Quyết định kiện toàn")),
    ("renewed_on", gettext_lazy("Ngày")),
)
PACKED = "|"


@dataclass(slots=True)
class Cell:
    """One cell as it is shown."""

    field: str
    label: str
    value: str
    bad: bool = False


@dataclass(slots=True)
class Row:
    """One unit's decisions of the year as they are shown, with what is wrong."""

    unit_id: int
    name: str
    since: int | None
    opened: str
    cells: list[Cell]
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """The table of one year, and how many units the Save changed."""

    found: Establishment
    rows: list[Row]
    changed: int = 0


@many_fields(GRID_FIELDS)
@require_http_methods(["GET", "POST"])
@seat_required(Act.READ)
def establishment(request: SeatRequest) -> HttpResponseBase:
    """Who has a committee in a year, who lacks one; the clerk writes the decisions down in one table."""
    committee = own_committee(request)
    may_change = may(request.seat, Act.RUN)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    year = _year(request.POST.get("year") or request.GET.get("year", ""))
    page = _save(request.POST, committee.unit, year) if request.method == "POST" else _page(committee.unit, year)
    wrong = sum(bool(row.errors) for row in page.rows)
    if request.method == "POST" and not wrong:
        messages.success(request, _("Đã lưu quyết định của %(count)s đơn vị.") % {"count": integer(page.changed)})
        return redirect(f"{reverse('establishment')}?year={year}")
    context = {
        "title": _("Thành lập, kiện toàn Ban Chỉ đạo năm %(year)s") % {"year": year},
        "crumbs": [{"label": committee.short_name, "url": reverse("committee")}, {"label": _("Thành lập, kiện toàn")}],
        "found": page.found,
        "rows": page.rows,
        "columns": [label for _name, label in CELLS],
        "column_count": len(CELLS) + 2,
        "may_change": may_change,
        "kept": page.changed > 0,
        "wrong": wrong,
        "year": year,
        "years": [each for each in (year - 1, year + 1) if FIRST_YEAR <= each <= LAST_YEAR],
    }
    status = UNPROCESSABLE if wrong and not page.changed else 200  # 422 takes back what was saved
    return render(request, "committees/establishment.html", context, status=status)


def _page(top: Unit, year: int) -> Page:
    found = establishing.establishment_of(top=top, year=year)
    return Page(found, _rows(found))


def _save(posted: QueryDict, top: Unit, year: int) -> Page:
    """Save what was typed, all of it or, where somebody else wrote meanwhile, the other rows."""
    typed = _page(top, year)
    changes = _read(posted, typed.found, typed.rows)
    if any(row.errors for row in typed.rows):
        return typed
    changed, conflicts = establishing.record(top=top, year=year, changes=changes)
    page = _page(top, year)
    page.changed = changed
    for row in page.rows:
        if row.unit_id in conflicts:
            row.errors[""] = conflicts[row.unit_id]
    return page


def _year(text: str) -> int:
    """The year that is asked for, else this one."""
    if text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return timezone.now().astimezone(VIETNAM).year


def _rows(found: Establishment) -> list[Row]:
    rows = []
    for line in found.lines:
        values = _written(line.established, line.renewed)
        cells = [
            Cell(name, f"{line.unit.name}, {label}", value) for (name, label), value in zip(CELLS, values, strict=True)
        ]
        rows.append(Row(line.unit.pk, line.unit.name, line.since, PACKED.join(values), cells))
    return rows


def _written(established: Decision, renewed: Decision) -> list[str]:
    values = []
    for each in (established, renewed):
        values += [each.number, short_date(each.decided_on) if each.decided_on else ""]
    return values


def _read(posted: QueryDict, found: Establishment, rows: list[Row]) -> dict[int, Change]:
    """What was typed in each row; a row that cannot be read keeps its cells and says why."""
    changes = {}
    for row, line in zip(rows, found.lines, strict=True):
        if f"{row.unit_id}-opened" not in posted:
            continue
        for cell in row.cells:
            cell.value = posted.get(f"{row.unit_id}-{cell.field}", "").replace("\x00", "").strip()
        row.opened = posted.get(f"{row.unit_id}-opened", "")
        typed = [_decision(row, *row.cells[:2]), _decision(row, *row.cells[2:])]
        opened = _opened(row.opened, line)
        changes[row.unit_id] = Change(opened=opened, typed=(typed[0], typed[1]))
    return changes


def _decision(row: Row, number: Cell, day: Cell) -> Decision:
    try:
        return establishing.read_decision(number.value, day.value)
    except Refused as refusal:
        row.errors[day.field] = refusal.sentence
        day.bad = True
        return Decision()


def _opened(packed: str, line: establishing.Line) -> tuple[Decision, Decision]:
    """What the row was opened with; anything that `_rows` did not write counts as what stands now."""
    parts = packed.split(PACKED)
    try:
        if len(parts) == len(CELLS):
            return establishing.read_decision(*parts[:2]), establishing.read_decision(*parts[2:])
    except Refused:
        pass
    return line.established, line.renewed
