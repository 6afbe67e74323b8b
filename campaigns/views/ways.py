"""The one page where something owed is handed in. What floors above hold is linked by route name, never imported."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Deadline, Duty


def way_in_its_place(duty: Duty) -> dict[str, str]:
    """Where the clerk hands in for a unit: [Nộp thay], or the results grid."""
    deadline = duty.deadline
    if deadline.kind == Deadline.Kind.LIST and deadline.round_id is not None:
        return {"label": _("Nộp thay"), "url": reverse("list_hand_in", args=[deadline.round_id, duty.unit_id])}
    if deadline.kind == Deadline.Kind.RESULT and deadline.round_id is not None:
        return {"label": _("Nhập kết quả"), "url": reverse("results", args=[deadline.round_id])}
    if deadline.kind == Deadline.Kind.ACTIVITY:
        return {"label": _("Nộp thay"), "url": activity_address(duty)}
    return {"label": _("Ghi đã nộp"), "url": reverse("duty_done", args=[duty.pk])}


def activity_address(duty: Duty) -> str:
    """Where the unit's activity report is written for what the deadline hangs on."""
    deadline = duty.deadline
    if deadline.round_id is not None:
        return reverse("round_activity_report", args=[deadline.round_id, duty.unit_id])
    if deadline.window_id is not None:
        return reverse("window_activity_report", args=[deadline.window_id, duty.unit_id])
    return reverse("plan_activity_report", args=[deadline.plan_id, duty.unit_id])
