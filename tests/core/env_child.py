"""A child of its own for tests: answers its environment, or fails in the way its request names."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

from core.child.answering import RefusedInChild, answer, limit, take_stdout

_left: list[bytes] = []


def main() -> int:
    """Do what the request says under small limits."""
    answers = take_stdout()
    task = sys.stdin.read()
    limit(memory_mb=512, seconds=1)
    return answer(answers, lambda: _answers(task))


def _answers(task: str) -> Iterator[bytes]:
    if task in {"who", "leave"}:
        yield str(os.getpid()).encode() if task == "who" else (_left or [b"nothing here"])[-1]
        _left.append(b"something")
        return
    yield json.dumps(dict(os.environ)).encode()
    if task == "refuse":
        raise RefusedInChild("a-word")
    if task == "fail":
        raise ValueError("what the input said")
    if task == "memory":
        yield bytes(1 << 30)
    while task == "time":
        pass
    sys.stdout.write("noise of a library")
    yield b""
