"""Document job 1: the plan of the year with its quota annex, from aims, tasks and money typed on their pages."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from config.demo.people import KHU_VUC_CLERK
from core.text.dates import VIETNAM
from tests.browser.conftest import Visit
from tests.browser.paperwork import drafted, fault, fill, missing, printed, records_of, rows_of
from tests.browser.steps import Visitor, written

YEAR = dt.datetime.now(VIETNAM).year


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


def test_the_plan_is_printed_with_what_was_typed_for_it(clerk: Visitor) -> None:
    clerk.open(f"/tien-do/?year={YEAR}")
    _result, quota = clerk.figure()
    units = {name: asked for name, (_reached, asked) in clerk.lines().items()}
    assert quota
    records_of(clerk, YEAR)
    clerk.look("van-ban-1-noi-dung")
    clerk.press("Thêm phân công")
    fill(clerk, {"Cơ quan, đơn vị": "Phòng Văn hóa - Xã hội", "Nhiệm vụ": "- ;"}, "Ghi phân công")
    expect(fault(clerk)).to_contain_text("Ghi ít nhất một nhiệm vụ.")
    clerk.look("van-ban-1-phan-cong-sai")
    fill(clerk, {"Nhiệm vụ": "Phát thanh tuyên truyền\nTreo 36 băng rôn"}, "Ghi phân công")
    clerk.press("Thêm nguồn kinh phí")
    fill(clerk, {"Nguồn kinh phí": "Tài trợ", "Số tiền (đồng)": "ba triệu"}, "Ghi nguồn kinh phí")
    expect(fault(clerk)).to_contain_text("ba triệu")
    fill(clerk, {"Số tiền (đồng)": "25.000.000"}, "Ghi nguồn kinh phí")
    drafted(clerk, "Kế hoạch năm", Kế_hoạch=str(YEAR))
    clerk.look("van-ban-1-du-thao")
    pdf = printed(clerk, "van-ban-1-ke-hoach")
    told = (
        *(f"máu năm {YEAR}", "từ 12.000 đến 15.000 lượt người", "75% người hiến máu nhắc lại", "100% đơn vị"),
        *("Phòng Văn hóa - Xã hội", "- Treo 36 băng rôn.", "Ngân sách chi cho công tác tuyên truyền, vận động: 60.000"),
        *("Tài trợ: 25.000.000 đồng.", "Tổng số kinh phí đã xác định: 85.000.000 đồng."),
        *("(Có Phụ lục kèm theo)", f"tổng cộng {written(quota)} đơn vị máu", "ít nhất 15% chỉ tiêu cả năm"),
    )
    assert missing(pdf, *told) == []
    rows = {row[1]: row[2] for row in rows_of(pdf) if row[0].isdigit()}
    assert rows == {name: written(asked) for name, asked in units.items() if asked}
    assert ["Tổng cộng", written(quota)] in [[each for each in row if each][:2] for row in rows_of(pdf)]


def test_on_a_phone_a_task_is_added_and_the_draft_is_read(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, "phone")
    records_of(clerk, YEAR)
    clerk.press("Thêm phân công")
    fill(clerk, {"Cơ quan, đơn vị": "Các trường học", "Nhiệm vụ": "Cử lực lượng tham gia"}, "Ghi phân công")
    expect(clerk.notice().first).to_contain_text("Đã ghi phân công.")
    drafted(clerk, "Kế hoạch năm", Kế_hoạch=str(YEAR))
    expect(clerk.page.locator(".doc-text")).to_contain_text("Phụ lục")
    clerk.look("van-ban-1-dien-thoai")
