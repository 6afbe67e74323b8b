"""Which units have a committee, by decision and year; the clerk's table of them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from committees import establishing, scopes
from committees.establishing import Change, Decision, Establishment, establishment_of, read_decision
from committees.models import Bloc, CommitteeDecision, Level, Seat, Unit
from core.refusal import Refused
from core.text.dates import short_date
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.committees.factories import UnitFactory

NONE = (Decision(), Decision())
DAY = dt.date(2026, 3, 5)


def clerk_of(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


def decide(cast: Cast, unit: Unit, *, year: int = 2026, established: str = "", renewed: str = "") -> dict[int, str]:
    """The clerk writes a unit's decisions of a year, having seen none."""
    typed = (Decision(established, DAY if established else None), Decision(renewed))
    with scopes.for_seat(clerk_of(cast)):
        changes = {unit.pk: Change(NONE, typed)}
        return establishing.record(top=cast.district, year=year, changes=changes)[1]


def stands(cast: Cast, year: int = 2026) -> Establishment:
    with scopes.for_seat(clerk_of(cast)):
        return establishment_of(top=cast.district, year=year)


def test_the_share_is_said_as_a_report_says_it_and_the_missing_are_named(cast: Cast) -> None:
    with scopes.for_system("tests"):
        UnitFactory.create(parent=cast.district, name="thị trấn Hải Triều", bloc=Bloc.TERRITORY)
    decide(cast, cast.commune, established="12/QĐ-UBND")
    found = stands(cast)
    assert found.sentence == "1/3 xã, thị trấn đã thành lập Ban Chỉ đạo"
    assert [unit.name for unit in found.missing] == ["thị trấn Hải Triều", "xã An Hòa"]  # the agency sets up none


def test_a_committee_lasts_and_its_renewal_is_asked_anew_every_year(cast: Cast) -> None:
    decide(cast, cast.commune, year=2025, established="12/QĐ-UBND")
    assert (stands(cast, 2024).established, stands(cast, 2024).renewed) == (0, 0)
    assert (stands(cast, 2025).established, stands(cast, 2025).renewed) == (1, 1)
    assert (stands(cast, 2026).established, stands(cast, 2026).renewed) == (1, 0)
    assert [unit.name for unit in stands(cast, 2026).not_renewed] == ["xã An Thạnh"]
    decide(cast, cast.commune, renewed="7/QĐ-UBND")
    assert stands(cast).sentence_of_year == "1/2 xã đã thành lập hoặc kiện toàn Ban Chỉ đạo trong năm 2026"
    assert stands(cast).not_renewed == []


def test_a_decision_that_was_emptied_is_taken_back(cast: Cast) -> None:
    decide(cast, cast.commune, established="12/QĐ-UBND")
    with scopes.for_seat(clerk_of(cast)):
        before = (Decision("12/QĐ-UBND", DAY), Decision())
        establishing.record(top=cast.district, year=2026, changes={cast.commune.pk: Change(before, NONE)})
        assert not CommitteeDecision.objects.exists()


def test_what_somebody_else_wrote_meanwhile_stays_and_is_told(cast: Cast) -> None:
    decide(cast, cast.commune, established="12/QĐ-UBND")
    conflicts = decide(cast, cast.commune, established="99/QĐ-UBND")
    assert conflicts == {cast.commune.pk: "xã An Thạnh: người khác vừa ghi 12/QĐ-UBND, 05/3/2026; xem rồi ghi lại."}
    assert stands(cast).lines[0].unit == cast.other_commune
    assert decide(cast, cast.commune, established="12/QĐ-UBND") == {}  # the same, sent twice


def test_units_elsewhere_are_left_alone_and_a_neighbour_reads_nothing(cast: Cast) -> None:
    decide(cast, cast.other_province, established="12/QĐ-UBND")
    decide(cast, cast.commune, established="13/QĐ-UBND")
    for person in (cast.other_focal, cast.stranger):
        assert person.seat is not None
        with scopes.for_seat(person.seat):
            assert not CommitteeDecision.objects.exists()
            assert establishment_of(top=cast.district, year=2026).established == 0
    with scopes.for_system("tests"):
        assert [each.number for each in CommitteeDecision.objects.all()] == ["13/QĐ-UBND"]


@pytest.mark.parametrize("units", [1, 3])
def test_two_questions_however_many_units(
    cast: Cast, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with scopes.for_system("tests"):
        more = [UnitFactory.create(parent=cast.district, level=Level.COMMUNE) for _unit in range(units)]
    for unit in more:
        decide(cast, unit, established="12/QĐ-UBND")
    with scopes.for_seat(clerk_of(cast)), django_assert_num_queries(2):
        assert establishment_of(top=cast.district, year=2026).established == units


def test_a_year_that_cannot_be_is_refused(cast: Cast) -> None:
    with scopes.for_seat(clerk_of(cast)), pytest.raises(Refused, match="Năm phải từ 1994"):
        establishing.record(top=cast.district, year=1900, changes={})


# --- What is typed --------------------------------------------------------------------------------------


@given(st.dates(dt.date(1994, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_is_read_in_every_way_it_is_written(day: dt.date) -> None:
    for text in (short_date(day), f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}", day.isoformat(), f"{day} 00:00:00"):
        assert read_decision(" 12/QĐ-UBND ", text) == Decision("12/QĐ-UBND", day)


@pytest.mark.parametrize(
    ("number", "day", "sentence"),
    [
        ("12/QĐ", "31/2/2026", "không phải là ngày"),
        ("12/QĐ", "hôm qua", "không phải là ngày"),
        ("", "5/3/2026", "Ghi số quyết định cùng với ngày"),
        ("x" * 41, "", "dài nhất 40 chữ"),
    ],
)
def test_what_cannot_be_a_decision_is_said_in_a_sentence(number: str, day: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_decision(number, day)


# --- The page -------------------------------------------------------------------------------------------


def form(cast: Cast, **cells: str) -> dict[str, str]:
    pk = cast.commune.pk
    typed = {f"{pk}-{name}": value for name, value in cells.items()}
    return {"year": "2026", f"{pk}-opened": "|||", **typed}


def test_one_save_keeps_the_table_and_says_the_share(cast: Cast) -> None:
    clerk = Desk(cast.district_clerk)
    page = clerk.send("establishment", **form(cast, established="12/QĐ-UBND", established_on="5/3/2026"))
    assert "Đã lưu quyết định của 1 đơn vị." in page
    assert "1/2 xã đã thành lập Ban Chỉ đạo" in page
    assert "Chưa thành lập (1): xã An Hòa." in page
    assert "0/2 xã" in clerk.get("establishment", year="2025")


def test_a_wrong_day_keeps_what_was_typed_and_saves_nothing(cast: Cast) -> None:
    client = Desk(cast.district_clerk).client
    answer = client.post(reverse("establishment"), form(cast, established="12/QĐ", established_on="31/2/2026"))
    assert answer.status_code == 422
    assert "không phải là ngày" in answer.content.decode()
    assert "Chưa lưu: 1 đơn vị cần xem lại" in answer.content.decode()
    assert 'value="12/QĐ"' in answer.content.decode()
    assert stands(cast).established == 0


def test_a_leader_reads_and_changes_nothing(cast: Cast) -> None:
    decide(cast, cast.commune, established="12/QĐ-UBND")
    head = Desk(cast.district_head)
    assert "12/QĐ-UBND" in head.get("establishment", year="2026")
    assert head.client.post(reverse("establishment"), form(cast)).status_code == 403


def test_the_others_are_saved_where_one_was_written_by_somebody_else(cast: Cast) -> None:
    decide(cast, cast.commune, established="12/QĐ-UBND")
    other = cast.other_commune.pk
    sent = {**form(cast, established="99/QĐ"), f"{other}-opened": "|||", f"{other}-established": "7/QĐ"}
    page = Desk(cast.district_clerk).send("establishment", **sent)
    assert "Chưa lưu hết: 1 đơn vị cần xem lại" in page
    assert "xã An Thạnh: người khác vừa ghi 12/QĐ-UBND" in page
    assert stands(cast).sentence == "2/2 xã đã thành lập Ban Chỉ đạo"
