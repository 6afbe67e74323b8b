"""Delivery: whoever a document names has it once it is issued, reads its one file, and nobody else sees any."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from committees import scopes
from committees.models import Committee, Level, Role, Seat, SeatHolding
from core import audit, files
from core.models import StoredFile
from core.refusal import Refused
from core.scope import opened
from notices.models import Delivery, Notice
from reports import signing, steps
from reports.delivery import deliveries, delivering, texts
from reports.models import Document, DocumentDelivery, DocumentFile, RegisterEntry
from tests.cast import Cast, Person
from tests.committees.factories import UnitFactory
from tests.quotas.years import Year
from tests.reports.issued import issued_document, signed_document
from tests.reports.test_numbering import NOW

LATER = NOW + dt.timedelta(hours=3)
CONTENT = "Nội dung chỉ có trong văn bản"


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


def sees(person: Person) -> list[str]:
    """The paths of the deliveries that somebody's seat reads, by raw SQL too."""
    with scopes.for_seat(seat_of(person)), connection.cursor() as cursor:
        cursor.execute("SELECT path FROM reports_documentdelivery ORDER BY path")
        raw = [path for (path,) in cursor.fetchall()]
        assert raw == list(DocumentDelivery.objects.order_by("path").values_list("path", flat=True))
    return raw


def reads(person: Person) -> set[bytes]:
    """The bytes of every file that somebody's seat reads, by raw SQL."""
    with scopes.for_seat(seat_of(person)), connection.cursor() as cursor:
        cursor.execute("SELECT content FROM core_storedfile")
        return {bytes(content) for (content,) in cursor.fetchall()}


# --- Whom it goes to --------------------------------------------------------------------------------


def test_every_unit_it_names_has_it_and_who_is_in_nobodys_hands_is_told_apart(
    cast: Cast, year: Year, clerk: Seat
) -> None:
    with scopes.for_system("tests"):
        empty = UnitFactory.create(parent=cast.district, level=Level.SCHOOL, name="Trường An Lạc")
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk)
        rows = {row.unit_id: row for row in DocumentDelivery.objects.all()}
    inside = {cast.province.pk, cast.commune.pk, cast.other_commune.pk, cast.agency.pk}
    assert rows.keys() == inside | {empty.pk}
    assert {pk for pk, row in rows.items() if row.delivered_at == NOW} == inside
    assert rows[empty.pk].delivered_at is None
    row = rows[cast.commune.pk]
    assert (row.path, row.sender_path) == (cast.commune.path, cast.district.path)
    assert (row.number, row.symbol, row.dated_on, row.subject) == (1, "BC-BCĐ", NOW.date(), document.subject)
    assert row.type_name == "Báo cáo"


def test_a_letter_to_one_unit_is_that_units_alone(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        issued_document(year, clerk, to={"Ủy ban nhân dân xã An Thạnh": f"unit:{cast.commune.pk}"})
    assert sees(cast.commune_focal) == [cast.commune.path]
    assert sees(cast.other_focal) == []


def test_a_unit_outside_the_own_tree_is_never_chosen(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk, to={"Tỉnh bạn": f"unit:{cast.other_province.pk}", "Khác": "bloc:x"})
        assert not document.deliveries.exists()


def test_a_unit_that_ended_gets_nothing(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_system("tests"):
        UnitFactory.create(parent=cast.district, name="xã Cũ", valid_to=NOW.date() - dt.timedelta(days=1))
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk, to={"Các xã": "members"})
        assert {row.unit.name for row in document.deliveries.select_related("unit")} == {
            "xã An Thạnh",
            "xã An Hòa",
            "Phòng Giáo dục Bình Hải",
        }


# --- Once, whole, or not at all ---------------------------------------------------------------------


class Killed(Exception):
    """What ends the work halfway."""


def test_killed_after_the_delivery_nothing_was_issued_given_or_told(cast: Cast, year: Year, clerk: Seat) -> None:
    def killed_halfway() -> None:
        with transaction.atomic():
            issued_document(year, clerk)
            assert DocumentDelivery.objects.count() == 4
            raise Killed

    with scopes.for_seat(clerk), pytest.raises(Killed):
        killed_halfway()
    with scopes.for_system("tests"):
        assert not DocumentDelivery.objects.exists()
        assert not Notice.objects.filter(key__startswith="document-").exists()
    with scopes.for_seat(clerk):
        issued_document(year, clerk)
        assert DocumentDelivery.objects.count() == 4


def test_given_twice_it_is_there_once_and_told_once(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk)
        DocumentDelivery.objects.filter(unit=cast.commune).update(opened_at=LATER)
        delivering.deliver(document, now=LATER)
        assert DocumentDelivery.objects.count() == 4
        assert DocumentDelivery.objects.get(unit=cast.commune).opened_at == LATER
    with scopes.for_system("tests"):
        told = Notice.objects.filter(key__startswith="document-")
        assert sorted(told.values_list("seat__unit__name", flat=True)) == sorted(
            ["tỉnh Bình Nguyên", "xã An Thạnh", "xã An Thạnh", "xã An Hòa", "Phòng Giáo dục Bình Hải"]
        )


@pytest.mark.parametrize("to", ["members", "superior"])
def test_three_units_cost_no_more_questions_than_one(
    year: Year, clerk: Seat, to: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with scopes.for_seat(clerk):
        document = signed_document(year, clerk, to={"Nơi nhận": to})
        with django_assert_num_queries(23):
            delivering.deliver(document, now=NOW)
        assert document.deliveries.count() == {"members": 3, "superior": 1}[to]


def test_it_is_issued_once_whoever_presses_again(year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk)
        with pytest.raises(Refused):
            steps.issue(document=document, seat=clerk, now=LATER)
        assert DocumentDelivery.objects.count() == 4


# --- What is told -----------------------------------------------------------------------------------


def test_the_message_names_the_document_and_nothing_of_its_content(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_system("tests"):
        user = cast.commune_focal.user
        user.email = "dau.moi@vidu.vn"
        user.save()
    with scopes.for_seat(clerk):
        document = signed_document(year, clerk)
        Document.objects.filter(pk=document.pk).update(content=[{"kind": "paragraph", "content": CONTENT}])
        steps.issue(document=document, seat=clerk, now=NOW)
    with scopes.for_person(user):
        notice = Notice.objects.get(seat=cast.commune_focal.seat, key__startswith="document-")
    assert notice.subject.startswith("Văn bản đến: Báo cáo số 01/BC-BCĐ của Ban Chỉ đạo")
    for words in (notice.body, notice.html_body):
        assert "ngày 11 tháng 12 năm 2026" in words
        assert "Trích yếu: Kết quả" in words
        assert CONTENT not in words
    assert notice.link == f"/van-ban/den/{document.pk}/"


def test_the_mail_waits_for_the_office_unless_the_document_is_urgent(
    cast: Cast, year: Year, clerk: Seat, settings: Settings
) -> None:
    settings.HAS_MAIL = True
    with scopes.for_system("tests"):
        user = cast.other_focal.user
        user.email = "hoa@vidu.vn"
        user.save()
    saturday = dt.datetime(2026, 12, 12, 13, tzinfo=dt.UTC)
    with scopes.for_seat(clerk):
        issued_document(year, clerk, now=saturday)
        urgent = signed_document(year, clerk, now=saturday)
        urgent.urgency = Document.Urgency.EXPRESS
        urgent.save()
        steps.issue(document=urgent, seat=clerk, now=saturday)
    with scopes.for_system("tests"):
        mails = Delivery.objects.filter(user=user, channel="email").order_by("pk").values_list("send_after", flat=True)
        assert list(mails) == [dt.datetime(2026, 12, 14, 1, tzinfo=dt.UTC), saturday]


def test_who_opened_it_before_the_mail_left_gets_none(cast: Cast, year: Year, clerk: Seat, settings: Settings) -> None:
    settings.HAS_MAIL = True
    with scopes.for_system("tests"):
        for number, person in enumerate((cast.commune_focal, cast.commune_clerk)):
            person.user.email = f"xa.{number}@vidu.vn"
            person.user.save()
    with scopes.for_seat(clerk):
        issued_document(year, clerk, now=dt.datetime(2026, 12, 12, 13, tzinfo=dt.UTC))
    focal = seat_of(cast.commune_focal)
    with opened(scopes.seat_scope(focal, user_id=cast.commune_focal.user.pk)):
        [row] = delivering.delivered_to(focal)
        delivering.mark_opened(delivery=row, seat=focal, now=LATER)
    with scopes.for_system("tests"):
        mails = Delivery.objects.filter(channel="email", seat__unit=cast.commune)
        assert dict(mails.values_list("seat_id", "state")) == {
            focal.pk: "cancelled",
            seat_of(cast.commune_clerk).pk: "queued",
        }


def test_the_text_for_zalo_has_the_header_and_one_link_for_all(year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk, subject="đôn đốc nộp danh sách")
        told = {texts.for_zalo(row) for row in document.deliveries.all()}
    [text] = told
    assert "Báo cáo số 01/BC-BCĐ ngày 11 tháng 12 năm 2026: đôn đốc nộp danh sách" in text
    assert text.endswith(f"/van-ban/den/{document.pk}/")


# --- Who reads what ---------------------------------------------------------------------------------


def test_a_receiver_sees_its_own_delivery_its_neighbours_and_strangers_none(
    cast: Cast, year: Year, clerk: Seat
) -> None:
    with scopes.for_seat(clerk):
        issued_document(year, clerk)
    every = sorted([cast.province.path, cast.commune.path, cast.other_commune.path, cast.agency.path])
    assert sees(cast.commune_focal) == sees(cast.commune_clerk) == [cast.commune.path]
    assert sees(cast.other_focal) == [cast.other_commune.path]
    assert sees(cast.district_clerk) == sees(cast.district_member) == every  # upwards too: the sender's own
    assert sees(cast.province_clerk) == every
    assert sees(cast.stranger) == []
    with connection.cursor() as cursor:  # no scope at all
        cursor.execute("SELECT count(*) FROM reports_documentdelivery")
        assert cursor.fetchone() == (0,)


def test_a_receiver_reads_the_issued_file_and_nothing_else_of_the_document(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        issued_document(year, clerk, pdf=b"%PDF-1.7 for all", to={"Các xã": "members"})
        issued_document(year, clerk, pdf=b"%PDF-1.7 for one", to={"Xã": f"unit:{cast.other_commune.pk}"})
        signed_document(year, clerk, pdf=b"%PDF-1.7 not issued", to={"Các xã": "members"})
        assert StoredFile.objects.count() == 6  # each with the picture of its page
    assert reads(cast.commune_focal) == {b"%PDF-1.7 for all"}
    assert reads(cast.other_focal) == {b"%PDF-1.7 for all", b"%PDF-1.7 for one"}
    assert reads(cast.stranger) == set()
    with scopes.for_seat(seat_of(cast.commune_focal)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports_document")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM reports_documentfile")
        assert cursor.fetchone() == (0,)


def test_a_superior_beside_the_tree_reads_what_came_up_to_it(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        issued_document(year, clerk, to={"Ban Chỉ đạo tỉnh (b/c)": "superior"})
    with scopes.for_seat(seat_of(cast.province_clerk)):
        [row] = delivering.delivered_to(seat_of(cast.province_clerk))
        assert files.content_of(row.file) == b"%PDF-1.7 final"
    assert sees(cast.commune_focal) == []


def forged(file: StoredFile, *, path: str, sender_path: str, unit_id: int, document: Document) -> DocumentDelivery:
    """A delivery that nobody issued."""
    return DocumentDelivery(
        path=path,
        sender_path=sender_path,
        document=document,
        unit_id=unit_id,
        issuer="Giả",
        number=1,
        symbol="X",
        dated_on=NOW.date(),
        type_name="Báo cáo",
        subject="Giả",
        file=file,
    )


def test_nobody_reads_anothers_file_by_a_delivery_of_ones_own_making(cast: Cast, year: Year, clerk: Seat) -> None:
    """The stranger knows the ids; her own delivery opens no file of the district, and none in its name is taken."""
    with scopes.for_seat(clerk):
        document = signed_document(year, clerk, pdf=b"%PDF-1.7 draft")
        file = document.pdf
        assert file is not None
    stranger = seat_of(cast.stranger)
    of_her_own = forged(
        file, path=stranger.path, sender_path=stranger.path, unit_id=stranger.unit_id, document=document
    )
    in_its_name = forged(
        file, path=stranger.path, sender_path=cast.district.path, unit_id=stranger.unit_id, document=document
    )
    with scopes.for_seat(stranger), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        in_its_name.save()
    with scopes.for_seat(stranger):
        of_her_own.save()
    assert reads(cast.stranger) == set()


def test_a_receiver_changes_nothing_but_that_it_opened_it(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        issued_document(year, clerk)
        draft = signed_document(year, clerk, pdf=b"%PDF-1.7 draft")
    with scopes.for_seat(seat_of(cast.commune_focal)):
        for change in ({"file_id": draft.pdf_id}, {"sender_path": cast.other_province.path}, {"subject": "Khác"}):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                DocumentDelivery.objects.update(**change)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            DocumentDelivery.objects.all().delete()
        assert DocumentDelivery.objects.update(opened_at=LATER) == 1


# --- What was issued --------------------------------------------------------------------------------


def kept(document: Document, kind: str, content: bytes) -> bytes:
    upload = signing.Upload("x.pdf", content)
    DocumentFile.objects.create(
        path=document.path,
        document=document,
        kind=kind,
        file=signing.keep_file(upload, path=document.path),
        sha256=hashlib.sha256(content).hexdigest(),
        at=NOW,
    )
    return content


def test_the_signed_file_goes_before_the_scan_and_the_scan_before_the_final_pdf(year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = signed_document(year, clerk)
        assert delivering.issued_file(document) == document.pdf
        scan = kept(document, "scan", b"\xff\xd8\xff the only page")
        assert files.content_of(delivering.issued_file(document)) == scan
        kept(document, "scan", b"\xff\xd8\xff another page")
        assert delivering.issued_file(document) == document.pdf  # pictures of single pages are not the document
        whole = kept(document, "scan", b"%PDF-1.4 the whole scan")
        assert files.content_of(delivering.issued_file(document)) == whole
        signed = kept(document, "signed", b"%PDF-1.7 signed")
        assert files.content_of(delivering.issued_file(document)) == signed


# --- Opening and the register -----------------------------------------------------------------------


def test_the_first_look_counts_and_the_sender_sees_who_and_when(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk)
    focal = seat_of(cast.commune_focal)
    for name, when in (("Hồ Văn Mối", LATER), ("Người khác", LATER + dt.timedelta(hours=1))):
        with scopes.for_seat(focal), audit.acting(audit.Actor(user_label=name, seat_label="Đầu mối · xã An Thạnh")):
            [row] = delivering.delivered_to(focal)
            delivering.mark_opened(delivery=row, seat=focal, now=when)
    with scopes.for_seat(clerk):
        opened = deliveries.standing(deliveries.deliveries_of(document), deliveries.OPENED)
        assert [row.opened_by_label for row in opened] == ["Hồ Văn Mối (Đầu mối · xã An Thạnh)"]
        assert opened[0].opened_at == LATER
        assert deliveries.count_of(document).sentence == "Đã mở 1 · Chưa mở 3"


def test_it_is_entered_in_the_register_once_with_its_fields_and_file(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        issued_document(year, clerk)
    seat = seat_of(cast.commune_clerk)
    with scopes.for_seat(seat):
        committee = Committee.objects.get(unit=cast.commune)
        [row] = delivering.delivered_to(seat)
        entry = delivering.enter_in_register(delivery=row, committee=committee, seat=seat, now=LATER)
        assert (entry.direction, entry.arrival_number, entry.arrived_on) == ("in", 1, NOW.date())
        assert (entry.author, entry.number, entry.symbol, entry.subject) == (row.issuer, 1, "BC-BCĐ", "Kết quả")
        assert files.content_of(entry.file) == b"%PDF-1.7 final"
        with pytest.raises(Refused, match="đã vào sổ"):
            delivering.enter_in_register(delivery=row, committee=committee, seat=seat, now=LATER)
        assert RegisterEntry.objects.count() == 1
        DocumentDelivery.objects.filter(pk=row.pk).update(register_entry=None)
        with pytest.raises(Refused, match="số đến 01"):
            delivering.enter_in_register(delivery=row, committee=committee, seat=seat, now=LATER)
    focal = seat_of(cast.commune_focal)
    with scopes.for_seat(focal), pytest.raises(PermissionDenied):
        delivering.enter_in_register(delivery=row, committee=committee, seat=focal, now=LATER)


def test_who_takes_a_seat_later_finds_the_document(cast: Cast, year: Year, clerk: Seat) -> None:
    focal = seat_of(cast.agency_focal)
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=focal).update(ended_at=NOW)
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk)
        assert deliveries.count_of(document).sentence == "Chưa mở 3 · Ngoài phần mềm 1"
    with scopes.for_seat(focal):
        [row] = delivering.delivered_to(focal)
        assert row.delivered_at is None
        delivering.mark_opened(delivery=row, seat=focal, now=LATER)
    with scopes.for_seat(clerk):
        assert deliveries.count_of(document).sentence == "Đã mở 1 · Chưa mở 3"


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADMIN])
def test_where_nobody_does_the_work_its_head_is_told_and_an_administrator_is_not(
    cast: Cast, year: Year, clerk: Seat, role: Role
) -> None:
    focal = seat_of(cast.agency_focal)
    with scopes.for_system("tests"):
        Seat.objects.filter(pk=focal.pk).update(role=role)
    with scopes.for_seat(clerk):
        issued_document(year, clerk)
    with scopes.for_system("tests"):
        assert Notice.objects.filter(seat=focal, key__startswith="document-").exists() == (role == Role.HEAD)
