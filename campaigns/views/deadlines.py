"""Deadlines of a round, and answering a duty with nobody."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import deadlines
from campaigns.forms import DeadlineForm, NilForm
from campaigns.models import Duty, Round
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.permissions import Act


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def deadline_set(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Set what the participants of a round owe and by when."""
    found = own_row(request, Round.objects.select_related("plan"), pk=pk)
    form, back = DeadlineForm(posted(request)), reverse("round", args=[found.pk])
    page = FormPage(
        title=_("Đặt hạn nộp"),
        lead=_("“Trước ngày 24/3” hết hạn lúc 23:59 ngày 23/3; “chậm nhất ngày 24/3” hết hạn lúc 23:59 ngày 24/3."),
        submit=_("Đặt hạn"),
        done=_("Đã đặt hạn nộp."),
        back=back,
        crumbs=[{"label": found.name, "url": back}, {"label": _("Hạn nộp")}],
    )

    def create() -> str:
        deadlines.set_deadline(round=found, **form.cleaned_data)
        return back

    return form_page(request, form, page, act=create)


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def duty_nil(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Answer a duty with «không có người đăng ký» and its reason."""
    duty = visible(Duty.objects.select_related("deadline__round__plan", "unit"), pk=pk)
    form = NilForm(posted(request))
    page = FormPage(
        title=_("Không có người đăng ký"),
        lead=f"{duty.unit.name} · {duty.deadline.round.name if duty.deadline.round else ''}",
        submit=_("Nộp"),
        done=_("Đã nhận: không có người đăng ký."),
        back=reverse("home"),
        crumbs=[{"label": _("Việc của tôi"), "url": reverse("home")}, {"label": _("Không có người đăng ký")}],
    )

    def hand_in() -> str:
        deadlines.hand_in_nil(duty=duty, reason=form.cleaned_data["reason"], seat=request.seat, now=timezone.now())
        return reverse("home")

    return form_page(request, form, page, act=hand_in)
