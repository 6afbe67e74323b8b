"""The figures of a plan that is being made: its aims in words, each round's time and place, the quotas of the annex.

What is still a draft counts here before what is in force: the document is what gives it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.deadlines import due_sentence
from campaigns.models import CampaignWindow, Deadline, Plan, Round, Session
from committees.models import Unit
from committees.ordering import annex_place
from core.text.language import in_vietnamese
from quotas import goals
from quotas.aims import Aim
from quotas.allotment import given_for
from quotas.models import Allotment, Metric, QuotaKind, Target
from quotas.wording import figure_of, target_in_words
from reports.blocks import Figures
from reports.figures.blocs import BlocLines, by_bloc
from reports.figures.book import Book, Value, refuse_other_sum
from reports.figures.times import bind_session, sessions_of, window_days

YEAR = "year"  # the column of the whole year among those of rounds


@dataclass(frozen=True, slots=True)
class PlannedAim:
    """An aim of the plan that has a figure, bound as `key`."""

    aim: Aim
    key: str


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round with its sessions; `is_open`: time or place is still to be told; `has_due`: lists are due by a day."""

    round: Round
    sessions: list[Session]
    is_open: bool
    has_due: bool


@dataclass(frozen=True, slots=True)
class Quotas:
    """What the annex prints: columns as (key, heading), and the units of each bloc."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    blocs: list[BlocLines[Unit]] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedFigures:
    """The figures of a plan and what the composing of its text must know besides them."""

    entries: Figures
    aims: list[PlannedAim]
    window_aims: dict[int, list[PlannedAim]]
    windows: list[CampaignWindow]
    rounds: list[PlannedRound]
    quotas: Quotas
    given: str  # the key of what the superior gave, or nothing
    giver: str


@in_vietnamese()
def figures_of_plan(plan: Plan, *, now: dt.datetime) -> PlannedFigures:
    """All figures of the plan as it stands now, verified: the annex's totals are the sums of its lines."""
    book = Book(now)
    rows = goals.listed(plan, sees_all_lines=True, receiver_id=plan.committee.unit_id)
    windows = list(plan.windows.order_by("starts_on"))
    for window in windows:
        book.text(f"window.{window.pk}.days", window_days(window), _("Thời gian của %(name)s") % {"name": window.name})
    given = given_for(Aim(plan=plan))
    if given is not None:
        key = "given.blood_units"
        text = target_in_words(given.figure, Metric.BLOOD_UNITS, QuotaKind.COUNT, plan.blood_unit)
        book.text(key, text, _("Chỉ tiêu được giao: %(source)s") % {"source": given.decision or given.giver})
    found = PlannedFigures(
        entries=book.entries,
        aims=_aims(book, [row for row in rows if row.aim.round is None and row.aim.window is None]),
        window_aims={
            window.pk: _aims(book, [row for row in rows if row.aim.window == window], f"window.{window.pk}.")
            for window in windows
        },
        windows=windows,
        rounds=_rounds(book, plan),
        quotas=_quotas(book, rows),
        given="given.blood_units" if given is not None else "",
        giver=given.giver if given is not None else "",
    )
    verify(book.entries)
    return found


def verify(figures: Figures) -> None:
    """Raise `FiguresDisagreeError` where a total of the annex is not the sum of its units or of its blocs."""
    for whole in [key for key in figures if key.startswith("quota.table.")]:
        column = whole.removeprefix("quota.table.")
        refuse_other_sum(figures, whole, _keys(figures, "quota.unit.", f".{column}"))
        refuse_other_sum(figures, whole, _keys(figures, "quota.bloc.", f".{column}"))


def _keys(figures: Figures, start: str, end: str) -> list[str]:
    return [key for key in figures if key.startswith(start) and key.endswith(end)]


# --- Aims -------------------------------------------------------------------------------------------


def _aims(book: Book, rows: Iterable[goals.Listed], prefix: str = "") -> list[PlannedAim]:
    """Each aim's own figure; else what a superior gave for it; the sum of its units for đơn vị máu alone."""
    found = []
    for row in rows:
        words, source = _words(row)
        if words:
            key = f"{prefix}aim.{row.aim.metric}.{row.aim.kind}"
            book.text(key, words, source)
            found.append(PlannedAim(row.aim, key))
    return found


def _words(row: goals.Listed) -> tuple[str, str]:
    for allotment in (row.newest, row.recorded):
        figure = figure_of(allotment) if allotment is not None else None
        if allotment is not None and figure is not None:
            words = target_in_words(figure, row.aim.metric, row.aim.kind, row.aim.plan.blood_unit)
            return words, _source(allotment)
    return "", ""


def _source(allotment: Allotment) -> str:
    if allotment.is_from_superior:
        return _("Chỉ tiêu được giao: %(source)s") % {"source": allotment.decision or allotment.giver_name}
    told = {"version": allotment.version, "state": allotment.get_state_display()}
    return _("Chỉ tiêu của kế hoạch, bản %(version)s (%(state)s)") % told


# --- Time and place ---------------------------------------------------------------------------------


def _rounds(book: Book, plan: Plan) -> list[PlannedRound]:
    rounds = list(plan.rounds.filter(kind=Round.Kind.ROUND).order_by("ordinal"))
    sessions = sessions_of(rounds)
    lists = Deadline.objects.filter(round__in=rounds, kind=Deadline.Kind.LIST)
    due = {deadline.round_id: deadline for deadline in lists}
    book.count("rounds.count", len(rounds), _("Số đợt trong kế hoạch"))
    found = []
    for round in rounds:
        book.text(f"round.{round.pk}.name", round.name, _("Tên đợt"))
        if round.pk in due:
            book.text(f"round.{round.pk}.due", due_sentence(due[round.pk]), _("Hạn nộp danh sách đã đặt"))
        for session in sessions[round.pk]:
            bind_session(book, session)
        if not sessions[round.pk] and round.starts_on is not None:
            ends_on = round.ends_on or round.starts_on
            days = window_days(CampaignWindow(starts_on=round.starts_on, ends_on=ends_on))
            book.text(f"round.{round.pk}.time", days, _("Ngày của đợt"))
        is_open = not sessions[round.pk] or any(each.is_month_only or not each.venue for each in sessions[round.pk])
        found.append(PlannedRound(round, sessions[round.pk], is_open, has_due=round.pk in due))
    return found


# --- The annex --------------------------------------------------------------------------------------


def _quotas(book: Book, rows: Iterable[goals.Listed]) -> Quotas:
    """The newest version of the year's đơn vị máu and of each round's, by unit and bloc."""
    versions = {
        (row.aim.round.pk if row.aim.round else YEAR): row.newest for row in rows if row.aim.is_main and row.newest
    }
    found: dict[object, dict[int, Target]] = {key: {} for key in versions}
    by_version = {version.pk: key for key, version in versions.items()}
    for target in Target.objects.filter(allotment__in=by_version, assigned__isnull=False).select_related("receiver"):
        found[by_version[target.allotment_id]][target.receiver_id] = target
    columns = {key: targets for key, targets in found.items() if targets}
    if not columns:
        return Quotas()
    units = {target.receiver_id: target.receiver for targets in columns.values() for target in targets.values()}
    headings = [(str(key), _heading(row)) for row in rows if (key := _column(row)) in columns]
    quotas = Quotas(
        columns=headings,
        blocs=by_bloc(sorted(units.values(), key=annex_place), lambda unit: unit),
        notes={pk: target.note for pk, target in columns.get(YEAR, {}).items() if target.note},
    )
    for key, _name in headings:
        targets = columns[YEAR if key == YEAR else int(key)]
        _column_figures(book, key, quotas.blocs, {pk: target.assigned for pk, target in targets.items()})
    book.count("quota.units", len(units), _("Số đơn vị được giao chỉ tiêu"))
    return quotas


def _column(row: goals.Listed) -> object:
    return (row.aim.round.pk if row.aim.round else YEAR) if row.aim.is_main else None


def _heading(row: goals.Listed) -> str:
    return row.aim.round.name if row.aim.round else "Cả năm"


def _column_figures(book: Book, column: str, blocs: list[BlocLines[Unit]], assigned: dict[int, int | None]) -> None:
    sums: list[Value] = []
    for bloc in blocs:
        for unit in bloc.lines:
            book.units(f"quota.unit.{unit.pk}.{column}", assigned.get(unit.pk), unit.name)
        sums.append(_sum(assigned.get(unit.pk) for unit in bloc.lines))
        book.units(f"quota.bloc.{bloc.key}.{column}", sums[-1], bloc.heading)
    book.units(f"quota.table.{column}", _sum(sums), _("Cộng chỉ tiêu của các đơn vị"))


def _sum(values: Iterable[Value]) -> Value:
    known = [Decimal(value) for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
