"""A text is checked in the browser, on a phone without a script too; a draft says what is wrong and leads there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import serious_faults
from tests.reports.checks.texts import REPORT
from tests.reports.test_document_check_pages import word_file
from tests.reports.test_documents_browser import make_report, signed_in


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_text_and_a_word_file_are_checked(
    live_stack: str, open_page: Callable[..., Page], screenshot: Callable[[Page, str], Path | None], size: str
) -> None:
    page = signed_in(open_page(size, java_script_enabled=size == "desk"), live_stack)
    page.goto(f"{live_stack}/van-ban/")
    page.get_by_role("link", name="Rà soát văn bản").click()
    screenshot(page, "kiem-tra")
    page.get_by_label("Dán văn bản cần rà soát").fill(REPORT)
    page.get_by_role("button", name="Rà soát").click()
    expect(page.locator("main")).to_contain_text("cộng các phần được 1.324 (462 + 862)")
    screenshot(page, "kiem-tra-ket-qua")
    if size == "desk":
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert serious_faults(page) == []
    page.get_by_label("Dán văn bản cần rà soát").fill("")
    page.get_by_label("Hoặc tệp Word").set_input_files(
        {"name": "bao-cao.docx", "mimeType": "application/octet-stream", "buffer": word_file()}
    )
    page.get_by_role("button", name="Rà soát").click()
    expect(page.locator("main")).to_contain_text("Kết quả rà soát “bao-cao.docx”")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_draft_says_what_is_wrong_and_leads_there(
    live_stack: str, open_page: Callable[..., Page], screenshot: Callable[[Page, str], Path | None], size: str
) -> None:
    page = signed_in(open_page(size), live_stack)
    make_report(page, live_stack)
    while page.locator(".doc-block.gap").count():
        page.locator(".doc-block.gap").first.get_by_role("link", name="Sửa").click()
        page.locator("textarea[name=text]").fill("Ban chỉ đạo họp ngày 7 tháng 01 năm 2023.")
        page.get_by_role("button", name="Lưu").click()
    found = page.locator(".doc-found").first
    expect(found).to_contain_text("phải ghi là “ngày 07 tháng 01 năm 2023”")
    screenshot(page, "van-ban-kiem-tra")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_faults(page) == []
    link = found.get_by_role("link").first
    place = link.get_attribute("href")
    link.click()
    expect(page.locator(f"{place} .doc-words")).to_be_in_viewport()
    page.get_by_role("button", name="Trình ký").click()
    expect(page.locator("#notices")).to_contain_text("lỗi phải sửa trước khi trình ký")
    screenshot(page, "van-ban-khong-trinh")
