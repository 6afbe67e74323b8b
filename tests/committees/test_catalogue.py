"""The catalogue: what is read from the wheel and the decrees, and how it comes into the tree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from committees.catalogue import Alias, Catalogue, Entry, Key, country
from committees.catalogue.decrees import RENAMINGS, CatalogueError, Renaming, amended
from committees.catalogue.entries import Kind
from committees.catalogue.loading import load
from committees.catalogue.spelling import Speller, bare_name
from committees.models import Level, Succession, Unit, UnitAlias
from committees.scopes import for_system
from committees.succession import move_unit
from committees.tree import add_unit, close_unit, rename_unit
from committees.tree_check import faults
from core.models import AuditEntry

PROVINCE, DISTRICT, COMMUNE = Level.PROVINCE, Level.DISTRICT, Level.COMMUNE


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    """The whole country, read once."""
    return country()


@pytest.fixture(scope="module")
def slice_of(whole: Catalogue) -> Catalogue:
    """Quảng Ngãi of 2025 and the two provinces it was made of."""
    return whole.of_provinces({"51"}, "2025")


def by_key(catalogue: Catalogue) -> dict[Key, Entry]:
    return {entry.key: entry for entry in catalogue.entries}


# --- Reading --------------------------------------------------------------------------------------


def test_both_lists_have_as_many_units_as_the_law_says(whole: Catalogue) -> None:
    assert [whole.count("2024", level) for level in (PROVINCE, DISTRICT, COMMUNE)] == [63, 696, 10_035]
    assert [whole.count("2025", level) for level in (PROVINCE, DISTRICT, COMMUNE)] == [34, 0, 3_321]


def test_kinds_of_today_add_up(whole: Catalogue) -> None:
    """Nine cities and 709 wards since the decrees of 2026; the sums are the statistics office's."""
    today = [entry for entry in whole.entries if entry.key.vintage == "2025"]
    kinds = {
        kind: sum(1 for entry in today if entry.name.startswith(f"{kind} "))
        for kind in ("Thành phố", "Tỉnh", "Xã", "Phường", "Đặc khu")
    }
    assert kinds == {"Thành phố": 9, "Tỉnh": 25, "Xã": 2_599, "Phường": 709, "Đặc khu": 13}


def test_no_name_is_lost_or_doubled(whole: Catalogue) -> None:
    keys = [entry.key for entry in whole.entries]
    assert len(set(keys)) == len(keys)
    assert all(entry.name == entry.name.strip() and entry.name for entry in whole.entries)


def test_parents_come_before_their_children(whole: Catalogue) -> None:
    seen: set[Key] = set()
    for entry in whole.entries:
        assert entry.parent is None or entry.parent in seen
        seen.add(entry.key)


def test_every_old_commune_went_somewhere_and_every_new_one_came_from_somewhere(whole: Catalogue) -> None:
    keys = set(by_key(whole))
    old = {key for key in keys if key.vintage == "2024" and key.level == COMMUNE}
    new = {key for key in keys if key.vintage == "2025"}
    left = {link.predecessor for link in whole.links}
    assert {link.predecessor for link in whole.links if link.predecessor.level == COMMUNE} == old
    assert {link.successor for link in whole.links} == new
    assert left <= keys
    # Five island districts without communes became special zones themselves.
    districts = {link.predecessor for link in whole.links if link.predecessor.level == DISTRICT}
    assert len(districts) == 5
    zones = [by_key(whole)[link.successor].name for link in whole.links if link.predecessor in districts]
    assert all(name.startswith("Đặc khu ") for name in zones)


def test_a_unit_goes_over_whole_once_or_in_parts_to_several(whole: Catalogue) -> None:
    successors: dict[Key, list[bool]] = {}
    for link in whole.links:
        successors.setdefault(link.predecessor, []).append(link.is_whole)
    assert all(wholes == [True] or (len(wholes) > 1 and not any(wholes)) for wholes in successors.values())
    assert sum(1 for wholes in successors.values() if len(wholes) > 1) == 471


def test_an_unchanged_province_is_a_new_row_that_continues_the_old_one(whole: Catalogue) -> None:
    links = [link for link in whole.links if link.successor == Key("2025", PROVINCE, "11")]
    assert [(link.predecessor, link.kind, link.is_whole) for link in links] == [
        (Key("2024", PROVINCE, "11"), Kind.RENAMED, True)
    ]


def test_decree_names_the_city_and_keeps_the_province_with_its_dates(whole: Catalogue) -> None:
    dong_nai = by_key(whole)[Key("2025", PROVINCE, "75")]
    assert dong_nai.name == "Thành phố Đồng Nai"
    assert dong_nai.aliases == (Alias("Tỉnh Đồng Nai", date(2025, 7, 1), date(2026, 4, 29), "Nghị quyết 30/2026/QH16"),)


def test_decree_that_does_not_fit_the_list_stops_the_import(slice_of: Catalogue) -> None:
    wrong = Renaming(Key("2025", PROVINCE, "51"), "Tỉnh Quảng Nghĩa", "Thành phố Quảng Ngãi", date(2027, 1, 1), "")
    with pytest.raises(CatalogueError):
        amended(slice_of, [wrong])
    with pytest.raises(CatalogueError):
        amended(slice_of, RENAMINGS)  # Đồng Nai is not in the slice


def test_two_renamings_follow_each_other_in_time() -> None:
    key = Key("2025", COMMUNE, "1")
    renamings = [
        Renaming(key, "Phường B", "Phường C", date(2027, 1, 1), "II"),
        Renaming(key, "Xã B", "Phường B", date(2026, 1, 1), "I"),
    ]
    (entry,) = amended(Catalogue((Entry(key, "Xã B", None, date(2025, 7, 1)),), ()), renamings).entries
    assert entry.name == "Phường C"
    assert entry.aliases == (
        Alias("Xã B", date(2025, 7, 1), date(2025, 12, 31), "I"),
        Alias("Phường B", date(2026, 1, 1), date(2026, 12, 31), "II"),
    )


@pytest.mark.parametrize(
    ("key", "present", "name"),
    [
        ("xatrungha", "Phường Thủy Hà", "Xã Trung Ha"),
        ("xanamtien", "Phường Nam Tiến", "Xã Nam Tiến"),
        ("quan9", "Thành phố Thủ Đức", "Quận 9"),
        ("phuong04", "Phường 1", ""),
        ("q9", "Thành phố Thủ Đức", ""),
        ("trungha", "Phường Thủy Hà", ""),
        ("xaqqq", "Phường Thủy Hà", ""),
    ],
)
def test_run_of_letters_becomes_a_name_again(key: str, present: str, name: str) -> None:
    speller = Speller(["Xã Trung Hà", "Phường Thủy Hà", "Phường Nam Tiến"])
    assert speller.name(key, bare_name(present)) == name


def test_short_form_beside_its_full_form_is_no_name_of_its_own() -> None:
    speller = Speller(["Huyện Tĩnh Gia", "Xã Sơn", "Phường Phương"])
    assert list(speller.names(["huyentinhgia", "tinhgia"], "Thị xã Nghi Sơn")) == ["Huyện Tinh Gia"]


@given(st.lists(st.sampled_from(["xa", "son", "song", "ngan", "an", "ha", "hai", "i"]), min_size=1, max_size=6))
def test_parted_letters_are_known_syllables_and_lose_nothing(syllables: list[str]) -> None:
    known = ["xa", "son", "song", "ngan", "an", "ha", "hai"]
    letters = "".join(syllables)
    parted = Speller(known).syllables(letters)
    assert not parted or ("".join(parted) == letters and set(parted) <= set(known))
    if "i" not in syllables:
        assert parted


# --- Loading --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_loading_twice_changes_nothing_the_second_time(slice_of: Catalogue) -> None:
    with for_system("test"):
        first = load(slice_of)
        rows = list(Unit.objects.order_by("id").values())
        second = load(slice_of)
        assert (first.created, first.links_created) == (len(slice_of.entries), len(slice_of.links))
        assert (second.created, second.renamed, second.left_alone) == (0, 0, 0)
        assert (second.unchanged, second.aliases_created, second.links_created) == (len(slice_of.entries), 0, 0)
        assert list(Unit.objects.order_by("id").values()) == rows
        assert AuditEntry.objects.filter(action="units.imported").count() == 1


@pytest.mark.django_db
def test_loaded_tree_is_sound(slice_of: Catalogue) -> None:
    with for_system("test"):
        load(slice_of)
        assert faults() == []
        root = Unit.objects.get(parent=None)
        assert (root.name, root.level) == ("Việt Nam", Level.NATIONAL)
        district = Unit.objects.get(vintage="2024", level=DISTRICT, code="524")
        assert (district.name, district.valid_from, district.valid_to) == ("Huyện Bình Sơn", None, date(2025, 6, 30))
        assert district.children.count() == 22
        province = Unit.objects.get(vintage="2025", level=PROVINCE, code="51")
        assert (province.valid_from, province.valid_to) == (date(2025, 7, 1), None)
        assert province.children.count() == 96
        assert {row.predecessor.name for row in province.predecessions.select_related("predecessor")} == {
            "Tỉnh Kon Tum",
            "Tỉnh Quảng Ngãi",
        }


@pytest.mark.django_db
def test_later_decree_renames_what_was_loaded_and_keeps_the_old_name(slice_of: Catalogue) -> None:
    key = Key("2025", PROVINCE, "51")
    decree = Renaming(key, "Tỉnh Quảng Ngãi", "Thành phố Quảng Ngãi", date(2027, 1, 1), "NQ 1")
    with for_system("test"):
        load(slice_of)
        loaded = load(amended(slice_of, [decree]))
        unit = Unit.objects.get(vintage="2025", level=PROVINCE, code="51")
        assert (loaded.renamed, loaded.aliases_created) == (1, 1)
        assert (unit.name, unit.name_fold) == ("Thành phố Quảng Ngãi", "thanh pho quang ngai")
        alias = unit.aliases.get()
        assert (alias.name, alias.valid_to, alias.decision) == ("Tỉnh Quảng Ngãi", date(2026, 12, 31), "NQ 1")


@pytest.mark.django_db
def test_list_that_changed_without_a_decree_keeps_the_former_name_findable(slice_of: Catalogue) -> None:
    key = Key("2025", COMMUNE, "21040")
    renamed = replace(
        slice_of,
        entries=tuple(replace(entry, name="Xã Tên Mới") if entry.key == key else entry for entry in slice_of.entries),
    )
    with for_system("test"):
        load(slice_of)
        former = Unit.objects.get(vintage="2025", code="21040").name
        load(renamed)
        unit = Unit.objects.get(vintage="2025", code="21040")
        assert unit.name == "Xã Tên Mới"
        assert list(unit.aliases.values_list("name", flat=True)) == [former]


@pytest.mark.django_db
def test_import_leaves_alone_what_a_committee_has_set(slice_of: Catalogue) -> None:
    with for_system("test"):
        load(slice_of)
        province = Unit.objects.get(vintage="2025", level=PROVINCE, code="51")
        area = add_unit(parent=province, level=DISTRICT, name="Khu vực Bình Sơn")
        moved, renamed, closed = province.children.filter(level=COMMUNE).order_by("code")[:3]
        move_unit(unit=moved, new_parent=area, on=date(2026, 1, 1), decision="QĐ 1")
        rename_unit(unit=renamed, name="Phường Mới Đặt", on=date(2026, 5, 1), decision="NQ 2")
        close_unit(unit=closed, on=date(2026, 6, 30), reason="sáp nhập")
        before = list(Unit.objects.order_by("id").values())
        loaded = load(slice_of)
        assert list(Unit.objects.order_by("id").values()) == before
        assert (loaded.created, loaded.renamed, loaded.left_alone) == (0, 0, 2)
        assert faults() == []


@pytest.mark.django_db
def test_succession_recorded_by_hand_is_not_doubled_by_the_import(slice_of: Catalogue) -> None:
    with for_system("test"):
        load(slice_of)
        row = Succession.objects.filter(is_whole=True, predecessor__level=COMMUNE).first()
        assert row is not None
        other = Unit.objects.exclude(pk=row.successor_id).filter(vintage="2025", level=COMMUNE).first()
        assert other is not None
        Succession.objects.filter(pk=row.pk).update(successor=other, path=other.path)
        assert load(slice_of).links_created == 0


@pytest.mark.django_db
def test_command_says_what_it_did_and_the_numbers_add_up() -> None:
    out = StringIO()
    call_command("import_units", "--province", "11", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("Danh mục đến 30/6/2025: 1 tỉnh, thành phố, 10 huyện, quận")
    assert lines[1] == "Danh mục từ 01/7/2025: 1 tỉnh, thành phố, 45 xã, phường."
    with for_system("test"):
        count = Unit.objects.exclude(code="").count()
        assert UnitAlias.objects.exists()
    assert lines[2].startswith(f"{count} đơn vị: {count} tạo mới, 0 đổi tên, 0 giữ nguyên")
