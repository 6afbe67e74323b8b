"""What the clock calls on this floor."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from campaigns import inheriting, reminders

log = structlog.get_logger(__name__)


@shared_task(name="campaigns.pass_on_duties")
def pass_on_duties() -> None:
    """Every night: successions that take effect today."""
    passed = inheriting.pass_on_duties(today=timezone.localdate())
    log.info("duties.passed_on", count=passed)


@shared_task(name="campaigns.remind")
def remind() -> None:
    """Every hour of the day: who still owes something and is to be told now."""
    log.info("reminders.sent", **reminders.counts(reminders.send(now=timezone.now())))
