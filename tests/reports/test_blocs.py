"""The lines of an annex by bloc: in the annex's order, and none is lost."""

from __future__ import annotations

from django.utils import translation

from committees.models import Bloc, Unit
from reports.figures.blocs import by_bloc


def units(*blocs: str) -> list[Unit]:
    return [Unit(name=f"Đơn vị {place}", bloc=bloc) for place, bloc in enumerate(blocs)]


def test_blocs_stand_in_the_annexes_order_and_those_of_no_known_bloc_last() -> None:
    lines = units("cluster", Bloc.SCHOOL, "", Bloc.TERRITORY, Bloc.SCHOOL)
    found = by_bloc(lines, lambda unit: unit)
    assert [(each.key, each.heading) for each in found] == [
        ("territory", "Các xã, phường, thị trấn"),
        ("school", "Trường học"),
        ("other", "Đơn vị khác"),
    ]
    assert [[unit.name for unit in each.lines] for each in found] == [
        ["Đơn vị 3"],
        ["Đơn vị 1", "Đơn vị 4"],
        ["Đơn vị 0", "Đơn vị 2"],
    ]


def test_headings_of_a_document_are_vietnamese_whoever_draws_it_up() -> None:
    with translation.override("en"):
        [found] = by_bloc(units(Bloc.SCHOOL), lambda unit: unit)
    assert found.heading == "Trường học"


def test_without_lines_there_is_no_heading() -> None:
    assert by_bloc(units(), lambda unit: unit) == []
