"""Job 3: the đầu mối of one commune, on a phone: what it owes, its own figures, and nothing of its neighbours."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import psycopg
import pytest
from playwright.sync_api import Page, expect

from committees.signing_in import normal_login
from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK, Cast
from core.text.dates import VIETNAM
from tests import databases
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.live import LiveStack

LAST = dt.datetime.now(VIETNAM).year - 1
MOST_PAGES = 250
VENUE = "Hội trường Trung tâm Y tế khu vực Bình Sơn"  # where one gives blood, though the house of a neighbour
OWN = "Xã Bình Minh"
FORCES = "Ban Chỉ huy Phòng thủ khu vực Bình Sơn"
LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]+)\"")
NEVER_FOLLOWED = ("/ngon-ngu/", "/tai-khoan/")
SAME_AGAIN = ("sort=", "year=")  # the same rows in another order, the same pages of other years


@pytest.fixture
def focal(visit: Visit) -> Visitor:
    return visit(COMMUNE_FOCAL, "phone")


@pytest.fixture(scope="module")
def seen() -> dict[str, dict[str, str]]:
    """Kept over the module: what the clerk's pages told about the neighbours."""
    return {}


def neighbours(visit: Visit, seen: dict[str, dict[str, str]]) -> dict[str, str]:
    """Every other unit of khu vực Bình Sơn by name, and the address of its page, as its clerk sees them."""
    if "neighbours" not in seen:
        clerk = visit(KHU_VUC_CLERK)
        clerk.menu("Tiến độ")
        links = clerk.page.locator("#units tbody tr th a")
        pairs = zip(
            links.all_inner_texts(), links.evaluate_all("links => links.map(link => link.pathname)"), strict=True
        )
        seen["neighbours"] = {name: address for name, address in pairs if name != OWN}
    assert len(seen["neighbours"]) == 20
    return seen["neighbours"]


def test_the_first_page_is_what_the_commune_owes(focal: Visitor) -> None:
    card = focal.page.locator("article.duty").filter(has_text="Nộp danh sách người đăng ký hiến máu")
    expect(card).to_contain_text("Chưa nộp")
    expect(card).to_contain_text("Chậm nhất 17:00")
    expect(card).to_contain_text("còn")
    expect(card).to_contain_text("Chỉ tiêu 62 đơn vị máu")
    assert focal.figure() == (35, 112)
    focal.look("viec-3-viec-cua-toi")


def test_progress_is_of_the_own_commune_alone(focal: Visitor) -> None:
    focal.menu("Tiến độ")
    assert OWN in focal.heading()
    assert focal.figure() == (35, 112)
    assert focal.page.locator("#units").count() == 0
    focal.look("viec-3-tien-do")
    focal.menu("Kế hoạch và đợt")
    focal.look("viec-3-ke-hoach")
    assert focal.page.get_by_role("link", name="Lập kế hoạch").count() == 0
    for name in ("Khu vực Bình Sơn", "Tỉnh Quảng Ngãi"):
        expect(focal.page.locator("#plans tbody").get_by_text(name).first).to_be_visible()


def test_no_page_it_can_reach_names_a_neighbour(focal: Visitor, visit: Visit, seen: dict[str, dict[str, str]]) -> None:
    names = neighbours(visit, seen)
    waiting, read = ["/", f"/tien-do/?year={LAST}"], set[str]()
    while waiting and len(read) < MOST_PAGES:
        address = waiting.pop()
        if address in read:
            continue
        read.add(address)
        answer = focal.page.request.get(f"{focal.base}{address}")
        assert answer.status == 200, f"a link leads to {address}: {answer.status}"
        if not answer.headers["content-type"].startswith("text/"):
            continue
        text = html.unescape(answer.text()).replace(VENUE, "")
        assert [name for name in names if name in text] == [], address
        for link in LINK.findall(text):
            found = urldefrag(urljoin(f"{focal.base}{address}", link)).url
            inside = found.removeprefix(focal.base)
            if (
                inside.startswith("/")
                and not inside.startswith(NEVER_FOLLOWED)
                and not any(s in inside for s in SAME_AGAIN)
            ):
                waiting.append(inside)
    assert len(read) < MOST_PAGES
    assert any(address.startswith("/dot/") for address in read)  # it went down into rounds
    assert any("_export" in address for address in read)  # and through the exports


def test_the_address_of_a_neighbour_is_not_found(focal: Visitor, visit: Visit, seen: dict[str, dict[str, str]]) -> None:
    for address in neighbours(visit, seen).values():
        for more in ("", "anh.png"):
            assert focal.page.request.get(f"{focal.base}{address}{more}").status == 404, address
    focal.open(next(iter(neighbours(visit, seen).values())), status=404)
    focal.look("viec-3-khong-thay")


def test_nor_are_the_superiors_grids(focal: Visitor, visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK)
    clerk.press("Nhập kết quả")
    results = clerk.path
    clerk.menu("Kế hoạch và đợt")
    plan = clerk.page.locator("#plans tbody tr th a").first.get_attribute("href")
    for address in (
        results,
        f"{plan}chi-tieu/",
        f"{plan}phu-luc-nam-truoc/",
        f"{plan}cap-tren-giao/",
        "/van-ban/lap-bao-cao/",
    ):
        assert focal.page.request.get(f"{focal.base}{address}").status in (403, 404), address
    focal.open(results, status=403)
    focal.look("viec-3-khong-duoc")


def test_nobody_to_register_is_answered_once_and_with_a_reason(focal: Visitor) -> None:
    card = focal.page.locator("article.duty").filter(has_text="Nộp danh sách")
    focal.follow(card.get_by_role("link", name="Không có người đăng ký"))
    focal.look("viec-3-khong-co-nguoi")
    focal.page.get_by_label("Lý do không có người đăng ký").fill("   ")
    focal.press("Nộp")
    expect(focal.page.locator(".error-summary, :invalid").first).to_be_visible()
    focal.page.get_by_label("Lý do không có người đăng ký").fill("Cả xã đang vào mùa gặt")
    focal.press_twice("Nộp")
    expect(focal.notice()).to_contain_text("Đã nhận: không có người đăng ký.")
    expect(focal.page.locator("article.duty").filter(has_text="Nộp danh sách")).to_have_count(0)
    focal.page.locator("details.fold summary").click()
    expect(focal.page.locator("details.fold")).to_contain_text("Không có người đăng ký")
    focal.look("viec-3-da-xong")


def test_without_scripts_the_duty_is_answered_too(visit: Visit) -> None:
    focal = visit(COMMUNE_FOCAL, "phone", java_script_enabled=False)
    assert focal.figure() == (35, 112)
    focal.menu("Tiến độ")
    assert focal.figure() == (35, 112)


@pytest.fixture
def forces(
    live_processes: LiveStack, open_page: Callable[..., Page], screenshot: Callable[[Page, str], Path | None]
) -> Visitor:
    """The đầu mối of an armed-forces unit on a phone, who has set a password: the demo's own."""
    owner = databases.environment_for(live_processes.database)["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        row = connection.execute(
            "UPDATE committees_user SET password = (SELECT password FROM committees_user WHERE login = %s) WHERE id = ("
            "SELECT holding.user_id FROM committees_seatholding holding JOIN committees_seat seat ON seat.id = "
            "holding.seat_id JOIN committees_unit unit ON unit.id = seat.unit_id WHERE unit.name = %s) RETURNING login",
            [normal_login(COMMUNE_FOCAL.phone), FORCES],
        ).fetchone()
    assert row is not None
    visitor = Visitor(open_page("phone"), live_processes.url, screenshot)
    visitor.sign_in(Cast(str(row[0]), FORCES, ""))
    return visitor


def test_an_armed_forces_unit_sends_only_its_number(forces: Visitor, visit: Visit) -> None:
    card = forces.page.locator("article.duty").filter(has_text="Nộp danh sách")
    forces.look("viec-3-luc-luong-vu-trang")
    assert card.locator("a.button.primary").inner_text() == "Chỉ gửi số lượng"
    forces.follow(card.get_by_role("link", name="Chỉ gửi số lượng"))
    assert forces.page.get_by_label("Người có tên trong danh sách").count() == 0, "no names, no consent"
    forces.page.get_by_label("Số người đăng ký").fill("0")
    forces.press("Gửi số lượng")
    expect(forces.page.locator(".error-summary")).to_contain_text("Số người phải từ 1")
    forces.page.get_by_label("Số người đăng ký").fill("14")
    forces.look("viec-3-chi-gui-so-luong")
    forces.press("Gửi số lượng")
    expect(forces.notice().first).to_contain_text("Đã nhận số lượng")
    expect(forces.page.locator("main")).to_contain_text("đã gửi số lượng: 14 người")
    forces.look("viec-3-da-gui-so-luong")
    forces.menu("Việc của tôi")
    expect(forces.page.locator("article.duty").filter(has_text="Nộp danh sách")).to_have_count(0)
    clerk = visit(KHU_VUC_CLERK)
    clerk.menu("Danh sách")
    clerk.follow(clerk.page.get_by_role("link", name="Đợt 2"))
    line = clerk.page.locator("#lists tbody tr").filter(has_text=FORCES)
    expect(line).to_contain_text("Đã nhận")
    expect(line).to_contain_text("14")
