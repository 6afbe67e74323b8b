"""Files of lists go 30 days after the round and follow its dates; the rows that were read stay."""

from __future__ import annotations

import datetime as dt

import pytest

from campaigns import planning, sessions
from campaigns.models import Round
from committees import scopes
from core import files
from core.models import StoredFile
from donors import receiving, tasks
from donors.handouts import Kind
from donors.models import StagedRow, Upload
from donors.retention import refresh_expiry
from tests.campaigns.desk import Desk
from tests.donors.hosting import Host as HandoutDesk
from tests.donors.incoming_desk import IncomingDesk, people_of, sector_by_groups
from tests.donors.kept import Host
from tests.donors.office import PEOPLE, picture, workbook
from tests.quotas.years import NOW

pytestmark = pytest.mark.django_db(transaction=True)  # the sweep commits: constraints are checked then
DAY = dt.timedelta(days=1)
PLAIN: dict[str, object] = {"form": None, "units": "handed_in", "columns": ["phone"], "has_warnings": False}
LAST_SESSION = NOW.date() + 20 * DAY


@pytest.fixture
def handed_in(host: Host) -> Host:
    """A list and a photo for a round whose last session is in 20 days."""
    with scopes.for_seat(host.seat):
        sessions.add_session(
            round=host.year.round, facts=sessions.SessionFacts(held_on=LAST_SESSION, venue="Nhà văn hóa")
        )
    office = host.office()
    office.send(workbook())
    with scopes.for_seat(office.seat):
        receiving.receive_photo(
            volunteer_list=office.list(), content=picture(), is_agreed=True, sender=office.sender, now=NOW
        )
    return host


def days_kept(host: Host) -> list[int]:
    """How many days from now each file is kept."""
    with scopes.for_seat(host.seat):
        found = StoredFile.objects.exclude(readers=None).order_by("pk").values_list("expires_at", flat=True)
        return [(moment - NOW).days for moment in found if moment]


def test_files_go_30_days_after_the_round_and_rows_stay(handed_in: Host) -> None:
    assert days_kept(handed_in) == [50, 50]
    assert files.remove_expired(now=dt.datetime.now(dt.UTC)) == 0
    with scopes.for_seat(handed_in.seat):
        uploads = list(Upload.objects.order_by("at", "kind"))
        StoredFile.objects.exclude(readers=None).update(expires_at=NOW - 60 * DAY)
    assert files.remove_expired(now=dt.datetime.now(dt.UTC)) == 2
    assert days_kept(handed_in) == []
    assert len(handed_in.office().names()) == len(PEOPLE)
    focal = Desk(handed_in.cast.commune_focal)
    kinds = {upload.kind: upload for upload in uploads}
    assert "Tệp đã xóa; các dòng đã nhận vẫn còn." in focal.get("upload", kinds["file"].pk)
    assert "Ảnh đã xóa." in focal.get("photo", kinds["photo"].pk)
    assert f"{len(PEOPLE)} người đăng ký" in focal.get(
        "volunteer_list", handed_in.year.round.pk, handed_in.cast.commune.pk
    )


def test_the_pages_say_when_a_file_goes(handed_in: Host) -> None:
    focal = Desk(handed_in.cast.commune_focal)
    with scopes.for_seat(handed_in.seat):
        uploads = {upload.kind: upload for upload in Upload.objects.all()}
    day = f"{LAST_SESSION + 30 * DAY:%d/%m/%Y}"
    assert f"Tệp được mã hóa và tự xóa ngày {day}" in focal.get("upload", uploads["file"].pk)
    assert f"Ảnh được mã hóa và tự xóa ngày {day}" in focal.get("photo", uploads["photo"].pk)


@pytest.mark.parametrize(("moved_by", "kept"), [(10, 60), (-5, 45), (-40, 30)])
def test_files_follow_when_the_dates_move(moved_by: int, kept: int, handed_in: Host) -> None:
    with scopes.for_seat(handed_in.seat):
        handed_in.year.round.sessions.update(held_on=LAST_SESSION + moved_by * DAY)
    assert refresh_expiry(now=NOW + DAY) == 2
    assert days_kept(handed_in) == [kept, kept]
    assert refresh_expiry(now=NOW + DAY) == 0, "nothing more to move"


def test_closing_a_round_early_ends_it(handed_in: Host) -> None:
    with scopes.for_seat(handed_in.seat):
        planning.close_round(round=handed_in.year.round, now=NOW + 2 * DAY)
    refresh_expiry(now=NOW + 3 * DAY)
    assert days_kept(handed_in) == [32, 32]


def test_rows_that_nobody_mended_go_with_the_files(handed_in: Host) -> None:
    office = handed_in.office()
    office.send(workbook([*PEOPLE, ("Hồ Thị Sai", "19977", "Thôn Tây", "")]), now=NOW + DAY)
    with scopes.for_seat(handed_in.seat):
        planning.close_round(round=handed_in.year.round, now=NOW + 2 * DAY)
    refresh_expiry(now=NOW + 31 * DAY)
    assert office.list().to_mend == 1
    refresh_expiry(now=NOW + 33 * DAY)
    with scopes.for_seat(handed_in.seat):
        assert not StagedRow.objects.exists()
    assert (office.list().to_mend, office.list().people) == (0, len(PEOPLE))


def test_a_question_about_a_file_that_is_gone_ends(host: Host) -> None:
    """Nobody answered while the file was kept, and the round is still open: nobody is let wait for ever."""
    upload = host.office().send(workbook([("Trần Thị Mẫu", "03/04/1990", "Thôn Đông", "")]))
    assert upload.state == Upload.State.ASKING
    with scopes.for_seat(host.seat):
        StoredFile.objects.exclude(readers=None).update(expires_at=NOW - DAY)
    assert refresh_expiry(now=NOW) == 1
    assert host.office().again(upload).state == Upload.State.ASKING, "its file is there"
    with scopes.for_seat(host.seat):
        StoredFile.objects.exclude(readers=None).update(expires_at=NOW - DAY)
    assert files.remove_expired(now=NOW) == 1
    refresh_expiry(now=NOW)
    assert host.office().again(upload).state == Upload.State.REFUSED
    page = Desk(host.cast.commune_focal).get("upload", upload.pk)
    assert "không còn: đã xóa theo yêu cầu" in page
    assert "03/04/1990" not in page


def test_a_round_without_dates_lasts_while_it_is_open(host: Host) -> None:
    host.office().send(workbook())
    assert days_kept(host) == [30]
    refresh_expiry(now=NOW + 9 * DAY)
    assert days_kept(host) == [39]
    refresh_expiry(now=NOW + 400 * DAY)
    assert days_kept(host) == [(dt.date(2026, 12, 31) - NOW.date()).days + 30], "at the longest until the year ends"


def test_the_clock_calls_it(handed_in: Host) -> None:
    with scopes.for_seat(handed_in.seat):
        Round.objects.filter(pk=handed_in.year.round.pk).update(ends_on=LAST_SESSION + 30 * DAY)
    tasks.refresh_expiry()
    assert days_kept(handed_in) == [80, 80]


def test_what_was_made_to_be_handed_out_follows_the_dates_too(handed_in: Host) -> None:
    HandoutDesk(handed_in.cast, handed_in.year.round).made(Kind.CONSOLIDATED, **PLAIN)
    assert len(days_kept(handed_in)) == 3
    with scopes.for_seat(handed_in.seat):
        handed_in.year.round.sessions.update(held_on=LAST_SESSION + 10 * DAY)
    assert refresh_expiry(now=NOW + DAY) == 3
    assert days_kept(handed_in) == [60, 60, 60]


def test_files_that_came_for_many_units_follow_the_dates_too(handed_in: Host) -> None:
    desk = IncomingDesk(handed_in.cast.district_clerk, handed_in.year.round)
    desk.drop({"ca khu vuc.xlsx": sector_by_groups({"xã An Thạnh": people_of("Thạnh"), "xã An Hòa": people_of("Hòa")})})
    with scopes.for_seat(handed_in.seat):
        handed_in.year.round.sessions.update(held_on=LAST_SESSION + 10 * DAY)
    assert refresh_expiry(now=NOW + DAY) == 3
    assert days_kept(handed_in) == [60, 60, 60]
