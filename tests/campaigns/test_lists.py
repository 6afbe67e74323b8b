"""What a plan and a round are made of: short inside their pages, whole on pages of their own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, hosting, planning, sessions
from campaigns.models import Deadline, Participation, Round
from committees import scopes
from committees.models import Level, Unit
from core.listing import SHORT
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.committees.factories import CommitteeFactory, UnitFactory
from tests.quotas.years import NOW, Year

WHOLE = "Xem tất cả, lọc, xuất"


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def days(count: int) -> list[dt.date]:
    return [dt.date(2026, 4, 1 + each) for each in range(count)]


def fill(year: Year, cast: Cast, count: int) -> None:
    """`count` rounds, windows, sessions, hosts and participants."""
    with scopes.for_system("tests"):
        beside = [UnitFactory.create(parent=cast.province, level=Level.DISTRICT) for _each in range(count - 1)]
        for unit in beside:
            CommitteeFactory.create(unit=unit)
        taking_part = [cast.commune, *(UnitFactory.create(parent=cast.district) for _each in range(count - 1))]
    with scopes.for_seat(cast.district_clerk.seat):
        planning.set_participants(round=year.round, units=taking_part)
        for unit in beside:
            hosting.add_host(round=Round.objects.select_related("plan").get(pk=year.round.pk), unit=unit)
        for day in days(count):
            planning.add_window(plan=year.plan, name=f"Chiến dịch {day.day}", starts_on=day, ends_on=day)
            sessions.add_session(round=year.round, facts=sessions.SessionFacts(held_on=day), units=taking_part)
            deadlines.set_deadline(
                round=year.round, kind=Deadline.Kind.OTHER, title=f"Việc {day.day}", day=dt.date(2036, 4, day.day)
            )
        for day in days(count)[1:]:
            planning.add_round(plan=year.plan, starts_on=day, ends_on=day)


ROUTES = {
    "plan_rounds": 9,
    "plan_windows": 9,
    "plan_deadlines": 11,
    "round_sessions": 10,
    "round_organisers": 10,
    "round_units": 9,
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, *, route: str, rows: int
) -> None:
    fill(year, cast, rows)
    pk = year.plan.pk if route.startswith("plan") else year.round.pk
    clerk.get(route, pk)
    with django_assert_num_queries(ROUTES[route]):
        page = clerk.get(route, pk)
    assert f" {rows + (route == 'plan_rounds')} " in page  # with the standing line


@pytest.mark.parametrize("finds", [1, 3])
def test_looking_for_a_co_host_costs_the_same_for_one_find_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, finds: int
) -> None:
    with scopes.for_system("tests"):
        for each in range(finds):
            CommitteeFactory.create(
                unit=UnitFactory.create(parent=cast.province, level=Level.DISTRICT, name=f"huyện Lam Giang {each}")
            )
    clerk.get("round_hosts", year.round.pk, ten="lam giang")
    with django_assert_num_queries(18):
        page = clerk.get("round_hosts", year.round.pk, ten="lam giang")
    assert page.count(", tỉnh Bình Nguyên Thêm") == finds
    assert "Không thấy Ban Chỉ đạo nào" in clerk.get("round_hosts", year.round.pk, ten="không có đâu")


def test_a_long_list_stands_short_in_its_page_and_whole_on_its_own(year: Year, cast: Cast, clerk: Desk) -> None:
    fill(year, cast, SHORT + 3)
    page = clerk.get("round", year.round.pk)
    assert f"Đơn vị tham gia ({SHORT + 3})" in page
    assert page.count(f"10 dòng đầu trong {SHORT + 3}. {WHOLE}") == 4  # sessions, hosts, deadlines, participants
    assert "CSV" not in page
    with scopes.for_system("tests"):
        units = list(Unit.objects.filter(participations__round=year.round).values_list("name", flat=True))
    assert sum(f"{name} " in page for name in units) >= SHORT
    whole = clerk.get("round_units", year.round.pk)
    assert all(name in whole for name in units)
    assert "CSV" in whole
    assert WHOLE not in whole


def test_one_row_needs_no_page_of_its_own(year: Year, cast: Cast, clerk: Desk) -> None:
    fill(year, cast, 1)
    assert WHOLE not in clerk.get("round", year.round.pk)


def test_one_table_of_a_page_is_sorted_and_the_others_stay(year: Year, cast: Cast, clerk: Desk) -> None:
    fill(year, cast, 3)
    html = clerk.client.get(
        reverse("round", args=[year.round.pk]), {"sessions-sort": "-day", "participants-page": 99}
    ).content.decode()
    assert html.count("aria-sort=") == 1
    assert html.index("03/4/2026") < html.index("02/4/2026") < html.index("01/4/2026")


def test_an_empty_list_says_what_to_do_next(year: Year, cast: Cast, clerk: Desk) -> None:
    page = clerk.get("round", year.round.pk)
    assert "Chưa có buổi nào. Thêm buổi để đơn vị biết ngày và nơi hiến máu. Thêm buổi" in page
    assert page.count("Thêm buổi ") == 2  # in the sentence and on the one button
    assert "Chưa có buổi nào. Hạn nộp" in Desk(cast.commune_focal).get("round", year.round.pk)


def rows_of(clerk: Desk, route: str, pk: int, **asked: object) -> list[str]:
    response = clerk.client.get(reverse(route, args=[pk]), {"_export": "csv", **asked})
    return response.content.decode("utf-8-sig").splitlines()


def test_participants_are_found_by_name_bloc_and_presence(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        part = Participation.objects.get(round=year.round, unit=cast.agency)
        planning.mark_absent(participation=part, reason="nghỉ hè", now=NOW)
    pk = year.round.pk
    assert rows_of(clerk, "round_units", pk, absent="yes")[1:] == [
        f'{cast.agency.name},"{cast.agency.get_bloc_display()}",không tham gia: nghỉ hè'
    ]
    assert [row.split(",")[0] for row in rows_of(clerk, "round_units", pk, name="an hoa")] == ["Đơn vị", "xã An Hòa"]
    assert len(rows_of(clerk, "round_units", pk, absent="no", bloc=cast.commune.bloc)) == 3
    page = clerk.get("round_units", pk, absent="yes")
    assert "chỉ gồm: Bỏ lọc: Đợt này: không tham gia" in page
    assert "Sửa lý do" in page
    assert "Sửa lý do" not in Desk(cast.district_head).get("round_units", pk)


def test_a_unit_sees_its_own_line_of_the_participants(year: Year, cast: Cast) -> None:
    desk = Desk(cast.commune_focal)
    assert [row.split(",")[0] for row in rows_of(desk, "round_units", year.round.pk)] == ["Đơn vị", "xã An Thạnh"]


def test_sessions_are_found_by_place_and_by_who_comes(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        first, second = days(2)
        sessions.add_session(
            round=year.round,
            facts=sessions.SessionFacts(held_on=first, starts_at=dt.time(7), venue="Nhà văn hóa", capacity=350),
            units=[cast.commune],
        )
        sessions.add_session(round=year.round, facts=sessions.SessionFacts(held_on=second, venue="Trường Hòa"))
    pk = year.round.pk
    assert rows_of(clerk, "round_sessions", pk, text="an thanh") == [
        "Buổi,Giờ,Địa điểm,Cơ sở tiếp nhận máu,Tiếp nhận được,Đơn vị đến",
        "thứ Tư 01/4/2026,07:00,Nhà văn hóa,,350,1 đơn vị: xã An Thạnh",
    ]
    [_head, row] = rows_of(clerk, "round_sessions", pk, is_empty="on")
    assert "Trường Hòa" in row
    [_head, row] = rows_of(Desk(cast.commune_focal), "round_sessions", pk)
    assert row.endswith("xã An Thạnh")


def test_rounds_and_windows_are_found_by_occasion_and_name(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        first, second = days(2)
        planning.add_round(plan=year.plan, name="Đợt lễ", event="ngay_toan_dan", starts_on=first, ends_on=second)
        planning.add_window(plan=year.plan, name="Tháng Tư", starts_on=first, ends_on=second, event="ngay_toan_dan")
        planning.add_window(plan=year.plan, name="Hành trình Đỏ", starts_on=first, ends_on=first)
    pk = year.plan.pk
    assert rows_of(clerk, "plan_rounds", pk, event="ngay_toan_dan", state="draft")[1:] == [
        "Đợt lễ,01/4/2026 – 02/4/2026,Ngày Toàn dân hiến máu tình nguyện 07/4,0,Dự thảo"
    ]
    assert [row.split(",")[0] for row in rows_of(clerk, "plan_rounds", pk)[1:]] == ["Đợt 1", "Đợt lễ", "Ngoài đợt"]
    assert rows_of(clerk, "plan_windows", pk, name="thang tu")[1:] == [
        "Tháng Tư,01/4/2026,02/4/2026,Ngày Toàn dân hiến máu tình nguyện 07/4"
    ]
    assert len(rows_of(clerk, "plan_windows", pk, event="ngay_toan_dan")) == 2
    assert "Không có chiến dịch nào khớp." in clerk.get("plan_windows", pk, name="không có")


def test_from_below_a_plans_rounds_do_not_tell_how_many_take_part(year: Year, cast: Cast, clerk: Desk) -> None:
    assert "Đơn vị tham gia" in rows_of(clerk, "plan_rounds", year.plan.pk)[0]
    assert "Đơn vị tham gia" not in rows_of(Desk(cast.commune_focal), "plan_rounds", year.plan.pk)[0]


@pytest.fixture
def owed(year: Year, cast: Cast) -> None:
    """A list for the open round, a report for the year, a photo for April; and a list for a round still a draft."""
    first, second = days(2)
    with scopes.for_seat(cast.district_clerk.seat):
        window = planning.add_window(plan=year.plan, name="Tháng Tư", starts_on=first, ends_on=second)
        draft = planning.add_round(plan=year.plan, name="Đợt kín")
        planning.set_participants(round=draft, units=year.units)
        for place, kind, title, day in (
            ({"round": year.round}, Deadline.Kind.LIST, "", 24),
            ({"plan": year.plan}, Deadline.Kind.ACTIVITY, "", 23),
            ({"window": window}, Deadline.Kind.OTHER, "Ảnh tuyên truyền", 25),
            ({"round": draft}, Deadline.Kind.LIST, "", 26),
        ):
            deadlines.set_deadline(**place, kind=kind, title=title, day=dt.date(2036, 3, day))  # type: ignore[arg-type]


@pytest.mark.usefixtures("owed")
def test_what_is_owed_is_found_by_kind_and_place(year: Year, cast: Cast, clerk: Desk) -> None:
    pk = year.plan.pk
    rows = rows_of(clerk, "plan_deadlines", pk)
    assert rows[0] == "Phải nộp,Cho,Hạn nộp,Đã nộp"
    assert [row.split(",")[:2] for row in rows[1:]] == [
        ["Báo cáo hoạt động", "Cả năm"],
        ["Danh sách người đăng ký hiến máu", "Đợt 1"],
        ["Ảnh tuyên truyền", "Tháng Tư"],
        ["Danh sách người đăng ký hiến máu", "Đợt kín"],
    ]
    assert len(rows_of(clerk, "plan_deadlines", pk, kind="list")) == 3
    of_round = clerk.get("plan_deadlines", pk, place=f"round-{year.round.pk}")
    assert "chỉ gồm: Bỏ lọc: Cho: Đợt 1" in of_round
    assert "chậm nhất ngày 24/3/2036 0/3 đơn vị đã nộp · 3 chưa nộp" in of_round
    assert "Ảnh tuyên truyền" not in of_round


@pytest.mark.usefixtures("owed")
def test_a_unit_reads_when_and_neither_how_many_nor_what_a_draft_asks(year: Year, cast: Cast) -> None:
    desk = Desk(cast.commune_focal)
    page = desk.get("plan_deadlines", year.plan.pk)
    assert "chậm nhất ngày 24/3/2036" in page
    assert "đơn vị đã nộp" not in page
    assert "26/3/2036" not in page
    assert "Đợt kín" not in page


# --- Who gets the next reminder, and who has told of its activity ---------------------------------------


def only(year: Year, cast: Cast, rows: int) -> None:
    """So many units take part and stand right below the district; the others have ended."""
    with scopes.for_system("tests"):
        Unit.objects.filter(pk__in=[unit.pk for unit in year.units[rows:]]).update(valid_to=NOW.date())
    with scopes.for_seat(cast.district_clerk.seat):
        planning.set_participants(round=year.round, units=year.units[:rows])


def owe(year: Year, cast: Cast, kind: str) -> Deadline:
    with scopes.for_seat(cast.district_clerk.seat):
        return deadlines.set_deadline(
            round=year.round, kind=kind, title="Phiếu" * (kind == "other"), day=dt.date(2036, 4, 1)
        )


@pytest.mark.parametrize(("route", "queries"), [("deadline_recipients", 14), ("deadline_reminders", 23)])
@pytest.mark.parametrize("rows", [1, 3])
def test_who_will_get_a_reminder_costs_the_same_for_one_unit_and_three(
    year: Year,
    cast: Cast,
    clerk: Desk,
    django_assert_num_queries: DjangoAssertNumQueries,
    *,
    route: str,
    queries: int,
    rows: int,
) -> None:
    only(year, cast, rows)
    deadline = owe(year, cast, "other")
    clerk.get(route, deadline.pk)
    with django_assert_num_queries(queries):
        page = clerk.get(route, deadline.pk)
    assert page.count("phần mềm · chưa đặt máy chủ thư") == rows + 1  # xã An Thạnh has two people


def test_a_long_list_of_recipients_is_short_on_its_page_and_found_by_unit(year: Year, cast: Cast, clerk: Desk) -> None:
    fill(year, cast, SHORT + 3)
    deadline = owe(year, cast, "other")
    page = clerk.get("deadline_reminders", deadline.pk)
    assert f"Chưa liên hệ được ({SHORT + 2})" in page
    assert f"10 dòng đầu trong {SHORT + 2}. {WHOLE}" in page
    rows = rows_of(clerk, "deadline_recipients", deadline.pk, name="an thanh")
    assert rows[0] == "Đơn vị,Người nhận,Cách gửi"
    assert [row.split(",")[0] for row in rows[1:]] == [cast.commune.name]
    assert cast.commune_focal.user.full_name in rows[1]
    nobody = rows_of(clerk, "deadline_recipients", deadline.pk, read="no")
    assert len(nobody) == SHORT + 3
    assert all("chưa có ai giữ vai trò" in row for row in nobody[1:])


TELLERS = {
    "plan_activity": 12,
    "plan_activity_units": 11,
    "round_activity": 17,
    "round_activity_units": 16,
    "window_activity": 12,
    "window_activity_units": 11,
}


@pytest.mark.parametrize("route", TELLERS)
@pytest.mark.parametrize("rows", [1, 3])
def test_who_has_told_of_its_activity_costs_the_same_for_one_unit_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, *, route: str, rows: int
) -> None:
    only(year, cast, rows)
    owe(year, cast, "activity")
    with scopes.for_seat(cast.district_clerk.seat):
        window = planning.add_window(plan=year.plan, name="Tháng Tư", starts_on=NOW.date(), ends_on=NOW.date())
    place = route.split("_", maxsplit=1)[0]
    pk = {"plan": year.plan.pk, "round": year.round.pk, "window": window.pk}[place]
    clerk.get(route, pk)
    with django_assert_num_queries(TELLERS[route]):
        page = clerk.get(route, pk)
    assert page.count("Nộp thay") == rows
    assert ("Trạng thái" in page) == (place == "round")


def test_units_are_found_by_whether_they_have_told(year: Year, cast: Cast, clerk: Desk) -> None:
    fill(year, cast, SHORT + 3)
    page = clerk.get("plan_activity", year.plan.pk)
    assert f"Các đơn vị trực thuộc ({SHORT + 5})" in page
    assert f"10 dòng đầu trong {SHORT + 5}. {WHOLE}" in page
    assert rows_of(clerk, "plan_activity_units", year.plan.pk, told="yes") == ["Đơn vị,Khối,Số dòng đã ghi"]
    assert len(rows_of(clerk, "plan_activity_units", year.plan.pk, name="an")) > 1
