"""How the units of a round stand with their lists: who handed in, how many, what is short. Counts only, no people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from campaigns import deadlines
from campaigns.models import Deadline, Duty, Participation, Round, State, Submission
from committees.models import Unit
from committees.ordering import annex_order
from core.text.numbers import integer
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


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """What `RoundStanding` counts of a round, without its units: added up by the database."""

    expected: int = 0
    handed_in: int = 0
    people: int = 0
    to_mend: int = 0


NOBODY = RoundCounts()


def counts_of(rounds: Sequence[Round], *, within: str) -> dict[int, RoundCounts]:
    """Round id → the counts of its units at `within` and below: one question however many rounds and units.

    The same figures as `standing_of` gives, which reads every unit's row to put it into words.
    """
    here = {"round": OuterRef("round"), "unit": OuterRef("unit")}
    lists = VolunteerList.objects.filter(**here)
    duties = Duty.objects.filter(
        deadline__round=OuterRef("round"), deadline__kind=Deadline.Kind.LIST, unit=OuterRef("unit")
    )
    done = Submission.objects.filter(
        duty__deadline__round=OuterRef("round"),
        duty__deadline__kind=Deadline.Kind.LIST,
        duty__unit=OuterRef("unit"),
        withdrawn_at=None,
    )
    listed = Coalesce(NullIf("people", 0), NullIf("bare_number", 0), Value(0))
    units = (
        Participation.objects.within(within)
        .filter(round__in=[round.pk for round in rounds])
        .annotate(
            listed=Coalesce(Subquery(lists.annotate(listed=listed).values("listed")[:1]), 0),
            waiting_rows=Coalesce(Subquery(lists.values("to_mend")[:1]), 0),
            submitted=Coalesce(Subquery(done.exclude(kind=Submission.Kind.NIL).values("amount")[:1]), 0),
            is_done=Exists(done) | (~Exists(duties) & Exists(lists.exclude(changed_at=None)) & Q(listed__gt=0)),
        )
    )
    people = Case(When(listed__gt=0, then=F("listed")), default=F("submitted"))
    rows = units.values("round_id").annotate(
        expected=Count("pk", filter=Q(absent_reason="")),
        handed_in=Count("pk", filter=Q(absent_reason="", is_done=True)),
        all_people=Sum(people),
        all_rows=Sum("waiting_rows"),
    )
    named = rows.values_list("round_id", "expected", "handed_in", "all_people", "all_rows")
    return {round_id: RoundCounts(*figures) for round_id, *figures in named}


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
            _Unit(
                participation=each,
                volunteer_list=(found := lists.get(each.unit_id)),
                duty=duties.get(each.unit_id),
                need=needs.get(each.unit_id, NO_NEED),
                is_waiting=found is not None and found.pk in waiting,
                is_closed=round.state == State.CLOSED,
                now=now,
            ).standing
            for each in taking_part
        ]
    )


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is known of one unit, from which its standing follows."""

    participation: Participation
    volunteer_list: VolunteerList | None
    duty: Duty | None
    need: Need
    is_waiting: bool
    is_closed: bool
    now: dt.datetime

    @property
    def standing(self) -> Standing:
        state, kind = self._words()
        return Standing(
            unit=self.participation.unit,
            state=state,
            kind=kind,
            people=self._people(),
            to_mend=self.volunteer_list.to_mend if self.volunteer_list else 0,
            need=self.need,
            handed_in_at=self.done.at if self.done else self._without_duty(),
            is_for_unit=bool(self.done and self.done.on_behalf),
            absent_reason=self.participation.absent_reason,
        )

    @property
    def done(self) -> Submission | None:
        """The counting submission of the unit's duty."""
        return next(iter(self.duty.counting), None) if self.duty else None  # type: ignore[attr-defined]

    @property
    def _listed(self) -> int:
        """People by name, else the bare number."""
        return (self.volunteer_list.people or self.volunteer_list.bare_number or 0) if self.volunteer_list else 0

    def _people(self) -> int | None:
        if self._listed:
            return self._listed
        if self.done is not None and self.done.kind == Submission.Kind.NIL:
            return 0
        return self.done.amount if self.done else None

    def _without_duty(self) -> dt.datetime | None:
        """A round without a deadline for lists: what counts was handed in when it last changed."""
        if self.duty is not None or self.volunteer_list is None or not self._listed:
            return None
        return self.volunteer_list.changed_at

    def _words(self) -> tuple[str, str]:
        """The state as face.md words it, and its colour."""
        to_mend = self.volunteer_list.to_mend if self.volunteer_list else 0
        if self.participation.absent_reason:
            return _("Không tham gia đợt này"), ""
        if self.is_waiting:
            return _("Đã tải lên, cần xem"), "warn"
        if to_mend:
            return _("Cần sửa %(rows)s dòng") % {"rows": integer(to_mend)}, "warn"
        return self._duty_words(self.duty) if self.duty else self._list_words()

    def _duty_words(self, duty: Duty) -> tuple[str, str]:
        if self.done is None and self.is_closed:
            return _("Đã khóa"), ""
        word = deadlines.state_word(duty, self.done, now=self.now)
        if self.done is not None:
            return word, "warn" if self.done.kind == Submission.Kind.PHOTO else "ok"
        return word, "late" if self.now > deadlines.due_at_of(duty) else "open"

    def _list_words(self) -> tuple[str, str]:
        if self._listed:
            return _("Đã nhận"), "ok"
        return (_("Đã khóa"), "") if self.is_closed else (_("Chưa nộp"), "open")
