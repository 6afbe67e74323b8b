"""How long files of lists are kept: 30 days after the round, also where its dates have moved since.

The hourly sweep (core/files.py, `remove_expired`) deletes what is over; the rows that were read stay.
"""

from __future__ import annotations

import datetime as dt

from committees import scopes
from committees.models import Committee
from donors import doors
from donors.models import VolunteerList
from donors.receiving import kept_until


def refresh_expiry(*, now: dt.datetime) -> int:
    """Let every file of a list follow its round: when dates moved, when the round closed. How many files moved.

    Rows that nobody mended by then go as well: they never counted.
    """
    with scopes.for_system("donors.refresh_expiry"):
        keepers = list(Committee.objects.filter(pk__in=VolunteerList.objects.values("keeper")).select_related("unit"))
    moved = 0
    for keeper in keepers:
        moved += doors.files_of_keeper(keeper, lambda held, came: kept_until(held, now, uploaded_at=came))
        doors.drop_left_over(keeper, lambda each: _is_over(each, now))
    return moved


def _is_over(volunteer_list: VolunteerList, now: dt.datetime) -> bool:
    return kept_until(volunteer_list.round, now, uploaded_at=volunteer_list.changed_at) <= now
