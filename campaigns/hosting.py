"""Who hosts a round: the committee whose plan it is, and those that co-host it, each for its own subtree.

A co-host lies inside the host's subtree or beside it. Its units take part and its results are entered by itself; what
lies in its subtree is seen by the host only where the host is above it. Answers that reach across branches (whether a
unit has a committee, whether a co-host has done its part) are asked in the system's scope and come back as yes or no.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns import expecting, planning
from campaigns.gate import ensure_round_editable, hold_alone
from campaigns.models import Duty, Participation, Round, RoundHost, Submission
from committees import scopes
from committees.access import SeatRequest, visible
from committees.models import Committee, Seat, Unit
from committees.search import FoundUnit, search_units
from core import audit
from core.refusal import Refused
from core.scope import is_within


def is_host(seat: Seat, round: Round) -> bool:
    """Whether the seat's committee hosts or co-hosts the round."""
    return seat.path in round.host_paths


def round_for_host(request: SeatRequest, pk: int) -> Round:
    """A round that the seat's committee hosts or co-hosts, whatever the seat; one that is only seen is refused: 403.

    The plan comes along, its committee does not: row-level security hides that from a co-host beside it.
    """
    round = visible(Round.objects.select_related("plan"), pk=pk)
    if not is_host(request.seat, round):
        raise PermissionDenied
    return round


@dataclass(frozen=True, slots=True)
class Host:
    """A host as the round's page names it."""

    id: int
    unit: Unit
    is_owner: bool


def hosts_of(round: Round) -> list[Host]:
    """All hosts of a round, its own committee first. Units are public; a committee in another branch is not."""
    rows = {row.path: row for row in RoundHost.objects.filter(round=round)}
    units = Unit.objects.filter(path__in=rows).order_by("path")
    hosts = [Host(rows[unit.path].pk, unit, is_owner=unit.path == round.path) for unit in units]
    return sorted(hosts, key=lambda host: not host.is_owner)


def candidates(round: Round, text: str) -> list[FoundUnit]:
    """Units whose name fits and whose committee could co-host the round: inside the host's unit, or beside it."""
    owner = Unit.objects.get(path=round.path)
    found = [each for each in search_units(text) if _may_co_host(each.unit, owner) and each.unit.valid_to is None]
    with scopes.for_system("campaigns.candidates"):
        ids = [each.unit.pk for each in found]
        with_committee = set(Committee.objects.filter(unit__in=ids).values_list("unit_id", flat=True))
    return [each for each in found if each.unit.pk in with_committee and each.unit.path not in round.host_paths]


def _may_co_host(unit: Unit, owner: Unit) -> bool:
    if unit.pk == owner.pk:
        return False
    return is_within(unit.path, owner.path) or (unit.parent_id is not None and unit.parent_id == owner.parent_id)


@transaction.atomic
def add_host(*, round: Round, unit: Unit) -> RoundHost:
    """Let the committee of `unit` co-host a round. Raises `Refused` where the unit has none or lies elsewhere, or where
    a unit above it takes part: its result would be counted twice."""
    hold_alone(round)
    ensure_round_editable(round)
    owner = Unit.objects.get(path=round.path)
    names = {"unit": unit.name}
    if not _may_co_host(unit, owner):
        raise Refused(_("%(unit)s không thuộc đơn vị này và không cùng cấp nên không cùng tổ chức được.") % names)
    with scopes.for_system("campaigns.add_host"):
        committee_id = Committee.objects.filter(unit=unit).values_list("pk", flat=True).first()
    if committee_id is None:
        raise Refused(_("%(unit)s chưa có Ban Chỉ đạo trong hệ thống; thành lập Ban Chỉ đạo trước.") % names)
    above = [part.unit.name for part in round.participations.select_related("unit") if _is_above(part.path, unit.path)]
    if above:
        raise Refused(
            _("%(above)s đang tham gia đợt này và gồm cả %(unit)s; bỏ %(above)s khỏi đợt trước.")
            % {"above": above[0], **names}
        )
    if _has_done_its_part(round, unit.path):
        raise Refused(
            _("%(unit)s đã có kết quả hoặc danh sách trong đợt này nên không đổi đơn vị tổ chức được nữa.") % names
        )
    host, is_new = RoundHost.objects.get_or_create(round=round, committee_id=committee_id, defaults={"path": unit.path})
    if is_new:
        _keep_paths(round, [*round.host_paths, unit.path])
        audit.record("round.co_hosted", subject=round, path=round.path, after={"unit": unit.name})
    return host


@transaction.atomic
def remove_host(*, round: Round, host: RoundHost) -> None:
    """End a committee's co-hosting. Raises `Refused` for the round's own committee, and once the co-host's subtree has
    results or has handed something in."""
    hold_alone(round)
    ensure_round_editable(round)
    unit = Unit.objects.get(path=host.path)
    if host.path == round.path:
        raise Refused(_("%(unit)s là đơn vị tổ chức đợt này nên không bỏ được.") % {"unit": unit.name})
    if _has_done_its_part(round, host.path):
        raise Refused(
            _("%(unit)s đã có kết quả hoặc danh sách trong đợt này nên không đổi đơn vị tổ chức được nữa.")
            % {"unit": unit.name}
        )
    if not is_within(host.path, round.path):  # inside, the host keeps the units as its own
        with scopes.for_system("campaigns.remove_host"):
            Duty.objects.within(host.path).filter(deadline__round=round).delete()
            Participation.objects.within(host.path).filter(round=round).delete()
    RoundHost.objects.filter(pk=host.pk).delete()
    _keep_paths(round, [path for path in round.host_paths if path != host.path])
    audit.record("round.host_removed", subject=round, path=round.path, before={"unit": unit.name})


@transaction.atomic
def choose_participants(
    *, round: Round, units: Iterable[Unit], seat: Seat, now: dt.datetime, opened: Collection[int] | None = None
) -> planning.ParticipantsSet:
    """A host's choice of the units of its own subtree; a co-host without any choice takes part as one.

    `opened` are the units (by id) that were ticked when the page was opened (`planning.set_participants`).

    What the round's deadlines ask follows the choice, also of a co-host: the round's own committee may not see its
    units.
    """
    is_owner = seat.path == round.path
    chosen = list(units)
    if not chosen and not is_owner:
        chosen = [seat.unit]
    if opened is not None:  # the host's own unit stands on no page and gives way to those below it
        opened = {*opened, seat.unit_id}
    outcome = planning.set_participants(round=round, units=chosen, host_path=seat.path, opened=opened)
    if outcome.added or outcome.removed or not is_owner:
        expecting.follow_participants(round=round, host_path=seat.path, now=now)
    return outcome


def _has_done_its_part(round: Round, path: str) -> bool:
    """Whether the subtree has results in the round or has handed something in: its people then belong to its host."""
    with scopes.for_system("campaigns.has_done_its_part"):
        handed_in = Submission.objects.within(path).filter(duty__deadline__round=round, withdrawn_at=None)
        return Unit.objects.within(path).filter(tallies__round=round).exists() or handed_in.exists()


def _is_above(path: str, other: str) -> bool:
    return is_within(other, path) and other != path


def _keep_paths(round: Round, paths: list[str]) -> None:
    round.host_paths = sorted(paths)
    round.save(update_fields=["host_paths"])
