"""One notice a seat and key, with its deliveries; many at once cost what one costs; strangers see nothing of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from committees import scopes
from committees.models import Seat
from notices.models import Channel, Delivery, Notice
from notices.reaching import Unreached, reach_of
from notices.sending import Message, send, send_all
from tests.cast import Cast, Person

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: LazySettings) -> None:
    settings.HAS_MAIL = True


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


def reached(person: Person, address: str) -> Person:
    person.user.email = address
    person.user.save()
    return person


def message(person: Person, *, key: str = "k", subject: str = "Nhắc") -> Message:
    return Message(seat=seat_of(person), user=person.user, kind=Notice.Kind.DUTY, subject=subject, key=key)


def ways(notice: Notice | None) -> dict[str, Delivery]:
    assert notice is not None
    with scopes.for_system("tests"):
        return {each.channel: each for each in Delivery.objects.filter(notice_id=notice.pk)}


def test_the_inbox_has_it_at_once_and_the_mail_waits(cast: Cast) -> None:
    focal = reached(cast.commune_focal, "a@example.vn")
    later = NOW + dt.timedelta(hours=3)
    found = ways(
        send(seat=seat_of(focal), user=focal.user, subject="Nhắc", body="Còn", key="k", now=NOW, send_after=later)
    )
    assert (found["inbox"].state, found["inbox"].sent_at) == (Delivery.State.SENT, NOW)
    mail = found["email"]
    assert (mail.state, mail.address, mail.send_after) == (Delivery.State.QUEUED, "a@example.vn", later)
    assert re.fullmatch(r"<[0-9a-f]{32}\.email@127\.0\.0\.1>", mail.message_id)


def test_one_key_is_told_a_seat_once_within_a_sending_too(cast: Cast) -> None:
    focal = reached(cast.commune_focal, "a@example.vn")
    assert len(send_all([message(focal), message(focal), message(cast.other_focal)], now=NOW)) == 2
    assert send_all([message(focal)], now=NOW) == []
    with scopes.for_system("tests"):
        assert Delivery.objects.filter(channel=Channel.EMAIL).count() == 1


def test_no_mail_is_made_for_who_cannot_or_does_not_want_it(cast: Cast, settings: LazySettings) -> None:
    reached(cast.commune_focal, "a@example.vn")
    cast.other_focal.user.email, cast.other_focal.user.gets_email = "b@example.vn", False
    cast.other_focal.user.save()
    people = [cast.commune_focal.user, cast.other_focal.user, cast.agency_focal.user]
    reach = reach_of(people)
    assert [reach[user.pk].why_not for user in people] == [None, Unreached.NOT_WANTED, Unreached.NO_ADDRESS]
    made = send_all([message(cast.commune_focal), message(cast.other_focal), message(cast.agency_focal)], now=NOW)
    assert [set(ways(notice)) for notice in made] == [{"inbox", "email"}, {"inbox"}, {"inbox"}]
    settings.HAS_MAIL = False
    [notice] = send_all([message(cast.commune_focal, key="l")], now=NOW)
    assert set(ways(notice)) == {"inbox"}


def test_an_empty_seat_keeps_the_notice_for_whoever_takes_it(cast: Cast) -> None:
    notice = send(seat=seat_of(cast.commune_focal), user=None, subject="Nhắc", key="k", now=NOW)
    assert ways(notice) == {}


def test_a_message_goes_up_the_tree_as_well_as_down(cast: Cast) -> None:
    with scopes.for_seat(seat_of(cast.commune_focal)):
        assert send_all([message(cast.district_clerk)], now=NOW)
    with scopes.for_person(cast.district_clerk.user):
        assert Notice.objects.get().subject == "Nhắc"


def test_a_subject_is_one_line(cast: Cast) -> None:
    [notice] = send_all([message(cast.commune_focal, subject="Một\r\nBcc: x@example.vn" + "x" * 300)], now=NOW)
    assert "\n" not in notice.subject
    assert len(notice.subject) == 200


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_what_one_costs(cast: Cast, django_assert_num_queries: object, count: int) -> None:
    people = [cast.commune_focal, cast.other_focal, cast.agency_focal][:count]
    for number, person in enumerate(people):
        reached(person, f"n{number}@example.vn")
    with django_assert_num_queries(16):  # type: ignore[operator]
        assert len(send_all([message(person) for person in people], now=NOW)) == count


# --- «Tin đã gửi» -----------------------------------------------------------------------------------------


def test_the_clerk_sees_that_it_was_sent_and_strangers_nothing(client: Client, cast: Cast) -> None:
    send_all([message(reached(cast.commune_focal, "a@example.vn"), subject="Nhắc riêng xã An Thạnh")], now=NOW)
    client.force_login(cast.district_clerk.user)
    page = client.get(reverse("deliveries")).content.decode()
    assert "Nhắc riêng xã An Thạnh" in page
    assert "Hồ Văn Mối" in page
    assert "Chờ gửi" in page
    client.force_login(cast.stranger.user)
    page = client.get(reverse("deliveries")).content.decode()
    assert "An Thạnh" not in page
    with scopes.for_seat(seat_of(cast.stranger)):
        assert not Delivery.objects.exists()
    client.force_login(cast.commune_focal.user)
    assert client.get(reverse("deliveries")).status_code == 403


def test_the_list_is_narrowed_sorted_and_given_out(client: Client, cast: Cast) -> None:
    send_all([message(reached(cast.commune_focal, "a@example.vn")), message(cast.other_focal)], now=NOW)
    client.force_login(cast.district_clerk.user)
    url = reverse("deliveries")
    assert client.get(url).context["total"] == 3
    assert client.get(url, {"state": "queued"}).context["total"] == 1
    assert client.get(url, {"channel": "inbox"}).context["total"] == 2
    assert client.get(url, {"unit": "an hoa"}).context["total"] == 1
    file = client.get(url, {"_export": "csv", "sort": "unit"}).content.decode("utf-8-sig")
    assert len(file.splitlines()) == 4
    assert "Hộp tin trong phần mềm" in file


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(
    client: Client, cast: Cast, django_assert_num_queries: object, count: int
) -> None:
    people = [cast.commune_focal, cast.other_focal, cast.agency_focal][:count]
    send_all([message(person) for person in people], now=NOW)
    client.force_login(cast.district_clerk.user)
    client.get(reverse("deliveries"))
    with django_assert_num_queries(9):  # type: ignore[operator]
        assert client.get(reverse("deliveries")).context["total"] == count


def test_without_a_mail_server_the_page_says_so(client: Client, cast: Cast, settings: LazySettings) -> None:
    settings.HAS_MAIL = False
    client.force_login(cast.district_clerk.user)
    assert "Chưa đặt máy chủ thư" in client.get(reverse("deliveries")).content.decode()
    assert "Chưa đặt máy chủ thư" in client.get(reverse("my_messages")).content.decode()
