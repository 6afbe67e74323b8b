"""A part that is ticked in the moment it is taken off its deadline: the second waits and is told in a sentence."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from campaigns import contacting, deadlines
from campaigns.models import Deadline, DeadlinePart, PartReceipt
from committees import scopes
from tests.campaigns.owing import clerk_of, duty_of, lay
from tests.campaigns.test_races import Worker
from tests.cast import Cast, build_cast
from tests.quotas.years import NOW, start_year

pytestmark = pytest.mark.django_db(transaction=True)
PART = "Phiếu ký"


@pytest.fixture
def world() -> tuple[Cast, Deadline]:
    with scopes.for_system("tests"):
        cast = build_cast()
    with scopes.for_seat(cast.district_clerk.seat):
        year = start_year(cast)
    return cast, lay(year, cast, parts=[deadlines.Part(PART)])


def waits_for_a_row() -> None:
    """Return once some connection waits for another's rows; fails after ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def held(act: Callable[[], object]) -> tuple[Callable[[], None], threading.Event, threading.Event]:
    """`act` in a transaction that stays open until it is told to end."""
    has_acted, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        act()
        has_acted.set()
        assert may_commit.wait(10)

    return slowly, has_acted, may_commit


def ends(cast: Cast, first: Callable[[], object], second: Callable[[], object]) -> tuple[str, str]:
    """What each was told, where the second comes while the first has not committed yet."""
    slowly, has_acted, may_commit = held(first)
    one, two = Worker(cast, slowly), Worker(cast, lambda: (second(), None)[1])
    one.start()
    assert has_acted.wait(10)
    two.start()
    waits_for_a_row()
    may_commit.set()
    for worker in (one, two):
        worker.join(20)
    return one.refusal, two.refusal


def test_who_ticks_a_part_that_is_being_taken_away_is_told_so(world: tuple[Cast, Deadline]) -> None:
    cast, deadline = world
    with scopes.for_seat(clerk_of(cast)):
        part, duty = deadline.parts.get(), duty_of(deadline, cast.commune)

    def take_away() -> None:
        deadlines.keep_parts(deadline, [])

    def tick() -> None:
        contacting.receive_part(duty=duty, part=part, now=NOW)

    told = ends(cast, take_away, tick)
    assert told == ("", f"{PART} vừa được bỏ khỏi hạn nộp này nên không đánh dấu được.")
    with scopes.for_system("tests"):
        assert not DeadlinePart.objects.exists()


def test_a_part_that_is_being_ticked_stays(world: tuple[Cast, Deadline]) -> None:
    cast, deadline = world
    with scopes.for_seat(clerk_of(cast)):
        part, duty = deadline.parts.get(), duty_of(deadline, cast.commune)

    def take_away() -> None:
        deadlines.keep_parts(deadline, [])

    def tick() -> None:
        contacting.receive_part(duty=duty, part=part, now=NOW)

    assert ends(cast, tick, take_away) == ("", "")
    with scopes.for_system("tests"):
        assert PartReceipt.objects.get().part_id == part.pk
