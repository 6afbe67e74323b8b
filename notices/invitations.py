"""Invitations: a link to take a seat, or to set a new password, that the clerk copies to Zalo or prints as a QR code.

32 random bytes, of which only the hash is kept; single use; an end; a new one revokes the old. The link is the only
way in, so two rules guard it: a person who already signs in keeps their password (the link asks for it), and nobody
resets the password of somebody who also holds a seat that they do not manage. A seat taken after a reset was offered
ends the offer for that reason.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from committees import scopes, seats
from committees.models import Seat, SeatHolding, User
from committees.signing_in import normal_login
from core import audit
from core.refusal import Refused
from core.text.folding import compose
from notices.models import Invitation

LIFE = {Invitation.Purpose.TAKE_SEAT: timedelta(days=7), Invitation.Purpose.RESET: timedelta(hours=24)}
_TOKEN_BYTES = 32


class Fault(StrEnum):
    """Why a link does not open."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


class LinkRefused(Refused):
    """A link that does not open, with the sentence that says so and what to do."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(_sentence(fault))
        self.fault = fault


def _sentence(fault: Fault) -> str:
    sentences = {
        Fault.UNKNOWN: _("Đường dẫn không đúng hoặc bị cắt bớt khi gửi; mở lại tin nhắn và bấm cả đường dẫn."),
        Fault.USED: _(
            "Đường dẫn này đã dùng rồi; đăng nhập bằng mật khẩu đã đặt, hoặc nhờ thường trực gửi đường dẫn mới."
        ),
        Fault.EXPIRED: _("Đường dẫn đã quá hạn; nhờ thường trực Ban Chỉ đạo gửi đường dẫn mới."),
        Fault.REVOKED: _(
            "Đường dẫn này đã được thay bằng đường dẫn mới hơn; mở tin nhắn gửi sau cùng, hoặc hỏi thường trực."
        ),
    }
    return sentences[fault]


@transaction.atomic
def invite(*, seat: Seat, full_name: str, login: str, by: Seat | None, now: datetime) -> str:
    """Invite somebody to take the seat; the token of the link, told this once. Runs in the scope of whoever invites.

    `by` None: the system itself, setting up a committee. Raises `Refused`: may not, the seat is held or closed, the
    login is neither phone nor e-mail.
    """
    if by is not None:
        seats.refuse_unless_manageable(by, seat.unit, seat.role)
    name = compose(full_name)
    if not name:
        raise Refused(_("Chưa có họ và tên người được mời."))
    kept_login = _login(login)
    seat = Seat.objects.select_for_update(of=["self"]).select_related("unit").get(pk=seat.pk)
    if seat.closed_on is not None:
        raise Refused(_("Vai trò “%(title)s” đã bãi bỏ nên không mời được nữa.") % {"title": seat.title})
    if seats.holder_of(seat) is not None:
        raise Refused(_("“%(title)s” đang có người giữ; bàn giao hoặc kết thúc trước rồi mời.") % {"title": seat.title})
    token = _issue(seat=seat, purpose=Invitation.Purpose.TAKE_SEAT, now=now, full_name=name, login=kept_login)
    audit.record("seat.invited", subject=seat, path=seat.path, after={"invited": name})
    return token


@transaction.atomic
def hand_over(*, seat: Seat, full_name: str, login: str, at: datetime, by: Seat) -> str:
    """End the present holding at `at` and invite the next person; the token of their link."""
    seats.end_holding(seat=seat, at=at, by=by)
    return invite(seat=seat, full_name=full_name, login=login, by=by, now=at)


@transaction.atomic
def reset_link(*, seat: Seat, by: Seat, now: datetime) -> str:
    """A link by which the seat's holder sets a new password; the token, told this once.

    Raises `Refused`: nobody holds the seat, or the holder also holds one that `by` does not manage.
    """
    seats.refuse_unless_manageable(by, seat.unit, seat.role)
    holding = seats.holder_of(seat)
    if holding is None:
        raise Refused(
            _("Vai trò “%(title)s” chưa có ai giữ; gửi lời mời thay vì đặt lại mật khẩu.") % {"title": seat.title}
        )
    user = holding.user
    if seats.holds_elsewhere(user, by):
        raise Refused(
            _("%(name)s còn giữ vai trò ở nơi khác; nhờ quản trị của Ban Chỉ đạo cấp trên đặt lại mật khẩu.")
            % {"name": user}
        )
    token = _issue(
        seat=seat, purpose=Invitation.Purpose.RESET, now=now, full_name=user.full_name, login=user.login, user=user
    )
    audit.record("password.reset_offered", subject=seat, path=seat.path, after={"holder": str(user)})
    return token


@transaction.atomic
def revoke(*, invitation: Invitation, by: Seat, now: datetime) -> None:
    """Make an open link useless."""
    seats.refuse_unless_manageable(by, invitation.seat.unit, invitation.seat.role)
    changed = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(revoked_at=now)
    if changed:
        audit.record(
            "seat.invitation_revoked",
            subject=invitation.seat,
            path=invitation.path,
            before={"invited": invitation.full_name},
        )


def open_invitation(seat: Seat, now: datetime) -> Invitation | None:
    """The seat's invitation that can still be used."""
    return Invitation.objects.filter(
        seat=seat, purpose=Invitation.Purpose.TAKE_SEAT, used_at=None, revoked_at=None, expires_at__gt=now
    ).first()


# At the other end of the link: nobody has signed in, the scope is the token's.


def opened(token: str, *, now: datetime, locked: bool = False) -> Invitation:
    """The invitation that the token opens, with its seat and unit. Needs the token's scope; raises `LinkRefused`.

    `locked` holds the row until the transaction ends, so that of two who accept one link the second waits and is told.
    """
    rows = Invitation.objects.select_related("seat__unit")
    if locked:
        rows = rows.select_for_update(of=["self"])
    invitation = rows.filter(token_hash=scopes.hash_token(token)).first()
    if invitation is None:
        raise LinkRefused(Fault.UNKNOWN)
    if invitation.used_at is not None:
        raise LinkRefused(Fault.USED)
    if invitation.revoked_at is not None:
        raise LinkRefused(Fault.REVOKED)
    if invitation.expires_at <= now:
        raise LinkRefused(Fault.EXPIRED)
    return invitation


def known_person(invitation: Invitation) -> User | None:
    """Whoever already signs in with the invitation's login: asked for the password they have."""
    if invitation.purpose == Invitation.Purpose.RESET:
        return None
    return User.objects.filter(login=invitation.login).first()


@transaction.atomic
def accept(*, token: str, password: str, now: datetime, known: User | None = None) -> User:
    """Use the link: take its seat, or set the new password. Needs the token's scope.

    `known` is the person the page has just checked the password of; without it a person is made with `password`.
    Raises `LinkRefused`; `Refused` where the seat has gone meanwhile; `ValidationError` for a weak new password.
    """
    invitation = opened(token, now=now, locked=True)
    if invitation.purpose == Invitation.Purpose.RESET:
        user = _set_password(invitation, password)
    else:
        user = known or _new_person(invitation, password)
        if user.login != invitation.login:
            raise LinkRefused(Fault.UNKNOWN)
        _take_seat(invitation, user, now)
    Invitation.objects.filter(pk=invitation.pk).update(used_at=now, user=user)
    return user


def _new_person(invitation: Invitation, password: str) -> User:
    if User.objects.filter(login=invitation.login).exists():
        raise Refused(_("Tài khoản này vừa được lập; tải lại trang và nhập mật khẩu của tài khoản đó."))
    user = User(login=invitation.login, full_name=invitation.full_name)
    validate_password(password, user)
    field = "email" if "@" in user.login else "phone"
    if not User.objects.filter(**{field: user.login}).exists():
        setattr(user, field, user.login)
    user.set_password(password)
    user.save(force_insert=True)
    return user


def _take_seat(invitation: Invitation, user: User, now: datetime) -> None:
    who = replace(
        audit.actor(),
        user_id=user.pk,
        user_label=str(user),
        seat_id=invitation.seat_id,
        seat_label=f"{invitation.seat} · {invitation.seat.unit.name}",
    )
    # Only now that the token is checked and its row locked: the seat's own scope, to write who holds it.
    with audit.acting(who), scopes.for_seat(invitation.seat):
        seats.start_holding(seat=invitation.seat, user=user, now=now)


def _set_password(invitation: Invitation, password: str) -> User:
    assert invitation.user_id is not None  # a reset names its person
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    validate_password(password, user)
    with scopes.for_person(user):
        held = SeatHolding.objects.filter(user=user, ended_at=None)
        still = held.filter(seat=invitation.seat).exists()
        has_more = held.filter(started_at__gt=invitation.created_at).exists()
    if not still or has_more:  # whoever gave the link was not asked whether they manage a seat taken since
        raise LinkRefused(Fault.REVOKED)
    user.set_password(password)
    user.save(update_fields=["password"])
    who = replace(audit.actor(), user_id=user.pk, user_label=str(user))
    with audit.acting(who), scopes.for_person(user):
        audit.record("password.reset", subject=user, path="")
    return user


def _issue(*, seat: Seat, purpose: str, now: datetime, full_name: str, login: str, user: User | None = None) -> str:
    Invitation.objects.filter(seat=seat, purpose=purpose, used_at=None, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Invitation.objects.create(
        path=seat.path,
        purpose=purpose,
        seat=seat,
        user=user,
        full_name=full_name,
        login=login,
        token_hash=scopes.hash_token(token),
        created_by_id=audit.actor().user_id,
        expires_at=now + LIFE[Invitation.Purpose(purpose)],
    )
    return token


def _login(text: str) -> str:
    try:
        return normal_login(text)
    except ValueError as error:
        raise Refused(str(error)) from None
