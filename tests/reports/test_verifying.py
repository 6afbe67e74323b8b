"""The check page: anybody learns four facts of what was issued, and nothing of anything else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from committees import scopes
from committees.models import IssuingBody, Seat
from core import files
from core.models import AuditEntry
from reports import rendering, signing, steps, verifying
from reports.models import Document
from tests.cast import Cast
from tests.quotas.years import Year
from tests.reports.issued import issued_document, signed_document
from tests.reports.test_numbering import NOW, approved_document, own_series

FINAL, SCAN = b"%PDF-1.7 the final one", b"%PDF-1.4 a scan with the seal"
FACTS = "Đúng là văn bản số 01/BC-BCĐ ngày 11 tháng 12 năm 2026 của Ban Chỉ đạo"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


def ask(content: bytes, client: Client | None = None) -> HttpResponse:
    file = SimpleUploadedFile("van-ban.pdf", content, content_type="application/pdf")
    return (client or Client()).post(reverse("verify_document"), {"file": file})  # type: ignore[return-value]


def said(response: HttpResponse) -> str:
    main = response.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# --- By its bytes -----------------------------------------------------------------------------------


def test_the_final_pdf_and_every_scan_of_an_issued_document_are_known(year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk, pdf=FINAL, subject="Kết quả công tác")
        signing.attach_scan(document=document, seat=clerk, scan=signing.Upload("x.pdf", SCAN), now=NOW)
    for content in (FINAL, SCAN):
        words = said(ask(content))
        assert FACTS in words
        assert words.count("Kết quả công tác") == 1
        assert "Không tìm thấy" not in words


def test_one_byte_more_is_another_file(year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        issued_document(year, clerk, pdf=FINAL)
    assert "Không tìm thấy văn bản đã ban hành nào giống hệt tệp này." in said(ask(FINAL + b"\n"))


def test_nothing_is_told_of_what_is_not_issued_nor_of_other_files(cast: Cast, year: Year, clerk: Seat) -> None:
    """A document that is signed, numbered and scanned, but not issued; and a file of the same committee."""
    with scopes.for_seat(clerk):
        document = signed_document(year, clerk, pdf=FINAL, subject="Bí mật")
        signing.attach_scan(document=document, seat=clerk, scan=signing.Upload("x.pdf", SCAN), now=NOW)
        other = b"a workbook"
        files.store(
            name="x.xlsx",
            media_type="application/octet-stream",
            content=other,
            path=clerk.path,
            encrypted=False,
            expires_at=None,
            created_by_id=None,
        )
    for content in (FINAL, SCAN, other):
        words = said(ask(content))
        assert "Không tìm thấy" in words
        assert "Bí mật" not in words
    with scopes.for_seat(clerk):
        steps.issue(document=document, seat=clerk, now=NOW)
    assert "Bí mật" in said(ask(FINAL))


def test_the_doors_answer_and_open_nothing(year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        issued_document(year, clerk, pdf=FINAL)
    assert verifying.by_bytes([FINAL[:5], FINAL[5:]]) is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports_document")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT proowner::regrole::text, prosecdef FROM pg_proc WHERE proname LIKE 'reports_issued_by_%'"
        )
        assert cursor.fetchall() == [("giot_door", True)] * 2


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({}, "Chọn tệp văn bản cần xác thực."), ({"file": SimpleUploadedFile("x.pdf", b"")}, "Tệp này trống; chọn lại.")],
)
def test_without_a_file_it_says_what_to_do(db: None, sent: dict[str, object], sentence: str) -> None:
    response = Client().post(reverse("verify_document"), sent)
    assert response.status_code == 422
    assert sentence in said(response)  # type: ignore[arg-type]


def test_a_file_too_large_is_not_read(db: None, settings: Settings) -> None:
    settings.MAX_STORED_FILE_BYTES = 1024 * 1024
    response = ask(b"x" * (1024 * 1024 + 1))
    assert response.status_code == 422
    assert "Tệp nặng hơn 1 MB" in said(response)


def test_whoever_asks_on_and_on_waits(db: None) -> None:
    client = Client()
    assert {ask(b"x%d" % n, client).status_code for n in range(30)} == {200}
    assert ask(b"more", client).status_code == 429
    assert client.get(reverse("verify_document")).status_code == 200  # the page itself may be looked at
    codes = [client.get(reverse("verify_code", args=[f"ma-{n}"])).status_code for n in range(31)]
    assert codes == [404] * 30 + [429]


# --- By the code that is printed on it --------------------------------------------------------------


def coded(year: Year, clerk: Seat) -> Document:
    """A signed document of a body that prints codes."""
    body = own_series(year)
    body.prints_check_code = True
    body.save()
    document = approved_document(body, year)
    return signing.record_signed_on_paper(document=document, seat=clerk, number=None, dated_on=NOW.date(), now=NOW)


def test_a_body_that_asks_for_it_prints_a_code_of_each_documents_own(
    year: Year, clerk: Seat, settings: Settings
) -> None:
    settings.SITE_URL = "https://giothong.example"
    with scopes.for_seat(clerk):
        plain = signed_document(year, clerk)
        assert (plain.check_code, rendering.page_content(plain).check_link) == (None, "")
        first, second = coded(year, clerk), coded(year, clerk)
        assert first.check_code is not None
        assert len({first.check_code, second.check_code}) == 2
        assert len(first.check_code) == 16
        link = rendering.page_content(Document.objects.get(pk=first.pk)).check_link
        assert link == f"https://giothong.example/xac-thuc/{first.check_code}/"
        assert link == rendering.page_content(Document.objects.get(pk=first.pk)).check_link


def test_the_code_stays_when_the_document_goes_back_and_is_numbered_again(year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        body = own_series(year)
        IssuingBody.objects.filter(pk=body.pk).update(prints_check_code=True, signing="electronic")
        body.refresh_from_db()
        document = signing.enter_number(document=approved_document(body, year), seat=clerk, number=None, now=NOW)
        steps.return_to_draft(document=document, seat=clerk, reason="Sai trích yếu")
        Document.objects.filter(pk=document.pk).update(state="approved")
        again = signing.enter_number(
            document=Document.objects.get(pk=document.pk), seat=clerk, number=None, now=NOW + dt.timedelta(days=1)
        )
        assert again.check_code == document.check_code


def test_the_code_tells_the_same_four_facts_once_it_is_issued(year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = coded(year, clerk)
    address = reverse("verify_code", args=[document.check_code])
    before = Client().get(address)
    assert before.status_code == 404
    assert "Không tìm thấy văn bản đã ban hành nào mang mã này." in said(before)  # type: ignore[arg-type]
    with scopes.for_seat(clerk):
        printout = rendering.Printout(document.pk, document.edition, None, "x.pdf", NOW)  # type: ignore[arg-type]
        rendering.keep(printout, pdf=FINAL, pictures=[], user_id=None, left_over=[])
        document.refresh_from_db()
        steps.issue(document=document, seat=clerk, now=NOW)
    after = Client().get(address)
    assert after.status_code == 200
    words = said(after)  # type: ignore[arg-type]
    assert FACTS in words
    assert not re.search("Nguyễn|Phạm|ký|trình", words.partition(FACTS)[2].partition("Xác thực")[0])


@pytest.mark.parametrize("code", ["khong-co", "%00", "a" * 500, "'; DROP TABLE x; --"])
def test_an_unknown_code_is_plainly_not_found(db: None, code: str) -> None:
    response = Client().get(f"/xac-thuc/{code}/")
    assert response.status_code == 404
    assert "Không tìm thấy" in said(response)  # type: ignore[arg-type]


def test_the_committee_asks_for_codes_on_the_form_of_its_body(cast: Cast, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        body = IssuingBody.objects.get(path=clerk.path)
    client = Client()
    client.force_login(cast.district_clerk.user)
    address = reverse("issuing_body", args=[body.pk])
    page = client.get(address)
    assert "In mã QR kiểm tra văn bản" in said(page)  # type: ignore[arg-type]
    typed = {
        "name_lines": "BAN CHỈ ĐẠO",
        **{name: getattr(body, name) for name in ("symbol", "place", "seal", "numbering", "signing")},
    }
    assert client.post(address, {**typed, "prints_check_code": "on"}).status_code == 302
    with scopes.for_seat(clerk):
        assert IssuingBody.objects.get(pk=body.pk).prints_check_code
        [entry] = AuditEntry.objects.filter(action="issuing_body.changed")
        assert entry.after["prints_check_code"] is True
    assert client.post(address, typed).status_code == 302
    with scopes.for_seat(clerk):
        assert not IssuingBody.objects.get(pk=body.pk).prints_check_code
