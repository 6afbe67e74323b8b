"""The pages of lists: what a person reads, in how many questions, and that reading people is written down."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns import deadlines, planning
from campaigns.models import Deadline
from committees import scopes
from core.models import AuditEntry, StoredFile
from donors import receiving
from donors.consent import TEXT_VERSION
from donors.models import Consent, Upload
from donors.views.uploads import upload_context
from tests.campaigns.desk import Desk, words
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, picture, work, workbook
from tests.quotas.years import NOW, Year

CONSENT = {"is_agreed": "on"}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


@pytest.fixture
def focal(cast: Cast) -> Desk:
    return Desk(cast.commune_focal)


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def upload_of(office: Office) -> Upload:
    with scopes.for_seat(office.seat):
        return Upload.objects.latest("at")


def test_the_form_asks_for_consent_once(office: Office, focal: Desk) -> None:
    here = ("list_type", office.round.pk, office.unit.pk)
    said = focal.send(*here, lines="Trần Thị Mẫu, 1990, thôn Đông")
    assert "Đánh dấu vào câu đồng ý" in said
    assert "Đã nhận 1 người" in focal.send(*here, lines="Trần Thị Mẫu, 1990, thôn Đông", **CONSENT)
    assert "đã biết và đồng ý" not in focal.get(*here)
    assert "Đã nhận 1 người" in focal.send(*here, lines="Lê Văn Thử 1985 thôn Tây")
    assert office.names() == ["Trần Thị Mẫu", "Lê Văn Thử"]
    assert "xác nhận lúc" in focal.get("volunteer_list", office.round.pk, office.unit.pk)
    with scopes.for_seat(office.seat):
        [kept] = Consent.objects.all()
    assert (kept.text_version, kept.seat_id, kept.user_id) == (TEXT_VERSION, office.seat.pk, office.person.user.pk)
    assert kept.said_by


def test_five_names_typed_on_a_phone(office: Office, focal: Desk) -> None:
    lines = (
        "1. Trần Thị Mẫu, 1990, thôn Đông\nLê Văn Thử; 15/3/1985; thôn Tây\n\n"
        "Phạm Ví Dụ - 2001 - thôn Nam\nHồ Thị, năm nào"
    )
    said = focal.send("list_type", office.round.pk, office.unit.pk, lines=lines, **CONSENT)
    assert "Đã nhận 3 người · 1 dòng cần sửa" in said
    assert "Dòng 5" in said
    assert office.names() == ["Phạm Ví Dụ", "Trần Thị Mẫu", "Lê Văn Thử"]


def test_typed_names_add_and_take_nobody_off(office: Office, focal: Desk) -> None:
    office.send(workbook())
    focal.send("list_type", office.round.pk, office.unit.pk, lines="Đỗ Văn Thêm, 1992, thôn Tây")
    assert len(office.names()) == 4


def test_a_photo_counts_as_on_time_and_is_typed_from(office: Office, focal: Desk, clerk: Desk, cast: Cast) -> None:
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=timezone.localdate())
    photo = SimpleUploadedFile("IMG_1.jpg", picture(), "image/jpeg")
    said = focal.send("list_photo", office.round.pk, office.unit.pk, photo=photo, **CONSENT)
    assert "Đã nhận ảnh, chờ nhập" in said
    assert "Đã nhận ảnh, chờ nhập" in clerk.get("round_lists", office.round.pk)
    shown = clerk.client.get(reverse("photo_file", args=[upload_of(office).pk]))
    assert shown["Content-Type"] == "image/jpeg"
    assert "chụp tại nhà riêng".encode() not in shown.content, "what a phone hides in a picture is not kept"
    upload = upload_of(office)
    said = clerk.send("photo", upload.pk, lines="Trần Thị Mẫu, 1990, thôn Đông\nLê Văn Thử, 1985, thôn Tây")
    assert "Đã thêm 2 người từ ảnh" in said
    clerk.get("photo", upload.pk)
    with scopes.for_system("tests"):
        assert AuditEntry.objects.filter(action="people.read").latest("at").after == {"count": 2}
    assert "Đã nhập xong" in clerk.send("photo_done", upload.pk)
    assert "2 người đăng ký" in focal.get("volunteer_list", office.round.pk, office.unit.pk)


def test_a_photo_of_an_identity_card_is_erased_for_good(office: Office, focal: Desk, clerk: Desk) -> None:
    photo = SimpleUploadedFile("IMG_1.jpg", picture(), "image/jpeg")
    focal.send("list_photo", office.round.pk, office.unit.pk, photo=photo, **CONSENT)
    upload = upload_of(office)
    assert "Đã xóa hẳn ảnh này" in clerk.send("photo_erase", upload.pk)
    assert clerk.client.get(reverse("photo_file", args=[upload.pk])).status_code == 404
    with scopes.for_seat(office.seat):
        assert not StoredFile.objects.exclude(readers=None).exists()


@pytest.mark.parametrize("content", [b"", b"not a picture", workbook()[:2000]])
def test_what_is_no_picture_is_refused(office: Office, focal: Desk, content: bytes) -> None:
    photo = SimpleUploadedFile("anh.jpg", content, "image/jpeg")
    said = focal.send("list_photo", office.round.pk, office.unit.pk, photo=photo, **CONSENT)
    assert "chụp lại" in said
    with scopes.for_seat(office.seat):
        assert not Upload.objects.exists()


def test_forces_send_a_number_and_no_names(office: Office, focal: Desk) -> None:
    here = ("list_number", office.round.pk, office.unit.pk)
    assert "Số người phải từ 1" in focal.send(*here, number="0")
    assert "Đã nhận số lượng" in focal.send(*here, number="25")
    assert "đã gửi số lượng: 25 người" in focal.get("volunteer_list", office.round.pk, office.unit.pk)


def test_a_number_does_not_stand_against_a_list_that_counts(office: Office, focal: Desk) -> None:
    office.send(workbook())
    here = ("list_number", office.round.pk, office.unit.pk)
    assert "Danh sách của đơn vị đang có 3 người; thu hồi danh sách trước" in focal.send(*here, number="25")
    assert "đã gửi số lượng" not in focal.get("volunteer_list", office.round.pk, office.unit.pk)


def test_pasted_cells_are_read_as_a_file_is(office: Office, focal: Desk) -> None:
    cells = "STT\tHọ và tên\tNăm sinh\tĐơn vị\n1\tTrần Thị Mẫu\t1990\tThôn Đông\n2\tLê Văn Thử\t1985\tThôn Tây\n"
    focal.send("list_paste", office.round.pk, office.unit.pk, cells=cells, **CONSENT)
    work(timezone.now())
    assert "Đã nhận 2 người" in focal.get("upload", upload_of(office).pk)


def test_the_clerk_hands_in_for_a_unit_and_it_is_said(office: Office, clerk: Desk, focal: Desk) -> None:
    said = clerk.send(
        "list_type",
        office.round.pk,
        office.unit.pk,
        lines="Trần Thị Mẫu, 1990, thôn Đông",
        via="Zalo",
        received_at="2026-11-20T09:30",
        **CONSENT,
    )
    assert "Đã nhận 1 người" in said
    assert "nộp thay, nhận qua Zalo lúc 09:30, 20/11/2026" in focal.get(
        "volunteer_list", office.round.pk, office.unit.pk
    )
    receipt = clerk.get("upload_receipt", upload_of(office).pk)
    assert "Đã nhận danh sách đăng ký hiến máu của xã An Thạnh, Đợt 1, lúc 09:30 ngày 20/11/2026: 1 người." in receipt


def test_reading_people_is_written_down(office: Office, clerk: Desk) -> None:
    office.send(workbook())
    clerk.get("volunteer_list", office.round.pk, office.unit.pk)
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.filter(action="people.read").latest("at")
    assert (entry.path, entry.after, entry.source) == (office.unit.path, {"count": 3}, "web")


def test_a_neighbour_finds_nothing(office: Office, cast: Cast) -> None:
    office.send(workbook())
    neighbour = Desk(cast.other_focal).client
    for route, arguments in (
        ("volunteer_list", [office.round.pk, office.unit.pk]),
        ("upload", [upload_of(office).pk]),
        ("upload_receipt", [upload_of(office).pk]),
    ):
        assert neighbour.get(reverse(route, args=arguments)).status_code == 404, route


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_of_a_round_cost_the_same_however_many(
    count: int, office: Office, cast: Cast, year: Year, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        planning.set_participants(round=office.round, units=year.units[:count])
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=timezone.localdate())
    for person, unit in zip(
        (cast.commune_focal, cast.other_focal, cast.agency_focal), year.units[:count], strict=False
    ):
        Office(person, office.round, unit).send(workbook())
    desk = Desk(cast.district_clerk)
    desk.get("round_lists", office.round.pk)
    with django_assert_num_queries(16):
        desk.get("round_lists", office.round.pk)
    with django_assert_num_queries(29):
        desk.get("volunteer_list", office.round.pk, office.unit.pk)


def test_a_moment_to_come_is_no_moment_of_receipt(office: Office, clerk: Desk) -> None:
    tomorrow = timezone.localtime() + dt.timedelta(days=1)
    said = clerk.send(
        "list_type",
        office.round.pk,
        office.unit.pk,
        lines="Trần Thị Mẫu, 1990",
        via="Zalo",
        received_at=f"{tomorrow:%Y-%m-%dT%H:%M}",
        **CONSENT,
    )
    assert "Giờ nhận ở sau lúc này" in said


def test_a_long_list_is_searched_by_name(office: Office, focal: Desk) -> None:
    office.send(workbook([*PEOPLE, ("Lý Văn Tìm", 1990, "Thôn Đông", "")]))
    page = focal.get("volunteer_list", office.round.pk, office.unit.pk, name="ly van")
    assert "Lọc Họ và tên" in page
    assert "Lý Văn Tìm" in page
    assert "Lê Văn Thử" not in page


def test_a_reading_that_ends_while_its_page_is_made_is_told_as_ended(office: Office) -> None:
    with scopes.for_seat(office.seat):
        upload = receiving.receive_file(
            volunteer_list=office.list(),
            name="danh sach.xlsx",
            content=workbook(),
            is_agreed=True,
            sender=office.sender,
            now=NOW,
        )
    work(NOW)
    with scopes.for_seat(office.seat):
        context = upload_context(upload)  # looked up before the job ended
    assert (context["has_failed"], context["is_running"]) == (False, False)
    assert "Đã nhận 3 người" in str(context["summary"])


def test_more_pasted_than_fits_gets_one_sentence(year: Year, cast: Cast) -> None:
    office = Office(cast.commune_focal, year.round, cast.commune)
    cells = "Trần Thị Mẫu\t1990\tThôn Đông\n" * 100_000
    address = reverse("list_paste", args=[year.round.pk, cast.commune.pk])
    response = Desk(cast.commune_focal).client.post(address, {"cells": cells, "is_agreed": "on"})
    assert response.status_code == 413
    assert "Chưa có gì được lưu. Quay lại trang trước; danh sách dài thì nộp bằng tệp Excel." in words(response)
    with scopes.for_seat(office.seat):
        assert not Upload.objects.exists()


def test_taking_back_says_what_changed_and_what_does_not_come_back(office: Office, focal: Desk) -> None:
    bad = ("Hồ Thị Sai", "19977", "Thôn Tây", "")
    office.send(workbook([*PEOPLE, bad]), now=NOW)
    moved = ("Trần Thị Mẫu", 1990, "Thôn Bắc", "0912000001")
    later = office.send(workbook([moved, *PEOPLE[1:], ("Đỗ Văn Thêm", 1992, "Thôn Tây", "")]), now=NOW + HOUR)
    gone = "1 dòng chưa được tính của lần nộp trước không trở lại"
    assert f"{gone}." in focal.get("upload", later.pk)
    said = focal.send("upload_withdraw", later.pk)
    assert "bớt 1 người, trả lại 0 người. 1 người đã sửa trở lại như trước." in said
    assert f"{gone}; nộp lại tệp đó để sửa tiếp." in said


def test_taking_back_what_never_counted_says_that_nothing_changed(office: Office, focal: Desk) -> None:
    office.send(workbook(), now=NOW)
    waiting = office.send(workbook(PEOPLE[:2]), now=NOW + HOUR)
    assert "không trở lại" not in focal.get("upload", waiting.pk)
    assert "Đã thu hồi lần nộp này; danh sách không thay đổi." in focal.send("upload_withdraw", waiting.pk)
    assert len(office.names()) == 3


def test_a_file_that_is_no_list_leads_to_the_other_ways(office: Office, focal: Desk) -> None:
    refused = office.send(picture(), name="danh sach.xlsx")
    page = focal.get("upload", refused.pk)
    assert "là ảnh; dùng nút “Chụp ảnh danh sách giấy”" in page
    assert "Chụp ảnh danh sách giấy Chỉ gửi số lượng" in page


@pytest.mark.parametrize(
    ("route", "field", "megabytes", "sentence"),
    [
        ("list_hand_in", "file", 16, "Tệp “nang.bin” nặng hơn 15 MB; xóa ảnh và các trang tính không cần rồi nộp lại."),
        ("list_photo", "photo", 26, "Ảnh “nang.bin” nặng hơn 25 MB; chụp lại bằng máy ảnh của điện thoại."),
    ],
)
def test_what_is_too_heavy_is_said_before_it_is_read(  # noqa: PLR0917  # what pytest gives
    office: Office, focal: Desk, route: str, field: str, megabytes: int, sentence: str
) -> None:
    heavy = SimpleUploadedFile("nang.bin", bytes(megabytes << 20))
    assert sentence in focal.send(route, office.round.pk, office.unit.pk, **{field: heavy}, **CONSENT)
    with scopes.for_seat(office.seat):
        assert not Upload.objects.exists()


def test_which_rows_count_once_is_told(office: Office, focal: Desk) -> None:
    upload = office.send(workbook([*PEOPLE, PEOPLE[1]]))
    page = focal.get("upload", upload.pk)
    assert "Đã đọc 4 dòng: 3 người hợp lệ · 0 dòng cần sửa · 1 dòng trùng." in page
    assert "Dòng 10 trùng với dòng 8 nên chỉ tính một lần." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_host_reads_why_somebody_is_known_and_the_unit_never_does(
    count: int, office: Office, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    focal, clerk = Desk(cast.commune_focal), Desk(cast.district_clerk)
    Office(cast.other_focal, office.round, cast.other_commune).send(workbook(PEOPLE[:count], title="XÃ AN HÒA"))
    office.send(workbook(PEOPLE[:count]))
    here = ("volunteer_list", office.round.pk, office.unit.pk)
    clerk.get(*here)
    with django_assert_num_queries(28):
        told = clerk.get(*here)
    assert told.count("từng đăng ký (") == count
    assert told.count("cùng họ tên, cùng năm sinh, cùng điện thoại") == count
    pages = [
        focal.get(*here),
        focal.get("upload", upload_of(office).pk),
        focal.get("upload_receipt", upload_of(office).pk),
    ]
    assert pages[0].count("từng đăng ký") == count
    assert [word for word in ("cùng họ tên", "cùng điện thoại", "từng đăng ký (") if word in "".join(pages)] == []
