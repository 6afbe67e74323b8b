"""The parent's side: asking for a limited child, giving it its request, and telling its failures apart."""

import atexit
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from core.child.answering import REFUSED
from core.child.stem import BEGUN, ENDED

_BASE_DIR = Path(__file__).resolve().parents[2]
_FRAME = 8
# Only these reach a child: it needs to find its libraries and a font cache, and no secret of ours.
_PASSED_ON = ("PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "TMPDIR", "LD_LIBRARY_PATH")


class ChildFailed(Exception):
    """A child that gave no answer: it ran out of "time" or "memory", or "refused" with a `word` of its own.

    `word` names the kind of problem and never quotes the input, so that it may be logged.
    """

    def __init__(self, cause: Literal["time", "memory", "refused"], word: str = "") -> None:
        super().__init__(word or cause)
        self.cause = cause
        self.word = word


def ask(module: str, message: bytes, *, timeout: float) -> list[bytes]:
    """Run `main()` of the module in a child of its own, the message on its stdin, and return the frames it answers.

    `timeout` is in seconds of the clock; the limits of memory and processor time are the child's own first act. The
    first request to a module starts its stem (`core.child.stem`), which imports it. Raises ChildFailed.
    """
    until = time.monotonic() + timeout
    with ExitStack() as stack:
        request, answers, complaints = (
            stack.enter_context(os.fdopen(os.memfd_create(name), "w+b"))
            for name in ("request", "answers", "complaints")
        )
        request.write(message)
        request.seek(0)
        try:
            status = _run(module, [each.fileno() for each in (request, answers, complaints)], until=until)
        except TimeoutError:
            raise ChildFailed("time") from None
        answers.seek(0)
        complaints.seek(0)
        if status == 0:
            return _frames(answers.read())
        complaint = complaints.read()
    if status == -signal.SIGXCPU:
        raise ChildFailed("time")
    if status != REFUSED:  # another signal, or the child's own word that memory ran out
        raise ChildFailed("memory")
    raise ChildFailed("refused", complaint.decode(errors="replace").rsplit("\n", 1)[-1][:80])


def _run(module: str, descriptors: Sequence[int], *, until: float) -> int | None:
    """The child's exit status; None where it could not be told. Raises TimeoutError, and leaves no child behind."""
    for _attempt in range(2):  # a stem that was idle for long may end just as it is asked
        with _asked(module, descriptors) as told:
            begun = _told(told, BEGUN, until=until)
            if begun is None:
                _forget(module)
                continue
            ended = None
            try:
                ended = _told(told, ENDED, until=until)
            finally:
                if ended is None:
                    with suppress(ProcessLookupError):
                        os.killpg(int(begun[0]), signal.SIGKILL)
            if ended is None:
                return None
            status, seconds = ended
            _count(seconds)
            return int(status)
    raise ChildFailed("refused", "not-started")


def processor_seconds() -> float:
    """What the ended children of this process have taken of the processor; the system adds it only when a stem ends."""
    return _spent


def _count(seconds: float) -> None:
    global _spent  # noqa: PLW0603  a sum that grows
    with _lock:
        _spent += seconds


def _told(told: BinaryIO, what: struct.Struct, *, until: float) -> tuple[float, ...] | None:
    """What the stem tells next; None where its end is closed. Raises TimeoutError."""
    waiting = select.poll()
    waiting.register(told, select.POLLIN)
    if not waiting.poll(max(0, until - time.monotonic()) * 1000):
        raise TimeoutError
    word = told.read(what.size)
    return what.unpack(word) if word else None


def _frames(answer: bytes) -> list[bytes]:
    frames, at = [], 0
    while at < len(answer):
        size = int.from_bytes(answer[at : at + _FRAME], "big")
        frames.append(answer[at + _FRAME : at + _FRAME + size])
        at += _FRAME + size
    return frames


# --- Stems ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stem:
    """A running stem and our end of the socket it is asked on; it ends once that is closed."""

    process: subprocess.Popen[bytes]
    door: socket.socket

    def end(self) -> None:
        self.door.close()
        self.process.wait()


_stems: dict[str, _Stem] = {}  # of this process, by module
_lock = threading.Lock()
_spent = 0.0


def _asked(module: str, descriptors: Sequence[int]) -> BinaryIO:
    """Ask the module's stem for a child with these descriptors; where the stem tells how it goes."""
    reading, writing = os.pipe()
    try:
        with _lock, suppress(BrokenPipeError):  # a stem that has gone tells nothing
            stem = _stems.get(module) or _stems.setdefault(module, _start(module))
            socket.send_fds(stem.door, [b"."], [*descriptors, writing])
    finally:
        os.close(writing)
    return os.fdopen(reading, "rb", buffering=0)


def _start(module: str) -> _Stem:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and modules
            [sys.executable, "-m", "core.child.stem", module],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            cwd=_BASE_DIR,
            env={**environment, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "0", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )
    return _Stem(process, ours)


def _forget(module: str) -> None:
    with _lock:
        stem = _stems.pop(module, None)
    if stem:
        stem.end()


def _end_all() -> None:
    for module in list(_stems):
        _forget(module)


def _begin_anew() -> None:
    """In a process just forked: the stems are its parent's to ask and to end."""
    global _lock  # noqa: PLW0603  another thread of the parent may have held it
    _lock = threading.Lock()
    for stem in _stems.values():
        stem.door.close()
        stem.process.returncode = 0  # not ours to wait for
    _stems.clear()


atexit.register(_end_all)
os.register_at_fork(after_in_child=_begin_anew)
