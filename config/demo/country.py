"""The national committee, and the provinces that report one total each so that the country's dashboard is full."""

from __future__ import annotations

import datetime as dt

from committees import tree
from committees.models import Committee, Level, Role, Unit, User
from committees.setting_up import set_up_committee
from config.demo import figures, making
from config.demo.tiers import Given, Tier, Total

SET_UP_ON = dt.date(2025, 7, 15)
QUANG_NGAI, CAO_BANG = "51", "04"
ALONE = "68"  # the province of the commune that is alone: it has no committee here, and no quota
GIVEN = {"last": Given(year=860_000, first=387_000), "this": Given(year=900_000, first=405_000)}

# Invented round populations, in thousands, by the code of the list since 01/7/2025.
POPULATIONS = {
    "01": 8_800, "04": 600, "08": 1_900, "11": 700, "12": 500, "14": 1_400, "15": 1_800, "19": 1_800, "20": 900,
    "22": 1_500, "24": 3_600, "25": 4_000, "31": 4_700, "33": 3_600, "37": 4_400, "38": 4_300, "40": 3_800,
    "42": 1_600, "44": 1_900, "46": 1_400, "48": 3_000, "51": 2_200, "52": 3_600, "56": 2_200, "66": 3_300,
    "68": 3_900, "75": 4_500, "79": 14_000, "80": 3_200, "82": 4_400, "86": 4_300, "91": 4_900, "92": 4_200,
    "96": 2_600,
}  # fmt: skip


def nation() -> Unit:
    """The root of the tree."""
    return Unit.objects.get(parent=None, level=Level.NATIONAL)


def set_up_nation(clerk: User) -> Committee:
    """The national committee and its clerk."""
    made = set_up_committee(unit=nation())
    making.hold(made.seats[Role.CLERK], clerk, since=SET_UP_ON)
    return made.committee


def provinces() -> list[Unit]:
    """The provinces with a quota, in the order of their names, with their populations entered."""
    units = list(Unit.objects.filter(vintage="2025", level=Level.PROVINCE).order_by("name_sort"))
    for unit in units:
        tree.set_figures(
            unit=unit,
            year=SET_UP_ON.year,
            population=POPULATIONS[unit.code] * 1_000,
            headcount=None,
            source="Số tròn minh họa",
        )
    return [unit for unit in units if unit.code != ALONE]


def tier(committee: Committee, with_tiers: dict[str, Tier]) -> Tier:
    """The national tier: the provinces of `with_tiers` (by code) run their own year, the others enter totals."""
    weights = {unit: POPULATIONS[unit.code] for unit in provinces()}
    below = [
        with_tiers.get(unit.code)
        or Total(set_up_committee(unit=unit).committee, has_reported=figures.varied(unit.name, 0, 9) < 6)
        for unit in weights
    ]
    return Tier(committee, weights, below, rule="population", shows_ranking=True)
