"""Opens transaction and scope around the view *and* the rendering of its response."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from committees import scopes
from committees.models import Seat, SeatHolding, User
from core import audit
from core.scope import opened

log = structlog.get_logger(__name__)
SEAT_KEY = "seat_id"


class ScopeMiddleware:
    """For a signed-in person: their active seat's scope, in one transaction that an error undoes.

    A refusal (status ≥ 400) rolls back whatever the view had written and is itself recorded afterwards, in its own
    transaction. Anonymous requests get no scope: their views open `for_token` or touch no tenant's rows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seat, request.seats = None, []  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            with audit.acting(actor_of(request)):
                return self.get_response(request)
        user = request.user
        assert isinstance(user, User)
        seats = held_seats(user)
        seat = active_seat(seats, request.session.get(SEAT_KEY))
        request.seat, request.seats = seat, seats  # type: ignore[attr-defined]
        who = actor_of(request)
        scope = scopes.seat_scope(seat, user_id=user.pk) if seat else scopes.person_scope(user)
        with audit.acting(who), structlog.contextvars.bound_contextvars(seat=seat and seat.pk), opened(scope):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        if response.status_code == 403 and seat is not None:
            record_refusal(request, seat, who)
        return response


def held_seats(user: User) -> list[Seat]:
    """The seats a person holds now, most senior unit first."""
    with scopes.for_person(user):
        holdings = (
            SeatHolding.objects.filter(user=user, ended_at=None, seat__closed_on=None)
            .select_related("seat__unit__parent")
            .order_by("seat__path", "seat_id")
        )
        return [holding.seat for holding in holdings]


def active_seat(seats: list[Seat], chosen: object) -> Seat | None:
    """The seat chosen in this browser session, else the first."""
    by_id = {seat.pk: seat for seat in seats}
    return by_id.get(chosen) or next(iter(seats), None)  # type: ignore[call-overload, no-any-return]


def actor_of(request: HttpRequest) -> audit.Actor:
    """Who this request acts for, as the audit trail keeps it."""
    user, seat = request.user, getattr(request, "seat", None)
    return audit.Actor(
        user_id=user.pk,
        user_label=str(user) if user.is_authenticated else "",
        seat_id=seat.pk if seat else None,
        seat_label=f"{seat} · {seat.unit.name}" if seat else "",
        request_id=getattr(request, "id", ""),
        address=request.META.get("REMOTE_ADDR") or None,
    )


def record_refusal(request: HttpRequest, seat: Seat, who: audit.Actor) -> None:
    """Keep what was refused, outside the transaction that the refusal rolled back."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    with audit.acting(who), scopes.for_seat(seat):
        audit.record("access.refused", subject=None, path=seat.path, after={"route": route, "method": request.method})
    log.info("access.refused", route=route)
