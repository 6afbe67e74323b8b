"""Choosing who signs on the draft's page: the block shown before it is saved, kept when figures are bound anew."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Plan
from committees import scopes
from committees.models import IssuingBody, Role, Seat, SeatHolding
from core.models import AuditEntry, Job
from core.refusal import Refused
from reports import drafting, editing, rendering, steps
from reports.models import Document
from reports.signers import Choice, Power
from tests.cast import Cast, Person, sit
from tests.reports.kinds import draft_results_report
from tests.reports.test_documents_draft import seat_of, without_gaps
from tests.reports.test_documents_pages import fresh, page, said
from tests.reports.years import NOW

TYPED = {
    "who": "typed",
    "name": "Hà Văn Năm",
    "power": "kt",
    "post": "Phó Trưởng ban",
    "second_post": "Phó Chủ tịch UBND",
}


@pytest.fixture
def plan(finished_plan: Plan) -> Plan:
    return finished_plan


@pytest.fixture
def draft(cast: Cast, plan: Plan) -> Document:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        return draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW)


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.district_clerk.user)
    return client


@pytest.fixture
def deputy(cast: Cast) -> Person:
    with scopes.for_system("tests"):
        return sit(cast.district, Role.DEPUTY, "Mạc Văn Ba", may="decides for the head")


def holding_of(person: Person) -> int:
    with scopes.for_system("tests"):
        return int(SeatHolding.objects.get(seat=person.seat, ended_at=None).pk)


def send(client: Client, document: Document, **typed: object) -> tuple[int, str]:
    address = reverse("document_signer", args=[document.pk])
    response = client.post(address, {"edition": fresh(document).edition, **typed}, follow=True)
    return response.status_code, said(response)


def test_the_page_offers_who_may_sign_and_keeps_who_was_chosen(
    cast: Cast,
    draft: Document,
    deputy: Person,
    clerk: Client,
) -> None:
    form = page(clerk, "document", draft.pk, edit="signer")
    assert 'id="nguoi-ky"' in form
    assert "Nguyễn Văn Trưởng · Trưởng ban" in form
    assert "Bùi Thị Xã" not in form  # of a committee below
    status, answer = send(clerk, draft, who=holding_of(deputy))
    assert (status, "Đã lưu người ký." in answer) == (200, True)
    kept = fresh(draft)
    assert kept.edition == draft.edition + 1
    assert kept.signature["authority"] == ["TM. Ban Chỉ đạo", "KT. Trưởng ban", "Phó Trưởng ban"]
    assert (kept.signature["signer"], kept.signature["holding_id"]) == ("Mạc Văn Ba", holding_of(deputy))
    again = page(clerk, "document", draft.pk, edit="signer")
    assert f'value="{holding_of(deputy)}" required' in again or "checked" in again.split("Mạc Văn Ba")[0][-200:]
    with scopes.for_system("tests"):
        assert Job.objects.filter(kind=rendering.RENDER).count() == 1  # the pages are asked for again
        told = AuditEntry.objects.get(action="document.signer_chosen")
    assert told.after["signer"] == "Mạc Văn Ba"


def test_a_leader_without_a_seat_is_typed_and_typed_again_as_it_was(
    cast: Cast,
    draft: Document,
    clerk: Client,
) -> None:
    send(clerk, draft, **TYPED)
    kept = fresh(draft).signature
    assert kept["authority"] == ["KT. Trưởng ban", "Phó Trưởng ban"]
    assert (kept["second_post"], kept["signer"], kept["holding_id"]) == (["Phó Chủ tịch UBND"], "Hà Văn Năm", None)
    form = page(clerk, "document", draft.pk, edit="signer")
    assert 'value="Hà Văn Năm"' in form
    assert "Phó Trưởng ban</textarea>" in form


def test_the_block_is_shown_in_words_and_nothing_is_saved(
    cast: Cast,
    draft: Document,
    clerk: Client,
) -> None:
    status, answer = send(clerk, draft, step="preview", **TYPED)
    assert status == 200
    assert "KT. TRƯỞNG BANPHÓ TRƯỞNG BANPHÓ CHỦ TỊCH UBNDHà Văn Năm" in answer
    assert fresh(draft).edition == draft.edition
    address = reverse("document_signer", args=[draft.pk])
    partial = clerk.post(
        address, {"edition": 1, "step": "preview", **TYPED, "name": ""}, headers={"HX-Request": "true"}
    )
    assert partial.status_code == 200
    assert "Ghi họ và tên người ký." in partial.content.decode()
    assert "<html" not in partial.content.decode()


def test_what_is_wrong_comes_back_at_the_form(cast: Cast, draft: Document, clerk: Client) -> None:
    for typed, sentence in (
        ({}, "Chọn người ký."),
        ({**TYPED, "power": "ky"}, "trong danh sách"),
        ({**TYPED, "name": "TS. Hà Văn Năm"}, "không ghi học hàm"),
        ({"who": holding_of(cast.commune_clerk)}, "không còn trong danh sách"),
        ({**TYPED, "edition": 99}, "Người khác vừa sửa"),
    ):
        status, answer = send(clerk, draft, **typed)
        assert (status, sentence in answer) == (422, True), (typed, answer[:600])
    assert fresh(draft).signature == draft.signature


def test_binding_the_figures_anew_leaves_who_was_chosen(cast: Cast, draft: Document) -> None:
    seat = seat_of(cast.district_clerk)
    with scopes.for_seat(seat):
        chosen = Choice(power=Power.OWN, post="Trưởng ban", name="Hà Văn Năm")
        row = editing.choose_signer(document=draft, seat=seat, choice=chosen, edition=draft.edition)
        row = drafting.refresh_figures(document=row, seat=seat, now=NOW)
        assert row.signature["signer"] == "Hà Văn Năm"
        row = steps.present(document=without_gaps(row, seat), seat=seat, now=NOW)
        with pytest.raises(Refused, match="đã trình ký nên không sửa được"):
            editing.choose_signer(document=row, seat=seat, choice=chosen, edition=row.edition)
        row = steps.return_to_draft(document=row, seat=seat, reason="Đổi người ký")
        assert row.signature["signer"] == "Hà Văn Năm"


def test_without_anybody_in_the_leaders_seats_somebody_is_typed(
    cast: Cast,
    plan: Plan,
    clerk: Client,
) -> None:
    head = seat_of(cast.district_head)
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=head).update(ended_at=timezone.now())
        Seat.objects.filter(pk=head.pk).update(closed_on=NOW.date())
        IssuingBody.objects.filter(path=plan.path).update(seal=IssuingBody.Seal.PARENT)
    with scopes.for_seat(seat_of(cast.district_clerk)):
        row = draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW)
    assert row.signature["signer"] == ""
    assert "Chưa có họ tên người ký" in said(clerk.get(reverse("document", args=[row.pk])))
    status, answer = send(clerk, row, **TYPED)
    assert (status, "Chưa có họ tên người ký" in answer) == (200, False)


def test_who_left_the_seat_is_told_of_and_the_usual_signer_is_looked_up_again(
    cast: Cast, draft: Document, deputy: Person, clerk: Client
) -> None:
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.district_head.seat).update(ended_at=timezone.now())
    answer = said(clerk.get(reverse("document", args=[draft.pk])))  # type: ignore[arg-type]
    assert "Người ký không còn giữ vai trò đã chọn" in answer
    seat = seat_of(cast.district_clerk)
    with scopes.for_seat(seat):
        row = drafting.refresh_figures(document=draft, seat=seat, now=NOW)
    assert row.signature["signer"] == "Mạc Văn Ba"
