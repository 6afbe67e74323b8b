"""Drawing a document up from the data as they stand: what it is about, its kind's text and figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import structlog
from django.utils.translation import gettext as _

from committees.models import Committee, IssuingBody
from core.refusal import Refused
from core.text.language import in_vietnamese
from reports.blocks import figure_keys, from_json
from reports.citing import cited_by
from reports.figures.book import FiguresDisagreeError, with_decimals
from reports.kinds import KINDS, About, Draft, Kind, NewDue
from reports.models import Document

log = structlog.get_logger(__name__)


def about_of(document: Document) -> About:
    """What a kept document is about."""
    assert document.plan is not None, "a document that is drawn up hangs on a plan"
    due = document.new_due_at
    return About(
        plan=document.plan,
        committee=document.committee,
        issuing_body=document.issuing_body,
        deadline=document.deadline,
        window=document.window,
        conference=document.conference,
        months=document.months,
        to_unit=document.to_unit,
        names_units=document.names_units,
        new_due=NewDue(due, document.new_due_wording) if due is not None else None,
        decimals=document.decimals,
    )


@in_vietnamese()
def draw_up(kind: Kind, about: About, *, now: dt.datetime) -> Draft:
    """The document as it would be drafted now, in Vietnamese whoever asks.

    Raises `Refused` where the figures are moving at this moment and their totals do not agree.
    """
    try:
        draft = kind.draw_up(about, now=now)
    except FiguresDisagreeError as error:
        log.error("figures.disagree", plan=about.plan.pk, kind=kind.key, key=str(error))
        raise Refused(
            _("Số liệu năm %(year)s đang thay đổi nên tổng chưa khớp; thử lại sau ít phút.") % {"year": about.plan.year}
        ) from error
    unbound = [key for key in figure_keys(draft.blocks) if key not in draft.figures]
    if unbound:
        raise KeyError(unbound[0])
    decimals = kind.decimals if about.decimals is None else about.decimals
    return replace(draft, figures=with_decimals(draft.figures, decimals))


def drawn_again(document: Document, *, now: dt.datetime) -> Draft:
    """A kept document as its kind would draw it up now, with the documents that its text names.

    Raises `Refused` as `draw_up` does.
    """
    if document.plan is None:
        raise Refused(_("Văn bản này không gắn với kế hoạch nào nên không có số liệu để cập nhật."))
    draft = draw_up(KINDS[document.kind], about_of(document), now=now)
    cited = cited_by(document, figure_keys(from_json(document.content)))
    return replace(draft, figures={**draft.figures, **cited})


def issuing_body_of(committee: Committee) -> IssuingBody:
    """Whose header, symbol and seal a new document carries. Raises `Refused` where the committee has none yet."""
    body: IssuingBody | None = IssuingBody.objects.filter(committee=committee).order_by("-is_default", "pk").first()
    if body is None:
        raise Refused(_("Ban Chỉ đạo chưa khai cơ quan ban hành văn bản; khai tên, ký hiệu và địa danh trước."))
    return body
