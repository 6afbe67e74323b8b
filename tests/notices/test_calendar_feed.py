"""A person's calendar: what their seats owe and their drive days, at an address that ends with the last seat."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from committees import scopes
from committees.models import SeatHolding
from notices import calendar_feed
from notices.calendar_feed import Event
from notices.models import CalendarFeed
from tests.cast import Cast, Person
from tests.committees.factories import HoldingFactory, SeatFactory


@pytest.fixture
def _one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
    events = [
        Event(uid="viec-1", title="Hạn nộp: Danh sách, Đợt 2", starts=moment, ends=moment, link="/"),
        Event(uid="buoi-1", title="Hiến máu: Đợt 2", starts=dt.date(2026, 11, 28), place="Nhà văn hóa, xã"),
    ]
    monkeypatch.setattr(calendar_feed, "_providers", [lambda _seat, _now: events])


def made(person: Person) -> str:
    """A new address of the person's calendar."""
    with scopes.for_person(person.user):
        return reverse("calendar_feed", args=[calendar_feed.make_feed(user=person.user, now=timezone.now())])


@pytest.mark.usefixtures("_one_event")
def test_a_calendar_program_reads_it_without_signing_in(client: Client, cast: Cast) -> None:
    response = client.get(made(cast.commune_focal))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    whole_day, due = Calendar.from_ical(response.content).walk("VEVENT")
    assert due["SUMMARY"] == "Hạn nộp: Danh sách, Đợt 2"
    assert due.decoded("DTSTART") == dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
    assert whole_day.decoded("DTSTART") == dt.date(2026, 11, 28)
    assert whole_day["LOCATION"] == "Nhà văn hóa, xã"
    assert b"20261124T100000Z" in response.content
    assert b"DTSTART;VALUE=DATE:20261128" in response.content
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75


@pytest.mark.usefixtures("_one_event")
def test_what_has_not_changed_is_not_fetched_again(client: Client, cast: Cast) -> None:
    address = made(cast.commune_focal)
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.usefixtures("_one_event")
def test_two_seats_with_the_same_event_show_it_once(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        HoldingFactory.create(seat=SeatFactory.create(unit=cast.agency, role="focal"), user=cast.commune_focal.user)
    assert client.get(made(cast.commune_focal)).content.count(b"BEGIN:VEVENT") == 2


def test_only_the_hash_is_kept_and_it_is_shown_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_focal.user)
    page = client.post(reverse("calendar_make")).content.decode()
    [token] = set(re.findall(r"/lich/([\w-]{43})\.ics", page))
    with scopes.for_person(cast.commune_focal.user):
        feed = CalendarFeed.objects.get()
    assert feed.token_hash == scopes.hash_token(token)
    assert token not in client.get(reverse("my_messages")).content.decode()
    assert client.get(f"/lich/{token}.ics").status_code == 200
    assert "đọc lần gần nhất" in client.get(reverse("my_messages")).content.decode()


def test_a_new_address_ends_the_old_and_taking_it_back_ends_it(client: Client, cast: Cast) -> None:
    old = made(cast.commune_focal)
    new = made(cast.commune_focal)
    assert [client.get(address).status_code for address in (old, new)] == [404, 200]
    client.force_login(cast.commune_focal.user)
    client.post(reverse("calendar_revoke"))
    assert Client().get(new).status_code == 404
    assert client.get("/lich/khong-co.ics").status_code == 404


def test_it_ends_with_the_last_seat_and_does_not_come_back_with_a_new_one(client: Client, cast: Cast) -> None:
    address = made(cast.commune_focal)
    now, user = timezone.now(), cast.commune_focal.user
    with scopes.for_system("tests"):
        second = HoldingFactory.create(
            seat=SeatFactory.create(unit=cast.agency, role="focal"), user=user, started_at=now
        )
        SeatHolding.objects.filter(user=user).exclude(pk=second.pk).update(ended_at=now + dt.timedelta(minutes=1))
    assert client.get(address).status_code == 200, "another seat goes on"
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(pk=second.pk).update(ended_at=now + dt.timedelta(minutes=2))
        HoldingFactory.create(
            seat=SeatFactory.create(unit=cast.other_commune, role="focal"),
            user=user,
            started_at=now + dt.timedelta(minutes=3),
        )
    assert client.get(address).status_code == 404


def test_another_persons_token_shows_nothing_of_mine(client: Client, cast: Cast) -> None:
    made(cast.commune_focal)
    with scopes.for_person(cast.stranger.user):
        assert not CalendarFeed.objects.exists()
    with scopes.for_token("another"):
        assert not CalendarFeed.objects.exists()
