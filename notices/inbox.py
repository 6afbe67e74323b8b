"""The inbox: messages to the seats a person holds, read by whoever holds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from committees.models import Seat
from notices.models import Notice


def notices_of(seats: list[Seat]) -> QuerySet[Notice]:
    """The messages to these seats, newest first. A person's own seats only: the database hides the others."""
    return Notice.objects.filter(seat__in=seats).select_related("seat__unit").order_by("-created_at", "-pk")


def unread_count(seats: list[Seat]) -> int:
    """How many messages to these seats nobody has opened yet."""
    return Notice.objects.filter(seat__in=seats, read_at=None).count()


def mark_read(*, notice: Notice, now: datetime) -> None:
    """The message was opened; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


class Unread:
    """The count for the top bar, asked of the database when a page draws the bar, and only then."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.known: int | None = None

    def __int__(self) -> int:
        if self.known is None:  # the bar prints it twice, for the eye and for the ear
            seats: list[Seat] = getattr(self.request, "seats", [])
            self.known = unread_count(seats) if seats else 0
        return self.known


class UnreadMiddleware:
    """Gives ``request.unread`` to the frame around every page (config/context.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.unread = Unread(request)  # type: ignore[attr-defined]
        return self.get_response(request)
