"""Văn bản thay thế: a document issued with a mistake stays; a new one says that it replaces it, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from campaigns.models import Plan
from committees import scopes
from committees.models import Seat
from core.refusal import Refused
from reports import drafting, editing, rendering, signing, steps
from reports.blocks import Annex, Blocks, Paragraph, inline
from reports.models import Document
from reports.replacing import with_statement
from tests.cast import Cast, Person
from tests.reports.kinds import draft_results_report, text_of
from tests.reports.test_documents_draft import seat_of, without_gaps
from tests.reports.years import NOW

SAYS = "Văn bản này thay thế Báo cáo số 07/BC-BCĐ ngày 20 tháng 02 năm 2024 của Ban Chỉ đạo"


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    return seat_of(cast.district_clerk)


@pytest.fixture
def issued(clerk: Seat, finished_plan: Plan) -> Iterator[Document]:
    """A report issued as 07/BC-BCĐ; inside the scope of the district's clerk."""
    with scopes.for_seat(clerk):
        draft = draft_results_report(plan=finished_plan, seat=clerk, now=NOW)
        yield issue(without_gaps(draft, clerk), clerk, 7)


def issue(document: Document, clerk: Seat, number: int) -> Document:
    """Through all steps on paper."""
    document = steps.present(document=document, seat=clerk, now=NOW)
    document = steps.approve(document=document, seat=clerk)
    document = signing.record_signed_on_paper(
        document=document, seat=clerk, number=number, dated_on=NOW.date(), now=NOW
    )
    rendering.keep(rendering.read_printout(document.pk), pdf=b"%PDF", pictures=[], user_id=None, left_over=[])
    document.refresh_from_db()
    return steps.issue(document=document, seat=clerk, now=NOW)


def replacement(document: Document, clerk: Seat) -> Document:
    return drafting.draft_replacement(document=document, seat=clerk, now=NOW)


def test_the_new_one_repeats_the_words_and_says_what_it_replaces(issued: Document, clerk: Seat) -> None:
    row = Document.objects.filter(pk=issued.pk)
    [before] = row.values()
    new = replacement(issued, clerk)
    assert (new.state, new.number, new.replaces) == (Document.State.DRAFT, None, issued)
    assert (new.kind, new.plan, new.subject) == (issued.kind, issued.plan, issued.subject)
    lines = text_of(new).splitlines()
    [place] = [at for at, line in enumerate(lines) if line.startswith(SAYS)]
    assert [*lines[:place], *lines[place + 1 :]] == text_of(issued).splitlines()
    assert lines[place + 1].endswith("./.")
    assert row.values()[0] == before


def test_a_second_is_not_begun_while_one_is_in_hand_and_none_once_it_is_issued(issued: Document, clerk: Seat) -> None:
    new = replacement(issued, clerk)
    assert replacement(issued, clerk) == new
    steps.discard(document=new, seat=clerk)
    new = issue(replacement(issued, clerk), clerk, 8)
    with pytest.raises(Refused, match="đã được thay thế bởi số 08/BC-BCĐ ngày 20/02/2024"):
        replacement(issued, clerk)
    with pytest.raises(IntegrityError, match="a_document_is_replaced_once"), transaction.atomic():
        Document.objects.filter(pk=replacement(new, clerk).pk).update(replaces=issued)


def test_the_one_that_replaces_a_replacement_names_that_one_alone(issued: Document, clerk: Seat) -> None:
    second = issue(replacement(issued, clerk), clerk, 8)
    third = text_of(replacement(second, clerk))
    assert "thay thế Báo cáo số 08/BC-BCĐ" in third
    assert "thay thế Báo cáo số 07/BC-BCĐ" not in third


def test_only_an_issued_document_is_replaced_and_by_its_own_committee(
    issued: Document, clerk: Seat, cast: Cast, finished_plan: Plan
) -> None:
    new = replacement(issued, clerk)
    with pytest.raises(Refused, match="đang ở bước “Dự thảo”"):
        replacement(new, clerk)
    for person in (cast.district_head, cast.province_clerk):
        with pytest.raises(PermissionDenied):
            replacement(issued, seat_of(person))


LAST, MORE = Paragraph(inline("Hết./.")), Annex("Phụ lục", (Paragraph(inline("Bảng")),))


@pytest.mark.parametrize(
    ("blocks", "place"),
    [((LAST,), 0), ((LAST, LAST), 1), ((LAST, LAST, MORE), 1), ((MORE,), 0), ((), 0)],
)
def test_the_sentence_stands_before_the_last_paragraph_and_no_block_is_lost(
    issued: Document, blocks: Blocks, place: int
) -> None:
    made = with_statement(blocks, issued)
    assert (*made[:place], *made[place + 1 :]) == blocks
    assert SAYS in str(made[place])


# --- The pages --------------------------------------------------------------------------------------


@pytest.fixture
def get() -> Callable[..., str]:
    def page(person: Person, name: str, *args: object) -> str:
        client = Client()
        client.force_login(person.user)
        return " ".join(client.get(reverse(name, args=args)).content.decode().split())

    return page


def test_both_pages_and_the_lists_tell_of_it_once_it_is_issued(
    cast: Cast, finished_plan: Plan, get: Callable[..., str]
) -> None:
    clerk = seat_of(cast.district_clerk)
    with scopes.for_seat(clerk):
        draft = draft_results_report(plan=finished_plan, seat=clerk, now=NOW)
        old = issue(without_gaps(draft, clerk), clerk, 7)
    assert "Soạn văn bản thay thế" in get(cast.district_clerk, "document", old.pk)
    assert "Soạn văn bản thay thế" not in get(cast.district_head, "document", old.pk)
    client = Client()
    client.force_login(cast.district_clerk.user)
    answer = client.post(reverse("document_replace", args=[old.pk]))
    with scopes.for_seat(clerk):
        new = Document.objects.get(replaces=old)
    assert answer["Location"] == reverse("document", args=[new.pk])
    assert "Mở văn bản thay thế đang soạn" in get(cast.district_clerk, "document", old.pk)
    assert "thay thế" not in get(cast.province_clerk, "document", old.pk)  # the draft is the committee's own
    assert "Đã ban hành, đã thay thế" not in get(cast.district_clerk, "documents")
    with scopes.for_seat(clerk):
        editing.update_frame(
            document=new,
            seat=clerk,
            frame=editing.Frame(subject="Kết quả năm", symbol="BC-BCĐ", recipients=["Lưu: VT"]),
            edition=new.edition,
        )
        new.refresh_from_db()
        issue(new, clerk, 8)
    for person in (cast.district_clerk, cast.province_clerk):
        assert "số 08/BC-BCĐ ngày 20/02/2024</a>" in get(person, "document", old.pk)
        assert "Thay thế số 07/BC-BCĐ ngày 20/02/2024" in get(person, "document", new.pk)
        assert get(person, "documents").count("Đã ban hành, đã thay thế") == 1
    assert get(cast.district_clerk, "register_out").count("đã thay thế") == 1
