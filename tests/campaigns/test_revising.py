"""Changing a plan's own facts and a campaign window: what follows, what stays and why, and the race of the rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from campaigns import deadlines, planning, revising
from campaigns.models import BloodUnit, CampaignWindow, Deadline, Plan
from committees import scopes
from committees.models import Committee
from core.models import AuditEntry
from core.refusal import Refused
from quotas import allotment, tallies
from quotas.models import Metric
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.years import NOW, Year

FORM = {
    "title": "Kế hoạch vận động hiến máu năm 2026",
    "document": "33/KH-BCĐ ngày 03/3/2026",
    "superior_name": "BCĐ tỉnh Bình Nguyên",
    "superior_document": "Kế hoạch số 01/KH-BCĐ ngày 17/11/2025",
}
FIXED = "Cách tính đơn vị máu không đổi được nữa vì đã có chỉ tiêu được giao hoặc kết quả tính theo cách này."
SPRING = {"name": "Tháng Tư", "event": "ngay_toan_dan", "starts_on": "2026-04-01", "ends_on": "2026-04-30"}


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """A plan in which nothing was given out or entered yet."""
    with scopes.for_seat(cast.district_clerk.seat):
        return planning.create_plan(committee=Committee.objects.get(unit=cast.district), year=2026)


@pytest.fixture
def below(cast: Cast, plan: Plan) -> Plan:
    """The plan of a commune, made once the district's was issued: it counts as that does."""
    with scopes.for_seat(cast.district_clerk.seat):
        planning.open_plan(plan=plan, now=NOW)
    with scopes.for_seat(cast.commune_clerk.seat):
        return planning.create_plan(committee=Committee.objects.get(unit=cast.commune), year=2026)


def fresh(plan: Plan) -> Plan:
    with scopes.for_system("tests"):
        found: Plan = Plan.objects.get(pk=plan.pk)
        return found


def entries(action: str) -> list[tuple[dict[str, object], dict[str, object]]]:
    with scopes.for_system("tests"):
        return [(each.before, each.after) for each in AuditEntry.objects.filter(action=action).order_by("pk")]


# --- A plan -----------------------------------------------------------------------------------------


def test_a_plan_says_something_else_and_the_trail_keeps_what_it_said(plan: Plan, clerk: Desk) -> None:
    form = clerk.client.get(reverse("plan_change", args=[plan.pk])).content.decode()
    assert 'value="Kế hoạch vận động hiến máu tình nguyện năm 2026"' in form
    assert "Năm không đổi được vì các đợt và số liệu ghi theo năm này." in form
    page = clerk.send("plan_change", plan.pk, **FORM, blood_unit="bag", shows_ranking="on")
    assert "Đã lưu kế hoạch." in page
    assert "Văn bản 33/KH-BCĐ ngày 03/3/2026 Cấp trên giao chỉ tiêu BCĐ tỉnh Bình Nguyên" in page
    assert (fresh(plan).title, fresh(plan).shows_ranking, fresh(plan).year) == (FORM["title"], True, 2026)
    [(before, after)] = entries("plan.changed")
    assert before["plan_title"] == plan.title
    assert set(after) == {"plan_title", "document", "superior_name", "superior_document", "shows_ranking"}
    clerk.send("plan_change", plan.pk, **FORM, blood_unit="bag", shows_ranking="on")
    assert len(entries("plan.changed")) == 1  # nothing changed, nothing to keep


def test_the_trail_tells_it_in_vietnamese(plan: Plan, cast: Cast, clerk: Desk) -> None:
    clerk.send("plan_change", plan.pk, **FORM, blood_unit="ml250")
    trail = Desk(cast.district_admin).get("audit")
    assert "Sửa kế hoạch" in trail
    assert "một đơn vị máu là: một túi máu, mọi thể tích → quy đổi 250 ml" in trail
    assert "tên kế hoạch: Kế hoạch vận động hiến máu tình nguyện năm 2026 → Kế hoạch vận động hiến máu năm" in trail


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "  "}, {"title": "x" * 251}, {"blood_unit": "lít"}])
def test_what_cannot_be_is_told_and_nothing_is_kept(plan: Plan, clerk: Desk, wrong: dict[str, str]) -> None:
    form = {**FORM, "blood_unit": "bag", **wrong}
    assert clerk.client.post(reverse("plan_change", args=[plan.pk]), form).status_code == 422
    assert fresh(plan).title == plan.title
    assert entries("plan.changed") == []


def test_a_closed_plan_says_what_it_said(plan: Plan, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.open_plan(plan=plan, now=NOW)
        assert "Sửa kế hoạch" in clerk.get("plan", plan.pk)
        planning.close_plan(plan=plan, now=NOW)
    assert "Sửa kế hoạch" not in clerk.get("plan", plan.pk)
    page = clerk.send("plan_change", plan.pk, **FORM, blood_unit="bag")
    assert "Kế hoạch năm 2026 đã khóa nên không sửa được nữa." in page
    assert fresh(plan).title == plan.title


# --- What one đơn vị máu is ------------------------------------------------------------------------


def test_the_plans_below_count_as_theirs_does(plan: Plan, below: Plan, cast: Cast, clerk: Desk) -> None:
    clerk.send("plan_change", plan.pk, **FORM, blood_unit="ml250")
    assert (fresh(plan).blood_unit, fresh(below).blood_unit) == (BloodUnit.ML250, BloodUnit.ML250)
    with scopes.for_system("tests"):
        paths = AuditEntry.objects.filter(action="plan.changed").values_list("path", flat=True)
        assert set(paths) == {cast.district.path, cast.commune.path}


def test_a_plan_below_does_not_count_otherwise_than_the_superior(plan: Plan, below: Plan, cast: Cast) -> None:
    desk = Desk(cast.commune_clerk)
    sentence = f"Cách tính đơn vị máu theo kế hoạch của {plan.committee.name} nên không đổi ở đây được."
    assert sentence in desk.get("plan_change", below.pk)
    page = desk.send("plan_change", below.pk, **FORM, blood_unit="ml250")  # the form has no such field
    assert "Đã lưu kế hoạch." in page
    assert fresh(below).blood_unit == BloodUnit.BAG
    facts = replace(revising.facts_of(fresh(below)), blood_unit="ml250")
    with scopes.for_seat(cast.commune_clerk.seat), pytest.raises(Refused, match="nên không đổi ở đây được"):
        revising.change_plan(plan=below, facts=facts)


def give_out(plan: Plan, cast: Cast) -> None:
    draft = allotment.draft_of(plan)
    lines = [allotment.Line(unit=cast.commune, assigned=40)]
    draft = allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
    if plan.state == "draft":
        planning.open_plan(plan=plan, now=NOW)
    allotment.issue(allotment=draft, decision="05/KH-BCĐ", now=NOW)


def enter(plan: Plan, cast: Cast) -> None:
    round = planning.add_round(plan=plan)
    planning.set_participants(round=round, units=[cast.commune])
    planning.open_round(round=round, now=NOW)
    tallies.save_tally(round=round, unit=cast.commune, counts=tallies.Counts(units=3), edition=0, by=None, now=NOW)


def enter_below(plan: Plan, cast: Cast) -> None:
    committee = Committee.objects.get(unit=cast.commune)
    planning.open_plan(plan=plan, now=NOW)
    with scopes.for_seat(cast.commune_clerk.seat):
        own = planning.create_plan(committee=committee, year=2026)
        round = planning.add_round(plan=own)
        planning.set_participants(round=round, units=[cast.commune])
        planning.open_round(round=round, now=NOW)
        tallies.save_tally(round=round, unit=cast.commune, counts=tallies.Counts(units=3), edition=0, by=None, now=NOW)


@pytest.mark.parametrize("fix", [give_out, enter, enter_below])
def test_it_stays_once_figures_were_meant_so(plan: Plan, cast: Cast, clerk: Desk, fix: object) -> None:
    assert "Một đơn vị máu là" in clerk.get("plan_change", plan.pk)
    with scopes.for_seat(cast.district_clerk.seat):
        fix(fresh(plan), cast)  # type: ignore[operator]
    page = clerk.get("plan_change", plan.pk)
    assert FIXED in page
    assert "Một đơn vị máu là" not in page
    with scopes.for_seat(cast.district_clerk.seat), pytest.raises(Refused, match=FIXED):
        revising.change_plan(plan=plan, facts=replace(revising.facts_of(plan), blood_unit="ml250"))
    assert fresh(plan).blood_unit == BloodUnit.BAG
    assert "Đã lưu kế hoạch." in clerk.send("plan_change", plan.pk, **FORM)  # everything else may change


def test_a_draft_and_what_a_superior_gave_do_not_fix_it(plan: Plan, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        draft = allotment.draft_of(plan)
        lines = [allotment.Line(unit=cast.commune, assigned=40)]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        allotment.record_given(plan=plan, assigned=150, giver_name="BCĐ tỉnh", decision="01/KH", now=NOW)
    assert draft.metric == Metric.BLOOD_UNITS
    clerk.send("plan_change", plan.pk, **FORM, blood_unit="ml250")
    assert fresh(plan).blood_unit == BloodUnit.ML250


# --- A campaign window ------------------------------------------------------------------------------


@pytest.fixture
def window(year: Year, cast: Cast) -> CampaignWindow:
    """April, in the district's plan, with something owed by then."""
    with scopes.for_seat(cast.district_clerk.seat):
        window = planning.add_window(
            plan=year.plan, name="Tháng Tư", starts_on=dt.date(2026, 4, 1), ends_on=dt.date(2026, 4, 30)
        )
        deadlines.set_deadline(window=window, kind=Deadline.Kind.ACTIVITY, day=dt.date(2036, 5, 5))
        return window


def hold(year: Year, cast: Cast, day: dt.date) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        round = planning.add_round(plan=year.plan, name="Đợt lễ", starts_on=day, ends_on=day)
        planning.set_participants(round=round, units=[cast.commune])
        planning.open_round(round=round, now=NOW)
        tallies.save_tally(round=round, unit=cast.commune, counts=tallies.Counts(units=12), edition=0, by=None, now=NOW)


def test_figures_follow_the_days_and_deadlines_stay(
    year: Year, window: CampaignWindow, cast: Cast, clerk: Desk
) -> None:
    hold(year, cast, dt.date(2026, 5, 2))
    assert "Chưa có đợt nào nằm trọn trong chiến dịch." in clerk.get("window_progress", window.pk)
    assert "kết quả chiến dịch tính lại theo ngày mới" in clerk.get("window_change", window.pk)
    page = clerk.send("window_change", window.pk, **{**SPRING, "name": "Tháng Năm", "ends_on": "2026-05-10"})
    assert "Đã lưu chiến dịch." in page
    assert "1 hạn nộp của chiến dịch giữ nguyên ngày cũ; mở từng hạn để đổi nếu cần." in page
    assert "Tháng Năm 01/4/2026 10/5/2026 Ngày Toàn dân" in page
    assert "Báo cáo hoạt động Tháng Năm chậm nhất ngày 05/5/2036" in page
    assert "Được tính: Đợt lễ (02/5/2026)" in clerk.get("window_progress", window.pk)
    assert "Kết thúc Tháng Năm" in clerk.get("calendar", year.plan.pk)
    [(before, after)] = entries("window.changed")
    assert before == {"name": "Tháng Tư", "event": "Không gắn với sự kiện", "ends_on": "2026-04-30"}
    assert after["ends_on"] == "2026-05-10"


def test_another_name_alone_leaves_nothing_to_look_at(window: CampaignWindow, clerk: Desk) -> None:
    page = clerk.send("window_change", window.pk, **{**SPRING, "name": "Tháng hiến máu"})
    assert "Đã lưu chiến dịch." in page
    assert "giữ nguyên ngày cũ" not in page


def test_days_in_the_wrong_order_are_refused(window: CampaignWindow, clerk: Desk) -> None:
    response = clerk.client.post(reverse("window_change", args=[window.pk]), {**SPRING, "ends_on": "2026-03-31"})
    assert response.status_code == 422
    assert "Ngày kết thúc của chiến dịch trước ngày bắt đầu; sửa lại một trong hai ngày." in response.content.decode()
    assert "01/4/2026 30/4/2026" in clerk.get("plan", window.plan_id)


def test_a_window_of_a_closed_plan_stays(year: Year, window: CampaignWindow, cast: Cast, clerk: Desk) -> None:
    assert reverse("window_change", args=[window.pk]) in of(clerk, year)
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=year.round, now=NOW)
        planning.close_plan(plan=year.plan, now=NOW)
    assert reverse("window_change", args=[window.pk]) not in of(clerk, year)
    page = clerk.send("window_change", window.pk, **{**SPRING, "name": "Muộn"})
    assert "Kế hoạch năm 2026 đã khóa nên không sửa được nữa." in page
    assert "Muộn" not in clerk.get("plan", year.plan.pk)


def of(desk: Desk, year: Year) -> str:
    return desk.client.get(reverse("plan", args=[year.plan.pk])).content.decode()


def test_windows_of_the_same_days_are_told_of_on_both_levels(
    year: Year, window: CampaignWindow, cast: Cast, clerk: Desk
) -> None:
    desk = Desk(cast.commune_clerk)
    with scopes.for_seat(cast.commune_clerk.seat):
        own = planning.create_plan(committee=Committee.objects.get(unit=cast.commune), year=2026)
        same = planning.add_window(plan=own, name="Tháng Tư của xã", starts_on=window.starts_on, ends_on=window.ends_on)
    assert "Chiến dịch này trùng ngày với Tháng Tư của cấp trên" in desk.get("window_change", same.pk)
    page = clerk.send("window_change", window.pk, **{**SPRING, "ends_on": "2026-05-10"})
    assert "1 chiến dịch của cấp dưới vẫn ghi ngày cũ; báo các Ban Chỉ đạo đó sửa theo." in page
    with scopes.for_system("tests"):
        same.refresh_from_db()
    assert same.ends_on == dt.date(2026, 4, 30)  # it is the commune's own
    assert "trùng ngày" not in desk.get("window_change", same.pk)
