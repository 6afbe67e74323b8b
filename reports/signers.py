"""Who signs: the lines above the signature, the second post under it and the name, decided in this one place.

Nghị định 30/2020, Điều 13 (who may sign how) and Phụ lục I, mục II.7 (how it is written: ô số 7a and 7b). Texts are as
in a sentence; the page sets the capitals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from committees.models import Committee, IssuingBody, Level, Role, SeatHolding
from core.refusal import Refused
from reports.word.cleaning import cleaned

LONGEST_POST, LONGEST_NAME = 100, 50  # the lengths of the decree's metadata, Phụ lục VI
MOST_POST_LINES = 3

_HEADS = (Role.HEAD, Role.STANDING_DEPUTY, Role.DEPUTY)
_OFFICIALS = (Role.CLERK, Role.MEMBER)
_OFFICE_HEAD = "Chánh Văn phòng"
_POSTS = {
    Role.HEAD: "Trưởng ban",
    Role.STANDING_DEPUTY: "Phó Trưởng ban Thường trực",
    Role.DEPUTY: "Phó Trưởng ban",
}
_AGENCY = re.compile(r"(ỦY BAN|UỶ BAN|UBND|UBMTTQ|HỘI)\b")  # bodies that a chủ tịch leads
_CHAIR = re.compile(r"(phó )?chủ tịch( thường trực)?\b", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(TM|KT|TL|TUQ|Q)\s*\.", re.IGNORECASE)
# Học hàm, học vị, forms of address: names themselves have no full stop. (Ông is a surname too.)
_HONOUR = re.compile(r"[^\s.]+\.|đồng chí\s|đ/c", re.IGNORECASE)


class Power(StrEnum):
    """Quyền hạn: in whose name somebody signs, as the abbreviation says it (Điều 13; Phụ lục I, II.7.b)."""

    COLLECTIVE = "tm"
    OWN = "own"
    COLLECTIVE_FOR_HEAD = "tm_kt"
    FOR_HEAD = "kt"
    COLLECTIVE_ACTING = "tm_q"
    ACTING = "q"
    BY_ORDER = "tl"
    DELEGATED = "tuq"


_FOR_COLLECTIVE = {Power.COLLECTIVE, Power.COLLECTIVE_FOR_HEAD, Power.COLLECTIVE_ACTING}
_OF_HEAD = {
    Power.COLLECTIVE_FOR_HEAD: "KT.",
    Power.FOR_HEAD: "KT.",
    Power.BY_ORDER: "TL.",
    Power.DELEGATED: "TUQ.",
}
_ACTING = {Power.COLLECTIVE_ACTING, Power.ACTING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is printed: ô 7a, the second post of ô 7b, the name; and whose seat and holding it is, where it is one's."""

    authority: tuple[str, ...]
    second_post: tuple[str, ...] = ()
    signer: str = ""
    seat_id: int | None = None
    holding_id: int | None = None

    @property
    def printed(self) -> tuple[str, ...]:
        """The lines as the page sets them, the name last."""
        return (*(line.upper() for line in (*self.authority, *self.second_post)), self.signer)

    def as_json(self) -> dict[str, object]:
        """As a document keeps it."""
        return {
            "authority": list(self.authority),
            "second_post": list(self.second_post),
            "signer": self.signer,
            "seat_id": self.seat_id,
            "holding_id": self.holding_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who shall sign, as it was chosen: a holding, or a person by `name` where `holding_id` is none.

    `power` is none for the usual one of a seat. `post` and `second_post` are lines that stand in place of the seat's.
    """

    holding_id: int | None = None
    power: Power | None = None
    post: str = ""
    second_post: str = ""
    name: str = ""

    def as_json(self) -> dict[str, object]:
        """As a document keeps it beside the block."""
        return {
            "holding_id": self.holding_id,
            "power": str(self.power or ""),
            "post": self.post,
            "second_post": self.second_post,
            "name": self.name,
        }


# --- The block ------------------------------------------------------------------------------------


def usual_signer(body: IssuingBody, committee: Committee) -> Block:
    """Who signs until somebody is chosen: the committee's head, else a deputy for the head.

    What a Văn phòng issues its own head signs (the notice of a conference's conclusions), on behalf of nobody.
    """
    holdings = who_may_sign(committee)
    if _is_office(body):
        office = next((each for each in holdings if _heads_office(each)), None)
        return _of_holding(body, office, Choice()) if office else Block(authority=(_OFFICE_HEAD,))
    by_role = {each.seat.role: each for each in reversed(holdings)}
    head = next((by_role[role] for role in _HEADS if role in by_role), None)
    if head is not None:
        return _of_holding(body, head, Choice())
    return Block(authority=(_collective_of(body), head_post(body)))


def block_of(body: IssuingBody, committee: Committee, choice: Choice) -> Block:
    """The block that a choice prints. Raises `Refused` for what the decree does not allow, or who may not sign."""
    if choice.holding_id is None:
        return _of_person(body, choice)
    holding = next((each for each in who_may_sign(committee) if each.pk == choice.holding_id), None)
    if holding is None:
        raise Refused(_("Người này không còn giữ vai trò đã chọn; chọn lại người ký."))
    return _of_holding(body, holding, choice)


def who_may_sign(committee: Committee) -> list[SeatHolding]:
    """Who can be chosen: heads and deputies by rank, the head of a Văn phòng, then officials (TL., TUQ.).

    The Văn phòng is the unit's own, or stands as an agency under it; each unit below has one of its own.
    """
    own = Q(seat__unit=committee.unit_id, seat__role__in=(*_HEADS, *_OFFICIALS))
    near = Q(seat__unit=committee.unit_id) | Q(seat__unit__parent=committee.unit_id, seat__unit__level=Level.AGENCY)
    office = near & Q(seat__title__istartswith=_OFFICE_HEAD)
    holdings = SeatHolding.objects.within(committee.path).filter(own | office, seat__closed_on=None, ended_at=None)
    rows = list(holdings.select_related("seat", "user").order_by("path", "pk"))
    return sorted(rows, key=lambda each: _rank(each, committee))


def _rank(holding: SeatHolding, committee: Committee) -> int:
    if holding.seat.unit_id == committee.unit_id and holding.seat.role in _HEADS:
        return _HEADS.index(Role(holding.seat.role))
    return len(_HEADS) + (not _heads_office(holding))


def _of_holding(body: IssuingBody, holding: SeatHolding, choice: Choice) -> Block:
    seat = holding.seat
    power, post = _usual(body, holding)
    power = choice.power or power
    if power is None:
        raise Refused(
            _("“%(title)s” không đứng đầu Ban Chỉ đạo nên chỉ ký thừa lệnh hoặc thừa ủy quyền; chọn TL. hoặc TUQ.")
            % {"title": seat.title}
        )
    lines = _lines(choice.post) or (post,)
    typed = _second_post(body, choice)
    from_seat = (seat.other_post,) if seat.other_post and _prints_second_post(body, power, holding) else ()
    return Block(
        authority=_authority(body, power, lines),
        second_post=typed or from_seat,
        signer=holding.user.full_name,
        seat_id=seat.pk,
        holding_id=holding.pk,
    )


def _of_person(body: IssuingBody, choice: Choice) -> Block:
    name = " ".join(cleaned(choice.name).split())
    if not name:
        raise Refused(_("Ghi họ và tên người ký."))
    if len(name) > LONGEST_NAME:
        raise Refused(_("Họ và tên dài quá %(most)s chữ; ghi lại.") % {"most": LONGEST_NAME})
    if _HONOUR.match(name):
        raise Refused(_("Trước họ và tên không ghi học hàm, học vị hay danh xưng; chỉ ghi họ và tên."))
    lines = _lines(choice.post)
    if choice.power is None:
        raise Refused(_("Chọn quyền hạn ký (TM., KT., TL., TUQ., Q. hoặc theo chức vụ)."))
    if not lines:
        raise Refused(_("Ghi chức vụ của người ký."))
    return Block(
        authority=_authority(body, choice.power, lines),
        second_post=_second_post(body, choice),
        signer=name,
    )


def _authority(body: IssuingBody, power: Power, post: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of ô 7a. Raises `Refused` where the post has an abbreviation that the power does not allow."""
    _refuse_abbreviations(power, post)
    above = [_collective_of(body)] if power in _FOR_COLLECTIVE else []
    if power in _OF_HEAD:
        if post[-1].casefold() == head_post(body).casefold():
            raise Refused(_("Người đứng đầu không ký thay chính mình; chọn TM. hoặc ký theo chức vụ."))
        above.append(f"{_OF_HEAD[power]} {head_post(body)}")
    if power in _ACTING:
        post = (f"Q. {post[0]}", *post[1:])
    return (*above, *post)


def _refuse_abbreviations(power: Power, post: tuple[str, ...]) -> None:
    """An official who signs by order may let a deputy sign for him (Điều 13.4); who is authorised may not (13.3)."""
    found = [match.group(1).upper() for line in post if (match := _ABBREVIATED.match(line))]
    if power == Power.BY_ORDER and found == ["KT"] and _ABBREVIATED.match(post[0]) and len(post) > 1:
        return
    if power == Power.DELEGATED and found:
        raise Refused(
            _("Người được ủy quyền không ủy quyền lại cho người khác ký; bỏ “%(mark)s.”.") % {"mark": found[0]}
        )
    if found:
        raise Refused(_("Chữ “%(mark)s.” chọn ở ô quyền hạn, không gõ ở ô chức vụ; xóa chữ đó.") % {"mark": found[0]})


def _second_post(body: IssuingBody, choice: Choice) -> tuple[str, ...]:
    """The typed lines of ô 7b. Raises `Refused` under a seal of the body's own (Phụ lục I, II.7.c)."""
    lines = _lines(choice.second_post)
    if lines and body.seal == IssuingBody.Seal.OWN:
        raise Refused(
            _("Cơ quan ban hành có con dấu riêng nên chỉ ghi chức danh ở trên; xóa chức vụ khác của người ký.")
        )
    return lines


def _prints_second_post(body: IssuingBody, power: Power, holding: SeatHolding) -> bool:
    """The seat's other post stands only under another body's seal, and beside a post in the committee."""
    is_advisory = not _is_office(body) and not _is_agency(body)
    leads = holding.seat.role in _HEADS and not _heads_office(holding)
    return (
        is_advisory and leads and body.seal != IssuingBody.Seal.OWN and power not in {Power.BY_ORDER, Power.DELEGATED}
    )


# --- Posts ----------------------------------------------------------------------------------------


def head_post(body: IssuingBody) -> str:
    """The post of who heads an issuing body: what KT., TL. and TUQ. stand before."""
    if _is_office(body):
        return _OFFICE_HEAD
    return "Chủ tịch" if _is_agency(body) else _POSTS[Role.HEAD]


def _usual(body: IssuingBody, holding: SeatHolding) -> tuple[Power | None, str]:
    """How a seat signs unless told: its power, none for who does not lead, and its post."""
    seat = holding.seat
    if _heads_office(holding):
        return (Power.OWN if _is_office(body) else Power.BY_ORDER), _OFFICE_HEAD
    if seat.role not in _HEADS or _is_office(body):
        return None, seat.other_post or seat.title
    is_head = seat.role == Role.HEAD
    post = _POSTS[Role(seat.role)]
    if _is_agency(body):
        chair = _CHAIR.match(seat.other_post)
        is_head = not chair.group(1) if chair else is_head
        post = "Chủ tịch" if is_head else "Phó Chủ tịch"
    return (Power.COLLECTIVE if is_head else Power.COLLECTIVE_FOR_HEAD), post


def _heads_office(holding: SeatHolding) -> bool:
    return bool(holding.seat.title.casefold().startswith(_OFFICE_HEAD.casefold()))


def _collective_of(body: IssuingBody) -> str:
    first = body.name_lines[0]
    return f"TM. {'Ban Chỉ đạo' if first.upper().startswith('BAN CHỈ ĐẠO') else first}"


def _is_office(body: IssuingBody) -> bool:
    return bool(body.name_lines[0].upper().startswith("VĂN PHÒNG"))


def _is_agency(body: IssuingBody) -> bool:
    return bool(_AGENCY.match(body.name_lines[0].upper()))


def _lines(typed: str) -> tuple[str, ...]:
    """What was typed as lines. Raises `Refused` for too many or too long ones."""
    lines = tuple(line for each in typed.splitlines() if (line := " ".join(cleaned(each).split())))
    if len(lines) > MOST_POST_LINES:
        raise Refused(_("Chức vụ dài quá %(most)s dòng; gộp bớt dòng.") % {"most": MOST_POST_LINES})
    if any(len(line) > LONGEST_POST for line in lines):
        raise Refused(_("Chức vụ dài quá %(most)s chữ một dòng; viết gọn lại.") % {"most": LONGEST_POST})
    return lines


def has_left(signature: Mapping[str, object]) -> bool:
    """Whether who is to sign by a seat no longer holds it."""
    holding_id = signature.get("holding_id")
    if not isinstance(holding_id, int):
        return False
    return not SeatHolding.objects.filter(pk=holding_id, ended_at=None).exists()


# --- Words ----------------------------------------------------------------------------------------


def called(holding: SeatHolding) -> str:
    """Somebody among those who may sign: the name, then the seat."""
    return f"{holding.user.full_name} · {holding.seat.title}"


def chosen_of(signature: Mapping[str, object]) -> Choice | None:
    """The choice that a document keeps; none where the usual signer stands."""
    kept = signature.get("chosen")
    if not isinstance(kept, Mapping):
        return None
    power, holding = str(kept.get("power") or ""), kept.get("holding_id")
    return Choice(
        holding_id=holding if isinstance(holding, int) else None,
        power=Power(power) if power else None,
        post=str(kept.get("post") or ""),
        second_post=str(kept.get("second_post") or ""),
        name=str(kept.get("name") or ""),
    )
