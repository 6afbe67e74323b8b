"""Buổi tiếp nhận máu: adding and changing one, and which units come to it."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import sessions
from campaigns.forms import SessionForm
from campaigns.models import Round, Session, State
from campaigns.sessions import SessionFacts
from campaigns.views.telling import tell
from committees.access import SeatRequest, own_row, seat_required
from committees.form_page import FormPage, form_page, posted
from committees.models import Unit
from committees.ordering import annex_order
from committees.permissions import Act
from core.refusal import Refused
from core.text.numbers import integer


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def session_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Add a buổi tiếp nhận máu."""
    found = own_row(request, Round.objects.select_related("plan"), pk=pk)
    form, back = SessionForm(posted(request), initial={"held_on": found.starts_on}), _round(found)
    page = FormPage(
        title=_("Thêm buổi tiếp nhận máu"),
        submit=_("Thêm buổi"),
        done=_("Đã thêm buổi tiếp nhận máu."),
        back=back,
        crumbs=[{"label": found.name, "url": back}, {"label": _("Thêm buổi")}],
    )

    def create() -> str:
        sessions.add_session(round=found, facts=SessionFacts(**form.cleaned_data))
        return back

    return form_page(request, form, page, act=create)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def session_change(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Give a session another day, hours, venue, facility or capacity."""
    session = _own_session(request, pk)
    form = SessionForm(posted(request), initial=asdict(sessions.facts_of(session)))
    page = FormPage(
        title=_("Sửa buổi tiếp nhận máu"),
        submit=_("Lưu"),
        done=_("Đã lưu buổi tiếp nhận máu."),
        back=_round(session.round),
        crumbs=[{"label": session.round.name, "url": _round(session.round)}, {"label": sessions.day_of(session)}],
    )

    def change() -> str:
        sessions.change_session(session=session, facts=SessionFacts(**form.cleaned_data))
        return _round(session.round)

    return form_page(request, form, page, act=change)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def session(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Which units come to a session, by ticks grouped in blocs; a unit that comes on another day says so."""
    found = _own_session(request, pk)
    taking_part = Unit.objects.filter(participations__round=found.round_id, participations__absent_reason="")
    units = taking_part.order_by(*annex_order())
    if request.method == "POST":
        chosen = [int(text) for text in request.POST.getlist("unit") if text.isdecimal() and len(text) < 18]
        try:
            outcome = sessions.set_units(session=found, units=units.filter(pk__in=chosen))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(
                request,
                _("Đã lưu: thêm %(added)s, bớt %(removed)s đơn vị.")
                % {"added": integer(outcome.added), "removed": integer(outcome.removed)},
            )
        return redirect(_round(found.round))
    attendance = sessions.attendance_of(found, units)
    return render(
        request,
        "campaigns/session.html",
        {
            "title": _("Đơn vị đến buổi %(day)s") % {"day": sessions.day_of(found)},
            "lead": sessions.details_of(found),
            "crumbs": [
                {"label": found.round.name, "url": _round(found.round)},
                {"label": _("Đơn vị đến buổi này")},
            ],
            "session": found,
            "attendance": attendance,
            "may_edit": State.CLOSED not in {found.round.state, found.round.plan.state},
            "submit_label": _("Lưu đơn vị đến buổi này"),
            "cancel_url": _round(found.round),
        },
    )


@require_POST
@seat_required(Act.RUN)
def session_remove(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Take a session out."""
    found = _own_session(request, pk)
    tell(request, lambda: sessions.remove_session(session=found), _("Đã bỏ buổi tiếp nhận máu."))
    return redirect(_round(found.round))


def _own_session(request: SeatRequest, pk: int) -> Session:
    return own_row(request, Session.objects.select_related("round__plan"), pk=pk)


def _round(round: Round) -> str:
    return reverse("round", args=[round.pk])
