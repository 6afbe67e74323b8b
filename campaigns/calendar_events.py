"""What stands in a person's calendar feed: what their seats owe, what their committee waits for, and its drive days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.deadlines import due_at_of, place_of, what_of
from campaigns.gate import where_open
from campaigns.models import Deadline, Duty, Session, State, Submission
from committees.models import Seat
from committees.permissions import Act, may
from core.text.dates import VIETNAM
from notices.calendar_feed import Event, register_events

PAST_KEPT = dt.timedelta(days=60)
DUE_SHOWN = dt.timedelta(minutes=30)  # a due moment is drawn as the half hour before it


def events_of(seat: Seat, now: dt.datetime) -> Iterator[Event]:
    """The seat's dues and drive days from two months ago on; needs the seat's scope."""
    yield from _own_dues(seat, now)
    yield from _awaited(seat, now)
    yield from _drive_days(seat, now)


def _own_dues(seat: Seat, now: dt.datetime) -> Iterator[Event]:
    """What the unit still owes; what is handed in or excused leaves the calendar; results the host enters."""
    if not may(seat, Act.HAND_IN):
        return
    handed_in = Submission.objects.filter(duty=OuterRef("pk"), withdrawn_at=None)
    owed = Duty.objects.filter(where_open("deadline__"), ~Exists(handed_in), unit=seat.unit_id, excused_reason="")
    owed = owed.exclude(deadline__kind=Deadline.Kind.RESULT)
    for duty in owed.select_related("deadline__round", "deadline__plan", "deadline__window"):
        due_at = due_at_of(duty)
        if due_at >= now - PAST_KEPT:
            title = _("Hạn nộp: %(what)s") % {"what": _what(duty.deadline)}
            yield _due(f"viec-{duty.pk}", title, due_at, reverse("home"))


def _awaited(seat: Seat, now: dt.datetime) -> Iterator[Event]:
    """The dates that the seat's committee has set for its units."""
    if not (may(seat, Act.URGE) or may(seat, Act.DECIDE)):
        return
    set_by_us = Deadline.objects.filter(where_open(), path=seat.path, due_at__gte=now - PAST_KEPT)
    for deadline in set_by_us.select_related("round", "plan", "window"):
        title = _("Hạn các đơn vị nộp: %(what)s") % {"what": _what(deadline)}
        yield _due(f"han-{deadline.pk}", title, deadline.due_at, reverse("deadline", args=[deadline.pk]))


def _drive_days(seat: Seat, now: dt.datetime) -> Iterator[Event]:
    """The sessions of the committee's own rounds, and those that the seat's unit comes to."""
    earliest = (now - PAST_KEPT).astimezone(VIETNAM).date()
    own = Q(round__path=seat.path) & ~Q(round__state=State.DRAFT)
    visited = Q(session_units__unit=seat.unit_id, round__state=State.OPEN)
    sessions = Session.objects.filter(own | visited, held_on__gte=earliest, is_month_only=False)
    for session in sessions.select_related("round").distinct():
        yield Event(
            uid=f"buoi-{session.pk}",
            title=_("Hiến máu: %(round)s") % {"round": session.round.name},
            starts=_at(session.held_on, session.starts_at) if session.starts_at else session.held_on,
            ends=_at(session.held_on, session.ends_at) if session.starts_at and session.ends_at else None,
            place=session.venue,
            link=reverse("round", args=[session.round_id]),
        )


def _what(deadline: Deadline) -> str:
    """ "Danh sách người đăng ký hiến máu, Đợt 2"."""
    return f"{what_of(deadline)}, {place_of(deadline)}"


def _due(uid: str, title: str, due_at: dt.datetime, link: str) -> Event:
    return Event(uid=uid, title=title, starts=due_at - DUE_SHOWN, ends=due_at, link=link)


def _at(day: dt.date, hour: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, hour, VIETNAM)


register_events(events_of)
