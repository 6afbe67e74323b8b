"""What of lists still waits for somebody: a file to look at, a version that takes people off, rows to mend, photos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from campaigns.gate import locks_of
from campaigns.models import Deadline, Round, State
from committees.models import Unit
from core.text.numbers import integer
from donors.models import Upload
from donors.standing import NOBODY, RoundCounts, counts_of

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
    locks = locks_of(rounds=rounds, unit=unit, kind=Deadline.Kind.LIST) if rounds else {}
    return [Unfinished(each, _state(each)) for each in uploads if now <= locks.get(each.volunteer_list.round_id, now)]


def _state(upload: Upload) -> str:
    if upload.state in _TO_DECIDE:
        return str(upload.get_state_display())
    return _("Cần sửa %(rows)s dòng") % {"rows": integer(upload.to_mend)}  # type: ignore[attr-defined]  # annotated


def of_rounds(rounds: Sequence[Round], *, within: str) -> dict[int, str]:
    """Round id → «14/19 đơn vị đã nộp danh sách · 3 dòng cần sửa · 1 ảnh chờ nhập».

    Rounds where nothing is missing, or no list was ever asked for, are left out. Three questions however many rounds.
    """
    if not rounds:
        return {}
    asked_for = Deadline.objects.filter(round=OuterRef("pk"), kind=Deadline.Kind.LIST)
    uploads = Upload.objects.filter(volunteer_list__round=OuterRef("pk"))
    asked = Round.objects.filter(Exists(asked_for) | Exists(uploads), pk__in=[round.pk for round in rounds])
    concerned = list(asked.values_list("pk", flat=True))
    if not concerned:
        return {}
    waiting = {
        round_id: (files, photos)
        for round_id, files, photos in Upload.objects.filter(volunteer_list__round__in=rounds)
        .values("volunteer_list__round_id")
        .annotate(
            files=Count("pk", filter=Q(state__in=_TO_DECIDE)),
            photos=Count("pk", filter=Q(state=Upload.State.PHOTO_WAITING)),
        )
        .values_list("volunteer_list__round_id", "files", "photos")
    }
    counts = counts_of(rounds, within=within)
    told = {round_id: _of_round(counts.get(round_id, NOBODY), *waiting.get(round_id, (0, 0))) for round_id in concerned}
    return {round_id: sentence for round_id, sentence in told.items() if sentence}


def _of_round(counts: RoundCounts, files: int, photos: int) -> str:
    parts = [
        (counts.to_mend, _("%(count)s dòng cần sửa")),
        (files, _("%(count)s tệp cần xem")),
        (photos, _("%(count)s ảnh chờ nhập")),
    ]
    told = [sentence % {"count": integer(count)} for count, sentence in parts if count]
    if counts.handed_in == counts.expected and not told:
        return ""
    counted = {"done": integer(counts.handed_in), "all": integer(counts.expected)}
    return " · ".join([_("%(done)s/%(all)s đơn vị đã nộp danh sách") % counted, *told])
