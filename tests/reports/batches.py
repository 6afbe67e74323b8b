"""What tests of batches of letters share: a deadline that many units are late by, and the worker that does the jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from campaigns import deadlines, planning
from campaigns.models import Deadline, Duty
from committees.models import IssuingBody, Seat
from core import jobs
from core.models import Job
from core.text.dates import VIETNAM
from reports import tasks  # noqa: F401  registers the jobs
from reports.batches import keeping
from reports.batches import steps as batch_steps
from reports.batches.steps import ForAll, Wish
from reports.kinds import About, NewDue
from reports.models import Document, LetterBatch
from tests.cast import Cast, Person
from tests.committees.factories import UnitFactory
from tests.quotas.years import Year

LAID = dt.datetime(2026, 12, 1, 9, tzinfo=VIETNAM)
NOW = dt.datetime(2026, 12, 11, 9, 5, tzinfo=VIETNAM)
DUE_DAY = dt.date(2026, 12, 10)


def late_deadline(cast: Cast, year: Year, *, units: int = 3) -> Deadline:
    """A list that so many communes owe since yesterday; in the scope of the district's clerk."""
    owing = [UnitFactory.create(parent=cast.district, name=f"Xã Số {number:02}") for number in range(1, units + 1)]
    round = planning.add_round(plan=year.plan, name="Đợt 2")
    planning.set_participants(round=round, units=owing)
    planning.open_round(round=round, now=LAID)
    made: Deadline = deadlines.set_deadline(round=round, kind="list", wording="before", day=DUE_DAY, now=LAID)
    return made


def hand_in(deadline: Deadline, number: int, seat: Seat) -> None:
    """One of its communes hands in before the day."""
    duty = Duty.objects.select_related("deadline__round__plan", "deadline__plan", "unit").get(
        deadline=deadline, unit__name=f"Xã Số {number:02}"
    )
    deadlines.hand_in_number(duty=duty, amount=5, seat=seat, now=LAID)


def about(deadline: Deadline, *, new_due: NewDue | None = None) -> About:
    """What its letters are about."""
    return About(
        plan=deadline.plan,
        committee=deadline.plan.committee,
        issuing_body=IssuingBody.objects.get(committee=deadline.plan.committee),
        deadline=deadline,
        new_due=new_due,
    )


def begun(deadline: Deadline, clerk: Person, *, new_due: NewDue | None = None) -> LetterBatch:
    """A batch that waits for the worker."""
    assert clerk.seat is not None
    return keeping.begin(about=about(deadline, new_due=new_due), seat=clerk.seat, user_id=clerk.user.pk, now=NOW)


def drafted(deadline: Deadline, clerk: Person, *, new_due: NewDue | None = None) -> LetterBatch:
    """A batch with its letters."""
    batch = begun(deadline, clerk, new_due=new_due)
    work(batch)
    return batch


def work(batch: LetterBatch, *, clock: Callable[[], dt.datetime] = lambda: NOW) -> Job:
    """Let a worker do the batch's newest job."""
    job = keeping.working(batch)
    assert job is not None
    jobs.run(job.pk, clock=clock)
    job.refresh_from_db()
    batch.refresh_from_db()
    return job


def for_all(batch: LetterBatch, act: ForAll, person: Person, wish: Wish | None = None) -> Job:
    """Ask for an act on all letters and let a worker do it."""
    assert person.seat is not None
    batch_steps.ask(batch=batch, act=act, seat=person.seat, user_id=person.user.pk, now=NOW, wish=wish)
    return work(batch)


def letters(batch: LetterBatch) -> list[Document]:
    """Its letters as they stand."""
    return list(keeping.letters_of(batch))


class Killed(BaseException):
    """The worker's end in the middle of a job."""


def killed_after(looks: int) -> Callable[[], dt.datetime]:
    """A clock that a worker does not survive: it dies the next time it looks."""
    left = iter(range(looks))

    def clock() -> dt.datetime:
        if next(left, None) is None:
            raise Killed
        return NOW

    return clock


def later() -> dt.datetime:
    """When another worker may take over from a dead one."""
    return NOW + 2 * jobs.SILENCE
