"""Two people in one row: whose cells stay. What the row was opened with, what it holds now, and what it is to be.

A cell that only one of them changed keeps that change; a cell that both changed differently is a conflict, and then the
person decides. Values are counts by field; None is «không có số liệu».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Cells = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Merged:
    """The row as both want it; `theirs` are the cells taken from the other, `conflicts` those where both differ, each
    with what the other wrote. The typed value of a conflict stands in `cells`."""

    cells: dict[str, int | None]
    theirs: dict[str, int | None]
    conflicts: dict[str, int | None]


def merge(*, opened: Cells, typed: Cells, stored: Cells) -> Merged:
    """Compare cell by cell: `opened` is what the typist saw at first, `stored` what another saved meanwhile."""
    cells, theirs, conflicts = dict(typed), {}, {}
    for name, mine in typed.items():
        if stored[name] in (mine, opened[name]):
            continue
        if mine == opened[name]:
            cells[name] = theirs[name] = stored[name]
        else:
            conflicts[name] = stored[name]
    return Merged(cells=cells, theirs=theirs, conflicts=conflicts)
