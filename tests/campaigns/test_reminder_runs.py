"""A run of reminders as a job: a row each that says what became of it; a kill or a second clock tells nobody twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pytest

from campaigns import deadlines, reminders
from campaigns.models import Deadline
from campaigns.tasks import KEY, remind
from committees import scopes
from core import jobs
from core.models import Job
from notices.models import Notice
from tests.campaigns.test_reminders import DUE_DAY, at
from tests.cast import Cast
from tests.quotas.years import Year

SECOND = dt.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def deadline(cast: Cast, year: Year) -> Deadline:
    """The three units owe a list by the end of 10 December."""
    with scopes.for_system("tests"):
        return deadlines.set_deadline(round=year.round, kind=Deadline.Kind.LIST, day=DUE_DAY)


def runs() -> list[Job]:
    with scopes.for_system("tests"):
        return list(Job.objects.filter(key=KEY).order_by("created_at"))


def work(now: dt.datetime) -> None:
    """A worker takes up what waits, at that moment."""
    for job in runs():
        jobs.run(job.pk, clock=lambda: now)


def told() -> int:
    with scopes.for_system("tests"):
        return Notice.objects.filter(kind=Notice.Kind.DUTY).count()


def results() -> Collection[object]:
    return [job.result["people"] for job in runs()]


def test_each_run_leaves_a_row_that_says_how_many_were_told(cast: Cast) -> None:
    remind()
    work(at(7))
    everybody = told()
    assert everybody > 0
    remind()
    work(at(7, hour=10))
    assert [job.state for job in runs()] == [Job.State.DONE, Job.State.DONE]
    assert results() == [everybody, 0]


def test_two_clocks_ask_for_one_run(cast: Cast) -> None:
    remind()
    remind()
    assert len(runs()) == 1
    work(at(7))
    everybody = told()
    remind()  # the second clock is a second behind
    work(at(7) + SECOND)
    assert told() == everybody
    assert results() == [everybody, 0]


def test_a_run_killed_after_it_told_everybody_ends_without_telling_again(cast: Cast) -> None:
    remind()
    [job] = runs()
    with scopes.for_system("tests"):  # a worker claimed it, told, and was killed before it could say so
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1, beaten_at=at(7) - jobs.SILENCE)
    reminders.send(now=at(7) - SECOND)
    everybody = told()
    work(at(7) + SECOND)
    assert [each.state for each in runs()] == [Job.State.DONE]
    assert told() == everybody > 0


def test_a_clock_that_is_set_back_tells_nobody_a_second_time(cast: Cast) -> None:
    reminders.send(now=at(7))
    everybody = told()
    for earlier in (at(7, hour=7), at(4), at(3)):
        assert reminders.send(now=earlier).digests == {}
    assert reminders.send(now=at(7) + SECOND).digests == {}
    assert told() == everybody > 0
