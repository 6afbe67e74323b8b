"""The child's side: limits set before anything is read, answers as frames, failures as one word.

A frame is an 8-byte big-endian length and that many bytes. Exit status 0 is an answer, `REFUSED` one word on stderr,
`OUT_OF_MEMORY` what it says; anything else is the kernel's doing.
"""

import os
import resource
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn

REFUSED, OUT_OF_MEMORY = 1, 3


class RefusedInChild(Exception):
    """What the child will not do, as one word that never quotes the input."""


def limit(*, memory_mb: int, seconds: int, open_files: int | None = None) -> None:
    """Bound this process: address space and files it writes, processor seconds, and how many files it may hold open.

    With `open_files=0` it can open neither a file nor a connection from here on; what is open stays so.
    """
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # the first is told apart from other deaths
    bounds = [
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, memory),
        (resource.RLIMIT_CORE, 0),
    ]
    if open_files is not None:
        bounds.append((resource.RLIMIT_NOFILE, open_files))
    for kind, most in bounds:
        resource.setrlimit(kind, (most, most))


def take_stdout() -> int:
    """The descriptor that answers go to; whatever a library prints goes to stderr from now on."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def answer(answers: int, make: Callable[[], Iterable[bytes]]) -> int:
    """Write every answer that `make` gives as a frame and return the exit status."""
    try:
        with os.fdopen(answers, "wb") as out:
            for made in make():
                out.write(len(made).to_bytes(8, "big") + made)
    except MemoryError:
        _out_of_memory()
    except RefusedInChild as refusal:
        return _fail(str(refusal))
    except Exception as problem:  # the text of the problem may quote the input: only its kind leaves
        return _fail(f"failed:{type(problem).__name__}")
    return 0


def _out_of_memory() -> NoReturn:
    os._exit(OUT_OF_MEMORY)  # no clean-up: it would need memory


def _fail(word: str) -> int:
    sys.stderr.write(f"\n{word}")
    return REFUSED
