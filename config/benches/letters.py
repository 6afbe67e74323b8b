"""A province's letters to its late communes, from the first draft to one file to print, by the jobs that workers do.

168 communes owe a list since yesterday. Held to: drafting a letter to each, and numbering, drawing and joining them,
take 60 s together on two cores. What presenting, approving and issuing them take stands beside it.
"""

from __future__ import annotations

import datetime as dt
import time

from campaigns.models import Deadline, Duty, Plan, Round, State
from committees import scopes
from committees.models import Committee, IssuingBody, Level, Role, Seat, Unit
from config.benches import country
from config.benches.figure import Figure
from config.benches.throw_away import as_app
from core import bulk, jobs
from core.models import Job
from core.text.dates import VIETNAM
from core.text.numbers import integer
from reports import tasks  # noqa: F401  registers the jobs
from reports.batches import keeping
from reports.batches import steps as batch_steps
from reports.batches.steps import ForAll, Wish
from reports.kinds import About
from reports.models import Document, LetterBatch

UNITS, BATCH_S = 168, 60.0
LAID = dt.datetime(2026, 12, 1, 9, tzinfo=VIETNAM)
DUE = dt.datetime(2026, 12, 10, 23, 59, 59, tzinfo=VIETNAM)
NOW = dt.datetime(2026, 12, 11, 9, 5, tzinfo=VIETNAM)


def run() -> list[Figure]:
    """Lay the province, do the jobs one after the other in the application's role, as a worker does."""
    with scopes.for_system("bench"):
        deadline = lay(communes=UNITS)
    country.analyse()
    with as_app():
        taken, size = done(deadline)
    whole = f"documents: {integer(UNITS)} letters"
    return [
        Figure(f"{whole} drafted, numbered, drawn, joined", round(taken["draft"] + taken["sign"], 1), "s", BATCH_S),
        Figure(f"{whole}: drafting", round(taken["draft"], 1), "s"),
        Figure(f"{whole}: presenting", round(taken["present"], 1), "s"),
        Figure(f"{whole}: approving", round(taken["approve"], 1), "s"),
        Figure(f"{whole}: numbering, drawing, joining", round(taken["sign"], 1), "s"),
        Figure(f"{whole}: issuing", round(taken["issue"], 1), "s"),
        Figure(f"{whole}: the file to print", round(size / 1024 / 1024, 1), "MB"),
    ]


def done(deadline: Deadline) -> tuple[dict[str, float], int]:
    """From the first draft to issued letters: seconds of each job by its act, and the bytes of the file to print."""
    with scopes.for_system("bench"):
        seat = Seat.objects.select_related("unit").get(path=deadline.path, role=Role.CLERK)
        holder = seat.holdings.get().user_id
    with scopes.for_seat(seat):
        batch = keeping.begin(about=_about(deadline), seat=seat, user_id=holder, now=NOW)
    taken = {"draft": _done(seat, batch)}
    for act in (ForAll.PRESENT, ForAll.APPROVE, ForAll.SIGN, ForAll.ISSUE):
        with scopes.for_seat(seat):
            wish = Wish(dated_on=NOW.date())
            batch_steps.ask(batch=batch, act=act, seat=seat, user_id=holder, now=NOW, wish=wish)
        taken[act.value] = _done(seat, batch)
    with scopes.for_seat(seat):
        issued = Document.objects.filter(batch=batch, state=Document.State.ISSUED).count()
        size = batch.pdf.size if batch.pdf is not None else 0
    assert issued == batch.count, f"{issued} of {batch.count} letters were issued"
    return taken, size


def _done(seat: Seat, batch: LetterBatch) -> float:
    """Do the batch's newest job; in how many seconds."""
    with scopes.for_seat(seat):
        job = keeping.working(batch)
    assert job is not None
    started = time.perf_counter()
    jobs.run(job.pk, clock=lambda: NOW)
    seconds = time.perf_counter() - started
    with scopes.for_seat(seat):
        job.refresh_from_db()
        batch.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return seconds


def _about(deadline: Deadline) -> About:
    committee = Committee.objects.select_related("unit").get(path=deadline.path)
    body = IssuingBody.objects.get(committee=committee)
    deadline = Deadline.objects.select_related("plan__committee__unit", "round", "window").get(pk=deadline.pk)
    return About(plan=deadline.plan, committee=committee, issuing_body=body, deadline=deadline)


def lay(*, communes: int) -> Deadline:
    """A province with a clerk, and so many communes that owe it a list."""
    [nation] = country.add_units([(None, Level.NATIONAL, "Toàn quốc")])
    [province] = country.add_units([(nation, Level.PROVINCE, "Tỉnh Mẫu")])
    owing = country.add_units([(province, Level.COMMUNE, f"Xã Bình Minh {n}") for n in range(1, communes + 1)])
    country.sit(province, "letters@bench.invalid")
    country.sit(province, "head@bench.invalid", Role.HEAD)  # who signs
    deadline = _deadline(province)
    bulk.insert_all([Duty(path=unit.path, deadline=deadline, unit=unit, laid_at=LAID) for unit in owing])
    return deadline


def _deadline(province: Unit) -> Deadline:
    own = {"path": province.path}
    committee = Committee.objects.create(
        **own,
        unit=province,
        name="Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Mẫu",
        standing_body="Hội Chữ thập đỏ tỉnh Mẫu",
        address="Số 1 đường Mẫu",
    )
    IssuingBody.objects.create(
        **own,
        committee=committee,
        superior_lines=["UBND TỈNH MẪU"],
        name_lines=["BAN CHỈ ĐẠO", "VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN"],
        symbol="BCĐ",
        place="Bình Minh",
        numbering=IssuingBody.Numbering.SERIES,
        is_default=True,
    )
    plan = Plan.objects.create(**own, committee=committee, year=DUE.year, title="Kế hoạch", state=State.OPEN)
    round = Round.objects.create(
        **own, plan=plan, ordinal=1, name="Đợt 1", state=State.OPEN, host_paths=[province.path]
    )
    made: Deadline = Deadline.objects.create(
        **own, plan=plan, round=round, kind=Deadline.Kind.LIST, due_at=DUE, laid_at=LAID
    )
    return made
