"""Who may do what with a unit's list: the unit's own seats, and the clerks of the committees that host the round.

A stranger meets 404; who sees the unit's numbers but not its people (the levels above, leaders, members) meets 403.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from campaigns.hosting import is_host, round_for_host
from campaigns.models import Round
from committees.access import SeatRequest, own_committee, unit_in_scope, visible
from committees.models import Seat, Unit
from committees.permissions import Act, may
from donors.lists import list_of
from donors.models import Donor, Recognition, Registration, Upload, VolunteerList
from donors.sender import Sender


def may_run_lists(seat: Seat, round: Round) -> bool:
    """Whether the seat works with all lists of the round's units below it."""
    return may(seat, Act.RUN) and is_host(seat, round)


def may_hand_in(seat: Seat, round: Round, unit: Unit) -> bool:
    """Whether the seat reads and hands in this unit's people: its own, or in its place as the host's clerk."""
    if seat.unit_id == unit.pk:
        return may(seat, Act.HAND_IN)
    return may_run_lists(seat, round)


def round_for_host_clerk(request: SeatRequest, pk: int) -> Round:
    """A round for the clerk of a committee that hosts it: who works with all its lists together. Others meet 403."""
    round = round_for_host(request, pk)
    if not may_run_lists(request.seat, round):
        raise PermissionDenied
    return round


def list_in_reach(request: SeatRequest, round_pk: int, unit_pk: int) -> VolunteerList:
    """The list of a unit that takes part in a round, for a seat that works with its people."""
    round = visible(Round.objects.select_related("plan"), pk=round_pk)
    unit = unit_in_scope(request, unit_pk)
    if not round.participations.filter(unit=unit).exists():
        raise Http404
    if not may_hand_in(request.seat, round, unit):
        raise PermissionDenied
    return list_of(round=round, unit=unit)


def upload_in_reach(request: SeatRequest, pk: object) -> Upload:
    """An upload, for a seat that works with the list's people; row-level security has hidden all others: 404."""
    rows = Upload.objects.select_related("volunteer_list__round__plan", "volunteer_list__unit", "file")
    upload = visible(rows.defer("file__content"), pk=pk)
    volunteer_list = upload.volunteer_list
    if not may_hand_in(request.seat, volunteer_list.round, volunteer_list.unit):
        raise PermissionDenied
    return upload


def person_in_reach(request: SeatRequest, round_pk: int, unit_pk: int, person_pk: int) -> Registration:
    """A person of a list, for a seat that works with the list's people."""
    found = list_in_reach(request, round_pk, unit_pk)
    rows = Registration.objects.select_related("volunteer_list__round", "volunteer_list__unit")
    return visible(rows, pk=person_pk, volunteer_list=found)


def question_in_reach(round: Round, pk: int) -> Recognition:
    """A row of the round that the seat's committee was asked about, answered or not."""
    rows = Recognition.objects.select_related(
        "registration__volunteer_list__unit",
        "registration__volunteer_list__round",
        "candidate__unit",
        "candidate__merged_into__unit",
        "donor",
    )
    return visible(rows.exclude(candidate=None), pk=pk, registration__volunteer_list__round=round)


def donor_in_reach(request: SeatRequest, pk: int) -> Donor:
    """One of the donors that the seat's own committee keeps; row-level security hides all others: 404."""
    own_committee(request)
    rows = Donor.objects.select_related("unit", "keeper__unit", "merged_into")
    return visible(rows, pk=pk, path=request.seat.path)


def sender_of(request: SeatRequest) -> Sender:
    """The request's seat and person, as who hands in."""
    label = f"{request.user} · {request.seat.title} · {request.seat.unit.name}"
    return Sender(seat=request.seat, user_id=request.user.pk, label=label[:250])
