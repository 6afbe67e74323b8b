"""The nightly reckoning of who is to be reminded: 10.000 duties that are still owed, as the application's role.

A province of 168 communes, each with a committee whose round asks its villages for their lists; the communes owe the
province theirs. Every sixth duty is answered, every twentieth extended; nobody holds a twelfth of the seats, some
people are away, a third has no e-mail. All were reminded a week before; measured is the step three days before.

Held to: looking takes at most 5 s and asks the same number of questions for 100 duties as for 10.000. What sending
takes stands beside it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from campaigns import reminders
from campaigns.models import Deadline, Duty, Plan, Reminder, Round, State, Submission
from committees import scopes
from committees.models import Committee, Level, Role, Seat, SeatHolding, Unit, User
from config.benches import country
from config.benches.figure import Figure, median_ms
from config.benches.throw_away import as_app
from core import bulk
from core.text.dates import VIETNAM
from notices.models import Delivery

SLOWEST_S = 5.0
COMMUNES, VILLAGES = 168, 71
FIRST_VILLAGES = 119  # of the commune that alone is there at first: 100 of its duties are owed
DUE = dt.datetime(2026, 12, 10, 23, 59, 59, tzinfo=VIETNAM)
WEEK_BEFORE, LOOKED_AT = dt.datetime(2026, 12, 3, 9, tzinfo=VIETNAM), dt.datetime(2026, 12, 7, 9, tzinfo=VIETNAM)
LONG_AGO = dt.datetime(2026, 1, 5, 8, tzinfo=VIETNAM)


def run() -> list[Figure]:
    """Lay one commune, count the questions; lay the province, remind everybody, measure the next step."""
    with scopes.for_system("bench"):
        [nation] = country.add_units([(None, Level.NATIONAL, "Toàn quốc")])
        [province] = country.add_units([(nation, Level.PROVINCE, "Tỉnh Mẫu")])
    lay(province, communes=1, villages=FIRST_VILLAGES)
    with as_app(), override_settings(HAS_MAIL=True):
        reminders.send(now=WEEK_BEFORE)
        owed, questions = _questions()
    lay(province, communes=COMMUNES - 1, villages=VILLAGES)
    country.analyse()
    with as_app(), override_settings(HAS_MAIL=True):
        first = _sent(WEEK_BEFORE)
        figures = _measured(owed, questions)
        return [*figures, *first, *_sent(LOOKED_AT), *_sizes()]


def _questions() -> tuple[int, int]:
    """How many duties are reminded of or left out at the step that is measured, and in how many questions."""
    with scopes.for_system("bench"), CaptureQueriesContext(connection) as asked:
        found = reminders.look(now=LOOKED_AT)
    return len(found.reminded) + len(found.skipped), len(asked)


def _measured(few: int, few_questions: int) -> list[Figure]:
    with scopes.for_system("bench"):
        taken = median_ms(lambda: reminders.look(now=LOOKED_AT), times=5, warm_up=1) / 1000
    many, questions = _questions()
    return [
        Figure("reminders: duties still owed and due for a step", many, "duties"),
        Figure("reminders: looking whom to remind of what", round(taken, 2), "s", SLOWEST_S),
        Figure(f"reminders: queries for {few} duties", few_questions, "queries"),
        Figure(f"reminders: queries for {many} duties", questions, "queries", few_questions),
    ]


def _sent(now: dt.datetime) -> list[Figure]:
    """What looking and sending take together, with how many people are told."""
    started = time.perf_counter()
    found = reminders.send(now=now)
    name = f"reminders: a run that tells {len(found.digests)} people of {len(found.reminded)} duties"
    return [Figure(name, round(time.perf_counter() - started, 2), "s")]


def _sizes() -> list[Figure]:
    with scopes.for_system("bench"):
        counts = {"duties": Duty, "reminders": Reminder, "deliveries": Delivery, "seats": Seat}
        return [Figure(f"loaded: {name}", model.objects.count(), "rows") for name, model in counts.items()]


# --- A province that owes ---------------------------------------------------------------------------------------------


def lay(province: Unit, *, communes: int, villages: int) -> None:
    """So many communes with so many villages each, their people, and what they owe by `DUE`."""
    with scopes.for_system("bench"):
        known = Unit.objects.filter(parent=province).count()
        made = country.add_units(
            [(province, Level.COMMUNE, f"Xã Mẫu {known + number}") for number in range(1, communes + 1)]
        )
        names = [(commune, Level.VILLAGE, f"Thôn {number}") for commune in made for number in range(1, villages + 1)]
        below = country.add_units(names)
        owing = _deadlines([province, *made] if not known else made)
        by_province = Deadline.objects.get(path=province.path)
        duties = [Duty(path=unit.path, deadline=by_province, unit=unit, laid_at=LONG_AGO) for unit in made]
        duties += [
            Duty(path=unit.path, deadline=owing[unit.parent_id or 0], unit=unit, laid_at=LONG_AGO) for unit in below
        ]
        for number, duty in enumerate(duties):
            if number % 20 == 7:
                duty.extended_until, duty.extension_reason = DUE + dt.timedelta(hours=17), "Lũ cuốn mất cầu"
        bulk.insert_all(duties)
        _answer(duties[5::6])
        _people(made, below)


def _deadlines(owners: Sequence[Unit]) -> dict[int, Deadline]:
    """By unit: the deadline of its committee's round."""
    committees = bulk.insert_all(
        [Committee(path=unit.path, unit=unit, name=f"BCĐ {unit.name}", created_at=LONG_AGO) for unit in owners]
    )
    plans = bulk.insert_all(
        [Plan(path=each.path, committee=each, year=DUE.year, title="Kế hoạch", state=State.OPEN) for each in committees]
    )
    rounds = bulk.insert_all(
        [
            Round(path=each.path, plan=each, ordinal=1, name="Đợt 1", state=State.OPEN, host_paths=[each.path])
            for each in plans
        ]
    )
    deadlines = bulk.insert_all(
        [
            Deadline(path=each.path, plan=each.plan, round=each, kind=Deadline.Kind.LIST, due_at=DUE, laid_at=LONG_AGO)
            for each in rounds
        ]
    )
    return {unit.pk: deadline for unit, deadline in zip(owners, deadlines, strict=True)}


def _answer(duties: Sequence[Duty]) -> None:
    bulk.insert_all(
        [Submission(path=duty.path, duty=duty, kind=Submission.Kind.CONTENT, amount=5, at=LONG_AGO) for duty in duties]
    )


def _people(communes: Sequence[Unit], villages: Sequence[Unit]) -> None:
    """A focal person each, in a commune a clerk and a head besides; the clerk stands in for who is away."""
    by_role = [(Role.CLERK, communes), (Role.HEAD, communes), (Role.FOCAL, [*communes, *villages])]
    named = [(unit, role) for role, units in by_role for unit in units]
    seats = bulk.insert_all([Seat(path=unit.path, unit=unit, role=role, title=str(role.label)) for unit, role in named])
    clerks = {seat.unit_id: seat for seat in seats if seat.role == Role.CLERK}
    away = [seat for seat in seats[1::50] if seat.role == Role.FOCAL and seat.unit.parent_id in clerks]
    for seat in away:
        seat.away_until, seat.stand_in = DUE.date(), clerks[seat.unit.parent_id or 0]
    bulk.update_all(away, only=["away_until", "stand_in"])
    held = [seat for number, seat in enumerate(seats) if number % 12 != 6]
    users = bulk.insert_all(
        [
            User(
                login=f"{seat.pk}@bench.invalid",
                email=f"{seat.pk}@bench.invalid" if number % 3 else "",
                full_name="Người đo",
                password="!",  # noqa: S106  # nobody's password
                date_joined=LONG_AGO,
            )
            for number, seat in enumerate(held)
        ]
    )
    bulk.insert_all(
        [
            SeatHolding(path=seat.path, seat=seat, user=user, started_at=LONG_AGO)
            for seat, user in zip(held, users, strict=True)
        ]
    )
