"""The nightly comparison mends what differs and says so; and every task of the schedule exists."""

from __future__ import annotations

import pytest
import structlog

from committees import scopes
from config.celery import SCHEDULE, app
from quotas import tallies, tasks
from quotas.models import YearTotal
from tests.cast import Cast
from tests.quotas.years import NOW, Year


@pytest.fixture
def result(year: Year, cast: Cast) -> Year:
    with scopes.for_seat(cast.district_clerk.seat):
        tallies.save_tally(
            round=year.round, unit=cast.commune, counts=tallies.Counts(units=9), edition=0, by=None, now=NOW
        )
    return year


def night() -> list[tuple[str, str, int]]:
    """Level, table and rows that differed, as they were logged."""
    with structlog.testing.capture_logs() as logs:
        tasks.rebuild_derived()
    return [
        (line["log_level"], line["table"], line["missing"] + line["wrong"] + line["surplus"])
        for line in logs
        if line["event"] == "derived.compared"
    ]


def test_where_all_agrees_a_line_says_so(result: Year) -> None:
    assert night() == [("info", "totals", 0), ("info", "inherited", 0)]


def test_what_differs_is_mended_and_told_once(result: Year) -> None:
    with scopes.for_system("tests"):
        YearTotal.objects.update(bags=8)
    assert night() == [("error", "totals", 1), ("info", "inherited", 0)]
    with scopes.for_system("tests"):
        assert YearTotal.objects.get(tallies=1).bags == 9
    assert night() == [("info", "totals", 0), ("info", "inherited", 0)]


def test_every_task_of_the_schedule_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)
