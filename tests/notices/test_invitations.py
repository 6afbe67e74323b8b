"""A link to take a seat: it opens once, for a while, for whoever it was sent to, and never gives more than its seat."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from committees import scopes, seats
from committees.models import Role, Seat, SeatHolding, User
from committees.scopes import hash_token
from core.models import AuditEntry
from core.refusal import Refused
from notices import invitations
from notices.models import Invitation
from tests.cast import Cast, Person, build_cast
from tests.committees.factories import PASSWORD, HoldingFactory, SeatFactory, UserFactory

NEW_PASSWORD = "mua thu la vang bay"
LOGIN = "0912 345 678"
KEPT_LOGIN = "+84912345678"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


@pytest.fixture
def free_seat(cast: Cast) -> Seat:
    """A focal seat of xã An Hòa that nobody holds."""
    with scopes.for_system("tests"):
        return SeatFactory.create(unit=cast.other_commune, role=Role.FOCAL, title="Đầu mối 2")


@pytest.fixture
def token(cast: Cast, free_seat: Seat) -> str:
    """The token of an invitation that the district's clerk has just made."""
    return invited(cast, free_seat)


def invited(cast: Cast, seat: Seat, *, login: str = LOGIN, ago: timedelta = timedelta()) -> str:
    by = seat_of(cast.district_clerk)
    with scopes.for_seat(by):
        return invitations.invite(seat=seat, full_name="Tạ Thị Mới", login=login, by=by, now=timezone.now() - ago)


def page_of(token: str) -> str:
    return reverse("invitation", args=[token])


def holders(seat: Seat) -> list[User]:
    with scopes.for_system("tests"):
        return [holding.user for holding in SeatHolding.objects.filter(seat=seat, ended_at=None)]


# --- The good way -------------------------------------------------------------------------------------


def test_the_link_shows_who_and_where_and_asks_for_a_password_only(client: Client, token: str) -> None:
    html = client.get(page_of(token)).content.decode()
    assert "Tạ Thị Mới" in html
    assert "Đầu mối 2" in html
    assert "xã An Hòa" in html
    asked = re.findall(r'<input[^>]+name="([^"]+)"', html)
    assert set(asked) - {"csrfmiddlewaretoken", "username"} == {"password"}


def test_accepting_makes_the_person_gives_the_seat_and_signs_in(client: Client, token: str, free_seat: Seat) -> None:
    response = client.post(page_of(token), {"password": NEW_PASSWORD}, follow=True)
    user = User.objects.get(login=KEPT_LOGIN)
    assert response.status_code == 200
    assert holders(free_seat) == [user]
    assert (user.full_name, user.phone, user.check_password(NEW_PASSWORD)) == ("Tạ Thị Mới", KEPT_LOGIN, True)
    assert response.wsgi_request.seat == free_seat  # type: ignore[attr-defined]
    assert "Đã nhận vai trò Đầu mối 2 của xã An Hòa." in response.content.decode()
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="seat.taken")
    assert (entry.user_id, entry.seat_label) == (user.pk, "Đầu mối 2 · xã An Hòa")


def test_only_the_hash_of_the_token_is_kept(token: str) -> None:
    with scopes.for_system("tests"):
        row = Invitation.objects.get()
        assert row.token_hash == hash_token(token)
        assert token not in str(vars(row))
    assert len(token) == 43


def test_a_weak_password_is_refused_and_the_link_stays_good(client: Client, token: str, free_seat: Seat) -> None:
    assert client.post(page_of(token), {"password": "12345678"}).status_code == 422
    assert holders(free_seat) == []
    assert client.post(page_of(token), {"password": NEW_PASSWORD}).status_code == 302


# --- A person who already signs in ---------------------------------------------------------------------


def test_the_link_never_changes_the_password_of_somebody_who_signs_in_already(
    client: Client, cast: Cast, free_seat: Seat
) -> None:
    admin = cast.national_admin.user
    token = invited(cast, free_seat, login=admin.login)
    page = client.get(page_of(token)).content.decode()
    assert "đã có tài khoản" in page
    refused = client.post(page_of(token), {"password": NEW_PASSWORD})
    assert refused.status_code == 422
    admin.refresh_from_db()
    assert admin.check_password(PASSWORD)
    assert holders(free_seat) == []
    assert "_auth_user_id" not in client.session


def test_somebody_who_signs_in_already_takes_a_second_seat_with_the_password_they_have(
    client: Client, cast: Cast, free_seat: Seat
) -> None:
    user = cast.agency_focal.user
    token = invited(cast, free_seat, login=user.login)
    assert client.post(page_of(token), {"password": PASSWORD}).status_code == 302
    assert holders(free_seat) == [user]


def test_guessing_a_password_at_the_link_is_locked_as_at_the_door(client: Client, cast: Cast, free_seat: Seat) -> None:
    token = invited(cast, free_seat, login=cast.agency_focal.user.login)
    for _attempt in range(5):
        client.post(page_of(token), {"password": "sai"})
    response = client.post(page_of(token), {"password": PASSWORD})
    assert "tạm khóa đến" in response.content.decode()
    assert holders(free_seat) == []


# --- Links that do not open --------------------------------------------------------------------------


def test_a_used_link_says_so(client: Client, token: str, free_seat: Seat) -> None:
    client.post(page_of(token), {"password": NEW_PASSWORD})
    other = Client()
    for response in (other.get(page_of(token)), other.post(page_of(token), {"password": "khac han mat khau"})):
        assert response.status_code == 410
        assert "đã dùng rồi" in response.content.decode()
    assert User.objects.get(login=KEPT_LOGIN).check_password(NEW_PASSWORD)


def test_a_link_lives_seven_days(client: Client, cast: Cast, free_seat: Seat) -> None:
    late = invited(cast, free_seat, ago=timedelta(days=7))
    assert client.get(page_of(late)).status_code == 410
    assert "đã quá hạn" in client.get(page_of(late)).content.decode()
    in_time = invited(cast, free_seat, ago=timedelta(days=7) - timedelta(minutes=1))
    assert client.get(page_of(in_time)).status_code == 200


def test_a_new_link_revokes_the_old(client: Client, cast: Cast, free_seat: Seat, token: str) -> None:
    newer = invited(cast, free_seat)
    refused = client.get(page_of(token))
    assert refused.status_code == 410
    assert "thay bằng đường dẫn mới hơn" in refused.content.decode()
    assert client.get(page_of(newer)).status_code == 200


def test_a_revoked_link_is_gone(client: Client, cast: Cast, free_seat: Seat, token: str) -> None:
    by = seat_of(cast.district_clerk)
    with scopes.for_seat(by):
        open_one = invitations.open_invitation(free_seat, timezone.now())
        assert open_one is not None
        invitations.revoke(invitation=open_one, by=by, now=timezone.now())
    assert client.post(page_of(token), {"password": NEW_PASSWORD}).status_code == 410
    assert holders(free_seat) == []


@pytest.mark.parametrize("wrong", ["x", "A" * 43, "%20"])
def test_an_unknown_link_is_not_found_and_says_what_to_do(client: Client, db: None, wrong: str) -> None:
    response = client.get(f"/moi/{wrong}/")
    assert response.status_code == 404
    assert "bị cắt bớt khi gửi" in response.content.decode()


def test_a_seat_closed_meanwhile_is_told(client: Client, cast: Cast, free_seat: Seat, token: str) -> None:
    by = seat_of(cast.district_admin)
    with scopes.for_seat(by):
        seats.close_seat(seat=free_seat, on=timezone.localdate(), by=by)
    response = client.post(page_of(token), {"password": NEW_PASSWORD})
    assert response.status_code == 422
    assert "đã bãi bỏ nên không nhận được nữa" in response.content.decode()
    assert not User.objects.filter(login=KEPT_LOGIN).exists()


# --- What a token sees ----------------------------------------------------------------------------------


def test_a_token_sees_its_own_row_and_nobody_elses(cast: Cast, free_seat: Seat, token: str) -> None:
    with scopes.for_system("tests"):
        second = SeatFactory.create(unit=cast.agency, role=Role.FOCAL, title="Đầu mối 2")
    other = invited(cast, second, login="0912 345 679")
    with scopes.for_token(token):
        assert [row.token_hash for row in Invitation.objects.all()] == [hash_token(token)]
        assert SeatHolding.objects.count() == 0
    with scopes.for_token("no such token"):
        assert Invitation.objects.count() == 0
    with scopes.for_token(other):
        assert Invitation.objects.get().seat == second


# --- Resetting a password --------------------------------------------------------------------------------


def reset(cast: Cast, by: Person, seat: Seat) -> str:
    with scopes.for_seat(seat_of(by)):
        return invitations.reset_link(seat=seat, by=seat_of(by), now=timezone.now())


def test_a_reset_link_sets_the_password_ends_other_sessions_and_works_once(cast: Cast) -> None:
    user = cast.agency_focal.user
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), {"login": user.login, "password": PASSWORD})
    assert elsewhere.get(reverse("inbox")).status_code == 200
    token = reset(cast, cast.district_clerk, seat_of(cast.agency_focal))
    here = Client()
    assert here.post(page_of(token), {"password": NEW_PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert elsewhere.get(reverse("inbox")).status_code == 302
    assert Client().get(page_of(token)).status_code == 410


def test_a_reset_link_lives_a_day(client: Client, cast: Cast) -> None:
    by = seat_of(cast.district_clerk)
    with scopes.for_seat(by):
        token = invitations.reset_link(seat=seat_of(cast.agency_focal), by=by, now=timezone.now() - timedelta(hours=24))
    assert client.get(page_of(token)).status_code == 410


def test_nobody_takes_over_a_person_who_also_sits_elsewhere(cast: Cast) -> None:
    with scopes.for_system("tests"):
        HoldingFactory.create(seat=SeatFactory.create(unit=cast.nation, role=Role.CLERK), user=cast.agency_focal.user)
    with pytest.raises(Refused, match="còn giữ vai trò ở nơi khác"):
        reset(cast, cast.district_clerk, seat_of(cast.agency_focal))


def test_a_reset_link_dies_with_the_holding(client: Client, cast: Cast) -> None:
    seat = seat_of(cast.agency_focal)
    token = reset(cast, cast.district_clerk, seat)
    by = seat_of(cast.district_admin)
    with scopes.for_seat(by):
        seats.end_holding(seat=seat, at=timezone.now(), by=by)
    assert client.post(page_of(token), {"password": NEW_PASSWORD}).status_code == 410
    cast.agency_focal.user.refresh_from_db()
    assert cast.agency_focal.user.check_password(PASSWORD)


def test_a_reset_link_dies_where_the_person_takes_another_seat(client: Client, cast: Cast) -> None:
    user = cast.agency_focal.user
    token = reset(cast, cast.district_clerk, seat_of(cast.agency_focal))
    with scopes.for_system("tests"):
        seat = SeatFactory.create(unit=cast.nation, role=Role.CLERK)
        HoldingFactory.create(seat=seat, user=user, started_at=timezone.now())
    assert client.post(page_of(token), {"password": NEW_PASSWORD}).status_code == 410
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


# --- Handing over -----------------------------------------------------------------------------------------


def test_handing_over_ends_the_one_and_invites_the_next(client: Client, cast: Cast) -> None:
    seat, by = seat_of(cast.agency_focal), seat_of(cast.district_clerk)
    with scopes.for_seat(by):
        token = invitations.hand_over(seat=seat, full_name="Tạ Thị Mới", login=LOGIN, at=timezone.now(), by=by)
    assert holders(seat) == []
    client.post(page_of(token), {"password": NEW_PASSWORD})
    assert [str(user) for user in holders(seat)] == ["Tạ Thị Mới"]


def test_a_held_seat_is_not_given_twice(cast: Cast) -> None:
    with pytest.raises(Refused, match="đang có người giữ"):
        invited(cast, seat_of(cast.agency_focal))


def test_a_login_that_is_none_is_refused(cast: Cast, free_seat: Seat) -> None:
    with pytest.raises(Refused, match="không phải là số điện thoại"):
        invited(cast, free_seat, login="Zalo của Mới")


# --- Two at once -------------------------------------------------------------------------------------------


@pytest.fixture
def two_at_once(transactional_db: None) -> tuple[str, Seat]:
    """A committed invitation, as two browsers find it."""
    with scopes.for_system("tests"):
        cast = build_cast()
        seat = SeatFactory.create(unit=cast.other_commune, role=Role.FOCAL, title="Đầu mối 2")
    return invited(cast, seat), seat


def race(token: str, *, locked: bool, both_read: threading.Barrier) -> list[str]:
    """Two connections use one link; both have read it before either writes where nothing holds them apart."""
    outcomes: list[str] = []

    def use(name: str) -> None:
        try:
            with scopes.for_token(token):
                row = invitations.opened(token, now=timezone.now(), locked=locked)
                with suppress(threading.BrokenBarrierError):
                    both_read.wait(timeout=1)  # the second never arrives while the first holds the row
                Invitation.objects.filter(pk=row.pk).update(used_at=timezone.now(), full_name=name)
            outcomes.append("taken")
        except invitations.LinkRefused as refusal:
            outcomes.append(refusal.fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=(name,)) for name in ("một", "hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_without_the_lock_two_would_use_one_link(two_at_once: tuple[str, Seat]) -> None:
    assert race(two_at_once[0], locked=False, both_read=threading.Barrier(2)) == ["taken", "taken"]


def test_with_the_lock_the_second_is_told_that_the_link_was_used(two_at_once: tuple[str, Seat]) -> None:
    assert race(two_at_once[0], locked=True, both_read=threading.Barrier(2)) == ["taken", "used"]


def test_two_browsers_accepting_one_link_leave_one_person_on_the_seat(two_at_once: tuple[str, Seat]) -> None:
    token, seat = two_at_once
    start, codes = threading.Barrier(2), []

    def press() -> None:
        start.wait()
        codes.append(Client().post(page_of(token), {"password": NEW_PASSWORD}).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _browser in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [302, 410]
    assert len(holders(seat)) == 1
    assert User.objects.filter(login=KEPT_LOGIN).count() == 1


def test_an_invitation_made_for_a_known_person_needs_that_person(cast: Cast, free_seat: Seat, token: str) -> None:
    somebody = UserFactory.create()
    with scopes.for_token(token), pytest.raises(invitations.LinkRefused):
        invitations.accept(token=token, password=PASSWORD, now=timezone.now(), known=somebody)
    assert holders(free_seat) == []
