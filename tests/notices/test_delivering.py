"""Every message arrives, once unless a worker died while sending it, over a real SMTP server that may misbehave."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from django.conf import LazySettings
from django.db import connections

from committees import scopes
from committees.models import Seat, SeatHolding, User
from core import jobs
from core.models import Job
from notices import delivering
from notices.channels import EmailWay, Letter
from notices.delivering import DEAD_AFTER, MOST_ATTEMPTS, RETRY_AFTER, cancel, deliver_due, register_recheck
from notices.mail_texts import Text, text_of
from notices.models import Channel, Delivery, Notice
from notices.sending import Message, send_all
from notices.tasks import deliver_what_is_due
from tests.cast import Cast, Person, build_cast
from tests.notices.delivery_child import NOW
from tests.notices.mail_server import Post

State = Delivery.State
NIGHT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)  # 22:00 in Vietnam, at the end of a public holiday
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_rechecks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "_rechecks", {})


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


def reached(*people: Person) -> None:
    """Give each who has none an address, numbered."""
    for person in people:
        if not person.user.email:
            person.user.email = f"nguoi-{User.objects.exclude(email='').count()}@example.vn"
            person.user.save()


def told(*people: Person, kind: str = Notice.Kind.URGING, now: dt.datetime = NOW, key: str = "nhac") -> None:
    reached(*people)
    send_all(
        [
            Message(seat=seat_of(each), user=each.user, kind=kind, subject="Còn phải nộp danh sách", key=key)
            for each in people
        ],
        now=now,
    )


def mails() -> list[Delivery]:
    with scopes.for_system("tests"):
        return list(Delivery.objects.filter(channel=Channel.EMAIL).order_by("pk"))


def states() -> list[tuple[str, str]]:
    return [(mail.state, mail.reason) for mail in mails()]


@pytest.fixture(autouse=True)
def _no_floor_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """These notices are nobody's reminders: no floor is asked whether they are still true."""
    monkeypatch.setattr(delivering, "_rechecks", {})


# --- The good way -------------------------------------------------------------------------------------


def test_what_is_due_arrives_and_the_row_says_when(cast: Cast, post: Post) -> None:
    told(cast.commune_focal, cast.other_focal)
    assert deliver_due(now=NOW) == Counter(sent=2)
    assert post.addresses == ["nguoi-0@example.vn", "nguoi-1@example.vn"]
    assert post.names == [mail.message_id for mail in mails()]
    assert {(mail.state, mail.attempts) for mail in mails()} == {(State.SENT, 1)}
    assert all(mail.sent_at and abs(mail.sent_at - NOW) < MINUTE for mail in mails())
    assert deliver_due(now=NOW + dt.timedelta(days=1)) == Counter()


def test_a_mail_says_who_and_why_and_that_a_program_wrote_it(cast: Cast, post: Post) -> None:
    told(cast.commune_focal, kind=Notice.Kind.DUTY)
    deliver_due(now=NOW)
    [mail] = post.arrived
    assert mail["Subject"] == "Còn phải nộp danh sách"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    plain, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    for text in (plain, html):
        assert "Kính gửi Hồ Văn Mối" in text
        assert "xã An Thạnh" in text
        assert "/thong-bao/" in text
        assert "/nhan-tin/" in text
        assert "đơn vị còn việc phải nộp" in text
    assert "<img" not in html
    assert "&lt;" not in plain


def test_before_its_time_nothing_goes(cast: Cast, post: Post) -> None:
    reached(cast.commune_focal)
    later = NOW + dt.timedelta(hours=2)
    message = Message(
        seat=seat_of(cast.commune_focal), user=cast.commune_focal.user, subject="Nhắc", key="a", send_after=later
    )
    send_all([message], now=NOW)
    assert deliver_due(now=later - MINUTE) == Counter()
    assert deliver_due(now=later) == Counter(sent=1)


def test_duty_messages_wait_for_the_morning_and_a_trial_does_not(cast: Cast, post: Post) -> None:
    told(cast.commune_focal, now=NIGHT)
    told(cast.other_focal, now=NIGHT, kind=Notice.Kind.PLAIN)
    assert deliver_due(now=NIGHT) == Counter(sent=1)
    assert deliver_due(now=NIGHT + dt.timedelta(hours=9)) == Counter(sent=1)


def test_a_reminder_that_stayed_behind_lets_the_days_own_go_first(cast: Cast, post: Post) -> None:
    morning = NOW + dt.timedelta(days=2, hours=-2)  # seven o'clock on the next working day; both want theirs at eight
    told(cast.commune_focal, kind=Notice.Kind.DUTY)
    told(cast.other_focal, kind=Notice.Kind.URGING)
    assert deliver_due(now=morning) == Counter(sent=1)
    assert deliver_due(now=morning + 74 * MINUTE) == Counter()
    assert deliver_due(now=morning + 75 * MINUTE) == Counter(sent=1)
    assert post.addresses == [mail.address for mail in reversed(mails())]


# --- Still true? --------------------------------------------------------------------------------------


def test_what_is_no_longer_true_is_not_sent_and_what_changed_is_sent_as_it_is_now(cast: Cast, post: Post) -> None:
    told(cast.commune_focal, cast.other_focal)

    def check(notice: Notice, _now: dt.datetime) -> Text | None:
        return None if notice.seat == cast.commune_focal.seat else Text("Còn một việc", "Chỉ còn một.")

    register_recheck(Notice.Kind.URGING, check)
    assert deliver_due(now=NOW) == Counter(cancelled=1, sent=1)
    assert states()[0] == (State.CANCELLED, "Việc đã xong hoặc đã đổi trước khi gửi.")
    assert [mail["Subject"] for mail in post.arrived] == ["Còn một việc"]


def test_a_check_that_fails_stops_its_own_message_only(cast: Cast, post: Post) -> None:
    told(cast.commune_focal, cast.other_focal)

    def check(notice: Notice, _now: dt.datetime) -> Text | None:
        if notice.seat == cast.commune_focal.seat:
            raise LookupError("hỏng")
        return text_of(notice)

    register_recheck(Notice.Kind.URGING, check)
    assert deliver_due(now=NOW) == Counter(failed=1, sent=1)
    assert "không soạn hoặc không gửi được" in states()[0][1]


@pytest.mark.parametrize("why", ["left the seat", "wants no mail", "has no address", "is closed"])
def test_who_is_not_to_be_written_to_any_more_is_not(cast: Cast, post: Post, why: str) -> None:
    told(cast.commune_focal)
    user = User.objects.filter(pk=cast.commune_focal.user.pk)
    if why == "left the seat":
        with scopes.for_system("tests"):
            SeatHolding.objects.filter(user=cast.commune_focal.user).update(ended_at=NOW)
    else:
        user.update(
            **{"wants no mail": {"gets_email": False}, "has no address": {"email": ""}}.get(why, {"is_active": False})
        )
    assert deliver_due(now=NOW) == Counter(cancelled=1)
    assert post.arrived == []
    assert states()[0][1]


def test_a_mended_address_is_the_one_written_to(cast: Cast, post: Post) -> None:
    told(cast.commune_focal)
    User.objects.filter(pk=cast.commune_focal.user.pk).update(email="moi@example.vn")
    deliver_due(now=NOW)
    assert post.addresses == ["moi@example.vn"]
    assert mails()[0].address == "moi@example.vn"


def test_what_is_cancelled_before_it_left_does_not_go_and_says_why(cast: Cast, post: Post) -> None:
    told(cast.commune_focal, cast.other_focal)
    with scopes.for_person(cast.commune_focal.user):
        notices = list(Notice.objects.all())
    assert cancel(notices, reason="Buổi hiến máu đã dời ngày.", now=NOW) == 1
    assert cancel(notices, reason="Lần nữa.", now=NOW) == 0
    assert deliver_due(now=NOW) == Counter(sent=1)
    assert states()[0] == (State.CANCELLED, "Buổi hiến máu đã dời ngày.")


# --- A server that misbehaves ---------------------------------------------------------------------------


def _hangs(post: Post, settings: LazySettings) -> None:
    post.hangs_at = "RCPT"


def _hangs_at_the_end(post: Post, settings: LazySettings) -> None:
    post.hangs_at = "DATA"


def _says_nothing(post: Post, settings: LazySettings) -> None:
    settings.EMAIL_PORT = post.silent_port()


def _closes(post: Post, settings: LazySettings) -> None:
    post.closes_at = "DATA"


def _is_gone(post: Post, settings: LazySettings) -> None:
    settings.EMAIL_PORT = 1  # nobody listens there


def _puts_off(step: str) -> object:
    def make(post: Post, settings: LazySettings) -> None:
        post.answers[step] = "451 4.7.1 try again later"

    return make


@pytest.mark.parametrize(
    ("misbehave", "reason"),
    [
        (_hangs, "Máy chủ thư không trả lời kịp."),
        (_hangs_at_the_end, "Máy chủ thư không trả lời kịp."),
        (_says_nothing, "Máy chủ thư không trả lời kịp."),
        (_closes, "Máy chủ thư ngắt giữa chừng."),
        (_is_gone, "Không nối được với máy chủ thư."),
        (_puts_off("MAIL"), "Máy chủ thư hẹn nhận sau (mã 451)."),
        (_puts_off("RCPT"), "Máy chủ thư hẹn nhận sau (mã 451)."),
        (_puts_off("DATA"), "Máy chủ thư hẹn nhận sau (mã 451)."),
    ],
    ids=["hangs", "hangs at DATA", "says nothing", "closes", "gone", "451 at MAIL", "451 at RCPT", "451 at DATA"],
)
def test_what_passes_by_itself_is_tried_again_and_arrives_under_the_same_name(
    cast: Cast, post: Post, settings: LazySettings, misbehave: object, reason: str
) -> None:
    told(cast.commune_focal)
    port = settings.EMAIL_PORT
    misbehave(post, settings)  # type: ignore[operator]
    began = time.monotonic()
    assert deliver_due(now=NOW) == Counter(queued=1)
    assert time.monotonic() - began < 5, "a server that hangs holds nobody"
    [mail] = mails()
    assert mail.reason == reason
    assert NOW + RETRY_AFTER[0] <= mail.send_after < NOW + RETRY_AFTER[0] + MINUTE
    post.answers.clear()
    post.hangs_at = post.closes_at = ""
    settings.EMAIL_PORT = port
    post.may_end.set()
    assert deliver_due(now=NOW) == Counter(), "not before its time"
    assert deliver_due(now=mail.send_after) == Counter(sent=1)
    assert post.names == [mail.message_id]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("550", "Không có hộp thư này (mã 550)."),
        ("552", "Hộp thư đã đầy (mã 552)."),
        ("554", "Nơi nhận từ chối (mã 554)."),
    ],
)
def test_a_refused_recipient_is_a_bounce_and_the_others_get_theirs(
    cast: Cast, post: Post, code: str, reason: str
) -> None:
    told(cast.commune_focal, cast.other_focal)
    post.refused["nguoi-0@example.vn"] = f"{code} no"
    assert deliver_due(now=NOW) == Counter(bounced=1, sent=1)
    assert states()[0] == (State.BOUNCED, reason)
    assert post.addresses == ["nguoi-1@example.vn"]


def test_a_message_that_the_server_refuses_has_failed_and_is_not_tried_again(cast: Cast, post: Post) -> None:
    told(cast.commune_focal)
    post.answers["DATA"] = "554 5.6.0 no"
    assert deliver_due(now=NOW) == Counter(failed=1)
    assert states() == [(State.FAILED, "Máy chủ thư không nhận thư này (mã 554).")]
    post.answers.clear()
    assert deliver_due(now=NOW + dt.timedelta(days=3)) == Counter()


def test_a_broken_server_is_outlasted_for_a_day_and_given_up_in_the_end(
    cast: Cast, post: Post, settings: LazySettings
) -> None:
    told(cast.commune_focal, kind=Notice.Kind.PLAIN)
    settings.EMAIL_PORT = 1
    now, tried = NOW, []
    for _attempt in range(MOST_ATTEMPTS):
        tried.append(now - NOW)
        deliver_due(now=now)
        now = mails()[0].send_after + MINUTE
    assert tried[-1] > dt.timedelta(days=1)
    assert states() == [(State.FAILED, f"Đã thử {MOST_ATTEMPTS} lần: Không nối được với máy chủ thư.")]


def test_a_server_that_is_down_is_left_alone_until_the_next_run(cast: Cast, settings: LazySettings, post: Post) -> None:
    told(cast.commune_focal, cast.other_focal, cast.agency_focal, cast.district_head, cast.district_member)
    settings.EMAIL_PORT = 1
    assert deliver_due(now=NOW) == Counter(queued=3)
    assert [mail.attempts for mail in mails()] == [1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("MAIL", "550 5.7.1 sender not owned by this account"),
        ("RCPT", "550 5.7.1 relaying denied"),
        ("DATA", "550 5.4.5 daily sending quota exceeded"),
    ],
    ids=["sender", "relaying", "quota"],
)
def test_a_fault_of_our_own_account_costs_no_message_and_ends_the_run(
    cast: Cast, post: Post, step: str, answer: str
) -> None:
    told(cast.commune_focal, cast.other_focal, cast.agency_focal, cast.district_head, cast.district_member)
    post.answers[step] = answer
    assert deliver_due(now=NOW) == Counter(queued=3)
    assert {reason for _state, reason in states()} == {
        "Máy chủ thư chưa cho phần mềm gửi (mã 550); báo người quản trị máy chủ.",
        "",
    }
    post.answers.clear()
    assert deliver_due(now=NOW + 2 * MINUTE) == Counter(sent=5), "nobody's address is taken for a wrong one"


def test_an_address_that_bounces_gets_no_further_mail_until_it_is_mended(cast: Cast, post: Post) -> None:
    told(cast.commune_focal, key="mot")
    told(cast.commune_focal, key="hai")
    post.refused["nguoi-0@example.vn"] = "550 no"
    assert deliver_due(now=NOW) == Counter(bounced=1, cancelled=1)
    told(cast.commune_focal, key="ba", now=NOW + MINUTE)
    assert len(mails()) == 2, "told in the inbox only"
    cast.commune_focal.user.email = "dung@example.vn"
    cast.commune_focal.user.save()
    message = Message(seat=seat_of(cast.commune_focal), user=cast.commune_focal.user, subject="Nhắc", key="bon")
    send_all([message], now=NOW + MINUTE)
    assert deliver_due(now=NOW + MINUTE) == Counter(sent=1)


# --- Killed, and two at once ------------------------------------------------------------------------------


@pytest.fixture
def everybody(transactional_db: None) -> Cast:
    """The cast, committed: other processes and connections see it."""
    with scopes.for_system("tests"):
        return build_cast()


def killed_worker(settings: LazySettings) -> None:
    child = subprocess.run(
        [sys.executable, "-m", "tests.notices.delivery_child", str(settings.EMAIL_HOST), str(settings.EMAIL_PORT)],
        cwd=settings.BASE_DIR,
        env=os.environ,
        timeout=60,
        check=False,
    )
    assert child.returncode == 9


def test_a_worker_killed_after_sending_costs_one_repeat_under_the_same_name(
    everybody: Cast, post: Post, settings: LazySettings
) -> None:
    told(everybody.commune_focal, everybody.other_focal)
    killed_worker(settings)
    [first, second] = mails()
    assert (first.state, first.attempts, second.state) == (State.SENDING, 1, State.QUEUED)
    assert deliver_due(now=NOW + MINUTE) == Counter(sent=1), "the first may still be alive"
    assert deliver_due(now=NOW + DEAD_AFTER + MINUTE) == Counter(sent=1)
    assert Counter(post.names) == Counter({first.message_id: 2, second.message_id: 1})
    assert deliver_due(now=NOW + dt.timedelta(days=1)) == Counter()


def test_two_workers_at_once_send_each_once_and_without_the_claim_twice(
    everybody: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(everybody.commune_focal, everybody.other_focal)
    assert work_together() == Counter(sent=2)
    assert sorted(Counter(post.names).values()) == [1, 1]
    told(everybody.commune_focal, key="nua")

    def unguarded(now: dt.datetime, channels: object) -> Delivery | None:
        with scopes.for_system("tests"):
            return delivering.due(now).filter(channel=Channel.EMAIL).first()

    monkeypatch.setattr(delivering, "_claim", unguarded)
    post.arrived.clear()
    work_together(one_each=True)
    assert len(post.names) == 2, "without the claim both send the same one"


def work_together(*, one_each: bool = False) -> Counter[str]:
    """Two workers; each waits for the other with its first letter in hand."""
    together, counted = threading.Barrier(2, timeout=10), []

    class Meeting(EmailWay):
        has_met = False

        def send(self, letter: Letter) -> None:
            if not self.has_met:
                self.has_met = True
                together.wait()
            super().send(letter)

    def work() -> None:
        try:
            counted.append(deliver_due(now=NOW, by={Channel.EMAIL: Meeting()}))
        finally:
            connections.close_all()

    most = delivering.MOST_IN_A_RUN
    delivering.MOST_IN_A_RUN = 1 if one_each else most
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    delivering.MOST_IN_A_RUN = most
    return sum(counted, Counter())


def test_a_worker_taken_for_dead_does_not_overwrite_what_became_of_its_claim(cast: Cast, post: Post) -> None:
    told(cast.commune_focal)

    class Slow(EmailWay):
        def send(self, letter: Letter) -> None:
            assert deliver_due(now=NOW + DEAD_AFTER + MINUTE) == Counter(sent=1)
            raise AssertionError("the slow one fails at last")

    deliver_due(now=NOW, by={Channel.EMAIL: Slow()})
    assert [(mail.state, mail.attempts) for mail in mails()] == [(State.SENT, 2)]


# --- As a job ---------------------------------------------------------------------------------------------


def test_the_clock_asks_for_one_job_and_only_where_something_is_due(cast: Cast, post: Post) -> None:
    deliver_what_is_due()
    with scopes.for_system("tests"):
        assert not Job.objects.exists()
    told(cast.commune_focal, kind=Notice.Kind.PLAIN)
    deliver_what_is_due()
    deliver_what_is_due()
    with scopes.for_system("tests"):
        job = Job.objects.get()
    jobs.run(job.pk)
    with scopes.for_system("tests"):
        job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"sent": 1})
    assert len(post.arrived) == 1
