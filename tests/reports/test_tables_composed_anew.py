"""Binding figures anew puts each table's figures into that table, wherever it stands by now."""

from __future__ import annotations

from reports.arranging import Arrangement, arranged
from reports.blocks import Annex, Blocks, Column, Figure, Row, Table, Text
from reports.drafting import _with_new_tables

COLUMNS = (Column("Tên"), Column("Số"))


def _table(*keys: str) -> Table:
    return Table(COLUMNS, tuple(Row(((Text("dòng"),), (Figure(key),))) for key in keys))


def _annexes(units: Table, rounds: Table) -> Blocks:
    return Annex("Theo đơn vị", children=(units,)), Annex("Theo đợt", children=(rounds,))


COMPOSED = _annexes(_table("unit.1", "unit.2"), _table("round.1", "round.2"))
FORMER = _annexes(_table("unit.1"), _table("round.1"))


def test_untouched_tables_take_their_new_rows() -> None:
    assert _with_new_tables(FORMER, COMPOSED) == COMPOSED


def test_a_table_left_alone_is_not_given_the_figures_of_one_that_was_removed() -> None:
    left = arranged(FORMER, (0,), Arrangement.REMOVE)
    assert left is not None
    assert _with_new_tables(left.blocks, COMPOSED) == COMPOSED[1:]


def test_tables_that_changed_places_keep_their_own_figures() -> None:
    turned = arranged(FORMER, (0,), Arrangement.DOWN)
    assert turned is not None
    assert _with_new_tables(turned.blocks, COMPOSED) == COMPOSED[::-1]


def test_a_table_whose_rows_are_all_new_is_composed_anew() -> None:
    former = _annexes(_table("unit.1"), _table("round.9"))
    assert _with_new_tables(former, COMPOSED) == COMPOSED
