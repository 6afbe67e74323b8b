"""The child process that opens Word files of others, see `core.child`. Answers a `WordAnswer` as JSON, or why not.

Request: one line of JSON (`Request`), then the file.
"""

import codecs
import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

from core.child.answering import answer, limit, take_stdout
from donors.intake.parsing.plain import Unreadable
from reports.word.items import Request
from reports.word.parsing import read_word

# Python opens a codec's module when it first meets its name; once the limits stand, no file can be opened.
_CODECS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "cp437", "ascii")


def main() -> int:
    """Read one file."""
    answers = take_stdout()
    request: Request = json.loads(sys.stdin.buffer.readline())
    for name in _CODECS:
        codecs.lookup(name)
    limit(memory_mb=request["memory_mb"], seconds=request["seconds"], open_files=0)
    return answer(answers, lambda: _answers(sys.stdin.buffer))


def _answers(payload: BinaryIO) -> Iterator[bytes]:
    try:
        yield json.dumps(read_word(payload.read()), separators=(",", ":")).encode()
    except Unreadable as refusal:
        yield json.dumps({"refused": refusal.code}).encode()
