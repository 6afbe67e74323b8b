"""The doors by which rows reach views: a stranger meets 404, one who sees but may not 403, the anonymous the sign-in.

Every view of a tenant's rows begins with one of these. Each condition stands on its own line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from committees.models import Committee, Role, Seat, Unit
from committees.permissions import Act, may
from core.scope import is_within

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)
Response = HttpResponseBase


class SeatRequest(HttpRequest):
    """A request of a signed-in person with an active seat, as `seat_required` hands it on."""

    seat: Seat
    seats: list[Seat]


def seat_required(
    *acts: Act,
) -> Callable[
    [Callable[Concatenate[SeatRequest, P], Response]],
    Callable[Concatenate[HttpRequest, P], Response],
]:
    """Only for a person with an active seat whose role allows each of `acts`."""

    def decorate(
        view: Callable[Concatenate[SeatRequest, P], Response],
    ) -> Callable[Concatenate[HttpRequest, P], Response]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> Response:
            seat = getattr(request, "seat", None)
            if seat is None:
                return redirect("no_seat")
            for act in acts:
                if not may(seat, act):
                    raise PermissionDenied
            return view(cast("SeatRequest", request), *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], Response]", login_required(guarded))

    return decorate


def unit_in_scope(request: SeatRequest, pk: int) -> Unit:
    """A unit of the seat's own subtree; anything else is not there."""
    unit = Unit.objects.select_related("parent").filter(pk=pk).first()
    if unit is None:
        raise Http404
    if not is_within(unit.path, request.seat.path):
        raise Http404
    return unit


def visible(queryset: models.QuerySet[M], **lookup: object) -> M:
    """The one row of a scoped queryset; row-level security has already hidden what is not visible."""
    try:
        return queryset.get(**lookup)  # not `first`, which would sort what is one row
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def own_row(request: SeatRequest, queryset: models.QuerySet[M], *acts: Act, **lookup: object) -> M:
    """A row of the seat's own unit that the seat may act upon.

    Rows published from above and rows of units below are seen, and may not be changed: 403.
    """
    row = visible(queryset, **lookup)
    if row.path != request.seat.path:  # type: ignore[attr-defined]  # every tenant row has one
        raise PermissionDenied
    for act in acts:
        if not may(request.seat, act):
            raise PermissionDenied
    return row


def own_committee(request: SeatRequest) -> Committee:
    """The committee of the seat's unit; a unit without one has no campaigns of its own: 404."""
    return visible(Committee.objects.select_related("unit"), path=request.seat.path)


def is_focal(seat: Seat) -> bool:
    """Whether the seat only hands in for its own unit."""
    return bool(seat.role == Role.FOCAL)
