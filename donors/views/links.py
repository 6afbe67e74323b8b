"""The clerk's desk of upload links: which units have one, giving, copying, revoking."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaigns import deadlines
from campaigns.models import Deadline, Round, State
from committees.access import SeatRequest, seat_required, unit_in_scope
from committees.models import Unit
from committees.permissions import Act
from core.listing import list_page
from core.paper.qr import qr_svg
from core.refusal import Refused
from core.text.numbers import integer
from donors import links as giving
from donors.filters import LinkFilter
from donors.link_list import OPEN, LinkLine, links_of
from donors.rights import round_for_host_clerk
from donors.tables import LinkTable


@require_safe
@seat_required(Act.READ)
def links(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The links of a round, one line a unit."""
    round = round_for_host_clerk(request, pk)
    found = links_of(round, within=request.seat.path, now=timezone.now())
    filterset = LinkFilter(request.GET or None, lines=found.lines)
    may_give = round.state == State.OPEN
    table = LinkTable(filterset.found, round_id=round.pk, may_give=may_give)
    name = _("Đường dẫn nộp danh sách %(round)s") % {"round": round.name}
    context = {
        "title": _("Đường dẫn nộp danh sách"),
        "lead": round.name,
        "crumbs": _crumbs(round, _("Đường dẫn")),
        "round": round,
        "found": found,
        "noun": _("đơn vị"),
        "may_give": may_give,
        "is_complete": len(found.open) == len(found.lines),
    }
    return list_page(request, table, filterset, "donors/links.html", context, name=name)


@require_POST
@seat_required(Act.READ)
def links_give(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A link for every unit that has none."""
    round = round_for_host_clerk(request, pk)

    def give() -> str:
        made = giving.give_links(round=round, seat=request.seat, now=timezone.now())
        if not made:
            return _("Đơn vị nào cũng đã có đường dẫn.")
        return _("Đã tạo %(count)s đường dẫn.") % {"count": integer(made)}

    _tried(request, give)
    return redirect("links", pk=round.pk)


@never_cache
@require_safe
@seat_required(Act.READ)
def links_texts(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Every open link's message for Zalo, one after another."""
    round = round_for_host_clerk(request, pk)
    found = links_of(round, within=request.seat.path, now=timezone.now())
    texts = [
        {"unit": line.unit.name, "id": line.unit.pk, "text": _zalo(request, line, found.deadline)}
        for line in found.open
    ]
    context = {
        "title": _("Tin nhắn gửi Zalo"),
        "lead": _("Chép từng tin rồi dán vào cuộc trò chuyện với đơn vị ấy."),
        "crumbs": _crumbs(round, _("Tin nhắn gửi Zalo")),
        "texts": texts,
        "back": reverse("links", args=[round.pk]),
    }
    return render(request, "donors/links_texts.html", context)


@never_cache
@require_safe
@seat_required(Act.READ)
def link(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """One unit's link: its message, address and code."""
    round, unit = round_for_host_clerk(request, pk), unit_in_scope(request, unit_pk)
    found = links_of(round, within=request.seat.path, now=timezone.now())
    line = next((each for each in found.lines if each.unit.pk == unit.pk), None)
    if line is None:
        raise Http404
    is_open = line.standing == OPEN
    address = _address(request, line) if is_open else ""
    context = {
        "title": _("Đường dẫn của %(unit)s") % {"unit": unit.name},
        "lead": round.name,
        "crumbs": _crumbs(round, unit.name),
        "round": round,
        "line": line,
        "address": address,
        "qr": qr_svg(address) if is_open else "",
        "zalo_text": _zalo(request, line, found.deadline) if is_open else "",
        "may_give": round.state == State.OPEN,
        "back": reverse("links", args=[round.pk]),
    }
    return render(request, "donors/link.html", context)


@require_POST
@seat_required(Act.READ)
def link_give(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """A new link for a unit; the former no longer opens."""
    round, unit = round_for_host_clerk(request, pk), unit_in_scope(request, unit_pk)

    def give() -> str:
        giving.give_link(round=round, unit=unit, seat=request.seat, now=timezone.now())
        return _("Đã tạo đường dẫn cho %(unit)s.") % {"unit": unit.name}

    _tried(request, give)
    return _back_to(round, unit)


@require_POST
@seat_required(Act.READ)
def link_revoke(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """Make a unit's link useless."""
    round, unit = round_for_host_clerk(request, pk), unit_in_scope(request, unit_pk)
    found = links_of(round, within=request.seat.path, now=timezone.now())
    given = next((each.link for each in found.lines if each.unit.pk == unit.pk), None)
    if given is not None:

        def revoke() -> str:
            giving.revoke(link=given, seat=request.seat, now=timezone.now())
            return _("Đã thu hồi đường dẫn của %(unit)s.") % {"unit": unit.name}

        _tried(request, revoke)
    return _back_to(round, unit)


def _back_to(round: Round, unit: Unit) -> HttpResponseBase:
    return redirect("link", pk=round.pk, unit_pk=unit.pk)


def _crumbs(round: Round, last: str) -> list[dict[str, str]]:
    return [
        {"label": _("Danh sách"), "url": reverse("lists")},
        {"label": round.name, "url": reverse("round_lists", args=[round.pk])},
        {"label": last},
    ]


def _address(request: HttpRequest, line: LinkLine) -> str:
    assert line.link is not None
    return request.build_absolute_uri(reverse("by_link", args=[giving.token_of(line.link)]))


def _zalo(request: HttpRequest, line: LinkLine, deadline: Deadline | None) -> str:
    assert line.link is not None
    assert line.until is not None
    with translation.override("vi"):
        due = deadlines.due_sentence(deadline) if deadline else ""
        return giving.zalo_text(line.link, address=_address(request, line), due=due, until=line.until)


def _tried(request: HttpRequest, act: Callable[[], str]) -> None:
    try:
        done = act()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
