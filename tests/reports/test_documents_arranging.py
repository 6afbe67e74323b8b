"""Blocks moved, added, pasted and removed on a document's page; words kept while they are typed; who else is at it."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Plan
from committees import scopes
from committees.models import Role, SeatHolding
from core import jobs
from core.models import Job
from reports import (
    editing,
    rendering,
    tasks,  # noqa: F401  registers the job
)
from reports.arranging import Arrangement
from reports.blocks import figure_keys, from_json, plain_text
from reports.models import Document
from reports.reading import place_of
from tests.cast import Cast, Person, sit
from tests.committees.factories import HoldingFactory, UserFactory
from tests.reports.kinds import draft_results_report
from tests.reports.test_documents_draft import path_of, seat_of
from tests.reports.years import NOW


@pytest.fixture
def draft(cast: Cast, finished_plan: Plan) -> Document:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        return draft_results_report(plan=finished_plan, seat=seat_of(cast.district_clerk), now=NOW)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return client_of(cast.district_clerk)


def said(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def fresh(document: Document) -> Document:
    with scopes.for_system("tests"):
        return Document.objects.get(pk=document.pk)


def text(document: Document) -> str:
    return plain_text(from_json(document.content), document.figures)


def post(client: Client, name: str, draft: Document, **data: object) -> HttpResponse:
    return client.post(reverse(name, args=[draft.pk]), data, follow=True)  # type: ignore[return-value]


def opened(client: Client, draft: Document, place: str) -> HttpResponse:
    return client.get(reverse("document", args=[draft.pk]), {"edit": place})  # type: ignore[return-value]


def place(draft: Document, words: str) -> str:
    return place_of(path_of(draft, words))


# --- Arranging --------------------------------------------------------------------------------------


def test_a_block_moves_and_stays_open_where_it_then_stands(clerk: Client, draft: Document) -> None:
    at = place(draft, "Đợt 2")
    html = opened(clerk, draft, at).content.decode()
    assert "Chuyển lên" in html
    moved = post(clerk, "document_arrange", draft, act="up", place=at, edition=draft.edition)
    now = fresh(draft)
    assert text(now).index("Đợt 2 (") < text(now).index("Đợt 1 (")
    assert f'id="b-{place(now, "Đợt 2")}"' in moved.content.decode()
    assert 'name="text"' in moved.content.decode()
    assert figure_keys(from_json(now.content)) != figure_keys(from_json(draft.content))
    assert set(figure_keys(from_json(now.content))) == set(figure_keys(from_json(draft.content)))


def test_a_block_is_taken_out(clerk: Client, draft: Document) -> None:
    gone = post(clerk, "document_arrange", draft, act="remove", place=place(draft, "Đợt 2"), edition=draft.edition)
    assert "Đã xóa." in said(gone)
    assert "Đợt 2 (" not in text(fresh(draft))


def test_text_pasted_from_word_becomes_blocks_after_the_open_one(clerk: Client, draft: Document) -> None:
    at = place(draft, "Đợt 2")
    typed = {"them-text": "- Ý thứ nhất;\n- Ý thứ hai.", "them-place": at, "them-edition": draft.edition}
    assert "Đã thêm." in said(post(clerk, "document_insert", draft, **typed))
    assert "- Ý thứ nhất;\n- Ý thứ hai." in text(fresh(draft))


@pytest.mark.parametrize(
    ("typed", "why"),
    [({"them-text": " "}, "Gõ hoặc dán nội dung"), ({"them-place": "99"}, "Không tìm thấy đoạn"), ({}, "Người khác")],
)
def test_what_cannot_be_put_in_is_told_with_the_words_kept(
    clerk: Client, draft: Document, typed: dict[str, str], why: str
) -> None:
    usual = {"them-text": "Ý mới.", "them-place": place(draft, "Đợt 2"), "them-edition": draft.edition}
    stale = {} if typed else {"them-edition": draft.edition - 1}
    refused = post(clerk, "document_insert", draft, **{**usual, **typed, **stale})
    assert refused.status_code == 422
    assert why in said(refused)
    assert fresh(draft).edition == draft.edition


@pytest.mark.parametrize("typed", [{"act": "fly"}, {"place": "99"}, {"place": "x"}, {"edition": 0}])
def test_what_cannot_be_moved_changes_nothing_and_says_so(
    clerk: Client, draft: Document, typed: dict[str, object]
) -> None:
    usual = {"act": "up", "place": place(draft, "Đợt 2"), "edition": draft.edition}
    response = post(clerk, "document_arrange", draft, **{**usual, **typed})
    assert re.search("Không tìm thấy đoạn|Người khác vừa sửa", said(response))
    assert fresh(draft).edition == draft.edition


# --- While it is typed ------------------------------------------------------------------------------


def test_words_that_were_typed_are_there_again_and_are_no_part_of_the_document(clerk: Client, draft: Document) -> None:
    at = place(draft, "Trong năm đã đăng")
    typed = {"place": at, "edition": draft.edition, "text": "Đã đăng 20 tin"}
    assert "Đã giữ chữ đang gõ lúc" in said(post(clerk, "document_keep", draft, **typed))
    again = opened(clerk, draft, at)
    assert "Chữ gõ dở lúc" in said(again)
    assert "Đã đăng 20 tin</textarea>" in again.content.decode()
    assert "Đã đăng 20 tin" not in text(fresh(draft))
    post(clerk, "document_text", draft, **typed)
    assert "Chữ gõ dở" not in said(opened(clerk, draft, at))


def test_whoever_holds_the_seat_next_does_not_read_them(cast: Cast, clerk: Client, draft: Document) -> None:
    at = place(draft, "Trong năm đã đăng")
    post(clerk, "document_keep", draft, place=at, edition=draft.edition, text="Đã đăng 20 tin")
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.district_clerk.seat).update(ended_at=timezone.now())
        successor = HoldingFactory.create(seat=cast.district_clerk.seat, user=UserFactory.create())
    after = Client()
    after.force_login(successor.user)
    assert "Chữ gõ dở" not in said(opened(after, draft, at))


def test_what_is_given_up_is_forgotten(clerk: Client, draft: Document) -> None:
    at = place(draft, "Trong năm đã đăng")
    post(clerk, "document_keep", draft, place=at, edition=draft.edition, text="Đã đăng 20 tin")
    post(clerk, "document_keep", draft, place=at, edition=draft.edition, text="Đã đăng 20 tin", drop="1")
    assert "Đã đăng 20 tin" not in said(opened(clerk, draft, at))


def test_words_go_along_with_the_block_that_is_moved(clerk: Client, draft: Document) -> None:
    at = place(draft, "Đợt 2")
    post(clerk, "document_keep", draft, place=at, edition=draft.edition, text="Đợt hai tốt")
    moved = post(clerk, "document_arrange", draft, act="up", place=at, edition=draft.edition)
    assert "Đợt hai tốt</textarea>" in moved.content.decode()


def test_words_stay_with_the_block_that_something_is_put_after(clerk: Client, draft: Document) -> None:
    at = place(draft, "Đợt 1")
    post(clerk, "document_keep", draft, place=at, edition=draft.edition, text="Đợt một tốt")
    post(clerk, "document_insert", draft, **{"them-text": "Ý mới.", "them-place": at, "them-edition": draft.edition})
    assert "Đợt một tốt</textarea>" in opened(clerk, draft, at).content.decode()


def test_words_typed_over_an_older_text_are_shown_and_put_nowhere(cast: Cast, clerk: Client, draft: Document) -> None:
    at = place(draft, "Trong năm đã đăng")
    with scopes.for_seat(seat_of(cast.district_clerk)):
        editing.arrange(
            document=draft,
            seat=seat_of(cast.district_clerk),
            block_path=path_of(draft, "Đợt 2"),
            act=Arrangement.UP,
            edition=draft.edition,
        )
    conflict = post(clerk, "document_text", draft, place=at, edition=draft.edition, text="Chữ của tôi")
    assert "Người khác vừa sửa" in said(conflict)
    again = opened(clerk, draft, at)
    assert "văn bản đã đổi từ đó" in said(again)
    assert "Chữ của tôi" in said(again)
    assert "Chữ của tôi</textarea>" not in again.content.decode()


def test_the_second_editor_is_told_who_is_at_it_and_nobody_about_themselves(
    cast: Cast, clerk: Client, draft: Document
) -> None:
    with scopes.for_system("tests"):
        second = client_of(sit(cast.district, Role.CLERK, "Tạ Văn Hai", may="runs the district's plans as well"))
    at = place(draft, "Đợt 2")
    opened(clerk, draft, at)
    assert "đang sửa văn bản này" not in said(opened(clerk, draft, at))
    for page in (opened(second, draft, "frame"), second.get(reverse("document", args=[draft.pk]))):
        assert "Phạm Thị Huyện đang sửa văn bản này (từ" in said(page)  # type: ignore[arg-type]
    typed = post(clerk, "document_keep", draft, place=at, edition=draft.edition, text="Đợt hai")
    assert "Tạ Văn Hai đang sửa văn bản này (từ" in said(typed)
    post(clerk, "document_keep", draft, place=at, edition=draft.edition, drop="1")
    assert "đang sửa văn bản này" not in said(opened(second, draft, "frame"))
    assert "đang sửa" not in said(client_of(cast.district_head).get(reverse("document", args=[draft.pk])))  # type: ignore[arg-type]


# --- The pages follow -------------------------------------------------------------------------------


def test_a_saved_draft_asks_for_its_pages_once_at_a_time(clerk: Client, draft: Document) -> None:
    at = place(draft, "Trong năm đã đăng")
    post(clerk, "document_text", draft, place=at, edition=draft.edition, text="Đã đăng 20 tin.")
    post(clerk, "document_text", draft, place=at, edition=draft.edition + 1, text="Đã đăng 21 tin.")
    with scopes.for_system("tests"):
        job = Job.objects.get(kind=rendering.RENDER)
    jobs.run(job.pk)
    assert fresh(draft).pdf_edition == fresh(draft).edition
