"""What goes wrong on a document's way, line by line of what it is held to: a stated answer, and nothing issued half."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import pdfplumber
import pytest
from django.conf import LazySettings
from django.test import Client

from campaigns.models import Plan
from committees import scopes
from committees.models import Seat, Unit
from core import files, jobs
from core.models import Job
from core.refusal import Refused
from quotas import allotment
from reports import (
    editing,
    rendering,
    signing,
    steps,
    tasks,  # noqa: F401  registers the job
)
from reports.blocks import Paragraph, from_json, inline, plain_text
from reports.kinds import PLAN_DOCUMENT
from reports.models import Document, DocumentFile
from reports.page.rendering import page_warnings
from reports.reading import note_of_changes
from reports.signing import Upload
from tests.cast import Cast
from tests.quotas.years import Year
from tests.reports.kinds import draft_results_report, drafted
from tests.reports.page_content import report
from tests.reports.signed_pdf import final_pdf, signed
from tests.reports.test_documents_draft import seat_of, without_gaps
from tests.reports.test_numbering import approved_document, electronic, own_series
from tests.reports.years import NOW, add_round

State = Document.State
RIGHT_EDGE_MM = 297 - 14.7  # of a sheet that lies on its side
LONG_NAME = "Trường Trung học phổ thông chuyên Nguyễn Thị Minh Khai Thiện"
STRANGE = "Số\u200b liệu\u202e\u0007 chữ\ufeff\ue001 mới 中 hết\u0000"


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    return seat_of(cast.district_clerk)


@pytest.fixture
def draft(cast: Cast, clerk: Seat, finished_plan: Plan) -> Iterator[Document]:
    with scopes.for_seat(clerk):
        row = draft_results_report(plan=finished_plan, seat=clerk, now=NOW)
        yield without_gaps(row, clerk)


def approved(draft: Document, clerk: Seat) -> Document:
    return steps.approve(document=steps.present(document=draft, seat=clerk, now=NOW), seat=clerk)


def words_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        return " ".join(" ".join(page.extract_text() for page in read.pages).split())


# --- What is long ---------------------------------------------------------------------------------


def test_a_unit_name_of_sixty_letters_is_printed_whole(cast: Cast, year: Year, clerk: Seat) -> None:
    assert len(LONG_NAME) == 60
    with scopes.for_seat(clerk):
        Unit.objects.filter(pk=cast.commune.pk).update(name=LONG_NAME)
        lines = [allotment.Line(unit=cast.commune, assigned=40), allotment.Line(unit=cast.agency, assigned=20)]
        quotas = allotment.draft_of(year.plan)
        allotment.save_draft(allotment=quotas, lines=lines, edition=quotas.edition)
        allotment.issue(allotment=quotas, decision="Kế hoạch số 05/KH-BCĐ", now=NOW)
        pdf = rendering.draw(rendering.read_printout(drafted(PLAN_DOCUMENT, year.plan, clerk, now=NOW).pk))
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        cells = [
            cell for page in read.pages for table in page.extract_tables() for row in table for cell in row if cell
        ]
        assert LONG_NAME in [" ".join(cell.split()) for cell in cells]
        assert max(char["x1"] for page in read.pages for char in page.chars) < RIGHT_EDGE_MM / 25.4 * 72


# --- What is typed --------------------------------------------------------------------------------


def test_marks_that_do_not_print_are_taken_out_of_what_is_typed(draft: Document, clerk: Seat) -> None:
    row = editing.update_text(document=draft, seat=clerk, block_path=(0,), text=STRANGE, edition=draft.edition)
    assert plain_text(from_json(row.content), row.figures).startswith("Số liệu chữ mới 中 hết\n")
    frame = editing.Frame(subject=STRANGE, symbol="BC-BCĐ", recipients=[STRANGE, "Lưu: VT"])
    row = editing.update_frame(document=row, seat=clerk, frame=frame, edition=row.edition)
    assert (row.subject, row.recipients) == ("Số liệu chữ mới 中 hết", ["Số liệu chữ mới 中 hết", "Lưu: VT"])


def test_letters_that_the_documents_font_does_not_have_are_named() -> None:
    strange = report(blocks=(Paragraph(inline("Chữ 中 và ☎")),))
    [told] = [each for each in page_warnings(strange) if "không có ký tự" in each]
    assert "☎ 中" in told
    assert not any("không có ký tự" in each for each in page_warnings(report()))


def test_markup_is_text_on_the_page_of_the_draft_and_in_print(draft: Document, cast: Cast, clerk: Seat) -> None:
    script = "<script>alert(1)</script> <img src=x onerror=alert(2)> & {{ 7|add:7 }}"
    row = editing.update_text(document=draft, seat=clerk, block_path=(0,), text=script, edition=draft.edition)
    frame = editing.Frame(subject=script, symbol="BC-BCĐ", recipients=[script, "Lưu: VT"], bases=[script])
    row = editing.update_frame(document=row, seat=clerk, frame=frame, edition=row.edition)
    client = Client()
    client.force_login(cast.district_clerk.user)
    for address in (f"/van-ban/{row.pk}/", f"/van-ban/{row.pk}/?edit=0", f"/van-ban/{row.pk}/?edit=frame", "/van-ban/"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html, address
        assert "<img src=x" not in html, address
        assert "&lt;script&gt;alert(1)" in html, address
    assert "{{ 7|add:7 }}" in words_of(rendering.draw(rendering.read_printout(row.pk)))


def test_a_huge_scan_is_refused_with_its_size_and_nothing_is_signed(
    draft: Document, clerk: Seat, settings: LazySettings
) -> None:
    row = approved(draft, clerk)
    settings.MAX_STORED_FILE_BYTES = 1024 * 1024
    scan = Upload("ảnh chụp.jpg", b"\xff\xd8\xff" + bytes(3 * 1024 * 1024))
    with pytest.raises(Refused, match=r"“ảnh chụp\.jpg” nặng 4 MB, nhiều hơn 1 MB"):
        signing.record_signed_on_paper(document=row, seat=clerk, number=9, dated_on=NOW.date(), now=NOW, scan=scan)
    row.refresh_from_db()
    assert (row.state, row.number, DocumentFile.objects.count()) == (State.APPROVED, None, 0)


# --- What changes meanwhile -----------------------------------------------------------------------


def test_results_that_come_after_the_figures_froze_change_no_letter(
    draft: Document, cast: Cast, clerk: Seat, finished_plan: Plan
) -> None:
    row = approved(draft, clerk)
    preview = words_of(rendering.draw(rendering.read_printout(row.pk)))
    assert note_of_changes(row) == ""
    add_round(finished_plan, "Đợt 3", {cast.commune: 100}, day=dt.date(2023, 12, 2), quota=0)
    assert re.fullmatch(r"Sau lúc chốt đã có \d+ số liệu đổi; văn bản giữ nguyên số đã chốt\.", note_of_changes(row))
    row = signing.record_signed_on_paper(document=row, seat=clerk, number=9, dated_on=NOW.date(), now=NOW)
    final = rendering.read_printout(row.pk)
    rendering.keep(final, pdf=rendering.draw(final), pictures=[], user_id=None, left_over=[])
    row.refresh_from_db()
    row = steps.issue(document=row, seat=clerk, now=NOW)
    assert row.pdf is not None
    said = words_of(files.content_of(row.pdf))
    assert "1.324 đơn vị máu" in said
    assert "1.424" not in said
    assert set(preview.split()) - set(said.split()) <= {"Số:", "/BC-BCĐ"}


def test_a_document_of_december_is_signed_and_issued_in_january(clerk: Seat, year: Year, cast: Cast) -> None:
    december, january = dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC), dt.datetime(2027, 1, 4, 2, tzinfo=dt.UTC)
    with scopes.for_seat(clerk):
        body = own_series(year)
        late, new = (approved_document(body, year) for _each in range(2))
        first = approved_document(body, year)
        sign = signing.record_signed_on_paper
        sign(document=first, seat=clerk, number=None, dated_on=december.date(), now=december)
        late = sign(document=late, seat=clerk, number=None, dated_on=december.date(), now=january)
        new = sign(document=new, seat=clerk, number=None, dated_on=january.date(), now=january)
        assert (late.number, new.number) == (2, 1)  # the day on the paper says which year's series
        printout = rendering.Printout(late.pk, late.edition, None, "a.pdf", NOW)  # type: ignore[arg-type]
        rendering.keep(printout, pdf=b"%PDF-", pictures=[], user_id=None, left_over=[])
        late.refresh_from_db()
        issued = steps.issue(document=late, seat=clerk, now=january)
    assert (issued.state, issued.dated_on) == (State.ISSUED, december.date())


def test_a_number_of_december_stays_when_the_signed_file_comes_in_january(clerk: Seat, year: Year) -> None:
    december, january = dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC), dt.datetime(2027, 1, 4, 2, tzinfo=dt.UTC)
    with scopes.for_seat(clerk):
        row = electronic(approved_document(own_series(year), year))
        row = signing.enter_number(document=row, seat=clerk, number=None, now=december)
        printout = rendering.Printout(row.pk, row.edition, None, "a.pdf", NOW)  # type: ignore[arg-type]
        rendering.keep(printout, pdf=final_pdf(), pictures=[], user_id=None, left_over=[])
        row.refresh_from_db()
        upload = Upload("ky.pdf", signed(final_pdf(), name="Nguyễn Văn Trưởng"))
        row = signing.record_signed_file(document=row, seat=clerk, signed=upload, now=january)
        issued = steps.issue(document=row, seat=clerk, now=january)
    assert (issued.number, issued.dated_on) == (1, december.date())


# --- What dies on the way -------------------------------------------------------------------------


def test_a_worker_killed_while_drawing_issues_nothing_and_another_draws_it(draft: Document, clerk: Seat) -> None:
    row = approved(draft, clerk)
    row = signing.record_signed_on_paper(document=row, seat=clerk, number=9, dated_on=NOW.date(), now=NOW)
    job = rendering.ask_for_pdf(document=row, seat=clerk, user_id=None)
    with scopes.for_system("tests"):  # as the worker left it: claimed, its page half drawn, nothing kept
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1, done=2, beaten_at=NOW)
    with pytest.raises(Refused, match="bấm Tạo PDF"):
        steps.issue(document=row, seat=clerk, now=NOW)
    jobs.run(job.pk, clock=lambda: NOW + 2 * jobs.SILENCE)
    row.refresh_from_db()
    assert row.pdf_edition == row.edition
    assert steps.issue(document=row, seat=clerk, now=NOW).state == State.ISSUED


def test_a_page_that_cannot_be_drawn_leaves_the_former_one(draft: Document, clerk: Seat) -> None:
    rendering.keep(rendering.read_printout(draft.pk), pdf=b"%PDF-former", pictures=[], user_id=None, left_over=[])
    Document.objects.filter(pk=draft.pk).update(figures={})
    job = rendering.ask_for_pdf(document=draft, seat=clerk, user_id=None)
    jobs.run(job.pk)
    with scopes.for_system("tests"):
        assert "chưa có; cập nhật số liệu" in Job.objects.get(pk=job.pk).error
    draft.refresh_from_db()
    assert draft.pdf is not None
    assert files.content_of(draft.pdf) == b"%PDF-former"
