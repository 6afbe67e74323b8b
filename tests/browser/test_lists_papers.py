"""Job 6 at the desk: all lists of a round become one workbook, a roster to tick and forms to sign."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.donors.hosting import texts
from tests.donors.intake.test_filled_form import blank_form
from tests.donors.office import PEOPLE, workbook

MADE = 60_000


@pytest.fixture
def clerk(visit: Visit, tmp_path: Path) -> Visitor:
    """The clerk at the lists of the round, after a commune has handed in."""
    focal = visit(COMMUNE_FOCAL, "phone")
    if focal.page.get_by_role("link", name="Nộp danh sách", exact=True).count():  # the first of this module's tests
        path = tmp_path / "danh sach.xlsx"
        path.write_bytes(workbook(PEOPLE, title="", round=""))
        focal.press("Nộp danh sách")
        focal.page.get_by_label("Tệp danh sách").set_input_files(path)
        focal.page.get_by_label("Người có tên trong danh sách").check()
        focal.press("Nộp danh sách")
        expect(focal.page.locator(".outcome")).to_contain_text("Đã nhận 3 người", timeout=20_000)
    found = visit(KHU_VUC_CLERK)
    found.menu("Danh sách")
    found.follow(found.page.get_by_role("link", name="Đợt 2"))
    return found


def test_the_clerk_hands_out_one_list_in_the_centres_own_form(clerk: Visitor, tmp_path: Path) -> None:
    blank = tmp_path / "mau trung tam.xlsx"
    blank.write_bytes(blank_form())
    clerk.press("Danh sách tổng hợp")
    clerk.press("Thêm mẫu của trung tâm")
    clerk.page.get_by_label("Tên mẫu").fill("Mẫu Trung tâm Truyền máu")
    clerk.page.get_by_label("Tệp mẫu trống").set_input_files(blank)
    clerk.press("Tải mẫu lên")
    clerk.look("ds-6-mau-trung-tam")
    clerk.press("Lưu mẫu")
    expect(clerk.page.get_by_label("Ghi theo mẫu")).to_have_value(
        clerk.page.get_by_role("option", name="Mẫu Trung tâm Truyền máu").get_attribute("value") or ""
    )
    clerk.page.get_by_label("Giao cho").fill("Bệnh viện Mẫu")
    clerk.press("Lập danh sách")
    expect(clerk.page.locator("main")).to_contain_text("Giao cho: Bệnh viện Mẫu", timeout=MADE)
    clerk.look("ds-6-tong-hop")
    with clerk.page.expect_download() as saved:
        clerk.page.get_by_role("link", name="Tải tệp").click()
    said = {cell for row in texts(saved.value.path().read_bytes()) for cell in row}
    assert {"TRUNG TÂM TRUYỀN MÁU", *(str(name) for name, *_ in PEOPLE)} <= said
    clerk.page.reload()
    handed_out = re.compile(r"giao cho Bệnh viện Mẫu, Tổ chức buổi hiến máu · \d+ người")
    expect(clerk.page.locator("main")).to_contain_text(handed_out)


@pytest.mark.parametrize("tool", ["In danh sách buổi hiến máu", "In phiếu đăng ký"])
def test_the_clerk_prints_for_the_day(clerk: Visitor, tool: str) -> None:
    clerk.press(tool)
    clerk.press("Lập tệp in")
    expect(clerk.page.get_by_role("link", name="Tải tệp")).to_be_visible(timeout=MADE)
    clerk.look(f"ds-6-{'buoi' if 'buổi' in tool else 'phieu'}")
    with clerk.page.expect_download() as saved:
        clerk.page.get_by_role("link", name="Tải tệp").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
