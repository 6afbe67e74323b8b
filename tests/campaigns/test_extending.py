"""More time: asked or given, agreed to or not; the gate honours it, and it ends by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from campaigns import completeness, deadlines, expecting, extending, planning
from campaigns.models import Deadline, Duty, Extension
from committees import scopes
from committees.models import Seat
from core import audit
from core.refusal import Refused
from tests.campaigns.owing import DAY, DUE, LATE, LOCKED, UNTIL, clerk_of, duty_of, focal_of, lay
from tests.cast import Cast
from tests.quotas.years import NOW, Year


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    return lay(year, cast)


def hand_in(deadline: Deadline, seat: Seat, cast: Cast, now: dt.datetime) -> None:
    with scopes.for_seat(seat):
        deadlines.hand_in_number(duty=duty_of(deadline, cast.commune), amount=9, seat=seat, now=now)


def ask(deadline: Deadline, cast: Cast, *, now: dt.datetime = LOCKED, **changed: object) -> Extension:
    form = {"until": UNTIL, "reason": "Mưa lũ", **changed}
    with scopes.for_seat(focal_of(cast)):
        return extending.ask(duty=duty_of(deadline, cast.commune), now=now, **form)  # type: ignore[arg-type]


def give(deadline: Deadline, cast: Cast, *, now: dt.datetime = LOCKED, **changed: object) -> Extension:
    form = {"until": UNTIL, "reason": "Mưa lũ", **changed}
    with scopes.for_seat(clerk_of(cast)):
        return extending.give(duty=duty_of(deadline, cast.commune), now=now, **form)  # type: ignore[arg-type]


def test_a_locked_unit_asks_is_agreed_to_and_hands_in_until_it_ends(cast: Cast, deadline: Deadline) -> None:
    with pytest.raises(Refused, match="xin gia hạn để nộp tiếp"):
        hand_in(deadline, focal_of(cast), cast, LOCKED)
    asked = ask(deadline, cast)
    with pytest.raises(Refused, match="xin gia hạn để nộp tiếp"):  # asking alone opens nothing
        hand_in(deadline, focal_of(cast), cast, LOCKED)
    with scopes.for_seat(clerk_of(cast)):
        extending.grant(extension=asked, now=LOCKED)
    with scopes.for_seat(focal_of(cast)):
        (owed,) = deadlines.owed_by(cast.commune, now=LOCKED)
        assert (owed.state, owed.due_at, owed.is_locked) == ("Được gia hạn", UNTIL, False)
    with pytest.raises(Refused, match="xin gia hạn để nộp tiếp"):  # it ended by itself
        hand_in(deadline, focal_of(cast), cast, UNTIL + DAY)
    hand_in(deadline, focal_of(cast), cast, UNTIL)
    with scopes.for_seat(clerk_of(cast)):
        whole = completeness.completeness_of([deadline], within=cast.district.path, now=UNTIL + DAY).whole
    assert (whole.with_permission, whole.late, whole.overdue) == (1, 0, 2)


def test_the_clerk_gives_more_time_at_once_and_a_second_press_gives_it_once(cast: Cast, deadline: Deadline) -> None:
    assert give(deadline, cast).pk == give(deadline, cast).pk
    hand_in(deadline, focal_of(cast), cast, LOCKED)
    with scopes.for_seat(clerk_of(cast)):
        assert Extension.objects.count() == 1


def test_giving_more_time_answers_an_open_request(cast: Cast, deadline: Deadline) -> None:
    ask(deadline, cast)
    give(deadline, cast, until=UNTIL + DAY, reason="Theo đề nghị của xã")
    with scopes.for_seat(clerk_of(cast)):
        only = Extension.objects.get()
        assert (only.state, only.until, only.reason, only.answer) == (
            "granted",
            UNTIL + DAY,
            "Mưa lũ",
            "Theo đề nghị của xã",
        )


def test_a_request_is_answered_once(cast: Cast, deadline: Deadline) -> None:
    asked = ask(deadline, cast)
    with scopes.for_seat(clerk_of(cast)):
        with pytest.raises(Refused, match="Ghi lý do không gia hạn"):
            extending.refuse(extension=asked, answer=" ", now=LOCKED)
        extending.refuse(extension=asked, answer="Đã gia hạn hai lần", now=LOCKED)
        with pytest.raises(Refused, match="đã được trả lời: không được gia hạn"):
            extending.grant(extension=asked, now=LOCKED)
        assert duty_of(deadline, cast.commune).extended_until is None
    ask(deadline, cast, until=UNTIL + DAY)  # and may be asked again


def test_one_request_at_a_time(cast: Cast, deadline: Deadline) -> None:
    ask(deadline, cast)
    with pytest.raises(Refused, match="Đã xin gia hạn rồi; chờ trả lời"):
        ask(deadline, cast)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": "  "}, "Ghi lý do xin gia hạn."),
        ({"until": LOCKED}, "Gia hạn phải đến một thời điểm sau lúc này."),
        ({"until": DUE, "now": NOW}, "Gia hạn phải sau hạn đang có: hết ngày 24/11/2026."),
    ],
)
def test_what_gives_no_more_time_is_refused(
    cast: Cast, deadline: Deadline, wrong: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        ask(deadline, cast, **wrong)  # type: ignore[arg-type]
    assert refusal.value.sentence == sentence
    ask(deadline, cast)


def test_who_owes_nothing_needs_no_more_time(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_seat(clerk_of(cast)):
        expecting.excuse(duty=duty_of(deadline, cast.commune), reason="nghỉ hè", now=NOW)
    with pytest.raises(Refused, match="không phải nộp việc này nên không cần gia hạn"):
        ask(deadline, cast)
    with scopes.for_seat(clerk_of(cast)):
        expecting.owe_again(duty=duty_of(deadline, cast.commune), now=NOW)
    hand_in(deadline, focal_of(cast), cast, NOW)
    with pytest.raises(Refused, match="đã nộp rồi nên không cần gia hạn"):
        ask(deadline, cast)


def test_a_request_that_came_too_late_is_answered_with_another_moment(cast: Cast, deadline: Deadline) -> None:
    asked = ask(deadline, cast)
    with scopes.for_seat(clerk_of(cast)), pytest.raises(Refused, match="Thời điểm xin gia hạn đã qua"):
        extending.grant(extension=asked, now=UNTIL + DAY)
    give(deadline, cast, until=UNTIL + 2 * DAY, now=UNTIL + DAY)


def test_a_closed_round_gives_no_more_time(year: Year, cast: Cast, deadline: Deadline) -> None:
    asked = ask(deadline, cast)
    with scopes.for_seat(clerk_of(cast)):
        planning.close_round(round=year.round, now=LOCKED)
        with pytest.raises(Refused, match="đã khóa nên không sửa được nữa"):
            extending.grant(extension=asked, now=LOCKED)
    with pytest.raises(Refused, match="đã khóa nên không sửa được nữa"):
        give(deadline, cast)


def test_more_time_shows_as_such_until_it_is_over(cast: Cast, deadline: Deadline) -> None:
    give(deadline, cast, now=NOW)
    with scopes.for_seat(clerk_of(cast)):
        words = {
            now: deadlines.state_word(duty_of(deadline, cast.commune), None, now=now)
            for now in (NOW, LATE, LOCKED, UNTIL + DAY)
        }
    assert list(words.values()) == ["Được gia hạn", "Được gia hạn", "Được gia hạn", "Quá hạn, chưa nộp"]


def test_a_due_date_moved_behind_the_extension_leaves_nothing_to_be_called_so(cast: Cast, deadline: Deadline) -> None:
    give(deadline, cast, now=NOW)
    with scopes.for_seat(clerk_of(cast)):
        Deadline.objects.update(due_at=UNTIL + DAY, lock_at=UNTIL + DAY)
        duty: Duty = duty_of(deadline, cast.commune)
        assert deadlines.state_word(duty, None, now=NOW) == "Chưa nộp"
        assert deadlines.due_at_of(duty) == UNTIL + DAY


def test_it_says_who_asked_and_who_agreed(cast: Cast, deadline: Deadline) -> None:
    with audit.acting(audit.Actor(user_label="Hồ Văn Mối", seat_label="Đầu mối · xã An Thạnh")):
        asked = ask(deadline, cast)
    with (
        audit.acting(audit.Actor(user_label="Phạm Thị Huyện", seat_label="Thường trực · khu vực Bình Hải")),
        scopes.for_seat(clerk_of(cast)),
    ):
        granted = extending.grant(extension=asked, now=LOCKED)
    assert granted.asked_by_label == "Hồ Văn Mối (Đầu mối · xã An Thạnh)"
    assert granted.decided_by_label == "Phạm Thị Huyện (Thường trực · khu vực Bình Hải)"


def test_the_request_waits_with_the_committee_that_asks_and_with_no_other(cast: Cast, deadline: Deadline) -> None:
    ask(deadline, cast)
    clerks = {"district": cast.district_clerk, "commune": cast.commune_clerk, "province": cast.province_clerk}
    found = {}
    for name, person in clerks.items():
        assert person.seat is not None
        with scopes.for_seat(person.seat):
            found[name] = len(completeness.open_requests(within=person.path, path=person.path))
    assert found == {"district": 1, "commune": 0, "province": 0}
    hand_in(deadline, clerk_of(cast), cast, NOW)  # typed in from before the lock: nothing is asked any more
    with scopes.for_seat(clerk_of(cast)):
        assert completeness.open_requests(within=cast.district.path, path=cast.district.path) == []
