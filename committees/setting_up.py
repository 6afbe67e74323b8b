"""Setting up a committee, and what it says of itself: name, standing body, second step, issuing bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import seats
from committees.models import Committee, IssuingBody, Level, Role, Seat, Unit
from core import audit
from core.refusal import Refused

FIRST_ROLES = (Role.HEAD, Role.STANDING_DEPUTY, Role.CLERK, Role.ADMIN)
CAUSE = "vận động hiến máu tình nguyện"
# The kinds of territory that a unit's name begins with; the rest of the name is the place line's.
_KIND = re.compile(
    r"^(tỉnh|thành phố|tp\.?|huyện|quận|thị xã|khu vực|xã|phường|thị trấn|đặc khu)\s+(?=\S)", re.IGNORECASE
)
_HAS_NO_COMMITTEE_OF_PEOPLE = re.compile(r"^(khu vực|cụm)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a committee of a unit is usually called; everything may be changed."""

    name: str
    short_name: str
    standing_body: str
    place: str
    superior_lines: tuple[str, ...]
    name_lines: tuple[str, ...]
    symbol: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """A committee that was just set up, with its seats by role; nobody holds them yet."""

    committee: Committee
    issuing_body: IssuingBody
    seats: Mapping[str, Seat]


def proposal(unit: Unit) -> Proposal:
    """Names for the committee of `unit`, from the unit's own name and level (header: NĐ 30/2020, Phụ lục I, II.2).

    Over the national committee stands no line: the Prime Minister set it up (Quyết định 235/QĐ-TTg) and it belongs to
    no ministry; a line is there only for a body with a direct superior (cơ quan chủ quản trực tiếp).
    """
    if unit.level == Level.NATIONAL:
        return Proposal(
            name=f"Ban Chỉ đạo quốc gia {CAUSE}",
            short_name="BCĐ quốc gia",
            standing_body="Trung ương Hội Chữ thập đỏ Việt Nam",
            place="Hà Nội",
            superior_lines=(),
            name_lines=("BAN CHỈ ĐẠO QUỐC GIA", CAUSE.upper()),
            symbol="BCĐQG",
        )
    called = _inside_a_sentence(unit.name)
    return Proposal(
        name=f"Ban Chỉ đạo {CAUSE} {called}",
        short_name=f"BCĐ {called}",
        standing_body=f"Hội Chữ thập đỏ {called}",
        place=_KIND.sub("", unit.name)[:80],
        superior_lines=_superior(unit),
        name_lines=("BAN CHỈ ĐẠO", CAUSE.upper()),
        symbol="BCĐ",
    )


def _superior(unit: Unit) -> tuple[str, ...]:
    """The people's committee of the unit; a cluster has none, so the committee above stands there."""
    if not _HAS_NO_COMMITTEE_OF_PEOPLE.match(unit.name):
        return (f"UBND {unit.name.upper()}",)
    if unit.parent is None or unit.parent.level == Level.NATIONAL:
        return ()
    return ("BCĐ VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN", unit.parent.name.upper())


def _inside_a_sentence(name: str) -> str:
    """ "Huyện Bình Sơn" → "huyện Bình Sơn"; a name without its kind stays."""
    return name[0].lower() + name[1:] if _KIND.match(name) else name


@transaction.atomic
def set_up_committee(
    *,
    unit: Unit,
    name: str = "",
    short_name: str = "",
    standing_body: str = "",
    phone: str = "",
    address: str = "",
) -> SetUp:
    """The committee of a territory, with its issuing body and its first seats; empty names are the usual ones.

    Raises `Refused`: the unit is no territory, has ended, or has a committee.
    """
    unit = Unit.objects.select_for_update(of=["self"]).select_related("parent").get(pk=unit.pk)
    _refuse(unit)
    usual = proposal(unit)
    committee = Committee.objects.create(
        unit=unit,
        path=unit.path,
        name=name or usual.name,
        short_name=short_name or usual.short_name,
        standing_body=standing_body or usual.standing_body,
        place=usual.place,
        phone=phone,
        address=address,
    )
    body = IssuingBody.objects.create(
        committee=committee,
        path=unit.path,
        superior_lines=list(usual.superior_lines),
        name_lines=list(usual.name_lines),
        symbol=usual.symbol,
        place=usual.place,
        is_default=True,
    )
    audit.record("committee.set_up", subject=committee, path=unit.path, after=_said(committee))
    opened = {role.value: seats.open_seat(unit=unit, role=role) for role in FIRST_ROLES}
    return SetUp(committee=committee, issuing_body=body, seats=opened)


def _refuse(unit: Unit) -> None:
    if not unit.is_territory:
        raise Refused(
            _("%(unit)s không phải cấp hành chính nên không lập Ban Chỉ đạo; lập vai trò đầu mối thay.")
            % {"unit": unit.name}
        )
    if unit.valid_to is not None and unit.valid_to < timezone.localdate():
        raise Refused(_("%(unit)s đã kết thúc; chọn đơn vị kế tiếp.") % {"unit": unit.name})
    if Committee.objects.filter(unit=unit).exists():
        raise Refused(_("%(unit)s đã có Ban Chỉ đạo.") % {"unit": unit.name})


@transaction.atomic
def change_committee(*, committee: Committee, values: Mapping[str, object]) -> Committee:
    """Set the named fields (name, short_name, standing_body, address, phone, place, mfa_roles)."""
    committee = Committee.objects.select_for_update(of=["self"]).get(pk=committee.pk)
    before = _said(committee)
    for field, value in values.items():
        setattr(committee, field, value)
    committee.save(update_fields=list(values))
    former, latter = audit.changed(before, _said(committee))
    if latter:
        audit.record("committee.changed", subject=committee, path=committee.path, before=former, after=latter)
    return committee


@transaction.atomic
def save_issuing_body(
    *, committee: Committee, body: IssuingBody | None = None, values: Mapping[str, object]
) -> IssuingBody:
    """A new issuing body (`body` None), or new words for one; values are those that committees.issuing_body_rules let
    through. One of them is the default: the newest that was made so."""
    Committee.objects.select_for_update(of=["self"]).get(pk=committee.pk)
    others = IssuingBody.objects.filter(committee=committee)
    if body is None:
        body, before = IssuingBody(committee=committee, path=committee.path), {}
    else:
        body = others.select_for_update().get(pk=body.pk)
        others, before = others.exclude(pk=body.pk), _header(body)
    for field, value in values.items():
        setattr(body, field, value)
    if body.is_default:
        others.update(is_default=False)
    elif not others.filter(is_default=True).exists():
        body.is_default = True
    body.save()
    former, latter = audit.changed(before, _header(body))
    if latter:
        action = "issuing_body.changed" if before else "issuing_body.added"
        audit.record(action, subject=body, path=committee.path, before=former, after=latter)
    return body


def _said(committee: Committee) -> dict[str, object]:
    fields = ("name", "short_name", "standing_body", "address", "phone", "place")
    return {**{field: getattr(committee, field) for field in fields}, "mfa_roles": sorted(committee.mfa_roles)}


def _header(body: IssuingBody) -> dict[str, object]:
    fields = (
        *("superior_lines", "name_lines", "symbol", "place", "seal", "numbering", "signing"),
        *("prints_check_code", "is_default"),
    )
    return {field: getattr(body, field) for field in fields}
