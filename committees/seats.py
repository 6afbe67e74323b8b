"""Seats: opening and closing them, who may, and who holds one from when to when.

A person takes a seat by an invitation (notices/invitations.py); what stands here never makes a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from committees import scopes
from committees.models import Committee, Role, Seat, SeatCharge, SeatHolding, Unit, User
from committees.permissions import Act, may
from committees.pictures import forget_signature
from core import audit
from core.refusal import Refused
from core.scope import ancestors, is_within
from core.text.folding import compose
from core.text.language import in_vietnamese

# Roles of a committee; a member unit without one has only its focal seats.
COMMITTEE_ROLES = frozenset(Role.values) - {Role.FOCAL.value}


def governing_path(unit: Unit) -> str:
    """The path of the nearest committee at the unit or above it; empty where there is none in sight."""
    paths = Committee.objects.filter(path__in=[*ancestors(unit.path), unit.path]).values_list("path", flat=True)
    return max(paths, key=len, default="")


def may_manage(by: Seat, unit: Unit, role: str) -> bool:
    """Whether the seat `by` may open, close, invite to and end seats of `role` at `unit`.

    The administrator: every seat of the own committee and its member units; in a committee below only the
    administrator's seat, so that one who was lost can be invited again and nobody takes a place among its people. The
    clerk: the focal seats of the own committee's member units.
    """
    return is_within(unit.path, by.path) and _may_manage(by, unit, role, is_own=governing_path(unit) == by.path)


def _may_manage(by: Seat, unit: Unit, role: str, *, is_own: bool) -> bool:
    if may(by, Act.MANAGE_SEATS):
        return is_own or role == Role.ADMIN
    if by.role == Role.CLERK:
        return is_own and role == Role.FOCAL and unit.path != by.path
    return False


def manageable_roles(by: Seat, unit: Unit) -> list[Role]:
    """The roles that `by` may open a seat for at `unit`, in the order of the table of roles."""
    if not is_within(unit.path, by.path):
        return []
    governing = governing_path(unit)
    return [
        role
        for role in Role
        if (governing == unit.path or role not in COMMITTEE_ROLES)
        and _may_manage(by, unit, role, is_own=governing == by.path)
    ]


def refuse_unless_manageable(by: Seat, unit: Unit, role: str) -> None:
    """Raise `Refused` where `may_manage` says no."""
    if not may_manage(by, unit, role):
        raise Refused(
            _("Vai trò “%(role)s” của %(unit)s do quản trị của Ban Chỉ đạo đó lập và giao; nhờ quản trị làm việc này.")
            % {"role": Role(role).label, "unit": unit.name}
        )


@transaction.atomic
def add_seat(*, unit: Unit, role: str, title: str = "", other_post: str = "", by: Seat) -> Seat:
    """A new seat of `unit`, held by nobody yet; the title is the role's own name unless told.

    Raises `Refused`: `by` may not, or the unit has an open seat of that title.
    """
    refuse_unless_manageable(by, unit, role)
    if role in COMMITTEE_ROLES and not Committee.objects.filter(path=unit.path).exists():
        raise Refused(_("%(unit)s chưa có Ban Chỉ đạo nên chỉ có vai trò đầu mối.") % {"unit": unit.name})
    return open_seat(unit=unit, role=role, title=title, other_post=other_post)


def open_seat(*, unit: Unit, role: str, title: str = "", other_post: str = "") -> Seat:
    """The row of a new seat, for whoever has already decided that it may be (setting a committee up)."""
    title = compose(title) or _usual_title(role)
    _refuse_taken_title(unit, title)
    seat = Seat.objects.create(unit=unit, path=unit.path, role=role, title=title, other_post=compose(other_post))
    audit.record("seat.added", subject=seat, path=seat.path, after=_facts(seat))
    return seat


def _refuse_taken_title(unit: Unit, title: str, *, of: Seat | None = None) -> None:
    """Raise `Refused` where another open seat of the unit is called so; the unit is held until the transaction ends."""
    Unit.objects.select_for_update().get(pk=unit.pk)  # two savers do not both find the title free
    others = Seat.objects.filter(unit=unit, title=title, closed_on=None)
    if (others.exclude(pk=of.pk) if of else others).exists():
        raise Refused(
            _("%(unit)s đã có vai trò “%(title)s”; đặt tên khác, như “%(title)s 2”.")
            % {"unit": unit.name, "title": title}
        )


@in_vietnamese()
def _usual_title(role: str) -> str:
    return str(Role(role).label)


@transaction.atomic
def change_seat(*, seat: Seat, title: str, other_post: str, by: Seat) -> Seat:
    """Name the seat differently, or the post its holder also signs with ("Phó Chủ tịch UBND huyện").

    Raises `Refused`: `by` may not, or another open seat of the unit has that title.
    """
    refuse_unless_manageable(by, seat.unit, seat.role)
    title = compose(title) or _usual_title(seat.role)
    _refuse_taken_title(seat.unit, title, of=seat)
    seat = _locked(seat)
    before = _facts(seat)
    seat.title, seat.other_post = title, compose(other_post)
    seat.save(update_fields=["title", "other_post"])
    former, latter = audit.changed(before, _facts(seat))
    if latter:
        audit.record("seat.changed", subject=seat, path=seat.path, before=former, after=latter)
    return seat


@transaction.atomic
def close_seat(*, seat: Seat, on: date, by: Seat) -> Seat:
    """End a seat that nobody holds any more. Raises `Refused` while somebody does, or for the own seat."""
    refuse_unless_manageable(by, seat.unit, seat.role)
    seat = _locked(seat)
    if seat.closed_on is not None:
        raise Refused(_("Vai trò “%(title)s” đã bãi bỏ rồi.") % {"title": seat.title})
    if SeatHolding.objects.filter(seat=seat, ended_at=None).exists():
        raise Refused(
            _("“%(title)s” còn người đang giữ; kết thúc người đó trước, rồi bãi bỏ vai trò.") % {"title": seat.title}
        )
    seat.closed_on = on
    seat.save(update_fields=["closed_on"])
    audit.record("seat.closed", subject=seat, path=seat.path, after={"closed_on": on.isoformat()})
    return seat


@transaction.atomic
def set_away(*, seat: Seat, until: date | None, stand_in: Seat | None, by: Seat, today: date) -> Seat:
    """Somebody is away to the end of `until`, and `stand_in` gets their messages meanwhile; None: they are back.

    Told by whoever holds the seat, or manages it. Raises `Refused` for a day that is past, and
    for who may not stand in.
    """
    if by.pk != seat.pk:
        refuse_unless_manageable(by, seat.unit, seat.role)
    if until is not None and until < today:
        raise Refused(_("Ngày nghỉ đã qua; chọn ngày từ hôm nay, hoặc để trống nếu đã đi làm lại."))
    seat = _locked(seat)
    if stand_in is not None and not may_stand_in(seat).filter(pk=stand_in.pk).exists():
        raise Refused(_("Vai trò làm thay phải của đơn vị này và đang có người giữ; chọn lại."))
    seat.away_until, seat.stand_in = until, stand_in if until is not None else None
    seat.save(update_fields=["away_until", "stand_in"])
    audit.record("seat.away", subject=seat, path=seat.path, after={"until": until.isoformat() if until else ""})
    return seat


def may_stand_in(seat: Seat) -> QuerySet[Seat]:
    """The other open seats of the unit that somebody holds."""
    others = Seat.objects.filter(unit=seat.unit_id, closed_on=None, holdings__ended_at=None, holdings__isnull=False)
    return others.exclude(pk=seat.pk).distinct().order_by("title", "pk")


def holder_of(seat: Seat) -> SeatHolding | None:
    """Who holds the seat now, with the person."""
    return SeatHolding.objects.filter(seat=seat, ended_at=None).select_related("user").first()


@transaction.atomic
def start_holding(*, seat: Seat, user: User, now: datetime) -> SeatHolding:
    """The person holds the seat from now on. Raises `Refused` where it is closed or somebody holds it."""
    seat = _locked(seat)
    if seat.closed_on is not None:
        raise Refused(_("Vai trò “%(title)s” đã bãi bỏ nên không nhận được nữa.") % {"title": seat.title})
    try:
        with transaction.atomic():
            holding = SeatHolding.objects.create(seat=seat, user=user, path=seat.path, started_at=now)
    except IntegrityError:  # one_holder_per_seat
        raise Refused(
            _("Vai trò “%(title)s” đã có người giữ; hỏi lại thường trực Ban Chỉ đạo.") % {"title": seat.title}
        ) from None
    audit.record("seat.taken", subject=seat, path=seat.path, after={"holder": str(user)})
    return holding


@transaction.atomic
def end_holding(*, seat: Seat, at: datetime, by: Seat) -> SeatHolding:
    """Whoever holds the seat holds it until `at`. Raises `Refused`: nobody does, or it is the seat that asks."""
    refuse_unless_manageable(by, seat.unit, seat.role)
    if seat.pk == by.pk:
        raise Refused(_("Không thể tự kết thúc vai trò đang dùng; nhờ một quản trị khác, hoặc Ban Chỉ đạo cấp trên."))
    holding = SeatHolding.objects.select_for_update(of=["self"]).filter(seat=seat, ended_at=None).first()
    if holding is None:
        raise Refused(_("Vai trò “%(title)s” chưa có ai giữ.") % {"title": seat.title})
    holding.ended_at = max(at, holding.started_at)
    holding.save(update_fields=["ended_at"])
    forget_signature(holding)
    audit.record("seat.left", subject=seat, path=seat.path, before={"holder": str(holding.user)})
    return holding


@transaction.atomic
def set_charges(*, seat: Seat, units: Sequence[Unit], by: Seat) -> None:
    """Which units a member of the committee is in charge of; each directly below the committee's own."""
    refuse_unless_manageable(by, seat.unit, seat.role)
    for unit in units:
        if not is_within(unit.path, seat.path) or unit.path == seat.path:
            raise Refused(_("%(unit)s không thuộc địa bàn của Ban Chỉ đạo.") % {"unit": unit.name})
    before = sorted(SeatCharge.objects.filter(seat=seat).values_list("unit__name", flat=True))
    SeatCharge.objects.filter(seat=seat).exclude(unit__in=units).delete()
    kept = set(SeatCharge.objects.filter(seat=seat).values_list("unit_id", flat=True))
    SeatCharge.objects.bulk_create(
        SeatCharge(seat=seat, unit=unit, path=seat.path) for unit in units if unit.pk not in kept
    )
    after = sorted(unit.name for unit in units)
    if before != after:
        audit.record(
            "seat.charges_set", subject=seat, path=seat.path, before={"charges": before}, after={"charges": after}
        )


def holds_elsewhere(user: User, by: Seat) -> bool:
    """Whether the person also holds a seat that `by` may not manage: then `by` may not touch their password.

    An answer across tenants: yes or no, and never which seat.
    """
    with scopes.for_person(user):
        holdings = SeatHolding.objects.filter(user=user, ended_at=None).select_related("seat__unit")
        held = [holding.seat for holding in holdings]
    return any(not may_manage(by, seat.unit, seat.role) for seat in held)


def _locked(seat: Seat) -> Seat:
    return Seat.objects.select_for_update(of=["self"]).select_related("unit").get(pk=seat.pk)


def _facts(seat: Seat) -> dict[str, object]:
    return {"unit": seat.unit.name, "role": seat.role, "title": seat.title, "other_post": seat.other_post}
