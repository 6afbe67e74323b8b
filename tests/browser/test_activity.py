"""Activity reports: the clerk asks for them, a commune writes what it did on a phone, the clerk reads the sums."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Locator, expect

from config.demo.people import COMMUNE_FOCAL, DISTRICT_CLERK, KHU_VUC_CLERK
from core.text.dates import VIETNAM
from tests.browser.conftest import Visit
from tests.browser.steps import ResultsGrid, Visitor

DUE = dt.datetime.now(VIETNAM).date() + dt.timedelta(days=12)
OWN = "Xã Bình Minh"


def open_plan(clerk: Visitor) -> None:
    """The committee's own plan of this year, from the menu."""
    clerk.open("/ke-hoach/")
    clerk.follow(clerk.page.locator("#plans tbody tr").filter(has_text="Bình Sơn").get_by_role("link"))


def line(visitor: Visitor, kind: str) -> Locator:
    """One line of the form by its kind."""
    return visitor.page.locator(".activity-line").filter(has=visitor.page.get_by_text(kind, exact=True)).first


def ask_for_reports(clerk: Visitor) -> None:
    open_plan(clerk)
    clerk.press("Đặt hạn nộp")
    clerk.page.get_by_label("Phải nộp").select_option(label="Báo cáo hoạt động")
    clerk.page.locator("#id_day").fill(DUE.isoformat())
    clerk.press("Đặt hạn")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_commune_writes_what_it_did_and_the_clerk_reads_the_whole(visit: Visit, scripts: bool) -> None:
    clerk = visit(KHU_VUC_CLERK, java_script_enabled=scripts)
    if scripts:
        ask_for_reports(clerk)
    amount = "hơn 1.200" if scripts else "hơn 1.300"
    focal = visit(COMMUNE_FOCAL, "phone", java_script_enabled=scripts)
    card = focal.page.locator("article.duty").filter(has_text="Nộp báo cáo hoạt động")
    if scripts:
        expect(card).to_contain_text("Chưa nộp")
        focal.look("hoat-dong-viec-cua-toi")
        focal.follow(card.get_by_role("link", name="Ghi báo cáo hoạt động"))
        focal.look("hoat-dong-bieu-mau")
    else:
        focal.open(clerk_form_of(clerk, OWN))
    line(focal, "Tin, bài").get_by_label("Số lượng").fill("4")
    line(focal, "Pano").get_by_label("Số lượng").fill("12,5")
    line(focal, "Pano").get_by_label("Đơn vị tính").select_option(label="m²")
    reached = line(focal, "Người được tuyên truyền, vận động")
    reached.get_by_label("Số lượng").fill(amount)
    focal.press_twice("Lưu và nộp")
    assert focal.heading() == "Việc của tôi"
    open_plan(clerk)
    clerk.press("Hoạt động")
    row = clerk.page.locator("#activity tbody tr").filter(has_text="Người được tuyên truyền")
    expect(row).to_contain_text(amount)
    expect(clerk.page.locator(".outcome")).to_contain_text("1/")
    if scripts:
        clerk.look("hoat-dong-tong-hop")
    clerk.follow(row.get_by_role("link"))
    expect(clerk.page.locator("#lines")).to_contain_text(OWN)
    if scripts:
        clerk.look("hoat-dong-tung-dong")


def clerk_form_of(clerk: Visitor, unit: str) -> str:
    """The address of a unit's form, as the clerk's page links it."""
    open_plan(clerk)
    clerk.press("Hoạt động")
    clerk.follow(clerk.page.locator("a[href$='/cac-don-vi/']"))
    link = clerk.page.locator("#tellers tbody tr").filter(has_text=unit).get_by_role("link").first
    return str(link.get_attribute("href"))


def test_the_clerk_writes_in_a_units_place_and_mends_what_is_wrong(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK)
    open_plan(clerk)
    clerk.press("Hoạt động")
    clerk.follow(clerk.page.locator("a[href$='/cac-don-vi/']"))
    unit = clerk.page.locator("#tellers tbody tr").filter(has_text="Trường THPT Bình Sơn")
    clerk.follow(unit.get_by_role("link"))
    line(clerk, "Tập huấn").get_by_label("Số lượng").fill("vài")
    clerk.press("Thêm dòng")
    clerk.press("Nộp thay")
    expect(clerk.page.locator(".error-summary")).to_contain_text("Tập huấn: “vài” không phải là số")
    clerk.look("hoat-dong-sai")
    line(clerk, "Tập huấn").get_by_label("Số lượng").fill("2")
    clerk.press("Nộp thay")
    expect(clerk.notice().first).to_contain_text("Đã ghi báo cáo hoạt động của Trường THPT Bình Sơn.")
    expect(clerk.page.locator("#activity")).to_contain_text("Tập huấn")


def test_the_district_of_2023_stands_as_in_its_report(visit: Visit) -> None:
    clerk = visit(DISTRICT_CLERK)
    clerk.open("/ban-chi-dao/thanh-lap/?year=2023")
    expect(clerk.page.locator(".outcome")).to_have_text("22/22 xã, thị trấn đã thành lập Ban Chỉ đạo")
    clerk.look("thanh-lap-2023")


def test_decisions_are_pasted_and_saved_with_one_save(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK)
    clerk.open("/ban-chi-dao/")
    clerk.press("Ban Chỉ đạo của các đơn vị trực thuộc")
    grid = ResultsGrid(clerk.page)
    grid.cell(OWN, "established").focus()
    grid.paste("15/QĐ-UBND\t5/8/2025")
    clerk.press("Lưu")
    expect(clerk.notice().first).to_contain_text("Đã lưu quyết định của 1 đơn vị.")
    expect(grid.cell(OWN, "established")).to_have_value("15/QĐ-UBND")
    grid.cell(OWN, "renewed").fill("3/QĐ-UBND")
    grid.cell(OWN, "renewed_on").fill("31/2/2026")
    clerk.press("Lưu")
    expect(clerk.page.locator(".faults")).to_contain_text("không phải là ngày")
    clerk.look("thanh-lap-sai")
