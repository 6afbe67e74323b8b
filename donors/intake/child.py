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
    """Read the request, set the limits, answer."""
    answers = take_stdout()
    request: Request = json.loads(sys.stdin.buffer.readline())
    work = _WORK[request["do"]](request)
    for name in _CODECS:
        codecs.lookup(name)
    limit(memory_mb=request["memory_mb"], seconds=request["seconds"], open_files=0)
    return answer(answers, lambda: _answers(work, sys.stdin.buffer))


def _answers(work: Work, payload: BinaryIO) -> Iterator[bytes]:
    try:
        yield from work(payload.read())
    except Unreadable as refusal:
        yield json.dumps({"refused": refusal.code, "detail": refusal.detail}).encode()


def _reading(_: Request) -> Work:
    return lambda content: [json.dumps(book_answer(read_workbook(content)), separators=(",", ":")).encode()]


def _marking(request: Request) -> Work:
    from donors.intake.rewriting.book import warm_up  # noqa: PLC0415  large libraries that reading does not need
    from donors.intake.rewriting.marking import marked  # noqa: PLC0415

    warm_up()
    return lambda content: [b"{}", marked(content, request["mark"])]


def _filling(request: Request) -> Work:
    from donors.intake.rewriting.book import warm_up  # noqa: PLC0415  as above
    from donors.intake.rewriting.filling import filled  # noqa: PLC0415

    warm_up()
    return lambda content: [b"{}", filled(content, request["fill"])]


_WORK: dict[str, Callable[[Request], Work]] = {"read": _reading, "mark": _marking, "fill": _filling}

if __name__ == "__main__":
    sys.exit(main())
