"""What is derived from tallies: the trigger and the rebuild agree, and successors inherit exactly what they should."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Round
from campaigns.planning import close_round
from committees import scopes
from committees.models import Level, Succession, Unit
from committees.succession import move_unit, record_succession
from core.scope import after_subtree
from quotas.models import InheritedTotal, RoundTotal, Tally, YearTotal
from quotas.progress import progress_of
from quotas.tallies import Counts, save_tally
from quotas.totals import SUMMED, Differences, rebuild_inherited, rebuild_totals
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.quotas.years import NOW, start_year

pytestmark = pytest.mark.django_db
NOTHING = Differences(missing=0, wrong=0, surplus=0)
REFORM = dt.date(2027, 1, 1)

Row = dict[str, int | None]


def added_up() -> dict[tuple[int, int], Row]:
    """The counting tallies added up in Python: what the year totals must say."""
    sums: dict[tuple[int, int], Row] = defaultdict(lambda: dict.fromkeys(SUMMED))
    for tally in Tally.objects.filter(is_counting=True):
        row = sums[tally.unit_id, tally.year]
        for name in SUMMED:
            value = getattr(tally, name)
            if value is not None:
                row[name] = (row[name] or 0) + value
    return dict(sums)


def kept() -> dict[tuple[int, int], Row]:
    """The year totals as they stand, without those of units whose last tally was taken away."""
    return {
        (row.unit_id, row.year): {name: getattr(row, name) for name in SUMMED}
        for row in YearTotal.objects.filter(tallies__gt=0)
    }


count = st.none() | st.integers(0, 400)
row = st.builds(Counts, registered=count, bags_250=count, bags_350=count, bags_450=count, apheresis=count) | st.builds(
    Counts, units=count
)
acts = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["declared", "counted", "delete", "switch"]), row), max_size=12
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_totals_kept_by_the_trigger_equal_the_rebuilt_ones(cast: Cast, acts: list[tuple[int, str, Counts]]) -> None:
    with scopes.for_system("tests"), transaction.atomic():
        year = start_year(cast)
        for position, kind, counts in acts:
            _act(year.round.pk, year.units[position], kind, counts)
        assert kept() == added_up()
        assert rebuild_totals() == NOTHING
        assert kept() == added_up()
        transaction.set_rollback(True)


def _act(round_id: int, unit: Unit, kind: str, counts: Counts) -> None:
    """One thing that may happen to a unit's tallies."""
    tallies = Tally.objects.filter(round_id=round_id, unit=unit)
    counting = tallies.filter(is_counting=True).first()
    if kind == "delete":
        tallies.delete()
    elif kind == "switch":
        tallies.filter(is_counting=True).update(is_counting=False)
        other = tallies.exclude(pk=counting.pk if counting else None).first()
        if other is not None:
            tallies.filter(pk=other.pk).update(is_counting=True)
    elif kind == "declared":
        former = tallies.filter(source="declared").first()
        if former is not None or counting is None:  # a second counting tally is refused by the table itself
            round = Round.objects.select_related("plan").get(pk=round_id)
            edition = former.edition if former else 0
            save_tally(round=round, unit=unit, counts=counts, edition=edition, by=None, now=NOW, accepted=True)
    elif not tallies.filter(source="counted").exists():
        Tally.objects.create(
            path=unit.path,
            round_id=round_id,
            unit=unit,
            year=2026,
            source="counted",
            is_counting=counting is None,
            units=counts.units,
            registered=counts.registered,
        )


def test_a_spoilt_table_is_made_right_and_the_differences_are_counted(cast: Cast) -> None:
    with scopes.for_system("tests"):
        year = start_year(cast)
        for unit, units in zip(year.units, (30, 20, 10), strict=True):
            _act(year.round.pk, unit, "declared", Counts(units=units))
        first, second, third = year.units
        YearTotal.objects.filter(unit=first).update(bags=31)
        YearTotal.objects.filter(unit=second).delete()
        YearTotal.objects.create(unit=third, path=third.path, year=2019, bags=7, tallies=1)
        assert rebuild_totals() == Differences(missing=1, wrong=1, surplus=1)
        assert kept() == added_up()
        assert rebuild_totals() == NOTHING


def test_a_unit_without_results_any_more_is_no_difference(cast: Cast) -> None:
    with scopes.for_system("tests"):
        year = start_year(cast)
        _act(year.round.pk, year.units[0], "declared", Counts(units=5))
        _act(year.round.pk, year.units[0], "delete", Counts())
        assert rebuild_totals() == NOTHING
        assert kept() == {}


def test_the_commands_say_in_words_what_differed(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with scopes.for_system("tests"):
        year = start_year(cast)
        _act(year.round.pk, year.units[0], "declared", Counts(units=5))
        YearTotal.objects.update(bags=6)
    call_command("rebuild_totals")
    call_command("rebuild_totals")
    call_command("rebuild_inherited")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "Đã sửa 1 dòng tổng kết quả năm: thiếu 0, sai số 1, thừa 0.",
        "Tổng kết quả năm của các đơn vị khớp với số liệu các đợt, không phải sửa dòng nào.",
        "Kết quả kế thừa từ các đơn vị cũ khớp với số liệu, không phải sửa dòng nào.",
    ]


# --- What successors inherit ------------------------------------------------------------------------


def reached(unit: Unit, year: int, bags: int) -> None:
    """A year total of a unit, without the tallies behind it."""
    YearTotal.objects.create(unit=unit, path=unit.path, year=year, bags=bags, ml=bags * 250, tallies=1)


def inherited(unit: Unit) -> dict[int, tuple[int | None, bool, str]]:
    """By year: bags, whether the row is partial, the predecessors named."""
    rows = InheritedTotal.objects.filter(unit=unit)
    return {row.year: (row.bags, row.is_partial, row.predecessors) for row in rows}


@pytest.fixture
def communes(cast: Cast) -> list[Unit]:
    """Four communes of the district that end with 2026."""
    with scopes.for_system("tests"):
        return [UnitFactory.create(parent=cast.district, name=f"xã Cũ {letter}") for letter in "ABCD"]


def merge(successor: Unit, *predecessors: tuple[Unit, bool], on: dt.date = REFORM) -> None:
    kind = Succession.Kind.MERGED if all(whole for _unit, whole in predecessors) else Succession.Kind.SPLIT
    record_succession(
        predecessors=predecessors, successor=successor, kind=kind, effective_on=on, decision="Nghị quyết 01"
    )


def test_a_merged_unit_inherits_the_sum_the_moment_the_merger_is_recorded(cast: Cast, communes: list[Unit]) -> None:
    with scopes.for_system("tests"):
        a, b, c, _d = communes
        reached(a, 2026, 30)
        reached(b, 2026, 12)
        reached(b, 2025, 9)
        reached(c, 2026, 1000)
        new = UnitFactory.create(parent=cast.district, name="xã Mới")
        reached(new, 2026, 5)
        merge(new, (a, True), (b, True))
        assert inherited(new) == {2025: (9, False, "xã Cũ A, xã Cũ B"), 2026: (42, False, "xã Cũ A, xã Cũ B")}
        assert rebuild_inherited() == NOTHING


def test_what_lies_below_a_predecessor_and_before_it_is_inherited_too(cast: Cast, communes: list[Unit]) -> None:
    with scopes.for_system("tests"):
        a, b, _c, _d = communes
        village = UnitFactory.create(parent=a, level=Level.VILLAGE, name="thôn Một", valid_to=dt.date(2025, 12, 31))
        reached(village, 2025, 4)
        reached(b, 2025, 6)
        merge(b, (a, True), on=dt.date(2026, 1, 1))
        later = UnitFactory.create(parent=cast.district, name="xã Sau")
        merge(later, (b, True))
        assert inherited(b)[2025][0] == 4
        assert inherited(later)[2025][0] == 10


def test_results_typed_after_the_succession_are_there_after_a_rebuild(cast: Cast, communes: list[Unit]) -> None:
    with scopes.for_system("tests"):
        a, b, c, _d = communes
        merge(b, (a, True), on=dt.date(2026, 1, 1))
        merge(c, (b, True))
        reached(a, 2025, 7)
        assert inherited(c) == {}
        assert rebuild_inherited() == Differences(missing=2, wrong=0, surplus=0)
        assert (inherited(b)[2025][0], inherited(c)[2025][0]) == (7, 7)
        InheritedTotal.objects.filter(unit=c).update(bags=8)
        assert rebuild_inherited() == Differences(missing=0, wrong=1, surplus=0)


def test_of_a_split_unit_nothing_is_invented(cast: Cast, communes: list[Unit]) -> None:
    with scopes.for_system("tests"):
        a, b, c, d = communes
        reached(a, 2026, 40)
        reached(b, 2026, 10)
        merge(c, (a, False), (b, True))
        merge(d, (a, False))
        assert inherited(c) == {2026: (10, True, "xã Cũ A, xã Cũ B")}
        assert inherited(d) == {2026: (None, True, "xã Cũ A")}


def test_a_moved_district_takes_along_what_its_communes_reached(cast: Cast) -> None:
    with scopes.for_system("tests"):
        reached(cast.commune, 2026, 21)
        reached(cast.agency, 2026, 3)
        moved = move_unit(unit=cast.district, new_parent=cast.other_province, on=REFORM, decision="Nghị quyết 02")
        assert inherited(moved)[2026][0] == 24
        below = Unit.objects.get(name=cast.commune.name, path__gte=moved.path, path__lt=after_subtree(moved.path))
        assert inherited(below)[2026][0] == 21


def test_a_successor_inside_its_predecessor_does_not_inherit_its_own_results(cast: Cast) -> None:
    with scopes.for_system("tests"):
        reached(cast.commune, 2026, 21)
        reached(cast.agency, 2026, 3)
        Succession.objects.create(
            predecessor=cast.district,
            successor=cast.commune,
            path=cast.commune.path,
            kind=Succession.Kind.MERGED,
            is_whole=True,
            effective_on=REFORM,
        )
        rebuild_inherited()
        assert inherited(cast.commune)[2026][0] == 3


def test_a_new_commune_sees_what_it_inherited_and_its_neighbour_does_not(cast: Cast, communes: list[Unit]) -> None:
    with scopes.for_system("tests"):
        reached(communes[0], 2026, 30)
    with scopes.for_seat(cast.district_clerk.seat):
        merge(cast.commune, (communes[0], True))
    assert cast.commune_clerk.seat
    assert cast.other_focal.seat
    with scopes.for_seat(cast.commune_clerk.seat):
        assert inherited(cast.commune)[2026][0] == 30
        assert not YearTotal.objects.filter(bags=30).exists()
    with scopes.for_seat(cast.other_focal.seat):
        assert inherited(cast.commune) == {}


# --- Closed rounds --------------------------------------------------------------------------------------


def rounds_of_the_page(cast: Cast) -> list[int | None]:
    """The rounds' results as the district's page shows them."""
    return [
        None if line.result is None else int(line.result)
        for line in progress_of(unit=cast.district, year=2026, now=NOW).rounds
    ]


def test_a_round_shows_the_same_before_and_after_it_is_closed(cast: Cast) -> None:
    with scopes.for_system("tests"):
        year = start_year(cast)
        for unit, units in zip(year.units, (30, 20, 10), strict=True):
            _act(year.round.pk, unit, "declared", Counts(units=units))
        assert rounds_of_the_page(cast) == [60]
        assert not RoundTotal.objects.exists()
        close_round(round=Round.objects.select_related("plan").get(pk=year.round.pk), now=NOW)
        assert RoundTotal.objects.get().bags == 60
        assert rounds_of_the_page(cast) == [60]
        [line] = progress_of(unit=year.units[1], year=2026, now=NOW).rounds
        assert line.result == 20
        assert rebuild_totals() == NOTHING


def test_a_spoilt_total_of_a_closed_round_is_made_right(cast: Cast) -> None:
    with scopes.for_system("tests"):
        year = start_year(cast)
        _act(year.round.pk, year.units[0], "declared", Counts(units=30))
        close_round(round=Round.objects.select_related("plan").get(pk=year.round.pk), now=NOW)
        RoundTotal.objects.update(bags=31)
        assert rebuild_totals() == Differences(missing=0, wrong=1, surplus=0)
        RoundTotal.objects.all().delete()
        assert rebuild_totals() == Differences(missing=1, wrong=0, surplus=0)
        assert rounds_of_the_page(cast) == [30]
