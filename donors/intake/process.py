"""Asking the child that opens files, and what it does not do in one plain sentence each."""

from __future__ import annotations

import json

from core.child.asking import ChildFailed
from core.child.asking import ask as ask_child
from donors.intake.request import FillOptions, MarkOptions, Request
from donors.intake.unread import Unread

_MEMORY_MB = 1024
_CHILDREN = {
    "read": "donors.intake.child",
    "mark": "donors.intake.rewriting.child",
    "fill": "donors.intake.rewriting.child",
}
_REFUSED = b'{"refused"'


def ask_for_cells(content: bytes, *, name: str, seconds: int) -> bytes:
    """What the child reads in the file: JSON of a `BookAnswer`. Raises Refused."""
    return _ask(Request(do="read", seconds=seconds, memory_mb=_MEMORY_MB), content, name=name)[0]


def ask_for_marks(content: bytes, options: MarkOptions, *, seconds: int) -> bytes:
    """The workbook that the child makes of the list. Raises Refused."""
    return _workbook(Request(do="mark", seconds=seconds, memory_mb=_MEMORY_MB, mark=options), content)


def ask_for_filling(content: bytes, options: FillOptions, *, seconds: int) -> bytes:
    """The workbook that the child makes of the blank form. Raises Refused."""
    return _workbook(Request(do="fill", seconds=seconds, memory_mb=_MEMORY_MB, fill=options), content)


def _workbook(request: Request, content: bytes) -> bytes:
    answers = _ask(request, content)
    if len(answers) != 2:
        raise Unread("damaged")
    return answers[1]


def _ask(request: Request, content: bytes, *, name: str = "") -> list[bytes]:
    message = json.dumps(request).encode() + b"\n" + content
    try:
        answers = ask_child(_CHILDREN[request["do"]], message, timeout=request["seconds"] * 1.5)
    except ChildFailed as failure:
        raise Unread("damaged" if failure.cause == "refused" else failure.cause, name=name) from None
    if not answers:
        raise Unread("damaged", name=name)
    if answers[0].startswith(_REFUSED):
        told = json.loads(answers[0])
        raise Unread(str(told["refused"]), {str(key): str(value) for key, value in told["detail"].items()}, name=name)
    return answers
