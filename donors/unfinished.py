"""What of lists still waits for somebody: a file to look at, a version that takes people off, rows to mend, photos."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from campaigns.gate import lock_of
from campaigns.models import Deadline, Round, State
from committees.models import Unit
from core.text.numbers import integer
from donors.models import Upload
from donors.standing import standing_of

_TO_DECIDE = (Upload.State.ASKING, Upload.State.WAITING)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An upload of a unit's own that is not done with: how it stands, in words."""

    upload: Upload
    state: str


def of_unit(unit: Unit, *, now: dt.datetime) -> list[Unfinished]:
    """What the unit itself has still to do with its lists of open rounds, the newest first; nothing after the lock."""
    uploads = (
        Upload.objects.filter(volunteer_list__unit=unit, volunteer_list__round__state=State.OPEN)
        .annotate(to_mend=Count("rows", filter=Q(rows__has_error=True)))
        .filter(Q(state__in=_TO_DECIDE) | Q(state=Upload.State.COUNTED, to_mend__gt=0))
        .select_related("volunteer_list__round")
        .order_by("-at")
    )
    rounds = {upload.volunteer_list.round for upload in uploads}
    still_open = {round.pk for round in rounds if not _is_locked(round, unit, now)}
    return [Unfinished(each, _state(each)) for each in uploads if each.volunteer_list.round_id in still_open]


def _state(upload: Upload) -> str:
    if upload.state in _TO_DECIDE:
        return str(upload.get_state_display())
    return _("Cần sửa %(rows)s dòng") % {"rows": integer(upload.to_mend)}  # type: ignore[attr-defined]  # annotated


def _is_locked(round: Round, unit: Unit, now: dt.datetime) -> bool:
    lock = lock_of(round=round, unit=unit, kind=Deadline.Kind.LIST)
    return lock is not None and now > lock


def of_round(round: Round, *, within: str, now: dt.datetime) -> str:
    """«14/19 đơn vị đã nộp danh sách · 3 dòng cần sửa · 1 ảnh chờ nhập»; blank where nothing is missing or asked."""
    asked_for = Deadline.objects.filter(round=OuterRef("pk"), kind=Deadline.Kind.LIST)
    begun = Upload.objects.filter(volunteer_list__round=OuterRef("pk"))
    if not Round.objects.filter(Exists(asked_for) | Exists(begun), pk=round.pk).exists():
        return ""
    waiting = Upload.objects.filter(volunteer_list__round=round).aggregate(
        files=Count("pk", filter=Q(state__in=_TO_DECIDE)),
        photos=Count("pk", filter=Q(state=Upload.State.PHOTO_WAITING)),
    )
    standing = standing_of(round, within=within, now=now)
    handed_in, expected = standing.handed_in, len(standing.expected)
    parts = [
        (standing.to_mend, _("%(count)s dòng cần sửa")),
        (waiting["files"], _("%(count)s tệp cần xem")),
        (waiting["photos"], _("%(count)s ảnh chờ nhập")),
    ]
    told = [sentence % {"count": integer(count)} for count, sentence in parts if count]
    if handed_in == expected and not told:
        return ""
    counted = {"done": integer(handed_in), "all": integer(expected)}
    return " · ".join([_("%(done)s/%(all)s đơn vị đã nộp danh sách") % counted, *told])
