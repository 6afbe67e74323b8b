"""Two people at once: first the race is shown without the guard, then that the guard holds it."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction

from committees import scopes
from committees.models import Seat
from core.refusal import Refused
from core.scope import opened
from quotas import allotment, tallies
from quotas.models import Allotment, Tally, Target
from quotas.tallies import Counts
from tests.cast import Cast, build_cast
from tests.quotas.years import NOW, Year, start_year

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> tuple[Cast, Year]:
    with scopes.for_system("tests"):
        cast = build_cast()
    with scopes.for_seat(cast.district_clerk.seat):
        return cast, start_year(cast)


def at_once(seat: Seat, *acts: Callable[[Callable[[], None]], None]) -> list[str]:
    """Run the acts in threads of their own; each meets the others at `wait` once. Returns the refusals, sorted."""
    barrier = threading.Barrier(len(acts), timeout=20)
    refusals: list[str] = []

    def run(act: Callable[[Callable[[], None]], None]) -> None:
        try:
            with opened(scopes.seat_scope(seat)):
                act(lambda: barrier.wait() and None)
        except Refused as refusal:
            refusals.append(refusal.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(refusals)


def test_two_savers_of_one_tally(world: tuple[Cast, Year]) -> None:
    cast, year = world
    seat = cast.district_clerk.seat
    assert seat is not None
    with scopes.for_seat(seat):
        tallies.save_tally(round=year.round, unit=cast.commune, counts=Counts(units=5), edition=0, by=None, now=NOW)

    def unguarded(units: int) -> Callable[[Callable[[], None]], None]:
        def act(wait: Callable[[], None]) -> None:
            tally = Tally.objects.get(round=year.round, unit=cast.commune)
            wait()  # both have read before either writes
            tally.units, tally.edition = units, tally.edition + 1
            tally.save()

        return act

    assert at_once(seat, unguarded(6), unguarded(7)) == []
    with scopes.for_seat(seat):
        lost = Tally.objects.get(round=year.round, unit=cast.commune)
    assert lost.edition == 2, "two saves, one edition: one of them was lost without a word"

    def guarded(units: int) -> Callable[[Callable[[], None]], None]:
        def act(wait: Callable[[], None]) -> None:
            wait()
            tallies.save_tally(
                round=year.round, unit=cast.commune, counts=Counts(units=units), edition=2, by=None, now=NOW
            )

        return act

    refusals = at_once(seat, guarded(8), guarded(9))
    assert len(refusals) == 1
    assert "vừa lưu số khác" in refusals[0]


def test_two_savers_in_different_cells_of_one_row(world: tuple[Cast, Year]) -> None:
    cast, year = world
    seat = cast.district_clerk.seat
    assert seat is not None
    with scopes.for_seat(seat):
        tallies.save_tally(round=year.round, unit=cast.commune, counts=Counts(present=50), edition=0, by=None, now=NOW)

    def saving(edition: int, opened: Counts | None, counts: Counts) -> Callable[[Callable[[], None]], None]:
        def act(wait: Callable[[], None]) -> None:
            wait()
            tallies.save_tally(
                round=year.round, unit=cast.commune, counts=counts, edition=edition, by=None, now=NOW, opened=opened
            )

        return act

    donated, deferred = Counts(present=50, donated=40), Counts(present=50, deferred=3)
    refusals = at_once(seat, saving(1, None, donated), saving(1, None, deferred))
    assert len(refusals) == 1, "held by the whole row, one of two who did not touch each other's cells is refused"

    with scopes.for_seat(seat):
        tally = Tally.objects.get(round=year.round, unit=cast.commune)
        opened = tallies.counts_of(tally)
    first, second = replace(opened, not_drawn=2), replace(opened, registered=60)
    assert at_once(seat, saving(tally.edition, opened, first), saving(tally.edition, opened, second)) == []
    with scopes.for_seat(seat):
        kept = tallies.counts_of(Tally.objects.get(round=year.round, unit=cast.commune))
    assert kept == replace(opened, not_drawn=2, registered=60)


def test_two_first_savers_of_one_tally(world: tuple[Cast, Year]) -> None:
    cast, year = world
    seat = cast.district_clerk.seat
    assert seat is not None

    def first(units: int) -> Callable[[Callable[[], None]], None]:
        def act(wait: Callable[[], None]) -> None:
            wait()
            tallies.save_tally(
                round=year.round, unit=cast.commune, counts=Counts(units=units), edition=0, by=None, now=NOW
            )

        return act

    refusals = at_once(seat, first(8), first(9))
    assert len(refusals) == 1
    with scopes.for_seat(seat):
        assert Tally.objects.get(round=year.round, unit=cast.commune).edition == 1


def test_two_allotments_of_one_target(world: tuple[Cast, Year]) -> None:
    cast, year = world
    seat = cast.district_clerk.seat
    assert seat is not None
    with scopes.for_seat(seat):
        draft = allotment.draft_of(year.plan)
        edition = draft.edition

    def unguarded(figure: int) -> Callable[[Callable[[], None]], None]:
        def act(wait: Callable[[], None]) -> None:
            target = Target.objects.get(allotment=draft, receiver=cast.commune)
            wait()
            target.assigned = figure
            target.save()

        return act

    assert at_once(seat, unguarded(1), unguarded(2)) == [], "both believe their figure stands"

    def guarded(figure: int) -> Callable[[Callable[[], None]], None]:
        def act(wait: Callable[[], None]) -> None:
            wait()
            lines = [allotment.Line(unit=cast.commune, assigned=figure)]
            allotment.save_draft(allotment=draft, lines=lines, edition=edition)

        return act

    refusals = at_once(seat, guarded(3), guarded(4))
    assert len(refusals) == 1
    assert "Người khác vừa lưu" in refusals[0]


def test_two_who_start_a_draft_at_once_share_it(world: tuple[Cast, Year]) -> None:
    cast, year = world
    seat = cast.district_clerk.seat
    assert seat is not None

    def start(wait: Callable[[], None]) -> None:
        wait()
        with transaction.atomic():
            allotment.draft_of(year.plan)

    assert at_once(seat, start, start) == []
    with scopes.for_seat(seat):
        assert Allotment.objects.filter(plan=year.plan, round=None, state="draft").count() == 1
