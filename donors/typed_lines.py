"""Names typed on a page, one line each: họ tên, năm sinh, đơn vị. They add to the list and take nobody off."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.gate import ensure_may_hand_in
from campaigns.models import Deadline
from core.refusal import Refused
from donors import committing, receiving, staging
from donors.lists import locked
from donors.models import PairChoice, Upload, VolunteerList
from donors.sender import Sender


@transaction.atomic
def receive_typed(
    *,
    volunteer_list: VolunteerList,
    text: str,
    is_agreed: bool,
    sender: Sender,
    now: dt.datetime,
    photo: Upload | None = None,
) -> Upload:
    """Take typed lines in and let the good ones count at once. Raises `Refused` for no line or too many."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused(_("Gõ ít nhất một người: họ tên, năm sinh, đơn vị."))
    if len(lines) > receiving.LONGEST_TYPED:
        raise Refused(
            _("Gõ nhiều nhất %(most)s dòng một lần; danh sách dài hơn thì nộp bằng tệp Excel.")
            % {"most": receiving.LONGEST_TYPED}
        )
    source = staging.Source(
        kind=Upload.Kind.TYPED,
        name="",
        content=text.encode(),
        drive_day=staging.drive_day(volunteer_list.round, now=now),
        choices=dict(PairChoice.objects.filter(path=volunteer_list.path).values_list("pair_key", "is_same")),
    )
    understood = staging.understand(source)
    if not isinstance(understood, staging.Understood):
        raise Refused(_("Không thấy tên người nào; gõ mỗi người một dòng: họ tên, năm sinh, đơn vị."))
    upload = receiving.start_typed(
        volunteer_list=volunteer_list, is_agreed=is_agreed, sender=sender, now=now, photo=photo
    )
    staging.begin(upload.pk, understood)
    committing.settle(upload_id=upload.pk, now=now, people=understood.people)
    upload.refresh_from_db()
    return upload


@transaction.atomic
def finish_photo(*, photo: Upload, now: dt.datetime) -> None:
    """Say that everything on a photo is typed in. Twice is once, and a photo taken back stays so.

    Raises `Refused` where nobody was typed from it, and after the lock.
    """
    volunteer_list = locked(photo.volunteer_list_id)
    ensure_may_hand_in(round=volunteer_list.round, unit=volunteer_list.unit, kind=Deadline.Kind.LIST, now=now)
    photo = Upload.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if photo.state != Upload.State.PHOTO_WAITING:
        return
    if not photo.typed_from.filter(state=Upload.State.COUNTED).exists():
        raise Refused(_("Chưa nhập ai từ ảnh này; gõ tên rồi bấm Nhập xong."))
    photo.state, photo.counted_at = Upload.State.COUNTED, now
    photo.save(update_fields=["state", "counted_at"])
