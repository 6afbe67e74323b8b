"""Deadlines, job 6: a year later anyone can show, for one unit, what was owed and what was done about it, by whom."""

from __future__ import annotations

from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from tests.browser.conftest import Visit
from tests.browser.test_owing_job_3 import OWN, open_deadline


def test_one_dated_list_for_the_clerk_to_print_and_for_the_unit_to_read(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK)
    open_deadline(clerk)
    clerk.follow(clerk.page.locator(".mend").get_by_role("link", name=OWN, exact=True))
    clerk.page.get_by_label("Ghi chú").fill("Hẹn gửi trước chiều thứ Hai")
    clerk.press("Đã nhắn Zalo")
    entries = clerk.page.locator("ol.dated > li")
    expect(entries.first).to_contain_text("Giao việc: Danh sách người đăng ký hiến máu, chậm nhất 17:00")
    expect(entries.last).to_contain_text("Đã nhắn Zalo: Hẹn gửi trước chiều thứ Hai")
    expect(entries.last).to_contain_text(KHU_VUC_CLERK.name)
    clerk.look("han-6-qua-trinh")
    clerk.page.emulate_media(media="print")
    expect(clerk.page.get_by_role("button", name="Đã gọi")).to_be_hidden()
    expect(entries.last).to_be_visible()
    clerk.screenshot(clerk.page, "han-6-ban-in")
    focal = visit(COMMUNE_FOCAL, "phone")
    card = focal.page.locator("article.duty").filter(has_text="Nộp danh sách người đăng ký hiến máu")
    focal.follow(card.get_by_role("link", name="Xem quá trình"))
    expect(focal.page.locator("ol.dated > li").last).to_contain_text("Hẹn gửi trước chiều thứ Hai")
    expect(focal.page.get_by_role("button", name="Đã gọi")).to_have_count(0)
    focal.look("han-6-cua-don-vi")


def test_another_units_history_is_not_found(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK)
    open_deadline(clerk)
    other = clerk.page.locator("#duties tbody tr").filter(has_not_text=OWN).first.get_by_role("link").first
    address = other.get_attribute("href")
    focal = visit(COMMUNE_FOCAL, "phone")
    focal.open(str(address), status=404)
    expect(focal.page.get_by_role("heading", level=1)).to_have_text("Không có trang này")
