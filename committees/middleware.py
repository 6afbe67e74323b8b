"""Opens transaction and scope around the view *and* the rendering of its response."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from committees import scopes
from committees.models import Seat, User
from core import audit
from core.requests import client_address
from core.scope import Mode, Scope, opened

log = structlog.get_logger(__name__)
SEAT_KEY, SCOPE_KEY = "seat_id", "scope"


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
        remembered = remembered_scope(request, user)
        with opened(remembered or scopes.person_scope(user)):
            seats = seats_of(user)
            chosen = request.session.get(SEAT_KEY)
            seat = active_seat(seats, chosen)
            request.seat, request.seats = seat, seats  # type: ignore[attr-defined]
            who = actor_of(request)
            with audit.acting(who), structlog.contextvars.bound_contextvars(seat=seat and seat.pk):
                scope = scopes.seat_scope(seat, user_id=user.pk) if seat else scopes.person_scope(user)
                if scope == remembered:
                    response = self.respond(request)
                else:
                    with opened(scope):
                        response = self.respond(request)
                    if request.session.get(SEAT_KEY) == chosen:  # else the view chose another seat for what comes next
                        remember_scope(request, scope)
        if response.status_code == 403 and seat is not None:
            record_refusal(request, seat, who)
        return response

    def respond(self, request: HttpRequest) -> HttpResponse:
        """The view's response; what it wrote is undone where it refuses or fails."""
        response = self.get_response(request)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        return response


def remembered_scope(request: HttpRequest, user: User) -> Scope | None:
    """The scope of the last request's seat, kept in the session: it spares opening the person's own first.

    It gives nothing by itself: inside it the held seats are read anew, and a seat that has ended is not among them.
    """
    kept = request.session.get(SCOPE_KEY)
    return Scope(mode=Mode.SEAT, user_id=user.pk, **kept) if kept and request.session.get(SEAT_KEY) else None


def remember_scope(request: HttpRequest, scope: Scope) -> None:
    """Keep the seat's scope for the next request; without a seat there is none to keep."""
    if scope.seat_id is None:
        request.session.pop(SCOPE_KEY, None)
        return
    names = ("low", "high", "path", "unit_id", "seat_id")
    request.session[SCOPE_KEY] = {name: getattr(scope, name) for name in names}
    request.session[SEAT_KEY] = scope.seat_id


def held_seats(user: User) -> list[Seat]:
    """The seats a person holds now, most senior unit first; opens the person's own scope."""
    with scopes.for_person(user):
        return seats_of(user)


def seats_of(user: User) -> list[Seat]:
    """The seats a person holds now, read inside a scope that names the person."""
    held = Seat.objects.filter(holdings__user=user, holdings__ended_at=None, closed_on=None)
    return sorted(held.select_related("unit__parent"), key=lambda seat: (seat.path, seat.pk))


def active_seat(seats: list[Seat], chosen: object) -> Seat | None:
    """The seat chosen in this browser session, else the first."""
    by_id = {seat.pk: seat for seat in seats}
    return by_id.get(chosen) or next(iter(seats), None)  # type: ignore[call-overload]


def actor_of(request: HttpRequest) -> audit.Actor:
    """Who this request acts for, as the audit trail keeps it."""
    user, seat = request.user, getattr(request, "seat", None)
    return audit.Actor(
        user_id=user.pk,
        user_label=str(user) if user.is_authenticated else "",
        seat_id=seat.pk if seat else None,
        seat_label=f"{seat} · {seat.unit.name}" if seat else "",
        request_id=getattr(request, "id", ""),
        address=client_address(request),
    )


def record_refusal(request: HttpRequest, seat: Seat, who: audit.Actor) -> None:
    """Keep what was refused, outside the transaction that the refusal rolled back."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    with audit.acting(who), scopes.for_seat(seat):
        audit.record("access.refused", subject=None, path=seat.path, after={"route": route, "method": request.method})
    log.info("access.refused", route=route)
