"""A drive moved by rain: which deadlines move with it, who is told, and what is not sent any more."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from campaigns import deadlines, expecting, moving, reminders, sessions
from campaigns.models import Deadline, Duty, DutyChange, Reminder, Round, Session
from campaigns.moving import Dates
from campaigns.sessions import SessionFacts
from committees import scopes
from committees.models import SeatHolding
from core.refusal import Refused
from core.text.dates import VIETNAM
from notices.delivering import deliver_due
from notices.models import Channel, Delivery, Notice
from tests.campaigns.desk import Desk
from tests.campaigns.owing import clerk_of, duty_of
from tests.cast import Cast, Person
from tests.notices.mail_server import Post
from tests.quotas.years import Year

WEEK = dt.timedelta(days=7)
HELD = dt.date(2036, 3, 27)  # a Thursday
DUE = dt.date(2036, 3, 24)
REMINDED = dt.datetime(2036, 3, 21, 9, tzinfo=VIETNAM)  # the step of three days before
MOVED = dt.datetime(2036, 3, 21, 15, tzinfo=VIETNAM)
RAIN = "Mưa bão"
DRIVE = "Buổi hiến máu thứ Năm 27/3/2036 chuyển sang thứ Năm 03/4/2036"


@pytest.fixture
def session(cast: Cast, year: Year) -> Session:
    """The round's one session, announced since the round is open."""
    with scopes.for_seat(clerk_of(cast)):
        return sessions.add_session(round=year.round, facts=SessionFacts(held_on=HELD, venue="Nhà văn hóa"))


@pytest.fixture
def deadline(cast: Cast, session: Session) -> Deadline:
    """The three units owe their lists three days before the session, locked a day later."""
    lock = dt.datetime.combine(DUE + dt.timedelta(days=1), deadlines.END_OF_DAY, VIETNAM)
    with scopes.for_seat(clerk_of(cast)):
        return deadlines.set_deadline(round=session.round, kind="list", day=DUE, lock_at=lock)


def move(session: Session, *moved: Deadline, cast: Cast, by: dt.timedelta = WEEK, now: dt.datetime = MOVED) -> None:
    """The clerk moves the session, and these deadlines with it."""
    with scopes.for_seat(clerk_of(cast)):
        found = Session.objects.select_related("round__plan").get(pk=session.pk)
        facts = SessionFacts(held_on=found.held_on + by, venue=found.venue)
        kept = {each.pk: each for each in moving.deadlines_of(found.round)}
        dates = [
            (
                kept[each.pk],
                Dates(wording=kept[each.pk].wording, day=kept[each.pk].due_at.astimezone(VIETNAM).date() + by),
            )
            for each in moved
        ]
        moving.move_session(session=found, facts=facts, deadlines=dates, reason=RAIN, now=now)


def inbox(person: Person) -> list[tuple[str, str]]:
    with scopes.for_person(person.user):
        return list(Notice.objects.order_by("pk").values_list("subject", "body"))


def reached_by_mail(person: Person) -> None:
    person.user.email = f"{person.user.pk}@example.vn"
    person.user.save()


def subjects(post: Post) -> list[str]:
    return [str(mail["Subject"]).strip() for mail in post.arrived]


def hand_in(deadline: Deadline, person: Person) -> None:
    assert person.seat is not None
    with scopes.for_seat(person.seat):
        duty = duty_of(deadline, person.seat.unit)
        deadlines.hand_in_number(duty=duty, amount=5, seat=person.seat, now=REMINDED)


# --- What moves -------------------------------------------------------------------------------------------------------


def test_no_deadline_moves_unless_it_is_named(cast: Cast, session: Session, deadline: Deadline) -> None:
    move(session, cast=cast)
    with scopes.for_system("tests"):
        assert Session.objects.get().held_on == HELD + WEEK
        assert Deadline.objects.get().due_at == deadline.due_at
        assert not DutyChange.objects.exists()


def test_a_deadline_that_moves_leaves_a_dated_reason_with_every_unit_that_still_owes(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    hand_in(deadline, cast.agency_focal)
    move(session, deadline, cast=cast)
    with scopes.for_system("tests"):
        rows = DutyChange.objects.filter(kind="due_moved").values_list("duty__unit__name", "reason", "at", "due_after")
        assert sorted(rows) == [
            (cast.other_commune.name, f"{DRIVE}. {RAIN}", MOVED, deadline.due_at + WEEK),
            (cast.commune.name, f"{DRIVE}. {RAIN}", MOVED, deadline.due_at + WEEK),
        ]


def test_a_date_that_cannot_be_names_its_deadline_and_nothing_moves(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    with pytest.raises(Refused, match="Danh sách người đăng ký hiến máu: Hạn nộp đã qua"):
        move(session, deadline, cast=cast, by=-WEEK)
    with scopes.for_system("tests"):
        assert Session.objects.get().held_on == HELD
    move(session, deadline, cast=cast)


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize(
    ("before", "after", "days"),
    [
        (SessionFacts(held_on=HELD), SessionFacts(held_on=HELD + WEEK), 7),
        (SessionFacts(held_on=HELD), SessionFacts(held_on=HELD - WEEK), -7),
        (SessionFacts(held_on=HELD), SessionFacts(held_on=HELD, is_month_only=True), 0),
        (SessionFacts(held_on=HELD, is_month_only=True), SessionFacts(held_on=dt.date(2036, 4, 2)), 0),
        (SessionFacts(held_on=HELD), None, 0),
    ],
)
def test_it_is_asked_about_a_day_that_units_know_of(
    cast: Cast, session: Session, before: SessionFacts, after: SessionFacts | None, days: int
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        kept = sessions.change_session(session=session, facts=before)
        assert moving.asks_about_deadlines(kept, after)
        assert moving.days_moved(kept, after) == days
        kept.round.state = "draft"
        assert not moving.asks_about_deadlines(kept, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SessionFacts(held_on=HELD), SessionFacts(held_on=HELD, venue="Sân vận động")),
        (SessionFacts(held_on=HELD, is_month_only=True), SessionFacts(held_on=HELD)),
    ],
)
def test_another_venue_or_a_day_of_the_month_that_was_told_moves_nothing(
    cast: Cast, session: Session, deadline: Deadline, before: SessionFacts, after: SessionFacts
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        kept = sessions.change_session(session=session, facts=before)
        assert not moving.asks_about_deadlines(kept, after)


# --- Who is told ------------------------------------------------------------------------------------------------------


def test_who_was_told_the_old_date_is_told_the_new_one_in_one_message(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        papers = deadlines.set_deadline(round=session.round, kind="other", title="Phiếu giấy", day=DUE)
    hand_in(deadline, cast.agency_focal)
    reminders.send(now=REMINDED)
    move(session, deadline, papers, cast=cast)
    (_reminded, (subject, body)) = inbox(cast.other_focal)
    assert subject == "2 việc đổi hạn nộp"
    assert "Danh sách người đăng ký hiến máu, Đợt 1. Hạn mới: chậm nhất ngày 31/3/2036 (trước đây: hết ngày" in body
    assert "Phiếu giấy, Đợt 1. Hạn mới: chậm nhất ngày 31/3/2036" in body
    assert f"Lý do: {DRIVE}. {RAIN}." in body
    (_reminded, (subject, body), _drive) = inbox(cast.agency_focal)  # its list has come: of dates the papers' alone
    assert subject == f"{cast.agency.name}: hạn nộp mới chậm nhất ngày 31/3/2036 – Phiếu giấy, Đợt 1"
    with scopes.for_system("tests"):
        kept = Reminder.objects.filter(step=Reminder.Step.MOVED, duty__unit=cast.agency)
        assert list(kept.values_list("duty__deadline_id", "due_at", "days")) == [(papers.pk, papers.due_at + WEEK, -10)]


def test_who_was_told_of_no_date_yet_hears_of_the_drive_and_of_the_date_in_its_own_time(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    move(session, deadline, cast=cast)
    assert [subject for subject, _body in inbox(cast.other_focal)] == [
        "Đợt 1: buổi hiến máu nay là thứ Năm 03/4/2036, Nhà văn hóa"
    ]


def test_who_has_more_time_than_the_new_date_is_left_alone(cast: Cast, session: Session, deadline: Deadline) -> None:
    later = deadline.due_at + 2 * WEEK
    with scopes.for_system("tests"):
        Duty.objects.filter(unit=cast.other_commune).update(extended_until=later)
    reminders.send(now=(later - dt.timedelta(days=3)).astimezone(VIETNAM).replace(hour=9))
    move(session, deadline, cast=cast, now=MOVED)
    _reminded, (subject, _body) = inbox(cast.other_focal)
    assert "buổi hiến máu nay là" in subject  # of the drive, and of no date


def test_moved_twice_it_is_told_twice_and_the_same_day_is_not_reminded_of_again(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    reminders.send(now=REMINDED)
    day = dt.timedelta(days=1)
    move(session, deadline, cast=cast, by=4 * day)
    move(session, deadline, cast=cast, by=3 * day, now=MOVED + dt.timedelta(hours=1))
    assert len(inbox(cast.other_focal)) == 3
    assert "31/3/2036 (trước đây: hết ngày 28/3/2036)" in inbox(cast.other_focal)[-1][1]
    on_the_step = dt.datetime(2036, 3, 24, 9, tzinfo=VIETNAM)  # seven days before the newest date
    assert len(reminders.send(now=on_the_step).reminded) == 3


def test_a_new_date_whose_step_has_come_is_told_by_the_message_of_it_alone(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    reminders.send(now=REMINDED)
    move(session, deadline, cast=cast, by=dt.timedelta(days=3))  # six days off: the step of seven days has come
    tomorrow = MOVED + dt.timedelta(days=3)
    assert reminders.send(now=tomorrow.replace(hour=7)).reminded == set()
    assert len(inbox(cast.other_focal)) == 2


def test_a_closed_round_is_told_of_nothing(cast: Cast, session: Session, deadline: Deadline) -> None:
    reminders.send(now=REMINDED)
    with scopes.for_system("tests"):
        Round.objects.update(state="closed")
    with pytest.raises(Refused, match="đã khóa"):
        move(session, deadline, cast=cast)
    assert len(inbox(cast.other_focal)) == 1


# --- The drive itself -------------------------------------------------------------------------------------------------


def change(session: Session, cast: Cast, facts: SessionFacts | None, *, reason: str = "", hour: int = 15) -> None:
    with scopes.for_seat(clerk_of(cast)):
        found = Session.objects.select_related("round__plan").get(pk=session.pk)
        moving.move_session(session=found, facts=facts, reason=reason, now=MOVED.replace(hour=hour))


def test_who_has_handed_in_is_told_the_other_day_once(cast: Cast, session: Session, deadline: Deadline) -> None:
    hand_in(deadline, cast.agency_focal)
    reminders.send(now=REMINDED)
    move(session, deadline, cast=cast)
    [(subject, body)] = inbox(cast.agency_focal)
    assert subject == "Đợt 1: buổi hiến máu nay là thứ Năm 03/4/2036, Nhà văn hóa"
    assert body.splitlines() == [
        "Buổi hiến máu của Đợt 1 có thay đổi.",
        "",
        "- Nay: thứ Năm 03/4/2036, Nhà văn hóa",
        "- Trước đây: thứ Năm 27/3/2036, Nhà văn hóa",
        "",
        "Lý do: Mưa bão.",
        "Danh sách đã nộp vẫn giữ nguyên, không phải nộp lại. Nhờ báo cho người đã đăng ký.",
    ]
    with scopes.for_system("tests"):
        assert not Reminder.objects.filter(duty__unit=cast.agency).exists()  # told, and not reminded


def test_who_still_owes_is_told_too_where_no_deadline_moves(cast: Cast, session: Session, deadline: Deadline) -> None:
    hand_in(deadline, cast.agency_focal)
    reminders.send(now=REMINDED)
    move(session, cast=cast)
    _reminded, (subject, body) = inbox(cast.other_focal)
    assert subject == "Đợt 1: buổi hiến máu nay là thứ Năm 03/4/2036, Nhà văn hóa"
    last = "Danh sách chưa nộp thì nộp theo hạn ở “Việc của tôi”. Nhờ báo cho người đã đăng ký."
    assert body.splitlines()[-1] == last


@pytest.mark.parametrize("moves_too", [False, True])
def test_who_owes_hears_of_the_other_day_in_one_message_whatever_moves(
    cast: Cast, session: Session, deadline: Deadline, *, moves_too: bool
) -> None:
    reminders.send(now=REMINDED)
    move(session, *([deadline] if moves_too else []), cast=cast)
    _reminded, told = inbox(cast.other_focal)
    assert "thứ Năm 03/4/2036" in told[1]


def test_who_answers_for_a_unit_that_has_handed_in_and_for_one_that_owes_is_told_once(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    hand_in(deadline, cast.agency_focal)
    reminders.send(now=REMINDED)
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.agency_focal.seat).update(user=cast.other_focal.user)
    move(session, deadline, cast=cast)
    (_reminded, date, drive) = inbox(cast.other_focal)
    assert ("hạn nộp mới" in date[0], "Danh sách đã nộp vẫn giữ nguyên" in drive[1]) == (True, True)
    change(session, cast, SessionFacts(held_on=HELD, venue="Nhà văn hóa"), hour=16)
    assert len(inbox(cast.other_focal)) == 4


def test_who_is_excused_is_told_of_no_drive(cast: Cast, session: Session, deadline: Deadline) -> None:
    with scopes.for_seat(clerk_of(cast)):
        expecting.excuse(duty=duty_of(deadline, cast.agency), reason="Nghỉ hè", now=REMINDED)
    move(session, cast=cast)
    assert inbox(cast.agency_focal) == []


def test_a_nil_is_told_of_no_drive(cast: Cast, session: Session, deadline: Deadline) -> None:
    seat = cast.agency_focal.seat
    assert seat is not None
    with scopes.for_seat(seat):
        deadlines.hand_in_nil(duty=duty_of(deadline, cast.agency), reason="Không có ai", seat=seat, now=REMINDED)
    move(session, cast=cast)
    assert inbox(cast.agency_focal) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (SessionFacts(held_on=HELD, venue="Sân vận động"), "buổi hiến máu nay là thứ Năm 27/3/2036, Sân vận động"),
        (None, "không tổ chức buổi hiến máu thứ Năm 27/3/2036, Nhà văn hóa"),
        (SessionFacts(held_on=HELD, venue="Nhà văn hóa", capacity=90), ""),
    ],
)
def test_another_place_and_a_drive_called_off_are_told_too_a_number_of_seats_is_not(
    cast: Cast, session: Session, deadline: Deadline, facts: SessionFacts | None, said: str
) -> None:
    hand_in(deadline, cast.agency_focal)
    change(session, cast, facts)
    assert [subject for subject, _body in inbox(cast.agency_focal)] == ([f"Đợt 1: {said}"] if said else [])


def test_who_comes_to_another_drive_of_the_round_by_name_is_not_told(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    for person in (cast.agency_focal, cast.other_focal):
        hand_in(deadline, person)
    with scopes.for_seat(clerk_of(cast)):
        sessions.add_session(round=session.round, facts=SessionFacts(held_on=HELD + WEEK), units=[cast.agency])
    move(session, cast=cast)
    assert inbox(cast.agency_focal) == []
    assert len(inbox(cast.other_focal)) == 1


def test_the_proposed_reason_is_not_said_a_second_time(cast: Cast, session: Session, deadline: Deadline) -> None:
    hand_in(deadline, cast.agency_focal)
    facts = SessionFacts(held_on=HELD + WEEK, venue="Nhà văn hóa")
    change(session, cast, facts, reason=moving.move_in_words(session, facts))
    assert "Lý do" not in inbox(cast.agency_focal)[0][1]


def test_a_mail_of_a_drive_that_has_moved_again_does_not_leave(
    cast: Cast, session: Session, deadline: Deadline, post: Post
) -> None:
    reached_by_mail(cast.agency_focal)
    hand_in(deadline, cast.agency_focal)
    change(session, cast, SessionFacts(held_on=HELD + WEEK))
    change(session, cast, SessionFacts(held_on=HELD + 2 * WEEK), hour=16)
    deliver_due(now=MOVED.replace(hour=17))
    assert subjects(post) == ["Đợt 1: buổi hiến máu nay là thứ Năm 10/4/2036"]


# --- Mails that have not left yet -------------------------------------------------------------------------------------


def test_a_mail_of_the_old_date_that_has_not_left_does_not_leave(
    cast: Cast, session: Session, deadline: Deadline, post: Post
) -> None:
    reached_by_mail(cast.other_focal)
    reminders.send(now=REMINDED)
    move(session, deadline, cast=cast)
    deliver_due(now=MOVED)
    assert subjects(post) == [
        f"{cast.other_commune.name}: hạn nộp mới chậm nhất ngày 31/3/2036 – Danh sách người đăng ký hiến máu, Đợt 1"
    ]
    with scopes.for_system("tests"):
        mails = Delivery.objects.filter(channel=Channel.EMAIL, user=cast.other_focal.user).order_by("pk")
        assert [mail.state for mail in mails] == [Delivery.State.CANCELLED, Delivery.State.SENT]


def test_a_mail_that_names_something_else_too_leaves_with_that_alone(
    cast: Cast, session: Session, deadline: Deadline, post: Post
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        deadlines.set_deadline(round=session.round, kind="other", title="Phiếu giấy", day=DUE)
    reached_by_mail(cast.other_focal)
    reminders.send(now=REMINDED)
    move(session, deadline, cast=cast)
    deliver_due(now=MOVED)
    assert [subject.split(" – ")[-1] for subject in subjects(post)] == [
        "Phiếu giấy, Đợt 1",
        "Danh sách người đăng ký hiến máu, Đợt 1",
    ]


@pytest.mark.parametrize("meanwhile", ["handed in", "moved again", "one of two handed in"])
def test_the_mail_of_the_new_date_says_only_what_holds_when_it_leaves(
    cast: Cast, session: Session, deadline: Deadline, post: Post, meanwhile: str
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        papers = deadlines.set_deadline(round=session.round, kind="other", title="Phiếu giấy", day=DUE)
    moved = [deadline, papers] if meanwhile == "one of two handed in" else [deadline]
    reminders.send(now=REMINDED)
    reached_by_mail(cast.other_focal)
    move(session, *moved, cast=cast)
    if meanwhile == "moved again":
        move(session, *moved, cast=cast, now=MOVED + dt.timedelta(hours=1))
    else:
        hand_in(deadline, cast.other_focal)
    deliver_due(now=MOVED + dt.timedelta(hours=2))
    name = cast.other_commune.name
    assert (
        subjects(post)
        == {
            "handed in": [],
            "moved again": [f"{name}: hạn nộp mới chậm nhất ngày 07/4/2036 – Danh sách người đăng ký hiến máu, Đợt 1"],
            "one of two handed in": [f"{name}: hạn nộp mới chậm nhất ngày 31/3/2036 – Phiếu giấy, Đợt 1"],
        }[meanwhile]
    )


@pytest.mark.parametrize("gone", [False, True])
def test_a_mail_leaves_though_its_change_is_dated_otherwise_or_not_found(
    cast: Cast, session: Session, deadline: Deadline, post: Post, *, gone: bool
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        papers = deadlines.set_deadline(round=session.round, kind="other", title="Phiếu giấy", day=DUE)
    reminders.send(now=REMINDED)
    reached_by_mail(cast.other_focal)
    move(session, deadline, papers, cast=cast)
    hand_in(deadline, cast.other_focal)
    with scopes.for_system("tests"):
        if gone:
            DutyChange.objects.filter(kind="due_moved").delete()
        else:
            DutyChange.objects.update(at=MOVED + dt.timedelta(microseconds=1))
    deliver_due(now=MOVED + dt.timedelta(hours=2))
    of_papers = f"{cast.other_commune.name}: hạn nộp mới chậm nhất ngày 31/3/2036 – Phiếu giấy, Đợt 1"
    assert subjects(post) == ["2 việc đổi hạn nộp" if gone else of_papers]


# --- The page ---------------------------------------------------------------------------------------------------------

FORM = {"held_on": "2036-04-03", "venue": "Nhà văn hóa"}


def ticked(deadline: Deadline, **dates: str) -> dict[str, str]:
    return {f"han-{deadline.pk}-{name}": value for name, value in {"moves": "on", "day": "2036-03-31", **dates}.items()}


def test_the_page_proposes_each_date_as_many_days_later_and_moves_what_is_ticked(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    clerk = Desk(cast.district_clerk)
    response = clerk.client.post(reverse("session_change", args=[session.pk]), FORM)
    assert response.status_code == 302
    address = response["Location"]
    page = clerk.client.get(address).content.decode()
    assert "Buổi hiến máu thứ Năm 27/3/2036 chuyển sang thứ Năm 03/4/2036." in page
    assert "Ngày đề xuất muộn hơn 7 ngày." in page
    for proposed in ('value="2036-03-31"', 'value="2036-04-01"'):
        assert proposed in page
    assert "checked" not in page
    with scopes.for_system("tests"):
        assert Session.objects.get().held_on == HELD  # nothing has happened yet
    form = {"reason": RAIN, **ticked(deadline, lock_day="2036-04-01")}
    done = clerk.client.post(address, form, follow=True).content.decode()
    assert "Đã lưu buổi tiếp nhận máu." in done
    assert "thứ Năm 03/4/2036" in done
    assert "chậm nhất ngày 31/3/2036" in done
    assert clerk.client.get(address).status_code == 302  # opened again, there is nothing left to ask


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2036-03-24", "lock_day": "2036-03-25"}, "Hạn này chưa đổi ngày: sửa ngày, hoặc bỏ đánh dấu."),
        ({"day": ""}, "Ô này không được để trống."),
        ({"day": "2020-01-01"}, "Danh sách người đăng ký hiến máu: Hạn nộp đã qua"),
        ({"lock_day": "2036-03-30"}, "Danh sách người đăng ký hiến máu: Thời điểm khóa phải sau hạn nộp."),
    ],
)
def test_what_is_wrong_with_a_ticked_deadline_is_said_and_nothing_moves(
    cast: Cast, session: Session, deadline: Deadline, wrong: dict[str, str], sentence: str
) -> None:
    clerk = Desk(cast.district_clerk)
    address = clerk.client.post(reverse("session_change", args=[session.pk]), FORM)["Location"]
    response = clerk.client.post(address, {"reason": RAIN, **ticked(deadline, **wrong)})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    with scopes.for_system("tests"):
        assert (Session.objects.get().held_on, Deadline.objects.get().due_at) == (HELD, deadline.due_at)
    untouched = {name: value for name, value in ticked(deadline, **wrong).items() if not name.endswith("moves")}
    assert clerk.client.post(address, untouched).status_code == 302  # without the tick it is not read


def test_a_session_that_is_taken_out_asks_too_and_a_second_tap_is_led_to_the_same_page(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    clerk = Desk(cast.district_clerk)
    address = clerk.client.post(reverse("session_remove", args=[session.pk]))["Location"]
    page = clerk.client.get(address).content.decode()
    assert "Bỏ buổi hiến máu thứ Năm 27/3/2036." in page
    assert 'value="2036-03-24"' in page
    form = {"once": "mark", "reason": RAIN}
    first, second = clerk.client.post(address, form), clerk.client.post(address, form)
    assert first["Location"] == second["Location"] == reverse("round", args=[session.round_id])
    assert clerk.client.post(address, {"once": "another"}).status_code == 404
    with scopes.for_system("tests"):
        assert not Session.objects.exists()


def test_the_page_says_how_many_will_be_told_of_the_drive(cast: Cast, session: Session, deadline: Deadline) -> None:
    clerk = Desk(cast.district_clerk)
    address = clerk.client.post(reverse("session_change", args=[session.pk]), FORM)["Location"]
    said = "3 đơn vị đã nộp hoặc còn phải nộp danh sách được báo thay đổi này."
    assert said in clerk.client.get(address).content.decode()
    hand_in(deadline, cast.agency_focal)
    assert said in clerk.client.get(address).content.decode()
    with scopes.for_seat(clerk_of(cast)):
        sessions.add_session(round=session.round, facts=SessionFacts(held_on=HELD), units=[cast.commune])
    assert said.replace("3", "2") in clerk.client.get(address).content.decode()


def test_another_place_asks_nothing_and_is_told_to_who_has_handed_in(
    cast: Cast, session: Session, deadline: Deadline
) -> None:
    hand_in(deadline, cast.agency_focal)
    form = {"held_on": HELD.isoformat(), "venue": "Sân vận động"}
    assert "Sân vận động" in Desk(cast.district_clerk).send("session_change", session.pk, **form)
    assert len(inbox(cast.agency_focal)) == 1


def test_without_deadlines_a_session_is_changed_and_taken_out_at_once(cast: Cast, session: Session) -> None:
    clerk = Desk(cast.district_clerk)
    assert "thứ Năm 03/4/2036" in clerk.send("session_change", session.pk, **FORM)
    assert "Đã bỏ buổi tiếp nhận máu." in clerk.send("session_remove", session.pk)


def test_an_address_that_says_no_day_leads_back_to_the_form(cast: Cast, session: Session, deadline: Deadline) -> None:
    clerk = Desk(cast.district_clerk)
    response = clerk.client.get(reverse("session_move", args=[session.pk]), {"held_on": "ngày mai"})
    assert response["Location"] == reverse("session_change", args=[session.pk])
