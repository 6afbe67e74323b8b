"""What the workers do for volunteer lists."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core import jobs
from donors import consolidating, handouts, incoming, papers, receiving, recognising, retention, staging

jobs.handler(receiving.READ_LIST)(staging.read_list)
jobs.handler(incoming.READ_INCOMING)(recognising.read_incoming)
jobs.handler(handouts.Kind.CONSOLIDATED.value)(consolidating.consolidate)
jobs.handler(handouts.Kind.ROSTER.value)(papers.make_roster)
jobs.handler(handouts.Kind.FORMS.value)(papers.make_forms)


@shared_task(name="donors.refresh_expiry")
def refresh_expiry() -> None:
    """Every night: files of lists follow their round's dates."""
    retention.refresh_expiry(now=timezone.now())
