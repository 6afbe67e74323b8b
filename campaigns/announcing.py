"""Telling people what somebody has just decided: a moved date, a moved drive, more time asked, given or refused.

Such a message goes at once, in working hours, beside the day's one reminder. Its mail is read again before it leaves
(`text_now`): what was handed in or decided anew meanwhile is not told any more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from campaigns.deadlines import due_at_of
from campaigns.gate import is_open
from campaigns.models import (
    Deadline,
    Duty,
    DutyChange,
    Extension,
    Reminder,
    Round,
    Session,
    SessionUnit,
    State,
    Submission,
)
from campaigns.reminder_texts import Line, answered, asked, drive_moved, moved
from campaigns.reminders import UNITS_OWN, Recipient, for_step, recipients, run_alone, still_owed, tell
from committees import scopes
from committees.models import Role, Unit
from core import audit
from core.scope import is_within
from core.text.dates import in_vietnam
from notices import sending
from notices.delivering import register_recheck
from notices.mail_texts import Text, text_of
from notices.models import Notice

# What tells a unit's own people a date; what went to the committee's people did not.
TOLD_THE_UNIT = (Reminder.Step.USUAL, Reminder.Step.HEAD, Reminder.Step.MOVED)
DUTY = ("deadline__round__plan", "deadline__plan", "deadline__window", "unit")
EXTENSION = re.compile(r"extension-(?P<pk>\d+)-(?P<state>[a-z]+)")  # the key of a notice about one
DRIVE = re.compile(r"(?P<session>drive-\d+-)\S+")


@dataclass(frozen=True, slots=True)
class Moved:
    """A duty whose date was moved, and when it was due before."""

    duty_id: int
    before: dt.datetime


# --- A moved date -----------------------------------------------------------------------------------------------------


def tell_moved(moves: Iterable[Moved], *, reason: str, now: dt.datetime) -> set[int]:
    """Tell the new date to whoever was told the old one, one message a person; the people, by id.

    Who was told of nothing yet hears of the new date when its own steps come. A run of reminders that is at work is
    waited for, so that nobody is told the old date and never the new one.
    """
    before = {each.duty_id: each.before for each in moves}
    if not before:
        return set()
    with scopes.for_system("campaigns.moved"):
        run_alone()
        rows = still_owed().filter(id__any_of=list(before)).select_related(*DUTY)
        # who has more time than the new date gives loses and gains nothing
        changed = [each for each in rows if due_at_of(each) != _due_before(each, before[each.pk])]
        told = _steps_told(changed, before)
        people = recipients({each.unit_id for each in changed if each.pk in told}, today=in_vietnam(now).date())
        of_person: dict[int, list[tuple[Recipient, Duty]]] = defaultdict(list)
        for duty in changed:
            for to in for_step(people.get(duty.unit_id, ()), told[duty.pk]) if duty.pk in told else ():
                mine = of_person[to.user.pk]
                if all(known.pk != duty.pk for _to, known in mine):  # two seats of one unit
                    mine.append((to, duty))
        messages = [
            (
                _moved_message([duty for _to, duty in mine], mine[0][0], before, reason, now),
                [_reminder(duty, now) for _to, duty in mine],
            )
            for mine in of_person.values()
        ]
        tell(messages, now=now)
        return set(of_person)


def _due_before(duty: Duty, before: dt.datetime) -> dt.datetime:
    """When the unit's duty was due while its deadline was due at `before`."""
    return max(filter(None, [before, duty.extended_until]))


def _steps_told(duties: Sequence[Duty], before: Mapping[int, dt.datetime]) -> dict[int, int]:
    """By duty of whose old date its unit was told: the last day of it, which says whom it reached."""
    due_at = {each.pk: _due_before(each, before[each.pk]) for each in duties}
    rows = Reminder.objects.filter(duty__id__any_of=list(due_at), step__in=TOLD_THE_UNIT)
    found: dict[int, int] = {}
    for duty_id, told_for, days in rows.values_list("duty_id", "due_at", "days"):
        if told_for == due_at[duty_id]:
            found[duty_id] = max(days, found.get(duty_id, days))
    return found


def _moved_message(
    duties: Sequence[Duty], to: Recipient, before: Mapping[int, dt.datetime], reason: str, now: dt.datetime
) -> sending.Message:
    text = moved([(_line(each), _due_before(each, before[each.pk])) for each in duties], reason=reason)
    key = f"moved-{duties[0].pk}-{now:%Y%m%dT%H%M%S%f}-{to.user.pk}"
    return _message(to, text, link=reverse("home"), key=key)


def _line(duty: Duty) -> Line:
    due_at = due_at_of(duty)
    return Line(duty.unit.name, duty.deadline, due_at, is_extended=due_at > duty.deadline.due_at)


def _reminder(duty: Duty, now: dt.datetime) -> Reminder:
    due_at = due_at_of(duty)
    days = (in_vietnam(now).date() - in_vietnam(due_at).date()).days
    return Reminder(path=duty.path, duty=duty, step=Reminder.Step.MOVED, days=days, due_at=due_at, at=now)


# --- A moved drive ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concerned:
    """The units that a drive's day concerns, by id: whose list has come, and whose has not."""

    handed_in: frozenset[int] = frozenset()
    owing: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.handed_in) + len(self.owing)


def who_knows_of(session: Session) -> Concerned:
    """The units that are to hand in a list for the session's round and come to it; none where the round is not open.

    A unit that comes to no session by name comes to any. Who is excused, or has nobody to send, is none of them.
    """
    if session.round.state != State.OPEN:
        return Concerned()
    lists = Duty.objects.filter(deadline__round=session.round_id, deadline__kind=Deadline.Kind.LIST, excused_reason="")
    counting = Submission.objects.filter(duty=OuterRef("pk"), withdrawn_at=None)
    by_name = SessionUnit.objects.filter(session__round=session.round_id)
    with scopes.for_system("campaigns.drive"):
        elsewhere = set(by_name.values_list("unit_id", flat=True)) - set(
            by_name.filter(session=session).values_list("unit_id", flat=True)
        )
        answers = dict(lists.annotate(answer=Subquery(counting.values("kind")[:1])).values_list("unit_id", "answer"))
    coming = {unit_id: answer for unit_id, answer in answers.items() if unit_id not in elsewhere}
    return Concerned(
        handed_in=frozenset(pk for pk, answer in coming.items() if answer not in (None, Submission.Kind.NIL)),
        owing=frozenset(pk for pk, answer in coming.items() if answer is None),
    )


@dataclass(frozen=True, slots=True)
class MovedDrive:
    """A drive that is not `before` any more but `after` (empty: not at all), in words; `key` is its id, which a
    session that was taken out has lost."""

    round: Round
    key: int
    before: str
    after: str
    concerned: Concerned


def tell_drive_moved(drive: MovedDrive, *, reason: str, besides: Collection[int], now: dt.datetime) -> int:
    """Tell it once to each of the people of the units that it concerns; how many people.

    `besides` are people (by id) who hear of it in the message of a deadline that moves with it: they are told here only
    for a unit whose list has come, which no such message is about.
    """
    with scopes.for_system("campaigns.drive"):
        people = recipients(drive.concerned.handed_in | drive.concerned.owing, today=in_vietnam(now).date())
        of_list = _workers(people, drive.concerned.handed_in)
        without = _workers(people, drive.concerned.owing, besides={*besides, *of_list})
        link, key = reverse("round", args=[drive.round.pk]), f"drive-{drive.key}-{now:%Y%m%dT%H%M%S%f}"
        messages = []
        for told, has_come in ((of_list, True), (without, False)):
            text = drive_moved(
                drive.round.name, before=drive.before, after=drive.after, reason=reason, has_come=has_come
            )
            messages += [_message(each, text, link=link, key=key) for each in told.values()]
        return len(sending.send_all(messages, now=now))


def _workers(
    people: Mapping[int, Iterable[Recipient]], units: Iterable[int], *, besides: Collection[int] = ()
) -> dict[int, Recipient]:
    """Who does the work in these units, each person (by id) once, and never whoever acts now."""
    found = (each for unit in sorted(units) for each in people.get(unit, ()) if each.role in UNITS_OWN)
    return {each.user.pk: each for each in found if each.user.pk not in {audit.actor().user_id, *besides}}


# --- More time --------------------------------------------------------------------------------------------------------


def tell_asked(extension: Extension, *, now: dt.datetime) -> None:
    """Tell the clerk of the committee that answers (of a co-hosted round: the unit's own host) that a unit asks."""
    with scopes.for_system("campaigns.extension"):
        committees = Unit.objects.filter(path=_answering(extension.duty)).values_list("pk", flat=True)
        people = recipients(set(committees), today=in_vietnam(now).date())
        clerks = [each for found in people.values() for each in found if each.role == Role.CLERK]
        _tell_each(clerks, extension, asked(extension), now)


def tell_answered(extension: Extension, *, now: dt.datetime) -> None:
    """Tell the unit's people who do the work that they have more time, or not."""
    duty = extension.duty
    with scopes.for_system("campaigns.extension"):
        people = recipients({duty.unit_id}, today=in_vietnam(now).date()).get(duty.unit_id, [])
        workers = [each for each in people if each.role in UNITS_OWN]
        _tell_each(workers, extension, answered(extension, now=now), now)


def _answering(duty: Duty) -> str:
    """The path of the committee that a unit's request waits with first."""
    deadline = duty.deadline
    hosts = deadline.round.host_paths if deadline.round is not None else []
    near = [path for path in hosts if is_within(duty.path, path) and path != duty.path]
    return str(max(near, key=len, default=deadline.path))


def _tell_each(people: Iterable[Recipient], extension: Extension, text: Text, now: dt.datetime) -> None:
    """Once a person, and not to whoever has just done it."""
    if not is_open(extension.duty.deadline):
        return
    link, key = reverse("duty", args=[extension.duty_id]), f"extension-{extension.pk}-{extension.state}"
    once = {each.user.pk: each for each in people if each.user.pk != audit.actor().user_id}
    sending.send_all([_message(each, text, link=link, key=key) for each in once.values()], now=now)


def _message(to: Recipient, text: Text, *, link: str, key: str) -> sending.Message:
    return sending.Message(
        seat=to.seat,
        user=to.user,
        kind=Notice.Kind.CHANGE,
        subject=text.subject,
        body=text.body,
        html_body=text.html_body,
        link=link,
        key=key,
    )


# --- The last look before a mail leaves -------------------------------------------------------------------------------


def text_now(notice: Notice, _now: dt.datetime) -> Text | None:
    """What a notice of a change says when its mail leaves; None where it is handed in or was changed anew."""
    drive = DRIVE.fullmatch(notice.key)
    if drive is not None:
        newer = Notice.objects.filter(seat=notice.seat_id, key__startswith=drive["session"], pk__gt=notice.pk)
        return None if newer.exists() else text_of(notice)
    about = EXTENSION.fullmatch(notice.key)
    if about is not None:
        found = Extension.objects.filter(pk=about["pk"], state=about["state"]).select_related(*_of("duty__")).first()
        return text_of(notice) if found is not None and _still_matters(found) else None
    rows = Reminder.objects.filter(notice=notice)
    named = still_owed().filter(reminders__notice=notice, reminders__due_at=F("due"))
    left = list(named.select_related(*DUTY))
    if len(left) == rows.count():
        return text_of(notice)
    return _moved_now(left, notice) if left else None


def _of(prefix: str) -> list[str]:
    return [f"{prefix}{name}" for name in DUTY]


def _moved_now(left: Sequence[Duty], notice: Notice) -> Text:
    """What is left of a notice of moved dates; all of it where one of its changes is not found any more.

    Better somebody hears of what they have handed in than that nobody hears of a new date.
    """
    changes: dict[int, DutyChange] = {}
    told = DutyChange.objects.filter(duty__in=left, kind=DutyChange.Kind.DUE_MOVED).order_by("at", "pk")
    for each in told:  # the one the notice was sent with, else the last one
        if each.duty_id not in changes or changes[each.duty_id].at != notice.created_at:
            changes[each.duty_id] = each
    lines: list[tuple[Line, dt.datetime]] = []
    for duty in left:
        before = changes[duty.pk].due_before if duty.pk in changes else None
        if before is None:
            return text_of(notice)
        lines.append((_line(duty), _due_before(duty, before)))
    return moved(lines, reason=changes[left[0].pk].reason)


def _still_matters(extension: Extension) -> bool:
    """Whether the unit still owes, and nothing was decided after it."""
    duty = extension.duty
    if duty.excused_reason or not is_open(duty.deadline):
        return False
    if Submission.objects.filter(duty=duty, withdrawn_at=None).exists():
        return False
    return not Extension.objects.filter(duty=duty, pk__gt=extension.pk, state=Extension.State.GRANTED).exists()


register_recheck(Notice.Kind.CHANGE, text_now)
