"""What becomes of units: merged, split, moved; and who is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from committees import succession
from committees.models import Level, Succession, Unit, UnitFigure
from committees.scopes import for_system
from committees.succession import (
    current_successor,
    lineage,
    lineages,
    move_unit,
    on_recorded,
    partly_inherited,
    record_succession,
)
from committees.tree import TreeError, add_unit, close_unit, rename_unit, set_figures, set_lead_unit
from committees.tree_check import faults
from core.models import AuditEntry
from tests.committees.factories import UnitFactory

pytestmark = pytest.mark.django_db
Kind = Succession.Kind
REFORM = date(2025, 7, 1)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def province() -> Unit:
    with for_system("test"):
        nation = UnitFactory(level=Level.NATIONAL, name="Việt Nam")
        return UnitFactory(parent=nation, level=Level.PROVINCE, name="Tỉnh Bình Nguyên")


@pytest.fixture
def heard() -> Iterator[list[list[str]]]:
    """The batches that a registered listener was told of, as "old → new"."""
    batches: list[list[str]] = []

    def listen(rows: Sequence[Succession]) -> None:
        batches.append([f"{row.predecessor.name} → {row.successor.name}" for row in rows])

    on_recorded(listen)
    yield batches
    succession._listeners.remove(listen)


def communes(province: Unit, *names: str, code: str = "") -> list[Unit]:
    return [UnitFactory(parent=province, level=Level.COMMUNE, name=name, code=code) for name in names]


# --- Merging and splitting ------------------------------------------------------------------------


def test_merged_communes_end_the_day_before_and_are_the_new_ones_lineage(
    province: Unit, heard: list[list[str]]
) -> None:
    with for_system("test"):
        one, two, new = communes(province, "Xã Một", "Xã Hai", "Xã Mới")
        record_succession(
            predecessors=[(one, True), (two, True)],
            successor=new,
            kind=Kind.MERGED,
            effective_on=NEW_YEAR,
            decision="NQ 1",
        )
        assert set(Unit.objects.filter(pk__in=[one.pk, two.pk]).values_list("valid_to", flat=True)) == {
            date(2026, 12, 31)
        }
        assert lineage(new) == [two, one]  # Hai before Một
        assert current_successor(one) == new
        assert Succession.objects.filter(path=new.path, is_whole=True, decision="NQ 1").count() == 2
        assert heard == [["Xã Một → Xã Mới", "Xã Hai → Xã Mới"]]
        assert AuditEntry.objects.get(action="unit.succeeded").path == new.path
        assert faults() == []


def test_split_commune_is_in_nobodys_lineage_and_makes_its_heirs_not_comparable(province: Unit) -> None:
    with for_system("test"):
        old, whole, north, south = communes(province, "Xã Cũ", "Xã Trọn", "Xã Bắc", "Xã Nam")
        record_succession(
            predecessors=[(old, False), (whole, True)],
            successor=north,
            kind=Kind.SPLIT,
            effective_on=NEW_YEAR,
            decision="",
        )
        record_succession(
            predecessors=[(old, False)], successor=south, kind=Kind.SPLIT, effective_on=NEW_YEAR, decision=""
        )
        assert lineages([north, south]) == {north.pk: [whole], south.pk: []}
        assert partly_inherited([north, south, whole, province]) == {north.pk, south.pk}
        assert current_successor(old) is None
        assert faults() == []


def test_lineage_reaches_back_through_every_generation(province: Unit) -> None:
    with for_system("test"):
        first, second, third, beside = communes(province, "Xã A", "Xã B", "Xã C", "Xã D")
        record_succession(
            predecessors=[(first, True), (beside, True)],
            successor=second,
            kind=Kind.MERGED,
            effective_on=REFORM,
            decision="",
        )
        record_succession(
            predecessors=[(second, True)], successor=third, kind=Kind.RENAMED, effective_on=NEW_YEAR, decision=""
        )
        assert lineage(third) == [second, first, beside]
        assert lineages([third, second]) == {third.pk: [second, first, beside], second.pk: [first, beside]}
        assert current_successor(first) == third


def test_succession_that_cannot_be_is_refused_and_nothing_is_written(province: Unit, heard: list[list[str]]) -> None:
    with for_system("test"):
        old, new, other, parent = communes(province, "Xã Cũ", "Xã Mới", "Xã Khác", "Xã Có Thôn")
        add_unit(parent=parent, level=Level.VILLAGE, name="Thôn 1")
        ended_early = communes(province, "Xã Đã Hết")[0]
        close_unit(unit=ended_early, on=date(2026, 1, 1), reason="")
        wrong: list[tuple[list[tuple[Unit, bool]], Unit]] = [
            ([], new),
            ([(new, True)], new),
            ([(parent, True)], new),
            ([(ended_early, True)], new),
            ([(old, True)], ended_early),
        ]
        for predecessors, successor in wrong:
            with pytest.raises(TreeError):
                record_succession(
                    predecessors=predecessors, successor=successor, kind=Kind.MERGED, effective_on=NEW_YEAR, decision=""
                )
        assert not Succession.objects.exists()
        record_succession(
            predecessors=[(old, True)], successor=new, kind=Kind.MERGED, effective_on=NEW_YEAR, decision=""
        )
        for is_whole in (True, False):
            with pytest.raises(TreeError, match="đã được ghi là nhập vào “Xã Mới” rồi"):
                record_succession(
                    predecessors=[(old, is_whole)], successor=other, kind=Kind.SPLIT, effective_on=NEW_YEAR, decision=""
                )
        with pytest.raises(TreeError, match="không thể kế tiếp lẫn nhau"):
            record_succession(
                predecessors=[(new, True)],
                successor=old,
                kind=Kind.MERGED,
                effective_on=date(2026, 12, 31),
                decision="",
            )
        assert len(heard) == 1


# --- Moving ---------------------------------------------------------------------------------------


def test_moved_commune_ends_and_a_new_row_with_its_villages_goes_on(province: Unit, heard: list[list[str]]) -> None:
    with for_system("test"):
        area = add_unit(parent=province, level=Level.DISTRICT, name="Khu vực Bình Hải")
        commune = communes(province, "Xã An Thạnh", code="21001")[0]
        rename_unit(unit=commune, name="Phường An Thạnh", on=date(2026, 5, 1))
        village = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 1")
        led = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 2", lead_unit=village)
        gone = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 3")
        close_unit(unit=gone, on=date(2026, 5, 31), reason="")
        for year in (2024, 2025):
            set_figures(unit=village, year=year, population=year, headcount=None)
        moved = move_unit(unit=commune, new_parent=area, on=date(2026, 9, 1), decision="QĐ 7")

        former = Unit.objects.get(pk=commune.pk)
        assert (former.path, former.valid_to, former.parent) == (commune.path, date(2026, 8, 31), province)
        assert moved.path.startswith(area.path)
        assert (moved.name, moved.code, moved.valid_from, moved.is_own) == (
            "Phường An Thạnh",
            "21001",
            date(2026, 9, 1),
            True,
        )
        assert list(moved.aliases.values_list("name", flat=True)) == ["Xã An Thạnh"]
        villages = {unit.name: unit for unit in moved.children.all()}
        assert set(villages) == {"Thôn 1", "Thôn 2"}
        assert villages["Thôn 2"].lead_unit == villages["Thôn 1"]
        assert list(UnitFigure.objects.filter(unit=villages["Thôn 1"]).values_list("year", "population")) == [
            (2025, 2025)
        ]
        assert lineage(villages["Thôn 2"]) == [led]
        assert current_successor(commune) == moved
        assert heard == [
            ["Phường An Thạnh → Phường An Thạnh", "Thôn 1 → Thôn 1", "Thôn 2 → Thôn 2"],
        ]
        assert AuditEntry.objects.get(action="unit.moved").before == {"parent": "Tỉnh Bình Nguyên"}
        assert faults() == []


def test_commune_can_be_moved_on_and_back(province: Unit) -> None:
    with for_system("test"):
        area = add_unit(parent=province, level=Level.DISTRICT, name="Khu vực A")
        commune = communes(province, "Xã An Thạnh", code="21001")[0]
        there = move_unit(unit=commune, new_parent=area, on=date(2026, 1, 1), decision="")
        back = move_unit(unit=there, new_parent=province, on=date(2026, 2, 1), decision="")
        assert lineage(back) == [there, commune]
        assert Unit.objects.on(date(2026, 1, 15)).get(name="Xã An Thạnh") == there
        assert Unit.objects.on(date(2026, 2, 1)).get(name="Xã An Thạnh") == back
        assert faults() == []


def test_lead_that_stays_behind_is_no_longer_the_lead(province: Unit) -> None:
    with for_system("test"):
        one, two = communes(province, "Xã Một", "Xã Hai")
        lead = add_unit(parent=one, level=Level.AGENCY, name="Phòng Văn hóa")
        school = add_unit(parent=one, level=Level.SCHOOL, name="Trường A", lead_unit=lead)
        other = add_unit(parent=one, level=Level.SCHOOL, name="Trường B", lead_unit=lead)
        assert move_unit(unit=school, new_parent=two, on=NEW_YEAR, decision="").lead_unit is None
        with pytest.raises(TreeError, match="đang là đầu mối của “Trường B”"):
            move_unit(unit=lead, new_parent=two, on=NEW_YEAR, decision="")
        set_lead_unit(unit=other, lead=None)
        assert move_unit(unit=lead, new_parent=two, on=NEW_YEAR, decision="").parent == two
        assert faults() == []


def test_move_that_cannot_be_is_refused_in_words(province: Unit) -> None:
    with for_system("test"):
        area = add_unit(parent=province, level=Level.DISTRICT, name="Khu vực A")
        old_area = add_unit(parent=province, level=Level.DISTRICT, name="Khu vực Cũ")
        close_unit(unit=old_area, on=date(2026, 6, 30), reason="")
        commune, young, ended = communes(province, "Xã Một", "Xã Non", "Xã Hết")
        Unit.objects.filter(pk=young.pk).update(valid_from=NEW_YEAR)
        close_unit(unit=ended, on=date(2026, 6, 30), reason="")
        namesake = UnitFactory(parent=area, level=Level.COMMUNE, name="Xã Hai")
        twin = UnitFactory(parent=province, level=Level.COMMUNE, name="xã hai")
        for unit, parent, words in (
            (commune, province, "đã thuộc"),
            (area, namesake, "nằm dưới chính nó"),
            (commune, namesake, "không thể nằm dưới"),
            (commune, old_area, "đã kết thúc"),
            (young, area, "chỉ có từ ngày"),
            (ended, area, "không chuyển được nữa"),
            (twin, area, "đã có đơn vị"),
        ):
            with pytest.raises(TreeError, match=words):
                move_unit(unit=unit, new_parent=parent, on=NEW_YEAR, decision="")
        assert not Succession.objects.exists()
        assert faults() == []


@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=6))
def test_tree_stays_sound_whatever_is_moved_where(moves: list[tuple[int, int]]) -> None:
    with transaction.atomic(), for_system("test"):
        nation = UnitFactory(level=Level.NATIONAL, name="Việt Nam")
        areas = [UnitFactory(parent=nation, level=Level.DISTRICT, name=f"Khu vực {n}") for n in range(2)]
        living = [add_unit(parent=areas[0], level=Level.COMMUNE, name=f"Xã {n}") for n in range(3)]
        for unit in living:
            add_unit(parent=unit, level=Level.VILLAGE, name="Thôn 1")
        for month, (which, where) in enumerate(moves, start=1):
            if living[which].parent_id != areas[where].pk:
                living[which] = move_unit(
                    unit=living[which], new_parent=areas[where], on=date(2026, month, 1), decision=""
                )
        assert faults() == []
        today = Unit.objects.on(date(2026, 12, 1))
        assert sorted(today.filter(level=Level.COMMUNE).values_list("name", flat=True)) == ["Xã 0", "Xã 1", "Xã 2"]
        assert today.filter(level=Level.VILLAGE).count() == 3
        transaction.set_rollback(True)


# --- Listeners ------------------------------------------------------------------------------------


def test_listener_registered_twice_is_told_once(province: Unit, heard: list[list[str]]) -> None:
    on_recorded(succession._listeners[-1])
    with for_system("test"):
        old, new = communes(province, "Xã Cũ", "Xã Mới")
        record_succession(
            predecessors=[(old, True)], successor=new, kind=Kind.RENAMED, effective_on=NEW_YEAR, decision=""
        )
    assert heard == [["Xã Cũ → Xã Mới"]]


def test_listener_that_fails_undoes_the_succession(province: Unit) -> None:
    @on_recorded
    def fail(rows: Sequence[Succession]) -> None:
        raise RuntimeError("no rebuild")

    try:
        with for_system("test"):
            old, new = communes(province, "Xã Cũ", "Xã Mới")
            with pytest.raises(RuntimeError):
                record_succession(
                    predecessors=[(old, True)], successor=new, kind=Kind.RENAMED, effective_on=NEW_YEAR, decision=""
                )
            assert not Succession.objects.exists()
            assert Unit.objects.get(pk=old.pk).valid_to is None
    finally:
        succession._listeners.remove(fail)
