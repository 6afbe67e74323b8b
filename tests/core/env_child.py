"""A child of its own for tests: answers its environment, or fails in the way its request names."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

from core.child.answering import RefusedInChild, answer, limit, take_stdout


def main() -> int:
    """Do what the request says under small limits."""
    answers = take_stdout()
    task = sys.stdin.read()
    limit(memory_mb=512, seconds=1)
    return answer(answers, lambda: _answers(task))


def _answers(task: str) -> Iterator[bytes]:
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


if __name__ == "__main__":
    sys.exit(main())
