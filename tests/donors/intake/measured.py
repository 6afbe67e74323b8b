"""Work as a bound of tests: how many lines of Python run, which no other process on the machine can change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(act: Callable[[], object]) -> int:
    """How many lines of Python `act` runs in this process; a loop counts every time round."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(former)
    return count


def grows_evenly(work: Callable[[int], object], size: int) -> bool:
    """Whether twice as much takes at most about twice the steps: what is quadratic takes four times as many."""
    return steps(lambda: work(2 * size)) < 2.3 * steps(lambda: work(size))
