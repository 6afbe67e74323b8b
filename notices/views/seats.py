"""Seats: who holds what, inviting, handing over, ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from committees import pictures, seats
from committees.access import SeatRequest, seat_required, unit_in_scope, visible
from committees.form_page import FormPage, form_page, posted
from committees.models import Role, Seat, SeatCharge, SeatHolding, Unit
from committees.permissions import Act, may
from committees.picture_forms import SignatureForm
from committees.scopes import hash_token
from committees.views.pictures import picture_context
from core.listing import list_page
from core.paper.qr import qr_svg
from core.refusal import Refused
from core.text import dates
from notices import invitations, preferences
from notices.filters import SeatFilter
from notices.forms import AddressForm, AwayForm, ChargesForm, InvitationForm, SeatForm, SeatNameForm
from notices.models import Invitation
from notices.seat_list import seat_rows, with_holders
from notices.tables import SeatTable

UNPROCESSABLE = 422
T = TypeVar("T")


@require_safe
@seat_required(Act.READ)
def seat_list(request: SeatRequest) -> HttpResponse:
    """The seats of the own unit and its member units."""
    filterset = SeatFilter(request.GET, queryset=seat_rows(request.seat, timezone.now()))
    context: dict[str, object] = {"title": _("Vai trò"), "noun": _("vai trò")}
    if may(request.seat, Act.RUN):
        context["links"] = [{"label": _("Tin đã gửi"), "url": reverse("deliveries")}]
    if seats.manageable_roles(request.seat, request.seat.unit):
        add = reverse("seat_add", args=[request.seat.unit_id])
        context |= {"action_label": _("Thêm vai trò"), "action_url": add}
    return list_page(request, SeatTable(filterset.qs), filterset, "list.html", context, name="vai-tro")


@require_safe
@seat_required(Act.READ)
def seat(request: SeatRequest, pk: int) -> HttpResponse:
    """One seat: who holds it, who held it, what may be done."""
    return _seat_page(request, _seat(request, pk))


@seat_required(Act.READ)
def seat_add(request: SeatRequest, unit_id: int) -> HttpResponse:
    """Open a seat at a unit."""
    unit = unit_in_scope(request, unit_id)
    roles = seats.manageable_roles(request.seat, unit)
    if not roles:
        raise PermissionDenied(
            _("Vai trò của %(unit)s do quản trị của Ban Chỉ đạo đó lập và giao.") % {"unit": unit.name}
        )
    form = SeatForm(request.POST if request.method == "POST" else None, roles=roles)
    if request.method == "POST" and form.is_valid():
        added = _tried(form, lambda: seats.add_seat(unit=unit, by=request.seat, **form.cleaned_data))
        if added is not None:
            messages.success(request, _("Đã thêm vai trò. Mời người giữ ở dưới đây."))
            return redirect("seat", added.pk)
    context = {"title": _("Thêm vai trò · %(unit)s") % {"unit": unit.name}, "form": form, "cancel": reverse("seats")}
    return _form_page(request, context, submit=_("Thêm vai trò"))


@require_POST
@never_cache
@seat_required(Act.READ)
def seat_invite(request: SeatRequest, pk: int) -> HttpResponse:
    """Invite somebody to a free seat, or hand a held one over; the link is shown on this answer only."""
    row = _managed(request, pk)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _seat_page(request, row, form=form)
    now = timezone.now()
    details = {"full_name": form.cleaned_data["full_name"], "login": form.cleaned_data["login"]}
    if seats.holder_of(row) is None:
        token = _tried(form, lambda: invitations.invite(seat=row, by=request.seat, now=now, **details))
    else:
        token = _tried(form, lambda: invitations.hand_over(seat=row, by=request.seat, at=now, **details))
    return _seat_page(request, row, form=form) if token is None else link_page(request, row, token)


@require_POST
@never_cache
@seat_required(Act.READ)
def seat_reset(request: SeatRequest, pk: int) -> HttpResponse:
    """A link for the holder to set a new password, shown on this answer only."""
    row = _managed(request, pk)
    try:
        token = invitations.reset_link(seat=row, by=request.seat, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("seat", pk)
    return link_page(request, row, token)


@require_POST
@seat_required(Act.READ)
def seat_revoke(request: SeatRequest, pk: int) -> HttpResponse:
    """Make the open invitation useless."""
    row = _managed(request, pk)
    open_one = invitations.open_invitation(row, timezone.now())
    if open_one is not None:
        invitations.revoke(invitation=open_one, by=request.seat, now=timezone.now())
        messages.success(request, _("Đã thu hồi lời mời; đường dẫn đã gửi không dùng được nữa."))
    return redirect("seat", pk)


@require_POST
@seat_required(Act.READ)
def seat_end(request: SeatRequest, pk: int) -> HttpResponse:
    """The holder leaves the seat now."""
    row = _managed(request, pk)
    done = _("Đã kết thúc; người cũ không vào được bằng vai trò này nữa.")
    _say(request, done, lambda: seats.end_holding(seat=row, at=timezone.now(), by=request.seat))
    return redirect("seat", pk)


@require_POST
@seat_required(Act.READ)
def seat_close(request: SeatRequest, pk: int) -> HttpResponse:
    """Close a seat that nobody holds."""
    row = _managed(request, pk)
    today = dates.in_vietnam(timezone.now()).date()
    _say(request, _("Đã bãi bỏ vai trò."), lambda: seats.close_seat(seat=row, on=today, by=request.seat))
    return redirect("seat", pk)


@seat_required(Act.READ)
def seat_change(request: SeatRequest, pk: int) -> HttpResponse:
    """Name a seat differently."""
    row = _managed(request, pk)
    first = {"title": row.title, "other_post": row.other_post}
    form = SeatNameForm(request.POST if request.method == "POST" else None, initial=first)
    is_good = request.method == "POST" and form.is_valid()
    if is_good and _tried(form, lambda: seats.change_seat(seat=row, by=request.seat, **form.cleaned_data)) is not None:
        messages.success(request, _("Đã lưu."))
        return redirect("seat", pk)
    context = {
        "title": _("Sửa vai trò %(title)s") % {"title": row.title},
        "form": form,
        "cancel": reverse("seat", args=[pk]),
    }
    return _form_page(request, context, submit=_("Lưu"))


@seat_required(Act.READ)
def seat_charges(request: SeatRequest, pk: int) -> HttpResponse:
    """Which units a member of the committee is in charge of."""
    row = _managed(request, pk)
    if row.role != Role.MEMBER:
        raise Http404
    chosen = list(SeatCharge.objects.filter(seat=row).values_list("unit_id", flat=True))
    form = ChargesForm(request.POST if request.method == "POST" else None, initial={"units": chosen})
    today = dates.in_vietnam(timezone.now()).date()
    units = Unit.objects.children_of(row.unit).on(today).order_by("bloc", "name_sort")
    form.fields["units"].queryset = units  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        wanted = list(form.cleaned_data["units"])
        if _tried(form, lambda: seats.set_charges(seat=row, units=wanted, by=request.seat) or True):
            messages.success(request, _("Đã lưu địa bàn phụ trách."))
            return redirect("seat", pk)
    context = {
        "title": _("Địa bàn của %(title)s") % {"title": row.title},
        "form": form,
        "cancel": reverse("seat", args=[pk]),
    }
    return _form_page(request, context, submit=_("Lưu"))


@seat_required(Act.READ)
def seat_address(request: SeatRequest, pk: int) -> HttpResponse:
    """Mend where the mail of the seat's holder goes."""
    row = _managed(request, pk)
    holding = seats.holder_of(row)
    if holding is None:
        raise Http404
    form = AddressForm(posted(request), initial={"email": holding.user.email})

    def act() -> str:
        preferences.set_holders_address(seat=row, email=form.cleaned_data["email"], by=request.seat)
        return reverse("seat", args=[pk])

    page = FormPage(
        title=_("Thư điện tử của %(name)s") % {"name": holding.user.full_name},
        lead=f"{row.title} · {row.unit.name}",
        submit=_("Lưu"),
        back=reverse("seat", args=[pk]),
        done=_("Đã lưu địa chỉ. Thư từ nay gửi đến địa chỉ mới."),
    )
    return form_page(request, form, page, act=act)


@seat_required(Act.READ)
def seat_away(request: SeatRequest, pk: int) -> HttpResponse:
    """Say that the seat's holder is away, and who stands in: by the holder, or by who manages the seat."""
    row = _seat(request, pk) if pk == request.seat.pk else _managed(request, pk)
    if seats.holder_of(row) is None:
        raise Http404
    form = AwayForm(
        posted(request),
        others=seats.may_stand_in(row),
        initial={"until": row.away_until, "stand_in": row.stand_in_id},
    )

    def act() -> str:
        seats.set_away(seat=row, by=request.seat, today=timezone.localdate(), **form.cleaned_data)
        return reverse("seat", args=[pk])

    page = FormPage(
        title=_("Báo nghỉ"),
        lead=f"{row.title} · {row.unit.name}",
        submit=_("Lưu"),
        back=reverse("seat", args=[pk]),
        done=_("Đã lưu."),
    )
    return form_page(request, form, page, act=act)


@never_cache
@seat_required(Act.READ)
def seat_picture(request: SeatRequest, pk: int) -> HttpResponse:
    """The picture of the signature of the seat's holder: by the holder, or by the own administrator."""
    row = _seat(request, pk)
    if not pictures.may_keep_signature(request.seat, row):
        raise PermissionDenied
    holding = seats.holder_of(row)
    if holding is None:
        raise Http404
    address = reverse("seat_picture", args=[pk])
    if request.method == "POST" and "remove" in request.POST:
        pictures.remove_signature(seat=row, by=request.seat)
        messages.success(request, _("Đã xóa hình chữ ký."))
        return redirect(address)
    form = SignatureForm(posted(request), request.FILES or None)

    def act() -> str:
        pictures.keep_signature(seat=row, picture=form.upload().content, by=request.seat, now=timezone.now())
        return address

    shown = pictures.signature_of(row, by=request.seat) if request.method == "GET" else b""
    context = picture_context(
        shown, holding.signature_picture, alt=_("Hình chữ ký đang giữ"), remove=_("Xóa hình chữ ký")
    )
    page = FormPage(
        title=_("Hình chữ ký của %(name)s") % {"name": holding.user.full_name},
        lead=f"{row.title} · {row.unit.name}",
        intro=_(
            "Chỉ in trên bản PDF cuối của văn bản điện tử do chính người này ký, khi Ban Chỉ đạo bật in hình. "
            "Hình không thay cho chữ ký số."
        ),
        submit=_("Lưu"),
        back=reverse("seat", args=[pk]),
        done=_("Đã lưu hình chữ ký."),
        template="committees/picture.html",
        context=context,
    )
    return form_page(request, form, page, act=act)


# What the pages are made of


def link_page(request: HttpRequest, row: Seat, token: str) -> HttpResponse:
    """The link of a new invitation: to copy, to scan, and with the words to send it by Zalo. Shown once."""
    return render(request, "notices/link.html", link_context(request, row, token))


def link_context(request: HttpRequest, row: Seat, token: str) -> dict[str, object]:
    """What the page of one link shows."""
    offered = Invitation.objects.select_related("seat__unit").get(token_hash=hash_token(token))
    address = request.build_absolute_uri(reverse("invitation", args=[token]))
    return {
        "title": _("Đường dẫn cho %(name)s") % {"name": offered.full_name},
        "seat": row,
        "invitation": offered,
        "address": address,
        "qr": qr_svg(address),
        "zalo_text": zalo_text(offered, address),
    }


def zalo_text(offered: Invitation, address: str) -> str:
    """The message to paste into Zalo, Vietnamese in every language of the screen."""
    until = dates.in_vietnam(offered.expires_at)
    values = {
        "name": offered.full_name,
        "title": offered.seat.title,
        "unit": offered.seat.unit.name,
        "until": f"{dates.clock(until)} ngày {dates.short_date(until)}",
        "address": address,
    }
    if offered.purpose == Invitation.Purpose.RESET:
        words = (
            "Kính gửi ông/bà {name}: mở đường dẫn sau để đặt lại mật khẩu Giọt Hồng (dùng một lần, đến {until}): "
            "{address}"
        )
    else:
        words = (
            "Kính gửi ông/bà {name}: mời nhận vai trò {title} của {unit} trên Giọt Hồng. Mở đường dẫn sau để đặt "
            "mật khẩu (dùng một lần, đến {until}): {address}"
        )
    return words.format_map(values)


def _seat(request: SeatRequest, pk: int) -> Seat:
    """A seat of the own subtree; RLS lets a person see also their seats elsewhere, which are not managed here."""
    rows = with_holders(Seat.objects.within(request.seat.path), timezone.now())
    row: Seat = visible(rows, pk=pk)
    return row


def _managed(request: SeatRequest, pk: int) -> Seat:
    """A seat that the active seat may manage: else 403."""
    row = _seat(request, pk)
    if not seats.may_manage(request.seat, row.unit, row.role):
        raise PermissionDenied
    return row


def _seat_page(request: SeatRequest, row: Seat, *, form: InvitationForm | None = None) -> HttpResponse:
    now = timezone.now()
    may_manage = seats.may_manage(request.seat, row.unit, row.role)
    context = {
        "title": row.title,
        "crumbs": [{"label": row.unit.name, "url": reverse("unit", args=[row.unit_id])}, {"label": row.title}],
        "seat": row,
        "may_manage": may_manage,
        "is_own": row.pk == request.seat.pk,
        "may_keep_signature": pictures.may_keep_signature(request.seat, row),
        "form": form or InvitationForm(),
        "invitation": invitations.open_invitation(row, now) if may_manage else None,
        "history": SeatHolding.objects.filter(seat=row)
        .exclude(ended_at=None)
        .select_related("user")
        .order_by("-ended_at"),
        "charges": SeatCharge.objects.filter(seat=row).select_related("unit").order_by("unit__name_sort"),
    }
    return render(request, "notices/seat.html", context, status=UNPROCESSABLE if form else 200)


def _form_page(request: HttpRequest, context: dict[str, object], *, submit: str) -> HttpResponse:
    form = context["form"]
    assert isinstance(form, forms.Form)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "form_page.html", {**context, "submit": submit}, status=status)


def _tried(form: forms.Form, act: Callable[[], T]) -> T | None:
    """The act's result, or None with the refusal on the form."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None


def _say(request: HttpRequest, done: str, act: Callable[[], object]) -> None:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
