"""Signing: on paper with its scan, or electronically on the final PDF; what was changed after signing is not taken."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from committees import scopes
from committees.models import Seat
from core import files
from core.refusal import Refused
from reports import rendering, signing, steps
from reports.models import Document, DocumentFile
from reports.signatures import signatures_in
from reports.signing import Upload
from reports.steps import Conflict
from tests.cast import Cast
from tests.quotas.years import Year
from tests.reports.other_signer import (
    signed_elsewhere,
    with_a_place_that_grows,
    with_certificates,
    with_document_timestamp,
)
from tests.reports.signed_pdf import final_pdf, followed_by_another, signed, with_a_text_box, with_other_words
from tests.reports.test_numbering import NOW, approved_document, electronic, own_series, sign

HEAD, OFFICE = "Nguyễn Thị Trưởng Ban", "Ban Chỉ đạo huyện Bình Hải"
SCAN = Upload("van ban.jpeg", b"\xff\xd8\xff\xe0 a picture")


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def document(clerk: Seat, year: Year) -> Iterator[Document]:
    """An approved document of a body with a series of its own, inside the scope of its clerk."""
    with scopes.for_seat(clerk):
        yield approved_document(own_series(year), year)


@pytest.fixture
def numbered(document: Document, clerk: Seat) -> Document:
    """In the register, its final PDF made, waiting for the electronic signature."""
    row = signing.enter_number(document=electronic(document), seat=clerk, number=None, now=NOW)
    return printed(row)


def printed(document: Document) -> Document:
    printout = rendering.Printout(document.pk, document.edition, None, "bc.pdf", NOW)  # type: ignore[arg-type]
    rendering.keep(printout, pdf=final_pdf(), pictures=[], user_id=None, left_over=[])
    document.refresh_from_db()
    return document


def take_in(document: Document, clerk: Seat, pdf: bytes) -> Document:
    return signing.record_signed_file(document=document, seat=clerk, signed=Upload("ky.pdf", pdf), now=NOW)


# --- Electronically ---------------------------------------------------------------------------------


def test_signatures_are_read_with_the_names_they_bear() -> None:
    pdf = signed(signed(final_pdf(), name=HEAD), name=OFFICE, field="CoQuan")
    found = signatures_in(pdf, final=final_pdf())
    assert [each.name for each in found] == [HEAD, OFFICE]
    assert all(each.is_intact and each.covers_all for each in found)
    assert all(each.at is not None for each in found)
    assert signatures_in(final_pdf(), final=final_pdf()) == []


def test_the_final_pdf_signed_elsewhere_is_kept_with_its_hash_and_issued(numbered: Document, clerk: Seat) -> None:
    pdf = signed(final_pdf(), name=HEAD)
    row = take_in(numbered, clerk, pdf)
    assert row.state == Document.State.SIGNED
    [kept] = DocumentFile.objects.filter(document=row)
    assert (kept.kind, kept.sha256) == ("signed", hashlib.sha256(pdf).hexdigest())
    assert files.content_of(kept.file) == pdf
    assert kept.found[0]["name"] == HEAD
    assert steps.issue(document=row, seat=clerk, now=NOW).state == Document.State.ISSUED


def forged() -> bytes:
    """A signed file of which one byte was changed after signing, behind our own bytes."""
    return final_pdf() + signed(final_pdf(), name=HEAD).removeprefix(final_pdf()).replace(b"ChuKy1", b"ChuKy9")


def altered_then_signed() -> bytes:
    """Pages replaced by an update of the file before the first signature, which covers that update and holds."""
    return signed(with_other_words(final_pdf()), name=HEAD)


def covered_then_signed() -> bytes:
    """A text box over the page, added before the first signature."""
    return signed(with_a_text_box(final_pdf()), name=HEAD)


def another_file_behind() -> bytes:
    """Our bytes, and behind them another file whose tables know nothing of them."""
    return signed(followed_by_another(final_pdf()), name=HEAD)


def mm(length: int) -> int:
    """In points of the page."""
    return round(length * 72 / 25.4)


def shown(width: int, height: int) -> bytes:
    """Signed with a box of this size on the page."""
    left, low = max(0, -width), max(0, -height)
    return signed(final_pdf(), name=HEAD, box=(left, low, left + width, low + height))


def by_three_in_one_place() -> bytes:
    """Three signatures, each as large as it may be."""
    pdf = final_pdf()
    for number in range(3):
        box = (0, 0, mm(110), mm(59))
        pdf = signed_elsewhere(pdf, name=HEAD, field=f"Signature{number}", box=box, certifies=not number)
    return pdf


def test_a_signature_as_large_as_its_cell_is_taken(numbered: Document, clerk: Seat) -> None:
    """As wide as the signer's column and as tall as the largest seal (Phụ lục I, ô số 7c, 8 and 14)."""
    assert take_in(numbered, clerk, shown(mm(111) - 1, mm(60) - 1)).state == Document.State.SIGNED


def test_a_signature_that_shows_on_the_page_adds_nothing_else(numbered: Document, clerk: Seat) -> None:
    pdf = signed(
        signed(final_pdf(), name=HEAD, box=(60, 60, 260, 140)), name=OFFICE, field="CoQuan", box=(0, 0, 50, 50)
    )
    assert take_in(numbered, clerk, pdf).state == Document.State.SIGNED


WHOLE_PAGE = (0, 0, 595, 842)


@pytest.mark.parametrize(
    "made",
    [
        lambda: signed_elsewhere(final_pdf(), name=HEAD),
        lambda: signed_elsewhere(final_pdf(), name=HEAD, table=True),
        lambda: signed_elsewhere(final_pdf(), name=HEAD, apart=True),
        lambda: signed_elsewhere(final_pdf(), name=HEAD, tags=True),
        lambda: with_certificates(signed_elsewhere(final_pdf(), name=HEAD)),
        lambda: with_document_timestamp(with_certificates(signed_elsewhere(final_pdf(), name=HEAD))),
    ],
    ids=["stream", "table", "apart", "tagged", "certificates", "timestamp"],
)
def test_what_other_signers_append_is_taken(numbered: Document, clerk: Seat, made: Callable[[], bytes]) -> None:
    row = take_in(numbered, clerk, made())
    assert row.state == Document.State.SIGNED
    assert [each["name"] for each in DocumentFile.objects.get(document=row).found] == [HEAD]


@pytest.mark.parametrize("tags", [False, True])
@pytest.mark.parametrize("between", [lambda pdf: pdf, with_certificates])
def test_the_organisation_signs_after_a_head_who_certified(
    numbered: Document, clerk: Seat, tags: bool, between: Callable[[bytes], bytes]
) -> None:
    first = between(signed_elsewhere(final_pdf(), name=HEAD, tags=tags))
    pdf = signed_elsewhere(first, name=OFFICE, field="CoQuan", box=(60, 60, 160, 160), certifies=False, tags=tags)
    row = take_in(numbered, clerk, pdf)
    assert [each["name"] for each in DocumentFile.objects.get(document=row).found] == [HEAD, OFFICE]


@pytest.mark.parametrize(
    "made",
    [
        lambda: signed_elsewhere(final_pdf(), name=HEAD, page=lambda page: page.update({"/Contents": b"5 0 R"})),
        lambda: signed_elsewhere(final_pdf(), name=HEAD, page=lambda page: page.update({"/CropBox": b"[0 0 595 400]"})),
        lambda: signed_elsewhere(
            final_pdf(), name=HEAD, catalog=lambda root: root.update({"/OpenAction": b"[7 0 R /Fit]"})
        ),
        lambda: signed_elsewhere(final_pdf(), name=HEAD, apart=True, form=lambda form: form.update({"/XFA": b"[]"})),
        lambda: signed_elsewhere(
            final_pdf(), name=HEAD, tags=True, element=lambda form: form.update({"/ActualText": b"(khac)"})
        ),
        lambda: signed_elsewhere(final_pdf(), name=HEAD, tags=True, element=lambda form: form.update({"/K": b"0"})),
    ],
    ids=["contents", "crop", "action", "xfa", "read-aloud", "structure"],
)
def test_what_other_signers_change_of_the_pages_is_refused(
    numbered: Document, clerk: Seat, made: Callable[[], bytes]
) -> None:
    with pytest.raises(Refused, match="không phải ký từ bản PDF cuối"):
        take_in(numbered, clerk, made())


@pytest.mark.parametrize(
    "made",
    [
        lambda: signed_elsewhere(final_pdf(), name=HEAD, box=WHOLE_PAGE),
        by_three_in_one_place,
        lambda: signed_elsewhere(with_a_place_that_grows(final_pdf()), name=HEAD),
    ],
    ids=["over-all", "together", "grown"],
)
def test_signatures_that_cover_a_page_are_refused(numbered: Document, clerk: Seat, made: Callable[[], bytes]) -> None:
    with pytest.raises(Refused, match="lớn quá"):
        take_in(numbered, clerk, made())


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (altered_then_signed, "không phải ký từ bản PDF cuối"),
        (covered_then_signed, "không phải ký từ bản PDF cuối"),
        (another_file_behind, "không phải ký từ bản PDF cuối"),
        (lambda: shown(mm(112), mm(20)), "lớn quá: ký lại với khung rộng không quá 111 mm, cao không quá 60 mm"),
        (lambda: shown(mm(20), mm(61)), "lớn quá"),
        (lambda: shown(-595, -842), "lớn quá"),  # from the corner back: no smaller
        (lambda: signed(shown(595, 842), name=OFFICE, field="CoQuan"), "lớn quá"),
        (final_pdf, "chưa có chữ ký số"),
        (lambda: signed(final_pdf("Báo cáo khác"), name=HEAD), "không phải ký từ bản PDF cuối"),
        (lambda: b"%PDF-1.7 broken", "không phải ký từ bản PDF cuối"),
        (lambda: final_pdf() + b"\n%%EOF broken", "chưa có chữ ký số|Không đọc được"),
        (forged, "không còn đúng với tệp"),
    ],
)
def test_what_is_not_the_signed_final_pdf_is_not_taken(
    numbered: Document, clerk: Seat, made: Callable[[], bytes], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        take_in(numbered, clerk, made())
    numbered.refresh_from_db()
    assert numbered.state == Document.State.NUMBERED
    assert not DocumentFile.objects.exists()


def test_nobody_waits_for_the_document_while_a_signed_file_is_read(numbered: Document, clerk: Seat) -> None:
    with CaptureQueriesContext(connection) as asked, pytest.raises(Refused, match="không còn đúng với tệp"):
        take_in(numbered, clerk, forged())
    assert not any("FOR UPDATE" in query["sql"] for query in asked)


def test_a_final_pdf_that_was_made_anew_meanwhile_is_signed_anew(numbered: Document, clerk: Seat) -> None:
    pdf = signed(final_pdf(), name=HEAD)
    as_it_was_read, before = (Document.objects.select_related(*each).get(pk=numbered.pk) for each in [["pdf"], []])
    printed(numbered)
    with pytest.raises(Refused, match="Chưa có bản PDF cuối"):
        take_in(before, clerk, pdf)
    with pytest.raises(Conflict, match="vừa được tạo lại"):
        take_in(as_it_was_read, clerk, pdf)
    steps.return_to_draft(document=numbered, seat=clerk, reason="Sai số liệu")
    with pytest.raises(Refused, match="không làm được việc này"):
        take_in(as_it_was_read, clerk, pdf)
    assert not DocumentFile.objects.exists()


def test_nothing_is_signed_before_its_final_pdf_is_made(document: Document, clerk: Seat) -> None:
    row = signing.enter_number(document=electronic(document), seat=clerk, number=None, now=NOW)
    with pytest.raises(Refused, match="Chưa có bản PDF cuối"):
        take_in(row, clerk, signed(final_pdf(), name=HEAD))


def test_each_body_signs_in_its_own_order(document: Document, clerk: Seat) -> None:
    with pytest.raises(Refused, match="không làm được việc này"):
        signing.enter_number(document=document, seat=clerk, number=None, now=NOW)
    row = electronic(document)
    with pytest.raises(Refused, match="không làm được việc này"):
        sign(row, clerk)


# --- On paper ---------------------------------------------------------------------------------------


def test_the_scan_is_kept_with_the_signature_and_more_may_follow(document: Document, clerk: Seat) -> None:
    row = signing.record_signed_on_paper(
        document=document, seat=clerk, number=None, dated_on=NOW.date(), now=NOW, scan=SCAN
    )
    row = steps.issue(document=printed(row), seat=clerk, now=NOW)
    later = NOW + dt.timedelta(hours=2)
    signing.attach_scan(document=row, seat=clerk, scan=Upload("đủ dấu", b"%PDF-1.4 scan"), now=later)
    kept = [(each.file.name, each.file.media_type) for each in DocumentFile.objects.select_related("file")]
    assert kept == [("van ban.jpg", "image/jpeg"), ("đủ dấu.pdf", "application/pdf")]
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        DocumentFile.objects.update(sha256="0" * 64)


def test_ten_scans_are_kept_and_no_more(document: Document, clerk: Seat) -> None:
    row = sign(document, clerk)
    for _time in range(10):
        signing.attach_scan(document=row, seat=clerk, scan=SCAN, now=NOW)
    with pytest.raises(Refused, match="đã có 10 bản chụp"):
        signing.attach_scan(document=row, seat=clerk, scan=SCAN, now=NOW)
    assert DocumentFile.objects.count() == 10


def test_a_scan_that_is_no_picture_keeps_nothing(document: Document, clerk: Seat) -> None:
    page = Upload("quet.pdf", b"<html>")
    with pytest.raises(Refused, match="PDF hoặc ảnh"):
        signing.record_signed_on_paper(
            document=document, seat=clerk, number=None, dated_on=NOW.date(), now=NOW, scan=page
        )
    document.refresh_from_db()
    assert (document.state, document.number) == (Document.State.APPROVED, None)


def test_the_reason_stands_on_the_draft_until_it_is_presented_again(document: Document, clerk: Seat) -> None:
    row = steps.return_to_draft(document=document, seat=clerk, reason="Sai số liệu  Đợt 2")
    assert row.returned_reason == "Sai số liệu Đợt 2"
    assert not steps.may_take(steps.Step.SIGN, row, clerk)
