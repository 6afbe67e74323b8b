"""The registers of documents: entering, the decree's columns, citing; whoever has no business there enters nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from committees import scopes
from committees.models import Committee, IssuingBody, Seat
from core.refusal import Refused
from core.text.dates import short_date
from reports import editing, registers, signing
from reports.blocks import Paragraph, figure_keys, from_json, inline, runs_of, to_json
from reports.citing import cited_by
from reports.figures.book import changed_keys
from reports.models import Document, RegisterEntry
from reports.registers import Facts
from reports.rewording import editable_text
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.years import Year
from tests.reports.kinds import text_of
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


# --- A letter without a number; naming a document inside the text -------------------------------------

LETTER = Facts(
    number=None,
    symbol="",
    dated_on=dt.date(2020, 4, 7),
    type_name="Thư",
    subject="Gửi đồng bào cả nước nhân Ngày Toàn dân hiến máu tình nguyện",
    author="đồng chí Tổng Bí thư",
)
NAMED = "Thư ngày 07/4/2020 của đồng chí Tổng Bí thư gửi đồng bào cả nước nhân Ngày Toàn dân hiến máu tình nguyện"


def test_a_letter_that_came_in_has_neither_number_nor_symbol(committee: Committee, clerk: Seat) -> None:
    entry = receive(committee, clerk, LETTER)
    assert registers.in_text(entry) == NAMED
    assert registers.reference(entry) == "Thư ngày 07/4/2020 của đồng chí Tổng Bí thư"
    assert registers.citation(entry).startswith("Căn cứ Thư ngày 07 tháng 4 năm 2020 của đồng chí Tổng Bí thư gửi ")
    with pytest.raises(Refused, match="đã vào sổ văn bản đến, số đến 01"):
        receive(committee, clerk, LETTER)
    receive(committee, clerk, replace(LETTER, subject="Gửi cán bộ Hội Chữ thập đỏ"))
    for wrong in ({"symbol": "KH"}, {"direction": "out"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterEntry.objects.filter(pk=entry.pk).update(**wrong)


def test_the_form_takes_a_letter_without_a_number_and_nothing_else(cast: Cast, committee: Committee) -> None:
    desk = Desk(cast.district_clerk)
    typed = {"arrived_on": short_date(timezone.localdate()), "author": LETTER.author, "dated_on": "07/4/2020"}
    typed |= {"subject": LETTER.subject, "number_and_symbol": " "}
    assert "Ghi số và ký hiệu của văn bản." in desk.send("register_receive", **typed, type_name="Kế hoạch")
    assert f"Thư: {LETTER.subject}" in desk.send("register_receive", **typed, type_name="Thư")
    entry = RegisterEntry.objects.get()
    assert "Thư ngày 07/4/2020" in desk.get("register_entry", entry.pk)
    own = {**typed, "issuing_body": IssuingBody.objects.get(committee=committee).pk, "type_name": "Thư"}
    desk.send("register_own", **own)  # one's own have a number of their series
    assert RegisterEntry.objects.get() == entry


@pytest.fixture
def drafted(committee: Committee, clerk: Seat, year: Year) -> Document:
    draft = approved_document(own_series(year), year)
    content = to_json((Paragraph(inline("Nội dung./.")),))
    Document.objects.filter(pk=draft.pk).update(state="draft", content=content)
    draft.refresh_from_db()
    return draft


def test_a_document_of_the_register_is_named_in_the_text_and_bound(
    committee: Committee, clerk: Seat, cast: Cast, drafted: Document
) -> None:
    entry = receive(committee, clerk, LETTER)
    desk = Desk(cast.district_clerk)
    assert "Dẫn văn bản trong sổ" in desk.get("document", drafted.pk, edit="0")
    before = editable_text(tuple(runs_of(from_json(drafted.content)[0])), drafted.figures)
    offered = desk.get("document", drafted.pk, edit="0", cite=str(entry.pk))
    assert f"[{NAMED}]" in offered
    form = {"place": "0", "edition": drafted.edition}
    desk.send("document_text", drafted.pk, **form, text=f"{before} Phổ biến [{NAMED}].")
    drafted.refresh_from_db()
    assert drafted.figures[f"cited.{entry.pk}"]["text"] == NAMED
    assert drafted.figures[f"cited.{entry.pk}"]["source"].startswith("Sổ văn bản đến, số đến 01 ngày ")
    assert text_of(drafted).split("\n")[0].endswith(f"Phổ biến {NAMED}.")
    assert NAMED in desk.get("document", drafted.pk)


def test_a_named_document_follows_the_register_until_the_text_is_frozen(
    committee: Committee, clerk: Seat, drafted: Document
) -> None:
    entry = receive(committee, clerk, LETTER)
    draft = editing.update_text(
        document=drafted, seat=clerk, block_path=(0,), text=f"Phổ biến [{NAMED}].", edition=drafted.edition
    )
    cited = partial(cited_by, draft, figure_keys(from_json(draft.content)))
    assert changed_keys(draft.figures, {**draft.figures, **cited()}) == []
    RegisterEntry.objects.filter(pk=entry.pk).update(dated_on=dt.date(2020, 4, 8))
    assert changed_keys(draft.figures, {**draft.figures, **cited()}) == [f"cited.{entry.pk}"]
    entry.delete()
    assert cited() == {}


def test_a_document_of_another_committee_is_not_named(
    committee: Committee, clerk: Seat, cast: Cast, drafted: Document
) -> None:
    foreign = receive(committee, clerk, LETTER)
    with scopes.for_system("tests"):
        other_path = Committee.objects.exclude(pk=committee.pk).exclude(path="").values_list("path", flat=True)[0]
        RegisterEntry.objects.filter(pk=foreign.pk).update(path=other_path)
    with pytest.raises(Refused, match="không phải số liệu của văn bản này"):
        editing.update_text(
            document=drafted, seat=clerk, block_path=(0,), text=f"Theo [{NAMED}].", edition=drafted.edition
        )
