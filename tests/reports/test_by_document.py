"""What units owe because a document asks for it: set from its page, named to the units, each page shows the other."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaigns import deadlines, planning
from campaigns.models import CampaignWindow, Deadline
from committees import scopes
from committees.models import Committee, Seat
from core.audit import AuditEntry
from core.refusal import Refused
from reports import by_document, registers
from reports.by_document import LONGEST_TITLE, title_from
from reports.models import DeadlineBasis, Document, RegisterEntry
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.years import NOW, Year
from tests.reports.test_numbering import approved_document, own_series, sign
from tests.reports.test_registers import PLAN, receive

DAY = dt.date(2036, 5, 5)
FORM = {"kind": "other", "title": "Báo cáo tháng Nhân đạo", "wording": "before", "day": DAY.isoformat()}
GUIDANCE = "Hướng dẫn số 01/HD-BCĐ ngày 11/12/2026"
RECEIVED = f"Kế hoạch số 11/KH-BCĐ ngày 10/01/2026 của {PLAN.author}"


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def window(clerk: Seat, year: Year) -> CampaignWindow:
    with scopes.for_seat(clerk):
        return planning.add_window(
            plan=year.plan, name="Tháng Nhân đạo", starts_on=dt.date(2036, 4, 1), ends_on=dt.date(2036, 4, 30)
        )


@pytest.fixture
def signed(clerk: Seat, year: Year, window: CampaignWindow) -> Document:
    """A guidance for the campaign, signed and numbered, and not issued yet."""
    with scopes.for_seat(clerk):
        document = approved_document(own_series(year), year, symbol="HD-BCĐ")
        Document.objects.filter(pk=document.pk).update(kind="window_guidance", window=window)
        document.refresh_from_db()
        return sign(document, clerk)


@pytest.fixture
def guidance(clerk: Seat, signed: Document) -> Document:
    with scopes.for_seat(clerk):
        Document.objects.filter(pk=signed.pk).update(state=Document.State.ISSUED)
    return signed


@pytest.fixture
def received(clerk: Seat, cast: Cast) -> RegisterEntry:
    with scopes.for_seat(clerk):
        return receive(Committee.objects.get(unit=cast.district), clerk)


def entry_of(document: Document, clerk: Seat) -> RegisterEntry:
    with scopes.for_seat(clerk):
        return RegisterEntry.objects.select_related("document").get(document=document)


# --- From a document that was issued here ---------------------------------------------------------------------------


def test_from_an_issued_guidance_the_report_of_its_campaign_is_asked_for(
    cast: Cast, clerk: Seat, guidance: Document, window: CampaignWindow
) -> None:
    desk, entry = Desk(cast.district_clerk), entry_of(guidance, clerk)
    assert "Đặt việc phải nộp theo văn bản này" in desk.get("document", guidance.pk)
    page = desk.client.get(reverse("register_deadline_set", args=[entry.pk])).content.decode()
    assert GUIDANCE in page
    assert f'<option value="window-{window.pk}" selected>Tháng Nhân đạo</option>' in page
    assert '<option value="activity" selected>' in page
    form = {"kind": "activity", "place": f"window-{window.pk}", "wording": "before", "day": DAY.isoformat()}
    said = desk.send("register_deadline_set", entry.pk, **form)
    assert "Đã đặt việc phải nộp." in said
    assert f"Theo văn bản {GUIDANCE}" in said
    with scopes.for_seat(clerk):
        made = Deadline.objects.get(window=window)
    assert desk.client.get(reverse("deadline_document", args=[made.pk]))["Location"] == f"/van-ban/{guidance.pk}/"
    assert "Báo cáo hoạt động · Tháng Nhân đạo · trước ngày 05/5/2036" in desk.get("document", guidance.pk)


def test_the_units_read_by_which_document_and_only_its_committee_is_led_there(
    cast: Cast, clerk: Seat, guidance: Document
) -> None:
    entry = entry_of(guidance, clerk)
    with scopes.for_seat(clerk):
        made = by_document.set_by_document(entry=entry, seat=clerk, kind="plan", day=DAY, plan=guidance.plan, now=NOW)
        duty = made.duties.get(unit=cast.commune)
    unit = Desk(cast.commune_focal)
    assert f"Theo {GUIDANCE}" in unit.get("home")
    assert f"Theo văn bản {GUIDANCE}" in unit.get("duty", duty.pk)
    page = unit.client.get(reverse("deadline", args=[made.pk])).content.decode()
    assert GUIDANCE in page
    assert reverse("deadline_document", args=[made.pk]) not in page
    assert unit.client.get(reverse("deadline_document", args=[made.pk])).status_code == 403


def test_before_it_is_issued_nothing_is_owed_by_it(cast: Cast, clerk: Seat, signed: Document) -> None:
    entry = entry_of(signed, clerk)
    desk = Desk(cast.district_clerk)
    assert "Đặt việc phải nộp theo văn bản này" not in desk.get("document", signed.pk)
    said = desk.send("register_deadline_set", entry.pk, **FORM, place=f"plan-{signed.plan_id}")
    assert "Ban hành văn bản rồi mới đặt việc phải nộp theo văn bản ấy." in said
    with scopes.for_seat(clerk):
        assert not Deadline.objects.exists()


def test_a_report_asks_nothing_of_units_and_a_letter_shows_what_it_urges(
    cast: Cast, clerk: Seat, guidance: Document, year: Year
) -> None:
    with scopes.for_seat(clerk):
        asked = deadlines.set_deadline(round=year.round, kind="list", day=DAY, now=NOW)
        report, letter = (sign(approved_document(own_series(year), year), clerk) for _time in range(2))
        Document.objects.filter(pk=letter.pk).update(kind="urging_letter", deadline=asked)
        Document.objects.filter(pk__in=[report.pk, letter.pk]).update(state=Document.State.ISSUED)
    desk = Desk(cast.district_clerk)
    assert "Việc phải nộp theo văn bản này" not in desk.get("document", report.pk)
    page = desk.get("document", letter.pk)
    assert "Danh sách người đăng ký hiến máu · Đợt 1 · chậm nhất ngày 05/5/2036" in page
    assert "Đặt việc phải nộp" not in page


# --- From a document of a superior that came in ---------------------------------------------------------------------


def test_from_a_document_that_came_in_something_is_asked_for_a_round(
    cast: Cast, clerk: Seat, received: RegisterEntry, year: Year
) -> None:
    desk = Desk(cast.district_clerk)
    assert reverse("register_entry", args=[received.pk]) in desk.client.get(reverse("register_in")).content.decode()
    line = desk.get("register_entry", received.pk)
    assert "Vận động hiến máu tình nguyện năm 2026" in line
    assert "Chưa đặt việc phải nộp nào." in line
    page = desk.client.get(reverse("register_deadline_set", args=[received.pk])).content.decode()
    assert 'value="Vận động hiến máu tình nguyện năm 2026"' in page
    form = {"kind": "list", "place": f"round-{year.round.pk}", "wording": "by", "day": DAY.isoformat()}
    assert f"Theo văn bản {RECEIVED}" in desk.send("register_deadline_set", received.pk, **form)
    assert "Danh sách người đăng ký hiến máu · Đợt 1 · chậm nhất ngày 05/5/2036" in desk.get(
        "register_entry", received.pk
    )


def test_what_may_be_chosen_is_ones_own_and_open(cast: Cast, clerk: Seat, received: RegisterEntry, year: Year) -> None:
    desk = Desk(cast.district_clerk)
    with scopes.for_seat(clerk):
        planning.close_round(round=year.round, now=NOW)
    page = desk.client.get(reverse("register_deadline_set", args=[received.pk])).content.decode()
    assert f"plan-{year.plan.pk}" in page
    assert f"round-{year.round.pk}" not in page
    for place in (f"round-{year.round.pk}", "round-0", "plan-x", "nowhere"):
        response = desk.client.post(reverse("register_deadline_set", args=[received.pk]), {**FORM, "place": place})
        assert response.status_code == 422
        assert "Lựa chọn này không phải của Ban Chỉ đạo đang dùng" in response.content.decode()
    with scopes.for_seat(clerk):
        planning.close_plan(plan=year.plan, now=NOW)
    assert "Chưa có kế hoạch đang thực hiện" in desk.send("register_deadline_set", received.pk, **FORM)


def test_a_list_is_asked_for_a_round_alone_and_the_form_says_so(
    cast: Cast, clerk: Seat, received: RegisterEntry, year: Year
) -> None:
    form = {"kind": "list", "place": f"plan-{year.plan.pk}", "wording": "by", "day": DAY.isoformat()}
    said = Desk(cast.district_clerk).send("register_deadline_set", received.pk, **form)
    assert "Danh sách và kết quả nộp theo từng đợt; chọn đợt rồi đặt hạn." in said
    with scopes.for_seat(clerk):
        assert not DeadlineBasis.objects.exists()


def test_a_form_sent_twice_sets_one(cast: Cast, clerk: Seat, received: RegisterEntry, year: Year) -> None:
    desk = Desk(cast.district_clerk)
    for _time in range(2):
        desk.send("register_deadline_set", received.pk, **FORM, place=f"plan-{year.plan.pk}", once="mark")
    with scopes.for_seat(clerk):
        assert DeadlineBasis.objects.get().deadline == Deadline.objects.get()


# --- A deadline that was set before ---------------------------------------------------------------------------------


def test_a_deadline_that_was_set_before_is_tied_to_the_document_and_keeps_its_dates(
    cast: Cast, clerk: Seat, guidance: Document, window: CampaignWindow, year: Year
) -> None:
    with scopes.for_seat(clerk):
        asked = deadlines.set_deadline(window=window, kind="activity", day=DAY, now=NOW)
        elsewhere = deadlines.set_deadline(round=year.round, kind="list", day=DAY, now=NOW)
    desk, entry = Desk(cast.district_clerk), entry_of(guidance, clerk)
    page = desk.get("document", guidance.pk)
    assert "Báo cáo hoạt động · Tháng Nhân đạo · chậm nhất ngày 05/5/2036" in page
    assert "Danh sách người đăng ký hiến máu" not in page  # a guidance of a campaign offers what its campaign asks
    assert "Đã gắn hạn nộp với văn bản." in desk.send("register_deadline_tie", entry.pk, deadline=asked.pk)
    for wrong in (asked.pk, elsewhere.pk, 0):
        assert "không còn gắn được" in desk.send("register_deadline_tie", entry.pk, deadline=wrong)
    with scopes.for_seat(clerk):
        kept = Deadline.objects.get(pk=asked.pk)
        assert (kept.due_at, kept.basis) == (asked.due_at, GUIDANCE)
        assert AuditEntry.objects.filter(action="deadline.tied").count() == 1


def test_two_documents_do_not_ask_for_one_thing(
    clerk: Seat, guidance: Document, received: RegisterEntry, window: CampaignWindow
) -> None:
    with scopes.for_seat(clerk):
        asked = deadlines.set_deadline(window=window, kind="activity", day=DAY, now=NOW)
        by_document.tie(entry=RegisterEntry.objects.get(document=guidance), seat=clerk, deadline=asked)
        with pytest.raises(Refused, match=f"đã gắn với {GUIDANCE} rồi"):
            by_document.tie(entry=received, seat=clerk, deadline=asked)


def test_only_who_runs_the_committee_sets_and_ties(
    cast: Cast, clerk: Seat, received: RegisterEntry, year: Year
) -> None:
    with scopes.for_seat(clerk):
        asked = deadlines.set_deadline(plan=year.plan, kind="plan", day=DAY, now=NOW)
        for person in (cast.district_head, cast.commune_clerk, cast.province_clerk):
            assert person.seat is not None
            with pytest.raises(PermissionDenied):
                by_document.tie(entry=received, seat=person.seat, deadline=asked)
            with pytest.raises(PermissionDenied):
                by_document.set_by_document(
                    entry=received, seat=person.seat, kind="plan", day=DAY, plan=year.plan, now=NOW
                )


# --- Words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Về việc báo cáo kết quả tháng Nhân đạo.", "Báo cáo kết quả tháng Nhân đạo"),
        ("V/v đôn đốc nộp danh sách", "Đôn đốc nộp danh sách"),
        ("Vận động hiến máu", "Vận động hiến máu"),
    ],
)
def test_the_title_is_the_documents_own_words(subject: str, title: str) -> None:
    assert title_from(RegisterEntry(subject=subject)) == title


@given(st.text(alphabet=st.sampled_from("về việc Vận động/. ;\n"), max_size=500))
def test_any_subject_gives_a_title_that_the_form_takes(subject: str) -> None:
    title = title_from(RegisterEntry(subject=subject))
    assert len(title) <= LONGEST_TITLE
    assert title == " ".join(title.split())


def test_one_is_named_by_itself_and_anothers_with_its_author(
    clerk: Seat, guidance: Document, received: RegisterEntry
) -> None:
    assert registers.reference(entry_of(guidance, clerk)) == GUIDANCE
    assert registers.reference(received) == RECEIVED
