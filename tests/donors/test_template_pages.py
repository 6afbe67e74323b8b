"""The template of a unit: its people of before in it, whose it is inside, and what happens where it strays."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns import planning
from campaigns.models import Plan, Round
from committees import scopes
from core.models import AuditEntry
from donors import codes, template_books
from donors.intake.reading import read_book
from donors.models import Registration, Upload
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, work, workbook
from tests.quotas.years import NOW, Year


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


@pytest.fixture
def focal(cast: Cast) -> Desk:
    return Desk(cast.commune_focal)


def next_round(cast: Cast, year: Year) -> Round:
    """Đợt 2 of the same plan, for the same units."""
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        round = planning.add_round(plan=Plan.objects.get(pk=year.plan.pk))
        planning.set_participants(round=round, units=year.units)
        planning.open_round(round=round, now=NOW)
    return round


def template(desk: Desk, office: Office) -> bytes:
    """The workbook as a browser saves it."""
    response = desk.client.get(reverse("list_template", args=[office.round.pk, office.unit.pk]))
    assert response.status_code == 200
    return response.content


def filled(book: bytes, *names: str) -> bytes:
    """The template with more names typed below those that stand in it."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    sheet = opened.active
    assert sheet is not None
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    assert header is not None
    free = [row for row in range(header + 1, sheet.max_row) if not sheet.cell(row, 2).value]
    for row, name in zip(free, names, strict=False):
        sheet.cell(row, 2, name)
        sheet.cell(row, 3, "1990")
        sheet.cell(row, 7, "Thôn Đông")
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def names_in(book: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    start = next(place for place, row in enumerate(rows) if row[0] == "STT")
    return [str(row[1]) for row in rows[start + 1 :] if row[1]]


def test_the_people_of_before_stand_in_it_once_each(cast: Cast, year: Year, office: Office, focal: Desk) -> None:
    office.send(workbook())
    neighbour = Office(cast.other_focal, year.round, cast.other_commune)
    neighbour.send(workbook([("Người Hàng Xóm", 1980, "Thôn Xa", "0912000099")], title="XÃ AN HÒA"))
    second = Office(cast.commune_focal, next_round(cast, year), cast.commune)
    second.send(workbook([PEOPLE[0], ("Đỗ Văn Thêm", 1992, "Thôn Tây", "0912000004")], round="ĐỢT 2"))
    third = Office(cast.commune_focal, next_round(cast, year), cast.commune)
    book = template(focal, third)
    assert sorted(names_in(book)) == ["Lê Văn Thử", "Phạm Thị Ví Dụ", "Trần Thị Mẫu", "Đỗ Văn Thêm"]
    assert codes.ids_of(read_book(name="mau.xlsx", content=book).template_code) == (
        cast.commune.pk,
        third.round.pk,
    )
    assert names_in(template(focal, office)) == [
        name for name in names_in(template(focal, office)) if name != "Người Hàng Xóm"
    ]
    with scopes.for_seat(cast.district_clerk.seat):  # type: ignore[arg-type]
        read = AuditEntry.objects.filter(action="people.read", after__kind="template").order_by("at")
        assert read[0].after["count"] == 4


def test_what_belongs_to_one_round_is_not_carried_over(cast: Cast, year: Year, office: Office) -> None:
    office.send(workbook())
    with scopes.for_seat(office.seat):
        Registration.objects.update(volume=350, note="đi xe chung", donations=4, weight=60)
    second = Office(cast.commune_focal, next_round(cast, year), cast.commune).list()
    with scopes.for_seat(office.seat):
        people = template_books.people_before(second)
    assert {(each.volume, each.note, each.donations, each.weight) for each in people} == {(None, "", None, None)}
    assert {each.phone for each in people} == {str(row[3]) for row in PEOPLE}


def test_its_own_template_counts_without_a_question(office: Office, focal: Desk) -> None:
    upload = office.send(filled(template(focal, office), "Trần Thị Mẫu", "Lê Văn Thử"), name="bat ky.xlsx")
    assert upload.state == Upload.State.COUNTED
    assert upload.accepted == 2


def test_the_template_of_another_unit_waits_for_an_answer(cast: Cast, year: Year, office: Office, focal: Desk) -> None:
    neighbour = Office(cast.other_focal, year.round, cast.other_commune)
    strayed = filled(template(Desk(cast.other_focal), neighbour), "Trần Thị Mẫu")
    upload = office.send(strayed)
    assert upload.state == Upload.State.ASKING
    assert office.names() == []
    said = focal.get("upload", upload.pk)
    assert "Tệp này của đơn vị nào?" in said
    assert "Tệp này ghi của xã An Hòa, còn đang nộp cho xã An Thạnh, Đợt 1." in said
    focal.send("upload_answer", upload.pk, whose="own")
    work(timezone.now())
    assert office.again(upload).state == Upload.State.COUNTED
    assert office.names() == ["Trần Thị Mẫu"]
    assert "của đơn vị nào" not in focal.get("upload", upload.pk)


def test_a_strayed_file_is_taken_back(cast: Cast, office: Office, focal: Desk) -> None:
    upload = office.send(workbook(title="XÃ AN HÒA"))
    assert upload.state == Upload.State.ASKING
    focal.send("upload_withdraw", upload.pk)
    assert office.again(upload).state == Upload.State.WITHDRAWN
    assert office.names() == []


@pytest.mark.parametrize(
    ("title", "round", "asked"),
    [
        ("XÃ AN THẠNH", "ĐỢT 1 NĂM 2026", ""),
        ("XÃ AN THẠNH", "", ""),
        ("XÃ CHƯA AI BIẾT", "", ""),
        ("XÃ AN THẠNH", "ĐỢT 2 NĂM 2026", "Tệp này của đợt nào?"),
        ("XÃ AN THẠNH", "ĐỢT 1 NĂM 2025", "Tệp này của đợt nào?"),
        ("PHÒNG GIÁO DỤC BÌNH HẢI", "ĐỢT 1", "Tệp này của đơn vị nào?"),
        ("XÃ AN HÒA", "ĐỢT 3", "ghi của xã An Hòa, đợt 3"),
    ],
)
def test_a_file_that_clearly_names_another_is_asked_about(
    office: Office, focal: Desk, title: str, round: str, asked: str
) -> None:
    upload = office.send(workbook(title=title, round=round))
    assert upload.state == (Upload.State.ASKING if asked else Upload.State.COUNTED)
    assert asked in focal.get("upload", upload.pk)


def test_the_template_of_another_round_is_asked_about(cast: Cast, year: Year, office: Office, focal: Desk) -> None:
    book = filled(template(focal, office), "Trần Thị Mẫu")
    second = Office(cast.commune_focal, next_round(cast, year), cast.commune)
    assert second.send(book).state == Upload.State.ASKING


@pytest.mark.parametrize("code", ["", "DV1", "DV1/", "/D1", "X1/D1", "DV²/D1", "DV1/D" + "9" * 30, "DV-1/D1"])
def test_what_is_no_code_of_ours(code: str) -> None:
    assert codes.ids_of(code) is None


def test_codes_lead_back() -> None:
    assert codes.ids_of(f"{codes.unit_code(12)}/{codes.round_code(3)}") == (12, 3)


def test_the_pages_lead_to_it_and_a_neighbour_is_not_let_in(cast: Cast, office: Office, focal: Desk) -> None:
    address = reverse("list_template", args=[office.round.pk, office.unit.pk])
    for route in ("list_hand_in", "volunteer_list"):
        assert address in focal.client.get(reverse(route, args=[office.round.pk, office.unit.pk])).content.decode()
    assert Desk(cast.other_focal).client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_template_costs_the_same_however_many_people(
    office: Office, cast: Cast, year: Year, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office.send(workbook(PEOPLE[:count]))
    second = Office(cast.commune_focal, next_round(cast, year), cast.commune).list()
    with scopes.for_seat(office.seat), django_assert_num_queries(2):
        template_books.template_for(second)
