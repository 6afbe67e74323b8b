"""Two versions side by side: differences, new and dropped receivers, totals, files; and who may look."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from committees import scopes
from committees.models import Unit
from quotas import allotment
from quotas.allotment import Line
from quotas.models import Allotment
from quotas.versions import compare
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.quotas.years import NOW, Year


def give(year: Year, figures: dict[Unit, int | None], decision: str) -> Allotment:
    draft = allotment.draft_of(year.plan)
    lines = [Line(unit=unit, assigned=figure) for unit, figure in figures.items()]
    allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
    return allotment.issue(allotment=draft, decision=decision, now=NOW)


@pytest.fixture
def second(year: Year, cast: Cast) -> Allotment:
    """xã An Thạnh 40 → 45, xã An Hòa 25 → 25, the education office 10 → nothing, a new village nothing → 7."""
    with scopes.for_system("tests"):
        village = UnitFactory.create(parent=cast.district, name="thôn Mới")
    with scopes.for_seat(cast.district_clerk.seat):
        return give(year, {cast.commune: 45, cast.other_commune: 25, village: 7}, "Quyết định số 09/QĐ-BCĐ")


def test_differences_new_and_dropped_receivers_and_totals(year: Year, cast: Cast, second: Allotment) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        first = Allotment.objects.get(round=None, version=1)
        diff = compare(first, second)
    assert {line.unit.name: (line.before, line.after, line.difference) for line in diff.lines} == {
        "xã An Hòa": (25, 25, 0),
        "xã An Thạnh": (40, 45, 5),
        "thôn Mới": (None, 7, 7),
        "Phòng Giáo dục Bình Hải": (10, None, -10),
    }
    assert ([line.unit.name for line in diff.changed], diff.new, diff.dropped) == (
        ["thôn Mới", "xã An Thạnh", "Phòng Giáo dục Bình Hải"],
        1,
        1,
    )


def test_the_page_names_decisions_and_dates_and_counts_what_changed(cast: Cast, second: Allotment) -> None:
    clerk = Desk(cast.district_clerk)
    page = clerk.get("allotment_diff", second.pk)
    assert "Bản 1 Đã thay bằng bản mới · Kế hoạch số 05/KH-BCĐ · giao ngày 22/11/2026" in page
    assert "Bản 2 Đã giao · Quyết định số 09/QĐ-BCĐ · giao ngày 22/11/2026" in page
    assert "3 đơn vị có chỉ tiêu thay đổi, trong đó 1 đơn vị mới và 1 đơn vị thôi giao." in page
    assert "Cộng cả các đơn vị không đổi 75 77 +2" in page
    assert "xã An Hòa" not in page
    assert "xã An Hòa" in clerk.get("allotment_diff", second.pk, all=1)


def test_the_order_of_asking_does_not_turn_the_difference_round(cast: Cast, second: Allotment) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        first = Allotment.objects.get(round=None, version=1)
    page = Desk(cast.district_clerk).get("allotment_diff", first.pk, **{"with": second.pk})
    assert "Cộng cả các đơn vị không đổi 75 77 +2" in page
    assert "Mới có một bản" in Desk(cast.district_clerk).get("allotment_diff", first.pk)


def test_the_file_holds_figures_and_the_change_in_words(cast: Cast, second: Allotment) -> None:
    response = Desk(cast.district_clerk).client.get(
        reverse("allotment_diff", args=[second.pk]), {"_export": "csv", "sort": "-difference"}
    )
    assert list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")))) == [
        ["Đơn vị", "Khối", "Bản 1", "Bản 2", "Chênh lệch", "Thay đổi"],
        ["thôn Mới", "Các xã, phường, thị trấn", "", "7", "7", "mới giao"],
        ["xã An Thạnh", "Các xã, phường, thị trấn", "40", "45", "5", ""],
        ["Phòng Giáo dục Bình Hải", "Cơ quan, đơn vị", "10", "", "-10", "thôi giao"],
    ]


def test_receivers_are_found_by_name_bloc_and_change(cast: Cast, second: Allotment) -> None:
    clerk = Desk(cast.district_clerk)

    def found(**asked: object) -> list[str]:
        response = clerk.client.get(reverse("allotment_diff", args=[second.pk]), {"_export": "csv", **asked})
        return [row[0] for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))][1:]

    assert found(change="more") == ["thôn Mới", "xã An Thạnh"]
    assert found(change="new") == ["thôn Mới"]
    assert found(change="dropped") == found(change="less") == found(bloc="agency") == ["Phòng Giáo dục Bình Hải"]
    assert found(name="an hoa") == []  # its figure stayed
    assert found(name="an hoa", all=1) == ["xã An Hòa"]
    page = clerk.get("allotment_diff", second.pk, name="an")
    assert "Cộng cả các đơn vị không đổi 65 70 +5" in page  # of xã An Thạnh and xã An Hòa


def test_the_grid_leads_to_what_the_draft_would_change(cast: Cast, second: Allotment) -> None:
    clerk = Desk(cast.district_clerk)
    page = clerk.client.get(reverse("allotment", args=[second.plan_id])).content.decode()
    with scopes.for_seat(cast.district_clerk.seat):
        draft = Allotment.objects.get(state="draft")
    assert f'href="{reverse("allotment_diff", args=[draft.pk])}?with={second.pk}"' in page


@pytest.mark.parametrize("units", [1, 3])
def test_a_diff_costs_the_same_for_one_unit_and_three(
    year: Year, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        version = give(year, dict.fromkeys(year.units[:units], 5), "09/QĐ")
    clerk = Desk(cast.district_clerk)
    clerk.get("allotment_diff", version.pk)
    with django_assert_num_queries(10):
        clerk.get("allotment_diff", version.pk)
