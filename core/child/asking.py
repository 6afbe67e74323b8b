"""The parent's side: starting a limited child, giving it its request, and telling its failures apart."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Literal

from core.child.answering import REFUSED

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
    """Run `python -m module` with the message on its stdin and return the frames it answers. Raises ChildFailed.

    `timeout` is in seconds of the clock; the limits of memory and processor time are the child's own first act.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    with subprocess.Popen(  # noqa: S603  our own interpreter and module; closes all three pipes, also after a time-out
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_BASE_DIR,
        env={**environment, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    ) as child:
        try:
            answer, complaint = child.communicate(message, timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            raise ChildFailed("time") from None
    if child.returncode == 0:
        return _frames(answer)
    if child.returncode == -signal.SIGXCPU:
        raise ChildFailed("time")
    if child.returncode != REFUSED:  # another signal, or the child's own word that memory ran out
        raise ChildFailed("memory")
    raise ChildFailed("refused", complaint.decode(errors="replace").rsplit("\n", 1)[-1][:80])


def _frames(answer: bytes) -> list[bytes]:
    frames, at = [], 0
    while at < len(answer):
        size = int.from_bytes(answer[at : at + _FRAME], "big")
        frames.append(answer[at + _FRAME : at + _FRAME + size])
        at += _FRAME + size
    return frames
