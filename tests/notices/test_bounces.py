"""Mail that came back is something to do for whoever can mend the address, and for nobody else."""

from __future__ import annotations

import base64
import datetime as dt
import json
import sys

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from committees import scopes
from committees.models import Role, Seat, User
from notices import bounces
from notices.models import Delivery
from notices.sending import send
from notices.urls import bounce_routes
from tests.cast import Cast, Person
from tests.committees.factories import HoldingFactory, SeatFactory

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
State = Delivery.State


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: LazySettings) -> None:
    settings.HAS_MAIL = True


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


def mailed(person: Person, *, state: str, at: dt.datetime = NOW, address: str = "") -> Delivery:
    """A mail to the person that ended in `state`."""
    if not person.user.email:
        User.objects.filter(pk=person.user.pk).update(email=f"nguoi{person.user.pk}@example.vn")
        person.user.refresh_from_db()
    send(seat=seat_of(person), user=person.user, subject="Nhắc", key=f"{at:%H%M%S}", now=at)
    with scopes.for_system("tests"):
        mail = Delivery.objects.filter(user=person.user, channel="email").latest("pk")
        mail.state, mail.reason = state, "Không có hộp thư này (mã 550)."
        mail.sent_at = mail.ended_at = at
        mail.address = address or mail.address
        mail.save()
    return mail


def shown_to(person: Person) -> list[str]:
    with scopes.for_seat(seat_of(person)):
        return [each.person for each in bounces.open_bounces(seat_of(person), most=5)]


def test_the_clerk_and_the_administrator_above_a_unit_are_told_and_led_to_the_address(
    client: Client, cast: Cast
) -> None:
    mailed(cast.other_focal, state=State.BOUNCED)
    for person in (cast.district_clerk, cast.district_admin):
        client.force_login(person.user)
        page = client.get(reverse("home")).content.decode()
        assert "Thư gửi Đặng Thị Hòa bị trả lại" in page
        assert "Không có hộp thư này (mã 550)." in page
        assert reverse("seat_address", args=[seat_of(cast.other_focal).pk]) in page


def test_nobody_else_is_told(cast: Cast) -> None:
    mailed(cast.other_focal, state=State.BOUNCED)
    others = (cast.district_head, cast.district_member, cast.other_focal, cast.commune_clerk, cast.stranger)
    assert [shown_to(person) for person in others] == [[]] * len(others)
    assert shown_to(cast.province_clerk) == [], "the committee between looks after its own units"


def test_of_a_committee_below_only_its_administrator_is_a_matter_of_the_one_above(cast: Cast) -> None:
    mailed(cast.district_clerk, state=State.BOUNCED)
    mailed(cast.district_admin, state=State.BOUNCED)
    assert shown_to(cast.province_clerk) == [cast.district_admin.user.full_name]


def test_it_is_done_once_the_address_is_another(client: Client, cast: Cast) -> None:
    mailed(cast.other_focal, state=State.BOUNCED)
    client.force_login(cast.district_clerk.user)
    url = reverse("seat_address", args=[seat_of(cast.other_focal).pk])
    assert client.post(url, {"email": "Dung.Roi@example.vn"}).status_code == 302
    cast.other_focal.user.refresh_from_db()
    assert cast.other_focal.user.email == "dung.roi@example.vn"
    assert shown_to(cast.district_clerk) == []


def test_it_is_done_once_a_later_mail_arrived(cast: Cast) -> None:
    mailed(cast.other_focal, state=State.SENT, at=NOW - dt.timedelta(hours=1))
    mailed(cast.other_focal, state=State.BOUNCED)
    assert shown_to(cast.district_clerk) == ["Đặng Thị Hòa"], "an earlier one says nothing"
    with scopes.for_system("tests"):
        Delivery.objects.filter(state=State.SENT, channel="email").update(queued_at=NOW + dt.timedelta(hours=1))
    assert shown_to(cast.district_clerk) == []


def test_many_mails_to_one_person_are_one_thing_to_do(cast: Cast) -> None:
    mailed(cast.other_focal, state=State.BOUNCED)
    address = cast.other_focal.user.email
    with scopes.for_system("tests"):
        first = Delivery.objects.get(channel="email")
    mailed_again = Delivery(
        **{field.attname: getattr(first, field.attname) for field in Delivery._meta.fields if field.name != "id"}
    )
    mailed_again.message_id, mailed_again.notice_id = "<again@example.vn>", other_notice(cast).pk
    with scopes.for_system("tests"):
        mailed_again.save()
    assert shown_to(cast.district_clerk) == ["Đặng Thị Hòa"]
    assert mailed_again.address == address


def other_notice(cast: Cast) -> object:
    notice = send(seat=seat_of(cast.other_focal), user=None, subject="Nhắc", key="lại", now=NOW)
    assert notice is not None
    return notice


def test_an_address_of_somebody_who_also_sits_elsewhere_is_theirs_to_mend(client: Client, cast: Cast) -> None:
    mailed(cast.other_focal, state=State.BOUNCED)
    with scopes.for_system("tests"):
        HoldingFactory.create(
            seat=SeatFactory.create(unit=cast.other_province, role=Role.HEAD), user=cast.other_focal.user
        )
    client.force_login(cast.district_clerk.user)
    url = reverse("seat_address", args=[seat_of(cast.other_focal).pk])
    refused = client.post(url, {"email": "cua.toi@example.vn"})
    assert refused.status_code == 422
    assert "giữ vai trò ở nơi khác" in refused.content.decode()
    cast.other_focal.user.refresh_from_db()
    assert cast.other_focal.user.email != "cua.toi@example.vn"


def test_an_address_that_another_account_has_is_refused(client: Client, cast: Cast) -> None:
    mailed(cast.agency_focal, state=State.SENT)
    client.force_login(cast.district_clerk.user)
    url = reverse("seat_address", args=[seat_of(cast.other_focal).pk])
    refused = client.post(url, {"email": cast.agency_focal.user.email})
    assert refused.status_code == 422
    assert "không dùng được" in refused.content.decode()


def test_a_provider_tells_of_a_bounce_afterwards_and_twice_is_once(cast: Cast) -> None:
    mail = mailed(cast.other_focal, state=State.SENT)
    assert bounces.mark_returned(message_id=mail.message_id, reason="invalid", now=NOW)
    assert not bounces.mark_returned(message_id=mail.message_id, reason="invalid", now=NOW)
    assert not bounces.mark_returned(message_id="<unknown@example.vn>", reason="invalid", now=NOW)
    with scopes.for_system("tests"):
        mail.refresh_from_db()
    assert (mail.state, mail.reason) == (State.BOUNCED, "Không có hộp thư này.")
    assert shown_to(cast.district_clerk) == ["Đặng Thị Hòa"]


def test_the_home_page_asks_as_much_for_one_bounce_as_for_three(cast: Cast, django_assert_num_queries: object) -> None:
    mailed(cast.other_focal, state=State.BOUNCED)
    with scopes.for_seat(seat_of(cast.district_clerk)), django_assert_num_queries(1):  # type: ignore[operator]
        assert len(bounces.open_bounces(seat_of(cast.district_clerk), most=5)) == 1
    mailed(cast.agency_focal, state=State.BOUNCED)
    mailed(cast.district_head, state=State.BOUNCED)
    with scopes.for_seat(seat_of(cast.district_clerk)), django_assert_num_queries(1):  # type: ignore[operator]
        assert len(bounces.open_bounces(seat_of(cast.district_clerk), most=5)) == 3


# --- A provider's call ------------------------------------------------------------------------------------


def postmark(message_id: str) -> dict[str, object]:
    """A call of Postmark about a hard bounce, as its documentation shows it."""
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"delivery": message_id},
        "Email": "a@example.vn",
        "BouncedAt": "2026-11-23T02:00:00Z",
        "ID": 42,
        "Description": "The server was unable to deliver your message",
    }


@pytest.mark.parametrize(("secret", "status"), [("nha:mat", 200), ("nha:sai", 400)])
def test_a_call_counts_only_with_the_secret(
    client: Client, cast: Cast, settings: LazySettings, secret: str, status: int
) -> None:
    mail = mailed(cast.other_focal, state=State.SENT)
    settings.ANYMAIL = {"WEBHOOK_SECRET": "nha:mat"}
    sys.modules.pop("tests.notices.webhook_urls", None)
    settings.ROOT_URLCONF = "tests.notices.webhook_urls"
    authorization = f"Basic {base64.b64encode(secret.encode()).decode()}"
    answer = client.post(
        "/thu-tra-lai/postmark/tracking/",
        json.dumps(postmark(mail.message_id)),
        content_type="application/json",
        headers={"Authorization": authorization},
    )
    assert answer.status_code == status
    with scopes.for_system("tests"):
        mail.refresh_from_db()
    assert mail.state == (State.BOUNCED if status == 200 else State.SENT)


def test_without_a_secret_nobody_is_listened_to(settings: LazySettings) -> None:
    settings.ANYMAIL = {}
    assert bounce_routes() == []
