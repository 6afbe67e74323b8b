"""The figures of a plan's year or of its first months: results, quotas, shares, what was before and what comes after.

All of them come from one snapshot of `quotas.progress`, every total is the sum of its parts in that
snapshot, and `verify` refuses a set that does not add up: a document cannot print 462 + 862 = 1.323.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.models import Plan, Round, State
from core.text.dates import VIETNAM
from core.text.language import in_vietnamese
from core.text.numbers import NO_FIGURE, decimal, integer
from quotas.progress import Line, Progress, RoundLine
from reports.blocks import Figures
from reports.figures.blocs import BlocLines, by_bloc
from reports.figures.book import Book, FiguresDisagreeError, Value, number_of, refuse_other_sum, share_text
from reports.figures.following import bind_following
from reports.figures.naming import in_sentence
from reports.figures.period import Period, years_of
from reports.figures.times import days_of

ATTEMPTS = 3  # readings before a moving total is given up
MOST_NAMES = 8  # more units than this are counted, and named in the annex only


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The figures of a period and what the composing of a text must know besides them.

    `following` is next year's progress, or this year's with the rounds still to come; none where it is not planned.
    """

    period: Period
    entries: Figures
    progress: Progress
    following: Progress | None
    as_of: dt.datetime


@dataclass(frozen=True, slots=True)
class _Sum:
    """The sum of some lines; a difference of parts of which one is unknown is unknown."""

    quota: Value
    result: Value
    difference: Value


class _Book(Book):
    """A book that also takes the lines of a table by unit."""

    def line(self, key: str, part: Line | _Sum, source: str) -> None:
        """The four figures of a table line."""
        self.units(f"{key}.quota", part.quota, _("Chỉ tiêu giao: %(source)s") % {"source": source})
        self.units(f"{key}.result", part.result, _("Kết quả cộng từ các đợt: %(source)s") % {"source": source})
        self.share(
            f"{key}.percent", part.result, part.quota, _("Kết quả chia chỉ tiêu: %(source)s") % {"source": source}
        )
        self.signed(
            f"{key}.difference", part.difference, _("Kết quả trừ kết quả năm trước: %(source)s") % {"source": source}
        )


@in_vietnamese()
def figures_of(plan: Plan, *, months: int = 12, now: dt.datetime) -> YearFigures:
    """All figures of a plan's year, or of its first `months`, as they stand now, verified.

    Reading takes several statements; where somebody saved a result in between, it is read again. Raises
    `FiguresDisagreeError` where it never settles.
    """
    for attempt in range(1, ATTEMPTS + 1):
        year = _read(plan, Period(plan.year, months), now=now)
        try:
            verify(year.entries)
        except FiguresDisagreeError:
            if attempt == ATTEMPTS:
                raise
        else:
            return year
    raise AssertionError("unreachable")


def printed_lines(progress: Progress) -> list[Line]:
    """The units a table of results shows: those with a quota or a result."""
    return [line for line in progress.lines if line.quota is not None or line.result is not None]


def is_to_come(line: RoundLine, *, now: dt.datetime) -> bool:
    """Whether a round is still to be held: open, without a result, and no day of it is known to be over."""
    last = line.round.ends_on or line.round.starts_on
    is_over = last is not None and last < now.astimezone(VIETNAM).date()
    return line.result is None and line.round.state != State.CLOSED and not is_over


def blocs_of(progress: Progress) -> list[BlocLines[Line]]:
    """The printed lines as an annex groups them."""
    return by_bloc(printed_lines(progress), lambda line: line.unit)


def verify(figures: Figures) -> None:
    """Raise `FiguresDisagreeError` where totals are not the sum of their parts or a share is not its division."""
    refuse_other_sum(figures, "year.result", [*_keys(figures, "round.", ".result"), "round.other"])
    if (number_of(figures, "round.other") or 0) < 0:
        raise FiguresDisagreeError("round.other")  # rounds that hold more than their year
    for name in ("quota", "result"):
        refuse_other_sum(figures, f"table.{name}", [*_keys(figures, "unit.", f".{name}"), f"rest.{name}"])
        refuse_other_sum(figures, f"table.{name}", [*_keys(figures, "bloc.", f".{name}"), f"rest.{name}"])
    _same(figures, "table.result", "year.result")
    refuse_other_sum(figures, "units.given.count", ["units.reached.count", "units.not_reached.count"])
    refuse_other_sum(figures, "units.count", ["units.given.count", "units.no_quota.count"])
    for key in _keys(figures, "", ".percent"):
        stem = key.removesuffix(".percent")
        expected = share_text(number_of(figures, f"{stem}.result"), number_of(figures, f"{stem}.quota"))
        if figures[key]["text"] != expected:
            raise FiguresDisagreeError(key)
    if number_of(figures, "table.difference") is not None:
        refuse_other_sum(figures, "table.difference", _keys(figures, "unit.", ".difference"))
    last, difference = number_of(figures, "year.last_result"), number_of(figures, "year.difference")
    if difference is not None and (number_of(figures, "year.result") or 0) - (last or 0) != difference:
        raise FiguresDisagreeError("year.difference")


# --- Reading ------------------------------------------------------------------------------------


def _read(plan: Plan, period: Period, *, now: dt.datetime) -> YearFigures:
    years = years_of(plan, period, now=now)
    progress = years.progress
    book = _Book(now)
    _year(book, plan, period, progress)
    _rounds(book, progress)
    _units(book, progress)
    _table(book, progress)
    bind_following(book, period, progress, years.following)
    return YearFigures(period=period, entries=book.entries, progress=progress, following=years.following, as_of=now)


def _year(book: _Book, plan: Plan, period: Period, progress: Progress) -> None:
    whole, words = progress.whole, {"this": period.words, "last": period.former}
    given = plan.superior_document or plan.superior_name or plan.document or plan.title
    book.text("year", str(plan.year), _("Kế hoạch năm %(year)s") % {"year": plan.year})
    book.text("year.next", str(plan.year + 1), _("Năm sau của kế hoạch"))
    book.units("year.result", whole.result, _("Cộng kết quả của các đơn vị %(this)s") % words)
    book.units("year.quota", whole.quota, _("Chỉ tiêu được giao: %(source)s") % {"source": given})
    book.share("year.percent", whole.result, whole.quota, _("Kết quả chia chỉ tiêu được giao của năm"))
    book.units("year.last_result", whole.last_result, _("Kết quả %(last)s") % words)
    book.signed("year.difference", whole.difference, _("Kết quả %(this)s trừ kết quả %(last)s") % words)
    book.text("year.compared", _compared(whole, period), _("Kết quả %(this)s so với kết quả %(last)s") % words)


def _compared(whole: Line, period: Period) -> str:
    """In words, always with its base: "tăng 212 đơn vị máu so với kết quả năm 2022"."""
    difference, last = whole.difference, period.former
    if difference is None:
        return f"chưa có số liệu {last} để so sánh"
    if not difference:
        return f"bằng kết quả {last}"
    word = "tăng" if difference > 0 else "giảm"
    return f"{word} {decimal(abs(difference), 1)} đơn vị máu so với kết quả {last}"


def _rounds(book: _Book, progress: Progress) -> None:
    days = days_of([line.round for line in progress.rounds])
    planned = [line for line in progress.rounds if line.round.kind == Round.Kind.ROUND]
    held = [line for line in planned if line.result is not None or line.round.state == State.CLOSED]
    book.count("rounds.count", len(planned), _("Số đợt trong kế hoạch"))
    book.count("rounds.held.count", len(held), _("Số đợt đã khóa số liệu hoặc có kết quả"))
    for line in progress.rounds:
        key, name = f"round.{line.round.pk}", line.round.name
        book.text(f"{key}.name", name, _("Tên đợt"))
        book.text(f"{key}.days", days[line.round.pk], _("Thời gian của %(round)s") % {"round": name})
        book.units(f"{key}.quota", line.quota, _("Chỉ tiêu được giao của %(round)s") % {"round": name})
        book.units(f"{key}.result", line.result, _("Cộng kết quả của các đơn vị trong %(round)s") % {"round": name})
        book.share(
            f"{key}.percent", line.result, line.quota, _("Kết quả chia chỉ tiêu của %(round)s") % {"round": name}
        )
    other = (progress.whole.result or 0) - sum((line.result or Decimal(0) for line in progress.rounds), Decimal(0))
    book.units("round.other", other, _("Kết quả năm trừ kết quả các đợt của kế hoạch"))


def _units(book: _Book, progress: Progress) -> None:
    lines = printed_lines(progress)
    reached = [line for line in lines if line.has_reached]
    missing = [line for line in lines if line.has_reached is False]
    without = [line for line in lines if line.has_reached is None]
    source = _("Kết quả của từng đơn vị so với chỉ tiêu giao")
    book.count("units.count", len(lines), _("Số đơn vị có chỉ tiêu hoặc có kết quả"))
    book.count("units.given.count", len(reached) + len(missing), _("Số đơn vị được giao chỉ tiêu"))
    book.count("units.reached.count", len(reached), source)
    book.count("units.not_reached.count", len(missing), source)
    book.count("units.no_quota.count", len(without), _("Đơn vị có kết quả mà không giao chỉ tiêu"))
    book.text("units.reached.names", _names(reached), source)
    book.text("units.not_reached.names", _names(missing), source)


def _names(lines: list[Line]) -> str:
    names = [in_sentence(line.unit) for line in lines]
    if len(names) > MOST_NAMES:
        return ", ".join(names[:MOST_NAMES]) + f" và {integer(len(names) - MOST_NAMES)} đơn vị khác"
    return " và ".join([part for part in (", ".join(names[:-1]), *names[-1:]) if part]) or NO_FIGURE


def _table(book: _Book, progress: Progress) -> None:
    lines = printed_lines(progress)
    for line in lines:
        book.line(f"unit.{line.unit.pk}", line, line.unit.name)
    for bloc in blocs_of(progress):
        book.line(f"bloc.{bloc.key}", _sum(bloc.lines), bloc.heading)
    rest = (progress.whole.result or 0) - sum((line.result or Decimal(0) for line in lines), Decimal(0))
    book.units("rest.quota", 0, _("Phần chưa phân theo đơn vị"))
    book.units("rest.result", rest, _("Kết quả năm chưa phân theo đơn vị"))
    whole, parts = progress.whole, _sum(lines)
    # a line that cannot be compared prints "–": then the column has no sum, and the text alone compares the totals
    difference = parts.difference if parts.difference == whole.difference else None
    book.line("table", _Sum(quota=parts.quota, result=whole.result, difference=difference), _("Tổng cộng"))


def _sum(lines: Iterable[Line]) -> _Sum:
    members = list(lines)
    differences = [line.difference for line in members]
    return _Sum(
        quota=_total(line.quota for line in members),
        result=_total(line.result for line in members),
        difference=None if None in differences else _total(differences),
    )


def _total(values: Iterable[Value]) -> Value:
    known = [Decimal(value) for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


# --- Checking -----------------------------------------------------------------------------------


def _keys(figures: Figures, start: str, end: str) -> list[str]:
    return [key for key in figures if key.startswith(start) and key.endswith(end)]


def _same(figures: Figures, one: str, other: str) -> None:
    if number_of(figures, one) != number_of(figures, other):
        raise FiguresDisagreeError(f"{one} ≠ {other}")
