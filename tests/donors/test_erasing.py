"""A person's rights: a copy of everything, consent taken back, everything erased and the counts kept."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from campaigns import deadlines, planning
from campaigns.models import Deadline, Submission
from committees import scopes
from core.models import AuditEntry, StoredFile
from core.refusal import Refused
from donors import erasing, handouts, lists
from donors.handouts import Kind
from donors.models import Donor, PairChoice, Registration, RegistrationChange, Upload
from donors.sealing import opened_for_person
from tests.campaigns.desk import Desk
from tests.donors.hosting import Host as HandoutDesk
from tests.donors.hosting import texts
from tests.donors.kept import LATER, Host
from tests.donors.office import picture, workbook
from tests.quotas.years import NOW

HEADINGS = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại", "Số CCCD")
GOES = ("Trần Thị Mẫu", 1990, "Thôn Đông", "0912000001", "001190000011")
STAYS = ("Lê Văn Thử", 1985, "Thôn Tây", "0912000002", "")
DAY = dt.timedelta(days=1)
PLAIN: dict[str, object] = {"form": None, "units": "handed_in", "columns": ["phone"], "has_warnings": False}
SECRETS = ("Mẫu", "mau", "Thôn Đông", "001190000011", "0912000001")


@pytest.fixture
def listed(host: Host) -> Host:
    """Two people, one of them corrected since: there is something before to be read."""
    host.office().send(workbook([GOES, STAYS], headings=HEADINGS))
    host.office().send(workbook([(*GOES[:2], "Thôn Đông 2", *GOES[3:]), STAYS], headings=HEADINGS), now=LATER)
    return host


def donor_of(host: Host, name: str = "Trần Thị Mẫu") -> Donor:
    return next(donor for donor in host.donors() if donor.name == name)


def everything_kept(host: Host) -> str:
    """What the database holds of people, as the host may read it, sealed values opened where they can be."""
    with scopes.for_seat(host.seat), connection.cursor() as cursor:
        told = []
        for table in ("registration", "registrationchange", "stagedrow", "donor", "donorkey", "recognition", "upload"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM donors_{table} t")
            told += [row for (row,) in cursor.fetchall()]
        for change in RegistrationChange.objects.select_related("registration"):
            told.append(str(opened_for_person(change.registration.key_sealed, change.before)))
    return " ".join(told)


def close(host: Host) -> None:
    with scopes.for_seat(host.seat):
        planning.close_round(round=host.year.round, now=LATER)


def test_there_is_something_to_erase(listed: Host) -> None:
    kept = everything_kept(listed)
    assert [word for word in ("Mẫu", "mau", "Thôn Đông", "001190000011") if word not in kept] == []


@pytest.mark.parametrize("is_closed", [False, True])
def test_erasing_leaves_nothing_of_the_person_and_keeps_what_was_reported(is_closed: bool, listed: Host) -> None:
    if is_closed:
        close(listed)
    with scopes.for_seat(listed.seat):
        told = erasing.erase_donor(donor=donor_of(listed), now=LATER)
    assert (told.registrations, told.taken_off) == (1, 0 if is_closed else 1)
    kept = everything_kept(listed)
    assert [word for word in SECRETS if word in kept] == []
    assert [donor.name for donor in listed.donors()] == ["Lê Văn Thử"]
    found = listed.office().list()
    assert found.people == (2 if is_closed else 1)
    assert listed.office().names() == ["Lê Văn Thử"]
    with scopes.for_seat(listed.seat):
        assert not StoredFile.objects.exclude(readers=None).exists(), "the workbooks held the person too"
        trail = RegistrationChange.objects.filter(registration__erased_at__isnull=False)
        assert [change.kind for change in trail.order_by("pk")] == ["added", "changed"], "the trail stays"
        assert [bool(change.before) for change in trail.order_by("pk")] == [False, True], "and cannot be read"
        lists.recount(found, now=LATER)
        assert found.people == (2 if is_closed else 1), "counting again says the same"


def test_what_the_unit_itself_still_reads_holds_nothing(listed: Host) -> None:
    close(listed)
    with scopes.for_seat(listed.seat):
        erasing.erase_donor(donor=donor_of(listed), now=LATER)
    focal = Desk(listed.cast.commune_focal)
    page = focal.get("volunteer_list", listed.year.round.pk, listed.cast.commune.pk)
    assert "2 người đăng ký" in page
    assert "Trần Thị Mẫu" not in page
    with scopes.for_seat(listed.office().seat):
        uploads = list(Upload.objects.all())
    for upload in uploads:
        page = focal.get("upload", upload.pk)
        assert "Tệp đã xóa; các dòng đã nhận vẫn còn." in page
        assert "(đã xóa dữ liệu)" in page
        assert "Trần Thị Mẫu" not in page


def test_the_trail_says_that_somebody_was_erased_and_not_who(listed: Host) -> None:
    with scopes.for_seat(listed.seat):
        erasing.erase_donor(donor=donor_of(listed), now=LATER)
    with scopes.for_system("tests"):
        told = " ".join(f"{each.before} {each.after} {each.subject_label}" for each in AuditEntry.objects.all())
        assert AuditEntry.objects.filter(action="people.erased").count() == 2
    assert [word for word in SECRETS if word in told] == []


def test_a_row_that_was_taken_off_before_goes_too(listed: Host) -> None:
    with scopes.for_seat(listed.seat):
        donor = donor_of(listed)
        row = Registration.objects.get(recognition__donor=donor)
        gone = Registration.objects.get(pk=row.pk)
        gone.pk, gone.removed_by_id, gone.row_hash = None, gone.added_by_id, "khac"
        gone.save()
        erasing.erase_donor(donor=donor, now=LATER)
    assert [word for word in SECRETS if word in everything_kept(listed)] == []


def test_nothing_is_erased_while_a_photo_waits(listed: Host, clerk: Desk) -> None:
    office = listed.office()
    with scopes.for_seat(office.seat):
        from donors import receiving

        receiving.receive_photo(
            volunteer_list=office.list(), content=picture(), is_agreed=True, sender=office.sender, now=LATER
        )
    donor = donor_of(listed)
    assert "còn một lần nộp hoặc một ảnh chưa xong" in clerk.get("donor_erase", donor.pk)
    assert "còn một lần nộp hoặc một ảnh chưa xong" in clerk.send("donor_erase", donor.pk)
    assert donor_of(listed).pk == donor.pk


def test_nothing_is_erased_while_a_row_waits_to_be_compared(host: Host) -> None:
    question = host.close_call()
    with scopes.for_seat(host.seat):
        assert question.candidate is not None
        with pytest.raises(Refused, match="chờ so với người này"):
            erasing.erase_donor(donor=question.candidate, now=LATER)


def test_erasing_takes_whoever_was_merged_along(host: Host) -> None:
    from donors import merging

    host.answer(host.close_call(), is_same=False)
    first, second = host.donors()
    with scopes.for_seat(host.seat):
        merging.merge(donor=second, into=first)
        erasing.erase_donor(donor=first, now=LATER)
        assert not PairChoice.objects.exists(), "answers are kept under hashes of what the rows said"
    assert host.donors() == []
    assert all(row.erased_at for row in host.registrations())


def test_the_database_refuses_an_erased_row_that_tells(listed: Host) -> None:
    with scopes.for_seat(listed.seat), pytest.raises(IntegrityError, match="tells_nothing"), transaction.atomic():
        Registration.objects.update(erased_at=NOW)


def test_an_erased_person_does_not_come_back_by_taking_an_upload_back(listed: Host) -> None:
    from donors import withdrawing

    office = listed.office()
    with scopes.for_seat(listed.seat):
        erasing.erase_donor(donor=donor_of(listed), now=LATER)
    with scopes.for_seat(office.seat):
        latest = office.list().uploads.latest("at")
        withdrawing.withdraw(upload=latest, seat=office.seat, now=LATER)
    assert office.names() == ["Lê Văn Thử"]


# --- Consent ----------------------------------------------------------------------------------------


def test_a_person_who_no_longer_agrees_is_off_the_list_and_forgotten(listed: Host) -> None:
    focal = Desk(listed.cast.commune_focal)
    row = next(each for each in listed.registrations() if each.name == "Trần Thị Mẫu")
    here = ("consent_withdraw", listed.year.round.pk, listed.cast.commune.pk, row.pk)
    assert "Số người của danh sách bớt một" in focal.get(*here)
    assert "Đã bớt một người rút lại sự đồng ý" in focal.send(*here)
    assert "1 người đã rút lại sự đồng ý" in focal.get("volunteer_list", listed.year.round.pk, listed.cast.commune.pk)
    assert listed.office().list().people == 1
    assert [donor.name for donor in listed.donors()] == ["Lê Văn Thử"]
    assert [word for word in SECRETS if word in everything_kept(listed)] == []
    focal.send(*here)
    with scopes.for_system("tests"):
        [entry] = AuditEntry.objects.filter(action="list.consent_withdrawn")
    assert entry.after == {"count": 1}


@pytest.mark.parametrize("is_locked", [False, True])
def test_what_the_unit_has_handed_in_follows_until_the_lock(is_locked: bool, host: Host) -> None:
    """After the lock nothing handed in changes any more; the person's right is kept all the same."""
    with scopes.for_seat(host.seat):
        deadlines.set_deadline(round=host.year.round, kind=Deadline.Kind.LIST, day=(NOW + DAY).date())
        Deadline.objects.update(lock_at=NOW + 2 * DAY)
    host.office().send(workbook([GOES, STAYS], headings=HEADINGS))
    row = next(each for each in host.registrations() if each.name == "Trần Thị Mẫu")
    with scopes.for_seat(host.office().seat):
        erasing.withdraw_consent(registration=row, now=NOW + (3 if is_locked else 1) * DAY)
        [counting] = Submission.objects.filter(withdrawn_at=None)
    assert counting.amount == (2 if is_locked else 1)
    assert host.office().list().people == 1


def test_a_donor_known_from_another_round_stays(listed: Host) -> None:
    second = listed.next_round()
    listed.office(second).send(workbook([GOES], headings=HEADINGS), now=LATER)
    [row] = listed.registrations(second)
    with scopes.for_seat(listed.office().seat):
        erasing.withdraw_consent(registration=row, now=LATER)
    assert donor_of(listed).name == "Trần Thị Mẫu"


def test_a_neighbour_cannot_take_anybody_off(listed: Host) -> None:
    row = listed.registrations()[0]
    address = reverse("consent_withdraw", args=[listed.year.round.pk, listed.cast.commune.pk, row.pk])
    assert Desk(listed.cast.other_focal).client.post(address).status_code == 404
    assert Desk(listed.cast.district_head).client.post(address).status_code == 403
    assert len(listed.office().names()) == 2


# --- A copy -----------------------------------------------------------------------------------------


def test_a_person_gets_a_copy_of_everything(listed: Host, clerk: Desk) -> None:
    donor = donor_of(listed)
    page = clerk.get("donor_copy", donor.pk)
    for word in ("Trần Thị Mẫu", "001190000011", "0912000001", "Thôn Đông 2", "xác nhận lúc", "Sửa"):
        assert word in page, word
    assert "Lê Văn Thử" not in page
    file = clerk.client.get(reverse("donor_copy_file", args=[donor.pk]))
    kept = json.loads(file.content)
    assert {"Số định danh": "001190000011"} in kept["phần"][0]["nội dung"]
    assert "attachment" in file.headers["Content-Disposition"]
    with scopes.for_system("tests"):
        told = list(AuditEntry.objects.filter(action="people.copied").order_by("at").values_list("after", flat=True))
    assert told == [{"kind": "page"}, {"kind": "json"}]


@pytest.mark.parametrize("route", ["donor", "donor_copy", "donor_copy_file", "donor_erase"])
def test_nobody_but_the_keeper_opens_a_person(route: str, listed: Host) -> None:
    address = reverse(route, args=[donor_of(listed).pk])
    for who, status in (
        ("commune_focal", 403),
        ("commune_clerk", 404),
        ("province_clerk", 404),
        ("district_head", 403),
        ("district_admin", 403),
        ("stranger", 404),
    ):
        answer = Desk(listed.cast.people[who]).client.get(address)
        assert answer.status_code == status, who
        assert "Trần Thị Mẫu" not in answer.content.decode()


@pytest.mark.parametrize("by_consent", [False, True])
def test_what_was_made_to_be_handed_out_goes_with_the_person(by_consent: bool, listed: Host) -> None:
    clerk = HandoutDesk(listed.cast, listed.year.round)
    assert "Trần Thị Mẫu" in str(texts(clerk.made(Kind.CONSOLIDATED, **PLAIN)))
    if by_consent:  # the unit itself: it may not see the committee's files
        with scopes.for_seat(listed.office().seat):
            person = Registration.objects.get(name="Trần Thị Mẫu")
            erasing.withdraw_consent(registration=person, now=LATER)
    else:
        with scopes.for_seat(listed.seat):
            erasing.erase_donor(donor=donor_of(listed), now=LATER)
    with scopes.for_seat(listed.seat):
        assert handouts.newest(Kind.CONSOLIDATED, listed.year.round, path=listed.seat.path) is None
        assert not StoredFile.objects.exclude(readers=None).exists()
    again = str(texts(clerk.made(Kind.CONSOLIDATED, **PLAIN)))
    assert "Trần Thị Mẫu" not in again
    assert "Lê Văn Thử" in again
