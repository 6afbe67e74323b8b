"""The ground of browser tests: the real processes on the demo, seen by a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page

from config.installing import BASE_DIR
from tests.conftest import photograph


def test_the_first_page_is_the_sign_in_page_in_vietnamese(live_stack: str, open_page: Callable[..., Page]) -> None:
    for size, width in (("phone", 360), ("desk", 1280)):
        page = open_page(size)
        page.goto(f"{live_stack}/")
        assert "Đăng nhập" in page.inner_text("body")
        picture = photograph(page, "dang-nhap")
        assert picture == BASE_DIR / "var" / "screenshots" / f"dang-nhap-{width}.png"
        assert picture.stat().st_size > 1_000
