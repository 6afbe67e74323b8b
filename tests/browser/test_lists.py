"""The jobs of volunteer lists, as the people do them: a commune's workbook, its correction, names, photos, numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL, KHU_VUC_CLERK
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.donors.office import PEOPLE, picture, workbook

BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "0912000005")
MORE = [(f"Trần Văn {name}", 1980 + number, "Thôn Đông", "") for number, name in enumerate(("Một", "Hai", "Ba", "Bốn"))]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "danh sach binh minh (2).xlsx"
    path.write_bytes(workbook([*PEOPLE, *MORE, BAD], round=""))
    return path


@pytest.fixture
def focal(visit: Visit) -> Visitor:
    return visit(COMMUNE_FOCAL, "phone")


def test_a_commune_drops_its_own_workbook_on_the_page(focal: Visitor, book: Path) -> None:
    focal.look("ds-1-viec-cua-toi")
    focal.press("Nộp danh sách")
    focal.look("ds-1-nop")
    focal.page.get_by_label("Tệp danh sách").set_input_files(book)
    focal.press("Nộp danh sách")
    expect(focal.page.locator("main")).to_contain_text("Đánh dấu vào câu đồng ý")
    focal.page.get_by_label("Tệp danh sách").set_input_files(book)
    focal.page.get_by_label("Người có tên trong danh sách").check()
    focal.press("Nộp danh sách")
    expect(focal.page.locator(".outcome")).to_contain_text("Đã nhận 7 người", timeout=20_000)
    expect(focal.page.locator(".outcome")).to_contain_text("1 dòng cần sửa")
    focal.look("ds-1-ket-qua")
    focal.press("1997")
    expect(focal.page.locator(".outcome")).to_have_text("Đã nhận 8 người")
    focal.press("Biên nhận")
    focal.look("ds-1-bien-nhan")
    focal.press("Xong")
    focal.press("Xem danh sách")
    focal.look("ds-1-danh-sach")


def test_the_clerk_sees_all_lists_of_the_round(visit: Visit) -> None:
    clerk = visit(KHU_VUC_CLERK)
    clerk.menu("Danh sách")
    clerk.look("ds-6-cac-dot")
    clerk.follow(clerk.page.get_by_role("link", name="Đợt 2"))
    expect(clerk.page.locator("main")).to_contain_text("đơn vị đã nộp")
    clerk.look("ds-6-dot")


def hand_in(visitor: Visitor, path: Path, *, agree: bool = False) -> None:
    """From the first page to the outcome."""
    visitor.menu("Danh sách")
    visitor.press("Nộp danh sách")
    visitor.page.get_by_label("Tệp danh sách").set_input_files(path)
    if agree and visitor.page.get_by_label("Người có tên trong danh sách").count():
        visitor.page.get_by_label("Người có tên trong danh sách").check()
    visitor.press("Nộp danh sách")


def test_the_corrected_list_asks_before_anybody_goes(focal: Visitor, book: Path, tmp_path: Path) -> None:
    hand_in(focal, book, agree=True)
    expect(focal.page.locator(".outcome")).to_contain_text("Đã nhận 7 người", timeout=20_000)
    shorter = tmp_path / "danh sach sua.xlsx"
    shorter.write_bytes(workbook([*PEOPLE[:2], *MORE, ("Đỗ Văn Thêm", 1992, "Thôn Tây", "")]))
    hand_in(focal, shorter)
    expect(focal.page.locator(".notice.warn")).to_contain_text("Tệp này bớt", timeout=20_000)
    focal.look("ds-2-cho-thay")
    focal.press("Thay danh sách cũ")
    expect(focal.page.locator(".outcome")).to_contain_text("Đã nhận 7 người")
    focal.look("ds-2-da-thay")
    focal.press("Thu hồi lần nộp này")
    expect(focal.page.locator(".notice").first).to_contain_text("Đã thu hồi lần nộp")
    expect(focal.page.locator("#people")).to_contain_text("Phạm Thị Ví Dụ")


def test_names_are_typed_on_a_phone(focal: Visitor) -> None:
    focal.menu("Danh sách")
    focal.press("Xem danh sách")
    focal.press("Gõ tên")
    if focal.page.get_by_label("Người có tên trong danh sách").count():
        focal.page.get_by_label("Người có tên trong danh sách").check()
    focal.page.get_by_label("Mỗi người một dòng").fill("Tô Thị Gõ, 1991, thôn Đông\nTô Văn Gõ 1988 thôn Tây")
    focal.look("ds-3-go-ten")
    focal.press("Thêm vào danh sách")
    expect(focal.page.locator(".outcome")).to_contain_text("Đã nhận 2 người")


def test_a_photo_is_on_time_and_the_clerk_types_from_it(focal: Visitor, visit: Visit, tmp_path: Path) -> None:
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(picture(1200, 1600))
    focal.menu("Danh sách")
    focal.press("Xem danh sách")
    focal.press("Chụp ảnh danh sách giấy")
    if focal.page.get_by_label("Người có tên trong danh sách").count():
        focal.page.get_by_label("Người có tên trong danh sách").check()
    focal.page.get_by_label("Ảnh danh sách giấy").set_input_files(photo)
    focal.press("Gửi ảnh")
    expect(focal.page.locator(".notice").first).to_contain_text("Đã nhận ảnh, chờ nhập")
    clerk = visit(KHU_VUC_CLERK)
    clerk.menu("Danh sách")
    clerk.follow(clerk.page.get_by_role("link", name="Đợt 2"))
    clerk.follow(clerk.page.get_by_role("link", name="Xã Bình Minh"))
    clerk.follow(clerk.page.get_by_role("link", name="Xem ảnh"))
    clerk.page.get_by_label("Mỗi người một dòng").fill("Võ Thị Ảnh, 1979, thôn Nam")
    clerk.look("ds-3-nhap-tu-anh")
    clerk.press("Thêm vào danh sách")
    expect(clerk.page.locator("main")).to_contain_text("Đã thêm 1 người từ ảnh")
    clerk.press("Nhập xong ảnh này")
    expect(clerk.page.locator("main")).to_contain_text("Đã nhập xong ảnh danh sách")


def test_without_scripts_a_file_is_handed_in_too(visit: Visit, book: Path) -> None:
    focal = visit(COMMUNE_FOCAL, "phone", java_script_enabled=False)
    hand_in(focal, book, agree=True)
    for _look in range(40):
        if focal.page.locator(".outcome").count():
            break
        focal.page.wait_for_timeout(500)
        focal.page.reload()
    expect(focal.page.locator(".outcome").first).to_contain_text(re.compile("Đã nhận|Chờ thay danh sách cũ"))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("anh.xlsx", picture(), "là ảnh"),
        ("trong.xlsx", b"", "Tệp trống"),
        ("hong.xlsx", workbook()[:3000], "bị hỏng"),
    ],
)
def test_a_wrong_file_gets_one_sentence(
    focal: Visitor, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    hand_in(focal, path, agree=True)
    expect(focal.page.locator("main")).to_contain_text(sentence, timeout=20_000)


def test_the_day_is_asked_by_the_lists_own_example(focal: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "danh sach ngay sinh.xlsx"
    people = [("Tạ Thị Ngày", "03/04/1990", "Thôn Đông"), ("Tạ Văn Tháng", "05/06/1985", "Thôn Tây")]
    path.write_bytes(workbook(people, headings=("STT", "Họ và tên", "Ngày sinh", "Đơn vị")))
    hand_in(focal, path, agree=True)
    main = focal.page.locator("main")
    expect(main).to_contain_text("Ngày trước hay tháng trước?", timeout=20_000)
    expect(main).to_contain_text("03/04/1990 là ngày 4 tháng 3")
    focal.look("ds-7-ngay-thang")
    focal.page.get_by_label("03/04/1990 là ngày 3 tháng 4").check()
    focal.press("Đọc theo cách này")
    expect(focal.page.locator(".outcome, .notice.warn").last).to_be_visible(timeout=20_000)
    expect(main).not_to_contain_text("Ngày trước hay tháng trước?", timeout=20_000)


def test_what_was_read_wrongly_is_read_again(focal: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "danh sach phong cu.xlsx"
    old = [
        ("TrÇn ThÞ MÉu", 1990, "Th«n §«ng"),
        ("Ph¹m ThÞ HuyÒn", 2001, "Th«n T©y"),
        ("§ç V¨n H\xadng", 1992, "Th«n T©y"),
    ]
    path.write_bytes(workbook(old, headings=("STT", "Họ và tên", "Năm sinh", "Đơn vị")))
    hand_in(focal, path, agree=True)
    main = focal.page.locator("main")
    expect(main).to_contain_text("phông chữ cũ", timeout=20_000)
    focal.press("Đọc sai? Đọc lại theo cách khác")
    expect(main).to_contain_text("“TrÇn ThÞ MÉu” thành “Trần Thị Mẫu”")
    focal.look("ds-8-doc-lai")
    focal.press("Đọc lại")
    expect(focal.notice().first).to_contain_text("Chưa đổi gì so với cách đã đọc")
    focal.press("Đọc sai? Đọc lại theo cách khác")
    focal.page.get_by_label("Giữ nguyên chữ").first.check()
    focal.press("Đọc lại")
    expect(focal.page.locator(".notice.warn")).to_contain_text("Tệp này bớt", timeout=20_000)
    focal.press("Thay danh sách cũ")
    expect(focal.page.locator(".outcome")).to_contain_text("Đã nhận 3 người")
    focal.press("Xem danh sách")
    expect(focal.page.locator("#people")).to_contain_text("TrÇn ThÞ MÉu")
