"""A document's life in the browser, from draft to the issued PDF: on paper, electronically, with an absent leader.

Three seats: the clerk drafts and records, the leader decides on a phone, a third reads or keeps the pictures.
"""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, expect

from config.demo.people import KHU_VUC_ADMIN, KHU_VUC_CLERK, KHU_VUC_HEAD, PROVINCE_CLERK
from core.text.dates import VIETNAM, long_date
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.test_job_4 import PATIENCE, words_of
from tests.conftest import SCREENSHOTS
from tests.reports.signed_pdf import signed

TODAY = dt.datetime.now(VIETNAM).date()
SCAN = FilePayload(name="bản giấy.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 scan of the stamped paper")
HEAD = "Bùi Văn Sông Trà"


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


@pytest.fixture
def head(visit: Visit) -> Visitor:
    return visit(KHU_VUC_HEAD, "phone")


# --- What everybody does --------------------------------------------------------------------------


def draft(clerk: Visitor) -> str:
    """A new Kế hoạch with its gaps filled; where it is."""
    clerk.open("/van-ban/soan/ke-hoach/")
    clerk.press("Soạn dự thảo")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Dự thảo")
    for _gap in range(20):
        gap = clerk.page.locator(".doc-block.gap")
        if not gap.count():
            break
        clerk.follow(gap.first.get_by_role("link", name="Sửa"))
        text = clerk.page.locator("textarea[name=text]")
        text.fill(text.input_value().replace("…", "10"))
        clerk.press("Lưu")
    return clerk.path.partition("#")[0].partition("?")[0]


def present(clerk: Visitor) -> None:
    if clerk.page.get_by_text("số liệu đã đổi").count():
        clerk.press("Cập nhật số liệu")
    clerk.press("Trình ký")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Trình ký")


def approve(head: Visitor, address: str) -> None:
    head.menu("Văn bản")
    head.follow(head.page.locator(f'main a[href="{address}"]'))
    head.press("Duyệt")
    expect(head.page.locator(".doc-state")).to_contain_text("Đã duyệt")


def print_it(clerk: Visitor) -> bytes:
    """The PDF of the content as it stands, asked for where it is not being made already."""
    link = clerk.page.get_by_role("link", name="Tải PDF")
    if clerk.page.locator("#loading").count() == 0 and clerk.page.get_by_text("cũ hơn nội dung").count():
        clerk.press("Tạo lại PDF")
    expect(link).to_be_visible(timeout=PATIENCE)
    expect(clerk.page.get_by_text("cũ hơn nội dung")).to_have_count(0)
    with clerk.page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def told(visitor: Visitor, words: str) -> None:
    expect(visitor.page.locator("main")).to_contain_text(words)


def enter_earlier(clerk: Visitor, *, number: int) -> None:
    """A document written elsewhere takes its number in the register of this year."""
    clerk.open("/so-van-ban/di/them/")
    clerk.page.get_by_label("Số, ký hiệu").fill(f"{number}/KH-BCĐ")
    clerk.page.get_by_label("Ngày văn bản").fill(TODAY.isoformat())
    clerk.page.get_by_label("Trích yếu").fill("Kế hoạch đã ra trước đây")
    clerk.page.locator("main form button[type=submit]").first.click()
    clerk.page.wait_for_url("**/so-van-ban/di/")


def record_signed(clerk: Visitor, *, number: str, day: dt.date, scan: FilePayload | None = None) -> None:
    clerk.page.get_by_label("Số văn bản").fill(number)
    clerk.page.get_by_label("Ngày ký").fill(day.isoformat())
    if scan is not None:
        clerk.page.locator("#id_scan").first.set_input_files(scan)
    clerk.press("Ghi đã ký")


def picture(*, is_seal: bool) -> FilePayload:
    drawn = Image.new("RGB", (500, 500) if is_seal else (600, 300), "white")
    pen = ImageDraw.Draw(drawn)
    if is_seal:
        pen.ellipse([20, 20, 480, 480], outline=(205, 20, 30), width=16)
        pen.ellipse([80, 80, 420, 420], outline=(205, 20, 30), width=6)
    else:
        pen.line([(40, 250), (150, 60), (230, 230), (330, 90), (420, 220), (560, 120)], fill=(20, 50, 170), width=12)
    out = io.BytesIO()
    drawn.save(out, "JPEG" if is_seal else "PNG")
    return FilePayload(name="anh.jpg" if is_seal else "anh.png", mimeType="image/jpeg", buffer=out.getvalue())


def sign_electronically(admin: Visitor, way: str) -> None:
    """The administrator sets in which order the body signs."""
    admin.open("/ban-chi-dao/")
    admin.follow(admin.page.locator("main tbody").get_by_role("link"))
    admin.page.get_by_label("Cách ký").select_option(label=way)
    admin.press("Lưu")


# --- The lives ------------------------------------------------------------------------------------


def test_on_paper_with_three_seats(clerk: Visitor, head: Visitor, visit: Visit) -> None:
    address = draft(clerk)
    clerk.press("Chọn người ký")
    expect(clerk.page.locator(".doc-signer-shown")).to_contain_text(HEAD)  # before anything is saved
    clerk.look("doi-chon-nguoi-ky")
    clerk.page.get_by_label("Quyền hạn ký").select_option(label="Ký theo chức vụ, không ghi TM.")
    expect(clerk.page.locator(".doc-signer-shown .doc-signer p").first).to_have_text("TRƯỞNG BAN")
    clerk.press("Lưu người ký")
    told(clerk, "Đã lưu người ký.")
    present(clerk)
    head.open("/")
    head.look("doi-lanh-dao")
    approve(head, address)
    head.look("doi-da-duyet")
    clerk.open(address)
    record_signed(clerk, number="12", day=TODAY + dt.timedelta(days=1))
    told(clerk, "chưa tới")
    record_signed(clerk, number="0", day=TODAY)
    told(clerk, "từ 1 đến 99.999")
    record_signed(clerk, number="12", day=TODAY, scan=FilePayload(name="a.pdf", mimeType="", buffer=b"<html>"))
    told(clerk, "PDF hoặc ảnh")
    clerk.look("doi-ghi-sai")
    record_signed(clerk, number="12", day=TODAY, scan=SCAN)
    told(clerk, "Đã ghi số và ngày ký")
    clerk.press("Ban hành")
    told(clerk, "bấm Tạo PDF")
    words = words_of(print_it(clerk))
    clerk.press_twice("Ban hành")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Đã ban hành")
    clerk.look("doi-da-ban-hanh")
    assert "Số: 12/KH-" in words
    assert long_date(TODAY) in words
    assert "CHỦ TỊCH HỘI CHỮ THẬP ĐỎ" in words
    assert HEAD in words
    assert "TM." not in words
    superior = visit(PROVINCE_CLERK)
    superior.open(address)
    expect(superior.page.locator(".doc-state")).to_contain_text("12/KH-")
    expect(superior.page.get_by_role("button", name="Ban hành")).to_have_count(0)


def test_the_number_that_was_given_is_taken_and_two_clicks_are_one(clerk: Visitor, head: Visitor) -> None:
    enter_earlier(clerk, number=14)
    address = draft(clerk)
    clerk.press_twice("Trình ký")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Trình ký")
    head.open(address)
    head.press_twice("Duyệt")
    expect(head.page.locator(".doc-state")).to_contain_text("Đã duyệt")
    clerk.open(address)
    record_signed(clerk, number="14", day=TODAY)
    told(clerk, "đã dùng cho văn bản khác")
    clerk.page.get_by_label("Số văn bản").fill("13")
    clerk.press_twice("Ghi đã ký")
    expect(clerk.page.locator(".doc-state")).to_contain_text("13/KH-")
    clerk.open("/so-van-ban/di/")
    assert clerk.words().count("13/KH-") == 1


def test_sent_back_with_a_note_corrected_and_presented_again(clerk: Visitor, head: Visitor) -> None:
    address = draft(clerk)
    present(clerk)
    head.open(address)
    head.page.get_by_text("Trả lại để sửa").click()
    head.press("Trả lại")
    told(head, "Ghi lý do")
    head.page.get_by_label("Lý do, chỗ cần sửa").fill("Trích yếu chưa nêu năm")
    head.press("Trả lại")
    clerk.open(address)
    expect(clerk.page.get_by_text("Đã trả lại: Trích yếu chưa nêu năm")).to_be_visible()
    clerk.look("doi-tra-lai")
    clerk.press("Sửa trích yếu, nơi nhận")
    clerk.page.get_by_label("Trích yếu").fill(f"Vận động hiến máu tình nguyện năm {TODAY.year}")
    clerk.press("Lưu")
    present(clerk)
    expect(clerk.page.get_by_text("Đã trả lại")).to_have_count(0)
    approve(head, address)
    head.page.get_by_text("Trả lại để sửa").click()
    head.page.get_by_label("Lý do, chỗ cần sửa").fill("Sửa một chữ")
    head.press("Trả lại")  # what was approved and is changed is approved again
    expect(head.page.get_by_role("button", name="Duyệt")).to_have_count(0)
    clerk.open(address)
    present(clerk)
    approve(head, address)


def test_a_leader_who_never_signs_in(clerk: Visitor) -> None:
    draft(clerk)
    clerk.press("Chọn người ký")
    clerk.page.get_by_label("Người khác (không có vai trò ở đây)").check()
    clerk.page.get_by_label("Quyền hạn ký").select_option(label="KT. – ký thay người đứng đầu")
    clerk.press("Lưu người ký")
    told(clerk, "Ghi họ và tên người ký.")
    clerk.page.get_by_label("Họ và tên").fill("Hà Văn Năm")
    clerk.page.get_by_label("Chức vụ", exact=False).first.fill("Phó Trưởng ban")
    clerk.press("Lưu người ký")
    present(clerk)
    clerk.press("Ghi nhận lãnh đạo đã duyệt trên giấy")
    record_signed(clerk, number="21", day=TODAY, scan=SCAN)
    words = words_of(print_it(clerk))
    clerk.press("Ban hành")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Đã ban hành")
    assert "KT. TRƯỞNG BAN" in words
    assert "Hà Văn Năm" in words
    assert "Số: 21/KH-" in words


def test_electronically_with_three_seats(clerk: Visitor, head: Visitor, visit: Visit) -> None:
    admin = visit(KHU_VUC_ADMIN)
    sign_electronically(admin, "Vào số, rồi ký số")
    admin.follow(admin.page.locator("main tbody").get_by_role("link"))
    admin.press("Hình chữ ký, con dấu")
    admin.page.get_by_label("In hình chữ ký, con dấu trên văn bản điện tử").check()
    admin.page.get_by_label("Ảnh con dấu").set_input_files(picture(is_seal=True))
    admin.press("Lưu")
    admin.look("doi-con-dau")
    head.open("/vai-tro/")
    head.follow(head.page.locator("main").get_by_role("link", name="Trưởng ban", exact=True))
    head.press("Xem, đưa lên, xóa")
    head.page.get_by_label("Ảnh chữ ký").set_input_files(picture(is_seal=False))
    head.press("Lưu")
    head.look("doi-chu-ky")
    address = draft(clerk)
    present(clerk)
    approve(head, address)
    clerk.open(address)
    clerk.page.get_by_label("Số văn bản").fill("31")
    clerk.press_twice("Vào số hôm nay")
    expect(clerk.page.locator(".doc-state")).to_contain_text(f"31/KH-BCĐ, {long_date(TODAY)}")
    final = print_it(clerk)
    clerk.page.locator("img.doc-page").last.scroll_into_view_if_needed()
    expect(clerk.page.locator("img.doc-page").last).to_have_js_property("complete", True)
    clerk.look("doi-ban-cuoi")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    (SCREENSHOTS / "doi-ban-cuoi.pdf").write_bytes(final)
    whole = signed(final, name=HEAD)
    hand_in(clerk, final)
    told(clerk, "chưa có chữ ký số")
    hand_in(clerk, whole.replace(b"ChuKy1", b"ChuKy9"))
    told(clerk, "tệp đã bị sửa sau khi ký")
    clerk.look("doi-tep-bi-sua")
    hand_in(clerk, whole)
    told(clerk, "Đã nhận bản ký số; chữ ký còn nguyên vẹn.")
    expect(clerk.page.locator(".doc-files")).to_contain_text(HEAD)
    expect(clerk.page.get_by_role("button", name="Tạo lại PDF")).to_have_count(0)
    clerk.press("Ban hành")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Đã ban hành")
    words = words_of(print_it(clerk))
    assert "Số: 31/KH-BCĐ" in words
    assert long_date(TODAY) in words
    assert print_it(clerk) == final  # what was signed is what is given out
    assert pictures_of(final) == 2
    sign_electronically(admin, "Ký bản giấy, rồi vào số")


def hand_in(clerk: Visitor, pdf: bytes) -> None:
    file = FilePayload(name="da-ky.pdf", mimeType="application/pdf", buffer=pdf)
    clerk.page.get_by_label("Tệp PDF đã ký số").set_input_files(file)
    clerk.press("Nhận bản ký số")


def pictures_of(pdf: bytes) -> int:
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        return sum(len(page.images) for page in read.pages)
