"""The pages by which a unit's list comes in: workbook, pasted cells, typed names, photo, bare number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees.access import SeatRequest, seat_required
from committees.models import Level
from committees.permissions import Act
from core.refusal import Refused
from core.text.dates import clock, in_vietnam, short_date
from donors import consent, receiving, typed_lines
from donors.forms import FileForm, HandInForm, NumberForm, PasteForm, PhotoForm, TypedForm
from donors.lists import duty_of
from donors.models import Upload, VolunteerList
from donors.rights import list_in_reach, sender_of
from donors.sender import Sender

F = TypeVar("F", bound=HandInForm)
Receive = Callable[[VolunteerList, F, Sender, dt.datetime], Upload | None]
UNPROCESSABLE = 422


# What each way of handing in does with its valid form, whoever sends it (also by link: views/by_link.py).


def receive_file(volunteer_list: VolunteerList, form: FileForm, sender: Sender, now: dt.datetime) -> Upload:
    """Take a workbook in."""
    file = form.cleaned_data["file"]
    return receiving.receive_file(
        volunteer_list=volunteer_list,
        name=file.name,
        content=receiving.content_of_upload(file),
        is_agreed=form.cleaned_data.get("is_agreed", False),
        sender=sender,
        now=now,
    )


def receive_pasted(volunteer_list: VolunteerList, form: PasteForm, sender: Sender, now: dt.datetime) -> Upload:
    """Take pasted cells in."""
    return receiving.receive_pasted(
        volunteer_list=volunteer_list,
        text=form.cleaned_data["cells"],
        is_agreed=form.cleaned_data.get("is_agreed", False),
        sender=sender,
        now=now,
    )


def receive_typed(volunteer_list: VolunteerList, form: TypedForm, sender: Sender, now: dt.datetime) -> Upload:
    """Take typed lines in."""
    return typed_lines.receive_typed(
        volunteer_list=volunteer_list,
        text=form.cleaned_data["lines"],
        is_agreed=form.cleaned_data.get("is_agreed", False),
        sender=sender,
        now=now,
    )


def receive_photo(volunteer_list: VolunteerList, form: PhotoForm, sender: Sender, now: dt.datetime) -> Upload:
    """Take the photo of a paper list in."""
    return receiving.receive_photo(
        volunteer_list=volunteer_list,
        content=receiving.content_of_photo(form.cleaned_data["photo"]),
        is_agreed=form.cleaned_data.get("is_agreed", False),
        sender=sender,
        now=now,
    )


def receive_number(volunteer_list: VolunteerList, form: NumberForm, sender: Sender, now: dt.datetime) -> None:
    """Take a bare number in."""
    number = form.cleaned_data["number"]
    receiving.receive_number(volunteer_list=volunteer_list, number=number, sender=sender, now=now)


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def list_hand_in(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """Drop the unit's own workbook, as it is."""
    volunteer_list = list_in_reach(request, pk, unit_pk)

    return _page(request, volunteer_list, FileForm, receive_file, title=_("Nộp danh sách"), submit=_("Nộp danh sách"))


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def list_paste(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """Paste the cells of a list."""
    volunteer_list = list_in_reach(request, pk, unit_pk)

    return _page(request, volunteer_list, PasteForm, receive_pasted, title=_("Dán từ Excel"), submit=_("Nộp danh sách"))


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def list_type(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """Type a few names, one line each: they are added to the list."""
    volunteer_list = list_in_reach(request, pk, unit_pk)

    return _page(request, volunteer_list, TypedForm, receive_typed, title=_("Gõ tên"), submit=_("Thêm vào danh sách"))


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def list_photo(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """Send a photo of the paper list: it counts as on time."""
    volunteer_list = list_in_reach(request, pk, unit_pk)

    return _page(
        request, volunteer_list, PhotoForm, receive_photo, title=_("Chụp ảnh danh sách giấy"), submit=_("Gửi ảnh")
    )


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def list_number(request: SeatRequest, pk: int, unit_pk: int) -> HttpResponseBase:
    """Send only how many people register."""
    volunteer_list = list_in_reach(request, pk, unit_pk)

    return _page(
        request,
        volunteer_list,
        NumberForm,
        receive_number,
        title=_("Chỉ gửi số lượng"),
        submit=_("Gửi số lượng"),
        asks_consent=False,
    )


def _page(
    request: SeatRequest,
    volunteer_list: VolunteerList,
    form_class: type[F],
    receive: Receive[F],
    *,
    title: str,
    submit: str,
    asks_consent: bool = True,
) -> HttpResponseBase:
    """One form, one verb; a refusal is told above the form and nothing is kept."""
    now = timezone.now()
    is_for_unit = request.seat.unit_id != volunteer_list.unit_id
    is_post = request.method == "POST"
    form = form_class(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        asks_consent=asks_consent and not consent.is_given(volunteer_list),
        is_for_unit=is_for_unit,
        now=now,
    )
    if is_post and form.is_valid():
        try:
            upload = receive(volunteer_list, form, _sender(request, form, now), now)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _done(request, volunteer_list, upload, now)
    context = {
        "title": title,
        "lead": _lead(volunteer_list),
        "crumbs": crumbs(volunteer_list, title),
        "form": form,
        "submit": submit,
        "cancel": list_url(volunteer_list),
        "list": volunteer_list,
        "others": other_ways(volunteer_list, besides=request.path),
        "shows_numbers_first": volunteer_list.unit.level == Level.ARMED_FORCES,
    }
    return render(request, "donors/hand_in.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _sender(request: SeatRequest, form: HandInForm, now: dt.datetime) -> Sender:
    sender = sender_of(request)
    if "via" not in form.fields:
        return sender
    return replace(sender, via=form.cleaned_data["via"], received_at=form.cleaned_data["received_at"] or now)


def _done(
    request: SeatRequest, volunteer_list: VolunteerList, upload: Upload | None, now: dt.datetime
) -> HttpResponseBase:
    if upload is not None and upload.kind != Upload.Kind.PHOTO:
        return redirect("upload", pk=upload.pk)
    local = in_vietnam(now)
    received = _("Đã nhận ảnh, chờ nhập") if upload else _("Đã nhận số lượng")
    messages.success(request, f"{received} · {clock(local)}, {short_date(local.date())}")
    return redirect(list_url(volunteer_list))


def list_url(volunteer_list: VolunteerList) -> str:
    """The page of a unit's list."""
    return reverse("volunteer_list", args=[volunteer_list.round_id, volunteer_list.unit_id])


def crumbs(volunteer_list: VolunteerList, *last: str) -> list[dict[str, str]]:
    """From the lists down to the unit's, and what is done there."""
    trail = [
        {"label": _("Danh sách"), "url": reverse("lists")},
        {"label": volunteer_list.round.name, "url": reverse("round", args=[volunteer_list.round_id])},
        {"label": volunteer_list.unit.name, "url": list_url(volunteer_list)},
    ]
    return [*trail, *({"label": label} for label in last)]


def _lead(volunteer_list: VolunteerList) -> str:
    return f"{volunteer_list.unit.name} · {volunteer_list.round.name}"


def other_ways(volunteer_list: VolunteerList, *, besides: str = "") -> list[dict[str, str]]:
    """The ways to hand in, without the page that is open."""
    arguments = [volunteer_list.round_id, volunteer_list.unit_id]
    ways = [
        (_("Nộp tệp Excel"), reverse("list_hand_in", args=arguments)),
        (_("Dán từ Excel"), reverse("list_paste", args=arguments)),
        (_("Gõ tên"), reverse("list_type", args=arguments)),
        (_("Chụp ảnh danh sách giấy"), reverse("list_photo", args=arguments)),
        (_("Chỉ gửi số lượng"), reverse("list_number", args=arguments)),
    ]
    duty = duty_of(volunteer_list)
    if duty is not None:
        ways.append((_("Không có người đăng ký"), reverse("duty_nil", args=[duty.pk])))
    return [{"label": label, "url": url} for label, url in ways if url != besides]
