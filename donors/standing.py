"""How the units of a round stand with their lists: who handed in, how many, what is short. Counts only, no people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from campaigns import deadlines
from campaigns.models import Deadline, Duty, Participation, Round, State, Submission
from committees.models import Unit
from committees.ordering import annex_order
from donors.models import Upload, VolunteerList
from quotas.forecast import NO_NEED, Need, needs_of

OPEN_UPLOADS = (Upload.State.READING, Upload.State.ASKING, Upload.State.WAITING)


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit of a round: its state in words (`kind` is how it is coloured), its people, what is wanted."""

    unit: Unit
    state: str
    kind: str
    people: int | None
    to_mend: int
    need: Need
    handed_in_at: dt.datetime | None
    is_for_unit: bool
    absent_reason: str = ""

    @property
    def missing(self) -> int | None:
        """How many more people are wanted."""
        return self.need.missing(self.people or 0)

    @property
    def has_handed_in(self) -> bool:
        """Whether anything counts: a list, a photo, a number, a nil."""
        return self.handed_in_at is not None


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """All units of a round, in the order of an annex."""

    lines: list[Standing]

    @property
    def expected(self) -> list[Standing]:
        """The units that take part."""
        return [line for line in self.lines if not line.absent_reason]

    @property
    def handed_in(self) -> int:
        """How many of them have handed in."""
        return sum(line.has_handed_in for line in self.expected)

    @property
    def people(self) -> int:
        """How many people are registered in all."""
        return sum(line.people or 0 for line in self.lines)

    @property
    def to_mend(self) -> int:
        """How many rows wait to be mended."""
        return sum(line.to_mend for line in self.lines)


def standing_of(round: Round, *, within: str, now: dt.datetime) -> RoundStanding:
    """How the units of the round at `within` and below stand; the same questions however many units."""
    taking_part = (
        Participation.objects.within(within).filter(round=round).select_related("unit").order_by(*annex_order("unit"))
    )
    lists = {each.unit_id: each for each in VolunteerList.objects.within(within).filter(round=round)}
    waiting = set(
        Upload.objects.filter(volunteer_list__in=lists.values(), state__in=OPEN_UPLOADS).values_list(
            "volunteer_list_id", flat=True
        )
    )
    counting = Prefetch("submissions", Submission.objects.filter(withdrawn_at=None), to_attr="counting")
    duties = {
        duty.unit_id: duty
        for duty in Duty.objects.within(within)
        .filter(deadline__round=round, deadline__kind=Deadline.Kind.LIST)
        .select_related("deadline")
        .prefetch_related(counting)
    }
    needs = needs_of(round)
    return RoundStanding(
        [
            _standing(
                each,
                lists.get(each.unit_id),
                duties.get(each.unit_id),
                needs.get(each.unit_id, NO_NEED),
                is_waiting=(found := lists.get(each.unit_id)) is not None and found.pk in waiting,
                is_closed=round.state == State.CLOSED,
                now=now,
            )
            for each in taking_part
        ]
    )


def _standing(
    participation: Participation,
    volunteer_list: VolunteerList | None,
    duty: Duty | None,
    need: Need,
    *,
    is_waiting: bool,
    is_closed: bool,
    now: dt.datetime,
) -> Standing:
    done: Submission | None = next(iter(duty.counting), None) if duty else None  # type: ignore[attr-defined]
    handed_in_at = done.at if done else _without_duty(volunteer_list, duty)
    state, kind = _words(participation, volunteer_list, duty, done, is_waiting, is_closed, now)
    return Standing(
        unit=participation.unit,
        state=state,
        kind=kind,
        people=_people(volunteer_list, done),
        to_mend=volunteer_list.to_mend if volunteer_list else 0,
        need=need,
        handed_in_at=handed_in_at,
        is_for_unit=bool(done and done.on_behalf),
        absent_reason=participation.absent_reason,
    )


def _without_duty(volunteer_list: VolunteerList | None, duty: Duty | None) -> dt.datetime | None:
    """A round without a deadline for lists: what counts was handed in when it last changed."""
    if duty is not None or volunteer_list is None:
        return None
    return volunteer_list.changed_at if volunteer_list.people or volunteer_list.bare_number else None


def _people(volunteer_list: VolunteerList | None, done: Submission | None) -> int | None:
    if volunteer_list is not None and (volunteer_list.people or volunteer_list.bare_number):
        return volunteer_list.people or volunteer_list.bare_number
    if done is not None and done.kind == Submission.Kind.NIL:
        return 0
    return done.amount if done else None


def _words(
    participation: Participation,
    volunteer_list: VolunteerList | None,
    duty: Duty | None,
    done: Submission | None,
    is_waiting: bool,
    is_closed: bool,
    now: dt.datetime,
) -> tuple[str, str]:
    """The state as face.md words it, and its colour."""
    if participation.absent_reason:
        return _("Không tham gia đợt này"), ""
    if is_waiting:
        return _("Đã tải lên, cần xem"), "warn"
    if volunteer_list is not None and volunteer_list.to_mend:
        return _("Cần sửa %(rows)s dòng") % {"rows": volunteer_list.to_mend}, "warn"
    if duty is not None:
        word = deadlines.state_word(duty, done, now=now)
        late = done is None and now > deadlines.due_at_of(duty)
        if done is None and is_closed:
            return _("Đã khóa"), ""
        return word, "ok" if done else "late" if late else "open"
    if volunteer_list is not None and (volunteer_list.people or volunteer_list.bare_number):
        return _("Đã nhận"), "ok"
    return (_("Đã khóa"), "") if is_closed else (_("Chưa nộp"), "open")
