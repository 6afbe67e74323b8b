"""What is owed and by when: one field gives both the sentence and the moment, and units answer with content or nil.

Changing a date afterwards is in campaigns/moving.py, who owes in campaigns/expecting.py, more time in extending.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Required, TypedDict

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from campaigns import expecting
from campaigns.changes import who_acts
from campaigns.gate import (
    ensure_duty_open,
    hold_plan_open,
    hold_round_open,
    lock_of_duty,
    one_after_the_other,
    where_open,
)
from campaigns.models import CampaignWindow, Deadline, DeadlinePart, Duty, Extension, Plan, Round, Submission
from committees import scopes
from committees.models import Seat, Unit
from core import audit
from core.refusal import Refused
from core.text.dates import VIETNAM, clock, short_date

COMPUTED = frozenset({Deadline.Kind.LIST, Deadline.Kind.RESULT})  # handed in is what they contain
END_OF_DAY = dt.time(23, 59, 59)  # a due hour has no seconds, so that the two are never taken for each other

# What stands against «không có người đăng ký»; floors above know what a unit has handed in (donors: its list).
_before_nil: list[Callable[[Duty], None]] = []


def register_before_nil(check: Callable[[Duty], None]) -> None:
    """Let a floor above refuse a nil that contradicts what was handed in, or clear what the nil replaces.

    It is called in the nil's own transaction, before the round is held.
    """
    if check not in _before_nil:
        _before_nil.append(check)


def due_moment(day: dt.date, wording: str, at: dt.time | None = None) -> dt.datetime:
    """The last moment of a due date, Vietnam time.

    «trước ngày 24/3» ends with 23/3, «chậm nhất ngày 24/3» with 24/3; with an hour, the hour of the named day itself.
    """
    if at is not None:
        return dt.datetime.combine(day, at, VIETNAM)
    last = day - dt.timedelta(days=1) if wording == Deadline.Wording.BEFORE else day
    return dt.datetime.combine(last, END_OF_DAY, VIETNAM)


def due_sentence(deadline: Deadline) -> str:
    """The due date as it is written."""
    return due_words(deadline.due_at, deadline.wording)


def due_words(due_at: dt.datetime, wording: str) -> str:
    """A due moment as it is written: the inverse of `due_moment`."""
    due = due_at.astimezone(VIETNAM)
    is_before = wording == Deadline.Wording.BEFORE
    if due.timetz().replace(tzinfo=None) != END_OF_DAY:
        sentence = _("trước %(hour)s ngày %(day)s") if is_before else _("chậm nhất %(hour)s ngày %(day)s")
        return sentence % {"hour": f"{due:%H:%M}", "day": short_date(due.date())}
    if is_before:
        return _("trước ngày %(day)s") % {"day": short_date(due.date() + dt.timedelta(days=1))}
    return _("chậm nhất ngày %(day)s") % {"day": short_date(due.date())}


def moment_sentence(moment: dt.datetime) -> str:
    """A moment that something lasts to: «hết ngày 24/3/2026», or with its hour «17:00 ngày 24/3/2026»."""
    local = moment.astimezone(VIETNAM)
    day = {"day": short_date(local.date())}
    if local.time() == END_OF_DAY:
        return _("hết ngày %(day)s") % day
    return _("%(hour)s ngày %(day)s") % {"hour": clock(moment), **day}


@dataclass(frozen=True, slots=True)
class Part:
    """Something owed beside the content, such as signed paper forms; `is_counted`: how many came is written down."""

    name: str
    is_counted: bool = False


class Asked(TypedDict, total=False):
    """What `set_deadline` is told of a deadline, for who sets one in a transaction of their own."""

    kind: Required[str]
    day: Required[dt.date]
    round: Round | None
    window: CampaignWindow | None
    plan: Plan | None
    title: str
    wording: str
    at: dt.time | None
    grace_until: dt.datetime | None
    lock_at: dt.datetime | None
    parts: Iterable[Part]
    reminder_days: Sequence[int] | None


@transaction.atomic
def set_deadline(
    *,
    kind: str,
    day: dt.date,
    round: Round | None = None,
    window: CampaignWindow | None = None,
    plan: Plan | None = None,
    title: str = "",
    wording: str = Deadline.Wording.BY,
    at: dt.time | None = None,
    grace_until: dt.datetime | None = None,
    lock_at: dt.datetime | None = None,
    parts: Iterable[Part] = (),
    reminder_days: Sequence[int] | None = None,
    basis: str = "",
    now: dt.datetime | None = None,
) -> Deadline:
    """Set what units owe and by when, on a round, a campaign window or a plan; `basis` names the document that asks.

    The expected set is the round's participants of this moment, or else the units right below the plan's own. With
    `now` the deadline is set by somebody who acts now, and may not lie behind; without it the past is written down (an
    earlier year, the demo). Raises `Refused` where the moments are out of order, where nobody would owe anything, where
    the same thing is already owed, and for lists and results outside a round: nothing could ever answer them.
    """
    plan = _held_plan(round, window, plan)
    due_at, title = due_moment(day, wording, at), " ".join(title.split())
    refuse_disorder(due_at=due_at, grace_until=grace_until, lock_at=lock_at, now=now)
    _refuse_kind(kind, title, has_round=round is not None)
    _refuse_twice(round=round, window=window, plan=plan, kind=kind, title=title)
    deadline = Deadline(path=plan.path, plan=plan, round=round, window=window, kind=kind, title=title, wording=wording)
    deadline.due_at, deadline.grace_until, deadline.lock_at, deadline.basis = due_at, grace_until, lock_at, basis
    if reminder_days is not None:
        deadline.reminder_days = sorted(set(reminder_days))
    deadline.laid_at = now or deadline.laid_at
    deadline.save(force_insert=True)
    if expecting.lay(deadline) == 0:
        raise Refused(_("Chưa có đơn vị nào phải nộp; chọn đơn vị tham gia rồi đặt hạn."))
    keep_parts(deadline, parts)
    _record_set(deadline)
    return deadline


def _record_set(deadline: Deadline) -> None:
    said: dict[str, object] = {"kind": deadline.kind, "due": deadline.due_at.isoformat()}
    if deadline.title:
        said["name"] = deadline.title
    audit.record("deadline.set", subject=deadline.round or deadline.plan, path=deadline.path, after=said)


def _held_plan(round: Round | None, window: CampaignWindow | None, plan: Plan | None) -> Plan:
    """The plan of what a deadline is set on, all of it held open; who sets another one meanwhile is waited for."""
    plan = round.plan if round is not None else window.plan if window is not None else plan
    assert plan is not None, "a deadline hangs on a round, a campaign window or a plan"
    hold_plan_open(plan)
    if round is not None:
        hold_round_open(round)
    one_after_the_other(plan)
    return plan


def refuse_disorder(
    *, due_at: dt.datetime, grace_until: dt.datetime | None, lock_at: dt.datetime | None, now: dt.datetime | None
) -> None:
    """Raise `Refused` unless due, grace and lock follow each other, and the due moment lies after `now`."""
    if now is not None and due_at <= now:
        raise Refused(_("Hạn nộp đã qua; chọn ngày từ hôm nay trở đi."))
    if grace_until is not None and grace_until < due_at:
        raise Refused(_("Thời điểm được bổ sung phải sau hạn nộp."))
    if lock_at is not None and lock_at < due_at:
        raise Refused(_("Thời điểm khóa phải sau hạn nộp."))
    if lock_at is not None and grace_until is not None and lock_at < grace_until:
        raise Refused(_("Thời điểm khóa phải sau thời điểm được bổ sung."))


def _refuse_kind(kind: str, title: str, *, has_round: bool) -> None:
    """Raise `Refused` where a deadline of this kind cannot be set there, or cannot be called so."""
    if kind == Deadline.Kind.OTHER and not title:
        raise Refused(_("Ghi tên việc phải nộp."))
    if kind != Deadline.Kind.OTHER and title:
        raise Refused(_("Chỉ ghi tên việc khi chọn “Việc khác”."))
    if not has_round and kind in COMPUTED:
        raise Refused(_("Danh sách và kết quả nộp theo từng đợt; chọn đợt rồi đặt hạn."))


def _refuse_twice(*, round: Round | None, window: CampaignWindow | None, plan: Plan, kind: str, title: str) -> None:
    same = Deadline.objects.filter(plan=plan, round=round, window=window, kind=kind, title=title).first()
    if same is not None:
        raise Refused(_("Đã có hạn nộp “%(what)s” rồi; mở hạn đó để đổi.") % {"what": what_of(same)})


def keep_parts(deadline: Deadline, parts: Iterable[Part]) -> None:
    """Make `parts` what is owed beside the content. One that has come from somebody stays.

    It may have come from a unit of a co-host in another branch, which who changes the deadline may not see. Parts that
    are to go are held first, so that whoever ticks one is waited for, or finds it gone (`contacting.receive_part`).
    """
    wanted = {part.name: part for part in parts}
    with scopes.for_system("campaigns.parts"):
        held = [part.pk for part in deadline.parts.exclude(name__in=wanted).select_for_update(of=("self",))]
        deadline.parts.filter(pk__in=held, receipts=None).delete()
    for part in wanted.values():
        DeadlinePart.objects.update_or_create(
            deadline=deadline, name=part.name, defaults={"path": deadline.path, "is_counted": part.is_counted}
        )


def what_of(deadline: Deadline) -> str:
    """What is owed, in words: the title of «việc khác», else the kind."""
    return deadline.title or str(deadline.get_kind_display())


def place_of(deadline: Deadline) -> str:
    """What it is owed for: the round, the campaign window, or the plan."""
    if deadline.round is not None:
        return deadline.round.name
    return deadline.window.name if deadline.window is not None else deadline.plan.title


@transaction.atomic
def hand_in_nil(*, duty: Duty, reason: str, seat: Seat, now: dt.datetime) -> Submission:
    """Answer a duty with «không có người đăng ký» and its reason.

    Raises `Refused` without a reason, after the lock, and where people stand on the unit's list.
    """
    if not reason.strip():
        raise Refused(_("Ghi lý do không có người đăng ký rồi nộp lại."))
    for check in _before_nil:
        check(duty)
    on_behalf = seat.unit_id != duty.unit_id
    return _submit(
        duty=duty, kind=Submission.Kind.NIL, seat_id=seat.pk, on_behalf=on_behalf, now=now, reason=reason.strip()
    )


@transaction.atomic
def hand_in_number(*, duty: Duty, amount: int, seat: Seat, now: dt.datetime) -> Submission:
    """Answer a duty with a bare number, where names may not leave the unit."""
    if amount < 1:
        raise Refused(_("Số người phải từ 1; nếu không có ai, chọn “Không có người đăng ký”."))
    return hand_in_content(duty=duty, amount=amount, seat_id=seat.pk, on_behalf=seat.unit_id != duty.unit_id, now=now)


@transaction.atomic
def hand_in_statement(*, duty: Duty, note: str, seat: Seat, now: dt.datetime) -> Submission:
    """Answer a duty whose content this software does not hold by saying what was sent, as «Đã gửi công văn số 12».

    Raises `Refused` without a word, after the lock, and for lists and results, which are what they contain.
    """
    if duty.deadline.kind in COMPUTED:
        raise Refused(_("Việc này được tính từ nội dung đã nhập; nộp hoặc nhập nội dung."))
    if not note.strip():
        raise Refused(_("Ghi đã nộp gì, bằng cách nào rồi báo lại."))
    return _submit(
        duty=duty,
        kind=Submission.Kind.CONTENT,
        seat_id=seat.pk,
        on_behalf=seat.unit_id != duty.unit_id,
        now=now,
        reason=note.strip(),
    )


@transaction.atomic
def hand_in_content(
    *,
    duty: Duty,
    amount: int | None,
    seat_id: int | None,
    on_behalf: bool,
    now: dt.datetime,
    at: dt.datetime | None = None,
) -> Submission:
    """Answer a duty with content of `amount` people or lines (None: not told); what content is, floors above know.

    `seat_id` is the seat whose powers were used, which the open scope need not see; `on_behalf`: in the unit's place.
    `at` is when it came, where that was before `now`: it is let in as of then, however long it took to be read. What
    was handed in before and is corrected or typed in now stays as punctual as it was.
    """
    before = duty.submissions.filter(withdrawn_at=None).exclude(kind=Submission.Kind.NIL).first()
    came = min(filter(None, [at, before.at if before else None, now]))
    kind = Submission.Kind.CONTENT
    let_in = at or now
    return _submit(
        duty=duty, kind=kind, seat_id=seat_id, on_behalf=on_behalf, now=now, amount=amount, at=came, let_in=let_in
    )


@transaction.atomic
def hand_in_photo(*, duty: Duty, seat_id: int, on_behalf: bool, now: dt.datetime) -> Submission:
    """Answer a duty with a photo of the paper list: on time, and typed in afterwards.

    A list that counts already stays what was handed in.
    """
    counting = duty.submissions.filter(withdrawn_at=None, kind=Submission.Kind.CONTENT).first()
    return counting or _submit(duty=duty, kind=Submission.Kind.PHOTO, seat_id=seat_id, on_behalf=on_behalf, now=now)


@transaction.atomic
def restate(*, duty: Duty, amount: int, has_photo: bool, at: dt.datetime | None, now: dt.datetime) -> None:
    """Say anew what stands handed in once something was taken back: `amount` people since `at`, a photo, or nothing."""
    ensure_duty_open(duty=duty, now=now)
    counting = duty.submissions.filter(withdrawn_at=None).first()
    if counting is None or counting.kind == Submission.Kind.NIL:
        return
    counting.withdrawn_at = now
    counting.save(update_fields=["withdrawn_at"])
    if amount or has_photo:
        Submission.objects.create(
            path=duty.path,
            duty=duty,
            kind=Submission.Kind.CONTENT if amount else Submission.Kind.PHOTO,
            amount=amount or None,
            at=at or counting.at,
            seat_id=counting.seat_id,
            user_id=counting.user_id,
            by_label=counting.by_label,
            on_behalf=counting.on_behalf,
        )
    audit.record("duty.restated", subject=duty.unit, path=duty.path, after={"amount": amount})


def _submit(
    *,
    duty: Duty,
    kind: Submission.Kind,
    seat_id: int | None,
    on_behalf: bool,
    now: dt.datetime,
    reason: str = "",
    amount: int | None = None,
    at: dt.datetime | None = None,
    let_in: dt.datetime | None = None,
) -> Submission:
    ensure_duty_open(duty=duty, now=let_in or now)
    held = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)  # a double tap counts once
    duty.submissions.filter(withdrawn_at=None).update(withdrawn_at=now)
    if held.returned_reason:
        Duty.objects.filter(pk=duty.pk).update(returned_reason="")
    submission = Submission.objects.create(
        path=duty.path,
        duty=duty,
        kind=kind,
        reason=reason,
        amount=amount,
        at=at or now,
        seat_id=seat_id,
        user_id=audit.actor().user_id,
        by_label=who_acts(),
        on_behalf=on_behalf,
    )
    audit.record(
        "duty.handed_in",
        subject=duty.unit,
        path=duty.path,
        after={"kind": kind, "amount": amount},
        on_behalf_of=duty.unit.name if submission.on_behalf else "",
    )
    return submission


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing a unit owes, as the home page says it; `round_name` is what it is owed for."""

    duty: Duty
    unit: Unit
    round_name: str
    kind: str
    sentence: str
    due_at: dt.datetime
    state: str
    is_done: bool
    is_late: bool
    is_locked: bool = False
    is_asked: bool = False
    notes: tuple[str, ...] = ()


def owed_by(unit: Unit, *, now: dt.datetime) -> list[Owed]:
    """What a unit owes in open rounds, campaign windows and plans, the most urgent first; what is done comes last."""
    counting = Prefetch("submissions", Submission.objects.filter(withdrawn_at=None), to_attr="counting")
    newest_first = Prefetch("extensions", Extension.objects.order_by("-pk"), to_attr="newest_first")
    duties = (
        Duty.objects.filter(where_open("deadline__"), unit=unit, excused_reason="")
        .select_related("deadline__round__plan", "deadline__plan", "deadline__window", "unit")
        .prefetch_related(counting, newest_first)
        .order_by("deadline__due_at", "id")
    )
    return sorted((_owed(duty, now) for duty in duties), key=lambda owed: owed.is_done)


def due_at_of(duty: Duty) -> dt.datetime:
    """When a unit's duty is due: the deadline, or its own extension where that is later."""
    return max(filter(None, [duty.deadline.due_at, duty.extended_until]))


def is_extended(duty: Duty) -> bool:
    """Whether the unit has more time than the others."""
    return duty.extended_until is not None and duty.extended_until > duty.deadline.due_at


def _owed(duty: Duty, now: dt.datetime) -> Owed:
    due_at, lock = due_at_of(duty), lock_of_duty(duty)
    done: list[Submission] = duty.counting  # type: ignore[attr-defined]
    newest: Extension | None = next(iter(duty.newest_first), None)  # type: ignore[attr-defined]
    return Owed(
        duty=duty,
        unit=duty.unit,
        round_name=place_of(duty.deadline),
        kind=what_of(duty.deadline),
        sentence=due_sentence(duty.deadline),
        due_at=due_at,
        state=state_word(duty, done[0] if done else None, now=now),
        is_done=bool(done),
        is_late=not done and now > due_at,
        is_locked=lock is not None and now > lock,
        is_asked=newest is not None and newest.state == Extension.State.ASKED,
        notes=() if done else tuple(_notes(duty, newest, lock, now)),
    )


def _notes(duty: Duty, newest: Extension | None, lock: dt.datetime | None, now: dt.datetime) -> Iterable[str]:
    """What else the unit should know of an open duty."""
    grace = duty.deadline.grace_until
    if duty.returned_reason:
        yield _("Trả lại: %(reason)s") % {"reason": duty.returned_reason}
    if is_extended(duty):
        assert duty.extended_until is not None
        yield _("Được gia hạn đến %(when)s.") % {"when": moment_sentence(duty.extended_until)}
    if grace is not None and now <= grace and not is_extended(duty):
        yield _("Được bổ sung đến %(when)s.") % {"when": moment_sentence(grace)}
    if lock is not None:
        word = _("Đã khóa từ %(when)s.") if now > lock else _("Khóa sau %(when)s.")
        yield word % {"when": moment_sentence(lock)}
    if newest is not None and newest.state == Extension.State.ASKED and newest.wanted_until is not None:
        yield _("Đang xin gia hạn đến %(when)s.") % {"when": moment_sentence(newest.wanted_until)}
    if newest is not None and newest.state == Extension.State.REFUSED:
        yield _("Không được gia hạn: %(reason)s") % {"reason": newest.answer}


def state_word(duty: Duty, done: Submission | None, *, now: dt.datetime) -> str:
    """How a duty stands, in the words of design.md §6; `done` is its counting submission."""
    due_at = due_at_of(duty)
    if done is not None and done.kind in {Submission.Kind.NIL, Submission.Kind.PHOTO}:
        return kind_word(duty, done)
    if done is not None:
        return _("Nộp chậm") if done.at > due_at else _("Đã nhận")
    if duty.returned_reason:
        return _("Trả lại")
    if now > due_at:
        return _("Quá hạn, chưa nộp")
    return _("Được gia hạn") if is_extended(duty) else _("Chưa nộp")


def kind_word(duty: Duty, submission: Submission) -> str:
    """What was handed in, in words; a nil says of what there was nothing."""
    if submission.kind == Submission.Kind.NIL and duty.deadline.kind == Deadline.Kind.ACTIVITY:
        return _("Không có hoạt động")
    return str(submission.get_kind_display())
