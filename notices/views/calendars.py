"""A person's calendar address: making it, taking it back, and what a calendar program reads there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from committees.access import SeatRequest, seat_required
from notices import calendar_feed as feeds
from notices.views.my_messages import person


@require_POST
@never_cache
@seat_required()
@sensitive_variables("token", "address")
def calendar_make(request: SeatRequest) -> HttpResponse:
    """A new address, shown on this answer only; the old one ends."""
    token = feeds.make_feed(user=person(request), now=timezone.now())
    address = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
    return render(request, "notices/calendar_made.html", {"title": _("Địa chỉ lịch"), "address": address})


@require_POST
@seat_required()
def calendar_revoke(request: SeatRequest) -> HttpResponse:
    """Make the address useless."""
    if feeds.revoke_feed(user=person(request), now=timezone.now()):
        messages.success(request, _("Đã thu hồi địa chỉ lịch; lịch đã thêm vào máy sẽ không cập nhật nữa."))
    return redirect("my_messages")


@require_safe
@sensitive_variables("token")
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, for whoever has the address; nobody is signed in. An address that has ended is not there."""
    content = feeds.read_feed(token, now=timezone.now())
    if content is None:
        raise Http404
    etag = feeds.etag_of(content)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response = get_conditional_response(request, etag=etag, response=response) or response
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response
