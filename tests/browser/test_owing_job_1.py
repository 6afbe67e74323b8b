"""Deadlines, job 1: the thường trực sets what is owed; each unit's first page says what, until when, and how."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from core.text.dates import VIETNAM, short_date
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor

DUE = dt.datetime.now(VIETNAM).date() + dt.timedelta(days=10)


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


def open_round(clerk: Visitor) -> None:
    """From the first page to the round that is open."""
    clerk.open("/")
    clerk.follow(clerk.page.get_by_role("link", name="Xem đợt"))


def open_list(clerk: Visitor) -> None:
    """From the round to the page of its list's deadline."""
    deadline = clerk.page.locator("main a[href^='/han-nop/']")
    clerk.follow(deadline.filter(has_text="Danh sách người đăng ký hiến máu"))


def fill(clerk: Visitor, title: str) -> None:
    clerk.page.get_by_label("Phải nộp").select_option(label="Việc khác")
    clerk.page.get_by_label("Tên việc").fill(title)
    clerk.page.get_by_label("Hạn ghi là").select_option(label="trước ngày")
    clerk.page.locator("#id_day").fill(DUE.isoformat())
    clerk.page.locator("#id_counted").fill("Phiếu đăng ký giấy có chữ ký")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_owed_is_set_in_one_form_and_stands_on_each_units_first_page(visit: Visit, scripts: bool) -> None:
    title = f"Phiếu đăng ký giấy {'có' if scripts else 'không'} script"
    clerk = visit(KHU_VUC_CLERK, java_script_enabled=scripts)
    open_round(clerk)
    clerk.press("Đặt hạn nộp")
    if scripts:
        clerk.look("han-1-dat-han")
    fill(clerk, title)
    clerk.press("Đặt hạn")
    expect(clerk.page.locator(".outcome")).to_contain_text("đơn vị đã nộp")
    expect(clerk.page.locator("main")).to_contain_text(f"trước ngày {short_date(DUE)}")
    focal = visit(COMMUNE_FOCAL, "phone", java_script_enabled=scripts)
    card = focal.page.locator("article.duty").filter(has_text=title)
    expect(card).to_contain_text("Chưa nộp")
    expect(card).to_contain_text("còn 9 ngày")
    expect(card.get_by_role("link", name="Báo đã nộp")).to_be_visible()
    if scripts:
        focal.look("han-1-viec-cua-toi")
    focal.follow(card.get_by_role("link", name="Báo đã nộp"))
    if scripts:
        focal.look("han-1-bao-da-nop")
    focal.page.get_by_label("Đã nộp gì").fill("Đã gửi 46 phiếu tại khu vực")
    focal.press("Báo đã nộp")
    expect(focal.page.locator("main")).to_contain_text("Đã gửi 46 phiếu tại khu vực")


def test_a_date_that_is_over_is_refused_in_a_sentence(clerk: Visitor) -> None:
    open_round(clerk)
    clerk.press("Đặt hạn nộp")
    fill(clerk, "Quá muộn")
    clerk.page.locator("#id_day").fill("2020-01-01")
    clerk.press("Đặt hạn")
    expect(clerk.page.locator(".error-summary")).to_contain_text("Hạn nộp đã qua; chọn ngày từ hôm nay trở đi.")
    expect(clerk.page.get_by_label("Tên việc")).to_have_value("Quá muộn")
    clerk.look("han-1-da-qua")


def test_a_due_date_is_moved_with_a_reason(clerk: Visitor) -> None:
    open_round(clerk)
    clerk.press("Đặt hạn nộp")
    fill(clerk, "Ảnh buổi hiến máu")
    clerk.press("Đặt hạn")
    clerk.press("Đổi hạn nộp")
    clerk.look("han-1-doi-han")
    later = DUE + dt.timedelta(days=5)
    clerk.page.locator("#id_day").fill(later.isoformat())
    clerk.page.get_by_label("Lý do đổi hạn").fill("Buổi hiến máu lùi lại vì mưa")
    clerk.press("Lưu hạn nộp")
    expect(clerk.page.locator("main")).to_contain_text(f"trước ngày {short_date(later)}")


def test_a_unit_is_marked_as_taking_no_part_after_opening(clerk: Visitor) -> None:
    open_round(clerk)
    open_list(clerk)
    name = clerk.page.locator(".mend b").last.inner_text()
    open_round(clerk)
    clerk.press("Xem tất cả, lọc, xuất: Các đơn vị tham gia đợt")
    clerk.press(f"Không tham gia {name}")
    clerk.page.get_by_label("Lý do").fill("nghỉ hè")
    clerk.press("Lưu")
    open_list(clerk)
    line = clerk.page.locator("#duties tbody tr").filter(has=clerk.page.get_by_role("link", name=name, exact=True))
    expect(line).to_contain_text("Không phải nộp")
    expect(line).to_contain_text("nghỉ hè")
