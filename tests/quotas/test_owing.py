"""A saved tally hands the unit's result in, a corrected one corrects it, one taken away opens the duty again."""

from __future__ import annotations

import datetime as dt

import pytest

from campaigns import deadlines
from campaigns.models import Deadline, Submission
from committees import scopes
from quotas import tallies
from quotas.tallies import Counts
from tests.campaigns.owing import DAY, LATE, clerk_of, duty_of, lay
from tests.cast import Cast
from tests.quotas.years import NOW, Year


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    return lay(year, cast, kind="result")


def save(year: Year, cast: Cast, counts: Counts, *, edition: int, now: dt.datetime = NOW) -> None:
    with scopes.for_seat(clerk_of(cast)):
        tallies.save_tally(
            round=year.round,
            unit=cast.commune,
            counts=counts,
            edition=edition,
            by=None,
            now=now,
            on_behalf_of=cast.commune.name,
            accepted=True,
        )


def standing(deadline: Deadline, cast: Cast, now: dt.datetime = NOW) -> tuple[str, int | None, bool]:
    """The state, how many donated, whether it was entered in the unit's place."""
    with scopes.for_seat(clerk_of(cast)):
        duty = duty_of(deadline, cast.commune)
        done = duty.submissions.filter(withdrawn_at=None).first()
        word = deadlines.state_word(duty, done, now=now)
        return word, done.amount if done else None, bool(done and done.on_behalf)


def test_a_result_is_handed_in_by_its_figures(year: Year, cast: Cast, deadline: Deadline) -> None:
    save(year, cast, Counts(registered=71), edition=0)
    assert standing(deadline, cast) == ("Chưa nộp", None, False)  # nobody has given yet
    save(year, cast, Counts(registered=71, donated=61), edition=1)
    assert standing(deadline, cast) == ("Đã nhận", 61, True)
    save(year, cast, Counts(units=40), edition=2)
    assert standing(deadline, cast) == ("Đã nhận", None, True)


def test_a_correction_stays_as_punctual_as_the_first_and_the_same_again_adds_nothing(
    year: Year, cast: Cast, deadline: Deadline
) -> None:
    save(year, cast, Counts(donated=61), edition=0)
    save(year, cast, Counts(donated=61, deferred=3), edition=1, now=NOW + DAY)
    save(year, cast, Counts(donated=60, deferred=3), edition=2, now=LATE)
    assert standing(deadline, cast, LATE) == ("Đã nhận", 60, True)
    with scopes.for_seat(clerk_of(cast)):
        assert list(Submission.objects.order_by("pk").values_list("amount", flat=True)) == [61, 60]


def test_a_result_that_is_taken_away_is_owed_again(year: Year, cast: Cast, deadline: Deadline) -> None:
    save(year, cast, Counts(donated=61), edition=0)
    save(year, cast, Counts(), edition=1)
    assert standing(deadline, cast) == ("Chưa nộp", None, False)


def test_a_round_that_asks_for_no_results_takes_them_all_the_same(year: Year, cast: Cast) -> None:
    save(year, cast, Counts(donated=61), edition=0)
    with scopes.for_seat(clerk_of(cast)):
        assert not Submission.objects.exists()


def test_a_result_that_was_saved_before_it_was_asked_for_is_handed_in(year: Year, cast: Cast) -> None:
    save(year, cast, Counts(donated=61), edition=0)
    assert standing(lay(year, cast, kind="result", day=dt.date(2036, 1, 1), lock_at=None), cast)[1:] == (61, False)
