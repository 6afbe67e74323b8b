"""Document job 2: the guidance for a campaign that the clerk adds, with its share of the year and its deadline."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from config.demo.people import KHU_VUC_CLERK
from core.text.dates import VIETNAM, day_month, short_date
from tests.browser.conftest import Visit
from tests.browser.paperwork import drafted, fault, fill, missing, plan_of, printed
from tests.browser.steps import Visitor, written

TODAY = dt.datetime.now(VIETNAM).date()
START, END, REPORT = (TODAY + dt.timedelta(days=days) for days in (20, 50, 56))


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


def test_a_campaign_becomes_a_guidance_with_its_share_and_its_date(clerk: Visitor) -> None:
    clerk.open(f"/tien-do/?year={TODAY.year}")
    _result, quota = clerk.figure()
    assert quota
    plan = plan_of(clerk, TODAY.year)
    clerk.press("Thêm chiến dịch")
    days = {"Từ ngày": END.isoformat(), "Đến ngày": START.isoformat()}
    fill(clerk, {"Tên chiến dịch": "Lễ hội Xuân hồng", **days}, "Thêm chiến dịch")
    expect(fault(clerk)).to_be_visible()
    clerk.look("van-ban-2-chien-dich-sai")
    fill(clerk, {"Từ ngày": START.isoformat(), "Đến ngày": END.isoformat()}, "Thêm chiến dịch")
    clerk.open(f"{plan}chi-tieu-khac/")
    share = {"Chỉ tiêu": "Tỷ lệ so với chỉ tiêu cả năm", "Mức ghi là": "trên một số", "Số": "20"}
    fill(clerk, {**share, "Cho": "Lễ hội Xuân hồng"}, "Ghi chỉ tiêu")
    clerk.page.get_by_role("button", name="Giao: Tỷ lệ so với chỉ tiêu cả năm").click()
    clerk.open(f"{plan}han-nop/")
    due = {"Phải nộp": "hoạt động", "Cho chiến dịch": "Lễ hội Xuân hồng", "Hạn ghi là": "trước"}
    fill(clerk, {**due, "Ngày": REPORT.isoformat()}, "Đặt hạn")
    drafted(clerk, "Hướng dẫn chiến dịch", Chiến_dịch="Lễ hội Xuân hồng")
    clerk.look("van-ban-2-du-thao")
    told = (
        "HƯỚNG DẪN Thực hiện “Lễ hội Xuân hồng”",
        "trên 20% tổng lượng máu của cả năm",
        f"đến ngày {short_date(END)}",
        f"trước ngày {short_date(REPORT)} theo địa chỉ: số 1 đường Mẫu, xã Bình Sơn./.",
        "4.1. Tuyên truyền",
        "4.5. Tôn vinh",
    )
    pdf = printed(clerk, "van-ban-2-huong-dan")
    assert missing(pdf, *told) == []
    expect(clerk.page.locator(".doc-text")).to_contain_text("tương đương")
    source = clerk.page.locator(".bound", has_text="đơn vị máu").locator(".bound-source").first
    expect(source).to_contain_text(f"chỉ tiêu cả năm {written(quota)}")


def test_the_month_of_the_seventh_of_april_is_there_from_the_start(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, "phone")
    drafted(clerk, "Hướng dẫn chiến dịch", Chiến_dịch="Tháng cao điểm")
    text = clerk.page.locator(".doc-text")
    expect(text).to_contain_text(f"“Ngày Toàn dân hiến máu tình nguyện” {day_month(dt.date(2026, 4, 7))}/{TODAY.year}")
    expect(text).to_contain_text("ít nhất 15%")
    clerk.look("van-ban-2-dien-thoai")
