"""What was done in a committee's tree: its own activity, its units' sum and the whole, each activity counted once.

The rule, as the page says it. Every line tells of one unit's own activity: the reporter's, or that of the unit named.

1. What a unit tells of itself counts; what another tells of it counts only where it has told nothing of that kind for
   the same time, a part of it or more than it. Of several others the nearest one counts.
2. Of one reporter's lines about a unit, a wider report (the year; a superior's round or window; a campaign window for
   the rounds that lie in its days) is the whole of what its narrower ones told, and replaces them.

A round lies in a window whose days hold all of its own: those of its sessions, and those it says of itself. It is the
rule by which a campaign's result counts its rounds. A round that only reaches into a window is none of its parts, and
what was told for each stands beside the other: the page on which it is written shows what was told elsewhere.

So a whole is a sum over units, each counted once, and passes up once: a province's whole is its own activity and the
wholes of its districts, whoever reported to whom. Figures of different measures are never added.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery

from campaigns.activities import MEASURES, Amount, name_of, same_as
from campaigns.models import ActivityKind, ActivityLine, CampaignWindow, Measure, Plan, Round, Session
from campaigns.reporting_activity import Occasion, amount_of
from core.scope import after_subtree, is_within


@dataclass(frozen=True, slots=True)
class Span:
    """What time a report speaks of; all of them of one year. Without round and window, of the year."""

    round_id: int | None = None
    lineage: tuple[int, ...] = ()  # the rounds above, from the top
    window_id: int | None = None
    event: str = ""
    giver_path: str = ""  # of the window's committee
    days: tuple[dt.date, dt.date] | None = None  # the first and the last one, where any is known

    def contains(self, other: Span) -> bool:
        """Whether this is the whole of which `other` is a part."""
        if self.round_id is None and self.window_id is None:
            return other.round_id is not None or other.window_id is not None
        if self.round_id is not None:
            return self.round_id in other.lineage
        if other.window_id is None:
            return self.days is not None and other.days is not None and _lies_in(other.days, self.days)
        is_same_event = bool(self.event) and self.event == other.event
        return is_same_event and self.giver_path != other.giver_path and is_within(other.giver_path, self.giver_path)

    def meets(self, other: Span) -> bool:
        """Whether the two speak of the same time, or one of a part of the other's."""
        is_same = (self.round_id, self.window_id) == (other.round_id, other.window_id)
        return is_same or self.contains(other) or other.contains(self)


def _lies_in(days: tuple[dt.date, dt.date], others: tuple[dt.date, dt.date]) -> bool:
    return others[0] <= days[0] and days[1] <= others[1]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, reduced to what decides whether it counts: whose activity, told by whom, of what, for what time."""

    key: int
    path: str  # of the unit whose activity it is
    reporter: str  # the path of who told it
    what: str
    span: Span


class Left(StrEnum):
    """Why a line does not count."""

    TOLD_BY_ITSELF = "told_by_itself"  # by its unit, or by somebody nearer to it
    IN_A_WIDER = "in_a_wider"  # it is part of what a wider report of the same reporter told


def left_out(entries: Iterable[Entry]) -> dict[int, Left]:
    """By key, the entries that do not count, and why: the two rules above."""
    found: dict[int, Left] = {}
    ordered = sorted(entries, key=lambda each: (each.path, each.what, *_distance(each)))
    for _subject, about in groupby(ordered, key=lambda each: (each.path, each.what)):
        taken: list[Span] = []
        for _reporter, told in groupby(about, key=_distance):
            of_one = list(told)
            new = [each for each in of_one if not any(each.span.meets(span) for span in taken)]
            found |= {each.key: Left.TOLD_BY_ITSELF for each in of_one if each not in new}
            narrower = [each for each in new if any(wider.span.contains(each.span) for wider in new)]
            found |= {each.key: Left.IN_A_WIDER for each in narrower}
            taken += [each.span for each in new]
    return found


def _distance(entry: Entry) -> tuple[bool, int, str]:
    """The unit itself first, then who is nearest: the deepest in the tree."""
    return entry.reporter != entry.path, -len(entry.reporter), entry.reporter


@dataclass(frozen=True, slots=True)
class Told:
    """One line, and whether it counts in the sums."""

    line: ActivityLine
    left: Left | None
    is_own: bool

    @property
    def amount(self) -> Amount:
        """What it counts."""
        return amount_of(self.line)


@dataclass(slots=True)
class Figure:
    """One kind in one measure: own, the units', the whole; None where nothing was told. `told` are all of its lines."""

    kind: ActivityKind
    name: str
    measure: Measure
    own: Amount | None = None
    units: Amount | None = None
    told: list[Told] = field(default_factory=list)

    @property
    def whole(self) -> Amount | None:
        """Own and the units' together; both come from the same lines, so parts and whole agree."""
        if self.own is None or self.units is None:
            return self.own or self.units
        return self.own + self.units

    @property
    def key(self) -> str:
        """What names the figure in an address: «pano.m2», «other.hội thi.event»."""
        return f"{same_as(self.kind, self.name)}.{self.measure}"

    @property
    def sources(self) -> list[Told]:
        """The lines that the whole is made of."""
        return [each for each in self.told if each.left is None]

    def add(self, told: Told) -> None:
        """Take one more line in."""
        self.told.append(told)
        if told.left is not None:
            return
        if told.is_own:
            self.own = told.amount if self.own is None else self.own + told.amount
        else:
            self.units = told.amount if self.units is None else self.units + told.amount


@dataclass(frozen=True, slots=True)
class ActivitySums:
    """All figures of an occasion at and below one unit, in the order of the catalogue."""

    figures: Sequence[Figure]
    as_of: dt.datetime

    def figure(self, kind: str, measure: str, name: str = "") -> Figure | None:
        """The figure of a kind in a measure; `name` for «hoạt động khác»."""
        key = f"{same_as(kind, name)}.{measure}"
        return next((each for each in self.figures if each.key == key), None)

    @property
    def by_unit(self) -> Mapping[int, int]:
        """Unit id → how many lines it told itself."""
        counted: dict[int, int] = {}
        for figure in self.figures:
            for told in figure.told:
                unit_id = told.line.report.unit_id
                counted[unit_id] = counted.get(unit_id, 0) + 1
        return counted


def of(
    *,
    plan: Plan,
    now: dt.datetime,
    round: Round | None = None,
    window: CampaignWindow | None = None,
    within: str | None = None,
) -> ActivitySums:
    """What was told for a plan's year, or for a round or window of it, at `within` (else the plan's unit) and below.

    One question, whatever the size of the tree. A page and a document that ask in one transaction agree.
    """
    top = plan.path if within is None else within
    lines = list(_lines(Occasion(plan, round, window), top))
    left = left_out(map(_entry, lines))
    figures: dict[str, Figure] = {}
    for line in lines:
        kind, measure = ActivityKind(line.kind), Measure(line.measure)
        new = Figure(kind, name_of(kind, line.words), measure)
        figure = figures.setdefault(new.key, new)
        figure.add(Told(line, left.get(line.pk), is_own=_subject(line) == top))
    return ActivitySums(sorted(figures.values(), key=_place), as_of=now)


def _place(figure: Figure) -> tuple[int, str, int]:
    return list(ActivityKind).index(figure.kind), figure.name, MEASURES[figure.kind].index(figure.measure)


def _lines(occasion: Occasion, top: str) -> QuerySet[ActivityLine]:
    lines = ActivityLine.objects.within(top).filter(report__year=occasion.plan.year)
    if occasion.round is not None:
        of_round = Q(report__round=occasion.round) | Q(report__round__lineage__contains=[occasion.round.pk])
        lines = lines.filter(of_round)
    elif occasion.window is not None:
        lines = lines.filter(Q(report__window=occasion.window) | _parts_of(occasion.window))
    # all days of the round's sessions in the one question; of a session that has only its month, the month's first
    held = Session.objects.filter(round=OuterRef("report__round")).order_by().values("round")
    return (
        lines.select_related("report__unit", "report__round", "report__window", "source")
        .annotate(
            first_held=Subquery(held.values(day=Min("held_on"))),
            last_held=Subquery(held.values(day=Max("held_on", filter=Q(is_month_only=False)))),
            last_month=Subquery(held.values(day=Max("held_on", filter=Q(is_month_only=True)))),
        )
        .order_by("report__unit__name_sort", "report_id", "pk")
    )


def _parts_of(window: CampaignWindow) -> Q:
    """Windows of committees below for the same yearly event."""
    if not window.event:
        return Q(pk__in=[])
    # a range and no LIKE: below row-level security only what is leakproof is asked of an index
    return Q(
        report__window__event=window.event,
        report__window__path__gte=window.path,
        report__window__path__lt=after_subtree(window.path),
    )


def _subject(line: ActivityLine) -> str:
    """The path of the unit whose activity a line tells."""
    return str(line.source.path if line.source is not None else line.report.unit.path)


def _entry(line: ActivityLine) -> Entry:
    return Entry(
        key=line.pk,
        path=_subject(line),
        reporter=line.report.unit.path,
        what=same_as(line.kind, line.words),
        span=_span(line),
    )


def _span(line: ActivityLine) -> Span:
    report = line.report
    if report.round is not None:
        return Span(
            round_id=report.round.pk, lineage=tuple(report.round.lineage), days=_days_of_round(line, report.round)
        )
    if report.window is not None:
        window = report.window
        return Span(
            window_id=window.pk, event=window.event, giver_path=window.path, days=(window.starts_on, window.ends_on)
        )
    return Span()


def _days_of_round(line: ActivityLine, round: Round) -> tuple[dt.date, dt.date] | None:
    """The first and the last of all days that are known of a round; None where none is."""
    month: dt.date | None = line.last_month  # type: ignore[attr-defined]  # annotated, as those below
    end_of_month = month.replace(day=monthrange(month.year, month.month)[1]) if month is not None else None
    known = [round.starts_on, round.ends_on, line.first_held, line.last_held, end_of_month]  # type: ignore[attr-defined]
    days = [day for day in known if day is not None]
    return (min(days), max(days)) if days else None
