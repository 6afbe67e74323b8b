"""The one gate every write of a campaign passes: web, upload, command and job alike.

Locks are taken in one order: plan, round, then rows (plan or round, participation, session or deadline, then what is
handed in: tally, duty, list). Those of plan and round are advisory locks and not row locks: who hands in sees the round
of a committee above or beside, and row-level security lets only its own committee lock its row. Whoever writes below a
plan or a round shares its lock (`hold_plan_open`, `hold_round_open`); whoever opens, closes or rearranges it takes it
alone. An object that was loaded before is brought up to date by whoever takes the lock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from campaigns.models import Deadline, Duty, Plan, Round, State
from committees.models import Unit
from core import locks
from core.refusal import Refused
from core.text.dates import as_of


def hold_open(round: Round) -> None:
    """Keep the round from being closed until this transaction ends, and bring its and its plan's state up to date.

    Whoever hands in holds it together with others; whoever closes waits for all of them (`hold_alone`), so that what is
    added up at closing misses nothing.
    """
    _lock("pg_advisory_xact_lock_shared", locks.ROUND, round.pk)
    _bring_up_to_date(round)


def hold_round_open(round: Round) -> None:
    """`hold_open`, and raise `Refused` where the round or its plan is closed by now: for what is written below it."""
    hold_open(round)
    ensure_round_editable(round)


def hold_alone(round: Round) -> None:
    """Wait for everybody who writes below the round, and keep others out until this transaction ends."""
    _lock("pg_advisory_xact_lock", locks.ROUND, round.pk)
    _bring_up_to_date(round)


def hold_alone_beside(round: Round, others: Iterable[Round]) -> None:
    """`hold_alone` of a round and `hold_open` of others, in the order in which everybody holds several rounds."""
    by_id = {each.pk: each for each in others}
    for pk in sorted({round.pk, *by_id}):
        if pk == round.pk:
            hold_alone(round)
        else:
            hold_open(by_id[pk])


def hold_every_alone(round_ids: Iterable[int]) -> None:
    """`hold_alone` for some rounds at once, in one order for everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashint8(id)) FROM unnest(%s::bigint[]) id",
            [locks.ROUND, sorted(round_ids)],
        )


def hold_plan_open(plan: Plan) -> None:
    """Keep the plan from being closed until this transaction ends, and raise `Refused` where it is closed by now.

    For what is written below the plan and not below a round: what is handed in for a year or a campaign window, the
    plan's rounds, windows, deadlines and quotas.
    """
    _lock("pg_advisory_xact_lock_shared", locks.PLAN, plan.pk)
    plan.state = Plan.objects.values_list("state", flat=True).get(pk=plan.pk)
    ensure_plan_editable(plan)


def hold_plan_alone(plan: Plan) -> None:
    """Wait for everybody who writes below the plan, and keep others out until this transaction ends."""
    _lock("pg_advisory_xact_lock", locks.PLAN, plan.pk)
    plan.state = Plan.objects.values_list("state", flat=True).get(pk=plan.pk)


def hold_plans_alone(plan_ids: Iterable[int]) -> None:
    """`hold_plan_alone` for some plans at once, in one order for everybody."""
    for pk in sorted(plan_ids):
        _lock("pg_advisory_xact_lock", locks.PLAN, pk)


def one_after_the_other(plan: Plan) -> None:
    """Let those who add to one plan what it has once or numbers (a round, a version, a deadline) follow each other, so
    that the second finds what the first made."""
    list(Plan.objects.select_for_update(of=("self",), no_key=True).filter(pk=plan.pk).values_list("pk"))


def _bring_up_to_date(round: Round) -> None:
    row = Round.objects.values_list("state", "host_paths", "lineage", "plan__state").get(pk=round.pk)
    round.state, round.host_paths, round.lineage, round.plan.state = row


def _lock(function: str, lock: int, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashint8(%s))", [lock, pk])


def ensure_plan_editable(plan: Plan) -> None:
    """Raise `Refused` where the plan is closed: closing freezes."""
    if plan.state == State.CLOSED:
        raise Refused(_("Kế hoạch năm %(year)s đã khóa nên không sửa được nữa.") % {"year": plan.year})


def ensure_round_editable(round: Round) -> None:
    """Raise `Refused` where the round or its plan is closed."""
    ensure_plan_editable(round.plan)
    if round.state == State.CLOSED:
        raise Refused(_("%(round)s đã khóa nên không sửa được nữa.") % {"round": round.name})


def held_deadline(deadline: Deadline) -> Deadline:
    """The deadline as it stands, kept from others until the transaction ends; raises `Refused` where it is closed.

    What it hangs on stays open as long.
    """
    hold_deadline_open(deadline)
    rows = Deadline.objects.select_for_update(of=("self",), no_key=True).select_related("round__plan", "plan", "window")
    return rows.get(pk=deadline.pk)


def hold_deadline_open(deadline: Deadline) -> None:
    """Keep what the deadline hangs on from being closed until this transaction ends, and raise `Refused` where it is
    closed by now: for whatever is written of who owes and how they stand."""
    if deadline.round is not None:
        hold_round_open(deadline.round)
    else:
        hold_plan_open(deadline.plan)


def ensure_deadline_editable(deadline: Deadline) -> None:
    """Raise `Refused` where what the deadline hangs on is closed."""
    if deadline.round is not None:
        ensure_round_editable(deadline.round)
    else:
        ensure_plan_editable(deadline.plan)


def where_open(before: str = "") -> Q:
    """What the database is asked for deadlines that hang on something open; `before` leads to them, as "deadline__"."""
    of_round = Q((f"{before}round__state", State.OPEN))
    return of_round | Q((f"{before}round", None), (f"{before}plan__state", State.OPEN))


def is_open(deadline: Deadline) -> bool:
    """Whether what the deadline hangs on is open: `where_open` of one that is at hand."""
    hangs_on = deadline.plan if deadline.round is None else deadline.round
    return bool(hangs_on.state == State.OPEN)


def ensure_may_hand_in(*, round: Round, unit: Unit, kind: Deadline.Kind, now: dt.datetime) -> None:
    """Raise `Refused` unless `unit` may hand in `kind` for `round` at `now`.

    The round must be open, and its lock of that kind (or the unit's own extension) not yet passed. It stays open until
    the transaction ends.
    """
    _ensure_round_open(round)
    _ensure_before(lock_of(round=round, unit=unit, kind=kind), now)


def ensure_duty_open(*, duty: Duty, now: dt.datetime) -> None:
    """Raise `Refused` unless the duty may be answered at `now`: the same gate, for a deadline of any kind and place."""
    if duty.deadline.round is not None:
        _ensure_round_open(duty.deadline.round)
    else:
        hold_plan_open(duty.deadline.plan)
    _ensure_before(lock_of_duty(duty), now)


def _ensure_round_open(round: Round) -> None:
    hold_round_open(round)
    if round.state != State.OPEN:
        raise Refused(_("%(round)s chưa mở; mở đợt rồi mới nhập được.") % {"round": round.name})


def _ensure_before(lock: dt.datetime | None, now: dt.datetime) -> None:
    if lock is not None and now > lock:
        raise Refused(
            _("Đã khóa từ %(when)s; xin gia hạn để nộp tiếp.") % {"when": as_of(lock).removeprefix("tính đến ")}
        )


def locks_of(*, rounds: Iterable[Round], unit: Unit, kind: Deadline.Kind) -> dict[int, dt.datetime]:
    """Round id → `lock_of` the unit there, for the rounds that have a lock: one question however many rounds."""
    extended = Duty.objects.filter(deadline=OuterRef("pk"), unit=unit).values("extended_until")[:1]
    locked = Deadline.objects.filter(round__in=list(rounds), kind=kind).exclude(lock_at=None)
    rows = locked.annotate(extended=Subquery(extended)).values_list("round_id", "lock_at", "extended")
    return {round_id: max(filter(None, moments)) for round_id, *moments in rows}


def lock_of(*, round: Round, unit: Unit, kind: Deadline.Kind) -> dt.datetime | None:
    """The moment after which nothing more is taken: the deadline's lock, or the unit's extension where later."""
    deadline = Deadline.objects.filter(round=round, kind=kind).filter(~Q(lock_at=None)).first()
    if deadline is None:
        return None
    duty = Duty.objects.filter(deadline=deadline, unit=unit).first()
    return _later(deadline.lock_at, duty.extended_until if duty else None)


def lock_of_duty(duty: Duty) -> dt.datetime | None:
    """The moment after which nothing more is taken for this duty; None where its deadline never locks."""
    return _later(duty.deadline.lock_at, duty.extended_until)


def _later(lock_at: dt.datetime | None, extended_until: dt.datetime | None) -> dt.datetime | None:
    if lock_at is None:
        return None
    return max(filter(None, [lock_at, extended_until]))
