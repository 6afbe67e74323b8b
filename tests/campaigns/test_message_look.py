"""Every message about duties, its mail as a phone and a desk show it: nothing is cut off, both texts say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from campaigns import reminder_texts
from campaigns.models import Deadline, Duty, Extension, Plan, Round
from campaigns.reminder_texts import Line
from committees.models import Seat, Unit, User
from core.text.dates import VIETNAM
from notices.mail_texts import Text, letter
from notices.models import Delivery, Notice

LONG_UNIT = "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên khu vực Bình Hải"
DUE = dt.datetime(2026, 11, 24, 17, tzinfo=VIETNAM)
NOW = DUE - dt.timedelta(days=3)
LATER = DUE + dt.timedelta(days=7)
UNIT = Unit(pk=1, name=LONG_UNIT)
DEADLINE = Deadline(
    pk=1, kind="list", due_at=LATER, round=Round(name="Đợt 2"), plan=Plan(title="Kế hoạch 2026"), wording="by"
)
DUTY = Duty(pk=1, unit=UNIT, deadline=DEADLINE)


def extension(state: str) -> Extension:
    return Extension(
        duty=DUTY,
        state=state,
        reason="Mưa lũ <chia cắt> thôn Đông",
        answer="Đã gia hạn hai lần" if state == "refused" else "",
        wanted_until=LATER + dt.timedelta(days=3),
        until=LATER + dt.timedelta(days=3),
        asked_by_label="Hồ Văn Mối (Đầu mối)",
    )


def messages() -> dict[str, tuple[str, Text]]:
    line = Line(LONG_UNIT, DEADLINE, LATER, is_extended=False)
    return {
        "nhac": (Notice.Kind.DUTY, reminder_texts.digest([line, line], now=NOW)),
        "doi-han": (Notice.Kind.CHANGE, reminder_texts.moved([(line, DUE), (line, DUE)], reason="Mưa bão.")),
        "doi-buoi": (
            Notice.Kind.CHANGE,
            reminder_texts.drive_moved(
                "Đợt 2", before="thứ Năm 27/3/2036, 07:00, Nhà văn hóa", after="", reason="Mưa lũ <chia cắt> thôn Đông."
            ),
        ),
        "xin-gia-han": (Notice.Kind.CHANGE, reminder_texts.asked(extension("asked"))),
        "duoc-gia-han": (Notice.Kind.CHANGE, reminder_texts.answered(extension("granted"), now=NOW)),
        "khong-gia-han": (Notice.Kind.CHANGE, reminder_texts.answered(extension("refused"), now=NOW)),
    }


@pytest.mark.parametrize("name", list(messages()))
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_message_fits_the_screen_and_says_the_same_in_both_its_texts(
    open_page: Callable[..., Page], screenshot: Callable[[Page, str], Path | None], name: str, size: str
) -> None:
    kind, text = messages()[name]
    row = Delivery(
        notice_id=7,
        seat=Seat(pk=1, title="Đầu mối", unit=UNIT),
        user=User(pk=1, full_name="Hồ Văn Mối"),
        kind=kind,
        message_id="<1@example.vn>",
    )
    mail = letter(row, text, address="moi@example.vn")
    page = open_page(size, java_script_enabled=False)
    page.set_content(mail.html)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    screenshot(page, f"thu-{name}")
    shown = " ".join(page.locator("body").inner_text().split())
    plain = " ".join(mail.text.split())
    said = ("Đợt 2", "thứ Năm 27/3/2036, 07:00, Nhà văn hóa", "Danh sách đã nộp vẫn giữ nguyên")
    if name != "doi-buoi":
        said = (LONG_UNIT, "Danh sách người đăng ký hiến máu, Đợt 2", "17:00")
    for part in said:
        assert part in shown
        assert part in plain
    if kind == Notice.Kind.CHANGE and name != "doi-han":
        assert ("Mưa lũ <chia cắt> thôn Đông" in shown) == (name != "khong-gia-han")
        assert ("Mưa lũ <chia cắt> thôn Đông" in plain) == (name != "khong-gia-han")
    assert ".." not in plain.replace("...", "")
