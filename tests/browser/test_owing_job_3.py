"""Deadlines, job 3: the clerk's page of the missing, what to do about each in one tap; more time asked and given."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from core.text.dates import VIETNAM
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.test_owing_job_1 import open_list, open_round

LATER = dt.datetime.now(VIETNAM).date() + dt.timedelta(days=40)
OWN = "Xã Bình Minh"


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


def open_deadline(clerk: Visitor) -> None:
    open_round(clerk)
    open_list(clerk)


def test_the_missing_come_first_with_a_contact_in_one_tap(clerk: Visitor) -> None:
    open_deadline(clerk)
    expect(clerk.page.locator(".outcome")).to_contain_text("đơn vị đã nộp")
    line = clerk.page.locator(".mend").filter(has_text=OWN)
    clerk.look("han-3-chua-nop")
    assert line.get_by_role("link", name=f"Gọi {OWN}").get_attribute("href").startswith("tel:")  # type: ignore[union-attr]
    assert "https://zalo.me/0" in str(line.get_by_role("link", name=f"Mở Zalo {OWN}").get_attribute("href"))
    clerk.press_twice(line.get_by_role("button", name=f"Đã gọi {OWN}"))
    expect(clerk.notice().first).to_contain_text(f"{OWN}: Đã gọi.")
    expect(line).to_contain_text("Đã gọi")
    clerk.follow(line.get_by_role("link", name=OWN, exact=True))
    assert clerk.words().count("Đã gọi") == 2  # the one entry, and the button to write down another
    clerk.look("han-3-mot-don-vi")


def test_enough_is_said_beside_handed_in_and_the_list_is_narrowed(clerk: Visitor) -> None:
    open_deadline(clerk)
    clerk.page.locator(".filter summary").click()
    clerk.page.get_by_label("Trạng thái").select_option(label="đã nộp")
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="Lọc").click()
    expect(clerk.page.locator("#duties")).to_contain_text("còn thiếu")
    expect(clerk.page.locator("#missing")).to_have_count(0)
    clerk.look("han-3-da-nop")


def test_a_unit_asks_for_more_time_and_the_clerk_agrees_on_the_first_page(visit: Visit) -> None:
    focal = visit(COMMUNE_FOCAL, "phone")
    card = focal.page.locator("article.duty").filter(has_text="Nộp danh sách người đăng ký hiến máu")
    focal.follow(card.get_by_role("link", name="Xin gia hạn"))
    focal.look("han-3-xin-gia-han")
    focal.page.locator("#id_day").fill(LATER.isoformat())
    focal.page.get_by_label("Lý do").fill("Mưa lũ, chưa họp dân được")
    focal.press("Gửi yêu cầu gia hạn")
    expect(card).to_contain_text("Đang xin gia hạn đến")
    clerk = visit(KHU_VUC_CLERK, "phone", java_script_enabled=False)
    asked = clerk.page.locator("article.duty").filter(has_text=f"{OWN} xin gia hạn")
    expect(asked).to_contain_text("Mưa lũ, chưa họp dân được")
    clerk.screenshot(clerk.page, "han-3-don-xin-gia-han")
    with clerk.page.expect_navigation():
        asked.get_by_role("button", name="Đồng ý").click()
    expect(clerk.notice().first).to_contain_text(f"Đã gia hạn cho {OWN}.")
    focal.open("/")
    expect(card).to_contain_text("Được gia hạn")


def test_the_clerk_gives_more_time_at_once(clerk: Visitor) -> None:
    open_deadline(clerk)
    line = clerk.page.locator(".mend").filter(has_not_text=OWN).first
    name = line.locator("b").first.inner_text()
    clerk.follow(line.get_by_role("link", name=f"Gia hạn {name}"))
    clerk.look("han-3-gia-han")
    clerk.page.locator("#id_day").fill(LATER.isoformat())
    clerk.page.get_by_label("Lý do").fill("Thôn bị cô lập")
    clerk.press("Gia hạn")
    expect(clerk.notice().first).to_contain_text(f"Đã gia hạn cho {name}.")
    expect(clerk.page.locator(".mend").filter(has_text=name).first).to_contain_text("Được gia hạn")
