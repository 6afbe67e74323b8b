"""The child process that gives people's files back, as `donors.intake.child` reads them, under the same limits.

It is another, since its libraries are large and reading does not need them. Answer: "{}" and the workbook, or why there
is none.
"""

from __future__ import annotations

from donors.intake.child import Work, answer_under_limits
from donors.intake.request import Request
from donors.intake.rewriting.book import warm_up
from donors.intake.rewriting.filling import filled
from donors.intake.rewriting.marking import marked

__all__ = ["main", "warm_up"]


def main() -> int:
    """Write into one workbook."""
    return answer_under_limits(_work_of)


def _work_of(request: Request) -> Work:
    if request["do"] == "mark":
        return lambda content: [b"{}", marked(content, request["mark"])]
    return lambda content: [b"{}", filled(content, request["fill"])]
