"""Nộp thay, at the desk: files that came by Zalo are dropped at once, confirmed in one table, receipts pasted back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from config.demo.people import KHU_VUC_CLERK
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.donors.incoming_desk import people_of, sector_by_groups, sector_by_sheets
from tests.donors.office import picture, workbook

UNNAMED = "DANH SÁCH"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A title that names its unit, a file name that does, one of nobody, a sector's, a photo, one that is broken."""
    made = {
        "ds hien mau.xlsx": sector_by_sheets({"DS": people_of("Minh", 4)}, title="XÃ BÌNH MINH"),
        "xa binh chuong (2).xlsx": sector_by_sheets({"DS": people_of("Chương", 3)}, title=UNNAMED),
        "Book1.xlsx": workbook(people_of("Lạ", 2), title=UNNAMED, round="ĐỢT 1 NĂM 2026"),
        "cum xa.xlsx": sector_by_groups(
            {
                "Trường THPT Sông Trà Bồng": people_of("An", 2),
                "Thuế khu vực Bình Sơn": people_of("Khương", 3),
                "Khác": people_of("Khác", 1),
            }
        ),
        "IMG_0412.jpg": picture(),
        "hong.xlsx": workbook()[:2000],
    }
    paths = []
    for name, content in made.items():
        path = tmp_path / name
        path.write_bytes(content)
        paths.append(path)
    return paths


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


def test_files_that_came_by_zalo_are_handed_in_at_once(clerk: Visitor, files: list[Path]) -> None:
    clerk.menu("Danh sách")
    clerk.follow(clerk.page.get_by_role("link", name="Đợt 2"))
    clerk.press("Nộp thay (nhiều tệp)")
    clerk.page.get_by_label("Các tệp đã nhận").set_input_files(files)
    clerk.page.get_by_label("Người có tên trong danh sách").check()
    clerk.look("ds-5-gui-tep")
    clerk.press("Gửi các tệp")
    outcome = clerk.page.locator(".outcome")
    expect(outcome).to_contain_text("2/5 tệp đã rõ đơn vị", timeout=30_000)
    clerk.look("ds-5-xac-nhan")
    unit_of(clerk, "Book1.xlsx").select_option(label="Trường THPT Bình Sơn")
    clerk.page.get_by_label("Tệp ghi đợt 1 năm 2026, không phải Đợt 2").select_option(label="Đợt 2")
    unit_of(clerk, "III. Khác").select_option(label="Không nộp phần này")
    # the keyboard alone: to the photo's unit, a letter chooses, Space drops a file
    clerk.page.get_by_label("Đơn vị của IMG_0412.jpg", exact=True).focus()
    clerk.page.keyboard.press("Tab")
    clerk.page.keyboard.press("Space")
    expect(clerk.page.get_by_role("row", name="IMG_0412.jpg").get_by_label("Bỏ tệp này")).to_be_checked()
    clerk.page.get_by_role("button", name=re.compile("Nộp tất cả")).focus()
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    expect(clerk.notice()).to_contain_text("Đã nộp 4 tệp cho 5 đơn vị. Đã bỏ 1 tệp.")
    results = clerk.page.locator("table.incoming")
    expect(results).to_contain_text("Đã nhận 4 người", timeout=30_000)
    expect(results).to_contain_text("bị hỏng")
    clerk.look("ds-5-ket-qua")
    clerk.press("Biên nhận để gửi lại")
    said = clerk.page.get_by_label("Tất cả trong một tin nhắn").input_value()
    assert said.count("Đã nhận danh sách đăng ký hiến máu") == 5
    clerk.look("ds-5-bien-nhan")


def test_a_sectors_file_is_asked_once_how_its_dates_are_read(clerk: Visitor, tmp_path: Path) -> None:
    """Day or month first: one answer for all units of the file, and nobody counts before it."""
    own, others = ("Trần Thị Bồng", "03/04/1990", "Tổ 1", ""), ("Lê Văn Thuế", "05/06/1985", "Tổ 1", "")
    path = tmp_path / "ngay hai cach.xlsx"
    path.write_bytes(sector_by_groups({"Trường THPT Sông Trà Bồng": [own], "Thuế khu vực Bình Sơn": [others]}))
    clerk.menu("Danh sách")
    clerk.follow(clerk.page.get_by_role("link", name="Đợt 2"))
    clerk.press("Nộp thay (nhiều tệp)")
    clerk.page.get_by_label("Các tệp đã nhận").set_input_files([path])
    clerk.page.get_by_label("Người có tên trong danh sách").check()
    clerk.press("Gửi các tệp")
    asked = clerk.page.get_by_label("03/04/1990 là ngày 3 tháng 4")
    expect(asked).to_be_visible(timeout=30_000)
    clerk.look("ds-5-hoi-ngay")
    clerk.page.get_by_role("button", name=re.compile("Nộp tất cả")).click()
    expect(clerk.page.locator(".outcome")).to_contain_text("0/1 tệp đã rõ đơn vị")
    asked.check()
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name=re.compile("Nộp tất cả")).click()
    expect(clerk.notice()).to_contain_text("Đã nộp 1 tệp cho 2 đơn vị.")


def unit_of(clerk: Visitor, named: str) -> Locator:
    """The field of a file's or a part's unit."""
    return clerk.page.get_by_label(f"Đơn vị của {named}", exact=True)
