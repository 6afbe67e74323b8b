"""Deadlines, job 4: «Ảnh tiến độ gửi Zalo»: one picture or one page, with or without the names of the late."""

from __future__ import annotations

import io
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Locator, expect

from config.demo.people import KHU_VUC_CLERK, KHU_VUC_HEAD
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.browser.test_owing_job_3 import OWN, open_deadline
from tests.conftest import SCREENSHOTS

WIDTH_OF_A_PHONE = 360


def fetched(visitor: Visitor, link: Locator) -> bytes:
    """What a link leads to, with the person's own cookies."""
    answer = visitor.page.request.get(f"{visitor.base}{link.get_attribute('href')}")
    assert answer.ok
    return answer.body()


def kept(name: str, content: bytes) -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("label", "name"), [("Ảnh không có tên đơn vị", "khong-ten"), ("Ảnh có tên đơn vị", "co-ten")])
def test_the_clerk_forwards_one_picture_with_or_without_names(visit: Visit, label: str, name: str) -> None:
    clerk = visit(KHU_VUC_CLERK, "phone")
    open_deadline(clerk)
    clerk.press("Nhắc và đôn đốc")
    clerk.look("han-4-gui-nhom")
    kept(f"han-4-anh-{name}.png", fetched(clerk, clerk.page.get_by_role("link", name=label)))
    clerk.follow(clerk.page.get_by_role("link", name=label))
    picture = clerk.page.locator("img")
    size = picture.evaluate("image => [image.naturalWidth, image.naturalHeight, image.complete]")
    assert size[2]
    assert WIDTH_OF_A_PHONE <= size[0] <= 4 * WIDTH_OF_A_PHONE
    assert (size[1] > size[0]) == (name == "co-ten")  # the names make it long
    clerk.screenshot(clerk.page, f"han-4-anh-{name}")


def test_the_page_to_print_has_figure_due_date_and_cut_off_and_names_only_where_asked(visit: Visit) -> None:
    head = visit(KHU_VUC_HEAD, "phone")
    clerk = visit(KHU_VUC_CLERK)
    open_deadline(clerk)
    address = clerk.path
    clerk.press("Nhắc và đôn đốc")
    with_names = fetched(clerk, clerk.page.get_by_role("link", name="Trang in (PDF)"))
    texts = {}
    for name, content in (
        ("co-ten", with_names),
        ("khong-ten", clerk.page.request.get(f"{clerk.base}{address}trang.pdf?names=0").body()),
    ):
        with pdfplumber.open(io.BytesIO(content)) as paper:
            [page] = paper.pages
            texts[name] = page.extract_text()
            page.to_image(resolution=72).save(SCREENSHOTS / f"han-4-trang-{name}.png")
    for text in texts.values():
        assert "đơn vị đã nộp" in text
        assert "chậm nhất 17:00 ngày" in text
        assert "tính đến" in text
    assert OWN in texts["co-ten"]
    assert OWN not in texts["khong-ten"]
    head.open(address)  # the leader has the picture too
    expect(head.page.get_by_role("link", name="Ảnh tiến độ gửi Zalo")).to_be_visible()
    head.look("han-4-lanh-dao")
