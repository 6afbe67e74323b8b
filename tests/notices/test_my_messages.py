"""How a person wants messages to come: hour, mail, a trial, and what the page says of the last one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from committees import scopes
from core.models import AuditEntry
from notices.delivering import deliver_due
from notices.models import Channel, Delivery, Notice
from tests.cast import Cast
from tests.notices.mail_server import Post

URL = "/nhan-tin/"


@pytest.fixture
def me(client: Client, cast: Cast) -> Client:
    """The browser of the focal point of xã An Thạnh."""
    client.force_login(cast.commune_focal.user)
    return client


def test_hour_and_mail_are_kept_and_the_trail_hides_the_address(me: Client, cast: Cast) -> None:
    sent = {"hour": "14", "gets_email": "on", "email": "Moi@example.vn"}
    assert me.post(URL, sent, follow=True).redirect_chain == [(URL, 302)]
    user = cast.commune_focal.user
    user.refresh_from_db()
    assert (user.message_hour, user.gets_email, user.email) == (14, True, "moi@example.vn")
    assert user.login != user.email
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="person.messages_set")
    assert "moi@example.vn" not in str(entry.after)
    assert entry.after["email"] == "m…@example.vn"


@pytest.mark.parametrize("hour", ["6", "20", "", "²"])
def test_an_hour_outside_working_hours_is_refused(me: Client, hour: str) -> None:
    assert me.post(URL, {"hour": hour}).status_code == 422


def test_an_address_of_somebody_else_is_refused_and_nothing_is_kept(me: Client, cast: Cast) -> None:
    cast.other_focal.user.email = "co-roi@example.vn"
    cast.other_focal.user.save()
    refused = me.post(URL, {"hour": "9", "email": "co-roi@example.vn"})
    assert refused.status_code == 422
    assert "không dùng được" in refused.content.decode()
    cast.commune_focal.user.refresh_from_db()
    assert (cast.commune_focal.user.email, cast.commune_focal.user.message_hour) == ("", 8)


def test_a_trial_arrives_and_the_page_says_so(me: Client, cast: Cast, post: Post) -> None:
    cast.commune_focal.user.email = "moi@example.vn"
    cast.commune_focal.user.save()
    assert "Chưa gửi thư nào." in me.get(URL).content.decode()
    assert "Thư đến trong vài phút" in me.post(reverse("my_messages_trial"), follow=True).content.decode()
    assert "Vừa gửi thử rồi" in me.post(reverse("my_messages_trial"), follow=True).content.decode()
    deliver_due(now=timezone.now())
    assert [str(mail["Subject"]) for mail in post.arrived] == ["Thư gửi thử"]
    assert "<b>Đã gửi</b>" in me.get(URL).content.decode()


def test_a_trial_goes_to_an_address_that_bounced_and_heals_it(me: Client, cast: Cast, post: Post) -> None:
    cast.commune_focal.user.email = "moi@example.vn"
    cast.commune_focal.user.save()
    post.refused["moi@example.vn"] = "550 no"
    me.post(reverse("my_messages_trial"))
    deliver_due(now=timezone.now())
    page = me.get(URL).content.decode()
    assert "bị trả lại" in page
    assert "Không có hộp thư này (mã 550)." in page
    post.refused.clear()
    with scopes.for_system("tests"):  # half an hour ago
        earlier = timezone.now() - dt.timedelta(minutes=30)
        Delivery.objects.filter(channel=Channel.EMAIL).update(queued_at=earlier)
        Notice.objects.update(key="trial:earlier")
    me.post(reverse("my_messages_trial"))
    deliver_due(now=timezone.now())
    assert len(post.arrived) == 1
    assert "bị trả lại" not in me.get(URL).content.decode()


def test_without_an_address_the_page_says_what_to_do(me: Client, post: Post) -> None:
    assert "Chưa có địa chỉ thư điện tử" in me.get(URL).content.decode()
    assert "Chưa có địa chỉ" in me.post(reverse("my_messages_trial"), follow=True).content.decode()
