"""Receipts: proof of what was handed in, when, by whom; ready to paste to whoever sent it."""

from __future__ import annotations

import uuid

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, seat_required
from committees.permissions import Act
from core.text.dates import clock, in_vietnam, short_date
from core.text.numbers import integer
from donors.receipts import receipt_text
from donors.rights import upload_in_reach
from donors.views.handing_in import crumbs


@require_safe
@seat_required(Act.HAND_IN)
def upload_receipt(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The receipt of one upload."""
    found = upload_in_reach(request, pk)
    at = in_vietnam(found.counted_at or found.at)
    return render(
        request,
        "donors/receipt.html",
        {
            "title": _("Biên nhận danh sách"),
            "crumbs": crumbs(found.volunteer_list, _("Biên nhận")),
            "facts": [
                {"label": _("Đơn vị"), "value": found.volunteer_list.unit.name},
                {"label": _("Đợt"), "value": found.volunteer_list.round.name},
                {"label": _("Nộp lúc"), "value": f"{clock(at)}, {short_date(at)}"},
                {"label": _("Người nộp"), "value": found.handed_in_by},
                {"label": _("Nộp bằng"), "value": found.file_name or found.get_kind_display()},
                {"label": _("Số người đã nhận"), "value": integer(found.accepted)},
                {"label": _("Số người trong danh sách"), "value": integer(found.volunteer_list.people)},
                {"label": _("Dòng cần sửa"), "value": integer(found.rows.filter(has_error=True).count())},
                {"label": _("Mã biên nhận"), "value": found.pk.hex[:8].upper()},
            ],
            "zalo_text": receipt_text(found),
            "back": reverse("upload", args=[found.pk]),
        },
    )
