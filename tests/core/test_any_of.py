"""Membership in a list of thousands, as one parameter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees import scopes
from committees.models import Seat, Unit
from tests.committees.factories import UnitFactory

pytestmark = pytest.mark.django_db


def test_it_finds_what_in_finds() -> None:
    with scopes.for_system("tests"):
        units = [UnitFactory.create(name=f"xã {number}") for number in range(3)]
    wanted = [units[0].pk, units[2].pk, 987_654_321]
    assert set(Unit.objects.filter(pk__any_of=wanted)) == set(Unit.objects.filter(pk__in=wanted))
    assert set(Unit.objects.filter(name__any_of={"xã 1"})) == {units[1]}
    assert list(Unit.objects.filter(pk__any_of=[])) == []
    with scopes.for_system("tests"):
        assert "JOIN" not in str(Seat.objects.filter(unit__id__any_of=[1]).query), "a foreign key needs no join"


def test_thousands_are_one_parameter() -> None:
    with CaptureQueriesContext(connection) as asked:
        list(Unit.objects.filter(pk__any_of=range(5_000)))
    assert "%s" not in asked[0]["sql"]
    assert asked[0]["sql"].count("ANY") == 1
