"""Job 4: the clerk draws up the results report and gets it as a PDF with the very figures of the year."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from core.text.dates import VIETNAM
from tests.browser.conftest import Visit
from tests.browser.paperwork import PATIENCE, printed, words_of
from tests.browser.steps import Visitor, number, written

LAST = dt.datetime.now(VIETNAM).year - 1


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    return visit(KHU_VUC_CLERK)


def draft(clerk: Visitor, year: int) -> None:
    """From the list of documents to the draft of a year's report."""
    clerk.menu("Văn bản")
    clerk.press("Soạn văn bản")
    clerk.press("Báo cáo kết quả")
    plan = clerk.page.get_by_label("Kế hoạch")
    label = next(text for text in plan.locator("option").all_inner_texts() if str(year) in text)
    plan.select_option(label=label)
    clerk.press("Soạn dự thảo")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Dự thảo")


def test_the_report_of_a_year_is_printed_with_the_figures_of_its_pages(clerk: Visitor) -> None:
    clerk.open(f"/tien-do/?year={LAST}")
    result, quota = clerk.figure()
    assert result
    assert quota
    rounds = [
        (
            number(row.locator("td").nth(1).evaluate("cell => cell.firstChild.textContent")),
            number(row.locator("td").nth(0).inner_text()),
        )
        for row in clerk.page.get_by_role("region", name="Theo đợt").locator("tbody tr").all()
        if "Đợt" in row.inner_text()
    ]
    clerk.menu("Văn bản")
    clerk.look("viec-4-van-ban-trong")
    draft(clerk, LAST)
    clerk.look("viec-4-du-thao")
    pdf = printed(clerk, "viec-4-bao-cao")
    clerk.look("viec-4-trang-in")
    text = words_of(pdf)
    assert "BÁO CÁO" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert f"vận động được {written(result)} đơn vị máu" in text
    assert f"({written(quota)} đơn vị máu)" in text
    for reached, asked in rounds:
        assert reached
        assert asked
        assert f"{written(reached)}/{written(asked)} đơn vị máu" in text
    assert sum(reached or 0 for reached, _asked in rounds) == result


def test_progress_is_seen_while_the_job_runs(clerk: Visitor) -> None:
    draft(clerk, LAST)
    clerk.press("Tạo PDF" if clerk.page.get_by_role("button", name="Tạo PDF").count() else "Tạo lại PDF")
    loading = clerk.page.locator("#loading")
    expect(loading).to_be_visible()
    assert loading.inner_text().strip()
    clerk.screenshot(clerk.page, "viec-4-dang-tao")
    expect(clerk.page.get_by_role("link", name="Tải PDF")).to_be_visible(timeout=PATIENCE)


def test_a_double_click_draws_up_one_report(clerk: Visitor) -> None:
    clerk.menu("Văn bản")
    before = clerk.page.locator("main tbody tr").count()
    clerk.press("Soạn văn bản")
    clerk.press("Báo cáo kết quả")
    clerk.press_twice("Soạn dự thảo")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Dự thảo")
    clerk.menu("Văn bản")
    expect(clerk.page.locator("main tbody tr")).to_have_count(before + 1)
    clerk.look("viec-4-van-ban")


def test_a_focal_draws_up_no_report(visit: Visit) -> None:
    focal = visit(COMMUNE_FOCAL, "phone")
    focal.open("/van-ban/soan/bao-cao/", status=403)
    expect(focal.page.get_by_role("button", name="Soạn dự thảo")).to_have_count(0)
    focal.look("viec-4-khong-duoc-lap")


def test_a_plan_that_is_not_ones_own_is_refused(clerk: Visitor) -> None:
    clerk.open("/van-ban/soan/bao-cao/")
    clerk.page.locator("#id_plan").evaluate("select => { select.options[0].value = '1'; select.selectedIndex = 0; }")
    clerk.press("Soạn dự thảo")
    expect(clerk.page.locator(".error-summary")).to_contain_text("Lựa chọn này không phải của Ban Chỉ đạo đang dùng")
    clerk.look("viec-4-ke-hoach-sai")


def test_without_scripts_the_report_is_printed_too(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK, java_script_enabled=False)
    draft(clerk, LAST)
    clerk.press("Tạo PDF" if clerk.page.get_by_role("button", name="Tạo PDF").count() else "Tạo lại PDF")
    link = clerk.page.get_by_role("link", name="Tải PDF")
    for _look in range(60):
        if link.count():
            break
        clerk.page.wait_for_timeout(1_000)
        clerk.page.reload()
    expect(link).to_be_visible()
