"""How a person wants messages to come: at which hour, and by mail or not. They never vanish: the inbox has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Seat, User
from committees.seats import holder_of, holds_elsewhere, refuse_unless_manageable
from core import audit
from core.refusal import Refused
from core.text.language import in_vietnamese
from notices.channels import EmailWay
from notices.delivering import TRIAL
from notices.models import Channel, Delivery
from notices.reaching import Unreached, reach_of
from notices.sending import Message, send_all

TRIALS_EVERY = dt.timedelta(minutes=5)


@transaction.atomic
def set_preferences(*, user: User, seat: Seat, email: str, gets_email: bool, hour: int) -> None:
    """Keep what the person chose for themselves; `seat` is the active one. Raises `Refused`: the address is taken."""
    before = _facts(user)
    user.gets_email, user.message_hour = gets_email, hour
    _set_address(user, email)
    user.save(update_fields=["gets_email", "message_hour"])
    former, latter = audit.changed(before, _facts(user))
    if latter:
        audit.record("person.messages_set", subject=seat, path=seat.path, before=former, after=latter)


@transaction.atomic
def set_holders_address(*, seat: Seat, email: str, by: Seat) -> None:
    """Mend the address of whoever holds `seat`, as its administrator or clerk.

    Raises `Refused`: not theirs to manage, nobody holds it, the person also sits elsewhere (then only they themselves
    may say where their mail goes), or the address is taken.
    """
    refuse_unless_manageable(by, seat.unit, seat.role)
    holding = holder_of(seat)
    if holding is None:
        raise Refused(_("Vai trò “%(title)s” chưa có ai giữ.") % {"title": seat.title})
    if holds_elsewhere(holding.user, by):
        raise Refused(_("Người này còn giữ vai trò ở nơi khác, nên chỉ tự mình sửa được địa chỉ, ở trang Nhận tin."))
    before = _facts(holding.user)
    _set_address(holding.user, email)
    former, latter = audit.changed(before, _facts(holding.user))
    if latter:
        audit.record("person.messages_set", subject=seat, path=seat.path, before=former, after=latter)


def _set_address(user: User, email: str) -> None:
    user.email = email.strip().lower()
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:  # user_email_once
        raise Refused(_("Địa chỉ này không dùng được; ghi địa chỉ khác.")) from None


def _facts(user: User) -> dict[str, object]:
    """What the trail keeps: that the address changed, and not which it was."""
    return {"gets_email": user.gets_email, "hour": user.message_hour, "email": _hidden(user.email)}


def _hidden(address: str) -> str:
    """ "h…@example.vn"."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host}" if host else ""


@transaction.atomic
def send_trial(*, user: User, seat: Seat, now: dt.datetime) -> None:
    """Send the person a mail to try their address with; one in five minutes. Raises `Refused` where none can go."""
    why_not = reach_of([user])[user.pk].why_not
    if why_not is not None and why_not != Unreached.BOUNCING:
        raise Refused(why_not_sentence(why_not))
    if not send_all([_trial(user, seat, now)], now=now, even_if_bouncing=True):
        raise Refused(_("Vừa gửi thử rồi; chờ năm phút rồi gửi lại."))


@in_vietnamese()
def _trial(user: User, seat: Seat, now: dt.datetime) -> Message:
    slot = int(now.timestamp() // TRIALS_EVERY.total_seconds())
    return Message(
        seat=seat,
        user=user,
        subject=_("Thư gửi thử"),
        body=_("Địa chỉ này nhận được thư của Giọt Hồng. Tin nhắc việc phải nộp sẽ đến đây."),
        link=reverse("my_messages"),
        key=f"{TRIAL}{user.pk}:{slot}",
    )


def why_not_sentence(why_not: Unreached) -> str:
    """Why no mail goes to the person who reads this."""
    return {
        Unreached.NO_MAIL: _("Chưa đặt máy chủ thư; tin chỉ có trong phần mềm."),
        Unreached.NO_ADDRESS: _("Chưa có địa chỉ thư điện tử; tin chỉ có trong phần mềm."),
        Unreached.NOT_WANTED: _("Đã chọn chỉ nhận trong phần mềm."),
        Unreached.BOUNCING: _("Thư gần nhất gửi đến địa chỉ này bị trả lại; sửa địa chỉ, hoặc gửi thử lại."),
        Unreached.GONE: _("Tài khoản đã khóa."),
    }[why_not]


@dataclass(frozen=True, slots=True)
class Standing:
    """How mail to the person stands, for their own page."""

    has_mail: bool
    sentence: str
    last: Delivery | None


def standing_of(user: User) -> Standing:
    """Whether mail reaches the person, and what became of the last one; needs a scope that names the person."""
    why_not = reach_of([user])[user.pk].why_not
    own = Delivery.objects.filter(user=user, channel=Channel.EMAIL).exclude(state=Delivery.State.CANCELLED)
    return Standing(
        has_mail=EmailWay().is_set_up(),
        sentence="" if why_not is None else why_not_sentence(why_not),
        last=own.order_by("-queued_at", "-pk").first(),
    )
