"""Setting and moving a deadline: what is refused and why, what follows, and what every open duty is told."""

from __future__ import annotations

import datetime as dt

import pytest

from campaigns import deadlines, moving, planning
from campaigns.models import Deadline, Duty, DutyChange
from committees import scopes
from committees.models import Committee
from core.refusal import Refused
from core.text.dates import VIETNAM
from tests.campaigns.owing import DAY, DUE, DUE_DAY, LOCK, clerk_of, duty_of, focal_of, lay
from tests.cast import Cast
from tests.quotas.years import NOW, Year


def told(cast: Cast, deadline: Deadline) -> list[tuple[str, str, str]]:
    """Unit, kind of change, reason; the oldest first."""
    with scopes.for_system("tests"):
        rows = DutyChange.objects.filter(duty__deadline=deadline).order_by("pk")
        return list(rows.values_list("duty__unit__name", "kind", "reason"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": NOW.date() - DAY, "lock_at": None}, "Hạn nộp đã qua; chọn ngày từ hôm nay trở đi."),
        ({"grace_until": DUE - DAY}, "Thời điểm được bổ sung phải sau hạn nộp."),
        ({"lock_at": DUE - DAY}, "Thời điểm khóa phải sau hạn nộp."),
        ({"grace_until": LOCK + DAY}, "Thời điểm khóa phải sau thời điểm được bổ sung."),
        ({"kind": "other"}, "Ghi tên việc phải nộp."),
        ({"title": "Báo cáo"}, "Chỉ ghi tên việc khi chọn “Việc khác”."),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_kept(
    year: Year, cast: Cast, wrong: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        lay(year, cast, **wrong)
    assert refusal.value.sentence == sentence
    with scopes.for_system("tests"):
        assert not Deadline.objects.exists()
    lay(year, cast)  # the same without the fault is taken


def test_a_deadline_for_nobody_is_refused(year: Year, cast: Cast) -> None:
    with scopes.for_seat(clerk_of(cast)):
        for part in year.round.participations.all():
            planning.mark_absent(participation=part, reason="nghỉ hè", now=NOW)
    with pytest.raises(Refused) as refusal:
        lay(year, cast)
    assert refusal.value.sentence == "Chưa có đơn vị nào phải nộp; chọn đơn vị tham gia rồi đặt hạn."


def test_the_same_thing_is_not_owed_twice_but_two_things_of_own_names_are(year: Year, cast: Cast) -> None:
    lay(year, cast)
    with pytest.raises(Refused, match="Đã có hạn nộp “Danh sách người đăng ký hiến máu” rồi"):
        lay(year, cast)
    lay(year, cast, kind="other", title="Ảnh buổi hiến máu")
    lay(year, cast, kind="other", title="Giấy mời")
    with scopes.for_seat(focal_of(cast)):
        assert [each.kind for each in deadlines.owed_by(cast.commune, now=NOW)] == [
            "Danh sách người đăng ký hiến máu",
            "Ảnh buổi hiến máu",
            "Giấy mời",
        ]


def test_what_is_owed_for_the_year_and_for_a_campaign_stands_among_a_units_work(year: Year, cast: Cast) -> None:
    with scopes.for_seat(clerk_of(cast)):
        window = planning.add_window(plan=year.plan, name="Tháng Tư", starts_on=DUE_DAY, ends_on=DUE_DAY)
    lay(year, cast, round=None, plan=year.plan, kind="plan", day=DUE_DAY + DAY, lock_at=None)
    lay(year, cast, round=None, window=window, kind="activity")
    with scopes.for_seat(focal_of(cast)):
        owed = deadlines.owed_by(cast.commune, now=NOW)
    assert [(each.kind, each.round_name) for each in owed] == [
        ("Báo cáo hoạt động", "Tháng Tư"),
        ("Kế hoạch", year.plan.title),
    ]


@pytest.mark.parametrize("kind", ["list", "result"])
def test_a_list_or_a_result_is_asked_for_by_a_round_alone(year: Year, cast: Cast, kind: str) -> None:
    with scopes.for_seat(clerk_of(cast)):
        window = planning.add_window(plan=year.plan, name="Tháng Tư", starts_on=DUE_DAY, ends_on=DUE_DAY)
    for place in ({"plan": year.plan}, {"window": window}):
        with pytest.raises(Refused, match="nộp theo từng đợt; chọn đợt rồi đặt hạn"):
            lay(year, cast, **{"round": None, "kind": kind, **place})
    assert lay(year, cast, kind=kind).round_id == year.round.pk


def test_what_is_owed_by_a_draft_or_a_closed_plan_is_nobodys_work(year: Year, cast: Cast) -> None:
    with scopes.for_seat(clerk_of(cast)):
        draft = planning.create_plan(committee=Committee.objects.get(unit=cast.district), year=2027)
    lay(year, cast, round=None, plan=draft, kind="plan")
    with scopes.for_seat(focal_of(cast)):
        assert deadlines.owed_by(cast.commune, now=NOW) == []


def move(deadline: Deadline, cast: Cast, **changed: object) -> None:
    same = {"wording": "by", "day": DUE_DAY, "lock_at": deadline.lock_at, "reminder_days": [0], "now": NOW}
    with scopes.for_seat(clerk_of(cast)):
        found = Deadline.objects.select_related("round__plan", "plan").get(pk=deadline.pk)
        moving.change_deadline(deadline=found, **{**same, **changed})  # type: ignore[arg-type]


def test_a_moved_due_date_is_told_to_every_open_duty_and_to_no_other(year: Year, cast: Cast) -> None:
    deadline = lay(year, cast)
    with scopes.for_seat(focal_of(cast)):
        duty = duty_of(deadline, cast.commune)
        deadlines.hand_in_number(duty=duty, amount=9, seat=focal_of(cast), now=NOW)
    move(deadline, cast, day=DUE_DAY + DAY, reason="Hoãn vì mưa")
    assert told(cast, deadline) == [
        ("xã An Hòa", "due_moved", "Hoãn vì mưa"),
        ("Phòng Giáo dục Bình Hải", "due_moved", "Hoãn vì mưa"),
    ]
    with scopes.for_system("tests"):
        change = DutyChange.objects.first()
        assert change is not None
        assert (change.due_before, change.due_after) == (DUE, DUE + DAY)


def test_moving_needs_a_reason_and_a_day_to_come(year: Year, cast: Cast) -> None:
    deadline = lay(year, cast)
    with pytest.raises(Refused, match="Ghi lý do đổi hạn nộp"):
        move(deadline, cast, day=DUE_DAY + DAY)
    with pytest.raises(Refused, match="Hạn nộp đã qua"):
        move(deadline, cast, day=NOW.date() - DAY, lock_at=None, reason="Nhầm")
    move(deadline, cast, now=LOCK + DAY, lock_at=None)  # what stays may lie behind: only the lock is lifted
    assert told(cast, deadline) == []
    with scopes.for_system("tests"):
        kept = Deadline.objects.get()
        assert (kept.due_at, kept.lock_at, kept.reminder_days) == (DUE, None, [0])


def test_parts_can_be_added_and_taken_away_until_one_has_come(year: Year, cast: Cast) -> None:
    from campaigns import contacting

    deadline = lay(year, cast, parts=[deadlines.Part("Bản giấy"), deadlines.Part("Phiếu ký", is_counted=True)])
    with scopes.for_seat(clerk_of(cast)):
        duty = duty_of(deadline, cast.commune)
        contacting.receive_part(duty=duty, part=deadline.parts.get(is_counted=True), amount=40, now=NOW)
    move(deadline, cast, parts=[deadlines.Part("Đĩa ảnh")])
    with scopes.for_seat(clerk_of(cast)):
        assert [part.name for part in deadline.parts.all()] == ["Phiếu ký", "Đĩa ảnh"]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (dt.datetime(2026, 3, 24, 23, 59, 59, tzinfo=VIETNAM), "hết ngày 24/3/2026"),
        (dt.datetime(2026, 3, 24, 17, 0, tzinfo=VIETNAM), "17:00 ngày 24/3/2026"),
    ],
)
def test_a_moment_is_said_with_its_hour_unless_it_is_the_days_end(moment: dt.datetime, said: str) -> None:
    assert deadlines.moment_sentence(moment) == said


def test_the_expected_set_follows_the_participants_of_a_draft_silently_and_is_frozen_at_opening(
    year: Year, cast: Cast
) -> None:
    clerk = clerk_of(cast)
    with scopes.for_seat(clerk):
        draft = planning.add_round(plan=year.plan)
        planning.set_participants(round=draft, units=year.units[:2])
        deadline = deadlines.set_deadline(round=draft, kind="list", day=DUE_DAY, now=NOW)
        planning.set_participants(round=draft, units=year.units[1:])
        planning.open_round(round=draft, now=NOW)
        owing = Duty.objects.filter(deadline=deadline).values_list("unit__name", flat=True)
        assert set(owing) == {"xã An Hòa", "Phòng Giáo dục Bình Hải"}
    assert told(cast, deadline) == []
