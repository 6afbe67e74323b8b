"""A plan's other targets: set, issued, changed, thrown away; shares never add up; figures of other bodies."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, planning
from campaigns.models import CampaignWindow, Deadline
from committees import scopes
from core.models import AuditEntry
from core.refusal import Refused
from quotas import allotment, goals
from quotas.aims import Aim
from quotas.allotment import Line
from quotas.models import Allotment, Comparator, Metric, OutsideFigure, QuotaKind, Target
from quotas.progress import progress_of
from quotas.wording import Figure
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.years import NOW, Year

REPEAT = (Metric.REPEAT_DONORS, QuotaKind.PERCENT)
REACHED = (Metric.REACHED, QuotaKind.COUNT)
TODAY = NOW.date()


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


@pytest.fixture
def window(year: Year, cast: Cast) -> CampaignWindow:
    with scopes.for_seat(cast.district_clerk.seat):
        return planning.add_window(plan=year.plan, name="Tháng Tư", starts_on=TODAY, ends_on=TODAY)


def form(what: tuple[Metric, QuotaKind], figure: object, part: str = "year", **more: object) -> dict[str, object]:
    return {"what": "-".join(what), "part": part, "comparator": "at_least", "figure": figure, **more}


def aims(cast: Cast) -> dict[tuple[str, str, int], str]:
    """Metric, state and version → words."""
    with scopes.for_seat(cast.district_clerk.seat):
        others = Allotment.objects.exclude(metric="blood_units")
        return {(each.metric, each.state, each.version): goals.in_words(each) for each in others}


# --- Targets ----------------------------------------------------------------------------------------


def test_a_target_is_typed_issued_and_changed_as_a_new_version(year: Year, cast: Cast, clerk: Desk) -> None:
    page = clerk.send("goal_new", year.plan.pk, **form(REPEAT, "75"))
    assert "Đã ghi vào dự thảo. Bấm Giao để chỉ tiêu có hiệu lực." in page
    assert "Tỷ lệ người hiến máu nhắc lại Cả năm Dự thảo: 75% người hiến máu nhắc lại" in page
    with scopes.for_system("tests"):
        draft = Allotment.objects.get(metric="repeat_donors")
    below = Desk(cast.commune_focal)
    assert "75%" not in below.get("plan_targets", year.plan.pk)
    assert "Đã giao chỉ tiêu" in clerk.send("allotment_issue", draft.pk, decision="06/KH-BCĐ")
    assert "75% người hiến máu nhắc lại 06/KH-BCĐ" in below.get("plan_targets", year.plan.pk)
    clerk.send("goal_new", year.plan.pk, **form(REPEAT, "80"))
    assert aims(cast) == {
        ("repeat_donors", "issued", 1): "75%\xa0người hiến máu nhắc lại",
        ("repeat_donors", "draft", 2): "80%\xa0người hiến máu nhắc lại",
    }
    changed = reverse("goal_new", args=[year.plan.pk])
    again = clerk.client.get(changed, {"what": "repeat_donors-percent", "part": "year"}).content.decode()
    assert 'name="figure" value="80"' in again
    assert "Đã bỏ dự thảo" in clerk.send("goal_discard", draft.pk + 1)
    assert list(aims(cast)) == [("repeat_donors", "issued", 1)]
    assert "mở bản điều chỉnh để sửa" in clerk.send("goal_discard", draft.pk)


def test_the_plans_own_blood_units_read_with_their_comparator_and_are_issued_with_the_units(
    year: Year, cast: Cast, clerk: Desk
) -> None:
    blood_units = (Metric.BLOOD_UNITS, QuotaKind.COUNT)
    page = clerk.send("goal_new", year.plan.pk, **form(blood_units, "330", comparator="more_than"))
    assert "Dự thảo: trên 330 đơn vị máu · giao 75 đơn vị máu cho 3 đơn vị" in page
    grid = clerk.get("allotment", year.plan.pk)
    assert "Chỉ tiêu chung: trên 330 đơn vị máu" in grid
    assert "Cần giao 330 · đã giao 75 · còn 255" in grid
    cells = {f"{unit.pk}-assigned": "100" for unit in year.units}
    clerk.send("allotment", year.plan.pk, edition=1, total="340", **cells)  # what was split is no other goal
    with scopes.for_system("tests"):
        draft = Allotment.objects.get(state="draft")
    clerk.send("allotment_issue", draft.pk, decision="06/KH-BCĐ")
    below = Desk(cast.commune_focal).get("plan_targets", year.plan.pk)
    assert "trên 330 đơn vị máu · đơn vị mình 100 đơn vị máu" in below


def test_a_range_reads_and_is_kept_as_a_range(year: Year, cast: Cast, clerk: Desk) -> None:
    page = clerk.send("goal_new", year.plan.pk, **form(REACHED, "550", comparator="between", figure_to="650"))
    assert "từ 550 đến 650 lượt người" in page
    assert list(aims(cast).values()) == ["từ 550 đến 650\xa0lượt người"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (form(REPEAT, "101"), "Tỷ lệ 101% vượt quá 100%; kiểm tra lại số đã nhập."),
        (form(REACHED, "650", comparator="between"), "Ghi cả số đầu và số cuối của khoảng."),
        (form(REACHED, "650", comparator="between", figure_to="550"), "Số cuối của khoảng nhỏ hơn số đầu"),
        (form(REPEAT, "75", giver_name="BCĐ tỉnh"), "Ghi số, ký hiệu và ngày của văn bản cấp trên giao."),
        (form(REPEAT, "nhiều"), "không phải là số"),
        (form((Metric.BLOOD_UNITS, QuotaKind.YEAR_SHARE), "15"), "chỉ đặt được cho một chiến dịch"),
        (form((Metric.STAFF, QuotaKind.COUNT), "15"), "Không có lựa chọn “staff-count”"),
    ],
)
def test_what_cannot_be_a_target_is_told_and_not_kept(
    year: Year, cast: Cast, clerk: Desk, window: CampaignWindow, *, typed: dict[str, object], sentence: str
) -> None:
    page = clerk.send("goal_new", year.plan.pk, **typed)
    assert sentence in page
    with scopes.for_system("tests"):
        assert not Allotment.objects.filter(state="draft").exclude(metric="blood_units").exists()
        assert not Allotment.objects.filter(window=window).exists()


def test_what_a_superior_gave_is_recorded_with_its_document(year: Year, cast: Cast, clerk: Desk) -> None:
    page = clerk.send("goal_new", year.plan.pk, **form(REPEAT, "70", giver_name="BCĐ tỉnh", decision="01/KH-BCĐ"))
    assert "Đã ghi chỉ tiêu cấp trên giao." in page
    assert "Cấp trên giao: 70% người hiến máu nhắc lại" in page
    assert "Cấp trên giao: 70% người hiến máu nhắc lại 01/KH-BCĐ BCĐ tỉnh" in page


def test_other_targets_leave_the_count_of_blood_units_alone(year: Year, cast: Cast, window: CampaignWindow) -> None:
    """Sums of the dashboard, of the balance and of last year's basis read the plan's own count only."""
    with scopes.for_seat(cast.district_clerk.seat):
        for aim, figure in (
            (Aim(plan=year.plan, metric=Metric.REGISTERED), 900),
            (Aim(plan=year.plan, round=year.round, metric=Metric.REGISTERED), 800),
            (Aim(plan=year.plan, window=window), 700),
            (Aim(plan=year.plan, window=window, kind=QuotaKind.YEAR_SHARE), 15),
        ):
            draft = goals.set_goal(aim=aim, figure=Figure(figure))
            lines = [Line(unit=cast.commune, assigned=figure)]
            allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
            allotment.issue(allotment=draft, decision="06/KH", now=NOW)
            goals.record_goal(aim=aim, figure=Figure(figure), giver_name="Tỉnh", decision="1", now=NOW)
        progress = progress_of(unit=cast.district, year=2026, now=NOW)
        assert [line.quota for line in progress.lines] == [25, 40, 10]
        assert [line.quota for line in progress.rounds] == [75]
        assert allotment.given_to(year.plan) is None
        assert allotment.given_to(year.plan, round=year.round) is None
        assert allotment.draft_of(year.plan).version == 2
    with scopes.for_seat(cast.commune_focal.seat):
        assert progress_of(unit=cast.commune, year=2026, now=NOW).whole.quota == 40


def test_the_card_of_a_duty_tells_the_blood_units_of_its_round(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(round=year.round, kind=Deadline.Kind.LIST, day=dt.date(2099, 1, 1))
        draft = goals.set_goal(aim=Aim(plan=year.plan, round=year.round, metric=Metric.REGISTERED), figure=Figure(800))
        lines = [Line(unit=cast.commune, assigned=62)]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        allotment.issue(allotment=draft, decision="06/KH", now=NOW)
    assert "Chỉ tiêu 40 đơn vị máu" in Desk(cast.commune_focal).get("home")


def test_the_database_takes_no_share_beyond_all_and_no_share_of_blood_units(year: Year, cast: Cast) -> None:
    wrong = [
        {"metric": "repeat_donors", "kind": "percent", "whole": 101},
        {"metric": "reached", "whole": 9, "whole_to": 8},
        {"metric": "blood_units", "kind": "percent", "whole": 10},
        {"metric": "registered", "kind": "year_share", "whole": 10},
    ]
    with scopes.for_seat(cast.district_clerk.seat):
        for fields in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                Allotment.objects.create(path=year.plan.path, plan=year.plan, version=9, **fields)


def test_shares_are_given_to_units_without_a_sum(year: Year, cast: Cast, clerk: Desk) -> None:
    clerk.send("goal_new", year.plan.pk, **form(REPEAT, "75"))
    address = reverse("allotment", args=[year.plan.pk]) + "?metric=repeat_donors&kind=percent"
    cells = {f"{unit.pk}-assigned": figure for unit, figure in zip(year.units, ("80", "", "90"), strict=True)}
    response = clerk.client.post(address, {"edition": 1, **cells})
    assert response.headers["Location"] == address
    page = clerk.client.get(address).content.decode()
    assert "Chỉ tiêu chung" in page
    assert "data-total" not in page
    assert "territory-bloc" not in page
    assert "riêng cho 2 đơn vị" in clerk.get("plan_targets", year.plan.pk)
    too_much = clerk.client.post(address, {"edition": 2, f"{cast.commune.pk}-assigned": "120"}, follow=True)
    assert "Tỷ lệ 120% vượt quá 100%" in too_much.content.decode()


@pytest.mark.parametrize("query", ["metric=staff&kind=count", "metric=khac", "kind=khac", "kind=year_share"])
def test_what_no_plan_can_have_is_not_there(year: Year, clerk: Desk, query: str) -> None:
    assert clerk.client.get(f"{reverse('allotment', args=[year.plan.pk])}?{query}").status_code == 404


def test_a_unit_below_reads_the_common_figure_and_its_own_line_only(year: Year, cast: Cast, clerk: Desk) -> None:
    aim = Aim(plan=year.plan, metric=Metric.REGISTERED)
    with scopes.for_seat(cast.district_clerk.seat):
        draft = goals.set_goal(aim=aim, figure=Figure(500))
        lines = [Line(unit=cast.commune, assigned=61), Line(unit=cast.other_commune, assigned=62)]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        allotment.issue(allotment=draft, decision="06/KH", now=NOW)
    assert "500 người đăng ký · giao 123 người đăng ký cho 2 đơn vị" in clerk.get("plan_targets", year.plan.pk)
    page = Desk(cast.commune_focal).get("plan_targets", year.plan.pk)
    assert "500 người đăng ký · đơn vị mình 61 người đăng ký" in page
    assert "62" not in page
    assert "123" not in page
    assert "đơn vị mình 40 đơn vị máu" in page
    assert Desk(cast.stranger).client.get(reverse("plan_targets", args=[year.plan.pk])).status_code == 404


def test_a_closed_plan_takes_no_target(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=year.round, now=NOW)
        planning.close_plan(plan=year.plan, now=NOW)
        with pytest.raises(Refused, match="đã khóa"):
            goals.set_goal(aim=Aim(plan=year.plan, metric=Metric.REGISTERED), figure=Figure(5))


def test_a_figure_of_another_body_that_comes_after_the_close_is_noted_changed_and_taken_away_on_the_pages(
    year: Year, cast: Cast, clerk: Desk
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=year.round, now=NOW)
        planning.close_plan(plan=year.plan, now=NOW)
    page = clerk.get("plan_targets", year.plan.pk)
    assert "Ghi số liệu bên ngoài" in page
    assert "Thêm chỉ tiêu khác" not in page
    assert LISTED in clerk.send("outside_figure_new", year.plan.pk, **FIGURE)
    with scopes.for_system("tests"):
        figure = OutsideFigure.objects.get()
    assert "Sửa Xóa" in clerk.get("plan_outside_figures", year.plan.pk)
    assert "Bình quân toàn tỉnh 113%" in clerk.send("outside_figure", figure.pk, **{**FIGURE, "value": "113%"})
    assert "Đã xóa “Bình quân toàn tỉnh”." in clerk.send("outside_figure_remove", figure.pk)
    assert [action for action, _before, _after in trail()] == [
        "outside_figure.added",
        "outside_figure.corrected",
        "outside_figure.removed",
    ]


@pytest.mark.parametrize("targets", [1, 3])
def test_the_list_costs_the_same_for_one_target_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, *, targets: int
) -> None:
    metrics = (Metric.REGISTERED, Metric.REACHED, Metric.RESERVE_DONORS)
    with scopes.for_seat(cast.district_clerk.seat):
        for metric in metrics[:targets]:
            goals.set_goal(aim=Aim(plan=year.plan, metric=metric), figure=Figure(5, comparator=Comparator.MORE_THAN))
    clerk.get("plan_targets", year.plan.pk)
    with django_assert_num_queries(11):
        clerk.get("plan_targets", year.plan.pk)


# --- Figures of other bodies ------------------------------------------------------------------------


FIGURE = {"label": "Bình quân toàn tỉnh", "value": "112,4%", "source": "BCĐ tỉnh, 30/BC-BCĐ", "stated_on": "2026-11-20"}
SAID = "Bình quân toàn tỉnh: 112,4% (BCĐ tỉnh, 30/BC-BCĐ, ngày 20/11/2026)"
LISTED = "Bình quân toàn tỉnh 112,4% BCĐ tỉnh, 30/BC-BCĐ 20/11/2026"


def trail() -> list[tuple[str, object, object]]:
    with scopes.for_system("tests"):
        rows = AuditEntry.objects.filter(action__startswith="outside_figure").order_by("pk")
        return [(row.action, (row.before or {}).get("value"), (row.after or {}).get("value")) for row in rows]


def test_an_outside_figure_is_added_corrected_and_removed_and_the_trail_keeps_it(
    year: Year, cast: Cast, clerk: Desk
) -> None:
    page = clerk.send("outside_figure_new", year.plan.pk, **FIGURE)
    assert LISTED in page
    assert SAID in clerk.get("progress", year=2026)
    with scopes.for_system("tests"):
        figure = OutsideFigure.objects.get()
    page = clerk.send("outside_figure", figure.pk, **{**FIGURE, "value": "113%"})
    assert "Bình quân toàn tỉnh 113%" in page
    assert "Đã xóa “Bình quân toàn tỉnh”." in clerk.send("outside_figure_remove", figure.pk)
    assert "113%" not in clerk.get("progress", year=2026)
    assert trail() == [
        ("outside_figure.added", None, "112,4%"),
        ("outside_figure.corrected", "112,4%", "113%"),
        ("outside_figure.removed", "113%", None),
    ]


def test_a_figure_needs_its_source_and_a_day_that_has_come(year: Year, cast: Cast, clerk: Desk) -> None:
    assert "Có 1 chỗ cần sửa Nguồn:" in clerk.send("outside_figure_new", year.plan.pk, **{**FIGURE, "source": " "})
    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()
    page = clerk.send("outside_figure_new", year.plan.pk, **{**FIGURE, "stated_on": tomorrow})
    assert "Ngày công bố ở sau hôm nay; sửa lại ngày." in page
    assert trail() == []
    with scopes.for_seat(cast.district_clerk.seat), pytest.raises(IntegrityError), transaction.atomic():
        OutsideFigure.objects.create(
            path=year.plan.path, plan=year.plan, label="x", value="1", source="", stated_on=TODAY
        )


@pytest.mark.parametrize("figures", [1, 3])
def test_the_list_of_outside_figures_is_filtered_and_costs_the_same_for_one_and_three(
    year: Year, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, *, figures: int
) -> None:
    for label in ("Bình quân toàn tỉnh", "Xếp hạng", "Tỷ lệ dân số")[:figures]:
        clerk.send("outside_figure_new", year.plan.pk, **{**FIGURE, "label": label})
    clerk.get("plan_outside_figures", year.plan.pk)
    with django_assert_num_queries(9):
        page = clerk.get("plan_outside_figures", year.plan.pk)
    assert LISTED in page
    assert LISTED not in clerk.get("plan_outside_figures", year.plan.pk, words="xep hang")


@pytest.mark.parametrize("who", ["commune_focal", "stranger"])
def test_nobody_below_or_beside_reads_what_the_committee_noted(year: Year, cast: Cast, clerk: Desk, who: str) -> None:
    clerk.send("outside_figure_new", year.plan.pk, **FIGURE)
    with scopes.for_seat(cast.people[who].seat):
        assert not OutsideFigure.objects.exists()
        assert Target.objects.filter(receiver=cast.other_commune).count() == 0
    assert "112,4%" not in Desk(cast.people[who]).get("progress", year=2026)
