"""Nộp thay: files of many units at once; whose each is, is guessed and confirmed, and nothing unsure is assumed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns import deadlines, hosting, planning
from campaigns.models import Deadline, Duty, Round
from committees import scopes
from committees.models import Unit
from core import jobs
from core.models import AuditEntry, Job, StoredFile
from core.refusal import Refused
from donors import codes, erasing, incoming, lists, receiving, recognising, withdrawing
from donors.incoming import Choices, Confirmed, Join, Sent
from donors.intake import unread
from donors.intake.book import Cell
from donors.intake.fields import Field
from donors.intake.people import Birth, PersonRow
from donors.intake.template import template_workbook
from donors.models import IncomingBatch, IncomingFile, IncomingPart, LayoutMemory, Registration, StagedRow, Upload
from donors.parts import Part, only, parts_of
from donors.receipts import receipt_words
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.donors.incoming_desk import (
    BEFORE,
    SCHOOLS,
    IncomingDesk,
    list_titled,
    people_of,
    schools,
    sector_by_groups,
    sector_by_sheets,
)
from tests.donors.intake.test_reading import declaring
from tests.donors.office import PEOPLE, Office, picture, work, workbook
from tests.quotas.years import NOW, Year

LATER = NOW + dt.timedelta(hours=1)
State = IncomingFile.State
UNNAMED = "DANH SÁCH"
ALL = ("Phạm Thị Ví Dụ", "Trần Thị Mẫu", "Lê Văn Thử")


@pytest.fixture
def desk(cast: Cast, year: Year) -> IncomingDesk:
    return IncomingDesk(cast.district_clerk, year.round)


def template(unit: Unit, round: Round, mark: str) -> bytes:
    """Our own template as a unit fills it in; nothing in it but the code says whose it is."""
    people = [
        PersonRow(row=1, name=f"Trần {mark} An", birth=Birth(1980)),
        PersonRow(row=2, name=f"Lê {mark} Bình", birth=Birth(1981)),
    ]
    return template_workbook(
        unit_code=codes.unit_code(unit.pk),
        round_code=codes.round_code(round.pk),
        title_lines=[UNNAMED, UNNAMED],
        people=people,
    )


# --- Whose file is it ------------------------------------------------------------------------------------------------


def test_twenty_files_of_twenty_units_are_told_apart_and_handed_in(desk: IncomingDesk, cast: Cast, year: Year) -> None:
    """Two by the template's code, nine by the title block, nine by the file's name."""
    units = schools(cast, year, 20)
    files = {f"{number}.xlsx": template(units[number], year.round, SCHOOLS[number]) for number in range(2)}
    for number in range(2, 11):
        name = SCHOOLS[number]
        files[f"{number}.xlsx"] = list_titled(f"TRƯỜNG THCS {name.upper()}", people_of(name))
    for number in range(11, 20):
        name = SCHOOLS[number]
        files[f"danh sach thcs {name} ({number}).xlsx"] = list_titled(UNNAMED, people_of(name))
    desk.drop(files)
    guessed = list(desk.guessed().values())
    assert [guess[0] for guess in guessed] == [unit.name for unit in units]
    assert [guess[1] for guess in guessed] == ["code"] * 2 + ["title"] * 9 + ["file_name"] * 9
    assert all(guess[2] for guess in guessed)
    assert desk.confirm(settles=False) == Confirmed(files=20, units=20, dropped=0, left=0)
    assert [upload.volunteer_list.unit for unit in units for upload in desk.uploads(unit)] == units


def test_what_is_handed_in_says_how_it_came(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"an thanh.xlsx": workbook()})
    assert desk.names(cast.commune) == [], "nothing counts before it is confirmed"
    desk.confirm()
    (upload,) = desk.uploads(cast.commune)
    assert (upload.state, upload.accepted) == (Upload.State.COUNTED, 3)
    assert (upload.is_for_unit, upload.received_via, upload.received_at) == (True, "Zalo", BEFORE)
    consent = upload.volunteer_list.consent
    assert (consent.at, consent.said_by) == (NOW, f"{cast.district_clerk.user}")
    focal = Office(cast.commune_focal, desk.round, cast.commune)
    assert focal.names() == list(ALL), "the unit sees its list as its own"


def test_a_receipt_says_the_day_in_vietnam(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"an thanh.xlsx": workbook()})
    desk.confirm()
    (upload,) = desk.uploads(cast.commune)
    upload.received_at = dt.datetime(2026, 11, 20, 17, 30, tzinfo=dt.UTC)  # after midnight here
    assert "lúc 00:30 ngày 21/11/2026: 3 người" in receipt_words(upload, to_mend=0)
    upload.state = Upload.State.WAITING
    assert "đang kiểm tra" in receipt_words(upload, to_mend=0), "no number before it counts"


def test_without_the_consent_nothing_is_kept(desk: IncomingDesk) -> None:
    with pytest.raises(Refused, match="Đánh dấu vào câu đồng ý"):
        desk.send({"an thanh.xlsx": workbook()}, agreed=False)
    with scopes.for_seat(desk.seat):
        assert not IncomingBatch.objects.exists()
        assert not StoredFile.objects.exclude(readers=None).exists()


def test_an_unknown_unit_is_chosen_never_assumed(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"Book1.xlsx": workbook(title=UNNAMED), "xa an hoa.xlsx": workbook(people_of("Hòa"), title=UNNAMED)})
    assert desk.guessed()["Book1.xlsx"] == ("", "", False)
    assert desk.confirm() == Confirmed(files=1, units=1, dropped=0, left=1)
    assert desk.files()["Book1.xlsx"].state == State.TO_CONFIRM
    assert desk.confirm(desk.choose(units={"Book1.xlsx": cast.commune})).files == 1
    assert desk.names(cast.commune) == list(ALL)


def test_a_guess_that_fits_two_units_is_not_filled_in(desk: IncomingDesk, cast: Cast, year: Year) -> None:
    _school, other = schools(cast, year, 2)
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=other.pk).update(name="Trường Mầm non Hoa Sen")
    desk.drop({"ds hoa sen.xlsx": workbook(title=UNNAMED)})
    (part,) = desk.parts("ds hoa sen.xlsx")
    assert (part.is_sure, part.unit) == (False, None)
    assert part.guess is not None, "it is shown as what it may be"
    assert desk.confirm().left == 1


def test_a_unit_that_does_not_take_part_is_refused(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"Book1.xlsx": workbook(title=UNNAMED)})
    with pytest.raises(Refused, match="không tham gia đợt"):
        desk.confirm(desk.choose(units={"Book1.xlsx": cast.other_province}))
    assert desk.files()["Book1.xlsx"].state == State.TO_CONFIRM


# --- The wrong round -------------------------------------------------------------------------------------------------


@pytest.fixture
def second(desk: IncomingDesk, year: Year) -> Round:
    with scopes.for_seat(desk.seat):
        made = planning.add_round(plan=year.plan)
        planning.set_participants(round=made, units=year.units)
        planning.open_round(round=made, now=NOW)
    return made


def test_a_file_of_another_round_is_said_and_waits_for_a_choice(desk: IncomingDesk, cast: Cast, second: Round) -> None:
    desk.round, first = second, desk.round
    (file,) = desk.drop({"an thanh.xlsx": workbook(round="ĐỢT 1 NĂM 2026")}).values()
    assert (file.round_said, file.other_round) == ("đợt 1 năm 2026", first)
    assert desk.confirm().left == 1, "the round is not assumed either"
    assert desk.confirm(Choices(rounds={file.pk: cast.commune.pk + 999})).left == 1, "nor any other than the two"
    assert desk.confirm(Choices(rounds={file.pk: first.pk})).files == 1
    assert desk.names(cast.commune) == []
    desk.round = first
    assert desk.names(cast.commune) == list(ALL)


def test_a_round_chosen_in_the_table_is_not_asked_about_again(desk: IncomingDesk, cast: Cast, second: Round) -> None:
    desk.round = second
    (file,) = desk.drop({"an thanh.xlsx": workbook(round="ĐỢT 1 NĂM 2026")}).values()
    assert desk.confirm(Choices(rounds={file.pk: second.pk})).files == 1
    assert desk.names(cast.commune) == list(ALL)


def test_a_round_that_nobody_here_holds_is_said(desk: IncomingDesk, cast: Cast) -> None:
    (file,) = desk.drop({"dot 7 an thanh.xlsx": workbook(title="ĐỢT 7")}).values()
    assert file.round_said == "" or file.other_round is None
    (file,) = desk.drop({"ds.xlsx": _of_round("ĐỢT 7 NĂM 2026")}).values()
    assert (file.round_said, file.other_round) == ("đợt 7 năm 2026", None)
    assert desk.confirm().left == 1
    assert desk.confirm(Choices(rounds={file.pk: desk.round.pk})).files == 1


def _of_round(said: str) -> bytes:
    return sector_by_sheets({"xã An Thạnh": PEOPLE}, title=f"DANH SÁCH HIẾN MÁU {said}")


# --- Files of a whole sector -----------------------------------------------------------------------------------------


def test_a_sectors_file_is_split_by_its_groups_after_one_confirmation(
    desk: IncomingDesk, cast: Cast, year: Year
) -> None:
    one, other, third = schools(cast, year, 3)
    book = sector_by_groups(
        {
            "Trường THCS Hoa Sen": people_of("Sen", 2),
            "THCS Hoa Lan": people_of("Lan", 3),
            "Tổ nấu ăn": people_of("Bếp", 1),
        }
    )
    (file,) = desk.drop({"nganh giao duc.xlsx": book}).values()
    whole, *parts = desk.parts("nganh giao duc.xlsx")
    assert (file.is_split, file.people, whole.unit) == (True, 6, None)
    assert [(part.label, part.people, part.unit) for part in parts] == [
        ("I. Trường THCS Hoa Sen", 2, one),
        ("II. THCS Hoa Lan", 3, other),
        ("III. Tổ nấu ăn", 1, None),
    ]
    assert desk.confirm().left == 1, "the third part is not assumed"
    assert desk.confirm(Choices(units={parts[2].pk: third.pk})) == Confirmed(files=1, units=3, dropped=0, left=0)
    assert [desk.names(unit) for unit in (one, other, third)] == [
        ["Trần Sen An", "Trần Sen Bình"],
        ["Trần Lan An", "Trần Lan Bình", "Trần Lan Cường"],
        ["Trần Bếp An"],
    ]


def test_a_sectors_file_is_split_by_its_sheets(desk: IncomingDesk, cast: Cast, year: Year) -> None:
    one, other = schools(cast, year, 2)
    book = sector_by_sheets({"Hoa Sen": people_of("Sen"), "Hoa Lan": people_of("Lan", 3), "Khác": people_of("Khác", 1)})
    desk.drop({"giao duc.xlsx": book})
    _whole, *parts = desk.parts("giao duc.xlsx")
    assert [(part.label, part.people, part.unit) for part in parts] == [
        ("Hoa Sen", 2, one),
        ("Hoa Lan", 3, other),
        ("Khác", 1, None),
    ]
    desk.confirm(Choices(left_out=frozenset({parts[2].pk})))
    assert desk.files()["giao duc.xlsx"].state == State.HANDED_IN
    assert (desk.names(one), len(desk.names(other))) == (["Trần Sen An", "Trần Sen Bình"], 3)


def test_two_groups_of_one_file_for_one_unit_are_one_list(desk: IncomingDesk, cast: Cast, year: Year) -> None:
    one, _other = schools(cast, year, 2)
    book = sector_by_groups({"THCS Hoa Sen": people_of("Sen"), "THCS Hoa Lan": people_of("Lan")})
    desk.drop({"gd.xlsx": book})
    _whole, *parts = desk.parts("gd.xlsx")
    assert desk.confirm(Choices(units={parts[1].pk: one.pk})) == Confirmed(files=1, units=1, dropped=0, left=0)
    assert len(desk.names(one)) == 4
    assert len(desk.uploads(one)) == 1


def test_a_file_that_looks_split_may_still_be_one_units(desk: IncomingDesk, cast: Cast, year: Year) -> None:
    schools(cast, year, 2)
    desk.drop({"gd.xlsx": sector_by_groups({"THCS Hoa Sen": people_of("Sen"), "THCS Hoa Lan": people_of("Lan")})})
    desk.confirm(desk.choose(units={"gd.xlsx": cast.agency}))
    assert len(desk.names(cast.agency)) == 4


def test_a_units_own_groups_split_nothing(desk: IncomingDesk, cast: Cast, year: Year) -> None:
    schools(cast, year, 1)
    (file,) = desk.drop(
        {"an thanh.xlsx": sector_by_groups({"Thôn Đông": people_of("A"), "Trường THCS Hoa Sen": people_of("B")})}
    ).values()
    assert not file.is_split


def test_the_lead_unit_of_a_bloc_hands_in_for_the_others(desk: IncomingDesk, cast: Cast, year: Year) -> None:
    (school,) = schools(cast, year, 1)
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=school.pk).update(lead_unit=cast.agency)
    book = sector_by_groups({"Trường THCS Hoa Sen": people_of("Sen"), "Tổ văn phòng": people_of("Phòng")})
    (file,) = desk.drop({"Phòng Giáo dục Bình Hải.xlsx": book}).values()
    assert file.is_split
    assert [part.unit for part in desk.parts(file.name)] == [None, school, None]


def test_no_unit_of_a_split_file_can_read_anothers_people(desk: IncomingDesk, cast: Cast, year: Year) -> None:
    """The file itself stays the host's: whoever opens a unit's scope finds neither it nor the other's rows."""
    bad = [*people_of("Hòa"), ("Hồ Thị Sai", "19977", "Tổ 1", "")]
    book = sector_by_groups({"xã An Thạnh": people_of("Thạnh"), "xã An Hòa": bad})
    desk.drop({"ca khu vuc.xlsx": book})
    assert desk.confirm().units == 2
    (upload,) = desk.uploads(cast.other_commune)
    assert upload.file is not None, "the clerk reads it"
    for person in (cast.other_focal, cast.commune_focal, cast.province_clerk):
        assert person.seat is not None
        with scopes.for_seat(person.seat), connection.cursor() as cursor:
            for table in ("core_storedfile", "donors_incomingfile", "donors_incomingpart", "donors_incomingbatch"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), (person.user.full_name, table)
    marked = reverse("upload_marked", args=[upload.pk])
    for person in (cast.other_focal, cast.district_clerk):
        client = Desk(person).client
        assert client.get(marked).status_code == 404
        assert marked not in client.get(reverse("upload", args=[upload.pk])).content.decode()
    focal = Office(cast.other_focal, desk.round, cast.other_commune)
    assert focal.again(upload).accepted == 2
    assert focal.names() == ["Trần Hòa An", "Trần Hòa Bình"]
    with scopes.for_seat(focal.seat):
        assert StagedRow.objects.count() == 1


def test_a_split_file_goes_with_a_person_who_takes_the_consent_back(desk: IncomingDesk, cast: Cast) -> None:
    """The unit itself does it, and may not see the file: it is the committee's."""
    desk.drop({"ca khu vuc.xlsx": sector_by_groups({"xã An Thạnh": people_of("Thạnh"), "xã An Hòa": people_of("Hòa")})})
    assert desk.confirm().units == 2
    focal = Office(cast.other_focal, desk.round, cast.other_commune)
    with scopes.for_seat(focal.seat):
        person = Registration.objects.get(name="Trần Hòa An")
        erasing.withdraw_consent(registration=person, now=LATER)
    with scopes.for_seat(desk.seat):
        assert not StoredFile.objects.exclude(readers=None).exists()
    assert desk.names(cast.other_commune) == ["Trần Hòa Bình"]
    assert len(desk.names(cast.commune)) == 2


def test_a_list_whose_split_file_went_before_it_was_read_ends_and_says_so(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"ca khu vuc.xlsx": sector_by_groups({"xã An Thạnh": people_of("Thạnh"), "xã An Hòa": people_of("Hòa")})})
    desk.confirm(settles=False)
    [theirs] = desk.uploads(cast.other_commune)
    with scopes.for_system("tests"):
        job = Job.objects.get(key=receiving.job_key(theirs))
    jobs.run(job.pk, clock=lambda: NOW)
    with scopes.for_seat(Office(cast.other_focal, desk.round, cast.other_commune).seat):
        erasing.withdraw_consent(registration=Registration.objects.get(name="Trần Hòa An"), now=LATER)
    work(LATER)
    [waited] = desk.uploads(cast.commune)
    assert waited.state == Upload.State.REFUSED, "nothing waits any more, so that a person of this list can go too"
    assert "gửi lại tệp" in unread.said(waited.refusal)


def test_a_question_about_a_split_file_that_is_gone_waits_for_nobody(desk: IncomingDesk, cast: Cast) -> None:
    """Parts of a file are asked about beforehand by now; what an earlier version asked ends all the same."""
    desk.drop({"ca khu vuc.xlsx": sector_by_groups({"xã An Thạnh": people_of("Thạnh"), "xã An Hòa": people_of("Hòa")})})
    desk.confirm()
    with scopes.for_seat(desk.seat):
        Upload.objects.filter(volunteer_list__unit=cast.commune).update(state=Upload.State.ASKING, counted_at=None)
    with scopes.for_seat(Office(cast.other_focal, desk.round, cast.other_commune).seat):
        erasing.withdraw_consent(registration=Registration.objects.get(name="Trần Hòa An"), now=LATER)
    [waited] = desk.uploads(cast.commune)
    assert waited.state == Upload.State.REFUSED, "at once, without anybody answering"
    assert "không còn: đã xóa theo yêu cầu" in Desk(cast.commune_focal).get("upload", waited.pk)


SPLIT = {
    "xã An Thạnh": [("Trần Thị Thạnh", "03/04/1990", "Tổ 1", "")],
    "xã An Hòa": [("Lê Văn Hòa", "05/06/1985", "Tổ 1", "")],
}


def dates_said(desk: IncomingDesk, name: str, order: str) -> Choices:
    """The answer for the file's column of births."""
    return Choices(
        dates={(desk.files()[name].pk, Field.BIRTH_YEAR): order, (desk.files()[name].pk, Field.BIRTH): order}
    )


@pytest.mark.parametrize(("order", "births"), [("day_first", (3, 4)), ("month_first", (4, 3))])
def test_a_split_file_asks_once_how_its_dates_are_read_and_nobody_counts_until_then(
    desk: IncomingDesk, cast: Cast, order: str, births: tuple[int, int]
) -> None:
    desk.drop({"ca khu vuc.xlsx": sector_by_groups(SPLIT)})
    assert (desk.confirm().files, desk.confirm().left) == (0, 1)
    assert desk.uploads(cast.commune) == desk.uploads(cast.other_commune) == []
    assert desk.confirm(dates_said(desk, "ca khu vuc.xlsx", "no_such_order")).files == 0
    assert desk.confirm(dates_said(desk, "ca khu vuc.xlsx", order)).units == 2
    assert [desk.uploads(unit)[0].state for unit in (cast.commune, cast.other_commune)] == [Upload.State.COUNTED] * 2
    assert not desk.files()["ca khu vuc.xlsx"].question
    with scopes.for_seat(desk.seat):
        (person,) = lists.people_on(lists.list_of(round=desk.round, unit=cast.commune))
    assert (person.birth_day, person.birth_month) == births


def test_the_answer_is_remembered_by_the_sectors_form_and_not_as_a_units_own(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"ca khu vuc.xlsx": sector_by_groups(SPLIT)})
    desk.confirm(dates_said(desk, "ca khu vuc.xlsx", "month_first"))
    with scopes.for_seat(desk.seat):
        assert not LayoutMemory.objects.exists()
    later = {name: [*people, ("Ngô Thị Mới", "07/08/1991", "Tổ 2", "")] for name, people in SPLIT.items()}
    desk.drop({"lan sau.xlsx": sector_by_groups(later)})
    assert not desk.files()["lan sau.xlsx"].question
    assert desk.confirm().units == 2
    with scopes.for_seat(desk.seat):
        people = lists.people_on(lists.list_of(round=desk.round, unit=cast.commune))
        assert {(each.birth_day, each.birth_month) for each in people} == {(4, 3), (8, 7)}


def test_the_table_asks_about_the_dates_of_a_split_file_without_a_script(desk: IncomingDesk, page: Desk) -> None:
    desk.drop({"ca khu vuc.xlsx": sector_by_groups(SPLIT)})
    assert desk.batch is not None
    url = reverse("incoming", args=[desk.round.pk, desk.batch.pk])
    asked = page.client.get(url).content.decode()
    assert asked.count("<fieldset>") == 1
    assert "“03/04/1990” là ngày 3 tháng 4" in asked or "03/04/1990 là ngày 3 tháng 4" in asked
    assert "0/1 tệp đã rõ đơn vị" in asked
    with scopes.for_seat(desk.seat):
        read = AuditEntry.objects.get(action="people.read")
    assert read.after == {"count": 1, "kind": "incoming"}, "the example is somebody's date of birth"
    (name,) = set(re.findall(r'name="(dates-[^"]+)"', asked))
    page.client.post(url, {name: "day_first"})
    work(NOW)
    assert desk.files()["ca khu vuc.xlsx"].state == IncomingFile.State.HANDED_IN


def test_each_unit_of_a_split_file_is_told_by_its_own_dates(desk: IncomingDesk, cast: Cast) -> None:
    """What was answered for the whole file is told to a unit by an example of its own."""
    desk.drop({"ca khu vuc.xlsx": sector_by_groups(SPLIT)})
    assert desk.confirm(dates_said(desk, "ca khu vuc.xlsx", "day_first")).units == 2
    for person, unit, birth in (
        (cast.commune_focal, cast.commune, "03/04/1990"),
        (cast.other_focal, cast.other_commune, "05/06/1985"),
    ):
        (upload,) = desk.uploads(unit)
        assert upload.state == Upload.State.COUNTED
        page = Desk(person).client.get(reverse("upload", args=[upload.pk])).content.decode()
        assert [day for day in ("03/04/1990", "05/06/1985") if f"“{day}” được đọc là" in page] == [birth]


@given(
    st.lists(
        st.tuples(st.sampled_from(["S1", "S2"]), st.sampled_from(["", "I. A", "I. A › * B", "II. C"])), max_size=20
    )
)
def test_every_person_stands_in_exactly_one_part(places: list[tuple[str, str]]) -> None:
    people = [PersonRow(row=row, sheet=sheet, group=group) for row, (sheet, group) in enumerate(places)]
    parts = [
        Part("S1", ("", "II. C")),
        Part("S1", ("I. A", "I. A › * B")),
        Part("S2"),
    ]
    kept = [parts_of([part.as_json()]) for part in parts]
    assert sorted(person.row for part in kept for person in only(people, part)) == [person.row for person in people]
    assert only(people, ()) == people


# --- What is no list -------------------------------------------------------------------------------------------------


def test_a_picture_is_offered_as_the_paper_list_of_a_unit(desk: IncomingDesk, cast: Cast) -> None:
    files = desk.drop({"IMG_1.jpg": picture(), "an hoa.jpg": picture(70, 90)})
    assert {file.kind for file in files.values()} == {IncomingFile.Kind.PHOTO}
    desk.confirm(desk.choose(units={"IMG_1.jpg": cast.commune}))
    for unit in (cast.commune, cast.other_commune):
        (upload,) = desk.uploads(unit)
        assert (upload.kind, upload.state) == (Upload.Kind.PHOTO, Upload.State.PHOTO_WAITING)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("ds.xlsx", b"", "không có nội dung", id="empty"),
        pytest.param("ds.xlsx", workbook()[:3000], "bị hỏng", id="broken"),
        pytest.param("ds.xlsx", declaring(600 << 20), "bung ra quá lớn", id="zip bomb"),
        pytest.param("ds.pdf", b"%PDF-1.7 ...", "là tệp PDF", id="pdf"),
        pytest.param("anh.jpg", picture()[:200], "Không mở được ảnh", id="broken picture"),
        pytest.param("ds.xlsx", workbook([]), "Không thấy người nào", id="nobody"),
    ],
)
def test_what_cannot_be_read_is_said_and_holds_up_no_other(
    desk: IncomingDesk, cast: Cast, name: str, content: bytes, said: str
) -> None:
    files = desk.drop({name: content, "an thanh.xlsx": workbook()})
    assert files[name].state == State.REFUSED
    assert said in unread.said(files[name].refusal, name=name)
    assert files[name].file_id is None, "its bytes went"
    assert desk.confirm().files == 1
    assert desk.names(cast.commune) == list(ALL)


@pytest.mark.parametrize(
    ("rows", "doubt", "said"),
    [
        ([["x", "y"], ["a b c", 7], ["d e f", 8]], "headings", "Chưa rõ dòng tiêu đề; sẽ hỏi khi nộp."),
        (
            [["Họ và tên", "Ngày sinh"], ["Trần Thị Mẫu", "03/04/1990"]],
            "dates",
            "1 người · Ngày đọc được theo hai cách; sẽ hỏi khi nộp.",
        ),
    ],
)
def test_a_list_that_cannot_be_read_with_certainty_is_asked_about_when_it_is_handed_in(
    desk: IncomingDesk, cast: Cast, rows: list[list[Cell]], doubt: str, said: str
) -> None:
    content = sector_by_sheets({"xã An Thạnh": []}, title="", rows=rows)
    (file,) = desk.drop({"an thanh.xlsx": content}).values()
    assert (file.state, file.doubt) == (State.TO_CONFIRM, doubt)
    assert desk.batch is not None
    told = Desk(desk.person).get("incoming", desk.round.pk, desk.batch.pk)
    assert [each for each in ("Chưa rõ dòng tiêu đề", "Ngày đọc được") if each in told] == [
        each for each in ("Chưa rõ dòng tiêu đề", "Ngày đọc được") if each in said
    ]
    assert said in told
    desk.confirm()
    (upload,) = desk.uploads(cast.commune)
    assert upload.state == Upload.State.ASKING


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([("a.xlsx", 1)] * 61, "nhiều nhất 60 tệp"),
        ([("a.xlsx", 1), ("to.xlsx", (15 << 20) + 1)], "“to.xlsx” nặng hơn 15 MB"),
        ([("a.xlsx", 13 << 20)] * 5, "cộng lại nặng hơn 60 MB"),
        ([], "Chọn ít nhất một tệp"),
    ],
)
def test_the_limits_are_said_before_anything_is_read(sizes: list[tuple[str, int]], said: str) -> None:
    with pytest.raises(Refused, match=said):
        incoming.ensure_sizes(sizes)


# --- The same file, the same unit, the same tap ----------------------------------------------------------------------


def test_the_same_file_twice_is_one_file(desk: IncomingDesk, cast: Cast) -> None:
    content = workbook()
    first = desk.send({"an thanh.xlsx": content, "an thanh (1).xlsx": content})
    assert first.twins == ()
    assert len(desk.files()) == 1
    again = desk.send({"ban sao.xlsx": content})
    assert (again.batch, again.twins) == (first.batch, ("ban sao.xlsx",))
    with_another = desk.send({"ban sao.xlsx": content, "an hoa.xlsx": workbook(people_of("Hòa"))}, now=LATER)
    assert with_another.batch != first.batch
    assert list(desk.files()) == ["an hoa.xlsx"]


def test_a_file_whose_upload_was_taken_back_may_come_again(desk: IncomingDesk, cast: Cast) -> None:
    content = workbook()
    desk.drop({"an thanh.xlsx": content})
    desk.confirm()
    assert desk.send({"an thanh.xlsx": content}, now=LATER).twins == ("an thanh.xlsx",)
    with scopes.for_seat(desk.seat):
        withdrawing.withdraw(upload=desk.uploads(cast.commune)[0], seat=desk.seat, now=LATER)
    desk.drop({"an thanh.xlsx": content}, now=LATER)
    assert desk.confirm(now=LATER).files == 1
    assert desk.names(cast.commune) == list(ALL)


TWO = {"an thanh 1.xlsx": people_of("Một"), "an thanh 2.xlsx": people_of("Hai", 3)}


def test_two_files_of_one_unit_wait_until_it_is_said_how_they_go_together(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({name: workbook(people) for name, people in TWO.items()})
    assert desk.confirm() == Confirmed(files=0, units=0, dropped=0, left=2)
    one_only = desk.choose(join={"an thanh 1.xlsx": Join.ADD})
    assert desk.confirm(one_only).left == 2, "both have to be said"
    both = desk.choose(join=dict.fromkeys(TWO, Join.ADD))
    assert desk.confirm(both) == Confirmed(files=2, units=1, dropped=0, left=0)
    assert len(desk.names(cast.commune)) == 5
    assert {upload.is_whole for upload in desk.uploads(cast.commune)} == {False}


def test_of_two_files_one_may_count_instead_of_the_other(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({name: workbook(people) for name, people in TWO.items()})
    desk.confirm(desk.choose(join={"an thanh 2.xlsx": Join.REPLACE}))
    assert desk.names(cast.commune) == ["Trần Hai An", "Trần Hai Bình", "Trần Hai Cường"]
    left = desk.files()["an thanh 1.xlsx"]
    assert (left.state, left.file_id) == (State.DROPPED, None)
    assert "tệp khác của đơn vị này" in left.refusal


def test_a_second_file_confirmed_later_is_asked_about_too(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"an thanh.xlsx": workbook(people_of("Một")), "Book1.xlsx": workbook(people_of("Hai", 3), title=UNNAMED)})
    assert desk.confirm().files == 1
    chosen = desk.choose(units={"Book1.xlsx": cast.commune})
    assert desk.confirm(chosen).left == 1
    added = desk.choose(units={"Book1.xlsx": cast.commune}, join={"Book1.xlsx": Join.ADD})
    assert desk.confirm(added).files == 1
    assert len(desk.names(cast.commune)) == 5


def test_a_version_that_removes_people_waits_as_always(desk: IncomingDesk, cast: Cast) -> None:
    Office(cast.commune_focal, desk.round, cast.commune).send(workbook())
    desk.drop({"an thanh.xlsx": workbook(PEOPLE[:2])}, now=LATER)
    desk.confirm(now=LATER)
    latest, _first = desk.uploads(cast.commune)
    assert (latest.state, latest.removed) == (Upload.State.WAITING, 1)
    assert len(desk.names(cast.commune)) == 3


def test_a_dropped_file_leaves_nothing_but_its_name(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"an thanh.xlsx": workbook()})
    assert desk.confirm(desk.choose(drop=["an thanh.xlsx"])) == Confirmed(files=0, units=0, dropped=1, left=0)
    (file,) = desk.files().values()
    assert (file.state, file.title, file.file_id) == (State.DROPPED, "", None)
    assert desk.names(cast.commune) == []
    with scopes.for_seat(desk.seat):
        assert not StoredFile.objects.exclude(readers=None).exists()


def test_a_double_tap_hands_in_once(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"an thanh.xlsx": workbook()})
    assert desk.confirm().files == 1
    assert desk.confirm() == Confirmed(files=0, units=0, dropped=0, left=0)
    assert len(desk.uploads(cast.commune)) == 1


def test_after_the_lock_the_file_stays_with_the_reason_and_the_others_go_on(desk: IncomingDesk, cast: Cast) -> None:
    locked = NOW + dt.timedelta(days=3)
    with scopes.for_seat(desk.seat):
        deadlines.set_deadline(round=desk.round, kind=Deadline.Kind.LIST, day=NOW.date() + dt.timedelta(days=1))
        Deadline.objects.filter(round=desk.round).update(lock_at=NOW + dt.timedelta(days=2))
        Duty.objects.filter(deadline__round=desk.round, unit=cast.other_commune).update(extended_until=locked)
    desk.drop({"an thanh.xlsx": workbook(), "an hoa.xlsx": workbook(people_of("Hòa"), title="XÃ AN HÒA")})
    assert desk.confirm(now=locked) == Confirmed(files=1, units=1, dropped=0, left=1)
    assert "Đã khóa từ" in desk.files()["an thanh.xlsx"].refusal


# --- The job ---------------------------------------------------------------------------------------------------------


def test_an_attempt_that_died_halfway_and_a_second_run_end_in_the_same_rows(desk: IncomingDesk, cast: Cast) -> None:
    desk.send({"an thanh.xlsx": workbook(), "an hoa.xlsx": workbook(people_of("Hòa"), title="XÃ AN HÒA")})
    first = desk.files()["an thanh.xlsx"]
    with scopes.for_seat(desk.seat):
        source = recognising.source_of(first.pk)
        assert source is not None
    found = recognising.recognise(source)  # and the worker was killed before it kept anything
    work()
    before = desk.guessed()
    with scopes.for_seat(desk.seat):
        recognising.keep(first.pk, found)  # the slow one comes back
        Job.objects.filter(key=incoming.job_key(first)).update(state=Job.State.QUEUED)
    work()
    assert desk.guessed() == before
    with scopes.for_seat(desk.seat):
        assert IncomingPart.objects.count() == 2
    assert desk.confirm().files == 2
    assert desk.names(cast.commune) == list(ALL)


def test_a_reading_that_was_given_up_can_be_asked_for_again(desk: IncomingDesk, cast: Cast) -> None:
    desk.send({"an thanh.xlsx": workbook()})
    with scopes.for_system("tests"):
        Job.objects.update(state=Job.State.FAILED)
    work()
    assert desk.files()["an thanh.xlsx"].state == State.READING
    assert desk.batch is not None
    with scopes.for_seat(desk.seat):
        incoming.read_again(batch=desk.batch, sender=desk.sender)
    work()
    assert desk.files()["an thanh.xlsx"].state == State.TO_CONFIRM


def test_a_round_that_is_not_open_takes_no_files(desk: IncomingDesk, year: Year) -> None:
    with scopes.for_seat(desk.seat):
        desk.round = planning.add_round(plan=year.plan)
        with pytest.raises(Refused, match="chưa mở"):
            incoming.receive_batch(
                round=desk.round, sent=[Sent("a.xlsx", b"x")], is_agreed=True, sender=desk.sender, now=NOW
            )


# --- The pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def dropped(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


SAID = {"via": "Zalo", "received_at": "2026-11-20T09:30", "is_agreed": "on"}


def test_the_clerk_drops_confirms_and_sends_receipts_without_a_script(
    desk: IncomingDesk, page: Desk, cast: Cast
) -> None:
    assert "Nộp thay (nhiều tệp)" in page.get("round_lists", desk.round.pk)
    sent = [dropped("an thanh.xlsx", workbook()), dropped("Book1.xlsx", workbook(people_of("Hòa"), title=UNNAMED))]
    assert "Đánh dấu vào câu đồng ý" in page.send("incoming_new", desk.round.pk, sent=sent, **SAID | {"is_agreed": ""})
    sent = [dropped("an thanh.xlsx", workbook()), dropped("Book1.xlsx", workbook(people_of("Hòa"), title=UNNAMED))]
    assert "Đang đọc 0/2 tệp" in page.send("incoming_new", desk.round.pk, sent=sent, **SAID)
    work(timezone.now())
    with scopes.for_seat(desk.seat):
        desk.batch = IncomingBatch.objects.get()
    here = ("incoming", desk.round.pk, desk.batch.pk)
    said = page.get(*here)
    assert "2 tệp · nhận qua Zalo lúc 09:30, 20/11/2026" in said
    assert "1/2 tệp đã rõ đơn vị" in said
    assert "Theo tiêu đề." in said
    assert "Chưa rõ đơn vị" in said
    assert "Nộp tất cả (2 tệp)" in said
    parts = {name: desk.parts(name)[0] for name in desk.files()}
    form = {f"unit-{part.pk}": part.unit_id or "" for part in parts.values()}
    said = page.send(*here, **form)
    assert "Đã nộp 1 tệp cho 1 đơn vị. Còn 1 tệp phải xem." in said
    assert "Đang nhận 0/1 danh sách" in said
    work(timezone.now())
    said = page.send(*here, **{f"unit-{parts['Book1.xlsx'].pk}": cast.other_commune.pk})
    work(timezone.now())
    said = page.get(*here)
    assert "an thanh.xlsx xã An Thạnh Đã nhận 3 người" in said
    assert "Book1.xlsx xã An Hòa Đã nhận 2 người" in said
    said = page.get("incoming_receipts", *here[1:])
    for unit, people in ((cast.commune, 3), (cast.other_commune, 2)):
        text = f"Đã nhận danh sách đăng ký hiến máu của {unit.name}, Đợt 1, lúc 09:30 ngày 20/11/2026: {people} người."
        assert said.count(text) == 2, "once of its own and once in the text of all"


def test_the_page_asks_how_two_files_of_a_unit_go_together_and_says_another_round(
    desk: IncomingDesk, page: Desk, second: Round
) -> None:
    desk.drop({"an thanh 1.xlsx": workbook(people_of("Một")), "an thanh 2.xlsx": workbook(people_of("Hai"))})
    assert desk.batch is not None
    said = page.get("incoming", desk.round.pk, desk.batch.pk)
    assert said.count("Đơn vị này có nhiều tệp") == 2
    desk.round = second
    desk.drop({"an thanh.xlsx": workbook(people_of("Ba"), round="ĐỢT 1 NĂM 2026")})
    said = page.get("incoming", second.pk, desk.batch.pk)
    assert "Tệp ghi đợt 1 năm 2026, không phải Đợt 2. Nộp vào đợt nào?" in said


def test_a_batch_of_another_committee_is_not_there(desk: IncomingDesk, cast: Cast) -> None:
    desk.drop({"an thanh.xlsx": workbook()})
    assert desk.batch is not None
    for person, status in ((cast.stranger, 404), (cast.province_clerk, 403), (cast.commune_clerk, 403)):
        client = Desk(person).client
        for route in ("incoming", "incoming_receipts"):
            assert client.get(reverse(route, args=[desk.round.pk, desk.batch.pk])).status_code == status
    with scopes.for_seat(desk.seat):
        hosting.add_host(round=desk.round, unit=cast.commune)
    co_host = Desk(cast.commune_clerk).client
    assert co_host.get(reverse("incoming_new", args=[desk.round.pk])).status_code == 200
    assert co_host.get(reverse("incoming", args=[desk.round.pk, desk.batch.pk])).status_code == 404


def test_odd_fields_of_the_form_are_passed_over(desk: IncomingDesk, page: Desk) -> None:
    desk.drop({"an thanh.xlsx": workbook(title=UNNAMED)})
    assert desk.batch is not None
    form = {"unit-": "1", "unit-x": "1", "drop-x": "1", "round-7": "2", "join-1": "khác", "unit-²": "²"}
    assert "Còn 1 tệp phải xem" in page.send("incoming", desk.round.pk, desk.batch.pk, **form)


@pytest.fixture
def three(cast: Cast, year: Year) -> list[Unit]:
    return schools(cast, year, 3)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("three")
def test_a_batch_costs_the_same_however_many_its_files(
    count: int, desk: IncomingDesk, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = Desk(cast.district_clerk)
    desk.drop({f"{name}.xlsx": list_titled(f"THCS {name}", people_of(name)) for name in SCHOOLS[:count]})
    assert desk.batch is not None
    here = (desk.round.pk, desk.batch.pk)
    page.get("incoming", *here)
    with django_assert_num_queries(13):
        page.get("incoming", *here)
    with scopes.for_seat(desk.seat):
        source = recognising.source_of(next(iter(desk.files().values())).pk)
    assert source is None, "read already"
    with scopes.for_seat(desk.seat), django_assert_num_queries(3):
        recognising.known_to(desk.round, within=desk.seat.path)
    desk.confirm()
    with django_assert_num_queries(13):
        page.get("incoming", *here)
    with django_assert_num_queries(12):
        page.get("incoming_receipts", *here)
