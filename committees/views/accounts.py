"""Signing in, choosing the active seat, and standing without one."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from committees.middleware import SEAT_KEY
from committees.models import Seat
from committees.signing_in import demo_accounts


class SignInView(LoginView):
    """The sign-in page; in demo mode it lists the demo accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's context and the demo accounts."""
        return {**super().get_context_data(**kwargs), "demo_accounts": demo_accounts()}


@require_POST
@login_required
def switch_seat(request: HttpRequest) -> HttpResponseBase:
    """Make one of the person's own seats the active one, for this browser session."""
    seats: list[Seat] = getattr(request, "seats", [])
    wanted = request.POST.get("seat", "")
    seat = next((seat for seat in seats if str(seat.pk) == wanted), None)
    if seat is None:
        raise Http404
    request.session[SEAT_KEY] = seat.pk
    return redirect(_safe_next(request) or "home")


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else ""


@require_safe
@login_required
def no_seat(request: HttpRequest) -> HttpResponse:
    """What a person without any seat sees: whom to ask."""
    if getattr(request, "seat", None) is not None:
        return redirect("home")
    return render(request, "committees/no_seat.html")
