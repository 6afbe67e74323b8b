"""Which units are handing a list in right now: a reminder would only disturb them (campaigns/reminders.py asks)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from committees.models import Unit
from core import jobs
from core.models import Job
from donors.models import VolunteerList
from donors.receiving import READ_LIST

AT_WORK_FOR = dt.timedelta(hours=1)  # after its list last changed, a unit is taken to be still at it


def units_at_work(unit_ids: Collection[int], now: dt.datetime) -> set[int]:
    """Those of the units whose list is being read, or changed within the last hour.

    Needs a scope that sees jobs and the counts of lists; people are not asked.
    """
    ids = list(unit_ids)
    reading = Job.objects.filter(kind=READ_LIST, state__in=jobs.ACTIVE).values("path")
    changed = VolunteerList.objects.filter(changed_at__gt=now - AT_WORK_FOR, changed_at__lte=now)
    return {
        *Unit.objects.filter(path__in=reading, id__any_of=ids).values_list("pk", flat=True),
        *changed.filter(unit__id__any_of=ids).values_list("unit_id", flat=True),
    }
