"""A year or a round that is closed while others write below it: first what slips in, then that nothing does."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection

from campaigns import contacting, deadlines, expecting, extending, gate, hosting, planning, revising, sessions, urging
from campaigns.completeness import completeness_of
from campaigns.models import CampaignWindow, Contact, Deadline, Duty, Participation, Plan, Round, Session, State
from campaigns.sessions import SessionFacts
from committees import scopes
from core.refusal import Refused
from core.scope import opened
from quotas import allotment, goals
from quotas.aims import Aim
from quotas.models import Allotment, Metric, QuotaKind
from quotas.wording import Figure
from tests.campaigns.owing import DUE_DAY, UNTIL, clerk_of, lay
from tests.campaigns.test_races import Worker
from tests.cast import Cast, build_cast
from tests.quotas.years import NOW, Year, start_year

pytestmark = pytest.mark.django_db(transaction=True)

DAY = dt.date(2026, 12, 1)
Acts = dict[str, Callable[[], object]]


@pytest.fixture
def world() -> tuple[Cast, Year]:
    with scopes.for_system("tests"):
        cast = build_cast()
    with scopes.for_seat(clerk_of(cast)):
        return cast, start_year(cast)


def while_closing(cast: Cast, close: Callable[[], None], acts: Acts) -> dict[str, str]:
    """What each act was told that begins while somebody has closed and not ended their transaction."""
    has_closed, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        close()
        has_closed.set()
        assert may_commit.wait(20)

    closing, workers = Worker(cast, slowly), {name: Worker(cast, act) for name, act in acts.items()}  # type: ignore[arg-type]
    closing.start()
    assert has_closed.wait(20)
    for worker in workers.values():
        worker.start()
    until_all_wait_or_have_ended(list(workers.values()))
    may_commit.set()
    for worker in (closing, *workers.values()):
        worker.join(20)
    assert closing.refusal == ""
    return {name: worker.refusal for name, worker in workers.items()}


def until_all_wait_or_have_ended(workers: list[Worker]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
            )
            if cursor.fetchone()[0] >= sum(worker.is_alive() for worker in workers):
                return
    raise AssertionError("somebody neither waits nor ends")


@pytest.fixture
def year_acts(world: tuple[Cast, Year]) -> Acts:
    """All that is written below a year and below none of its rounds, by pages that were loaded before it was closed."""
    cast, year = world
    with scopes.for_seat(clerk_of(cast)):
        plan, window = year.plan, planning.add_window(plan=year.plan, name="Tháng 4", starts_on=DAY, ends_on=DAY)
        laid = deadlines.set_deadline(plan=plan, kind="activity", day=DUE_DAY, now=NOW)
        draft = allotment.draft_of(plan)
        lines = [allotment.Line(unit=cast.commune, assigned=41)]
        reached = Aim(plan=plan, metric=Metric.REACHED, kind=QuotaKind.COUNT)
        other = goals.set_goal(aim=reached, figure=Figure(1000))
        planning.close_round(round=year.round, now=NOW)

    def page(row: Deadline | Allotment | CampaignWindow) -> object:
        with scopes.for_seat(clerk_of(cast)):
            return type(row).objects.select_related("plan__committee__unit").get(pk=row.pk)

    plan = page(draft).plan  # type: ignore[attr-defined]
    with scopes.for_seat(clerk_of(cast)):
        owed = Duty.objects.select_related("deadline__plan", "deadline__round", "unit").get(
            deadline=laid, unit=cast.commune
        )
        facts = revising.facts_of(plan)
    draft_, other_, window_ = (page(each) for each in (draft, other, window))
    return {
        "plan_opened": lambda: planning.open_plan(plan=plan, now=NOW),
        "plan_changed": lambda: revising.change_plan(plan=plan, facts=replace(facts, title="Kế hoạch khác")),
        "round_added": lambda: planning.add_round(plan=plan),
        "window_added": lambda: planning.add_window(plan=plan, name="Hè", starts_on=DAY, ends_on=DAY),
        "window_changed": lambda: revising.change_window(window=window_, name="Hè", starts_on=DAY, ends_on=DAY),  # type: ignore[arg-type]
        "deadline_set": lambda: deadlines.set_deadline(plan=plan, kind="plan", day=DUE_DAY, now=NOW),
        "excused": lambda: expecting.excuse(duty=owed, reason="Nghỉ", now=NOW),
        "extended": lambda: extending.give(duty=owed, until=UNTIL, reason="Mưa", now=NOW),
        "quota_saved": lambda: allotment.save_draft(allotment=draft_, lines=lines, edition=draft.edition),  # type: ignore[arg-type]
        "quota_issued": lambda: allotment.issue(allotment=draft_, decision="07/KH", now=NOW),  # type: ignore[arg-type]
        "quota_begun": lambda: allotment.draft_of(plan, year.round),
        "quota_recorded": lambda: allotment.record_given(
            plan=plan, assigned=90, giver_name="Tỉnh", decision="09/QĐ", now=NOW
        ),
        "goal_thrown_away": lambda: goals.discard(allotment=other_),  # type: ignore[arg-type]
    }


def close_year(year: Year) -> Callable[[], None]:
    return lambda: planning.close_plan(plan=Plan.objects.get(pk=year.plan.pk), now=NOW)


@pytest.mark.parametrize("act", ["plan_opened", "quota_issued"])
def test_without_the_lock_a_closed_year_is_written_to(
    world: tuple[Cast, Year], year_acts: Acts, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    cast, year = world
    monkeypatch.setattr(gate, "_lock", lambda *_lock_and_row: None)
    assert while_closing(cast, close_year(year), {act: year_acts[act]}) == {act: ""}


def test_nobody_writes_below_a_year_that_is_being_closed(world: tuple[Cast, Year], year_acts: Acts) -> None:
    cast, year = world
    told = while_closing(cast, close_year(year), year_acts)
    assert told == dict.fromkeys(year_acts, "Kế hoạch năm 2026 đã khóa nên không sửa được nữa.")
    with scopes.for_system("tests"):
        assert Plan.objects.get(pk=year.plan.pk).state == State.CLOSED


@pytest.fixture
def round_acts(world: tuple[Cast, Year]) -> Acts:
    """All that is written below a round, by pages that were loaded before it was closed."""
    cast, year = world
    lay(year, cast)
    with scopes.for_seat(clerk_of(cast)):
        session = sessions.add_session(round=year.round, facts=SessionFacts(held_on=DAY))

        def fresh() -> Round:  # each page has its own
            return Round.objects.select_related("plan", "superior_round").get(pk=year.round.pk)

        duties = Duty.objects.select_related("deadline__round__plan", "deadline__plan", "deadline__window", "unit")
        to_extend, to_excuse, to_call = (duties.get(unit=unit) for unit in year.units)
        deadline = to_call.deadline
        taking_part = Participation.objects.select_related("round__plan", "unit").get(unit=cast.agency)
        rounds = [fresh() for _page in range(6)]
        held = [Session.objects.select_related("round__plan").get(pk=session.pk) for _page in range(3)]
        standing = completeness_of([deadline], within=cast.district.path, now=NOW)
    return {
        "opened": lambda: planning.open_round(round=rounds[0], now=NOW),
        "changed": lambda: planning.change_round(round=rounds[1], name="Đợt khác"),
        "chosen": lambda: hosting.choose_participants(
            round=rounds[2], units=[cast.commune], seat=clerk_of(cast), now=NOW
        ),
        "absent": lambda: planning.mark_absent(participation=taking_part, reason="Nghỉ hè", now=NOW),
        "hosted": lambda: hosting.add_host(round=rounds[3], unit=cast.commune),
        "session_added": lambda: sessions.add_session(round=rounds[4], facts=SessionFacts(held_on=DAY)),
        "session_changed": lambda: sessions.change_session(session=held[0], facts=SessionFacts(held_on=DAY)),
        "session_removed": lambda: sessions.remove_session(session=held[1]),
        "units_chosen": lambda: sessions.set_units(session=held[2], units=[cast.commune]),
        "deadline_set": lambda: deadlines.set_deadline(round=rounds[5], kind="activity", day=DUE_DAY, now=NOW),
        "unit_added": lambda: expecting.add_unit(deadline=deadline, unit=cast.commune, reason="Bổ sung", now=NOW),
        "excused": lambda: expecting.excuse(duty=to_excuse, reason="Nghỉ", now=NOW),
        "extended": lambda: extending.give(duty=to_extend, until=UNTIL, reason="Mưa", now=NOW),
        "called": lambda: contacting.record_contact(duty=to_call, way=Contact.Way.CALLED, now=NOW),
        "urged": lambda: urging.urge(
            deadline=Deadline.objects.select_related("round__plan", "plan", "window").get(pk=deadline.pk),
            step="head",
            standing=standing,
            seat=clerk_of(cast),
            now=NOW,
        ),
    }


def close_round(year: Year) -> Callable[[], None]:
    return lambda: planning.close_round(round=Round.objects.select_related("plan").get(pk=year.round.pk), now=NOW)


@pytest.mark.parametrize("act", ["opened", "changed", "extended"])
def test_without_the_lock_a_closed_round_is_written_to(
    world: tuple[Cast, Year], round_acts: Acts, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    cast, year = world
    monkeypatch.setattr(gate, "_lock", lambda *_lock_and_row: None)
    with scopes.for_seat(clerk_of(cast)):
        Round.objects.filter(pk=year.round.pk).update(state=State.OPEN if act != "opened" else State.DRAFT)
    assert while_closing(cast, close_round(year), {act: round_acts[act]}) == {act: ""}


def test_nobody_writes_below_a_round_that_is_being_closed(world: tuple[Cast, Year], round_acts: Acts) -> None:
    cast, year = world
    told = while_closing(cast, close_round(year), round_acts)
    assert told == dict.fromkeys(round_acts, "Đợt 1 đã khóa nên không sửa được nữa.")
    with scopes.for_system("tests"):
        found = Round.objects.get(pk=year.round.pk)
    assert (found.state, found.name) == (State.CLOSED, "Đợt 1")


# --- Two who begin the same thing --------------------------------------------------------------------


def both_at_once(cast: Cast, *acts: Callable[[], object]) -> list[str]:
    """What two people were told who begin together; what the database itself refuses is an error."""
    together, told = threading.Barrier(len(acts), timeout=20), []

    def run(act: Callable[[], object]) -> None:
        try:
            with opened(scopes.seat_scope(clerk_of(cast))):
                together.wait()
                act()
            told.append("")
        except Refused as refusal:
            told.append(refusal.sentence)
        except Exception as error:
            told.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    return sorted(told)


def test_two_who_add_a_round_add_two(world: tuple[Cast, Year]) -> None:
    cast, year = world
    with scopes.for_seat(clerk_of(cast)):
        plans = [Plan.objects.select_related("committee").get(pk=year.plan.pk) for _page in range(2)]
    assert both_at_once(cast, *(lambda plan=plan: planning.add_round(plan=plan) for plan in plans)) == ["", ""]
    with scopes.for_seat(clerk_of(cast)):
        assert sorted(year.plan.rounds.values_list("ordinal", flat=True)) == [1, 2, 3, planning.OUTSIDE_ORDINAL]


def test_of_two_who_ask_for_the_same_the_second_is_told(world: tuple[Cast, Year]) -> None:
    cast, year = world
    with scopes.for_seat(clerk_of(cast)):
        rounds = [Round.objects.select_related("plan").get(pk=year.round.pk) for _page in range(2)]
    acts = [lambda of=of: deadlines.set_deadline(round=of, kind="list", day=DUE_DAY, now=NOW) for of in rounds]
    told = both_at_once(cast, *acts)
    assert told[0] == ""
    assert "Đã có hạn nộp “Danh sách" in told[1]


def test_of_two_who_start_a_year_the_second_is_told(world: tuple[Cast, Year]) -> None:
    cast, year = world
    with scopes.for_seat(clerk_of(cast)):
        committee = year.plan.committee
    start = [lambda: planning.create_plan(committee=committee, year=2027)] * 2
    assert both_at_once(cast, *start) == ["", "Năm 2027 đã có kế hoạch; mở kế hoạch đó để sửa."]


def test_two_who_choose_the_same_unit_choose_it_once(world: tuple[Cast, Year]) -> None:
    cast, year = world
    with scopes.for_seat(clerk_of(cast)):
        planning.set_participants(round=year.round, units=[cast.commune])
        rounds = [Round.objects.select_related("plan").get(pk=year.round.pk) for _page in range(2)]
    units = [cast.commune, cast.agency]
    acts = [lambda of=of: planning.set_participants(round=of, units=units) for of in rounds]
    assert both_at_once(cast, *acts) == ["", ""]


def test_two_who_record_what_the_superior_gave_make_two_versions(world: tuple[Cast, Year]) -> None:
    cast, year = world
    with scopes.for_seat(clerk_of(cast)):
        plans = [Plan.objects.select_related("committee__unit").get(pk=year.plan.pk) for _page in range(2)]

    def record(plan: Plan) -> object:
        return allotment.record_given(plan=plan, assigned=90, giver_name="Tỉnh", decision="09/QĐ", now=NOW)

    assert both_at_once(cast, *(lambda plan=plan: record(plan) for plan in plans)) == ["", ""]
    with scopes.for_seat(clerk_of(cast)):
        given = Allotment.objects.filter(plan=year.plan, is_from_superior=True).order_by("version")
        assert list(given.values_list("version", "state")) == [(1, "superseded"), (2, "issued")]
