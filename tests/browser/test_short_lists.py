"""Lists inside pages: sorted in place, whole on their own page, on a phone with what may be done under each row."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from config.demo.people import KHU_VUC_CLERK
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


def open_round(clerk: Visitor) -> None:
    clerk.open("/")
    clerk.follow(clerk.page.get_by_role("link", name="Xem đợt"))


def open_plan(clerk: Visitor) -> None:
    """The newest plan of one's own among those one may read."""
    clerk.open("/ke-hoach/")
    clerk.follow(clerk.page.locator("#plans tbody tr", has_text="khu vực Bình Sơn").get_by_role("link"))


def test_a_short_list_is_sorted_in_its_page_and_opened_whole(clerk: Visitor) -> None:
    page = clerk.page
    open_round(clerk)
    clerk.look("danh-sach-trong-dot")
    before = page.locator("#participants tbody tr").all_inner_texts()
    page.locator("#participants thead").get_by_role("link", name="Đơn vị", exact=True).click()
    expect(page.locator("#participants th[aria-sort=ascending]")).to_be_visible()
    expect(page.locator("#sessions th[aria-sort]")).to_have_count(0)
    assert page.locator("#participants tbody tr").all_inner_texts() != before
    clerk.press("Xem tất cả, lọc, xuất: Các đơn vị tham gia đợt")
    assert clerk.heading() == "Đơn vị tham gia"
    clerk.look("danh-sach-don-vi-tham-gia")
    assert page.locator("#participants tbody tr").count() > len(before)
    page.get_by_text("Lọc", exact=True).first.click()
    page.get_by_label("Tên đơn vị").fill("binh minh")
    clerk.press("Lọc")
    expect(page.locator("#participants tbody tr")).to_have_count(1)
    expect(page.locator(".chip")).to_have_text("Bỏ lọc: Tên đơn vị: binh minh")


def test_on_a_phone_a_row_says_what_may_be_done_with_it(clerk: Visitor) -> None:
    page = clerk.page
    open_round(clerk)
    page.set_viewport_size({"width": 360, "height": 740})
    row = page.locator("#sessions tbody tr").first
    expect(row.get_by_role("button", name="Bỏ buổi")).to_be_hidden()
    row.locator(".row-more").click()
    rest = page.locator("#sessions tr.rest")
    expect(rest.get_by_role("link", name="Sửa buổi")).to_be_visible()
    expect(rest.get_by_role("button", name="Bỏ buổi")).to_be_visible()
    clerk.screenshot(page, "danh-sach-buoi-dien-thoai")
    clerk.follow(rest.get_by_role("link", name="Sửa buổi"))
    assert clerk.heading() == "Sửa buổi tiếp nhận máu"


def test_a_plan_says_what_may_change_and_what_may_not(clerk: Visitor) -> None:
    page = clerk.page
    clerk.open("/ke-hoach/")
    clerk.look("cac-ke-hoach")
    open_plan(clerk)
    clerk.look("ke-hoach-cac-dot")
    clerk.press("Sửa kế hoạch")
    expect(page.locator("main")).to_contain_text("Năm không đổi được vì các đợt và số liệu ghi theo năm này.")
    expect(page.get_by_label("Một đơn vị máu là")).to_have_count(0)
    page.get_by_label("Số, ký hiệu và ngày của kế hoạch").fill("33/KH-BCĐ ngày 03/3/2026")
    clerk.look("sua-ke-hoach")
    clerk.press("Lưu")
    expect(clerk.notice()).to_contain_text("Đã lưu kế hoạch.")
    expect(page.locator("main")).to_contain_text("33/KH-BCĐ ngày 03/3/2026")


def test_a_window_is_changed_and_finds_are_a_table(clerk: Visitor) -> None:
    page = clerk.page
    open_plan(clerk)
    clerk.press("Thêm chiến dịch")
    page.get_by_label("Tên chiến dịch").fill("Tháng thử")
    page.get_by_label("Từ ngày").fill("2026-03-01")
    page.get_by_label("Đến ngày").fill("2026-03-31")
    clerk.press("Thêm chiến dịch")
    clerk.press("Sửa Tháng thử")
    clerk.look("sua-chien-dich")
    page.get_by_label("Tên chiến dịch").fill("Tháng Ba")
    clerk.press("Lưu")
    expect(page.locator("#windows")).to_contain_text("Tháng Ba")
    clerk.open("/tim/?q=binh+minh")
    clerk.look("tim-don-vi")
    clerk.open("/ban-chi-dao/")
    clerk.look("ban-chi-dao")
    clerk.open("/tien-do/?show=behind")
    clerk.look("tien-do-loc")
