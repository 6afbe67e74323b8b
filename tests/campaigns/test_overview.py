"""All that a plan asks for at a glance: every way of breaking it down adds up, and a province sees its districts."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, expecting, overview, planning
from campaigns.completeness import Count
from campaigns.models import Deadline, Plan, Round
from campaigns.overview import By, Row
from committees import scopes
from committees.models import Bloc, Committee, Unit
from tests.campaigns.desk import Desk
from tests.campaigns.owing import DAY, DUE_DAY, LATE, LOCKED, clerk_of, duty_of, lay
from tests.cast import Cast, Person
from tests.quotas.years import NOW, Year


@pytest.fixture
def two(cast: Cast, year: Year) -> tuple[Deadline, Deadline]:
    """A list that one of three handed in on time and one late, and papers that one owes no more."""
    with scopes.for_system("tests"):
        Unit.objects.filter(pk__in=[cast.commune.pk, cast.other_commune.pk]).update(bloc=Bloc.TERRITORY)
        Unit.objects.filter(pk=cast.agency.pk).update(bloc=Bloc.AGENCY)
    names, papers = lay(year, cast), lay(year, cast, kind="other", title="Phiếu giấy", day=DUE_DAY + DAY, lock_at=None)
    with scopes.for_seat(clerk_of(cast)):
        for unit, now in ((cast.commune, NOW), (cast.other_commune, LATE)):
            deadlines.hand_in_number(duty=duty_of(names, unit), amount=9, seat=clerk_of(cast), now=now)
        expecting.excuse(duty=duty_of(papers, cast.agency), reason="nghỉ hè", now=NOW)
    return names, papers


def rows(plan: Plan, by: str, person: Person) -> list[Row]:
    assert person.seat is not None
    with scopes.for_seat(person.seat):
        tasks = overview.tasks_of(plan)
        return overview.rows_of(plan, tasks, by=by, within=person.path, now=LOCKED)


@pytest.mark.usefixtures("two")
def test_each_thing_owed_has_a_line_and_its_blocs_and_units_come_to_the_same(cast: Cast, year: Year) -> None:
    whole = rows(year.plan, By.WHOLE, cast.district_clerk)
    assert [(row.task.what, row.task.place, row.task.due, row.count) for row in whole] == [
        (
            "Danh sách người đăng ký hiến máu",
            "Đợt 1",
            "chậm nhất ngày 24/11/2026",
            Count(on_time=1, late=1, overdue=1),
        ),
        ("Phiếu giấy", "Đợt 1", "chậm nhất ngày 25/11/2026", Count(overdue=2, excused=1)),
    ]
    assert str(whole[0].share) == "66.7"
    for by in (By.BLOC, By.UNIT):
        found = rows(year.plan, by, cast.district_clerk)
        for row in whole:
            parts = [part.count for part in found if part.task.deadline_id == row.task.deadline_id]
            assert sum(parts, Count()) == row.count
    blocs = [(row.group, row.count.sentence) for row in rows(year.plan, By.BLOC, cast.district_clerk)[:2]]
    assert blocs == [
        ("Các xã, phường, thị trấn", "2/2 đơn vị đã nộp"),
        ("Cơ quan, đơn vị", "0/1 đơn vị đã nộp · 1 chưa nộp, quá hạn"),
    ]
    units = [row.group for row in rows(year.plan, By.UNIT, cast.district_clerk)[:3]]
    assert set(units) == {cast.commune.name, cast.other_commune.name, cast.agency.name}


def test_a_province_sees_one_line_for_a_round_and_its_districts_under_it(cast: Cast, year: Year) -> None:
    lay(year, cast)
    with scopes.for_system("tests"):
        plan = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        top = planning.add_round(plan=plan, name="Đợt của tỉnh")
        planning.open_plan(plan=plan, now=NOW)
        Round.objects.filter(pk=year.round.pk).update(superior_round=top, lineage=[top.pk])
    [whole] = rows(plan, By.WHOLE, cast.province_clerk)
    assert (whole.task.place, whole.task.deadline_id is not None, whole.count.expected) == ("Đợt của tỉnh", True, 3)
    [district] = rows(plan, By.UNIT, cast.province_clerk)
    assert (district.group, district.count) == (cast.district.name, whole.count)


@pytest.mark.parametrize("units", [1, 3])
def test_the_page_asks_the_same_questions_however_many_units(
    cast: Cast, year: Year, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        planning.set_participants(round=year.round, units=year.units[:units])
    lay(year, cast)
    lay(year, cast, kind="other", title="Phiếu giấy")
    with scopes.for_seat(clerk_of(cast)), django_assert_num_queries(7):
        tasks = overview.tasks_of(year.plan)
        assert len(overview.rows_of(year.plan, tasks, by=By.UNIT, within=cast.district.path, now=NOW)) == 2 * units
    clerk = Desk(cast.district_clerk)
    clerk.get("home")
    with django_assert_num_queries(PAGE_QUERIES):
        clerk.get("plan_overview", year.plan.pk, by="unit")


PAGE_QUERIES = 15


@pytest.mark.usefixtures("two")
def test_the_page_is_narrowed_sorted_and_given_out_as_a_file(cast: Cast, year: Year) -> None:
    clerk = Desk(cast.district_clerk)
    assert "Tiến độ nộp" in clerk.get("plan", year.plan.pk)
    assert "Tiến độ nộp theo đơn vị" in clerk.get("round", year.round.pk)
    page = clerk.get("plan_overview", year.plan.pk)
    assert "Danh sách người đăng ký hiến máu · Đợt 1" in page
    assert "Phiếu giấy · Đợt 1" in page
    page = clerk.get("plan_overview", year.plan.pk, by="unit", kind="other", round=year.round.pk, sort="-handed_in")
    assert "Danh sách người đăng ký hiến máu · Đợt 1" not in page
    assert cast.other_commune.name in page
    file = clerk.client.get(reverse("plan_overview", args=[year.plan.pk]), {"by": "bloc", "_export": "csv"})
    table = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert table[0][:5] == ["Khối, đơn vị", "Việc phải nộp", "Phải nộp", "Đã nộp", "Tỷ lệ"]
    names = "Danh sách người đăng ký hiến máu · Đợt 1"
    assert ["Các xã, phường, thị trấn", names, "2", "2", "100"] in [row[:5] for row in table]


def test_a_plan_that_asks_for_nothing_says_where_to_ask(cast: Cast, year: Year) -> None:
    assert "Chưa có việc nào phải nộp." in Desk(cast.district_clerk).get("plan_overview", year.plan.pk)


@pytest.mark.usefixtures("two")
def test_a_unit_below_sees_no_link_to_what_others_owe(cast: Cast, year: Year) -> None:
    focal = Desk(cast.commune_focal)
    for route, pk in (("plan", year.plan.pk), ("round", year.round.pk)):
        assert "Tiến độ nộp" not in focal.get(route, pk)
    assert focal.client.get(reverse("plan_overview", args=[year.plan.pk])).status_code == 403


def test_the_two_lists_of_a_plan_say_what_each_is_for_and_lead_to_each_other(cast: Cast, year: Year) -> None:
    clerk, unit = Desk(cast.district_clerk), Desk(cast.commune_focal)
    overview, dates = reverse("plan_overview", args=[year.plan.pk]), reverse("plan_deadlines", args=[year.plan.pk])
    assert dates in clerk.client.get(overview).content.decode()
    page = clerk.client.get(dates).content.decode()
    assert "Phải nộp gì, hạn nào." in page
    assert overview in page
    assert overview not in unit.client.get(dates).content.decode()  # it sees what is asked, and not of others
