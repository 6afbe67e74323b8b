"""Deadlines, job 2: the clerk sees beforehand who gets what and when; it happens so, once a day, and stops in time."""

from __future__ import annotations

import os
import re

from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from config.preparing import manage
from tests import databases
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.test_owing_job_3 import OWN, open_deadline
from tests.live import LiveStack

EMPTY = "Cụm Công an khu vực Bình Sơn"
WHEN = re.compile(r"Lần tới: (\d\d:\d\d), (\d\d)/(\d+)/(\d{4})\.")


def next_moment(clerk: Visitor) -> str:
    """When the page says that the next reminder goes."""
    open_deadline(clerk)
    clerk.press("Nhắc và đôn đốc")
    found = WHEN.search(clerk.words())
    assert found is not None
    hour, day, month, year = found.groups()
    return f"{year}-{int(month):02}-{day}T{hour}"


def play(stack: LiveStack, moment: str) -> None:
    """What the clock does at that moment."""
    manage({**os.environ, **databases.environment_for(stack.database)}, "run_reminders", "--at", moment)


def without_anybody(clerk: Visitor) -> None:
    """The clerk ends the seat of a unit, which nobody holds then."""
    clerk.open("/vai-tro/")
    row = clerk.page.locator("main tbody tr").filter(has_text=EMPTY)
    clerk.follow(row.get_by_role("link"))
    clerk.press("Kết thúc, chưa giao ai")


def reminders_in_inbox(focal: Visitor) -> int:
    focal.open("/thong-bao/")
    return focal.page.locator("main tbody tr").filter(has_text="Danh sách người đăng ký hiến máu").count()


def test_what_the_preview_says_comes_once_and_stops_once_it_is_handed_in(
    visit: Visit, live_processes: LiveStack
) -> None:
    clerk, focal = visit(KHU_VUC_CLERK), visit(COMMUNE_FOCAL, "phone")
    before = reminders_in_inbox(focal)
    without_anybody(clerk)
    moment = next_moment(clerk)
    row = clerk.page.locator("section", has=clerk.page.locator("#next")).locator("tbody tr").filter(has_text=OWN)
    expect(row).to_contain_text(COMMUNE_FOCAL.name)
    expect(row).to_contain_text("phần mềm")
    unreachable = clerk.page.locator("section", has=clerk.page.locator("#unreachable-heading"))
    expect(unreachable).to_contain_text("Chưa liên hệ được (1)")
    expect(unreachable.locator("tbody").get_by_role("link")).to_have_text(EMPTY)
    clerk.look("han-2-xem-truoc")
    play(live_processes, moment)
    play(live_processes, moment.replace("T08", "T14"))
    assert reminders_in_inbox(focal) == before + 1
    focal.look("han-2-hop-tin")
    focal.open("/")
    card = focal.page.locator("article.duty").filter(has_text="Nộp danh sách người đăng ký hiến máu")
    focal.follow(card.get_by_role("link", name="Không có người đăng ký"))
    focal.page.get_by_label("Lý do không có người đăng ký").fill("Đang mùa vụ, không vận động được")
    focal.press("Nộp")
    later = next_moment(clerk)
    assert later >= moment
    expect(clerk.page.locator("main table").filter(has_text=OWN)).to_have_count(0)
    play(live_processes, later)
    assert reminders_in_inbox(focal) == before + 1


def test_what_waits_for_the_clerks_hand_says_why_it_cannot_go_yet(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, java_script_enabled=False)
    open_deadline(clerk)
    clerk.press("Nhắc và đôn đốc")
    by_hand = clerk.page.locator("section", has=clerk.page.locator("#by-hand"))
    expect(by_hand).to_contain_text("Báo Trưởng ban")
    expect(by_hand).to_contain_text("Chưa có đơn vị nào quá hạn.")
