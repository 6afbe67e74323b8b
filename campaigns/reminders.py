"""Who is reminded of what, and when: worked out anew at every run from what is still owed (design.md §6).

Each of a unit's people is reminded of its duty once a step of the deadline's `reminder_days`; a step that was missed (a
night without beat, a person who had a message today) is caught up with the next run, and only the latest of several. A
person gets one message a day for all their seats; a mail that could not go yet gives way to the next one, which names
its duties too. Steps above the unit's own people wait for a clerk's hand (campaigns/urging.py).

Looking (`look`) and sending (`send`) are two things: the preview, the dry run and the real run look alike.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from campaigns.gate import where_open
from campaigns.models import Deadline, Duty, Reminder, Submission
from campaigns.reminder_texts import Line, digest
from committees import scopes
from committees.models import Role, Seat, SeatHolding, User
from core import bulk, locks
from core.text.dates import VIETNAM, in_vietnam
from notices import sending, working_hours
from notices.delivering import register_recheck
from notices.mail_texts import Text
from notices.models import Channel, Delivery, Notice

CAUGHT_UP = dt.timedelta(days=7)  # a step older than this is not sent any more
USUAL_HOUR = 8  # where a preview cannot know what hour each person chose
FARTHEST = dt.timedelta(days=60)  # deadlines farther away than any step are not looked at
UNITS_OWN = (Role.FOCAL, Role.CLERK)  # who does the work
UNITS_HEADS = (Role.HEAD, Role.STANDING_DEPUTY)  # who is told too once the due hour has passed
# What is told without a clerk's hand; whoever was just told of a moved date is not told again that day's step of it.
BY_ITSELF = (Reminder.Step.USUAL, Reminder.Step.HEAD, Reminder.Step.MOVED)

# Floors above say which of these units are handing something in right now: they are not nagged.
Busy = Callable[[Collection[int], dt.datetime], set[int]]
_busy: list[Busy] = []


def register_busy(callback: Busy) -> None:
    """Have `callback` asked which of some units are at work on what they owe."""
    if callback not in _busy:
        _busy.append(callback)


class Skipped(StrEnum):
    """Why a duty that is still owed is not reminded of in this run."""

    NOBODY = "nobody"  # no seat of the unit is held, or the unit has ended: the red list
    BUSY = "busy"  # somebody is handing in right now
    TOLD_TODAY = "told_today"  # each of its people that is to hear of it had a message today
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
    """A person who holds a seat of the unit, or stands in for one.

    `seat` is the person's own, in whose inbox the message lies; `role` is that of the unit's seat.
    """

    user: User
    seat: Seat
    role: str


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
    """Duties nobody has answered, of deadlines that are open; each with its own `due` moment.

    Results are none of them: the hosting committee's clerk enters them, so the unit's people would find nothing to do.
    """
    answered = Submission.objects.filter(duty=OuterRef("pk"), withdrawn_at=None)
    return (
        Duty.objects.filter(where_open("deadline__"), ~Exists(answered), excused_reason="")
        .exclude(deadline__kind=Deadline.Kind.RESULT)
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
    """The duties among `duties` (of `still_owed`) of which a step has come by now, told already or not."""
    near = duties.filter(due__range=(now - FARTHEST, now + FARTHEST))  # type: ignore[misc]  # annotated
    rows = list(near.values_list("pk", "unit_id", "unit__name", "path", "deadline_id", "due"))  # type: ignore[misc]  # annotated
    kept = Deadline.objects.filter(id__any_of=list({row[4] for row in rows}))
    deadlines = {each.pk: each for each in kept.select_related("round__plan", "plan", "window")}
    found = []
    for duty_id, unit_id, unit_name, path, deadline_id, due_at in rows:
        deadline = deadlines[deadline_id]
        step = step_due(deadline.reminder_days, due_at=due_at, now=now)
        if step is not None:
            found.append(
                Owing(
                    duty_id=duty_id,
                    unit_id=unit_id,
                    unit_name=unit_name,
                    path=path,
                    deadline=deadline,
                    due_at=due_at,
                    is_extended=due_at > deadline.due_at,
                    step=step,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told of what: the latest step by duty, due moment (a moved date begins anew) and person."""

    steps: Mapping[tuple[int, dt.datetime, int], int]
    waiting: Collection[tuple[int, int]]  # duty and person, where a mail that names the duty has not gone yet
    today: Collection[int]  # who had a message about duties today: one a day is enough

    def knows(self, owing: Owing, user: User) -> bool:
        """Whether the person has heard of the duty at the step that is due."""
        latest = self.steps.get((owing.duty_id, owing.due_at, user.pk))
        return latest is not None and latest >= owing.step


def _told(owing: Sequence[Owing], now: dt.datetime) -> Told:
    said = Reminder.objects.filter(duty__id__any_of=[each.duty_id for each in owing])
    named = said.filter(step__in=[Reminder.Step.USUAL, Reminder.Step.HEAD])
    steps = (
        said.filter(step__in=BY_ITSELF, notice__deliveries__channel=Channel.INBOX)
        .values_list("duty_id", "due_at", "notice__deliveries__user_id")
        .annotate(latest=Max("days"))
        .order_by()
    )
    unsent = [Delivery.State.QUEUED, Delivery.State.SENDING]
    waiting = named.filter(notice__deliveries__channel=Channel.EMAIL, notice__deliveries__state__in=unsent)
    return Told(
        steps={(duty, due_at, user): latest for duty, due_at, user, latest in steps},
        waiting=set(waiting.values_list("duty_id", "notice__deliveries__user_id")),
        today=_told_today(now),
    )


def _told_today(now: dt.datetime) -> set[int]:
    """Who was told today, Vietnam time, be it that a mail of an earlier day went only today."""
    midnight = in_vietnam(now).replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + dt.timedelta(days=1)
    today = Q(queued_at__gte=midnight, queued_at__lt=end) | Q(sent_at__gte=midnight, sent_at__lt=end)
    return set(Delivery.objects.filter(today, kind=Notice.Kind.DUTY).values_list("user_id", flat=True))


# --- Who is reminded --------------------------------------------------------------------------------------------------


def recipients(unit_ids: Collection[int], *, today: dt.date) -> dict[int, list[Recipient]]:
    """By unit: the people who hold its seats of `UNITS_OWN` and `UNITS_HEADS`; who is away is stood in for.

    A unit that has ended has none: what it owed is its successor's, or the clerk's to decide.
    """
    holdings = SeatHolding.objects.filter(
        Q(seat__unit__valid_to=None) | Q(seat__unit__valid_to__gte=today),
        seat__unit__id__any_of=list(unit_ids),
        seat__role__in=[*UNITS_OWN, *UNITS_HEADS],
        seat__closed_on=None,
        ended_at=None,
        user__is_active=True,
    )
    held = list(holdings.select_related("seat", "user").order_by("seat_id", "pk"))
    in_place = _in_place_of([holding.seat for holding in held], today)
    found: dict[int, list[Recipient]] = defaultdict(list)
    for holding in held:
        seat = holding.seat
        acting = in_place.get(seat.pk, holding)
        found[seat.unit_id].append(Recipient(acting.user, acting.seat, seat.role))
    return found


def _in_place_of(seats: Sequence[Seat], today: dt.date) -> dict[int, SeatHolding]:
    """By seat whose holder is away: who stands in, where somebody does."""
    away = {
        seat.pk: seat.stand_in_id
        for seat in seats
        if seat.stand_in_id is not None and seat.away_until is not None and seat.away_until >= today
    }
    standing_in = SeatHolding.objects.filter(
        seat__in=set(away.values()), seat__closed_on=None, ended_at=None, user__is_active=True
    )
    by_seat = {holding.seat_id: holding for holding in standing_in.select_related("seat", "user")}
    return {pk: by_seat[stand_in] for pk, stand_in in away.items() if stand_in in by_seat}


def for_step(people: Iterable[Recipient], step: int) -> list[Recipient]:
    """Whom a step reaches: who does the work, and after the due day the head of the unit too."""
    roles = UNITS_OWN if step <= 0 else (*UNITS_OWN, *UNITS_HEADS)
    return [each for each in people if each.role in roles]


# --- A run ------------------------------------------------------------------------------------------------------------


def look(*, now: dt.datetime) -> Look:
    """What a run at `now` would send; needs a scope of the whole tree. A constant number of questions.

    Raises ValueError for a moment without a time zone.
    """
    today = in_vietnam(now).date()
    found, owing = Look(at=now), owing_at(still_owed(), now=now)
    if not owing:
        return found
    units = {each.unit_id for each in owing}
    people = recipients(units, today=today)
    busy = set[int]().union(*(callback(units, now) for callback in _busy))
    told = _told(owing, now)
    again: list[tuple[Owing, Recipient]] = []
    for each in owing:
        reached = for_step(people.get(each.unit_id, ()), each.step)
        new = [recipient for recipient in reached if not told.knows(each, recipient.user)]
        again += [
            (each, recipient)
            for recipient in reached
            if recipient not in new and (each.duty_id, recipient.user.pk) in told.waiting
        ]
        if not reached:
            found.skipped.append((each, Skipped.NOBODY))
        elif new and each.unit_id in busy:
            found.skipped.append((each, Skipped.BUSY))
        elif new:
            _share_out(each, new, told.today, found)
    _say_again(again, busy, found)
    return found


def _share_out(owing: Owing, new: Sequence[Recipient], told_today: Collection[int], found: Look) -> None:
    fresh = [each for each in new if each.user.pk not in told_today]
    ready = [each for each in fresh if working_hours.next_moment(found.at, each.user.message_hour) <= found.at]
    if not ready:
        found.skipped.append((owing, Skipped.NOT_NOW if fresh else Skipped.TOLD_TODAY))
    for each in ready:
        _add_line(owing, each, found)


def _say_again(again: Iterable[tuple[Owing, Recipient]], busy: Collection[int], found: Look) -> None:
    """Whoever gets a message anyway is told in it what waits in a mail that has not gone: that one goes no more.

    What a unit is at work on right now is left out here as everywhere: its people read it in the inbox yesterday, are
    doing it at this moment, and are told again at its next step should it come to nothing.
    """
    for owing, recipient in again:
        if recipient.user.pk in found.digests and owing.unit_id not in busy:
            _add_line(owing, recipient, found)
    for lines in found.digests.values():
        lines.sort(key=lambda line: (line[0].due_at, line[0].duty_id))


def _add_line(owing: Owing, recipient: Recipient, found: Look) -> None:
    lines = found.digests[recipient.user.pk]
    if all(known.duty_id != owing.duty_id for known, _recipient in lines):  # two seats of one unit
        lines.append((owing, recipient))


def send(*, now: dt.datetime) -> Look:
    """Look, and send what is to be sent: one message a person. Sent twice, or by two at once, it is sent once."""
    with scopes.for_system("campaigns.remind"), transaction.atomic():
        run_alone()
        found = look(now=now)
        digests = found.digests.values()
        tell([(_message(lines, now), [_reminder(each, now) for each, _to in lines]) for lines in digests], now=now)
    return found


def tell(told: Sequence[tuple[sending.Message, Sequence[Reminder]]], *, now: dt.datetime) -> int:
    """Send messages, and keep with each duty that a message named it; how many are new.

    The reminders come without their notice. Of a message that was told under its key before nothing is kept again.
    """
    notices = {
        (notice.seat_id, notice.key): notice
        for notice in sending.send_all([message for message, _reminders in told], now=now)
    }
    kept: list[Reminder] = []
    for message, reminders in told:
        notice = notices.get((message.seat.pk, message.key))
        if notice is not None:
            for reminder in reminders:
                reminder.notice = notice
            kept += reminders
    bulk.insert_all(kept)
    return len(notices)


def run_alone() -> None:
    """Wait for a run that is at work, until this transaction ends: what it tells, this one finds told.

    The messages' keys alone would not do: a key is once a seat, and between two looks a person's most
    urgent duty may become that of another seat.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [locks.REMINDERS])


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


def _reminder(owing: Owing, now: dt.datetime) -> Reminder:
    return Reminder(
        path=owing.path,
        duty_id=owing.duty_id,
        step=Reminder.Step.HEAD if owing.step > 0 else Reminder.Step.USUAL,
        days=owing.step,
        due_at=owing.due_at,
        at=now,
    )


def text_now(notice: Notice, now: dt.datetime) -> Text | None:
    """What a notice of duties says at the moment it is sent: only what is owed still, by the date that it was told for.

    A date that was moved, or more time given, is told by a message of its own (campaigns/announcing.py). None where
    nothing is left, and where the person has a newer one, which says again what this one says (`_say_again`).
    """
    mine = Delivery.objects.filter(notice=notice).values("user_id", "queued_at")[:1]
    newer = Delivery.objects.filter(
        kind=Notice.Kind.DUTY, user=mine.values("user_id"), queued_at__gt=mine.values("queued_at")
    )
    if newer.exists():
        return None
    named = still_owed().filter(reminders__notice=notice, reminders__due_at=F("due"))
    owed = list(named.select_related("deadline__round__plan", "deadline__plan", "deadline__window", "unit"))
    lines = [
        Line(duty.unit.name, duty.deadline, duty.due, is_extended=duty.due > duty.deadline.due_at)  # type: ignore[attr-defined]
        for duty in owed
    ]
    return digest(lines, now=now) if lines else None


# --- The clerk's preview ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """What a deadline's next reminder will be: when, of which step, and whom it reaches about which units.

    `later` are the units that have more time and are reminded of it after that; `unreachable`, those nobody reads for.
    """

    at: dt.datetime | None
    step: int | None
    reached: list[tuple[Duty, list[Recipient]]]
    later: int
    unreachable: list[Duty]


def preview(deadline: Deadline, *, now: dt.datetime) -> Preview:
    """Who of the units that still owe will get the next reminder, and when; in the scope of the clerk's seat.

    Each unit goes by its own due moment, as the run itself does.
    """
    owed = list(still_owed().filter(deadline=deadline).select_related("unit"))
    today = in_vietnam(now).date()
    somebody = recipients({duty.unit_id for duty in owed}, today=today)
    unreachable = [duty for duty in owed if not somebody.get(duty.unit_id)]
    coming = _coming(deadline, [duty for duty in owed if somebody.get(duty.unit_id)], now=now)
    at = min((moment for moment, _step in coming.values()), default=None)
    steps = {pk: step for pk, (moment, step) in coming.items() if moment == at}
    people = recipients({duty.unit_id for duty in owed if duty.pk in steps}, today=in_vietnam(at or now).date())
    reached = [(duty, for_step(people.get(duty.unit_id, ()), steps[duty.pk])) for duty in owed if duty.pk in steps]
    return Preview(
        at=at,
        step=max(steps.values(), default=None),
        reached=[(duty, found) for duty, found in reached if found],
        later=len(coming) - len(steps),
        unreachable=[*unreachable, *(duty for duty, found in reached if not found)],
    )


def _coming(deadline: Deadline, owed: Sequence[Duty], *, now: dt.datetime) -> dict[int, tuple[dt.datetime, int]]:
    """By duty: when it is reminded of next and of which step; nothing for those whose last step has passed."""
    left, soon = _steps_left(deadline, now=now), working_hours.next_moment(now, USUAL_HOUR)
    found: dict[int, tuple[dt.datetime, int]] = {}
    for duty in owed:
        if duty.pk in left:
            found[duty.pk] = soon, left[duty.pk]
            continue
        due_at: dt.datetime = duty.due  # type: ignore[attr-defined]  # annotated
        step = next_step(deadline.reminder_days, due_at=due_at, now=now)
        if step is not None:
            day = in_vietnam(due_at).date() + dt.timedelta(days=step)
            found[duty.pk] = (
                working_hours.next_moment(dt.datetime.combine(day, dt.time(0), VIETNAM), USUAL_HOUR),
                step,
            )
    return found


def _steps_left(deadline: Deadline, *, now: dt.datetime) -> dict[int, int]:
    """By duty, the step that has come and of which nobody of its unit was told yet: the next run catches it up."""
    owing = owing_at(still_owed().filter(deadline=deadline), now=now)
    # by the reminders alone: the notices themselves are hidden from whoever is not their reader
    told = {
        (duty_id, due_at): latest
        for duty_id, due_at, latest in Reminder.objects.filter(duty__deadline=deadline, step__in=BY_ITSELF)
        .order_by()
        .values_list("duty_id", "due_at")
        .annotate(latest=Max("days"))
    }
    return {
        each.duty_id: each.step for each in owing if told.get((each.duty_id, each.due_at), each.step - 1) < each.step
    }


def next_step(days: Sequence[int], *, due_at: dt.datetime, now: dt.datetime) -> int | None:
    """The first step of a policy that comes after today; None after the last."""
    today = (in_vietnam(now).date() - in_vietnam(due_at).date()).days
    return min((day for day in days if day > today), default=None)


def counts(found: Look) -> Mapping[str, int]:
    """What an operator is told of a run: numbers only."""
    skipped = {reason.value: sum(why is reason for _owing, why in found.skipped) for reason in Skipped}
    return {"people": len(found.digests), "duties": len(found.reminded), **skipped}


register_recheck(Notice.Kind.DUTY, text_now)
