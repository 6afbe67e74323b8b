"""Seats as the seats page lists them: with holder, since when, and in what state."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BooleanField, Case, CharField, Exists, F, Func, OuterRef, QuerySet, Subquery, Value, When

from committees.models import Committee, Seat, SeatHolding
from notices.models import Invitation
from notices.tables import CLOSED, FREE, HELD, INVITED


def seat_rows(by: Seat, now: datetime) -> QuerySet[Seat]:
    """The seats of the own unit and of every unit that no committee below looks after."""
    below = (
        Committee.objects.filter(path__gt=by.path)
        .annotate(holds=Func(OuterRef("path"), F("path"), function="starts_with", output_field=BooleanField()))
        .filter(holds=True)
    )
    return with_holders(Seat.objects.within(by.path).filter(~Exists(below)), now)


def with_holders(seats: QuerySet[Seat], now: datetime) -> QuerySet[Seat]:
    """Each seat with `holder` (a name or None), `since` and `state` (the keys of notices.tables.STATES)."""
    holding = SeatHolding.objects.filter(seat=OuterRef("pk"), ended_at=None)
    invitation = Invitation.objects.filter(
        seat=OuterRef("pk"),
        purpose=Invitation.Purpose.TAKE_SEAT,
        used_at=None,
        revoked_at=None,
        expires_at__gt=now,
    )
    return seats.select_related("unit").annotate(
        holder=Subquery(holding.values("user__full_name")[:1]),
        since=Subquery(holding.values("started_at")[:1]),
        state=Case(
            When(closed_on__isnull=False, then=Value(CLOSED)),
            When(Exists(holding), then=Value(HELD)),
            When(Exists(invitation), then=Value(INVITED)),
            default=Value(FREE),
            output_field=CharField(),
        ),
    )
