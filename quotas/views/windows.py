"""Progress in a campaign window: a unit's part, against its superior's figure and its own, and the units below."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import CampaignWindow
from committees.access import SeatRequest, seat_required, unit_in_scope, visible
from committees.models import Unit
from committees.permissions import Act
from core.listing import list_page
from core.scope import is_within
from core.text.dates import short_date
from core.text.numbers import decimal, integer, percent
from quotas.filters import WindowFilter
from quotas.tables import WindowTable, sum_known
from quotas.views.progress import missing_in_words
from quotas.window_progress import MOST_NAMED, RoundUse, WindowProgress
from quotas.window_progress import window_progress as progress_in


@require_safe
@seat_required(Act.READ)
def window_progress(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The window as the seat's unit has part in it: its committee's whole, or the own part in a superior's window."""
    window = _window(pk)
    seat = request.seat
    unit = window.plan.committee.unit if is_within(window.path, seat.path) else seat.unit
    return _page(request, window, unit)


@require_safe
@seat_required(Act.READ)
def window_progress_unit(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """The part of a unit of the own subtree."""
    window = _window(pk)
    unit = unit_in_scope(request, unit_pk)
    if not is_within(unit.path, window.path):
        raise Http404
    return _page(request, window, unit)


def _window(pk: int) -> CampaignWindow:
    return visible(CampaignWindow.objects.select_related("plan__committee__unit"), pk=pk)


def _page(request: SeatRequest, window: CampaignWindow, unit: Unit) -> HttpResponseBase:
    progress = progress_in(window=window, unit=unit, now=timezone.now())
    filterset = WindowFilter(request.GET or None, lines=progress.lines)
    table = WindowTable(progress, filterset.found)
    plan = window.plan
    need = progress.superior if progress.superior.figure is not None else progress.own
    context = {
        "title": f"{window.name} · {unit.name}",
        "crumbs": [
            {"label": plan.title, "url": reverse("plan", args=[plan.pk])},
            {"label": _("Chỉ tiêu và chiến dịch"), "url": reverse("plan_targets", args=[plan.pk])},
            {"label": window.name},
        ],
        "lead": _("Từ ngày %(start)s đến ngày %(end)s.")
        % {"start": short_date(window.starts_on), "end": short_date(window.ends_on)},
        "as_of": progress.as_of,
        "window": window,
        "progress": progress,
        "needed": need.figure,
        "note": _note(progress, need.figure),
        "noun": _("đơn vị"),
        "counted": [_round_in_words(use, progress) for use in progress.counted],
        "overlapping": [_round_in_words(use, progress) for use in progress.not_counted if use.is_dated],
        "undated": [_round_in_words(use, progress) for use in progress.not_counted if not use.is_dated],
        "more": len(progress.rounds) > MOST_NAMED,
    }
    name = f"{window.name} {unit.name}"
    return list_page(request, table, filterset, "quotas/window.html", context, name=name, page_size=None)


def _note(progress: WindowProgress, needed: int | None) -> str:
    """What is missing, both figures that the result answers to, and its share of the year's quota."""
    whole = max(Decimal(0), needed - (progress.result or Decimal(0))) if needed is not None else None
    of_units = sum_known(line.missing for line in progress.lines) if progress.adds_up else None
    parts = missing_in_words(whole, of_units)
    if progress.superior.in_words:
        parts.append(_("Cấp trên giao: %(words)s") % {"words": progress.superior.in_words})
    if progress.own.in_words:
        own = _("Ban Chỉ đạo đặt: %(words)s") % {"words": progress.own.in_words}
        if progress.superior.figure is not None and progress.own.figure:
            share = percent(progress.result or 0, progress.own.figure)
            own += f" ({integer(progress.result or 0)}/{integer(progress.own.figure)}, {share})"
        parts.append(own)
    if progress.share_of_year is not None and progress.result is not None:
        share = f"{decimal(progress.share_of_year, 1)}%"
        parts.append(_("Bằng %(share)s chỉ tiêu cả năm") % {"share": share})
    return " · ".join(parts)


def _round_in_words(use: RoundUse, progress: WindowProgress) -> str:
    """«Đợt 2 (25/4/2026 – 05/5/2026)», with its committee where that is another."""
    round = use.round
    name = round.name
    if round.path != progress.unit.path:
        name = _("%(round)s của %(committee)s") % {"round": round.name, "committee": round.plan.committee.name}
    days = [short_date(day) for day in (round.starts_on, round.ends_on) if day is not None]
    if len(days) == 2 and days[0] == days[1]:
        days = days[:1]
    return f"{name} ({' – '.join(days)})" if days else name
