"""What leaves the house with names in it: made by a job, kept sealed for a while, every copy logged with its receiver.

A handout is asked for with whom it goes to and why. Its file belongs to the committee that asked (`readers`), goes 30
days after the round, and is replaced by the next one of its kind; each download is a disclosure in the audit trail
(`people.disclosed`: to whom, how many people, which facts; never who).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Round
from committees.models import Seat
from core import audit, files, jobs
from core.models import AuditEntry, Job, StoredFile
from core.refusal import Refused
from donors.receiving import kept_until

SHOWN = 30


class Kind(StrEnum):
    """What is handed out; also the kind of the job that makes it."""

    CONSOLIDATED = "consolidated_list"
    ROSTER = "session_roster"
    FORMS = "registration_forms"


LABELS = {
    Kind.CONSOLIDATED: gettext_lazy("Danh sách tổng hợp"),
    Kind.ROSTER: gettext_lazy("Danh sách buổi hiến máu"),
    Kind.FORMS: gettext_lazy("Phiếu đăng ký hiến máu"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """What a job has made: the bytes, and what a disclosure of them will say."""

    content: bytes
    name: str
    media_type: str
    people: int
    units: int
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class Handout:
    """The newest finished file of its kind, as its page shows it before it is downloaded."""

    file: StoredFile
    recipient: str
    purpose: str
    people: int
    units: int
    columns: str


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


def keep(job: jobs.JobRun, made: Made) -> jobs.Json:
    """Store what was made, in one chunk with the job's result: an attempt that dies after it makes no second one."""
    with job.chunk():
        round = round_of(job)
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
        _remove_former(Kind(job.kind), round, job.path)
        audit.record("people.read", subject=round, path=job.path, after={"count": made.people, "kind": job.kind})
        kept: dict[str, object] = {
            "file": str(file.pk),
            "people": made.people,
            "units": made.units,
            "columns": ", ".join(made.columns),
        }
        job.record(kept)
    return kept


def _remove_former(kind: Kind, round: Round, path: str) -> None:
    """The files that earlier jobs of the kind made: one copy is enough."""
    results = Job.objects.filter(path=path, key=job_key(kind, round), state=Job.State.DONE).values_list(
        "result", flat=True
    )
    ids = [result["file"] for result in results if "file" in result]
    StoredFile.objects.filter(pk__in=ids).only("pk").delete()


def remove_all(round: Round, path: str) -> None:
    """Delete every file that the committee at `path` had made of the round's people; a new one can be made at once."""
    for kind in Kind:
        _remove_former(kind, round, path)


def follow_dates(path: str, wanted: Callable[[Round, dt.datetime], dt.datetime]) -> int:
    """Let what the committee at `path` had made go when `wanted` says of its round and the moment it was made; how many
    went elsewhere before."""
    made = Job.objects.filter(path=path, kind__in=[kind.value for kind in Kind], state=Job.State.DONE)
    by_round: dict[int, list[Job]] = defaultdict(list)
    for job in made.filter(result__has_key="file"):
        by_round[int(job.arguments["round"])].append(job)
    moved = 0
    for round in Round.objects.filter(pk__in=by_round).select_related("plan").prefetch_related("sessions"):
        for job in by_round[round.pk]:
            when = wanted(round, job.finished_at or job.created_at)
            kept = StoredFile.objects.filter(pk=uuid.UUID(str(job.result["file"])))
            moved += kept.exclude(expires_at=when).update(expires_at=when)
    return moved


def is_made(job: jobs.JobRun) -> bool:
    """Whether a former attempt of this very job has kept its file already."""
    return "file" in job.result


def newest(kind: Kind, round: Round, *, path: str) -> Handout | None:
    """The file that can be downloaded; None where none was made or its time is over."""
    job = Job.objects.filter(path=path, key=job_key(kind, round), state=Job.State.DONE).order_by("-finished_at").first()
    if job is None or "file" not in job.result:
        return None
    file = StoredFile.objects.defer("content").filter(pk=uuid.UUID(str(job.result["file"]))).first()
    if file is None:
        return None
    return Handout(
        file=file,
        recipient=str(job.arguments["recipient"]),
        purpose=str(job.arguments["purpose"]),
        people=int(job.result["people"]),
        units=int(job.result["units"]),
        columns=str(job.result["columns"]),
    )


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
        return str(LABELS[Kind(str(self.what["kind"]))])


def disclosures(round: Round, *, path: str) -> list[Disclosure]:
    """The newest copies of this round that left the committee."""
    entries = AuditEntry.objects.filter(
        path=path, action="people.disclosed", subject_type=Round._meta.label_lower, subject_id=str(round.pk)
    ).order_by("-at")
    return [Disclosure(entry) for entry in entries[:SHOWN]]
