"""When things happen in the stories in full swing: relative to the day the demo is loaded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days around `today`; the year of `today` is the one in full swing, the year before is over."""

    today: dt.date

    @property
    def year(self) -> int:
        """The year in full swing."""
        return self.today.year

    @property
    def last(self) -> int:
        """The year before."""
        return self.today.year - 1

    def issued_on(self, year: int) -> dt.date:
        """When a year's plans were issued: before any of its rounds. The units of 2025 exist since 01/8/2025."""
        if year == self.year:
            return min(dt.date(year, 1, 12), self.drive_on(year, 1) - dt.timedelta(days=21))
        return dt.date(year, 8, 4)

    def drive_on(self, year: int, ordinal: int) -> dt.date:
        """The main day of a round. This year's first is over, its second has had one session and has one to come."""
        if year != self.year:
            return dt.date(year, 8, 16) if ordinal == 1 else dt.date(year, 11, 8)
        return self.over if ordinal == 1 else self.first_session

    @property
    def over(self) -> dt.date:
        """The day of this year's first round; early in January the day before the second's first session."""
        latest = self.first_session - dt.timedelta(days=1)
        return min(latest, max(dt.date(self.year, 1, 4), self.today - dt.timedelta(days=120)))

    @property
    def first_session(self) -> dt.date:
        """The open round's session that was."""
        return self.today - dt.timedelta(days=3)

    @property
    def next_session(self) -> dt.date:
        """The open round's session to come."""
        return self.today + dt.timedelta(days=5)

    @property
    def lists_due(self) -> dt.date:
        """When the open round's lists are due."""
        return self.today + dt.timedelta(days=2)

    @property
    def results_due(self) -> dt.date:
        """When the open round's results are due."""
        return self.today + dt.timedelta(days=8)
