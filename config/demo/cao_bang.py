"""Story (c): a province with its communes directly below it, quotas split by population, one round so far."""

from __future__ import annotations

from committees.models import Level, Role, Unit, User
from committees.setting_up import set_up_committee
from config.demo import country, figures, making
from config.demo.tiers import Tier

LOW, HIGH = 4_000, 24_000


def province_tier(clerk: User) -> Tier:
    """The committee of Cao Bằng, its clerk and its communes."""
    province = making.unit_of("2025", Level.PROVINCE, country.CAO_BANG)
    made = set_up_committee(unit=province)
    making.hold(made.seats[Role.CLERK], clerk, since=country.SET_UP_ON)
    communes = list(Unit.objects.filter(parent=province, level=Level.COMMUNE, valid_to=None).order_by("name_sort"))
    making.populate(communes, year=country.SET_UP_ON.year, low=LOW, high=HIGH)
    weights = {unit: figures.varied(f"{unit.name} {unit.code}", LOW, HIGH) for unit in communes}
    return Tier(made.committee, weights, this_year=(1,), rule="population", shows_ranking=True)
