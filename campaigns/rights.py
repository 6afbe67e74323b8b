"""Who may do what about a duty: the unit answers its own, the committee that asks for it decides about it.

A stranger meets 404 (row-level security hides the row); who sees it but may not act meets 403.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404

from campaigns.completeness import is_answered_by
from campaigns.models import Deadline, Duty, Extension
from campaigns.reporting_activity import Occasion
from committees.access import SeatRequest, own_row, unit_in_scope, visible
from committees.models import Seat, Unit
from committees.permissions import Act, may
from core.scope import is_within

DUTY = ("deadline__round__plan", "deadline__plan", "deadline__window", "unit")


def duty_in_sight(pk: int) -> Duty:
    """A duty of the seat's own unit or of one below."""
    return visible(Duty.objects.select_related(*DUTY), pk=pk)


def may_answer(seat: Seat, duty: Duty) -> bool:
    """Whether the seat hands in for the unit: its own, or in its place as the clerk of the committee that asks."""
    if seat.unit_id == duty.unit_id:
        return may(seat, Act.HAND_IN)
    return may_decide(seat, duty)


def may_decide(seat: Seat, duty: Duty) -> bool:
    """Whether the seat's committee decides about the duty: more time, excuses, returns, parts."""
    return may(seat, Act.RUN) and is_answered_by(duty, seat.path)


def may_contact(seat: Seat, duty: Duty, *, in_charge: Sequence[str] | None = None) -> bool:
    """Whether the seat urges the unit by hand: the clerk, and the member in charge of it.

    A member without any unit in charge urges all of the committee's. `in_charge`: `paths_in_charge(seat)`, where many
    duties are asked about.
    """
    if not may(seat, Act.URGE) or not is_answered_by(duty, seat.path):
        return False
    if may(seat, Act.RUN):
        return True
    paths = paths_in_charge(seat) if in_charge is None else in_charge
    return not paths or any(is_within(duty.path, path) for path in paths)


def paths_in_charge(seat: Seat) -> Sequence[str]:
    """The paths of the units that a member is in charge of."""
    return list(seat.charges.values_list("unit__path", flat=True))


def duty_to_answer(request: SeatRequest, pk: int) -> Duty:
    """A duty that the seat hands in for; others meet 403."""
    duty = duty_in_sight(pk)
    if not may_answer(request.seat, duty):
        raise PermissionDenied
    return duty


def duty_to_decide(request: SeatRequest, pk: int) -> Duty:
    """A duty that the seat's committee decides about; others meet 403."""
    duty = duty_in_sight(pk)
    if not may_decide(request.seat, duty):
        raise PermissionDenied
    return duty


def duty_to_contact(request: SeatRequest, pk: int) -> Duty:
    """A duty about which the seat urges the unit by hand; others meet 403."""
    duty = duty_in_sight(pk)
    if not may_contact(request.seat, duty):
        raise PermissionDenied
    return duty


def extension_to_decide(request: SeatRequest, pk: int) -> Extension:
    """A unit's request that the seat's committee answers; others meet 403."""
    extension = visible(Extension.objects.select_related(*(f"duty__{name}" for name in DUTY)), pk=pk)
    if not may_decide(request.seat, extension.duty):
        raise PermissionDenied
    return extension


def deadline_to_change(request: SeatRequest, pk: int) -> Deadline:
    """A deadline that the seat's own committee set."""
    return own_row(request, Deadline.objects.select_related("round__plan", "plan", "window"), pk=pk)


def may_tell_activity(seat: Seat, occasion: Occasion, unit: Unit) -> bool:
    """Whether the seat reports what the unit did: its own, or in its place as the clerk of a committee that hosts the
    occasion, for a unit below."""
    if seat.unit_id == unit.pk:
        return may(seat, Act.HAND_IN)
    return may(seat, Act.RUN) and is_within(unit.path, seat.path) and seat.path in _hosts_of(occasion)


def unit_that_tells(request: SeatRequest, occasion: Occasion, pk: int) -> Unit:
    """A unit at or below one of the occasion's committees, for which the seat reports; others meet 403, or nothing."""
    unit = unit_in_scope(request, pk)
    if not any(is_within(unit.path, host) for host in _hosts_of(occasion)):
        raise Http404
    if not may_tell_activity(request.seat, occasion, unit):
        raise PermissionDenied
    return unit


def _hosts_of(occasion: Occasion) -> Sequence[str]:
    others = occasion.round.host_paths if occasion.round is not None else []
    return [occasion.plan.path, *others]
