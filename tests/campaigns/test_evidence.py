"""What can be shown a year later: one dated list of everything that was done about a duty, and by whom for whom."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from campaigns import contacting, deadlines, evidence, expecting, extending, moving
from campaigns.models import Contact, Deadline, Reminder
from committees import scopes
from committees.models import Seat
from core import audit
from notices.models import Delivery, Notice
from tests.campaigns.owing import DAY, DUE, DUE_DAY, LOCKED, UNTIL, clerk_of, duty_of, focal_of, lay
from tests.cast import Cast
from tests.quotas.years import NOW, Year

CLERK = audit.Actor(user_label="Phạm Thị Huyện", seat_label="Thường trực · khu vực Bình Hải")
FOCAL = audit.Actor(user_label="Hồ Văn Mối", seat_label="Đầu mối · xã An Thạnh")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    return lay(year, cast, parts=[deadlines.Part("Phiếu ký", is_counted=True)])


def remind(deadline: Deadline, cast: Cast, *, at: dt.datetime, state: str = "sent", reason: str = "") -> None:
    """A reminder to the unit's seat, and what became of its e-mail."""
    seat = focal_of(cast)
    with scopes.for_system("tests"):
        notice = Notice.objects.create(path=seat.path, seat=seat, subject="Nhắc", body="KÍN", key=f"{at}")
        Reminder.objects.create(
            path=seat.path, duty=duty_of(deadline, cast.commune), notice=notice, days=-1, due_at=deadline.due_at, at=at
        )
        Delivery.objects.create(
            path=seat.path,
            notice=notice,
            seat=seat,
            kind=notice.kind,
            subject=notice.subject,
            channel="email",
            user=cast.commune_focal.user,
            message_id=f"<{at}>",
            state=state,
            reason=reason,
            queued_at=at,
            send_after=at,
            sent_at=at if state == "sent" else None,
        )


def story(deadline: Deadline, cast: Cast) -> None:
    """Reminded, moved, called, extended, handed in for the unit, returned, handed in by itself, its papers received."""
    clerk, focal = clerk_of(cast), focal_of(cast)
    remind(deadline, cast, at=NOW + HOUR)
    remind(deadline, cast, at=NOW + 2 * HOUR, state="bounced", reason="hộp thư đầy")
    with audit.acting(CLERK), scopes.for_seat(clerk):
        found = Deadline.objects.select_related("round__plan", "plan").get(pk=deadline.pk)
        moving.change_deadline(
            deadline=found,
            wording="by",
            day=DUE_DAY,
            at=dt.time(17),
            lock_at=found.lock_at,
            parts=[deadlines.Part("Phiếu ký", is_counted=True)],
            reason="Hoãn",
            now=NOW + 3 * HOUR,
        )
        duty = duty_of(deadline, cast.commune)
        contacting.record_contact(duty=duty, way=Contact.Way.CALLED, note="hẹn chiều", now=NOW + 4 * HOUR)
    with audit.acting(FOCAL), scopes.for_seat(focal):
        asked = extending.ask(duty=duty_of(deadline, cast.commune), until=UNTIL, reason="Mưa lũ", now=LOCKED)
    with audit.acting(CLERK), scopes.for_seat(clerk):
        extending.grant(extension=asked, now=LOCKED + HOUR)
        duty = duty_of(deadline, cast.commune)
        deadlines.hand_in_number(duty=duty, amount=38, seat=clerk, now=LOCKED + 2 * HOUR)
        expecting.return_submission(duty=duty, reason="Thiếu năm sinh", now=LOCKED + 3 * HOUR)
    with audit.acting(FOCAL), scopes.for_seat(focal):
        duty = duty_of(deadline, cast.commune)
        deadlines.hand_in_number(duty=duty, amount=40, seat=focal, now=LOCKED + 4 * HOUR)
    with audit.acting(CLERK), scopes.for_seat(clerk):
        contacting.receive_part(duty=duty, part=deadline.parts.get(), amount=40, now=LOCKED + 5 * HOUR)


def read(deadline: Deadline, cast: Cast, seat: Seat) -> list[tuple[str, str, str]]:
    with scopes.for_seat(seat):
        return [(each.what, each.detail, each.by) for each in evidence.evidence_of(duty_of(deadline, cast.commune))]


def test_everything_stands_in_one_list_in_its_order_for_the_clerk_and_for_the_unit(
    cast: Cast, deadline: Deadline
) -> None:
    story(deadline, cast)
    clerk, focal = "Phạm Thị Huyện (Thường trực · khu vực Bình Hải)", "Hồ Văn Mối (Đầu mối · xã An Thạnh)"
    wanted = [
        ("Giao việc: Danh sách người đăng ký hiến máu, hết ngày 24/11/2026", "", ""),
        ("Nhắc theo lịch", "Thư điện tử: đã gửi 15:05 ngày 22/11/2026", "phần mềm"),
        ("Nhắc theo lịch", "Thư điện tử: bị trả lại (hộp thư đầy)", "phần mềm"),
        ("Đổi hạn nộp từ hết ngày 24/11/2026 sang 17:00 ngày 24/11/2026", "Hoãn", clerk),
        *[("Báo đổi hạn nộp", "Hộp tin trong phần mềm: đã gửi 17:05 ngày 22/11/2026", "phần mềm")] * 2,  # focal, clerk
        ("Đã gọi", "hẹn chiều", clerk),
        ("Xin gia hạn đến hết ngày 28/11/2026", "Mưa lũ", focal),
        ("Được gia hạn đến hết ngày 28/11/2026", "", clerk),
        ("Đã nộp 38 người (nộp thay)", "", f"{clerk}, thay cho xã An Thạnh"),
        ("Trả lại để nộp lại", "Thiếu năm sinh", clerk),
        ("Đã nộp 40 người", "", focal),
        ("Đã nhận Phiếu ký", "số lượng 40", clerk),
    ]
    assert read(deadline, cast, clerk_of(cast)) == wanted
    assert read(deadline, cast, focal_of(cast)) == wanted
    assert not any("KÍN" in word for line in wanted for word in line)


def test_a_refused_request_and_an_excuse_stand_in_it_too(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_seat(focal_of(cast)):
        asked = extending.ask(duty=duty_of(deadline, cast.commune), until=DUE + DAY, reason="Bận", now=NOW)
    with scopes.for_seat(clerk_of(cast)):
        extending.refuse(extension=asked, answer="Còn hai ngày", now=NOW + HOUR)
        expecting.excuse(duty=duty_of(deadline, cast.commune), reason="nghỉ hè", now=NOW + 2 * HOUR)
    assert [line[:2] for line in read(deadline, cast, clerk_of(cast))[2:]] == [
        ("Không được gia hạn", "Còn hai ngày"),
        ("Không phải nộp", "nghỉ hè"),
    ]


@pytest.mark.parametrize("times", [1, 3])
def test_it_costs_the_same_however_much_happened(
    cast: Cast, deadline: Deadline, django_assert_num_queries: DjangoAssertNumQueries, times: int
) -> None:
    for number in range(times):
        remind(deadline, cast, at=NOW + number * HOUR)
        with scopes.for_seat(clerk_of(cast)):
            duty = duty_of(deadline, cast.commune)
            contacting.record_contact(duty=duty, way=Contact.Way.CALLED, now=NOW)
    with scopes.for_seat(clerk_of(cast)):
        duty = duty_of(deadline, cast.commune)
        with django_assert_num_queries(8):
            assert len(evidence.evidence_of(duty)) == 1 + 2 * times
