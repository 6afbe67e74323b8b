"""What a file does not say is asked on one screen, by a tap; what is wrong comes back in the sender's own workbook."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.test_lists import hand_in
from tests.donors.office import PEOPLE, workbook

BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "0912000005")
LOST = ("Lý Văn Mất", 1991, "Thôn Tây", "113")

# Neither the headings nor the names tell what they are.
STRANGE: list[list[object]] = [["Số", "Ai", "Khi nào"], [1, "Somsak Boonmee", 1990], [2, "Kaew Sri", 1985]]


@pytest.fixture
def focal(visit: Visit) -> Visitor:
    return visit(COMMUNE_FOCAL, "phone")


def test_the_marked_workbook_comes_back_and_is_handed_in_again(focal: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "danh sach.xlsx"
    path.write_bytes(workbook([*PEOPLE, BAD, LOST], title="", round=""))
    hand_in(focal, path, agree=True)
    expect(focal.page.locator(".outcome")).to_have_text("Đã nhận 4 người · 1 dòng cần sửa", timeout=20_000)
    expect(focal.page.locator("main")).to_contain_text("Dòng 11, Lý Văn Mất: Điện thoại “113” không đọc được")
    focal.look("ds-9-nen-xem-lai")
    with focal.page.expect_download() as saved:
        focal.page.get_by_role("link", name="Tải về tệp đã đánh dấu lỗi").click()
    marked = openpyxl.load_workbook(io.BytesIO(saved.value.path().read_bytes()))
    sheet = marked.worksheets[0]
    headings = [cell.value for cell in sheet[5]]
    assert headings[-2:] == ["Lỗi", "Cách sửa"]
    birth = sheet.cell(10, 3)
    assert birth.fill.start_color.rgb == "FFFFC7CE", "the bad cell is red"
    birth.value = 1997
    marked.save(path)
    hand_in(focal, path)
    expect(focal.page.locator(".outcome")).to_have_text("Đã nhận 5 người", timeout=20_000)


@pytest.mark.parametrize("has_script", [True, False])
def test_a_form_nobody_knows_is_told_by_a_tap(visit: Visit, tmp_path: Path, has_script: bool) -> None:
    focal = visit(COMMUNE_FOCAL, "phone", java_script_enabled=has_script)
    book = openpyxl.Workbook()
    for row in [*STRANGE, [3, "Dao Vang" if has_script else "Noy Phom", 1992]]:
        book.worksheets[0].append(row)
    path = tmp_path / f"mau la {has_script}.xlsx"
    book.save(path)
    hand_in(focal, path, agree=True)
    main = focal.page.locator("main")
    if has_script:  # the unit's next file of this form is read without asking
        expect(focal.page.locator(".outcome")).to_have_text("Đã tải lên, cần xem", timeout=20_000)
        focal.look("ds-9-hoi-tieu-de")
        focal.press("Dòng 1")
        expect(main.locator("table.sample select").first).to_be_visible(timeout=20_000)
        focal.look("ds-9-hoi-cot")
        main.locator("#col-1").select_option(label="Họ và tên")
        main.locator("#col-2").select_option(label="Ngày sinh hoặc năm sinh")
        focal.press("Đọc theo cách này")
        read = re.compile("Đã nhận 3 người|Chờ thay danh sách cũ")  # the test above leaves a list
        expect(focal.page.locator(".outcome")).to_have_text(read, timeout=20_000)
        if focal.page.get_by_role("button", name="Thay danh sách cũ").count():
            focal.press("Thay danh sách cũ")
        expect(focal.page.locator(".outcome")).to_have_text("Đã nhận 3 người")
        return
    for _look in range(40):
        if focal.page.locator(".outcome").count():
            break
        focal.page.get_by_role("link", name="Xem lại").click()
        focal.page.wait_for_load_state()
    expect(focal.page.locator(".outcome")).to_have_text("Chờ thay danh sách cũ")
