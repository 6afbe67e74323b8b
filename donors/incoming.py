"""Nộp thay: the files of many units that came another way (Zalo, e-mail) are taken in at once and handed in for them.

`receive_batch` keeps the files, each is read by a job that guesses whose it is (recognising.py), a person confirms the
guesses in one table, and `confirm` hands each in as its unit's upload. What is unsure is chosen by the person, never
assumed; what is not decided yet stays, and the batch can be confirmed again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import cast

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from campaigns.gate import ensure_round_editable
from campaigns.models import Round, State
from committees.models import Unit
from core import audit, files, jobs
from core.refusal import Refused
from core.text.numbers import integer
from donors import match_keys, questions, receiving
from donors.intake.asking import DateQuestion, Question
from donors.intake.fields import Field
from donors.lists import list_of
from donors.models import IncomingBatch, IncomingFile, IncomingPart, Upload
from donors.parts import Part, parts_of
from donors.recognising import forget_bytes, orders_of
from donors.sealing import json_of
from donors.sender import Sender

READ_INCOMING = "read_incoming"
MOST_FILES = 60
MOST_BYTES = 15 * files.MEGABYTE  # as of any list (intake/reading.py)
MOST_BYTES_TOGETHER = 60 * files.MEGABYTE
_UNDECIDED = (IncomingFile.State.READING, IncomingFile.State.TO_CONFIRM)
_GONE = (Upload.State.WITHDRAWN, Upload.State.REFUSED)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as a browser sends it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """The batch that holds the files, and the names of those that had come before and were not taken again."""

    batch: IncomingBatch
    twins: tuple[str, ...] = ()


# --- taking files in -------------------------------------------------------------------------------------------------


@transaction.atomic
def receive_batch(*, round: Round, sent: Sequence[Sent], is_agreed: bool, sender: Sender, now: dt.datetime) -> Received:
    """Keep the files and have each read. The same file twice, now or before, is one file.

    The files are the sender's committee's alone until they are handed in. Where all had come before, their batch is
    returned. Raises `Refused` where the round takes nothing, a limit is passed, or the consent was not said.
    """
    _ensure_open(round)
    ensure_sizes([(each.name, len(each.content)) for each in sent])
    if not is_agreed:
        raise Refused(_("Đánh dấu vào câu đồng ý của người có tên trong danh sách rồi nộp lại."))
    by_key: dict[str, Sent] = {}
    for each in sent:
        by_key.setdefault(content_key(round, each.content), each)
    before = known_before(sender.seat.path, by_key)
    new = {key: each for key, each in by_key.items() if key not in before}
    batch = IncomingBatch.objects.create(
        path=sender.seat.path,
        round=round,
        received_via=sender.via,
        received_at=sender.received_at or now,
        at=now,
        seat_id=sender.seat.pk,
        user_id=sender.user_id,
    )
    made = _made(batch, new)
    twins = tuple(each.name for key, each in by_key.items() if key not in made)
    if not made:
        batch.delete()
        return Received(_batch_of(sender.seat.path, by_key), twins)
    expires_at = receiving.kept_until(round, now)
    for key, file in made.items():
        _keep_and_read(file, new[key].content, sender, expires_at)
    audit.record(
        "list.incoming",
        subject=sender.seat.unit,
        path=batch.path,
        after={"count": len(made), "via": batch.received_via},
    )
    return Received(batch, twins)


def ensure_sizes(sizes: Sequence[tuple[str, int]]) -> None:
    """Raise `Refused` past a limit of a batch; asked before anything is read."""
    if not sizes:
        raise Refused(_("Chọn ít nhất một tệp rồi gửi."))
    if len(sizes) > MOST_FILES:
        raise Refused(
            _("Mỗi lần nhận nhiều nhất %(most)s tệp, đang chọn %(count)s tệp; gửi làm nhiều lần.")
            % {"most": MOST_FILES, "count": integer(len(sizes))}
        )
    heavy = next((name for name, size in sizes if size > MOST_BYTES), None)
    if heavy is not None:
        raise Refused(
            _("Tệp “%(name)s” nặng hơn %(most)s MB; bỏ tệp này ra rồi gửi lại các tệp khác.")
            % {"name": files.safe_name(heavy), "most": MOST_BYTES // files.MEGABYTE}
        )
    if sum(size for _name, size in sizes) > MOST_BYTES_TOGETHER:
        raise Refused(
            _("Các tệp cộng lại nặng hơn %(most)s MB; gửi làm nhiều lần.")
            % {"most": MOST_BYTES_TOGETHER // files.MEGABYTE}
        )


def _ensure_open(round: Round) -> None:
    ensure_round_editable(round)
    if round.state != State.OPEN:
        raise Refused(_("%(round)s chưa mở; mở đợt rồi mới nhập được.") % {"round": round.name})


def content_key(round: Round, content: bytes) -> str:
    """What the very same file is recognised by when it comes again for the round."""
    return match_keys.of_row(f"{round.pk} {hashlib.sha256(content).hexdigest()}")


def known_before(path: str, keys: Iterable[str]) -> set[str]:
    """Which of these files are being decided, or were handed in and still stand."""
    rows = IncomingFile.objects.filter(path=path, content_key__in=list(keys))
    undecided = rows.filter(state__in=_UNDECIDED).values_list("content_key", flat=True)
    standing = IncomingPart.objects.filter(
        file__in=rows.filter(state=IncomingFile.State.HANDED_IN), upload__isnull=False
    ).exclude(upload__state__in=_GONE)
    return {*undecided, *standing.values_list("file__content_key", flat=True)}


def _made(batch: IncomingBatch, new: Mapping[str, Sent]) -> dict[str, IncomingFile]:
    """Rows for the files that nobody else sends at this very moment (the other of two taps)."""
    rows = [
        IncomingFile(path=batch.path, batch=batch, number=number, name=files.safe_name(each.name), content_key=key)
        for number, (key, each) in enumerate(new.items(), start=1)
    ]
    IncomingFile.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.content_key: row for row in batch.files.all()}


def _batch_of(path: str, keys: Iterable[str]) -> IncomingBatch:
    """The batch that the files came with before."""
    rows = IncomingFile.objects.filter(path=path, content_key__in=list(keys)).exclude(
        state__in=[IncomingFile.State.DROPPED, IncomingFile.State.REFUSED]
    )
    return rows.select_related("batch").order_by("-batch__at")[0].batch


def _keep_and_read(file: IncomingFile, content: bytes, sender: Sender, expires_at: dt.datetime) -> None:
    file.file = files.store(
        name=file.name,
        media_type="application/octet-stream",
        content=content,
        path=file.path,
        readers=[],
        encrypted=True,
        expires_at=expires_at,
        created_by_id=sender.user_id,
    )
    file.save(update_fields=["file"])
    ask_to_read(file, sender)


def ask_to_read(file: IncomingFile, sender: Sender) -> None:
    """Have a file read by a job of its own, so that one that cannot be read holds up no other."""
    jobs.enqueue(
        READ_INCOMING,
        key=job_key(file),
        path=file.path,
        seat_id=sender.seat.pk,
        user_id=sender.user_id,
        arguments={"file": str(file.pk)},
    )


def job_key(file: IncomingFile) -> str:
    """One reading of a file at a time."""
    return f"incoming-{file.pk}"


@transaction.atomic
def read_again(*, batch: IncomingBatch, sender: Sender) -> None:
    """Have the files read whose reading was given up."""
    for file in batch.files.filter(state=IncomingFile.State.READING):
        ask_to_read(file, sender)


# --- handing them in -------------------------------------------------------------------------------------------------


class Join(StrEnum):
    """What two files of one unit are to each other."""

    ADD = "add"  # cộng thêm: each holds a part of the list
    REPLACE = "replace"  # thay: this one counts, the others do not


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose: the unit of each part (None: not yet), parts and files left out, rounds, joins."""

    units: Mapping[int, int | None] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    dropped: frozenset[uuid.UUID] = frozenset()
    rounds: Mapping[uuid.UUID, int] = field(default_factory=dict)
    joins: Mapping[int, Join] = field(default_factory=dict)
    dates: Mapping[tuple[uuid.UUID, Field], str] = field(default_factory=dict)  # how a file's column of dates is read


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of it: files handed in, the units they were for, files dropped, files still to be decided."""

    files: int
    units: int
    dropped: int
    left: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one file hands in for one unit."""

    file: IncomingFile
    round_id: int
    unit_id: int
    parts: tuple[IncomingPart, ...]

    @property
    def target(self) -> tuple[int, int]:
        """Two deliveries of one target meet in one list."""
        return self.round_id, self.unit_id

    @property
    def only(self) -> tuple[Part, ...]:
        """The parts of the file that are read; none is the whole file."""
        return tuple(part for kept in self.parts for part in parts_of(kept.reads))


@transaction.atomic
def confirm(*, batch: IncomingBatch, choices: Choices, sender: Sender, now: dt.datetime) -> Confirmed:
    """Hand in what is decided, each file in a transaction of its own; what is not stays to be confirmed.

    Said again (a double tap) it finds nothing left to do. A file that the gate refuses keeps the sentence.
    """
    batch = IncomingBatch.objects.select_for_update(of=("self",)).select_related("round__plan").get(pk=batch.pk)
    sender = replace(sender, via=batch.received_via, received_at=batch.received_at)
    waiting = list(files_of(batch).filter(state=IncomingFile.State.TO_CONFIRM))
    _keep_choices(batch, waiting, choices)
    _keep_dates(waiting, choices)
    dropped = [file for file in waiting if file.pk in choices.dropped]
    for file in dropped:
        _drop(file)
    waiting = [file for file in waiting if file.pk not in choices.dropped]
    joined = _joined(batch, waiting, choices)
    handed_in: list[Delivery] = []
    for file in waiting:
        deliveries = deliveries_of(file, batch, choices.rounds)
        if deliveries is None or any(delivery.target in joined.unsettled for delivery in deliveries):
            continue
        if _hand_in(file, deliveries, joined=joined, sender=sender, now=now):
            handed_in += deliveries
    left = batch.files.filter(state__in=_UNDECIDED).count()
    counted = {delivery.file.pk for delivery in handed_in}
    return Confirmed(
        files=len(counted),
        units=len({delivery.target for delivery in handed_in}),
        dropped=len(dropped),
        left=left,
    )


def files_of(batch: IncomingBatch) -> QuerySet[IncomingFile]:
    """The batch's files with their parts, in three questions however many."""
    parts = IncomingPart.objects.select_related(
        "guess", "unit", "upload__volunteer_list__unit", "upload__volunteer_list__round"
    )
    return batch.files.select_related("other_round").prefetch_related(Prefetch("parts", parts)).order_by("number")


def parts_in_use(file: IncomingFile) -> list[IncomingPart]:
    """The parts that are handed in: the file as a whole once it has a unit, else its split parts but those left out."""
    whole, *split = file.parts.all()
    if whole.unit_id or not file.is_split:
        return [whole]
    return [part for part in split if not part.is_left_out]


def deliveries_of(file: IncomingFile, batch: IncomingBatch, rounds: Mapping[uuid.UUID, int]) -> list[Delivery] | None:
    """What a file hands in, and for whom; None while a unit or the round is not chosen."""
    round_id = rounds.get(file.pk) if file.round_said else batch.round_id
    if round_id is None or round_id not in {batch.round_id, file.other_round_id}:
        return None
    by_unit: dict[int, list[IncomingPart]] = defaultdict(list)
    if is_asking(file):
        return None
    for part in parts_in_use(file):
        if part.unit_id is None:
            return None
        by_unit[part.unit_id].append(part)
    return [Delivery(file, round_id, unit_id, tuple(parts)) for unit_id, parts in by_unit.items()]


def dates_asked(file: IncomingFile) -> tuple[DateQuestion, ...]:
    """The columns of dates of a file of several units that only a person can read; asked once for all its parts."""
    if not file.question:
        return ()
    asked = questions.from_json(cast("dict[str, object]", json_of(file.question)))
    return asked.dates if isinstance(asked, Question) else ()


def is_asking(file: IncomingFile) -> bool:
    """Whether a column of dates is still to be answered before parts count; as one unit's list it is asked later."""
    if not file.question or not any(part.number for part in parts_in_use(file)):
        return False
    return any(asked.field.value not in file.dates for asked in dates_asked(file))


def _keep_dates(waiting: Sequence[IncomingFile], choices: Choices) -> None:
    """Keep how the columns of dates are said to be read; any other answer is passed over and asked again."""
    for file in waiting:
        for asked in dates_asked(file):
            order = choices.dates.get((file.pk, asked.field), "")
            if order in questions.ways_of(asked):
                file.dates = {**file.dates, asked.field.value: order}
                file.save(update_fields=["dates"])


def conflicts(
    batch: IncomingBatch, waiting: Sequence[IncomingFile], rounds: Mapping[uuid.UUID, int]
) -> dict[tuple[int, int], list[Delivery]]:
    """The units for which several lists of the batch came, those handed in already with them; photos only add."""
    found: dict[tuple[int, int], list[Delivery]] = defaultdict(list)
    for file in waiting:
        if file.kind == IncomingFile.Kind.LIST:
            for delivery in deliveries_of(file, batch, rounds) or []:
                found[delivery.target].append(delivery)
    earlier = set(
        IncomingPart.objects.filter(
            file__batch=batch, file__state=IncomingFile.State.HANDED_IN, file__kind=IncomingFile.Kind.LIST
        )
        .exclude(upload=None)
        .exclude(upload__state__in=_GONE)
        .values_list("upload__volunteer_list__round", "upload__volunteer_list__unit")
    )
    return {target: each for target, each in found.items() if len(each) > 1 or target in earlier}


@dataclass(frozen=True, slots=True)
class _Joined:
    """How the lists of one unit go together: those not settled yet, and those that only add."""

    unsettled: frozenset[tuple[int, int]]
    adding: frozenset[tuple[int, int]]


def _joined(batch: IncomingBatch, waiting: Sequence[IncomingFile], choices: Choices) -> _Joined:
    """Settle units with several lists as a person chose: all add, or one replaces and the others are left out."""
    unsettled, adding = set(), set()
    for target, deliveries in conflicts(batch, waiting, choices.rounds).items():
        said = [_join_of(delivery, choices) for delivery in deliveries]
        if all(join is Join.ADD for join in said):
            adding.add(target)
        elif said.count(Join.REPLACE) == 1 and Join.ADD not in said:
            for delivery, join in zip(deliveries, said, strict=True):
                if join is not Join.REPLACE:
                    _leave_out(delivery)
        else:
            unsettled.add(target)
    return _Joined(frozenset(unsettled), frozenset(adding))


def _join_of(delivery: Delivery, choices: Choices) -> Join | None:
    return next((choices.joins[part.pk] for part in delivery.parts if part.pk in choices.joins), None)


def _leave_out(delivery: Delivery) -> None:
    """Another file of the unit counts instead."""
    for part in delivery.parts:
        part.is_left_out, part.unit, part.unit_id = True, None, None
        part.save(update_fields=["is_left_out", "unit"])
    if not delivery.file.is_split or not parts_in_use(delivery.file):
        _drop(delivery.file, reason=_("Không tính: tệp khác của đơn vị này được tính thay."))


def _keep_choices(batch: IncomingBatch, waiting: Sequence[IncomingFile], choices: Choices) -> None:
    """Keep the chosen units with the parts. Raises `Refused` for a unit that does not take part."""
    chosen = {unit_id for unit_id in choices.units.values() if unit_id is not None}
    rounds = {batch.round_id, *(file.other_round_id for file in waiting if file.other_round_id)}
    taking_part = Unit.objects.within(batch.path).filter(participations__round__in=rounds, pk__in=chosen)
    units = {unit.pk: unit for unit in taking_part}
    if chosen - set(units):
        raise Refused(_("Đơn vị này không tham gia đợt; tải lại trang rồi chọn."))
    changed = []
    for part in (part for file in waiting for part in file.parts.all()):
        is_left_out = part.pk in choices.left_out
        if part.pk in choices.units or is_left_out != part.is_left_out:
            unit_id = choices.units.get(part.pk, part.unit_id)
            part.unit, part.is_left_out = units.get(unit_id) if unit_id else None, is_left_out
            changed.append(part)
    IncomingPart.objects.bulk_update(changed, ["unit", "is_left_out"])


def _drop(file: IncomingFile, *, reason: str = "") -> None:
    """Leave a file out: nothing of it stays but its name."""
    file.state, file.title, file.refusal = IncomingFile.State.DROPPED, "", reason[:300]
    file.question = b""
    forget_bytes(file)
    file.save()


def _hand_in(
    file: IncomingFile, deliveries: Sequence[Delivery], *, joined: _Joined, sender: Sender, now: dt.datetime
) -> bool:
    """Hand one file in, whole or in its parts; whether the gate let it."""
    if file.state != IncomingFile.State.TO_CONFIRM:  # another file of its unit counts instead
        return False
    if not deliveries:
        _drop(file)
        return False
    try:
        with transaction.atomic():
            for delivery in deliveries:
                upload = _deliver(delivery, is_whole=delivery.target not in joined.adding, sender=sender, now=now)
                IncomingPart.objects.filter(pk__in=[part.pk for part in delivery.parts]).update(upload=upload)
    except Refused as refusal:
        file.refusal = refusal.sentence[:300]
        file.save(update_fields=["refusal"])
        return False
    file.state, file.refusal, file.question = IncomingFile.State.HANDED_IN, "", b""
    if not any(delivery.only for delivery in deliveries):  # each upload has its own copy
        forget_bytes(file)
    file.save()
    return True


def _deliver(delivery: Delivery, *, is_whole: bool, sender: Sender, now: dt.datetime) -> Upload:
    file = delivery.file
    if file.file is None:
        raise Refused(_("Tệp “%(name)s” đã tự xóa theo hạn; gửi lại tệp.") % {"name": file.name})
    round = Round.objects.select_related("plan").get(pk=delivery.round_id)
    volunteer_list = list_of(round=round, unit=Unit.objects.get(pk=delivery.unit_id))
    if delivery.only:
        return receiving.receive_parts(
            volunteer_list=volunteer_list,
            file=file.file,
            only=delivery.only,
            is_agreed=True,
            sender=sender,
            now=now,
            is_whole=is_whole,
            dates=orders_of(file.dates),
        )
    content = files.content_of(file.file)
    if file.kind == IncomingFile.Kind.PHOTO:
        return receiving.receive_photo(
            volunteer_list=volunteer_list, content=content, is_agreed=True, sender=sender, now=now
        )
    return receiving.receive_file(
        volunteer_list=volunteer_list,
        name=file.name,
        content=content,
        is_agreed=True,
        sender=sender,
        now=now,
        is_whole=is_whole,
        is_confirmed=True,
    )
