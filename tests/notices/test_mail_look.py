"""A mail as a phone and a desk show it: nothing is cut off, nothing is fetched, and the plain text says the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from committees.models import Seat, Unit, User
from notices.channels import Letter
from notices.mail_texts import Text, letter
from notices.models import Delivery, Notice

BODY = (
    "Đợt 2, khu vực Bình Hải: danh sách người đăng ký hiến máu.\n"
    "Chậm nhất 17:00 thứ Ba 24/11/2026, còn 2 ngày.\n\n"
    "Chỉ tiêu 45 đơn vị máu, cần vận động khoảng 62 người đăng ký."
)
SUBJECT = "Còn phải nộp danh sách đợt 2 trước 17:00 thứ Ba 24/11"
LONG_UNIT = "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên khu vực Bình Hải"


def written(kind: str, text: Text) -> Letter:
    seat = Seat(pk=1, title="Đầu mối", unit=Unit(pk=1, name=LONG_UNIT))
    user = User(pk=1, full_name="Hồ Văn Mối")
    row = Delivery(notice_id=123_456, seat=seat, user=user, kind=kind, message_id="<1@example.vn>")
    return letter(row, text, address="moi@example.vn")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("kind", Notice.Kind.values)
def test_a_mail_fits_the_screen_and_fetches_nothing(
    open_page: Callable[..., Page], screenshot: Callable[[Page, str], Path | None], kind: str, size: str
) -> None:
    page = open_page(size, java_script_enabled=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(written(kind, Text(SUBJECT, BODY)).html)
    assert asked == []
    widest = max(box["x"] + box["width"] for each in page.locator("body *").all() if (box := each.bounding_box()))
    assert widest <= page.viewport_size["width"]  # type: ignore[index]
    button = page.get_by_role("link").first.bounding_box()
    assert button is not None
    assert button["height"] >= 44
    screenshot(page, f"thu-{kind}")


def test_the_plain_text_has_everything_too() -> None:
    mail = written(Notice.Kind.DUTY, Text(SUBJECT, BODY, "<p>Như bảng.</p>"))
    assert "<p>Như bảng.</p>" in mail.html
    assert BODY.splitlines()[0] in mail.text
    for part in ("Kính gửi Hồ Văn Mối", SUBJECT, "/thong-bao/123456/", "/nhan-tin/", LONG_UNIT):
        assert part in mail.text
        assert part in mail.html
    assert max(map(len, mail.text.splitlines())) <= 110


def test_what_was_typed_is_escaped_in_the_mail_and_plain_in_the_text() -> None:
    mail = written(Notice.Kind.PLAIN, Text("Tin <b>", "Đợt <script> & “2”"))
    assert "<script>" not in mail.html
    assert "Đợt <script> & “2”" in mail.text
