"""A superior's document comes in; the clerk sets from it what the units owe; each unit reads by which document."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from core.text.dates import VIETNAM, short_date
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor

TODAY = dt.datetime.now(VIETNAM).date()
DUE = TODAY + dt.timedelta(days=12)


def receive(clerk: Visitor, number: int) -> None:
    """Enter it in the register of what came in, and open its line."""
    clerk.menu("Văn bản")
    clerk.press("Sổ văn bản đến")
    clerk.press("Vào sổ văn bản đến")
    clerk.page.locator("#id_arrived_on").fill(TODAY.isoformat())
    clerk.page.get_by_label("Cơ quan ban hành").fill("Ban Chỉ đạo tỉnh Quảng Ngãi")
    clerk.page.get_by_label("Số, ký hiệu").fill(f"{number}/HD-BCĐ")
    clerk.page.locator("#id_dated_on").fill(TODAY.isoformat())
    clerk.page.get_by_label("Tên loại").select_option("Hướng dẫn")
    clerk.page.get_by_label("Trích yếu").fill("Về việc báo cáo hoạt động tháng Nhân đạo")
    clerk.press("Vào sổ")
    clerk.follow(clerk.page.locator("#register-in tbody tr").filter(has_text=f"{number}/HD-BCĐ").get_by_role("link"))


@pytest.mark.parametrize("scripts", [True, False])
def test_what_a_superior_asks_for_is_set_from_its_line_in_the_register(visit: Visit, scripts: bool) -> None:
    clerk = visit(KHU_VUC_CLERK, java_script_enabled=scripts)
    number = 14 if scripts else 15
    receive(clerk, number)
    named = f"Hướng dẫn số {number}/HD-BCĐ ngày {short_date(TODAY)} của Ban Chỉ đạo tỉnh Quảng Ngãi"
    expect(clerk.page.locator("main")).to_contain_text("Chưa đặt việc phải nộp nào.")
    if scripts:
        clerk.look("theo-van-ban-dong-so")
    clerk.press("Đặt việc phải nộp theo văn bản này")
    title = clerk.page.get_by_label("Tên việc")
    expect(title).to_have_value("Báo cáo hoạt động tháng Nhân đạo")
    title.fill(f"Báo cáo tháng Nhân đạo {number}")
    if scripts:
        clerk.look("theo-van-ban-dat")
    clerk.page.locator("#id_day").fill(DUE.isoformat())
    clerk.press("Đặt việc phải nộp")
    expect(clerk.page.locator("main dl.facts")).to_contain_text(named)
    if scripts:
        clerk.look("theo-van-ban-han-nop")
    clerk.press(named)
    expect(clerk.page.locator("main")).to_contain_text(f"Báo cáo tháng Nhân đạo {number}")
    if scripts:
        clerk.look("theo-van-ban-da-dat")
    focal = visit(COMMUNE_FOCAL, "phone", java_script_enabled=scripts)
    card = focal.page.locator("article.duty").filter(has_text=f"tháng Nhân đạo {number}")
    expect(card).to_contain_text(f"Theo {named}")
    if scripts:
        focal.look("theo-van-ban-cua-don-vi")
