"""What was done is counted once: own, the units' sum and the whole, up the tree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from campaigns import activity_sums, planning, reporting_activity, sessions
from campaigns.activities import Amount
from campaigns.activity_sums import Entry, Left, Span, left_out
from campaigns.models import ActivityKind, CampaignWindow, Event, Measure, Plan, Round
from campaigns.reporting_activity import Line, Occasion
from campaigns.sessions import SessionFacts
from committees import scopes
from committees.models import Committee, Seat, Unit
from tests.campaigns.owing import clerk_of
from tests.cast import Cast
from tests.quotas.years import NOW, Year

PANO, METRE = ActivityKind.PANO.value, Measure.METRE.value


def pano(amount: int, *, over: bool = False, measure: str = METRE, of: Unit | None = None) -> Line:
    return Line(PANO, measure, Amount(Decimal(amount), over), source_id=of.pk if of else None)


def tell(seat: Seat, unit: Unit, occasion: Occasion, *lines: Line) -> None:
    with scopes.for_seat(seat):
        before = reporting_activity.report_of(occasion=occasion, unit=unit)
        edition = before.edition if before else 0
        reporting_activity.save(occasion=occasion, unit=unit, lines=lines, edition=edition, seat=seat, now=NOW)


def told(seat: Seat, plan: Plan, *, measure: str = METRE, **more: object) -> tuple[str, str, str]:
    """Own, units, whole of the pano, as said."""
    with scopes.for_seat(seat):
        figure = activity_sums.of(plan=plan, now=NOW, **more).figure(PANO, measure)  # type: ignore[arg-type]
    if figure is None:
        return "–", "–", "–"
    own, units, whole = (each.said if each else "–" for each in (figure.own, figure.units, figure.whole))
    return own, units, whole


@pytest.fixture
def year_of_plan(year: Year) -> Occasion:
    return Occasion(year.plan)


def test_own_activity_stands_apart_from_the_units_sum(cast: Cast, year: Year, year_of_plan: Occasion) -> None:
    clerk = clerk_of(cast)
    assert told(clerk, year.plan) == ("–", "–", "–")
    tell(clerk, cast.district, year_of_plan, pano(40))
    tell(clerk, cast.commune, year_of_plan, pano(7))
    tell(clerk, cast.agency, year_of_plan, pano(5))
    assert told(clerk, year.plan) == ("40", "12", "52")


def test_more_than_survives_adding(cast: Cast, year: Year, year_of_plan: Occasion) -> None:
    tell(clerk_of(cast), cast.commune, year_of_plan, pano(1200, over=True))
    tell(clerk_of(cast), cast.agency, year_of_plan, pano(300))
    assert told(clerk_of(cast), year.plan) == ("–", "hơn 1.500", "hơn 1.500")


def test_different_measures_are_never_added(cast: Cast, year: Year, year_of_plan: Occasion) -> None:
    square, pieces = Measure.SQUARE_METRE.value, Measure.PIECE.value
    tell(clerk_of(cast), cast.commune, year_of_plan, pano(12, measure=square), pano(3, measure=pieces))
    tell(clerk_of(cast), cast.agency, year_of_plan, pano(4, measure=pieces))
    assert told(clerk_of(cast), year.plan, measure=square) == ("–", "12", "12")
    assert told(clerk_of(cast), year.plan, measure=pieces) == ("–", "7", "7")


def test_what_is_told_for_a_unit_counts_until_the_unit_tells_that_kind_itself(
    cast: Cast, year: Year, year_of_plan: Occasion
) -> None:
    clerk = clerk_of(cast)
    tell(clerk, cast.district, year_of_plan, pano(40), pano(9, of=cast.commune))
    assert told(clerk, year.plan) == ("40", "9", "49")
    tell(clerk, cast.commune, year_of_plan, Line("article", "article", Amount(Decimal(2))))
    assert told(clerk, year.plan) == ("40", "9", "49")  # another kind says nothing of pano
    tell(clerk, cast.commune, year_of_plan, pano(3, measure=Measure.PIECE.value))
    assert told(clerk, year.plan) == ("40", "–", "40")  # the same pano, counted by their own
    with scopes.for_seat(clerk):
        figure = activity_sums.of(plan=year.plan, now=NOW).figure(PANO, METRE)
    assert figure is not None
    assert [each.left for each in figure.told] == [None, Left.TOLD_BY_ITSELF]
    assert [each.line.source_id for each in figure.sources] == [None]


def test_a_report_of_the_year_is_the_whole_of_what_its_rounds_told(cast: Cast, year: Year) -> None:
    clerk, of_round = clerk_of(cast), Occasion(year.plan, round=year.round)
    tell(clerk, cast.commune, of_round, pano(5))
    assert told(clerk, year.plan) == ("–", "5", "5")
    tell(clerk, cast.commune, Occasion(year.plan), pano(8))
    assert told(clerk, year.plan) == ("–", "8", "8")
    assert told(clerk, year.plan, round=year.round) == ("–", "5", "5")


def test_a_unit_that_reported_and_whose_committee_also_reports_is_one(cast: Cast, year: Year) -> None:
    """The commune's đầu mối answers the district; its own committee writes on its own plan: one report of one unit."""
    assert cast.commune_focal.seat is not None
    assert cast.commune_clerk.seat is not None
    with scopes.for_system("tests"):
        own = planning.create_plan(committee=Committee.objects.get(unit=cast.commune), year=2026)
    tell(cast.commune_focal.seat, cast.commune, Occasion(year.plan), pano(5))
    tell(cast.commune_clerk.seat, cast.commune, Occasion(own), pano(6))
    assert told(clerk_of(cast), year.plan) == ("–", "6", "6")
    assert told(cast.commune_clerk.seat, own) == ("6", "–", "6")


def test_a_whole_passes_up_once_from_commune_to_country(cast: Cast, year: Year) -> None:
    assert cast.province_clerk.seat is not None
    assert cast.national_admin.seat is not None
    with scopes.for_system("tests"):
        of_province = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        of_country = planning.create_plan(committee=Committee.objects.get(unit=cast.nation), year=2026)
    tell(clerk_of(cast), cast.commune, Occasion(year.plan), pano(7))
    tell(clerk_of(cast), cast.district, Occasion(year.plan), pano(40))
    province = cast.province_clerk.seat
    tell(province, cast.province, Occasion(of_province), pano(100), pano(47, of=cast.district))
    assert told(clerk_of(cast), year.plan) == ("40", "7", "47")
    assert told(province, of_province) == ("100", "47", "147")  # what it told for the district is not counted again
    assert told(cast.national_admin.seat, of_country) == ("–", "147", "147")


def test_a_superiors_window_takes_in_those_of_the_same_event_below(cast: Cast, year: Year) -> None:
    assert cast.province_clerk.seat is not None
    day = dt.date(2026, 4, 7)
    with scopes.for_system("tests"):
        plan = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        above, below = (_window(each, day) for each in (plan, year.plan))
    tell(clerk_of(cast), cast.commune, Occasion(year.plan, window=below), pano(7))
    tell(clerk_of(cast), cast.district, Occasion(year.plan, window=below), pano(4))
    province = cast.province_clerk.seat
    tell(province, cast.district, Occasion(plan, window=above), pano(5))  # the same four, and one more
    assert told(province, plan, window=above) == ("–", "12", "12")
    assert told(clerk_of(cast), year.plan, window=below) == ("4", "7", "11")


def test_the_windows_below_are_found_by_a_range_of_paths(cast: Cast, year: Year) -> None:
    """What compiles to LIKE is asked of every row below row-level security, and of no index."""
    with scopes.for_seat(clerk_of(cast)), CaptureQueriesContext(connection) as asked:
        activity_sums.of(plan=year.plan, window=_window(year.plan, dt.date(2026, 4, 7)), now=NOW)
    assert "LIKE" not in asked[-1]["sql"]


def _window(plan: Plan, day: dt.date) -> CampaignWindow:
    return planning.add_window(plan=plan, name="Tháng 4", event=Event.NATIONAL_DAY, starts_on=day, ends_on=day)


def test_the_sibling_sees_nothing_and_the_stranger_nothing(cast: Cast, year: Year) -> None:
    assert cast.other_focal.seat is not None
    assert cast.stranger.seat is not None
    tell(clerk_of(cast), cast.commune, Occasion(year.plan), pano(7))
    for seat in (cast.other_focal.seat, cast.stranger.seat):
        assert told(seat, year.plan, within=cast.commune.path) == ("–", "–", "–")
        assert told(seat, year.plan) == ("–", "–", "–")


@pytest.mark.parametrize("units", [1, 3])
def test_one_question_however_many_units(
    cast: Cast, year: Year, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for unit in year.units[:units]:
        tell(clerk_of(cast), unit, Occasion(year.plan), pano(1), pano(2, measure=Measure.PIECE.value))
        tell(clerk_of(cast), unit, Occasion(year.plan, round=year.round), pano(1))
    with scopes.for_seat(clerk_of(cast)), django_assert_num_queries(1):
        sums = activity_sums.of(plan=year.plan, now=NOW)
        assert len(sums.figures) == 2
        assert sums.by_unit == {unit.pk: 3 for unit in year.units[:units]}


# --- The rule, for any tree ---------------------------------------------------------------------------

TREE = ["1.", "1.2.", "1.2.4.", "1.3.", "1.3.5.", "1.3.6."]
SPANS = [
    Span(),
    Span(round_id=1),
    Span(round_id=2, lineage=(1,)),
    Span(round_id=3),
    Span(window_id=1, event="x", giver_path="1."),
    Span(window_id=2, event="x", giver_path="1.2."),
    Span(window_id=3, giver_path="1."),
    Span(round_id=4, days=(dt.date(2026, 4, 5), dt.date(2026, 4, 7))),
    Span(round_id=5, lineage=(4,), days=(dt.date(2026, 4, 30), dt.date(2026, 5, 2))),
    Span(window_id=4, event="y", giver_path="1.2.", days=(dt.date(2026, 4, 1), dt.date(2026, 4, 30))),
    Span(window_id=5, event="y", giver_path="1.", days=(dt.date(2026, 3, 1), dt.date(2026, 3, 31))),
]


def covers(one: Entry, other: Entry, told: list[Entry]) -> bool:
    """Whether `one` speaks of what `other` told: the same time, or through something wider that was told as well."""
    if (one.path, one.what) != (other.path, other.what):
        return False
    if one.span.meets(other.span):
        return True
    between = [each for each in told if (each.path, each.what) == (one.path, one.what)]
    return any(each.span.contains(other.span) and one.span.contains(each.span) for each in between)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    found = []
    for key in range(draw(st.integers(0, 14))):
        path = draw(st.sampled_from(TREE))
        reporter = draw(st.sampled_from([top for top in TREE if path.startswith(top)]))
        found.append(Entry(key, path, reporter, draw(st.sampled_from("ab")), draw(st.sampled_from(SPANS))))
    return found


@given(entries())
def test_no_activity_is_counted_twice_and_none_is_lost(told: list[Entry]) -> None:
    left = left_out(told)
    counted = [each for each in told if each.key not in left]
    for one in counted:
        for other in counted:
            same = (one.path, one.what) == (other.path, other.what) and one.span.meets(other.span)
            if same:  # lines of one report stand beside each other, and nothing else does
                assert (one.reporter, one.span) == (other.reporter, other.span)
    for one in told:  # whatever does not count is told of by what does
        assert any(covers(other, one, told) for other in counted)
        if one.reporter == one.path and one.key in left:
            assert left[one.key] is Left.IN_A_WIDER


days = st.tuples(*[st.dates(dt.date(2026, 4, 1), dt.date(2026, 4, 9))] * 2).map(lambda two: (min(two), max(two)))


@given(window=days, round=days)
def test_a_window_is_the_whole_of_a_round_just_where_all_the_rounds_days_are_its_days(
    window: tuple[dt.date, dt.date], round: tuple[dt.date, dt.date]
) -> None:
    whole, part = Span(window_id=1, days=window), Span(round_id=1, days=round)

    def all_of(first: dt.date, last: dt.date) -> set[int]:
        return set(range(first.toordinal(), last.toordinal() + 1))

    assert whole.contains(part) == (all_of(*round) <= all_of(*window))
    assert not part.contains(whole)
    assert whole.meets(part) == part.meets(whole) == whole.contains(part)


@pytest.mark.parametrize("span", SPANS)
def test_no_span_is_a_part_of_its_own_parts(span: Span) -> None:
    parts, found = [span], 0
    while len(parts) > found:
        found = len(parts)
        parts += [each for each in SPANS if each not in parts and any(part.contains(each) for part in parts)]
    assert not any(part.contains(span) for part in parts)


@pytest.mark.parametrize(
    ("held_on", "is_month_only", "whole"),
    [
        (dt.date(2026, 4, 7), False, "8"),  # in the window's days: its report has it already
        (dt.date(2026, 5, 1), False, "13"),
        (dt.date(2026, 4, 1), True, "13"),  # it may be on any day of April
    ],
)
def test_a_campaigns_report_is_the_whole_of_what_was_told_for_the_rounds_in_its_days(
    cast: Cast, year: Year, held_on: dt.date, is_month_only: bool, whole: str
) -> None:
    clerk = clerk_of(cast)
    with scopes.for_seat(clerk):
        sessions.add_session(round=year.round, facts=SessionFacts(held_on=held_on, is_month_only=is_month_only))
        window = _window(year.plan, dt.date(2026, 4, 7))
    tell(clerk, cast.commune, Occasion(year.plan, round=year.round), pano(5))
    tell(clerk, cast.commune, Occasion(year.plan, window=window), pano(8))
    assert told(clerk, year.plan) == ("–", whole, whole)
    assert told(clerk, year.plan, round=year.round) == ("–", "5", "5")
    assert told(clerk, year.plan, window=window) == ("–", "8", "8")


@given(entries(), st.randoms(use_true_random=False))
def test_the_order_of_telling_changes_nothing(told: list[Entry], random: object) -> None:
    mixed = list(told)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert left_out(mixed) == left_out(told)


@given(entries())
def test_a_whole_is_its_own_activity_and_the_wholes_right_below(told: list[Entry]) -> None:
    """Each entry weighs one: the whole at a node = own + the sum of the wholes of its children."""
    left = left_out(told)

    def whole(top: str) -> int:
        return sum(each.key not in left for each in told if each.path.startswith(top))

    for top in TREE:
        children = [
            path for path in TREE if path != top and path.startswith(top) and path.count(".") == top.count(".") + 1
        ]
        own = sum(each.key not in left for each in told if each.path == top)
        assert whole(top) == own + sum(whole(child) for child in children)


amounts = st.builds(Amount, st.integers(1, 10**6).map(Decimal), st.booleans())


@given(st.lists(amounts, min_size=1))
def test_a_sum_is_more_than_where_one_of_it_is(many: list[Amount]) -> None:
    total = many[0]
    for each in many[1:]:
        total += each
    assert total == Amount(sum((each.value for each in many), Decimal(0)), any(each.is_over for each in many))


def test_a_part_of_a_superiors_round_counts_in_it(cast: Cast, year: Year) -> None:
    assert cast.province_clerk.seat is not None
    with scopes.for_system("tests"):
        plan = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        above = planning.add_round(plan=plan)
        planning.set_participants(round=above, units=[cast.district])
        planning.open_plan(plan=plan, now=NOW)
        planning.open_round(round=above, now=NOW)
        Round.objects.filter(pk=year.round.pk).update(superior_round=above, lineage=[above.pk])
    tell(clerk_of(cast), cast.commune, Occasion(year.plan, round=year.round), pano(7))
    tell(clerk_of(cast), cast.district, Occasion(year.plan, round=year.round), pano(4))
    tell(cast.province_clerk.seat, cast.district, Occasion(plan, round=above), pano(6))
    assert told(cast.province_clerk.seat, plan, round=above) == ("–", "13", "13")
