"""Changing a deadline after it was laid, alone or because a drive was moved.

A moved due date leaves a dated change at every duty that is still open, and is told to whoever was told the old one; a
moved drive is told to every unit that it concerns (campaigns/announcing.py). Mails of the old date that have not left
yet do not go (campaigns/reminders.py, `text_now`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns import announcing, sessions
from campaigns.announcing import Moved, MovedDrive
from campaigns.changes import note
from campaigns.deadlines import Part, due_moment, due_sentence, keep_parts, moment_sentence, refuse_disorder, what_of
from campaigns.expecting import scope_of_all_hosts
from campaigns.gate import held_deadline
from campaigns.models import Deadline, DutyChange, Round, Session, State, Submission
from campaigns.sessions import SessionFacts
from core import audit
from core.refusal import Refused
from core.three_way import NOT_SAID, becomes, changes, meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When a deadline is due, until when it is still taken, when it locks."""

    wording: str
    day: dt.date
    at: dt.time | None = None
    grace_until: dt.datetime | None = None
    lock_at: dt.datetime | None = None
    opened_at: dt.datetime | None = None  # when the deadline was due by the page on which these were typed

    @property
    def due_at(self) -> dt.datetime:
        """The last moment of the due date."""
        return due_moment(self.day, self.wording, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The same as the database keeps it."""

    wording: str
    due_at: dt.datetime
    grace_until: dt.datetime | None
    lock_at: dt.datetime | None


def terms_of(deadline: Deadline) -> dict[str, object]:
    """All that a deadline's page changes, by what is changed as one: a date and how it is worded are."""
    return {
        "due": (deadline.wording, deadline.due_at),
        "grace_until": deadline.grace_until,
        "lock_at": deadline.lock_at,
        "reminder_days": sorted(deadline.reminder_days),
        "parts": frozenset(Part(each.name, is_counted=each.is_counted) for each in deadline.parts.all()),
    }


def _terms_in_words(deadline: Deadline) -> dict[str, tuple[str, str]]:
    """What each of the terms is called, and says."""
    return {
        "due": (_("Hạn nộp"), due_sentence(deadline)),
        "grace_until": (_("Được bổ sung đến"), moment_sentence(deadline.grace_until) if deadline.grace_until else ""),
        "lock_at": (_("Khóa sau"), moment_sentence(deadline.lock_at) if deadline.lock_at else ""),
        "reminder_days": (_("Tự nhắc"), ", ".join(map(str, sorted(deadline.reminder_days)))),
        "parts": (_("Nhận kèm theo"), ", ".join(each.name for each in deadline.parts.all())),
    }


@transaction.atomic
def change_deadline(
    *,
    deadline: Deadline,
    wording: str,
    day: dt.date,
    at: dt.time | None = None,
    grace_until: dt.datetime | None = None,
    lock_at: dt.datetime | None = None,
    parts: Iterable[Part] = (),
    reminder_days: Sequence[int] = (),
    reason: str = "",
    opened: Mapping[str, object] = NOT_SAID,
    now: dt.datetime,
) -> None:
    """Give a deadline other moments, parts or reminder days.

    Where the due moment moves, `reason` is asked for and every duty that is neither excused nor handed in gets a dated
    `DutyChange`. A due date that stays may lie behind; a new one may not. Only what differs from what the page was
    `opened` with (by the names of `terms_of`) is written; raises `WrittenMeanwhile` where somebody else has changed it.
    """
    held = held_deadline(deadline)
    typed: dict[str, object] = {
        "due": (wording, due_moment(day, wording, at)),
        "grace_until": grace_until,
        "lock_at": lock_at,
        "reminder_days": sorted(set(reminder_days)),
        "parts": frozenset(parts),
    }
    mine = _terms_to_write(held, opened=opened, typed=typed)
    if "reminder_days" in mine:
        held.reminder_days = sorted(set(reminder_days))
    moments = Moments(
        wording=wording if "due" in mine else held.wording,
        due_at=due_moment(day, wording, at) if "due" in mine else held.due_at,
        grace_until=grace_until if "grace_until" in mine else held.grace_until,
        lock_at=lock_at if "lock_at" in mine else held.lock_at,
    )
    if "parts" in mine:
        keep_parts(held, parts)
    announcing.tell_moved(_write_moments(held, moments, reason=reason, now=now), reason=reason.strip(), now=now)


def _terms_to_write(
    held: Deadline, *, opened: Mapping[str, object], typed: Mapping[str, object]
) -> Mapping[str, object]:
    """The terms to be written; raises `WrittenMeanwhile` where somebody else has changed one of them too."""
    stands = terms_of(held)
    mine, both = changes(opened=opened, typed=typed, now=stands)
    if both:
        said = _terms_in_words(held)
        raise meanwhile({name: becomes(*said[name]) for name in both}, {name: stands[name] for name in both})
    return mine


@transaction.atomic
def move_session(
    *,
    session: Session,
    facts: SessionFacts | None,
    deadlines: Sequence[tuple[Deadline, Dates]] = (),
    reason: str = "",
    opened: Mapping[str, object] = NOT_SAID,
    now: dt.datetime,
) -> None:
    """Change a session, or take it out (`facts` None), and let these deadlines of its round move with it.

    Who is to hand in for it, or has, is told the other day, hour or place: once, with the new date of its duty where
    that is told. All or nothing: raises `Refused` as `change_session` and `change_deadline` do, naming the deadline
    that is wrong.
    """
    held = sessions.held_session(session)
    said, reason = move_in_words(held, facts), reason.strip()
    says_more = reason and _is_moved(held, facts) and said not in reason
    of_deadlines = f"{said}. {reason}" if says_more else reason
    drive = _change(held, facts, opened=opened)
    moved: list[Moved] = []
    for deadline, dates in sorted(deadlines, key=lambda each: each[0].pk):  # the order in which all hold them
        try:
            moved += _give_dates(deadline, dates, reason=of_deadlines, now=now)
        except Refused as refusal:
            raise Refused(f"{what_of(deadline)}: {refusal.sentence}") from refusal
    told = announcing.tell_moved(moved, reason=of_deadlines, now=now)
    if drive.after != drive.before:
        more = reason if reason.rstrip(".") != said else ""  # where it says more than what happens
        announcing.tell_drive_moved(drive, reason=more, besides=told, now=now)


def _change(session: Session, facts: SessionFacts | None, *, opened: Mapping[str, object]) -> MovedDrive:
    """Change the session, or take it out; what is told of it, and whom it concerns."""
    before, key, concerned = sessions.when_and_where(session), session.pk, announcing.who_knows_of(session)
    after = ""
    if facts is None:
        sessions.remove_session(session=session)
    else:
        after = sessions.when_and_where(sessions.change_session(session=session, facts=facts, opened=opened))
    return MovedDrive(session.round, key, before, after, concerned)


def _give_dates(deadline: Deadline, dates: Dates, *, reason: str, now: dt.datetime) -> list[Moved]:
    """Hold the deadline and write the dates; the duties whose due date that moved, with the former one.

    Raises `Refused` where the due date has moved since the page that the dates were typed on.
    """
    held = held_deadline(deadline)
    if dates.opened_at not in (None, held.due_at):
        told = {"due": due_sentence(held)}
        raise Refused(_("Người khác vừa đổi hạn này thành %(due)s. Xem lại ngày mới rồi lưu lần nữa.") % told)
    moments = Moments(wording=dates.wording, due_at=dates.due_at, grace_until=dates.grace_until, lock_at=dates.lock_at)
    return _write_moments(held, moments, reason=reason, now=now)


def _write_moments(deadline: Deadline, moments: Moments, *, reason: str, now: dt.datetime) -> list[Moved]:
    """Write the moments of a deadline that is held; what moved is judged by what it says then."""
    before, due_at = deadline.due_at, moments.due_at
    is_moved = due_at != before
    grace_until, lock_at = moments.grace_until, moments.lock_at
    refuse_disorder(due_at=due_at, grace_until=grace_until, lock_at=lock_at, now=now if is_moved else None)
    if is_moved and not reason.strip():
        raise Refused(_("Ghi lý do đổi hạn nộp."))
    deadline.wording, deadline.due_at = moments.wording, due_at
    deadline.grace_until, deadline.lock_at = grace_until, lock_at
    deadline.save(update_fields=["wording", "due_at", "grace_until", "lock_at", "reminder_days"])
    audit.record(
        "deadline.changed",
        subject=deadline.round or deadline.plan,
        path=deadline.path,
        before={"due": before.isoformat()},
        after={"due": due_at.isoformat(), "kind": deadline.kind, "reason": reason.strip()},
    )
    return _note_moved(deadline, before=before, reason=reason.strip(), now=now) if is_moved else []


def _note_moved(deadline: Deadline, *, before: dt.datetime, reason: str, now: dt.datetime) -> list[Moved]:
    """Keep it with every unit that still owes, those of a co-host in another branch too, whom the owner may not see."""
    handed_in = Submission.objects.filter(withdrawn_at=None).values("duty_id")
    with scope_of_all_hosts(deadline, "campaigns.moved"):
        open_duties = list(deadline.duties.filter(excused_reason="").exclude(pk__in=handed_in))
        note(
            open_duties,
            DutyChange.Kind.DUE_MOVED,
            at=now,
            reason=reason,
            due_before=before,
            due_after=deadline.due_at,
        )
    return [Moved(each.pk, before) for each in open_duties]


# --- What a moved drive asks ------------------------------------------------------------------------------------------


def asks_about_deadlines(session: Session, facts: SessionFacts | None) -> bool:
    """Whether to ask which deadlines move: units know of the day that changes, and the round has deadlines.

    A month that is narrowed down to one of its days moves nothing.
    """
    if session.round.state != State.OPEN or not _is_moved(session, facts):
        return False
    return bool(session.round.deadlines.exists())


def _is_moved(session: Session, facts: SessionFacts | None) -> bool:
    if facts is None:
        return True
    if session.is_month_only:
        return (facts.held_on.year, facts.held_on.month) != (session.held_on.year, session.held_on.month)
    return facts.is_month_only or facts.held_on != session.held_on


def move_in_words(session: Session, facts: SessionFacts | None) -> str:
    """What happens to the session, as the reason that is proposed for its deadlines."""
    day = {"before": sessions.day_of(session)}
    if facts is None:
        return _("Bỏ buổi hiến máu %(before)s") % day
    return _("Buổi hiến máu %(before)s chuyển sang %(after)s") % {**day, "after": sessions.day_of(facts)}


def days_moved(session: Session, facts: SessionFacts | None) -> int:
    """By how many days the session moves; 0 where one of the two is no day."""
    if facts is None or facts.is_month_only or session.is_month_only:
        return 0
    return (facts.held_on - session.held_on).days


def deadlines_of(round: Round) -> list[Deadline]:
    """The deadlines that may move with a session of the round, in order of their due dates."""
    return list(round.deadlines.select_related("round__plan", "plan", "window").order_by("due_at", "pk"))
