"""How a job acts: in the scope and in the name of the seat that asked for it, as long as that seat may still act."""

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


@contextmanager
def scope_of_job(job: Job) -> Iterator[None]:
    """Open what the asking seat sees; a job without a seat sees the whole tree and no people.

    Raises `Refused` where the seat was closed or its holder has handed it over since: a queue is no way around that.
    """
    if job.seat_id is None:
        with audit.acting(audit.Actor(source="job")), scopes.for_system(job.kind):
            yield
        return
    with scopes.for_system(job.kind):
        seat, user = _asking(job)
    who = audit.Actor(
        user_id=job.user_id,
        user_label=str(user) if user else "",
        seat_id=seat.pk,
        seat_label=f"{seat} · {seat.unit.name}",
        request_id=job.pk.hex,
        source="job",
    )
    with audit.acting(who), opened(scopes.seat_scope(seat, user_id=job.user_id)):
        yield


def _asking(job: Job) -> tuple[Seat, User | None]:
    seat = Seat.objects.select_related("unit").filter(pk=job.seat_id or 0, closed_on=None).first()
    if seat is None:
        raise Refused(_("Vai trò đã yêu cầu việc này không còn; hãy dùng vai trò hiện tại để làm lại."))
    if job.user_id is None:
        return seat, None
    holding = SeatHolding.objects.select_related("user").filter(seat=seat, user=job.user_id, ended_at=None).first()
    if holding is None:
        raise Refused(_("Người yêu cầu việc này không còn giữ vai trò %(seat)s.") % {"seat": str(seat)})
    return seat, holding.user
