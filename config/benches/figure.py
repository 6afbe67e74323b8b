"""What a benchmark says."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import psutil

# Runs a command and tells the most memory that any process of it took, in kB: by a small process in between, since a
# process counts for its own what its parent held when it was forked.
MEASURED = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `bound` is what it may at most be; None where it only stands beside another."""

    name: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the value is within its bound."""
        return self.bound is None or self.value <= self.bound

    def as_dict(self) -> dict[str, object]:
        """The object that `--json` prints."""
        return {**asdict(self), "holds": self.holds}


def median_ms(act: Callable[[], object], *, times: int, warm_up: int = 5) -> float:
    """The median duration of `act` in milliseconds, after some runs that do not count."""
    return round(statistics.median(_durations(act, times=times, warm_up=warm_up)), 1)


def _durations(act: Callable[[], object], *, times: int, warm_up: int) -> list[float]:
    for _ in range(warm_up):
        act()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def processor_ms(act: Callable[[], object], *, times: int, processes: Sequence[psutil.Process]) -> list[float]:
    """What a run of `act` costs the processor in each of these processes: less shaken than a duration by what else the
    machine does. The system counts in hundredths of a second: ask for enough runs."""
    before = [_processor_seconds(process) for process in processes]
    for _ in range(times):
        act()
    spent = [_processor_seconds(process) - start for process, start in zip(processes, before, strict=True)]
    return [round(seconds * 1000 / times, 1) for seconds in spent]


def _processor_seconds(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return float(spent.user + spent.system)
