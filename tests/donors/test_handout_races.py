"""A file is made to be handed out while somebody in it is erased: shown without the lock, then held."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module

import pytest
from django.db import OperationalError, connection

from committees import scopes
from core import files, jobs, locks
from core.models import Job, StoredFile
from donors import doors, erasing, handouts, lists
from donors.handouts import Kind, Made
from donors.models import Donor, Handout, Registration
from tests.donors.hosting import Host as HandoutDesk
from tests.donors.hosting import texts
from tests.donors.kept import LATER, Host
from tests.donors.office import workbook
from tests.donors.owner import as_owner
from tests.quotas.test_races import at_once
from tests.quotas.years import NOW

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[Callable[[], None]], None]
PLAIN: dict[str, object] = {"form": None, "units": "handed_in", "columns": ["phone"], "has_warnings": False}
GOES = "Trần Thị Mẫu"
SLOW = "tests_slow_handout"
_work: list[Callable[[], Made]] = []


@jobs.handler(SLOW)
def make_slowly(job: jobs.JobRun) -> jobs.Json:
    return handouts.make(job, _work[-1])


@pytest.fixture
def listed(host: Host) -> Host:
    host.office().send(workbook())
    return host


def donor_of(host: Host) -> Donor:
    return next(donor for donor in host.donors() if donor.name == GOES)


def erase(host: Host) -> None:
    with scopes.for_seat(host.seat):
        erasing.erase_donor(donor=donor_of(host), now=LATER)


def roster_of(host: Host) -> Made:
    """A file of whoever is registered at this moment."""
    with scopes.for_seat(host.seat):
        people = list(Registration.objects.filter(removed_by=None, erased_at=None))
    return Made(
        kind=Kind.ROSTER,
        content="; ".join(person.name for person in people).encode(),
        name="danh sach.txt",
        media_type="text/plain",
        ids=[person.pk for person in people],
        units=1,
        columns=["Họ và tên"],
    )


def contents(host: Host) -> list[str]:
    """What the committee can hand out."""
    with scopes.for_seat(host.seat):
        return [files.content_of(each.file).decode() for each in Handout.objects.select_related("file")]


def slow_job(host: Host) -> Job:
    with scopes.for_seat(host.seat):
        arguments = {"round": host.year.round.pk, "recipient": "Bệnh viện Mẫu", "purpose": "Hiến máu"}
        path, seat_id = host.seat.path, host.seat.pk
        return jobs.enqueue(SLOW, key="slow", path=path, seat_id=seat_id, user_id=None, arguments=arguments)


def wait_for_a_waiter() -> None:
    """Until somebody else waits for the hand-outs that this transaction holds."""
    with connection.cursor() as cursor:
        for _look in range(20_000):
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND NOT granted",
                [locks.HANDOUTS],
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def in_thread(act: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_without_asking_a_person_erased_meanwhile_is_kept(listed: Host) -> None:
    made = roster_of(listed)
    erase(listed)
    with scopes.for_seat(listed.seat):
        assert [each for each in made.ids if Registration.objects.get(pk=each).erased_at] != []
    assert GOES in made.content.decode(), "whoever stores this now has stored somebody who is erased"


def test_a_file_that_was_made_before_an_erasure_is_made_anew(listed: Host) -> None:
    gathered, erased, tries = threading.Event(), threading.Event(), []

    def work() -> Made:
        made = roster_of(listed)
        tries.append(made.content.decode())
        gathered.set()
        assert erased.wait(20)
        return made

    _work.append(work)
    job = slow_job(listed)
    thread = in_thread(lambda: jobs.run(job.pk, clock=lambda: NOW))
    assert gathered.wait(20)
    with scopes.for_seat(listed.seat):
        erasing.erase_donor(donor=donor_of(listed), now=LATER)
        erased.set()
        wait_for_a_waiter()  # the file is to be kept, and the erasing is not committed
    thread.join(30)
    assert [GOES in each for each in tries] == [True, False]
    assert contents(listed) == tries[1:]


def test_a_file_kept_while_an_erasure_waits_goes_with_it(listed: Host) -> None:
    made, job = roster_of(listed), slow_job(listed)
    keeping: list[threading.Thread] = []
    with scopes.for_seat(listed.seat):
        handouts.hold(listed.seat.path)
        file = files.store(
            name=made.name,
            media_type=made.media_type,
            content=made.content,
            path=listed.seat.path,
            readers=[listed.seat.path],
            encrypted=True,
            expires_at=LATER,
            created_by_id=None,
        )
        keeping.append(in_thread(lambda: erase(listed)))
        wait_for_a_waiter()
        Handout.objects.create(
            path=listed.seat.path,
            kind=Kind.ROSTER,
            round=listed.year.round,
            file=file,
            recipient="",
            purpose="",
            people=3,
            units=1,
            at=NOW,
        )
    keeping[0].join(30)
    assert contents(listed) == []
    assert GOES not in [donor.name for donor in listed.donors()]
    assert job.state == Job.State.QUEUED, "no job row was asked what it made"


def test_what_is_made_can_be_made_only_so_often(listed: Host) -> None:
    made = roster_of(listed)
    erase(listed)
    _work.append(lambda: made)  # somebody is erased each time
    job = slow_job(listed)
    jobs.run(job.pk, clock=lambda: NOW)
    with scopes.for_seat(listed.seat):
        job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "bị xóa trong khi lập tệp; lập lại tệp" in job.error
    assert contents(listed) == []


def test_a_file_whose_job_still_runs_goes_with_the_person(listed: Host) -> None:
    _work.append(lambda: roster_of(listed))
    job = slow_job(listed)
    jobs.run(job.pk, clock=lambda: NOW)
    with scopes.for_system("tests"):
        Job.objects.update(state=Job.State.RUNNING)  # its worker died right after the file was kept
    assert len(contents(listed)) == 1
    erase(listed)
    assert contents(listed) == []


def test_a_file_is_found_after_its_job_is_forgotten(listed: Host) -> None:
    desk = HandoutDesk(listed.cast, listed.year.round)
    assert GOES in str(texts(desk.made(Kind.CONSOLIDATED, **PLAIN)))
    assert jobs.remove_old(now=NOW + jobs.KEPT * 2) > 0
    with scopes.for_seat(listed.seat):
        assert not Job.objects.exists()
        found = handouts.newest(Kind.CONSOLIDATED, listed.year.round, path=listed.seat.path)
        assert found is not None
        assert (found.recipient, found.people) == ("Bệnh viện Mẫu", 3)
    erase(listed)
    with scopes.for_seat(listed.seat):
        assert handouts.newest(Kind.CONSOLIDATED, listed.year.round, path=listed.seat.path) is None
        assert not StoredFile.objects.filter(path=listed.seat.path).exclude(readers=None).exists()


def test_what_time_deletes_is_handed_out_no_more(listed: Host) -> None:
    HandoutDesk(listed.cast, listed.year.round).made(Kind.CONSOLIDATED, **PLAIN)
    with scopes.for_seat(listed.seat):
        StoredFile.objects.update(expires_at=NOW - jobs.KEPT)
    assert files.remove_expired(now=NOW) == 2
    with scopes.for_seat(listed.seat):
        assert not Handout.objects.exists()


def test_what_jobs_had_made_before_is_found_too(listed: Host) -> None:
    """Files of before had only their job's row (the migration takes them over)."""
    HandoutDesk(listed.cast, listed.year.round).made(Kind.CONSOLIDATED, **PLAIN)
    with scopes.for_seat(listed.seat):
        before = Handout.objects.values().get()
        job = Job.objects.get(kind=Kind.CONSOLIDATED)
        job.result = {**job.result, "people": 3, "units": before["units"], "columns": before["columns"]}
        job.save()
        Handout.objects.all()._raw_delete("default")  # type: ignore[attr-defined]  # the rows alone, not their files
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(import_module("donors.migrations.0010_handouts_and_doubts").FROM_JOBS)
    with scopes.for_seat(listed.seat):
        again = Handout.objects.values().get()
    assert {**again, "id": 0} == {**before, "id": 0}


def test_a_committee_beside_or_above_sees_nothing_of_it(listed: Host) -> None:
    HandoutDesk(listed.cast, listed.year.round).made(Kind.CONSOLIDATED, **PLAIN)
    for who in ("province_clerk", "commune_focal", "commune_clerk"):
        seat = listed.cast.people[who].seat
        assert seat is not None
        with scopes.for_seat(seat):
            assert not Handout.objects.exists(), who


def test_erasing_a_donor_and_a_list_that_is_being_corrected(listed: Host) -> None:
    """Whoever corrects a list holds it before its keeper's people; erasing the other way round held both up."""
    donor, list_id = donor_of(listed), listed.office().list().pk
    stuck: list[str] = []

    def correcting(wait: Callable[[], None]) -> None:
        volunteer_list = lists.locked(list_id)
        wait()
        doors.hold(volunteer_list)
        Donor.objects.select_for_update().get(pk=donor.pk)

    def donors_first(wait: Callable[[], None]) -> None:
        Donor.objects.select_for_update().get(pk=donor.pk)
        wait()
        lists.locked(list_id)

    def seen(act: Act) -> Act:
        def run(wait: Callable[[], None]) -> None:
            try:
                act(wait)
            except OperationalError as error:
                stuck.append(str(error))
                raise erasing.Refused("") from error

        return run

    at_once(listed.seat, seen(correcting), seen(donors_first))
    assert len(stuck) == 1
    assert "deadlock" in stuck.pop()

    def erasing_it(wait: Callable[[], None]) -> None:
        wait()
        erasing.erase_donor(donor=donor, now=LATER)

    assert at_once(listed.seat, seen(correcting), seen(erasing_it)) == []
    assert stuck == []
    assert GOES not in [each.name for each in listed.donors()]
