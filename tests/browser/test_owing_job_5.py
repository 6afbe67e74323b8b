"""Deadlines, job 5: once it is overdue the unit's head is told, what goes above waits for a hand, a letter moves it."""

from __future__ import annotations

import datetime as dt
import os
import re

import pytest
from playwright.sync_api import Locator, expect

from config.demo.people import COMMUNE_FOCAL, DISTRICT_HEAD, KHU_VUC_CLERK, KHU_VUC_HEAD
from config.preparing import manage
from core.text.dates import VIETNAM, short_date
from core.text.numbers import padded
from tests import databases
from tests.browser.conftest import Visit
from tests.browser.overdue import OWN, TITLE
from tests.browser.steps import Visitor
from tests.browser.test_owing_job_1 import open_round
from tests.browser.test_owing_job_2 import WHEN, play
from tests.live import LiveStack

TODAY = dt.datetime.now(VIETNAM).date()
NEW_DAY = TODAY + dt.timedelta(days=21 + (2 - TODAY.weekday()) % 7)  # a Wednesday: the day before is worked
UNTIL = f"hết ngày {short_date(NEW_DAY)}"
COUNTS = re.compile(r"(\d+)/(\d+) đơn vị đã nộp · (\d+) chưa nộp")
MADE = 60_000  # ms: a page of paper is laid out by a worker

LAY = "from tests.browser import overdue; overdue.lay()"


@pytest.fixture(scope="module")
def overdue(live_stack: str, live_processes: LiveStack) -> LiveStack:
    """The demo with something that was due yesterday."""
    manage({**os.environ, **databases.environment_for(live_processes.database)}, "shell", "-c", LAY)
    return live_processes


def open_overdue(clerk: Visitor) -> None:
    open_round(clerk)
    clerk.follow(clerk.page.locator("main a[href^='/han-nop/']").filter(has_text=TITLE))


def next_moment(clerk: Visitor) -> str:
    """When the page says that the next reminder goes."""
    open_overdue(clerk)
    clerk.press("Nhắc và đôn đốc")
    found = WHEN.search(clerk.words())
    assert found is not None
    hour, day, month, year = found.groups()
    return f"{year}-{int(month):02}-{day}T{hour}"


def told(person: Visitor) -> Locator:
    """The messages about it in a person's inbox."""
    person.open("/thong-bao/")
    return person.page.locator("main tbody tr").filter(has_text=TITLE)


def test_the_units_head_is_told_by_itself_and_the_committees_head_by_the_clerks_hand(
    visit: Visit, overdue: LiveStack
) -> None:
    clerk, head, above = visit(KHU_VUC_CLERK), visit(DISTRICT_HEAD, "phone"), visit(KHU_VUC_HEAD, "phone")
    expect(told(head)).to_have_count(0)
    moment = next_moment(clerk)
    row = clerk.page.locator("section", has=clerk.page.locator("#next")).locator("tbody tr").filter(has_text=OWN)
    expect(row).to_contain_text(DISTRICT_HEAD.name)
    play(overdue, moment)
    expect(told(head)).to_have_count(1)
    head.look("han-5-thu-truong")
    expect(told(above)).to_have_count(0)
    by_hand = clerk.page.locator("section", has=clerk.page.locator("#by-hand"))
    expect(by_hand).to_contain_text("Báo Trưởng ban")
    clerk.look("han-5-gui-bang-tay")
    clerk.press("Báo Trưởng ban: Gửi")
    expect(clerk.notice().first).to_contain_text("Đã gửi.")
    expect(told(above)).to_have_count(1)
    above.look("han-5-truong-ban")


def draft_letter(clerk: Visitor, *, names: bool) -> tuple[str, list[str]]:
    """Draft the letter; its words, and the names of the late units."""
    open_overdue(clerk)
    late = clerk.page.locator(".mend b").all_inner_texts()
    clerk.press("Soạn công văn đôn đốc")
    clerk.page.get_by_label("Hạn mới cho các đơn vị chưa nộp").fill(NEW_DAY.isoformat())
    clerk.page.get_by_label("Cách ghi hạn mới").select_option(label="chậm nhất ngày")
    if names:
        clerk.page.get_by_label("Kèm phụ lục nêu tên đơn vị chưa nộp").check()
        clerk.look("han-5-soan-cong-van")
    clerk.press("Soạn công văn")
    return clerk.page.locator(".doc-text").inner_text(), [name for name in late if name]


def test_the_letter_has_the_true_counts_and_names_units_only_in_its_annex(visit: Visit, overdue: LiveStack) -> None:
    clerk = visit(KHU_VUC_CLERK)
    open_overdue(clerk)
    counts = COUNTS.search(clerk.page.locator(".outcome").inner_text())
    assert counts is not None
    came, all_of_them, missing = (padded(int(text)) for text in counts.groups())
    words, late = draft_letter(clerk, names=False)
    assert len(late) == int(missing)
    for part in (f"{came}/{all_of_them}", f" {missing} ", f"chậm nhất ngày {short_date(NEW_DAY)}"):
        assert part in " ".join(words.split())
    assert [name for name in late if name in words] == []
    clerk.page.get_by_text("Bỏ dự thảo này").click()
    clerk.press("Bỏ dự thảo")
    words, late = draft_letter(clerk, names=True)
    assert [name for name in late if name not in words] == []
    assert OWN in late


def issue(clerk: Visitor) -> None:
    """On paper: the leader approved and signed it there, the clerk records it."""
    clerk.press("Trình ký")
    clerk.press("Ghi nhận lãnh đạo đã duyệt trên giấy")
    number = clerk.page.locator("form[action$='/da-ky/'] [name=number]")
    if number.count():
        number.fill("77")
    clerk.press("Ghi đã ký")
    clerk.page.get_by_role("button", name=re.compile("^Tạo (lại )?PDF$")).click()
    expect(clerk.page.locator("img.doc-page")).not_to_have_count(0, timeout=MADE)
    clerk.page.reload()
    clerk.press("Ban hành")
    expect(clerk.notice().first).to_contain_text("Đã ban hành văn bản.")


def test_the_issued_letter_gives_every_late_unit_its_new_date(visit: Visit, overdue: LiveStack) -> None:
    clerk, focal = visit(KHU_VUC_CLERK), visit(COMMUNE_FOCAL, "phone")
    draft_letter(clerk, names=True)  # the draft of before is opened
    issue(clerk)
    clerk.look("han-5-da-ban-hanh")
    open_overdue(clerk)
    lines = clerk.page.locator(".mend")
    assert lines.count() == lines.filter(has_text="Được gia hạn").count() > 0
    expect(clerk.page.locator(".outcome")).to_contain_text("được gia hạn")
    clerk.look("han-5-duoc-gia-han")
    clerk.follow(lines.get_by_role("link", name=OWN, exact=True))
    expect(clerk.page.locator("ol.dated > li").last).to_contain_text("Công văn số")
    focal.open("/")
    card = focal.page.locator("article.duty").filter(has_text=TITLE, has_not_text="Văn bản mới đến")
    expect(card).to_contain_text(f"Được gia hạn đến {UNTIL}.")
    focal.look("han-5-viec-cua-toi")
    moment = next_moment(clerk)
    assert moment.startswith((NEW_DAY - dt.timedelta(days=1)).isoformat())
    play(overdue, moment)
    expect(told(focal).filter(has_text="còn 1 ngày")).to_have_count(1)
    focal.look("han-5-nhac-theo-han-moi")
