"""The other end of an invitation: nobody has signed in, the link names one row."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from committees import scopes
from committees.middleware import SEAT_KEY
from committees.models import User
from core.refusal import Refused
from notices import invitations
from notices.forms import KnownPasswordForm, NewPasswordForm
from notices.models import Invitation

GONE, UNKNOWN, UNPROCESSABLE = 410, 404, 422


@never_cache
@sensitive_post_parameters("password")
@sensitive_variables("token")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Unit, seat and name, and one question: the password."""
    with scopes.for_token(token):
        try:
            return _answer(request, token)
        except invitations.LinkRefused as refusal:
            return refused(request, refusal)


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    offered = invitations.opened(token, now=timezone.now())
    known = invitations.known_person(offered)
    form = _form(known, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = _accepted(request, token, form, known)
        if user is not None:
            return _signed_in(request, user, offered)
    context = {"invitation": offered, "seat": offered.seat, "known": known, "form": form, "title": _title(offered)}
    return render(request, "notices/invitation.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def refused(request: HttpRequest, refusal: invitations.LinkRefused) -> HttpResponse:
    """The link does not open: one sentence, and what to do."""
    status = UNKNOWN if refusal.fault is invitations.Fault.UNKNOWN else GONE
    return render(request, "notices/link_refused.html", {"sentence": refusal.sentence}, status=status)


def _title(offered: Invitation) -> str:
    return _("Đặt lại mật khẩu") if offered.purpose == Invitation.Purpose.RESET else _("Nhận vai trò")


def _form(known: User | None, data: object) -> forms.Form:
    return KnownPasswordForm(data) if known else NewPasswordForm(data)


def _accepted(request: HttpRequest, token: str, form: forms.Form, known: User | None) -> User | None:
    """The person who took the link, or None with the reason on the form. Raises `LinkRefused`: gone meanwhile."""
    password = form.cleaned_data["password"]
    try:
        if known is not None:
            _check_password(request, known, password)
        return invitations.accept(token=token, password=password, now=timezone.now(), known=known)
    except invitations.LinkRefused:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
    except ValidationError as error:
        form.add_error("password", error)
    return None


def _check_password(request: HttpRequest, known: User, password: str) -> None:
    """As at sign-in, with its lock on guessing and its entry in the trail."""
    adapter = get_adapter(request)
    if adapter.authenticate(request, username=known.login, password=password) != known:
        raise ValidationError(_("Mật khẩu không đúng. Gõ mật khẩu đang dùng để đăng nhập."))


def _signed_in(request: HttpRequest, user: User, offered: Invitation) -> HttpResponse:
    """Go on as the person, through the second step where they have set one up."""
    request.session[SEAT_KEY] = offered.seat_id
    if offered.purpose == Invitation.Purpose.RESET:
        messages.success(request, _("Đã đặt mật khẩu mới."))
    else:
        messages.success(
            request,
            _("Đã nhận vai trò %(title)s của %(unit)s.")
            % {"title": offered.seat.title, "unit": offered.seat.unit.name},
        )
    response: HttpResponse = perform_password_login(request, {"username": user.login}, Login(user=user))
    return response
