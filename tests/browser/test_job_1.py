"""Job 1: the clerk of khu vực Bình Sơn, from last year's annex to the results of the open round.

The demo's khu vực has figures for last year and this one, so its annex can only be «last year's» to a plan two years
on: there the clerk finds the 21 units again and gets two new ones, with blocs, quotas and results.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from core.text.dates import VIETNAM
from tests.browser.conftest import Visit
from tests.browser.steps import ResultsGrid, Visitor, number, written

YEAR = dt.datetime.now(VIETNAM).year
ANNEX_YEAR = YEAR + 1
FRESH_YEAR = YEAR + 2
NEW_SCHOOL, NEW_FACTORY = "Trường Cao đẳng nghề Sông Biếc", "Công ty TNHH Lá Chè Xanh"
COMMUNES = ("Xã Bình Chương", "Xã Bình Minh", "Xã Đông Sơn")


@dataclass(frozen=True)
class Workbook:
    """The annex as it lies on the clerk's disk, with the sums that its last row writes."""

    path: Path
    units: int
    quota: int
    result: int


def row_of(sheet: Worksheet, name: str) -> int:
    """The row whose second cell says `name`."""
    return next(cell.row for cell in sheet["B"] if cell.value == name)


@pytest.fixture(scope="module")
def workbook(annex: bytes, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The demo's annex, given the year that the plan needs and a school and a factory that khu vực did not have yet."""
    book = load_workbook(io.BytesIO(annex))
    sheet = book.worksheets[0]
    sheet["A2"] = f"PHỤ LỤC CHỈ TIÊU VÀ KẾT QUẢ HIẾN MÁU TÌNH NGUYỆN NĂM {ANNEX_YEAR}"
    for above, name, given, reached in (
        ("Trường THPT Bình Sơn", NEW_SCHOOL, 18, 20),
        ("Công ty TNHH May Hoa Phượng", NEW_FACTORY, 12, 11),
    ):
        at = row_of(sheet, above) + 1
        sheet.insert_rows(at)
        for column, value in ((1, 99), (2, name), (4, given), (7, reached)):
            sheet.cell(at, column, value)
    total = row_of(sheet, "Tổng cộng")
    quota, result = int(sheet.cell(total, 4).value) + 30, int(sheet.cell(total, 7).value) + 31
    sheet.cell(total, 4, quota)
    sheet.cell(total, 7, result)
    units = sum(1 for row in sheet.iter_rows(min_row=6, max_row=total) if isinstance(row[0].value, int))
    path = tmp_path_factory.mktemp("tep") / "Phụ lục chỉ tiêu.xlsx"
    book.save(path)
    return Workbook(path, units, quota, result)


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


@pytest.fixture
def grid(clerk: Visitor) -> ResultsGrid:
    """The results of the open round, reached from the first page."""
    clerk.press("Nhập kết quả")
    return ResultsGrid(clerk.page)


def open_plan(clerk: Visitor, year: int) -> None:
    clerk.menu("Kế hoạch và đợt")
    clerk.follow(clerk.page.locator("#plans").get_by_role("row", name=f"Khu vực Bình Sơn {year}").get_by_role("link"))


# --- last year's annex -----------------------------------------------------------------------------


def test_last_years_annex_becomes_units_blocs_quotas_and_results(clerk: Visitor, workbook: Workbook) -> None:
    clerk.menu("Kế hoạch và đợt")
    clerk.look("viec-1-ke-hoach")
    clerk.press("Lập kế hoạch")
    clerk.look("viec-1-lap-ke-hoach")
    clerk.page.get_by_label("Năm", exact=True).fill(str(FRESH_YEAR))
    clerk.press("Lập kế hoạch")
    expect(clerk.notice()).to_contain_text("Đã lập kế hoạch.")
    clerk.look("viec-1-ke-hoach-moi")
    clerk.press("Lấy phụ lục năm trước")
    clerk.page.locator("input[type=file]").set_input_files(workbook.path)
    clerk.look("viec-1-phu-luc-chon-tep")
    clerk.press("Đọc tệp")
    read = f"{workbook.units} đơn vị · chỉ tiêu {written(workbook.quota)} · kết quả {written(workbook.result)}"
    expect(clerk.page.get_by_text(read)).to_be_visible()
    assert clerk.page.get_by_text("Cần xem lại trước khi lấy").count() == 0
    clerk.look("viec-1-phu-luc-da-doc")
    clerk.press("Lấy số liệu này")
    expect(clerk.notice()).to_contain_text(f"2 đơn vị mới, {workbook.units - 2} đơn vị đã có")
    school = clerk.page.locator("tr[data-row]").filter(has_text=NEW_SCHOOL)
    assert school.locator("td").all_inner_texts()[:2] == ["18", "20"]
    assert school.get_attribute("data-group") == "school"
    clerk.look("viec-1-phu-luc-da-lay")
    clerk.open(f"/tien-do/?year={ANNEX_YEAR}")
    assert clerk.figure() == (workbook.result, workbook.quota)
    clerk.open(f"/ke-hoach/{clerk_plan_id(clerk)}/phu-luc-nam-truoc/")
    clerk.page.locator("input[type=file]").set_input_files(workbook.path)
    clerk.press("Đọc tệp")
    clerk.press("Lấy số liệu này")
    expect(clerk.notice()).to_contain_text(f"Năm {ANNEX_YEAR} đã có số liệu trong hệ thống")


def clerk_plan_id(clerk: Visitor) -> str:
    open_plan(clerk, FRESH_YEAR)
    return clerk.path.strip("/").split("/")[1]


def annex_page(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Lấy phụ lục năm trước")


def test_an_annex_whose_total_is_wrong_is_named_by_row_before_anything_is_taken(
    clerk: Visitor, annex: bytes, tmp_path: Path
) -> None:
    book = load_workbook(io.BytesIO(annex))
    sheet = book.worksheets[0]
    total = row_of(sheet, "Tổng cộng")
    right = int(sheet.cell(total, 4).value)
    sheet.cell(total, 4, right + 7)
    book.save(tmp_path / "sai tong.xlsx")
    annex_page(clerk)
    clerk.page.locator("input[type=file]").set_input_files(tmp_path / "sai tong.xlsx")
    clerk.press("Đọc tệp")
    sentence = f"Dòng {total}: tổng ghi {written(right + 7)} nhưng các đơn vị cộng lại là {written(right)}."
    expect(clerk.page.get_by_text(sentence)).to_be_visible()
    clerk.look("viec-1-phu-luc-sai-tong")
    clerk.press("Lấy số liệu này")
    expect(clerk.notice()).to_contain_text(f"Năm {YEAR - 1} đã có số liệu trong hệ thống nên không lấy từ tệp nữa.")


@pytest.mark.parametrize("name", ["danh sách.xlsx", "ảnh.png", "trống.xlsx"])
def test_a_file_that_is_no_workbook_is_refused_in_words(clerk: Visitor, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"" if name.startswith("tr") else b"\x89PNG khong phai bang tinh")
    annex_page(clerk)
    clerk.page.locator("input[type=file]").set_input_files(tmp_path / name)
    clerk.press("Đọc tệp")
    summary = clerk.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(
        "Tệp này trống; chọn tệp khác." if name.startswith("tr") else "tải lên tệp Excel (.xlsx, .xls) hoặc .ods"
    )
    if name == "ảnh.png":
        clerk.look("viec-1-phu-luc-khong-doc-duoc")


# --- splitting this year's quota -------------------------------------------------------------------


def test_the_years_quota_is_split_exactly_saved_and_given(clerk: Visitor, visit: Visit) -> None:
    open_plan(clerk, YEAR)
    clerk.look("viec-1-ke-hoach-nam-nay")
    clerk.press("Phân bổ chỉ tiêu")
    page = clerk.page
    given = number(page.get_by_label("Số cần giao").input_value())
    assert given == 1281
    page.get_by_label("Cách chia").select_option(label="Chia theo kết quả năm trước")
    page.get_by_label("Tối thiểu mỗi đơn vị").fill("12")
    clerk.press("Chia thử")
    rows = page.locator("tr[data-row]")
    shares = [number(value) or 0 for value in cells(clerk, "assigned")]
    assert sum(shares) == given
    assert min(shares) >= 12
    largest = rows.filter(has_text="Xã Bình Sơn")  # its results were entered by its own committee
    assert number(largest.locator('[data-field="assigned"]').input_value()) == max(shares)
    bar = page.locator(".grid-bar")
    expect(bar).to_contain_text("Cần giao 1.281 · đã giao 1.281 · còn 0 đơn vị máu")
    extra = rows.filter(has_text="+1 phần dư").count()
    expect(clerk.notice()).to_contain_text(f"{extra} đơn vị có số lẻ lớn nhất nhận thêm 1")
    assert extra > 0
    clerk.look("viec-1-chia-thu")
    commune = rows.filter(has_text="Xã Bình Minh").locator('[data-field="assigned"]')
    share = number(commune.input_value()) or 0
    commune.fill(str(share + 8))
    expect(bar).to_contain_text("đã giao 1.289 · còn −8")
    commune.fill(str(share + 3))
    school = rows.filter(has_text="Trường THPT Bình Sơn").locator('[data-field="assigned"]')
    school.fill(str((number(school.input_value()) or 0) - 3))
    expect(bar).to_contain_text("còn 0")
    clerk.press("Lưu bản phân bổ")
    expect(clerk.notice()).to_contain_text("Đã lưu bản phân bổ.")
    assert number(commune.input_value()) == share + 3
    clerk.press("Giao chỉ tiêu đã lưu")
    expect(clerk.notice()).to_contain_text("Đã giao chỉ tiêu: mỗi đơn vị thấy dòng của mình từ bây giờ.")
    clerk.look("viec-1-da-giao")
    focal = visit(COMMUNE_FOCAL, "phone")
    assert focal.figure()[1] == share + 3


def test_a_blocs_figure_is_typed_and_split_by_keyboard_and_what_is_left_is_seen(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Phân bổ chỉ tiêu")
    page, keys = clerk.page, clerk.page.keyboard
    bar, schools = page.locator(".grid-bar"), page.locator('[data-row="bloc-school"]')
    before = [number(figure) or 0 for figure in cells(clerk, "assigned")]
    page.locator('[data-row="bloc-agency"] [data-field="bloc"]').focus()
    keys.press("ArrowDown")  # from bloc to bloc, over the units between
    expect(schools.locator('[data-field="bloc"]')).to_be_focused()
    keys.type("70")
    expect(bar).to_contain_text("các khối cộng lại 70")
    expect(schools).to_contain_text("còn")
    keys.press("Tab")
    keys.press("Tab")
    with page.expect_navigation():
        keys.press("Enter")
    expect(clerk.notice()).to_contain_text("Đã chia trong khối: Trường học 70. Bấm Lưu để giữ.")
    in_schools = page.locator('tr[data-group="school"] [data-field="assigned"]').evaluate_all(
        "cells => cells.map(cell => Number(cell.value))"
    )
    assert sum(in_schools) == 70
    expect(schools).to_contain_text("đã giao 70 · còn 0")
    clerk.look("viec-1-chia-theo-khoi")
    after = [number(figure) or 0 for figure in cells(clerk, "assigned")]
    assert sum(after) - 70 == sum(before) - sum(before[after.index(in_schools[0]) :][: len(in_schools)])
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def test_a_block_pasted_over_two_blocs_leaves_their_own_figures_alone(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Phân bổ chỉ tiêu")
    page = clerk.page
    page.locator('tr[data-group="agency"] [data-field="assigned"]').last.focus()
    ResultsGrid(page).paste("31\t\r\n32\t\r\n")
    expect(page.locator('tr[data-group="agency"] [data-field="assigned"]').last).to_have_value("31")
    expect(page.locator('tr[data-group="school"] [data-field="assigned"]').first).to_have_value("32")
    expect(page.locator('[data-row="bloc-school"] [data-field="bloc"]')).to_have_value("")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def test_blocs_are_split_and_saved_without_scripts(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, java_script_enabled=False)
    open_plan(clerk, YEAR)
    clerk.press("Phân bổ chỉ tiêu")
    schools = clerk.page.locator('[data-row="bloc-school"]')
    schools.locator('[data-field="bloc"]').fill("70")
    with clerk.page.expect_navigation():
        schools.get_by_role("button", name="Chia trong khối Trường học").click()
    expect(schools).to_contain_text("đã giao 70 · còn 0")
    with clerk.page.expect_navigation():
        clerk.page.locator('[data-row="bloc-school"] [data-field="bloc"]').press("Enter")  # saves, as the one Save does
    expect(clerk.notice()).to_contain_text("Đã lưu bản phân bổ.")
    expect(schools).to_contain_text("đã giao 70 · còn 0")
    expect(clerk.page.locator(".grid-bar")).to_contain_text("các khối cộng lại 70")


def cells(clerk: Visitor, field: str) -> list[str]:
    values: list[str] = clerk.page.locator(f'tr[data-row] [data-field="{field}"]').evaluate_all(
        "cells => cells.map(cell => cell.value)"
    )
    return values


def test_wrong_quotas_are_refused_at_the_cell_and_nothing_is_kept(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Phân bổ chỉ tiêu")
    before = cells(clerk, "assigned")
    first = clerk.page.locator('tr[data-row] [data-field="assigned"]').first
    for wrong, sentence in (
        ("-5", "Chỉ tiêu −5 không hợp lý"),
        ("nhiều", "không phải"),
        ("9999999", "Chỉ tiêu 9.999.999"),
    ):
        first.fill(wrong)
        clerk.press("Lưu bản phân bổ")
        expect(clerk.notice().filter(has_text="Chưa lưu: 1 dòng có số cần sửa.")).to_be_visible()
        expect(clerk.page.locator(".fault").first).to_contain_text(sentence)
        expect(first).to_have_attribute("aria-invalid", "true")
        expect(first).to_have_value(wrong)
    clerk.look("viec-1-chi-tieu-sai")
    clerk.page.once("dialog", lambda dialog: dialog.accept())
    clerk.page.reload()
    open_plan(clerk, YEAR)
    clerk.press("Phân bổ chỉ tiêu")
    assert cells(clerk, "assigned") == before


def test_a_minimum_larger_than_the_whole_is_refused(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Phân bổ chỉ tiêu")
    clerk.page.get_by_label("Tối thiểu mỗi đơn vị").fill("500")
    clerk.press("Chia thử")
    expect(clerk.notice()).to_contain_text("nhiều hơn số cần giao")


def test_a_double_click_on_save_saves_once_and_blames_nobody(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Phân bổ chỉ tiêu")
    note = clerk.page.locator('tr[data-row] [data-field="note"]').first
    note.fill("theo công văn của xã")
    clerk.press_twice("Lưu bản phân bổ")
    expect(clerk.notice()).to_contain_text("Đã lưu bản phân bổ.")
    assert "Người khác vừa lưu" not in clerk.words()
    expect(note).to_have_value("theo công văn của xã")


def test_two_clerks_at_one_allotment_do_not_overwrite_each_other(clerk: Visitor, visit: Visit) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Phân bổ chỉ tiêu")
    other = visit(KHU_VUC_CLERK)
    other.open(clerk.path)
    for person, words in ((other, "ghi trước"), (clerk, "ghi sau")):
        person.page.locator('tr[data-row] [data-field="note"]').nth(1).fill(words)
        person.press("Lưu bản phân bổ")
    expect(clerk.notice()).to_contain_text("Người khác vừa lưu bản phân bổ này. Tải lại trang để xem số mới")
    other.open(clerk.path)
    expect(other.page.locator('tr[data-row] [data-field="note"]').nth(1)).to_have_value("ghi trước")


# --- other targets, campaign windows ---------------------------------------------------------------


def test_a_share_of_the_year_is_set_for_a_campaign_and_followed(clerk: Visitor) -> None:
    page = clerk.page
    open_plan(clerk, YEAR)
    clerk.press("Thêm chiến dịch")
    page.get_by_label("Tên chiến dịch").fill("Những giọt máu hồng hè")
    page.get_by_label("Từ ngày").fill(f"{YEAR}-01-01")
    page.get_by_label("Đến ngày").fill(f"{YEAR}-12-31")
    clerk.press("Thêm chiến dịch")
    clerk.press("Các chỉ tiêu")
    clerk.press("Thêm chỉ tiêu khác")
    page.get_by_label("Chỉ tiêu", exact=True).select_option(label="Tỷ lệ so với chỉ tiêu cả năm")
    page.get_by_label("Cho", exact=True).select_option(label="Những giọt máu hồng hè")
    page.get_by_label("Số", exact=True).fill("15")
    clerk.look("viec-1-chi-tieu-khac")
    clerk.press("Ghi chỉ tiêu")
    expect(clerk.notice()).to_contain_text("Bấm Giao để chỉ tiêu có hiệu lực.")
    expect(page.locator("#goals")).to_contain_text("ít nhất 15% chỉ tiêu cả năm")
    clerk.look("viec-1-cac-chi-tieu")
    clerk.press("Giao: Tỷ lệ so với chỉ tiêu cả năm")
    clerk.press("Những giọt máu hồng hè")
    result, needed = clerk.figure()
    assert needed == 193  # 15 % of 1.281 is 192,15
    assert result
    expect(page.get_by_text("Được tính: Đợt 2").first).to_be_visible()
    clerk.look("viec-1-chien-dich")


def test_blood_given_outside_rounds_is_typed_with_its_day(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.follow(clerk.page.get_by_role("link", name="Ngoài đợt"))
    clerk.press("Nhập kết quả")
    grid, unit = ResultsGrid(clerk.page), "Viện Kiểm sát nhân dân khu vực"
    grid.type_in(unit, bags_250=2, given_on="hôm qua")
    expect(grid.fault(unit, "given_on")).to_contain_text("ghi như 24/11/2026")
    grid.type_in(unit, given_on=f"5/1/{YEAR}", proof="Giấy chứng nhận số 12")
    expect(grid.said(unit)).to_have_text("✓ đã lưu")
    expect(grid.cell(unit, "given_on")).to_have_value(f"05/01/{YEAR}")
    clerk.look("viec-1-ngoai-dot")


# --- results ---------------------------------------------------------------------------------------


def test_results_are_typed_with_the_keyboard_alone_and_totals_change_at_once(clerk: Visitor, grid: ResultsGrid) -> None:
    clerk.look("viec-1-ket-qua")
    before = grid.sum
    keys = clerk.page.keyboard
    clerk.page.locator("body").focus()
    keys.press("Tab")
    keys.press("Enter")  # past the frame
    for _step in range(12):
        if grid.focused() == "registered":
            break
        keys.press("Tab")
    assert grid.focused() == "registered"
    for figure in (48, 45, 41, 3, 1, 30, 10, 1):
        keys.type(str(figure))
        keys.press("Tab")
    grid.expect_sum(before + 41)
    keys.press("Enter")  # leaves the row downward
    expect(grid.said("Xã Bình Chương")).to_have_text("✓ đã lưu")
    keys.press("ArrowUp")
    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    assert grid.focused() == "bags_350"
    keys.type("9")
    keys.press("ArrowRight")
    keys.type("2")
    keys.press("Shift+Enter")
    keys.press("Enter")
    keys.press("Enter")
    expect(grid.said("Xã Bình Chương")).to_have_text("✓ đã lưu")
    clerk.page.reload()
    expect(grid.cell("Xã Bình Chương", "bags_450")).to_have_value("2")
    grid.expect_sum(before + 41)
    clerk.menu("Tiến độ")
    assert clerk.lines()["Xã Bình Chương"][0] == 39 + 41


def test_a_block_from_excel_fills_the_communes_and_is_saved(clerk: Visitor, grid: ResultsGrid) -> None:
    before = grid.sum
    grid.cell("Xã Bình Minh", "registered").focus()
    grid.paste("70\t64\t60\t3\t1\t40\t15\t5\r\n 95 \t91\t88\t2\t1\t60\t20\t8\r\n")
    grid.expect_sum(before + 60 + 88)
    expect(clerk.page.locator("[data-grid-status]")).to_contain_text("Đã dán 16 ô vào 2 dòng.")
    expect(grid.said("Xã Đông Sơn")).to_have_text("✓ đã lưu")
    clerk.page.keyboard.press("Enter")
    expect(grid.said("Xã Bình Minh")).to_have_text("✓ đã lưu")
    clerk.look("viec-1-ket-qua-da-dan")
    clerk.page.reload()
    expect(grid.cell("Xã Đông Sơn", "registered")).to_have_value("95")
    clerk.menu("Tiến độ")
    assert clerk.lines()["Xã Bình Minh"][0] == 35 + 60


UNTOUCHED = "Công ty TNHH Gỗ An Lành"


@pytest.mark.parametrize(
    ("figures", "field", "sentence"),
    [
        ({"present": 40, "donated": 41}, "donated", "Số người hiến (41) lớn hơn số người có mặt (40)."),
        (
            {"present": 40, "donated": 38, "deferred": 2, "not_drawn": 1},
            "present",
            "Hiến + trì hoãn + chưa lấy được (41) lớn hơn số người có mặt (40).",
        ),
        ({"bags_250": "-3"}, "bags_250", "Số −3 không hợp lý; kiểm tra lại."),
        ({"donated": "bốn"}, "donated", "bốn"),
        ({"donated": "1,5"}, "donated", "1,5"),
        ({"registered": "1000001"}, "registered", "Số 1.000.001 không hợp lý; kiểm tra lại."),
    ],
)
def test_an_impossible_figure_is_stopped_at_its_cell_and_not_kept(
    clerk: Visitor, grid: ResultsGrid, figures: dict[str, int | str], field: str, sentence: str
) -> None:
    grid.type_in(UNTOUCHED, **figures)
    expect(grid.fault(UNTOUCHED, field)).to_contain_text(sentence)
    expect(grid.cell(UNTOUCHED, field)).to_have_attribute("aria-invalid", "true")
    expect(grid.said(UNTOUCHED)).to_have_text("cần sửa")
    if field == "present":
        clerk.look("viec-1-so-khong-the-co")
    clerk.page.once("dialog", lambda dialog: dialog.accept())
    clerk.page.reload()
    for name in figures:
        expect(grid.cell(UNTOUCHED, name)).to_have_value("")


def test_a_doubtful_figure_is_saved_after_one_tick(clerk: Visitor, grid: ResultsGrid) -> None:
    unit = "Trường THPT Sông Trà Bồng"
    grid.type_in(unit, registered=20, present=26, donated=24, deferred=2, bags_250=23, bags_350=0)
    expect(clerk.page.get_by_text("Có mặt 26, nhiều hơn 20 người đăng ký.")).to_be_visible()
    expect(clerk.page.get_by_text("23 túi máu nhưng 24 người hiến (túi hỏng?).")).to_be_visible()
    expect(grid.said(unit)).to_have_text("cần xác nhận")
    clerk.look("viec-1-so-nghi-ngo")
    clerk.page.get_by_label("Đúng như vậy, lưu").click()
    expect(grid.said(unit)).to_have_text("✓ đã lưu")
    clerk.page.reload()
    expect(grid.cell(unit, "present")).to_have_value("26")


def test_a_row_that_somebody_else_saved_is_not_overwritten(clerk: Visitor, grid: ResultsGrid, visit: Visit) -> None:
    unit = "Công ty cổ phần Cơ khí Sông Biếc"
    other = visit(KHU_VUC_CLERK)
    other.open(clerk.path)
    theirs = ResultsGrid(other.page)
    theirs.type_in(unit, donated=17, bags_250=17)
    expect(theirs.said(unit)).to_have_text("✓ đã lưu")
    grid.type_in(unit, donated=19, bags_250=19)
    expect(clerk.page.get_by_text(f"{KHU_VUC_CLERK.name} vừa lưu số khác cho đơn vị này")).to_be_visible()
    expect(grid.cell(unit, "donated")).to_have_value("19")
    clerk.look("viec-1-nguoi-khac-da-luu")
    clerk.press("Lấy số vừa lưu")
    expect(grid.cell(unit, "donated")).to_have_value("17")


def test_two_clerks_in_different_cells_of_one_row_both_stay(clerk: Visitor, grid: ResultsGrid, visit: Visit) -> None:
    unit = "Cụm Công an khu vực Bình Sơn"
    other = visit(KHU_VUC_CLERK)
    other.open(clerk.path)
    theirs = ResultsGrid(other.page)
    theirs.type_in(unit, registered=31)
    expect(theirs.said(unit)).to_have_text("✓ đã lưu")
    grid.type_in(unit, donated=22)
    expect(grid.said(unit)).to_have_text("✓ đã lưu, giữ cả số người khác vừa ghi")
    expect(grid.cell(unit, "registered")).to_have_value("31")
    theirs.type_in(unit, registered=30, donated=25)
    expect(theirs.fault(unit, "donated")).to_have_text(f"Hiến: {KHU_VUC_CLERK.name} ghi 22.")
    assert theirs.fault(unit, "registered").count() == 0
    other.look("viec-1-hai-nguoi-mot-o")
    other.press("Lấy số vừa lưu")
    expect(theirs.cell(unit, "donated")).to_have_value("22")
    expect(theirs.cell(unit, "registered")).to_have_value("30")
    theirs.cell(unit, "registered").focus()
    other.page.keyboard.press("Enter")
    expect(theirs.said(unit)).to_have_text("✓ đã lưu")
    clerk.page.reload()
    expect(grid.cell(unit, "registered")).to_have_value("30")
    expect(grid.cell(unit, "donated")).to_have_value("22")


def test_a_page_open_too_long_keeps_what_was_typed_and_says_so(clerk: Visitor, grid: ResultsGrid) -> None:
    clerk.page.context.clear_cookies(name="csrftoken")
    grid.type_in(UNTOUCHED, donated=11)
    expect(clerk.page.get_by_text("Chưa lưu được dòng này: trang đã mở quá lâu.")).to_be_visible()
    expect(grid.cell(UNTOUCHED, "donated")).to_have_value("11")


def test_a_form_open_too_long_is_answered_in_words(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Thêm đợt")
    clerk.page.context.clear_cookies(name="csrftoken")
    clerk.press("Thêm đợt")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("Trang đã mở quá lâu")
    clerk.look("viec-1-trang-het-han")


def test_a_double_click_adds_one_round(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    plan = clerk.path
    clerk.press("Thêm đợt")
    clerk.page.get_by_label("Tên đợt").fill("Đợt bấm hai lần")
    clerk.press_twice("Thêm đợt")
    expect(clerk.notice()).to_contain_text("Đã thêm đợt.")
    clerk.look("viec-1-dot-moi")
    clerk.open(plan)
    assert clerk.page.get_by_role("link", name="Đợt bấm hai lần").count() == 1


def test_dates_of_a_round_in_the_wrong_order_are_refused(clerk: Visitor) -> None:
    open_plan(clerk, YEAR)
    clerk.press("Thêm đợt")
    clerk.page.get_by_label("Từ ngày").fill(f"{YEAR}-12-20")
    clerk.page.get_by_label("Đến ngày").fill(f"{YEAR}-12-01")
    clerk.press("Thêm đợt")
    expect(clerk.page.locator(".error-summary")).to_contain_text("Ngày kết thúc của đợt trước ngày bắt đầu")
    clerk.look("viec-1-dot-sai-ngay")


def test_without_scripts_one_save_keeps_the_good_rows_and_names_the_bad(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, java_script_enabled=False)
    clerk.press("Nhập kết quả")
    grid = ResultsGrid(clerk.page)
    good, bad = "Đồn Biên phòng Bình Thạnh", "Ban Chỉ huy Phòng thủ khu vực Bình Sơn"
    grid.cell(good, "donated").fill("9")
    grid.cell(good, "bags_250").fill("9")
    grid.cell(bad, "present").fill("5")
    grid.cell(bad, "donated").fill("6")
    clerk.press("Lưu")
    expect(clerk.notice()).to_contain_text("Đã lưu 1 đơn vị · 1 đơn vị cần xem lại.")
    expect(grid.fault(bad, "donated")).to_have_text("Số người hiến (6) lớn hơn số người có mặt (5).")
    expect(grid.cell(bad, "donated")).to_have_value("6")
    clerk.screenshot(clerk.page, "viec-1-khong-co-script")
    grid.cell(bad, "donated").fill("5")
    clerk.press("Lưu")
    expect(clerk.notice()).to_contain_text("Đã lưu kết quả của 1 đơn vị.")
    expect(grid.cell(good, "bags_250")).to_have_value("9")
    expect(grid.cell(bad, "donated")).to_have_value("5")
