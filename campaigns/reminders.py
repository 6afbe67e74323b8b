"""Who is reminded of what, and when: worked out anew at every run from what is still owed (design.md §6).

A duty is reminded of once a step of its deadline's `reminder_days`; a step that was missed (a night without beat, a
person who had a message today) is caught up with the next run, and only the latest of several. A person gets one
message a day for all their seats. Steps above the unit's own people wait for a clerk's hand (campaigns/urging.py).

Looking (`look`) and sending (`send`) are two things: the preview, the dry run and the real run look alike.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from campaigns.models import Deadline, Duty, Reminder, State, Submission
from campaigns.reminder_texts import Line, digest
from committees import scopes
from committees.models import Role, Seat, SeatHolding, User
from core import bulk
from core.text.dates import VIETNAM, in_vietnam
from notices import sending, working_hours
from notices.delivering import register_recheck
from notices.mail_texts import Text
from notices.models import Delivery, Notice

CAUGHT_UP = dt.timedelta(days=7)  # a step older than this is not sent any more
FARTHEST = dt.timedelta(days=60)  # deadlines farther away than any step are not looked at
UNITS_OWN = (Role.FOCAL, Role.CLERK)  # who does the work
UNITS_HEADS = (Role.HEAD, Role.STANDING_DEPUTY)  # who is told too once the due hour has passed

# Floors above say which of these units are handing something in right now: they are not nagged.
Busy = Callable[[Collection[int], dt.datetime], set[int]]
_busy: list[Busy] = []


def register_busy(callback: Busy) -> None:
    """Have `callback` asked which of some units are at work on what they owe."""
    if callback not in _busy:
        _busy.append(callback)


class Skipped(StrEnum):
    """Why a duty that is still owed is not reminded of in this run."""

    NOBODY = "nobody"  # no seat of the unit is held: the red list
    BUSY = "busy"  # somebody is handing in right now
    TOLD_TODAY = "told_today"  # each of its people had a message today
    NOT_NOW = "not_now"  # outside working hours, or before the hour the person wants


@dataclass(frozen=True, slots=True)
class Owing:
    """A duty that is still owed, with the step that is due for it."""

    duty_id: int
    unit_id: int
    unit_name: str
    path: str
    deadline: Deadline
    due_at: dt.datetime
    is_extended: bool
    step: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who holds a seat, or stands in for one."""

    user: User
    seat: Seat


@dataclass(slots=True)
class Look:
    """What a run would do at a moment: each person's duties, and what is left out and why."""

    at: dt.datetime
    digests: dict[int, list[tuple[Owing, Recipient]]] = field(default_factory=lambda: defaultdict(list))
    skipped: list[tuple[Owing, Skipped]] = field(default_factory=list)

    @property
    def reminded(self) -> set[int]:
        """The duties that somebody is reminded of."""
        return {owing.duty_id for lines in self.digests.values() for owing, _recipient in lines}


# --- What is owed, and which step is due ------------------------------------------------------------------------------


def still_owed() -> QuerySet[Duty]:
    """Duties nobody has answered, of deadlines that are open; each with its own `due` moment."""
    is_open = Q(deadline__round__state=State.OPEN) | Q(deadline__round=None, deadline__plan__state=State.OPEN)
    answered = Submission.objects.filter(duty=OuterRef("pk"), withdrawn_at=None)
    return (
        Duty.objects.filter(is_open, ~Exists(answered), excused_reason="")
        .annotate(due=Greatest(F("deadline__due_at"), Coalesce("extended_until", F("deadline__due_at"))))
        .order_by("due", "pk")
    )


def step_due(days: Sequence[int], *, due_at: dt.datetime, now: dt.datetime) -> int | None:
    """The latest step of a policy that has come by now, in days from the due day; None before the first.

    The day counts and not the hour: on the due day itself it is day 0 until midnight, Vietnam time.
    """
    today = (in_vietnam(now).date() - in_vietnam(due_at).date()).days
    come = [day for day in days if day <= today]
    if not come or today - max(come) > CAUGHT_UP.days:
        return None
    return max(come)


def owing_at(duties: QuerySet[Duty], *, now: dt.datetime) -> list[Owing]:
    """The duties among `duties` (of `still_owed`) that are to be reminded of now and were not yet, at this step."""
    near = duties.filter(due__range=(now - FARTHEST, now + FARTHEST))  # type: ignore[misc]  # annotated
    found = []
    for duty in near.select_related("deadline__round__plan", "deadline__plan", "deadline__window", "unit"):
        due_at: dt.datetime = duty.due  # type: ignore[attr-defined]
        step = step_due(duty.deadline.reminder_days, due_at=due_at, now=now)
        if step is not None:
            found.append(
                Owing(
                    duty_id=duty.pk,
                    unit_id=duty.unit_id,
                    unit_name=duty.unit.name,
                    path=duty.path,
                    deadline=duty.deadline,
                    due_at=due_at,
                    is_extended=due_at > duty.deadline.due_at,
                    step=step,
                )
            )
    told = _steps_told([owing.duty_id for owing in found])
    return [owing for owing in found if told.get((owing.duty_id, owing.due_at), -FARTHEST.days - 1) < owing.step]


def _steps_told(duty_ids: Sequence[int]) -> dict[tuple[int, dt.datetime], int]:
    """The latest step each duty was reminded of, for the due moment it had then: a moved date begins anew."""
    told = (
        Reminder.objects.filter(duty__id__any_of=duty_ids, step__in=[Reminder.Step.USUAL, Reminder.Step.HEAD])
        .values("duty_id", "due_at")
        .annotate(latest=Max("days"))
    )
    return {(row["duty_id"], row["due_at"]): row["latest"] for row in told}


# --- Who is reminded --------------------------------------------------------------------------------------------------


def recipients(unit_ids: Collection[int], *, today: dt.date) -> dict[int, list[Recipient]]:
    """By unit: the people who hold its seats of `UNITS_OWN` and `UNITS_HEADS`; who is away is stood in for."""
    holdings = SeatHolding.objects.filter(
        seat__unit__id__any_of=list(unit_ids),
        seat__role__in=[*UNITS_OWN, *UNITS_HEADS],
        seat__closed_on=None,
        ended_at=None,
        user__is_active=True,
    )
    held = list(holdings.select_related("seat", "user").order_by("seat_id", "pk"))
    away = {
        holding.seat.stand_in_id
        for holding in held
        if holding.seat.stand_in_id and holding.seat.away_until and holding.seat.away_until >= today
    }
    in_place = SeatHolding.objects.filter(seat__in=away, ended_at=None, user__is_active=True)
    users: dict[int, list[User]] = defaultdict(list)
    for each in in_place.select_related("user"):
        users[each.seat_id].append(each.user)
    found: dict[int, list[Recipient]] = defaultdict(list)
    for holding in held:
        seat = holding.seat
        is_away = seat.away_until is not None and seat.away_until >= today
        people = users.get(seat.stand_in_id or 0) if is_away else None
        found[seat.unit_id] += [Recipient(user, seat) for user in people or [holding.user]]
    return found


def for_step(people: Iterable[Recipient], step: int) -> list[Recipient]:
    """Whom a step reaches: who does the work, and after the due day the head of the unit too."""
    roles = UNITS_OWN if step <= 0 else (*UNITS_OWN, *UNITS_HEADS)
    return [each for each in people if each.seat.role in roles]


# --- A run ------------------------------------------------------------------------------------------------------------


def look(*, now: dt.datetime) -> Look:
    """What a run at `now` would send; needs a scope of the whole tree. A constant number of questions."""
    owing = owing_at(still_owed(), now=now)
    found = Look(at=now)
    people = recipients({each.unit_id for each in owing}, today=in_vietnam(now).date())
    busy = set[int]().union(*(callback({each.unit_id for each in owing}, now) for callback in _busy))
    told_today = _told_today(now)
    for each in owing:
        reached = for_step(people.get(each.unit_id, ()), each.step)
        if not reached:
            found.skipped.append((each, Skipped.NOBODY))
        elif each.unit_id in busy:
            found.skipped.append((each, Skipped.BUSY))
        else:
            _share_out(each, reached, told_today, found)
    return found


def _share_out(owing: Owing, reached: Sequence[Recipient], told_today: set[int], found: Look) -> None:
    fresh = [each for each in reached if each.user.pk not in told_today]
    ready = [each for each in fresh if working_hours.next_moment(found.at, each.user.message_hour) <= found.at]
    if not ready:
        found.skipped.append((owing, Skipped.NOT_NOW if fresh else Skipped.TOLD_TODAY))
    for each in ready:
        if all(known.duty_id != owing.duty_id for known, _recipient in found.digests[each.user.pk]):
            found.digests[each.user.pk].append((owing, each))


def _told_today(now: dt.datetime) -> set[int]:
    """Who had a message about duties today, Vietnam time: one a day is enough."""
    midnight = in_vietnam(now).replace(hour=0, minute=0, second=0, microsecond=0)
    sent = Delivery.objects.filter(
        kind=Notice.Kind.DUTY, queued_at__gte=midnight, queued_at__lt=midnight + dt.timedelta(days=1)
    )
    return set(sent.values_list("user_id", flat=True))


def send(*, now: dt.datetime) -> Look:
    """Look, and send what is to be sent: one message a person. Sent twice, or by two at once, it is sent once."""
    with scopes.for_system("campaigns.remind"), transaction.atomic():
        found = look(now=now)
        messages = [_message(lines, now) for lines in found.digests.values()]
        notices = {(each.seat_id, each.key): each for each in sending.send_all(messages, now=now)}
        bulk.insert_all(
            [
                _reminder(owing, notices[message.seat.pk, message.key], now)
                for message, lines in zip(messages, found.digests.values(), strict=True)
                if (message.seat.pk, message.key) in notices  # else two runs at once: the other has told it
                for owing, _recipient in lines
            ]
        )
    return found


def _message(lines: Sequence[tuple[Owing, Recipient]], now: dt.datetime) -> sending.Message:
    """One person's message about all they owe, to the seat of the most urgent duty."""
    recipient = lines[0][1]
    text = digest([_line(owing) for owing, _recipient in lines], now=now)
    return sending.Message(
        seat=recipient.seat,
        user=recipient.user,
        kind=Notice.Kind.DUTY,
        subject=text.subject,
        body=text.body,
        html_body=text.html_body,
        link=reverse("home"),
        key=f"duties-{in_vietnam(now):%Y-%m-%d}-{recipient.user.pk}",
    )


def _line(owing: Owing) -> Line:
    return Line(
        unit_name=owing.unit_name,
        deadline=owing.deadline,
        due_at=owing.due_at,
        is_extended=owing.is_extended,
    )


def _reminder(owing: Owing, notice: Notice, now: dt.datetime) -> Reminder:
    return Reminder(
        path=owing.path,
        duty_id=owing.duty_id,
        notice=notice,
        step=Reminder.Step.HEAD if owing.step > 0 else Reminder.Step.USUAL,
        days=owing.step,
        due_at=owing.due_at,
        at=now,
    )


def text_now(notice: Notice, now: dt.datetime) -> Text | None:
    """What a notice of duties says at the moment it is sent: only what is owed still; None where nothing is."""
    named = still_owed().filter(reminders__notice=notice)
    owed = list(named.select_related("deadline__round__plan", "deadline__plan", "deadline__window", "unit"))
    lines = [
        Line(duty.unit.name, duty.deadline, duty.due, is_extended=duty.due > duty.deadline.due_at)  # type: ignore[attr-defined]
        for duty in owed
    ]
    return digest(lines, now=now) if lines else None


# --- The clerk's preview ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """What a deadline's next reminder will be: when, to whom, and which units nobody reads for."""

    at: dt.datetime | None
    step: int | None
    reached: list[tuple[Duty, list[Recipient]]]
    unreachable: list[Duty]


def preview(deadline: Deadline, *, now: dt.datetime) -> Preview:
    """Who of the units that still owe will get the next reminder, and when; in the scope of the clerk's seat."""
    owed = list(still_owed().filter(deadline=deadline).select_related("unit"))
    at, step = next_step(deadline, now=now)
    people = recipients({duty.unit_id for duty in owed}, today=in_vietnam(at or now).date())
    reached = [(duty, for_step(people.get(duty.unit_id, ()), step or 0)) for duty in owed]
    return Preview(
        at=at,
        step=step,
        reached=[(duty, found) for duty, found in reached if found],
        unreachable=[duty for duty, found in reached if not found],
    )


def next_step(deadline: Deadline, *, now: dt.datetime) -> tuple[dt.datetime | None, int | None]:
    """When the deadline's next step comes, after today, moved to the next working hour; (None, None) after the last."""
    due_day, today = in_vietnam(deadline.due_at).date(), in_vietnam(now).date()
    for step in sorted(deadline.reminder_days):
        day = due_day + dt.timedelta(days=step)
        if day > today:
            return working_hours.next_moment(dt.datetime.combine(day, dt.time(0), VIETNAM), 8), step
    return None, None


def counts(found: Look) -> Mapping[str, int]:
    """What an operator is told of a run: numbers only."""
    skipped = {reason.value: sum(why is reason for _owing, why in found.skipped) for reason in Skipped}
    return {"people": len(found.digests), "duties": len(found.reminded), **skipped}


register_recheck(Notice.Kind.DUTY, text_now)
