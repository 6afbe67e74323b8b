"""Finding a unit by what one remembers of its name, in two real provinces; bin/bench searches the whole country."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from committees.catalogue import country
from committees.catalogue.loading import load
from committees.models import Level, Unit
from committees.scopes import for_system
from committees.search import place_of, search_units
from committees.succession import move_unit
from committees.tree import add_unit

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def catalogue(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Đồng Nai and Quảng Ngãi of 2025 with what they were made of, loaded once for this module and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]  # pytest-django's own fixture
        with for_system("test"):
            load(country().of_provinces({"51", "75"}, "2025"))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def tree(catalogue: None, db: None) -> None:
    """The loaded catalogue; what a test changes is rolled back after it."""


pytestmark = pytest.mark.usefixtures("tree")


def first(text: str) -> str:
    found = search_units(text, on=TODAY)
    return found[0].place if found else ""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("binh son", "Xã Bình Sơn, tỉnh Quảng Ngãi"),
        ("Bình Sơn", "Xã Bình Sơn, tỉnh Quảng Ngãi"),
        ("BÌNH SƠN", "Xã Bình Sơn, tỉnh Quảng Ngãi"),
        ("xã bình sơn", "Xã Bình Sơn, tỉnh Quảng Ngãi"),
        ("huyen binh son", "Huyện Bình Sơn, tỉnh Quảng Ngãi"),
        ("quang ngai", "Tỉnh Quảng Ngãi"),
        ("tp dong nai", "Thành phố Đồng Nai"),
        ("chau o", "Thị trấn Châu Ổ, huyện Bình Sơn, tỉnh Quảng Ngãi"),
        ("lí sơn", "Đặc khu Lý Sơn, tỉnh Quảng Ngãi"),
        ("Bình Hải, Bình Sơn", "Xã Bình Hải, huyện Bình Sơn, tỉnh Quảng Ngãi"),
        ("binh hai binh son", "Xã Bình Hải, huyện Bình Sơn, tỉnh Quảng Ngãi"),
        ("son binh", "Xã Bình Sơn, tỉnh Quảng Ngãi"),
        ("không có nơi này", ""),
        ("Bình Hải, không có nơi này", ""),
        ("", ""),
        (" , ,", ""),
        ("((\\", ""),
    ],
)
def test_unit_is_found_by_what_one_types(text: str, place: str) -> None:
    assert first(text) == place


def test_old_name_finds_the_city_and_says_so() -> None:
    city, province = search_units("tỉnh đồng nai", on=TODAY)[:2]
    assert (city.place, city.matched_alias, city.note) == (
        "Thành phố Đồng Nai",
        "Tỉnh Đồng Nai",
        "tên cũ: Tỉnh Đồng Nai",
    )
    assert province.note == "đến 30/6/2025, nay là Thành phố Đồng Nai"


def test_living_units_come_before_ended_ones_of_that_name() -> None:
    found = search_units("quảng ngãi", on=TODAY)
    assert [(unit.unit.level, unit.unit.vintage) for unit in found[:3]] == [
        (Level.PROVINCE, "2025"),
        (Level.PROVINCE, "2024"),
        (Level.DISTRICT, "2024"),
    ]
    before = search_units("quảng ngãi", on=date(2025, 6, 30))
    assert before[0].unit.vintage in {"2024", "2025"}  # on that day none has ended
    assert search_units("quảng ngãi", limit=1, on=TODAY)[0].unit == found[0].unit


def test_ended_commune_says_until_when_and_what_continues_it() -> None:
    (found,) = search_units("Bình Hải, huyện Bình Sơn", on=TODAY)
    assert found.unit.valid_to == date(2025, 6, 30)
    assert found.note == "đến 30/6/2025, nay là Xã Vạn Tường"


def test_split_commune_names_all_that_continue_it() -> None:
    with for_system("test"):
        split = Unit.objects.filter(successions__is_whole=False, level=Level.COMMUNE).order_by("pk").first()
        assert split is not None
        names = sorted(split.successions.values_list("successor__name", flat=True))
    found = next(unit for unit in search_units(place_of(split), on=TODAY) if unit.unit == split)
    assert sorted(found.continued_by) == names
    assert len(names) > 1


def test_search_within_a_province_finds_nothing_of_the_other() -> None:
    province = Unit.objects.get(vintage="2025", level=Level.PROVINCE, code="51")
    found = search_units("tan", within=province.path, limit=100, on=TODAY)
    assert all(unit.unit.path.startswith(province.path) for unit in found)
    assert len(search_units("tan", limit=100, on=TODAY)) > len(found)


def test_own_units_are_found_and_a_moved_commune_is_found_where_it_is_now() -> None:
    with for_system("test"):
        province = Unit.objects.get(vintage="2025", level=Level.PROVINCE, code="51")
        area = add_unit(parent=province, level=Level.DISTRICT, name="Khu vực Bình Sơn")
        commune = Unit.objects.get(vintage="2025", parent=province, name="Xã Vạn Tường")
        move_unit(unit=commune, new_parent=area, on=date(2026, 1, 1), decision="")
        add_unit(parent=area, level=Level.SCHOOL, name="Trường THPT Vạn Tường")
    now, before, school = search_units("van tuong", on=TODAY)
    assert now.place == "Xã Vạn Tường, khu vực Bình Sơn, tỉnh Quảng Ngãi"
    assert (now.note, before.note) == ("", "đến 31/12/2025")
    assert school.place == "Trường THPT Vạn Tường, khu vực Bình Sơn, tỉnh Quảng Ngãi"


def test_number_of_queries_does_not_grow_with_the_finds(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for limit in (1, 3, 50):
        with django_assert_max_num_queries(5):
            search_units("binh", limit=limit, on=TODAY)


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_searched_without_error(text: str) -> None:
    assert len(search_units(text, limit=5, on=TODAY)) <= 5


@settings(max_examples=40)
@given(st.data())
def test_every_unit_is_found_by_its_place_in_any_case_and_without_marks(data: st.DataObject) -> None:
    ids = list(Unit.objects.exclude(level=Level.NATIONAL).order_by("pk").values_list("pk", flat=True))
    unit = Unit.objects.get(pk=data.draw(st.sampled_from(ids)))
    text = data.draw(st.sampled_from([place_of(unit), place_of(unit).upper(), f"{unit.name_fold},{place_of(unit)}"]))
    assert unit.pk in {found.unit.pk for found in search_units(text.partition(",")[0], limit=500, on=TODAY)}
