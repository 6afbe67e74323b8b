"""A unit hands in by the link that the clerk sent to Zalo: on a phone, without an account, with or without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import FilePayload, Page, expect

from config.demo.people import KHU_VUC_CLERK
from tests import databases
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.donors.office import PEOPLE, workbook
from tests.live import LiveStack

UNREADABLE = ("Hồ Thị Sai", "19977", "Thôn Tây", "")
ZALO = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 Zalo android/24.1"
UNIT = "Xã Bình Minh"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file(content: bytes, name: str = "danh sach.xlsx") -> FilePayload:
    return {"name": name, "mimeType": XLSX, "buffer": content}


@pytest.fixture
def clerk(visit: Visit) -> Visitor:
    """The clerk at the links of the open round."""
    clerk = visit(KHU_VUC_CLERK)
    clerk.menu("Danh sách")
    clerk.follow(clerk.page.locator("article.duty h2").get_by_role("link"))
    clerk.press("Đường dẫn nộp danh sách")
    return clerk


@pytest.fixture
def link(clerk: Visitor) -> str:
    """A fresh link for the unit, as its page shows it."""
    clerk.follow(clerk.page.locator("#links tbody").get_by_role("link", name=UNIT, exact=True))
    clerk.press("Tạo mới" if clerk.page.get_by_role("button", name="Tạo mới").count() else "Tạo đường dẫn")
    return clerk.page.get_by_label("Đường dẫn", exact=True).input_value().removeprefix(clerk.base)


@pytest.fixture
def phone(
    open_page: Callable[..., Page], live_stack: str, screenshot: Callable[[Page, str], Path | None]
) -> Callable[..., Visitor]:
    """Somebody with a phone and no account: ``phone()``, or with Playwright's options."""
    return lambda **options: Visitor(open_page("phone", **options), live_stack, screenshot)


def hand_in(visitor: Visitor, content: bytes, name: str = "danh sach.xlsx") -> None:
    """Fill the form in as far as it asks; the button is pressed by the test."""
    visitor.page.get_by_label("Tệp danh sách").set_input_files(file(content, name))
    visitor.page.get_by_label("Người nộp").fill("Trần Văn Gửi, văn phòng")
    consent = visitor.page.get_by_label("đã biết và đồng ý")
    if consent.count():
        consent.check()


def test_the_clerk_gives_everybody_a_link_and_copies_them_one_by_one(clerk: Visitor) -> None:
    clerk.look("lien-ket-trong")
    clerk.press("Tạo đường dẫn cho tất cả")
    expect(clerk.notice()).to_contain_text("đường dẫn")
    clerk.look("lien-ket")
    clerk.press("Chép lần lượt gửi Zalo")
    assert "/nop/" in clerk.page.locator("textarea").first.input_value()
    clerk.look("lien-ket-tin-nhan")


def test_a_unit_hands_in_and_mends_without_signing_in(link: str, clerk: Visitor, phone: Callable[..., Visitor]) -> None:
    clerk.look("lien-ket-don-vi")
    unit = phone(user_agent=ZALO)
    unit.open(link)
    expect(unit.page.get_by_role("heading", level=1)).to_have_text("Nộp danh sách hiến máu")
    unit.look("nop")
    unit.press("Nộp danh sách")
    expect(unit.page.locator(".error-summary")).to_contain_text("Chọn tệp danh sách rồi nộp.")
    unit.look("nop-thieu")
    hand_in(unit, workbook([*PEOPLE, UNREADABLE]))
    unit.press_twice("Nộp danh sách")
    expect(unit.page.locator(".outcome")).to_have_text("Đã nhận 3 người · 1 dòng cần sửa", timeout=20_000)
    expect(unit.page.get_by_role("button", name="Chép biên nhận")).to_be_visible()
    unit.look("nop-xong")
    unit.press("1997")
    expect(unit.notice().first).to_have_text("Đã sửa và nhận dòng này.")
    expect(unit.page.locator(".outcome")).to_have_text("Đã nhận 4 người")
    unit.press("Thu hồi lần nộp này")
    expect(unit.page.locator(".outcome")).to_have_text("Đã thu hồi")
    unit.look("nop-thu-hoi")


def test_a_wrong_file_is_told_and_another_can_be_sent(link: str, phone: Callable[..., Visitor]) -> None:
    unit = phone()
    unit.open(link)
    hand_in(unit, b"\x89PNG\r\n\x1a\n" + bytes(300), "anh.xlsx")
    unit.press("Nộp danh sách")
    expect(unit.page.locator(".outcome")).to_contain_text("ảnh", timeout=20_000)
    unit.look("nop-sai-tep")
    unit.press("Nộp tệp khác")
    assert unit.path == link


def test_without_a_script_the_page_is_looked_at_again_by_hand(link: str, phone: Callable[..., Visitor]) -> None:
    unit = phone(java_script_enabled=False)
    unit.open(link)
    hand_in(unit, workbook())
    unit.press("Nộp danh sách")
    for _again in range(40):
        if unit.page.locator(".outcome").count():
            break
        unit.follow(unit.page.get_by_role("link", name="Xem lại"))
    expect(unit.page.locator(".outcome")).to_have_text("Đã nhận 3 người")
    unit.open(f"{link}go-ten/")
    unit.page.get_by_label("Mỗi người một dòng").fill("Đinh Thị Mới, 1993, Thôn Bắc")
    unit.page.get_by_label("Người nộp").fill("Trần Văn Gửi")
    unit.press("Thêm vào danh sách")
    expect(unit.page.locator(".outcome")).to_have_text("Đã nhận 1 người")
    unit.press("Thu hồi lần nộp này")
    expect(unit.page.locator(".outcome")).to_have_text("Đã thu hồi")


def test_a_version_that_takes_people_off_waits_for_the_clerk(
    link: str, clerk: Visitor, phone: Callable[..., Visitor]
) -> None:
    unit = phone()
    for people, said in ((PEOPLE, "Đã nhận 3 người"), (PEOPLE[:2], "Chờ thay danh sách cũ")):
        unit.open(link)
        hand_in(unit, workbook(people))
        unit.press("Nộp danh sách")
        expect(unit.page.locator(".outcome")).to_have_text(said, timeout=20_000)
    assert "Thay danh sách cũ" not in [each.inner_text() for each in unit.page.get_by_role("button").all()]
    unit.look("nop-cho-thay")
    clerk.menu("Danh sách")
    clerk.follow(clerk.page.locator("article.duty h2").get_by_role("link"))
    row = clerk.page.locator("#lists tbody tr").filter(has=clerk.page.get_by_role("link", name=UNIT, exact=True))
    expect(row).to_contain_text("Đã tải lên, cần xem")


def test_a_revoked_and_an_ended_link_say_whom_to_ask(
    link: str, clerk: Visitor, phone: Callable[..., Visitor], live_processes: LiveStack
) -> None:
    unit = phone()
    unit.open(link)
    owner = databases.environment_for(live_processes.database)["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("UPDATE donors_uploadlink SET expires_at = now() - interval '1 day', deadline_id = NULL")
        connection.execute("UPDATE campaigns_deadline SET due_at = now() - interval '30 days' WHERE kind = 'list'")
    hand_in(unit, workbook())
    unit.press("Nộp danh sách")  # it ended while the page was open
    expect(unit.page.get_by_role("heading", level=1)).to_have_text("Đường dẫn không mở được")
    expect(unit.page.locator("main")).to_contain_text("hết hạn")
    unit.look("nop-het-han")
    clerk.press("Tạo mới")
    again = clerk.page.get_by_label("Đường dẫn", exact=True).input_value().removeprefix(clerk.base)
    unit.open(again)
    clerk.press("Thu hồi")
    unit.open(again, status=404)
    expect(unit.page.locator("main")).to_contain_text("đã thu hồi")
    unit.open("/nop/khong-co/", status=404)
    unit.look("nop-khong-co")


def test_no_link_stands_in_the_log_of_the_server(
    link: str, live_processes: LiveStack, phone: Callable[..., Visitor]
) -> None:
    unit = phone()
    unit.open(f"{link}00000000-0000-0000-0000-000000000000/", status=404)
    log = live_processes.log("web")
    assert "Not Found: /nop/…/" in log
    assert link.split("/")[2] not in log
