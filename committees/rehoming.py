"""After a reorganisation: people of an ended unit move to its successors, one explicit act each (design.md §3).

The numbers follow a succession by themselves; people do not. The administrator of a committee above both units moves
them: the seat they held stays with its unit, empty, and they hold one of the same role at the successor at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import seats
from committees.models import Committee, IssuingBody, Seat, SeatHolding, Succession, Unit
from committees.permissions import Act, may
from committees.pictures import forget_signature
from committees.setting_up import SetUp, change_committee, save_issuing_body, set_up_committee
from core import audit
from core.refusal import Refused
from core.scope import is_within

LONGEST_TITLE = 150


@dataclass(frozen=True, slots=True)
class Names:
    """What the successor's committee is called, as it was edited; empty names are the usual ones."""

    name: str = ""
    short_name: str = ""
    standing_body: str = ""
    phone: str = ""
    address: str = ""


def has_ended(unit: Unit) -> bool:
    """Whether the unit's last day is over."""
    return unit.valid_to is not None and unit.valid_to < timezone.localdate()


def living_successors(unit: Unit) -> list[Unit]:
    """The units that continue an ended one today, through those that ended in between; by name."""
    found: dict[int, Unit] = {}
    seen, generation = {unit.pk}, {unit.pk}
    while generation:
        rows = Succession.objects.filter(predecessor__in=generation).select_related("successor")
        following = {row.successor_id: row.successor for row in rows if row.successor_id not in seen}
        found |= {pk: each for pk, each in following.items() if not has_ended(each)}
        seen |= set(following)
        generation = {pk for pk, each in following.items() if has_ended(each)}
    return sorted(found.values(), key=lambda each: (each.name_sort, each.pk))


def may_rehome(by: Seat, unit: Unit, successor: Unit | None = None) -> bool:
    """Whether the seat `by` may move people of the ended `unit`: an administrator above it, and above the successor."""
    if not may(by, Act.MANAGE_SEATS) or not has_ended(unit):
        return False
    return all(is_within(each.path, by.path) and each.path != by.path for each in (unit, successor) if each is not None)


def held_seats(unit: Unit) -> list[SeatHolding]:
    """Who still holds a seat at the unit, in the order of its seats."""
    rows = SeatHolding.objects.filter(seat__unit=unit, seat__closed_on=None, ended_at=None)
    return list(rows.select_related("seat__unit", "user").order_by("seat_id"))


@transaction.atomic
def rehome_holder(*, seat: Seat, successor: Unit, by: Seat, now: datetime) -> SeatHolding:
    """Whoever holds `seat` at an ended unit holds a seat of the same role at a successor from now on.

    A free seat of that role is taken, the same title first; where there is none, one is opened. Raises `Refused`: `by`
    may not, nobody holds the seat, the unit goes on elsewhere, or the successor has no committee for such a role yet.
    """
    seat = Seat.objects.select_for_update(of=["self"]).select_related("unit").get(pk=seat.pk)
    _refuse_move(seat.unit, successor, by)
    if seat.role in seats.COMMITTEE_ROLES and not Committee.objects.filter(unit=successor).exists():
        raise Refused(
            _("%(unit)s chưa có Ban Chỉ đạo để nhận vai trò “%(title)s”; thành lập Ban Chỉ đạo đó trước.")
            % {"unit": successor.name, "title": seat.title}
        )
    holding = SeatHolding.objects.select_for_update(of=["self"]).filter(seat=seat, ended_at=None).first()
    if holding is None:
        raise Refused(_("Vai trò “%(title)s” chưa có ai giữ.") % {"title": seat.title})
    target = _free_seat(seat, successor) or seats.open_seat(
        unit=successor, role=seat.role, title=_free_title(seat, successor), other_post=seat.other_post
    )
    holding.ended_at = max(now, holding.started_at)
    holding.save(update_fields=["ended_at"])
    forget_signature(holding)
    audit.record("seat.left", subject=seat, path=seat.path, before={"holder": str(holding.user)})
    moved = seats.start_holding(seat=target, user=holding.user, now=now)
    audit.record(
        "seat.rehomed",
        subject=target,
        path=target.path,
        before={"unit": seat.unit.name, "title": seat.title},
        after={"unit": successor.name, "title": target.title, "holder": str(holding.user)},
    )
    return moved


@transaction.atomic
def carry_committee(*, unit: Unit, successor: Unit, names: Names, by: Seat) -> SetUp:
    """Set up the successor's committee from the ended unit's: second step, seal, numbering, further issuing bodies.

    Its first seats are opened and held by nobody yet. Raises `Refused`: `by` may not, there is nothing to carry, or the
    successor has a committee.
    """
    _refuse_move(unit, successor, by)
    former = Committee.objects.filter(unit=unit).first()
    if former is None:
        raise Refused(_("%(unit)s không có Ban Chỉ đạo để chuyển.") % {"unit": unit.name})
    made = set_up_committee(
        unit=successor,
        name=names.name,
        short_name=names.short_name,
        standing_body=names.standing_body,
        phone=names.phone or former.phone,
        address=names.address or former.address,
    )
    if former.mfa_roles:
        change_committee(committee=made.committee, values={"mfa_roles": former.mfa_roles})
    for body in IssuingBody.objects.filter(committee=former).order_by("-is_default", "pk"):
        _carry_body(body, made, unit, successor)
    audit.record(
        "committee.carried",
        subject=made.committee,
        path=successor.path,
        before={"unit": unit.name},
        after={"unit": successor.name, "name": made.committee.name},
    )
    return made


def _carry_body(body: IssuingBody, made: SetUp, unit: Unit, successor: Unit) -> None:
    """The default body keeps its seal and numbering under the successor's own header; the others are renamed."""
    values: dict[str, object] = {"seal": body.seal, "numbering": body.numbering, "symbol": body.symbol}
    if body.is_default:
        save_issuing_body(committee=made.committee, body=made.issuing_body, values={**values, "is_default": True})
        return
    values |= {
        "superior_lines": _renamed(body.superior_lines, unit, successor),
        "name_lines": _renamed(body.name_lines, unit, successor),
        "place": made.issuing_body.place,
        "is_default": False,
    }
    save_issuing_body(committee=made.committee, values=values)


def _renamed(lines: list[str], unit: Unit, successor: Unit) -> list[str]:
    return [line.replace(unit.name.upper(), successor.name.upper())[:100] for line in lines]


def _refuse_move(unit: Unit, successor: Unit, by: Seat) -> None:
    if not may_rehome(by, unit, successor):
        raise Refused(
            _("Việc chuyển người từ %(unit)s sang %(new)s do quản trị của Ban Chỉ đạo cấp trên của cả hai làm.")
            % {"unit": unit.name, "new": successor.name}
        )
    if successor.pk not in {each.pk for each in living_successors(unit)}:
        raise Refused(_("%(new)s không phải đơn vị kế tiếp của %(unit)s.") % {"unit": unit.name, "new": successor.name})


def _free_seat(seat: Seat, successor: Unit) -> Seat | None:
    held = SeatHolding.objects.filter(ended_at=None).values("seat_id")
    free = Seat.objects.filter(unit=successor, role=seat.role, closed_on=None).exclude(pk__in=held)
    return free.filter(title=seat.title).first() or free.order_by("pk").first()


def _free_title(seat: Seat, successor: Unit) -> str:
    """The seat's title, told apart by the ended unit's name where the successor has one of that title."""
    taken = set(Seat.objects.filter(unit=successor, closed_on=None).values_list("title", flat=True))
    title, number = seat.title, 1
    while title in taken:
        mark = seat.unit.name if number == 1 else f"{seat.unit.name} {number}"
        title, number = f"{seat.title[: LONGEST_TITLE - len(mark) - 3]} ({mark})", number + 1
    return title
