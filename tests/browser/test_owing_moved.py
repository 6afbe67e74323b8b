"""A drive moved by rain, in the browser; and all that the plan asks for at a glance."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Locator, expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK, KHU_VUC_HEAD
from core.text.dates import VIETNAM, short_date
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.test_owing_job_1 import open_round

TODAY = dt.datetime.now(VIETNAM).date()
HELD, DUE = TODAY + dt.timedelta(days=5), TODAY + dt.timedelta(days=2)  # of the demo's open round
WEEK = dt.timedelta(days=7)


def session(clerk: Visitor, day: dt.date) -> Locator:
    return sessions(clerk).filter(has_text=short_date(day))


def sessions(clerk: Visitor) -> Locator:
    return clerk.page.locator("#sessions tbody tr:not(.rest)")


def of_lists(clerk: Visitor) -> Locator:
    return clerk.page.locator("fieldset").filter(has_text="Danh sách người đăng ký hiến máu")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_moved_drive_asks_which_deadlines_move_and_moves_no_other(visit: Visit, scripts: bool) -> None:
    clerk = visit(KHU_VUC_CLERK, java_script_enabled=scripts)
    held, due = (HELD, DUE) if scripts else (HELD + WEEK, DUE + WEEK)  # where the first has moved them to
    open_round(clerk)
    clerk.follow(session(clerk, held).get_by_role("link", name="Sửa buổi"))
    clerk.page.locator("#id_held_on").fill((held + WEEK).isoformat())
    clerk.press("Lưu")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("Đổi ngày buổi hiến máu")
    expect(clerk.page.locator("main")).to_contain_text("Ngày đề xuất muộn hơn 7 ngày.")
    lists = of_lists(clerk)
    expect(lists.get_by_label("Dời hạn này")).not_to_be_checked()
    expect(lists.get_by_label("Chậm nhất ngày")).to_have_value((due + WEEK).isoformat())
    if scripts:
        clerk.look("mua-1-hoi-han")
    lists.get_by_label("Dời hạn này").check()
    clerk.page.get_by_label("Lý do đổi hạn").fill("Mưa bão")
    clerk.press("Đổi ngày buổi này")
    expect(clerk.notice().first).to_contain_text("Đã lưu buổi tiếp nhận máu.")
    expect(session(clerk, held + WEEK)).to_have_count(1)
    expect(clerk.page.locator("main")).to_contain_text(f"chậm nhất 17:00 ngày {short_date(due + WEEK)}")
    if scripts:
        clerk.look("mua-1-dot")


def test_the_history_of_a_unit_says_that_its_date_was_moved_and_why(visit: Visit) -> None:
    focal = visit(COMMUNE_FOCAL, "phone")
    card = focal.page.locator("article.duty").filter(has_text="Nộp danh sách người đăng ký hiến máu")
    focal.follow(card.get_by_role("link", name="Xem quá trình"))
    expect(focal.page.locator("ol.dated > li").filter(has_text="Đổi hạn nộp từ").first).to_contain_text("Mưa bão")


def test_a_drive_that_is_called_off_asks_too_and_may_leave_every_date(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, "phone")
    open_round(clerk)
    sessions(clerk).last.locator("button").first.click()
    with clerk.page.expect_navigation():
        clerk.page.locator("#sessions tr.rest").get_by_role("button", name="Bỏ buổi").click()
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("Bỏ buổi hiến máu")
    clerk.look("mua-2-bo-buoi")
    lists = of_lists(clerk)
    lists.get_by_label("Dời hạn này").check()
    clerk.press("Bỏ buổi này")
    expect(clerk.page.locator(".error-summary").first).to_contain_text("Hạn này chưa đổi ngày")
    clerk.look("mua-2-chua-doi")
    of_lists(clerk).get_by_label("Dời hạn này").uncheck()
    clerk.press_twice("Bỏ buổi này")
    expect(clerk.page.locator("main")).not_to_contain_text("Không có trang này")
    expect(sessions(clerk)).to_have_count(1)


def test_the_leader_sees_what_has_come_by_bloc_and_by_unit(visit: Visit) -> None:
    head = visit(KHU_VUC_HEAD, "phone")
    head.menu("Kế hoạch và đợt")
    head.follow(
        head.page.locator("#plans tbody tr")
        .filter(has_text=re.compile("khu vực Bình Sơn", re.IGNORECASE))
        .get_by_role("link")
    )
    head.press("Tiến độ nộp")
    expect(head.page.locator("#overview")).to_contain_text("Danh sách người đăng ký hiến máu · Đợt 2")
    head.look("tien-do-nop")
    for by, name in (("khối", "khoi"), ("đơn vị cấp dưới", "don-vi")):
        head.page.locator(".filter summary").click()
        head.page.get_by_label("Chia theo").select_option(label=by)
        with head.page.expect_navigation():
            head.page.get_by_role("button", name="Lọc").click()
        expect(head.page.locator("#overview tbody tr").nth(1)).to_be_visible()
        head.look(f"tien-do-nop-{name}")
