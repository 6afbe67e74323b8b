"""What the clock calls on this floor."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from celery import shared_task

from quotas.totals import Differences, rebuild_inherited, rebuild_totals

log = structlog.get_logger(__name__)


@shared_task(name="quotas.rebuild_derived")
def rebuild_derived() -> None:
    """Every night: compare what is derived from tallies with them, mend it, and say what differed.

    The totals first, since what is inherited is made of them. Each is one transaction: killed, it leaves its table
    as it was.
    """
    _rebuilt("totals", rebuild_totals)
    _rebuilt("inherited", rebuild_inherited)


def _rebuilt(table: str, rebuild: Callable[[], Differences]) -> None:
    found = rebuild()
    tell = log.error if found.total else log.info
    tell("derived.compared", table=table, missing=found.missing, wrong=found.wrong, surplus=found.surplus)
