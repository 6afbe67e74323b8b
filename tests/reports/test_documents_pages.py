"""The pages of documents, as each role meets them: reading, rewording, steps, the PDF with its progress."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Plan
from committees import scopes
from core import jobs
from core.models import Job, StoredFile
from core.text.dates import short_date
from reports import (
    tasks,  # noqa: F401  registers the job
)
from reports.models import Document
from tests.cast import Cast, Person
from tests.reports.kinds import draft_results_report
from tests.reports.test_documents_draft import seat_of, without_gaps
from tests.reports.years import NOW

Sign = Callable[[Person], Client]


@pytest.fixture
def sign_in() -> Sign:
    def signed(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return signed


@pytest.fixture
def plan(finished_plan: Plan) -> Plan:
    return finished_plan


@pytest.fixture
def draft(cast: Cast, plan: Plan) -> Document:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        return draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW)


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args) + (f"?{urlencode(query)}" if query else ""))
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def post(client: Client, name: str, *args: object, **data: object) -> HttpResponse:
    return client.post(reverse(name, args=args), data, follow=True)  # type: ignore[return-value]


def said(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def fresh(document: Document) -> Document:
    with scopes.for_system("tests"):
        return Document.objects.get(pk=document.pk)


# --- The list ---------------------------------------------------------------------------------------


def test_words_of_a_table_stand_at_the_left_and_figures_at_the_right(
    sign_in: Sign, draft: Document, cast: Cast
) -> None:
    shown = page(sign_in(cast.district_clerk), "document", draft.pk)
    [table] = re.findall(r'<table lang="vi">.*?</table>', shown, re.DOTALL)
    assert re.search(r'<th scope="col">Đơn vị</th><th scope="col" class="number">Chỉ tiêu', table)
    assert re.search(rf'<td>{cast.commune.name}</td><td class="number">600</td>', table)
    assert re.search(r'<tr class="totals"><td></td><td>Tổng cộng</td><td class="number">1\.100</td>', table)


def test_an_empty_list_says_what_to_do(cast: Cast, sign_in: Sign) -> None:
    html = page(sign_in(cast.district_clerk), "documents")
    assert "Chưa có văn bản nào." in html
    assert reverse("compose") in html


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_the_list_is_given_out_as_a_file(cast: Cast, draft: Document, sign_in: Sign, export: str) -> None:
    response = sign_in(cast.district_clerk).get(reverse("documents"), {"_export": export})
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(
    cast: Cast, draft: Document, sign_in: Sign, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    with scopes.for_system("tests"):
        copy = Document.objects.get(pk=draft.pk)
        Document.objects.bulk_create(_copy(copy) for _each in range(rows - 1))
    client = sign_in(cast.district_clerk)
    page(client, "documents")
    with django_assert_num_queries(9):
        assert page(client, "documents").count("Báo cáo: Kết quả") == rows


def _copy(document: Document) -> Document:
    values = {field.attname: getattr(document, field.attname) for field in Document._meta.concrete_fields}
    return Document(**{**values, "id": None})


def test_filtering_by_state_and_words(cast: Cast, draft: Document, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    assert "Báo cáo: Kết quả" in page(client, "documents", state="draft", subject="năm 2023")
    assert "Báo cáo: Kết quả" not in page(client, "documents", state="issued")


# --- Who sees what ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("district_clerk", 200),
        ("district_head", 200),
        ("district_member", 200),
        ("commune_clerk", 404),
        ("commune_focal", 404),
        ("province_clerk", 404),
        ("stranger", 404),
    ],
)
def test_a_draft_is_seen_by_its_own_committee_only(
    cast: Cast, draft: Document, sign_in: Sign, part: str, status: int
) -> None:
    client = sign_in(cast.people[part])
    for name in ("document", "document_printed"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == status
    assert client.get(reverse("document_page", args=[draft.pk, 1])).status_code == 404
    assert client.get(reverse("document_pdf", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["text", "frame", "refresh", "present", "sign", "issue", "render"],
)
def test_a_leader_reads_and_does_not_write(cast: Cast, draft: Document, sign_in: Sign, name: str) -> None:
    assert sign_in(cast.district_head).post(reverse(f"document_{name}", args=[draft.pk])).status_code == 403
    assert "?edit=" not in page(sign_in(cast.district_head), "document", draft.pk)
    assert sign_in(cast.district_head).get(reverse("document", args=[draft.pk]), {"edit": "0"}).status_code == 403


def test_the_anonymous_is_asked_to_sign_in(cast: Cast, draft: Document) -> None:
    response = Client().get(reverse("document", args=[draft.pk]))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


# --- Making -----------------------------------------------------------------------------------------


def test_a_report_is_made_from_a_plan_in_one_post(cast: Cast, plan: Plan, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    html = said(post(client, "report_new", plan=plan.pk))
    assert "Dự thảo" in html
    assert "2 điểm cần xem lại" in html
    assert "1.324Cộng kết quả của các đơn vị năm 2023, tính đến" in html


def test_a_plan_of_somebody_else_makes_no_report(cast: Cast, plan: Plan, sign_in: Sign) -> None:
    response = sign_in(cast.province_clerk).post(reverse("report_new"), {"plan": plan.pk})
    assert response.status_code == 422
    assert "không phải của Ban Chỉ đạo đang dùng" in response.content.decode()


# --- Rewording --------------------------------------------------------------------------------------


def place_with(html: str, words: str) -> str:
    found = re.search(rf'id="b-([0-9-]+)">\s*<div class="doc-words"[^>]*>(?:(?!id="b-).)*?{words}', html, re.DOTALL)
    assert found, words
    return found[1]


def test_a_sentence_is_reworded_without_a_script(cast: Cast, draft: Document, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    place = place_with(page(client, "document", draft.pk), "Trong năm đã đăng")
    form = page(client, "document", draft.pk, edit=place)
    assert 'name="text"' in form
    data = {"text": "Đã đăng 20 tin, bài.", "place": place, "edition": draft.edition}
    assert "Đã đăng 20 tin, bài." in said(post(client, "document_text", draft.pk, **data))


def test_words_that_cannot_stand_come_back_with_the_reason(cast: Cast, draft: Document, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    place = place_with(page(client, "document", draft.pk), "Trong năm đã đăng")
    response = client.post(
        reverse("document_text", args=[draft.pk]),
        {"text": "Được [9.999] đơn vị.", "place": place, "edition": draft.edition},
    )
    assert response.status_code == 422
    html = response.content.decode()
    assert "không phải số liệu của văn bản" in html
    assert "Được [9.999] đơn vị." in html


@pytest.mark.parametrize("place", ["", "x", "99", "0-0-0-0", "-1", "0--1"])
def test_a_place_that_is_not_there_is_answered_in_words(cast: Cast, draft: Document, sign_in: Sign, place: str) -> None:
    client = sign_in(cast.district_clerk)
    response = client.post(
        reverse("document_text", args=[draft.pk]), {"text": "a", "place": place, "edition": draft.edition}
    )
    assert response.status_code == 422
    assert fresh(draft).edition == draft.edition


def test_the_second_saver_is_told_and_keeps_the_words(cast: Cast, draft: Document, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    place = place_with(page(client, "document", draft.pk), "Trong năm đã đăng")
    post(client, "document_text", draft.pk, text="Thứ nhất.", place=place, edition=draft.edition)
    response = client.post(
        reverse("document_text", args=[draft.pk]), {"text": "Thứ hai.", "place": place, "edition": draft.edition}
    )
    assert response.status_code == 422
    html = response.content.decode()
    assert "Người khác vừa sửa" in html
    assert "Thứ hai." in html


def test_subject_and_recipients_are_changed(cast: Cast, draft: Document, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    typed = {"subject": "Kết quả năm", "symbol": "BC-BCĐHM", "recipients": "- UBND huyện;\n\nLưu: VT, BCĐ."}
    post(client, "document_frame", draft.pk, **typed, edition=draft.edition)
    saved = fresh(draft)
    assert (saved.subject, saved.symbol) == ("Kết quả năm", "BC-BCĐHM")
    assert saved.recipients == ["UBND huyện", "Lưu: VT, BCĐ"]
    spaced = client.post(
        reverse("document_frame", args=[draft.pk]), {**typed, "symbol": "BC - BCĐ", "edition": draft.edition + 1}
    )
    assert "không dấu cách" in spaced.content.decode()
    assert fresh(draft).symbol == "BC-BCĐHM"
    response = client.post(
        reverse("document_frame", args=[draft.pk]), {"subject": " ", "recipients": "", "edition": draft.edition + 1}
    )
    assert response.status_code == 422
    assert "Trích yếu đang trống" in response.content.decode()


# --- The PDF ----------------------------------------------------------------------------------------


def test_a_pdf_is_made_by_a_job_and_its_progress_is_shown(cast: Cast, draft: Document, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    assert "Chưa có trang in. Bấm Tạo PDF" in said(client.get(reverse("document", args=[draft.pk])))
    waiting = said(post(client, "document_render", draft.pk))
    assert "Đang chờ đến lượt…" in waiting
    with scopes.for_system("tests"):
        job = Job.objects.get(kind="render_document")
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, done=2, total=3, note="Đang dàn trang, bước")
    running = client.get(reverse("document_printed", args=[draft.pk]))
    assert "Đang dàn trang, bước 2/3…" in said(running)
    assert f'hx-get="{reverse("document_printed", args=[draft.pk])}"' in running.content.decode()
    with scopes.for_system("tests"):
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    jobs.run(job.pk)

    done = page(client, "document_printed", draft.pk)
    assert done.count("<img") == 4
    assert "hx-trigger" not in done
    assert "cũ hơn nội dung" not in done
    pdf = client.get(reverse("document_pdf", args=[draft.pk]))
    assert pdf.content.startswith(b"%PDF-")
    assert f"BC-BC%C4%90-du-thao-{draft.pk}.pdf" in pdf["Content-Disposition"]
    assert client.get(reverse("document_page", args=[draft.pk, 1])).content.startswith(b"\x89PNG")
    assert client.get(reverse("document_page", args=[draft.pk, 5])).status_code == 404

    with scopes.for_seat(seat_of(cast.district_clerk)):
        without_gaps(fresh(draft), seat_of(cast.district_clerk))
    assert "Trang in này cũ hơn nội dung" in page(client, "document_printed", draft.pk)

    post(client, "document_render", draft.pk)
    with scopes.for_system("tests"):
        second = Job.objects.exclude(pk=job.pk).get()
        before = StoredFile.objects.count()
    jobs.run(second.pk)
    with scopes.for_system("tests"):
        assert StoredFile.objects.count() == before  # the former PDF and its pictures went
    assert "cũ hơn nội dung" not in page(client, "document_printed", draft.pk)


def test_a_render_that_fails_says_so_in_words(cast: Cast, draft: Document, sign_in: Sign) -> None:
    client = sign_in(cast.district_clerk)
    post(client, "document_render", draft.pk)
    with scopes.for_system("tests"):
        Document.objects.filter(pk=draft.pk).update(figures={})
        job = Job.objects.get(kind="render_document")
    jobs.run(job.pk)
    with scopes.for_system("tests"):
        Document.objects.filter(pk=draft.pk).update(figures=draft.figures)
    html = said(client.get(reverse("document_printed", args=[draft.pk])))
    assert "chưa có; cập nhật số liệu của văn bản" in html
    assert "Tạo PDF" in html


# --- The steps --------------------------------------------------------------------------------------


def test_the_steps_as_clerk_and_leader_take_them(cast: Cast, draft: Document, sign_in: Sign) -> None:
    clerk, head = sign_in(cast.district_clerk), sign_in(cast.district_head)
    assert "Còn 2 đoạn có chỗ trống" in said(post(clerk, "document_present", draft.pk))
    with scopes.for_seat(seat_of(cast.district_clerk)):
        without_gaps(fresh(draft), seat_of(cast.district_clerk))
    assert "Đã trình ký" in said(post(clerk, "document_present", draft.pk))
    assert "Đã duyệt văn bản." in said(post(head, "document_approve", draft.pk))
    assert "không phải là số" in said(post(clerk, "document_sign", draft.pk, number="chín", dated_on="2024-02-20"))
    early = post(clerk, "document_sign", draft.pk, number="93", dated_on="20/02/2024")
    assert "sớm hơn ngày chốt số liệu" in said(early)
    today = short_date(timezone.now())
    assert "Đã ghi số và ngày ký" in said(post(clerk, "document_sign", draft.pk, number="93", dated_on=today))
    assert "bấm Tạo PDF" in said(post(clerk, "document_issue", draft.pk))
    post(clerk, "document_render", draft.pk)
    with scopes.for_system("tests"):
        job = Job.objects.get(kind="render_document")
    jobs.run(job.pk)
    assert "Đã ban hành văn bản." in said(post(clerk, "document_issue", draft.pk))
    assert "93/BC-BCĐ" in page(sign_in(cast.province_clerk), "document", draft.pk)
    assert "Tạo lại PDF" not in page(clerk, "document", draft.pk)


def edition_at(client: Client, name: str, draft: Document) -> str:
    """The edition that the form of a step carries on the document's page."""
    form = page(client, "document", draft.pk).partition(f'action="{reverse(name, args=[draft.pk])}"')[2]
    found = re.search(r'name="edition" value="(\d+)"', form.partition("</form>")[0])
    assert found is not None
    return found[1]


def test_nobody_presents_or_approves_what_was_changed_after_they_read_it(
    cast: Cast, draft: Document, sign_in: Sign
) -> None:
    clerk, head, seat = sign_in(cast.district_clerk), sign_in(cast.district_head), seat_of(cast.district_clerk)
    read = edition_at(clerk, "document_present", draft)
    with scopes.for_seat(seat):
        without_gaps(fresh(draft), seat)  # another clerk fills the gaps meanwhile
    assert "vừa được sửa sau khi trang này mở ra" in said(post(clerk, "document_present", draft.pk, edition=read))
    read = edition_at(clerk, "document_present", draft)
    assert "Đã trình ký" in said(post(clerk, "document_present", draft.pk, edition=read))
    read = edition_at(head, "document_approve", draft)
    post(clerk, "document_return", draft.pk, reason="Sửa trích yếu")
    post(clerk, "document_present", draft.pk)
    assert "vừa được sửa sau khi trang này mở ra" in said(post(head, "document_approve", draft.pk, edition=read))
    read = edition_at(head, "document_approve", draft)
    assert "Đã duyệt văn bản." in said(post(head, "document_approve", draft.pk, edition=read))


def test_a_leader_sends_a_document_back_with_a_reason(cast: Cast, draft: Document, sign_in: Sign) -> None:
    clerk, head = sign_in(cast.district_clerk), sign_in(cast.district_head)
    with scopes.for_seat(seat_of(cast.district_clerk)):
        without_gaps(fresh(draft), seat_of(cast.district_clerk))
    post(clerk, "document_present", draft.pk)
    assert "Ghi lý do hoặc chỗ cần sửa" in said(post(head, "document_return", draft.pk, reason=""))
    assert "Đã đưa về dự thảo." in said(post(head, "document_return", draft.pk, reason="Sửa mục II"))
