"""The sentence of a due date and its moment come from one field: each gives the other back."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from campaigns.deadlines import due_moment, due_sentence
from campaigns.models import Deadline
from core.text.dates import VIETNAM, short_date

DAYS = st.dates(dt.date(2000, 1, 2), dt.date(2100, 12, 30))
WORDINGS = st.sampled_from(Deadline.Wording.values)


@given(DAYS, WORDINGS)
def test_the_sentence_names_the_day_that_was_chosen(day: dt.date, wording: str) -> None:
    deadline = Deadline(wording=wording, due_at=due_moment(day, wording))
    words = {"before": "trước ngày", "by": "chậm nhất ngày"}[wording]
    assert due_sentence(deadline) == f"{words} {short_date(day)}"


@given(DAYS, WORDINGS)
def test_the_moment_is_the_last_second_that_the_sentence_allows(day: dt.date, wording: str) -> None:
    due = due_moment(day, wording).astimezone(VIETNAM)
    after = (due + dt.timedelta(seconds=1)).date()
    assert after == (day if wording == "before" else day + dt.timedelta(days=1))
    assert (due + dt.timedelta(seconds=1)).time() == dt.time(0)


@given(DAYS, st.times(dt.time(0, 0), dt.time(23, 58)).map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)))
def test_an_hour_is_said_with_its_day(day: dt.date, at: dt.time) -> None:
    deadline = Deadline(wording="by", due_at=due_moment(day, "by", at))
    assert due_sentence(deadline) == f"chậm nhất {at:%H:%M} ngày {short_date(day)}"


@given(DAYS, st.times(dt.time(0, 0), dt.time(23, 58)).map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)))
def test_before_an_hour_keeps_the_hour_and_the_day(day: dt.date, at: dt.time) -> None:
    deadline = Deadline(wording="before", due_at=due_moment(day, "before", at))
    assert due_sentence(deadline) == f"trước {at:%H:%M} ngày {short_date(day)}"
