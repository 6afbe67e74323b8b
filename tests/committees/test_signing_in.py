"""What somebody at the door gets: in with any spelling of their number, out with one sentence, locked for guessing."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from committees import scopes
from committees.models import Committee, Role, User
from committees.signing_in import ASKED_FOR, PhoneOrEmailBackend, locked_sentence, normal_login, spelled_login
from core.models import AuditEntry
from tests.cast import Cast
from tests.committees.factories import PASSWORD, HoldingFactory, SeatFactory, UserFactory

SIGN_IN = "/tai-khoan/dang-nhap/"
ONE_SENTENCE = "Số điện thoại (thư điện tử) hoặc mật khẩu không đúng."


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


def trail(user: User) -> list[str]:
    """What the trail keeps of a person's own comings and goings, oldest first."""
    with scopes.for_person(user):
        return list(AuditEntry.objects.filter(path="", user_id=user.pk).order_by("pk").values_list("action", flat=True))


# --- How a login is spelled --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0984000001", "+84984000001"),
        ("0984 000 001", "+84984000001"),
        ("+84 984.000-001", "+84984000001"),
        ("84984000001", "+84984000001"),
        ("984000001", "+84984000001"),
        (" (0984) 000001 ", "+84984000001"),
        ("0255 3822 001", "+842553822001"),
        ("Van.Thu@Example.VN", "van.thu@example.vn"),
    ],
)
def test_a_login_has_one_spelling(typed: str, kept: str) -> None:
    assert normal_login(typed) == kept


@pytest.mark.parametrize("typed", ["", "abc", "123", "01234567890", "a@", "@b.vn", "0984 000", "không nhớ"])
def test_what_is_no_login_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="không phải là số điện thoại Việt Nam hay địa chỉ thư điện tử"):
        normal_login(typed)


@given(
    st.sampled_from(["03", "05", "07", "08", "09"]),
    st.integers(0, 99_999_999),
    st.lists(st.sampled_from([" ", ".", "-", ""]), min_size=10, max_size=10),
    st.sampled_from(["0", "+84", "84"]),
)
def test_separators_and_country_code_do_not_matter(start: str, rest: int, marks: list[str], lead: str) -> None:
    digits = f"{start[1]}{rest:08d}"
    plain = f"0{digits}"
    spelled = lead + "".join(mark + digit for mark, digit in zip(marks, digits, strict=False))
    try:
        kept = normal_login(plain)
    except ValueError:
        return  # not every prefix is given out
    assert normal_login(spelled) == kept
    assert normal_login(kept) == kept
    assert normal_login(spelled_login(kept)) == kept


# --- At the door ----------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["{0}", "0{1}", "84{1}"])
def test_any_spelling_of_the_number_signs_in(client: Client, cast: Cast, spelling: str) -> None:
    login = cast.commune_focal.user.login
    response = client.post(SIGN_IN, {"login": spelling.format(login, login[3:]), "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == reverse("home")


def test_an_email_signs_in_whatever_its_capitals(client: Client, cast: Cast) -> None:
    user = UserFactory.create(login="thu@example.vn")
    client.post(SIGN_IN, {"login": "Thu@Example.vn", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("login", ["known", "0912 345 678", "không nhớ"])
def test_one_sentence_does_not_tell_which_was_wrong(client: Client, cast: Cast, login: str) -> None:
    typed = cast.commune_focal.user.login if login == "known" else login
    response = client.post(SIGN_IN, {"login": typed, "password": "sai mật khẩu"})
    assert ONE_SENTENCE in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_somebody_who_may_no_longer_sign_in_gets_the_same_sentence(client: Client, cast: Cast) -> None:
    user = cast.commune_focal.user
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.post(SIGN_IN, {"login": user.login, "password": PASSWORD})
    assert ONE_SENTENCE in response.content.decode()


def test_an_unknown_login_costs_one_hash_as_a_known_one_does(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[str] = []

    def counting(password: str, *arguments: object, **keywords: object) -> str:
        hashes.append(password)
        return make_password(password)

    monkeypatch.setattr("django.contrib.auth.base_user.make_password", counting)
    assert PhoneOrEmailBackend().authenticate(None, username="0912345678", password="x") is None
    assert hashes == ["x"]


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_a_new_password_is_kept_as_argon2() -> None:
    assert identify_hasher(make_password("x")).algorithm == "argon2"


def test_guessing_locks_the_person_whatever_the_spelling_and_says_until_when(client: Client, cast: Cast) -> None:
    login = cast.commune_focal.user.login
    for spelling in (login, f"0{login[3:]}", login[1:], f"0{login[3:6]} {login[6:]}", login):
        assert ONE_SENTENCE in client.post(SIGN_IN, {"login": spelling, "password": "x"}).content.decode()
    response = client.post(SIGN_IN, {"login": login, "password": PASSWORD})
    assert "Đã gõ sai nhiều lần nên tạm khóa đến" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert trail(cast.commune_focal.user) == ["sign_in.failed"] * 5 + ["sign_in.locked"]


def test_others_are_not_locked_out_with_the_one_who_guessed(client: Client, cast: Cast) -> None:
    for _attempt in range(6):
        client.post(SIGN_IN, {"login": cast.commune_focal.user.login, "password": "x"})
    response = client.post(SIGN_IN, {"login": cast.district_clerk.user.login, "password": PASSWORD})
    assert response.status_code == 302


def test_too_many_attempts_from_one_address_are_told_in_words(client: Client, db: None) -> None:
    for _attempt in range(30):
        response = client.post(SIGN_IN, {})
    response = client.post(SIGN_IN, {})
    assert response.status_code == 429
    assert "Tạm dừng ít phút" in response.content.decode()


def test_the_lock_names_the_minute_after_it_ends() -> None:
    assert "đến 14:06." in locked_sentence(datetime(2026, 11, 22, 7, 5, 1, tzinfo=UTC))
    assert "đến 14:05." in locked_sentence(datetime(2026, 11, 22, 7, 5, 0, tzinfo=UTC))


def test_the_trail_keeps_who_came_with_which_seat_and_who_failed(client: Client, cast: Cast) -> None:
    user = cast.district_clerk.user
    client.post(SIGN_IN, {"login": user.login, "password": "x"})
    client.post(SIGN_IN, {"login": user.login, "password": PASSWORD})
    with scopes.for_person(user):
        failed, done = AuditEntry.objects.filter(path="", user_id=user.pk).order_by("pk")
    assert (failed.action, failed.seat_id, failed.address) == ("sign_in.failed", None, "127.0.0.1")
    assert cast.district_clerk.seat is not None
    assert (done.action, done.seat_id) == ("sign_in.done", cast.district_clerk.seat.pk)
    assert done.seat_label == "Thường trực · khu vực Bình Hải"
    assert len(done.request_id) == 32


def test_a_login_nobody_has_is_not_written_down(client: Client, cast: Cast, owner_connection: object) -> None:
    client.post(SIGN_IN, {"login": "bi mat cua toi", "password": "x"})
    with scopes.for_system("tests"):
        kept = AuditEntry.objects.raw("SELECT * FROM core_auditentry")
        assert all("bi mat" not in f"{row.user_label}{row.subject_label}{row.after}" for row in kept)


def test_demo_accounts_are_shown_in_demo_mode_only(client: Client, db: None) -> None:
    with override_settings(DEMO=True, DEMO_ACCOUNTS=f"{__name__}.shown"):
        assert "0900 000 001" in client.get(SIGN_IN).content.decode()
    with override_settings(DEMO=False, DEMO_ACCOUNTS=f"{__name__}.shown"):
        assert "0900 000 001" not in client.get(SIGN_IN).content.decode()


def test_a_demo_account_is_tried_with_one_button(client: Client, cast: Cast) -> None:
    with override_settings(DEMO=True, DEMO_ACCOUNTS=f"{__name__}.shown"):
        page = client.get(SIGN_IN).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(login|password)" value="([^"]+)"', page))
    assert fields == {"login": "0900 000 001", "password": "giot-hong-demo"}


def shown() -> list[dict[str, str]]:
    """The demo accounts of this test."""
    return [{"login": "0900 000 001", "password": "giot-hong-demo", "sentence": "Thường trực khu vực Bình Hải"}]


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "confirm-email/", "login/code/confirm/"])
def test_pages_nobody_may_use_do_not_exist(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.commune_focal.user)
    assert client.get(f"/tai-khoan/{path}").status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "account_set_password"])
def test_routes_nobody_may_use_have_no_name(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


# --- Sessions ---------------------------------------------------------------------------------------


def test_signing_in_begins_a_new_session(client: Client, cast: Cast) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["before"] = True
    session.save()
    key = session.session_key
    client.post(SIGN_IN, {"login": cast.commune_focal.user.login, "password": PASSWORD})
    assert client.session.session_key != key
    assert not Session.objects.filter(pk=key).exists()


def test_a_changed_password_ends_every_other_session(cast: Cast) -> None:
    here, elsewhere = Client(), Client()
    user = cast.commune_focal.user
    for browser in (here, elsewhere):
        browser.post(SIGN_IN, {"login": user.login, "password": PASSWORD})
    new = "mua thu la vang bay"
    changed = here.post(
        "/tai-khoan/doi-mat-khau/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )
    assert "Đã đổi mật khẩu." in changed.content.decode()
    assert here.get(reverse("inbox")).status_code == 200
    assert elsewhere.get(reverse("inbox")).status_code == 302
    assert trail(user)[-1] == "password.changed"


def test_a_weak_new_password_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_focal.user)
    client.post(
        "/tai-khoan/doi-mat-khau/", {"oldpassword": PASSWORD, "password1": "1234567890", "password2": "1234567890"}
    )
    cast.commune_focal.user.refresh_from_db()
    assert cast.commune_focal.user.check_password(PASSWORD)


# --- Seats ------------------------------------------------------------------------------------------


def test_a_person_with_two_seats_chooses_and_only_among_their_own(client: Client, cast: Cast) -> None:
    user = cast.commune_focal.user
    with scopes.for_system("tests"):
        second = HoldingFactory.create(seat=SeatFactory.create(unit=cast.commune, role=Role.HEAD), user=user).seat
    client.force_login(user)
    assert client.get(reverse("units")).wsgi_request.seat == cast.commune_focal.seat  # type: ignore[attr-defined]
    assert client.post(reverse("switch_seat"), {"seat": second.pk}).status_code == 302
    assert client.get(reverse("units")).wsgi_request.seat == second  # type: ignore[attr-defined]
    assert cast.stranger.seat is not None
    assert client.post(reverse("switch_seat"), {"seat": cast.stranger.seat.pk}).status_code == 404
    assert client.get(reverse("units")).wsgi_request.seat == second  # type: ignore[attr-defined]


def test_choosing_a_seat_never_leads_to_another_site(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_focal.user)
    assert cast.commune_focal.seat is not None
    posted = {"seat": cast.commune_focal.seat.pk, "next": "https://example.com/"}
    assert client.post(reverse("switch_seat"), posted)["Location"] == reverse("home")


def test_somebody_without_a_seat_is_told_whom_to_ask(client: Client, cast: Cast) -> None:
    client.force_login(cast.nobody.user)
    response = client.get(reverse("units"), follow=True)
    assert "Tài khoản chưa giữ vai trò nào" in response.content.decode()


# --- The second step --------------------------------------------------------------------------------


def require_second_step(cast: Cast, *roles: str) -> None:
    with scopes.for_system("tests"):
        Committee.objects.filter(unit=cast.district).update(mfa_roles=list(roles))


def test_a_required_second_step_comes_before_anything_else(client: Client, cast: Cast) -> None:
    require_second_step(cast, Role.CLERK)
    client.force_login(cast.district_clerk.user)
    assert client.get(reverse("units"))["Location"] == reverse("mfa_activate_totp")
    assert client.post(reverse("unit_add", args=[cast.district.pk]), {})["Location"] == reverse("mfa_activate_totp")


def test_a_wrong_code_is_told_in_words(client: Client, cast: Cast) -> None:
    client.post(SIGN_IN, {"login": cast.district_clerk.user.login, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    response = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Mã không đúng hoặc đã hết giờ." in response.content.decode()
    assert not Authenticator.objects.exists()


def test_who_is_signed_in_already_is_asked_within_minutes(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.district_clerk.user)
    assert client.get(reverse("units")).status_code == 200
    require_second_step(cast, Role.CLERK)
    later = time.time() + ASKED_FOR
    monkeypatch.setattr("committees.signing_in.time.time", lambda: later)
    assert client.get(reverse("units"))["Location"] == reverse("mfa_activate_totp")


def test_only_the_named_roles_of_that_committee_must(client: Client, cast: Cast) -> None:
    require_second_step(cast, Role.CLERK)
    for person in (cast.district_head, cast.province_clerk, cast.commune_clerk, cast.agency_focal):
        client.force_login(person.user)
        assert client.get(reverse("units")).status_code == 200


def test_a_focal_person_never_must(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        Committee.objects.filter(unit=cast.commune).update(mfa_roles=list(Role.values))
    client.force_login(cast.commune_focal.user)
    assert client.get(reverse("units")).status_code == 200


def test_setting_the_second_step_up_opens_everything_and_the_next_sign_in_asks_for_the_code(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    require_second_step(cast, Role.CLERK)
    browser, user = Client(), cast.district_clerk.user
    browser.post(SIGN_IN, {"login": user.login, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("mfa_activate_totp"), {"code": code})
    assert browser.get(reverse("units")).status_code == 200
    assert "second_step.on" in trail(user)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))

    again = Client()
    response = again.post(SIGN_IN, {"login": user.login, "password": PASSWORD})
    assert response["Location"] == reverse("mfa_authenticate")
    assert again.get(reverse("units")).status_code == 302
    recovery = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    again.post(reverse("mfa_authenticate"), {"code": recovery})
    assert again.get(reverse("units")).status_code == 200
