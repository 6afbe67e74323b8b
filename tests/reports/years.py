"""A district's finished year for documents: two rounds of 462 and 862 against 550 each, and 1.112 the year before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from campaigns import planning
from campaigns.models import Plan, Round
from committees.models import Committee, Unit
from quotas import allotment, tallies
from tests.cast import Cast

NOW = dt.datetime(2024, 2, 20, 2, 0, tzinfo=dt.UTC)


def finished_year(cast: Cast) -> Plan:
    """The district's plan of 2023 with the results of 2022 beside it; inside the open scope of its clerk."""
    committee = Committee.objects.get(unit=cast.district)
    units = [cast.commune, cast.other_commune, cast.agency]
    before = plan_with(committee, 2022, {"Đợt 1": dict(zip(units, (500, 512, 100), strict=True))}, quota=1100)
    assert before.year == 2022
    rounds = {
        "Đợt 1": dict(zip(units, (262, 150, 50), strict=True)),
        "Đợt 2": dict(zip(units, (500, 300, 62), strict=True)),
    }
    return plan_with(committee, 2023, rounds, quota=1100, quotas=dict(zip(units, (600, 460, 40), strict=True)))


def plan_with(
    committee: Committee,
    year: int,
    rounds: Mapping[str, Mapping[Unit, int]],
    *,
    quota: int,
    quotas: Mapping[Unit, int] | None = None,
) -> Plan:
    """A plan with the superior's quota, its split, and one round per name with results per unit."""
    plan = planning.create_plan(
        committee=committee,
        year=year,
        superior_name="Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Bình Nguyên",
        superior_document=f"Kế hoạch số 01/KH-BCĐ ngày 17/11/{year - 1}",
    )
    allotment.record_given(
        plan=plan, assigned=quota, giver_name=plan.superior_name, decision=plan.superior_document, now=NOW
    )
    planning.open_plan(plan=plan, now=NOW)
    if quotas:
        draft = allotment.draft_of(plan)
        lines = [allotment.Line(unit=unit, assigned=figure) for unit, figure in quotas.items()]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        allotment.issue(allotment=draft, decision="Kế hoạch số 05/KH-BCĐ", now=NOW)
    for index, (name, results) in enumerate(rounds.items()):
        add_round(plan, name, results, day=dt.date(year, 1 + 7 * index, 7), quota=quota // len(rounds))
    return plan


def add_round(plan: Plan, name: str, results: Mapping[Unit, int], *, day: dt.date, quota: int) -> Round:
    """A round on one day with its results."""
    round = planning.add_round(plan=plan, name=name, starts_on=day, ends_on=day)
    planning.set_participants(round=round, units=results)
    planning.open_round(round=round, now=NOW)
    allotment.record_given(plan=plan, round=round, assigned=quota, giver_name=plan.superior_name, decision="", now=NOW)
    for unit, result in results.items():
        tallies.save_tally(
            round=round, unit=unit, counts=tallies.Counts(units=result), edition=0, by=None, now=NOW, accepted=True
        )
    return round
