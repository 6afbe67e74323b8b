"""What leaves the house with names in it: made by a job, kept sealed for a while, every copy logged with its receiver.

A handout is asked for with whom it goes to and why. Its file belongs to the committee that asked (`readers`), goes 30
days after the round, and is replaced by the next one of its kind; each download is a disclosure in the audit trail
(`people.disclosed`: to whom, how many people, which facts; never who).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Round
from committees.models import Seat
from core import audit, files, jobs, locks
from core.models import AuditEntry, Job, StoredFile
from core.refusal import Refused
from donors.models import Handout, Registration
from donors.receiving import kept_until

Kind = Handout.Kind  # also the kind of the job that makes it
SHOWN = 30
MOST_TRIES = 3  # people may be erased while a file is made; hardly ever thrice


@dataclass(frozen=True, slots=True)
class Made:
    """What a job has made: the bytes, and what a disclosure of them will say. `ids` are the people's registrations."""

    kind: Kind
    content: bytes
    name: str
    media_type: str
    ids: Sequence[int]
    units: int
    columns: Sequence[str]


def job_key(kind: Kind, round: Round) -> str:
    """One making of a kind and round at a time."""
    return f"{kind.value}-{round.pk}"


def ask(
    *, kind: Kind, round: Round, recipient: str, purpose: str, options: jobs.Json, seat: Seat, user_id: int | None
) -> Job:
    """Have a file made. The same wish twice (a double tap) is one; raises `Refused` while another one is at work."""
    arguments = {"round": round.pk, "recipient": recipient, "purpose": purpose, **options}
    job = jobs.enqueue(
        kind.value,
        key=job_key(kind, round),
        path=seat.path,
        seat_id=seat.pk,
        user_id=user_id,
        arguments=arguments,
    )
    if job.arguments != arguments:
        raise Refused(_("Một tệp khác của đợt này đang được lập; đợi lập xong rồi làm lại."))
    return job


def round_of(job: jobs.JobRun) -> Round:
    """The round a job is about. Raises `Refused` where it is gone."""
    round: Round | None = Round.objects.select_related("plan").filter(pk=job.integer("round")).first()
    if round is None:
        raise Refused(_("Đợt không còn."))
    return round


def make(job: jobs.JobRun, work: Callable[[], Made]) -> jobs.Json:
    """The job: have `work` done and keep what it made; once more where somebody in it was erased meanwhile.

    Stored in one chunk with the job's result: an attempt that dies after it makes no second one.
    """
    if "file" in job.result:
        return job.result
    for _attempt in range(MOST_TRIES):
        kept = keep(job, work())
        if kept is not None:
            return kept
    raise Refused(_("Dữ liệu của người trong danh sách bị xóa trong khi lập tệp; lập lại tệp."))


def keep(job: jobs.JobRun, made: Made) -> jobs.Json | None:
    """Store what was made in the place of the former file of its kind; None where somebody in it is erased by now."""
    with job.chunk():
        hold(job.path)
        if _is_anybody_gone(made.ids):
            return None
        round = round_of(job)
        _remove(Handout.objects.filter(path=job.path, round=round, kind=made.kind))
        file = files.store(
            name=made.name,
            media_type=made.media_type,
            content=made.content,
            path=job.path,
            readers=[job.path],
            encrypted=True,
            expires_at=kept_until(round, job.now()),
            created_by_id=job.user_id,
        )
        Handout.objects.create(
            path=job.path,
            kind=made.kind,
            round=round,
            file=file,
            recipient=str(job.arguments["recipient"]),
            purpose=str(job.arguments["purpose"]),
            people=len(made.ids),
            units=made.units,
            columns=", ".join(made.columns),
            at=job.now(),
        )
        after = {"count": len(made.ids), "kind": made.kind.value}
        audit.record("people.read", subject=round, path=job.path, after=after)
        kept = {"file": str(file.pk)}
        job.record(kept)
    return kept


def hold(path: str) -> None:
    """Keep a file of the committee at `path`, or erase people from its files, one at a time.

    Whoever erases first is seen by whoever keeps a file, and the other way round; until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [locks.HANDOUTS, path])


def _is_anybody_gone(ids: Sequence[int]) -> bool:
    return Registration.objects.filter(pk__any_of=list(ids), erased_at=None).count() != len(ids)


def _remove(handouts: QuerySet[Handout]) -> None:
    """Their files, and they with them."""
    StoredFile.objects.filter(pk__in=list(handouts.values_list("file_id", flat=True))).only("pk").delete()


def remove_all(round: Round, path: str) -> None:
    """Delete every file that the committee at `path` had made of the round's people; a new one can be made at once.

    To be called while its hand-outs are held (`hold`).
    """
    _remove(Handout.objects.filter(path=path, round=round))


def follow_dates(path: str, wanted: Callable[[Round, dt.datetime], dt.datetime]) -> int:
    """Let what the committee at `path` had made go when `wanted` says of its round and the moment it was made; how many
    went elsewhere before."""
    made = Handout.objects.filter(path=path).select_related("round__plan").prefetch_related("round__sessions")
    moved = 0
    for each in made:
        when = wanted(each.round, each.at)
        moved += StoredFile.objects.filter(pk=each.file_id).exclude(expires_at=when).update(expires_at=when)
    return moved


def newest(kind: Kind, round: Round, *, path: str) -> Handout | None:
    """The file that can be downloaded; None where none was made or its time is over."""
    rows = Handout.objects.select_related("file").defer("file__content")
    found: Handout | None = rows.filter(path=path, round=round, kind=kind).order_by("-at").first()
    return found


def disclose(kind: Kind, round: Round, handout: Handout, *, path: str) -> None:
    """Write down that a copy leaves: to whom, why, how many people, which facts."""
    audit.record(
        "people.disclosed",
        subject=round,
        path=path,
        after={
            "kind": kind.value,
            "recipient": handout.recipient,
            "purpose": handout.purpose,
            "count": handout.people,
            "columns": handout.columns,
        },
    )


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One copy that left, from the audit trail."""

    entry: AuditEntry

    @property
    def what(self) -> Mapping[str, object]:
        """To whom, why, how many people, which facts."""
        told: Mapping[str, object] = self.entry.after
        return told

    @property
    def label(self) -> str:
        """What was handed out, in words."""
        return str(Kind(str(self.what["kind"])).label)


def disclosures(round: Round, *, path: str) -> list[Disclosure]:
    """The newest copies of this round that left the committee."""
    entries = AuditEntry.objects.filter(
        path=path, action="people.disclosed", subject_type=Round._meta.label_lower, subject_id=str(round.pk)
    ).order_by("-at")
    return [Disclosure(entry) for entry in entries[:SHOWN]]
