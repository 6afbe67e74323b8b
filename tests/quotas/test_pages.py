"""Progress as each person reads it, its files and its picture; and a closed plan, which takes nothing more."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.apps import apps
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, expecting, extending, hosting, planning, sessions
from campaigns import urls as of_campaigns
from campaigns.models import CampaignWindow, Deadline, Extension, Participation, Plan, RoundHost
from committees import scopes
from committees.models import Unit
from core import files
from core.models import AuditEntry
from core.scope import ScopedModel
from quotas import allotment, goals, outside_figures, tallies
from quotas import urls as of_quotas
from quotas.aims import Aim
from quotas.models import Allotment, Metric, OutsideFigure
from quotas.wording import Figure
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.committees.factories import CommitteeFactory, UnitFactory
from tests.config.route_roles import ARGUMENTS
from tests.quotas.test_annex import BODY, usual
from tests.quotas.years import NOW, Year

LATER = dt.datetime(2036, 12, 1, 10, tzinfo=dt.UTC)

COLUMNS = ("unit", "quota", "result", "share", "missing", "difference", "registered", "donated")


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


@pytest.fixture
def results(year: Year, cast: Cast) -> Year:
    """xã An Thạnh 44/40, xã An Hòa 5/25, the education office has handed in nothing of 10."""
    with scopes.for_seat(cast.district_clerk.seat):
        for unit, units in ((cast.commune, 44), (cast.other_commune, 5)):
            tallies.save_tally(
                round=year.round, unit=unit, counts=tallies.Counts(units=units), edition=0, by=None, now=NOW
            )
    return year


def rows(clerk: Desk, **query: object) -> list[list[str]]:
    """The table as its CSV gives it out, without the heading."""
    response = clerk.client.get(reverse("progress"), {"_export": "csv", "year": 2026, **query})
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


# --- Progress ---------------------------------------------------------------------------------------


def test_the_page_says_what_came_and_what_is_missing(results: Year, clerk: Desk) -> None:
    page = clerk.get("progress", year=2026)
    assert "xã An Thạnh 40 44 /40 110%" in page
    assert "xã An Hòa 25 5 /25 20%" in page
    assert [(row[0], row[1], row[2], row[4]) for row in rows(clerk)] == [
        ("xã An Hòa", "25", "5", "20"),
        ("xã An Thạnh", "40", "44", "0"),
        ("Phòng Giáo dục Bình Hải", "10", "", "10"),
    ]


def test_who_is_behind_and_who_reached_it(results: Year, clerk: Desk) -> None:
    assert [row[0] for row in rows(clerk, show="behind")] == ["Phòng Giáo dục Bình Hải", "xã An Hòa"]
    assert [row[0] for row in rows(clerk, show="reached")] == ["xã An Thạnh"]
    assert len(rows(clerk, show="khac")) == 3
    page = clerk.get("progress", year=2026, show="behind")
    assert "2 đơn vị chỉ gồm: Bỏ lọc: So với chỉ tiêu: chưa đạt" in page
    assert "Tất cả (3) Chưa đạt (2) Đạt (1)" in page


def test_units_are_found_by_name_and_bloc_and_the_totals_are_theirs(results: Year, cast: Cast, clerk: Desk) -> None:
    assert [row[0] for row in rows(clerk, name="an hoa")] == ["xã An Hòa"]
    assert [row[0] for row in rows(clerk, name="an", bloc=cast.commune.bloc, show="reached")] == ["xã An Thạnh"]
    assert "Cộng 25 5 20% 20" in clerk.get("progress", year=2026, name="an hoa")
    assert "Không có đơn vị nào khớp." in clerk.get("progress", year=2026, name="không có")
    html = clerk.client.get(reverse("progress"), {"year": 2026, "name": "an"}).content.decode()
    assert '<input type="hidden" name="year" value="2026">' in html  # the filter's form stays in the year
    assert 'href="?year=2026&amp;name=an&amp;show=behind"' in html  # and the tabs in the filter


def test_what_is_missing_is_told_of_the_whole_and_of_the_units(results: Year, cast: Cast, clerk: Desk) -> None:
    """44 + 5 of 75: 26 are missing, while the two units that are behind lack 30."""
    assert "Còn thiếu 26 đơn vị máu · Các đơn vị chưa đạt còn thiếu 30" in clerk.get("progress", year=2026)
    focal = Desk(cast.commune_focal).get("progress", year=2026)
    assert "44 / 40 đơn vị máu" in focal
    assert "còn thiếu" not in focal.lower()


@pytest.mark.parametrize("asked", ["1999", "²", "hai nghìn", "99999999999999"])
def test_a_year_that_is_none_shows_this_one(results: Year, clerk: Desk, asked: str) -> None:
    assert clerk.get("progress", year=asked) != ""


def test_a_unit_sees_its_own_line_and_no_neighbour(results: Year, cast: Cast) -> None:
    focal = Desk(cast.commune_focal)
    page = focal.get("progress", year=2026)
    assert "44 / 40 đơn vị máu" in page
    assert "An Hòa" not in page
    assert focal.client.get(reverse("progress_unit", args=[cast.other_commune.pk])).status_code == 404
    assert focal.client.get(reverse("progress_unit", args=[cast.district.pk])).status_code == 404


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_sorts_both_ways(results: Year, clerk: Desk, column: str) -> None:
    place = COLUMNS.index(column)
    up, down = ([row[place] for row in rows(clerk, sort=sort)] for sort in (column, f"-{column}"))
    assert sorted(up) == sorted(down)
    assert [value for value in up if value] == [value for value in down if value][::-1]
    assert clerk.get("progress", year=2026, sort=f"-{column}")


def test_the_files_hold_figures_as_figures_and_no_formula(results: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.commune.pk).update(name="=1+1")
    assert rows(clerk, show="reached")[0][:3] == ["'=1+1", "40", "44"]
    response = clerk.client.get(reverse("progress"), {"_export": "xlsx", "year": 2026, "show": "reached"})
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    cells = list(sheet.iter_rows())[1][:3]
    assert [cell.data_type for cell in cells] == ["s", "n", "n"]
    assert [cell.value for cell in cells] == ["=1+1", 40, 44]  # a string cell is never read as a formula


def test_the_picture_is_one_png(results: Year, cast: Cast, clerk: Desk) -> None:
    response = clerk.client.get(reverse("progress_picture", args=[cast.district.pk]), {"year": 2026})
    assert response.headers["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert 'filename="tien-do-2026.png"' in response.headers["Content-Disposition"]


@pytest.mark.parametrize("units", [1, 3])
def test_progress_costs_the_same_for_one_unit_and_three(
    results: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(pk__in=[unit.pk for unit in results.units[units:]]).update(valid_to="2020-01-01")
    with scopes.for_seat(cast.district_clerk.seat):
        draft = allotment.draft_of(results.plan)
        allotment.save_draft(
            allotment=draft,
            lines=[allotment.Line(unit=unit, assigned=4) for unit in results.units[:units]],
            edition=draft.edition,
        )
        allotment.issue(allotment=draft, decision="", now=NOW)
    clerk.get("progress", year=2026)
    with django_assert_num_queries(13):
        clerk.get("progress", year=2026)
    clerk.get("home")
    with django_assert_num_queries(20):
        clerk.get("home")


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_rounds_of_a_year_are_a_list_that_costs_the_same_for_one_and_three(
    results: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, rounds: int
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        for _each in range(rounds - 1):
            round = planning.add_round(plan=results.plan)
            planning.set_participants(round=round, units=results.units)
            planning.open_round(round=round, now=NOW)
    clerk.get("progress_rounds", cast.district.pk, year=2026)
    with django_assert_num_queries(13):
        page = clerk.get("progress_rounds", cast.district.pk, year=2026)
    assert f"{rounds} đợt" in page
    assert "Đợt 1" in clerk.get("progress_rounds", cast.district.pk, year=2026, show="behind")
    assert "Không có đợt nào khớp." in clerk.get("progress_rounds", cast.district.pk, year=2026, show="reached")
    file = clerk.client.get(reverse("progress_rounds", args=[cast.district.pk]), {"year": 2026, "_export": "csv"})
    first = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))[1]
    assert (first[0], first[2]) == ("Đợt 1", "49")


# --- A closed plan ----------------------------------------------------------------------------------

WRITES = {route for argument in ("pk", "unit_pk") for route in ARGUMENTS[argument]}


def tables() -> dict[str, list[dict[str, object]]]:
    """Every row of campaigns and quotas, whole."""
    with scopes.for_system("tests"):
        return {
            model.__name__: list(model._default_manager.order_by("pk").values())
            for app in ("campaigns", "quotas")
            for model in apps.get_app_config(app).get_models()
            if issubclass(model, ScopedModel)
        }


def owe(year: Year, cast: Cast) -> None:
    """A list by the round, from which the agency is excused; a report by the plan, for which two ask for more time."""
    lists = deadlines.set_deadline(round=year.round, kind=Deadline.Kind.LIST, day=NOW.date())
    expecting.excuse(duty=lists.duties.get(unit=cast.agency), reason="Nghỉ", now=NOW)
    report = deadlines.set_deadline(
        plan=year.plan, kind=Deadline.Kind.OTHER, title="Báo cáo", day=NOW.date(), parts=[deadlines.Part("Bản giấy")]
    )
    for unit in (cast.other_commune, cast.agency):
        extending.ask(duty=report.duties.get(unit=unit), until=LATER, reason="Mưa lũ", now=NOW)


@pytest.fixture
def closed(results: Year, cast: Cast) -> Year:
    """The year with a session, a window, a deadline and a draft split in it, closed."""
    with scopes.for_seat(cast.district_clerk.seat):
        sessions.add_session(round=results.round, facts=sessions.SessionFacts(held_on=NOW.date()))
        hosting.add_host(round=results.round, unit=beside(cast, "khu vực Bình Lâm"))
        planning.add_window(plan=results.plan, name="Tháng Tư", starts_on=NOW.date(), ends_on=NOW.date())
        owe(results, cast)
        allotment.draft_of(results.plan)
        goals.set_goal(aim=Aim(plan=results.plan, metric=Metric.REGISTERED), figure=Figure(5))
        outside_figures.add(plan=results.plan, label="x", value="1", source="y", stated_on=dt.date(2026, 1, 2), now=NOW)
        planning.close_round(round=results.round, now=NOW)
        planning.close_plan(plan=Plan.objects.get(pk=results.plan.pk), now=NOW)
    return results


def beside(cast: Cast, name: str) -> Unit:
    """A unit with a committee beside the district's own."""
    with scopes.for_system("tests"):
        unit = Unit.objects.filter(name=name).first()
        return unit or CommitteeFactory.create(unit=UnitFactory.create(parent=cast.province, name=name)).unit


def good_posts(year: Year, cast: Cast) -> dict[str, tuple[list[object], dict[str, object]]]:
    """Route → its arguments and a form that would be taken if the plan were open."""
    commune = cast.commune.pk
    day = "2026-12-01"
    with scopes.for_system("tests"):
        draft = Allotment.objects.get(state="draft", metric=Metric.BLOOD_UNITS)
        goal = Allotment.objects.get(state="draft", metric=Metric.REGISTERED)
        figure = OutsideFigure.objects.get()
        lists, report = Deadline.objects.order_by("pk")
        listed, told = ({duty.unit_id: duty.pk for duty in each.duties.all()} for each in (lists, report))
        part = report.parts.get().pk
        asked, also_asked = Extension.objects.order_by("pk").values_list("pk", flat=True)
        taking_part = Participation.objects.get(round=year.round, unit=cast.other_commune)
        session = year.round.sessions.get()
        host = RoundHost.objects.exclude(path=year.round.path).get()
        other = beside(cast, "khu vực Bình Xuyên")
        window = CampaignWindow.objects.get()
    cells = {f"{commune}-version": 1, f"{commune}-units": 45}
    activity = {"edition": "0", "rows": "1", "0-kind": "talk", "0-amount": "2", "0-measure": "session"}
    outside = {"label": "Xếp hạng", "value": "3/12", "source": "BCĐ tỉnh", "stated_on": "2026-01-02"}
    return {
        "plan_change": ([year.plan.pk], {"title": "Muộn"}),
        "window_change": ([window.pk], {"name": "Muộn", "starts_on": day, "ends_on": day}),
        "plan_open": ([year.plan.pk], {"document": "99/KH"}),
        "plan_close": ([year.plan.pk], {}),
        "round_new": ([year.plan.pk], {"name": "Đợt muộn"}),
        "window_new": ([year.plan.pk], {"name": "Muộn", "starts_on": day, "ends_on": day}),
        "round_change": ([year.round.pk], {"name": "Đợt muộn"}),
        "round_open": ([year.round.pk], {}),
        "round_close": ([year.round.pk], {}),
        "round_participants": ([year.round.pk], {"unit": [commune, cast.other_commune.pk]}),
        "session_new": ([year.round.pk], {"held_on": day}),
        "session": ([session.pk], {"unit": [cast.other_commune.pk]}),
        "session_change": ([session.pk], {"held_on": session.held_on.isoformat(), "venue": "Muộn"}),
        "round_hosts": ([year.round.pk], {"unit": other.pk}),
        "host_remove": ([host.pk], {}),
        "session_remove": ([session.pk], {}),
        "plan_activity_report": ([year.plan.pk, commune], activity),
        "round_activity_report": ([year.round.pk, commune], activity),
        "window_activity_report": ([window.pk, commune], activity),
        "duty_done": ([told[commune]], {"note": "Muộn"}),
        "duty_return": ([told[commune]], {"reason": "Muộn"}),
        "duty_part": ([told[commune], part], {}),
        "duty_contact": ([listed[commune]], {"way": "called"}),
        "duty_excuse": ([listed[cast.other_commune.pk]], {"reason": "Muộn"}),
        "deadline_add_unit": ([lists.pk], {"unit": cast.other_commune.pk}),
        "duty_owe_again": ([listed[cast.agency.pk]], {}),
        "deadline_change": ([lists.pk], {"wording": "by", "day": "2036-12-01", "reason": "Muộn"}),
        "extension_ask": ([listed[commune]], {"day": "2036-12-05", "reason": "Muộn"}),
        "extension_give": ([told[commune]], {"day": "2036-12-05", "reason": "Muộn"}),
        "extension_grant": ([asked], {}),
        "extension_refuse": ([also_asked], {"reason": "Muộn"}),
        "plan_deadline_set": ([year.plan.pk], {"kind": "plan", "wording": "by", "day": "2036-12-01"}),
        "deadline_set": ([year.round.pk], {"kind": "result", "wording": "by", "day": "2036-12-01"}),
        "participant_absent": ([taking_part.pk], {"reason": "Muộn"}),
        "duty_nil": ([listed[commune]], {"reason": "Muộn"}),
        "allotment": ([year.plan.pk], {"edition": draft.edition, f"{commune}-assigned": 1}),
        "allotment_issue": ([draft.pk], {"decision": "99/KH"}),
        "given": ([year.plan.pk], {"assigned": 5, "giver_name": "BCĐ tỉnh", "decision": "1"}),
        "goal_new": (
            [year.plan.pk],
            {"what": "reached-count", "part": "year", "comparator": "at_least", "figure": "5"},
        ),
        "goal_discard": ([goal.pk], {}),
        "outside_figure_new": ([year.plan.pk], outside),
        "outside_figure": ([figure.pk], outside),
        "outside_figure_remove": ([figure.pk], {}),
        "results": ([year.round.pk], cells),
        "results_row": ([year.round.pk, commune], cells),
        "annex": ([year.plan.pk], {"file": io.BytesIO(usual(*BODY))}),
    }


# What others announced is words with a source, counts for nothing, and often comes after the close.
OPEN_AFTER_THE_CLOSE = {"outside_figure_new", "outside_figure", "outside_figure_remove"}


def test_a_closed_plan_takes_nothing_more(closed: Year, cast: Cast, clerk: Desk) -> None:
    before = tables()
    posts = {name: post for name, post in good_posts(closed, cast).items() if name not in OPEN_AFTER_THE_CLOSE}
    refused = [name for name, (args, form) in posts.items() if send(clerk, name, args, form)]
    assert tables() == before
    assert refused == []
    with scopes.for_system("tests"):
        assert not AuditEntry.objects.filter(address="127.0.0.1", action__startswith="tally").exists()


def send(clerk: Desk, name: str, args: list[object], form: dict[str, object]) -> bool:
    """Whether the answer broke; what it says in words is for the page's own tests."""
    return clerk.client.post(reverse(name, args=args), form).status_code not in (200, 302, 422)


def test_the_same_forms_are_taken_while_the_plan_is_open(results: Year, cast: Cast, clerk: Desk) -> None:
    """Else the closed plan would prove nothing: each form alone changes some table."""
    with scopes.for_seat(cast.district_clerk.seat):
        sessions.add_session(round=results.round, facts=sessions.SessionFacts(held_on=NOW.date()))
        hosting.add_host(round=results.round, unit=beside(cast, "khu vực Bình Lâm"))
        planning.add_window(plan=results.plan, name="Tháng Tư", starts_on=NOW.date(), ends_on=NOW.date())
        owe(results, cast)
        allotment.draft_of(results.plan)
        goals.set_goal(aim=Aim(plan=results.plan, metric=Metric.REGISTERED), figure=Figure(5))
        outside_figures.add(plan=results.plan, label="x", value="1", source="y", stated_on=dt.date(2026, 1, 2), now=NOW)
    idle = []
    posts = good_posts(results, cast)
    order = [name for name in posts if name not in ("round_close", "plan_close", "annex", "allotment_issue")]
    for name in [*order, "allotment_issue", "round_close"]:
        before = tables()
        args, form = posts[name]
        send(clerk, name, args, form)
        if tables() == before:
            idle.append(name)
    # both are open already; units know of the session, so the page asks first; its row was saved by the form before
    assert idle == ["plan_open", "round_open", "session_remove", "results_row"]


def test_every_write_route_of_the_two_floors_was_tried(closed: Year, cast: Cast) -> None:
    reads = {"plans", "plan", "calendar", "round", "progress", "progress_unit", "progress_picture", "results_now"}
    reads |= {"deadline_reminders", "deadline_picture", "deadline_page"}
    reads |= {"plan_rounds", "plan_windows", "plan_deadlines", "round_units", "round_sessions", "round_organisers"}
    reads |= {"plan_outside_figures", "progress_rounds", "plan_overview", "deadline_recipients"}
    reads |= {f"{place}_activity{list}" for place in ("plan", "round", "window") for list in ("", "_units")}
    reads |= {"deadline", "duty", "plan_targets", "window_progress", "window_progress_unit", "allotment_diff"}
    routes = {each.name for each in [*of_campaigns.urlpatterns, *of_quotas.urlpatterns]}
    assert routes - reads - {"plan_new", "annex_apply", "deadline_urge", "session_move"} == set(
        good_posts(closed, cast)
    )


def test_an_annex_is_not_taken_over_into_a_closed_plan(closed: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        file = files.store(
            name="a.xlsx",
            media_type="",
            content=usual(*BODY),
            path=closed.plan.path,
            encrypted=False,
            expires_at=None,
            created_by_id=None,
        )
        units = Unit.objects.within(closed.plan.path).count()
    before = tables()
    clerk.client.post(reverse("annex_apply", args=[closed.plan.pk]), {"file": file.pk})
    assert tables() == before
    with scopes.for_system("tests"):
        assert Unit.objects.within(closed.plan.path).count() == units
