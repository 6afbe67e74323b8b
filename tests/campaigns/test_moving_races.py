"""Two clerks at one deadline or one session, and a round that is closed meanwhile: first the races, then the locks."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace

import pytest

from campaigns import deadlines, gate, moving, planning, reminders, sessions
from campaigns.models import Deadline, DutyChange, Round, Session
from campaigns.sessions import SessionFacts
from committees import scopes
from notices.models import Notice
from tests.campaigns.owing import DAY, DUE, DUE_DAY, clerk_of, lay
from tests.campaigns.test_revising_races import after_both
from tests.cast import Cast, build_cast
from tests.quotas.years import NOW, Year, start_year

pytestmark = pytest.mark.django_db(transaction=True)
HELD = dt.date(2036, 3, 27)


@pytest.fixture
def world() -> tuple[Cast, Year, Deadline]:
    with scopes.for_system("tests"):
        cast = build_cast()
    with scopes.for_seat(cast.district_clerk.seat):
        year = start_year(cast)
    return cast, year, lay(year, cast, lock_at=None)


def by_the_view(deadline: Deadline) -> Deadline:
    """The deadline as a page loads it, before whoever is at work ends."""
    found: Deadline = Deadline.objects.select_related("round__plan", "plan", "window").get(pk=deadline.pk)
    return found


def move(found: Deadline, days: int, *, opened: bool = False) -> None:
    carried = moving.terms_of(found) if opened else {}
    day = DUE_DAY + days * DAY
    moving.change_deadline(
        deadline=found, wording="by", day=day, reason="Mưa", opened=carried, now=NOW + days * DAY / 48
    )


def steps(cast: Cast) -> list[tuple[dt.timedelta, dt.timedelta]]:
    """By each change of a unit's due date, from how long to how long after the first one."""
    with scopes.for_system("tests"):
        rows = DutyChange.objects.filter(kind="due_moved", duty__unit=cast.commune).order_by("pk")
        return [(each.due_before - DUE, each.due_after - DUE) for each in rows]  # type: ignore[operator]


def both_move(cast: Cast, deadline: Deadline, *, opened: bool = False) -> str:
    with scopes.for_seat(clerk_of(cast)):
        first, second = by_the_view(deadline), by_the_view(deadline)
    return after_both(cast, lambda: move(first, 1), lambda: move(second, 2, opened=opened), waits=True)


def stale(deadline: Deadline) -> Deadline:
    gate.ensure_deadline_editable(deadline)
    return deadline


def test_without_the_lock_the_second_clerk_moves_a_date_that_is_no_more(
    world: tuple[Cast, Year, Deadline], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, _year, deadline = world
    monkeypatch.setattr(moving, "held_deadline", stale)
    assert both_move(cast, deadline) == ""
    assert steps(cast) == [(0 * DAY, DAY), (0 * DAY, 2 * DAY)]


def test_the_second_clerk_moves_the_date_that_the_first_one_set_and_the_units_hear_of_both(
    world: tuple[Cast, Year, Deadline],
) -> None:
    cast, _year, deadline = world
    reminders.send(now=NOW + DAY)
    assert both_move(cast, deadline) == ""
    assert steps(cast) == [(0 * DAY, DAY), (DAY, 2 * DAY)]
    with scopes.for_person(cast.commune_focal.user):
        told = [each.body for each in Notice.objects.order_by("pk")]
    assert len(told) == 3
    first = deadlines.due_words(DUE + DAY, "by").removeprefix("chậm nhất ")
    assert f"Hạn mới: chậm nhất {first}" in told[1]
    assert f"trước đây: hết {first}" in told[2]


def test_who_moves_a_date_that_was_moved_since_the_page_was_opened_is_asked(
    world: tuple[Cast, Year, Deadline],
) -> None:
    cast, _year, deadline = world
    assert "Người khác vừa sửa hạn nộp thành “chậm nhất ngày" in both_move(cast, deadline, opened=True)
    assert steps(cast) == [(0 * DAY, DAY)]


def close(year: Year) -> None:
    planning.close_round(round=Round.objects.select_related("plan").get(pk=year.round.pk), now=NOW)


@pytest.mark.parametrize("holds", [False, True])
def test_a_deadline_of_a_round_that_is_closed_meanwhile_stays(
    world: tuple[Cast, Year, Deadline], monkeypatch: pytest.MonkeyPatch, *, holds: bool
) -> None:
    cast, year, deadline = world
    if not holds:
        monkeypatch.setattr(moving, "held_deadline", stale)
    with scopes.for_seat(clerk_of(cast)):
        found = by_the_view(deadline)
    told = after_both(cast, lambda: close(year), lambda: move(found, 1), waits=holds)
    assert ("đã khóa nên không sửa được nữa" in told, bool(steps(cast))) == (holds, not holds)


def facts(cast: Cast) -> SessionFacts:
    with scopes.for_seat(clerk_of(cast)):
        return sessions.facts_of(Session.objects.get())


@pytest.mark.parametrize("holds", [False, True])
def test_two_clerks_change_two_fields_of_a_session(
    world: tuple[Cast, Year, Deadline], monkeypatch: pytest.MonkeyPatch, *, holds: bool
) -> None:
    cast, year, _deadline = world
    if not holds:
        monkeypatch.setattr(sessions, "held_session", lambda session: session)
    with scopes.for_seat(clerk_of(cast)):
        sessions.add_session(round=year.round, facts=SessionFacts(held_on=HELD, venue="Nhà văn hóa"))
        mine, others = (Session.objects.select_related("round__plan").get() for _clerk in range(2))
        opened = sessions.facts_of(mine)

    def change(session: Session, **other: object) -> None:
        wanted = replace(opened, **other)  # type: ignore[arg-type]
        sessions.change_session(session=session, facts=wanted, opened=asdict(opened))

    told = after_both(
        cast, lambda: change(mine, venue="Sân vận động"), lambda: change(others, capacity=350), waits=True
    )
    assert told == ""
    assert facts(cast) == replace(opened, capacity=350, venue="Sân vận động" if holds else "Nhà văn hóa")


def test_a_session_that_was_taken_out_meanwhile_is_not_changed(world: tuple[Cast, Year, Deadline]) -> None:
    cast, year, _deadline = world
    with scopes.for_seat(clerk_of(cast)):
        sessions.add_session(round=year.round, facts=SessionFacts(held_on=HELD))
        mine, others = (Session.objects.select_related("round__plan").get() for _clerk in range(2))
    told = after_both(
        cast,
        lambda: sessions.remove_session(session=mine),
        lambda: sessions.change_session(session=others, facts=SessionFacts(held_on=HELD, capacity=3)) and None,
        waits=True,
    )
    assert "Buổi này vừa được bỏ khỏi đợt" in told
