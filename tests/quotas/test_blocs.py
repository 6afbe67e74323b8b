"""Figures per bloc: exact at both levels, kept with their version, reconciled before a version is issued."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from committees import scopes
from committees.models import Bloc, Level, Unit
from committees.tree import set_figures
from core.refusal import Refused
from quotas import allotment, blocs
from quotas.allotment import Line
from quotas.blocs import BlocLine
from quotas.models import Allotment, BlocFigure, Target
from quotas.proposals import Basis, Rule, propose, propose_by_bloc
from tests.campaigns.desk import Desk, words
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.quotas.years import NOW, Year

KNOWN = st.lists(
    st.lists(st.integers(min_value=0, max_value=90_000), min_size=1, max_size=6), min_size=1, max_size=5
).filter(lambda found: any(any(bloc) for bloc in found))


def of(populations: list[list[int]]) -> dict[str, list[Basis]]:
    unit = Unit()
    return {
        f"bloc {place}": [Basis(unit=unit, population=population) for population in bloc]
        for place, bloc in enumerate(populations)
    }


# --- The arithmetic ---------------------------------------------------------------------------------


@given(populations=KNOWN, spare=st.integers(min_value=0, max_value=20_000), minimum=st.integers(0, 9))
def test_both_levels_sum_exactly_and_every_unit_gets_the_minimum(
    populations: list[list[int]], spare: int, minimum: int
) -> None:
    known = of(populations)
    total = spare + minimum * sum(len(bloc) for bloc in populations)
    figures = propose_by_bloc(total=total, rule=Rule.POPULATION, blocs=known, minimum=minimum)
    assert sum(figures.values()) == total
    for bloc, units in known.items():
        rule = Rule.POPULATION if any(unit.population for unit in units) else Rule.EVEN
        shares = propose(total=figures[bloc], rule=rule, known=units, minimum=minimum)
        assert sum(share.amount for share in shares) == figures[bloc]
        assert min(share.amount for share in shares) >= minimum


def test_an_even_split_gives_every_bloc_the_same_and_the_first_the_remainder() -> None:
    assert propose_by_bloc(total=11, rule=Rule.EVEN, blocs=of([[1], [2, 3, 4], [5]])) == {
        "bloc 0": 4,
        "bloc 1": 4,
        "bloc 2": 3,
    }


def test_a_bloc_weighs_what_its_units_weigh_together() -> None:
    figures = propose_by_bloc(total=350, rule=Rule.POPULATION, blocs=of([[100, 130], [50], [40, 30]]))
    assert list(figures.values()) == [230, 50, 70]


def test_a_split_over_blocs_says_what_it_lacks() -> None:
    with pytest.raises(Refused, match="Chưa có số liệu để chia theo dân số"):
        propose_by_bloc(total=9, rule=Rule.POPULATION, blocs=of([[0], [0, 0]]))
    with pytest.raises(Refused, match="Tối thiểu 4 cho 3 đơn vị là 12, nhiều hơn số cần giao 9"):
        propose_by_bloc(total=9, rule=Rule.EVEN, blocs=of([[1], [1, 1]]), minimum=4)
    with pytest.raises(Refused, match="Chưa có đơn vị nào"):
        propose_by_bloc(total=9, rule=Rule.EVEN, blocs={})


# --- The ledger -------------------------------------------------------------------------------------


def save(year: Year, territory: int | None, agency: int | None, *units: int | None) -> Allotment:
    """A draft of the year with these bloc figures and units (xã An Thạnh, xã An Hòa, the education office)."""
    draft = allotment.draft_of(year.plan)
    figures = {Bloc.TERRITORY: territory, Bloc.AGENCY: agency}
    return allotment.save_draft(
        allotment=draft,
        edition=draft.edition,
        lines=[Line(unit=unit, assigned=figure) for unit, figure in zip(year.units, units, strict=True)],
        bloc_lines=[BlocLine(bloc, figure, Rule.EVEN) for bloc, figure in figures.items() if figure is not None],
    )


def test_the_remainder_is_seen_per_bloc(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        found = blocs.balances(save(year, 70, None, 40, 26, 10))
    assert [(each.bloc, each.to_give, each.given, each.left) for each in found] == [
        ("territory", 70, 66, 4),
        ("agency", None, 10, None),
    ]


def test_a_version_is_issued_once_every_bloc_adds_up(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        draft = save(year, 70, 9, 40, 26, 10)
        with pytest.raises(Refused) as refusal:
            allotment.issue(allotment=draft, decision="06/KH-BCĐ", now=NOW)
        assert refusal.value.sentence == (
            "Khối Các xã, phường, thị trấn: cần 70, các đơn vị được giao 66, còn 4. "
            "Khối Cơ quan, đơn vị: cần 9, các đơn vị được giao 10, thừa 1. "
            "Sửa số của khối hoặc của đơn vị cho khớp, lưu, rồi giao."
        )
        assert Allotment.objects.get(pk=draft.pk).state == "draft"
        allotment.issue(allotment=save(year, 66, None, 40, 26, 10), decision="06/KH-BCĐ", now=NOW)


def test_bloc_figures_stay_with_their_version(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        second = allotment.issue(allotment=save(year, 66, 10, 40, 26, 10), decision="06/KH-BCĐ", now=NOW)
        third = allotment.draft_of(year.plan)
        assert blocs.lines_of(third) == blocs.lines_of(second)
        save(year, 50, 10, 30, 20, 10)
        assert {bloc: line.assigned for bloc, line in blocs.lines_of(third).items()} == {"territory": 50, "agency": 10}
        assert {bloc: line.assigned for bloc, line in blocs.lines_of(second).items()} == {"territory": 66, "agency": 10}


def test_the_database_holds_one_figure_a_bloc_and_only_for_blocs(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        draft = save(year, 66, 10, 40, 26, 10)
        for bloc in ("territory", "khác"):
            row = BlocFigure(path=draft.path, allotment=draft, bloc=bloc, assigned=1)
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
        with pytest.raises(Refused, match="không hợp lý"):
            save(year, 99_999_999, 10, 40, 26, 10)


@pytest.mark.parametrize("who", ["stranger", "commune_focal", "commune_clerk", "other_focal"])
def test_nobody_below_or_beside_reads_bloc_figures(year: Year, cast: Cast, who: str) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        allotment.issue(allotment=save(year, 66, 10, 40, 26, 10), decision="06/KH-BCĐ", now=NOW)
        assert BlocFigure.objects.count() == 2
    with scopes.for_seat(cast.people[who].seat):
        assert BlocFigure.objects.count() == 0


# --- The page ---------------------------------------------------------------------------------------


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


@pytest.fixture
def bloc_form(year: Year) -> Callable[..., dict[str, object]]:
    def form(*units: object, territory: object = "", agency: object = "", **more: object) -> dict[str, object]:
        cells = {f"{unit.pk}-assigned": figure for unit, figure in zip(year.units, units, strict=True)}
        figures = {"territory-bloc": territory, "agency-bloc": agency}
        rules = {"territory-rule": "even", "agency-rule": "even"}
        return {"edition": 0, "rule": "even", "minimum": "", "over": "units", **figures, **rules, **cells, **more}

    return form


def shown(page: str, *names: object) -> list[str]:
    """What stands in the inputs of these names."""
    found = [re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page) for name in names]
    return [html.unescape(each.group(1)) for each in found if each]


def cells(year: Year) -> list[str]:
    return ["territory-bloc", "agency-bloc", *(f"{unit.pk}-assigned" for unit in year.units)]


def test_the_whole_is_split_over_blocs_and_then_over_units(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        for unit, headcount in zip(year.units, (60, 10, 30), strict=True):
            set_figures(unit=unit, year=2025, population=None, headcount=headcount)
    address = reverse("allotment", args=[year.plan.pk])
    query = {"rule": "headcount", "over": "blocs", "total": "101", "minimum": ""}
    page = clerk.client.get(address, query).content.decode()
    assert shown(page, *cells(year)) == ["71", "30", "61", "10", "30"]
    assert (
        "Đã chia 101 cho các khối (Các xã, phường, thị trấn 71 · Cơ quan, đơn vị 30), rồi cho 3 đơn vị"
        in html.unescape(page)
    )
    with scopes.for_system("tests"):
        assert BlocFigure.objects.count() == 0  # nothing is saved until the clerk saves


def test_a_bloc_figure_is_split_over_its_own_units_and_what_was_typed_stays(
    year: Year, clerk: Desk, bloc_form: Callable[..., dict[str, object]]
) -> None:
    address = reverse("allotment", args=[year.plan.pk])
    form = bloc_form("1", "2", "3", territory="71", agency="9")
    page = clerk.client.post(address, {**form, "split": "territory"}).content.decode()
    assert shown(page, *cells(year)) == ["71", "9", "35", "36", "3"]
    assert "Đã chia trong khối: Các xã, phường, thị trấn 71. Bấm Lưu để giữ." in html.unescape(page)
    page = clerk.client.post(address, {**form, "split": "all"}).content.decode()
    assert shown(page, *cells(year)) == ["71", "9", "35", "36", "9"]
    empty = clerk.client.post(address, bloc_form("1", "2", "3", split="all")).content.decode()
    assert "Ghi số cần giao của khối trước, rồi chia trong khối." in html.unescape(empty)
    with scopes.for_system("tests"):
        assert not BlocFigure.objects.exists()
        assert sorted(Target.objects.filter(allotment__state="draft").values_list("assigned", flat=True)) == [
            10,
            25,
            40,
        ]


def test_one_save_keeps_blocs_and_units_and_the_page_says_what_is_left(
    year: Year, clerk: Desk, bloc_form: Callable[..., dict[str, object]]
) -> None:
    clerk.send("given", year.plan.pk, assigned="80", giver_name="BCĐ tỉnh", decision="01/KH-BCĐ")
    page = clerk.send("allotment", year.plan.pk, **bloc_form("40", "26", "9", territory="70", agency="9"))
    assert "Đã lưu bản phân bổ." in page
    assert "Cần giao 80 · đã giao 75 · còn 5 đơn vị máu · các khối cộng lại 79 , còn 1" in page
    assert "Các xã, phường, thị trấn đã giao 66 · còn 4" in page
    assert "Cơ quan, đơn vị đã giao 9 · còn 0" in page
    with scopes.for_system("tests"):
        draft = Allotment.objects.get(state="draft")
    refused = clerk.send("allotment_issue", draft.pk, decision="06/KH-BCĐ")
    assert "cần 70, các đơn vị được giao 66, còn 4." in refused
    clerk.send("allotment", year.plan.pk, **bloc_form("44", "26", "9", territory="70", agency="9", edition=1))
    assert "Đã giao chỉ tiêu" in clerk.send("allotment_issue", draft.pk, decision="06/KH-BCĐ")


def test_without_a_superior_the_figure_that_was_split_is_what_is_to_be_given(
    year: Year, clerk: Desk, bloc_form: Callable[..., dict[str, object]]
) -> None:
    assert "Cần giao" not in clerk.get("allotment", year.plan.pk)
    page = clerk.send("allotment", year.plan.pk, **bloc_form("40", "26", "9", total="80"))
    assert "Cần giao 80 · đã giao 75 · còn 5 đơn vị máu" in page
    refused = clerk.send("allotment", year.plan.pk, **bloc_form("40", "26", "9", total="99999999", edition=1))
    assert "Chỉ tiêu 99.999.999 không hợp lý" in refused


def test_a_bloc_figure_that_is_none_is_told_at_its_cell(
    year: Year, clerk: Desk, bloc_form: Callable[..., dict[str, object]]
) -> None:
    response = clerk.client.post(
        reverse("allotment", args=[year.plan.pk]), bloc_form("40", "26", "9", territory="bảy mươi")
    )
    page = response.content.decode()
    assert "Chưa lưu: 1 dòng có số cần sửa." in words(response)  # type: ignore[arg-type]
    assert 'aria-describedby="fault-territory-bloc"' in page
    assert 'id="fault-territory-bloc"' in page
    assert shown(page, "territory-bloc") == ["bảy mươi"]
    with scopes.for_system("tests"):
        assert Allotment.objects.get(state="draft").edition == 0


def test_a_grid_of_one_bloc_asks_for_no_bloc_figures(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.agency.pk).update(valid_to="2025-01-01")
    assert "territory-bloc" not in clerk.client.get(reverse("allotment", args=[year.plan.pk])).content.decode()


@pytest.mark.parametrize("schools", [1, 3])
def test_blocs_cost_the_same_for_one_unit_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, schools: int
) -> None:
    with scopes.for_system("tests"):
        for _each in range(schools):
            UnitFactory.create(parent=cast.district, level=Level.SCHOOL)
    with scopes.for_seat(cast.district_clerk.seat):
        save(year, 65, 10, 40, 25, 10)
    clerk.get("allotment", year.plan.pk)
    with django_assert_num_queries(24):
        clerk.get("allotment", year.plan.pk)
