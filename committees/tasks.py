"""What the clock calls on this floor."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from committees import once


@shared_task(name="committees.forget_sent_forms")
def forget_sent_forms() -> None:
    """Every night: forms that nobody will send again."""
    once.forget(now=timezone.now())
