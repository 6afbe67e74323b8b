"""The rows of a long table drawn in one go, cell for cell what the template would draw, at a quarter of its cost.

django-tables2 inspects a column's `render` and computes its attributes anew for every cell; here both happen once a
column. For tables whose attributes do not depend on the row; a page of hundreds of figures is worth it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import A, Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow


class QuickRows(Table if TYPE_CHECKING else object):  # type: ignore[misc]  # a mixin over a table
    """Mix into a Table: its `body` holds the rows of the page as HTML, which templates/tables/table.html prints."""

    @property
    def body(self) -> SafeString:
        """All rows of the page; the first cell of each is its header."""
        cells = [_cell(self, column) for column in self.columns]
        rows = ("".join(cell(row) for cell in cells) for row in self.paginated_rows)
        return mark_safe("".join(f"\n<tr>{row}</tr>" for row in rows))  # noqa: S308  # every cell is escaped in _cell


def _cell(table: Table, column: BoundColumn) -> Callable[[BoundRow], str]:
    """How a column draws its cell of a row."""
    is_first = column.name == next(iter(table.columns)).name
    start, end = ('th scope="row"', "th") if is_first else ("td", "td")
    attributes = column.attrs["td"].as_html()
    start = f"<{start} {attributes}>" if attributes else f"<{start}>"
    accessor, wanted = A(column.accessor), _wanted(column.render)
    empty, default = column.column.empty_values, conditional_escape(column.default)

    def draw(row: BoundRow) -> str:
        value = _value(accessor, row.record)
        if value in empty:
            return f"{start}{default}</{end}>"
        known: Mapping[str, object] = {"value": value, "record": row.record, "bound_row": row}
        content = column.render(**{name: known[name] for name in wanted})
        return f"{start}{conditional_escape(content)}</{end}>"

    return draw


def _wanted(render: Callable[..., object]) -> tuple[str, ...]:
    return tuple(inspect.signature(render).parameters)


def _value(accessor: A, record: object) -> object:
    try:
        return accessor.resolve(record)
    except (AttributeError, KeyError, ValueError):  # a column of no field of the record: its render knows
        return None
