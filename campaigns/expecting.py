"""Who is expected to hand in: the set frozen when a deadline is laid, and every later change of it, dated and reasoned.

Before its round opens the set follows the participants silently; after that each unit that is added, excused or owes
again leaves a `DutyChange`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns import already
from campaigns.changes import LONGEST_REASON, note
from campaigns.gate import hold_deadline_open
from campaigns.models import Deadline, Duty, DutyChange, Participation, Round, State, Submission
from committees import scopes
from committees.models import Unit
from core import audit
from core.refusal import Refused
from core.scope import is_within

NO_LONGER = "Không còn tham gia đợt này"  # data, as an official would have written it


def lay(deadline: Deadline) -> int:
    """Let everybody owe who is to owe at this moment; how many duties that makes.

    The units of a co-host in another branch owe too, though who lays the deadline may not see them.
    """
    with scope_of_all_hosts(deadline, "campaigns.lay"):
        duties = [
            Duty(path=path, deadline=deadline, unit_id=unit_id, laid_at=deadline.laid_at)
            for unit_id, path in _expected_at_first(deadline)
        ]
        Duty.objects.bulk_create(duties)
        already.take_in(deadline, [duty for duty in duties if not is_within(duty.path, deadline.path)])
    # Uploads, which say since when, and photos are not for system jobs: one's own units are asked about as oneself.
    already.take_in(deadline, [duty for duty in duties if is_within(duty.path, deadline.path)])
    return len(duties)


def scope_of_all_hosts(deadline: Deadline, job: str) -> AbstractContextManager[object]:
    """What reaches every unit that owes by the deadline: a system job's scope where a co-host lies in another branch,
    else the one that is open."""
    hosts = deadline.round.host_paths if deadline.round is not None else []
    is_within_reach = all(is_within(path, deadline.path) for path in hosts)
    return nullcontext() if is_within_reach else scopes.for_system(job)


def _expected_at_first(deadline: Deadline) -> Iterable[tuple[int, str]]:
    if deadline.round is not None:
        return deadline.round.participations.filter(absent_reason="").values_list("unit_id", "path")
    owner = Unit.objects.get(path=deadline.path)
    return Unit.objects.filter(parent=owner, valid_to=None).values_list("pk", "path")


@transaction.atomic
def follow_participants(*, round: Round, host_path: str, now: dt.datetime) -> None:
    """Bring the duties of the round's deadlines at `host_path` and below in step with who takes part there.

    In a draft what is no longer owed is simply gone; in an open round who came later is added, and who left is excused,
    both dated. What was handed in stays.
    """
    parts = Participation.objects.within(host_path).filter(round=round)
    chosen = {part.unit_id for part in parts}
    taking_part = {part.unit_id: part.path for part in parts if not part.absent_reason}
    handed_in = set(
        Submission.objects.within(host_path)
        .filter(duty__deadline__round=round, withdrawn_at=None)
        .values_list("duty_id", flat=True)
    )
    for deadline in round.deadlines.all():
        present = {duty.unit_id: duty for duty in Duty.objects.within(host_path).filter(deadline=deadline)}
        left = [duty for unit_id, duty in present.items() if unit_id not in chosen]
        gone = [duty for duty in left if not duty.excused_reason and duty.pk not in handed_in]
        new = [
            Duty(path=path, deadline=deadline, unit_id=unit_id, laid_at=now)
            for unit_id, path in taking_part.items()
            if unit_id not in present
        ]
        back = [
            duty for unit_id, duty in present.items() if unit_id in taking_part and duty.excused_reason == NO_LONGER
        ]
        _follow(round, gone=gone, new=new, back=back, now=now)
        already.take_in(deadline, new)


def _follow(round: Round, *, gone: list[Duty], new: list[Duty], back: list[Duty], now: dt.datetime) -> None:
    Duty.objects.bulk_create(new)
    if round.state == State.DRAFT:
        Duty.objects.filter(pk__in=[duty.pk for duty in gone], submissions=None).delete()
        return
    Duty.objects.filter(pk__in=[duty.pk for duty in gone]).update(excused_reason=NO_LONGER)
    Duty.objects.filter(pk__in=[duty.pk for duty in back]).update(excused_reason="")
    note(gone, DutyChange.Kind.EXCUSED, at=now, reason=NO_LONGER)
    note(new, DutyChange.Kind.ADDED, at=now)
    note(back, DutyChange.Kind.OWED_AGAIN, at=now)


@transaction.atomic
def add_unit(*, deadline: Deadline, unit: Unit, reason: str, now: dt.datetime) -> Duty:
    """Let one more unit owe, after the set was frozen.

    Raises `Refused` for a unit that owes already, that has ended, that lies outside the deadline's committee, or that
    takes no part in the deadline's round.
    """
    hold_deadline_open(deadline)
    names = {"unit": unit.name}
    if not is_within(unit.path, deadline.path) or unit.valid_to is not None:
        raise Refused(_("%(unit)s không thuộc Ban Chỉ đạo này hoặc đã kết thúc.") % names)
    if deadline.round is not None and not deadline.round.participations.filter(unit=unit, absent_reason="").exists():
        raise Refused(_("%(unit)s không tham gia đợt này; thêm đơn vị vào đợt trước.") % names)
    duty, is_new = Duty.objects.get_or_create(
        deadline=deadline, unit=unit, defaults={"path": unit.path, "laid_at": now}
    )
    if not is_new and not duty.excused_reason:
        raise Refused(_("%(unit)s đã có trong diện phải nộp.") % names)
    if is_new:
        already.take_in(deadline, [duty])
        note([duty], DutyChange.Kind.ADDED, at=now, reason=_cleaned(reason))
    else:
        _owe_again(duty, reason=_cleaned(reason), now=now)
    audit.record("duty.added", subject=unit, path=unit.path, after={"reason": reason.strip()})
    return duty


@transaction.atomic
def excuse(*, duty: Duty, reason: str, now: dt.datetime) -> None:
    """Say that a unit does not owe this, and why. Raises `Refused` without a reason and where it has handed in."""
    hold_deadline_open(duty.deadline)
    if not reason.strip():
        raise Refused(_("Ghi lý do không phải nộp."))
    held = _held(duty)
    if has_handed_in(duty):
        raise Refused(_("%(unit)s đã nộp rồi nên không cần ghi không phải nộp.") % {"unit": duty.unit.name})
    if held.excused_reason:
        return  # a second tap
    _excuse([held], reason=_cleaned(reason), now=now)
    audit.record("duty.excused", subject=duty.unit, path=duty.path, after={"reason": reason.strip()})


@transaction.atomic
def owe_again(*, duty: Duty, now: dt.datetime, reason: str = "") -> None:
    """Take an excuse back: the unit owes again."""
    hold_deadline_open(duty.deadline)
    held = _held(duty)
    if not held.excused_reason:
        return  # a second tap
    _owe_again(held, reason=_cleaned(reason), now=now)
    audit.record("duty.owed_again", subject=duty.unit, path=duty.path, before={"reason": held.excused_reason})


def excuse_absent(*, participation: Participation, was_absent: str, now: dt.datetime) -> None:
    """Let a participant's duties of the round follow its «không tham gia đợt này»; `was_absent` is the former reason.

    What it has handed in stays and counts; an excuse that was given for another reason stays too.
    """
    duties = Duty.objects.filter(deadline__round=participation.round, unit=participation.unit_id)
    if participation.absent_reason:
        handed_in = Submission.objects.filter(withdrawn_at=None).values("duty_id")
        still_open = list(duties.filter(excused_reason__in={"", was_absent}).exclude(pk__in=handed_in))
        _excuse(still_open, reason=participation.absent_reason, now=now)
    elif was_absent:
        for duty in duties.filter(excused_reason=was_absent):
            _owe_again(duty, reason="", now=now)
        follow_participants(round=participation.round, host_path=participation.path, now=now)


@transaction.atomic
def return_submission(*, duty: Duty, reason: str, now: dt.datetime) -> None:
    """Give back what was handed in, with what is wrong about it: the unit owes again until it hands in anew.

    The people of a list stay on the list; only the duty is open again. Raises `Refused` without a reason and where
    nothing is handed in.
    """
    hold_deadline_open(duty.deadline)
    if not reason.strip():
        raise Refused(_("Ghi cần sửa gì rồi trả lại."))
    _held(duty)
    counting = duty.submissions.filter(withdrawn_at=None).first()
    if counting is None:
        raise Refused(_("%(unit)s chưa nộp nên không có gì để trả lại.") % {"unit": duty.unit.name})
    said = _cleaned(reason)
    counting.withdrawn_at, counting.returned_reason = now, said
    counting.save(update_fields=["withdrawn_at", "returned_reason"])
    Duty.objects.filter(pk=duty.pk).update(returned_reason=said)
    duty.returned_reason = said
    note([duty], DutyChange.Kind.RETURNED, at=now, reason=said)
    audit.record("duty.returned", subject=duty.unit, path=duty.path, after={"reason": said})


def has_handed_in(duty: Duty) -> bool:
    """Whether something counts for the duty."""
    return bool(duty.submissions.filter(withdrawn_at=None).exists())


def _held(duty: Duty) -> Duty:
    """The duty as it stands, kept from others until the transaction ends."""
    return Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)


def _cleaned(reason: str) -> str:
    return reason.strip()[:LONGEST_REASON]


def _excuse(duties: list[Duty], *, reason: str, now: dt.datetime) -> None:
    Duty.objects.filter(pk__in=[duty.pk for duty in duties]).update(excused_reason=reason)
    note(duties, DutyChange.Kind.EXCUSED, at=now, reason=reason)


def _owe_again(duty: Duty, *, reason: str, now: dt.datetime) -> None:
    Duty.objects.filter(pk=duty.pk).update(excused_reason="")
    note([duty], DutyChange.Kind.OWED_AGAIN, at=now, reason=reason)
