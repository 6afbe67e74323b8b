"""Job 2: a committee's head on a phone, on the closed year of huyện Bình Sơn."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import expect

from config.demo.people import DISTRICT_HEAD
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor, number
from tests.conftest import SCREENSHOTS

YEAR = "/tien-do/?year=2023"


@pytest.fixture
def head(visit: Visit) -> Visitor:
    return visit(DISTRICT_HEAD, "phone")


def test_the_first_page_says_how_the_year_ended(head: Visitor) -> None:
    assert head.figure() == (1324, 1100)
    expect(head.page.get_by_text("120,4%")).to_be_visible()
    expect(head.page.get_by_text("28 đơn vị đạt chỉ tiêu · 8 đơn vị chưa đạt")).to_be_visible()
    head.look("viec-2-viec-cua-toi")
    head.press("Tiến độ năm 2023 · Huyện Bình Sơn")
    assert head.heading() == "Tiến độ năm 2023 · Huyện Bình Sơn"


def test_the_year_its_rounds_and_the_difference_stand_on_one_page(head: Visitor) -> None:
    head.open(YEAR)
    assert head.figure() == (1324, 1100)
    expect(head.page.locator(".figure-share")).to_have_text("120,4%")
    expect(head.page.get_by_text("So với kết quả năm 2022: +212")).to_be_visible()
    first, second = (head.page.get_by_role("row", name=name) for name in ("Đợt 1", "Đợt 2"))
    expect(first).to_contain_text("462/550")
    expect(first).to_contain_text("84%")
    expect(second).to_contain_text("862/550")
    expect(second).to_contain_text("156,7%")
    assert sum(result or 0 for result, _quota in head.lines().values()) == 1324
    assert sum(quota or 0 for _result, quota in head.lines().values()) == 1100
    head.look("viec-2-tien-do")


def test_reached_and_not_reached_are_two_lists_that_add_up(head: Visitor) -> None:
    head.open(YEAR)
    everyone = head.lines()
    head.press("Chưa đạt (8)")
    behind = head.lines()
    head.look("viec-2-chua-dat")
    head.press("Đạt (28)")
    reached = head.lines()
    assert len(behind) == 8
    assert all((result or 0) < (quota or 0) for result, quota in behind.values())
    assert len(reached) == 28
    assert all((result or 0) >= (quota or 0) for result, quota in reached.values())
    assert {**behind, **reached} == everyone


def test_tapping_a_line_opens_its_other_columns_with_the_difference_from_the_year_before(head: Visitor) -> None:
    head.open(YEAR)
    row = head.page.get_by_role("row", name="Thị trấn Châu Ổ").first
    row.locator("td").nth(1).click()
    opened = head.page.locator("tr.rest")
    expect(opened).to_contain_text("So với năm trước")
    expect(opened).to_contain_text("Còn thiếu")
    head.look("viec-2-mot-dong")


def test_a_unit_shows_its_own_rounds(head: Visitor) -> None:
    head.open(YEAR)
    line = head.lines()["Xã Bình Chương"]
    head.press("Xã Bình Chương")
    assert head.heading() == "Tiến độ năm 2023 · Xã Bình Chương"
    assert head.figure() == line
    rounds = head.page.get_by_role("region", name="Theo đợt").locator("tbody tr")
    expect(rounds).to_have_count(2)
    results = [number(text.split("/")[0]) for text in rounds.locator("td:nth-child(3)").all_inner_texts()]
    assert sum(result or 0 for result in results) == line[0]
    head.look("viec-2-mot-don-vi")
    head.press("Huyện Bình Sơn")
    assert head.figure() == (1324, 1100)


@pytest.mark.parametrize("button", ["Ảnh tiến độ gửi Zalo", "Ảnh không nêu tên đơn vị"])
def test_one_picture_to_forward(head: Visitor, button: str) -> None:
    head.open(YEAR)
    address = head.page.get_by_role("link", name=button).get_attribute("href")
    answer = head.page.request.get(f"{head.base}{address}")
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.body()))
    assert picture.width >= 720
    assert len(answer.body()) < 1_000_000
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    (SCREENSHOTS / f"viec-2-{'anh' if button.endswith('Zalo') else 'anh-khong-ten'}.png").write_bytes(answer.body())


def test_the_closed_year_offers_nothing_to_change(head: Visitor) -> None:
    head.menu("Kế hoạch và đợt")
    head.look("viec-2-ke-hoach")
    head.follow(head.page.get_by_role("row", name="2023").get_by_role("link"))
    expect(head.page.locator(".facts, main").first).to_contain_text("Đã khóa")
    assert head.page.locator("main form[method=post]").count() == 0
    head.look("viec-2-ke-hoach-2023")


@pytest.mark.parametrize("year", ["1999", "2099", "mười", "-1", "²"])
def test_a_year_that_cannot_be_still_gives_a_page(head: Visitor, year: str) -> None:
    head.open(f"/tien-do/?year={year}")
    assert head.figure() == (1324, 1100)


def test_a_year_without_figures_says_so(head: Visitor) -> None:
    head.open("/tien-do/?year=2019")
    expect(head.page.get_by_text("Năm này chưa có kế hoạch")).to_be_visible()


def test_neighbours_of_the_district_are_not_found(head: Visitor, visit: Callable[..., Visitor]) -> None:
    head.open("/tien-do/1/", status=404)
    expect(head.page.get_by_role("heading", level=1)).to_be_visible()
    head.look("viec-2-khong-thay")


def test_without_scripts_everything_is_still_read(visit: Visit) -> None:
    head = visit(DISTRICT_HEAD, "phone", java_script_enabled=False)
    head.open(YEAR)
    assert head.figure() == (1324, 1100)
    words = head.words()
    assert "862/550" in words or "862" in words
    head.press("Chưa đạt (8)")
    assert head.page.locator("#units tbody tr").count() == 8
