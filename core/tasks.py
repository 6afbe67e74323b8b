"""What the workers and the clock call on this floor."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.utils import timezone

from core import files, jobs


@shared_task(name=jobs.TASK)
def run_job(job_id: str) -> None:
    """Do one job."""
    jobs.run(uuid.UUID(job_id))


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Every minute: send again what was lost."""
    jobs.sweep(now=timezone.now())


@shared_task(name="core.remove_expired_files")
def remove_expired_files() -> None:
    """Every hour: delete the files whose time is over."""
    files.remove_expired(now=timezone.now())


@shared_task(name="core.remove_old_jobs")
def remove_old_jobs() -> None:
    """Every night: delete the rows of jobs that ended long ago."""
    jobs.remove_old(now=timezone.now())
