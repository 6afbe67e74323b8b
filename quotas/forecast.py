"""How many people to invite for a quota: from what became of those who registered before.

Registering is not donating (peers.md §0.5): of 250 registered came 193 bags, of 10.000 planned 7.000. The share is the
unit's own over the last two years where enough people were registered, else that of all units of the round's committee,
else `USUAL_SHARE`. A forecast, never a rule: it is said as «khoảng».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from django.db.models import Q, Sum

from campaigns.models import Round
from committees.models import Unit
from core.scope import after_subtree, is_within
from quotas.aims import IN_FORCE
from quotas.models import Metric, Tally, Target

USUAL_SHARE = Fraction(7, 10)
LEAST_SHARE, MOST_SHARE = Fraction(3, 10), Fraction(1)
ENOUGH_REGISTERED = 20  # below that one bad day would decide
YEARS_BACK = 2


@dataclass(frozen=True, slots=True)
class Need:
    """What a unit was given for a round, and about how many people that takes. None: no quota, so no figure."""

    quota: int | None
    people: int | None

    def missing(self, registered: int) -> int | None:
        """How many more people are wanted; zero when enough are registered."""
        return None if self.people is None else max(0, self.people - registered)


NO_NEED = Need(None, None)


def needs_of(round: Round) -> dict[int, Need]:
    """Unit id → its need, for every unit with a quota in the round: three questions however many units."""
    quotas = dict(
        Target.objects.filter(
            allotment__round=round, allotment__state__in=IN_FORCE, allotment__metric=Metric.BLOOD_UNITS
        )
        .exclude(assigned=None)
        .values_list("receiver_id", "assigned")
    )
    if not quotas:
        return {}
    own, overall = _shares(round)
    return {
        unit_id: Need(quota, people_to_invite(quota, own.get(unit_id, overall)))
        for unit_id, quota in quotas.items()
        if quota is not None
    }


def needs_of_unit(unit: Unit, rounds: Sequence[Round]) -> dict[int, Need]:
    """Round id → the unit's need there, where it has a quota: two questions however many rounds."""
    given = Target.objects.filter(
        allotment__round__in=rounds,
        allotment__state__in=IN_FORCE,
        allotment__metric=Metric.BLOOD_UNITS,
        receiver=unit,
    )
    quotas = {
        round_id: quota
        for round_id, quota in given.values_list("allotment__round_id", "assigned")
        if round_id is not None and quota is not None
    }
    asked = [round for round in rounds if round.pk in quotas]
    if not asked:
        return {}
    before = _Before(asked)
    people = {round.pk: people_to_invite(quotas[round.pk], before.share(unit, round)) for round in asked}
    return {round_id: Need(quotas[round_id], people[round_id]) for round_id in people}


class _Before:
    """What became of who registered in the years before several rounds, from one question."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        counted = Q()
        for path, year in {(round.path, round.plan.year) for round in rounds}:
            counted |= Q(path__gte=path, path__lt=after_subtree(path), year__range=(year - YEARS_BACK, year))
        self._rows = list(
            Tally.objects.filter(counted, is_counting=True, registered__gt=0, donated__isnull=False)
            .values("path", "unit_id", "year", "round_id")
            .annotate(came=Sum("donated"), said=Sum("registered"))
            .values_list("path", "unit_id", "year", "round_id", "came", "said")
        )

    def share(self, unit: Unit, round: Round) -> Fraction:
        """The unit's own, else that of all units of the round's committee; as `_shares` has it for one round."""
        years = range(round.plan.year - YEARS_BACK, round.plan.year + 1)
        came: Counter[int] = Counter()
        said: Counter[int] = Counter()
        for path, unit_id, year, round_id, given, registered in self._rows:
            if is_within(path, round.path) and year in years and round_id != round.pk:
                came[unit_id] += given
                said[unit_id] += registered
        own, overall = shares_of([(unit_id, came[unit_id], said[unit_id]) for unit_id in said])
        return own.get(unit.pk, overall)


def need_of(round: Round, unit: Unit) -> Need:
    """One unit's need."""
    return needs_of(round).get(unit.pk, NO_NEED)


def expected_people(round: Round) -> dict[int, int]:
    """Unit id → about how many people it should bring, for the units with a quota in the round."""
    return {unit_id: need.people for unit_id, need in needs_of(round).items() if need.people is not None}


def people_to_invite(quota: int, share: Fraction) -> int:
    """The least number of people of whom `share` gives `quota` donations."""
    return ceil(quota / min(max(share, LEAST_SHARE), MOST_SHARE))


def _shares(round: Round) -> tuple[Mapping[int, Fraction], Fraction]:
    """Donated over registered in the years before: by unit where known well enough, and over all."""
    year = round.plan.year
    sums = (
        Tally.objects.within(round.path)
        .filter(year__range=(year - YEARS_BACK, year), is_counting=True, registered__gt=0, donated__isnull=False)
        .exclude(round=round)
        .values("unit_id")
        .annotate(came=Sum("donated"), said=Sum("registered"))
        .values_list("unit_id", "came", "said")
    )
    return shares_of(list(sums))


def shares_of(rows: Sequence[tuple[int, int, int]]) -> tuple[Mapping[int, Fraction], Fraction]:
    """The shares from unit, donated, registered."""
    said = sum(each for _unit, _came, each in rows)
    came = sum(each for _unit, each, _said in rows)
    overall = Fraction(came, said) if said >= ENOUGH_REGISTERED else USUAL_SHARE
    own = {unit_id: Fraction(each, of) for unit_id, each, of in rows if of >= ENOUGH_REGISTERED}
    return own, overall
