"""Documents, job 3: the clerk writes to every late unit in one go, from the deadline's page to one file to print."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pdfplumber
import psycopg
from playwright.sync_api import Locator, expect

from config.demo.people import KHU_VUC_CLERK
from tests import databases
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.test_owing_job_1 import open_list, open_round
from tests.live import LiveStack
from tests.reports.signed_pdf import signed

SLOWEST = 120_000  # ms; a letter is drawn in a fraction of a second, beside whatever else the machine does


def rows(clerk: Visitor) -> Locator:
    return clerk.page.locator("#letters tbody tr")


def states(clerk: Visitor) -> str:
    return clerk.page.locator(".outcome").inner_text()


def take(clerk: Visitor, button: re.Pattern[str], *, until: str) -> None:
    """A step for all letters, until the page says what it did."""
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name=button).click()
    expect(clerk.page.locator(".doc-state .notice").first).to_contain_text(until, timeout=SLOWEST)


def test_one_letter_to_each_late_unit_from_the_deadline_to_the_file_to_print(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK)
    open_round(clerk)
    open_list(clerk)
    late = clerk.page.locator(".mend b").all_inner_texts()
    clerk.press("Soạn công văn đôn đốc")
    clerk.page.get_by_label("Mỗi đơn vị chậm nộp một công văn").check()
    clerk.look("lo-cong-van-soan")
    clerk.press("Soạn công văn")
    expect(clerk.page.locator(".outcome")).to_have_text(f"{len(late)} dự thảo", timeout=SLOWEST)
    clerk.look("lo-cong-van-du-thao")
    assert sorted(rows(clerk).locator("th").all_inner_texts()) == sorted(late)
    take(clerk, re.compile("^Trình ký tất cả"), until="Đã trình ký")
    take(clerk, re.compile("đã duyệt tất cả trên giấy"), until="Đã duyệt")
    clerk.look("lo-cong-van-da-duyet")
    first = 41
    number = clerk.page.get_by_label("Số của công văn đầu tiên")
    if number.count():
        number.fill(str(first))
    else:
        first = int(re.search(r"bắt đầu từ (\d+)", clerk.words())[1])  # type: ignore[index]
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name=re.compile("^Ghi đã ký tất cả")).click()
    clerk.screenshot(clerk.page, "lo-cong-van-dang-lam")
    expect(clerk.page.locator(".doc-state .notice").first).to_contain_text("Đã ghi số và ngày ký", timeout=SLOWEST)
    clerk.look("lo-cong-van-da-ky")
    with clerk.page.expect_download() as waiting:
        clerk.page.get_by_role("link", name="Tải một tệp PDF để in").click()
    printed(Path(waiting.value.path()).read_bytes(), rows(clerk), first)
    take(clerk, re.compile("^Ban hành tất cả"), until="Đã ban hành")
    assert states(clerk) == f"{len(late)} đã ban hành"
    clerk.look("lo-cong-van-ban-hanh")
    clerk.follow(rows(clerk).first.get_by_role("link"))
    expect(clerk.page.locator("img.doc-page").first).to_be_visible()
    clerk.look("lo-cong-van-mot-cong-van")
    clerk.page.get_by_text("Có sai sót: soạn văn bản thay thế").click()
    clerk.press("Soạn văn bản thay thế")
    expect(clerk.page.locator(".doc-text")).to_contain_text(f"Văn bản này thay thế Công văn số {first:02}/")
    clerk.look("van-ban-thay-the")
    clerk.open("/van-ban/")
    clerk.look("lo-cong-van-danh-sach")


def test_final_files_are_signed_elsewhere_and_come_back_many_at_once(
    visit: Visit, live_processes: LiveStack, tmp_path: Path
) -> None:
    clerk = visit(KHU_VUC_CLERK, "phone")
    open_round(clerk)
    open_list(clerk)
    clerk.press("Soạn công văn đôn đốc")
    clerk.page.get_by_label("Mỗi đơn vị chậm nộp một công văn").check()
    clerk.press("Soạn công văn")
    expect(clerk.page.locator(".outcome")).to_contain_text("dự thảo", timeout=SLOWEST)
    signs_electronically(live_processes)
    clerk.page.reload()
    take(clerk, re.compile("^Trình ký tất cả"), until="Đã trình ký")
    take(clerk, re.compile("đã duyệt tất cả trên giấy"), until="Đã duyệt")
    take(clerk, re.compile("^Vào số tất cả"), until="Đã vào số")
    with clerk.page.expect_download() as waiting:
        clerk.page.get_by_role("link", name="Tải từng tệp PDF (.zip)").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        finals = {name: archive.read(name) for name in archive.namelist()[:2]}
    sent = [tmp_path / f"da-ky-{at}.pdf" for at in range(2)] + [tmp_path / "khac.pdf"]
    for file, final in zip(sent, finals.values(), strict=False):
        file.write_bytes(signed(final, name="Nguyễn Thị Trưởng Ban"))
    sent[-1].write_bytes(b"%PDF-1.7 other")
    clerk.page.get_by_label("Các tệp PDF đã ký số").set_input_files(sent)
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="Nhận các bản ký số").click()
    answers = clerk.page.locator(".doc-state .notice .doc-files li")
    expect(answers).to_have_count(3)
    assert all("đã nhận bản ký số của" in answers.nth(at).inner_text() for at in range(2))
    expect(answers.nth(2)).to_contain_text("Không phải ký từ bản PDF cuối")
    assert "2 đã ký" in states(clerk)
    clerk.look("lo-cong-van-ky-so")


def signs_electronically(stack: LiveStack) -> None:
    """The committee's body numbers by a series of its own and signs the final PDF; chosen on its own page."""
    own = databases.environment_for(stack.database)["DATABASE_OWNER_URL"]
    with psycopg.connect(own, autocommit=True) as connection:
        connection.execute("UPDATE committees_issuingbody SET signing = 'electronic', numbering = 'series'")


def printed(pdf: bytes, letters: Locator, first: int) -> None:
    """One letter for each row of the page, in its order, each with its own number."""
    units = letters.locator("th").all_inner_texts()
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        pages = [" ".join((page.extract_text() or "").split()) for page in opened.pages]
    begun = [page for page in pages if "Kính gửi:" in page]
    assert len(begun) == len(units)
    for number, (page, unit) in enumerate(zip(begun, units, strict=True), start=first):
        assert f"Số: {number:02}/" in page
        assert unit.lower() in page.lower(), unit
