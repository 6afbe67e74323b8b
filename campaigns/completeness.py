"""Who has handed in and who has not: completeness and timeliness of deadlines, computed from what counts.

The denominator is the frozen set without the excused, the numerator those of it with a counting submission, so that no
share can pass 100 %. Handed in and *enough* are two things: how many people are still short, floors above know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from campaigns.deadlines import due_at_of, is_extended, state_word
from campaigns.models import Contact, Deadline, Duty, Extension, PartReceipt, Reminder, Submission
from campaigns.sessions import expectation_of
from committees.models import Unit
from committees.ordering import annex_order
from core.scope import is_within
from core.text.numbers import integer

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Shortage:
    """People handed in, and how many more are wanted; None where the unit was given no quota."""

    people: int
    missing: int | None

    @property
    def sentence(self) -> str:
        """«Đã nộp 38 người, còn thiếu 24»; without the second half where nothing is short."""
        told = {"people": integer(self.people), "missing": integer(self.missing or 0)}
        if self.missing:
            return _("Đã nộp %(people)s người, còn thiếu %(missing)s") % told
        return _("Đã nộp %(people)s người") % told


def wanted_by(deadline: Deadline) -> Mapping[int, int]:
    """By unit id, how many people its list should hold; what that is, floors above know (campaigns/sessions.py)."""
    if deadline.kind != Deadline.Kind.LIST or deadline.round is None:
        return {}
    return expectation_of(deadline.round)


def shortage_of(done: Submission | None, wanted: int | None) -> Shortage | None:
    """What is short of a counting submission; None for one that says nothing of people."""
    if done is None or done.amount is None:
        return None
    return Shortage(done.amount, None if wanted is None else max(0, wanted - done.amount))


class Standing(StrEnum):
    """How one duty stands; each has exactly one."""

    ON_TIME = "on_time"
    WITH_PERMISSION = "with_permission"  # after the due moment, within the unit's own extension
    LATE = "late"
    WAITING = "waiting"  # not handed in, the due moment is still to come
    EXTENDED = "extended"  # not handed in, past the due moment, within its own extension
    OVERDUE = "overdue"
    EXCUSED = "excused"


HANDED_IN = frozenset({Standing.ON_TIME, Standing.WITH_PERMISSION, Standing.LATE})


@dataclass(frozen=True, slots=True)
class Line:
    """One unit by one deadline: how it stands, what counts, and who reached it last."""

    duty: Duty
    unit: Unit
    standing: Standing
    state: str
    done: Submission | None
    shortage: Shortage | None = None
    request: Extension | None = None
    last_contact: Contact | None = None
    last_reminder: Reminder | None = None
    received: Mapping[int, PartReceipt] | None = None  # part id → receipt

    @property
    def is_missing(self) -> bool:
        """Whether it owes and nothing counts."""
        return self.standing not in HANDED_IN and self.standing is not Standing.EXCUSED

    @property
    def is_done(self) -> bool:
        """Whether something counts."""
        return self.standing in HANDED_IN

    @property
    def colour(self) -> str:
        """How the state's word is coloured (templates/_state.html)."""
        if self.is_done:
            return "warn" if self.done is not None and self.done.kind == Submission.Kind.PHOTO else "ok"
        if self.standing is Standing.EXCUSED:
            return ""
        return "late" if self.standing is Standing.OVERDUE else "open"


@dataclass(frozen=True, slots=True)
class Count:
    """How many duties stand how. `missing` = waiting + extended + overdue; `handed_in` = the three kinds of it."""

    on_time: int = 0
    with_permission: int = 0
    late: int = 0
    waiting: int = 0
    extended: int = 0
    overdue: int = 0
    excused: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(Count)})

    @property
    def handed_in(self) -> int:
        """With a counting submission."""
        return self.on_time + self.with_permission + self.late

    @property
    def missing(self) -> int:
        """Without one."""
        return self.waiting + self.extended + self.overdue

    @property
    def expected(self) -> int:
        """Who owes: the excused are none of it."""
        return self.handed_in + self.missing

    @property
    def sentence(self) -> str:
        """«10/36 đơn vị đã nộp · 26 chưa nộp, quá hạn (5 được gia hạn)»."""
        told = {"done": integer(self.handed_in), "all": integer(self.expected), "missing": integer(self.missing)}
        told |= {"extended": integer(self.extended)}
        parts = [_("%(done)s/%(all)s đơn vị đã nộp") % told]
        if self.extended and self.overdue:
            parts.append(_("%(missing)s chưa nộp, quá hạn (%(extended)s được gia hạn)") % told)
        elif self.extended:
            parts.append(_("%(missing)s chưa nộp (%(extended)s được gia hạn)") % told)
        elif self.overdue:
            parts.append(_("%(missing)s chưa nộp, quá hạn") % told)
        elif self.missing:
            parts.append(_("%(missing)s chưa nộp") % told)
        return " · ".join(parts)

    @property
    def timeliness(self) -> str:
        """«8 đúng hạn · 1 trong thời gian gia hạn · 1 nộp chậm»; empty where nobody has handed in."""
        told = [
            (self.on_time, _("%(count)s đúng hạn")),
            (self.with_permission, _("%(count)s trong thời gian gia hạn")),
            (self.late, _("%(count)s nộp chậm")),
        ]
        return " · ".join(words % {"count": integer(number)} for number, words in told if number)


def count(lines: Iterable[Line]) -> Count:
    """How many of `lines` stand how."""
    found = dict.fromkeys((standing.value for standing in Standing), 0)
    for line in lines:
        found[line.standing.value] += 1
    return Count(**found)


@dataclass(frozen=True, slots=True)
class Completeness:
    """One deadline, or several together: its lines in the order of an annex, and what they come to."""

    lines: Sequence[Line]

    @property
    def whole(self) -> Count:
        """All lines."""
        return count(self.lines)

    @property
    def missing(self) -> list[Line]:
        """Who still owes: those with an open request first, then the overdue, then the others."""
        order = {Standing.OVERDUE: 1, Standing.EXTENDED: 2, Standing.WAITING: 3}
        owing = [line for line in self.lines if line.is_missing]
        return sorted(owing, key=lambda line: 0 if line.request else order[line.standing])

    def by_bloc(self) -> dict[str, Count]:
        """By bloc; units of none under the empty word."""
        return self._by(lambda line: line.unit.bloc)

    def by_deadline(self) -> dict[int, Count]:
        """By deadline id."""
        return self._by(lambda line: line.duty.deadline_id)

    def by_subtree(self, tops: Iterable[Unit]) -> dict[int, Count]:
        """By the unit of `tops` that a duty lies in (the level below), by its id; what lies in none is left out."""
        above = {unit.path: unit.pk for unit in tops}
        widths = sorted({len(path) for path in above})

        def top_of(line: Line) -> int | None:
            found = (above.get(line.duty.path[:width]) for width in widths)
            return next((pk for pk in found if pk is not None), None)

        by_top = self._by(top_of)
        return {pk: counted for pk, counted in by_top.items() if pk is not None}

    def _by(self, key: Callable[[Line], K]) -> dict[K, Count]:
        groups: dict[K, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(key(line), []).append(line)
        return {name: count(lines) for name, lines in groups.items()}


def completeness_of(deadlines: Iterable[Deadline], *, within: str, now: dt.datetime) -> Completeness:
    """How the units at `within` and below stand by these deadlines; the same questions however many units."""
    asked_for = list(deadlines)
    counting = Prefetch("submissions", Submission.objects.filter(withdrawn_at=None), to_attr="counting")
    asked = Prefetch("extensions", Extension.objects.filter(state=Extension.State.ASKED), to_attr="asked")
    contacts = Prefetch("contacts", Contact.objects.order_by("duty_id", "-at", "-pk").distinct("duty_id"))
    reminders = Prefetch("reminders", Reminder.objects.order_by("duty_id", "-at", "-pk").distinct("duty_id"))
    duties = (
        Duty.objects.within(within)
        .filter(deadline__in=asked_for)
        .select_related("deadline__round", "unit")
        .prefetch_related(counting, asked, contacts, reminders, "receipts")
        .order_by(*annex_order("unit"), "deadline__due_at", "pk")
    )
    people = {each.pk: wanted_by(each) for each in asked_for}
    return Completeness([_line(duty, people[duty.deadline_id].get(duty.unit_id), now) for duty in duties])


def outline_of(deadlines: Iterable[Deadline], *, within: str, now: dt.datetime) -> Completeness:
    """How the units stand, without who reached them last and what they are short of: two questions, for many lines."""
    counting = Prefetch("submissions", Submission.objects.filter(withdrawn_at=None), to_attr="counting")
    duties = (
        Duty.objects.within(within)
        .filter(deadline__in=list(deadlines))
        .select_related("deadline", "unit")
        .prefetch_related(counting)
    )
    lines = []
    for duty in duties:
        done: Submission | None = next(iter(duty.counting), None)
        lines.append(Line(duty, duty.unit, standing_of(duty, done, now=now), state="", done=done))
    return Completeness(lines)


def counts_of(deadlines: Iterable[Deadline], *, within: str, now: dt.datetime) -> dict[int, Count]:
    """By deadline id, how many duties at `within` and below stand how; nothing for one that nobody owes."""
    return outline_of(deadlines, within=within, now=now).by_deadline()


def standing_of(duty: Duty, done: Submission | None, *, now: dt.datetime) -> Standing:
    """How a duty stands at `now`; `done` is its counting submission."""
    if duty.excused_reason:
        return Standing.EXCUSED
    if done is not None:
        if done.at <= duty.deadline.due_at:
            return Standing.ON_TIME
        return Standing.WITH_PERMISSION if done.at <= due_at_of(duty) else Standing.LATE
    if now <= duty.deadline.due_at:
        return Standing.WAITING
    return Standing.EXTENDED if is_extended(duty) and now <= due_at_of(duty) else Standing.OVERDUE


def _line(duty: Duty, wanted: int | None, now: dt.datetime) -> Line:
    done: Submission | None = next(iter(duty.counting), None)  # type: ignore[attr-defined]
    standing = standing_of(duty, done, now=now)
    is_excused = standing is Standing.EXCUSED
    return Line(
        duty=duty,
        unit=duty.unit,
        standing=standing,
        state=_("Không phải nộp") if is_excused else state_word(duty, done, now=now),
        done=done,
        shortage=shortage_of(done, wanted),
        request=None if is_excused else next(iter(duty.asked), None),  # type: ignore[attr-defined]
        last_contact=next(iter(duty.contacts.all()), None),
        last_reminder=next(iter(duty.reminders.all()), None),
        received={receipt.part_id: receipt for receipt in duty.receipts.all()},
    )


def open_requests(*, within: str, path: str) -> list[Extension]:
    """The requests for more time that the committee at `path` has to answer, the oldest first."""
    waiting = (
        Extension.objects.within(within)
        .filter(state=Extension.State.ASKED, duty__excused_reason="")
        .exclude(duty__submissions__withdrawn_at=None, duty__submissions__isnull=False)
        .select_related("duty__deadline__round", "duty__deadline__plan", "duty__deadline__window", "duty__unit")
        .order_by("asked_at", "pk")
    )
    return [each for each in waiting if is_answered_by(each.duty, path)]


def is_answered_by(duty: Duty, path: str) -> bool:
    """Whether the committee at `path` set the deadline, or hosts the round for the unit's part of the tree."""
    deadline = duty.deadline
    if deadline.path == path:
        return True
    hosts = deadline.round.host_paths if deadline.round is not None else []
    return path in hosts and is_within(duty.path, path) and duty.path != path
