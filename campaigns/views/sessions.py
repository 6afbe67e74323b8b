"""Buổi tiếp nhận máu: adding, changing and moving one, and which units come to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import announcing, deadlines, moving, sessions
from campaigns.forms import SessionForm, SessionMoveForm
from campaigns.models import Deadline, Round, Session, State
from campaigns.sessions import SessionFacts
from campaigns.views.telling import tell
from campaigns.views.ticks import carried, saved_in_words, ticks_of
from committees import once
from committees.access import SeatRequest, own_row, seat_required
from committees.form_page import UNPROCESSABLE, FormPage, form_page, posted
from committees.models import Unit
from committees.opened_form import carry_opened, opened_with
from committees.ordering import annex_order
from committees.permissions import Act
from core.refusal import Refused
from core.text.numbers import integer
from core.three_way import WrittenMeanwhile, changes

REMOVED = "bo"  # in the address of session_move: the session is taken out and gets no other day


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
    carry_opened(form)
    if form.is_valid() and moving.asks_about_deadlines(session, _wanted(session, form)):
        typed = {name: request.POST[name] for name in form.fields if request.POST.get(name)}
        opened = {form[name].html_initial_name for name in form.fields} & request.POST.keys()
        return redirect(_move(session, **typed, **{name: request.POST[name] for name in opened}))
    page = FormPage(
        title=_("Sửa buổi tiếp nhận máu"),
        submit=_("Lưu"),
        done=_("Đã lưu buổi tiếp nhận máu."),
        back=_round(session.round),
        crumbs=[{"label": session.round.name, "url": _round(session.round)}, {"label": sessions.day_of(session)}],
    )

    def change() -> str:
        facts = SessionFacts(**form.cleaned_data)
        moving.move_session(session=session, facts=facts, opened=opened_with(form), now=timezone.now())
        return _round(session.round)

    return form_page(request, form, page, act=change)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def session(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Which units come to a session, by ticks grouped in blocs; a unit that comes on another day says so."""
    found = _own_session(request, pk)
    taking_part = Unit.objects.filter(participations__round=found.round_id, participations__absent_reason="")
    units, ticks = taking_part.order_by(*annex_order()), None
    if request.method == "POST":
        ticks = ticks_of(request.POST)
        try:
            chosen = units.filter(pk__in=ticks.chosen)
            outcome = sessions.set_units(session=found, units=chosen, opened=ticks.opened)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, saved_in_words(added=outcome.added, removed=outcome.removed))
            return redirect(_round(found.round))
    attendance = sessions.attendance_of(found, units, ticked=ticks.chosen if ticks else None)
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
            "opened": ticks.carried if ticks else carried(each.unit.pk for each in attendance.choices if each.comes),
            "may_edit": State.CLOSED not in {found.round.state, found.round.plan.state},
            "submit_label": _("Lưu đơn vị đến buổi này"),
            "cancel_url": _round(found.round),
        },
        status=UNPROCESSABLE if request.method == "POST" else 200,
    )


@require_POST
@seat_required(Act.RUN)
def session_remove(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Take a session out; where units know of it, ask first which deadlines change."""
    found = _own_session(request, pk)
    if moving.asks_about_deadlines(found, None):
        return redirect(_move(found, **{REMOVED: "1"}))
    now = timezone.now()
    tell(request, lambda: moving.move_session(session=found, facts=None, now=now), _("Đã bỏ buổi tiếp nhận máu."))
    return redirect(_round(found.round))


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def session_move(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A session that units know of gets another day or is taken out: which deadlines of the round move with it.

    The session's new facts stand in the address, so that the page is the same when it is opened again.
    """
    if request.method == "POST" and not Session.objects.filter(pk=pk).exists():
        return redirect(once.act_once(posted=request.POST, path=request.seat.path, act=_gone).address)
    found = _own_session(request, pk)
    is_removed, typed = REMOVED in request.GET, SessionForm(request.GET)
    if not is_removed and not typed.is_valid():
        return redirect("session_change", pk=found.pk)
    facts = None if is_removed else _wanted(found, typed)
    if request.method == "GET" and not moving.asks_about_deadlines(found, facts):
        return redirect(_round(found.round))
    days, said = moving.days_moved(found, facts), moving.move_in_words(found, facts)
    form = SessionMoveForm(
        posted(request),
        deadlines=moving.deadlines_of(found.round),
        later=dt.timedelta(days=days),
        initial={"reason": said},
    )
    page = _move_page(found, form, said=said, days=days, is_removed=is_removed)

    def move() -> str:
        try:
            moving.move_session(
                session=found,
                facts=None if is_removed else SessionFacts(**typed.cleaned_data),
                deadlines=form.moving,
                reason=form.cleaned_data["reason"],
                opened=opened_with(typed),
                now=timezone.now(),
            )
        except WrittenMeanwhile as refusal:  # what was typed stands in the address, which this page cannot change
            raise Refused(_("Người khác vừa sửa buổi này; mở lại trang sửa buổi để xem rồi đổi lại.")) from refusal
        return _round(found.round)

    return form_page(request, form, page, act=move)


def _move_page(found: Session, form: SessionMoveForm, *, said: str, days: int, is_removed: bool) -> FormPage:
    return FormPage(
        title=_("Bỏ buổi hiến máu") if is_removed else _("Đổi ngày buổi hiến máu"),
        lead=f"{said}.",
        intro=_intro(days, told=len(announcing.who_knows_of(found))),
        submit=_("Bỏ buổi này") if is_removed else _("Đổi ngày buổi này"),
        done=_("Đã bỏ buổi tiếp nhận máu.") if is_removed else _("Đã lưu buổi tiếp nhận máu."),
        back=_round(found.round),
        crumbs=[{"label": found.round.name, "url": _round(found.round)}, {"label": sessions.day_of(found)}],
        template="campaigns/session_move.html",
        context={"moves": [(each, _now_due(each.deadline)) for each in form.moves]},
    )


def _wanted(session: Session, form: SessionForm) -> SessionFacts:
    """What the session is to be: what it is by now, with what was changed on the page."""
    now = asdict(sessions.facts_of(session))
    mine, _both = changes(opened=opened_with(form), typed=form.cleaned_data, now=now)
    return SessionFacts(**{name: form.cleaned_data[name] if name in mine else now[name] for name in now})


def _gone() -> str:
    """The session is not there any more: right for a second tap on the button that took it out, for nobody else."""
    raise Http404


def _intro(days: int, *, told: int) -> str:
    """What happens to the deadlines, and who hears of the drive whatever becomes of them."""
    parts = [_("Đánh dấu hạn nộp dời theo; hạn không đánh dấu giữ nguyên.")]
    if days:
        shift = _("Ngày đề xuất muộn hơn %(days)s ngày.") if days > 0 else _("Ngày đề xuất sớm hơn %(days)s ngày.")
        parts.append(shift % {"days": integer(abs(days))})
    if told:
        parts.append(
            _("%(count)s đơn vị đã nộp hoặc còn phải nộp danh sách được báo thay đổi này.") % {"count": integer(told)}
        )
    return " ".join(parts)


def _now_due(deadline: Deadline) -> dict[str, object]:
    return {
        "what": deadlines.what_of(deadline),
        "due": deadlines.due_sentence(deadline),
        "opened": deadline.due_at.isoformat(),
        "is_over": _is_over(deadline),
    }


def _is_over(deadline: Deadline) -> bool:
    return deadline.due_at < timezone.now()


def _own_session(request: SeatRequest, pk: int) -> Session:
    return own_row(request, Session.objects.select_related("round__plan"), pk=pk)


def _round(round: Round) -> str:
    return reverse("round", args=[round.pk])


def _move(session: Session, **facts: str) -> str:
    return f"{reverse('session_move', args=[session.pk])}?{urlencode(facts)}"
