"""Signing in: a phone number or an e-mail address, a password, and the second step where a committee asks for it.

allauth does the work; what stands here is what it may not decide by itself: how a login is spelled, what a refused
person is told, what the audit trail keeps, and whose second step is required.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, cast

import phonenumbers
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import scopes
from committees.middleware import SEAT_KEY, active_seat, held_seats
from committees.models import Committee, Role, Seat, User
from core import audit, encryption
from core.text import dates
from core.text.folding import compose

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# One sentence for every reason, so that it does not tell which of the two was wrong, nor whether the person exists.
WRONG = gettext_lazy(
    "Số điện thoại (thư điện tử) hoặc mật khẩu không đúng. Gõ lại, hoặc nhờ thường trực Ban Chỉ đạo gửi đường dẫn đặt "
    "lại mật khẩu."
)
# What allauth would say in English after an action; what is not here is not said.
SAID: Mapping[str, _StrPromise] = {
    "account/messages/password_changed.txt": gettext_lazy(
        "Đã đổi mật khẩu. Những nơi khác đang dùng mật khẩu cũ đã bị đăng xuất."
    ),
    "mfa/messages/totp_activated.txt": gettext_lazy("Đã bật đăng nhập hai bước."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Đã tắt đăng nhập hai bước."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("Đã tạo mã dự phòng mới; mã cũ không dùng được nữa."),
}
# Reachable before the second step is set up: setting it up, leaving, and taking another seat that needs none.
FREE_ROUTES = frozenset({"switch_seat", "set_language", "health"})
FREE_PREFIXES = ("mfa_", "account_")
ASKED_KEY, ASKED_FOR = "second_step_asked", 300


class DemoAccount(TypedDict):
    """One line of the sign-in page in demo mode."""

    login: str
    password: str
    sentence: str


def normal_login(text: str) -> str:
    """How a login is kept: a phone number in E.164 ("0984 000 001" → "+84984000001"), an e-mail in small letters.

    Raises `ValueError`, with the sentence to show, for what is neither.
    """
    text = compose(text).strip()
    if "@" in text:
        return _normal_email(text)
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        raise ValueError(_not_a_login(text)) from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError(_not_a_login(text))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _normal_email(text: str) -> str:
    address = text.lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(_not_a_login(text)) from None
    return address


def _not_a_login(text: str) -> str:
    words = _("“%(text)s” không phải là số điện thoại Việt Nam hay địa chỉ thư điện tử. Kiểm tra lại từng chữ số.")
    return words % {"text": text[:60]}


def spelled_login(login: str) -> str:
    """A login as people write it: "0984 000 001"; an e-mail as it is."""
    if "@" in login:
        return login
    try:
        number = phonenumbers.parse(login, "VN")
    except phonenumbers.NumberParseException:
        return login
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


class PhoneOrEmailBackend(BaseBackend):
    """Finds the person by login and checks the password; takes as long for a login that nobody has."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  # Django's signature
        username: str | None = None,
        password: str | None = None,
        **_credentials: object,
    ) -> User | None:
        """The person, or None when login or password is wrong or the person may no longer sign in."""
        if not username or not password:
            return None
        user = person_of(username)
        if user is None:
            User().set_password(password)  # the time of one hash, as for a person who exists
            return None
        if not user.check_password(password):
            return None
        return user if user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, while they may sign in."""
        try:
            return User.objects.get(pk=user_id, is_active=True)
        except User.DoesNotExist:
            return None


def person_of(login: str) -> User | None:
    """Whoever signs in with `login`, in any spelling."""
    try:
        return User.objects.filter(login=normal_login(login)).first()
    except ValueError:
        return None


class AccountAdapter(DefaultAccountAdapter):
    """allauth as this house wants it: nobody registers, everything is said in our words, everything is audited."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": gettext_lazy("Mật khẩu không đúng. Gõ lại mật khẩu đang dùng."),
        "enter_current_password": gettext_lazy("Mật khẩu đang dùng không đúng. Gõ lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """People come by invitation only."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_further: Any, **_named: Any
    ) -> None:
        """Say our own sentence, or nothing."""
        said = SAID.get(message_template or "")
        if said is not None:
            super().add_message(request, level, message=str(said))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse while too many wrong attempts were made with this login or from this address."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            record_sign_in("sign_in.locked", person_of(credentials.get("username", "")))
            raise ValidationError(locked_sentence(self._free_again_at(request, **credentials))) from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002  # allauth's
        """Keep the attempt; a login that nobody has is not written down, it may be somebody's password."""
        record_sign_in("sign_in.failed", person_of(credentials.get("username", "")))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin a session of its own (the key is cycled) and keep who signed in, and on which seat."""
        super().login(request, user)
        record_sign_in("sign_in.done", user, seat=active_seat(held_seats(user), request.session.get(SEAT_KEY)))

    def set_password(self, user: Any, password: str) -> None:
        """Change the password; every other session of the person ends with the old one."""
        super().set_password(user, password)
        record_sign_in("password.changed", user)

    def send_notification_mail(self, *_arguments: Any, **_keywords: Any) -> None:
        """No letters: most people have no address here, and the page itself says what happened."""

    def _free_again_at(self, request: HttpRequest, **credentials: Any) -> datetime:
        key = self._get_login_attempts_cache_key(request, **credentials)
        moments = [datetime.now(UTC)]
        for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
            kept = ratelimit.get_cache_key(request, app="allauth.account", action="login_failed", rate=rate, key=key)
            attempts: Sequence[float] = cache.get(kept, [])  # newest first
            if len(attempts) >= rate.amount:
                moments.append(datetime.fromtimestamp(attempts[rate.amount - 1] + rate.duration, UTC))
        return max(moments)


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step's secrets are kept encrypted; wrong codes are told in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("Mã không đúng hoặc đã hết giờ. Gõ mã đang hiện trong ứng dụng."),
    }

    def encrypt(self, text: str) -> str:
        """With the key of stored data."""
        return encryption.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return encryption.decrypt(encrypted_text.encode()).decode()


# Where allauth keeps what the adapter above sealed, in `Authenticator.data`: a text, or a list of texts.
_SEALED_IN_DATA = ("secret", "seed", "migrated_codes")


def resealed_second_step(authenticator: Authenticator) -> dict[str, object]:
    """The columns of a second step that change when its secrets are sealed with the newest key."""
    data = dict(authenticator.data)
    for name in _SEALED_IN_DATA:
        if name in data:
            data[name] = _resealed_text(data[name])
    return {"data": data} if data != authenticator.data else {}


def _resealed_text(kept: object) -> object:
    if isinstance(kept, list):
        return [_resealed_text(each) for each in kept]
    again = encryption.resealed(str(kept).encode())
    return kept if again is None else again.decode()


def locked_sentence(until: datetime) -> str:
    """Says until when nobody may try again; rounded up to the minute that the clock on the wall shows."""
    words = _(
        "Đã gõ sai nhiều lần nên tạm khóa đến %(clock)s. Sau giờ đó gõ lại, hoặc nhờ thường trực đặt lại mật khẩu."
    )
    return words % {"clock": dates.clock(until + timedelta(seconds=59))}


def record_sign_in(action: str, user: User | None, *, seat: Seat | None = None) -> None:
    """Keep what happened at the door, under the person's own name; `user` None for a login that nobody has."""
    who = replace(
        audit.actor(),
        user_id=user.pk if user else None,
        user_label=str(user) if user else "",
        seat_id=seat.pk if seat else None,
        seat_label=f"{seat} · {seat.unit.name}" if seat else "",
    )
    scope = scopes.for_person(user) if user else scopes.for_system("sign_in")
    with audit.acting(who), scope:
        audit.record(action, subject=user, path="")


@receiver(authenticator_added, dispatch_uid="second_step.on")
def _second_step_on(user: User, authenticator: Authenticator, **_: object) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        record_sign_in("second_step.on", user)


@receiver(authenticator_removed, dispatch_uid="second_step.off")
def _second_step_off(user: User, authenticator: Authenticator, **_: object) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        record_sign_in("second_step.off", user)


def second_step_missing(user: User, seat: Seat) -> bool:
    """Whether the seat's committee asks the role for a second step that the person has not set up. Focal: never."""
    if seat.role == Role.FOCAL:
        return False
    activated = Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.TOTP)
    return Committee.objects.filter(path=seat.path, mfa_roles__contains=[seat.role]).exclude(Exists(activated)).exists()


class SecondStepMiddleware:
    """Leads a person whose active seat requires the second step to setting it up, before anything else works."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _arguments: object, _keywords: object
    ) -> HttpResponseBase | None:
        """Runs inside the scope that ScopeMiddleware has opened."""
        seat: Seat | None = getattr(request, "seat", None)
        if seat is None or is_free(request.resolver_match.view_name if request.resolver_match else ""):
            return None
        if was_asked_lately(request, seat):
            return None
        if second_step_missing(cast("User", request.user), seat):
            return redirect("mfa_activate_totp")
        request.session[ASKED_KEY] = {"seat": seat.pk, "at": time.time()}
        return None


def was_asked_lately(request: HttpRequest, seat: Seat) -> bool:
    """Whether this session found nothing missing for the seat in the last minutes: it spares every page a query.

    So a committee that begins to require the second step reaches those who are signed in within `ASKED_FOR` seconds.
    """
    asked = request.session.get(ASKED_KEY) or {}
    return bool(asked.get("seat") == seat.pk and time.time() - asked["at"] < ASKED_FOR)


def is_free(route: str) -> bool:
    """Whether a route is reachable before the second step is set up."""
    return route in FREE_ROUTES or route.startswith(FREE_PREFIXES)


def demo_accounts() -> list[DemoAccount]:
    """The accounts shown on the sign-in page; none outside demo mode."""
    if not settings.DEMO:
        return []
    told: Callable[[], list[DemoAccount]] = import_string(settings.DEMO_ACCOUNTS)
    return told()
