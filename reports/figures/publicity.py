"""What was done to tell people, as units reported it (tin, bài; buổi; băng rôn, pano), summed for a year."""

from __future__ import annotations

from django.utils.translation import gettext as _

from campaigns import activity_sums
from campaigns.activity_sums import Figure as Activity
from campaigns.models import Plan
from core.text.numbers import integer
from reports.figures.book import Book
from reports.figures.period import Period


def bind_publicity(book: Book, plan: Plan, period: Period) -> list[str]:
    """publicity.…, one for each kind and measure that was told; the keys in the order of the catalogue.

    Nothing for a part of a year: a yearly report of activity does not say when in the year it was.
    """
    if not period.is_whole:
        return []
    keys = []
    for activity in activity_sums.of(plan=plan, now=book.as_of).figures:
        whole = activity.whole
        if whole is not None:
            keys.append(f"publicity.{activity.key}")
            told = {"count": integer(len(activity.sources))}
            source = _("Cộng báo cáo hoạt động của Ban Chỉ đạo và các đơn vị: %(count)s dòng") % told
            book.amount(keys[-1], whole.value, words_of(whole.said, activity), source)
    return keys


def words_of(said: str, activity: Activity) -> str:
    """ "20 tin, bài", "hơn 10 buổi tuyên truyền lưu động, trực tiếp", "40 m pano": a word of both stands once."""
    measure, name = str(activity.measure.label), activity.name[:1].lower() + activity.name[1:]
    shared = [at for at in _starts(measure) if f"{name} ".startswith((f"{measure[at:]} ", f"{measure[at:]},"))]
    own = measure[: shared[0]].rstrip() if shared else measure
    return " ".join(part for part in (said, own, name) if part)


def _starts(measure: str) -> list[int]:
    """Where its words begin."""
    return [at for at in range(len(measure)) if not at or measure[at - 1] == " "]
