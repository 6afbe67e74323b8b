"""`python -m core.child.stem MODULE`: has imported what a child needs, and forks a fresh child for every request.

A child that starts anew spends more on its imports than on a usual file or page: the layout engine alone takes a third
of a second. What libraries load only at first use, a module loads in its `warm_up()`.

The stem never sees a request: the descriptors that carry one go through it unread, so that nothing of one request is
there when the next child is forked. It holds no secret (see `core.child.asking`, which starts it), and ends with
whoever started it, or when it was not asked for a while.

Asked: one byte on the socket that stands as its stdin, with four descriptors: the request, the answers, the complaints,
and where to tell. Told: the process group of the child, then, once it has ended, its exit status as `subprocess` has it
(a signal as a negative number) and the seconds of the processor that it took.
"""

import gc
import importlib
import os
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

BEGUN, ENDED = struct.Struct("<i"), struct.Struct("<id")
DESCRIPTORS = 4
_IDLE_SECONDS = 300


def main(module: str) -> int:
    """Import the module and warm it up, then fork a child that runs its `main()` each time it is asked."""
    door = socket.socket(fileno=os.dup(0))
    with open(os.devnull) as nothing:  # noqa: PTH123  a descriptor is wanted, not a path
        os.dup2(nothing.fileno(), 0)
    imported = importlib.import_module(module)
    work: Callable[[], int] = imported.main
    getattr(imported, "warm_up", lambda: None)()
    gc.freeze()  # what is imported stays shared with the children
    signal.signal(signal.SIGCHLD, _clear_away)
    door.settimeout(_IDLE_SECONDS)
    while True:
        try:
            asked, descriptors, _flags, _address = socket.recv_fds(door, 1, DESCRIPTORS)
        except (TimeoutError, ConnectionError):
            return 0
        if not asked:
            return 0
        if os.fork() == 0:
            door.close()
            _oversee(*descriptors, work=work)
        for descriptor in descriptors:
            os.close(descriptor)


def _clear_away(_sign: int, _frame: FrameType | None) -> None:
    """Wait for the children that have ended, so that what they took counts as taken by this process's."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _oversee(request: int, answers: int, complaints: int, told: int, *, work: Callable[[], int]) -> NoReturn:
    """Lead a process group of its own with the child in it, wait for the child and tell how it ended."""
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.write(told, BEGUN.pack(os.getpid()))
        child = os.fork()
        if child == 0:
            os.close(told)
            for number, descriptor in enumerate((request, answers, complaints)):
                os.dup2(descriptor, number)
                os.close(descriptor)
            _run(work)
        _pid, status, used = os.wait4(child, 0)
        os.write(told, ENDED.pack(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime))
    finally:
        os._exit(0)  # whatever happened: what follows is the stem's own work


def _run(work: Callable[[], int]) -> NoReturn:
    code = 1
    try:
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
