"""The inbox: a person reads what was told to the seats they hold, and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from committees import scopes
from committees.models import Role, Seat
from notices.models import Notice
from notices.sending import send
from tests.cast import Cast, Person
from tests.committees.factories import HoldingFactory, SeatFactory


def tell(person: Person, subject: str, *, key: str = "", link: str = "") -> None:
    assert person.seat is not None
    send(seat=person.seat, user=person.user, subject=subject, key=key or subject, link=link, now=timezone.now())


def test_notices_of_all_ones_seats_and_of_nobody_else(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        second: Seat = SeatFactory.create(unit=cast.agency, role=Role.FOCAL)
        HoldingFactory.create(seat=second, user=cast.commune_focal.user)
    send(
        seat=second,
        user=cast.commune_focal.user,
        subject="Nộp danh sách của Phòng Giáo dục",
        key="a",
        now=timezone.now(),
    )
    tell(cast.commune_focal, "Nộp danh sách của xã")
    tell(cast.other_focal, "Không phải của người này")
    client.force_login(cast.commune_focal.user)
    page = client.get(reverse("inbox")).content.decode()
    assert "Nộp danh sách của Phòng Giáo dục" in page
    assert "Nộp danh sách của xã" in page
    assert "Không phải của người này" not in page


def test_even_the_seat_above_does_not_read_another_persons_inbox(client: Client, cast: Cast) -> None:
    tell(cast.commune_focal, "Riêng cho đầu mối")
    client.force_login(cast.district_clerk.user)
    assert "Riêng cho đầu mối" not in client.get(reverse("inbox")).content.decode()


def test_opening_reads_it_takes_its_seat_and_goes_where_it_points(client: Client, cast: Cast) -> None:
    tell(cast.commune_focal, "Xem đơn vị", link=reverse("units"))
    client.force_login(cast.commune_focal.user)
    page = client.get(reverse("inbox")).content.decode()
    assert '<span class="count">1</span>' in page
    assert "Chưa đọc</span>" in page
    (address,) = [line for line in page.split('"') if line.startswith("/thong-bao/") and line != "/thong-bao/"]
    assert client.get(address)["Location"] == reverse("units")
    assert '<span class="count">' not in client.get(reverse("inbox")).content.decode()
    assert cast.commune_focal.seat is not None
    assert client.session["seat_id"] == cast.commune_focal.seat.pk


@pytest.mark.parametrize("kind", [Notice.Kind.PLAIN, Notice.Kind.URGING])
def test_what_says_more_than_its_subject_is_read_before_it_leads_on(client: Client, cast: Cast, kind: str) -> None:
    person = cast.commune_focal
    assert person.seat is not None
    link = reverse("units")
    send(
        seat=person.seat,
        user=person.user,
        kind=kind,
        subject="Đôn đốc",
        body="Đề nghị nộp <sớm>.\nXin cảm ơn.",
        link=link,
        key="k",
        now=timezone.now(),
    )
    with scopes.for_person(person.user):
        notice = Notice.objects.get()
    client.force_login(person.user)
    page = client.get(reverse("notice", args=[notice.pk])).content.decode()
    assert "Đề nghị nộp &lt;sớm&gt;.<br>Xin cảm ơn." in page
    assert f'href="{link}"' in page
    with scopes.for_system("tests"):
        Notice.objects.update(kind=Notice.Kind.DUTY)
    assert client.get(reverse("notice", args=[notice.pk]))["Location"] == link


def test_a_link_to_another_site_is_not_followed(client: Client, cast: Cast) -> None:
    tell(cast.commune_focal, "Lạ", link="https://example.com/")
    client.force_login(cast.commune_focal.user)
    with scopes.for_person(cast.commune_focal.user):
        notice = Notice.objects.get()
    assert client.get(reverse("notice", args=[notice.pk]))["Location"] == reverse("inbox")


def test_somebody_elses_notice_is_not_there(client: Client, cast: Cast) -> None:
    tell(cast.commune_focal, "Riêng")
    with scopes.for_person(cast.commune_focal.user):
        notice = Notice.objects.get()
    client.force_login(cast.other_focal.user)
    assert client.get(reverse("notice", args=[notice.pk])).status_code == 404


def test_one_key_is_told_once(client: Client, cast: Cast) -> None:
    tell(cast.commune_focal, "Nhắc lần một", key="round-1")
    tell(cast.commune_focal, "Nhắc lần hai", key="round-1")
    client.force_login(cast.commune_focal.user)
    assert client.get(reverse("inbox")).context["total"] == 1


def test_the_inbox_is_narrowed_to_the_unread(client: Client, cast: Cast) -> None:
    for subject in ("Một", "Hai"):
        tell(cast.commune_focal, subject)
    client.force_login(cast.commune_focal.user)
    with scopes.for_person(cast.commune_focal.user):
        first = Notice.objects.order_by("pk").first()
    assert first is not None
    client.get(reverse("notice", args=[first.pk]))
    assert client.get(reverse("inbox"), {"read_at": "true"}).context["total"] == 1
    assert client.get(reverse("inbox"), {"read_at": "false"}).context["total"] == 1


def test_an_empty_inbox_says_what_comes_here(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_focal.user)
    assert "Thông báo về hạn nộp, văn bản sẽ hiện ở đây." in client.get(reverse("inbox")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_for_one_row_and_three(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        tell(cast.commune_focal, f"Thông báo {number}")
    client.force_login(cast.commune_focal.user)
    client.get(reverse("inbox"))  # from the second page on the session knows the seat
    with django_assert_num_queries(9):
        assert client.get(reverse("inbox")).context["total"] == count
