"""Liên hệ trực tiếp: writing down that somebody called, wrote by Zalo or met a unit about what it owes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.changes import who_acts
from campaigns.gate import hold_deadline_open
from campaigns.models import Contact, DeadlinePart, Duty, PartReceipt
from committees import scopes
from committees.models import Role, SeatHolding, Unit
from core import audit
from core.refusal import Refused

COUNTRY_CODE = "84"


@transaction.atomic
def record_contact(*, duty: Duty, way: Contact.Way, now: dt.datetime, note: str = "") -> Contact:
    """Keep that the unit was reached by hand: it counts as a reminder that arrived. `Refused` in a closed round."""
    hold_deadline_open(duty.deadline)
    contact = Contact.objects.create(
        path=duty.path,
        duty=duty,
        way=way,
        at=now,
        note=note.strip(),
        seat_id=audit.actor().seat_id,
        by_label=who_acts(),
    )
    audit.record("duty.contacted", subject=duty.unit, path=duty.path, after={"way": way})
    return contact


@transaction.atomic
def receive_part(*, duty: Duty, part: DeadlinePart, now: dt.datetime, amount: int | None = None) -> PartReceipt:
    """Tick that a part came, such as signed paper forms, and how many; a second time corrects the number.

    Raises `Refused` where the part was taken off the deadline meanwhile.
    """
    hold_deadline_open(duty.deadline)
    _hold(part)
    receipt, _is_new = PartReceipt.objects.update_or_create(
        duty=duty,
        part=part,
        defaults={
            "path": duty.path,
            "amount": amount if part.is_counted else None,
            "at": now,
            "seat_id": audit.actor().seat_id,
            "by_label": who_acts(),
        },
    )
    audit.record("duty.part_received", subject=duty.unit, path=duty.path, after={"name": part.name, "amount": amount})
    return receipt


def _hold(part: DeadlinePart) -> None:
    """Keep the part from being taken away until this transaction ends; a co-host's clerk only sees it."""
    with scopes.for_system("campaigns.parts"):
        if not list(DeadlinePart.objects.select_for_update(of=("self",)).filter(pk=part.pk).values_list("pk")):
            raise Refused(_("%(part)s vừa được bỏ khỏi hạn nộp này nên không đánh dấu được.") % {"part": part.name})


@transaction.atomic
def untick_part(*, duty: Duty, part: DeadlinePart) -> None:
    """Take the tick back: the part has not come after all."""
    hold_deadline_open(duty.deadline)
    taken, _by_model = PartReceipt.objects.filter(duty=duty, part=part).delete()
    if taken:
        audit.record("duty.part_unticked", subject=duty.unit, path=duty.path, before={"name": part.name})


def phones_of(units: Iterable[Unit]) -> dict[int, str]:
    """By unit id, the number to call: the unit's own, else that of whoever holds its đầu mối seat. One question."""
    wanted = list(units)
    without = [unit.pk for unit in wanted if not unit.phone]
    held = SeatHolding.objects.filter(
        seat__unit__in=without, seat__role=Role.FOCAL, seat__closed_on=None, ended_at=None
    ).exclude(user__phone="")
    found = dict(held.order_by("-pk").values_list("seat__unit_id", "user__phone"))
    return found | {unit.pk: unit.phone for unit in wanted if unit.phone}


def zalo_link(phone: str) -> str:
    """The chat of a number; Zalo knows Vietnamese numbers as they are dialled at home, without the country's code."""
    digits = "".join(filter(str.isdecimal, phone))
    if phone.strip().startswith("+") and digits.startswith(COUNTRY_CODE):
        digits = f"0{digits.removeprefix(COUNTRY_CODE)}"
    return f"https://zalo.me/{digits}"
