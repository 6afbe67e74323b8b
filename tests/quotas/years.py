"""A district's year: a plan, an open round, three units with quotas."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from campaigns import planning
from campaigns.models import Plan, Round
from committees.models import Committee, Unit
from quotas import allotment
from tests.cast import Cast

NOW = dt.datetime(2026, 11, 22, 7, 5, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Year:
    """The district's plan of 2026 with one open round; quotas 40, 25, 10."""

    plan: Plan
    round: Round
    units: list[Unit]


def start_year(cast: Cast, *, figures: tuple[int, ...] = (40, 25, 10), year: int = 2026) -> Year:
    """Make the year inside the open scope."""
    committee = Committee.objects.get(unit=cast.district)
    plan = planning.create_plan(committee=committee, year=year)
    units = [cast.commune, cast.other_commune, cast.agency][: len(figures)]
    round = planning.add_round(plan=plan)
    planning.set_participants(round=round, units=units)
    planning.open_plan(plan=plan, now=NOW)
    planning.open_round(round=round, now=NOW)
    for each in (None, round):
        draft = allotment.draft_of(plan, each)
        lines = [allotment.Line(unit=unit, assigned=figure) for unit, figure in zip(units, figures, strict=True)]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        allotment.issue(allotment=draft, decision="Kế hoạch số 05/KH-BCĐ", now=NOW)
    return Year(plan=plan, round=round, units=units)
