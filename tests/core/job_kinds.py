"""Kinds of job that only tests ask for."""

from __future__ import annotations

import os
import threading

from committees.models import Committee
from core import files, jobs
from core.models import Job, StoredFile
from core.refusal import Refused

die_in_chunk: int | None = None
entered, may_go_on = threading.Event(), threading.Event()
runs: list[int] = []


@jobs.handler("test.files")
def write_files(job: jobs.JobRun) -> jobs.Json:
    """Four chunks, each leaves one file."""
    runs.append(job.attempt)
    for number in range(4):
        with job.chunk():
            if not StoredFile.objects.filter(path=job.path, name=f"phan-{number}").exists():
                files.store(
                    name=f"phan-{number}",
                    media_type="text/plain",
                    content=f"{number}".encode(),
                    path=job.path,
                    encrypted=False,
                    expires_at=None,
                    created_by_id=job.user_id,
                )
            if die_in_chunk == number:
                os._exit(9)
        job.progress(number + 1, 4, "Đang ghi phần")
    return {"files": 4}


@jobs.handler("test.wait")
def wait_inside_a_chunk(job: jobs.JobRun) -> jobs.Json:
    """Stay in a chunk until the test lets it go."""
    runs.append(job.attempt)
    with job.chunk():
        entered.set()
        assert may_go_on.wait(20)
    return {}


@jobs.handler("test.look")
def look_around(job: jobs.JobRun) -> jobs.Json:
    """Whose jobs this job sees."""
    with job.chunk():
        return {"of": sorted(set(Job.objects.values_list("path", flat=True)))}


@jobs.handler("test.refuse")
def refuse(job: jobs.JobRun) -> jobs.Json:
    """Say no, after having written something."""
    with job.chunk():
        Committee.objects.filter(path=job.path).update(phone="0")
        raise Refused("Chưa có kế hoạch năm 2026; lập kế hoạch trước.")


@jobs.handler("test.break")
def break_down(job: jobs.JobRun) -> jobs.Json:
    """Fail in a way nobody foresaw, with a name in the message."""
    raise ValueError(f"không rõ Nguyễn Thị Kín {job.kind}")


@jobs.handler("test.overslept")
def oversleep(job: jobs.JobRun) -> jobs.Json:
    """Be silent for longer than allowed; meanwhile another worker does the job."""
    runs.append(job.attempt)
    if job.attempt == 1:
        late = job.now() + 2 * jobs.SILENCE
        jobs.run(job.id, clock=lambda: late)
    with job.chunk():
        StoredFile.objects.filter(path=job.path).delete()
    return {"by": job.attempt}
