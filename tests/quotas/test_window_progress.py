"""Progress in a campaign window: which rounds count, against which figure, for whom."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from campaigns import planning, sessions
from campaigns.models import CampaignWindow, Plan, Round
from committees import scopes
from committees.models import Committee, Unit
from quotas import allotment, goals, tallies
from quotas.aims import Aim
from quotas.allotment import Line
from quotas.models import Comparator, Metric, QuotaKind, Tally
from quotas.tallies import Counts
from quotas.window_progress import Need, WindowProgress, window_progress
from quotas.wording import Figure
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.years import NOW, Year

APRIL = (dt.date(2026, 4, 1), dt.date(2026, 4, 30))
Hold = Callable[..., Round]


@pytest.fixture
def window(year: Year, cast: Cast) -> CampaignWindow:
    """April, in the district's plan."""
    with scopes.for_seat(cast.district_clerk.seat):
        return planning.add_window(plan=year.plan, name="Tháng Tư", starts_on=APRIL[0], ends_on=APRIL[1])


@pytest.fixture
def hold(year: Year, cast: Cast) -> Hold:
    """``hold("Đợt 5", from, to, {unit: result})``: a round of the district with results."""

    def held(name: str, starts: dt.date | None, ends: dt.date | None, results: dict[Unit, int]) -> Round:
        with scopes.for_seat(cast.district_clerk.seat):
            round = planning.add_round(plan=year.plan, name=name, starts_on=starts, ends_on=ends)
            planning.set_participants(round=round, units=year.units)
            planning.open_round(round=round, now=NOW)
            for unit, result in results.items():
                tallies.save_tally(
                    round=round, unit=unit, counts=Counts(units=result), edition=0, by=None, now=NOW, accepted=True
                )
        return round

    return held


def seen(cast: Cast, window: CampaignWindow, who: str = "district_clerk", unit: Unit | None = None) -> WindowProgress:
    with scopes.for_seat(cast.people[who].seat):
        window = CampaignWindow.objects.select_related("plan__committee").get(pk=window.pk)
        return window_progress(window=window, unit=unit or cast.district, now=NOW)


def results(progress: WindowProgress) -> dict[str, Decimal | None]:
    return {line.unit.name: line.result for line in progress.lines}


# --- Which rounds count -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "is_counted", "is_named"),
    [
        (dt.date(2026, 4, 1), dt.date(2026, 4, 30), True, True),
        (dt.date(2026, 4, 7), None, True, True),
        (None, dt.date(2026, 4, 7), True, True),
        (dt.date(2026, 3, 31), dt.date(2026, 4, 2), False, True),
        (dt.date(2026, 4, 30), dt.date(2026, 5, 1), False, True),
        (dt.date(2026, 3, 1), dt.date(2026, 5, 31), False, True),
        (None, None, False, True),
        (dt.date(2026, 3, 31), None, False, False),
        (dt.date(2026, 5, 1), dt.date(2026, 5, 2), False, False),
    ],
)
def test_a_round_counts_wholly_when_its_dates_lie_within(
    cast: Cast, window: CampaignWindow, hold: Hold, *, starts: dt.date, ends: dt.date, is_counted: bool, is_named: bool
) -> None:
    round = hold("Đợt 5", starts, ends, {cast.commune: 12, cast.agency: 3})
    progress = seen(cast, window)
    assert progress.result == (15 if is_counted else None)
    assert [use.round for use in progress.counted] == ([round] if is_counted else [])
    assert (round in [use.round for use in progress.not_counted]) == (is_named and not is_counted)


@pytest.mark.parametrize(
    ("held_on", "is_month_only", "is_counted"),
    [
        (dt.date(2026, 4, 30), False, True),
        (dt.date(2026, 5, 1), False, False),
        (dt.date(2026, 4, 1), True, True),
        (dt.date(2026, 5, 1), True, False),
        (dt.date(2026, 3, 1), True, False),
    ],
)
def test_the_days_of_its_sessions_are_dates_of_a_round_too(
    cast: Cast, window: CampaignWindow, hold: Hold, *, held_on: dt.date, is_month_only: bool, is_counted: bool
) -> None:
    round = hold("Đợt 5", None, None, {cast.commune: 12})
    with scopes.for_seat(cast.district_clerk.seat):
        sessions.add_session(round=round, facts=sessions.SessionFacts(held_on=held_on, is_month_only=is_month_only))
    assert seen(cast, window).result == (12 if is_counted else None)


def test_a_month_does_not_lie_within_a_part_of_it(year: Year, cast: Cast, hold: Hold) -> None:
    round = hold("Đợt 5", None, None, {cast.commune: 12})
    with scopes.for_seat(cast.district_clerk.seat):
        sessions.add_session(round=round, facts=sessions.SessionFacts(held_on=dt.date(2026, 4, 9), is_month_only=True))
        short = planning.add_window(plan=year.plan, name="Nửa tháng", starts_on=APRIL[0], ends_on=dt.date(2026, 4, 15))
    progress = seen(cast, short)
    assert progress.result is None
    assert [use.round.name for use in progress.not_counted if use.is_dated] == [round.name]


def test_blood_given_outside_rounds_counts_by_its_own_day(year: Year, cast: Cast, window: CampaignWindow) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        outside = year.plan.rounds.get(kind=Round.Kind.OUTSIDE)
        for unit, day in ((cast.commune, APRIL[1]), (cast.other_commune, dt.date(2026, 5, 1)), (cast.agency, None)):
            tallies.save_tally(
                round=outside,
                unit=unit,
                counts=Counts(units=2),
                edition=0,
                by=None,
                now=NOW,
                given_on=day,
                accepted=day is None,
            )
    assert results(seen(cast, window)) == {
        "xã An Hòa": None,
        "xã An Thạnh": 2,
        "Phòng Giáo dục Bình Hải": None,
    }


def test_only_counting_tallies_count(cast: Cast, window: CampaignWindow, hold: Hold) -> None:
    hold("Đợt 5", *APRIL, {cast.commune: 12})
    with scopes.for_seat(cast.district_clerk.seat):
        Tally.objects.update(is_counting=False)
    assert seen(cast, window).result is None


# --- Against what -----------------------------------------------------------------------------------


@given(
    share=st.integers(0, 100),
    quota=st.integers(0, 100_000),
    result=st.integers(0, 100_000),
    comparator=st.sampled_from([Comparator.AT_LEAST, Comparator.MORE_THAN]),
)
def test_what_a_share_needs_is_the_least_count_that_meets_it(
    share: int, quota: int, result: int, comparator: Comparator
) -> None:
    need = Need(share=Figure(share, comparator=comparator), year_quota=quota)
    assert need.figure is not None
    reached = result * 100 > share * quota if comparator == Comparator.MORE_THAN else result * 100 >= share * quota
    assert (result >= need.figure) == reached


def set_share(plan: Plan, window: CampaignWindow, share: int, lines: dict[Unit, int] | None = None) -> None:
    aim = Aim(plan=plan, window=window, metric=Metric.BLOOD_UNITS, kind=QuotaKind.YEAR_SHARE)
    draft = goals.set_goal(aim=aim, figure=Figure(share))
    if lines:
        of_units = [Line(unit=unit, assigned=figure) for unit, figure in lines.items()]
        allotment.save_draft(allotment=draft, lines=of_units, edition=draft.edition)
    allotment.issue(allotment=draft, decision="06/KH-BCĐ", now=NOW)


def test_a_share_of_the_year_falls_on_each_unit_and_is_not_summed(
    year: Year, cast: Cast, window: CampaignWindow, hold: Hold
) -> None:
    hold("Đợt 5", *APRIL, {cast.commune: 12, cast.other_commune: 3})
    with scopes.for_seat(cast.district_clerk.seat):
        set_share(year.plan, window, 15, {cast.agency: 50})
    progress = seen(cast, window)
    assert {line.unit.name: (line.year_quota, line.needed, line.missing) for line in progress.lines} == {
        "xã An Hòa": (25, 4, 1),
        "xã An Thạnh": (40, 6, 0),
        "Phòng Giáo dục Bình Hải": (10, 5, 5),
    }
    assert (progress.own.in_words, progress.own.figure) == ("ít nhất 15%\xa0chỉ tiêu cả năm", 12)  # 15% of 75, not 15
    assert progress.share_of_year == 20
    assert not progress.adds_up


def test_a_count_falls_to_units_and_is_summed(year: Year, cast: Cast, window: CampaignWindow) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        draft = allotment.draft_for(Aim(plan=year.plan, window=window))
        lines = [Line(unit=cast.commune, assigned=9), Line(unit=cast.agency, assigned=2)]
        allotment.save_draft(allotment=draft, lines=lines, edition=0)
        allotment.issue(allotment=draft, decision="06/KH-BCĐ", now=NOW)
    progress = seen(cast, window)
    assert {line.unit.name: line.needed for line in progress.lines}["xã An Thạnh"] == 9
    assert (progress.own.figure, progress.superior.figure, progress.adds_up) == (11, None, True)


def test_the_superiors_figure_and_the_own_one_stand_beside_each_other(
    year: Year, cast: Cast, window: CampaignWindow
) -> None:
    aim = Aim(plan=year.plan, window=window, kind=QuotaKind.YEAR_SHARE)
    with scopes.for_seat(cast.district_clerk.seat):
        allotment.record_given(plan=year.plan, assigned=100, giver_name="Tỉnh", decision="1", now=NOW)
        goals.record_goal(aim=aim, figure=Figure(20), giver_name="Tỉnh", decision="01/KH", now=NOW)
        set_share(year.plan, window, 15)
    progress = seen(cast, window)
    assert (progress.superior.figure, progress.own.figure) == (20, 15)
    assert (progress.superior.in_words, progress.own.in_words) == (
        "ít nhất 20%\xa0chỉ tiêu cả năm",
        "ít nhất 15%\xa0chỉ tiêu cả năm",
    )


@pytest.mark.parametrize(("days", "figure"), [(APRIL, 140), ((APRIL[0], dt.date(2026, 5, 1)), None)])
def test_a_superiors_window_is_the_same_only_where_it_has_the_same_days(
    cast: Cast, days: tuple[dt.date, dt.date], figure: int | None
) -> None:
    with scopes.for_seat(cast.province_clerk.seat):
        plan = planning.create_plan(committee=Committee.objects.get(path=cast.province.path), year=2026)
        planning.open_plan(plan=plan, document="01/KH-BCĐ", now=NOW)
        draft = allotment.draft_of(plan)
        allotment.save_draft(allotment=draft, lines=[Line(unit=cast.district, assigned=700)], edition=0)
        allotment.issue(allotment=draft, decision="01/KH-BCĐ", now=NOW)
        above = planning.add_window(plan=plan, name="Tháng Tư của tỉnh", starts_on=days[0], ends_on=days[1])
        set_share(plan, above, 20)
    with scopes.for_seat(cast.district_clerk.seat):
        own = planning.create_plan(committee=Committee.objects.get(path=cast.district.path), year=2026)
        window = planning.add_window(plan=own, name="Tháng Tư", starts_on=APRIL[0], ends_on=APRIL[1])
    assert seen(cast, window).superior.figure == figure
    assert seen(cast, above).superior.figure == 140  # the superior's own page says it in any case


# --- For whom ---------------------------------------------------------------------------------------


def test_a_unit_below_reads_its_own_part_and_no_neighbours(
    year: Year, cast: Cast, window: CampaignWindow, hold: Hold
) -> None:
    hold("Đợt 5", *APRIL, {cast.commune: 12, cast.other_commune: 3})
    with scopes.for_seat(cast.district_clerk.seat):
        set_share(year.plan, window, 15)
    own = seen(cast, window, "commune_focal", cast.commune)
    assert (own.result, own.superior.figure, own.lines) == (12, 6, [])
    page = Desk(cast.commune_focal).get("window_progress", window.pk)
    assert "12 / 6 đơn vị máu" in page
    assert "An Hòa" not in page
    focal = Desk(cast.commune_focal).client
    assert focal.get(reverse("window_progress_unit", args=[window.pk, cast.other_commune.pk])).status_code == 404
    assert Desk(cast.stranger).client.get(reverse("window_progress", args=[window.pk])).status_code == 404


def test_the_page_says_what_the_figure_is_made_of(year: Year, cast: Cast, window: CampaignWindow, hold: Hold) -> None:
    hold("Đợt 5", *APRIL, {cast.commune: 12})
    hold("Đợt 6", dt.date(2026, 4, 25), dt.date(2026, 5, 5), {cast.commune: 7})
    with scopes.for_seat(cast.district_clerk.seat):
        set_share(year.plan, window, 15)
    page = Desk(cast.district_clerk).get("window_progress", window.pk)
    assert "Được tính: Đợt 5 (01/4/2026 – 30/4/2026)" in page
    assert "Không tính: Đợt 6 (25/4/2026 – 05/5/2026), chỉ một phần nằm trong chiến dịch" in page
    assert "Đợt 1, chưa có ngày" in page
    assert "12 / 12 đơn vị máu" in page
    assert "xã An Thạnh" in page


def test_the_files_hold_what_the_page_shows(year: Year, cast: Cast, window: CampaignWindow, hold: Hold) -> None:
    hold("Đợt 5", *APRIL, {cast.commune: 12})
    with scopes.for_seat(cast.district_clerk.seat):
        set_share(year.plan, window, 15)
    address = reverse("window_progress", args=[window.pk])
    response = Desk(cast.district_clerk).client.get(address, {"_export": "csv", "sort": "-result"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["Đơn vị", "Chỉ tiêu cả năm", "Cần đạt", "Kết quả", "Tỷ lệ", "Còn thiếu", "Đăng ký", "Hiến"]
    assert rows[1] == ["xã An Thạnh", "40", "6", "12", "200", "0", "", ""]


def test_units_are_found_by_name_bloc_and_what_they_reached(
    year: Year, cast: Cast, window: CampaignWindow, hold: Hold
) -> None:
    hold("Đợt 5", *APRIL, {cast.commune: 12, cast.other_commune: 2})
    with scopes.for_seat(cast.district_clerk.seat):
        set_share(year.plan, window, 15)
    clerk = Desk(cast.district_clerk)

    def found(**asked: object) -> list[str]:
        response = clerk.client.get(reverse("window_progress", args=[window.pk]), {"_export": "csv", **asked})
        return [row[0] for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))][1:]

    assert found(show="reached") == ["xã An Thạnh"]
    assert found(show="behind") == ["xã An Hòa", "Phòng Giáo dục Bình Hải"]
    assert found(name="an", bloc=cast.commune.bloc) == ["xã An Hòa", "xã An Thạnh"]
    assert "Cộng 25" in clerk.get("window_progress", window.pk, name="an hoa")


def test_what_is_missing_in_the_window_is_told_as_a_total(
    year: Year, cast: Cast, window: CampaignWindow, hold: Hold
) -> None:
    """15 % of 75 is 12 where a twelfth is due: 5 came."""
    hold("Đợt 5", *APRIL, {cast.commune: 5})
    with scopes.for_seat(cast.district_clerk.seat):
        set_share(year.plan, window, 15)
    assert "Còn thiếu 7 đơn vị máu" in Desk(cast.district_clerk).get("window_progress", window.pk)
    hold("Đợt 6", *APRIL, {cast.agency: 7})
    assert "Còn thiếu 7 đơn vị máu" not in Desk(cast.district_clerk).get("window_progress", window.pk)


@pytest.mark.parametrize("units", [1, 3])
def test_a_window_costs_the_same_for_one_unit_and_three(
    year: Year,
    cast: Cast,
    window: CampaignWindow,
    hold: Hold,
    *,
    django_assert_num_queries: DjangoAssertNumQueries,
    units: int,
) -> None:
    for number in range(units):
        hold(f"Đợt {number + 5}", *APRIL, dict.fromkeys(year.units[:units], 3))
    with scopes.for_seat(cast.district_clerk.seat):
        set_share(year.plan, window, 15, dict.fromkeys(year.units[:units], 20))
    clerk = Desk(cast.district_clerk)
    clerk.get("window_progress", window.pk)
    with django_assert_num_queries(14):
        clerk.get("window_progress", window.pk)
