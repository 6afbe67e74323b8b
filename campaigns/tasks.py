"""What the workers and the clock call on this floor."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from campaigns import inheriting, reminders
from committees import scopes
from committees.models import Unit
from core import jobs

REMIND, KEY = "campaigns.remind", "remind"

log = structlog.get_logger(__name__)


@shared_task(name="campaigns.pass_on_duties")
def pass_on_duties() -> None:
    """Every night: successions that take effect today."""
    passed = inheriting.pass_on_duties(today=timezone.localdate())
    log.info("duties.passed_on", count=passed)


@jobs.handler(REMIND)
def run_reminders(run: jobs.JobRun) -> jobs.Json:
    """Who still owes something and is to be told now. Begun again after a kill, it tells nobody twice."""
    return dict(reminders.counts(reminders.send(now=run.now())))


@shared_task(name="campaigns.remind")
def remind() -> None:
    """Every hour of the day: ask for a run. It leaves a row that says what became of it; two clocks ask for one."""
    with scopes.for_system(REMIND):
        root = Unit.objects.filter(parent=None).order_by("path").values_list("path", flat=True).first()
        if root is not None:  # an empty catalogue owes nothing
            jobs.enqueue(REMIND, key=KEY, path=root, seat_id=None, user_id=None, arguments={})
