"""What waits for a clerk's hand: the steps above a unit's own people, a shortage, what is forwarded to the group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import LazySettings

from campaigns import deadlines, urging
from campaigns.completeness import Completeness, completeness_of
from campaigns.models import Deadline, Duty, Reminder, Round
from campaigns.standing_picture import standing_page, standing_picture
from committees import scopes
from core.refusal import Refused
from core.text.dates import VIETNAM
from notices.delivering import deliver_due
from notices.models import Channel, Delivery, Notice
from notices.sending import Message, send_all
from tests.campaigns.desk import Desk
from tests.cast import Cast, Person
from tests.notices.mail_server import Post
from tests.quotas.years import Year

DUE = dt.date(2026, 12, 10)
AFTER = dt.datetime(2026, 12, 11, 9, tzinfo=VIETNAM)
BEFORE = dt.datetime(2026, 12, 9, 9, tzinfo=VIETNAM)
FRIDAY_EVENING = dt.datetime(2026, 12, 11, 20, 30, tzinfo=VIETNAM)
SATURDAY = dt.datetime(2026, 12, 12, 10, tzinfo=VIETNAM)
MONDAY = dt.datetime(2026, 12, 14, 9, tzinfo=VIETNAM)
Send = Callable[..., int]


@pytest.fixture
def deadline(cast: Cast, year: Year) -> Deadline:
    """The three units owe a list by 10 December; the agency has handed in five people of ten."""
    with scopes.for_system("tests"):
        made = deadlines.set_deadline(round=year.round, kind=Deadline.Kind.LIST, day=DUE, now=BEFORE)
        duty = Duty.objects.select_related("deadline__round__plan", "unit").get(unit=cast.agency)
        assert cast.agency_focal.seat is not None
        deadlines.hand_in_number(duty=duty, amount=5, seat=cast.agency_focal.seat, now=BEFORE)
        return made


@pytest.fixture
def send(cast: Cast, deadline: Deadline) -> Send:
    """The district's clerk presses [Gửi] for a step at a moment; how many people were told."""
    seat = cast.district_clerk.seat
    assert seat is not None

    def press(step: str, *, now: dt.datetime = AFTER) -> int:
        with scopes.for_seat(seat):
            standing = completeness_of([deadline], within=seat.path, now=now)
            return urging.urge(deadline=deadline, step=step, standing=standing, seat=seat, now=now)

    return press


def inbox(person: Person) -> list[tuple[str, str]]:
    with scopes.for_person(person.user):
        return list(Notice.objects.order_by("pk").values_list("subject", "body"))


def test_the_member_in_charge_hears_of_the_late_units_in_their_charge_alone(cast: Cast, send: Send) -> None:
    assert send(Reminder.Step.IN_CHARGE) == 1
    [(subject, body)] = inbox(cast.district_member)
    assert subject.startswith("1 đơn vị quá hạn chưa nộp")
    assert cast.other_commune.name in body
    assert cast.commune.name not in body
    assert inbox(cast.district_head) == inbox(cast.commune_focal) == []


def test_the_head_hears_of_all_late_units_and_of_none_that_handed_in(cast: Cast, send: Send) -> None:
    send(Reminder.Step.COMMITTEE_HEAD)
    [(subject, body)] = inbox(cast.district_head)
    assert subject.startswith("2 đơn vị quá hạn chưa nộp")
    assert cast.commune.name in body
    assert cast.agency.name not in body


def test_a_shortage_is_told_to_the_unit_that_is_short_and_only_by_hand(cast: Cast, send: Send) -> None:
    assert inbox(cast.agency_focal) == []
    assert send(Reminder.Step.SHORTAGE, now=BEFORE) == 1
    [(subject, body)] = inbox(cast.agency_focal)
    assert subject == f"{cast.agency.name}: Đã nộp 5 người, còn thiếu 10"
    assert "nộp bổ sung đến hết ngày 10/12/2026." in body
    assert inbox(cast.commune_focal) == []
    send(Reminder.Step.SHORTAGE, now=AFTER)
    assert "nộp bổ sung ngay." in inbox(cast.agency_focal)[1][1]


def test_pressed_twice_it_is_sent_once_and_tomorrow_again(cast: Cast, send: Send) -> None:
    assert [send(Reminder.Step.COMMITTEE_HEAD), send(Reminder.Step.COMMITTEE_HEAD)] == [1, 0]
    assert send(Reminder.Step.COMMITTEE_HEAD, now=AFTER + dt.timedelta(days=3)) == 1
    assert len(inbox(cast.district_head)) == 2


def test_what_was_sent_by_hand_stands_with_the_duty(cast: Cast, send: Send) -> None:
    send(Reminder.Step.COMMITTEE_HEAD)
    with scopes.for_system("tests"):
        kept = Reminder.objects.filter(step=Reminder.Step.COMMITTEE_HEAD)
        assert {(each.duty.unit_id, each.days) for each in kept.select_related("duty")} == {
            (cast.commune.pk, 1),
            (cast.other_commune.pk, 1),
        }


def test_nothing_goes_out_once_the_round_is_closed(cast: Cast, year: Year, deadline: Deadline, send: Send) -> None:
    with scopes.for_system("tests"):
        Round.objects.filter(pk=year.round.pk).update(state="closed")
        deadline.round = Round.objects.select_related("plan").get(pk=year.round.pk)
    with pytest.raises(Refused, match="đã khóa"):
        send(Reminder.Step.COMMITTEE_HEAD)
    assert inbox(cast.district_head) == []


@pytest.mark.parametrize("step", [Reminder.Step.IN_CHARGE, Reminder.Step.COMMITTEE_HEAD, "nothing"])
def test_before_the_due_day_there_is_nothing_to_send_above(cast: Cast, send: Send, step: str) -> None:
    with pytest.raises(Refused, match="Không còn ai để gửi"):
        send(step, now=BEFORE)
    assert inbox(cast.district_head) == inbox(cast.district_member) == []


# --- A mail that waits for the morning is read again -----------------------------------------------------------------


def reached_by_mail(person: Person) -> None:
    person.user.email = f"{person.user.pk}@example.vn"
    person.user.save()


def hand_in(person: Person, deadline: Deadline) -> None:
    """The person's unit hands in on Saturday."""
    assert person.seat is not None
    with scopes.for_seat(person.seat):
        duties = Duty.objects.select_related("deadline__round__plan", "unit")
        duty = duties.get(deadline=deadline, unit=person.seat.unit)
        deadlines.hand_in_number(duty=duty, amount=10, seat=person.seat, now=SATURDAY)


def letters(post: Post) -> list[tuple[str, str]]:
    """The subjects and plain texts that arrived."""
    texts = [(mail, mail.get_body(["plain"])) for mail in post.arrived]
    return [(str(mail["Subject"]).strip(), text.get_content() if text else "") for mail, text in texts]


def mail_states() -> list[str]:
    with scopes.for_system("tests"):
        return list(Delivery.objects.filter(channel=Channel.EMAIL).order_by("pk").values_list("state", flat=True))


def test_a_mail_that_waited_names_no_unit_that_handed_in_meanwhile(
    cast: Cast, deadline: Deadline, send: Send, post: Post
) -> None:
    reached_by_mail(cast.district_head)
    send(Reminder.Step.COMMITTEE_HEAD, now=FRIDAY_EVENING)
    hand_in(cast.commune_focal, deadline)
    deliver_due(now=MONDAY)
    [(subject, text)] = letters(post)
    assert subject.startswith("1 đơn vị quá hạn chưa nộp")
    assert cast.other_commune.name in text
    assert cast.commune.name not in text
    html = post.arrived[0].get_body(["html"])
    assert html is not None
    assert f"<li>{cast.commune.name}</li>" not in html.get_content()
    assert f"<li>{cast.other_commune.name}</li>" in html.get_content()


def test_a_mail_about_units_that_all_still_owe_goes_as_it_was_told(cast: Cast, send: Send, post: Post) -> None:
    reached_by_mail(cast.district_head)
    send(Reminder.Step.COMMITTEE_HEAD, now=FRIDAY_EVENING)
    deliver_due(now=MONDAY)
    [(subject, text)] = letters(post)
    [(told, _body)] = inbox(cast.district_head)
    assert subject == told
    assert cast.commune.name in text
    assert cast.other_commune.name in text


@pytest.mark.parametrize("meanwhile", ["handed in", "extended", "excused"])
def test_a_mail_about_units_that_are_late_no_more_does_not_go(
    cast: Cast, deadline: Deadline, send: Send, post: Post, meanwhile: str
) -> None:
    reached_by_mail(cast.district_member)
    assert send(Reminder.Step.IN_CHARGE, now=FRIDAY_EVENING) == 1
    if meanwhile == "handed in":
        hand_in(cast.other_focal, deadline)
    else:
        changes = {"extended_until": MONDAY + dt.timedelta(days=3)}
        with scopes.for_system("tests"):
            Duty.objects.filter(deadline=deadline, unit=cast.other_commune).update(
                **(changes if meanwhile == "extended" else {"excused_reason": "Mưa lũ"})
            )
    deliver_due(now=MONDAY)
    assert post.arrived == []
    assert mail_states() == [Delivery.State.CANCELLED]


@pytest.mark.parametrize(("state", "arrived"), [("open", 1), ("closed", 0)])
def test_a_mail_about_a_shortage_goes_while_the_round_is_open(
    cast: Cast, send: Send, post: Post, state: str, arrived: int
) -> None:
    reached_by_mail(cast.agency_focal)
    assert send(Reminder.Step.SHORTAGE, now=FRIDAY_EVENING) == 1
    with scopes.for_system("tests"):
        Round.objects.update(state=state)
    deliver_due(now=MONDAY)
    assert [subject for subject, _text in letters(post)] == [
        f"{cast.agency.name}: Đã nộp 5 người, còn thiếu 10",
    ][:arrived]


@pytest.mark.parametrize(
    ("people", "said"),
    [(15, []), (20, []), (12, ["Đã nộp 12 người, còn thiếu 3"]), (4, ["Đã nộp 4 người, còn thiếu 11"])],
)
def test_a_mail_about_a_shortage_says_what_is_short_when_it_leaves(
    cast: Cast, send: Send, post: Post, people: int, said: list[str]
) -> None:
    reached_by_mail(cast.agency_focal)
    send(Reminder.Step.SHORTAGE, now=FRIDAY_EVENING)
    assert cast.agency_focal.seat is not None
    with scopes.for_seat(cast.agency_focal.seat):
        duty = Duty.objects.select_related("deadline__round__plan", "unit").get(unit=cast.agency)
        deadlines.hand_in_number(duty=duty, amount=people, seat=cast.agency_focal.seat, now=SATURDAY)
    deliver_due(now=MONDAY)
    assert [subject for subject, _text in letters(post)] == [f"{cast.agency.name}: {each}" for each in said]
    for (_subject, text), each in zip(letters(post), said, strict=True):
        assert f": {each}." in " ".join(text.split())


def test_nobody_is_urged_about_results_which_the_hosts_clerk_enters(cast: Cast, year: Year) -> None:
    seat = cast.district_clerk.seat
    assert seat is not None
    with scopes.for_seat(seat):
        results = deadlines.set_deadline(round=year.round, kind=Deadline.Kind.RESULT, day=DUE)
        standing = completeness_of([results], within=seat.path, now=AFTER)
        assert standing.whole.overdue == 3
        with pytest.raises(Refused, match="Không còn ai để gửi"):
            urging.urge(deadline=results, step=Reminder.Step.COMMITTEE_HEAD, standing=standing, seat=seat, now=AFTER)
    page = Desk(cast.district_clerk).get("deadline_reminders", results.pk)
    assert "Gửi bằng tay" not in page
    assert "Gửi nhóm Zalo" in page


def test_an_urging_that_names_no_duty_goes_as_it_was_told(cast: Cast, post: Post) -> None:
    reached_by_mail(cast.district_head)
    assert cast.district_head.seat is not None
    message = Message(
        seat=cast.district_head.seat, user=cast.district_head.user, kind=Notice.Kind.URGING, subject="Nhắc", key="a"
    )
    send_all([message], now=FRIDAY_EVENING)
    deliver_due(now=MONDAY)
    assert [subject for subject, _text in letters(post)] == ["Nhắc"]


# --- The page, and what is forwarded to the group ---------------------------------------------------------------------


def test_the_page_says_who_will_get_what_and_who_cannot_be_reached(cast: Cast, deadline: Deadline) -> None:
    page = Desk(cast.district_clerk).get("deadline_reminders", deadline.pk)
    assert "1/3 đơn vị đã nộp" in page
    assert f"{cast.commune_focal.user.full_name} (" in page
    assert cast.agency_focal.user.full_name not in page
    assert "Gửi nhóm Zalo" in page


@pytest.mark.parametrize(
    ("stands", "way"),
    [
        ("reached", "phần mềm, thư điện tử"),
        ("no server", "phần mềm · chưa đặt máy chủ thư"),
        ("no address", "phần mềm · chưa có địa chỉ thư"),
        ("wants no mail", "phần mềm · đã chọn không nhận thư"),
        ("bounces", "phần mềm · thư trước bị trả lại"),
    ],
)
def test_the_page_promises_a_mail_only_where_one_will_go(
    cast: Cast, deadline: Deadline, settings: LazySettings, stands: str, way: str
) -> None:
    settings.HAS_MAIL = stands != "no server"
    user = cast.other_focal.user
    user.email, user.gets_email = "" if stands == "no address" else "a@example.vn", stands != "wants no mail"
    user.save()
    if stands == "bounces":
        assert cast.other_focal.seat is not None
        send_all([Message(seat=cast.other_focal.seat, user=user, subject="Nhắc", key="a")], now=BEFORE)
        with scopes.for_system("tests"):
            Delivery.objects.filter(channel=Channel.EMAIL).update(state="bounced", reason="Đầy.", ended_at=BEFORE)
    page = Desk(cast.district_clerk).get("deadline_reminders", deadline.pk)
    assert f"{user.full_name} ({cast.other_focal.seat.title}) {way} " in page  # type: ignore[union-attr]


def _standing(cast: Cast, deadline: Deadline) -> Completeness:
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        return completeness_of([deadline], within=cast.district.path, now=AFTER)


def test_the_picture_to_forward_is_one_picture_with_or_without_names(cast: Cast, deadline: Deadline) -> None:
    standing = _standing(cast, deadline)
    with_names = standing_picture(deadline, standing, with_names=True, now=AFTER)
    without = standing_picture(deadline, standing, with_names=False, now=AFTER)
    assert with_names[:8] == without[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(without) < len(with_names)


def test_the_page_to_print_names_the_late_with_figure_date_and_cut_off(cast: Cast, deadline: Deadline) -> None:
    import io

    import pdfplumber

    pdf = standing_page(deadline, _standing(cast, deadline), with_names=True, now=AFTER)
    with pdfplumber.open(io.BytesIO(pdf)) as paper:
        [page] = paper.pages
        text = page.extract_text()
    assert "3 đơn vị đã nộp" in text
    assert "tính đến 09:00, 11/12/2026" in text
    assert cast.commune.name in text
    assert cast.agency.name not in text
