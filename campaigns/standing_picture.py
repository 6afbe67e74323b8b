"""«Ảnh tiến độ gửi Zalo» of a deadline: who has handed in, as a picture or a page, with figure, date and cut-off."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from campaigns.completeness import Completeness
from campaigns.deadlines import due_sentence, place_of, what_of
from campaigns.models import Deadline
from core.paper.card import BAR, card_html, card_png
from core.paper.fonts import screen_font_css
from core.paper.pdf import PaperMetadata, render_pdf
from core.text.language import in_vietnamese

TEMPLATE = "campaigns/standing_picture.html"
NAMES_SHOWN = 20
PAGE = "@page { size: A4; margin: 20mm 15mm } body { padding: 0 !important }"


@in_vietnamese()
def standing_picture(deadline: Deadline, standing: Completeness, *, with_names: bool, now: dt.datetime) -> bytes:
    """The picture as PNG. `with_names` lists who still owes; without it, for a group, only counts are told."""
    return card_png(TEMPLATE, _told(deadline, standing, with_names=with_names, now=now, shown=NAMES_SHOWN))


@in_vietnamese()
def standing_page(deadline: Deadline, standing: Completeness, *, with_names: bool, now: dt.datetime) -> bytes:
    """The same as a PDF for the printer, with every name."""
    html = card_html(TEMPLATE, _told(deadline, standing, with_names=with_names, now=now, shown=None))
    metadata = PaperMetadata(title=_title(deadline), created=now)
    return render_pdf(html, stylesheets=[screen_font_css(), PAGE], metadata=metadata)


def _title(deadline: Deadline) -> str:
    return _("Tiến độ nộp: %(what)s") % {"what": f"{what_of(deadline)}, {place_of(deadline)}"}


def _told(
    deadline: Deadline, standing: Completeness, *, with_names: bool, now: dt.datetime, shown: int | None
) -> dict[str, object]:
    whole, missing = standing.whole, standing.missing if with_names else []
    return {
        "title": _title(deadline),
        "due": due_sentence(deadline),
        "as_of": now,
        "whole": whole,
        "bar": round(BAR * whole.handed_in / whole.expected) if whole.expected else 0,
        "missing": missing[:shown],
        "more": len(missing[shown:]) if shown is not None else 0,
    }
