"""The child process that reads people's files, see `core.child`; `rewriting.child` gives them back.

It runs apart because a file may be made to hurt whoever opens it: a reader that runs away is stopped by the kernel's
limits and takes nothing with it. It knows no settings and no secrets, opens no file and no connection, and answers
JSON: an answer can be wrong, but it cannot run.

Request: one line of JSON (see `Request`), then the file. Answer: a `BookAnswer`, or why the file is not read.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from core.child.answering import answer, limit, take_stdout
from donors.intake.parsing.plain import Unreadable, book_answer
from donors.intake.parsing.workbook import read_workbook
from donors.intake.request import Request

Work = Callable[[bytes], Iterable[bytes]]
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
    """Read one file."""
    return answer_under_limits(lambda _request: _read)


def answer_under_limits(work_of: Callable[[Request], Work]) -> int:
    """Read the request, set the limits, answer with what its work makes of the file."""
    answers = take_stdout()
    request: Request = json.loads(sys.stdin.buffer.readline())
    work = work_of(request)
    for name in _CODECS:
        codecs.lookup(name)
    limit(memory_mb=request["memory_mb"], seconds=request["seconds"], open_files=0)
    return answer(answers, lambda: _answers(work, sys.stdin.buffer))


def _answers(work: Work, payload: BinaryIO) -> Iterator[bytes]:
    try:
        yield from work(payload.read())
    except Unreadable as refusal:
        yield json.dumps({"refused": refusal.code, "detail": refusal.detail}).encode()


def _read(content: bytes) -> Iterable[bytes]:
    return [json.dumps(book_answer(read_workbook(content)), separators=(",", ":")).encode()]
