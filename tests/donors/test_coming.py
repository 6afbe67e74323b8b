"""A list that came before the round asked for it is handed in, as of when it came; a unit added late likewise."""

from __future__ import annotations

import datetime as dt

import pytest

from campaigns import completeness, expecting, hosting, planning
from campaigns.completeness import Count
from campaigns.models import Deadline, Duty, Round, Submission
from committees import scopes
from committees.models import Level
from donors import receiving
from tests.campaigns.owing import clerk_of, lay
from tests.cast import Cast
from tests.committees.factories import CommitteeFactory, UnitFactory
from tests.donors.office import PEOPLE, Office, picture, workbook
from tests.quotas.years import NOW, Year

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


def photo(office: Office) -> None:
    with scopes.for_seat(office.seat):
        receiving.receive_photo(
            volunteer_list=office.list(), content=picture(), is_agreed=True, sender=office.sender, now=NOW
        )


def number(office: Office) -> None:
    with scopes.for_seat(office.seat):
        receiving.receive_number(volunteer_list=office.list(), number=7, sender=office.sender, now=NOW)


def handed_in() -> list[tuple[str, str, int | None, dt.datetime]]:
    with scopes.for_system("tests"):
        return list(Submission.objects.values_list("duty__unit__name", "kind", "amount", "at"))


def counted(deadline: Deadline, cast: Cast) -> Count:
    with scopes.for_seat(clerk_of(cast)):
        return completeness.completeness_of([deadline], within=cast.district.path, now=NOW).whole


def test_a_list_that_came_before_the_deadline_counts_since_it_came(office: Office, year: Year, cast: Cast) -> None:
    office.send(workbook())
    deadline = lay(year, cast, now=NOW + HOUR)
    assert handed_in() == [("xã An Thạnh", "content", 3, NOW)]
    assert counted(deadline, cast) == Count(on_time=1, waiting=2)


def test_so_does_a_photo(office: Office, year: Year, cast: Cast) -> None:
    photo(office)
    lay(year, cast, now=NOW + HOUR)
    assert handed_in() == [("xã An Thạnh", "photo", None, NOW)]


def test_so_does_a_bare_number(office: Office, year: Year, cast: Cast) -> None:
    number(office)
    lay(year, cast, now=NOW + HOUR)
    assert handed_in() == [("xã An Thạnh", "content", 7, NOW)]


@pytest.mark.parametrize("is_hosted_beside", [False, True])
def test_who_else_hosts_the_round_changes_nothing_about_when_it_came(
    office: Office, year: Year, cast: Cast, is_hosted_beside: bool
) -> None:
    other = Office(cast.other_focal, year.round, cast.other_commune)
    photo(office)
    for now, people in ((NOW, PEOPLE[:2]), (NOW + HOUR, PEOPLE)):
        other.send(workbook(people, title="XÃ AN HÒA"), now=now)
    if is_hosted_beside:
        _hosted_beside(year, cast)
    with scopes.for_system("tests"):
        fresh = Round.objects.select_related("plan").get(pk=year.round.pk)
    lay(year, cast, round=fresh, now=NOW + 2 * HOUR)
    came = [("xã An Hòa", "content", 3, NOW), ("xã An Thạnh", "photo", None, NOW)]
    assert sorted(handed_in()) == came


def _hosted_beside(year: Year, cast: Cast) -> None:
    """A committee of another branch brings a unit of its own into the round."""
    with scopes.for_system("tests"):
        beside = UnitFactory.create(parent=cast.province, level=Level.DISTRICT, name="khu vực Bình Lâm")
        CommitteeFactory.create(unit=beside)
        commune = UnitFactory.create(parent=beside, name="xã Lâm An")
        hosting.add_host(round=year.round, unit=beside)
        planning.set_participants(round=year.round, units=[commune], host_path=beside.path)


def test_a_unit_that_comes_back_into_the_round_keeps_what_it_sent(office: Office, year: Year, cast: Cast) -> None:
    lay(year, cast)
    with scopes.for_seat(clerk_of(cast)):
        Duty.objects.filter(unit=cast.commune).delete()
    office.send(workbook())
    assert handed_in() == []
    clerk = clerk_of(cast)
    with scopes.for_seat(clerk):
        expecting.add_unit(deadline=Deadline.objects.get(), unit=cast.commune, reason="bổ sung", now=NOW)
        planning.set_participants(round=year.round, units=year.units)
        hosting.choose_participants(round=year.round, units=year.units, seat=clerk, now=NOW)
    assert handed_in() == [("xã An Thạnh", "content", 3, NOW)]
