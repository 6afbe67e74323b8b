"""A letter from its issue to its opening: the clerk issues, the đầu mối opens it on a phone, the clerk sees when.

And whoever was handed the file checks it without signing in, by its bytes and by the code printed at its foot.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import psycopg
from playwright.sync_api import Page, expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from tests import databases
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor, serious_faults
from tests.browser.test_owing_job_3 import OWN, open_deadline
from tests.live import LiveStack

NUMBER = "25"
CODES = "SELECT check_code FROM reports_document WHERE state = 'issued' AND number = %s"


def print_codes(clerk: Visitor) -> None:
    """On the form of the body that issues the committee's documents."""
    clerk.open("/ban-chi-dao/")
    clerk.follow(clerk.page.locator("#issuing-bodies tbody a"))
    clerk.page.get_by_label("In mã QR kiểm tra văn bản").check()
    clerk.look("gui-van-ban-co-quan-ban-hanh")
    clerk.press("Lưu")


def issue_letter(clerk: Visitor) -> str:
    """From the deadline's page to the issued letter; its address."""
    open_deadline(clerk)
    clerk.press("Soạn công văn đôn đốc")
    clerk.press("Soạn công văn")
    address = clerk.path
    clerk.page.locator("summary", has_text="Nơi nhận trong phần mềm").click()
    expect(clerk.page.locator(".doc-recipients .facts")).to_contain_text("đơn vị)")
    clerk.look("gui-van-ban-du-thao")
    clerk.press("Chọn nơi nhận trong phần mềm")
    clerk.look("gui-van-ban-noi-nhan")
    clerk.press("Lưu")
    clerk.press("Trình ký")
    clerk.press("Ghi nhận lãnh đạo đã duyệt trên giấy")
    if clerk.page.get_by_label("Số văn bản").count():
        clerk.page.get_by_label("Số văn bản").fill(NUMBER)
    clerk.press("Ghi đã ký")
    clerk.page.locator(".doc-print form button").first.click()
    expect(clerk.page.locator("img.doc-page")).not_to_have_count(0, timeout=60_000)
    clerk.page.reload()
    clerk.press("Ban hành")
    expect(clerk.notice().first).to_contain_text("Đã ban hành văn bản.")
    return address


def test_a_letter_is_issued_opened_and_checked(
    visit: Visit,
    open_page: Callable[..., Page],
    screenshot: Callable[[Page, str], Path | None],
    live_processes: LiveStack,
    tmp_path: Path,
) -> None:
    clerk = visit(KHU_VUC_CLERK)
    print_codes(clerk)
    address = issue_letter(clerk)
    receivers = clerk.page.locator("section[aria-labelledby=noi-nhan-h]")
    expect(receivers).to_contain_text("Chưa mở")
    clerk.page.locator("summary", has_text="Chép nội dung gửi Zalo").click()
    clerk.look("gui-van-ban-da-ban-hanh")
    text = clerk.page.get_by_label("Tin nhắn gửi Zalo").input_value()
    assert "đôn đốc nộp" in text

    focal = visit(COMMUNE_FOCAL, "phone")
    card = focal.page.locator("article.duty").filter(has_text="Văn bản mới đến")
    expect(card).to_contain_text("đôn đốc nộp")
    focal.look("gui-van-ban-viec-cua-toi")
    focal.follow(card.get_by_role("link", name="Mở văn bản"))
    assert focal.page.url == text.rpartition(" ")[2]
    focal.look("gui-van-ban-da-mo")
    file = focal.page.request.get(f"{focal.base}{focal.path}tep/")
    assert file.headers["content-type"] == "application/pdf"
    focal.open("/van-ban/den/")
    focal.look("gui-van-ban-den")

    clerk.open(address)
    expect(receivers).to_contain_text("Đã mở 1")
    clerk.press("Xem tất cả, lọc, xuất: Các đơn vị nhận văn bản trong phần mềm")
    row = clerk.page.locator("#deliveries tbody tr").filter(has_text=OWN)
    expect(row).to_contain_text("Đã mở")
    expect(row).to_contain_text(COMMUNE_FOCAL.name)
    clerk.look("gui-van-ban-ai-da-mo")

    with pdfplumber.open(io.BytesIO(file.body())) as paper:
        assert "Quét mã để kiểm tra văn bản này." in " ".join(page.extract_text() for page in paper.pages)
    sent = tmp_path / "cong-van.pdf"
    sent.write_bytes(file.body())
    checks(open_page, screenshot, clerk.base, sent)
    with psycopg.connect(databases.environment_for(live_processes.database)["DATABASE_OWNER_URL"]) as connection:
        number = text.partition("số ")[2].partition("/")[0]
        [code] = connection.execute(CODES, [int(number)]).fetchone()  # type: ignore[misc]
    page = open_page("phone")
    page.goto(f"{clerk.base}/xac-thuc/{code}/")
    expect(page.locator("main")).to_contain_text("Đúng là văn bản số")
    screenshot(page, "xac-thuc-ma")


def checks(
    open_page: Callable[..., Page], screenshot: Callable[[Page, str], Path | None], base: str, sent: Path
) -> None:
    """Without a script and without an account: the file is known, one with a byte more is not."""
    page = open_page("phone", java_script_enabled=False)
    page.goto(f"{base}/")
    page.get_by_role("link", name="Xác thực một văn bản đã ban hành").click()
    screenshot(page, "xac-thuc")
    page.get_by_label("Tệp văn bản").set_input_files(sent)
    page.get_by_role("button", name="Xác thực").click()
    expect(page.locator("main")).to_contain_text("Đúng là văn bản số")
    expect(page.locator("main")).to_contain_text("đôn đốc nộp")
    screenshot(page, "xac-thuc-dung")
    sent.write_bytes(sent.read_bytes() + b"\n")
    page.get_by_label("Tệp văn bản").set_input_files(sent)
    page.get_by_role("button", name="Xác thực").click()
    expect(page.locator("main")).to_contain_text("Không tìm thấy")
    screenshot(page, "xac-thuc-khong-thay")
    desk = open_page("desk")
    desk.goto(f"{base}/xac-thuc/")
    assert serious_faults(desk) == []
    screenshot(desk, "xac-thuc")
