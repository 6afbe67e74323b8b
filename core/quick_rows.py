"""The rows of a long table drawn in one go, cell for cell what the template would draw, at a fraction of its cost.

django-tables2 inspects a column's `render` and computes its attributes anew for every cell; here both happen once a
column. For tables whose attributes do not depend on the row; a page of hundreds of figures is worth it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import A, Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow


class QuickRows(Table if TYPE_CHECKING else object):  # type: ignore[misc]  # a mixin over a table
    """Mix into a Table: its `body` holds the rows of the page as HTML, its `totals` the cells of the totals row above
    and below them; templates/tables/table.html prints both."""

    @property
    def body(self) -> SafeString:
        """All rows of the page; the first cell of each is its header."""
        cells = [
            _cell(column, "td" if place else 'th scope="row"', self._attributes[column.name]["td"])
            for place, column in enumerate(self.columns)
        ]
        rows = ["".join([cell(row) for cell in cells]) for row in self.paginated_rows]
        return mark_safe("".join([f"\n<tr>{row}</tr>" for row in rows]))  # noqa: S308  # every cell is escaped in _cell

    @cached_property
    def totals(self) -> SafeString:
        """The cells of the totals row."""
        cells = [
            f"<{_start('td', self._attributes[column.name]['tf'])}>{conditional_escape(column.footer)}</td>"
            for column in self.columns
        ]
        return mark_safe("".join(cells))  # noqa: S308  # escaped right above

    @cached_property
    def _attributes(self) -> dict[str, dict[str, str]]:
        """By column: the attributes of its cells in the body (td) and in the totals row (tf)."""
        computed = {column.name: column.attrs for column in self.columns}
        return {name: {part: attrs[part].as_html() for part in ("td", "tf")} for name, attrs in computed.items()}


def addresses(route: str) -> Callable[[int], str]:
    """The addresses of a route that takes an id, for many rows: the route is looked up once, the id filled in."""
    start, _zero, end = reverse(route, args=[0]).rpartition("0")
    return lambda pk: f"{start}{pk}{end}"


def _start(tag: str, attributes: str) -> str:
    return f"{tag} {attributes}" if attributes else tag


def _cell(column: BoundColumn, tag: str, attributes: str) -> Callable[[BoundRow], str]:
    """How a column draws its cell of a row."""
    start, end = f"<{_start(tag, attributes)}>", f"</{tag.partition(' ')[0]}>"
    wanted = tuple(inspect.signature(column.render).parameters)
    accessor, render = A(column.accessor), _handing(wanted, column.render)
    empty, default = column.column.empty_values, conditional_escape(column.default)
    needs_value = bool(empty) or "value" in wanted

    def draw(row: BoundRow) -> str:
        value = _value(accessor, row.record) if needs_value else None
        content = default if value in empty else conditional_escape(render(value, row))
        return f"{start}{content}{end}"

    return draw


def _handing(wanted: tuple[str, ...], render: Callable[..., str]) -> Callable[[object, BoundRow], str]:
    """`render` as a function of a value and its row: it is handed what it names."""
    if wanted == ("value",):
        return lambda value, _row: render(value=value)
    if wanted == ("record",):
        return lambda _value, row: render(record=row.record)

    def general(value: object, row: BoundRow) -> str:
        known: Mapping[str, object] = {"value": value, "record": row.record, "bound_row": row}
        return render(**{name: known[name] for name in wanted})

    return general


def _value(accessor: A, record: object) -> object:
    try:
        return accessor.resolve(record)
    except (AttributeError, KeyError, ValueError):  # a column of no field of the record: its render knows
        return None
