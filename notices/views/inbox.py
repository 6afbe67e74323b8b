"""The inbox: what was told to one's seats."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, seat_required, visible
from committees.middleware import SEAT_KEY
from core.listing import list_page
from notices.filters import NoticeFilter
from notices.inbox import mark_read, notices_of
from notices.models import Notice
from notices.tables import NoticeTable


@require_safe
@seat_required()
def inbox(request: SeatRequest) -> HttpResponse:
    """Messages to all seats of the person, newest first."""
    filterset = NoticeFilter(request.GET, queryset=notices_of(request.seats))
    context = {"title": _("Thông báo"), "noun": _("thông báo")}
    return list_page(request, NoticeTable(filterset.qs), filterset, "list.html", context, name="thong-bao")


@require_safe
@seat_required()
def notice(request: SeatRequest, pk: int) -> HttpResponse:
    """Open a message: it is read now, its seat becomes the active one, and the page it speaks of opens.

    What says more than its subject is shown first; a reminder is not, since the page it leads to says it anew.
    """
    row: Notice = visible(notices_of(request.seats), pk=pk)
    mark_read(notice=row, now=timezone.now())
    request.session[SEAT_KEY] = row.seat_id
    link = row.link if url_has_allowed_host_and_scheme(row.link, allowed_hosts={request.get_host()}) else ""
    if row.body and (row.kind != Notice.Kind.DUTY or not link):
        return render(request, "notices/notice.html", {"title": row.subject, "notice": row, "link": link})
    return redirect(link or "inbox")
