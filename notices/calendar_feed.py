"""A person's calendar address (iCal): what their seats owe and the drive days they have part in, for their phone.

The address is its own permission: 32 random bytes of which only the hash is kept, shown once, useless once it is made
anew or the person has held no seat for a moment. What stands in it, floors above say; it names no donor.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from icalendar import Calendar
from icalendar import Event as Entry

from committees import scopes
from committees.middleware import held_seats
from committees.models import Seat, SeatHolding, User
from committees.scopes import hash_token
from core.text.language import in_vietnamese
from notices.models import CalendarFeed

_TOKEN_BYTES = 32
READ_EVERY = dt.timedelta(hours=1)  # when a calendar may ask again; also how exactly the last reading is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry; `uid` is its name for ever. A date lasts the day, a moment is aware; `link` is a path."""

    uid: str
    title: str
    starts: dt.datetime | dt.date
    ends: dt.datetime | None = None
    place: str = ""
    link: str = ""


Provider = Callable[[Seat, dt.datetime], Iterable[Event]]
_providers: list[Provider] = []


def register_events(provider: Provider) -> None:
    """Let a floor above add a seat's events; called in the seat's scope, with the present moment."""
    if provider not in _providers:
        _providers.append(provider)


@transaction.atomic
def make_feed(*, user: User, now: dt.datetime) -> str:
    """A new address for the person's own calendar; returns its token, which is kept nowhere. The old one ends."""
    revoke_feed(user=user, now=now)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    CalendarFeed.objects.create(user=user, token_hash=hash_token(token), created_at=now)
    return token


def revoke_feed(*, user: User, now: dt.datetime) -> bool:
    """Make the person's address useless; whether there was one."""
    return bool(CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=now))


def feed_of(user: User) -> CalendarFeed | None:
    """The address in force; needs a scope that names the person."""
    found: CalendarFeed | None = CalendarFeed.objects.filter(user=user, revoked_at=None).first()
    return found


def read_feed(token: str, *, now: dt.datetime) -> bytes | None:
    """The calendar as text (RFC 5545), or None: no such address, or its time is over. Opens its own scopes."""
    with scopes.for_token(token):
        feed = CalendarFeed.objects.select_related("user").filter(token_hash=hash_token(token), revoked_at=None).first()
        if feed is None:
            return None
        if not feed.user.is_active or not _has_sat_since(feed.user, feed.created_at):
            CalendarFeed.objects.filter(pk=feed.pk).update(revoked_at=now)
            return None
        if feed.read_at is None or now - feed.read_at >= READ_EVERY:
            CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
        return _as_text(_events_of(feed.user, now), stamp=feed.created_at)


def etag_of(content: bytes) -> str:
    """The mark by which a calendar program sees that nothing has changed."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _has_sat_since(user: User, moment: dt.datetime) -> bool:
    """Whether the person has held some seat ever since: who lost all of them loses the address for good."""
    with scopes.for_person(user):
        held = SeatHolding.objects.filter(user=user).order_by("started_at").values_list("started_at", "ended_at")
        reached = moment
        for started_at, ended_at in held:
            if started_at <= reached and ended_at is None:
                return True
            if ended_at is not None and started_at <= reached < ended_at:
                reached = ended_at
    return False


@in_vietnamese()
def _events_of(user: User, now: dt.datetime) -> list[Event]:
    """The events of all seats; what two of them share stands once."""
    found: dict[str, Event] = {}
    for seat in held_seats(user):
        with scopes.for_seat(seat):
            for provider in _providers:
                found |= {event.uid: event for event in provider(seat, now)}
    return sorted(found.values(), key=lambda event: event.uid)


def _as_text(events: list[Event], *, stamp: dt.datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Giot Hong//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Giọt Hồng")
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event, stamp))
    return bytes(calendar.to_ical())


def _entry(event: Event, stamp: dt.datetime) -> Entry:
    """Moments in UTC: right on every device, and no zone table is needed."""
    entry = Entry()
    entry.add("uid", f"{event.uid}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    entry.add("dtstamp", stamp.astimezone(dt.UTC))  # the same at every reading: nothing changed, nothing to fetch
    entry.add("summary", event.title)
    entry.add("dtstart", _in_utc(event.starts))
    if event.ends is not None:
        entry.add("dtend", _in_utc(event.ends))
    if event.place:
        entry.add("location", event.place)
    if event.link:
        entry.add("url", f"{settings.SITE_URL}{event.link}")
        entry.add("description", f"{settings.SITE_URL}{event.link}")
    entry.add("transp", "TRANSPARENT")
    return entry


def _in_utc(moment: dt.datetime | dt.date) -> dt.datetime | dt.date:
    return moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else moment
