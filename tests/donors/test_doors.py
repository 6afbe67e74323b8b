"""Between a unit and its host: who is known is told as a class; nobody's row reaches anybody it does not belong to."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from campaigns import planning
from committees import scopes
from committees.models import Committee, Role
from core.models import AuditEntry, StoredFile
from core.scope import ScopeClosed
from donors import doors, lists
from donors.models import Donor, DonorKey, Recognition, Registration, StagedRow, Upload, VolunteerList
from tests.cast import Cast, sit
from tests.committees.factories import UnitFactory
from tests.donors.office import PEOPLE, Office, workbook
from tests.quotas.years import NOW, Year

LATER = NOW + dt.timedelta(hours=1)
SECOND = "ĐỢT 2 NĂM 2026"
WITH_NUMBER = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại", "Số CCCD")
NUMBERED = [("Trần Thị Mẫu", 1990, "Thôn Đông", "0912000001", "001190000011")]
PEOPLE_TABLES = (Registration, Upload, StagedRow, Donor, DonorKey, Recognition)


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


@pytest.fixture
def neighbour(cast: Cast, year: Year) -> Office:
    return Office(cast.other_focal, year.round, cast.other_commune)


@pytest.fixture
def next_round(cast: Cast, year: Year) -> Office:
    """The same unit a round later."""
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        second = planning.add_round(plan=year.plan)
        planning.set_participants(round=second, units=year.units)
        planning.open_round(round=second, now=NOW)
    return Office(cast.commune_focal, second, cast.commune)


def donors_of(cast: Cast) -> list[str]:
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        return list(Donor.objects.order_by("name_sort").values_list("name", flat=True))


def flags(office: Office) -> dict[str, tuple[bool, bool]]:
    with scopes.for_seat(office.seat):
        people = lists.people_on(lists.list_of(round=office.round, unit=office.unit))
        return {each.name: (each.is_known, each.is_elsewhere) for each in people}


def test_the_host_keeps_who_was_on_a_list_and_knows_them_again(office: Office, next_round: Office, cast: Cast) -> None:
    office.send(workbook())
    assert len(donors_of(cast)) == 3
    upload = next_round.send(
        workbook([*PEOPLE[:2], ("Đỗ Văn Thêm", 1992, "Thôn Tây", "0912000004")], round="ĐỢT 2"), now=LATER
    )
    assert upload.known == 2
    assert flags(next_round) == {
        "Trần Thị Mẫu": (True, False),
        "Lê Văn Thử": (True, False),
        "Đỗ Văn Thêm": (False, False),
    }
    assert len(donors_of(cast)) == 4


def test_who_is_taken_off_again_was_never_kept(office: Office, cast: Cast) -> None:
    from donors import withdrawing

    upload = office.send(workbook())
    with scopes.for_seat(office.seat):
        withdrawing.withdraw(upload=upload, seat=office.seat, now=LATER)
    assert donors_of(cast) == []


def test_two_units_learn_of_a_double_and_neither_sees_the_other(office: Office, neighbour: Office) -> None:
    office.send(workbook(NUMBERED, headings=WITH_NUMBER))
    assert flags(office) == {"Trần Thị Mẫu": (False, False)}
    neighbour.send(workbook(NUMBERED, headings=WITH_NUMBER, title="XÃ AN HÒA"))
    assert flags(neighbour) == {"Trần Thị Mẫu": (True, True)}
    assert flags(office) == {"Trần Thị Mẫu": (False, True)}
    with scopes.for_seat(neighbour.seat):
        assert {each.path for each in Registration.objects.all()} == {neighbour.unit.path}


def test_another_keeper_is_told_yes_and_nothing_more(office: Office, cast: Cast) -> None:
    with scopes.for_system("tests"):
        village = UnitFactory.create(parent=cast.other_province, name="xã Hải Lý")
        focal = sit(village, Role.FOCAL, "Lý Văn Xa", may="hands in for xã Hải Lý")
    assert cast.stranger.seat is not None
    with scopes.for_seat(cast.stranger.seat):
        plan = planning.create_plan(committee=Committee.objects.get(unit=cast.other_province), year=NOW.year)
        round = planning.add_round(plan=plan)
        planning.set_participants(round=round, units=[village])
        planning.open_round(round=round, now=NOW)
    far = Office(focal, round, village)
    office.send(workbook(NUMBERED, headings=WITH_NUMBER))
    far.send(workbook(NUMBERED, headings=WITH_NUMBER, title="XÃ HẢI LÝ"))
    with scopes.for_seat(focal.seat):  # type: ignore[arg-type]
        kept = Registration.objects.get()
    assert kept.warnings == [{"code": "elsewhere", "detail": {"reason": "registered"}}]
    with scopes.for_system("tests"):
        asked = AuditEntry.objects.get(action="people.asked_elsewhere", path=village.path)
    assert asked.after == {"count": 1, "told": 1}


@pytest.mark.parametrize(
    "who", ["province_clerk", "national_admin", "stranger", "other_focal", "district_head", "commune_clerk"]
)
def test_people_are_seen_by_the_unit_and_its_host_alone(who: str, office: Office, cast: Cast) -> None:
    office.send(workbook([*PEOPLE, ("Hồ Thị Sai", "19977", "Thôn Tây", "")]))
    seat = cast.people[who].seat
    assert seat is not None
    sees_unit = seat.path == office.unit.path
    sees_kept = seat.path == cast.district.path
    with scopes.for_seat(seat):
        assert Registration.objects.count() == (3 if sees_unit or sees_kept else 0)
        assert StagedRow.objects.count() == (1 if sees_unit or sees_kept else 0)
        assert Donor.objects.count() == Recognition.objects.count() == (3 if sees_kept else 0)
        assert StoredFile.objects.exclude(readers=None).count() == (1 if sees_unit or sees_kept else 0)
        above = cast.commune.path.startswith(seat.path)
        assert VolunteerList.objects.count() == (1 if above else 0), "counts are numbers: the levels above see them"


def test_a_job_of_the_system_and_raw_sql_see_no_people(office: Office) -> None:
    office.send(workbook())
    with scopes.for_system("tests"):
        assert [model.objects.count() for model in PEOPLE_TABLES] == [0] * len(PEOPLE_TABLES)
    with pytest.raises(ScopeClosed):
        Registration.objects.count()
    with connection.cursor() as cursor:
        for model in PEOPLE_TABLES:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (0,), model


def test_a_tenants_row_cannot_name_anothers_donor(office: Office, cast: Cast) -> None:
    from django.db import IntegrityError, transaction

    office.send(workbook())
    district = cast.district_clerk.seat
    province = cast.province_clerk.seat
    assert district is not None
    assert province is not None
    with scopes.for_seat(district):
        donor = Donor.objects.first()
        registration = Registration.objects.first()
        assert donor is not None
        assert registration is not None
    with scopes.for_seat(province):
        keeper = Committee.objects.get(unit=cast.province)
        with pytest.raises(IntegrityError, match="recognition"), transaction.atomic():
            Recognition.objects.create(
                path=province.path, keeper=keeper, registration_id=registration.pk, donor_id=donor.pk
            )


def test_names_and_numbers_stay_out_of_the_trail(office: Office) -> None:
    office.send(workbook(NUMBERED, headings=WITH_NUMBER))
    with scopes.for_system("tests"):
        told = " ".join(f"{each.before} {each.after} {each.subject_label}" for each in AuditEntry.objects.all())
    assert "list.counted" in _actions()
    assert "Mẫu" not in told
    assert "001190000011" not in told


def _actions() -> list[str]:
    with scopes.for_system("tests"):
        return list(AuditEntry.objects.values_list("action", flat=True))


def test_only_the_doors_open_a_keepers_scope() -> None:
    """What is for everybody to open would be no door: the mechanics stand in scopes.py, the use in doors.py alone."""
    from config.installing import BASE_DIR

    users = {
        str(path.relative_to(BASE_DIR))
        for room in ("core", "committees", "notices", "campaigns", "quotas", "donors", "reports", "config")
        for path in (BASE_DIR / room).rglob("*.py")
        if "for_keeper(" in path.read_text(encoding="utf-8")
    }
    assert users == {"committees/scopes.py", "donors/doors.py"}


def test_a_corrected_number_that_another_donor_has_fails_nothing(office: Office, next_round: Office) -> None:
    office.send(workbook(NUMBERED, headings=WITH_NUMBER))
    other = ("Lê Văn Thử", 1985, "Thôn Tây", "", "001085000022")
    next_round.send(workbook([other], headings=WITH_NUMBER, round=SECOND), now=LATER)
    corrected = (*other[:4], "001190000011")
    upload = next_round.send(
        workbook([corrected], headings=WITH_NUMBER, round=SECOND), now=LATER + dt.timedelta(hours=1)
    )
    assert (upload.state, upload.changed) == (Upload.State.COUNTED, 1)


def test_a_mended_row_leaves_the_others_known(office: Office, next_round: Office) -> None:
    from donors import mending
    from donors.intake.fields import Field

    office.send(workbook())
    upload = next_round.send(workbook([*PEOPLE, ("Hồ Thị Sai", "19977", "Thôn Tây", "")], round=SECOND), now=LATER)
    assert upload.known == 3
    with scopes.for_seat(next_round.seat):
        row = StagedRow.objects.get(upload=upload, has_error=True)
        mending.mend(row_id=row.pk, values={Field.BIRTH: "1997"}, now=LATER)
    assert next_round.again(upload).known == 3


def test_a_double_that_was_taken_off_again_is_told_no_more(office: Office, neighbour: Office) -> None:
    from donors import withdrawing

    office.send(workbook())
    upload = neighbour.send(workbook(PEOPLE[:2], title="XÃ BÌNH MINH"))
    assert {name for name, (_known, is_elsewhere) in flags(office).items() if is_elsewhere} == {
        "Trần Thị Mẫu",
        "Lê Văn Thử",
    }
    with scopes.for_seat(neighbour.seat):
        withdrawing.withdraw(upload=upload, seat=neighbour.seat, now=LATER)
    assert not any(is_elsewhere for _known, is_elsewhere in flags(office).values())


def test_nobody_writes_people_of_another_unit_by_naming_itself_a_reader(office: Office, neighbour: Office) -> None:
    from django.db import ProgrammingError, transaction

    from donors.models import PairChoice

    for path in (office.unit.path, neighbour.unit.path):
        with scopes.for_seat(neighbour.seat), transaction.atomic():
            choice = PairChoice(path=path, readers=[neighbour.unit.path], pair_key="a~b", is_same=True, at=NOW)
            if path == neighbour.unit.path:
                choice.save()
                continue
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                choice.save()


def test_questions_to_other_keepers_are_counted_by_the_day_of_vietnam(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "MOST_ASKED_A_DAY", 1)
    evening = dt.datetime(2026, 12, 20, 16, tzinfo=dt.UTC)  # 23:00 in Vietnam, of a day no other test counts in
    names = ("Lý Thị Cúc", "Hồ Thị Lan", "Ngô Thị Nga")
    people = [(name, 1990, "Thôn Đông", f"091200000{at}", f"03819000001{at}") for at, name in enumerate(names)]
    asked = []
    for count, hours in ((1, 0), (2, 0.5), (3, 1.5)):
        office.send(workbook(people[:count], headings=WITH_NUMBER), now=evening + dt.timedelta(hours=hours))
        with scopes.for_system("tests"):
            asked.append(AuditEntry.objects.filter(action="people.asked_elsewhere").count())
    assert asked == [1, 1, 2]
