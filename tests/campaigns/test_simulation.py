"""A whole campaign against a real mail server: nobody forgotten, nobody told twice, nothing after handing in."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from django.conf import LazySettings

from campaigns.models import Deadline
from committees import scopes
from committees.models import Committee, Unit
from core.text.dates import VIETNAM
from notices.models import Channel, Delivery, Notice
from tests.campaigns.simulation import BEFORE_THE_MAIL, BEFORE_THE_RUN, Campaign, Habit, Moment
from tests.cast import Cast, Person
from tests.notices.mail_server import Post

pytestmark = pytest.mark.running

DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 11, 23)  # Monday; the day after is a holiday
DUE, SECOND_DUE = dt.date(2026, 12, 10), dt.date(2026, 12, 23)
BROKEN = DUE - DAY  # the mail server is away on the day before the due day
EVERY_HOUR = range(7, 20)
EXTENDED = [
    (dt.date(2026, 12, 8), dt.datetime(2026, 12, 15, 17, tzinfo=VIETNAM)),
    (dt.date(2026, 12, 9), dt.datetime(2026, 12, 16, 17, tzinfo=VIETNAM)),
    (dt.date(2026, 12, 10), dt.datetime(2026, 12, 12, 23, tzinfo=VIETNAM)),  # a Saturday
    (dt.date(2026, 12, 12), dt.datetime(2026, 12, 17, 5, tzinfo=VIETNAM)),  # given on a Saturday
    (dt.date(2026, 12, 15), dt.datetime(2026, 12, 24, 17, tzinfo=VIETNAM)),
]


def campaign(
    person: Person, unit: Unit, post: Post, settings: LazySettings, *, count: int, hours: Sequence[int], two: bool
) -> Campaign:
    """A round of a committee in which `count` units owe one thing or two."""
    played = Campaign(clerk=person, post=post, settings=settings, hours=hours, seed=20261210)
    with scopes.for_system("tests"):
        committee = Committee.objects.select_related("unit").get(unit=unit)
    due = [(Deadline.Kind.LIST, DUE), (Deadline.Kind.ACTIVITY, SECOND_DUE)]
    played.begin(committee=committee, count=count, due=due if two else due[:1])
    return played


@pytest.mark.django_db(transaction=True)
def test_forty_days_of_a_district_with_36_units(cast: Cast, post: Post, settings: LazySettings) -> None:
    played = campaign(cast.district_clerk, cast.district, post, settings, count=36, hours=EVERY_HOUR, two=True)
    played.play(
        [FIRST + n * DAY for n in range(40)],
        mail_is_away=BROKEN,
        extended=EXTENDED,
        killed_for_good=[DUE - 7 * DAY, DUE - 3 * DAY],
    )
    assert set(played.habits.values()) == set(Habit)
    assert len(played.moved) == 5
    assert played.kills >= 10
    ends_well(played)


def test_the_decisive_days_of_a_province_with_168_communes(cast: Cast, post: Post, settings: LazySettings) -> None:
    played = campaign(cast.province_clerk, cast.province, post, settings, count=168, hours=(7, 8, 14), two=False)
    played.play(
        [DUE + n * DAY for n in (-1, 0, 1)],
        mail_is_away=BROKEN,
        extended=[each for each in EXTENDED if each[0] == DUE],
    )
    assert played.kills == 2
    ends_well(played)


def ends_well(played: Campaign) -> None:
    """What every campaign is held to, however its units behave."""
    everybody_is_told_at_each_step_or_listed(played)
    nothing_is_said_of_what_was_handed_in(played)
    nobody_gets_two_in_a_day(played)
    every_mail_arrives_and_is_repeated_for_kills_only(played)
    who_was_given_more_time_is_told_so(played)


def everybody_is_told_at_each_step_or_listed(played: Campaign) -> None:
    expected, told = played.expected(), played.told()
    assert expected <= set(told)
    assert max(Counter(told).values()) == 1
    # What is said again is what stood in a mail that could not go: on the first working day after, with something new.
    again = set(told) - expected
    known = {(each.duty_id, each.user_id, each.due_at, each.step) for each in expected if each.day == BROKEN}
    assert {(each.duty_id, each.user_id, each.due_at, each.step) for each in again} <= known
    assert {each.day for each in again} <= {BROKEN + DAY}
    assert played.to_be_listed()
    assert played.to_be_listed() <= played.listed
    assert {duty_id for duty_id, _day in played.listed}.isdisjoint(each.duty_id for each in told)


def nothing_is_said_of_what_was_handed_in(played: Campaign) -> None:
    for now, mail in played.letters:
        named = played.named_in(mail)
        assert named
        for duty in named:
            assert played.is_owed(duty.pk, Moment(now, BEFORE_THE_MAIL)), (now, duty.unit.name)
    with scopes.for_system("tests"):
        said = dict(Notice.objects.filter(kind=Notice.Kind.DUTY).values_list("pk", "created_at"))
    named_by = played.named_by()
    assert named_by.keys() == said.keys()
    for notice_id, at in said.items():
        for duty_id in named_by[notice_id]:
            assert played.is_owed(duty_id, Moment(at.astimezone(VIETNAM), BEFORE_THE_RUN))


def nobody_gets_two_in_a_day(played: Campaign) -> None:
    """Of reminders: an answer to somebody goes beside them."""
    with scopes.for_system("tests"):
        reminders = Delivery.objects.filter(channel=Channel.INBOX, kind=Notice.Kind.DUTY)
        rows = list(reminders.values_list("user_id", "queued_at"))
        by_day = Counter((user, at.astimezone(VIETNAM).date()) for user, at in rows)
    assert set(by_day.values()) == {1}
    names = defaultdict(set)
    for now, mail in played.letters:
        names[mail["To"], now.date()].add(mail["Message-ID"])
    assert {len(each) for each in names.values()} == {1}


def every_mail_arrives_and_is_repeated_for_kills_only(played: Campaign) -> None:
    arrived = Counter(str(mail["Message-ID"]) for _now, mail in [*played.letters, *played.answers])
    repeats = arrived.total() - len(arrived)
    assert 0 < repeats <= played.kills
    mails = played.mails()
    assert {mail.state for mail in mails} == {Delivery.State.SENT, Delivery.State.CANCELLED}
    assert {mail.message_id for mail in mails if mail.state == Delivery.State.SENT} <= set(arrived)
    newest, named_by = {mail.user_id: mail.pk for mail in mails}, played.named_by()
    for mail in mails:
        if mail.state == Delivery.State.CANCELLED:  # all was handed in meanwhile, or the next message says it too
            assert mail.ended_at is not None
            moment = Moment(
                mail.ended_at.astimezone(VIETNAM).replace(minute=0, second=0, microsecond=0), BEFORE_THE_MAIL
            )
            owed = [duty for duty in named_by[mail.notice_id] if played.is_owed(duty, moment)]
            assert not owed or newest[mail.user_id] > mail.pk


def who_was_given_more_time_is_told_so(played: Campaign) -> None:
    """Once each of those who do the work, in their inbox."""
    with scopes.for_system("tests"):
        rows = Delivery.objects.filter(channel=Channel.INBOX, kind=Notice.Kind.CHANGE)
        told = Counter(rows.values_list("notice__link", "user_id"))
    workers = {
        (f"/viec/{duty_id}/", holder.user.pk): 1
        for duty_id in played.moved
        for holder in played.holders[played.duties[duty_id].unit_id]
        if holder.from_step < 0
    }
    assert told == workers
