"""A year's quota annex of khu vực Bình Sơn as an Excel file, made the way such committees make theirs by hand.

Merged titles above, the header on row 5, group rows between the units, totals, place and signatures below: what a clerk
drops into the next plan.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.models import Plan, Round
from committees import scopes
from committees.models import Bloc, Unit, UnitFigure
from config.demo.chain import KHU_VUC
from core.text.dates import long_date
from quotas.allotment import in_force
from quotas.progress import progress_of

HEADER = ("STT", "Đơn vị", "Dân số", "Chỉ tiêu", "Đợt 1", "Đợt 2", "Kết quả", "Ghi chú")
WIDTHS = (6, 52, 12, 12, 10, 10, 12, 24)
HEADER_ROW = 5
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
LINE = Side(style="thin")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's line."""

    name: str
    bloc: str
    population: int | None
    quota: int | None
    by_round: tuple[int | None, int | None]
    result: int | None


def annex_workbook(year: int) -> bytes:
    """The annex of a year of the demo, as the bytes of an .xlsx file. Raises `Unit.DoesNotExist` without the demo."""
    with scopes.for_system("demo_annex"):
        unit = Unit.objects.get(name=KHU_VUC, is_own=True)
        rows = _rows(unit, year)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Phụ lục"
    _write_titles(sheet, year)
    last = _write_rows(sheet, rows)
    _write_signatures(sheet, last + 2, year)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rows(unit: Unit, year: int) -> list[Row]:
    plan = Plan.objects.get(committee__unit=unit, year=year)
    progress = progress_of(unit=unit, year=year, now=dt.datetime.now(dt.UTC))
    people = dict(UnitFigure.objects.filter(unit__parent=unit).order_by("year").values_list("unit_id", "population"))
    rounds = plan.rounds.filter(kind=Round.Kind.ROUND).order_by("ordinal")
    first, second = (_quotas(plan, round) for round in rounds)
    return [
        Row(
            name=line.unit.name,
            bloc=line.unit.bloc,
            population=people.get(line.unit.pk),
            quota=line.quota,
            by_round=(first.get(line.unit.pk), second.get(line.unit.pk)),
            result=int(line.result) if line.result is not None else None,
        )
        for line in progress.lines
    ]


def _quotas(plan: Plan, round: Round) -> dict[int, int | None]:
    allotment = in_force(plan, round)
    return dict(allotment.targets.values_list("receiver_id", "assigned")) if allotment else {}


def _write_titles(sheet: Worksheet, year: int) -> None:
    titles = (
        "BAN CHỈ ĐẠO VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN KHU VỰC BÌNH SƠN",
        f"PHỤ LỤC CHỈ TIÊU VÀ KẾT QUẢ HIẾN MÁU TÌNH NGUYỆN NĂM {year}",
        "(Kèm theo Kế hoạch của Ban Chỉ đạo khu vực Bình Sơn; đơn vị tính: đơn vị máu)",
    )
    for number, title in enumerate(titles, start=1):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(HEADER))
        cell = sheet.cell(number, 1, title)
        cell.font, cell.alignment = Font(bold=number < 3, italic=number == 3), Alignment(horizontal="center")
    for column, (title, width) in enumerate(zip(HEADER, WIDTHS, strict=True), start=1):
        cell = sheet.cell(HEADER_ROW, column, title)
        cell.font, cell.border = Font(bold=True), FRAME
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = width


def _write_rows(sheet: Worksheet, rows: list[Row]) -> int:
    """Groups, units and the total below the header; the number of the last row."""
    at, group = HEADER_ROW, 0
    for bloc in Bloc:
        members = [row for row in rows if row.bloc == bloc]
        if not members:
            continue
        at += 1
        _write(sheet, at, (ROMAN[group], str(bloc.label), *_sums(members), ""), is_bold=True)
        group += 1
        for number, row in enumerate(members, start=1):
            at += 1
            _write(sheet, at, (number, row.name, row.population, row.quota, *row.by_round, row.result, ""))
    _write(sheet, at + 1, ("", "Tổng cộng", *_sums(rows), ""), is_bold=True)
    return at + 1


def _sums(rows: list[Row]) -> tuple[int | None, ...]:
    columns = zip(*((row.population, row.quota, *row.by_round, row.result) for row in rows), strict=True)
    return tuple(sum(known) if (known := [value for value in column if value]) else None for column in columns)


def _write(sheet: Worksheet, at: int, values: tuple[str | int | None, ...], *, is_bold: bool = False) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(at, column, value)
        cell.border, cell.font = FRAME, Font(bold=is_bold)
        if isinstance(value, int) and column > 1:
            cell.number_format = "#,##0"


def _write_signatures(sheet: Worksheet, at: int, year: int) -> None:
    sheet.cell(at, 5, f"Bình Sơn, {long_date(dt.date(year, 12, 20))}").font = Font(italic=True)
    sheet.cell(at + 1, 2, "NGƯỜI LẬP BIỂU").font = Font(bold=True)
    sheet.cell(at + 1, 5, "TM. BAN CHỈ ĐẠO").font = Font(bold=True)
    sheet.cell(at + 2, 5, "PHÓ TRƯỞNG BAN THƯỜNG TRỰC").font = Font(bold=True)
