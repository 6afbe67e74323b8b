"""Document job 5: the report of 2023 with the figures of its pages, and those of its first six and nine months."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from config.demo.people import DISTRICT_CLERK, KHU_VUC_CLERK
from core.text.dates import VIETNAM
from tests.browser.conftest import Visit
from tests.browser.paperwork import drafted, fault, fill, missing, printed, records_of
from tests.browser.steps import Visitor

THIS = dt.datetime.now(VIETNAM).year
ROUND_2 = "862/550 đơn vị máu, đạt 157% chỉ tiêu"


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(DISTRICT_CLERK)


def test_the_report_of_2023_adds_up_and_holds_the_honours_typed_for_it(clerk: Visitor) -> None:
    records_of(clerk, 2023)
    clerk.press("Thêm khen thưởng")
    honour = {"Đề nghị hay đã tặng": "Đã tặng", "Nơi khen": "Ủy ban nhân dân xã", "Hình thức": "Thư khen"}
    fill(clerk, honour, "Ghi khen thưởng")
    expect(fault(clerk)).to_contain_text("Ghi ít nhất một số: gia đình, tập thể hoặc cá nhân.")
    clerk.look("van-ban-5-khen-thuong-sai")
    fill(clerk, {"Số gia đình": "3"}, "Ghi khen thưởng")
    drafted(clerk, "Báo cáo kết quả", Kế_hoạch="2023")
    expect(clerk.page.locator(".doc-block.gap")).to_have_count(0)
    clerk.look("van-ban-5-du-thao")
    told = (
        *("22/22 xã, thị trấn đã thành lập Ban Chỉ đạo", "20 tin, bài;", "hơn 10 buổi", "40 m pano", "20 m băng rôn"),
        *("02 đợt hiến máu, vận động được 1.324 đơn vị máu, đạt 120%", "462/550 đơn vị máu, đạt 84%", ROUND_2),
        *("cho 01 gia đình, 01 tập thể và 02 cá nhân", "cho 01 tập thể và 04 cá nhân", "cho 03 gia đình."),
        *("10 tập thể và 68 cá nhân có thành tích hiến máu từ 10 lần trở lên", "Tổng cộng 1.100 1.324 120% +212"),
    )
    pdf = printed(clerk, "van-ban-5-bao-cao")
    assert missing(pdf, *told) == []
    assert missing(pdf, "1.323") == ["1.323"]


@pytest.mark.parametrize(
    ("period", "told", "other"),
    [
        ("6 tháng đầu năm", ("6 tháng đầu năm 2023", "462 đơn vị máu, đạt 42%", "ít nhất 638 đơn vị máu"), "1.324"),
        (
            "9 tháng đầu năm",
            ("9 tháng đầu năm 2023", "1.324 đơn vị máu, đạt 120%", ROUND_2),
            "phương hướng, nhiệm vụ năm",
        ),
    ],
)
def test_a_part_of_the_year_counts_what_was_held_in_it(
    clerk: Visitor, period: str, told: tuple[str, ...], other: str
) -> None:
    drafted(clerk, "Báo cáo kết quả", Kế_hoạch="2023", Kỳ_báo_cáo=period)
    pdf = printed(clerk)
    assert missing(pdf, *told) == []
    assert missing(pdf, other) == [other]


def test_an_outside_figure_typed_on_a_phone_stands_in_the_report(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, "phone")
    records_of(clerk, THIS)
    clerk.press("Ghi số liệu bên ngoài")
    figure = {"Chỉ số": "Xếp hạng", "Số liệu": "thứ hai trong 13 địa phương", "Nguồn": "Ban Chỉ đạo tỉnh"}
    fill(clerk, {**figure, "Ngày công bố": "2099-01-01"}, "Ghi số liệu")
    expect(clerk.page.locator("main")).to_contain_text("Ngày công bố ở sau hôm nay; sửa lại ngày.")
    clerk.look("van-ban-5-so-lieu-sai")
    fill(clerk, {"Ngày công bố": "2026-01-02"}, "Ghi số liệu")
    drafted(clerk, "Báo cáo kết quả")
    announced = "Theo Ban Chỉ đạo tỉnh, xếp hạng: thứ hai trong 13 địa phương (số liệu công bố ngày 02/01/2026)."
    expect(clerk.page.locator(".doc-text")).to_contain_text("thứ hai trong 13 địa phương")
    assert missing(printed(clerk), announced) == []
