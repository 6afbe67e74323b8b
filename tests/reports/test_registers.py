"""The registers of documents: entering, the decree's columns, citing; whoever has no business there enters nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from committees import scopes
from committees.models import Committee, IssuingBody, Seat
from core.refusal import Refused
from core.text.dates import short_date
from reports import editing, registers, signing
from reports.models import Document, RegisterEntry
from reports.registers import Facts
from tests.cast import Cast
from tests.quotas.years import Year
from tests.reports.test_numbering import NOW, approved_document, own_series, sign

DAY = NOW.date()
PLAN = Facts(
    number=11,
    symbol="KH-BCĐ",
    dated_on=dt.date(2026, 1, 10),
    type_name="Kế hoạch",
    subject="Vận động hiến máu tình nguyện năm 2026",
    author="Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Bình Nguyên",
)


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def committee(cast: Cast, clerk: Seat) -> Iterator[Committee]:
    with scopes.for_seat(clerk):
        yield Committee.objects.get(unit=cast.district)


def receive(committee: Committee, clerk: Seat, facts: Facts = PLAN, arrived_on: dt.date = DAY) -> RegisterEntry:
    return registers.enter_received(
        committee=committee, seat=clerk, facts=facts, arrived_on=arrived_on, file=None, now=NOW
    )


def other(number: int) -> Facts:
    return Facts(
        number=number, symbol="CV", dated_on=PLAN.dated_on, type_name="Công văn", subject="Việc", author="Sở Y tế"
    )


def test_what_comes_in_gets_the_years_next_arrival_number(committee: Committee, clerk: Seat) -> None:
    numbers = [receive(committee, clerk, other(n)).arrival_number for n in (5, 9)]
    assert numbers == [1, 2]
    last_year = Facts(
        number=3, symbol="CV", dated_on=dt.date(2025, 3, 1), type_name="Công văn", subject="Cũ", author="Sở Y tế"
    )
    assert receive(committee, clerk, last_year, dt.date(2025, 3, 4)).arrival_number == 1
    with pytest.raises(Refused, match="đã vào sổ văn bản đến, số đến 01"):
        receive(committee, clerk, other(5))


@pytest.mark.parametrize(
    ("arrived_on", "sentence"),
    [(DAY + dt.timedelta(days=1), "chưa tới"), (dt.date(2026, 1, 9), "sớm hơn ngày văn bản")],
)
def test_days_that_cannot_be_are_not_entered(
    committee: Committee, clerk: Seat, arrived_on: dt.date, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        receive(committee, clerk, arrived_on=arrived_on)
    assert not RegisterEntry.objects.exists()


def test_ones_own_earlier_document_takes_its_number(committee: Committee, clerk: Seat) -> None:
    body = IssuingBody.objects.get(committee=committee)
    own = Facts(number=33, symbol="KH-BCĐ", dated_on=dt.date(2026, 3, 3), type_name="Kế hoạch", subject="Năm 2026")
    entry = registers.enter_own(committee=committee, seat=clerk, body=body, facts=own, file=None, now=NOW)
    assert entry.author == committee.name
    with pytest.raises(Refused, match="Số 33/KH-BCĐ đã dùng"):
        registers.enter_own(committee=committee, seat=clerk, body=body, facts=own, file=None, now=NOW)


def test_a_symbol_counts_as_the_same_however_it_was_typed(committee: Committee, clerk: Seat) -> None:
    receive(committee, clerk)
    spaced = replace(PLAN, symbol=f" {PLAN.symbol} ")
    with pytest.raises(Refused, match="đã vào sổ văn bản đến"):
        receive(committee, clerk, spaced)


def test_only_who_runs_the_committee_enters(committee: Committee, cast: Cast) -> None:
    for person in (cast.district_head, cast.commune_clerk):
        assert person.seat is not None
        with pytest.raises(PermissionDenied):
            receive(committee, person.seat)


def test_a_line_is_cited_as_the_decree_writes_it_and_once(committee: Committee, clerk: Seat, year: Year) -> None:
    entry = receive(committee, clerk)
    draft = approved_document(own_series(year), year)
    Document.objects.filter(pk=draft.pk).update(state="draft")
    for _time in range(2):
        draft = editing.cite(document=draft, seat=clerk, entry=entry)
    [line] = draft.bases
    assert line == (
        "Căn cứ Kế hoạch số 11/KH-BCĐ ngày 10 tháng 01 năm 2026 của Ban Chỉ đạo vận động hiến máu tình nguyện "
        "tỉnh Bình Nguyên về vận động hiến máu tình nguyện năm 2026"
    )
    Document.objects.filter(pk=draft.pk).update(bases=["Căn cứ"] * 12)
    with pytest.raises(Refused, match="Căn cứ dài quá 12 dòng; bỏ bớt"):
        editing.cite(document=draft, seat=clerk, entry=entry)


def test_what_is_signed_here_stands_in_the_register_by_itself(committee: Committee, clerk: Seat, year: Year) -> None:
    sign(approved_document(own_series(year), year), clerk)
    [entry] = registers.entries_of(clerk, "out")
    assert (entry.number, entry.symbol, entry.type_name, entry.subject) == (1, "BC-BCĐ", "Báo cáo", "Kết quả")


# --- The pages --------------------------------------------------------------------------------------


@pytest.fixture
def client(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.district_clerk.user)
    return browser


TYPED = {
    "author": "Sở Y tế",
    "number_and_symbol": "123/SYT-NVY",
    "dated_on": "2026-01-10",
    "arrived_on": "2026-01-12",
    "type_name": "Công văn",
    "subject": "Phối hợp tổ chức hiến máu",
}


def test_a_document_that_came_is_entered_with_its_file_and_found_again(client: Client, clerk: Seat) -> None:
    with_file = {**TYPED, "file": _file(b"%PDF-1.7 van ban")}
    page = client.post(reverse("register_receive"), with_file, follow=True).content.decode()
    assert "123/SYT-NVY" in page
    assert "Công văn: Phối hợp tổ chức hiến máu" in page
    with scopes.for_seat(clerk):
        entry = RegisterEntry.objects.get()
    assert client.get(reverse("register_file", args=[entry.pk])).content == b"%PDF-1.7 van ban"
    assert "123/SYT-NVY" not in client.get(reverse("register_in"), {"year": "2024"}).content.decode()
    assert b"S\xe1\xbb\x91 \xc4\x91\xe1\xba\xbfn" in client.get(reverse("register_in"), {"_export": "csv"}).content


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number_and_symbol": "123"}, "Ghi số, gạch chéo rồi ký hiệu"),
        ({"number_and_symbol": "0/SYT"}, "từ 1 đến 99.999"),
        ({"number_and_symbol": "1/SYT – NVY"}, "không dấu cách"),
        ({"author": ""}, "Ghi cơ quan"),
        ({"file": (b"<html>", "van-ban.pdf")}, "PDF hoặc ảnh"),
    ],
)
def test_what_is_typed_wrong_is_told_and_nothing_is_entered(
    client: Client, clerk: Seat, wrong: dict[str, object], sentence: str
) -> None:
    sent = {**TYPED, **wrong}
    if "file" in wrong:
        sent["file"] = _file(b"<html>")
    response = client.post(reverse("register_receive"), sent)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    with scopes.for_seat(clerk):
        assert not RegisterEntry.objects.exists()


def _file(content: bytes) -> object:

    return SimpleUploadedFile("van-ban.pdf", content)


@pytest.mark.parametrize("listed", [("register_in", 1), ("register_in", 3), ("register_out", 1), ("register_out", 3)])
def test_a_register_asks_as_much_for_one_line_as_for_three(
    client: Client,
    committee: Committee,
    year: Year,
    listed: tuple[str, int],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    (register, count), body = listed, own_series(year)
    clerk = Seat.objects.get(path=committee.path, role="clerk")
    for number in range(count):
        receive(committee, clerk, other(number + 1))
        sign(approved_document(body, year), clerk)
    client.get(reverse("home"))
    with django_assert_num_queries(QUERIES):
        page = client.get(reverse(register)).content.decode()
    assert page.count("<tr") == count + 1


QUERIES = 9


def test_the_draft_offers_what_stands_in_the_registers(client: Client, clerk: Seat, year: Year) -> None:
    with scopes.for_seat(clerk):
        entry = receive(Committee.objects.get(path=clerk.path), clerk)
        draft = approved_document(own_series(year), year)
        Document.objects.filter(pk=draft.pk).update(
            state="draft", content=[{"kind": "paragraph", "content": "Kính trình."}], recipients=["Lưu: VT"]
        )
    page = client.get(reverse("document", args=[draft.pk])).content.decode()
    assert "11/KH-BCĐ, 10/01/2026" in page
    done = client.post(reverse("document_cite", args=[draft.pk]), {"entry": entry.pk}, follow=True).content.decode()
    assert "Căn cứ Kế hoạch số 11/KH-BCĐ ngày 10 tháng 01 năm 2026" in done
    assert client.post(reverse("document_cite", args=[draft.pk]), {"entry": "0"}).status_code == 422


def test_the_scan_is_sent_with_number_and_day(client: Client, clerk: Seat, year: Year) -> None:
    with scopes.for_seat(clerk):
        document = approved_document(own_series(year), year)
        Document.objects.filter(pk=document.pk).update(as_of=timezone.now())
    sent = {"dated_on": short_date(timezone.now()), "scan": _file(b"%PDF-1.7 co dau")}
    page = client.post(reverse("document_sign", args=[document.pk]), sent, follow=True).content.decode()
    assert "Đã ghi số và ngày ký" in page
    assert "Bản chụp có chữ ký, con dấu" in page
    with scopes.for_seat(clerk):
        kept = signing.DocumentFile.objects.get()
    assert client.get(reverse("document_file", args=[document.pk, kept.pk])).content == b"%PDF-1.7 co dau"
