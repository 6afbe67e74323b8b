"""Buổi tiếp nhận máu: adding, changing and removing them, which units come to which, and how that is said.

How many people a unit is expected with, floors above know (quotas: its quota and what became of earlier ones).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from campaigns.gate import hold_round_open
from campaigns.models import Round, Session, SessionUnit
from committees.models import Unit
from core import audit
from core.refusal import Refused
from core.text.dates import month_year, short_date, weekday
from core.text.numbers import integer
from core.three_way import NOT_SAID, changes_of, ticked_by_now

Expected = Mapping[int, int]  # unit id → people
_expectation: list[Callable[[Round], Expected]] = []


def register_expectation(find: Callable[[Round], Expected]) -> None:
    """Let a floor above say with how many people each unit of a round is expected."""
    _expectation[:] = [find]


def expectation_of(round: Round) -> Expected:
    """With how many people each unit of a round is expected; empty where no floor above knows."""
    return _expectation[0](round) if _expectation else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """When, where and for how many people a session is; with `is_month_only` only the month of `held_on` is meant."""

    held_on: dt.date
    is_month_only: bool = False
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    venue: str = ""
    facility: str = ""
    capacity: int | None = None


def facts_of(session: Session) -> SessionFacts:
    """What is known of a session."""
    return SessionFacts(**{each.name: getattr(session, each.name) for each in fields(SessionFacts)})


@transaction.atomic
def add_session(*, round: Round, facts: SessionFacts, units: Iterable[Unit] = ()) -> Session:
    """Add a buổi tiếp nhận máu to a round, to which `units` come. Raises `Refused` where it would end before it
    starts."""
    hold_round_open(round)
    session = Session.objects.create(path=round.path, round=round, **_columns(facts))
    SessionUnit.objects.bulk_create([SessionUnit(path=unit.path, session=session, unit=unit) for unit in units])
    audit.record("session.created", subject=round, path=round.path, after={"held_on": facts.held_on.isoformat()})
    return session


def held_session(session: Session) -> Session:
    """The session as it stands, kept from others until the transaction ends, in a round that stays open as long.

    Raises `Refused` where the round is closed, or the session was taken out meanwhile.
    """
    hold_round_open(session.round)
    held = Session.objects.select_for_update(of=("self",)).filter(pk=session.pk).first()
    if held is None:
        raise Refused(_("Buổi này vừa được bỏ khỏi đợt; tải lại trang của đợt."))
    held.round = session.round
    return held


@transaction.atomic
def change_session(*, session: Session, facts: SessionFacts, opened: Mapping[str, object] = NOT_SAID) -> Session:
    """Give a session another day, hours, venue, facility or capacity; the units that come stay.

    Only what differs from what the page was `opened` with is written (core/three_way.py). Raises `Refused` where it
    would end before it starts.
    """
    session = held_session(session)
    before = _told(session)
    for name, value in changes_of(session, opened=opened, typed=_columns(facts)).items():
        setattr(session, name, value)
    _columns(facts_of(session))  # two changes may be right each and wrong together
    session.save(update_fields=[each.name for each in fields(SessionFacts)])
    former, latter = audit.changed(before, _told(session))
    if latter:
        audit.record("session.changed", subject=session.round, path=session.path, before=former, after=latter)
    return session


@transaction.atomic
def remove_session(*, session: Session) -> None:
    """Take a session out of its round."""
    session = held_session(session)
    audit.record(
        "session.removed", subject=session.round, path=session.path, before={"held_on": session.held_on.isoformat()}
    )
    session.delete()


@dataclass(frozen=True, slots=True)
class UnitsSet:
    """What a change of the units that come to a session did."""

    added: int
    removed: int


@transaction.atomic
def set_units(*, session: Session, units: Iterable[Unit], opened: Collection[int] | None = None) -> UnitsSet:
    """Make `units` the ones that come to a session; a unit may come to several.

    With `opened`, the units (by id) that were ticked when the page was opened, only what was ticked or unticked since
    is done. Raises `Refused` for a unit without part in the round.
    """
    session = held_session(session)  # two savers do not both find a unit missing
    wanted = {unit.pk: unit for unit in units}
    present = set(session.session_units.values_list("unit_id", flat=True))
    taking_part = set(session.round.participations.filter(absent_reason="").values_list("unit_id", flat=True))
    strangers = [unit.name for pk, unit in wanted.items() if pk not in taking_part]
    if strangers:
        raise Refused(
            _("%(units)s không tham gia đợt này; thêm đơn vị vào đợt trước.") % {"units": ", ".join(strangers[:3])}
        )
    if opened is not None:
        wanted = Unit.objects.in_bulk(ticked_by_now(opened=opened, ticked=wanted, now=present))
    gone, new = present - set(wanted), set(wanted) - present
    session.session_units.filter(unit_id__in=gone).delete()
    SessionUnit.objects.bulk_create(SessionUnit(path=wanted[pk].path, session=session, unit=wanted[pk]) for pk in new)
    if gone or new:
        audit.record(
            "session.units",
            subject=session.round,
            path=session.path,
            after={"held_on": session.held_on.isoformat(), "added": len(new), "removed": len(gone)},
        )
    return UnitsSet(added=len(new), removed=len(gone))


def _columns(facts: SessionFacts) -> dict[str, object]:
    """The facts as they are stored: a month by its first day."""
    if facts.starts_at and facts.ends_at and facts.ends_at <= facts.starts_at:
        raise Refused(_("Giờ kết thúc phải sau giờ bắt đầu."))
    return asdict(facts) | {
        "held_on": facts.held_on.replace(day=1) if facts.is_month_only else facts.held_on,
        "venue": facts.venue.strip(),
        "facility": facts.facility.strip(),
    }


def _told(session: Session) -> dict[str, object]:
    """The facts as the audit keeps them."""
    return asdict(facts_of(session)) | {
        "held_on": session.held_on.isoformat(),
        "starts_at": f"{session.starts_at:%H:%M}" if session.starts_at else "",
        "ends_at": f"{session.ends_at:%H:%M}" if session.ends_at else "",
    }


# How it is said


def day_of(session: Session | SessionFacts) -> str:
    """ "thứ Ba 07/4/2026", or "dự kiến tháng 6/2026" where only the month is known."""
    if session.is_month_only:
        return _("dự kiến %(month)s") % {"month": month_year(session.held_on)}
    return f"{weekday(session.held_on)} {short_date(session.held_on)}"


def details_of(session: Session) -> str:
    """ "07:00–11:30 · Nhà văn hóa xã · Bệnh viện tỉnh · 350 người": all but the day."""
    capacity = _("%(count)s người") % {"count": integer(session.capacity)} if session.capacity else ""
    return " · ".join(filter(None, [_hours(session), session.venue, session.facility, capacity]))


def when_and_where(session: Session) -> str:
    """ "thứ Ba 07/4/2026, 07:00–11:30, Nhà văn hóa xã": what a unit must know."""
    return ", ".join(filter(None, [day_of(session), _hours(session), session.venue]))


def _hours(session: Session) -> str:
    if session.starts_at is None:
        return ""
    until = f"–{session.ends_at:%H:%M}" if session.ends_at else ""
    return f"{session.starts_at:%H:%M}{until}"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as a round lists it, with the units of the reader's scope that come."""

    session: Session
    day: str
    hours: str
    units: list[Unit]
    load: str


def lines_of(round: Round, *, within: str) -> list[SessionLine]:
    """The sessions of a round that concern the reader at `within`, in order of their days.

    The host sees them all; a unit that comes to some sees only those, and all of them while it comes to none yet.
    Which other units come is the host's to know (row-level security holds it).
    """
    found = list(_with_units(round.sessions.all()))
    if within != round.path:
        found = [session for session in found if session.coming] or found  # type: ignore[attr-defined]
    expected = expectation_of(round) if within == round.path and any(session.capacity for session in found) else {}
    return [_line(session, expected) for session in found]


def _with_units(sessions: QuerySet[Session]) -> QuerySet[Session]:
    coming = SessionUnit.objects.select_related("unit").order_by("unit__name_sort", "unit_id")
    return sessions.prefetch_related(Prefetch("session_units", coming, to_attr="coming"))


def _line(session: Session, expected: Expected) -> SessionLine:
    units = [each.unit for each in session.coming]  # type: ignore[attr-defined]
    return SessionLine(
        session=session,
        day=day_of(session),
        hours=_hours(session),
        units=units,
        load=load_in_words(session, units, expected),
    )


def load_in_words(session: Session, units: list[Unit], expected: Expected) -> str:
    """How the units that come fit the session's capacity; never a reason to refuse. Empty where nothing can be said."""
    people = sum(expected.get(unit.pk, 0) for unit in units)
    if session.capacity is None or not people:
        return ""
    figures = {"people": integer(people), "capacity": integer(session.capacity)}
    if people <= session.capacity:
        return _("Cần vận động khoảng %(people)s người, tiếp nhận được %(capacity)s người.") % figures
    return (
        _(
            "Cần vận động khoảng %(people)s người, nhiều hơn %(capacity)s người tiếp nhận được: kéo dài giờ, "
            "hoặc chuyển bớt đơn vị sang buổi khác."
        )
        % figures
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One participant on a session's page: whether it comes, and to which other sessions of the round."""

    unit: Unit
    comes: bool
    elsewhere: str
    people: int | None


@dataclass(frozen=True, slots=True)
class Attendance:
    """A session with every participant of its round as a choice, and how the chosen ones fit."""

    choices: list[Choice]
    load: str


def attendance_of(session: Session, participants: Iterable[Unit], *, ticked: Iterable[int] | None = None) -> Attendance:
    """The participants (in their order) with where each of them comes; `ticked` are units (by id) that were chosen for
    this session and are not saved."""
    others: dict[int, list[str]] = {}
    coming: set[int] = set()
    for row in SessionUnit.objects.filter(session__round=session.round_id).select_related("session"):
        if row.session_id == session.pk:
            coming.add(row.unit_id)
        else:
            others.setdefault(row.unit_id, []).append(day_of(row.session))
    coming = set(ticked) if ticked is not None else coming
    expected = expectation_of(session.round)
    choices = [
        Choice(unit, unit.pk in coming, ", ".join(others.get(unit.pk, [])), expected.get(unit.pk))
        for unit in participants
    ]
    return Attendance(choices, load_in_words(session, [each.unit for each in choices if each.comes], expected))


def own_sessions(unit: Unit, round_ids: Iterable[int | None]) -> dict[int, list[Session]]:
    """Round id → the sessions that the unit itself comes to, in order of their days."""
    rows = (
        SessionUnit.objects.filter(unit=unit, session__round__in=[each for each in round_ids if each is not None])
        .select_related("session")
        .order_by("session__held_on", "session__starts_at", "session_id")
    )
    found: dict[int, list[Session]] = {}
    for row in rows:
        found.setdefault(row.session.round_id, []).append(row.session)
    return found
