"""What the template library puts on a page."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template


def render(source: str, **values: object) -> str:
    return Template("{% load vn %}" + source).render(Context(values))


def bar(part: int | None, whole: int | None) -> ET.Element:
    return ET.fromstring(render("{% share_bar part whole %}", part=part, whole=whole))


def test_filters_write_numbers_and_dates_as_the_house_does() -> None:
    assert render("{{ n|integer }} {{ n|percent_of:m }} {{ d|signed }}", n=1324, m=1100, d=212) == "1.324 120,4% +212"
    assert render("{{ n|padded }} {{ v|quantity:'ml' }}", n=2, v=350) == "02 350\u00a0ml"
    day = date(2020, 3, 5)
    assert render("{{ d|short_date }} {{ d|long_date }}", d=day) == "05/3/2020 ngày 05 tháng 3 năm 2020"
    assert render("{{ d|as_of }}", d=datetime(2026, 11, 22, 7, 5, tzinfo=UTC)) == "tính đến 14:05, 22/11"
    assert render("{{ d|short_date }}", d=datetime(2026, 11, 22, 18, 0, tzinfo=UTC)) == "23/11/2026"


def test_a_missing_figure_says_so() -> None:
    page = render("{{ n|figure }}", n=None)
    assert "–" in page
    assert 'title="không có số liệu"' in page
    assert render("{{ n|figure }}|{{ d|short_date }}", n=0, d=None) == "0|"


@pytest.mark.parametrize(
    ("part", "whole", "within", "over", "words"),
    [
        (462, 550, "84", "0", "462 trên 550, đạt 84%"),
        (862, 550, "100", "56.7", "862 trên 550, đạt 156,7%"),
        (5000, 550, "100", "100", "5.000 trên 550, đạt 909,1%"),
        (0, 550, "0", "0", "0 trên 550, đạt 0%"),
        (5, None, "0", "0", "5, chưa có chỉ tiêu"),
        (None, 5, "0", "0", "không có số liệu"),
    ],
)
def test_a_share_bar_shows_the_share_and_says_it(
    part: int | None, whole: int | None, within: str, over: str, words: str
) -> None:
    svg = bar(part, whole)
    _, inside, past = svg.findall("rect")
    assert (inside.get("width"), past.get("width")) == (within, over)
    assert (svg.get("role"), svg.get("aria-label")) == ("img", words)


def test_a_share_bar_needs_no_inline_style() -> None:
    assert all(node.get("style") is None for node in bar(862, 550).iter())


def test_reaching_and_passing_the_quota_are_states_of_the_bar() -> None:
    assert [bar(part, 100).get("class", "").split()[1:] for part in (99, 100, 101)] == [
        [],
        ["share-bar--reached"],
        ["share-bar--reached", "share-bar--past"],
    ]
