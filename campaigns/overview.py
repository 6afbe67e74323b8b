"""All that a plan asks for at a glance: each thing owed, whole or by bloc or by the units below, in exact counts.

What rounds of committees below ask for counts with the round of this plan that they are parts of, so that a province
sees one line for the lists of a round, and its districts under it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.completeness import Completeness, Count, Line, outline_of
from campaigns.deadlines import due_sentence, what_of
from campaigns.models import CampaignWindow, Deadline, Plan, Round
from committees.models import Bloc, Unit
from core.text.numbers import percent_value


class By(StrEnum):
    """What each thing owed is broken down by."""

    WHOLE = ""
    BLOC = "bloc"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing owed: the deadline of the plan itself, and those below that are parts of it."""

    what: str
    place: str
    due: str  # the sentence, where all are due at one moment
    due_at: dt.datetime  # the earliest
    round_id: int | None
    deadlines: tuple[Deadline, ...]

    @property
    def deadline_id(self) -> int | None:
        """The one deadline, where it is one."""
        return self.deadlines[0].pk if len(self.deadlines) == 1 else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a thing owed, of one bloc or unit below or of all, and how many duties stand how."""

    task: Task
    group: str
    group_key: str
    count: Count

    @property
    def share(self) -> Decimal | None:
        """Of those who owe, how many per cent have handed in; None where nobody owes."""
        return percent_value(self.count.handed_in, self.count.expected)


def tasks_of(plan: Plan) -> list[Task]:
    """What the plan asks for, in order of the due dates; needs the scope of its committee or of one above.

    Table by table, without a join: below row-level security PostgreSQL asks no index whether a round is a part of
    another, and guesses how many are, so that a join of a country's deadlines with its rounds may go any way.
    """
    rounds = {each.pk: each for each in Round.objects.filter(plan=plan)}
    parts = Round.objects.within(plan.path).filter(lineage__overlap=list(rounds)).values_list("pk", "lineage")
    # the round of the plan that each one belongs to: itself, or the nearest that it is a part of
    tops = {pk: next(above for above in reversed(lineage) if above in rounds) for pk, lineage in parts}
    tops |= {pk: pk for pk in rounds}
    windows = {each.pk: each for each in plan.windows.all()}
    asked = Deadline.objects.filter(Q(plan=plan) | Q(round__id__any_of=list(tops)))
    grouped: dict[tuple[object, ...], list[Deadline]] = {}
    for each in asked.only("plan", "round", "window", "kind", "title", "wording", "due_at").order_by("due_at", "pk"):
        place = (None, each.window_id) if each.round_id is None else (tops.get(each.round_id), None)
        grouped.setdefault((*place, each.kind, each.title), []).append(each)
    return [_task(found, rounds, tops, windows) for found in grouped.values()]


def _task(
    found: Sequence[Deadline],
    rounds: Mapping[int, Round],
    tops: Mapping[int, int],
    windows: Mapping[int, CampaignWindow],
) -> Task:
    first = found[0]
    round_id = tops.get(first.round_id) if first.round_id is not None else None
    if round_id is not None:
        place = rounds[round_id].name
    else:
        place = windows[first.window_id].name if first.window_id is not None else _("Cả kế hoạch năm")
    is_one = len({(each.due_at, each.wording) for each in found}) == 1
    return Task(
        what=what_of(first),
        place=place,
        due=due_sentence(first) if is_one else "",
        due_at=first.due_at,
        round_id=round_id,
        deadlines=tuple(found),
    )


def rows_of(plan: Plan, tasks: Sequence[Task], *, by: str, within: str, now: dt.datetime) -> list[Row]:
    """Each task broken down; in three questions, however many deadlines and units.

    Of the units right below the plan's own, those that owe anything have a line; what is owed by the plan's own unit
    or by a co-host beside it is in no line of theirs, and in the whole.
    """
    standing = outline_of([each for task in tasks for each in task.deadlines], within=within, now=now)
    tops = list(Unit.objects.filter(parent__path=plan.path)) if by == By.UNIT else []
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in standing.lines:
        lines[line.duty.deadline_id].append(line)
    return [
        row
        for task in tasks
        for row in _rows(task, Completeness([line for each in task.deadlines for line in lines[each.pk]]), by, tops)
    ]


def _rows(task: Task, standing: Completeness, by: str, tops: Sequence[Unit]) -> list[Row]:
    if by == By.BLOC:
        counts_by_bloc, labels = standing.by_bloc(), dict(Bloc.choices)
        order = [bloc for bloc in [*Bloc.values, ""] if bloc in counts_by_bloc]
        found = [
            (str(labels.get(bloc) or _("Khối khác")), f"{place}", counts_by_bloc[bloc])
            for place, bloc in enumerate(order)
        ]
    elif by == By.UNIT:
        counts = standing.by_subtree(tops)
        found = [(unit.name, unit.name_sort, counts[unit.pk]) for unit in tops if unit.pk in counts]
        found.sort(key=lambda each: each[1])
    else:
        found = [("", "", standing.whole)]
    return [Row(task, group, key, count) for group, key, count in found]
