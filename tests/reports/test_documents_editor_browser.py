"""A clerk on a phone: types, moves a block, pastes one in, and hands back what was corrected in Word."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import serious_faults
from tests.reports.test_documents_browser import make_report, signed_in


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("size", ["phone"])
def test_a_draft_is_edited_on_a_phone_and_in_word(
    live_stack: str,
    open_page: Callable[..., Page],
    screenshot: Callable[[Page, str], Path | None],
    tmp_path: Path,
    size: str,
) -> None:
    page = signed_in(open_page(size), live_stack)
    make_report(page, live_stack)
    page.locator(".doc-block.gap").first.get_by_role("link", name="Sửa").click()
    page.locator("textarea[name=text]").fill("Đã đăng 20 tin, bài trên đài truyền thanh.")
    expect(page.locator(".doc-typing").last).to_contain_text("Đã giữ chữ đang gõ", timeout=15_000)
    page.reload()
    expect(page.locator("textarea[name=text]")).to_have_value("Đã đăng 20 tin, bài trên đài truyền thanh.")
    screenshot(page, "van-ban-sua-doan")
    assert fits(page)
    assert serious_faults(page) == []
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".doc-text")).to_contain_text("Đã đăng 20 tin, bài trên đài truyền thanh.")
    expect(page.locator("img.doc-page")).not_to_have_count(0, timeout=60_000)  # the pages follow by themselves

    block = page.locator(".doc-block", has_text="Đã đăng 20 tin")
    block.get_by_role("link", name="Sửa").click()
    page.get_by_text("Thêm đoạn, dán từ Word").click()
    page.locator("textarea[name=them-text]").fill("- Ý dán từ Word;\n- Ý thứ hai.")
    screenshot(page, "van-ban-dan-tu-word")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.locator(".doc-text")).to_contain_text("Ý dán từ Word;")
    page.locator(".doc-block", has_text="Ý thứ hai.").get_by_role("link", name="Sửa").click()
    page.get_by_role("button", name="Chuyển lên").click()
    expect(page.locator("textarea[name=text]")).to_have_value("Ý thứ hai.")

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải Word (.docx)").click()
    document = docx.Document(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    figure = page.locator(".bound summary").filter(has_text=re.compile(r"^\d[\d.]{2,}$")).first.inner_text()
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = re.sub(rf"(?<!\d){re.escape(figure)}(?!\d)", "9.999", run.text).replace("Ý dán", "Điều dán")
    document.save(str(tmp_path / "da-sua.docx"))
    page.get_by_text("Đưa bản đã sửa trong Word lên").click()
    page.locator("input[name=word]").set_input_files(str(tmp_path / "da-sua.docx"))
    page.get_by_role("button", name="Xem chỗ khác nhau").click()
    expect(page.locator(".doc-differences")).to_contain_text(f"{figure} → 9.999")
    screenshot(page, "van-ban-ban-sua")
    assert fits(page)
    assert serious_faults(page) == []
    page.get_by_role("button", name="Nhận nội dung này").click()
    expect(page.locator(".doc-text")).to_contain_text("Điều dán từ Word;")
    screenshot(page, "van-ban-sau-khi-nhan")
