"""The page that reads a text of anybody's, and the list of what is wrong on a draft's own page."""

from __future__ import annotations

import json
import re

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from campaigns.models import Plan
from committees import scopes
from core.models import AuditEntry, Job, StoredFile
from reports.models import Document
from tests.cast import Cast
from tests.reports.checks.texts import REPORT
from tests.reports.kinds import draft_results_report
from tests.reports.test_documents_draft import seat_of, without_gaps
from tests.reports.word.office_files import add, header, saved, signature
from tests.reports.years import NOW

ADDRESS = "document_check"
NOT_1323 = "Ghi 1.323 đơn vị máu nhưng cộng các phần được 1.324 (462 + 862). Sửa số, hoặc thêm phần còn thiếu."


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.people[part].user)
    return client


def said(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def check(client: Client, **sent: object) -> HttpResponse:
    return client.post(reverse(ADDRESS), sent)  # type: ignore[return-value]


def word_file() -> bytes:
    document = docx.Document()
    header(document)
    add(document, "Trong năm vận động được 1.323 đơn vị máu, cụ thể:")
    add(document, "- Đợt 1 đạt 462/550 đơn vị máu;")
    add(document, "- Đợt 2 đạt 862/550 đơn vị máu.")
    add(document, "Trên đây là Báo cáo của Ban Chỉ đạo./.")
    signature(document)
    return saved(document)


@pytest.mark.parametrize("part", ["district_clerk", "district_head", "commune_focal"])
def test_a_pasted_text_is_read_by_whoever_has_a_seat(cast: Cast, part: str) -> None:
    response = check(signed_in(cast, part), text=REPORT)
    assert response.status_code == 200
    html = said(response)
    assert "Phải sửa: 1 · Nên xem lại: 10" in html
    assert f"I.2: {NOT_1323}" in html
    assert "<mark>1.323</mark>" in response.content.decode()
    assert "vận động được 1.323 đơn vị máu, đạt 120%" in html
    assert "khuyễn khích" in response.content.decode().split("<textarea")[1]  # to be mended and checked again


def test_a_word_file_is_read_and_nothing_of_it_is_kept(cast: Cast) -> None:
    client = signed_in(cast, "district_clerk")
    with scopes.for_system("tests"):
        before = [model.objects.count() for model in (StoredFile, Document, Job, AuditEntry)]
    response = check(client, word=SimpleUploadedFile("bao cao.docx", word_file()))
    assert "Kết quả rà soát “bao cao.docx”" in said(response)
    assert f"Nội dung: {NOT_1323}" in said(response)
    with scopes.for_system("tests"):
        assert [model.objects.count() for model in (StoredFile, Document, Job, AuditEntry)] == before


def test_a_right_text_is_told_to_be_right(cast: Cast) -> None:
    assert "Không thấy lỗi nào." in said(check(signed_in(cast, "district_clerk"), text="Đã tổ chức 02 đợt."))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Dán văn bản hoặc chọn tệp Word cần rà soát."),
        ({"text": " \n "}, "Dán văn bản hoặc chọn tệp Word cần rà soát."),
        ({"text": "a" * 25_000}, "đoạn này quá dài"),
        ({"word": ("van-ban.pdf", b"%PDF-1.7")}, "“van-ban.pdf” là tệp PDF; gửi tệp Word (.docx) của văn bản."),
        ({"word": ("van-ban.docx", b"abc")}, "“van-ban.docx” không phải tệp Word; gửi tệp .docx."),
        ({"word": ("van-ban.docx", b"")}, "Tệp này trống; chọn lại."),
        ({"text": "Chữ", "word": ("a.docx", b"abc")}, "Chỉ dán văn bản hoặc chọn tệp, không cả hai."),
    ],
)
def test_what_cannot_be_read_is_answered_in_one_sentence(cast: Cast, sent: dict[str, object], sentence: str) -> None:
    files = {name: SimpleUploadedFile(*value) if isinstance(value, tuple) else value for name, value in sent.items()}
    response = check(signed_in(cast, "district_clerk"), **files)
    assert response.status_code == 422
    assert sentence in said(response)
    assert "Kết quả rà soát" not in said(response)


def test_script_in_a_text_is_shown_as_text(cast: Cast) -> None:
    response = check(signed_in(cast, "district_clerk"), text="Kết quả <script>alert(1)</script> 1200 đơn vị máu.")
    assert "<script>alert" not in response.content.decode()


def test_the_list_of_documents_leads_to_it(cast: Cast) -> None:
    for part in ("district_clerk", "commune_focal"):
        assert reverse(ADDRESS) in signed_in(cast, part).get(reverse("documents")).content.decode()


# --- A draft's own page -----------------------------------------------------------------------------


@pytest.fixture
def draft(cast: Cast, finished_plan: Plan) -> Document:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        made = draft_results_report(plan=finished_plan, seat=seat_of(cast.district_clerk), now=NOW)
        return without_gaps(made, seat_of(cast.district_clerk))


def test_a_drafts_page_lists_what_to_mend_with_links_and_refuses_to_present(cast: Cast, draft: Document) -> None:
    client = signed_in(cast, "district_clerk")
    page = reverse("document", args=[draft.pk])
    assert "Đã kiểm tra: số liệu khớp" in said(client.get(page))
    with scopes.for_system("tests"):
        words = json.dumps(draft.content, ensure_ascii=False)
        content = json.loads(words.replace("Đã tuyên truyền.", "Vào ngày 7 tháng 01 năm 2023, Ban chỉ đạo"))
        signature = {**draft.signature, "signer": ""}
        Document.objects.filter(pk=draft.pk).update(content=content, signature=signature)
    html = client.get(page).content.decode()
    text = said(client.get(page))
    assert "5 điểm cần xem lại" in text  # two of each sentence, and the signer
    assert html.count("cần xem lại") == 1  # one list
    assert "Phải sửa trước khi trình ký I.2, I.4: “ngày 7 tháng 01 năm 2023” phải ghi là “ngày 07" in text
    assert "Nên xem lại, không cản trình ký I.2, I.4: “Ban chỉ đạo” là tên cơ quan" in text
    for anchor in ("b-1-1-1", "b-1-3-0", "nguoi-ky"):
        assert f'href="#{anchor}"' in html
        assert html.count(f'id="{anchor}"') == 1
    refused = client.post(reverse("document_present", args=[draft.pk]), follow=True)
    assert "Còn 2 lỗi phải sửa trước khi trình ký. I.2: “ngày 7 tháng 01 năm 2023”" in said(refused)  # type: ignore[arg-type]


def test_a_leader_who_cannot_mend_it_is_not_shown_the_list(cast: Cast, draft: Document) -> None:
    with scopes.for_system("tests"):
        Document.objects.filter(pk=draft.pk).update(signature={})
    page = reverse("document", args=[draft.pk])
    assert "họ tên người ký" in said(signed_in(cast, "district_clerk").get(page))
    assert "họ tên người ký" not in said(signed_in(cast, "district_member").get(page))
