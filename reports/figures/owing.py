"""The figures of one deadline: who owes, who has handed in, who has not, and until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.completeness import Completeness, Line, outline_of
from campaigns.deadlines import due_sentence, moment_sentence, place_of, what_of
from campaigns.models import Deadline
from committees.ordering import annex_place
from core.text.language import in_vietnamese
from reports.blocks import Figures
from reports.figures.book import CUT_OFF, Book, refuse_other_sum

NEW_DUE = "owed.new_due"  # the one new date that a letter sets


@dataclass(frozen=True, slots=True)
class OwingFigures:
    """The figures of a deadline and the units behind them, in the order an annex prints them."""

    entries: Figures
    standing: Completeness
    as_of: dt.datetime


@in_vietnamese()
def figures_of_deadline(deadline: Deadline, *, within: str, new_due: str = "", now: dt.datetime) -> OwingFigures:
    """All figures of a deadline as they stand now for the units at `within` and below, verified.

    `new_due` is a later date in words, where the document sets one for those who are late.
    """
    lines = outline_of([deadline], within=within, now=now).lines
    standing = Completeness(sorted(lines, key=lambda line: (annex_place(line.unit), line.duty.pk)))
    book = Book(now)
    book.moment(CUT_OFF)
    source = _("Sổ theo dõi: %(what)s, %(place)s") % {"what": what_of(deadline), "place": place_of(deadline)}
    whole = standing.whole
    book.count("owed.expected", whole.expected, _("Số đơn vị phải nộp. %(source)s") % {"source": source})
    book.count("owed.handed_in", whole.handed_in, _("Số đơn vị đã nộp. %(source)s") % {"source": source})
    book.count("owed.late", whole.late, _("Số đơn vị nộp chậm. %(source)s") % {"source": source})
    book.count("owed.missing", whole.missing, _("Số đơn vị chưa nộp. %(source)s") % {"source": source})
    book.count("owed.extended", whole.extended, _("Số đơn vị được gia hạn. %(source)s") % {"source": source})
    book.text("owed.due", due_sentence(deadline), _("Hạn nộp đã giao. %(source)s") % {"source": source})
    if new_due:
        book.text(NEW_DUE, new_due, _("Hạn mới ghi ở văn bản này"))
    for line in standing.missing:
        book.text(f"owed.unit.{line.unit.pk}", until_of(line), line.unit.name)
    verify(book.entries)
    return OwingFigures(entries=book.entries, standing=standing, as_of=now)


def until_of(line: Line) -> str:
    """What stands beside a unit that has not handed in: its own extension, or nothing."""
    until = line.duty.extended_until
    return _("Được gia hạn đến %(moment)s") % {"moment": moment_sentence(until)} if until else ""


def verify(figures: Figures) -> None:
    """Raise `FiguresDisagreeError` where those who handed in and those who did not are not all who owe."""
    refuse_other_sum(figures, "owed.expected", ["owed.handed_in", "owed.missing"])
