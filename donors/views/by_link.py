"""Handing in by a link: nobody has signed in, the token is the permission, the scope is the seat's that gave it.

These pages tell of the very upload that came by the very link and of nothing else, since whoever was sent the link by
Zalo may pass it on. So what compares a file with anything kept is not said here, not even as a number: whether a
person is on a list could be told from how much a list grew, shrank or still lacks. A version that takes people off the
list waits for the committee's clerk for the same reason.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import deadlines
from core import audit, jobs
from core.refusal import Refused
from core.requests import client_address
from core.text.dates import clock, short_date
from donors import consent, links, questions, receiving, rereading, withdrawing
from donors.forms import FileForm, HandInForm, PasteForm, PhotoForm, TypedForm
from donors.links import LinkRefused, Opening
from donors.lists import duty_of, list_of
from donors.models import Upload, VolunteerList
from donors.receipts import receipt_text
from donors.views import uploads
from donors.views.handing_in import (
    UNPROCESSABLE,
    Receive,
    receive_file,
    receive_pasted,
    receive_photo,
    receive_typed,
)
from quotas.forecast import need_of

P = ParamSpec("P")
F = TypeVar("F", bound=HandInForm)
Page = Callable[Concatenate[HttpRequest, Opening, P], HttpResponseBase]
NOT_THERE = 404  # for every link that does not open, so that the status tells nothing
# Many phones share one address here, and a status page asks again every two seconds while a file is read.
LIMITS = {"look": "900/10m/ip", "hand_in": "30/h/key,120/h/ip", "change": "600/h/key"}


def by_link(action: str) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]]:
    """Open the link around a page; `action` is the limit that its POST falls under. Never cached."""

    def decorate(page: Page[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
        @never_cache
        @sensitive_variables("token")
        @wraps(page)
        def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not _is_within("look" if request.method != "POST" else action, request, token):
                too_often: HttpResponseBase = ratelimit.respond_429(request)
                return too_often
            opening = links.opened(
                token, now=timezone.now(), request_id=getattr(request, "id", ""), address=client_address(request)
            )
            try:
                with opening as opened:
                    return page(request, opened, *args, **kwargs)
            except LinkRefused as refusal:
                return render(request, "donors/link_refused.html", {"refusal": refusal}, status=NOT_THERE)

        return cast("Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]", guarded)

    return decorate


def _is_within(action: str, request: HttpRequest, token: str) -> bool:
    return bool(ratelimit.consume(request, app="donors", action=action, config=LIMITS, key=token, limit_get=True))


# --- Handing in -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@by_link("hand_in")
def hand_in(request: HttpRequest, opening: Opening) -> HttpResponseBase:
    """The page that the link opens: what is asked for until when, and one file."""
    return _page(request, opening, FileForm, receive_file, way="by_link", submit=_("Nộp danh sách"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link("hand_in")
def paste(request: HttpRequest, opening: Opening) -> HttpResponseBase:
    """Paste the cells of a list."""
    return _page(request, opening, PasteForm, receive_pasted, way="by_link_paste", submit=_("Nộp danh sách"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link("hand_in")
def type_names(request: HttpRequest, opening: Opening) -> HttpResponseBase:
    """Type a few names, one line each."""
    return _page(request, opening, TypedForm, receive_typed, way="by_link_type", submit=_("Thêm vào danh sách"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link("hand_in")
def photo(request: HttpRequest, opening: Opening) -> HttpResponseBase:
    """Send a photo of the paper list."""
    return _page(request, opening, PhotoForm, receive_photo, way="by_link_photo", submit=_("Gửi ảnh"))


def _page(
    request: HttpRequest, opening: Opening, form_class: type[F], receive: Receive[F], *, way: str, submit: str
) -> HttpResponseBase:
    now, is_post = timezone.now(), request.method == "POST"
    volunteer_list = list_of(round=opening.round, unit=opening.unit)
    form = form_class(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        asks_consent=not consent.is_given(volunteer_list),
        is_for_unit=False,
        asks_name=True,
        now=now,
    )
    if is_post and form.is_valid():
        try:
            kept = receive(volunteer_list, form, opening.sender(form.cleaned_data["handed_in_by"]), now)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            assert kept is not None  # every way that a link offers makes an upload
            return redirect("by_link_upload", token=opening.token, pk=kept.pk)
    context = {
        "title": _("Nộp danh sách hiến máu"),
        "lead": f"{opening.unit.name} · {opening.round.name}",
        "opening": opening,
        "due": _due(volunteer_list),
        "need": need_of(opening.round, opening.unit),
        "form": form,
        "submit": submit,
        "others": _other_ways(opening, way),
        "kept_until": receiving.kept_until(opening.round, now),
    }
    return render(request, "donors/by_link.html", context, status=UNPROCESSABLE if is_post else 200)


def _due(volunteer_list: VolunteerList) -> str:
    duty = duty_of(volunteer_list)
    if duty is None:
        return ""
    due = deadlines.due_sentence(duty.deadline)
    if duty.extended_until is None:
        return due
    return _("%(due)s, được gia hạn đến %(when)s") % {"due": due, "when": _moment(duty.extended_until)}


def _moment(moment: dt.datetime) -> str:
    return f"{clock(moment)}, {short_date(moment)}"


def _other_ways(opening: Opening, way: str) -> list[dict[str, str]]:
    ways = {
        "by_link": _("Nộp tệp Excel"),
        "by_link_paste": _("Dán từ Excel"),
        "by_link_type": _("Gõ tên"),
        "by_link_photo": _("Chụp ảnh danh sách giấy"),
    }
    return [{"label": label, "url": reverse(name, args=[opening.token])} for name, label in ways.items() if name != way]


# --- What became of it ------------------------------------------------------------------------------


@require_safe
@by_link("change")
def upload(request: HttpRequest, opening: Opening, pk: uuid.UUID) -> HttpResponseBase:
    """One upload of this link: progress, how many were received, what is to be mended in this file, the receipt."""
    found = _upload(opening, pk)
    context = _context(opening, found)
    if context["to_mend"] or context["question"] or context["row_notes"]:
        audit.record("people.read", subject=opening.unit, path=found.path, after={"count": found.read})
    template = "donors/_by_link_upload.html" if request.headers.get("HX-Request") else "donors/by_link_upload.html"
    return render(request, template, context)


def _context(opening: Opening, found: Upload) -> dict[str, object]:
    job, is_running = uploads.reading_job(found)
    arguments = [opening.token, found.pk]
    is_received = found.state in {Upload.State.COUNTED, Upload.State.PHOTO_WAITING}
    return {
        "title": _("Lần nộp danh sách"),
        "lead": f"{opening.unit.name} · {opening.round.name}",
        "opening": opening,
        "upload": found,
        "url": reverse("by_link_upload", args=arguments),
        "is_running": is_running,
        "has_failed": found.state == Upload.State.READING and not is_running,
        "job": job,
        "job_words": jobs.words(job) if job else "",
        "sheets": uploads.sheets_of(found),
        "summary": uploads.summary(found, tells_known=False),
        **uploads.notes_of(found),
        "to_mend": [
            uploads.MendRow.of(row, url=reverse("by_link_mend", args=[*arguments, row.pk]))
            for row in uploads.rows_to_mend(found)
        ],
        **uploads.counts_of(found),
        "marked_url": reverse("by_link_marked", args=arguments),
        "question": questions.shown(found),
        "answer_url": reverse("by_link_answer", args=arguments),
        "reread_url": reverse("by_link_reread", args=arguments) if rereading.may_read_again(found) else "",
        "withdraw_url": reverse("by_link_withdraw", args=arguments) if _may_withdraw(found) else "",
        "receipt": receipt_text(found) if is_received else "",
        "front_url": reverse("by_link", args=[opening.token]),
        "others": _other_ways(opening, "by_link"),
    }


def _may_withdraw(found: Upload) -> bool:
    return found.state not in {Upload.State.WITHDRAWN, Upload.State.REFUSED}


@require_safe
@by_link("change")
def marked(request: HttpRequest, opening: Opening, pk: uuid.UUID) -> HttpResponseBase:
    """The sender's own workbook with the rows to be mended marked in it."""
    found = _upload(opening, pk)
    try:
        return uploads.marked_answer(found)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("by_link_upload", token=opening.token, pk=found.pk)


@require_POST
@by_link("change")
def mend(request: HttpRequest, opening: Opening, pk: uuid.UUID, row_pk: int) -> HttpResponseBase:
    """Put a row of this upload right, decide a double within the file, or leave the row out."""
    found = _upload(opening, pk)
    row_id = found.rows.filter(pk=row_pk).values_list("pk", flat=True).first()
    if row_id is not None:
        uploads.tried(request, lambda: uploads.mend_as_posted(request, row_id, by_name=found.handed_in_by))
    return redirect("by_link_upload", token=opening.token, pk=found.pk)


@require_POST
@by_link("change")
def answer(request: HttpRequest, opening: Opening, pk: uuid.UUID) -> HttpResponseBase:
    """Answer what reading this upload asked."""
    found = _upload(opening, pk)

    def take() -> str:
        given = request.POST.dict()
        questions.answer(upload=found, given=given, seat=opening.seat, user_id=None, now=timezone.now())
        return _("Đang đọc lại tệp theo trả lời này.")

    uploads.tried(request, take)
    return redirect("by_link_upload", token=opening.token, pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link("hand_in")
def reread(request: HttpRequest, opening: Opening, pk: uuid.UUID) -> HttpResponseBase:
    """How this link's file was read, to be changed and handed in again by the same link."""
    found, now = _upload(opening, pk), timezone.now()
    try:
        if request.method == "POST":
            sender = replace(opening.sender(""), label=found.handed_in_by)
            again = rereading.read_again(upload=found, given=request.POST.dict(), sender=sender, now=now)
            return redirect("by_link_upload", token=opening.token, pk=again.pk)
        shown = rereading.shown(found, sheet=request.GET.get("sheet"), now=now)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("by_link_upload", token=opening.token, pk=found.pk)
    audit.record("people.read", subject=opening.unit, path=found.path, after={"count": found.read})
    context = {
        "title": uploads.REREAD,
        "lead": f"{opening.unit.name} · {opening.round.name}",
        "reread": shown,
        "cancel": reverse("by_link_upload", args=[opening.token, found.pk]),
    }
    return render(request, "donors/by_link_reread.html", context)


@require_POST
@by_link("change")
def withdraw(request: HttpRequest, opening: Opening, pk: uuid.UUID) -> HttpResponseBase:
    """Take this upload back. How many that took off the list is not said: it would tell who was on it before."""
    found = _upload(opening, pk)

    def take_back() -> str:
        withdrawing.withdraw(upload=found, seat=opening.seat, now=timezone.now(), is_by_link=True)
        return _("Đã thu hồi lần nộp này.")

    uploads.tried(request, take_back)
    return redirect("by_link_upload", token=opening.token, pk=found.pk)


def _upload(opening: Opening, pk: uuid.UUID) -> Upload:
    """An upload that came by this link; any other is not there."""
    rows = opening.uploads().select_related("volunteer_list__round__plan", "volunteer_list__unit", "file")
    found = rows.defer("file__content").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
