"""Lists that had come before a round asked for them (campaigns/already.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max, Min, Q

from campaigns.already import Came
from campaigns.models import Deadline
from donors.models import Upload, VolunteerList


def lists_that_came(deadline: Deadline, units: Iterable[int]) -> Mapping[int, Came]:
    """By unit id, the list with somebody on it, the bare number or the photo that waits, since the upload that began
    it."""
    lists = VolunteerList.objects.filter(round=deadline.round_id, unit__in=list(units)).annotate(
        since=Min("uploads__at", filter=Q(uploads__state=Upload.State.COUNTED)),
        photo_at=Max("uploads__at", filter=Q(uploads__state=Upload.State.PHOTO_WAITING)),
    )
    found = {}
    for each in lists:
        people = each.people or each.bare_number
        if people:
            at = each.since or each.changed_at
            assert at is not None, "a list with somebody on it has changed"
            found[each.unit_id] = Came(at=at, people=people)
        elif each.photo_at is not None:
            found[each.unit_id] = Came(at=each.photo_at, people=None, is_photo=True)
    return found
