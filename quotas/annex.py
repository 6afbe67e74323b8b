"""Last year's quota annex, dropped in as the Excel file it is: units, blocs, quotas and results in one go.

The header is found by meaning wherever it stands (merged titles above, one or two rows high), group rows give the bloc,
totals are checked against their parts and never read as a unit.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from campaigns import planning
from campaigns.gate import hold_plan_open
from campaigns.models import Plan, Round, State
from committees import tree
from committees.models import BLOC_OF_LEVEL, Bloc, Unit, User
from committees.pasted_list import level_of_name
from core.refusal import Refused
from core.text.folding import compose, fold
from core.text.numbers import integer, parse_integer
from quotas import allotment, tallies
from quotas.models import Allotment, Tally

MOST_ROWS = 5_000
MOST_BYTES = 10 * 1024 * 1024
HEADER_WITHIN = 30  # rows from the top of a sheet

_NAMES = ("ten don vi", "don vi", "ten co quan", "xa phuong", "noi dung")
_POPULATION = ("dan so", "so dan")
_HEADCOUNT = ("can bo", "cbcc", "nhan vien", "quan so", "lao dong", "doan vien", "si so")
_QUOTA = ("chi tieu", "giao", "ke hoach", "phan bo")
_RESULT = ("ket qua", "thuc hien", "dat duoc", "tiep nhan", "da hien")
_NOTE = ("ghi chu",)
_ROUND = re.compile(r"\bdot (\d+|i{1,3}|iv|vi{0,3})\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_TOTAL = re.compile(
    r"^(tong(?! cong ty)|cong(?! (ty|an|doan|nhan|thuong|trinh|vien|dong))|toan (huyen|xa|tinh|khu vuc|phuong))\b"
)
_GROUP_INDEX = re.compile(r"^([ivx]+|[a-h])[.)]?$", re.IGNORECASE)
_BLOC_WORDS: tuple[tuple[str, Bloc], ...] = (
    ("luc luong vu trang", Bloc.ARMED_FORCES),
    ("cong an", Bloc.ARMED_FORCES),
    ("truong", Bloc.SCHOOL),
    ("giao duc", Bloc.SCHOOL),
    ("doanh nghiep", Bloc.ENTERPRISE),
    ("cong ty", Bloc.ENTERPRISE),
    ("doan the", Bloc.ASSOCIATION),
    ("hoi ", Bloc.ASSOCIATION),
    ("thon", Bloc.VILLAGE),
    ("to dan pho", Bloc.VILLAGE),
    ("khu pho", Bloc.VILLAGE),
    ("xa", Bloc.TERRITORY),
    ("phuong", Bloc.TERRITORY),
    ("thi tran", Bloc.TERRITORY),
    ("co quan", Bloc.AGENCY),
    ("don vi", Bloc.AGENCY),
)


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One unit's line: what it was given and what came, for the year and per đợt. `line` is the sheet's row number."""

    line: int
    name: str
    bloc: str
    population: int | None = None
    headcount: int | None = None
    quota: int | None = None
    result: int | None = None
    round_quotas: dict[int, int] = field(default_factory=dict)
    round_results: dict[int, int] = field(default_factory=dict)
    note: str = ""

    @property
    def bloc_label(self) -> str:
        """The bloc in words; blank where no group row named one."""
        return str(Bloc(self.bloc).label) if self.bloc else ""

    @property
    def year_quota(self) -> int | None:
        """The year's quota, as written or as the sum of its rounds."""
        return self.quota if self.quota is not None else _sum(self.round_quotas)

    @property
    def year_result(self) -> int | None:
        """The year's result, as written or as the sum of its rounds."""
        return self.result if self.result is not None else _sum(self.round_results)


@dataclass(frozen=True, slots=True)
class Annex:
    """What was read: the rows in order, and every doubt about them as a sentence with its row number."""

    sheet: str
    header_line: int
    rows: list[AnnexRow]
    problems: list[str]

    @property
    def quota(self) -> int:
        """The sum of the year's quotas."""
        return sum(row.year_quota or 0 for row in self.rows)

    @property
    def result(self) -> int:
        """The sum of the year's results."""
        return sum(row.year_result or 0 for row in self.rows)

    @property
    def rounds(self) -> list[int]:
        """The đợt that columns name."""
        return sorted({number for row in self.rows for number in (*row.round_quotas, *row.round_results)})


def _sum(parts: dict[int, int]) -> int | None:
    return sum(parts.values()) if parts else None


def read_annex(content: bytes) -> Annex:
    """Read the first sheet that holds a quota table. Raises `Refused` with what to do where none does."""
    if len(content) > MOST_BYTES:
        raise Refused(_("Tệp lớn hơn 10 MB; bỏ bớt ảnh và trang tính không cần rồi tải lại."))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, ValueError, OSError) as error:
        raise Refused(
            _("Không đọc được tệp này; tải lên tệp Excel (.xlsx, .xls) hoặc .ods không đặt mật khẩu.")
        ) from error
    for name in workbook.sheet_names:
        cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
        found = _read_sheet(name, [[_text(cell) for cell in row] for row in cells])
        if found is not None:
            return found
    raise Refused(_("Không thấy bảng chỉ tiêu: cần một hàng tiêu đề có cột “Đơn vị” và cột “Chỉ tiêu” hoặc “Kết quả”."))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return compose(str(cell)) if cell is not None else ""


@dataclass(slots=True)
class _Columns:
    name: int = -1
    index: int = -1
    population: int = -1
    headcount: int = -1
    quota: int = -1
    result: int = -1
    note: int = -1
    round_quotas: dict[int, int] = field(default_factory=dict)
    round_results: dict[int, int] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        return self.name >= 0 and bool(self.quota >= 0 or self.result >= 0 or self.round_quotas or self.round_results)


def _read_sheet(name: str, cells: list[list[str]]) -> Annex | None:
    for line, row in enumerate(cells[:HEADER_WITHIN]):
        below = cells[line + 1] if line + 1 < len(cells) else []
        columns = _columns([fold(cell) for cell in row])
        two_high = _columns(_joined(row, below)) if columns.name >= 0 and _is_second_header_row(below) else None
        columns = two_high or columns
        if columns.is_table:
            first = line + (2 if two_high else 1)
            rows, problems = _read_rows(cells, first, columns)
            if rows:
                return Annex(sheet=name, header_line=line + 1, rows=rows, problems=problems)
    return None


def _is_second_header_row(row: Sequence[str]) -> bool:
    words = [cell for cell in row if cell]
    return (
        bool(words) and not any(cell.isdigit() for cell in words) and any(_ROUND.search(fold(cell)) for cell in words)
    )


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """A two-row header as one: merged upper cells reach to the right until the next one."""
    joined, over = [], ""
    for position in range(max(len(upper), len(lower))):
        above = upper[position] if position < len(upper) else ""
        under = lower[position] if position < len(lower) else ""
        over = above or (over if under else "")
        joined.append(fold(f"{over} {under}"))
    return joined


def _columns(header: Sequence[str]) -> _Columns:
    columns = _Columns()
    about_results = False
    for position, title in enumerate(header):
        if not title:
            continue
        round_match = _ROUND.search(title)
        if any(word in title for word in _RESULT):
            about_results = True
        elif any(word in title for word in _QUOTA):
            about_results = False
        if title.strip() in ("stt", "tt", "so tt"):
            columns.index = position
        elif round_match:
            number = _round_number(round_match.group(1))
            (columns.round_results if about_results else columns.round_quotas).setdefault(number, position)
        elif columns.note < 0 and any(word in title for word in _NOTE):
            columns.note = position
        elif columns.population < 0 and any(word in title for word in _POPULATION):
            columns.population = position
        elif columns.headcount < 0 and any(word in title for word in _HEADCOUNT):
            columns.headcount = position
        elif columns.result < 0 and any(word in title for word in _RESULT):
            columns.result = position
        elif columns.quota < 0 and any(word in title for word in _QUOTA):
            columns.quota = position
        elif columns.name < 0 and any(word in title for word in _NAMES):
            columns.name = position
    return columns


def _round_number(text: str) -> int:
    return _ROMAN.get(text) or int(text)


def _read_rows(cells: list[list[str]], first: int, columns: _Columns) -> tuple[list[AnnexRow], list[str]]:
    rows: list[AnnexRow] = []
    problems: list[str] = []
    bloc = ""
    for line, row in _rows_of_table(cells, first, columns):
        name = _cell(row, columns.name)
        unclear: list[str] = []
        numbers = _numbers(row, columns, line, unclear)
        folded = fold(name)
        if _TOTAL.match(folded):
            problems += _check_total(numbers, rows, line)
            continue
        if _is_group(row, columns, numbers):
            bloc = _bloc_named(folded)
            continue
        if not numbers and not _cell(row, columns.index):
            break  # place, date and signatures stand below the table
        problems += unclear
        rows.append(
            AnnexRow(
                line=line,
                name=name,
                bloc=bloc,
                population=numbers.get("population"),
                headcount=numbers.get("headcount"),
                quota=numbers.get("quota"),
                result=numbers.get("result"),
                round_quotas={n: numbers[f"quota {n}"] for n in columns.round_quotas if f"quota {n}" in numbers},
                round_results={n: numbers[f"result {n}"] for n in columns.round_results if f"result {n}" in numbers},
                note=_cell(row, columns.note)[:200],
            )
        )
    problems += _twice(rows)
    problems += [problem for row in rows for problem in _row_sums(row)]
    return rows, problems


def _rows_of_table(cells: list[list[str]], first: int, columns: _Columns) -> Iterator[tuple[int, list[str]]]:
    for position in range(first, len(cells)):
        if _cell(cells[position], columns.name) or (_cell(cells[position], columns.index)):
            row = cells[position]
            if not _cell(row, columns.name):  # a total or group whose merged text stands in the first column
                row = [*row]
                row[columns.name] = _cell(row, columns.index)
            yield position + 1, row


def _cell(row: Sequence[str], position: int) -> str:
    return row[position].strip() if 0 <= position < len(row) else ""


def _numbers(row: Sequence[str], columns: _Columns, line: int, problems: list[str]) -> dict[str, int]:
    places = {
        "population": columns.population,
        "headcount": columns.headcount,
        "quota": columns.quota,
        "result": columns.result,
        **{f"quota {number}": position for number, position in columns.round_quotas.items()},
        **{f"result {number}": position for number, position in columns.round_results.items()},
    }
    numbers: dict[str, int] = {}
    for key, position in places.items():
        text = _cell(row, position)
        if not text or text in ("-", "–", "x", "X"):
            continue
        try:
            numbers[key] = parse_integer(text)
        except ValueError:
            problems.append(
                _("Dòng %(line)s: “%(text)s” không phải là số nên bị bỏ trống.") % {"line": line, "text": text[:30]}
            )
    return numbers


def _is_group(row: Sequence[str], columns: _Columns, numbers: dict[str, int]) -> bool:
    index = _cell(row, columns.index)
    if _GROUP_INDEX.match(index):
        return True
    return not numbers and not index.isdigit() and bool(_bloc_named(fold(_cell(row, columns.name))) and not index)


def _bloc_named(folded: str) -> str:
    padded = f"{folded} "
    return next((str(bloc) for word, bloc in _BLOC_WORDS if word in padded), "")


def _check_total(numbers: dict[str, int], rows: list[AnnexRow], line: int) -> list[str]:
    sums = {"quota": sum(row.year_quota or 0 for row in rows), "result": sum(row.year_result or 0 for row in rows)}
    return [
        _("Dòng %(line)s: tổng ghi %(written)s nhưng các đơn vị cộng lại là %(sum)s.")
        % {"line": line, "written": integer(numbers[key]), "sum": integer(found)}
        for key, found in sums.items()
        if key in numbers and numbers[key] != found
    ]


def _twice(rows: list[AnnexRow]) -> list[str]:
    seen: dict[str, int] = {}
    problems = []
    for row in rows:
        former = seen.setdefault(fold(row.name), row.line)
        if former != row.line:
            problems.append(
                _("Dòng %(line)s: “%(name)s” trùng với dòng %(former)s.")
                % {"line": row.line, "name": row.name, "former": former}
            )
    return problems


def _row_sums(row: AnnexRow) -> list[str]:
    return [
        _("Dòng %(line)s: các đợt cộng lại là %(sum)s, khác số cả năm %(year)s.")
        % {"line": row.line, "sum": integer(parts), "year": integer(year)}
        for year, parts in ((row.quota, _sum(row.round_quotas)), (row.result, _sum(row.round_results)))
        if year is not None and parts is not None and year != parts
    ]


@dataclass(frozen=True, slots=True)
class Applied:
    """What taking an annex over did."""

    units_added: int
    units_found: int
    quota: int
    result: int
    plan: Plan | None


@transaction.atomic
def apply_annex(*, plan: Plan, annex: Annex, by: User | None, now: dt.datetime) -> Applied:
    """Take over an annex of the year before `plan`: its units, and a closed plan of that year with quotas and results.

    Units are found by name below the committee's unit and added where missing. Raises `Refused` where that year
    already has figures, where a name stands twice, or where `plan` is closed.
    """
    hold_plan_open(plan)
    twice = _twice(annex.rows)
    if twice:
        raise Refused(" ".join(twice) + " " + _("Sửa tên trong tệp rồi tải lại."))
    former = _former_plan(plan, now)
    units, added = _units_of(plan, annex)
    _write_quotas(former, annex, units, now)
    _write_results(former, annex, units, by, now)
    planning.close_plan(plan=former, now=now)
    return Applied(
        units_added=added,
        units_found=len(units) - added,
        quota=annex.quota,
        result=annex.result,
        plan=former,
    )


def _former_plan(plan: Plan, now: dt.datetime) -> Plan:
    year = plan.year - 1
    former = Plan.objects.filter(committee=plan.committee_id, year=year).select_related("committee__unit").first()
    if former is None:
        former = planning.create_plan(committee=plan.committee, year=year, blood_unit=plan.blood_unit)
    if former.state == State.CLOSED or Allotment.objects.filter(plan=former).exists() or _has_results(former):
        raise Refused(_("Năm %(year)s đã có số liệu trong hệ thống nên không lấy từ tệp nữa.") % {"year": year})
    planning.open_plan(plan=former, now=now)
    return former


def _has_results(plan: Plan) -> bool:
    return Tally.objects.filter(round__plan=plan).exists()


def _units_of(plan: Plan, annex: Annex) -> tuple[dict[int, Unit], int]:
    """Each row's unit by the row's line, and how many were added."""
    parent = plan.committee.unit
    known = {fold(unit.name): unit for unit in Unit.objects.filter(parent=parent, valid_to=None)}
    units: dict[int, Unit] = {}
    added = 0
    for row in annex.rows:
        unit = known.get(fold(row.name)) or _by_short_name(known, row.name)
        if unit is None:
            level = level_of_name(row.name)
            unit = tree.add_unit(parent=parent, level=level, name=row.name, bloc=row.bloc or BLOC_OF_LEVEL[level])
            known[fold(row.name)] = unit
            added += 1
        units[row.line] = unit
        if row.population is not None or row.headcount is not None:
            tree.set_figures(
                unit=unit,
                year=plan.year - 1,
                population=row.population,
                headcount=row.headcount,
                source=f"Phụ lục chỉ tiêu năm {plan.year - 1}",
            )
    return units, added


def _by_short_name(known: dict[str, Unit], name: str) -> Unit | None:
    """«Bình Minh» for «Xã Bình Minh», where only one unit can be meant."""
    folded = fold(name)
    found = [unit for full, unit in known.items() if full.endswith(f" {folded}") and unit.is_territory]
    return found[0] if len(found) == 1 else None


def _write_quotas(plan: Plan, annex: Annex, units: dict[int, Unit], now: dt.datetime) -> None:
    lines = [
        allotment.Line(unit=units[row.line], assigned=row.year_quota, note=row.note)
        for row in annex.rows
        if row.year_quota is not None
    ]
    if lines:
        draft = allotment.draft_of(plan)
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        allotment.issue(allotment=draft, decision=plan.document, now=now)


def _write_results(plan: Plan, annex: Annex, units: dict[int, Unit], by: User | None, now: dt.datetime) -> None:
    """One round a column of results; without such columns, one round that holds the year."""
    numbers = sorted({number for row in annex.rows for number in row.round_results})
    for number in numbers or [0]:
        results = [
            (units[row.line], row.round_results.get(number) if number else row.year_result) for row in annex.rows
        ]
        counted = [(unit, result) for unit, result in results if result is not None]
        if not counted:
            continue
        round = planning.add_round(plan=plan, name=f"Đợt {number}" if number else "Cả năm")
        planning.set_participants(round=round, units=[unit for unit, _result in counted])
        planning.open_round(round=round, now=now)
        _save_results(round, counted, by, now)
        planning.close_round(round=round, now=now)


def _save_results(round: Round, counted: list[tuple[Unit, int]], by: User | None, now: dt.datetime) -> None:
    for unit, result in counted:
        tallies.save_tally(
            round=round, unit=unit, counts=tallies.Counts(units=result), edition=0, by=by, now=now, accepted=True
        )
