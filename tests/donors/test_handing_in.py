"""Handing in a list: the unit's own workbook counts at once, doubles nothing, and asks only where people would go."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from django.db import transaction

from campaigns import deadlines
from campaigns.models import Deadline, Submission
from committees import scopes
from core.refusal import Refused
from donors import committing, lists, receiving, withdrawing
from donors.intake import unread
from donors.models import Registration, RegistrationChange, StagedRow, Upload
from donors.sealing import opened_for_person, text_of
from donors.sender import Sender
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, work, workbook
from tests.quotas.years import NOW, Year

State = Upload.State
LATER = NOW + dt.timedelta(hours=1)
ONE_MORE = ("Đỗ Văn Thêm", 1992, "Thôn Tây", "0912000004")
UNREADABLE = ("Hồ Thị Sai", "19977", "Thôn Tây", "")


class Killed(Exception):
    """What a killed worker leaves: nothing of its last transaction."""


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


@pytest.fixture
def owing(office: Office, cast: Cast) -> Office:
    """The round asks for lists by tomorrow."""
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=NOW.date() + dt.timedelta(days=1))
    return office


def registrations(office: Office) -> dict[str, Registration]:
    with scopes.for_seat(office.seat):
        return {each.name: each for each in lists.people_on(lists.list_of(round=office.round, unit=office.unit))}


def handed_in(office: Office) -> list[tuple[str, int | None]]:
    with scopes.for_seat(office.seat):
        counting = Submission.objects.filter(duty__unit=office.unit, withdrawn_at=None)
        return list(counting.values_list("kind", "amount"))


def test_the_usual_workbook_counts_at_once(owing: Office) -> None:
    upload = owing.send(workbook())
    assert (upload.state, upload.refusal) == (State.COUNTED, "")
    assert (upload.read, upload.accepted, upload.added, upload.removed) == (3, 3, 3, 0)
    assert owing.names() == ["Phạm Thị Ví Dụ", "Trần Thị Mẫu", "Lê Văn Thử"]
    assert owing.list().people == 3
    assert handed_in(owing) == [("content", 3)]
    kept = registrations(owing)["Trần Thị Mẫu"]
    assert (kept.birth_year, kept.workplace, kept.group) == (1990, "Thôn Đông", "I. Khu dân cư")
    assert text_of(kept.phone_sealed) == "0912000001"
    assert b"0912000001" not in bytes(kept.phone_sealed)


def test_good_rows_count_and_a_bad_one_waits_to_be_mended(owing: Office) -> None:
    upload = owing.send(workbook([*PEOPLE, UNREADABLE]))
    assert (upload.state, upload.read, upload.accepted) == (State.COUNTED, 4, 3)
    assert (owing.list().people, owing.list().to_mend) == (3, 1)
    assert handed_in(owing) == [("content", 3)]


def test_the_same_file_again_changes_nothing(owing: Office) -> None:
    owing.send(workbook())
    before = registrations(owing)
    again = owing.send(workbook(), now=LATER)
    assert (again.state, again.added, again.changed, again.removed) == (State.COUNTED, 0, 0, 0)
    assert {name: each.pk for name, each in registrations(owing).items()} == {n: e.pk for n, e in before.items()}


def test_a_double_tap_is_one_upload(office: Office) -> None:
    from donors import receiving
    from tests.donors.office import work

    content = workbook()
    with scopes.for_seat(office.seat):
        volunteer_list = lists.list_of(round=office.round, unit=office.unit)
        taps = [
            receiving.receive_file(
                volunteer_list=volunteer_list,
                name="ds.xlsx",
                content=content,
                is_agreed=True,
                sender=office.sender,
                now=NOW,
            )
            for _tap in range(2)
        ]
    work()
    assert taps[0].pk == taps[1].pk
    assert office.list().people == 3


def test_a_corrected_list_shows_what_it_adds_and_changes(owing: Office) -> None:
    owing.send(workbook())
    before = registrations(owing)["Lê Văn Thử"]
    corrected = [PEOPLE[0], ("Lê Văn Thử", 1985, "Thôn Bắc", "0912000002"), PEOPLE[2], ONE_MORE]
    upload = owing.send(workbook(corrected), now=LATER)
    assert (upload.state, upload.added, upload.changed, upload.removed) == (State.COUNTED, 1, 1, 0)
    after = registrations(owing)["Lê Văn Thử"]
    assert (after.pk, after.workplace) == (before.pk, "Thôn Bắc")
    with scopes.for_seat(owing.seat):
        change = RegistrationChange.objects.get(upload=upload, kind="changed")
        assert change.fields == ["workplace"]
        former = opened_for_person(after.key_sealed, change.before)
    assert isinstance(former, dict)
    assert former["workplace"] == "Thôn Đông"
    assert b"D\xc3\xb4ng" not in bytes(change.before)


def test_a_version_that_removes_people_waits_until_it_is_said(owing: Office) -> None:
    owing.send(workbook())
    shorter = owing.send(workbook(PEOPLE[:2]), now=LATER)
    assert (shorter.state, shorter.removed) == (State.WAITING, 1)
    assert owing.list().people == 3, "the old list counts until then"
    with scopes.for_seat(owing.seat):
        for _tap in range(2):
            committing.settle(upload_id=shorter.pk, now=LATER, may_remove=True)
    assert owing.names() == ["Trần Thị Mẫu", "Lê Văn Thử"]
    assert handed_in(owing) == [("content", 2)]


def test_a_version_that_takes_everybody_off_and_brings_nobody_yet_leaves_the_duty_owed(owing: Office) -> None:
    owing.send(workbook())
    nobody_yet = owing.send(workbook([("Hồ Thị Khác", "19977", "Thôn Tây", "0912000009")]), now=LATER)
    assert (nobody_yet.state, nobody_yet.removed) == (State.WAITING, 3)
    with scopes.for_seat(owing.seat):
        committing.settle(upload_id=nobody_yet.pk, now=LATER, may_remove=True)
    assert (owing.names(), handed_in(owing)) == ([], [])


@pytest.mark.parametrize("state", [State.ASKING, State.READING])
def test_only_what_was_compared_replaces_a_list(owing: Office, state: State) -> None:
    owing.send(workbook())
    shorter = owing.send(workbook(PEOPLE[:2]), now=LATER)
    with scopes.for_seat(owing.seat):
        Upload.objects.filter(pk=shorter.pk).update(state=state)
        shorter.rows.all().delete()
        committing.settle(upload_id=shorter.pk, now=LATER, may_remove=True)
    assert owing.list().people == 3
    assert handed_in(owing) == [("content", 3)]


def test_a_number_does_not_stand_beside_a_list_that_counts_meanwhile(owing: Office) -> None:
    before = owing.list()
    owing.send(workbook())
    with scopes.for_seat(owing.seat), pytest.raises(Refused, match="đang có 3 người"):
        receiving.receive_number(
            volunteer_list=before, number=12, sender=Sender(owing.seat, None, "đầu mối"), now=LATER
        )
    assert handed_in(owing) == [("content", 3)]


def test_taking_an_upload_back_brings_the_former_list_back(owing: Office) -> None:
    first = owing.send(workbook())
    second = owing.send(workbook([("Lê Văn Thử", 1985, "Thôn Bắc", "0912000002"), ONE_MORE]), now=LATER)
    with scopes.for_seat(owing.seat):
        committing.settle(upload_id=second.pk, now=LATER, may_remove=True)
        assert owing.names() == ["Đỗ Văn Thêm", "Lê Văn Thử"]
        for _tap in range(2):
            done = withdrawing.withdraw(upload=second, seat=owing.seat, now=LATER)
    assert done == withdrawing.Withdrawn(), "the second tap finds nothing left to do"
    assert owing.names() == ["Phạm Thị Ví Dụ", "Trần Thị Mẫu", "Lê Văn Thử"]
    assert registrations(owing)["Lê Văn Thử"].workplace == "Thôn Đông"
    assert handed_in(owing) == [("content", 3)]
    with scopes.for_seat(owing.seat):
        withdrawing.withdraw(upload=first, seat=owing.seat, now=LATER)
    assert (owing.names(), handed_in(owing)) == ([], [])


def test_a_version_that_a_later_one_replaced_is_not_taken_back_first(office: Office) -> None:
    first = office.send(workbook())
    moved = ("Lê Văn Thử", 1985, "Thôn Bắc", "0912000002")
    second = office.send(workbook([PEOPLE[0], moved, PEOPLE[2]]), now=LATER)
    with scopes.for_seat(office.seat), pytest.raises(Refused, match="thu hồi lần nộp sau trước"):
        withdrawing.withdraw(upload=first, seat=office.seat, now=LATER)
    assert len(office.names()) == 3, "the later version names all three"
    with scopes.for_seat(office.seat):
        withdrawing.withdraw(upload=second, seat=office.seat, now=LATER)
        assert registrations(office)["Lê Văn Thử"].workplace == "Thôn Đông"
        withdrawing.withdraw(upload=first, seat=office.seat, now=LATER)
    assert office.names() == []


def test_without_the_consent_nothing_is_kept(office: Office) -> None:
    with pytest.raises(Refused, match="Đánh dấu vào câu đồng ý"):
        office.send(workbook(), agreed=False)
    with scopes.for_seat(office.seat):
        assert not Upload.objects.exists()
    office.send(workbook())
    office.send(workbook([*PEOPLE, ONE_MORE]), agreed=False, now=LATER)
    assert office.list().people == 4, "it is said once per round and unit"


def test_after_the_lock_nothing_is_taken_in(owing: Office, cast: Cast) -> None:
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        Deadline.objects.filter(round=owing.round).update(lock_at=NOW + dt.timedelta(days=2))
    with pytest.raises(Refused, match="Đã khóa từ"):
        owing.send(workbook([ONE_MORE]), now=NOW + dt.timedelta(days=3))
    assert owing.list().people == 0


def test_a_row_twice_in_a_file_counts_once(office: Office) -> None:
    upload = office.send(workbook([*PEOPLE, PEOPLE[0]]))
    assert (upload.read, upload.accepted, upload.doubles) == (4, 3, 1)
    assert office.list().people == 3


def test_a_file_without_people_is_refused_in_a_sentence(office: Office) -> None:
    upload = office.send(workbook([]))
    assert upload.state in {State.REFUSED, State.ASKING}
    assert office.list().people == 0


def test_an_attempt_that_died_halfway_ends_in_the_same_rows(office: Office) -> None:
    from core import jobs
    from donors import receiving, staging
    from tests.donors.office import work

    with scopes.for_seat(office.seat):
        upload = receiving.receive_file(
            volunteer_list=lists.list_of(round=office.round, unit=office.unit),
            name="ds.xlsx",
            content=workbook([*PEOPLE, UNREADABLE]),
            is_agreed=True,
            sender=office.sender,
            now=NOW,
        )
        source = staging.source_of(upload.pk, now=NOW)
        assert source is not None
        understood = staging.understand(source)
        assert isinstance(understood, staging.Understood)
        staging.begin(upload.pk, understood)
        with suppress(Killed), transaction.atomic():
            committing.settle(upload_id=upload.pk, now=NOW, people=understood.people)
            raise Killed
    assert office.again(upload).state == State.READING
    work()
    assert office.again(upload).state == State.COUNTED
    assert (office.list().people, office.list().to_mend) == (3, 1)
    with scopes.for_seat(office.seat):
        assert StagedRow.objects.filter(upload=upload).count() == 1
        assert jobs.latest(path=upload.path, key=receiving.job_key(upload)).state == "done"  # type: ignore[union-attr]


def test_a_list_that_waits_is_kept_whole_and_once_it_counts_only_what_is_to_be_mended(office: Office) -> None:
    def kept(upload: Upload) -> list[bool]:
        with scopes.for_seat(office.seat):
            staged = StagedRow.objects.filter(upload=upload).order_by("row")
            return list(staged.values_list("has_error", flat=True))

    whole = office.send(workbook([*PEOPLE, UNREADABLE]))
    assert (whole.state, kept(whole)) == (State.COUNTED, [True])
    shorter = office.send(workbook([*PEOPLE[:2], UNREADABLE]), now=LATER)
    assert (shorter.state, kept(shorter)) == (State.WAITING, [False, False, True])
    with scopes.for_seat(office.seat):
        committing.settle(upload_id=shorter.pk, now=LATER, may_remove=True)
    assert (office.again(shorter).state, kept(shorter), kept(whole)) == (State.COUNTED, [True], [])


def receive(office: Office, content: bytes, now: dt.datetime = NOW) -> Upload:
    """Hand a file in that no worker reads yet."""
    from donors import receiving

    with scopes.for_seat(office.seat):
        return receiving.receive_file(
            volunteer_list=lists.list_of(round=office.round, unit=office.unit),
            name="ds.xlsx",
            content=content,
            is_agreed=True,
            sender=office.sender,
            now=now,
        )


def punctual(office: Office) -> bool:
    """Whether what counts was handed in before it was due."""
    with scopes.for_seat(office.seat):
        done = Submission.objects.select_related("duty__deadline").get(duty__unit=office.unit, withdrawn_at=None)
        return done.at <= deadlines.due_at_of(done.duty)


def test_the_same_file_again_is_read_where_reading_it_failed(office: Office) -> None:
    from core.models import Job

    file = workbook()  # made once: a workbook holds the second it was written in
    first = receive(office, file)
    with scopes.for_system("tests"):
        Job.objects.update(state=Job.State.FAILED)
    again = office.send(file)
    assert (again.pk, again.state, office.list().people) == (first.pk, State.COUNTED, 3)


def test_what_is_taken_back_while_it_is_read_does_not_count(office: Office) -> None:
    from donors import staging

    upload = receive(office, workbook())
    with scopes.for_seat(office.seat):
        source = staging.source_of(upload.pk, now=NOW)
        assert source is not None
        understood = staging.understand(source)
        withdrawing.withdraw(upload=upload, seat=office.seat, now=NOW)
        assert isinstance(understood, staging.Understood)
        assert not staging.begin(upload.pk, understood)
    assert office.again(upload).state == State.WITHDRAWN


def test_a_version_that_is_read_late_undoes_nothing_of_a_newer_one(office: Office) -> None:
    from tests.donors.office import work

    moved = ("Lê Văn Thử", 1985, "Thôn Bắc", "0912000002")
    first = office.send(workbook())
    slow = receive(office, workbook([*PEOPLE, ONE_MORE]), now=LATER)
    with scopes.for_system("tests"):
        from core.models import Job

        Job.objects.filter(arguments__upload=str(slow.pk)).update(state=Job.State.FAILED)
    newer = office.send(workbook([PEOPLE[0], moved, PEOPLE[2]]), now=LATER + dt.timedelta(minutes=5))
    assert (first.state, newer.state) == (State.COUNTED, State.COUNTED)
    assert office.again(slow).state == State.WITHDRAWN, "nobody is told for ever that something waits"
    with scopes.for_seat(office.seat):
        Upload.objects.filter(pk=slow.pk).update(state=State.READING)
        assert committing.settle(upload_id=slow.pk, now=LATER + dt.timedelta(hours=1)) == State.WITHDRAWN
    work(LATER)
    assert registrations(office)["Lê Văn Thử"].workplace == "Thôn Bắc"


def test_a_list_is_as_punctual_as_it_came_however_late_it_is_read_or_corrected(owing: Office) -> None:
    from tests.donors.office import work

    late = NOW + dt.timedelta(days=3)
    receive(owing, workbook())
    work(late)
    assert punctual(owing)
    owing.send(workbook([*PEOPLE, ONE_MORE]), now=late)
    assert punctual(owing)


def test_a_photo_in_time_is_in_time_once_it_is_typed_in(owing: Office) -> None:
    from donors import receiving, typed_lines
    from tests.donors.office import picture

    late = NOW + dt.timedelta(days=3)
    with scopes.for_seat(owing.seat):
        found = lists.list_of(round=owing.round, unit=owing.unit)
        photo = receiving.receive_photo(
            volunteer_list=found, content=picture(), is_agreed=True, sender=owing.sender, now=NOW
        )
        typed_lines.receive_typed(
            volunteer_list=found,
            text="Trần Thị Mẫu, 1990, thôn Đông",
            is_agreed=False,
            sender=owing.sender,
            now=late,
            photo=photo,
        )
    assert (handed_in(owing), punctual(owing)) == ([("content", 1)], True)


def test_a_photo_that_was_taken_back_is_not_finished(office: Office) -> None:
    from donors import receiving, typed_lines
    from tests.donors.office import picture

    with scopes.for_seat(office.seat):
        found = lists.list_of(round=office.round, unit=office.unit)
        photo = receiving.receive_photo(
            volunteer_list=found, content=picture(), is_agreed=True, sender=office.sender, now=NOW
        )
        typed_lines.receive_typed(
            volunteer_list=found,
            text="Trần Thị Mẫu, 1990, thôn Đông",
            is_agreed=False,
            sender=office.sender,
            now=NOW,
            photo=photo,
        )
        withdrawing.withdraw(upload=photo, seat=office.seat, now=LATER)
        typed_lines.finish_photo(photo=photo, now=LATER)
    assert office.again(photo).state == State.WITHDRAWN


def test_a_picture_keeps_no_comment_of_its_maker() -> None:
    import io

    from PIL import Image

    from donors import photos

    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "JPEG", comment=b"chup tai nha rieng")
    assert b"nha rieng" not in photos.redrawn(out.getvalue())


def test_an_erased_photo_is_handed_in_no_more(owing: Office) -> None:
    from donors import receiving
    from tests.donors.office import picture

    with scopes.for_seat(owing.seat):
        photo = receiving.receive_photo(
            volunteer_list=lists.list_of(round=owing.round, unit=owing.unit),
            content=picture(),
            is_agreed=True,
            sender=owing.sender,
            now=NOW,
        )
    assert handed_in(owing) == [("photo", None)]
    with scopes.for_seat(owing.seat):
        withdrawing.erase_photo(upload=photo, now=LATER)
    assert handed_in(owing) == []


def test_a_list_nobody_used_yet_is_read_by_who_hosts_the_round_now(office: Office) -> None:
    found = office.list()
    hosts = found.readers
    with scopes.for_seat(office.seat):
        type(found).objects.update(readers=[office.unit.path])
    assert office.list().readers == hosts


def test_a_paragraph_taken_for_a_groups_head_fails_nothing(office: Office) -> None:
    lines = ["Họ và tên\tNăm sinh\tĐơn vị", *(f"{name}\t{year}\t{place}" for name, year, place, _phone in PEOPLE)]
    upload = office.send("\n".join([*lines[:3], "I. " + "Rất dài " * 80, *lines[3:]]).encode(), name="ds.tsv")
    assert (upload.state, office.list().people) == (State.COUNTED, 3)


# --- Không có người đăng ký -------------------------------------------------------------------------


def say_nobody(office: Office) -> None:
    with scopes.for_seat(office.seat):
        duty = lists.duty_of(lists.list_of(round=office.round, unit=office.unit))
        assert duty is not None
        deadlines.hand_in_nil(duty=duty, reason="Mùa gặt", seat=office.seat, now=LATER)


def test_nobody_is_not_said_while_people_stand_on_the_list(owing: Office) -> None:
    upload = owing.send(workbook())
    with pytest.raises(Refused, match="đang có 3 người; thu hồi danh sách trước"):
        say_nobody(owing)
    assert handed_in(owing) == [("content", 3)]
    with scopes.for_seat(owing.seat):
        withdrawing.withdraw(upload=upload, seat=owing.seat, now=LATER)
    say_nobody(owing)
    assert handed_in(owing) == [("nil", None)]


def test_nobody_is_not_said_while_rows_wait_to_be_mended(owing: Office) -> None:
    owing.send(workbook([UNREADABLE]))
    with pytest.raises(Refused, match="còn 1 dòng cần sửa; bỏ các dòng đó trước"):
        say_nobody(owing)


def test_nobody_is_not_said_while_a_photo_waits(owing: Office) -> None:
    from donors import receiving
    from tests.donors.office import picture

    with scopes.for_seat(owing.seat):
        receiving.receive_photo(
            volunteer_list=owing.list(), content=picture(), is_agreed=True, sender=owing.sender, now=NOW
        )
    with pytest.raises(Refused, match="thu hồi ảnh trước"):
        say_nobody(owing)
    assert handed_in(owing) == [("photo", None)]


def test_nobody_takes_the_place_of_a_bare_number(owing: Office) -> None:
    from donors import receiving

    with scopes.for_seat(owing.seat):
        receiving.receive_number(volunteer_list=owing.list(), number=12, sender=owing.sender, now=NOW)
    say_nobody(owing)
    assert owing.list().bare_number is None
    assert handed_in(owing) == [("nil", None)]


# --- Received before the lock, read after it ----------------------------------------------------------


def lock(office: Office, cast: Cast, at: dt.datetime) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=NOW.date(), lock_at=at)


def sent_and_not_read(office: Office) -> Upload:
    from donors import receiving

    with scopes.for_seat(office.seat):
        return receiving.receive_file(
            volunteer_list=office.list(),
            name="danh sach.xlsx",
            content=workbook([*PEOPLE, UNREADABLE]),
            is_agreed=True,
            sender=office.sender,
            now=NOW,
        )


def test_a_list_that_came_before_the_lock_counts_however_late_it_is_read(office: Office, cast: Cast) -> None:
    lock(office, cast, NOW + dt.timedelta(days=1))
    upload = sent_and_not_read(office)
    work(NOW + dt.timedelta(days=2))
    assert office.again(upload).state == State.COUNTED
    assert office.list().people == 3
    with scopes.for_seat(office.seat):
        assert Submission.objects.get(duty__unit=office.unit, withdrawn_at=None).at == NOW


def test_a_question_answered_before_the_lock_counts_too(office: Office, cast: Cast) -> None:
    from donors import questions

    lock(office, cast, NOW + dt.timedelta(days=1))
    upload = office.send(workbook(title="XÃ AN HÒA"))
    answered = NOW + dt.timedelta(hours=3)
    with scopes.for_seat(office.seat):
        questions.answer(upload=upload, given={"whose": "own"}, seat=office.seat, user_id=None, now=answered)
    work(NOW + dt.timedelta(days=2))
    assert office.again(upload).state == State.COUNTED
    with scopes.for_seat(office.seat):
        assert Submission.objects.get(duty__unit=office.unit, withdrawn_at=None).at == answered


def test_after_the_lock_nobody_is_taken_off(office: Office, cast: Cast) -> None:
    office.send(workbook())
    lock(office, cast, NOW + dt.timedelta(days=1))
    waiting = office.send(workbook(PEOPLE[:2]), now=LATER)
    with scopes.for_seat(office.seat), pytest.raises(Refused, match="Đã khóa từ"):
        committing.settle(upload_id=waiting.pk, now=NOW + dt.timedelta(days=2), may_remove=True)
    assert office.list().people == 3


def test_a_round_closed_while_a_list_is_read_ends_it_with_a_sentence(owing: Office, cast: Cast) -> None:
    from campaigns import planning

    upload = sent_and_not_read(owing)
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=owing.round, now=LATER)
    work(LATER)
    ended = owing.again(upload)
    assert (ended.state, owing.list().people) == (State.REFUSED, 0)
    assert unread.said(ended.refusal, name=ended.file_name).startswith("Đợt đã khóa trước khi đọc xong tệp")
    with scopes.for_seat(owing.seat):
        assert not StagedRow.objects.filter(upload=upload.pk).exists()
