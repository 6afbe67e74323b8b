"""Jobs: work done apart from a request, as rows that survive a killed worker and a broker that forgets.

A floor above registers what a kind of job does with `@handler("kind")` in its `tasks.py` and asks for it with
`enqueue`. Whatever happens meanwhile, a job ends in the same tables as one undisturbed run:

- It is asked for once per (path, key) while it waits or runs, whoever asks and however often.
- Work is cut in *chunks*: each is one transaction and one scope of the asking seat; progress is committed between them.
- Exactly one worker works on it. A worker claims the row; one that has been silent for `SILENCE` may be succeeded by
  another, and finds out at its next chunk: a chunk holds the row, so that two never overlap.
- A handler must therefore be repeatable: begun again after any chunk, it comes to the same end.

This floor knows no seats: how a seat's scope is opened is told by `register_scope_opener`.
"""

from __future__ import annotations

import datetime as dt
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog
from celery import current_app
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Job
from core.refusal import Refused
from core.scope import WHOLE_TREE, Mode, Scope, opened
from core.text.numbers import integer

log = structlog.get_logger(__name__)

SILENCE = dt.timedelta(minutes=2)  # after that a running job is taken for dead
UNSENT = dt.timedelta(seconds=60)  # after that a waiting job is sent to the workers again
KEPT = dt.timedelta(days=90)  # after that nobody asks any more what became of it
MOST_ATTEMPTS = 3
_AT_ONCE = 1000
TASK = "core.run_job"
ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)

Clock = Callable[[], dt.datetime]
Json = Mapping[str, object]


class OvertakenError(Exception):
    """This worker was silent for too long and another has taken the job over; nothing of the running chunk is kept."""


@dataclass
class JobRun:
    """One attempt at a job, as its handler sees it. `result` is what a former attempt recorded."""

    id: uuid.UUID
    kind: str
    path: str
    seat_id: int | None
    user_id: int | None
    arguments: Json
    result: Json
    attempt: int
    _row: Job = field(repr=False)
    _clock: Clock = field(default=timezone.now, repr=False)
    _in_chunk: bool = field(default=False, repr=False)

    def integer(self, name: str) -> int:
        """An argument that must be a whole number (an id)."""
        value = self.arguments[name]
        if not isinstance(value, int):
            raise TypeError(f"argument {name!r} of {self.kind} is not a number")
        return value

    def now(self) -> dt.datetime:
        """The moment, by the clock the run was started with."""
        return self._clock()

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far the work is; committed at once, so only between chunks. Also the sign of life."""
        if self._in_chunk:
            raise RuntimeError("progress is committed between chunks, not inside one")
        with _bookkeeping(self.kind):
            self._beat(done=done, total=total, note=note[:200])

    @contextmanager
    def chunk(self) -> Iterator[None]:
        """One transaction in the scope of the asking seat. Raises `OvertakenError` once another worker took over."""
        if self._in_chunk:
            raise RuntimeError("chunks are not nested")
        with transaction.atomic():
            with _bookkeeping(self.kind):
                self._beat()  # also holds the row until this transaction ends
            self._in_chunk = True
            try:
                with _open_scope_of(self._row):
                    yield
            finally:
                self._in_chunk = False

    def record(self, result: Json) -> None:
        """Keep a result with the running chunk: where this attempt dies after it, the next one finds it."""
        if not self._in_chunk:
            raise RuntimeError("a result is recorded inside the chunk that made it")
        with _bookkeeping(self.kind):
            self._beat(result=dict(result))

    def _beat(self, **changes: object) -> None:
        mine = Job.objects.filter(pk=self.id, state=Job.State.RUNNING, attempts=self.attempt)
        if not mine.update(beaten_at=self._clock(), **changes):
            raise OvertakenError


Handler = Callable[[JobRun], Json]
ScopeOpener = Callable[[Job], AbstractContextManager[None]]

_handlers: dict[str, Handler] = {}
_scope_opener: list[ScopeOpener] = []


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register what a kind of job does. What the function returns is kept as the job's result (ids, counts)."""

    def register(function: Handler) -> Handler:
        former = _handlers.setdefault(kind, function)
        if former is not function:
            raise RuntimeError(f"two handlers of job kind {kind!r}")
        return function

    return register


def register_scope_opener(opener: ScopeOpener) -> None:
    """Tell how the scope (and the audit trail's actor) of a job's seat is opened; the floor above calls it once."""
    _scope_opener[:] = [opener]


def enqueue(
    kind: str, *, key: str, path: str, seat_id: int | None, user_id: int | None, arguments: Json, total: int = 0
) -> Job:
    """Ask for a job; needs an open scope that holds `path`. It is sent to the workers when the transaction commits.

    While a job of the same (path, key) waits or runs, that one is returned and nothing new is made.
    """
    for _attempt in range(5):  # the other may end between our two statements
        made = Job(
            path=path, kind=kind, key=key, seat_id=seat_id, user_id=user_id, arguments=dict(arguments), total=total
        )
        Job.objects.bulk_create([made], ignore_conflicts=True)
        job: Job | None = Job.objects.filter(path=path, key=key, state__in=ACTIVE).first()
        if job is not None:
            if job.pk == made.pk:
                transaction.on_commit(partial(_send, made.pk))
            return job
    raise RuntimeError(f"job {kind} could not be queued")


def latest(*, path: str, key: str) -> Job | None:
    """The newest job of a key, whatever became of it."""
    job: Job | None = Job.objects.filter(path=path, key=key).order_by("-created_at").first()
    return job


def is_active(job: Job) -> bool:
    """Whether the job still waits or runs."""
    return job.state in ACTIVE


def words(job: Job) -> str:
    """One sentence on how the job stands, for its page."""
    if job.state == Job.State.QUEUED:
        return _("Đang chờ đến lượt…")
    if job.state == Job.State.RUNNING:
        note = job.note or _("Đang làm")
        count = f" {integer(job.done)}/{integer(job.total)}" if job.total else ""
        return f"{note}{count}…"
    return job.error if job.state == Job.State.FAILED else _("Đã xong.")


def run(job_id: uuid.UUID, *, clock: Clock = timezone.now) -> None:
    """Do a job, if nobody else does it: claim it, call its handler, keep its result or its error in words.

    Safe to call any number of times. What ends the process (a kill, `SystemExit`) leaves the job to the sweep, and so
    does a lost database.
    """
    attempt = _claim(job_id, clock=clock)
    if attempt is None:
        return
    with structlog.contextvars.bound_contextvars(job=str(job_id), kind=attempt.kind):
        try:
            result = _handlers[attempt.kind](attempt)
        except OvertakenError:
            log.info("job.overtaken")
        except (OperationalError, InterfaceError):
            log.warning("job.interrupted", attempt=attempt.attempt)
            raise
        except Refused as refusal:
            _finish(attempt, state=Job.State.FAILED, error=refusal.sentence)
        except Exception as error:
            log.error("job.failed", error=type(error).__name__, at=_places(error))
            _finish(attempt, state=Job.State.FAILED, error=_failure(job_id))
        else:
            _finish(attempt, state=Job.State.DONE, result=dict(result))


def sweep(*, now: dt.datetime) -> int:
    """Send again what a broker or a worker lost; how many. A job sent twice is done once."""
    lost = Q(state=Job.State.QUEUED, created_at__lt=now - UNSENT) | Q(
        state=Job.State.RUNNING, beaten_at__lt=now - SILENCE
    )
    with _bookkeeping("core.sweep"):
        ids = list(Job.objects.filter(lost).order_by("created_at").values_list("pk", flat=True)[:1000])
    for job_id in ids:
        _send(job_id)
    return len(ids)


def remove_old(*, now: dt.datetime) -> int:
    """Delete the rows of jobs that ended `KEPT` ago, of every unit; how many. What they made stays."""
    removed = 0
    while True:
        with _bookkeeping("core.remove_old_jobs"):
            old = Job.objects.exclude(state__in=ACTIVE).filter(finished_at__lt=now - KEPT).order_by("finished_at")
            ids = list(old.values_list("pk", flat=True)[:_AT_ONCE])
            if not ids:
                return removed
            Job.objects.filter(pk__in=ids).delete()
            removed += len(ids)


def _claim(job_id: uuid.UUID, *, clock: Clock) -> JobRun | None:
    now = clock()
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, beaten_at__lt=now - SILENCE)
    with _bookkeeping(TASK):
        # a row that is held belongs to a worker inside a chunk: alive, however long the chunk takes
        job = Job.objects.select_for_update(skip_locked=True).filter(free, pk=job_id).first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            _give_up(job, now)
            return None
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING,
            attempts=F("attempts") + 1,
            started_at=Coalesce("started_at", now),
            beaten_at=now,
        )
        return JobRun(
            id=job.pk,
            kind=job.kind,
            path=job.path,
            seat_id=job.seat_id,
            user_id=job.user_id,
            arguments=job.arguments,
            result=job.result,
            attempt=job.attempts + 1,
            _row=job,
            _clock=clock,
        )


def _give_up(job: Job, now: dt.datetime) -> None:
    log.error("job.given_up", job=str(job.pk), kind=job.kind, attempts=job.attempts)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error=_failure(job.pk), finished_at=now)


def _finish(attempt: JobRun, *, state: Job.State, error: str = "", result: Json | None = None) -> None:
    now = attempt.now()
    kept = {} if result is None else {"result": result}  # a job that fails leaves what it recorded before
    with _bookkeeping(attempt.kind):
        mine = Job.objects.filter(pk=attempt.id, state=Job.State.RUNNING, attempts=attempt.attempt)
        if not mine.update(state=state, error=error[:300], finished_at=now, beaten_at=now, **kept):
            log.info("job.overtaken")


def _failure(job_id: uuid.UUID) -> str:
    return _(
        "Không làm được việc này (mã tra cứu: %(code)s). Hãy làm lại; nếu vẫn vậy, báo mã này cho người quản trị."
    ) % {"code": job_id.hex[:8]}


def _places(error: BaseException) -> list[str]:
    """Where an error came about, without its message: that may quote what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    root = Path(settings.BASE_DIR)
    return [
        f"{path.relative_to(root) if path.is_relative_to(root) else path.name}:{frame.lineno}"
        for frame in frames
        if (path := Path(frame.filename))
    ]


def _send(job_id: uuid.UUID) -> None:
    try:
        current_app.send_task(TASK, args=[str(job_id)], retry=False, expires=UNSENT.total_seconds() * 10)
    except Exception as error:  # the row stands; the sweep sends it once the broker is back
        log.warning("job.not_sent", job=str(job_id), error=type(error).__name__)


def _bookkeeping(job: str) -> AbstractContextManager[Scope]:
    """Job rows of any unit; never used while a handler's own statements run."""
    low, high = WHOLE_TREE
    return opened(Scope(mode=Mode.SYSTEM, low=low, high=high, job=job))


def _open_scope_of(job: Job) -> AbstractContextManager[None]:
    if not _scope_opener:
        raise RuntimeError("no scope opener registered: committees/apps.py does it")
    return _scope_opener[0](job)
