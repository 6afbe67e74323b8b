"""Rows drawn in one go are cell for cell those the template would draw."""

import re

import django_tables2 as tables
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from core.quick_rows import QuickRows


class Sample(QuickRows, tables.Table):
    """A column of every way a cell comes about."""

    name = tables.Column()
    figure = tables.Column(attrs={"td": {"class": "number"}}, empty_values=())
    deep = tables.Column(accessor="inner__value", default="–")
    link = tables.Column(accessor="name")
    made = tables.Column(empty_values=())

    def render_figure(self, value: int | None) -> str:
        return "không có" if value is None else f"<{value}>"

    def render_link(self, record: dict[str, object], value: str) -> SafeString:
        return format_html('<a href="/{}">{}</a>', record["figure"], value)

    def render_made(self) -> str:
        return "luôn có & đủ"


rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.text(max_size=8),
            "figure": st.none() | st.integers(),
            "inner": st.none() | st.just({"value": "sâu"}),
        }
    ),
    max_size=6,
)


@given(rows)
def test_cells_are_those_of_the_ordinary_way(data: list[dict[str, object]]) -> None:
    table = Sample(data)
    drawn = re.findall(r"<(?:td|th)[^>]*>(.*?)</(?:td|th)>", table.body, flags=re.DOTALL)
    ordinary = [str(conditional_escape(cell)) for row in table.rows for _column, cell in row.items()]
    assert drawn == ordinary


def test_the_first_cell_is_the_rows_header_and_a_figure_keeps_its_class() -> None:
    body = Sample([{"name": "<Xã>", "figure": 5, "inner": None}]).body
    assert body.startswith('\n<tr><th scope="row"')
    assert "&lt;Xã&gt;" in body
    assert re.search(r'<td class="[^"]*number[^"]*">&lt;5&gt;</td>', body)
