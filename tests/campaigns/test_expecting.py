"""Who is expected: adding, excusing, owing again, returning; each once, dated, with its reason and by whom."""

from __future__ import annotations

import pytest

from campaigns import contacting, deadlines, expecting, extending, hosting, planning
from campaigns.models import Contact, Deadline, Duty, DutyChange, Extension, Participation, PartReceipt, Submission
from committees import scopes
from core import audit
from core.refusal import Refused
from tests.campaigns.owing import DAY, LATE, LOCKED, clerk_of, duty_of, focal_of, lay
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.quotas.years import NOW, Year


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    return lay(year, cast)


def changes(deadline: Deadline) -> list[tuple[str, str, str]]:
    """Unit, kind, reason; the oldest first."""
    with scopes.for_system("tests"):
        rows = DutyChange.objects.filter(duty__deadline=deadline).order_by("pk")
        return list(rows.values_list("duty__unit__name", "kind", "reason"))


def mark(cast: Cast, reason: str) -> None:
    with scopes.for_seat(clerk_of(cast)):
        part = Participation.objects.select_related("round__plan", "unit").get(unit=cast.commune)
        planning.mark_absent(participation=part, reason=reason, now=NOW)


def test_a_school_in_summer_owes_nothing_and_owes_again_when_it_is_taken_back(cast: Cast, deadline: Deadline) -> None:
    mark(cast, "nghỉ hè")
    with scopes.for_seat(focal_of(cast)):
        assert deadlines.owed_by(cast.commune, now=NOW) == []
    mark(cast, "")
    with scopes.for_seat(focal_of(cast)):
        assert len(deadlines.owed_by(cast.commune, now=NOW)) == 1
    assert changes(deadline) == [("xã An Thạnh", "excused", "nghỉ hè"), ("xã An Thạnh", "owed_again", "")]


def test_who_was_absent_when_the_deadline_was_laid_owes_once_it_takes_part(year: Year, cast: Cast) -> None:
    mark(cast, "nghỉ hè")
    deadline = lay(year, cast)
    mark(cast, "")
    assert changes(deadline) == [("xã An Thạnh", "added", "")]


def test_an_excuse_of_another_reason_outlives_the_absence(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_seat(clerk_of(cast)):
        expecting.excuse(duty=duty_of(deadline, cast.commune), reason="nộp qua phòng", now=NOW)
    mark(cast, "nghỉ hè")
    mark(cast, "")
    with scopes.for_seat(clerk_of(cast)):
        assert duty_of(deadline, cast.commune).excused_reason == "nộp qua phòng"


def test_an_excuse_needs_a_reason_and_is_given_once_however_often_it_is_pressed(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_seat(clerk_of(cast)):
        duty = duty_of(deadline, cast.commune)
        with pytest.raises(Refused, match="Ghi lý do không phải nộp"):
            expecting.excuse(duty=duty, reason="  ", now=NOW)
        for _press in range(2):
            expecting.excuse(duty=duty, reason="nghỉ hè", now=NOW)
        for _press in range(2):
            expecting.owe_again(duty=duty, now=NOW)
    assert changes(deadline) == [("xã An Thạnh", "excused", "nghỉ hè"), ("xã An Thạnh", "owed_again", "")]


def test_who_has_handed_in_is_not_excused(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_seat(clerk_of(cast)):
        duty = duty_of(deadline, cast.commune)
        deadlines.hand_in_number(duty=duty, amount=9, seat=clerk_of(cast), now=NOW)
        with pytest.raises(Refused, match="xã An Thạnh đã nộp rồi"):
            expecting.excuse(duty=duty, reason="nghỉ hè", now=NOW)
    mark(cast, "nghỉ hè")  # takes part no more, and what it handed in stays
    assert changes(deadline) == []


def test_a_unit_is_added_after_opening_by_choosing_it_or_by_hand(year: Year, cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        village = UnitFactory.create(parent=cast.district, name="xã An Tân")
    clerk = clerk_of(cast)
    with scopes.for_seat(clerk):
        with pytest.raises(Refused, match="xã An Tân không tham gia đợt này"):
            expecting.add_unit(deadline=deadline, unit=village, reason="", now=NOW)
        hosting.choose_participants(round=year.round, units=[*year.units, village], seat=clerk, now=NOW)
        with pytest.raises(Refused, match="xã An Tân đã có trong diện phải nộp"):
            expecting.add_unit(deadline=deadline, unit=village, reason="", now=NOW)
        hosting.choose_participants(round=year.round, units=year.units, seat=clerk, now=NOW)
        hosting.choose_participants(round=year.round, units=[*year.units, village], seat=clerk, now=NOW)
    assert changes(deadline) == [
        ("xã An Tân", "added", ""),
        ("xã An Tân", "excused", "Không còn tham gia đợt này"),
        ("xã An Tân", "owed_again", ""),
    ]


def test_a_unit_of_another_committee_or_one_that_has_ended_is_not_added(year: Year, cast: Cast) -> None:
    deadline = lay(year, cast, round=None, plan=year.plan, kind="plan")
    with scopes.for_system("tests"):
        new = UnitFactory.create(parent=cast.district, name="xã An Tân")
        old = UnitFactory.create(parent=cast.district, name="xã An Cũ", valid_to=NOW.date())
    with scopes.for_seat(clerk_of(cast)):
        for unit in (cast.other_province, old):
            with pytest.raises(Refused, match="không thuộc Ban Chỉ đạo này hoặc đã kết thúc"):
                expecting.add_unit(deadline=deadline, unit=unit, reason="", now=NOW)
        expecting.add_unit(deadline=deadline, unit=new, reason="mới lập", now=NOW)
    assert changes(deadline) == [("xã An Tân", "added", "mới lập")]


def test_what_is_returned_is_owed_again_with_the_note_until_it_is_handed_in_anew(
    cast: Cast, deadline: Deadline
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        duty = duty_of(deadline, cast.commune)
        with pytest.raises(Refused, match="chưa nộp nên không có gì để trả lại"):
            expecting.return_submission(duty=duty, reason="Thiếu chữ ký", now=NOW)
        deadlines.hand_in_number(duty=duty, amount=9, seat=clerk_of(cast), now=NOW)
        with pytest.raises(Refused, match="Ghi cần sửa gì"):
            expecting.return_submission(duty=duty, reason=" ", now=NOW)
        expecting.return_submission(duty=duty, reason="Thiếu chữ ký", now=NOW)
    with scopes.for_seat(focal_of(cast)):
        (owed,) = deadlines.owed_by(cast.commune, now=NOW)
        assert (owed.state, owed.is_done) == ("Trả lại", False)
        assert "Trả lại: Thiếu chữ ký" in owed.notes
        deadlines.hand_in_number(duty=duty_of(deadline, cast.commune), amount=9, seat=focal_of(cast), now=LATE)
        (owed,) = deadlines.owed_by(cast.commune, now=LATE)
        assert (owed.state, owed.is_done) == ("Nộp chậm", True)
        kept = Submission.objects.order_by("pk").values_list("returned_reason", "withdrawn_at")
        assert list(kept) == [("Thiếu chữ ký", NOW), ("", None)]
    assert changes(deadline) == [("xã An Thạnh", "returned", "Thiếu chữ ký")]


def test_a_return_after_the_lock_needs_more_time_before_it_is_handed_in_again(cast: Cast, deadline: Deadline) -> None:
    clerk = clerk_of(cast)
    with scopes.for_seat(clerk):
        duty = duty_of(deadline, cast.commune)
        deadlines.hand_in_number(duty=duty, amount=9, seat=clerk, now=NOW)
        expecting.return_submission(duty=duty, reason="Thiếu chữ ký", now=LOCKED)
        with pytest.raises(Refused, match="xin gia hạn để nộp tiếp"):
            deadlines.hand_in_number(duty=duty, amount=9, seat=clerk, now=LOCKED)
        extending.give(duty=duty, until=LOCKED + DAY, reason="Để sửa", now=LOCKED)
        deadlines.hand_in_number(duty=duty_of(deadline, cast.commune), amount=9, seat=clerk, now=LOCKED)


def test_every_change_says_who_made_it(cast: Cast, deadline: Deadline) -> None:
    actor = audit.Actor(user_label="Phạm Thị Huyện", seat_id=7, seat_label="Thường trực · khu vực Bình Hải")
    with audit.acting(actor), scopes.for_seat(clerk_of(cast)):
        expecting.excuse(duty=duty_of(deadline, cast.commune), reason="nghỉ hè", now=NOW)
        change = DutyChange.objects.get()
        assert (change.by_label, change.seat_id, change.at) == (
            "Phạm Thị Huyện (Thường trực · khu vực Bình Hải)",
            7,
            NOW,
        )


def test_parts_are_ticked_counted_corrected_and_unticked(year: Year, cast: Cast) -> None:
    part = deadlines.Part("Phiếu ký", is_counted=True)
    deadline = lay(year, cast, parts=[part, deadlines.Part("Công văn")])
    with scopes.for_seat(clerk_of(cast)):
        duty, (counted, ticked) = duty_of(deadline, cast.commune), deadline.parts.all()
        for amount in (38, 40):
            contacting.receive_part(duty=duty, part=counted, amount=amount, now=NOW)
        contacting.receive_part(duty=duty, part=ticked, amount=5, now=NOW)
        assert list(PartReceipt.objects.order_by("pk").values_list("part__name", "amount")) == [
            ("Phiếu ký", 40),
            ("Công văn", None),
        ]
        contacting.untick_part(duty=duty, part=ticked)
        assert PartReceipt.objects.count() == 1


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+84912345678", "https://zalo.me/0912345678"),
        ("0912 345 678", "https://zalo.me/0912345678"),
        ("0255.3851234", "https://zalo.me/02553851234"),
    ],
)
def test_zalo_knows_a_number_as_it_is_dialled_at_home(phone: str, link: str) -> None:
    assert contacting.zalo_link(phone) == link


def test_a_unit_is_called_at_its_own_number_else_at_its_focals(cast: Cast) -> None:
    with scopes.for_system("tests"):
        cast.commune_focal.user.phone = "+84900000001"
        cast.commune_focal.user.save()
        cast.agency.phone = "02553851234"
        found = contacting.phones_of([cast.commune, cast.agency])
    assert found == {cast.commune.pk: "+84900000001", cast.agency.pk: "02553851234"}


def test_a_neighbour_sees_no_change_contact_or_request_of_another_unit(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_seat(clerk_of(cast)):
        duty = duty_of(deadline, cast.commune)
        expecting.excuse(duty=duty_of(deadline, cast.agency), reason="nghỉ hè", now=NOW)
        contacting.record_contact(duty=duty, way=Contact.Way.CALLED, now=NOW)
        extending.ask(duty=duty, until=LOCKED + DAY, reason="Mưa lũ", now=NOW)
        rows = [model.objects.count() for model in (Duty, DutyChange, Contact, Extension)]
        assert rows == [3, 1, 1, 1]
    assert cast.other_focal.seat is not None
    assert cast.stranger.seat is not None
    for seat, sees in ((cast.other_focal.seat, 1), (cast.stranger.seat, 0)):
        with scopes.for_seat(seat):
            assert Duty.objects.count() == sees
            for model in (DutyChange, Contact, Extension):
                assert not model.objects.exists()
