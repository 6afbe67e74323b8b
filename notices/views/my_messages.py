"""How messages come to the person who is signed in: hour, mail, and the address of their calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from committees.access import SeatRequest, seat_required
from committees.form_page import FormPage, form_page, posted
from committees.models import User
from core.refusal import Refused
from notices import preferences
from notices.calendar_feed import feed_of
from notices.forms import MessagesForm


def person(request: SeatRequest) -> User:
    """Who is signed in, read anew: what a refused form has set must not show in the frame around it."""
    assert request.user.pk is not None
    return User.objects.get(pk=request.user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required()
def my_messages(request: SeatRequest) -> HttpResponse:
    """Hour, mail and address; how the last mail went; the calendar."""
    user = person(request)
    first = {"hour": user.message_hour, "gets_email": user.gets_email, "email": user.email}
    form = MessagesForm(posted(request), initial=first)

    def act() -> str:
        preferences.set_preferences(user=user, seat=request.seat, **form.cleaned_data)
        return reverse("my_messages")

    page = FormPage(
        title=_("Nhận tin"),
        lead=_("Tin nhắc việc phải nộp luôn có trong phần mềm; ở đây chọn giờ và thư điện tử."),
        submit=_("Lưu"),
        back=reverse("home"),
        done=_("Đã lưu cách nhận tin."),
        template="notices/my_messages.html",
        context={"standing": preferences.standing_of(user), "feed": feed_of(user)},
    )
    return form_page(request, form, page, act=act)


@require_POST
@seat_required()
def my_messages_trial(request: SeatRequest) -> HttpResponse:
    """Send a mail to oneself."""
    try:
        preferences.send_trial(user=person(request), seat=request.seat, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Đã gửi thử. Thư đến trong vài phút; chưa thấy thì xem cả mục thư rác."))
    return redirect("my_messages")
