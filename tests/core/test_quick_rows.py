"""Rows drawn in one go are cell for cell those the template would draw."""

import re

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from core.quick_rows import QuickRows, addresses


def nothing(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(str(pk))


urlpatterns = [path("phan-0/<int:pk>/trang/", nothing, name="row")]


class Ordinary(tables.Table):
    """A column of every way a cell comes about."""

    name = tables.Column(footer="Cộng & <hết>")
    figure = tables.Column(
        attrs={"td": {"class": "number"}, "tf": {"class": "number total"}}, empty_values=(), footer=lambda: 12
    )
    deep = tables.Column(accessor="inner__value", default="–")
    link = tables.Column(accessor="name")
    made = tables.Column(empty_values=())

    def render_figure(self, value: int | None) -> str:
        return "không có" if value is None else f"<{value}>"

    def render_link(self, record: dict[str, object], value: str) -> SafeString:
        return format_html('<a href="/{}">{}</a>', record["figure"], value)

    def render_made(self) -> str:
        return "luôn có & đủ"


class Sample(QuickRows, Ordinary):
    """The same, drawn in one go."""


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


def test_the_whole_table_is_the_one_that_is_drawn_cell_by_cell(rf: RequestFactory) -> None:
    data = [{"name": "<Xã>", "figure": 5, "inner": None}, {"name": "", "figure": None, "inner": {"value": "sâu"}}]
    quick, ordinary = (
        " ".join(render_to_string("tables/table.html", {"table": table(data)}, rf.get("/")).split())
        for table in (Sample, Ordinary)
    )
    ordinary = (
        re.sub(r'<tr class="(?:even|odd)">', "<tr>", ordinary).replace("<td >", "<td>").replace('"row" >', '"row">')
    )
    assert quick == ordinary
    assert quick.count("Cộng &amp; &lt;hết&gt;") == 2


@override_settings(ROOT_URLCONF=__name__)
def test_many_addresses_come_of_one_look_up() -> None:
    address_of = addresses("row")
    assert [address_of(pk) for pk in (0, 7, 1203)] == ["/phan-0/0/trang/", "/phan-0/7/trang/", "/phan-0/1203/trang/"]
