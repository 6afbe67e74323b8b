"""Two beats by mistake: first it is shown that both would send, then what holds them to one message a person."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from campaigns import deadlines, reminders
from campaigns.models import Deadline, Duty, Reminder
from campaigns.reminders import Look, Owing, Recipient
from committees import scopes
from committees.models import SeatHolding
from core.text.dates import VIETNAM
from notices.models import Channel, Delivery, Notice
from notices.sending import Message
from tests.campaigns.test_races import waits_for_a_lock
from tests.cast import Cast, build_cast
from tests.quotas.years import start_year

pytestmark = pytest.mark.django_db(transaction=True)

NOW = dt.datetime(2026, 12, 7, 9, tzinfo=VIETNAM)  # three days before the due day, a Monday
look, message = reminders.look, reminders._message


@pytest.fixture
def everybody() -> Cast:
    """The district's three units owe a list; the agency's focal person also is xã An Hòa's."""
    with scopes.for_system("tests"):
        cast = build_cast()
        SeatHolding.objects.filter(seat=cast.agency_focal.seat).update(user=cast.other_focal.user)
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        year = start_year(cast)
        deadlines.set_deadline(round=year.round, kind=Deadline.Kind.LIST, day=dt.date(2026, 12, 10))
    return cast


class Beat(threading.Thread):
    """One run in a transaction of its own; `looked` is called once it knows what to send."""

    def __init__(self, looked: Callable[[], object]) -> None:
        super().__init__()
        self.looked = looked

    def run(self) -> None:
        local.looked = self.looked
        try:
            reminders.send(now=NOW)
        finally:
            connection.close()


local = threading.local()


@pytest.fixture(autouse=True)
def _tells_when_it_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    def looking(*, now: dt.datetime) -> Look:
        found = look(now=now)
        local.looked()
        return found

    monkeypatch.setattr(reminders, "look", looking)


def two_at_once() -> None:
    """Both have looked before either sends."""
    together = threading.Barrier(2, timeout=10)
    both = [Beat(together.wait), Beat(together.wait)]
    for each in both:
        each.start()
    for each in both:
        each.join(20)
        assert not each.is_alive()


def one_after_the_other_has_looked(between: Callable[[], None], *, waits: bool) -> None:
    """The second begins once the first knows what to send; meanwhile something happens."""
    has_looked, may_send = threading.Event(), threading.Event()

    def first_looked() -> None:
        has_looked.set()
        assert may_send.wait(10)

    first, second = Beat(first_looked), Beat(lambda: None)
    first.start()
    assert has_looked.wait(10)
    between()
    second.start()
    if waits:
        waits_for_a_lock()
    else:
        second.join(20)
    may_send.set()
    first.join(20)
    second.join(20)


def messages() -> Counter[int]:
    """How many messages each person got."""
    with scopes.for_system("tests"):
        return Counter(Delivery.objects.filter(channel=Channel.INBOX).values_list("user_id", flat=True))


def reminded() -> Counter[int]:
    with scopes.for_system("tests"):
        return Counter(Reminder.objects.values_list("duty_id", "notice__deliveries__user_id"))


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "run_alone", lambda: None)


def test_without_keys_and_lock_each_person_would_get_two(everybody: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    without_the_lock(monkeypatch)

    def keyless(lines: Sequence[tuple[Owing, Recipient]], now: dt.datetime) -> Message:
        made = message(lines, now)
        return Message(
            seat=made.seat, user=made.user, kind=made.kind, subject=made.subject, body=made.body, key=uuid.uuid4().hex
        )

    monkeypatch.setattr(reminders, "_message", keyless)
    two_at_once()
    assert set(messages().values()) == {2}


def test_the_keys_alone_hold_two_that_have_seen_the_same(everybody: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    without_the_lock(monkeypatch)
    two_at_once()
    assert set(messages().values()) == set(reminded().values()) == {1}
    with scopes.for_system("tests"):
        assert Notice.objects.count() == len(messages())


def hands_in(cast: Cast) -> Callable[[], None]:
    """The most urgent of a person's two duties is answered by another seat."""

    def act() -> None:
        assert cast.district_clerk.seat is not None
        with scopes.for_seat(cast.district_clerk.seat):
            first = min((cast.other_commune, cast.agency), key=lambda unit: Duty.objects.get(unit=unit).pk)
            duty = Duty.objects.select_related("deadline__round__plan", "unit").get(unit=first)
            deadlines.hand_in_number(duty=duty, amount=5, seat=cast.district_clerk.seat, now=NOW)

    return act


def test_the_keys_alone_do_not_hold_where_a_duty_was_answered_in_between(
    everybody: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_lock(monkeypatch)
    one_after_the_other_has_looked(hands_in(everybody), waits=False)
    assert messages()[everybody.other_focal.user.pk] == 2


def test_a_run_waits_for_the_one_at_work_and_finds_everybody_told(everybody: Cast) -> None:
    one_after_the_other_has_looked(hands_in(everybody), waits=True)
    assert set(messages().values()) == set(reminded().values()) == {1}
