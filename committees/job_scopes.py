"""How work apart from a signed-in request acts: in the scope and in the name of a seat, as long as that seat may act.

A job does so for the seat that asked for it, an upload link for the seat that gave it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from committees import scopes
from committees.models import Seat, SeatHolding, User
from core import audit
from core.models import Job
from core.refusal import Refused
from core.scope import opened


class SeatGoneError(Refused):
    """The seat was closed, or is no longer held by whom it must be."""


@contextmanager
def scope_of_job(job: Job) -> Iterator[None]:
    """Open what the asking seat sees; a job without a seat sees the whole tree and no people.

    Raises `SeatGoneError` where the seat was closed or its holder has handed it over since: a queue is no way around
    that.
    """
    if job.seat_id is None:
        with audit.acting(audit.Actor(source="job")), scopes.for_system(job.kind):
            yield
        return
    with acting_as_seat(job.seat_id, source="job", user_id=job.user_id, request_id=job.pk.hex):
        yield


@contextmanager
def acting_as_seat(
    seat_id: int, *, source: str, request_id: str, user_id: int | None = None, address: str | None = None
) -> Iterator[Seat]:
    """Open the seat's scope and act in its name; `source` and `address` are what the audit trail keeps of the way.

    Raises `SeatGoneError` where the seat was closed, or where `user_id` (without one: anybody) no longer holds it.
    """
    with scopes.for_system(source):
        seat, user = _held(seat_id, user_id)
    who = audit.Actor(
        user_id=user_id,
        user_label=str(user) if user else "",
        seat_id=seat.pk,
        seat_label=f"{seat} · {seat.unit.name}",
        request_id=request_id,
        address=address,
        source=source,
    )
    with audit.acting(who), opened(scopes.seat_scope(seat, user_id=user_id)):
        yield seat


def _held(seat_id: int, user_id: int | None) -> tuple[Seat, User | None]:
    seat = Seat.objects.select_related("unit").filter(pk=seat_id, closed_on=None).first()
    if seat is None:
        raise SeatGoneError(_("Vai trò đã yêu cầu việc này không còn; dùng vai trò hiện tại để làm lại."))
    holdings = SeatHolding.objects.select_related("user").filter(seat=seat, ended_at=None)
    if user_id is None:
        if not holdings.exists():
            raise SeatGoneError(_("Vai trò %(seat)s hiện không có người giữ.") % {"seat": str(seat)})
        return seat, None
    holding = holdings.filter(user=user_id).first()
    if holding is None:
        raise SeatGoneError(_("Người yêu cầu việc này không còn giữ vai trò %(seat)s.") % {"seat": str(seat)})
    return seat, holding.user
