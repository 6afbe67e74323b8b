"""The fourth job in the browser: the clerk makes the report of the year, watches the PDF being made, and reads it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from config.demo.people import KHU_VUC_CLERK, PASSWORD
from tests.browser.steps import serious_faults

# Some of the figures have the words after them beside them: a fold does not end the line.
GOES_ON_IN_ITS_LINE = """folds => folds.some(fold => {
    const words = document.createRange();
    if (!/^\\s*\\S{3}/.test(fold.nextSibling?.data ?? "")) return false;
    words.setStart(fold.nextSibling, 1);
    words.setEnd(fold.nextSibling, 3);
    const figure = fold.querySelector("summary").getBoundingClientRect();
    return Math.abs(words.getBoundingClientRect().bottom - figure.bottom) < 6;
})"""


def signed_in(page: Page, stack: str) -> Page:
    page.goto(f"{stack}/")
    page.locator("#id_login").fill(KHU_VUC_CLERK.phone)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form:has(#id_login) button[type=submit]").first.click()
    page.wait_for_load_state()
    return page


def make_report(page: Page, stack: str) -> None:
    page.goto(f"{stack}/van-ban/")
    page.get_by_role("link", name="Soạn văn bản").first.click()
    page.get_by_role("link", name="Báo cáo kết quả").click()
    page.get_by_role("button", name="Soạn dự thảo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_report_from_a_plan_to_a_pdf(
    live_stack: str,
    open_page: Callable[..., Page],
    screenshot: Callable[[Page, str], Path | None],
    size: str,
) -> None:
    page = signed_in(open_page(size), live_stack)
    page.goto(f"{live_stack}/van-ban/")
    screenshot(page, "van-ban")
    make_report(page, live_stack)
    screenshot(page, "van-ban-du-thao")
    page.get_by_role("button", name=re.compile("^Tạo (lại )?PDF$")).click()
    expect(page.locator("img.doc-page")).not_to_have_count(0, timeout=60_000)
    assert page.locator(".bound").evaluate_all(GOES_ON_IN_ITS_LINE)
    figure = page.locator(".bound summary").first
    figure.click()
    expect(page.locator(".bound-source").first).to_be_visible()
    page.locator("img.doc-page").first.scroll_into_view_if_needed()
    expect(page.locator("img.doc-page").first).to_have_js_property("complete", True)
    screenshot(page, "van-ban-trang-in")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_faults(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải PDF").click()
    content = Path(waiting.value.path()).read_bytes()
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        said = " ".join(pdf.pages[0].extract_text().split())
    assert "BÁO CÁO Kết quả công tác vận động hiến máu tình nguyện" in said


def test_a_gap_is_filled_without_a_script(live_stack: str, open_page: Callable[..., Page]) -> None:
    page = signed_in(open_page("phone", java_script_enabled=False), live_stack)
    make_report(page, live_stack)
    gap = page.locator(".doc-block.gap").first
    gap.get_by_role("link", name="Sửa").click()
    page.locator("textarea[name=text]").fill("Đã đăng 20 tin, bài [9.999].")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("main")).to_contain_text("không phải số liệu của văn bản")
    page.locator("textarea[name=text]").fill("Đã đăng 20 tin, bài.")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".doc-text")).to_contain_text("Đã đăng 20 tin, bài.")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_plan_and_a_notice_begin_from_one_page(
    live_stack: str,
    open_page: Callable[..., Page],
    screenshot: Callable[[Page, str], Path | None],
    size: str,
) -> None:
    page = signed_in(open_page(size), live_stack)
    page.goto(f"{live_stack}/van-ban/soan/")
    screenshot(page, "van-ban-soan")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_faults(page) == []
    page.get_by_role("link", name="Kế hoạch năm").click()
    page.get_by_role("button", name="Soạn dự thảo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kế hoạch")
    page.get_by_role("button", name=re.compile("^Tạo (lại )?PDF$")).click()
    expect(page.locator("img.doc-page")).not_to_have_count(0, timeout=60_000)
    page.locator("img.doc-page").first.scroll_into_view_if_needed()
    expect(page.locator("img.doc-page").first).to_have_js_property("complete", True)
    screenshot(page, "van-ban-ke-hoach")
    page.goto(f"{live_stack}/van-ban/soan/")
    page.get_by_role("link", name=re.compile("^Nội dung cho văn bản")).click()
    page.get_by_role("link", name="Thêm hội nghị").click()
    for label, words in (
        ("Tên hội nghị", "Hội nghị tổng kết công tác hiến máu tình nguyện"),
        ("Ngày họp", "2026-01-13"),
        ("Nơi họp", "Hội trường Ủy ban nhân dân"),
        ("Chức vụ người chủ trì", "Trưởng Ban Chỉ đạo"),
        ("Họ và tên người chủ trì", "Lê Văn Mẫu"),
        ("Thành phần tham dự", "Thành viên Ban Chỉ đạo\nCác xã, phường"),
    ):
        page.get_by_label(label, exact=True).fill(words)
    screenshot(page, "van-ban-hoi-nghi")
    page.get_by_role("button", name="Ghi hội nghị").click()
    screenshot(page, "van-ban-noi-dung")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_faults(page) == []
    page.get_by_role("link", name="Soạn thông báo").first.click()
    page.get_by_role("button", name="Soạn dự thảo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thông báo")
    expect(page.locator(".doc-text")).to_contain_text("Lê Văn Mẫu chủ trì Hội nghị tổng kết")
