"""The host's side of lists, as its clerk does it at a desk: who close rows are, doubles, one person's page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor

KNOWN = "Đoàn Thị Mẫu Thử, 1990, thôn Đông"
CLOSE = ("Đoàn Thị Mẫu Thử, 1991, thôn Đông", "Đoàn Thị Mẫu Thử, 1989, thôn Đông")


def hand_in(focal: Visitor, *lines: str) -> None:
    """Type people of xã Bình Minh."""
    focal.menu("Danh sách")
    focal.press("Xem danh sách")
    focal.press("Gõ tên")
    focal.page.get_by_label("Mỗi người một dòng").fill("\n".join(lines))
    agreed = focal.page.get_by_label("Người có tên trong danh sách")
    if agreed.count():
        agreed.check()
    focal.press("Thêm vào danh sách")
    expect(focal.page.locator("main")).to_contain_text("Đã nhận")


def open_rows(clerk: Visitor) -> None:
    """From the menu to the rows that wait; one of them is the demo's own."""
    clerk.menu("Danh sách")
    clerk.follow(clerk.page.get_by_role("link", name="Đợt 2"))
    clerk.follow(clerk.page.get_by_role("link", name=re.compile(r"^Dòng giống người đã biết \(\d+\)$")))


def by_keyboard(page: Page, name: str) -> None:
    """To a button by Tab alone, then Enter."""
    page.locator("h1").evaluate("title => { title.tabIndex = -1; title.focus(); }")
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            break
    expect(page.locator(":focus")).to_have_text(name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_clerk_says_who_close_rows_are_by_keyboard_and_without_a_script(visit: Visit) -> None:
    focal = visit(COMMUNE_FOCAL)
    hand_in(focal, KNOWN)
    hand_in(focal, CLOSE[0])
    hand_in(focal, CLOSE[1])
    clerk = visit(KHU_VUC_CLERK)
    open_rows(clerk)
    rows = clerk.page.get_by_role("link", name="Đoàn Thị Mẫu Thử")
    expect(rows).to_have_count(2)
    clerk.look("ds-giong-nhau")
    clerk.follow(clerk.page.get_by_role("link", name="Đoàn Thị Mẫu Thử"))
    clerk.look("ds-so-hai-ben")
    by_keyboard(clerk.page, "Hai người khác nhau")
    expect(clerk.notice()).to_contain_text("là người mới")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("Có phải cùng một người?")

    plain = visit(KHU_VUC_CLERK, java_script_enabled=False)
    open_rows(plain)
    plain.follow(plain.page.get_by_role("link", name="Đoàn Thị Mẫu Thử"))
    plain.press("Cùng một người")
    expect(plain.notice()).to_contain_text("là người đã biết")
    expect(plain.page.get_by_role("link", name="Đoàn Thị Mẫu Thử")).to_have_count(0)


def test_the_clerk_merges_doubles_and_parts_them_again(visit: Visit) -> None:
    focal = visit(COMMUNE_FOCAL)
    hand_in(focal, "Lưu Bá Trùng Hợp, 1975, thôn Tây")
    hand_in(focal, "Lưu Bá Trùng Hợp, 1976, thôn Tây")
    clerk = visit(KHU_VUC_CLERK)
    open_rows(clerk)
    clerk.follow(clerk.page.get_by_role("link", name="Lưu Bá Trùng Hợp"))
    clerk.press("Hai người khác nhau")
    clerk.menu("Danh sách")
    clerk.follow(clerk.page.get_by_role("link", name="Đợt 2"))
    clerk.press("Người hiến máu")
    clerk.page.locator(".filter summary").click()
    clerk.page.get_by_label("Họ và tên, gõ từ đầu").fill("luu ba")
    clerk.press("Lọc")
    expect(clerk.page.locator("#donors tbody tr")).to_have_count(2)
    clerk.look("ds-nguoi-hien-mau")
    clerk.follow(clerk.page.locator("#donors tbody").get_by_role("link"))
    clerk.look("ds-mot-nguoi")
    clerk.press("Cùng một người")
    expect(clerk.notice()).to_contain_text("tách ra lại được")
    expect(clerk.page.locator("main")).to_contain_text("Hồ sơ đã gộp vào")
    clerk.look("ds-da-gop")
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="Tách ra").click()
    expect(clerk.notice()).to_contain_text("thành hồ sơ riêng như trước khi gộp")
    clerk.press("Bản sao dữ liệu")
    clerk.look("ds-ban-sao")
    clerk.page.go_back()
    clerk.press("Xóa dữ liệu theo yêu cầu")
    clerk.look("ds-xoa")
    clerk.press("Xóa dữ liệu của người này")
    expect(clerk.notice()).to_contain_text("Đã xóa dữ liệu của một người")


def test_a_unit_takes_off_who_no_longer_agrees(visit: Visit) -> None:
    focal = visit(COMMUNE_FOCAL)
    hand_in(focal, "Quách Thị Thôi Nhé, 1988, thôn Nam")
    focal.press("Xem danh sách")
    row = focal.page.locator("#people tbody tr", has_text="Quách Thị Thôi Nhé")
    focal.follow(row.get_by_role("link", name="Rút lại"))
    focal.look("ds-rut-dong-y")
    focal.press("Ghi nhận rút lại sự đồng ý")
    expect(focal.notice()).to_contain_text("Đã bớt một người")
    expect(focal.page.locator("#people")).not_to_contain_text("Quách Thị Thôi Nhé")
