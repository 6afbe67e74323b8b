"""Completeness and timeliness: computed from what counts, never above 100 %, and every sum agrees."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from campaigns import completeness, contacting, deadlines, expecting, extending, planning
from campaigns.completeness import Completeness, Count, Line, Shortage, standing_of
from campaigns.models import Contact, Deadline, Duty, Submission
from committees import scopes
from committees.models import Bloc, Unit
from core.text.numbers import integer
from tests.campaigns.owing import DAY, DUE, LATE, LOCK, LOCKED, UNTIL, clerk_of, duty_of, lay
from tests.cast import Cast
from tests.quotas.years import NOW, Year

MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31), timezones=st.just(dt.UTC))
COUNTS = st.builds(Count, *[st.integers(0, 200)] * 7)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A unit's duty in any state it can be in."""
    deadline = Deadline(pk=draw(st.integers(1, 3)), kind="list", due_at=draw(MOMENTS))
    unit = Unit(pk=draw(st.integers(1, 50)), name="x", path=draw(st.sampled_from(["1.2.3.", "1.2.4.", "1.5.6."])))
    unit.bloc = draw(st.sampled_from(["", *Bloc.values]))
    duty = Duty(deadline=deadline, unit=unit, path=unit.path)
    duty.extended_until = draw(st.none() | MOMENTS)
    duty.excused_reason = draw(st.sampled_from(["", "nghỉ hè"]))
    done = draw(st.none() | st.builds(Submission, at=MOMENTS))
    standing = standing_of(duty, done, now=draw(MOMENTS))
    return Line(duty=duty, unit=unit, standing=standing, state="", done=done)


@given(st.lists(lines()))
def test_no_share_passes_one_and_every_way_of_counting_comes_to_the_same(many: list[Line]) -> None:
    found = Completeness(many)
    whole = found.whole
    assert whole.handed_in <= whole.expected
    assert whole.expected + whole.excused == len(many)
    assert whole.missing == len(found.missing)
    tops = [Unit(pk=1, path="1.2."), Unit(pk=2, path="1.5.")]
    for parts in (found.by_bloc(), found.by_deadline(), found.by_subtree(tops)):
        assert sum(parts.values(), Count()) == whole
        assert all(part.handed_in <= part.expected for part in parts.values())


@given(COUNTS)
def test_the_sentence_names_figures_that_add_up(count: Count) -> None:
    sentence = count.sentence
    assert sentence.startswith(f"{count.handed_in}/{integer(count.expected)} ")
    assert ("chưa nộp" in sentence) == (count.handed_in < count.expected)
    assert ("được gia hạn" in sentence) == (count.extended > 0)


def test_the_sentence_of_the_clerks_page() -> None:
    assert Count(on_time=10, overdue=21, extended=5).sentence == (
        "10/36 đơn vị đã nộp · 26 chưa nộp, quá hạn (5 được gia hạn)"
    )
    assert Count(on_time=10, extended=5).sentence == "10/15 đơn vị đã nộp · 5 chưa nộp (5 được gia hạn)"
    assert Count(on_time=9, late=1, waiting=26).sentence == "10/36 đơn vị đã nộp · 26 chưa nộp"
    assert Count(on_time=8, with_permission=1, late=1).timeliness == (
        "8 đúng hạn · 1 trong thời gian gia hạn · 1 nộp chậm"
    )
    assert Count(on_time=36, excused=2).sentence == "36/36 đơn vị đã nộp"


@pytest.mark.parametrize(
    ("people", "missing", "said"),
    [
        (38, 24, "Đã nộp 38 người, còn thiếu 24"),
        (62, 0, "Đã nộp 62 người"),
        (1038, None, "Đã nộp 1.038 người"),
    ],
)
def test_enough_is_said_beside_handed_in(people: int, missing: int | None, said: str) -> None:
    assert Shortage(people, missing).sentence == said


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    return lay(year, cast)


def of(deadline: Deadline, cast: Cast, now: dt.datetime) -> Completeness:
    with scopes.for_seat(clerk_of(cast)):
        return completeness.completeness_of([deadline], within=cast.district.path, now=now)


def test_on_time_late_and_missing_are_told_apart(cast: Cast, deadline: Deadline) -> None:
    clerk = clerk_of(cast)
    with scopes.for_seat(clerk):
        deadlines.hand_in_number(duty=duty_of(deadline, cast.commune), amount=38, seat=clerk, now=NOW)
        deadlines.hand_in_nil(duty=duty_of(deadline, cast.agency), reason="Mùa thi", seat=clerk, now=LATE)
    assert of(deadline, cast, NOW).whole == Count(on_time=1, late=1, waiting=1)
    found = of(deadline, cast, LOCK)
    assert found.whole == Count(on_time=1, late=1, overdue=1)
    assert {line.unit.name: line.state for line in found.lines} == {
        "xã An Thạnh": "Đã nhận",
        "xã An Hòa": "Quá hạn, chưa nộp",
        "Phòng Giáo dục Bình Hải": "Không có người đăng ký",
    }
    shortages = {line.unit.name: line.shortage.sentence for line in found.lines if line.shortage}
    assert shortages == {"xã An Thạnh": "Đã nộp 38 người, còn thiếu 20"}  # 40 units at 70 % take 58 people


def test_who_is_excused_is_no_part_of_the_denominator_even_with_something_handed_in(
    cast: Cast, deadline: Deadline
) -> None:
    clerk = clerk_of(cast)
    with scopes.for_seat(clerk):
        duty = duty_of(deadline, cast.commune)
        expecting.excuse(duty=duty, reason="nghỉ hè", now=NOW)
        deadlines.hand_in_number(duty=duty, amount=3, seat=clerk, now=NOW)
    found = of(deadline, cast, NOW)
    assert found.whole == Count(waiting=2, excused=1)
    assert found.whole.expected == 2


def test_the_missing_come_with_their_open_requests_first_then_the_overdue(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_seat(clerk_of(cast)):
        extending.give(duty=duty_of(deadline, cast.commune), until=UNTIL, reason="Mưa lũ", now=NOW)
        extending.ask(duty=duty_of(deadline, cast.agency), until=UNTIL, reason="Thi", now=NOW)
        contacting.record_contact(duty=duty_of(deadline, cast.agency), way=Contact.Way.CALLED, now=NOW)
        contacting.record_contact(duty=duty_of(deadline, cast.agency), way=Contact.Way.ZALO, now=NOW + DAY)
    found = of(deadline, cast, LOCKED)
    assert [line.unit.name for line in found.missing] == ["Phòng Giáo dục Bình Hải", "xã An Hòa", "xã An Thạnh"]
    assert found.whole == Count(extended=1, overdue=2)
    last = found.missing[0].last_contact
    assert last is not None
    assert last.way == Contact.Way.ZALO


def test_a_unit_that_ends_later_changes_no_earlier_figure(cast: Cast, deadline: Deadline) -> None:
    before = of(deadline, cast, LOCK).whole
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.agency.pk).update(valid_to=DUE.date())
    assert of(deadline, cast, LOCK).whole == before


def test_a_neighbour_counts_nothing_but_its_own(cast: Cast, deadline: Deadline) -> None:
    for person, expected in ((cast.other_focal, 1), (cast.stranger, 0)):
        assert person.seat is not None
        with scopes.for_seat(person.seat):
            found = completeness.completeness_of([deadline], within=person.path, now=NOW)
        assert found.whole.expected == expected


@pytest.mark.parametrize("units", [1, 3])
def test_it_costs_the_same_for_one_unit_and_three_and_for_several_deadlines(
    year: Year, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        planning.set_participants(round=year.round, units=year.units[:units])
    laid = [lay(year, cast), lay(year, cast, kind="other", title="Ảnh")]
    with scopes.for_seat(clerk_of(cast)):
        for duty in Duty.objects.all():
            contacting.record_contact(duty=duty, way=Contact.Way.CALLED, now=NOW)
        with django_assert_num_queries(8):
            found = completeness.completeness_of(laid, within=cast.district.path, now=NOW)
        with django_assert_num_queries(2):
            counts = completeness.counts_of(laid, within=cast.district.path, now=NOW)
    assert found.whole == Count(waiting=2 * units)
    assert counts == found.by_deadline()
    assert set(found.by_deadline()) == {each.pk for each in laid}
