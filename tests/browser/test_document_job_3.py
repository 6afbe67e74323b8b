"""Document job 3: the letter that urges all who are late, with the counts of the tracking page and a new date."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from config.demo.people import KHU_VUC_CLERK
from core.text.dates import VIETNAM, short_date
from tests.browser.conftest import Visit
from tests.browser.paperwork import begin, fault, fill, missing, printed, words_of
from tests.browser.steps import Visitor

TODAY = dt.datetime.now(VIETNAM).date()
NEW_DAY = TODAY + dt.timedelta(days=4)


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


def test_one_letter_to_all_says_how_many_until_when_and_whom_to_call(clerk: Visitor) -> None:
    begin(clerk, "Công văn đôn đốc", Hạn_nộp="Danh sách")
    clerk.press("Tiếp tục")
    tracking = clerk.path.removesuffix("cong-van-don-doc/")
    clerk.page.get_by_label("Kèm phụ lục nêu tên đơn vị chưa nộp").check()
    fill(clerk, {"Hạn mới cho các đơn vị chưa nộp": TODAY.isoformat()}, "Soạn công văn")
    expect(fault(clerk)).to_contain_text("Hạn mới phải sau hôm nay.")
    clerk.look("van-ban-3-han-sai")
    fill(clerk, {"Hạn mới cho các đơn vị chưa nộp": NEW_DAY.isoformat()}, "Soạn công văn")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Dự thảo")
    clerk.look("van-ban-3-du-thao")
    pdf = printed(clerk, "van-ban-3-cong-van")
    said = words_of(pdf)
    counted = re.search(r"mới có (\d+)/(\d+) đơn vị nộp; còn (\d+) đơn vị chưa nộp", said)
    assert counted is not None
    handed_in, expected, still = map(int, counted.groups())
    assert handed_in + still == expected
    annex = said[said.rindex("Phụ lục DANH SÁCH") :]
    assert re.search(rf"Tổng cộng {still:02d} đơn vị", annex)
    assert (
        missing(
            pdf,
            "V/v đôn đốc",
            "Kính gửi:",
            f"trước ngày {short_date(NEW_DAY)}",
            "tính đến",
            f"điện thoại {KHU_VUC_CLERK.phone}",
        )
        == []
    )
    clerk.open(tracking)
    expect(clerk.page.locator("main")).to_contain_text(f"{handed_in}/{expected}")


def test_on_a_phone_the_letter_is_begun_and_read(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, "phone")
    begin(clerk, "Công văn đôn đốc", Hạn_nộp="Danh sách")
    clerk.press("Tiếp tục")
    clerk.press("Soạn công văn")
    expect(clerk.page.locator(".doc-text")).to_contain_text("đơn vị chưa nộp")
    clerk.look("van-ban-3-dien-thoai")
