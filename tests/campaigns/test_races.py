"""A result that is saved in the moment its round is closed: first the race is shown, then that the gate holds it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from campaigns import gate, planning
from campaigns.models import Participation, Round, State
from committees import scopes
from core.refusal import Refused
from core.scope import opened
from quotas import tallies
from quotas.models import RoundTotal, Tally
from tests.cast import Cast, build_cast
from tests.quotas.years import NOW, Year, start_year

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> tuple[Cast, Year]:
    with scopes.for_system("tests"):
        cast = build_cast()
    with scopes.for_seat(cast.district_clerk.seat):
        return cast, start_year(cast)


def fresh(year: Year) -> Round:
    found: Round = Round.objects.select_related("plan").get(pk=year.round.pk)
    return found


class Worker(threading.Thread):
    """Somebody in a transaction of their own; `refusal` is what they were told."""

    def __init__(self, cast: Cast, act: Callable[[], None]) -> None:
        super().__init__()
        self.act, self.seat, self.refusal = act, cast.district_clerk.seat, ""

    def run(self) -> None:
        assert self.seat is not None
        try:
            with opened(scopes.seat_scope(self.seat)):
                self.act()
        except Refused as refusal:
            self.refusal = refusal.sentence
        finally:
            connection.close()


def waits_for_a_lock() -> None:
    """Return once some connection waits for another; fails after ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
                "WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def save(cast: Cast, year: Year, units: int) -> None:
    tallies.save_tally(
        round=fresh(year), unit=cast.commune, counts=tallies.Counts(units=units), edition=0, by=None, now=NOW
    )


def kept(cast: Cast) -> tuple[int, int]:
    """Blood units by the tallies, and by the total kept at closing."""
    with scopes.for_seat(cast.district_clerk.seat):
        return (
            sum(tally.bags or 0 for tally in Tally.objects.all()),
            sum(total.bags or 0 for total in RoundTotal.objects.all()),
        )


def test_without_the_gate_the_total_misses_what_is_saved_meanwhile(
    world: tuple[Cast, Year], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, year = world
    monkeypatch.setattr(gate, "_lock", lambda *_lock_and_row: None)
    has_written, may_commit = threading.Event(), threading.Event()

    def slow_save() -> None:
        save(cast, year, 9)
        has_written.set()
        assert may_commit.wait(10)

    saver = Worker(cast, slow_save)
    saver.start()
    assert has_written.wait(10)
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=fresh(year), now=NOW)
    may_commit.set()
    saver.join(20)
    assert kept(cast) == (9, 0)


def test_closing_waits_for_who_is_saving(world: tuple[Cast, Year]) -> None:
    cast, year = world
    has_written, may_commit = threading.Event(), threading.Event()

    def slow_save() -> None:
        save(cast, year, 9)
        has_written.set()
        assert may_commit.wait(10)

    saver, closer = Worker(cast, slow_save), Worker(cast, lambda: planning.close_round(round=fresh(year), now=NOW))
    saver.start()
    assert has_written.wait(10)
    closer.start()
    waits_for_a_lock()
    may_commit.set()
    for worker in (saver, closer):
        worker.join(20)
    assert (saver.refusal, closer.refusal) == ("", "")
    assert kept(cast) == (9, 9)


def test_who_saves_during_the_closing_is_refused(world: tuple[Cast, Year]) -> None:
    cast, year = world
    has_closed, may_commit = threading.Event(), threading.Event()

    def slow_close() -> None:
        planning.close_round(round=fresh(year), now=NOW)
        has_closed.set()
        assert may_commit.wait(10)

    closer, saver = Worker(cast, slow_close), Worker(cast, lambda: save(cast, year, 9))
    closer.start()
    assert has_closed.wait(10)
    saver.start()
    waits_for_a_lock()
    may_commit.set()
    for worker in (saver, closer):
        worker.join(20)
    assert "đã khóa nên không sửa được nữa" in saver.refusal
    assert kept(cast) == (0, 0)
    with scopes.for_seat(cast.district_clerk.seat):
        assert fresh(year).state == State.CLOSED


def test_two_who_save_do_not_wait_for_each_other(world: tuple[Cast, Year]) -> None:
    cast, year = world
    has_written, may_commit = threading.Event(), threading.Event()

    def slow_save() -> None:
        save(cast, year, 9)
        has_written.set()
        assert may_commit.wait(10)

    saver = Worker(cast, slow_save)
    saver.start()
    assert has_written.wait(10)
    with scopes.for_seat(cast.district_clerk.seat):
        other = Participation.objects.get(unit=cast.other_commune).unit
        tallies.save_tally(round=fresh(year), unit=other, counts=tallies.Counts(units=2), edition=0, by=None, now=NOW)
    may_commit.set()
    saver.join(20)
    assert kept(cast) == (11, 0)
