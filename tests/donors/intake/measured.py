"""Processor time as a bound of tests: it does not depend on what else the machine does."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from core.child.asking import processor_seconds


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail where this process and the children that ended meanwhile took longer."""
    before = _spent()
    yield
    assert _spent() - before < seconds


def _spent() -> float:
    """The limited children have ended, their stems have not: the system counts them no sooner than that."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages) + processor_seconds()
