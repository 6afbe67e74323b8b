"""Job 6: one commune alone on the system, from a pasted list of units to its report, by one person in two seats."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from config.demo.people import ALONE
from core.text.dates import VIETNAM
from tests.browser.conftest import Visit
from tests.browser.steps import ResultsGrid, Visitor, number
from tests.browser.test_job_4 import printed, words_of

TODAY = dt.datetime.now(VIETNAM).date()
PASTED = """Thôn Suối Lá\tThôn\t1.250
Tổ dân phố 4
Trường THPT Lưng Đồi\tTrường học\t64
Trường Mầm non Hoa Mua
Thôn 3

Hợp tác xã Chè Ô Long"""
NEW = ("Thôn Suối Lá", "Tổ dân phố 4", "Trường THPT Lưng Đồi", "Trường Mầm non Hoa Mua")
ROUND = "Đợt 2"


@pytest.fixture
def alone(visit: Visit) -> Visitor:
    return visit(ALONE)


def open_round(alone: Visitor) -> None:
    alone.menu("Kế hoạch và đợt")
    alone.follow(alone.page.locator("#plans tbody").get_by_role("row", name="Di Linh").get_by_role("link"))
    alone.press(ROUND)
    expect(alone.page.get_by_role("heading", level=1)).to_have_text(ROUND)


def set_up_units(alone: Visitor) -> None:
    """Villages and schools from a pasted list; a double click adds them once, a unit that is there already is named."""
    alone.look("viec-6-viec-cua-toi")
    alone.menu("Đơn vị")
    alone.look("viec-6-don-vi")
    alone.press("Dán danh sách đơn vị")
    alone.page.get_by_label("Danh sách đơn vị").fill(PASTED)
    alone.press("Xem trước")
    expect(alone.page.get_by_role("heading", name="Đọc được 5 đơn vị · 1 dòng bỏ qua")).to_be_visible()
    expect(alone.page.get_by_text("“Thôn 3”")).to_be_visible()  # it is there already
    alone.look("viec-6-dan-danh-sach")
    alone.press_twice("Thêm 5 đơn vị này")
    alone.menu("Đơn vị")
    text = alone.words()
    assert [name for name in NEW if text.count(name) != 1] == []
    alone.press("Trường THPT Lưng Đồi")
    alone.look("viec-6-mot-don-vi")


def test_an_empty_list_is_sent_back(alone: Visitor) -> None:
    alone.menu("Đơn vị")
    alone.press("Dán danh sách đơn vị")
    alone.press("Xem trước")
    expect(alone.page.locator(".error-summary")).to_be_focused()
    alone.look("viec-6-danh-sach-trong")


def add_round(alone: Visitor) -> None:
    """A new round, a session whose hours are first the wrong way round, and its four units."""
    alone.menu("Kế hoạch và đợt")
    alone.follow(alone.page.locator("#plans tbody").get_by_role("row", name="Di Linh").get_by_role("link"))
    expect(alone.page.get_by_text("Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Lâm Đồng").first).to_be_visible()
    alone.press("Thêm đợt")
    alone.page.get_by_label("Từ ngày").fill(TODAY.isoformat())
    alone.page.get_by_label("Đến ngày").fill(TODAY.isoformat())
    alone.press("Thêm đợt")
    assert alone.heading() == ROUND
    alone.press("Thêm buổi")
    alone.page.get_by_label("Từ giờ").fill("11:00")
    alone.page.get_by_label("Đến giờ").fill("07:30")
    alone.page.get_by_label("Địa điểm").fill("Hội trường Trường THPT Lưng Đồi")
    alone.press("Thêm buổi")
    expect(alone.page.locator(".error-summary")).to_contain_text("Giờ kết thúc phải sau giờ bắt đầu.")
    alone.look("viec-6-buoi-sai-gio")
    alone.page.get_by_label("Từ giờ").fill("07:30")
    alone.page.get_by_label("Đến giờ").fill("11:00")
    alone.press("Thêm buổi")
    expect(alone.page.get_by_text("07:30–11:00")).to_be_visible()
    alone.press("Chọn đơn vị tham gia")
    alone.look("viec-6-chon-don-vi")
    for box in alone.page.locator("input[name=unit]").all():
        box.uncheck()
    for name in NEW:
        alone.page.get_by_label(name, exact=True).check()
    alone.press("Lưu đơn vị tham gia")
    expect(alone.page.get_by_role("heading", name="Đơn vị tham gia (4)")).to_be_visible()
    alone.look("viec-6-dot")


def allot(alone: Visitor) -> None:
    """Quotas without any superior: tried evenly, then by hand, saved and given."""
    open_round(alone)
    alone.press("Chỉ tiêu của đợt")
    alone.page.get_by_label("Cách chia").select_option(label="Chia đều")
    alone.page.get_by_label("Số cần giao").fill("nhiều")
    alone.press("Chia thử")
    assert alone.page.locator(".errorlist, .field.bad").count() > 0
    alone.page.get_by_label("Số cần giao").fill("50")
    alone.press("Chia thử")
    shares = alone.page.locator('tr[data-row] [data-field="assigned"]').evaluate_all(
        "cells => cells.map(cell => cell.value)"
    )
    assert sum(number(share) or 0 for share in shares) == 50
    for row in alone.page.locator("tr[data-row]:not(.bloc)").all():
        name = row.get_by_role("rowheader").inner_text().strip()
        row.locator('[data-field="assigned"]').fill(str(10 + NEW.index(name)) if name in NEW else "")
    expect(alone.page.locator(".grid-bar")).to_contain_text("đã giao 46")
    alone.look("viec-6-chi-tieu")
    alone.press("Lưu bản phân bổ")
    expect(alone.notice()).to_contain_text("Đã lưu bản phân bổ.")
    alone.press("Giao chỉ tiêu đã lưu")
    expect(alone.notice()).to_contain_text("Đã giao chỉ tiêu")


def enter_results(alone: Visitor) -> None:
    """The round opens; totals alone, a pasted block, totals at once."""
    open_round(alone)
    alone.press("Mở đợt")
    expect(alone.notice()).to_contain_text("Đã mở Đợt 2")
    alone.press("Nhập kết quả")
    grid = ResultsGrid(alone.page)
    assert [name for name in NEW if grid.row(name).count() != 1] == []
    grid.cell("Thôn Suối Lá", "units").focus()
    alone.page.keyboard.type("9")
    alone.page.keyboard.press("Enter")
    expect(grid.said("Thôn Suối Lá")).to_have_text("✓ đã lưu")
    grid.cell("Trường Mầm non Hoa Mua", "donated").focus()
    grid.paste("21\t0\t0\t20\t1\n8\t1\t0\t8\t0")
    grid.type_in("Tổ dân phố 4", units=12)
    for name in NEW:
        expect(grid.said(name)).to_have_text("✓ đã lưu")
    grid.expect_sum(9 + 12 + 21 + 8)
    alone.look("viec-6-ket-qua")
    alone.menu("Tiến độ")
    assert alone.figure()[0] == 75 + 50
    assert sum(result or 0 for result, _quota in alone.lines().values()) == 125
    alone.look("viec-6-tien-do")


def report(alone: Visitor) -> None:
    """The year's report is printed with the new sum."""
    alone.menu("Văn bản")
    alone.press("Soạn văn bản")
    alone.press("Báo cáo kết quả")
    alone.press("Soạn dự thảo")
    alone.look("viec-6-bao-cao")
    text = words_of(printed(alone))
    assert "vận động được 125 đơn vị máu" in text
    assert "(150 đơn vị máu)" in text


def change_seats(alone: Visitor) -> None:
    """The same person as the commune's đầu mối, who enters nothing, and back."""
    alone.switch_seat("Đầu mối · Xã Di Linh")
    assert alone.heading() == "Việc của tôi"
    assert alone.figure()[0] == 125
    assert alone.page.get_by_role("link", name="Nhập kết quả").count() == 0
    alone.look("viec-6-dau-moi")
    alone.menu("Tiến độ")
    assert alone.figure()[0] == 125
    alone.open("/ket-qua/", status=403)
    alone.switch_seat("Thường trực · Xã Di Linh")
    alone.open("/ket-qua/")


def test_a_commune_alone_goes_from_its_units_to_its_report(alone: Visitor, visit: Visit) -> None:
    set_up_units(alone)
    add_round(alone)
    allot(alone)
    enter_results(alone)
    report(alone)
    change_seats(alone)
    phone = visit(ALONE, "phone", java_script_enabled=False)
    phone.switch_seat("Đầu mối · Xã Di Linh")
    open_round(phone)
    expect(phone.page.get_by_text("Hội trường Trường THPT Lưng Đồi")).to_be_visible()
