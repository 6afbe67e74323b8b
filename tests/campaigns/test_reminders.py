"""Reminders reach exactly those who still owe, once a day at most, in working hours; what was missed is caught up."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns import deadlines, reminders
from campaigns.models import Deadline, Duty, Reminder
from campaigns.reminders import Skipped
from committees import scopes
from committees.models import Role, SeatHolding, Succession, Unit, User
from committees.succession import record_succession
from core.text.dates import VIETNAM
from notices.delivering import deliver_due
from notices.models import Channel, Delivery, Notice
from tests.campaigns.desk import Desk
from tests.cast import Cast, Person, sit
from tests.committees.factories import UnitFactory
from tests.notices.mail_server import Post
from tests.quotas.years import Year

DUE_DAY = dt.date(2026, 12, 10)  # a Thursday


def at(day: int, hour: int = 9) -> dt.datetime:
    """A moment of December 2026, Vietnam time; days below 1 reach back into November."""
    return dt.datetime.combine(dt.date(2026, 12, 1) + dt.timedelta(days=day - 1), dt.time(hour), VIETNAM)


@pytest.fixture
def deadline(cast: Cast, year: Year) -> Deadline:
    """The three units owe a list by the end of 10 December."""
    with scopes.for_system("tests"):
        return deadlines.set_deadline(round=year.round, kind=Deadline.Kind.LIST, day=DUE_DAY)


def told(found: reminders.Look) -> set[str]:
    """The units that a run reminds."""
    return {owing.unit_name for lines in found.digests.values() for owing, _recipient in lines}


def left_out(found: reminders.Look) -> dict[str, Skipped]:
    return {owing.unit_name: why for owing, why in found.skipped}


def inbox(person: Person) -> list[str]:
    with scopes.for_person(person.user):
        return list(Notice.objects.order_by("pk").values_list("subject", flat=True))


def hand_in(cast: Cast, person: Person, *, now: dt.datetime) -> None:
    assert person.seat is not None
    with scopes.for_seat(person.seat):
        duty = Duty.objects.select_related("deadline__round__plan", "unit").get(unit=person.seat.unit)
        deadlines.hand_in_number(duty=duty, amount=5, seat=person.seat, now=now)


# --- Which step ------------------------------------------------------------------------------------------------------


@given(
    days=st.lists(st.integers(-30, 30), max_size=8),
    due=st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(VIETNAM)),
    hours=st.integers(-24 * 40, 24 * 40),
)
def test_the_step_is_the_latest_that_has_come(days: list[int], due: dt.datetime, hours: int) -> None:
    now = due + dt.timedelta(hours=hours)
    step = reminders.step_due(days, due_at=due, now=now)
    apart = (now.date() - due.date()).days
    if step is None:
        assert not any(apart - reminders.CAUGHT_UP.days <= day <= apart for day in days)
    else:
        assert step in days
        assert step <= apart
        assert not any(step < day <= apart for day in days)


# --- Who is reminded -------------------------------------------------------------------------------------------------


def test_exactly_those_who_still_owe_get_one_message(cast: Cast, deadline: Deadline) -> None:
    hand_in(cast, cast.commune_focal, now=at(1))
    found = reminders.send(now=at(7))
    assert told(found) == {cast.other_commune.name, cast.agency.name}
    assert inbox(cast.commune_focal) == []
    [subject] = inbox(cast.other_focal)
    assert subject.startswith(f"{cast.other_commune.name}: còn 3 ngày – Danh sách")
    assert inbox(cast.district_clerk) == inbox(cast.stranger) == []


def test_results_are_the_hosts_to_enter_so_no_unit_is_reminded_of_them(cast: Cast, year: Year) -> None:
    clerk = Desk(cast.district_clerk)
    with scopes.for_seat(cast.district_clerk.seat):
        results = deadlines.set_deadline(round=year.round, kind=Deadline.Kind.RESULT, day=DUE_DAY)
    found = reminders.send(now=at(7))
    assert (told(found), left_out(found)) == (set(), {})
    assert inbox(cast.commune_focal) == []
    page = clerk.get("deadline_reminders", results.pk)
    assert "Kết quả do Ban Chỉ đạo tổ chức đợt nhập nên không nhắc các đơn vị." in page
    assert "Mọi đơn vị đã nộp" not in page


def test_a_run_sent_twice_reminds_once_and_the_next_step_reminds_again(cast: Cast, deadline: Deadline) -> None:
    reminders.send(now=at(7))
    again = reminders.send(now=at(7, hour=10))
    assert told(again) == set()
    assert told(reminders.send(now=at(8))) == set()
    assert len(told(reminders.send(now=at(9)))) == 3
    assert len(inbox(cast.other_focal)) == 2


def test_what_was_missed_is_caught_up_once_without_a_flood(cast: Cast, deadline: Deadline) -> None:
    late = reminders.send(now=at(8))  # the steps of seven and of three days were missed
    assert {owing.step for lines in late.digests.values() for owing, _recipient in lines} == {-3}
    assert len(inbox(cast.other_focal)) == 1


def test_nothing_goes_out_at_night_on_a_sunday_or_on_a_holiday(cast: Cast, deadline: Deadline) -> None:
    for moment in (at(7, hour=22), at(7, hour=5), at(6)):
        found = reminders.send(now=moment)
        assert told(found) == set()
        assert set(left_out(found).values()) == {Skipped.NOT_NOW}
    assert inbox(cast.other_focal) == []


def test_a_person_chooses_the_hour(cast: Cast, deadline: Deadline) -> None:
    cast.other_focal.user.message_hour = 15
    cast.other_focal.user.save()
    assert cast.other_commune.name not in told(reminders.send(now=at(7, hour=9)))
    assert told(reminders.send(now=at(7, hour=15))) == {cast.other_commune.name}


def test_an_extension_has_its_own_days(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        Duty.objects.filter(unit=cast.commune).update(extended_until=at(17, hour=17))
    assert cast.commune.name not in told(reminders.send(now=at(9)))
    assert told(reminders.send(now=at(14))) >= {cast.commune.name}
    assert "còn 3 ngày" in inbox(cast.commune_focal)[-1]


def test_a_moved_date_is_reminded_of_anew(cast: Cast, deadline: Deadline) -> None:
    reminders.send(now=at(9))
    with scopes.for_system("tests"):
        Deadline.objects.update(due_at=deadlines.due_moment(dt.date(2026, 12, 18), Deadline.Wording.BY))
    assert len(told(reminders.send(now=at(11)))) == 3
    assert [subject.split(": ")[1].split(" –")[0] for subject in inbox(cast.other_focal)] == [
        "còn 1 ngày",
        "còn 7 ngày",
    ]


def test_after_the_due_day_the_head_of_the_unit_is_told_too(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        head = sit(cast.commune, Role.HEAD, "Lý Văn Xã", may="reads and signs for the commune")
    reminders.send(now=at(10))
    assert inbox(head) == []
    reminders.send(now=at(11))
    assert ["quá hạn 1 ngày" in subject for subject in inbox(head)] == [True]


def test_one_person_with_two_seats_gets_one_message_about_both(cast: Cast, deadline: Deadline) -> None:
    assert cast.agency_focal.seat is not None
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.agency_focal.seat).update(ended_at=at(0))
        SeatHolding.objects.create(
            path=cast.agency_focal.seat.path, seat=cast.agency_focal.seat, user=cast.other_focal.user, started_at=at(0)
        )
    reminders.send(now=at(7))
    assert inbox(cast.other_focal) == ["2 việc chưa nộp, gần nhất còn 3 ngày"]
    with scopes.for_system("tests"):
        body = Notice.objects.get(subject__startswith="2 việc").body
    assert cast.other_commune.name in body
    assert cast.agency.name in body


def test_who_is_away_is_stood_in_for(cast: Cast, deadline: Deadline) -> None:
    seat, clerk = cast.commune_focal.seat, cast.commune_clerk.seat
    assert seat is not None
    seat.away_until, seat.stand_in = dt.date(2026, 12, 7), clerk
    with scopes.for_system("tests"):
        seat.save()
    reminders.send(now=at(7))
    assert inbox(cast.commune_focal) == []
    reminders.send(now=at(9))
    assert len(inbox(cast.commune_focal)) == 1


def test_a_unit_without_anybody_is_told_of_and_not_forgotten(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.other_focal.seat).update(ended_at=at(0))
    found = reminders.send(now=at(7))
    assert left_out(found) == {cast.other_commune.name: Skipped.NOBODY}
    with scopes.for_system("tests"):
        assert not Reminder.objects.filter(duty__unit=cast.other_commune).exists()


def test_who_is_handing_in_right_now_is_not_nagged(
    cast: Cast, deadline: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "_busy", [lambda _units, _now: {cast.agency.pk}])
    found = reminders.send(now=at(7))
    assert left_out(found) == {cast.agency.name: Skipped.BUSY}
    monkeypatch.setattr(reminders, "_busy", [])
    assert told(reminders.send(now=at(7, hour=11))) == {cast.agency.name}


def reached_by_mail(person: Person, *, hour: int = 8) -> None:
    person.user.email, person.user.message_hour = f"{person.user.pk}@example.vn", hour
    person.user.save()


def mails_of(post: Post, person: Person) -> list[str]:
    """The subjects of the mails that arrived for a person."""
    return [str(mail["Subject"]).strip() for mail in post.arrived if mail["To"] == person.user.email]


def test_each_of_a_units_people_hears_of_it_at_the_hour_they_chose(cast: Cast, deadline: Deadline) -> None:
    reached_by_mail(cast.commune_focal, hour=15)
    for hour in (9, 10, 15, 16):
        reminders.send(now=at(7, hour=hour))
    assert len(inbox(cast.commune_clerk)) == len(inbox(cast.commune_focal)) == 1


def test_who_stands_in_for_another_unit_reads_it_in_their_own_inbox_and_their_mail(
    cast: Cast, deadline: Deadline, post: Post
) -> None:
    seat = cast.other_focal.seat
    assert seat is not None
    reached_by_mail(cast.district_member)
    seat.away_until, seat.stand_in = dt.date(2026, 12, 7), cast.district_member.seat
    with scopes.for_system("tests"):
        seat.save()
    reminders.send(now=at(7))
    deliver_due(now=at(7))
    assert inbox(cast.other_focal) == []
    [subject] = inbox(cast.district_member)
    assert subject.startswith(f"{cast.other_commune.name}: còn 3 ngày")
    assert mails_of(post, cast.district_member) == [subject]


def test_a_mail_that_could_not_go_gives_way_to_the_next_day_and_nobody_gets_two(
    cast: Cast, deadline: Deadline, post: Post, settings: LazySettings
) -> None:
    """The mail server is away on the day before the due day; a second duty of the person has no step on the day."""
    reached_by_mail(cast.other_focal)
    assert cast.agency_focal.seat is not None
    with scopes.for_system("tests"):
        Duty.objects.filter(unit=cast.agency).update(
            extended_until=at(16, hour=17)
        )  # reminded on the 9th, not the 10th
        SeatHolding.objects.filter(seat=cast.agency_focal.seat).update(user=cast.other_focal.user)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for hour in (9, 10, 14, 19):
        reminders.send(now=at(9, hour=hour))
        deliver_due(now=at(9, hour=hour))
    settings.EMAIL_PORT = port
    for hour in (7, 8, 9, 10):
        reminders.send(now=at(10, hour=hour))
        deliver_due(now=at(10, hour=hour))
    assert inbox(cast.other_focal) == [
        "2 việc chưa nộp, gần nhất còn 1 ngày",
        "2 việc chưa nộp, gần nhất hết hạn hôm nay",
    ]
    assert mails_of(post, cast.other_focal) == ["2 việc chưa nộp, gần nhất hết hạn hôm nay"]
    with scopes.for_system("tests"):
        mails = Delivery.objects.filter(user=cast.other_focal.user, channel=Channel.EMAIL).order_by("pk")
        assert [mail.state for mail in mails] == [Delivery.State.CANCELLED, Delivery.State.SENT]


def test_a_mail_of_yesterday_that_goes_today_is_todays_message(
    cast: Cast, deadline: Deadline, post: Post, settings: LazySettings
) -> None:
    reached_by_mail(cast.other_focal)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    reminders.send(now=at(9))
    deliver_due(now=at(9))
    settings.EMAIL_PORT = port
    deliver_due(now=at(10, hour=12))  # nothing was reminded in the morning: the clock stood still
    assert left_out(reminders.send(now=at(10, hour=13)))[cast.other_commune.name] == Skipped.TOLD_TODAY
    assert [subject.split(" –")[0] for subject in mails_of(post, cast.other_focal)] == [
        f"{cast.other_commune.name}: hết hạn hôm nay"
    ]


# --- What comes in badly ----------------------------------------------------------------------------------------------


def test_a_unit_that_has_ended_is_not_written_to_and_stands_on_the_red_list(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.agency.pk).update(valid_to=dt.date(2026, 12, 7))
    assert cast.agency.name in told(reminders.send(now=at(7)))
    assert left_out(reminders.send(now=at(9))) == {cast.agency.name: Skipped.NOBODY}
    assert len(inbox(cast.agency_focal)) == 1


def test_what_a_merged_unit_owed_is_asked_of_its_successor_alone(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        successor = UnitFactory.create(parent=cast.district, name="xã An Phú")
        person = sit(successor, Role.FOCAL, "Trịnh Văn Phú", may="hands in for xã An Phú")
        record_succession(
            predecessors=[(cast.commune, True), (cast.other_commune, True)],
            successor=successor,
            kind=Succession.Kind.MERGED,
            effective_on=timezone.localdate(),
            decision="",
        )
    assert told(reminders.send(now=at(7))) == {successor.name, cast.agency.name}
    assert inbox(cast.commune_focal) == inbox(cast.other_focal) == []
    assert len(inbox(person)) == 1


def test_a_unit_without_a_seat_and_a_closed_account_stand_on_the_red_list(cast: Cast, deadline: Deadline) -> None:
    assert cast.agency_focal.seat is not None
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.agency_focal.seat).delete()
        cast.agency_focal.seat.delete()
        User.objects.filter(pk=cast.other_focal.user.pk).update(is_active=False)
    assert left_out(reminders.send(now=at(7))) == {
        cast.agency.name: Skipped.NOBODY,
        cast.other_commune.name: Skipped.NOBODY,
    }


def test_a_person_without_an_address_is_told_in_the_inbox(cast: Cast, deadline: Deadline, post: Post) -> None:
    reminders.send(now=at(7))
    deliver_due(now=at(7))
    assert len(inbox(cast.other_focal)) == 1
    assert post.arrived == []
    with scopes.for_system("tests"):
        assert not Delivery.objects.filter(channel=Channel.EMAIL).exists()


def test_a_deadline_that_nobody_owes_any_more_reminds_nobody(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        Duty.objects.update(excused_reason="nghỉ hè")
        seen = reminders.preview(deadline, now=at(4))
    found = reminders.send(now=at(7))
    assert (found.reminded, found.skipped) == (set(), [])
    assert (seen.reached, seen.unreachable) == ([], [])


@pytest.mark.parametrize("hour", [0, 5, 23], ids="{} h".format)
def test_days_are_those_of_vietnams_clock_whatever_day_it_is_elsewhere(
    cast: Cast, deadline: Deadline, hour: int
) -> None:
    """Before seven in the morning it is still the day before by UTC, in which everything is kept."""
    with scopes.for_system("tests"):
        Deadline.objects.update(due_at=at(10, hour=hour).astimezone(dt.UTC))
    found = reminders.send(now=at(9, hour=19).astimezone(dt.UTC))
    assert {owing.step for lines in found.digests.values() for owing, _recipient in lines} == {-1}
    assert "còn 1 ngày" in inbox(cast.other_focal)[-1]


def test_a_moment_without_a_time_zone_is_refused(cast: Cast, deadline: Deadline) -> None:
    with pytest.raises(ValueError, match="time zone"):
        reminders.send(now=dt.datetime(2026, 12, 7, 9))  # that is the point


def test_once_the_hour_has_passed_the_message_says_so_and_not_a_day(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        Deadline.objects.update(due_at=at(10, hour=8))
    reminders.send(now=at(10, hour=9))
    assert "đã hết hạn lúc 08:00 hôm nay" in inbox(cast.other_focal)[-1]


# --- What is kept and what it costs -----------------------------------------------------------------------------------


def test_every_reminder_can_be_shown_a_year_later(cast: Cast, deadline: Deadline) -> None:
    reminders.send(now=at(7))
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        kept = list(Reminder.objects.filter(duty__unit=cast.commune))
        assert {(each.days, each.at, each.due_at) for each in kept} == {(-3, at(7), deadline.due_at)}
        told_to = Delivery.objects.filter(notice__in=[each.notice_id for each in kept], sent_at=at(7))
        assert {each.user_id for each in told_to} == {cast.commune_focal.user.pk, cast.commune_clerk.user.pk}


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same_however_many_owe(
    cast: Cast, deadline: Deadline, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with scopes.for_system("tests"):
        for duty in list(Duty.objects.order_by("pk"))[count:]:
            Duty.objects.filter(pk=duty.pk).update(excused_reason="nghỉ hè")
        with django_assert_num_queries(8):
            assert len(told(reminders.look(now=at(7)))) == count


def test_the_command_plays_any_moment_and_a_dry_run_sends_nothing(
    cast: Cast, deadline: Deadline, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("run_reminders", "--at=2026-12-07T09:00", "--dry-run", "--json")
    played = json.loads(capsys.readouterr().out)
    assert played["counts"]["duties"] == 3
    assert {each["unit"] for message in played["messages"] for each in message["duties"]} == {
        cast.commune.name,
        cast.other_commune.name,
        cast.agency.name,
    }
    assert inbox(cast.other_focal) == []
    call_command("run_reminders", "--at=2026-12-07T09:00")
    assert "3 việc được nhắc" in capsys.readouterr().out
    assert len(inbox(cast.other_focal)) == 1


def test_the_clerk_sees_beforehand_that_a_step_that_was_missed_is_caught_up(cast: Cast, deadline: Deadline) -> None:
    assert cast.district_clerk.seat is not None
    for now, expected in ((at(4), (at(4), -7)), (at(4, hour=21), (at(7, hour=8), -7))):
        with scopes.for_seat(cast.district_clerk.seat):
            seen = reminders.preview(deadline, now=now)
        assert (seen.at, seen.step) == expected


def test_the_clerk_sees_beforehand_who_will_get_what_and_who_nobody_reads_for(cast: Cast, deadline: Deadline) -> None:
    reminders.send(now=at(3))
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.agency_focal.seat).update(ended_at=at(0))
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        seen = reminders.preview(deadline, now=at(4))
    assert (seen.at, seen.step) == (at(7, hour=8), -3)
    assert [duty.unit.name for duty in seen.unreachable] == [cast.agency.name]
    assert {each.user.full_name for duty, people in seen.reached for each in people} >= {
        cast.other_focal.user.full_name,
        cast.commune_focal.user.full_name,
    }


def test_the_preview_goes_by_each_units_own_date_as_the_run_does(cast: Cast, deadline: Deadline) -> None:
    """With more time for one, the others are reminded first; with more for all, nobody before the new date's steps."""
    longer = at(20) + (deadline.due_at - at(10))
    reminders.send(now=at(9))
    clerk = cast.district_clerk.seat
    assert clerk is not None
    with scopes.for_system("tests"):
        Duty.objects.filter(unit=cast.agency).update(extended_until=longer, extension_reason="Mưa lũ")
    with scopes.for_seat(clerk):
        seen = reminders.preview(deadline, now=at(9, hour=15))
    assert (seen.at, seen.step, seen.later) == (at(10, hour=8), 0, 1)
    assert cast.agency.name not in {duty.unit.name for duty, _people in seen.reached}
    with scopes.for_system("tests"):
        Duty.objects.update(extended_until=longer, extension_reason="Mưa lũ")
    with scopes.for_seat(clerk):
        seen = reminders.preview(deadline, now=at(11))
    assert seen.at is not None
    assert (seen.later, seen.step) == (0, -7)
    assert reminders.send(now=seen.at - dt.timedelta(hours=1)).reminded == set()
    assert reminders.send(now=seen.at).reminded == {duty.pk for duty, _people in seen.reached}


def test_a_unit_without_anybody_does_not_make_the_preview_promise_a_reminder(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.agency_focal.seat).update(ended_at=at(0))
    reminders.send(now=at(7))
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        seen = reminders.preview(deadline, now=at(7, hour=15))
    assert (seen.at, seen.step) == (at(9, hour=8), -1)
    assert [duty.unit.name for duty in seen.unreachable] == [cast.agency.name]


@pytest.mark.parametrize(("kind", "has_list"), [("list", True), ("plan", False)])
def test_a_reminder_names_only_what_the_unit_can_do(cast: Cast, year: Year, kind: str, has_list: bool) -> None:
    """«Không có người đăng ký» answers a list and nothing else."""
    with scopes.for_system("tests"):
        deadlines.set_deadline(round=year.round, kind=kind, day=DUE_DAY)
    reminders.send(now=at(7))
    with scopes.for_person(cast.other_focal.user):
        body = Notice.objects.get().body
    assert ("Không có người đăng ký" in body) == has_list
    assert "Mở “Việc của tôi” để nộp" in body
