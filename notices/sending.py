"""Telling seats something: one notice a seat and key, its delivery to the inbox, and a mail where the person has one.

Whoever holds the seat reads the notice in the inbox at once. A mail is only a row here: it goes out once the
transaction is committed (notices/delivering.py). What may be told to whom, the caller decides: a message goes up the
tree as well as down, so it is written in a scope of its own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from committees import scopes
from committees.models import Seat, User
from core import bulk, jobs
from core.scope import SEPARATOR
from notices.models import Channel, Delivery, Notice
from notices.reaching import Reach, Unreached, reach_of

JOB, KEY = "notices.deliver", "deliver"
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is told to whom. `key` makes it once per seat; `link` is a path of this site; `html_body` is for the mail
    only and made by a template (without it the mail shows the body's paragraphs).

    `user` is the seat's holder; None: the seat is empty, and the notice waits in its inbox. The mail waits for
    `send_after`; the inbox does not.
    """

    seat: Seat
    user: User | None
    kind: str = Notice.Kind.PLAIN
    subject: str
    body: str = ""
    html_body: str = ""
    link: str = ""
    key: str
    send_after: dt.datetime | None = None


def send(
    *,
    seat: Seat,
    user: User | None,
    subject: str,
    key: str,
    now: dt.datetime,
    kind: str = Notice.Kind.PLAIN,
    body: str = "",
    html_body: str = "",
    link: str = "",
    send_after: dt.datetime | None = None,
) -> Notice | None:
    """Tell one seat; None where this key was told before."""
    message = Message(
        seat=seat,
        user=user,
        kind=kind,
        subject=subject,
        body=body,
        html_body=html_body,
        link=link,
        key=key,
        send_after=send_after,
    )
    return next(iter(send_all([message], now=now)), None)


def send_all(messages: Sequence[Message], *, now: dt.datetime, even_if_bouncing: bool = False) -> list[Notice]:
    """Tell many at once, in a number of questions that does not grow; the notices that are new, in the same order.

    `even_if_bouncing`: also try an address that the last mail came back from.
    """
    if not messages:
        return []
    with scopes.for_system("notices.send"):
        told = _insert_notices(messages, now)
        reach = reach_of(message.user for message, _notice in told if message.user is not None)
        deliveries = [
            each for message, notice in told for each in _deliveries(message, notice, reach, now, even_if_bouncing)
        ]
        bulk.insert_all(deliveries)
        if any(each.state == Delivery.State.QUEUED and each.send_after <= now for each in deliveries):
            ask_for_delivery(messages[0].seat.path)
    return [notice for _message, notice in told]


def ask_for_delivery(path: str) -> None:
    """Have the workers send what is due, once the transaction is committed; asked twice it is one job."""
    jobs.enqueue(JOB, key=KEY, path=root_of(path), seat_id=None, user_id=None, arguments={})


def root_of(path: str) -> str:
    """The path of the tree's root above `path`: where the jobs of the whole house are kept."""
    return path.split(SEPARATOR, 1)[0] + SEPARATOR


def new_message_id(channel: str) -> str:
    """A name for one notice by one channel to one person, kept for ever (RFC 5322, 3.6.4)."""
    return f"<{uuid.uuid4().hex}.{channel}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _insert_notices(messages: Sequence[Message], now: dt.datetime) -> list[tuple[Message, Notice]]:
    """The messages whose key is new to their seat, each with its notice."""
    notices = [
        Notice(
            path=message.seat.path,
            seat=message.seat,
            kind=message.kind,
            subject=one_line(message.subject),
            body=message.body,
            html_body=message.html_body,
            link=message.link,
            key=message.key,
            created_at=now,
        )
        for message in messages
    ]
    bulk.insert_all(notices, unless_there=True)
    new = set(Notice.objects.filter(pk__any_of=[each.pk for each in notices]).values_list("pk", flat=True))
    return [pair for pair in zip(messages, notices, strict=True) if pair[1].pk in new]


def one_line(text: str) -> str:
    """A subject: one line of at most `LONGEST_SUBJECT` characters."""
    return " ".join(text.split())[:LONGEST_SUBJECT]


def _deliveries(
    message: Message, notice: Notice, reach: dict[int, Reach], now: dt.datetime, even_if_bouncing: bool
) -> list[Delivery]:
    user = message.user
    if user is None:
        return []
    inbox = _delivery(notice, user, Channel.INBOX, now)
    inbox.state, inbox.sent_at = Delivery.State.SENT, now
    found = reach[user.pk]
    is_tried = even_if_bouncing and found.why_not == Unreached.BOUNCING
    address = user.email if is_tried else found.address
    if not address:
        return [inbox]
    return [inbox, _delivery(notice, user, Channel.EMAIL, now, address=address, send_after=message.send_after)]


def _delivery(
    notice: Notice,
    user: User,
    channel: Channel,
    now: dt.datetime,
    *,
    address: str = "",
    send_after: dt.datetime | None = None,
) -> Delivery:
    return Delivery(
        path=notice.path,
        notice=notice,
        seat=notice.seat,
        kind=notice.kind,
        subject=notice.subject,
        channel=channel,
        user=user,
        address=address,
        message_id=new_message_id(channel),
        queued_at=now,
        send_after=send_after or now,
    )
