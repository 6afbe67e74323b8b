"""What is owed and by when: one field gives both the sentence and the moment, and units answer with content or nil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from campaigns.gate import ensure_may_hand_in, ensure_round_editable
from campaigns.models import Deadline, Duty, Round, State, Submission
from committees.models import Seat, Unit
from core import audit
from core.refusal import Refused
from core.text.dates import VIETNAM, short_date

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
    """The due date as it is written: the inverse of `due_moment`."""
    due = deadline.due_at.astimezone(VIETNAM)
    is_before = deadline.wording == Deadline.Wording.BEFORE
    if due.timetz().replace(tzinfo=None) != END_OF_DAY:
        sentence = _("trước %(hour)s ngày %(day)s") if is_before else _("chậm nhất %(hour)s ngày %(day)s")
        return sentence % {"hour": f"{due:%H:%M}", "day": short_date(due.date())}
    if is_before:
        return _("trước ngày %(day)s") % {"day": short_date(due.date() + dt.timedelta(days=1))}
    return _("chậm nhất ngày %(day)s") % {"day": short_date(due.date())}


@transaction.atomic
def set_deadline(
    *,
    round: Round,
    kind: str,
    day: dt.date,
    wording: str = Deadline.Wording.BY,
    at: dt.time | None = None,
    lock_at: dt.datetime | None = None,
) -> Deadline:
    """Set what the participants of a round owe and by when; the expected set is the participants of this moment."""
    ensure_round_editable(round)
    due_at = due_moment(day, wording, at)
    if lock_at is not None and lock_at < due_at:
        raise Refused(_("Thời điểm khóa phải sau hạn nộp."))
    deadline, _created = Deadline.objects.update_or_create(
        round=round,
        kind=kind,
        defaults={"path": round.path, "plan": round.plan, "wording": wording, "due_at": due_at, "lock_at": lock_at},
    )
    owing = round.participations.filter(absent_reason="").exclude(
        unit_id__in=deadline.duties.values_list("unit_id", flat=True)
    )
    Duty.objects.bulk_create([Duty(path=p.path, deadline=deadline, unit_id=p.unit_id) for p in owing])
    audit.record("deadline.set", subject=round, path=round.path, after={"kind": kind, "due": due_at.isoformat()})
    return deadline


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
def hand_in_content(
    *, duty: Duty, amount: int, seat_id: int, on_behalf: bool, now: dt.datetime, at: dt.datetime | None = None
) -> Submission:
    """Answer a duty with content of `amount` people or lines; what content is, floors above know.

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
    _ensure_open(duty, now)
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
            on_behalf=counting.on_behalf,
        )
    audit.record("duty.restated", subject=duty.unit, path=duty.path, after={"amount": amount})


def _ensure_open(duty: Duty, now: dt.datetime) -> None:
    round = duty.deadline.round
    if round is not None:
        ensure_may_hand_in(round=round, unit=duty.unit, kind=Deadline.Kind(duty.deadline.kind), now=now)


def _submit(
    *,
    duty: Duty,
    kind: Submission.Kind,
    seat_id: int,
    on_behalf: bool,
    now: dt.datetime,
    reason: str = "",
    amount: int | None = None,
    at: dt.datetime | None = None,
    let_in: dt.datetime | None = None,
) -> Submission:
    _ensure_open(duty, let_in or now)
    Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)  # a double tap counts once
    duty.submissions.filter(withdrawn_at=None).update(withdrawn_at=now)
    submission = Submission.objects.create(
        path=duty.path,
        duty=duty,
        kind=kind,
        reason=reason,
        amount=amount,
        at=at or now,
        seat_id=seat_id,
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
    """One thing a unit owes, as the home page says it."""

    duty: Duty
    unit: Unit
    round_name: str
    kind: str
    sentence: str
    due_at: dt.datetime
    state: str
    is_done: bool
    is_late: bool


def owed_by(unit: Unit, *, now: dt.datetime) -> list[Owed]:
    """What a unit owes in open rounds, the most urgent first; what is done comes last."""
    counting = Prefetch("submissions", Submission.objects.filter(withdrawn_at=None), to_attr="counting")
    duties = (
        Duty.objects.filter(unit=unit, excused_reason="", deadline__round__state=State.OPEN)
        .select_related("deadline__round__plan", "unit")
        .prefetch_related(counting)
        .order_by("deadline__due_at", "id")
    )
    return sorted((_owed(duty, now) for duty in duties), key=lambda owed: owed.is_done)


def due_at_of(duty: Duty) -> dt.datetime:
    """When a unit's duty is due: the deadline, or its own extension where that is later."""
    return max(filter(None, [duty.deadline.due_at, duty.extended_until]))


def _owed(duty: Duty, now: dt.datetime) -> Owed:
    due_at = due_at_of(duty)
    done: list[Submission] = duty.counting  # type: ignore[attr-defined]
    assert duty.deadline.round is not None
    return Owed(
        duty=duty,
        unit=duty.unit,
        round_name=duty.deadline.round.name,
        kind=duty.deadline.get_kind_display(),
        sentence=due_sentence(duty.deadline),
        due_at=due_at,
        state=state_word(duty, done[0] if done else None, now=now),
        is_done=bool(done),
        is_late=not done and now > due_at,
    )


def state_word(duty: Duty, done: Submission | None, *, now: dt.datetime) -> str:
    """How a duty stands, in the words of design.md §6; `done` is its counting submission."""
    due_at = due_at_of(duty)
    if done is not None and done.kind in {Submission.Kind.NIL, Submission.Kind.PHOTO}:
        return done.get_kind_display()
    if done is not None:
        return _("Nộp chậm") if done.at > due_at else _("Đã nhận")
    if now > due_at:
        return _("Quá hạn, chưa nộp")
    return _("Được gia hạn") if duty.extended_until else _("Chưa nộp")
