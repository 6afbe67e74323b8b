"""Sending what is due, so that every message arrives, and once unless a worker died while it was sending.

A row is claimed and the claim committed before the network is touched; what became of it is written afterwards, by
whoever still holds the claim. A row that is found «sending» long after belongs to a worker that died: it is sent once
more under the same Message-ID. Just before sending, the floor above is asked whether the message is still true.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import structlog
from django.db import DatabaseError
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from committees import scopes
from committees.models import SeatHolding
from core.text.dates import in_vietnam
from core.text.language import in_vietnamese
from notices.channels import Letter, NotSentError, Verdict, Way, ways
from notices.mail_texts import Text, letter, text_of
from notices.models import Channel, Delivery, Notice
from notices.reaching import bouncing_among
from notices.working_hours import is_working_moment, next_moment

log = structlog.get_logger(__name__)
State = Delivery.State

# After the first failed attempt a minute, then longer: a server that is broken for a day is outlasted.
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60))
MOST_ATTEMPTS = len(RETRY_AFTER) + 1
AFTER_THE_HOUR = dt.timedelta(minutes=15)  # on a later day a reminder lets that day's own message have its turn
DEAD_AFTER = dt.timedelta(minutes=5)  # no step of one sending takes longer; the worker that claimed the row is gone
MOST_IN_A_RUN, LONGEST_RUN = 500, 600.0  # messages, seconds: below the limit of a task
MOST_MISSES = 3  # so many that could not be sent in a row: the server is down, and the rest waits for the next run
TRIAL = "trial:"  # begins the key of a message that a person sends to themselves, also to an address that bounced

Recheck = Callable[[Notice, dt.datetime], Text | None]
_rechecks: dict[str, Recheck] = {}


def register_recheck(kind: str, check: Recheck) -> None:
    """Let a floor above say, right before a notice of `kind` is sent, what it says now; None: it is no longer wanted.

    It is called in a system's scope, for one notice and the moment of its sending (`text_of(notice)` is the text as it
    was told).
    """
    _rechecks[kind] = check


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one attempt."""

    state: Delivery.State
    reason: str = ""


def due(now: dt.datetime) -> QuerySet[Delivery]:
    """What is to be sent at `now`: queued and due, or left by a dead worker. Duty messages in working hours only.

    A reminder that did not go on its own day goes after the hour its reader wants, and after that day's own, which says
    all that it does (`register_recheck`).
    """
    return Delivery.objects.filter(_left(now) | _queued(now), _may_go(now))


def _queued(now: dt.datetime) -> Q:
    return Q(state=State.QUEUED, send_after__lte=now)


def _left(now: dt.datetime) -> Q:
    return Q(state=State.SENDING, started_at__lt=now - DEAD_AFTER)


def _may_go(now: dt.datetime) -> Q:
    if not is_working_moment(now):
        return Q(kind=Notice.Kind.PLAIN)
    midnight = in_vietnam(now).replace(hour=0, minute=0, second=0, microsecond=0)
    past = max(in_vietnam(now) - AFTER_THE_HOUR, midnight).hour
    return ~Q(kind=Notice.Kind.DUTY, queued_at__lt=midnight, user__message_hour__gt=past)


def deliver_due(
    *, now: dt.datetime, tell: Callable[[int], None] = lambda _done: None, by: Mapping[Channel, Way] | None = None
) -> Counter[str]:
    """Send what is due, oldest first; how many ended in which state. `now` goes on while it works.

    Two at once share the rows and send none twice. `tell` hears after each how many are done. A way that misses
    `MOST_MISSES` times in a row is left alone until the next run.
    """
    began, counted = time.monotonic(), Counter[str]()
    routes, misses = dict(by if by is not None else ways()), Counter[Channel]()

    def clock() -> dt.datetime:
        return now + dt.timedelta(seconds=time.monotonic() - began)

    try:
        while routes and counted.total() < MOST_IN_A_RUN and time.monotonic() < began + LONGEST_RUN:
            row = _claim(clock(), routes)
            if row is None:
                break
            channel = Channel(row.channel)
            outcome = _attempt(row, routes[channel])
            _record(row, outcome, clock())
            counted[outcome.state] += 1
            misses[channel] = misses[channel] + 1 if outcome.state == State.QUEUED else 0
            if misses[channel] >= MOST_MISSES:
                log.warning("deliveries.way_is_down", channel=channel)
                routes.pop(channel).close()
            tell(counted.total())
    finally:
        for way in routes.values():
            way.close()
    return counted


def cancel(notices: Iterable[Notice], *, reason: str, now: dt.datetime) -> int:
    """Stop the mails of these notices that have not left yet, and say why; how many. The inbox keeps what it has."""
    with scopes.for_system("notices.cancel"):
        waiting = Delivery.objects.filter(notice__id__any_of=[each.pk for each in notices], state=State.QUEUED)
        return waiting.update(state=State.CANCELLED, reason=reason[:300], ended_at=now)


def _claim(now: dt.datetime, channels: Collection[Channel]) -> Delivery | None:
    """The next due row, now ours and «sending»; committed when this returns."""
    with scopes.for_system("notices.deliver"):
        rows = Delivery.objects.filter(_may_go(now), channel__in=list(channels)).order_by("send_after", "pk")
        free = rows.select_for_update(skip_locked=True, of=("self",))
        # one after the other: each walks the index on state and moment, however many are due
        row = free.filter(_left(now)).first() or free.filter(_queued(now)).first()
        if row is None:
            return None
        row.state, row.started_at, row.attempts = State.SENDING, now, row.attempts + 1
        Delivery.objects.filter(pk=row.pk).update(state=row.state, started_at=now, attempts=F("attempts") + 1)
        return row


@in_vietnamese()
def _attempt(row: Delivery, way: Way) -> _Outcome:
    """Send one claimed row, or find that it must not go. No transaction is open while the network is waited for."""
    if row.attempts > MOST_ATTEMPTS:
        return _Outcome(
            State.FAILED, _("Đã thử %(count)s lần mà không biết thư có đi không.") % {"count": MOST_ATTEMPTS}
        )
    try:
        ready = _ready(row.pk, way)
        if isinstance(ready, _Outcome):
            return ready
        way.send(ready)
    except NotSentError as error:
        return _after_miss(row, error)
    except DatabaseError:
        raise  # nothing is known of this one; it is taken up again like a dead worker's
    except Exception as error:  # ours: a broken text or a setting; the others must still go
        log.error("delivery.broken", delivery=row.pk, error=type(error).__name__)  # its message may hold an address
        return _Outcome(State.FAILED, _("Phần mềm không soạn hoặc không gửi được tin này; báo người quản trị máy chủ."))
    return _Outcome(State.SENT)


def _after_miss(row: Delivery, error: NotSentError) -> _Outcome:
    if error.verdict == Verdict.BOUNCED:
        return _Outcome(State.BOUNCED, error.reason)
    if error.verdict == Verdict.FAILED:
        return _Outcome(State.FAILED, error.reason)
    if row.attempts >= MOST_ATTEMPTS:
        tried = _("Đã thử %(count)s lần: %(reason)s") % {"count": row.attempts, "reason": error.reason}
        return _Outcome(State.FAILED, tried)
    return _Outcome(State.QUEUED, error.reason)


def _ready(delivery_id: int, way: Way) -> Letter | _Outcome:
    """The letter as it is true now, or why it does not go any more."""
    with scopes.for_system("notices.deliver"):
        row = Delivery.objects.select_related("notice__seat__unit", "seat__unit", "user").get(pk=delivery_id)
        address = way.address_of(row.user)
        why_not = _why_not(row, address)
        if why_not:
            return _Outcome(State.CANCELLED, why_not)
        check = _rechecks.get(row.kind)
        text = check(row.notice, row.started_at or row.queued_at) if check else text_of(row.notice)
        if text is None:
            return _Outcome(State.CANCELLED, _("Việc đã xong hoặc đã đổi trước khi gửi."))
        if address != row.address:
            Delivery.objects.filter(pk=row.pk).update(address=address)
        return letter(row, text, address=address)


def _why_not(row: Delivery, address: str) -> str:
    """Why this person is not written to any more; empty: they are."""
    if not address:
        return _("Người nhận không còn địa chỉ, hoặc đã chọn không nhận bằng cách này.")
    holds = SeatHolding.objects.filter(seat=row.seat_id, user=row.user_id, ended_at=None, seat__closed_on=None)
    if not row.user.is_active or not holds.exists():
        return _("Người nhận không còn giữ vai trò.")
    is_trial = row.notice.key.startswith(TRIAL)
    if not is_trial and bouncing_among([row.user_id]):
        return _("Thư trước gửi đến địa chỉ này bị trả lại.")
    return ""


def _record(row: Delivery, outcome: _Outcome, now: dt.datetime) -> None:
    """Write what became of the claim, unless another worker took it for dead and has it now."""
    changes: dict[str, object] = {"state": outcome.state, "reason": outcome.reason[:300]}
    if outcome.state == State.SENT:
        changes["sent_at"] = now
    elif outcome.state == State.QUEUED:
        changes["send_after"] = _next_attempt(row, now)
    else:
        changes["ended_at"] = now
    with scopes.for_system("notices.deliver"):
        mine = Delivery.objects.filter(pk=row.pk, state=State.SENDING, attempts=row.attempts)
        if not mine.update(**changes):
            log.warning("delivery.overtaken", delivery=row.pk)


def _next_attempt(row: Delivery, now: dt.datetime) -> dt.datetime:
    moment = now + RETRY_AFTER[row.attempts - 1]
    return moment if row.kind == Notice.Kind.PLAIN else next_moment(moment)
