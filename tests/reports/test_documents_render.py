"""The render job: equal content gives equal bytes; content that changes meanwhile, or a killed worker, does no harm."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pdfplumber
import pytest

from campaigns.models import Plan
from committees import scopes
from core import files, jobs
from core.models import Job, StoredFile
from reports import (
    rendering,
    signing,
    steps,
    tasks,  # noqa: F401  registers the job
)
from reports.models import Document
from tests.cast import Cast
from tests.reports.kinds import draft_results_report
from tests.reports.test_documents_draft import seat_of, without_gaps
from tests.reports.years import NOW

pytestmark = pytest.mark.broad


@pytest.fixture
def draft(cast: Cast, finished_plan: Plan) -> Iterator[Document]:
    seat = seat_of(cast.district_clerk)
    with scopes.for_seat(seat):
        yield draft_results_report(plan=finished_plan, seat=seat, now=NOW)


def printed(document: Document) -> str:
    with pdfplumber.open(io.BytesIO(rendering.draw(rendering.read_printout(document.pk)))) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def test_equal_content_gives_equal_bytes_and_other_content_others(draft: Document, cast: Cast) -> None:
    first = rendering.draw(rendering.read_printout(draft.pk))
    assert rendering.draw(rendering.read_printout(draft.pk)) == first
    without_gaps(draft, seat_of(cast.district_clerk))
    assert rendering.draw(rendering.read_printout(draft.pk)) != first


def test_the_printed_page_carries_the_figures_and_the_number(draft: Document, cast: Cast) -> None:
    clerk = seat_of(cast.district_clerk)
    document = steps.present(document=without_gaps(draft, clerk), seat=clerk, now=NOW)
    document = steps.approve(document=document, seat=clerk)
    signing.record_signed_on_paper(document=document, seat=clerk, number=9, dated_on=NOW.date(), now=NOW)
    said = " ".join(printed(document).split())
    for words in (
        "Số: 09/BC-BCĐ",
        "Bình Hải, ngày 20 tháng 02 năm 2024",
        "1.324 đơn vị máu",
        "120%",
        "862/550 đơn vị máu, đạt 157% chỉ tiêu",
        "Tổng cộng 1.100 1.324 120% +212",
        "(Kèm theo Báo cáo số 09/BC-BCĐ ngày 20 tháng 02 năm 2024",
        "TM. BAN CHỈ ĐẠO",
        "Nguyễn Văn Trưởng",
    ):
        assert words in said, words
    assert "DỰ THẢO" not in said


def test_content_changed_while_it_was_drawn_keeps_its_own_edition(draft: Document, cast: Cast) -> None:
    printout = rendering.read_printout(draft.pk)
    changed = without_gaps(draft, seat_of(cast.district_clerk))
    rendering.keep(printout, pdf=b"%PDF-old", pictures=[b"p"], user_id=None, left_over=[])
    changed.refresh_from_db()
    assert changed.pdf_edition is not None
    assert changed.pdf_edition < changed.edition  # and the page says that it is older


def test_a_slower_render_of_an_older_edition_does_not_replace_a_newer(draft: Document, cast: Cast) -> None:
    old = rendering.read_printout(draft.pk)
    without_gaps(draft, seat_of(cast.district_clerk))
    rendering.keep(rendering.read_printout(draft.pk), pdf=b"%PDF-new", pictures=[], user_id=None, left_over=[])
    rendering.keep(old, pdf=b"%PDF-old", pictures=[], user_id=None, left_over=[])
    draft.refresh_from_db()
    assert draft.pdf_id is not None
    assert files.content_of(StoredFile.objects.get(pk=draft.pdf_id)) == b"%PDF-new"


def test_an_attempt_that_died_after_keeping_leaves_no_stray_pictures(draft: Document, cast: Cast) -> None:
    seat = seat_of(cast.district_clerk)
    job = rendering.ask_for_pdf(document=draft, seat=seat, user_id=cast.district_clerk.user.pk)
    printout = rendering.read_printout(draft.pk)
    kept = rendering.keep(printout, pdf=b"%PDF-", pictures=[b"1", b"2"], user_id=None, left_over=[])
    with scopes.for_system("tests"):  # as the worker left it when it was killed
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1, beaten_at=NOW, result=dict(kept))
    jobs.run(job.pk, clock=lambda: NOW + 2 * jobs.SILENCE)
    draft.refresh_from_db()
    with scopes.for_system("tests"):
        assert Job.objects.get(pk=job.pk).state == Job.State.DONE
        assert StoredFile.objects.filter(media_type="application/pdf").count() == 1
        pictures = StoredFile.objects.filter(media_type="image/png").values_list("pk", flat=True)
        assert {str(pk) for pk in pictures} == set(rendering.pages_of(draft))


def test_asking_for_the_pdf_twice_is_one_job(draft: Document, cast: Cast) -> None:
    seat = seat_of(cast.district_clerk)
    first = rendering.ask_for_pdf(document=draft, seat=seat, user_id=None)
    assert rendering.ask_for_pdf(document=draft, seat=seat, user_id=None).pk == first.pk
