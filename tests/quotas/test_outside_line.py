"""Blood given outside rounds: typed on the plan's standing line, with its day and its proof."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Round
from committees import scopes
from committees.models import Unit
from core.models import AuditEntry
from quotas.models import Tally
from quotas.tallies import Counts, Doubtful, Impossible, save_tally
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.test_grid_pages import row
from tests.quotas.years import NOW, Year


@pytest.fixture
def line(year: Year, cast: Cast) -> Round:
    with scopes.for_seat(cast.district_clerk.seat):
        return year.plan.rounds.get(kind=Round.Kind.OUTSIDE)


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def kept() -> dict[str, tuple[int | None, dt.date | None, str]]:
    with scopes.for_system("tests"):
        rows = Tally.objects.filter(round__kind="outside").select_related("unit")
        return {tally.unit.name: (tally.bags, tally.given_on, tally.proof) for tally in rows}


def test_every_unit_below_has_a_row_with_day_and_proof(cast: Cast, line: Round, clerk: Desk) -> None:
    page = clerk.get("results", line.pk)
    assert "Máu hiến ngoài các đợt: ghi số của từng đơn vị kèm ngày hiến và chứng từ." in page
    for words in ("xã An Thạnh", "xã An Hòa", "Phòng Giáo dục Bình Hải", "Ngày hiến", "Chứng từ"):
        assert words in page
    form = row(cast.commune, units="3", given_on="02/10/2026", proof="Giấy chứng nhận số 12")
    assert "Đã lưu kết quả của 1 đơn vị." in clerk.send("results", line.pk, **form)
    assert kept() == {"xã An Thạnh": (3, dt.date(2026, 10, 2), "Giấy chứng nhận số 12")}
    page = clerk.client.get(reverse("results", args=[line.pk])).content.decode()
    assert f'name="{cast.commune.pk}-given_on" data-field="given_on" value="02/10/2026"' in page
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="tally.saved")
    assert entry.after["proof"] == "Giấy chứng nhận số 12"  # type: ignore[index]
    assert "Ngoài đợt" in clerk.get("progress", year=2026)


def test_saving_a_figure_again_keeps_its_day(cast: Cast, line: Round, clerk: Desk) -> None:
    day = {"given_on": "2026-10-02", "proof": "Giấy 12"}
    clerk.send("results", line.pk, **row(cast.commune, units="3", **day))
    clerk.send("results", line.pk, **row(cast.commune, version=1, units="4", **day))
    assert kept() == {"xã An Thạnh": (4, dt.date(2026, 10, 2), "Giấy 12")}


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("hôm qua", "“hôm qua” không phải là ngày; ghi như 24/11/2026."),
        ("31/02/2026", "“31/02/2026” không phải là ngày; ghi như 24/11/2026."),
        ("02/10/2025", "Ngày hiến phải trong năm 2026."),
    ],
)
def test_a_day_that_cannot_be_is_told_at_its_cell(
    cast: Cast, line: Round, clerk: Desk, day: str, sentence: str
) -> None:
    form = row(cast.commune, units="3", given_on=day)
    address = reverse("results_row", args=[line.pk, cast.commune.pk])
    response = clerk.client.post(address, form)
    assert (response.status_code, json.loads(response.content)["errors"]) == (422, {"given_on": sentence})
    assert kept() == {}


def test_a_day_ahead_is_refused_and_a_missing_one_asked_about(cast: Cast, line: Round) -> None:
    with scopes.for_seat(cast.district_clerk.seat):

        def save(given_on: dt.date | None, *, accepted: bool = False) -> Tally | None:
            counts = Counts(units=3)
            return save_tally(
                round=line,
                unit=cast.commune,
                counts=counts,
                edition=0,
                by=None,
                now=NOW,
                given_on=given_on,
                accepted=accepted,
            )

        with pytest.raises(Impossible, match="Ngày hiến ở sau hôm nay"):
            save(NOW.date() + dt.timedelta(days=1))
        with pytest.raises(Doubtful, match="không được tính vào chiến dịch nào"):
            save(None)
        tally = save(None, accepted=True)
    assert tally is not None
    assert tally.accepted_doubts == ["no day"]


def test_two_people_in_one_row_of_the_line_are_told_of_the_whole_row(cast: Cast, line: Round, clerk: Desk) -> None:
    address = reverse("results_row", args=[line.pk, cast.commune.pk])
    clerk.client.post(address, row(cast.commune, units="3", given_on="02/10/2026", proof="Giấy 12"))
    response = clerk.client.post(address, row(cast.commune, donated="2", given_on="03/10/2026"))
    answer = json.loads(response.content)
    assert (response.status_code, answer["opened"], answer["version"]) == (409, "", 1)
    assert answer["values"] == {"donated": "", "units": "3", "given_on": "02/10/2026", "proof": "Giấy 12"}


def test_a_committee_without_units_below_has_its_own_row(year: Year, cast: Cast, line: Round, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(parent=cast.district).update(valid_to="2025-01-01")
    assert f'data-row="{cast.district.pk}"' in clerk.client.get(reverse("results", args=[line.pk])).content.decode()


@pytest.mark.parametrize("units", [1, 3])
def test_the_line_costs_the_same_for_one_unit_and_three(
    year: Year, cast: Cast, line: Round, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, *, units: int
) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(pk__in=[unit.pk for unit in year.units[units:]]).update(valid_to="2025-01-01")
    clerk.get("results", line.pk)
    with django_assert_num_queries(12):
        clerk.get("results", line.pk)
