"""Two people save the same report, or the same decisions, at once: one is let in, the other is told."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from campaigns import gate, planning, reporting_activity
from campaigns.activities import Amount
from campaigns.models import ActivityKind, ActivityLine, ActivityReport, Measure, Plan, State
from campaigns.reporting_activity import Line, Occasion
from committees import establishing, scopes
from committees.establishing import Change, Decision
from committees.models import CommitteeDecision
from tests.campaigns.test_races import Worker, fresh
from tests.cast import Cast, build_cast
from tests.quotas.years import NOW, Year, start_year

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> tuple[Cast, Year]:
    with scopes.for_system("tests"):
        cast = build_cast()
    with scopes.for_seat(cast.district_clerk.seat):
        return cast, start_year(cast)


def one_waits() -> None:
    """Return once some connection waits for another; fails after ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def both(cast: Cast, first: Callable[[], None], second: Callable[[], None]) -> tuple[Worker, Worker]:
    """The second begins while the first has written and not yet committed."""
    written, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        first()
        written.set()
        assert may_end.wait(20)

    one, other = Worker(cast, slowly), Worker(cast, second)
    one.start()
    assert written.wait(20)
    other.start()
    one_waits()
    may_end.set()
    one.join()
    other.join()
    return one, other


def save(cast: Cast, year: Year, amount: int) -> None:
    line = Line(ActivityKind.TALK, Measure.SESSION, Amount(Decimal(amount)))
    seat = cast.district_clerk.seat
    assert seat is not None
    plan = Plan.objects.get(pk=year.plan.pk)
    reporting_activity.save(occasion=Occasion(plan), unit=cast.commune, lines=[line], edition=0, seat=seat, now=NOW)


def test_of_two_first_reports_one_counts_and_the_other_is_told(world: tuple[Cast, Year]) -> None:
    cast, year = world
    one, other = both(cast, lambda: save(cast, year, 3), lambda: save(cast, year, 5))
    assert one.refusal == ""
    assert "vừa được người khác lưu" in other.refusal
    with scopes.for_seat(cast.district_clerk.seat):
        assert ActivityReport.objects.get().edition == 1
        assert ActivityLine.objects.get().amount == 3


# --- A report that is saved in the moment its year is closed ----------------------------------------------------------


def close(year: Year) -> None:
    plan = Plan.objects.get(pk=year.plan.pk)
    planning.close_plan(plan=plan, now=NOW)


def told(cast: Cast) -> int:
    """What the year's reports say by now."""
    with scopes.for_seat(cast.district_clerk.seat):
        return int(sum(line.amount for line in ActivityLine.objects.all()))


@pytest.fixture
def over(world: tuple[Cast, Year]) -> tuple[Cast, Year]:
    """A year whose only round is closed."""
    cast, year = world
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=fresh(year), now=NOW)
    return cast, year


def test_without_the_lock_a_frozen_year_grows(over: tuple[Cast, Year], monkeypatch: pytest.MonkeyPatch) -> None:
    cast, year = over
    monkeypatch.setattr(gate, "_lock", lambda *_what: None)
    written, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        save(cast, year, 3)
        written.set()
        assert may_end.wait(20)

    saver = Worker(cast, slowly)
    saver.start()
    assert written.wait(20)
    with scopes.for_seat(cast.district_clerk.seat):
        close(year)
    frozen = told(cast)
    may_end.set()
    saver.join(20)
    assert (frozen, told(cast)) == (0, 3)


def test_closing_the_year_waits_for_who_is_saving(over: tuple[Cast, Year]) -> None:
    cast, year = over
    seen: list[int] = []

    def close_and_look() -> None:
        close(year)
        seen.append(int(sum(line.amount for line in ActivityLine.objects.all())))

    saver, closer = both(cast, lambda: save(cast, year, 3), close_and_look)
    assert (saver.refusal, closer.refusal) == ("", "")
    assert seen == [3]


def test_who_saves_while_the_year_is_being_closed_is_refused(over: tuple[Cast, Year]) -> None:
    cast, year = over
    closer, saver = both(cast, lambda: close(year), lambda: save(cast, year, 3))
    assert closer.refusal == ""
    assert "đã khóa nên không sửa được nữa" in saver.refusal
    assert told(cast) == 0
    with scopes.for_seat(cast.district_clerk.seat):
        assert Plan.objects.get(pk=year.plan.pk).state == State.CLOSED


def test_of_two_who_write_a_decision_one_counts_and_the_other_is_told(world: tuple[Cast, Year]) -> None:
    cast, _year = world
    told: list[dict[int, str]] = []

    def decide(number: str) -> None:
        typed = (Decision(number, dt.date(2026, 3, 5)), Decision())
        changes = {cast.commune.pk: Change((Decision(), Decision()), typed)}
        told.append(establishing.record(top=cast.district, year=2026, changes=changes)[1])

    both(cast, lambda: decide("12/QĐ-UBND"), lambda: decide("99/QĐ-UBND"))
    assert told[0] == {}
    assert "người khác vừa ghi 12/QĐ-UBND" in told[1][cast.commune.pk]
    with scopes.for_seat(cast.district_clerk.seat):
        assert CommitteeDecision.objects.get().number == "12/QĐ-UBND"
