"""Job 5: the national clerk goes down to a commune and back; every page's total is its line on the page above."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from config.demo.people import NATIONAL_CLERK
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor, number

DOWN = ("Tỉnh Quảng Ngãi", "Khu vực Bình Sơn", "Xã Vạn Tường")


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(NATIONAL_CLERK)


def check_sums(clerk: Visitor) -> None:
    """The lines of the open page add up to its totals row and to its figure; so do its rounds."""
    lines = clerk.lines()
    result, quota = clerk.figure()
    assert sum(line or 0 for line, _quota in lines.values()) == result
    totals = clerk.page.locator("#units tfoot tr td").all_inner_texts()
    assert number(totals[2].split("/")[0]) == result
    assert number(totals[1]) == sum(line or 0 for _result, line in lines.values())
    assert quota is not None
    rounds = clerk.page.get_by_role("region", name="Theo đợt").locator("tbody tr td:nth-child(3)")
    by_round = rounds.evaluate_all("cells => cells.map(cell => cell.firstChild.textContent)")
    assert sum(number(text) or 0 for text in by_round) == result


def test_down_to_a_commune_and_back_with_totals_that_agree(clerk: Visitor) -> None:
    clerk.look("viec-5-viec-cua-toi")
    clerk.menu("Tiến độ")
    figures = {"Việt Nam": clerk.figure()}
    check_sums(clerk)
    clerk.look("viec-5-toan-quoc")
    for step, name in enumerate(DOWN, start=1):
        line = clerk.lines()[name]
        clerk.follow(clerk.unit(name))
        expect(clerk.page.get_by_role("heading", level=1)).to_contain_text(name)
        figures[name] = clerk.figure()
        assert figures[name] == line
        check_sums(clerk)
        clerk.look(f"viec-5-{step}")
    for name in reversed(("Việt Nam", *DOWN[:-1])):
        clerk.press(name)
        expect(clerk.page.get_by_role("heading", level=1)).to_contain_text(name)
        assert clerk.figure() == figures[name]


def test_last_year_agrees_too(clerk: Visitor) -> None:
    clerk.menu("Tiến độ")
    clerk.follow(clerk.page.locator("main p.quiet").get_by_role("link"))
    check_sums(clerk)
    for name in DOWN:
        line = clerk.lines()[name]
        clerk.follow(clerk.unit(name))
        expect(clerk.page.get_by_role("heading", level=1)).to_contain_text(name)
        assert clerk.figure() == line
        check_sums(clerk)


def test_a_province_whose_communes_stand_directly_under_it(clerk: Visitor) -> None:
    clerk.menu("Tiến độ")
    line = clerk.lines()["Tỉnh Cao Bằng"]
    clerk.follow(clerk.unit("Tỉnh Cao Bằng"))
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("Cao Bằng")
    assert clerk.figure() == line
    assert len(clerk.lines()) >= 56
    check_sums(clerk)
    clerk.look("viec-5-cao-bang")


def test_sorting_changes_the_order_and_no_figure(clerk: Visitor) -> None:
    clerk.menu("Tiến độ")
    before = clerk.lines()
    clerk.page.locator("#units thead").get_by_role("link", name="Kết quả").click()
    clerk.page.wait_for_url("**sort=result**")
    after = clerk.lines()
    assert after == before
    results = [result or 0 for result, _quota in after.values()]
    assert results == sorted(results)


def test_the_export_holds_the_same_lines(clerk: Visitor) -> None:
    clerk.menu("Tiến độ")
    lines = clerk.lines()
    address = clerk.page.get_by_role("link", name="CSV").get_attribute("href") or ""
    answer = clerk.page.request.get(f"{clerk.base}{address if address.startswith('/') else '/tien-do/' + address}")
    assert answer.status == 200
    rows = answer.body().decode("utf-8-sig").splitlines()
    assert len(rows) == len(lines) + 1
    assert all(any(name in row for row in rows) for name in lines)


def test_without_scripts_the_way_down_is_the_same(visit: Visit) -> None:
    clerk = visit(NATIONAL_CLERK, java_script_enabled=False)
    clerk.menu("Tiến độ")
    clerk.follow(clerk.unit(DOWN[0]))
    clerk.follow(clerk.unit(DOWN[1]))
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text(DOWN[1])
