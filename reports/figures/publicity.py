"""SEAM: what units reported of their propaganda in a period (tin, bài; buổi tuyên truyền; băng rôn, pa nô).

Activity reports are not counted yet. Once they are, `publicity_of` binds their sums under these keys and the report
prints them in place of its gaps; nothing else changes.
"""

from __future__ import annotations

from campaigns.models import Plan
from reports.figures.book import Book
from reports.figures.period import Period

KEYS = ("publicity.articles", "publicity.talks", "publicity.banners")


def publicity_of(book: Book, plan: Plan, period: Period) -> bool:  # noqa: ARG001  # what the sums will be asked for
    """Bind publicity.…; whether there is anything to bind."""
    return False
