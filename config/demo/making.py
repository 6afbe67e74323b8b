"""Small steps that every story of the demo takes, each through the function a screen would call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

from django.contrib.auth.hashers import make_password

from campaigns import planning
from campaigns.models import Plan, Round
from committees import seats, tree
from committees.models import Level, Role, Seat, Unit, User
from committees.signing_in import normal_login
from config.demo import figures
from config.demo.people import PASSWORD, Cast
from core.text.dates import VIETNAM
from quotas import allotment, tallies
from quotas.models import Tally

UNUSABLE = "!demo"


def moment(day: dt.date, hour: int = 8) -> dt.datetime:
    """An hour of a day, Vietnam time."""
    return dt.datetime.combine(day, dt.time(hour), VIETNAM)


def unit_of(vintage: str, level: str, code: str) -> Unit:
    """A unit of the catalogue by its official code."""
    return Unit.objects.get(vintage=vintage, level=level, code=code)


def own_units(parent: Unit, named: Sequence[tuple[str, str]]) -> list[Unit]:
    """Member units of a committee's own, given as (level, name)."""
    return [tree.add_unit(parent=parent, level=level, name=name) for level, name in named]


def populate(units: Sequence[Unit], *, year: int, low: int, high: int) -> None:
    """Invented populations of territories and villages, headcounts of the others."""
    for unit in units:
        people = figures.varied(f"{unit.name} {unit.code}", low, high)
        is_people = unit.is_territory or unit.level == Level.VILLAGE
        tree.set_figures(
            unit=unit,
            year=year,
            population=people if is_people else None,
            headcount=None if is_people else max(40, people // 20),
            source="Số minh họa",
        )


@cache
def _password_hash() -> str:
    return make_password(PASSWORD)


def person(cast: Cast) -> User:
    """Somebody who signs in with the demo's password."""
    user = User(login=normal_login(cast.phone), full_name=cast.name, phone=normal_login(cast.phone))
    user.password = _password_hash()  # hashed once: Argon2 is slow on purpose
    user.save()
    return user


def contact(phone: str, name: str) -> User:
    """Somebody who holds a seat but has not set a password yet."""
    login = normal_login(phone)
    return User.objects.create(login=login, phone=login, full_name=name, password=UNUSABLE)


def sit(unit: Unit, role: Role, user: User | None, *, since: dt.date) -> Seat:
    """A new seat of a unit, and who holds it."""
    seat = seats.open_seat(unit=unit, role=role)
    if user is not None:
        hold(seat, user, since=since)
    return seat


def hold(seat: Seat, user: User, *, since: dt.date) -> None:
    """Somebody takes a seat."""
    seats.start_holding(seat=seat, user=user, now=moment(since))


def allot(
    plan: Plan,
    amounts: Mapping[Unit, int],
    *,
    round: Round | None = None,
    decision: str,
    now: dt.datetime,
    rule: str = "",
) -> None:
    """Draft the quotas of a year or a round and issue them."""
    draft = allotment.draft_of(plan, round)
    lines = [allotment.Line(unit=unit, assigned=amount) for unit, amount in amounts.items()]
    allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition, rule={"rule": rule} if rule else None)
    allotment.issue(allotment=draft, decision=decision, now=now)


def by_round(year: Mapping[Unit, int], first: int) -> tuple[dict[Unit, int], dict[Unit, int]]:
    """Two rounds' quotas that sum to each unit's quota of the year, the first round to `first`."""
    parts = dict(zip(year, figures.spread(first, list(year.values())), strict=True))
    return parts, {unit: amount - parts[unit] for unit, amount in year.items()}


def enter(round: Round, bags: Mapping[Unit, int], *, now: dt.datetime, by: User | None = None) -> list[Tally]:
    """Type the results of a round, a whole row per unit."""
    saved = []
    for unit, amount in bags.items():
        row = figures.counts(amount, salt=f"{round.plan.year} {round.ordinal} {unit.name}")
        tally = tallies.save_tally(round=round, unit=unit, counts=row, edition=0, by=by, now=now)
        assert tally is not None
        saved.append(tally)
    return saved


def start_round(
    plan: Plan,
    units: Sequence[Unit],
    *,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    event: str = "",
    name: str = "",
    superior: Round | None = None,
) -> Round:
    """A round with its participants, still a draft."""
    round = planning.add_round(
        plan=plan, name=name, event=event, starts_on=starts_on, ends_on=ends_on or starts_on, superior_round=superior
    )
    if units:
        planning.set_participants(round=round, units=units)
    return round
