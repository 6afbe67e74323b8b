"""One committee of a chain and the committees below it: quotas go down exactly, results are typed at the bottom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from campaigns import planning
from campaigns.models import Event, Plan, Round
from committees.models import Committee, Unit
from config.demo import figures, making
from config.demo.calendar import Calendar
from config.demo.making import moment
from core.text.dates import short_date

ROUNDS = (1, 2)
FIRST_SHARE = 45  # percent of the year that the first round is to bring
EVENTS = {1: Event.SUMMER, 2: Event.NONE}


@dataclass(eq=False)
class Tier:
    """A committee with its receivers of quotas and how the quota falls to them.

    `below` are the receivers with a committee of their own: they take part through rounds of their own, the other
    receivers directly. `reported` says who has results in the open round, `this_year` which rounds this year has.
    """

    committee: Committee
    weights: Mapping[Unit, int]
    below: Sequence[Tier | Total] = ()
    reported: frozenset[Unit] = frozenset()
    this_year: Sequence[int] = ROUNDS
    rule: str = ""
    shows_ranking: bool = False
    plans: dict[int, Plan] = field(default_factory=dict)

    @property
    def direct(self) -> list[Unit]:
        """Receivers that take part in the committee's own rounds."""
        with_committee = {tier.committee.unit for tier in self.below}
        return [unit for unit in self.weights if unit not in with_committee]

    def rounds_of(self, year: int, calendar: Calendar) -> Sequence[int]:
        """The ordinals of the rounds a year has."""
        return self.this_year if year == calendar.year else ROUNDS


@dataclass(frozen=True, slots=True)
class Total:
    """A committee whose results are one total of its whole territory, «chưa phân theo đơn vị»."""

    committee: Committee
    has_reported: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What a committee has to bring in a year and in the first of its rounds, in đơn vị máu."""

    year: int
    first: int


def announce(tier: Tier, calendar: Calendar, year: int, given: Given) -> dict[Unit, Given]:
    """The committee's plan of a year, issued with the quotas of all receivers; what each receiver was given."""
    now = moment(calendar.issued_on(year))
    document = _document(tier.committee, now.date())
    plan = planning.create_plan(committee=tier.committee, year=year, shows_ranking=tier.shows_ranking)
    planning.open_plan(plan=plan, document=document, now=now)
    tier.plans[year] = plan
    amounts = dict(zip(tier.weights, figures.spread(given.year, list(tier.weights.values())), strict=True))
    making.allot(plan, amounts, decision=document, now=now, rule=tier.rule)
    first, second = making.by_round(amounts, given.first)
    for ordinal, quotas in ((1, first), (2, second)):
        if ordinal in tier.rounds_of(year, calendar):
            round = _start(tier, calendar, plan, ordinal)
            making.allot(plan, quotas, round=round, decision=document, now=now)
    return {unit: Given(amounts[unit], first[unit]) for unit in tier.weights}


def _start(tier: Tier, calendar: Calendar, plan: Plan, ordinal: int) -> Round:
    day = calendar.drive_on(plan.year, ordinal)
    is_open = plan.year == calendar.year and ordinal == 2
    return making.start_round(
        plan,
        tier.direct,
        starts_on=day,
        ends_on=calendar.next_session if is_open else day,
        event=EVENTS[ordinal],
        superior=_superior_round(plan, ordinal),
    )


def _superior_round(plan: Plan, ordinal: int) -> Round | None:
    superior = plan.superior_plan
    return Round.objects.get(plan=superior, ordinal=ordinal) if superior else None


def run(tier: Tier, calendar: Calendar, year: int, given: Given) -> None:
    """A committee's year from its plan to its results, with everything below it.

    The year before is closed; in this year the first round is closed and the second is open with some results.
    """
    shares = announce(tier, calendar, year, given)
    for ordinal in tier.rounds_of(year, calendar):
        for_round = _round(tier, year, ordinal)
        if tier.direct:
            planning.open_round(round=for_round, now=_opened_at(calendar, year, ordinal))
    for lower in tier.below:
        share = shares[lower.committee.unit]
        if isinstance(lower, Total):
            run_total(lower, calendar, year, share)
        else:
            run(lower, calendar, year, share)
    finish(tier, calendar, year)


def run_total(total: Total, calendar: Calendar, year: int, given: Given) -> None:
    """The year of a committee that enters one figure a round for its own unit."""
    unit = total.committee.unit
    now = moment(calendar.issued_on(year))
    plan = planning.create_plan(committee=total.committee, year=year)
    planning.open_plan(plan=plan, document=_document(total.committee, now.date()), now=now)
    for ordinal, quota in ((1, given.first), (2, given.year - given.first)):
        day = calendar.drive_on(year, ordinal)
        round = making.start_round(plan, [unit], starts_on=day, superior=_superior_round(plan, ordinal))
        planning.open_round(round=round, now=_opened_at(calendar, year, ordinal))
        is_over = year < calendar.year or ordinal == 1
        if is_over or total.has_reported:
            share = figures.varied(f"{year} {ordinal} {unit.name}", 82, 116) if is_over else 40
            making.enter(round, {unit: quota * share // 100}, now=moment(day + dt.timedelta(days=1)))
        if is_over:
            planning.close_round(round=round, now=moment(day + dt.timedelta(days=5)))
    if year < calendar.year:
        planning.close_plan(plan=plan, now=moment(dt.date(year, 12, 29)))


def _document(committee: Committee, day: dt.date) -> str:
    return f"Kế hoạch số {figures.varied(committee.name, 2, 48):02d}/KH-BCĐ ngày {short_date(day)}"


def finish(tier: Tier, calendar: Calendar, year: int) -> None:
    """Type the results of the receivers that take part directly, and close what is over."""
    for ordinal in tier.rounds_of(year, calendar):
        round = _round(tier, year, ordinal)
        after = moment(calendar.drive_on(year, ordinal) + dt.timedelta(days=1))
        if round.opened_at is None:  # all its results come from its parts, which exist by now
            planning.open_round(round=round, now=_opened_at(calendar, year, ordinal))
        is_over = year < calendar.year or ordinal == 1
        units = [unit for unit in tier.direct if is_over or unit in tier.reported]
        making.enter(round, _results(round, units), now=after)
        if is_over:
            planning.close_round(round=round, now=after + dt.timedelta(days=4))
    if year < calendar.year:
        planning.close_plan(plan=tier.plans[year], now=moment(dt.date(year, 12, 29)))


def _opened_at(calendar: Calendar, year: int, ordinal: int) -> dt.datetime:
    return moment(calendar.drive_on(year, ordinal) - dt.timedelta(days=10))


def _round(tier: Tier, year: int, ordinal: int) -> Round:
    return tier.plans[year].rounds.get(ordinal=ordinal)


def _results(round: Round, units: Sequence[Unit]) -> dict[Unit, int]:
    quotas = dict(round.allotments.get(state="issued").targets.values_list("receiver_id", "assigned"))
    salt = f"{round.plan.year} {round.ordinal}"
    return {unit: (quotas[unit.pk] or 0) * figures.varied(f"{salt} {unit.name}", 70, 128) // 100 for unit in units}
