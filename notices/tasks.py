"""What the workers and the clock call on this floor."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from committees import scopes
from core import jobs
from notices.delivering import deliver_due, due
from notices.sending import JOB, ask_for_delivery


@jobs.handler(JOB)
def deliver(run: jobs.JobRun) -> jobs.Json:
    """Send what is due."""
    return dict(deliver_due(now=run.now(), tell=lambda done: run.progress(done, 0)))


@shared_task(name="notices.deliver_due")
def deliver_what_is_due() -> None:
    """Every minute: what became due, what is tried again, and what a killed worker left. No job where nothing is."""
    with scopes.for_system(JOB):
        path = due(timezone.now()).values_list("path", flat=True).first()
        if path is not None:
            ask_for_delivery(path)
