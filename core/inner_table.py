"""A table that stands short inside a page about something else, and whole on a page of its own (core.listing)."""

from __future__ import annotations

from collections.abc import Sequence

import django_tables2 as tables


class InnerTable(tables.Table):
    """A list that stands short inside a page and whole on its own (core.listing). `may` lets its acts be offered;
    `empty_text`, `empty_url` and `empty_label` say what to do while there is nothing."""

    exports = ("csv", "xlsx")

    class Meta:
        default = "–"
        order_by = ()

    def __init__(self, rows: Sequence[object], *, may: bool = False, exclude: Sequence[str] = ()) -> None:
        hidden = [*exclude, *([] if may or "acts" not in self.base_columns else ["acts"])]
        super().__init__(rows, exclude=hidden)
