"""The screens of seats: the link is shown once, and each button does what it says for whoever may press it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from committees import scopes
from committees.models import Role, Seat, SeatCharge, SeatHolding, Unit
from notices.models import Invitation
from notices.views.seats import zalo_text
from tests.cast import Cast, Person
from tests.committees.factories import HoldingFactory, SeatFactory

INVITED = {"full_name": "Tạ Thị Mới", "login": "0912 345 678"}


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


def post(client: Client, route: str, person: Person, **data: object) -> str:
    response = client.post(reverse(route, args=[seat_of(person).pk]), data, follow=True)
    return response.content.decode()


def test_the_list_shows_own_seats_and_member_units_but_not_another_committees(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_admin.user)
    page = client.get(reverse("seats")).content.decode()
    assert all(name in page for name in ("Phạm Thị Huyện", "Ngô Văn Phòng", "Đặng Thị Hòa"))
    assert "Bùi Thị Xã" not in page  # the clerk of xã An Thạnh's own committee


def test_the_list_is_narrowed_and_shows_states(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        SeatFactory.create(unit=cast.agency, role=Role.FOCAL, title="Đầu mối trống")
        SeatFactory.create(unit=cast.agency, role=Role.FOCAL, title="Đầu mối cũ", closed_on="2026-01-01")
    client.force_login(cast.district_admin.user)
    page = reverse("seats")
    assert "Đầu mối cũ" not in client.get(page).content.decode()
    assert "Đầu mối cũ" in client.get(page, {"state": "closed"}).content.decode()
    assert client.get(page, {"state": "free"}).context["total"] == 1
    assert client.get(page, {"unit": "giao duc"}).context["total"] == 2
    assert client.get(page, {"role": "head"}).context["total"] == 1


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_one_row_and_three(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    with scopes.for_system("tests"):
        for number in range(more):
            HoldingFactory.create(seat=SeatFactory.create(unit=cast.agency, role=Role.FOCAL, title=f"Đầu mối {number}"))
    client.force_login(cast.agency_focal.user)
    client.get(reverse("seats"))  # from the second page on the session knows the seat
    with django_assert_num_queries(10):
        assert client.get(reverse("seats")).context["total"] == more + 1


def test_the_list_is_taken_away_as_a_file(client: Client, cast: Cast) -> None:
    client.force_login(cast.agency_focal.user)
    lines = client.get(reverse("seats"), {"_export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines == [
        "Vai trò,Đơn vị,Người giữ,Từ ngày,Trạng thái",
        "Đầu mối,Phòng Giáo dục Bình Hải,Ngô Văn Phòng,01/7/2025 08:00,Có người",
    ]


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("district_admin", "district_clerk", 200),
        ("district_head", "district_clerk", 200),
        ("commune_focal", "district_clerk", 404),
        ("stranger", "district_clerk", 404),
        ("district_clerk", "stranger", 404),
    ],
)
def test_who_sees_a_seat(client: Client, cast: Cast, who: str, whose: str, status: int) -> None:
    client.force_login(cast.people[who].user)
    assert client.get(reverse("seat", args=[seat_of(cast.people[whose]).pk])).status_code == status


BUTTONS = ["seat_invite", "seat_reset", "seat_revoke", "seat_end", "seat_close"]


@pytest.mark.parametrize("route", [*BUTTONS, "seat_change", "seat_charges"])
@pytest.mark.parametrize(
    ("who", "status"), [("district_head", 403), ("district_clerk", 403), ("agency_focal", 404), ("stranger", 404)]
)
def test_who_may_not_press_the_buttons(client: Client, cast: Cast, route: str, who: str, status: int) -> None:
    client.force_login(cast.people[who].user)
    page = reverse(route, args=[seat_of(cast.district_member).pk])
    assert client.post(page, INVITED).status_code == status
    with scopes.for_system("tests"):
        assert SeatHolding.objects.filter(seat=cast.district_member.seat, ended_at=None).exists()


@pytest.mark.parametrize("route", BUTTONS)
def test_buttons_change_nothing_when_merely_visited(client: Client, cast: Cast, route: str) -> None:
    client.force_login(cast.district_admin.user)
    assert client.get(reverse(route, args=[seat_of(cast.agency_focal).pk])).status_code == 405


def test_a_link_is_shown_once_with_a_code_to_scan_and_words_for_zalo(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    added = client.post(
        reverse("seat_add", args=[cast.other_commune.pk]), {"role": "focal", "title": "Đầu mối 2"}, follow=True
    )
    seat = added.context["seat"]
    response = client.post(reverse("seat_invite", args=[seat.pk]), INVITED)
    page = response.content.decode()
    assert len(set(re.findall(r"http://testserver/moi/[\w-]{43}/", page))) == 1
    assert "<svg" in page
    assert "Kính gửi ông/bà Tạ Thị Mới: mời nhận vai trò Đầu mối 2 của xã An Hòa trên Giọt Hồng." in page
    assert "no-store" in response["Cache-Control"]
    again = client.get(reverse("seat", args=[seat.pk])).content.decode()
    assert "Đã mời Tạ Thị Mới" in again
    assert "/moi/" not in again.replace(reverse("seat_invite", args=[seat.pk]), "")


def test_a_wrong_number_is_told_at_its_field(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        free = SeatFactory.create(unit=cast.other_commune, role=Role.FOCAL, title="Đầu mối 2")
    client.force_login(cast.district_clerk.user)
    response = client.post(reverse("seat_invite", args=[free.pk]), {**INVITED, "login": "0912 345"})
    assert response.status_code == 422
    assert "“0912 345” không phải là số điện thoại Việt Nam" in response.content.decode()
    with scopes.for_system("tests"):
        assert not Invitation.objects.exists()


def test_handing_over_resetting_ending_and_closing(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_admin.user)
    assert "đặt lại mật khẩu Giọt Hồng" in post(client, "seat_reset", cast.agency_focal)
    assert "Tạ Thị Mới" in post(client, "seat_invite", cast.agency_focal, **INVITED)
    with scopes.for_system("tests"):
        assert not SeatHolding.objects.filter(seat=cast.agency_focal.seat, ended_at=None).exists()
    assert "Đã thu hồi lời mời" in post(client, "seat_revoke", cast.agency_focal)
    assert "Đã kết thúc" in post(client, "seat_end", cast.other_focal)
    assert "chưa có ai giữ" in post(client, "seat_end", cast.other_focal)
    assert "Đã bãi bỏ vai trò." in post(client, "seat_close", cast.other_focal)
    assert "còn người đang giữ" in post(client, "seat_close", cast.district_head)


def test_naming_a_seat_and_putting_a_member_in_charge(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_admin.user)
    page = post(client, "seat_change", cast.district_head, title="Trưởng ban", other_post="Chủ tịch UBND")
    assert "Chủ tịch UBND" in page
    page = post(client, "seat_charges", cast.district_member, units=[cast.commune.pk, cast.other_commune.pk])
    assert "xã An Hòa, xã An Thạnh" in page
    with scopes.for_system("tests"):
        assert SeatCharge.objects.filter(seat=cast.district_member.seat).count() == 2


def test_the_words_for_zalo_name_the_last_moment() -> None:
    seat = Seat(title="Đầu mối", unit=Unit(name="xã An Hòa"))
    until = datetime(2026, 11, 29, 2, 5, tzinfo=UTC)
    offered = Invitation(full_name="Tạ Thị Mới", seat=seat, expires_at=until, purpose=Invitation.Purpose.TAKE_SEAT)
    assert "đến 09:05 ngày 29/11/2026" in zalo_text(offered, "https://x")


def test_who_is_away_says_until_when_and_who_stands_in_and_comes_back(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_focal.user)
    stand_in = seat_of(cast.commune_clerk)
    until = timezone.localdate() + timedelta(days=5)
    page = post(client, "seat_away", cast.commune_focal, until=until.isoformat(), stand_in=stand_in.pk)
    assert f"đến hết {until:%d/%m/%Y}" in page
    assert f"{stand_in.title} làm thay" in page
    past = post(client, "seat_away", cast.commune_focal, until="2026-01-05", stand_in=stand_in.pk)
    assert "Ngày nghỉ đã qua" in past
    post(client, "seat_away", cast.commune_focal, until="", stand_in="")
    with scopes.for_system("tests"):
        seat = Seat.objects.get(pk=seat_of(cast.commune_focal).pk)
    assert (seat.away_until, seat.stand_in_id) == (None, None)


@pytest.mark.parametrize("who", ["other_focal", "stranger", "district_head"])
def test_nobody_else_says_who_is_away_and_nobody_of_another_unit_stands_in(
    client: Client, cast: Cast, who: str
) -> None:
    client.force_login(getattr(cast, who).user)
    refused = client.post(reverse("seat_away", args=[seat_of(cast.commune_focal).pk]), {"until": "2030-01-05"})
    assert refused.status_code in {403, 404}
    client.force_login(cast.commune_focal.user)
    post(client, "seat_away", cast.commune_focal, until="2030-01-05", stand_in=seat_of(cast.other_focal).pk)
    with scopes.for_system("tests"):
        assert Seat.objects.get(pk=seat_of(cast.commune_focal).pk).stand_in_id is None
