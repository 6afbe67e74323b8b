"""Mail that came back: what a provider tells afterwards, and the to-do it becomes for whoever can mend the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import scopes
from committees.models import Committee, Role, Seat, SeatHolding
from committees.permissions import Act, may
from core.text.language import in_vietnamese
from notices.models import Delivery
from notices.reaching import standing_bounces

if TYPE_CHECKING:
    from core.scope import ScopedQuerySet

log = structlog.get_logger(__name__)
State = Delivery.State
RETURNED = {EventType.BOUNCED, EventType.REJECTED}


@dataclass(frozen=True, slots=True)
class Bounce:
    """Mail to somebody of the own committee or its member units that came back and whose address still stands."""

    seat: Seat
    person: str
    address: str
    reason: str


def open_bounces(seat: Seat, *, most: int) -> list[Bounce]:
    """What `seat` is to mend: an administrator or a clerk, of those they look after, newest first.

    Looked after are the own unit and its member units, and of a committee below its administrator alone (who may mend
    an address is decided the same way: committees/seats.py). It is done when the address is another one, or a later
    mail arrived.
    """
    if not (may(seat, Act.MANAGE_SEATS) or may(seat, Act.RUN)):
        return []
    rows = _bounced(seat).select_related("seat__unit", "user").order_by("user_id", "-ended_at").distinct("user_id")
    newest = sorted(rows, key=lambda row: row.ended_at or row.queued_at, reverse=True)[:most]
    return [Bounce(seat=row.seat, person=row.user.full_name, address=row.address, reason=row.reason) for row in newest]


def _bounced(seat: Seat) -> ScopedQuerySet[Delivery]:
    of = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    below = Committee.objects.annotate(of=of).filter(path__gt=seat.path, of__startswith=F("path"))
    holds = SeatHolding.objects.filter(seat=OuterRef("seat"), user=OuterRef("user"), ended_at=None)
    is_ours = ~Exists(below) | Q(seat__role=Role.ADMIN)
    return standing_bounces().within(seat.path).filter(Exists(holds), is_ours)


@receiver(tracking)
def _told_by_provider(sender: object, event: AnymailTrackingEvent, **_further: object) -> None:  # noqa: ARG001
    """A provider says that a mail came back (its call is verified by anymail before)."""
    if event.event_type in RETURNED:
        message_id = str((event.metadata or {}).get("delivery", ""))
        mark_returned(message_id=message_id, reason=str(event.reject_reason or ""), now=timezone.now())


@in_vietnamese()
def mark_returned(*, message_id: str, reason: str, now: dt.datetime) -> bool:
    """A mail that had been taken came back; whether it is one of ours. Told twice, it is one bounce."""
    words = {
        "invalid": _("Không có hộp thư này."),
        "bounced": _("Nơi nhận trả lại thư."),
        "spam": _("Nơi nhận coi là thư rác."),
        "blocked": _("Nơi nhận chặn thư."),
    }
    with scopes.for_system("notices.bounces"):
        sent = Delivery.objects.filter(message_id=message_id, state__in=[State.SENT, State.SENDING])
        said = words.get(reason, _("Nơi nhận trả lại thư."))
        found = sent.update(state=State.BOUNCED, reason=said, ended_at=now)
    if not found:
        log.info("bounce.unknown")
    return bool(found)
