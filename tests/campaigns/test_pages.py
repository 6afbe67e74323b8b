"""The screens of plans and rounds: what the clerk gets, and what she is told instead, from one setup each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, planning, sessions
from campaigns.models import BloodUnit, Deadline, Duty, Participation, Plan, Round, Session, State, Submission
from committees import scopes
from committees.models import Committee, Level
from core.models import AuditEntry
from core.refusal import Refused
from core.text.dates import VIETNAM
from quotas import tallies
from tests.campaigns.desk import Desk, words
from tests.cast import Cast, Person
from tests.committees.factories import UnitFactory
from tests.quotas.years import NOW, Year

AtDesk = Callable[[Person], Desk]


@pytest.fixture
def at_desk() -> AtDesk:
    return Desk


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def fresh(row: Plan | Round) -> Plan | Round:
    with scopes.for_system("tests"):
        return type(row).objects.get(pk=row.pk)  # type: ignore[return-value]


# --- A plan -----------------------------------------------------------------------------------------


def test_a_plan_is_made_once_a_year(year: Year, clerk: Desk) -> None:
    form = {"year": 2027, "title": "", "superior_name": "BCĐ tỉnh", "superior_document": "01/KH", "blood_unit": "bag"}
    page = clerk.send("plan_new", **form)
    assert "Đã lập kế hoạch." in page
    assert "Kế hoạch vận động hiến máu tình nguyện năm 2027" in page
    assert "Cấp trên giao chỉ tiêu BCĐ tỉnh" in page
    assert "Ngoài đợt" in page  # the standing line
    again = clerk.send("plan_new", **form)
    assert "Năm 2027 đã có kế hoạch; mở kế hoạch đó để sửa." in again
    with scopes.for_system("tests"):
        assert Plan.objects.filter(year=2027).count() == 1


@pytest.mark.parametrize("wrong", ["1999", "2101", "hai nghìn", ""])
def test_a_year_that_is_none_is_told_at_its_field(year: Year, clerk: Desk, wrong: str) -> None:
    page = clerk.send("plan_new", year=wrong, blood_unit="bag")
    assert "Lập kế hoạch năm" in page
    with scopes.for_system("tests"):
        assert Plan.objects.count() == 1


def test_what_a_blood_unit_is_comes_from_the_superiors_plan(cast: Cast, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        above = planning.create_plan(
            committee=Committee.objects.get(unit=cast.province), year=2027, blood_unit=BloodUnit.ML250
        )
        planning.open_plan(plan=above, now=NOW)
    page = clerk.send("plan_new", year=2027, blood_unit="bag")
    assert "Một đơn vị máu là quy đổi 250 ml" in page
    assert f"Cấp trên giao chỉ tiêu {above.committee.name}" in page


def test_a_draft_is_seen_by_nobody_below_until_it_is_issued(cast: Cast, clerk: Desk, at_desk: AtDesk) -> None:
    clerk.send("plan_new", year=2027, title="Kế hoạch kín", blood_unit="bag")
    with scopes.for_system("tests"):
        plan = Plan.objects.get()
    below = at_desk(cast.commune_focal)
    assert "Kế hoạch kín" not in below.get("plans")
    assert below.client.get(reverse("plan", args=[plan.pk])).status_code == 404
    page = clerk.send("plan_open", plan.pk, document="33/KH-BCĐ ngày 03/3/2027")
    assert "Đã ban hành kế hoạch" in page
    assert "Văn bản 33/KH-BCĐ ngày 03/3/2027" in page
    assert "Kế hoạch kín" in below.get("plans")
    assert "Kế hoạch kín" in below.get("plan", plan.pk)


def test_a_plan_says_whose_it_is_and_tells_nobody_below_how_many_take_part(
    year: Year, cast: Cast, clerk: Desk, at_desk: AtDesk
) -> None:
    whose = f"Kế hoạch của {year.plan.committee.name}"
    for person, sees in ((cast.district_clerk, True), (cast.province_clerk, True), (cast.commune_focal, False)):
        page = at_desk(person).get("plan", year.plan.pk)
        assert whose in page
        assert ("Đơn vị tham gia" in page) == sees


def test_a_plan_leads_to_its_report_in_one_press(year: Year, clerk: Desk, cast: Cast, at_desk: AtDesk) -> None:
    page = clerk.client.get(reverse("plan", args=[year.plan.pk])).content.decode()
    form = re.search(rf'<form method="post" action="{reverse("report_new")}">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    assert f'name="plan" value="{year.plan.pk}"' in form.group(1)
    response = clerk.client.post(reverse("report_new"), {"plan": year.plan.pk})
    assert response.status_code == 302
    assert "Báo cáo" in words(clerk.client.get(response.headers["Location"]))  # type: ignore[arg-type]
    assert "Lập báo cáo kết quả" not in at_desk(cast.commune_focal).get("plan", year.plan.pk)


# --- Rounds -----------------------------------------------------------------------------------------


def test_a_round_is_numbered_and_every_unit_takes_part(year: Year, clerk: Desk) -> None:
    page = clerk.send("round_new", year.plan.pk, starts_on="2026-08-20", ends_on="21/08/2026")
    assert "Đã thêm đợt." in page
    assert page.startswith("Đợt 2 ·")
    assert "20/8/2026 – 21/8/2026" in page
    assert "Đơn vị tham gia (3)" in page


def test_a_round_that_ends_before_it_starts_is_refused_and_not_kept(year: Year, clerk: Desk) -> None:
    page = clerk.send("round_new", year.plan.pk, name="Đợt ngược", starts_on="2026-08-21", ends_on="2026-08-20")
    assert "Ngày kết thúc của đợt trước ngày bắt đầu; sửa lại một trong hai ngày." in page
    assert "Đợt ngược" not in clerk.get("plan", year.plan.pk)


def test_a_round_is_changed_and_keeps_its_place(year: Year, clerk: Desk) -> None:
    change = {"name": "Đợt hè", "event": "giot_mau_hong", "starts_on": "2026-07-01", "ends_on": "2026-07-02"}
    assert 'value="Đợt 1"' in clerk.client.get(reverse("round_change", args=[year.round.pk])).content.decode()
    page = clerk.send("round_change", year.round.pk, **change)
    assert "Đã lưu đợt." in page
    assert page.startswith("Đợt hè ·")
    assert "Những giọt máu hồng hè · 01/7/2026 – 02/7/2026" in page
    wrong = clerk.send("round_change", year.round.pk, **{**change, "name": "Ngược", "ends_on": "2026-06-30"})
    assert "Ngày kết thúc của đợt trước ngày bắt đầu" in wrong
    assert "Ngược" not in clerk.get("plan", year.plan.pk)
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="round.changed")
        outside = Round.objects.get(plan=year.plan, kind=Round.Kind.OUTSIDE)
    assert (entry.before["name"], entry.after["name"]) == ("Đợt 1", "Đợt hè")
    assert clerk.client.get(reverse("round_change", args=[outside.pk])).status_code == 404


def test_a_round_is_made_a_part_of_an_open_round_of_the_superior(year: Year, cast: Cast, clerk: Desk) -> None:
    assert "Thuộc đợt của cấp trên" not in clerk.get("round_new", year.plan.pk)  # nobody above plans this year
    with scopes.for_system("tests"):
        above = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        planning.open_plan(plan=above, now=NOW)
        opened, draft = planning.add_round(plan=above, name="Đợt tỉnh"), planning.add_round(plan=above, name="Đợt kín")
        planning.set_participants(round=opened, units=[cast.district])
        planning.open_round(round=opened, now=NOW)
        Plan.objects.filter(pk=year.plan.pk).update(superior_plan=above)
    page = clerk.get("round_change", year.round.pk)
    assert "Đợt tỉnh" in page
    assert "Đợt kín" not in page
    page = clerk.send("round_change", year.round.pk, name="Đợt 1", superior_round=opened.pk)
    assert "Đã lưu đợt." in page
    assert "thuộc Đợt tỉnh của cấp trên" in page
    kept = fresh(year.round)
    assert isinstance(kept, Round)
    assert (kept.superior_round_id, kept.lineage) == (opened.pk, [opened.pk])
    assert "Đã lưu" not in clerk.send("round_change", year.round.pk, name="Đợt 1", superior_round=draft.pk)
    with scopes.for_seat(cast.province_clerk.seat), pytest.raises(Refused, match="đã gồm đợt của cấp dưới"):
        planning.change_round(round=opened, name="Đợt tỉnh", superior_round=kept)
    with scopes.for_system("tests"):
        Round.objects.filter(pk=opened.pk).update(state=State.CLOSED)
    page = clerk.send("round_change", year.round.pk, name="Đợt 1", superior_round="")
    assert "Đợt tỉnh của cấp trên đã khóa nên đợt này ở nguyên chỗ." in page
    assert "Đã lưu đợt." in clerk.send("round_change", year.round.pk, name="Đợt hai", superior_round=opened.pk)


def test_participants_are_chosen_by_ticks(year: Year, cast: Cast, clerk: Desk) -> None:
    assert "xã An Thạnh" in clerk.get("round_participants", year.round.pk)
    page = clerk.send("round_participants", year.round.pk, unit=[cast.commune.pk, cast.other_province.pk])
    assert "Đã lưu: thêm 0, bớt 2 đơn vị." in page
    assert "Đơn vị tham gia (1)" in page  # a unit of elsewhere is not taken in


def test_a_unit_with_results_stays(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        tallies.save_tally(
            round=year.round, unit=cast.commune, counts=tallies.Counts(units=3), edition=0, by=None, now=NOW
        )
    page = clerk.send("round_participants", year.round.pk, unit=[cast.agency.pk])
    assert "Không bỏ được xã An Thạnh vì đã có kết quả trong đợt này." in page
    assert "Đơn vị tham gia (3)" in clerk.get("round", year.round.pk)


def test_a_unit_and_what_lies_in_it_do_not_both_take_part(year: Year, cast: Cast) -> None:
    with scopes.for_system("tests"):
        village = UnitFactory.create(parent=cast.commune, level=Level.VILLAGE, name="thôn Tây")
        neighbour = UnitFactory.create(parent=cast.other_commune, level=Level.VILLAGE, name="thôn Đông")
    with scopes.for_seat(cast.district_clerk.seat):
        with pytest.raises(Refused, match="thôn Tây thuộc xã An Thạnh nên hai đơn vị không cùng tham gia một đợt"):
            planning.set_participants(round=year.round, units=[cast.commune, cast.agency, village])
        with pytest.raises(Refused, match="tỉnh Hải Sơn không thuộc Ban Chỉ đạo này"):
            planning.set_participants(round=year.round, units=[cast.commune, cast.other_province])
        assert Participation.objects.filter(round=year.round).count() == 3
        planning.set_participants(round=year.round, units=[cast.commune, neighbour])
        assert Participation.objects.filter(round=year.round).count() == 2


def test_a_round_without_units_does_not_open(year: Year, clerk: Desk) -> None:
    clerk.send("round_new", year.plan.pk, name="Đợt hè")
    with scopes.for_system("tests"):
        round = Round.objects.get(name="Đợt hè")
        units = list(round.participations.values_list("unit_id", flat=True))
    clerk.send("round_participants", round.pk)
    assert "Đợt hè chưa có đơn vị nào tham gia; chọn đơn vị rồi mở đợt." in clerk.send("round_open", round.pk)
    assert fresh(round).state == State.DRAFT
    clerk.send("round_participants", round.pk, unit=units)
    assert "Đã mở Đợt hè: các đơn vị nộp và nhập được từ bây giờ." in clerk.send("round_open", round.pk)
    assert fresh(round).state == State.OPEN


def test_a_round_may_open_before_its_plan_is_issued(cast: Cast, clerk: Desk) -> None:
    clerk.send("plan_new", year=2027, blood_unit="bag")
    with scopes.for_system("tests"):
        plan = Plan.objects.get()
    clerk.send("round_new", plan.pk, name="")
    with scopes.for_system("tests"):
        round = Round.objects.get(plan=plan, kind=Round.Kind.ROUND)
    assert "Đã mở Đợt 1" in clerk.send("round_open", round.pk)
    assert fresh(round).state == State.OPEN


def test_a_plan_closes_after_its_rounds(year: Year, clerk: Desk) -> None:
    assert "Còn Đợt 1 chưa khóa; khóa các đợt rồi mới khóa kế hoạch." in clerk.send("plan_close", year.plan.pk)
    assert fresh(year.plan).state == State.OPEN
    assert "Đã khóa Đợt 1." in clerk.send("round_close", year.round.pk)
    assert "Đợt 1 đã khóa nên không sửa được nữa." in clerk.send("round_close", year.round.pk)
    assert "Đã khóa kế hoạch." in clerk.send("plan_close", year.plan.pk)
    assert fresh(year.plan).state == State.CLOSED
    assert "Kế hoạch năm 2026 đã khóa nên không sửa được nữa." in clerk.send("plan_open", year.plan.pk)


# --- Absent -----------------------------------------------------------------------------------------


def test_an_absent_unit_says_why_and_leaves_the_grid_until_taken_back(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        school = Participation.objects.get(round=year.round, unit=cast.agency)
    page = clerk.send("participant_absent", school.pk, reason=" học sinh nghỉ hè ")
    assert "không tham gia: học sinh nghỉ hè" in page
    assert "Phòng Giáo dục" not in clerk.get("results", year.round.pk)
    page = clerk.send("participant_absent", school.pk, reason="")
    assert "học sinh nghỉ hè" not in page
    assert "Phòng Giáo dục" in clerk.get("results", year.round.pk)


# --- Sessions, windows, the calendar ----------------------------------------------------------------


def test_a_session_stands_in_the_round_and_the_calendar(year: Year, clerk: Desk) -> None:
    form = {
        "held_on": "2026-04-07",
        "starts_at": "07:00",
        "ends_at": "11:30",
        "venue": "Nhà văn hóa",
        "capacity": "350",
    }
    page = clerk.send("session_new", year.round.pk, **form)
    assert "thứ Ba 07/4/2026 07:00–11:30 Nhà văn hóa – 350" in page
    calendar = clerk.get("calendar", year.plan.pk)
    assert "Nhà văn hóa" in calendar
    assert "Lễ hội Xuân hồng" in calendar  # the great days of every year
    with scopes.for_system("tests"):
        session = Session.objects.get()
    assert "Đã bỏ buổi tiếp nhận máu." in clerk.send("session_remove", session.pk)
    assert "Nhà văn hóa" not in clerk.get("round", year.round.pk)


@pytest.mark.parametrize(("starts", "ends"), [("11:30", "07:00"), ("07:00", "07:00")])
def test_hours_in_the_wrong_order_are_refused(year: Year, clerk: Desk, starts: str, ends: str) -> None:
    page = clerk.send("session_new", year.round.pk, held_on="2026-04-07", starts_at=starts, ends_at=ends)
    assert "Giờ kết thúc phải sau giờ bắt đầu." in page
    assert "Chưa có buổi nào." in clerk.get("round", year.round.pk)


def test_a_month_alone_is_only_expected(year: Year, clerk: Desk) -> None:
    page = clerk.send("session_new", year.round.pk, held_on="2026-06-14", is_month_only="on")
    assert "dự kiến tháng 6/2026" in page
    assert "dự kiến" in clerk.get("calendar", year.plan.pk)


def test_a_window_cuts_across_rounds(year: Year, clerk: Desk) -> None:
    form = {"name": "Tháng Tư", "event": "ngay_toan_dan", "starts_on": "2026-04-01", "ends_on": "2026-04-30"}
    wrong = clerk.send("window_new", year.plan.pk, **{**form, "ends_on": "2026-03-31"})
    assert "Ngày kết thúc của chiến dịch trước ngày bắt đầu; sửa lại một trong hai ngày." in wrong
    assert "Tháng Tư 01/4/2026 30/4/2026 Ngày Toàn dân" in clerk.send("window_new", year.plan.pk, **form)
    assert "Bắt đầu Tháng Tư" in clerk.get("calendar", year.plan.pk)


# --- Deadlines and what units answer -----------------------------------------------------------------


@pytest.mark.parametrize(("wording", "said", "last_day"), [("before", "trước ngày", 23), ("by", "chậm nhất ngày", 24)])
def test_the_wording_fixes_the_last_moment(year: Year, clerk: Desk, wording: str, said: str, last_day: int) -> None:
    page = clerk.send("deadline_set", year.round.pk, kind="list", wording=wording, day="2036-03-24")
    assert f"Hạn nộp {said} 24/3/2036" in page
    assert f"Danh sách người đăng ký hiến máu {said} 24/3/2036" in clerk.get("round", year.round.pk)
    with scopes.for_system("tests"):
        deadline = Deadline.objects.get()
        assert deadline.due_at == dt.datetime(2036, 3, last_day, 23, 59, 59, tzinfo=VIETNAM)
        assert set(deadline.duties.values_list("unit_id", flat=True)) == {unit.pk for unit in year.units}


@pytest.fixture
def duty(year: Year, cast: Cast) -> Duty:
    """The list that xã An Thạnh owes."""
    with scopes.for_seat(cast.district_clerk.seat):
        deadline = deadlines.set_deadline(round=year.round, kind="list", day=dt.date(2036, 3, 24))
        found: Duty = deadline.duties.get(unit=cast.commune)
        return found


def answers(duty: Duty) -> list[tuple[str, bool, bool]]:
    """Reason, on behalf, whether it counts; oldest first."""
    with scopes.for_system("tests"):
        rows = Submission.objects.filter(duty=duty).order_by("pk")
        return [(row.reason, row.on_behalf, row.withdrawn_at is None) for row in rows]


def test_nil_needs_a_reason_and_the_last_one_counts(duty: Duty, cast: Cast, at_desk: AtDesk) -> None:
    focal = at_desk(cast.commune_focal)
    assert "Nộp danh sách người đăng ký hiến máu" in focal.get("home")
    form = focal.client.get(reverse("duty_nil", args=[duty.pk])).content.decode()
    assert 'list="reason-suggestions"' in form
    assert '<datalist id="reason-suggestions"><option value="Đang mùa vụ' in form
    for nothing in ("", "   "):
        focal.send("duty_nil", duty.pk, reason=nothing)
    assert answers(duty) == []
    assert "Đã nhận: không có người đăng ký." in focal.send("duty_nil", duty.pk, reason="Mùa gặt")
    focal.send("duty_nil", duty.pk, reason="Mùa gặt, đường ngập")
    assert answers(duty) == [("Mùa gặt", False, False), ("Mùa gặt, đường ngập", False, True)]


def test_the_clerk_answers_in_the_units_place_and_it_is_recorded_so(duty: Duty, cast: Cast, clerk: Desk) -> None:
    clerk.send("duty_nil", duty.pk, reason="Xã báo qua điện thoại")
    assert answers(duty) == [("Xã báo qua điện thoại", True, True)]
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="duty.handed_in")
        assert (entry.on_behalf_of, entry.seat_id) == ("xã An Thạnh", cast.district_clerk.seat.pk)  # type: ignore[union-attr]


def test_nothing_is_taken_after_the_lock(year: Year, cast: Cast, duty: Duty, at_desk: AtDesk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        Deadline.objects.update(due_at=NOW - dt.timedelta(days=500), lock_at=NOW - dt.timedelta(days=499))
    page = at_desk(cast.commune_focal).send("duty_nil", duty.pk, reason="Muộn rồi")
    assert "xin gia hạn để nộp tiếp" in page
    assert answers(duty) == []


# --- Lists ------------------------------------------------------------------------------------------


@pytest.fixture
def plans(year: Year, cast: Cast) -> list[Plan]:
    with scopes.for_seat(cast.district_clerk.seat):
        committee = Committee.objects.get(unit=cast.district)
        more = [planning.create_plan(committee=committee, year=each, title=f"Năm {each}") for each in (2024, 2025)]
    return [year.plan, *more]


@pytest.mark.parametrize(("column", "place"), [("title", 0), ("committee", 1), ("year", 2), ("state", 3)])
def test_every_column_of_the_plans_sorts_both_ways(plans: list[Plan], clerk: Desk, column: str, place: int) -> None:
    up, down = ([row[place] for row in exported_rows(clerk, sort)] for sort in (column, f"-{column}"))
    assert len(up) == 3
    assert up == down[::-1]
    assert len(set(up)) == (1 if column == "committee" else 2 if column == "state" else 3)
    assert clerk.get("plans", sort=f"-{column}")


def exported_rows(clerk: Desk, sort: str) -> list[list[str]]:
    text = clerk.client.get(reverse("plans"), {"_export": "csv", "sort": sort}).content.decode("utf-8-sig")
    return [line.split(",") for line in text.splitlines()[1:]]


def test_plans_are_narrowed_by_year_and_state(plans: list[Plan], clerk: Desk) -> None:
    assert "Năm 2024" in clerk.get("plans", year=2024)
    assert "Năm 2025" not in clerk.get("plans", year=2024)
    assert "Năm 2024" not in clerk.get("plans", state=State.OPEN)
    assert "Năm 2024" in clerk.get("plans", year="hai nghìn")  # a filter that says nothing narrows nothing


def test_the_plans_are_given_out_as_a_file(plans: list[Plan], clerk: Desk) -> None:
    text = clerk.client.get(reverse("plans"), {"_export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert text[0] == "Kế hoạch,Ban Chỉ đạo,Năm,Trạng thái"
    assert len(text) == 4


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_plans_costs_the_same_for_one_row_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        committee = Committee.objects.get(unit=cast.district)
        for each in range(more):
            planning.create_plan(committee=committee, year=2027 + each)
    clerk.get("plans")
    with django_assert_num_queries(10):
        clerk.get("plans")


@pytest.mark.parametrize("more", [0, 2])
def test_a_plan_costs_the_same_for_one_round_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        for _each in range(more):
            planning.add_round(plan=year.plan)
        for each in range(more + 1):
            day = dt.date(2026, 4, 1 + each)
            planning.add_window(plan=year.plan, name=f"Chiến dịch {each}", starts_on=day, ends_on=day)
            sessions.add_session(round=year.round, facts=sessions.SessionFacts(held_on=day))
    clerk.get("plan", year.plan.pk)
    with django_assert_num_queries(14):
        clerk.get("plan", year.plan.pk)
    with django_assert_num_queries(12):
        clerk.get("calendar", year.plan.pk)


@pytest.mark.parametrize("units", [1, 3])
def test_a_round_costs_the_same_for_one_unit_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.set_participants(round=year.round, units=year.units[:units])
        for each in range(units):
            sessions.add_session(
                round=year.round,
                facts=sessions.SessionFacts(held_on=dt.date(2026, 4, 1 + each)),
                units=year.units[:units],
            )
            deadlines.set_deadline(round=year.round, kind=Deadline.Kind.values[each], day=dt.date(2026, 4, 1))
    clerk.get("round", year.round.pk)
    with django_assert_num_queries(16):
        clerk.get("round", year.round.pk)
    with django_assert_num_queries(10):
        clerk.get("round_participants", year.round.pk)


@pytest.mark.parametrize("kinds", [1, 3])
def test_my_work_costs_the_same_for_one_duty_and_three(
    year: Year, cast: Cast, at_desk: AtDesk, django_assert_num_queries: DjangoAssertNumQueries, kinds: int
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        for kind in Deadline.Kind.values[:kinds]:
            deadlines.set_deadline(round=year.round, kind=kind, day=dt.date(2036, 4, 1))
    focal = at_desk(cast.commune_focal)
    assert focal.get("home").count("01/4") == len({*Deadline.Kind.values[:kinds]} - {"result"})  # the host's own
    with django_assert_num_queries(20):
        focal.get("home")
