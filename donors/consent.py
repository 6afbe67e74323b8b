"""That the people on a list know and agree: one sentence, once per round and unit, said by whoever hands the list in.

Luật 91/2025/QH15 and NĐ 356/2025/NĐ-CP (domain.md §6): consent comes before the data, for one purpose, is explicit and
provable — who said so, when, in which words. Nothing is ticked beforehand.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from core import audit
from core.refusal import Refused
from donors.models import Consent, VolunteerList
from donors.sender import Sender

TEXT_VERSION = "2026-11"
# The words as they were agreed to; a change of them is a new version. Never translated: they are the record.
TEXT = (
    "Người có tên trong danh sách đã biết và đồng ý gửi thông tin để tổ chức hiến máu "
    "(phiếu đăng ký có chữ ký lưu tại đơn vị)."
)


def is_given(volunteer_list: VolunteerList) -> bool:
    """Whether it was said for this list already."""
    return Consent.objects.filter(volunteer_list=volunteer_list).exists()


def ensure(*, volunteer_list: VolunteerList, is_ticked: bool, sender: Sender, now: dt.datetime) -> None:
    """Keep that it was said now. Raises `Refused` where it was neither ticked now nor said before."""
    if is_given(volunteer_list):
        return
    if not is_ticked:
        raise Refused(_("Đánh dấu vào câu đồng ý của người có tên trong danh sách rồi nộp lại."))
    _consent, is_first = Consent.objects.get_or_create(  # of two taps the second waits here, and is the same consent
        volunteer_list=volunteer_list,
        defaults={
            "path": volunteer_list.path,
            "readers": volunteer_list.readers,
            "text_version": TEXT_VERSION,
            "at": now,
            "seat_id": sender.seat.pk,
            "user_id": sender.user_id,
            "said_by": sender.label,
        },
    )
    if not is_first:
        return
    audit.record(
        "list.consent", subject=volunteer_list.unit, path=volunteer_list.path, after={"text_version": TEXT_VERSION}
    )
