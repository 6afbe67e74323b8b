"""A clerk chooses how messages come, takes a calendar address, and looks at what was sent: desk, phone, no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from config.demo.people import KHU_VUC_CLERK
from tests.browser.conftest import Visit


@pytest.mark.parametrize(("size", "scripts"), [("desk", True), ("phone", False)])
def test_hour_calendar_and_what_was_sent(visit: Visit, size: str, scripts: bool) -> None:
    clerk = visit(KHU_VUC_CLERK, size, java_script_enabled=scripts)
    clerk.open("/nhan-tin/")
    page = clerk.page
    look = clerk.look if scripts else lambda name: clerk.screenshot(page, name)
    page.get_by_label("Giờ nhận tin nhắc việc").select_option("14:00")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu cách nhận tin.")).to_be_visible()
    expect(page.get_by_label("Giờ nhận tin nhắc việc")).to_have_value("14")
    expect(page.get_by_text("Chưa đặt máy chủ thư")).to_be_visible()
    look("nhan-tin")
    page.get_by_role("button", name="Tạo địa chỉ").click()
    address = page.get_by_label("Địa chỉ lịch", exact=True).input_value()
    assert page.request.get(address).headers["content-type"] == "text/calendar; charset=utf-8"
    look("dia-chi-lich")
    page.get_by_role("link", name="Xong").click()
    page.get_by_role("button", name="Thu hồi địa chỉ lịch").click()
    expect(page.get_by_text("Đã thu hồi địa chỉ lịch")).to_be_visible()
    assert page.request.get(address).status == 404
    clerk.open("/tin-da-gui/")
    look("tin-da-gui")
    clerk.open("/vai-tro/")
    clerk.press("Tin đã gửi")
    assert clerk.heading() == "Tin đã gửi"
