"""Progress: parts and whole agree, last year counts through successions, the queries do not grow with the tree."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from campaigns import planning
from campaigns.models import BloodUnit, Plan, Round, State
from committees import scopes
from committees.models import Committee, Level, Succession, Unit
from core.scope import ScopeClosed
from quotas import allotment, tallies, totals
from quotas.blood_units import AMOUNT_FIELDS, Amount, total
from quotas.models import YearTotal
from quotas.picture import bar_lengths, progress_picture
from quotas.progress import Progress, progress_of
from quotas.ranking import rank_of
from quotas.sums import year_sums
from quotas.tallies import Counts
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.quotas.years import NOW, Year


def give(year: Year, unit: Unit, units: int) -> None:
    tallies.save_tally(
        round=year.round, unit=unit, counts=Counts(units=units), edition=0, by=None, now=NOW, accepted=True
    )


def district_progress(cast: Cast) -> Progress:
    with scopes.for_seat(cast.district_head.seat):
        return progress_of(unit=cast.district, year=2026, now=NOW)


def test_progress_adds_up(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        allotment.record_given(plan=year.plan, assigned=70, giver_name="BCĐ tỉnh", decision="01", now=NOW)
        give(year, year.units[0], 45)
        give(year, year.units[1], 8)
    progress = district_progress(cast)
    assert progress.whole.result == sum(line.result or 0 for line in progress.lines) == 53
    assert (progress.whole.quota, progress.given_quota) == (70, 75)
    assert [(line.unit.name, line.result, line.quota, line.missing) for line in progress.lines if line.quota] == [
        ("xã An Hòa", 8, 25, 17),
        ("xã An Thạnh", 45, 40, 0),
        ("Phòng Giáo dục Bình Hải", None, 10, 10),
    ]
    assert [line.unit.name for line in progress.reached] == ["xã An Thạnh"]
    assert [line.unit.name for line in progress.not_reached] == ["Phòng Giáo dục Bình Hải", "xã An Hòa"]
    assert [(line.round.name, line.result) for line in progress.rounds] == [("Đợt 1", 53)]
    assert progress.beyond_rounds is None


def test_what_came_beside_the_rounds_is_said_so_that_the_lines_sum_to_the_whole(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.commune_clerk.seat):
        plan = planning.create_plan(committee=Committee.objects.get(path=cast.commune.path), year=2026)
        own_round = planning.add_round(plan=plan)
        tallies.Tally.objects.create(path=cast.commune.path, round=own_round, unit=cast.commune, year=2026, units=7)
    with scopes.for_seat(cast.district_clerk.seat):
        give(year, year.units[1], 8)
    progress = district_progress(cast)
    assert (progress.whole.result, [line.result for line in progress.rounds], progress.beyond_rounds) == (15, [8], 7)


def test_what_a_unit_brought_in_a_round_of_its_own_stands_beside_the_plans_rounds(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        give(year, year.units[0], 45)
    assert district_progress(cast).beyond_rounds is None
    with scopes.for_seat(cast.province_clerk.seat):
        above = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        planning.open_plan(plan=above, now=NOW)
        progress = progress_of(unit=cast.province, year=2026, now=NOW)
    assert progress.whole.result == 45
    assert [line.result for line in progress.rounds] == []
    assert progress.beyond_rounds == 45


def test_a_superiors_round_is_the_sum_of_its_parts_however_deep_it_stands(cast: Cast) -> None:
    with scopes.for_system("tests"):
        nation, province, district = (
            planning.create_plan(committee=Committee.objects.get(unit=unit), year=2026)
            for unit in (cast.nation, cast.province, cast.district)
        )
        top = planning.add_round(plan=nation)
        middle, alone = planning.add_round(plan=province, superior_round=top), planning.add_round(plan=province)
        parts = [planning.add_round(plan=district, superior_round=above) for above in (middle, middle, alone, None)]
        for round, unit, units in zip(parts, [cast.commune, cast.agency] * 2, (1, 20, 300, 4000), strict=True):
            tallies.Tally.objects.create(path=unit.path, round=round, unit=unit, year=2026, units=units)
        Round.objects.exclude(pk=parts[1].pk).update(state=State.OPEN)
        for closed in (parts[1], parts[2]):  # as they were added up at their closing, beside what is still open
            planning.close_round(round=Round.objects.select_related("plan").get(pk=closed.pk), now=NOW)

    def results(unit: Unit) -> list[int]:
        with scopes.for_system("tests"):
            return [int(line.result or 0) for line in progress_of(unit=unit, year=2026, now=NOW).rounds]

    assert results(cast.nation) == [21]
    assert results(cast.province) == [21, 300]
    assert results(cast.district) == [1, 20, 300, 4000]
    assert results(cast.agency) == [0, 20, 0, 4000]


def test_a_unit_that_ended_within_the_year_is_left_out_unless_it_has_a_figure(year: Year, cast: Cast) -> None:
    names = ("xã cũ không có số", "xã cũ có kết quả")
    with scopes.for_system("tests"):
        gone = [
            UnitFactory.create(parent=cast.district, name=name, valid_from=None, valid_to=dt.date(2026, 6, 30))
            for name in names
        ]
        YearTotal.objects.create(unit=gone[1], path=gone[1].path, year=2026, bags=7, tallies=1)
    shown = [line.unit.name for line in district_progress(cast).lines]
    assert names[0] not in shown
    assert names[1] in shown


def test_last_year_counts_through_the_predecessors_of_a_unit(year: Year, cast: Cast) -> None:
    with scopes.for_system("tests"):
        old = UnitFactory.create(parent=cast.nation, level=Level.PROVINCE, name="Huyện cũ")
        former = UnitFactory.create(parent=old, name="Xã An Thạnh cũ")
        Succession.objects.create(
            predecessor=former,
            successor=cast.commune,
            path=cast.commune.path,
            kind="merged",
            is_whole=True,
            effective_on="2025-07-01",
        )
        round = planning.add_round(plan=planning.create_plan(committee=year.plan.committee, year=2025))
        tallies.Tally.objects.create(path=former.path, round=round, unit=former, year=2025, units=30)
        give(year, cast.commune, 45)
        totals.rebuild_inherited()
    line = next(line for line in district_progress(cast).lines if line.unit == cast.commune)
    assert (line.result, line.last_result, line.difference) == (45, 30, 15)


@pytest.mark.parametrize("children", [1, 3])
def test_progress_asks_the_same_number_of_questions_however_many_units(year: Year, cast: Cast, children: int) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        for unit in year.units[:children]:
            give(year, unit, 3)
    with (
        scopes.for_seat(cast.district_head.seat),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        progress_of(unit=cast.district, year=2026, now=NOW)
    assert len(asked) == 5, [query["sql"][:120] for query in asked.captured_queries]


@pytest.mark.parametrize("model", [YearTotal, tallies.Tally])
def test_what_pages_add_up_stands_in_an_index_by_year_and_path(model: type[YearTotal] | type[tallies.Tally]) -> None:
    """So a country is answered from the index alone."""
    assert any(
        list(index.fields) == ["year", "path"] and set(AMOUNT_FIELDS) <= set(index.include)
        for index in model._meta.indexes
    )


def test_without_a_scope_nothing_is_summed(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        give(year, year.units[0], 45)
        assert year_sums(unit=cast.district, year=2026)[0][cast.commune.path, 2026].bags == 45
    with pytest.raises(ScopeClosed):
        year_sums(unit=cast.district, year=2026)


def test_a_neighbours_results_are_not_in_ones_sums(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        give(year, year.units[0], 45)
    with scopes.for_seat(cast.other_focal.seat):
        assert year_sums(unit=cast.district, year=2026) == ({}, {})


counts = st.none() | st.integers(0, 9_999)
amounts = st.builds(Amount, **dict.fromkeys(AMOUNT_FIELDS, counts))


@given(st.lists(amounts, max_size=6))
def test_a_total_keeps_blank_apart_from_zero_and_does_not_mind_the_order(parts: list[Amount]) -> None:
    whole = total(parts)
    assert whole == total(reversed(parts)) == sum(parts, Amount())
    for name in AMOUNT_FIELDS:
        known = [value for part in parts if (value := getattr(part, name)) is not None]
        assert getattr(whole, name) == (sum(known) if known else None)


def test_blood_units_by_bag_and_by_volume() -> None:
    amount = Amount(bags=61 + 2, ml=38 * 250 + 20 * 350 + 3 * 450, apheresis=2)
    assert amount.units(BloodUnit.BAG) == 63
    assert amount.units(BloodUnit.WHOLE) == 61
    assert amount.units(BloodUnit.ML250) == Decimal("71.4") + 2
    assert Amount(bags=193, ml=67_550).units(BloodUnit.ML250) == Decimal("270.2")
    assert Amount().units(BloodUnit.BAG) is None


def test_rank_is_told_only_where_the_superior_shows_it(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        give(year, year.units[0], 20)  # 50 %
        give(year, year.units[1], 20)  # 80 %
    with scopes.for_seat(cast.commune_focal.seat):
        mine = progress_of(unit=cast.commune, year=2026, now=NOW)
        assert rank_of(mine) is None
    with scopes.for_seat(cast.district_clerk.seat):
        year.plan.shows_ranking = True
        year.plan.save()
    with scopes.for_seat(cast.commune_focal.seat):
        rank = rank_of(mine)
        neighbour = progress_of(unit=cast.other_commune, year=2026, now=NOW)
    assert rank is not None
    assert (rank.place, rank.among) == (2, 3)
    assert (neighbour.whole.quota, neighbour.whole.result) == (None, None)


@pytest.mark.parametrize(("rule", "place"), [("bag", 1), ("whole", 2), ("ml250", 1)])
def test_the_rank_goes_by_what_one_unit_of_blood_is_in_the_plan(year: Year, cast: Cast, rule: str, place: int) -> None:
    """10 bags of 350 ml and 20 of platelets of 40 given: 75 %, of whole blood alone 25 %. Beside it 12 bags of 25."""
    with scopes.for_seat(cast.district_clerk.seat):
        Plan.objects.filter(pk=year.plan.pk).update(shows_ranking=True, blood_unit=rule)
        for unit, bags in zip(year.units[:2], ({"bags_350": 10, "apheresis": 20}, {"bags_250": 12}), strict=True):
            tallies.save_tally(
                round=year.round, unit=unit, counts=tallies.Counts(**bags), edition=0, by=None, accepted=True, now=NOW
            )
    with scopes.for_seat(cast.commune_focal.seat):
        rank = rank_of(progress_of(unit=cast.commune, year=2026, now=NOW))
    assert rank is not None
    assert rank.place == place


def test_the_bar_of_the_picture_ends_past_its_mark_when_the_quota_is_passed(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        give(year, year.units[0], 150)  # of 75
    progress = district_progress(cast)
    assert bar_lengths(progress) == (480, 240)
    assert progress_picture(progress, with_names=True).startswith(b"\x89PNG")
