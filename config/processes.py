"""The application's own processes (web, worker, beat): what the Procfile names, started, watched and ended together.

``python -m config.processes NAME`` becomes one of them: the entry command in containers, so that what is tested is what
is deployed.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from honcho.environ import parse_procfile

BASE_DIR = Path(__file__).resolve().parent.parent
MARK = "GIOT_HONG_PROCESS"  # in the environment of everything we start: how a left-over is recognised
END_SECONDS = 12
LOG_BYTES = 10 * 1024 * 1024


def procfile() -> dict[str, str]:
    """Process name -> shell command."""
    commands: dict[str, str] = parse_procfile((BASE_DIR / "Procfile").read_text(encoding="utf-8")).processes
    return commands


def shell_command(name: str) -> list[str]:
    """The argument list that becomes the named process, with this interpreter for ``python``.

    Raises:
        KeyError: the Procfile names no such process.
    """
    command = procfile()[name]
    program, _, rest = command.partition(" ")
    if program == "python":
        program = shlex.quote(sys.executable)
    return ["/bin/sh", "-c", f"exec {program} {rest}"]


@dataclass
class Child:
    """One process we started, in a session of its own so that a Ctrl-C in the terminal reaches only the supervisor."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)


@dataclass
class ProcessGroup:
    """Processes started with one environment, logging to ``var/log/NAME.log``.

    Args:
        var: the installation's directory; it is also how left-overs are told from another installation's processes.
        environment: what the processes get.
    """

    var: Path
    environment: Mapping[str, str]
    children: dict[str, Child] = field(default_factory=dict)

    def start(self, name: str) -> Child:
        """Start (or start again) one process of the Procfile."""
        log = self.var / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        _turn_over(log)
        with log.open("ab") as output:
            process = subprocess.Popen(
                shell_command(name),
                cwd=BASE_DIR,
                env={**self.environment, MARK: mark(self.var), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.children[name] = Child(name, log, process)
        return self.children[name]

    def fallen(self) -> list[Child]:
        """Processes that have ended although nobody asked them to."""
        return [child for child in self.children.values() if child.process.poll() is not None]

    def stop(self) -> None:
        """End all of them, politely and together, then by force; nothing of ours is left."""
        for child in self.children.values():
            _signal_group(child.process.pid, signal.SIGTERM, leader_only=True)
        deadline = time.monotonic() + END_SECONDS
        for child in self.children.values():
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(child.process.pid, signal.SIGKILL)
                child.process.wait()
            _signal_group(child.process.pid, signal.SIGKILL)  # whatever its children left behind
        self.children.clear()
        end_left_overs(self.var)


def mark(var: Path) -> str:
    """The value of `MARK` for the installation in `var`."""
    return str(var.resolve())


def left_overs(var: Path) -> list[psutil.Process]:
    """Living processes that an earlier, killed run of the same installation started."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == mark(var):
                found.append(process)
        except (psutil.Error, OSError):
            continue  # gone, or another account's
    return found


def end_left_overs(var: Path) -> int:
    """End them; how many there were."""
    processes = left_overs(var)
    _send(processes, signal.SIGTERM)
    _, alive = psutil.wait_procs(processes, timeout=END_SECONDS if processes else 0)
    _send(alive, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)
    return len(processes)


def _send(processes: Iterable[psutil.Process], sign: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(sign)
        except psutil.NoSuchProcess:
            continue


def _signal_group(leader: int, sign: signal.Signals, *, leader_only: bool = False) -> None:
    """Send to a session's leader (which ends its own children in order) or to the whole group."""
    try:
        if leader_only:
            os.kill(leader, sign)
        else:
            os.killpg(leader, sign)
    except (ProcessLookupError, PermissionError):
        pass


def _turn_over(log: Path) -> None:
    """Keep a log and its predecessor, each of bounded size."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def main() -> None:
    """Become the process named on the command line."""
    names = procfile()
    if len(sys.argv) != 2 or sys.argv[1] not in names:
        raise SystemExit(f"Tên tiến trình: {', '.join(names)}")
    command = shell_command(sys.argv[1])
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
