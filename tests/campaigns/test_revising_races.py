"""What one đơn vị máu is, changed in the moment the first figures are meant by it: the race is shown, then held."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from campaigns import planning, revising
from campaigns.models import BloodUnit, Plan, Round
from committees import scopes
from committees.models import Committee
from quotas import allotment, standing_figures, tallies
from quotas.models import Allotment
from tests.campaigns.test_races import Worker, waits_for_a_lock
from tests.cast import Cast, build_cast
from tests.quotas.years import NOW

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], None]


@pytest.fixture
def world() -> tuple[Cast, Plan]:
    """A plan with an open round, a draft of its quotas, and no figure that anybody was given."""
    with scopes.for_system("tests"):
        cast = build_cast()
    with scopes.for_seat(cast.district_clerk.seat):
        plan = planning.create_plan(committee=Committee.objects.get(unit=cast.district), year=2026)
        round = planning.add_round(plan=plan)
        planning.set_participants(round=round, units=[cast.commune])
        planning.open_round(round=round, now=NOW)
        draft = allotment.draft_of(plan)
        lines = [allotment.Line(unit=cast.commune, assigned=40)]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        return cast, Plan.objects.get(pk=plan.pk)


def count_otherwise(plan: Plan) -> None:
    revising.change_plan(plan=plan, facts=replace(revising.facts_of(plan), blood_unit=BloodUnit.ML250))


def enter(cast: Cast) -> None:
    round = Round.objects.select_related("plan").get(kind=Round.Kind.ROUND)
    tallies.save_tally(round=round, unit=cast.commune, counts=tallies.Counts(units=9), edition=0, by=None, now=NOW)


def give_out(_cast: Cast) -> None:
    allotment.issue(allotment=Allotment.objects.get(), decision="05/KH-BCĐ", now=NOW)


def after_both(cast: Cast, slow: Act, other: Act, *, waits: bool) -> str:
    """What `other` was told, that begins while `slow` has done its work and not ended its transaction."""
    has_written, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        slow()
        has_written.set()
        assert may_commit.wait(10)

    first, second = Worker(cast, slowly), Worker(cast, other)
    first.start()
    assert has_written.wait(10)
    second.start()
    if waits:
        waits_for_a_lock()
    else:
        second.join(20)
    may_commit.set()
    for worker in (first, second):
        worker.join(20)
    assert first.refusal == ""
    return second.refusal


def rule(plan: Plan) -> str:
    with scopes.for_system("tests"):
        return Plan.objects.get(pk=plan.pk).blood_unit


def test_without_holding_the_rounds_a_result_is_meant_otherwise_than_it_is_counted(
    world: tuple[Cast, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, plan = world
    monkeypatch.setattr(revising, "hold_every_alone", lambda _rounds: None)
    told = after_both(cast, lambda: enter(cast), lambda: count_otherwise(plan), waits=False)
    assert (told, rule(plan)) == ("", BloodUnit.ML250)


def test_without_holding_plan_and_drafts_a_quota_is_meant_otherwise_than_it_is_counted(
    world: tuple[Cast, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, plan = world
    monkeypatch.setattr(revising, "hold_plan_alone", lambda _plan: None)
    monkeypatch.setattr(revising, "hold_plans_alone", list)
    monkeypatch.setattr(revising, "_figures", [lambda ids, _held: standing_figures.figures_stand(ids, False)])
    told = after_both(cast, lambda: give_out(cast), lambda: count_otherwise(plan), waits=False)
    assert (told, rule(plan)) == ("", BloodUnit.ML250)


@pytest.mark.parametrize("mean", [enter, give_out])
def test_who_changes_the_rule_waits_for_who_gives_a_figure(
    world: tuple[Cast, Plan], mean: Callable[[Cast], None]
) -> None:
    cast, plan = world
    told = after_both(cast, lambda: mean(cast), lambda: count_otherwise(plan), waits=True)
    assert "không đổi được nữa vì đã có chỉ tiêu được giao hoặc kết quả" in told
    assert rule(plan) == BloodUnit.BAG


@pytest.mark.parametrize("mean", [enter, give_out])
def test_who_gives_a_figure_waits_for_who_changes_the_rule(
    world: tuple[Cast, Plan], mean: Callable[[Cast], None]
) -> None:
    cast, plan = world
    told = after_both(cast, lambda: count_otherwise(plan), lambda: mean(cast), waits=True)
    assert (told, rule(plan)) == ("", BloodUnit.ML250)
