"""Đôn đốc: what goes beyond the schedule, each time by a clerk's hand (design.md §6).

The steps above a unit's own people (the member in charge, the committee's head) and the word that a list is short wait
for [Gửi]. A step is told once a day; who has handed in meanwhile is not named, nor in a mail that waited for working
hours (`text_now`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.completeness import Completeness, Line, Shortage, Standing, shortage_of, wanted_by
from campaigns.deadlines import due_at_of, due_sentence, moment_sentence, place_of, what_of
from campaigns.gate import hold_deadline_open, is_open
from campaigns.models import Deadline, Duty, Reminder
from campaigns.reminder_texts import text_from
from campaigns.reminders import UNITS_HEADS, Recipient, for_step, recipients, still_owed, tell
from committees.models import Role, Seat, SeatCharge, SeatHolding
from core import audit
from core.refusal import Refused
from core.scope import is_within
from core.text.dates import in_vietnam
from core.text.language import in_vietnamese
from core.text.numbers import integer
from notices import sending
from notices.delivering import register_recheck
from notices.mail_texts import Text, text_of
from notices.models import Notice

Step = Reminder.Step


@dataclass(frozen=True, slots=True)
class Offer:
    """A message that the clerk may send now: about which units, and to each person about which of them."""

    step: str
    lines: Sequence[Line]
    told: Sequence[tuple[Recipient, Sequence[Line]]]

    @property
    def is_open(self) -> bool:
        """Whether anything would be sent."""
        return bool(self.told)


def offers(standing: Completeness, *, seat: Seat, now: dt.datetime) -> list[Offer]:
    """What the clerk may send about a deadline that stands so at `now`, in the scope of the clerk's seat.

    Nothing about results: the hosting committee enters them, so no unit is late with them.
    """
    if any(line.duty.deadline.kind == Deadline.Kind.RESULT for line in standing.lines):
        return []
    late = [line for line in standing.missing if line.standing is Standing.OVERDUE]
    short = [line for line in standing.lines if line.is_done and line.shortage is not None and line.shortage.missing]
    units = recipients({line.unit.pk for line in short}, today=in_vietnam(now).date())
    workers = [(each, [line]) for line in short for each in for_step(units.get(line.unit.pk, ()), 0)]
    heads = [(each, late) for each in _holders(seat, roles=UNITS_HEADS)] if late else []
    return [
        Offer(Step.IN_CHARGE, late, _in_charge(seat, late)),
        Offer(Step.COMMITTEE_HEAD, late, heads),
        Offer(Step.SHORTAGE, short, workers),
    ]


def urge(*, deadline: Deadline, step: str, standing: Completeness, seat: Seat, now: dt.datetime) -> int:
    """Send one of the offers; how many people were told. Twice a day is once. Raises `Refused` for nothing to send."""
    hold_deadline_open(deadline)
    offer = next((each for each in offers(standing, seat=seat, now=now) if each.step == step), None)
    if offer is None or not offer.is_open:
        raise Refused(_("Không còn ai để gửi; tải lại trang để xem tình hình hiện tại."))
    with transaction.atomic(), in_vietnamese():
        told = [
            (
                _message(to, step, _saying(deadline, step, lines, now), now),
                [_reminder(line, step, now) for line in lines],
            )
            for to, lines in offer.told
        ]
        count = tell(told, now=now)
        audit.record("deadline.urged", subject=deadline, path=deadline.path, after={"step": step, "told": count})
    return count


def _in_charge(seat: Seat, late: Sequence[Line]) -> list[tuple[Recipient, Sequence[Line]]]:
    """The members in charge of late units, each with theirs."""
    charges = SeatCharge.objects.filter(path=seat.path, seat__closed_on=None).select_related("unit")
    paths: dict[int, list[str]] = defaultdict(list)
    for charge in charges:
        paths[charge.seat_id].append(charge.unit.path)
    members = [(each, paths[each.seat.pk]) for each in _holders(seat, roles=(Role.MEMBER,))]
    told = [
        (each, [line for line in late if any(is_within(line.duty.path, path) for path in charged)])
        for each, charged in members
    ]
    return [(each, lines) for each, lines in told if lines]


def _holders(seat: Seat, *, roles: Sequence[str]) -> list[Recipient]:
    """Who holds these roles of the clerk's own committee."""
    held = SeatHolding.objects.filter(
        seat__path=seat.path, seat__role__in=roles, seat__closed_on=None, ended_at=None, user__is_active=True
    )
    return [
        Recipient(each.user, each.seat, each.seat.role)
        for each in held.select_related("seat__unit", "user").order_by("seat_id")
    ]


@dataclass(frozen=True, slots=True)
class _Saying:
    """What a message says, in the words of its template, and the page it leads to."""

    subject: str
    template: str
    values: Mapping[str, object]
    link: str


def _saying(deadline: Deadline, step: str, lines: Sequence[Line], now: dt.datetime) -> _Saying:
    if step == Step.SHORTAGE:
        shortage = lines[0].shortage
        assert shortage is not None
        return _short(lines[0].duty, shortage, now)
    return _late(deadline, [line.unit.name for line in lines])


def _late(deadline: Deadline, units: Sequence[str]) -> _Saying:
    what = f"{what_of(deadline)}, {place_of(deadline)}"
    return _Saying(
        subject=_("%(count)s đơn vị quá hạn chưa nộp: %(what)s") % {"count": integer(len(units)), "what": what},
        template="late_units",
        values={
            "what": what,
            "due": due_sentence(deadline),
            "count": integer(len(units)),
            "units": units,
        },
        link=reverse("deadline", args=[deadline.pk]),
    )


def _short(duty: Duty, shortage: Shortage, now: dt.datetime) -> _Saying:
    due_at = due_at_of(duty)
    return _Saying(
        subject=f"{duty.unit.name}: {shortage.sentence}",
        template="shortage",
        values={
            "unit": duty.unit.name,
            "what": f"{what_of(duty.deadline)}, {place_of(duty.deadline)}",
            "shortage": shortage.sentence,
            "until": moment_sentence(due_at) if now <= due_at else "",
        },
        link=reverse("duty", args=[duty.pk]),
    )


def _text(saying: _Saying) -> Text:
    return text_from(saying.template, saying.subject, saying.values)


def _message(to: Recipient, step: str, saying: _Saying, now: dt.datetime) -> sending.Message:
    text = _text(saying)
    return sending.Message(
        seat=to.seat,
        user=to.user,
        kind=Notice.Kind.URGING,
        subject=text.subject,
        body=text.body,
        html_body=text.html_body,
        link=saying.link,
        key=f"{step}-{saying.link}-{in_vietnam(now):%Y-%m-%d}-{to.user.pk}",
    )


def _reminder(line: Line, step: str, now: dt.datetime) -> Reminder:
    due_at = due_at_of(line.duty)
    return Reminder(
        path=line.duty.path,
        duty=line.duty,
        step=step,
        days=(in_vietnam(now).date() - in_vietnam(due_at).date()).days,
        due_at=due_at,
        at=now,
    )


@in_vietnamese()
def text_now(notice: Notice, now: dt.datetime) -> Text | None:
    """What a notice sent by hand says at the moment its mail leaves: only the units that are late still.

    Of a shortage what is short by now. None where nothing is, and where what it was about is closed. A notice that
    names no duty says what it said.
    """
    named = Reminder.objects.filter(notice=notice).order_by("pk")
    hanging_on = ("duty__deadline__round__plan", "duty__deadline__plan", "duty__deadline__window")
    rows = list(named.select_related("duty__unit", *hanging_on))
    if not rows:
        return text_of(notice)
    deadline = rows[0].duty.deadline
    if rows[0].step == Step.SHORTAGE:
        return _shortage_now(rows[0].duty, now) if is_open(deadline) else None
    late = still_owed().filter(reminders__notice=notice, due__lt=now)  # type: ignore[misc]  # annotated
    owing = set(late.values_list("pk", flat=True))
    if len(owing) == len(rows):
        return text_of(notice)
    units = [row.duty.unit.name for row in rows if row.duty_id in owing]
    return _text(_late(deadline, units)) if units else None


def _shortage_now(duty: Duty, now: dt.datetime) -> Text | None:
    done = duty.submissions.filter(withdrawn_at=None).first()
    shortage = shortage_of(done, wanted_by(duty.deadline).get(duty.unit_id))
    return _text(_short(duty, shortage, now)) if shortage is not None and shortage.missing else None


register_recheck(Notice.Kind.URGING, text_now)
