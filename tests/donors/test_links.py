"""A link to hand in without signing in: for one unit and round, for a while; it tells of its own file alone."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns import deadlines, planning, sessions
from campaigns.models import Deadline, Duty, Participation, Submission
from committees import scopes
from committees.models import Committee, Seat, SeatHolding, Unit
from core import audit
from core.models import AuditEntry
from core.refusal import Refused
from core.requests import HideTokens
from donors import links, lists, mending
from donors.intake.fields import Field
from donors.models import StagedRow, Upload, UploadLink
from tests.cast import Cast, Person, build_cast
from tests.donors.office import PEOPLE, Office, work, workbook
from tests.quotas.years import NOW, Year, start_year

WEEK = dt.timedelta(days=7)
PHONE = "0255123456"
UNREADABLE = ("Hồ Thị Sai", "19977", "Thôn Tây", "")
NEW_ONE = ("Đinh Thị Mới", 1993, "Thôn Bắc", "0912000009")
ADDRESS = "203.0.113.7"
# People and words that nothing reached by a link may hold.
KNOWN = [("Mạc Thị Kín", 1990, "Thôn Đông", "0912000001"), *PEOPLE[1:]]
OF_OTHERS = ("Mạc Thị Kín", "Lê Văn Thử", "Phạm Thị Ví Dụ", "Vũ Thị Hàng Xóm", "Hồ Văn Mối", "Phạm Thị Huyện")
WORDS_OF_OTHERS = ("từng đăng ký", "đơn vị khác", "Còn thiếu", "danh sách trước", "Thay danh sách cũ")


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    """The unit's own focal person, who signs in; the district's committee can be called."""
    with scopes.for_system("tests"):
        Committee.objects.filter(unit=cast.district).update(phone=PHONE)
    return Office(cast.commune_focal, year.round, cast.commune)


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@dataclass
class Phone:
    """Somebody with a link, and no account."""

    token: str
    client: Client = field(default_factory=lambda: Client(REMOTE_ADDR=ADDRESS))

    def address(self, route: str = "by_link", *further: object) -> str:
        return reverse(route, args=[self.token, *further])

    def get(self, route: str = "by_link", *further: object, status: int = 200) -> str:
        response = self.client.get(self.address(route, *further))
        assert response.status_code == status, response.content.decode()[-2000:]
        return response.content.decode()

    def post(self, route: str, *further: object, **form: object) -> str:
        """Post and go where it leads; the page that comes."""
        response = self.client.post(self.address(route, *further), form, follow=True)
        return response.content.decode()

    def send(self, content: bytes, name: str = "danh sach.xlsx", **form: object) -> str:
        """Hand a file in, let the worker read it, and look again."""
        file = SimpleUploadedFile(name, content)
        form = {"is_agreed": "on", "handed_in_by": "Trần Văn Gửi", **form}
        response = self.client.post(self.address(), {"file": file, **form})
        assert response.status_code == 302, response.content.decode()[-2000:]
        work(timezone.now())
        return self.client.get(response.headers["Location"]).content.decode()

    def type(self, line: str) -> Upload:
        form = {"lines": line, "is_agreed": "on", "handed_in_by": "Trần Văn Gửi"}
        response = self.client.post(self.address("by_link_type"), form)
        assert response.status_code == 302, response.content.decode()[-2000:]
        with links.opened(self.token, now=timezone.now()) as opening:
            return opening.uploads().latest("at")


@pytest.fixture
def phone(office: Office, clerk: Seat) -> Phone:
    return Phone(give(office, clerk))


def give(office: Office, clerk: Seat, *, now: dt.datetime | None = None, unit: Unit | None = None) -> str:
    with scopes.for_seat(clerk):
        _link, token = links.give_link(
            round=office.round, unit=unit or office.unit, seat=clerk, now=now or timezone.now()
        )
    return token


def deadline(office: Office, clerk: Seat, **moments: dt.datetime | None) -> Deadline:
    with scopes.for_seat(clerk):
        made = deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=NOW.date())
        Deadline.objects.filter(pk=made.pk).update(**moments)
        made.refresh_from_db()
    return made


def fault(token: str, *, now: dt.datetime = NOW) -> links.LinkRefused:
    with pytest.raises(links.LinkRefused) as refused, links.opened(token, now=now):
        pass
    return refused.value


# --- Giving and revoking ----------------------------------------------------------------------------


def test_a_link_opens_the_scope_of_the_seat_that_gave_it(office: Office, clerk: Seat) -> None:
    token = give(office, clerk, now=NOW)
    with links.opened(token, now=NOW, request_id="r" * 32, address=ADDRESS) as opening:
        assert (opening.unit, opening.round, opening.seat) == (office.unit, office.round, clerk)
        who = audit.actor()
        assert (who.source, who.user_id, who.seat_id, who.address) == ("link", None, clerk.pk, ADDRESS)
        sender = opening.sender("Trần Văn Gửi")
        assert not sender.acts_for(office.unit)
        assert sender.label == "Trần Văn Gửi · xã An Thạnh (qua đường dẫn)"
        assert token not in repr(opening)


def test_the_token_is_kept_sealed_and_can_be_copied_again(office: Office, clerk: Seat) -> None:
    token = give(office, clerk)
    assert len(token) == 43
    with scopes.for_seat(clerk):
        link = UploadLink.objects.get()
        assert token.encode() not in bytes(link.token_sealed)
        assert link.token_hash == scopes.hash_token(token)
        assert links.token_of(link) == token


def test_a_new_link_replaces_the_old(office: Office, clerk: Seat) -> None:
    old, new = give(office, clerk, now=NOW), give(office, clerk, now=NOW)
    refused = fault(old)
    assert (refused.fault, refused.phone) == (links.Fault.REVOKED, PHONE)
    assert f"Hội Chữ thập đỏ khu vực Bình Hải, điện thoại {PHONE}" in refused.sentence
    with links.opened(new, now=NOW):
        pass


def test_a_revoked_link_does_not_open_and_revoking_twice_is_once(office: Office, clerk: Seat) -> None:
    token = give(office, clerk, now=NOW)
    with scopes.for_seat(clerk):
        link = UploadLink.objects.get()
        links.revoke(link=link, seat=clerk, now=NOW)
        links.revoke(link=link, seat=clerk, now=NOW + WEEK)
        assert UploadLink.objects.get().revoked_at == NOW
        assert AuditEntry.objects.filter(action="link.revoked").count() == 1
    assert fault(token).fault == links.Fault.REVOKED


DUE = dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("moments", "until"),
    [
        ({"due_at": DUE}, DUE + WEEK),
        ({"due_at": DUE, "grace_until": DUE + dt.timedelta(days=2)}, DUE + dt.timedelta(days=2) + dt.timedelta(0)),
        ({"due_at": DUE, "lock_at": DUE + dt.timedelta(days=1)}, DUE + dt.timedelta(days=1)),
        ({"due_at": NOW - dt.timedelta(days=30)}, NOW + WEEK),  # given late it still serves a week
    ],
    ids=["due", "grace", "lock", "late"],
)
def test_a_link_ends_with_its_deadline(
    office: Office, clerk: Seat, moments: dict[str, dt.datetime], until: dt.datetime
) -> None:
    deadline(office, clerk, **moments)
    token = give(office, clerk, now=NOW)
    with scopes.for_seat(clerk):
        assert UploadLink.objects.get().expires_at == until
    with links.opened(token, now=until - dt.timedelta(seconds=1)):
        pass
    refused = fault(token, now=until + dt.timedelta(seconds=1))
    assert refused.fault in {links.Fault.EXPIRED, links.Fault.LOCKED}
    assert PHONE in refused.sentence


def test_without_a_deadline_a_link_ends_a_week_after_the_round(office: Office, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        sessions.add_session(
            round=office.round, facts=sessions.SessionFacts(held_on=dt.date(2026, 12, 20), venue="Nhà văn hóa")
        )
    give(office, clerk, now=NOW)
    with scopes.for_seat(clerk):
        assert UploadLink.objects.get().expires_at == dt.datetime(2026, 12, 27, 16, 59, tzinfo=dt.UTC)


def test_an_extension_keeps_the_link_that_was_sent(office: Office, clerk: Seat) -> None:
    lock = NOW + dt.timedelta(days=1)
    deadline(office, clerk, due_at=NOW, lock_at=lock)
    token = give(office, clerk, now=NOW)
    assert fault(token, now=lock + WEEK).fault == links.Fault.LOCKED
    with scopes.for_seat(clerk):
        Duty.objects.filter(unit=office.unit).update(extended_until=lock + 2 * WEEK)
    with links.opened(token, now=lock + WEEK):
        pass


def close_round(office: Office, cast: Cast) -> None:
    planning.close_round(round=office.round, now=NOW)


def close_seat(office: Office, cast: Cast) -> None:
    Seat.objects.filter(pk=cast.district_clerk.seat.pk).update(closed_on=NOW.date())  # type: ignore[union-attr]


def leave_seat(office: Office, cast: Cast) -> None:
    SeatHolding.objects.filter(seat=cast.district_clerk.seat).update(ended_at=NOW)


def stay_away(office: Office, cast: Cast) -> None:
    Participation.objects.filter(round=office.round, unit=office.unit).update(absent_reason="Mưa lũ")


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (close_round, links.Fault.CLOSED),
        (close_seat, links.Fault.GONE),
        (leave_seat, links.Fault.GONE),
        (stay_away, links.Fault.GONE),
    ],
)
def test_a_link_goes_with_what_it_was_given_for(
    office: Office, clerk: Seat, cast: Cast, meanwhile: Callable[[Office, Cast], None], why: links.Fault
) -> None:
    token = give(office, clerk, now=NOW)
    with links.opened(token, now=NOW):
        pass
    with scopes.for_seat(clerk):
        meanwhile(office, cast)
    refused = fault(token)
    assert refused.fault == why
    assert PHONE in refused.sentence


@pytest.mark.django_db
def test_a_link_that_nobody_gave_says_to_open_the_message_again() -> None:
    assert "mở lại tin nhắn" in fault("x" * 43).sentence


@pytest.mark.parametrize("who", ["commune_focal", "district_head", "district_admin", "province_clerk", "commune_clerk"])
def test_only_the_hosts_clerk_gives_links(office: Office, cast: Cast, who: str) -> None:
    seat = cast.people[who].seat
    assert seat is not None
    with scopes.for_seat(seat), pytest.raises(Refused, match="Chỉ thường trực"):
        links.give_link(round=office.round, unit=office.unit, seat=seat, now=NOW)
    with scopes.for_seat(seat), pytest.raises(Refused, match="Chỉ thường trực"):
        links.give_links(round=office.round, seat=seat, now=NOW)


def test_no_link_for_a_stranger_to_the_round_nor_after_the_lock(office: Office, clerk: Seat, cast: Cast) -> None:
    with scopes.for_seat(clerk), pytest.raises(Refused, match="không tham gia"):
        links.give_link(round=office.round, unit=cast.district, seat=clerk, now=NOW)
    deadline(office, clerk, due_at=NOW - WEEK, lock_at=NOW - WEEK)
    with scopes.for_seat(clerk), pytest.raises(Refused, match="đã khóa; gia hạn"):
        links.give_link(round=office.round, unit=office.unit, seat=clerk, now=NOW)
    with scopes.for_seat(clerk), pytest.raises(Refused, match="đã khóa; gia hạn"):
        links.give_links(round=office.round, seat=clerk, now=NOW)


def test_links_for_all_leave_alone_what_was_sent_and_renew_what_has_ended(
    office: Office, clerk: Seat, cast: Cast
) -> None:
    deadline(office, clerk, due_at=NOW, grace_until=NOW + dt.timedelta(days=30))
    sent = give(office, clerk, now=NOW)
    give(office, clerk, now=NOW, unit=cast.other_commune)
    with scopes.for_seat(clerk):
        Deadline.objects.update(grace_until=None)
        UploadLink.objects.filter(unit=cast.other_commune).update(expires_at=NOW - WEEK)
        later = NOW + dt.timedelta(days=8)
        assert links.give_links(round=office.round, seat=clerk, now=later) == 2
        assert links.give_links(round=office.round, seat=clerk, now=later) == 0
        assert UploadLink.objects.filter(revoked_at=None).count() == 3
        assert UploadLink.objects.count() == 4
    with links.opened(sent, now=later):
        pass


@pytest.mark.parametrize("units", [1, 3])
def test_giving_all_costs_the_same_for_one_unit_and_three(
    office: Office, clerk: Seat, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_seat(clerk):
        kept = list(Participation.objects.filter(round=office.round).order_by("pk")[:units])
        Participation.objects.exclude(pk__in=[each.pk for each in kept]).update(absent_reason="Mưa lũ")
        with django_assert_num_queries(9):
            assert links.give_links(round=office.round, seat=clerk, now=NOW) == units


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_leave_one_open_link(live_cast: tuple[Cast, Year]) -> None:
    cast, year = live_cast
    seat = cast.district_clerk.seat
    assert seat is not None
    barrier = threading.Barrier(2, timeout=20)
    tokens: list[str] = []

    def act() -> None:
        try:
            with scopes.for_seat(seat):
                barrier.wait()
                tokens.append(links.give_link(round=year.round, unit=cast.commune, seat=seat, now=NOW)[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(tokens) == 2, "the second waits for the first instead of meeting its row"
    with scopes.for_seat(seat):
        assert UploadLink.objects.filter(revoked_at=None).count() == 1


@pytest.fixture
def live_cast(transactional_db: None) -> tuple[Cast, Year]:
    with scopes.for_system("tests"):
        cast = build_cast()
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        return cast, start_year(cast)


# --- Handing in -------------------------------------------------------------------------------------


def test_the_page_says_for_whom_until_when_and_about_how_many(office: Office, clerk: Seat, phone: Phone) -> None:
    with scopes.for_seat(clerk):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=dt.date(2099, 11, 24))
    page = phone.get()
    assert "xã An Thạnh · Đợt 1" in page
    assert "Ban Chỉ đạo vận động hiến máu tình nguyện khu vực Bình Hải" in page
    assert "nộp chậm nhất ngày 24/11/2099" in page
    assert "Cần vận động khoảng 58 người cho chỉ tiêu 40 đơn vị máu" in page
    for way in ("Dán từ Excel", "Gõ tên", "Chụp ảnh danh sách giấy"):
        assert way in page


def test_a_file_counts_at_once_as_the_units_own(office: Office, clerk: Seat, phone: Phone) -> None:
    with scopes.for_seat(clerk):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=dt.date(2099, 11, 24))
    page = phone.send(workbook([*PEOPLE, UNREADABLE]))
    assert "Đã nhận 3 người · 1 dòng cần sửa" in page
    assert "Đã nhận danh sách đăng ký hiến máu của xã An Thạnh, Đợt 1" in page  # the receipt
    assert office.names() == ["Phạm Thị Ví Dụ", "Trần Thị Mẫu", "Lê Văn Thử"]
    with scopes.for_seat(office.seat):
        upload = Upload.objects.get()
        assert (upload.is_for_unit, upload.user_id, upload.seat_id) == (False, None, clerk.pk)
        assert upload.handed_in_by == "Trần Văn Gửi · xã An Thạnh (qua đường dẫn)"
        assert upload.volunteer_list.consent.said_by == upload.handed_in_by
        submission = Submission.objects.get(withdrawn_at=None)
        assert (submission.amount, submission.on_behalf) == (3, False)
    with scopes.for_system("tests"):
        entries = AuditEntry.objects.filter(source="link")
        told = {entry.action: (entry.address, entry.seat_id, entry.on_behalf_of) for entry in entries}
    assert told["list.received"] == told["list.consent"] == (ADDRESS, clerk.pk, "")


def test_a_double_tap_is_one_upload_and_nobody_elses(office: Office, phone: Phone) -> None:
    content = workbook(title="")
    form = {"is_agreed": "on", "handed_in_by": "Trần Văn Gửi"}
    where = [
        phone.client.post(phone.address(), {"file": SimpleUploadedFile("a.xlsx", content), **form}).headers["Location"]
        for _ in range(2)
    ]
    assert where[0] == where[1]
    with scopes.for_seat(office.seat):  # the very same file, still being read for somebody who has signed in
        from donors import receiving

        found = lists.list_of(round=office.round, unit=office.unit)
        own = receiving.receive_file(
            volunteer_list=found, name="a.xlsx", content=content, is_agreed=True, sender=office.sender, now=NOW
        )
    assert str(own.pk) not in where[0]


def test_the_name_and_the_consent_are_asked_for_and_kept_out_until_given(office: Office, phone: Phone) -> None:
    file = SimpleUploadedFile("a.xlsx", workbook())
    assert "Ghi họ tên người nộp danh sách." in phone.post("by_link", file=file)
    page = phone.post("by_link", file=SimpleUploadedFile("a.xlsx", workbook()), handed_in_by="Trần Văn Gửi")
    assert "Đánh dấu vào câu đồng ý" in page
    with scopes.for_seat(office.seat):
        assert not Upload.objects.exists()


def test_a_wrong_file_is_told_in_one_sentence(phone: Phone) -> None:
    page = phone.send(b"\x89PNG\r\n\x1a\n" + b"0" * 200, name="anh.xlsx")
    assert "Thu hồi" not in page
    assert "Nộp tệp khác" in page
    assert "<ul" not in page.split('id="upload"')[1]


def test_a_row_is_mended_through_the_link(office: Office, phone: Phone) -> None:
    phone.send(workbook([*PEOPLE, UNREADABLE]))
    with scopes.for_seat(office.seat):
        row = StagedRow.objects.get()
    page = phone.post("by_link_mend", row.upload_id, row.pk, act="choose:birth:1977")
    assert "Đã sửa và nhận dòng này." in page
    assert "Hồ Thị Sai" in office.names()
    page = phone.post("by_link_mend", row.upload_id, row.pk, act="choose:no-such", **{"value-x": "y"})
    assert "Đã nhận 4 người" in page


def test_the_file_comes_back_marked_by_its_own_errors_alone(
    office: Office, cast: Cast, clerk: Seat, phone: Phone
) -> None:
    know(office, cast, clerk)
    page = phone.send(workbook([*KNOWN, UNREADABLE]))
    found = re.search(r'href="([^"]*/tep-danh-dau/)"', page)
    assert found is not None
    book = openpyxl.load_workbook(io.BytesIO(phone.client.get(found[1]).content))
    told = " ".join(str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell)
    assert "Cách sửa" in told
    assert "19977" in told
    assert [word for word in WORDS_OF_OTHERS if word in told] == []


def test_a_file_is_read_again_through_the_link_and_tells_of_itself_alone(
    office: Office, cast: Cast, clerk: Seat, phone: Phone
) -> None:
    know(office, cast, clerk)
    own = office.send(workbook([("Vũ Thị Riêng", 1990, "Thôn Đông", "0912000001")]), now=NOW)
    page = phone.send(workbook([NEW_ONE]))
    with scopes.for_seat(office.seat):
        upload = Upload.objects.exclude(link=None).latest("at")
    assert upload.state == Upload.State.WAITING
    address = phone.address("by_link_reread", upload.pk)
    assert address in page
    read = phone.get("by_link_reread", upload.pk)
    assert NEW_ONE[0] in read
    meanings = {"column-0": "", "column-1": "name", "column-2": "birth", "column-3": "workplace"}
    form = {"sheet": "DS HMTN", "header_row": "4", **meanings, "column-4": ""}
    told = phone.post("by_link_reread", upload.pk, **form)
    work(timezone.now())
    with scopes.for_seat(office.seat):
        again = Upload.objects.exclude(link=None).latest("at")
    assert (again.state, again.link_id, again.handed_in_by) == (
        Upload.State.WAITING,
        upload.link_id,
        upload.handed_in_by,
    )
    told += phone.get("by_link_upload", again.pk)
    assert phone.post("by_link_reread", upload.pk, **form).count("Đang đọc") == 0
    assert [word for word in (*OF_OTHERS, *WORDS_OF_OTHERS, "Vũ Thị Riêng") if word in strip_tags(read + told)] == []
    phone.get("by_link_reread", own.pk, status=404)


def test_the_unit_mends_at_home_what_came_by_the_link(office: Office, clerk: Seat, phone: Phone) -> None:
    """The seat that handed in is the committee's: the unit does not see it, and needs not."""
    with scopes.for_seat(clerk):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=dt.date(2099, 11, 24))
    phone.send(workbook([*PEOPLE, UNREADABLE]))
    with scopes.for_seat(office.seat):
        assert mending.mend(row_id=StagedRow.objects.get().pk, values={Field.BIRTH: "1977"}, now=timezone.now())
        assert Submission.objects.get(withdrawn_at=None).amount == 4


def test_an_upload_is_taken_back_through_the_link(office: Office, phone: Phone) -> None:
    page = phone.send(workbook())
    with scopes.for_seat(office.seat):
        upload = Upload.objects.get()
    assert phone.address("by_link_withdraw", upload.pk) in page
    page = phone.post("by_link_withdraw", upload.pk)
    assert "Đã thu hồi lần nộp này." in page
    assert office.names() == []
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="list.withdrawn")
    assert (entry.source, entry.on_behalf_of, entry.address) == ("link", "", ADDRESS)


def test_a_photo_counts_as_on_time(office: Office, clerk: Seat, phone: Phone) -> None:
    from PIL import Image

    with scopes.for_seat(clerk):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=dt.date(2099, 11, 24))
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    file = SimpleUploadedFile("anh.jpg", out.getvalue())
    page = phone.post("by_link_photo", photo=file, is_agreed="on", handed_in_by="Trần Văn Gửi")
    assert "Đã nhận ảnh, chờ nhập" in page
    assert "Đã nhận ảnh danh sách đăng ký hiến máu của xã An Thạnh" in page
    with scopes.for_seat(office.seat):
        submission = Submission.objects.get(withdrawn_at=None)
    assert (submission.kind, submission.on_behalf) == ("photo", False)


def test_cells_can_be_pasted(office: Office, phone: Phone) -> None:
    cells = "Họ và tên\tNăm sinh\tĐơn vị\nĐinh Thị Mới\t1993\tThôn Bắc\n"
    phone.post("by_link_paste", cells=cells, is_agreed="on", handed_in_by="Trần Văn Gửi")
    work(timezone.now())
    assert office.names() == ["Đinh Thị Mới"]


# --- What a link does not tell ----------------------------------------------------------------------


def words(page: str) -> str:
    """What a reader sees, without what differs from page to page by chance."""
    main = page[page.index('<main class="main"') :]
    text = re.sub(r"\s+", " ", strip_tags(main))
    return re.sub(r"[0-9A-F]{8}\b|\b[0-9a-f]{8}\b|\d\d:\d\d", "#", text)


def know(office: Office, cast: Cast, clerk: Seat) -> None:
    """What could leak: the unit's own list, of people whom the committee keeps, and a neighbour's list."""
    office.send(workbook(KNOWN))
    neighbour = Office(cast.other_focal, office.round, cast.other_commune)
    neighbour.send(workbook([("Vũ Thị Hàng Xóm", 1988, "Thôn Nam", "0912000077")], title="XÃ AN HÒA"))
    with scopes.for_seat(clerk):
        assert lists.list_of(round=office.round, unit=office.unit).people == 3


def test_no_page_of_a_link_tells_of_other_lists(office: Office, cast: Cast, clerk: Seat, phone: Phone) -> None:
    know(office, cast, clerk)
    pages = [phone.get(route) for route in ("by_link", "by_link_paste", "by_link_type", "by_link_photo")]
    pages += [phone.send(workbook([NEW_ONE, UNREADABLE])), phone.send(workbook([NEW_ONE], title="XÃ AN HÒA"))]
    one = phone.type("Võ Văn Lẻ, 1979")
    pages.append(phone.get("by_link_upload", one.pk))
    pages.append(phone.client.get(phone.address("by_link_upload", one.pk), HTTP_HX_REQUEST="true").content.decode())
    pages.append(phone.post("by_link_withdraw", one.pk))
    told = [word for page in pages for word in (*OF_OTHERS, *WORDS_OF_OTHERS) if word in page]
    assert told == []


@pytest.mark.parametrize("line", ["{name}, 1990", "{name}, 1990, Thôn Đông"])
def test_nobody_can_ask_a_link_whether_a_person_is_on_a_list(
    office: Office, cast: Cast, clerk: Seat, phone: Phone, line: str
) -> None:
    """For a person who is on the unit's list and whom the committee knows, every page reads as for one nobody knows."""
    know(office, cast, clerk)
    read = []
    for name in ("Mạc Thị Kín", "Mạc Thị Nào"):
        upload = phone.type(line.format(name=name))
        pages = [phone.get("by_link_upload", upload.pk), phone.post("by_link_withdraw", upload.pk), phone.get()]
        read.append([words(page).replace(name, "…") for page in pages])
    assert read[0] == read[1]
    assert office.names() == ["Phạm Thị Ví Dụ", "Mạc Thị Kín", "Lê Văn Thử"]


def test_a_version_without_somebody_waits_for_the_clerk_and_gives_no_number(
    office: Office, cast: Cast, clerk: Seat, phone: Phone
) -> None:
    know(office, cast, clerk)
    read = []
    for name in ("Mạc Thị Kín", "Mạc Thị Nào"):  # takes two off, or three
        page = phone.send(workbook([(name, 1990, "Thôn Đông", "0912000001")]))
        read.append(words(page))
    assert read[0] == read[1]
    assert "Tệp có 1 người hợp lệ và bớt người so với danh sách đã nộp trước." in read[0]
    assert "xem rồi mới thay danh sách cũ" in read[0]
    assert office.names() == ["Phạm Thị Ví Dụ", "Mạc Thị Kín", "Lê Văn Thử"]
    desk = Client()
    desk.force_login(cast.district_clerk.user)
    page = desk.get(reverse("round_lists", args=[office.round.pk])).content.decode()
    assert "Đã tải lên, cần xem" in page


def test_another_senders_upload_is_not_there(office: Office, clerk: Seat, cast: Cast, phone: Phone) -> None:
    mine = office.send(workbook([*PEOPLE, UNREADABLE]))
    with scopes.for_seat(office.seat):
        row = StagedRow.objects.get()
    former = phone.type("Võ Văn Lẻ, 1979")
    newer = Phone(give(office, clerk))
    elsewhere = Phone(give(office, clerk, unit=cast.other_commune))
    for upload in (mine, former):
        for visitor in (newer, elsewhere):
            visitor.get("by_link_upload", upload.pk, status=404)
            visitor.get("by_link_marked", upload.pk, status=404)
            for route in ("by_link_withdraw", "by_link_answer"):
                assert visitor.client.post(visitor.address(route, upload.pk)).status_code == 404
            address = visitor.address("by_link_mend", upload.pk, row.pk)
            assert visitor.client.post(address, {"act": "leave_out"}).status_code == 404
    own = newer.type("Lý Văn Riêng, 1980")
    newer.post("by_link_mend", own.pk, row.pk, act="leave_out")  # another upload's row under one's own address
    with scopes.for_seat(office.seat):
        assert StagedRow.objects.filter(pk=row.pk).exists()
    assert office.again(mine).state == Upload.State.COUNTED


# --- At the door ------------------------------------------------------------------------------------


def test_pages_of_a_link_are_kept_by_nobody_and_passed_on_to_nobody(phone: Phone) -> None:
    response = phone.client.get(phone.address())
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"  # no-referrer would take the forms' Origin away
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert re.findall(r"""(?:href|src|action)="(?:https?:)?//""", page) == []


def test_a_link_that_does_not_open_says_whom_to_call(office: Office, clerk: Seat, phone: Phone) -> None:
    give(office, clerk)  # replaces it
    unknown = Phone("x" * 43)
    old, none = phone.client.get(phone.address()), unknown.client.get(unknown.address())
    assert (old.status_code, none.status_code) == (404, 404)
    assert old.headers["Cache-Control"] == none.headers["Cache-Control"]
    page = old.content.decode()
    assert f'href="tel:{PHONE}"' in page
    assert "thu hồi" in page
    assert "An Thạnh" not in page
    assert "mở lại tin nhắn" in none.content.decode()
    for route, further in (("by_link_type", ()), ("by_link_upload", ("0" * 8 + "-0000-0000-0000-" + "0" * 12,))):
        assert phone.client.get(phone.address(route, *further)).status_code == 404
    assert phone.client.post(phone.address("by_link_type"), {"lines": "Võ Văn Lẻ, 1979"}).status_code == 404


def test_after_the_lock_nothing_comes_in(office: Office, clerk: Seat, phone: Phone) -> None:
    long_ago = timezone.now() - WEEK
    deadline(office, clerk, due_at=long_ago, lock_at=long_ago)
    page = phone.get(status=404)
    assert (
        f"Danh sách đợt này đã khóa; cần bổ sung thì gọi Hội Chữ thập đỏ khu vực Bình Hải, điện thoại {PHONE}" in page
    )


def test_who_has_signed_in_meets_the_same_page(cast: Cast, phone: Phone) -> None:
    phone.client.force_login(cast.stranger.user)
    assert "Cần vận động khoảng 58 người" in phone.get()
    upload = phone.type("Võ Văn Lẻ, 1979")
    assert upload.user_id is None
    phone.client.get(phone.address("by_link_upload", upload.pk))


def test_too_many_hand_ins_by_one_link_are_put_off(phone: Phone) -> None:
    statuses = [phone.client.post(phone.address("by_link_type"), {}).status_code for _ in range(31)]
    assert statuses == [422] * 30 + [429]
    assert phone.client.get(phone.address()).status_code == 200


def test_a_form_from_elsewhere_is_refused(phone: Phone) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(phone.address("by_link_type"), {"lines": "Võ Văn Lẻ, 1979"}).status_code == 403


def test_the_log_holds_no_token(phone: Phone) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(HideTokens())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        phone.get("by_link_upload", "0" * 8 + "-0000-0000-0000-" + "0" * 12, status=404)
        phone.post("by_link_type")
    finally:
        logger.removeHandler(handler)
    assert "Not Found: /nop/…/" in out.getvalue()
    assert "/nop/…/go-ten/" in out.getvalue()
    assert phone.token not in out.getvalue()


# --- The clerk's desk -------------------------------------------------------------------------------


@dataclass
class Desk:
    """A signed-in person's browser."""

    person: Person
    round_id: int
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(self.person.user)

    def get(self, route: str, *further: object, status: int = 200, **query: object) -> str:
        response = self.client.get(reverse(route, args=[self.round_id, *further]), query)
        assert response.status_code == status
        return response.content.decode()

    def post(self, route: str, *further: object) -> str:
        return self.client.post(reverse(route, args=[self.round_id, *further]), follow=True).content.decode()


@pytest.fixture
def desk(office: Office, cast: Cast) -> Desk:
    return Desk(cast.district_clerk, office.round.pk)


def test_the_clerk_gives_copies_and_revokes(office: Office, cast: Cast, desk: Desk) -> None:
    assert reverse("links", args=[desk.round_id]) in desk.get("round_lists")
    assert "0/3 đơn vị có đường dẫn còn hạn" in desk.get("links")
    page = desk.post("links_give")
    assert "Đã tạo 3 đường dẫn." in page
    assert "3/3 đơn vị có đường dẫn còn hạn" in page
    texts = desk.get("links_texts")
    tokens = re.findall(r"http://testserver/nop/([\w-]{43})/", texts)
    assert len(set(tokens)) == 3
    one = desk.get("link", cast.commune.pk)
    assert "<svg" in one
    assert "Kính gửi xã An Thạnh: đề nghị nộp danh sách người đăng ký hiến máu Đợt 1" in one
    found = re.search(r"/nop/([\w-]{43})/", one)
    assert found is not None
    holder = Phone(found[1])
    holder.send(workbook())
    assert "1 lần, gần nhất" in desk.get("links")
    assert "Đã tạo đường dẫn cho xã An Thạnh." in desk.post("link_give", cast.commune.pk)
    holder.get(status=404)
    assert "Đã thu hồi" in desk.post("link_revoke", cast.commune.pk)
    assert "2/3 đơn vị có đường dẫn còn hạn" in desk.get("links")


def test_the_filter_leaves_the_units_that_have_not_used_theirs(cast: Cast, desk: Desk) -> None:
    desk.post("link_give", cast.commune.pk)
    desk.post("link_give", cast.other_commune.pk)
    found = re.search(r"/nop/([\w-]{43})/", desk.get("link", cast.commune.pk))
    assert found is not None
    Phone(found[1]).type("Võ Văn Lẻ, 1979")
    table = desk.get("links", standing="unused")
    assert "xã An Hòa" in table
    assert ">xã An Thạnh<" not in table
    csv = desk.get("links", _export="csv")
    assert "xã An Thạnh" in csv
    assert "/nop/" not in csv


def test_the_message_is_vietnamese_on_an_english_screen(office: Office, clerk: Seat, cast: Cast, desk: Desk) -> None:
    with scopes.for_seat(clerk):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=dt.date(2099, 11, 24))
    desk.client.cookies["django_language"] = "en"
    desk.post("link_give", cast.commune.pk)
    assert "(chậm nhất ngày 24/11/2099)" in desk.get("link", cast.commune.pk)


@pytest.mark.parametrize("units", [1, 3])
def test_the_desk_costs_the_same_for_one_unit_and_three(
    office: Office, clerk: Seat, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_seat(clerk):
        kept = list(Participation.objects.filter(round=office.round).order_by("pk")[:units])
        Participation.objects.exclude(pk__in=[each.pk for each in kept]).update(absent_reason="Mưa lũ")
        links.give_links(round=office.round, seat=clerk, now=timezone.now())
    desk.get("links")
    with django_assert_num_queries(13):
        desk.get("links")
    with django_assert_num_queries(13):
        desk.get("links_texts")
