"""The pages of what is owed: setting it, the clerk's page of the missing, a unit's own page, more time, the history."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, planning
from campaigns.models import Contact, Deadline, Duty, Extension, PartReceipt
from committees import scopes
from committees.models import Unit
from core.text.dates import VIETNAM, day_month
from tests.campaigns.desk import Desk
from tests.campaigns.owing import DAY, clerk_of, duty_of, focal_of
from tests.cast import Cast, Person
from tests.quotas.years import Year

FORM = {"kind": "list", "wording": "by", "day": "2036-03-24"}


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    """The list was due days ago and has just been locked."""
    with scopes.for_seat(clerk_of(cast)):
        return _past(year, cast, timezone.now())


def _past(year: Year, cast: Cast, now: dt.datetime) -> Deadline:
    made = deadlines.set_deadline(
        round=year.round,
        kind="list",
        day=(now - 2 * DAY).astimezone(VIETNAM).date(),
        lock_at=now - dt.timedelta(minutes=1),
        parts=[deadlines.Part("Phiếu ký", is_counted=True)],
    )
    Unit.objects.filter(pk=cast.commune.pk).update(phone="+84900000001")
    return made


def duty(deadline: Deadline, unit: Unit) -> Duty:
    with scopes.for_system("tests"):
        return duty_of(deadline, unit)


def raw(person: Person, route: str, *args: object) -> str:
    return Desk(person).client.get(reverse(route, args=args)).content.decode()


# --- Setting and changing -----------------------------------------------------------------------------


def test_one_form_sets_due_grace_lock_parts_and_reminders(year: Year, clerk: Desk, cast: Cast) -> None:
    page = clerk.send(
        "deadline_set",
        year.round.pk,
        **FORM,
        at="17:00",
        grace_day="2036-03-26",
        lock_day="27/03/2036",
        lock_time="08:30",
        ticked="Công văn\n\nCông văn",
        counted="Phiếu đăng ký có chữ ký",
        reminder_days=["-3", "0"],
    )
    assert "Đã đặt hạn nộp." in page
    assert "0/3 đơn vị đã nộp · 3 chưa nộp" in page
    assert "Hạn nộp chậm nhất 17:00 ngày 24/3/2036" in page
    assert "Được bổ sung đến hết ngày 26/3/2036" in page
    assert "Khóa sau 08:30 ngày 27/3/2036" in page
    assert "Nhận kèm theo Công văn, Phiếu đăng ký có chữ ký" in page
    assert "Tự nhắc trước 3 ngày, đúng ngày hết hạn" in page
    focal = Desk(cast.commune_focal).get("home")
    assert "Được bổ sung đến hết ngày 26/3/2036." in focal
    assert "Khóa sau 08:30 ngày 27/3/2036." in focal


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"day": "2020-01-01"}, "Hạn nộp đã qua; chọn ngày từ hôm nay trở đi."),
        ({"grace_day": "2036-03-01"}, "Thời điểm được bổ sung phải sau hạn nộp."),
        ({"lock_day": "2036-03-01"}, "Thời điểm khóa phải sau hạn nộp."),
        ({"lock_time": "08:00"}, "Ghi ngày cùng với giờ."),
        ({"counted": "x" * 121}, "Mỗi dòng dài nhất 120 chữ."),
        ({"kind": "other"}, "Ghi tên việc phải nộp."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(year: Year, clerk: Desk, wrong: dict[str, str], told: str) -> None:
    page = clerk.send("deadline_set", year.round.pk, **{**FORM, **wrong})
    assert told in page
    with scopes.for_system("tests"):
        assert not Deadline.objects.exists()


def test_a_double_click_sets_one_deadline(year: Year, clerk: Desk) -> None:
    first, second = (clerk.send("deadline_set", year.round.pk, **FORM, once="dấu") for _click in range(2))
    assert "Đã đặt hạn nộp." in first
    assert "đã được nhận rồi" in second


def test_the_change_form_shows_what_is_set_and_moves_it_with_a_reason(year: Year, clerk: Desk) -> None:
    clerk.send("deadline_set", year.round.pk, **{**FORM, "wording": "before"}, counted="Phiếu ký")
    with scopes.for_system("tests"):
        made = Deadline.objects.get()
    form = clerk.client.get(reverse("deadline_change", args=[made.pk])).content.decode()
    assert 'value="2036-03-24"' in form
    assert re.search(r"<textarea[^>]*name=\"counted\"[^>]*>\s*Phiếu ký</textarea>", form)
    same = {"wording": "before", "day": "2036-03-24", "counted": "Phiếu ký"}
    assert "Đã đổi hạn nộp." in clerk.send("deadline_change", made.pk, **same)  # nothing moved: no reason asked
    moved = {**same, "day": "2036-03-30"}
    assert "Ghi lý do đổi hạn nộp." in clerk.send("deadline_change", made.pk, **moved)
    assert "trước ngày 30/3/2036" in clerk.send("deadline_change", made.pk, **moved, reason="Hoãn vì mưa")


def test_the_plan_asks_for_something_of_its_own_from_all_below(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(clerk_of(cast)):
        window = planning.add_window(
            plan=year.plan, name="Tháng Tư", starts_on=dt.date(2026, 4, 1), ends_on=dt.date(2026, 4, 30)
        )
    for more in ({"kind": "plan"}, {"kind": "other", "title": "Ảnh tuyên truyền", "window": window.pk}):
        clerk.send("plan_deadline_set", year.plan.pk, **{**FORM, **more})
    page = clerk.get("plan", year.plan.pk)
    assert "Kế hoạch Cả năm chậm nhất ngày 24/3/2036" in page
    assert "Ảnh tuyên truyền Tháng Tư chậm nhất ngày 24/3/2036" in page
    focal = Desk(cast.commune_focal)
    assert "Nộp ảnh tuyên truyền" in focal.get("home")
    with scopes.for_system("tests"):
        owed = Duty.objects.get(deadline__title="Ảnh tuyên truyền", unit=cast.commune)
    assert "Ghi đã nộp gì" not in focal.send("duty_done", owed.pk, note="Đã gửi 12 ảnh qua Zalo")
    assert "1/3 đơn vị đã nộp" in clerk.get("deadline", owed.deadline_id)
    assert "Đã gửi 12 ảnh qua Zalo" in clerk.get("duty", owed.pk)


def test_the_plans_form_offers_only_what_can_be_handed_in_without_a_round(year: Year, cast: Cast) -> None:
    def offered(route: str, pk: int) -> set[str]:
        return set(
            re.findall(r'<option value="(list|result|activity|plan|other)"', raw(cast.district_clerk, route, pk))
        )

    assert offered("plan_deadline_set", year.plan.pk) == {"activity", "plan", "other"}
    assert offered("deadline_set", year.round.pk) == set(Deadline.Kind.values)


# --- The clerk's page ---------------------------------------------------------------------------------


def test_the_missing_come_with_what_to_do_about_each_in_one_tap(deadline: Deadline, cast: Cast, clerk: Desk) -> None:
    page = clerk.get("deadline", deadline.pk)
    assert "0/3 đơn vị đã nộp · 3 chưa nộp, quá hạn" in page
    html = raw(cast.district_clerk, "deadline", deadline.pk)
    owed = duty(deadline, cast.commune)
    for address in (
        "tel:+84900000001",
        "https://zalo.me/0900000001",
        reverse("list_hand_in", args=[deadline.round_id, cast.commune.pk]),
        reverse("extension_give", args=[owed.pk]),
    ):
        assert f'href="{address}"' in html
    assert "Chưa có số điện thoại." in page  # of the others


def test_the_rounds_page_tells_its_hosts_how_each_deadline_stands_and_nobody_below(
    deadline: Deadline, cast: Cast, clerk: Desk
) -> None:
    told = "0/3 đơn vị đã nộp · 3 chưa nộp, quá hạn"
    assert told in clerk.get("round", deadline.round_id)
    assert told in Desk(cast.province_clerk).get("round", deadline.round_id)
    assert "đơn vị đã nộp" not in Desk(cast.commune_focal).get("round", deadline.round_id)


def test_a_contact_by_hand_is_kept_once_however_often_the_button_is_pressed(
    deadline: Deadline, cast: Cast, clerk: Desk
) -> None:
    owed, other = duty(deadline, cast.commune), duty(deadline, cast.other_commune)
    for each in (owed, owed, other):
        page = clerk.send("duty_contact", each.pk, way="called", once="dấu")
    assert "Đã gọi" in page
    with scopes.for_system("tests"):
        assert sorted(Contact.objects.values_list("duty_id", "way")) == sorted(
            [(owed.pk, "called"), (other.pk, "called")]
        )
    assert "Chưa ghi: chọn cách liên hệ" in clerk.send("duty_contact", owed.pk, way="sms")


def test_the_filter_stays_after_a_button_of_the_page(deadline: Deadline, cast: Cast, clerk: Desk) -> None:
    owed = duty(deadline, cast.commune)
    response = clerk.client.post(
        reverse("duty_contact", args=[owed.pk]), {"way": "zalo", "kept": "standing=missing&bloc=&x=//evil"}
    )
    address = reverse("deadline", args=[deadline.pk])
    assert response.headers["Location"] == f"{address}?standing=missing&bloc=&x=%2F%2Fevil#viec-{owed.pk}"


def test_the_page_is_narrowed_by_state_and_bloc_and_given_out_as_a_file(
    deadline: Deadline, cast: Cast, clerk: Desk
) -> None:
    clerk.send("extension_give", duty(deadline, cast.commune).pk, day="2036-04-01", reason="Mưa lũ")
    page = clerk.get("deadline", deadline.pk)
    assert "3 chưa nộp, quá hạn (1 được gia hạn)" in page
    narrowed = clerk.get("deadline", deadline.pk, standing="extended")
    assert "Chưa nộp (1)" in narrowed
    file = clerk.client.get(reverse("deadline", args=[deadline.pk]), {"_export": "csv"}).content.decode("utf-8-sig")
    assert "xã An Thạnh" in file
    assert "01/4/2036" in file
    assert "Được gia hạn" in file


def test_parts_are_ticked_from_the_list_and_from_the_units_page(deadline: Deadline, cast: Cast, clerk: Desk) -> None:
    owed = duty(deadline, cast.commune)
    with scopes.for_system("tests"):
        part = deadline.parts.get()
    assert "Chưa ghi: số lượng phải là số từ 0." in clerk.send("duty_part", owed.pk, part.pk, amount="-1")
    assert "đã nhận Phiếu ký" in clerk.send("duty_part", owed.pk, part.pk, amount="40")
    assert "Phiếu ký · 40" in clerk.get("duty", owed.pk)
    assert "Đã bỏ đánh dấu Phiếu ký." in clerk.send("duty_part", owed.pk, part.pk, untick="on", back="duty")
    with scopes.for_system("tests"):
        assert not PartReceipt.objects.exists()


def test_a_member_urges_the_units_in_their_charge_and_no_other(deadline: Deadline, cast: Cast) -> None:
    member = Desk(cast.district_member)  # in charge of xã An Hòa
    mine, other = duty(deadline, cast.other_commune), duty(deadline, cast.commune)
    member.send("duty_contact", mine.pk, way="called")
    assert member.client.post(reverse("duty_contact", args=[other.pk]), {"way": "called"}).status_code == 403
    html = raw(cast.district_member, "deadline", deadline.pk)
    assert reverse("duty_contact", args=[mine.pk]) in html
    assert reverse("duty_contact", args=[other.pk]) not in html
    assert reverse("extension_give", args=[mine.pk]) not in html


@pytest.mark.parametrize("units", [1, 3])
def test_the_pages_cost_the_same_for_one_unit_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        planning.set_participants(round=year.round, units=year.units[:units])
        made = _past(year, cast, timezone.now())
        first = made.duties.earliest("pk")
        Unit.objects.filter(pk=cast.commune.pk).update(phone="")
    clerk.get("deadline", made.pk)
    with django_assert_num_queries(20):
        clerk.get("deadline", made.pk)
    clerk.get("duty", first.pk)
    with django_assert_num_queries(19):
        clerk.get("duty", first.pk)


def test_the_clerks_first_page_tells_what_nears_its_due_day_and_leads_to_who_still_owes(
    year: Year, cast: Cast, clerk: Desk
) -> None:
    soon, later = timezone.now() + 2 * DAY, timezone.now() + 30 * DAY
    with scopes.for_seat(clerk_of(cast)):
        for title, due in (("Ảnh buổi hiến máu", soon), ("Giấy mời", later)):
            deadlines.set_deadline(
                plan=year.plan, kind="other", title=title, day=due.astimezone(VIETNAM).date(), now=timezone.now()
            )
    home = clerk.get("home")
    assert "Ảnh buổi hiến máu" in home
    assert "0/3 đơn vị đã nộp · 3 chưa nộp" in home
    assert "Giấy mời" not in home
    assert "3 chưa nộp" not in Desk(cast.commune_focal).get("home")


def test_what_all_have_handed_in_hides_nothing_that_is_overdue(year: Year, cast: Cast, clerk: Desk) -> None:
    now = timezone.now()
    with scopes.for_seat(clerk_of(cast)):
        for number, title in enumerate(["Ảnh quá hạn", *(f"Giấy mời {each}" for each in range(5))]):
            day = (now - (9 - number) * DAY).astimezone(VIETNAM).date()
            made = deadlines.set_deadline(plan=year.plan, kind="other", title=title, day=day)
            for each in made.duties.all() if number else ():
                deadlines.hand_in_statement(duty=each, note="Đã gửi", seat=clerk_of(cast), now=now)
    home = clerk.get("home")
    assert "Ảnh quá hạn" in home
    assert "Giấy mời" not in home


@pytest.mark.parametrize(("count", "older"), [(5, 0), (6, 1), (8, 3)])
def test_many_that_are_unfinished_hide_none_of_the_oldest(
    year: Year, cast: Cast, clerk: Desk, count: int, older: int
) -> None:
    now = timezone.now()
    with scopes.for_seat(clerk_of(cast)):
        for number in range(count):
            day = (now - (20 - number) * DAY).astimezone(VIETNAM).date()
            deadlines.set_deadline(plan=year.plan, kind="other", title=f"Việc số {number}", day=day)
    home, address = clerk.get("home"), reverse("plan_overview", args=[year.plan.pk])
    assert (f"{older} việc cũ hơn chưa nộp đủ" in home) == (older > 0)
    assert ("Lâu nhất: Việc số 0" in home) == (older > 0)
    assert (address in raw(cast.district_clerk, "home")) == (older > 0)
    assert f"Việc số {count - 1}" in home


# --- The unit's own page ------------------------------------------------------------------------------


def test_the_one_button_hands_in_and_asks_for_more_time_once_it_is_locked(
    deadline: Deadline, cast: Cast, clerk: Desk
) -> None:
    owed, focal = duty(deadline, cast.commune), Desk(cast.commune_focal)
    ask, hand_in = (
        reverse("extension_ask", args=[owed.pk]),
        reverse("list_hand_in", args=[deadline.round_id, owed.unit_id]),
    )
    assert f'class="button primary" href="{ask}"' in raw(cast.commune_focal, "home")
    assert hand_in not in raw(cast.commune_focal, "home")
    later = (timezone.now() + 3 * DAY).astimezone(VIETNAM)
    sent = focal.send("extension_ask", owed.pk, day=f"{later:%Y-%m-%d}", reason="Mưa lũ, mất mạng")
    assert "Đã gửi yêu cầu gia hạn" in sent
    assert f"Đang xin gia hạn đến hết ngày {later.day:02}/" in sent
    assert ask not in raw(cast.commune_focal, "home")
    home = clerk.get("home")
    assert "xã An Thạnh xin gia hạn" in home
    assert "Mưa lũ, mất mạng" in home
    with scopes.for_system("tests"):
        asked = Extension.objects.get()
    agreed = clerk.send("extension_grant", asked.pk, back="home")
    assert "Đã gia hạn cho xã An Thạnh." in agreed
    assert "xã An Thạnh xin gia hạn" not in agreed
    assert "đã được trả lời" in clerk.send("extension_grant", asked.pk)  # the second click
    page = raw(cast.commune_focal, "home")
    assert "Được gia hạn" in page
    assert f'class="button primary" href="{hand_in}"' in page
    assert day_month(later) in page


def test_the_refusal_of_a_request_is_told_to_the_unit_and_stands_in_its_history(
    deadline: Deadline, cast: Cast, clerk: Desk
) -> None:
    owed, focal = duty(deadline, cast.commune), Desk(cast.commune_focal)
    focal.send("extension_ask", owed.pk, day="2036-04-01", reason="Mưa lũ")
    with scopes.for_system("tests"):
        asked = Extension.objects.get()
    assert "Đã trả lời xã An Thạnh." in clerk.send("extension_refuse", asked.pk, reason="Đã gia hạn hai lần")
    assert "Không được gia hạn: Đã gia hạn hai lần" in focal.get("home")
    assert "Không được gia hạn : Đã gia hạn hai lần" in focal.get("duty", owed.pk).replace("gia hạn:", "gia hạn :")


def test_what_is_returned_says_why_on_the_units_page(deadline: Deadline, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(focal_of(cast)):
        owed = duty_of(deadline, cast.commune)
        deadlines.hand_in_number(duty=owed, amount=9, seat=focal_of(cast), now=deadline.due_at - DAY)
    assert "Đã trả lại xã An Thạnh để nộp lại." in clerk.send("duty_return", owed.pk, reason="Thiếu năm sinh")
    home = Desk(cast.commune_focal).get("home")
    assert "Trả lại: Thiếu năm sinh" in home
    assert "0/3 đơn vị đã nộp" in clerk.get("deadline", deadline.pk)


def test_an_excuse_and_back(deadline: Deadline, cast: Cast, clerk: Desk) -> None:
    owed = duty(deadline, cast.commune)
    assert "Đã ghi: xã An Thạnh không phải nộp." in clerk.send("duty_excuse", owed.pk, reason="nghỉ hè")
    assert "0/2 đơn vị đã nộp" in clerk.get("deadline", deadline.pk)
    assert "Nộp danh sách" not in Desk(cast.commune_focal).get("home")
    assert "xã An Thạnh lại phải nộp." in clerk.send("duty_owe_again", owed.pk)
    assert "0/3 đơn vị đã nộp" in clerk.get("deadline", deadline.pk)


def test_a_unit_added_after_opening_is_told_who_may_be_added(
    year: Year, deadline: Deadline, cast: Cast, clerk: Desk
) -> None:
    owed = duty(deadline, cast.commune)
    clerk.send("duty_excuse", owed.pk, reason="nghỉ hè")
    form = clerk.get("deadline_add_unit", deadline.pk)
    assert "xã An Thạnh" in form
    assert "xã An Hòa" not in form
    page = clerk.send("deadline_add_unit", deadline.pk, unit=cast.commune.pk, reason="có đợt bổ sung")
    assert "Đã thêm đơn vị phải nộp." in page
    assert "0/3 đơn vị đã nộp" in page


def test_a_neighbour_reads_its_own_line_and_nobody_elses(deadline: Deadline, cast: Cast) -> None:
    Desk(cast.commune_focal).send("extension_ask", duty(deadline, cast.commune).pk, day="2036-04-01", reason="KÍN")
    neighbour = Desk(cast.other_focal)
    page = neighbour.get("deadline", deadline.pk)
    assert "0/1 đơn vị đã nộp" in page
    assert "xã An Thạnh" not in page
    assert "KÍN" not in page
    assert neighbour.client.get(reverse("duty", args=[duty(deadline, cast.commune).pk])).status_code == 404
    assert "Gia hạn" not in page.replace("Gia hạn đến", "")
