"""The jobs of volunteer lists, as the people do them: a commune's workbook, its correction, names, photos, numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.donors.office import PEOPLE, workbook

BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "0912000005")
MORE = [(f"Trần Văn {name}", 1980 + number, "Thôn Đông", "") for number, name in enumerate(("Một", "Hai", "Ba", "Bốn"))]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "danh sach binh minh (2).xlsx"
    path.write_bytes(workbook([*PEOPLE, *MORE, BAD]))
    return path


@pytest.fixture
def focal(visit: Visit) -> Visitor:
    return visit(COMMUNE_FOCAL, "phone")


def test_a_commune_drops_its_own_workbook_on_the_page(focal: Visitor, book: Path) -> None:
    focal.look("ds-1-viec-cua-toi")
    focal.press("Nộp danh sách")
    focal.look("ds-1-nop")
    focal.page.get_by_label("Tệp danh sách").set_input_files(book)
    focal.press("Nộp danh sách")
    expect(focal.page.locator("main")).to_contain_text("Đánh dấu vào câu đồng ý")
    focal.page.get_by_label("Tệp danh sách").set_input_files(book)
    focal.page.get_by_label("Người có tên trong danh sách").check()
    focal.press("Nộp danh sách")
    expect(focal.page.locator(".outcome")).to_contain_text("Đã nhận 7 người", timeout=20_000)
    expect(focal.page.locator(".outcome")).to_contain_text("1 dòng cần sửa")
    focal.look("ds-1-ket-qua")
    focal.press("1997")
    expect(focal.page.locator(".outcome")).to_have_text("Đã nhận 8 người")
    focal.press("Biên nhận")
    focal.look("ds-1-bien-nhan")
    focal.press("Xong")
    focal.press("Xem danh sách")
    focal.look("ds-1-danh-sach")


def test_the_clerk_sees_all_lists_of_the_round(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK)
    clerk.menu("Danh sách")
    clerk.look("ds-6-cac-dot")
    clerk.follow(clerk.page.get_by_role("link", name="Đợt 2"))
    clerk.look("ds-6-dot")
