"""What is typed and not yet saved, and who is typing: kept in the cache, since none of it is part of the document.

Words are kept per person, seat and place for two days: a phone that loses its network, or is put away, loses none of
them. They belong to the edition they were typed over; where the document changed since, they are shown beside the form
and put into nothing. Who has a form open is shown to others while the page still says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.cache import cache

from committees.models import Seat
from committees.permissions import Act, may
from core import audit
from reports.models import Document

KEPT = dt.timedelta(days=2)
SHOWN = dt.timedelta(minutes=3)  # the page tells every twenty seconds; one without a script when it is opened
MOST_KEPT = 60_000  # letters


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What somebody typed at one place: the fields of the form, the edition it stood over, and when."""

    fields: Mapping[str, str]
    edition: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who has a form of the document open, and since when."""

    name: str
    since: dt.datetime


def keep(
    *, document: Document, seat: Seat, place: str, fields: Mapping[str, str], edition: int, now: dt.datetime
) -> bool:
    """Keep what is typed; whether it was: more than sixty thousand letters are not."""
    if sum(len(text) for text in fields.values()) > MOST_KEPT:
        return False
    kept = asdict(Unsaved(dict(fields), edition, now))
    cache.set(_words_key(document, seat, place), kept, timeout=KEPT.total_seconds())
    return True


def kept_for(document: Document, seat: Seat, place: str) -> Unsaved | None:
    """What the seat typed at a place and has not saved."""
    kept = cache.get(_words_key(document, seat, place))
    return Unsaved(**kept) if kept else None


def drop(*, document: Document, seat: Seat, place: str) -> None:
    """Forget what was typed at a place, and that the seat has a form open."""
    cache.delete_many([_words_key(document, seat, place), _editor_key(document, seat.pk)])


def carry(*, document: Document, seat: Seat, place: str, to: str) -> None:
    """Words typed over a block go along where the block goes; `document` is as it was saved."""
    kept = kept_for(document, seat, place)
    if kept is not None:
        cache.delete(_words_key(document, seat, place))
        keep(document=document, seat=seat, place=to, fields=kept.fields, edition=document.edition, now=kept.at)


def tell_open(*, document: Document, seat: Seat, name: str, now: dt.datetime) -> None:
    """Say that the seat has a form of the document open; the moment it began stays while it goes on."""
    key = _editor_key(document, seat.pk)
    former = cache.get(key)
    cache.set(key, former or asdict(Editor(name, now)), timeout=SHOWN.total_seconds())


def others_in(document: Document, seat: Seat) -> list[Editor]:
    """Who else has a form of the document open."""
    seats = [each for each in Seat.objects.filter(path=document.path, closed_on=None) if may(each, Act.RUN)]
    found = cache.get_many([_editor_key(document, each.pk) for each in seats if each.pk != seat.pk])
    return sorted((Editor(**each) for each in found.values()), key=lambda each: each.since)


def _words_key(document: Document, seat: Seat, place: str) -> str:
    """Whoever holds the seat next does not read what the one before typed."""
    return f"document-words:{document.pk}:{seat.pk}:{audit.actor().user_id}:{place}"


def _editor_key(document: Document, seat_pk: int) -> str:
    return f"document-editor:{document.pk}:{seat_pk}"
