"""Links by which a unit hands in its list without signing in: one open link per round and unit, copied to Zalo.

32 random bytes; looked up by their hash alone, and kept sealed so that the clerk can copy the link again. Whoever holds
the link may hand in, and nothing else: what comes by it is done in the scope of the seat that gave it, and its pages
tell of nothing but the very file that was sent (views/by_link.py).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.gate import lock_of
from campaigns.models import Deadline, Duty, Participation, Round, State
from committees import scopes
from committees.job_scopes import SeatGoneError, acting_as_seat
from committees.models import Committee, Seat, Unit
from core import audit
from core.refusal import Refused
from core.scope import ScopedQuerySet
from core.text.dates import VIETNAM, clock, in_vietnam, short_date
from donors import receiving
from donors.models import Upload, UploadLink
from donors.rights import may_run_lists
from donors.sealing import seal_text, text_of
from donors.sender import Sender

SOURCE = "link"  # how the audit trail names what came by a link
LIFE_AFTER_DUE = dt.timedelta(days=7)
_TOKEN_BYTES = 32


class Fault(StrEnum):
    """Why a link does not open."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    GONE = "gone"
    CLOSED = "closed"
    LOCKED = "locked"


class LinkRefused(Refused):
    """A link that does not open, with the sentence that says so and whom to ask."""

    def __init__(self, fault: Fault, host: Committee | None = None) -> None:
        super().__init__(_sentence(fault, host))
        self.fault = fault
        self.phone = host.phone if host else ""


def _sentence(fault: Fault, host: Committee | None) -> str:
    if fault is Fault.UNKNOWN or host is None:
        return _("Đường dẫn không đúng hoặc bị cắt bớt khi gửi; mở lại tin nhắn và bấm cả đường dẫn.")
    sentences = {
        Fault.REVOKED: _(
            "Đường dẫn này đã thu hồi hoặc đã được thay bằng đường dẫn mới hơn; mở tin nhắn gửi sau cùng, hoặc hỏi "
            "%(whom)s."
        ),
        Fault.EXPIRED: _("Đường dẫn đã hết hạn; gọi %(whom)s để nhận đường dẫn mới."),
        Fault.GONE: _("Đường dẫn này không còn dùng được; gọi %(whom)s để nhận đường dẫn mới."),
        Fault.CLOSED: _("Đợt này không nhận danh sách nữa; cần bổ sung thì gọi %(whom)s."),
        Fault.LOCKED: _("Danh sách đợt này đã khóa; cần bổ sung thì gọi %(whom)s."),
    }
    return sentences[fault] % {"whom": _whom(host)}


def _whom(host: Committee) -> str:
    whom = host.standing_body or host.name
    return _("%(whom)s, điện thoại %(phone)s") % {"whom": whom, "phone": host.phone} if host.phone else whom


# --- At the clerk's desk ----------------------------------------------------------------------------


@transaction.atomic
def give_link(*, round: Round, unit: Unit, seat: Seat, now: dt.datetime) -> tuple[UploadLink, str]:
    """A new link for a unit of the round, and its token; the unit's former link no longer opens.

    Raises `Refused`: the round is not open, the seat does not run its lists, the unit does not take part, or the lock
    has passed.
    """
    _refuse_unless_runs(round, seat)
    taking_part = (
        _taking_part(round, seat).select_for_update(of=("self",)).filter(unit=unit).first()
    )  # of two, one waits
    if taking_part is None:
        raise Refused(_("%(unit)s không tham gia %(round)s.") % {"unit": unit.name, "round": round.name})
    term = term_of(round)
    until = term.of_new(unit, now=now)
    if until is None:
        raise Refused(_("Danh sách đợt này đã khóa; gia hạn cho %(unit)s rồi tạo đường dẫn.") % {"unit": unit.name})
    _open_links(round, seat).filter(unit=unit).update(revoked_at=now)
    link, token = _new(round, unit, seat, term, until=until, now=now)
    link.save(force_insert=True)
    audit.record("link.given", subject=unit, path=seat.path, after={"until": until.isoformat()})
    return link, token


@transaction.atomic
def give_links(*, round: Round, seat: Seat, now: dt.datetime) -> int:
    """A link for every unit of the round that has none that opens; how many were made. Constant in queries.

    Links that open are left alone: they were sent. Raises `Refused` as `give_link` does.
    """
    _refuse_unless_runs(round, seat)
    units = [each.unit for each in _taking_part(round, seat).select_for_update(of=("self",)).order_by("path")]
    term = term_of(round)
    until = {unit.pk: term.of_new(unit, now=now) for unit in units}
    if not any(until.values()):
        raise Refused(_("Danh sách đợt này đã khóa; gia hạn cho đơn vị rồi tạo đường dẫn."))
    served = {link.unit_id for link in _open_links(round, seat) if term.of(link) > now}
    wanting = [(unit, moment) for unit in units if (moment := until[unit.pk]) and unit.pk not in served]
    _open_links(round, seat).filter(unit__in=[unit for unit, _moment in wanting]).update(revoked_at=now)
    made = [_new(round, unit, seat, term, until=moment, now=now)[0] for unit, moment in wanting]
    UploadLink.objects.bulk_create(made)
    if made:
        audit.record("link.given", subject=round, path=seat.path, after={"count": len(made)})
    return len(made)


@transaction.atomic
def revoke(*, link: UploadLink, seat: Seat, now: dt.datetime) -> None:
    """Make a link useless; what came by it stays. Twice is once. Raises `Refused`: the seat does not run the lists."""
    if not may_run_lists(seat, link.round):
        raise Refused(_("Chỉ thường trực của Ban Chỉ đạo tổ chức đợt mới tạo hoặc thu hồi đường dẫn."))
    changed = UploadLink.objects.filter(pk=link.pk, path=seat.path, revoked_at=None).update(revoked_at=now)
    if changed:
        audit.record("link.revoked", subject=link.unit, path=seat.path)


def token_of(link: UploadLink) -> str:
    """The token again, to copy. Raises `core.encryption.UndecryptableError`."""
    return text_of(link.token_sealed)


@dataclass(frozen=True, slots=True)
class Term:
    """Until when the links of a round open; `extensions` by unit id, `last_day` where there is no deadline."""

    deadline: Deadline | None
    extensions: Mapping[int, dt.datetime]
    last_day: dt.date | None

    def of(self, link: UploadLink) -> dt.datetime:
        """As promised when the link was given, or later where deadline or extension is later by now."""
        by_now = self._end_for(link.unit_id) if self.deadline else link.expires_at
        return max(link.expires_at, by_now)

    def of_new(self, unit: Unit, *, now: dt.datetime) -> dt.datetime | None:
        """For a link given now; None once the lock has passed. Given late it still serves a week."""
        end = self._end_for(unit.pk) if self.deadline or self.last_day else now
        if self.deadline is not None and self.deadline.lock_at is not None:
            return end if end > now else None
        return max(end, now + LIFE_AFTER_DUE)

    def _end_for(self, unit_id: int) -> dt.datetime:
        """The lock, else the grace, else a week after the due date; an extension where that is later."""
        if self.deadline is None:
            assert self.last_day is not None
            return dt.datetime.combine(self.last_day, dt.time(23, 59), VIETNAM) + LIFE_AFTER_DUE
        deadline = self.deadline
        last = deadline.lock_at or deadline.grace_until or deadline.due_at + LIFE_AFTER_DUE
        return max(last, self.extensions.get(unit_id, last))


def term_of(round: Round) -> Term:
    """The term of a round's links: the same two questions however many units."""
    deadline = Deadline.objects.filter(round=round, kind=Deadline.Kind.LIST).first()
    if deadline is None:
        return Term(None, {}, receiving.last_day(round))
    extended = Duty.objects.filter(deadline=deadline).exclude(extended_until=None)
    return Term(deadline, {duty.unit_id: duty.extended_until for duty in extended if duty.extended_until}, None)


def _refuse_unless_runs(round: Round, seat: Seat) -> None:
    if not may_run_lists(seat, round):
        raise Refused(_("Chỉ thường trực của Ban Chỉ đạo tổ chức đợt mới tạo hoặc thu hồi đường dẫn."))
    if round.state != State.OPEN:
        raise Refused(_("%(round)s không ở trạng thái đang mở nên chưa tạo được đường dẫn.") % {"round": round.name})


def _taking_part(round: Round, seat: Seat) -> ScopedQuerySet[Participation]:
    return Participation.objects.within(seat.path).filter(round=round, absent_reason="").select_related("unit")


def _open_links(round: Round, seat: Seat) -> QuerySet[UploadLink]:
    return UploadLink.objects.filter(path=seat.path, round=round, revoked_at=None)


def _new(
    round: Round, unit: Unit, seat: Seat, term: Term, *, until: dt.datetime, now: dt.datetime
) -> tuple[UploadLink, str]:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    link = UploadLink(
        path=seat.path,
        token_hash=scopes.hash_token(token),
        token_sealed=seal_text(token),
        round=round,
        unit=unit,
        deadline=term.deadline,
        seat_id=seat.pk,
        created_at=now,
        expires_at=until,
    )
    return link, token


def zalo_text(link: UploadLink, *, address: str, due: str, until: dt.datetime) -> str:
    """The message to paste into Zalo, Vietnamese in every language of the screen; `due` as `deadlines.due_sentence`."""
    last = in_vietnam(until)
    when = f" ({due})" if due else ""
    return (
        f"Kính gửi {link.unit.name}: đề nghị nộp danh sách người đăng ký hiến máu {link.round.name}{when}. "
        "Bấm đường dẫn sau rồi chọn tệp Excel đơn vị vẫn dùng, hoặc chụp danh sách giấy; không cần đăng nhập "
        f"(dùng được đến {clock(last)} ngày {short_date(last)}): {address}"
    )


# --- At the other end: nobody has signed in ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opening:
    """A link that opens, inside the scope of the seat that gave it."""

    token: str = field(repr=False)
    link: UploadLink
    seat: Seat
    host: Committee
    round: Round
    unit: Unit

    def sender(self, name: str) -> Sender:
        """Who hands in by the link, by the name they give: nobody has signed in."""
        label = f"{name} · {self.unit.name} (qua đường dẫn)"
        return Sender(seat=self.seat, user_id=None, label=label[:250], link=self.link)

    def uploads(self) -> QuerySet[Upload]:
        """What came by this very link; nothing else of the list is for its pages."""
        return Upload.objects.filter(link=self.link)


@contextmanager
def opened(token: str, *, now: dt.datetime, request_id: str = "", address: str | None = None) -> Iterator[Opening]:
    """Open a link: the scope and the name of the seat that gave it, for a block. Raises `LinkRefused`.

    The token's own scope reads the one row that names the seat. A seat that was closed, that nobody holds or that no
    longer runs the round's lists takes its links along. `address` is the visitor's, for the audit trail.
    """
    with scopes.for_token(token):
        link = UploadLink.objects.filter(token_hash=scopes.hash_token(token)).first()
    if link is None:
        raise LinkRefused(Fault.UNKNOWN)
    with scopes.for_system(SOURCE):
        host = Committee.objects.get(path=link.path)
    if link.revoked_at is not None:
        raise LinkRefused(Fault.REVOKED, host)
    with ExitStack() as scope:
        try:
            seat = scope.enter_context(
                acting_as_seat(link.seat_id, source=SOURCE, request_id=request_id, address=address)
            )
        except SeatGoneError as gone:
            raise LinkRefused(Fault.GONE, host) from gone
        yield _opening(token, link, seat, host, now)


def _opening(token: str, link: UploadLink, seat: Seat, host: Committee, now: dt.datetime) -> Opening:
    round = Round.objects.select_related("plan").get(pk=link.round_id)
    unit = Unit.objects.get(pk=link.unit_id)
    if round.state != State.OPEN or round.plan.state == State.CLOSED:
        raise LinkRefused(Fault.CLOSED, host)
    if not may_run_lists(seat, round) or not _taking_part(round, seat).filter(unit=unit).exists():
        raise LinkRefused(Fault.GONE, host)
    lock = lock_of(round=round, unit=unit, kind=Deadline.Kind.LIST)
    if lock is not None and now > lock:
        raise LinkRefused(Fault.LOCKED, host)
    if link.expires_at <= now and term_of(round).of(link) <= now:
        raise LinkRefused(Fault.EXPIRED, host)
    return Opening(token=token, link=link, seat=seat, host=host, round=round, unit=unit)
