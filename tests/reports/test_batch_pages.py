"""The pages of a batch of letters: begun on the letter's own page, followed, stepped, given out; its own office's."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from campaigns.models import Deadline
from committees import scopes
from committees.models import IssuingBody
from core import jobs
from core.models import Job
from core.text.dates import VIETNAM
from reports.batches import keeping
from reports.models import Document, LetterBatch
from tests.cast import Cast, Person
from tests.quotas.years import Year
from tests.reports.batches import drafted, late_deadline
from tests.reports.test_numbering import own_series

Sign = Callable[[Person], Client]
TODAY = dt.datetime.now(VIETNAM).date().isoformat()


@pytest.fixture
def sign_in() -> Sign:
    def signed(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return signed


@pytest.fixture
def late(cast: Cast, year: Year) -> Deadline:
    """Three communes of the district owe a list."""
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        own_series(year)
        return late_deadline(cast, year)


@pytest.fixture
def batch(late: Deadline, cast: Cast) -> LetterBatch:
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        return drafted(late, cast.district_clerk)


def work() -> None:
    """Let a worker do what waits."""
    with scopes.for_system("tests"):
        waiting = list(Job.objects.filter(state__in=jobs.ACTIVE).order_by("created_at").values_list("pk", flat=True))
    for job_id in waiting:
        jobs.run(job_id)


def said(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page(client: Client, batch: LetterBatch, **query: str) -> str:
    response = client.get(reverse("letter_batch", args=[batch.pk]), query)
    assert response.status_code == 200
    return said(response)  # type: ignore[arg-type]


def primary(client: Client, batch: LetterBatch) -> list[str]:
    """The buttons that the page leads to."""
    html = client.get(reverse("letter_batch", args=[batch.pk])).content.decode()
    return re.findall(r'<button class="button primary" type="submit">([^<]+)<', html)


def act(client: Client, batch: LetterBatch, name: str, **typed: object) -> HttpResponse:
    return client.post(reverse("letter_batch", args=[batch.pk]), {"act": name, **typed}, follow=True)  # type: ignore[return-value]


def test_the_letters_page_offers_one_to_each_and_leads_to_the_batch(cast: Cast, late: Deadline, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    address = reverse("urging_letter_new", args=[late.pk])
    assert "Mỗi đơn vị chậm nộp một công văn" in said(client.get(address))  # type: ignore[arg-type]
    form = {"addressed": "each", "wording": "before"}
    named = client.post(address, form | {"names_units": "on"})
    assert named.status_code == 422
    assert "không nêu tên đơn vị khác" in said(named)  # type: ignore[arg-type]
    answer = client.post(address, form)
    with scopes.for_system("tests"):
        batch = LetterBatch.objects.get()
    assert answer["Location"] == reverse("letter_batch", args=[batch.pk])
    assert "Đang chờ đến lượt" in page(client, batch)
    progress = reverse("letter_batch_progress", args=[batch.pk])
    assert "hx-get" in client.get(progress).content.decode()
    work()
    assert client.get(progress).headers["HX-Refresh"] == "true"
    assert "3 dự thảo" in page(client, batch)
    assert "Công văn gửi 3 đơn vị, soạn ngày" in said(client.get(address))  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_letter_and_three(
    cast: Cast, batch: LetterBatch, sign_in: Sign, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    with scopes.for_system("tests"):
        kept = list(Document.objects.filter(batch=batch).values_list("pk", flat=True)[:rows])
        Document.objects.filter(batch=batch).exclude(pk__in=kept).delete()
    client, address = sign_in(cast.district_clerk), reverse("letter_batch", args=[batch.pk])
    client.get(address)
    with django_assert_num_queries(13):
        assert client.get(address).content.decode().count("Xã Số") == rows


def test_on_paper_from_the_drafts_to_the_last_step(cast: Cast, batch: LetterBatch, sign_in: Sign) -> None:
    clerk, head = sign_in(cast.district_clerk), sign_in(cast.district_head)
    assert primary(clerk, batch) == ["Trình ký tất cả (3)"]
    act(clerk, batch, "present")
    work()
    assert primary(clerk, batch) == ["Ghi nhận lãnh đạo đã duyệt tất cả trên giấy (3)"]
    assert "Đã trình ký 3 công văn" in page(clerk, batch)
    assert "Ghi nhận lãnh đạo đã duyệt tất cả trên giấy (3)" in page(clerk, batch)
    assert "3 công văn gửi từng đơn vị" in said(head.get(reverse("home")))  # type: ignore[arg-type]
    assert "Duyệt tất cả (3)" in page(head, batch)
    act(head, batch, "approve")
    work()
    assert "bắt đầu từ 01" in page(clerk, batch)
    tomorrow = (dt.datetime.now(VIETNAM) + dt.timedelta(days=1)).date().isoformat()
    wrong = act(clerk, batch, "sign", dated_on=tomorrow)
    assert wrong.status_code == 422
    assert "Ngày ký chưa tới" in said(wrong)
    act(clerk, batch, "sign", dated_on=TODAY)
    work()
    done = page(clerk, batch)
    assert "Đã ghi số và ngày ký của 3 công văn" in done
    assert [f"{n:02}/BCĐ-CTĐ" in done for n in (1, 2, 3)] == [True] * 3
    whole = clerk.get(reverse("letter_batch_pdf", args=[batch.pk]))
    assert whole.content.startswith(b"%PDF")
    archive = clerk.get(reverse("letter_batch_archive", args=[batch.pk])).content
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert len(opened.namelist()) == 3
    act(clerk, batch, "issue")
    work()
    assert "3 đã ban hành" in page(clerk, batch)
    with scopes.for_system("tests"):
        letter = Document.objects.filter(batch=batch).order_by("pk")[0]
    own = clerk.get(reverse("document", args=[letter.pk])).content.decode()
    assert reverse("letter_batch", args=[batch.pk]) in own
    assert 'class="doc-page"' in own  # the pages that the batch's job drew


def test_signed_files_come_in_many_at_once_and_each_is_answered(
    cast: Cast, year: Year, batch: LetterBatch, sign_in: Sign, settings: Settings
) -> None:
    clerk = sign_in(cast.district_clerk)
    with scopes.for_system("tests"):
        IssuingBody.objects.filter(committee=year.plan.committee).update(signing="electronic", numbering="registry")
        Document.objects.filter(batch=batch).update(state="approved", as_of=timezone.now())
    missing = act(clerk, batch, "number")
    assert missing.status_code == 422
    assert "Ghi số văn bản do văn thư cấp" in said(missing)
    act(clerk, batch, "number", number="21")
    work()
    assert "23/BCĐ-CTĐ" in page(clerk, batch)
    assert primary(clerk, batch) == ["Nhận các bản ký số"]
    sent = [io.BytesIO(b"%PDF-1.7 other"), io.BytesIO(b"no pdf")]
    for name, each in zip(("mot.pdf", "hai.pdf"), sent, strict=True):
        each.name = name
    told = said(act(clerk, batch, "signed_files", signed=sent))
    assert told.count("Không phải ký từ bản PDF cuối của công văn nào trong lô này.") == 2
    assert act(clerk, batch, "signed_files").status_code == 422
    settings.MAX_STORED_FILE_BYTES = 1024 * 1024
    halves = [SimpleUploadedFile(f"{each}.pdf", b"x" * 600_000) for each in "ab"]  # too much only together
    assert "nặng hơn 1 MB nên không nhận được" in said(act(clerk, batch, "signed_files", signed=halves))


def test_the_words_of_one_letter_go_to_all_from_its_own_page(cast: Cast, batch: LetterBatch, sign_in: Sign) -> None:
    clerk = sign_in(cast.district_clerk)
    with scopes.for_system("tests"):
        first = Document.objects.filter(batch=batch).order_by("pk")[0]
        Document.objects.filter(pk=first.pk).update(subject="đôn đốc nộp ngay danh sách")
    assert "Áp dụng câu chữ này cho cả lô" in said(clerk.get(reverse("document", args=[first.pk])))  # type: ignore[arg-type]
    act(clerk, batch, "reword", source=first.pk)
    work()
    assert "Đã chép câu chữ sang 2 công văn." in page(clerk, batch)
    with scopes.for_system("tests"):
        assert set(Document.objects.filter(batch=batch).values_list("subject", flat=True)) == {
            "đôn đốc nộp ngay danh sách"
        }


@pytest.mark.parametrize("part", ["province_clerk", "commune_clerk", "commune_focal", "stranger"])
def test_a_batch_is_its_own_committees(cast: Cast, batch: LetterBatch, sign_in: Sign, part: str) -> None:
    for name in ("letter_batch", "letter_batch_progress", "letter_batch_pdf", "letter_batch_archive"):
        assert sign_in(cast.people[part]).get(reverse(name, args=[batch.pk])).status_code == 404


def test_what_is_no_act_is_not_there_and_letters_are_found_by_unit(
    cast: Cast, batch: LetterBatch, sign_in: Sign
) -> None:
    clerk = sign_in(cast.district_clerk)
    assert act(clerk, batch, "burn").status_code == 404
    assert act(clerk, batch, "reword", source="²").status_code == 404
    found = page(clerk, batch, unit="Số 02")
    assert "Xã Số 02" in found
    assert "Xã Số 01" not in found


def test_a_drafting_that_was_given_up_is_gone_on_with(cast: Cast, late: Deadline, sign_in: Sign) -> None:
    clerk = sign_in(cast.district_clerk)
    clerk.post(reverse("urging_letter_new", args=[late.pk]), {"addressed": "each", "wording": "before"})
    with scopes.for_system("tests"):
        batch = LetterBatch.objects.get()
        job = keeping.working(batch)
        assert job is not None
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="Không làm được việc này.")
    assert "Soạn tiếp" in page(clerk, batch)
    act(clerk, batch, "draft")
    work()
    assert "3 dự thảo" in page(clerk, batch)
