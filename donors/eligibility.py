"""What a committee may know before the day about who can give blood. It warns; the doctor at the site decides.

Age, the weight a volunteer tells, and the time since the last donation: nothing of the screening questionnaire, which
is the collecting facility's alone (Thông tư 26/2013/TT-BYT, Điều 7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.text.dates import short_date
from donors.intake.components import Component, component_said
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.people import Birth, PersonRow, Sex


@dataclass(frozen=True)
class Rules:
    """The figures of a regulation: ages in completed years, weights in kg, volumes in ml."""

    since: dt.date
    source: str
    youngest: int
    oldest: int
    least_weight: Mapping[Sex, int]
    light_below: int  # under this weight no more than `light_volume` is taken
    light_volume: int
    most_per_kg: int
    most_volume: int
    weeks_after: Mapping[Component, int]


# The latest first. Thông tư 26/2013/TT-BYT of 16/9/2013: Điều 4 (age, weight, volume), Điều 6 (intervals).
RULES = (
    Rules(
        since=dt.date(2013, 11, 15),
        source="Thông tư 26/2013/TT-BYT, Điều 4, Điều 6",
        youngest=18,
        oldest=60,
        least_weight=MappingProxyType({Sex.FEMALE: 42, Sex.MALE: 45}),
        light_below=45,
        light_volume=250,
        most_per_kg=9,
        most_volume=500,
        weeks_after=MappingProxyType(
            {Component.WHOLE_BLOOD: 12, Component.RED_CELLS: 12, Component.PLASMA: 2, Component.PLATELETS: 2}
        ),
    ),
)


def rules_on(day: dt.date) -> Rules:
    """The figures in force on a day; before the first known regulation, its own."""
    return next((rules for rules in RULES if rules.since <= day), RULES[-1])


def last_kind_of(person: PersonRow) -> Component:
    """What the last donation gave, where the list says it beside the day; else whole blood, as nearly always."""
    said, _rest = component_said(person.written.get(Field.LAST_DONATION, ""))
    return said or Component.WHOLE_BLOOD


def warnings(person: PersonRow, *, on: dt.date, last_kind: Component = Component.WHOLE_BLOOD) -> list[Finding]:
    """What to say about somebody who registers for the drive on that day.

    `last_kind` is what the last donation gave: the interval goes by it. A birth of which only the year (or the month)
    is known warns only where every day of it would.
    """
    rules = rules_on(on)
    found = (
        _age(person.birth, on, rules),
        _interval(person.last_donation, on, rules.weeks_after[last_kind]),
        _weight(person, rules),
        _volume(person, rules),
    )
    return [finding for finding in found if finding]


def most_volume(weight: int | None, rules: Rules) -> int:
    """The most whole blood, in ml, that may be taken from somebody of that weight (kg) at once."""
    if weight is None:
        return rules.most_volume
    if weight < rules.light_below:
        return rules.light_volume
    return min(rules.most_volume, rules.most_per_kg * weight)


def _age(birth: Birth | None, on: dt.date, rules: Rules) -> Finding | None:
    """Under `youngest` before that birthday, over `oldest` after it: the rule leaves the 61st year open, so we warn."""
    if birth is None:
        return None
    known = tuple(part for part in (birth.month, birth.day) if part)
    today = (on.month, on.day)[: len(known)]
    age = on.year - birth.year  # reached within this year; today counts with the parts that are known
    if (age, today) < (rules.youngest, known):
        return Finding(Code.AGE_UNDER, Field.BIRTH, detail={"limit": str(rules.youngest)})
    if (age, today) > (rules.oldest, known):
        return Finding(Code.AGE_OVER, Field.BIRTH, detail={"limit": str(rules.oldest)})
    return None


def _interval(last: dt.date | None, on: dt.date, weeks: int) -> Finding | None:
    if last is None or last > on:
        return None
    ready = last + dt.timedelta(weeks=weeks)
    if ready <= on:
        return None
    detail = {"last": short_date(last), "weeks": str(weeks), "from": short_date(ready)}
    return Finding(Code.TOO_SOON, Field.LAST_DONATION, detail=detail)


def _weight(person: PersonRow, rules: Rules) -> Finding | None:
    """Where the sex is not known only the lower limit is certain."""
    if person.weight is None:
        return None
    limit = rules.least_weight[person.sex] if person.sex else min(rules.least_weight.values())
    if person.weight >= limit:
        return None
    detail = {"weight": str(person.weight), "limit": str(limit)}
    return Finding(Code.WEIGHT_UNDER, Field.WEIGHT, detail=detail)


def _volume(person: PersonRow, rules: Rules) -> Finding | None:
    limit = most_volume(person.weight, rules)
    if person.volume is None or person.volume <= limit:
        return None
    detail = {"volume": str(person.volume), "limit": str(limit)}
    if person.weight is not None:
        detail["weight"] = str(person.weight)
    return Finding(Code.VOLUME_OVER, Field.VOLUME, detail=detail)
