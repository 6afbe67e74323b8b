"""Starting a document in the browser: the kinds on one page, what each asks, and the records they are made of."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, planning
from campaigns.models import Plan
from committees import scopes
from committees.models import IssuingBody, Seat
from core.models import AuditEntry
from quotas import outside_figures
from reports import records
from reports.kinds import KINDS
from reports.models import Conference, Document, FundingLine, HonourCount, OrganisationTask, StandardPhrase
from tests.cast import Cast, Person
from tests.reports.years import NOW, finished_year

CONFERENCE = {
    "name": "Hội nghị tổng kết",
    "held_on": "2024-01-13",
    "hall": "Hội trường xã",
    "chair_post": "Trưởng Ban Chỉ đạo",
    "chair_name": "Nguyễn Văn Chủ",
    "attendees": "Các xã",
}
HONOUR = {"status": "awarded", "level": "province", "awarded_by": "UBND tỉnh", "form": "merit", "collectives": "1.000"}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def seat(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def plan(cast: Cast, seat: Seat) -> Plan:
    with scopes.for_seat(seat):
        return finished_year(cast)


@pytest.fixture
def clerk(cast: Cast, plan: Plan) -> Client:
    return signed_in(cast.district_clerk)


def words(client: Client, name: str, *args: object, **query: object) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return said(response.content)


def said(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def sent(client: Client, route: str, /, *args: object, meets: int = 200, **typed: object) -> str:
    """What the page says after the form was sent and led on; or where it was not right."""
    response = client.post(reverse(route, args=args), typed, follow=True)
    assert response.status_code == meets, said(response.content)
    return said(response.content)


# --- Starting ---------------------------------------------------------------------------------------


def test_every_kind_is_offered_with_one_sentence(clerk: Client) -> None:
    page = words(clerk, "compose")
    for kind in KINDS.values():
        assert str(kind.label) in page
        assert str(kind.sentence) in page
        assert clerk.get(reverse(kind.start)).status_code == 200


def test_a_plan_document_is_drafted_from_the_form(clerk: Client, plan: Plan) -> None:
    page = sent(clerk, "plan_document_new", plan=plan.pk)
    assert "Đã có dự thảo" in page
    assert "Giao chỉ tiêu cho 03" in page
    assert "1.100" in page


def test_a_report_of_six_months_is_asked_for(clerk: Client, plan: Plan, seat: Seat) -> None:
    assert "6 tháng đầu năm 2023" in sent(clerk, "report_new", plan=plan.pk, months=6)
    with scopes.for_seat(seat):
        assert Document.objects.get().months == 6


def test_a_guidance_names_its_window(clerk: Client, plan: Plan, seat: Seat) -> None:
    with scopes.for_seat(seat):
        days = {"starts_on": dt.date(2023, 4, 1), "ends_on": dt.date(2023, 4, 30)}
        window = planning.add_window(plan=plan, name="Tháng Tư hồng", **days)
    assert "Tháng Tư hồng: 01/4/2023 – 30/4/2023" in words(clerk, "window_guidance_new")
    assert "Thực hiện “Tháng Tư hồng”" in sent(clerk, "window_guidance_new", window=window.pk)


def test_a_notice_is_issued_by_the_body_that_was_chosen(clerk: Client, plan: Plan, seat: Seat) -> None:
    with scopes.for_seat(seat):
        office = IssuingBody.objects.create(
            path=plan.path, committee=plan.committee, name_lines=["VĂN PHÒNG UBND"], symbol="VP", place="Bình Hải"
        )
    assert "Đã ghi hội nghị." in sent(clerk, "conference_new", plan.pk, **CONFERENCE)
    with scopes.for_seat(seat):
        conference = Conference.objects.get()
    page = sent(clerk, "conclusion_notice_new", conference=conference.pk, issuing_body=office.pk)
    assert "TB-VP" in page
    assert "Chánh Văn phòng" in page


def test_urging_begins_with_the_deadline(clerk: Client, plan: Plan, seat: Seat) -> None:
    with scopes.for_seat(seat):
        deadline = deadlines.set_deadline(plan=plan, kind="other", title="Kế hoạch năm", day=dt.date(2023, 3, 1))
    response = clerk.post(reverse("urging_letter_choose"), {"deadline": deadline.pk})
    assert response.headers["Location"] == reverse("urging_letter_new", args=[deadline.pk])


def test_what_was_not_chosen_is_asked_for_in_words(clerk: Client) -> None:
    assert "Chọn hội nghị; chưa có thì ghi" in sent(clerk, "conclusion_notice_new", meets=422)
    assert "Chọn chiến dịch; chưa có thì thêm" in sent(clerk, "window_guidance_new", meets=422)


def test_a_committee_without_a_body_is_told_so(clerk: Client, plan: Plan, seat: Seat) -> None:
    with scopes.for_seat(seat):
        IssuingBody.objects.filter(path=plan.path).delete()
    assert "chưa khai cơ quan ban hành" in sent(clerk, "plan_document_new", plan=plan.pk, meets=422)


# --- Records ----------------------------------------------------------------------------------------


def test_each_record_is_written_mended_and_removed_and_the_trail_tells(clerk: Client, plan: Plan, seat: Seat) -> None:
    assert "Đã ghi khen thưởng." in sent(clerk, "honour_new", plan.pk, **HONOUR)
    assert "Đã ghi phân công." in sent(
        clerk, "organisation_task_new", plan.pk, organisation="Phòng Y tế", lines="Tư vấn", ordinal=1
    )
    assert "50.000.000" in sent(clerk, "funding_new", plan.pk, source="Ngân sách", money="50.000.000", ordinal=1)
    with scopes.for_seat(seat):
        honour, task = HonourCount.objects.get(), OrganisationTask.objects.get()
        line = FundingLine.objects.get()
    assert "1.001" in sent(clerk, "honour", honour.pk, **HONOUR | {"collectives": "1.001"})
    assert "Đã xóa “Phòng Y tế”." in sent(clerk, "organisation_task_remove", task.pk)
    assert "Đã xóa “Ngân sách”." in sent(clerk, "funding_remove", line.pk)
    with scopes.for_system("tests"):
        acts = list(AuditEntry.objects.filter(path=plan.path).order_by("pk").values_list("action", flat=True))
        changed = AuditEntry.objects.get(action="honour.changed")
    assert acts[-6:] == [
        "honour.added",
        "organisation_task.added",
        "funding.added",
        "honour.changed",
        "organisation_task.removed",
        "funding.removed",
    ]
    assert (changed.before["collectives"], changed.after["collectives"]) == (1000, 1001)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (("honour_new", HONOUR | {"collectives": ""}), "Ghi ít nhất một số"),
        (("honour_new", HONOUR | {"collectives": "nhiều"}), "không phải là số"),
        (("funding_new", {"source": "Ngân sách", "money": "0", "ordinal": 1}), "Số tiền không hợp lý"),
        (
            ("organisation_task_new", {"organisation": "Phòng Y tế", "lines": "- ;", "ordinal": 1}),
            "ít nhất một nhiệm vụ",
        ),
        (("conference_new", CONFERENCE | {"held_on": "31/02/2024"}), "ngày"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    clerk: Client, plan: Plan, seat: Seat, form: tuple[str, dict[str, object]], told: str
) -> None:
    route, typed = form
    assert told in sent(clerk, route, plan.pk, meets=422, **typed)
    with scopes.for_seat(seat):
        for model in (Conference, HonourCount, OrganisationTask, FundingLine):
            assert not model.objects.exists()


def test_the_same_honour_twice_is_asked_to_be_mended(clerk: Client, plan: Plan) -> None:
    sent(clerk, "honour_new", plan.pk, **HONOUR)
    assert "mở dòng đó để sửa số" in sent(clerk, "honour_new", plan.pk, meets=422, **HONOUR)


def keep_records(plan: Plan, seat: Seat, count: int) -> None:
    with scopes.for_seat(seat):
        for number in range(1, count + 1):
            conference = records.add(Conference, of=plan, values=CONFERENCE | {"name": f"Hội nghị {number}"})
            task = {"organisation": f"Phòng {number}", "lines": "Tư vấn", "conference": conference}
            records.add(OrganisationTask, of=plan, values=task)
            records.add(FundingLine, of=plan, values={"source": f"Nguồn {number}"})
            values = {**HONOUR, "collectives": number, "merit": f"{number} lần"}
            records.add(HonourCount, of=plan, values=values)
            records.add(StandardPhrase, of=plan.committee, values={"use": "any", "text": f"Câu {number}"})
            stated = {"source": "Ban Chỉ đạo tỉnh", "stated_on": NOW.date(), "now": NOW}
            outside_figures.add(plan=plan, label=f"Xếp hạng {number}", value="thứ 1/13", **stated)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("route", "kind", "queries"),
    [
        ("plan_records", "", 13),
        ("plan_record_list", "hoi-nghi", 9),
        ("plan_record_list", "khen-thuong", 9),
        ("plan_record_list", "phan-cong", 9),
        ("plan_record_list", "kinh-phi", 9),
        ("phrases", "", 8),
    ],
)
def test_records_cost_the_same_with_one_row_and_with_three(
    clerk: Client,
    plan: Plan,
    seat: Seat,
    django_assert_num_queries: DjangoAssertNumQueries,
    *,
    rows: int,
    route: str,
    kind: str,
    queries: int,
) -> None:
    keep_records(plan, seat, rows)
    arguments = [] if route == "phrases" else [plan.pk, *filter(None, [kind])]
    words(clerk, route, *arguments)
    with django_assert_num_queries(queries):
        page = words(clerk, route, *arguments)
    if kind or route == "phrases":
        assert f"{rows} " in page
    else:
        assert f"Phòng {rows}" in page
        assert f"Xếp hạng {rows} thứ 1/13" in page
        assert "Ghi số liệu bên ngoài" in page


def test_a_list_of_records_is_filtered_and_given_out_whole(clerk: Client, plan: Plan, seat: Seat) -> None:
    keep_records(plan, seat, 3)
    found = clerk.get(reverse("plan_record_list", args=[plan.pk, "phan-cong"]), {"words": "phong 2"}).content.decode()
    assert "2. Phòng 2" not in found  # each has the first place of its own
    assert "1. Phòng 2" in found
    assert "Phòng 3" not in found
    file = clerk.get(reverse("plan_record_list", args=[plan.pk, "khen-thuong"]), {"_export": "csv"})
    assert "3 lần" in file.content.decode("utf-8-sig")
    assert clerk.get(reverse("plan_record_list", args=[plan.pk, "khong-co"])).status_code == 404


def test_another_committees_records_are_not_there(cast: Cast, plan: Plan, seat: Seat) -> None:
    with scopes.for_seat(seat):
        line = records.add(FundingLine, of=plan, values={"source": "Ngân sách kín"})
    for person in (cast.stranger, cast.commune_clerk):
        client = signed_in(person)
        assert client.get(reverse("funding", args=[line.pk])).status_code == 404
        assert client.post(reverse("funding_remove", args=[line.pk])).status_code == 404
    assert signed_in(cast.province_clerk).get(reverse("funding", args=[line.pk])).status_code == 403


# --- Standard phrases -------------------------------------------------------------------------------


def test_a_kept_sentence_is_put_into_a_block(clerk: Client, plan: Plan, seat: Seat) -> None:
    assert "Chưa có câu mẫu nào" in words(clerk, "phrases")
    assert "Đã ghi câu mẫu." in sent(clerk, "phrase_new", use="any", text="Hiến máu\nan toàn.")
    with scopes.for_seat(seat):
        phrase = StandardPhrase.objects.get()
    assert phrase.text == "Hiến máu an toàn."
    sent(clerk, "report_new", plan=plan.pk)
    with scopes.for_seat(seat):
        document = Document.objects.get()
    page = clerk.get(reverse("document", args=[document.pk]), {"edit": "0", "phrase": phrase.pk}).content.decode()
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert area is not None
    assert area.group(1).strip().endswith("như sau:\nHiến máu an toàn.")
    assert "Chèn câu mẫu" in page
    assert "Đã sửa câu mẫu." in sent(clerk, "phrase", phrase.pk, use="message", text="Câu khác")
    assert "Đã xóa câu mẫu." in sent(clerk, "phrase_remove", phrase.pk)
