"""A document taken along as Word, workbook and archive, and a draft that comes back corrected in Word."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Plan
from committees import scopes
from core.models import AuditEntry, Job, StoredFile
from core.refusal import Refused
from reports import handing_back, rendering, steps
from reports.blocks import figure_keys, from_json, plain_text
from reports.models import Document
from tests.cast import Cast
from tests.reports.kinds import draft_results_report
from tests.reports.test_documents_draft import seat_of, without_gaps
from tests.reports.word.office_files import saved
from tests.reports.years import NOW


@pytest.fixture
def draft(cast: Cast, finished_plan: Plan) -> Document:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        return draft_results_report(plan=finished_plan, seat=seat_of(cast.district_clerk), now=NOW)


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.district_clerk.user)
    return client


def got(client: Client, name: str, draft: Document) -> HttpResponse:
    return client.get(reverse(name, args=[draft.pk]))  # type: ignore[return-value]


def said(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def fresh(document: Document) -> Document:
    with scopes.for_system("tests"):
        return Document.objects.get(pk=document.pk)


def text(document: Document) -> str:
    return plain_text(from_json(document.content), document.figures)


def corrected(client: Client, draft: Document, changes: dict[str, str]) -> bytes:
    """The Word file of the draft, with runs of its paragraphs changed."""
    document = docx.Document(io.BytesIO(got(client, "document_word", draft).content))
    for paragraph in document.paragraphs:
        for was, now in changes.items():
            for run in paragraph.runs:
                run.text = run.text.replace(was, now)
    return saved(document)


def hand_back(client: Client, draft: Document, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile("bao-cao sua.docx", content)
    return client.post(reverse("document_hand_back", args=[draft.pk]), {"word": file}, follow=True)  # type: ignore[return-value]


def kept_files(cast: Cast) -> list[StoredFile]:
    """Those that expire, as the committee itself sees them: no other scope does."""
    with scopes.for_seat(seat_of(cast.district_clerk)):
        return list(StoredFile.objects.filter(expires_at__isnull=False))


# --- Out --------------------------------------------------------------------------------------------


def test_word_workbook_and_archive_are_given_out(clerk: Client, draft: Document) -> None:
    html = got(clerk, "document", draft).content.decode()
    for name in ("document_word", "document_workbook", "document_archive"):
        assert reverse(name, args=[draft.pk]) in html
    word = got(clerk, "document_word", draft)
    assert f"BC-BC%C4%90-du-thao-{draft.pk}.docx" in word["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(got(clerk, "document_archive", draft).content)) as archive:
        assert [name.rpartition(".")[2] for name in archive.namelist()] == ["docx", "xlsx"]  # no PDF was made yet
        assert archive.read(archive.namelist()[0]) == word.content
        assert archive.read(archive.namelist()[1]) == got(clerk, "document_workbook", draft).content


def test_a_pdf_older_than_the_text_does_not_go_along(cast: Cast, clerk: Client, draft: Document) -> None:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        printout = rendering.read_printout(draft.pk)
        rendering.keep(printout, pdf=b"%PDF-1.7", pictures=[], user_id=None, left_over=[])
    assert b".pdf" in got(clerk, "document_archive", draft).content
    with scopes.for_seat(seat_of(cast.district_clerk)):
        without_gaps(fresh(draft), seat_of(cast.district_clerk))
    assert b".pdf" not in got(clerk, "document_archive", draft).content


def test_without_tables_there_is_no_workbook(clerk: Client, draft: Document) -> None:
    with scopes.for_system("tests"):
        Document.objects.filter(pk=draft.pk).update(content=draft.content[:2])
    assert got(clerk, "document_workbook", draft).status_code == 404
    assert reverse("document_workbook", args=[draft.pk]) not in got(clerk, "document", draft).content.decode()


# --- Back -------------------------------------------------------------------------------------------


def test_a_corrected_file_shows_what_differs_and_is_taken(cast: Cast, clerk: Client, draft: Document) -> None:
    before = text(draft)
    page = hand_back(clerk, draft, corrected(clerk, draft, {"862": "865", "vận động": "tuyên truyền vận động"}))
    html = said(page)
    assert "862/550 → 865/550" in html or "862 → 865" in html
    assert html.index("Số liệu khác với nguồn") < html.index("Câu chữ thay đổi")
    assert "Chưa thay gì" in html
    assert text(fresh(draft)) == before
    address = page.redirect_chain[-1][0]  # type: ignore[attr-defined]
    taken = clerk.post(address, {"take": "1", "edition": draft.edition}, follow=True)
    assert "Đã nhận nội dung từ tệp Word." in said(taken)  # type: ignore[arg-type]
    now = fresh(draft)
    assert "tuyên truyền vận động" in text(now)
    assert "865" in text(now)
    lost = set(figure_keys(from_json(draft.content))) - set(figure_keys(from_json(now.content)))
    assert lost
    assert all("862" in draft.figures[key]["text"] for key in lost)
    assert kept_files(cast) == []
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="document.taken_from_word")
        assert Job.objects.filter(kind="render_document").count() == 1  # the pages follow by themselves
    assert any("865" in change for change in entry.after["changed"])


def test_what_is_left_leaves_all_as_it_was(cast: Cast, clerk: Client, draft: Document) -> None:
    page = hand_back(clerk, draft, corrected(clerk, draft, {"862": "865"}))
    left = clerk.post(page.redirect_chain[-1][0], {"leave": "1", "edition": draft.edition}, follow=True)  # type: ignore[attr-defined]
    assert "văn bản giữ nguyên" in said(left)  # type: ignore[arg-type]
    assert (fresh(draft).edition, kept_files(cast)) == (draft.edition, [])


def test_a_draft_that_changed_meanwhile_is_compared_again(cast: Cast, clerk: Client, draft: Document) -> None:
    page = hand_back(clerk, draft, corrected(clerk, draft, {"862": "865"}))
    with scopes.for_seat(seat_of(cast.district_clerk)):
        changed = without_gaps(fresh(draft), seat_of(cast.district_clerk))
    again = clerk.post(page.redirect_chain[-1][0], {"take": "1", "edition": draft.edition}, follow=True)  # type: ignore[attr-defined]
    assert "Người khác vừa sửa văn bản này" in said(again)  # type: ignore[arg-type]
    assert f'name="edition" value="{changed.edition}"' in again.content.decode()
    assert text(fresh(draft)) == text(changed)


def test_a_file_of_one_document_is_neither_shown_nor_taken_for_another(
    cast: Cast, clerk: Client, draft: Document
) -> None:
    hand_back(clerk, draft, corrected(clerk, draft, {"862": "865"}))
    (file,) = kept_files(cast)
    seat = seat_of(cast.district_clerk)
    with scopes.for_seat(seat):
        other = Document.objects.get(pk=draft.pk)
        other.pk = None
        other.save(force_insert=True)
        for act in (
            lambda: handing_back.take(document=other, seat=seat, file=file, edition=other.edition),
            lambda: handing_back.leave(document=other, seat=seat, file=file),
        ):
            with pytest.raises(Refused, match="của văn bản khác"):
                act()
    assert clerk.get(reverse("document_handed_back", args=[other.pk, file.pk])).status_code == 404
    assert kept_files(cast) == [file]


def test_a_file_is_taken_once(cast: Cast, clerk: Client, draft: Document) -> None:
    hand_back(clerk, draft, corrected(clerk, draft, {"862": "865"}))
    (file,) = kept_files(cast)
    seat = seat_of(cast.district_clerk)
    with scopes.for_seat(seat):
        taken = handing_back.take(document=draft, seat=seat, file=file, edition=draft.edition)
        with pytest.raises(Refused, match="đã được nhận hoặc bỏ"):
            handing_back.take(document=taken, seat=seat, file=file, edition=taken.edition)


def test_the_file_waits_for_a_day_sealed_and_for_its_own_committee(cast: Cast, clerk: Client, draft: Document) -> None:
    hand_back(clerk, draft, corrected(clerk, draft, {"862": "865"}))
    (file,) = kept_files(cast)
    assert (file.is_encrypted, file.readers, file.path) == (True, [], draft.path)
    assert file.expires_at is not None
    assert dt.timedelta(hours=23) < file.expires_at - timezone.now() <= dt.timedelta(days=1)


def test_only_a_draft_takes_a_file(cast: Cast, clerk: Client, draft: Document) -> None:
    content = corrected(clerk, draft, {"862": "865"})
    with scopes.for_seat(seat_of(cast.district_clerk)):
        seat = seat_of(cast.district_clerk)
        steps.present(document=without_gaps(fresh(draft), seat), seat=seat, now=NOW)
    assert "thì đưa văn bản về dự thảo trước" in said(got(clerk, "document", draft))
    refused = hand_back(clerk, draft, content)
    assert refused.status_code == 422
    assert "đưa về dự thảo rồi sửa" in said(refused)
    assert kept_files(cast) == []


@pytest.mark.parametrize("content", [b"", b"abc"])
def test_a_file_that_is_not_word_is_told_at_its_form(
    cast: Cast, clerk: Client, draft: Document, content: bytes
) -> None:
    refused = hand_back(clerk, draft, content)
    assert refused.status_code == 422
    assert re.search("không phải tệp Word|Tệp này trống", said(refused))
    assert kept_files(cast) == []
