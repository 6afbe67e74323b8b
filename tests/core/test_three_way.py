"""What two people change at once: each one's changes stand, and only what both changed is asked about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.three_way import changes, ticked_by_now

NAMES = ("title", "document", "venue")
facts = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b", "c"]) for name in NAMES})


@given(opened=facts, typed=facts, now=facts)
def test_nothing_that_its_person_left_alone_is_written(
    opened: dict[str, str], typed: dict[str, str], now: dict[str, str]
) -> None:
    mine, both = changes(opened=opened, typed=typed, now=now)
    assert set(mine) == {name for name in NAMES if typed[name] != opened[name]}
    assert set(both) == {name for name in mine if now[name] not in (opened[name], typed[name])}


@given(opened=facts, mine=facts, others=facts)
def test_two_who_are_not_asked_about_anything_come_to_the_same_in_either_order(
    opened: dict[str, str], mine: dict[str, str], others: dict[str, str]
) -> None:
    second, both = changes(opened=opened, typed=mine, now=others)
    first, same = changes(opened=opened, typed=others, now=mine)
    assert set(both) == set(same)
    if not both:
        assert {**others, **second} == {**mine, **first}


@given(typed=facts, now=facts)
def test_a_form_that_carries_nothing_writes_what_it_says(typed: dict[str, str], now: dict[str, str]) -> None:
    mine, both = changes(opened={}, typed=typed, now=now)
    assert ({**now, **mine}, both) == (typed, [])


def test_lines_as_a_browser_sends_them_are_no_change() -> None:
    assert changes(opened={"lines": "a\nb"}, typed={"lines": "a\r\nb "}, now={"lines": "c"}) == ({}, [])


ticks = st.sets(st.integers(1, 6))


@given(opened=ticks, ticked=ticks, now=ticks)
def test_a_tick_that_its_person_left_alone_is_as_it_is_by_now(
    opened: set[int], ticked: set[int], now: set[int]
) -> None:
    chosen = ticked_by_now(opened=opened, ticked=ticked, now=now)
    for each in opened | ticked | now:
        was_touched = (each in opened) != (each in ticked)
        assert (each in chosen) == ((each in ticked) if was_touched else (each in now))
    assert ticked_by_now(opened=now, ticked=ticked, now=now) == ticked
