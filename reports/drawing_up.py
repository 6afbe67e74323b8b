"""Drawing a document up from the data as they stand: what it is about, its kind's text and figures, who signs."""

from __future__ import annotations

import datetime as dt

import structlog
from django.utils.translation import gettext as _

from committees.models import Committee, IssuingBody, Role, SeatHolding
from core.refusal import Refused
from core.text.language import in_vietnamese
from reports.blocks import figure_keys
from reports.figures.book import FiguresDisagreeError
from reports.kinds import KINDS, About, Draft, Kind, NewDue
from reports.models import Document

log = structlog.get_logger(__name__)

_HEADS = (Role.HEAD, Role.STANDING_DEPUTY, Role.DEPUTY)
_POSTS = {
    Role.HEAD: ("Trưởng ban",),
    Role.STANDING_DEPUTY: ("KT. Trưởng ban", "Phó Trưởng ban Thường trực"),
    Role.DEPUTY: ("KT. Trưởng ban", "Phó Trưởng ban"),
}
_OFFICE_HEAD = "Chánh Văn phòng"


def about_of(document: Document) -> About:
    """What a kept document is about."""
    assert document.plan is not None, "a document that is drawn up hangs on a plan"
    due = document.new_due_at
    return About(
        plan=document.plan,
        committee=document.committee,
        issuing_body=document.issuing_body,
        deadline=document.deadline,
        window=document.window,
        conference=document.conference,
        months=document.months,
        to_unit=document.to_unit,
        names_units=document.names_units,
        new_due=NewDue(due, document.new_due_wording) if due is not None else None,
    )


@in_vietnamese()
def draw_up(kind: Kind, about: About, *, now: dt.datetime) -> Draft:
    """The document as it would be drafted now, in Vietnamese whoever asks.

    Raises `Refused` where the figures are moving at this moment and their totals do not agree.
    """
    try:
        draft = kind.draw_up(about, now=now)
    except FiguresDisagreeError as error:
        log.error("figures.disagree", plan=about.plan.pk, kind=kind.key, key=str(error))
        raise Refused(
            _("Số liệu năm %(year)s đang thay đổi nên tổng chưa khớp; thử lại sau ít phút.") % {"year": about.plan.year}
        ) from error
    unbound = [key for key in figure_keys(draft.blocks) if key not in draft.figures]
    if unbound:
        raise KeyError(unbound[0])
    return draft


def drawn_again(document: Document, *, now: dt.datetime) -> Draft:
    """A kept document as its kind would draw it up now. Raises `Refused` as `draw_up` does."""
    if document.plan is None:
        raise Refused(_("Văn bản này không gắn với kế hoạch nào nên không có số liệu để cập nhật."))
    return draw_up(KINDS[document.kind], about_of(document), now=now)


def issuing_body_of(committee: Committee) -> IssuingBody:
    """Whose header, symbol and seal a new document carries. Raises `Refused` where the committee has none yet."""
    body: IssuingBody | None = IssuingBody.objects.filter(committee=committee).order_by("-is_default", "pk").first()
    if body is None:
        raise Refused(_("Ban Chỉ đạo chưa khai cơ quan ban hành văn bản; khai tên, ký hiệu và địa danh trước."))
    return body


def signature_of(body: IssuingBody, committee: Committee) -> dict[str, object]:
    """Who signs: the committee's head, else a deputy for the head; the second post only under another body's seal.

    What a Văn phòng issues its own head signs (the notice of a conference's conclusions), on behalf of nobody.
    """
    if body.name_lines[0].upper().startswith("VĂN PHÒNG"):
        return _signed_by_office_head(committee)
    holdings = SeatHolding.objects.filter(
        seat__unit=committee.unit_id, seat__role__in=_HEADS, seat__closed_on=None, ended_at=None
    ).select_related("seat", "user")
    by_role = {holding.seat.role: holding for holding in holdings}
    role = next((role for role in _HEADS if role in by_role), Role.HEAD)
    holding = by_role.get(role)
    on_behalf = "Ban Chỉ đạo" if body.name_lines[0].upper().startswith("BAN CHỈ ĐẠO") else body.name_lines[0]
    other_post = holding.seat.other_post if holding and body.seal != IssuingBody.Seal.OWN else ""
    return {
        "authority": [f"TM. {on_behalf}", *_POSTS[role]],
        "second_post": [other_post] if other_post else [],
        "signer": holding.user.full_name if holding else "",
        "seat_id": holding.seat_id if holding else None,
    }


def _signed_by_office_head(committee: Committee) -> dict[str, object]:
    """The head of the Văn phòng: whoever holds a seat by that title at the committee's unit or below it."""
    seats = SeatHolding.objects.within(committee.path).filter(
        seat__title__istartswith=_OFFICE_HEAD, seat__closed_on=None, ended_at=None
    )
    holding = seats.select_related("user").order_by("path", "pk").first()
    return {
        "authority": [_OFFICE_HEAD],
        "second_post": [],
        "signer": holding.user.full_name if holding else "",
        "seat_id": holding.seat_id if holding else None,
    }
