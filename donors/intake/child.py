"""The child process that opens people's files: `python -m donors.intake.child`, see `core.child`.

It runs apart because a file may be made to hurt whoever opens it: a reader that runs away is stopped by the kernel's
limits and takes nothing with it. It knows no settings and no secrets, opens no file and no connection, and answers
JSON: an answer can be wrong, but it cannot run.

Request: one line of JSON (see `Request`), then the file. Answer of "read": a `BookAnswer`, or why the file is not
read. The others answer "{}" and the workbook, or why there is none.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

from core.child.answering import answer, limit, take_stdout
from donors.intake.parsing.plain import Unreadable, book_answer
from donors.intake.parsing.workbook import read_workbook
from donors.intake.request import Request

# Python opens a codec's module when it first meets its name; once the limits stand, no file can be opened.
_CODECS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "latin-1",
    "cp1252",
    "cp1258",
    "cp437",
    "ascii",
    "unicode-escape",
)


def main() -> int:
    """Read the request, set the limits, answer."""
    answers = take_stdout()
    request: Request = json.loads(sys.stdin.buffer.readline())
    for name in _CODECS:
        codecs.lookup(name)
    limit(memory_mb=request["memory_mb"], seconds=request["seconds"], open_files=0)
    return answer(answers, lambda: _answers(request, sys.stdin.buffer))


def _answers(request: Request, payload: BinaryIO) -> Iterator[bytes]:
    try:
        yield from _made(payload.read())
    except Unreadable as refusal:
        yield json.dumps({"refused": refusal.code, "detail": refusal.detail}).encode()


def _made(content: bytes) -> Iterator[bytes]:
    yield json.dumps(book_answer(read_workbook(content)), separators=(",", ":")).encode()


if __name__ == "__main__":
    sys.exit(main())
