"""Jobs end in the same tables whatever happens: asked twice, run twice, killed halfway, two workers at once."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction

from committees import scopes
from committees.models import Seat, SeatHolding
from core import jobs
from core.models import Job, StoredFile
from tests.cast import Cast, Person, build_cast
from tests.core import job_kinds

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=3)


def at(moment: dt.datetime) -> Callable[[], dt.datetime]:
    return lambda: moment


def ask(person: Person, kind: str, *, key: str = "một") -> Job:
    assert person.seat is not None
    with scopes.for_seat(person.seat):
        return jobs.enqueue(
            kind, key=key, path=person.path, seat_id=person.seat.pk, user_id=person.user.pk, arguments={"so": 1}
        )


def stored(job: Job) -> Job:
    with scopes.for_system("tests"):
        return Job.objects.get(pk=job.pk)


def files_of(person: Person) -> list[tuple[str, bytes]]:
    with scopes.for_system("tests"):
        rows = StoredFile.objects.filter(path=person.path).order_by("name", "created_at")
        return [(row.name, bytes(row.content)) for row in rows]


FOUR = [(f"phan-{number}", f"{number}".encode()) for number in range(4)]


@pytest.fixture(autouse=True)
def clean_kinds() -> Iterator[None]:
    job_kinds.runs.clear()
    job_kinds.entered.clear()
    job_kinds.may_go_on.clear()
    yield
    job_kinds.may_go_on.set()


@pytest.fixture
def committed(transactional_db: None) -> Cast:
    """The cast, committed: other processes and connections see it."""
    with scopes.for_system("tests"):
        return build_cast()


# --- Asking -----------------------------------------------------------------------------------------


def test_asking_twice_while_it_waits_is_one_job(cast: Cast) -> None:
    assert ask(cast.district_clerk, "test.files").pk == ask(cast.district_head, "test.files").pk
    assert ask(cast.district_clerk, "test.files", key="hai").pk != ask(cast.district_clerk, "test.files").pk


def test_asking_again_after_the_end_is_a_new_job(cast: Cast) -> None:
    first = ask(cast.district_clerk, "test.files")
    jobs.run(first.pk)
    assert ask(cast.district_clerk, "test.files").pk != first.pk


def test_the_database_itself_holds_one_active_job_per_key(cast: Cast) -> None:
    first = ask(cast.district_clerk, "test.files")
    with scopes.for_system("tests"), pytest.raises(IntegrityError, match="job_once_per_key"), transaction.atomic():
        Job.objects.create(path=first.path, kind=first.kind, key=first.key)


def test_two_people_asking_at_the_same_moment_get_the_same_job(committed: Cast) -> None:
    together, answers = threading.Barrier(2), []

    def click() -> None:
        together.wait(10)
        answers.append(ask(committed.district_clerk, "test.files").pk)
        connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == 2
    assert len(set(answers)) == 1


def test_a_job_is_sent_only_once_its_transaction_is_committed(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[attr-defined]
        ask(cast.district_clerk, "test.files")
        ask(cast.district_clerk, "test.files")
    assert len(callbacks) == 1


# --- Running ----------------------------------------------------------------------------------------


def test_a_job_runs_to_its_end_with_progress(cast: Cast) -> None:
    job = ask(cast.district_clerk, "test.files")
    assert jobs.words(job) == "Đang chờ đến lượt…"
    jobs.run(job.pk, clock=at(NOW))
    done = stored(job)
    assert (done.state, done.result, done.done, done.total) == (Job.State.DONE, {"files": 4}, 4, 4)
    assert done.finished_at == NOW
    assert jobs.words(done) == "Đã xong."
    assert files_of(cast.district_clerk) == FOUR


def test_delivered_twice_it_is_done_once(cast: Cast) -> None:
    job = ask(cast.district_clerk, "test.files")
    jobs.run(job.pk)
    jobs.run(job.pk)
    assert job_kinds.runs == [1]
    assert files_of(cast.district_clerk) == FOUR


@pytest.mark.parametrize("chunk", [0, 2, 3])
def test_killed_inside_a_chunk_and_taken_up_again_it_ends_the_same(committed: Cast, chunk: int) -> None:
    job = ask(committed.district_clerk, "test.files")
    child = subprocess.run(
        [sys.executable, "-m", "tests.core.job_child", str(job.pk), str(chunk)],
        cwd=settings.BASE_DIR,
        env=os.environ,
        timeout=60,
        check=False,
    )
    assert child.returncode == 9
    left = stored(job)
    assert (left.state, left.done) == (Job.State.RUNNING, chunk)  # progress of the finished chunks was kept
    assert files_of(committed.district_clerk) == FOUR[:chunk]  # and nothing of the chunk it died in
    jobs.run(job.pk)
    assert stored(job).state == Job.State.RUNNING  # too early: it may still be alive
    assert left.beaten_at is not None
    jobs.run(job.pk, clock=at(left.beaten_at + jobs.SILENCE + dt.timedelta(seconds=1)))
    assert (stored(job).state, stored(job).attempts) == (Job.State.DONE, 2)
    assert files_of(committed.district_clerk) == FOUR


def test_two_workers_one_works(committed: Cast) -> None:
    job = ask(committed.district_clerk, "test.wait")

    def work() -> None:
        jobs.run(job.pk)
        connections.close_all()

    first = threading.Thread(target=work)
    first.start()
    assert job_kinds.entered.wait(10)
    jobs.run(job.pk)  # a second delivery
    jobs.run(job.pk, clock=lambda: stored_now() + 5 * jobs.SILENCE)  # and one long after: the chunk still holds the row
    job_kinds.may_go_on.set()
    first.join(20)
    assert job_kinds.runs == [1]
    assert stored(job).state == Job.State.DONE


def stored_now() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (moment,) = cursor.fetchone()
    assert isinstance(moment, dt.datetime)
    return moment


def test_a_worker_that_was_silent_too_long_writes_nothing_more(cast: Cast) -> None:
    job = ask(cast.district_clerk, "test.overslept")
    jobs.run(job.pk, clock=at(NOW))
    assert job_kinds.runs == [1, 2]
    assert (stored(job).state, stored(job).result) == (Job.State.DONE, {"by": 2})


def test_after_three_silent_attempts_it_is_given_up_in_words(cast: Cast) -> None:
    job = ask(cast.district_clerk, "test.files")
    with scopes.for_system("tests"):
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=jobs.MOST_ATTEMPTS, beaten_at=NOW)
    jobs.run(job.pk, clock=at(LATER))
    given_up = stored(job)
    assert given_up.state == Job.State.FAILED
    assert job.pk.hex[:8] in given_up.error
    assert job_kinds.runs == []


# --- Errors -----------------------------------------------------------------------------------------


def test_a_refusal_is_shown_as_its_sentence_and_leaves_nothing_behind(cast: Cast) -> None:
    job = ask(cast.district_clerk, "test.refuse")
    jobs.run(job.pk)
    assert stored(job).state == Job.State.FAILED
    assert jobs.words(stored(job)) == "Chưa có kế hoạch năm 2026; lập kế hoạch trước."
    with scopes.for_system("tests"):
        assert cast.district.committee.phone == ""


def test_what_nobody_foresaw_is_a_sentence_with_a_code_and_a_log_without_names(cast: Cast) -> None:
    job = ask(cast.district_clerk, "test.break")
    with structlog.testing.capture_logs() as lines:
        jobs.run(job.pk)
    error = stored(job).error
    assert error.startswith("Không làm được")
    assert f"(mã tra cứu: {job.pk.hex[:8]})" in error
    (line,) = [line for line in lines if line["event"] == "job.failed"]
    assert line["error"] == "ValueError"
    assert any("job_kinds.py" in place for place in line["at"])
    assert "Kín" not in str(lines)


def test_a_kind_nobody_handles_fails_in_words(cast: Cast) -> None:
    job = ask(cast.district_clerk, "test.unheard_of")
    jobs.run(job.pk)
    assert stored(job).error.startswith("Không làm được")


# --- Scope ------------------------------------------------------------------------------------------


def test_a_job_sees_what_the_asking_seat_sees(cast: Cast) -> None:
    commune, district = ask(cast.commune_clerk, "test.look"), ask(cast.district_clerk, "test.look")
    jobs.run(commune.pk)
    jobs.run(district.pk)
    assert stored(commune).result == {"of": [cast.commune.path]}
    assert stored(district).result == {"of": [cast.district.path, cast.commune.path]}


def test_a_seat_that_was_closed_or_handed_over_since_does_nothing_more(cast: Cast) -> None:
    closed, handed = ask(cast.commune_clerk, "test.look"), ask(cast.district_clerk, "test.look")
    with scopes.for_system("tests"):
        Seat.objects.filter(pk=closed.seat_id).update(closed_on=NOW.date())
        SeatHolding.objects.filter(seat=handed.seat_id).update(ended_at=NOW)
    for job in (closed, handed):
        jobs.run(job.pk)
        assert stored(job).state == Job.State.FAILED
        assert "không còn" in stored(job).error


def test_a_unit_does_not_see_its_neighbours_jobs(cast: Cast) -> None:
    job = ask(cast.commune_clerk, "test.look")
    assert cast.other_focal.seat is not None
    with scopes.for_seat(cast.other_focal.seat):
        assert jobs.latest(path=job.path, key=job.key) is None


# --- The sweep --------------------------------------------------------------------------------------


def test_the_sweep_sends_what_waits_too_long_and_what_fell_silent(cast: Cast) -> None:
    fresh, waiting, silent, alive = (ask(cast.district_clerk, "test.files", key=key) for key in "abcd")
    with scopes.for_system("tests"):
        change = Job.objects.filter
        change(pk=fresh.pk).update(created_at=NOW - dt.timedelta(seconds=30))
        change(pk=waiting.pk).update(created_at=NOW - dt.timedelta(seconds=90))
        running = {"state": Job.State.RUNNING, "created_at": NOW - dt.timedelta(hours=1)}
        change(pk=silent.pk).update(beaten_at=NOW - dt.timedelta(seconds=121), **running)
        change(pk=alive.pk).update(beaten_at=NOW - dt.timedelta(seconds=100), **running)
    assert jobs.sweep(now=NOW) == 2
    assert jobs.sweep(now=NOW + dt.timedelta(minutes=5)) == 4


# --- Old rows ---------------------------------------------------------------------------------------


def test_rows_of_jobs_that_ended_three_months_ago_are_deleted(cast: Cast) -> None:
    day = dt.timedelta(days=1)
    with scopes.for_system("tests"):
        for name, state, ended in (
            ("old", Job.State.DONE, NOW - 91 * day),
            ("failed", Job.State.FAILED, NOW - 91 * day),
            ("young", Job.State.DONE, NOW - 89 * day),
            ("waiting", Job.State.QUEUED, None),
            ("running", Job.State.RUNNING, NOW - 91 * day),
        ):
            Job.objects.create(path=cast.district.path, kind="thử", key=name, state=state, finished_at=ended)
    assert jobs.remove_old(now=NOW) == 2
    assert jobs.remove_old(now=NOW) == 0
    with scopes.for_system("tests"):
        assert set(Job.objects.values_list("key", flat=True)) == {"young", "waiting", "running"}
