"""The figures of a campaign window: its days, what is asked for in it, its rounds, and by when to report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.deadlines import due_sentence, what_of
from campaigns.models import CampaignWindow, Deadline, Event, Round, Session
from core.text.dates import month_year, short_date
from core.text.language import in_vietnamese
from core.text.numbers import NBSP, integer
from quotas.models import Metric, QuotaKind
from quotas.window_progress import Need, WindowLine, WindowProgress, window_progress
from quotas.wording import figure_in_words, noun_of, target_in_words
from reports.blocks import Figures
from reports.figures.book import Book, refuse_other_sum
from reports.figures.times import bind_session, sessions_of, window_days

# Occasions that have one day of the year, and their name in quotation marks.
DAYS = {
    Event.NATIONAL_DAY: ("Ngày Toàn dân hiến máu tình nguyện", 4, 7),
    Event.DONOR_DAY: ("Ngày Thế giới tôn vinh người hiến máu", 6, 14),
}


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """The figures of a window and what the composing of its text must know besides them.

    `asked` are those that stand: "share" (of the year), "near" (that share as a round count), "count" (a count that was
    set). `lines` are the units that were given a count.
    """

    entries: Figures
    window: CampaignWindow
    occasion: str
    asked: frozenset[str]
    lines: list[WindowLine]
    rounds: list[tuple[Round, list[Session]]]
    deadline: Deadline | None


@in_vietnamese()
def figures_of_window(window: CampaignWindow, *, now: dt.datetime) -> CampaignFigures:
    """All figures of a campaign window as they stand now, verified."""
    book = Book(now)
    progress = window_progress(window=window, unit=window.plan.committee.unit, now=now)
    occasion = _occasion(book, window)
    asked = _asked(book, _need(progress), window.plan.blood_unit)
    lines = [line for line in progress.lines if line.need.count is not None]
    for line in lines:
        book.units(f"window.unit.{line.unit.pk}", line.needed, line.unit.name)
    if lines:
        book.units("window.units", sum(line.needed or 0 for line in lines), _("Cộng chỉ tiêu của các đơn vị"))
    deadline = _deadline(window)
    if deadline is not None:
        book.text("window.due", due_sentence(deadline), _("Hạn nộp đã đặt: %(what)s") % {"what": what_of(deadline)})
    rounds = _rounds(book, window)
    verify(book.entries)
    return CampaignFigures(
        entries=book.entries,
        window=window,
        occasion=occasion,
        asked=asked,
        lines=lines,
        rounds=rounds,
        deadline=deadline,
    )


def verify(figures: Figures) -> None:
    """Raise `FiguresDisagreeError` where the units' counts are not what the annex's last line says."""
    refuse_other_sum(figures, "window.units", [key for key in figures if key.startswith("window.unit.")])


def near(count: int) -> str:
    """A worked-out count as documents round it, to two figures: 1.485 → "gần 1.500", 1.512 → "trên 1.500"."""
    step = 10 ** max(0, len(str(abs(count))) - 2)
    whole = (count + step // 2) // step * step
    if whole == count:
        return integer(count)
    return f"{'gần' if count < whole else 'trên'} {integer(whole)}"


def _occasion(book: Book, window: CampaignWindow) -> str:
    """The occasion's name as the text quotes it; its day and the window's days are bound."""
    book.text("window.days", window_days(window), _("Thời gian của %(name)s") % {"name": window.name})
    book.text("window.month", _month(window), _("Thời gian của %(name)s") % {"name": window.name})
    if window.event not in DAYS:
        return f"“{window.name}”"
    name, month, day = DAYS[Event(window.event)]
    peak = dt.date(window.starts_on.year, month, day)
    book.text("window.peak", short_date(peak), _("Ngày của sự kiện gắn với chiến dịch"))
    return f"“{name}”"


def _month(window: CampaignWindow) -> str:
    """ "tháng 4/2023" where the window is that month, else its days."""
    last = (window.ends_on + dt.timedelta(days=1)).day == 1
    months = {(day.year, day.month) for day in (window.starts_on, window.ends_on)}
    is_month = window.starts_on.day == 1 and last and len(months) == 1
    return f"trong {month_year(window.starts_on)}" if is_month else window_days(window)


def _need(progress: WindowProgress) -> Need:
    """What the committee set for itself, else what it was given."""
    own = progress.own
    return own if own.count is not None or own.share is not None else progress.superior


def _asked(book: Book, need: Need, blood_unit: str) -> frozenset[str]:
    asked = set()
    if need.share is not None:
        asked.add("share")
        words = figure_in_words(need.share, QuotaKind.YEAR_SHARE)
        book.text("window.share", words, _("Tỷ lệ so với chỉ tiêu cả năm đặt cho chiến dịch"))
    if need.count is not None:
        asked.add("count")
        text = target_in_words(need.count, Metric.BLOOD_UNITS, QuotaKind.COUNT, blood_unit)
        book.text("window.count", text, _("Chỉ tiêu đặt cho chiến dịch"))
    elif need.figure is not None:
        asked.add("near")
        told = {"figure": integer(need.figure), "quota": integer(need.year_quota)}
        source = _("%(figure)s đơn vị máu: tỷ lệ của chiến dịch nhân chỉ tiêu cả năm %(quota)s, làm tròn") % told
        book.amount(
            "window.near", need.figure, f"{near(need.figure)}{NBSP}{noun_of(Metric.BLOOD_UNITS, blood_unit)}", source
        )
    return frozenset(asked)


def _rounds(book: Book, window: CampaignWindow) -> list[tuple[Round, list[Session]]]:
    """The plan's own rounds with a session in the window, and those sessions."""
    rounds = list(window.plan.rounds.filter(kind=Round.Kind.ROUND).order_by("ordinal"))
    sessions = sessions_of(rounds)
    inside = [
        (round, [each for each in sessions[round.pk] if window.starts_on <= each.held_on <= window.ends_on])
        for round in rounds
    ]
    found = [(round, held) for round, held in inside if held]
    for session in [session for _round, held in found for session in held]:
        bind_session(book, session)
    return found


def _deadline(window: CampaignWindow) -> Deadline | None:
    """When the campaign is to be reported on: its report of activities, else what else is owed for it."""
    owed = list(window.deadlines.order_by("due_at", "pk"))
    activity = [deadline for deadline in owed if deadline.kind == Deadline.Kind.ACTIVITY]
    return next(iter([*activity, *owed]), None)
