"""A whole campaign played hour by hour: units that hand in or do not, mail that arrives or does not, workers that die.

What ought to happen is worked out beside it from the rules alone (`Campaign.expected`), and compared by the tests.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from functools import cached_property

from django.conf import LazySettings

from campaigns import deadlines, extending, planning, reminders
from campaigns.models import Deadline, Duty, Reminder
from campaigns.reminders import Skipped
from committees import scopes
from committees.models import Committee, Role, Seat, Unit, User
from core.text.dates import VIETNAM
from notices.channels import EmailWay, Letter
from notices.delivering import deliver_due
from notices.models import Channel, Delivery, Notice
from notices.working_hours import is_working_day
from tests.cast import Person
from tests.committees.factories import HoldingFactory, SeatFactory, UnitFactory, UserFactory
from tests.notices.mail_server import Post

NOBODYS_PORT = 1  # nothing listens there
CAUGHT_UP = 7
BEFORE_THE_RUN, BEFORE_THE_MAIL = 0, 1  # when in its hour a unit acts


class Habit(StrEnum):
    """How a unit goes about what it owes."""

    EARLY = "early"
    WHEN_REMINDED = "when reminded"
    LATE = "late"
    NIL = "nil"
    NEVER = "never"


@dataclass(frozen=True)
class Holder:
    """Somebody who is told about a unit's duties: `from_step` is the first they hear of (heads: after the due day)."""

    user: User
    from_step: int


@dataclass(frozen=True, order=True)
class Moment:
    """An hour of the campaign, and whether the unit acts before its run or between the run and the mails."""

    at: dt.datetime
    phase: int = BEFORE_THE_RUN


@dataclass(frozen=True, order=True)
class Told:
    """That a person was told of a duty on a day, at a step of the due moment it then had."""

    day: dt.date
    duty_id: int
    user_id: int
    due_at: dt.datetime
    step: int


class Killed(BaseException):
    """A worker's end: it leaves everything as it stands."""


class Dying(EmailWay):
    """The way of a worker that dies once its first letter has arrived."""

    def send(self, letter: Letter) -> None:
        super().send(letter)
        raise Killed


@dataclass
class Campaign:
    """A committee's round, its units and its people; `play` lets the days pass."""

    clerk: Person
    post: Post
    settings: LazySettings
    hours: Sequence[int]
    seed: int
    units: list[Unit] = field(default_factory=list)
    holders: dict[int, list[Holder]] = field(default_factory=lambda: defaultdict(list))  # by unit
    duties: dict[int, Duty] = field(default_factory=dict)
    plans: dict[int, Moment] = field(default_factory=dict)  # when a duty will be answered
    answered: dict[int, Moment] = field(default_factory=dict)
    moved: dict[int, list[tuple[dt.datetime, dt.datetime]]] = field(default_factory=lambda: defaultdict(list))
    habits: dict[int, Habit] = field(default_factory=dict)
    first_told: set[int] = field(default_factory=set)
    listed: set[tuple[int, dt.date]] = field(default_factory=set)  # the red list, day by day
    letters: list[tuple[dt.datetime, EmailMessage]] = field(default_factory=list)  # the reminders
    answers: list[tuple[dt.datetime, EmailMessage]] = field(default_factory=list)  # that there is more time
    played: list[dt.date] = field(default_factory=list)
    kills: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # a play, not a secret

    # --- The beginning ----------------------------------------------------------------------------------------------

    def begin(self, *, committee: Committee, count: int, due: Sequence[tuple[Deadline.Kind, dt.date]]) -> None:
        """Units, their people and what they owe. A third of those who are somebody have no e-mail."""
        with scopes.for_system("tests"):
            for number in range(count):
                unit = UnitFactory.create(parent=committee.unit, name=f"xã Mẫu {number:03}")
                self.units.append(unit)
                self._people(unit, number)
        assert self.clerk.seat is not None
        with scopes.for_seat(self.clerk.seat):
            round = planning.add_round(plan=planning.create_plan(committee=committee, year=2026))
            planning.set_participants(round=round, units=self.units)
            planning.open_plan(plan=round.plan, now=due_noon(due[0][1], -30))
            planning.open_round(round=round, now=due_noon(due[0][1], -30))
            for kind, day in due:
                deadlines.set_deadline(round=round, kind=kind, day=day)
            for duty in Duty.objects.select_related("deadline__round__plan", "deadline__plan", "unit").order_by("pk"):
                self.duties[duty.pk] = duty
        for duty in self.duties.values():
            self._plan(duty)

    def _people(self, unit: Unit, number: int) -> None:
        """Of twelve units one has no seat and one a seat that nobody holds; some people sit for two units."""
        if number % 12 == 6:
            return
        focal = SeatFactory.create(unit=unit, role=Role.FOCAL)
        if number % 12 == 0:
            return
        self._sit(unit, focal, number, before=self.units[-2] if number % 9 == 4 else None)
        if number % 4 == 1:
            self._sit(unit, SeatFactory.create(unit=unit, role=Role.CLERK), number + 1)
        if number % 5 == 0:
            self._sit(unit, SeatFactory.create(unit=unit, role=Role.HEAD), number + 2, from_step=1)

    def _sit(self, unit: Unit, seat: Seat, number: int, *, from_step: int = -99, before: Unit | None = None) -> None:
        known = self.holders[before.pk][0].user if before is not None and self.holders[before.pk] else None
        user = known or UserFactory.create(message_hour=self.chance.choice(self.hours[:-1]))
        if known is None and number % 3 != 2:
            user.email = f"nguoi-{user.pk}@example.vn"
            user.save()
        HoldingFactory.create(seat=seat, user=user)
        self.holders[unit.pk].append(Holder(user, from_step))

    def _plan(self, duty: Duty) -> None:
        habit = self.chance.choices(list(Habit), weights=[2, 4, 3, 1, 3])[0]
        self.habits[duty.pk] = habit
        days = {Habit.EARLY: (-12, -4), Habit.LATE: (1, 7), Habit.NIL: (-9, 0)}.get(habit)
        if days is not None:
            self.plans[duty.pk] = self._hour(due_noon(duty.deadline.due_at.astimezone(VIETNAM), 0), *days)

    def _hour(self, around: dt.datetime, first: int, last: int) -> Moment:
        day = around.date() + dt.timedelta(days=self.chance.randint(first, last))
        at = dt.datetime.combine(day, dt.time(self.chance.choice(self.hours)), VIETNAM)
        return Moment(at, self.chance.choice([BEFORE_THE_RUN, BEFORE_THE_MAIL]))

    # --- The days ---------------------------------------------------------------------------------------------------

    def play(
        self,
        days: Sequence[dt.date],
        *,
        mail_is_away: dt.date,
        extended: Sequence[tuple[dt.date, dt.datetime]],
        killed_for_good: Sequence[dt.date] = (),
    ) -> None:
        """Let the days pass, every hour (of a day off, some): who is to be told, and the mails.

        Each day a worker dies at its first letter.

        `extended`: on which days some unit that still owes is given until when. `killed_for_good`: days on which the
        worker is a process of its own, killed by itself.
        """
        port = self.settings.EMAIL_PORT
        for day in days:
            self.played.append(day)
            self.settings.EMAIL_PORT = NOBODYS_PORT if day == mail_is_away else port
            has_died = False
            for hour in self.hours if is_working_day(day) else self.hours[::6]:
                now = dt.datetime.combine(day, dt.time(hour), VIETNAM)
                if hour == self.hours[0]:
                    self._extend(now, [until for on, until in extended if on == day])
                self._act(Moment(now, BEFORE_THE_RUN))
                self._run(now)
                self._act(Moment(now, BEFORE_THE_MAIL))
                may_die = not has_died and hour != self.hours[-1] and day != mail_is_away
                has_died |= self._deliver(now, may_die=may_die, for_good=day in killed_for_good)

    def _run(self, now: dt.datetime) -> None:
        found = reminders.send(now=now)
        self.listed |= {(owing.duty_id, now.date()) for owing, why in found.skipped if why is Skipped.NOBODY}
        for duty_id in found.reminded - self.first_told:
            self.first_told.add(duty_id)
            if self.habits[duty_id] is Habit.WHEN_REMINDED:
                self.plans[duty_id] = self._hour(now, 0, 6)
                if self.plans[duty_id] <= Moment(now, BEFORE_THE_RUN):
                    self.plans[duty_id] = Moment(now, BEFORE_THE_MAIL)

    def _act(self, moment: Moment) -> None:
        """Answer what is planned for by now."""
        due = [pk for pk, planned in self.plans.items() if planned <= moment and pk not in self.answered]
        if not due:
            return
        assert self.clerk.seat is not None
        with scopes.for_seat(self.clerk.seat):
            for duty_id in due:
                duty, seat = self.duties[duty_id], self.clerk.seat
                if self.habits[duty_id] is Habit.NIL:
                    deadlines.hand_in_nil(duty=duty, reason="Không có ai", seat=seat, now=moment.at)
                else:
                    deadlines.hand_in_content(duty=duty, amount=5, seat_id=seat.pk, on_behalf=True, now=moment.at)
                self.answered[duty_id] = moment

    def _extend(self, now: dt.datetime, until: Sequence[dt.datetime]) -> None:
        lasting = [
            duty
            for duty in self.duties.values()
            if self.habits[duty.pk] in {Habit.NEVER, Habit.LATE} and duty.pk not in self.answered
            if self.holders[duty.unit_id] and duty.pk not in self.moved and duty.deadline.kind == Deadline.Kind.LIST
        ]
        assert self.clerk.seat is not None
        with scopes.for_seat(self.clerk.seat):
            for moment, duty in zip(until, self.chance.sample(lasting, len(until)), strict=True):
                extending.give(duty=duty, until=moment, reason="Lũ cuốn mất cầu", now=now)
                self.moved[duty.pk].append((now, moment))

    def _deliver(self, now: dt.datetime, *, may_die: bool, for_good: bool) -> bool:
        """Send what is due; whether the worker died of it and another had to take its place."""
        before = len(self.post.arrived)
        died = may_die and (self._killed_process(now) if for_good else self._killed(now))
        if died or not may_die:
            deliver_due(now=now)
        arrived = self.post.arrived[before:]
        reminders_sent = self._reminders_among(arrived)
        self.letters += [(now, mail) for mail in arrived if mail["Message-ID"] in reminders_sent]
        self.answers += [(now, mail) for mail in arrived if mail["Message-ID"] not in reminders_sent]
        self.kills += died
        return died

    @staticmethod
    def _reminders_among(arrived: Sequence[EmailMessage]) -> set[str]:
        """The Message-IDs of those that remind."""
        named = [str(mail["Message-ID"]) for mail in arrived]
        with scopes.for_system("tests"):
            rows = Delivery.objects.filter(message_id__in=named, kind=Notice.Kind.DUTY)
            return set(rows.values_list("message_id", flat=True))

    def _killed(self, now: dt.datetime) -> bool:
        try:
            deliver_due(now=now, by={Channel.EMAIL: Dying()})
        except Killed:
            return True
        return False

    def _killed_process(self, now: dt.datetime) -> bool:
        where = [str(self.settings.EMAIL_HOST), str(self.settings.EMAIL_PORT), now.isoformat()]
        child = subprocess.run(
            [sys.executable, "-m", "tests.notices.delivery_child", *where],
            cwd=self.settings.BASE_DIR,
            env=os.environ,
            timeout=60,
            check=False,
        )
        assert child.returncode in {0, 9}
        return child.returncode == 9

    # --- What ought to have happened, by the rules alone --------------------------------------------------------------

    def due_at(self, duty: Duty, now: dt.datetime) -> dt.datetime:
        """When a duty was due, as it stood at a moment."""
        return max([duty.deadline.due_at, *(until for given, until in self.moved.get(duty.pk, []) if given <= now)])

    def is_owed(self, duty_id: int, moment: Moment) -> bool:
        """Whether nobody had answered a duty yet when a run (or the mails) of an hour began."""
        return duty_id not in self.answered or self.answered[duty_id] > moment

    def step(self, duty: Duty, now: dt.datetime) -> int | None:
        """The step that holds at a moment: the latest that has come, for a week."""
        apart = (now.date() - self.due_at(duty, now).astimezone(VIETNAM).date()).days
        come = [day for day in (-7, -3, -1, 0, 1, 3) if apart - CAUGHT_UP <= day <= apart]
        return come[-1] if come else None

    def expected(self) -> set[Told]:
        """Who is to be told of what on which day: each step once, at the person's hour on the first working day."""
        found, latest = set(), dict[tuple[int, int, dt.datetime], int]()
        for day in filter(is_working_day, self.played):
            for duty in self.duties.values():
                for holder in self.holders[duty.unit_id]:
                    at = dt.datetime.combine(day, dt.time(holder.user.message_hour), VIETNAM)
                    step, due_at = self.step(duty, at), self.due_at(duty, at)
                    key = (duty.pk, holder.user.pk, due_at)
                    if step is None or step < holder.from_step or step <= latest.get(key, -99):
                        continue
                    if self.is_owed(duty.pk, Moment(at, BEFORE_THE_RUN)):
                        latest[key] = step
                        found.add(Told(day, duty.pk, holder.user.pk, due_at, step))
        return found

    def to_be_listed(self) -> set[tuple[int, dt.date]]:
        """Which duties stand on the red list on which day: nobody reads for their unit, and a step holds."""
        return {
            (duty.pk, day)
            for day in self.played
            for duty in self.duties.values()
            if not self.holders[duty.unit_id]
            for at in [dt.datetime.combine(day, dt.time(self.hours[0]), VIETNAM)]
            if self.step(duty, at) is not None and self.is_owed(duty.pk, Moment(at, BEFORE_THE_RUN))
        }

    # --- What happened ------------------------------------------------------------------------------------------------

    def told(self) -> list[Told]:
        """Who was told of what, by what is kept."""
        with scopes.for_system("tests"):
            rows = Reminder.objects.filter(notice__deliveries__channel=Channel.INBOX).values_list(
                "at", "duty_id", "notice__deliveries__user_id", "due_at", "days"
            )
            return [Told(at.astimezone(VIETNAM).date(), *rest) for at, *rest in rows]

    def named_in(self, mail: EmailMessage) -> list[Duty]:
        """The duties that a mail names."""
        body = mail.get_body(("plain",))
        assert body is not None
        lines = (line.removeprefix("- ") for line in body.get_content().splitlines() if line.startswith("- "))
        return [self._by_words[line.split(",")[0]] for line in lines]

    @cached_property
    def _by_words(self) -> dict[str, Duty]:
        return {f"{duty.unit.name}: {duty.deadline.get_kind_display()}": duty for duty in self.duties.values()}

    def mails(self) -> list[Delivery]:
        """The rows of all mails that remind."""
        with scopes.for_system("tests"):
            return list(Delivery.objects.filter(channel=Channel.EMAIL, kind=Notice.Kind.DUTY).order_by("pk"))

    def named_by(self) -> dict[int, list[int]]:
        """By notice: the duties that it named when it was told."""
        found = defaultdict(list)
        with scopes.for_system("tests"):
            for notice_id, duty_id in Reminder.objects.values_list("notice_id", "duty_id"):
                found[notice_id].append(duty_id)
        return found


def due_noon(day: dt.date, days: int) -> dt.datetime:
    """Noon, some days from a day."""
    return dt.datetime.combine(dt.date(day.year, day.month, day.day) + dt.timedelta(days=days), dt.time(12), VIETNAM)
