"""Document job 4: the conclusions of the conference on 2023, issued by the Văn phòng and signed by its head."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from config.demo.people import DISTRICT_CLERK
from tests.browser.conftest import Visit
from tests.browser.paperwork import drafted, fault, fill, missing, printed, records_of
from tests.browser.steps import Visitor

CONFERENCE = {
    "Tên hội nghị": "Hội nghị biểu dương người hiến máu tiêu biểu năm 2023",
    "Ngày họp": "2024-01-19",
    "Nơi họp": "Hội trường Trung tâm Văn hóa",
    "Chức vụ người chủ trì": "Trưởng Ban Chỉ đạo vận động hiến máu tình nguyện huyện",
    "Họ và tên người chủ trì": "Lê Văn Mẫu",
    "Thành phần tham dự": "Thành viên Ban Chỉ đạo\nCác tập thể, cá nhân được khen thưởng",
}


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(DISTRICT_CLERK)


def noted(clerk: Visitor) -> None:
    """The conference on its page, after it was tried without its day."""
    records_of(clerk, 2023)
    clerk.press("Thêm hội nghị")
    fill(clerk, {**CONFERENCE, "Ngày họp": ""}, "Ghi hội nghị")
    expect(fault(clerk)).to_contain_text("Ngày họp")
    clerk.look("van-ban-4-hoi-nghi-sai")
    fill(clerk, {"Ngày họp": CONFERENCE["Ngày họp"]}, "Ghi hội nghị")
    expect(clerk.notice().first).to_contain_text("Đã ghi hội nghị.")


def test_the_office_issues_the_conclusions_of_2023(clerk: Visitor) -> None:
    drafted(clerk, "Thông báo kết luận hội nghị", Hội_nghị="tổng kết", Cơ_quan_ban_hành="VĂN PHÒNG")
    clerk.look("van-ban-4-du-thao")
    told = (
        *("VĂN PHÒNG", "HĐND VÀ UBND HUYỆN", "/TB-VP", "THÔNG BÁO", "CHÁNH VĂN PHÒNG", "Võ Thị Trà Giang"),
        *("Ngày 12 tháng 01 năm 2024, tại Hội trường Ủy ban nhân dân huyện", "02 đợt hiến máu tình nguyện"),
        *("1.324/1.100 đơn vị máu, đạt 120,4%, tăng 212 đơn vị máu so với kết quả năm 2022",),
        *("thứ nhất trong 13 huyện, thị xã, thành phố", "Khẩn trương xây dựng kế hoạch", "Lưu: VT, VP."),
    )
    pdf = printed(clerk, "van-ban-4-thong-bao")
    assert missing(pdf, *told) == []
    assert missing(pdf, "TRƯỞNG BAN") == ["TRƯỞNG BAN"]


def test_a_conference_noted_on_the_desk_is_concluded(clerk: Visitor) -> None:
    noted(clerk)
    clerk.follow(clerk.page.get_by_role("row", name="biểu dương").get_by_role("link", name="Soạn thông báo"))
    clerk.press("Soạn dự thảo")
    expect(clerk.page.locator(".doc-text")).to_contain_text(
        "tình nguyện huyện - Lê Văn Mẫu chủ trì Hội nghị biểu dương"
    )


def test_a_conference_is_noted_on_a_phone(visit: Visit) -> None:
    noted(visit(DISTRICT_CLERK, "phone"))
