"""What tests of kinds share: drafting about something, whatever it is without faults, and a document's words."""

from __future__ import annotations

import datetime as dt

from campaigns.models import Plan
from committees.models import IssuingBody, Seat
from reports import drafting
from reports.blocks import from_json, plain_text
from reports.checks.own import findings_of
from reports.drawing_up import issuing_body_of
from reports.kinds import RESULTS_REPORT, About, Kind
from reports.models import Document


def drafted(
    kind: Kind, plan: Plan, seat: Seat, *, now: dt.datetime, body: IssuingBody | None = None, **wish: object
) -> Document:
    """A first draft of a kind, by the committee's only body unless another is named."""
    body = body or IssuingBody.objects.filter(committee=plan.committee).order_by("-is_default", "pk").first()
    assert body is not None
    about = About(plan=plan, committee=plan.committee, issuing_body=body, **wish)  # type: ignore[arg-type]
    return without_faults(drafting.draft(kind=kind, about=about, seat=seat, now=now))


def draft_results_report(*, plan: Plan, seat: Seat, now: dt.datetime) -> Document:
    """The báo cáo kết quả of a plan's year as a first draft, whatever the checker says of it."""
    about = About(plan=plan, committee=plan.committee, issuing_body=issuing_body_of(plan.committee))
    return drafting.draft(kind=RESULTS_REPORT, about=about, seat=seat, now=now)


def without_faults(document: Document) -> Document:
    """The document, which the checker has nothing to say of but what only the committee can fill in."""
    found = [each.told for each in findings_of(document, document.figures)]
    assert [each for each in found if "chỗ trống “…”" not in each and "họ tên người ký" not in each] == []
    return document


def text_of(document: Document) -> str:
    """The body as it reads, no-break spaces as spaces."""
    return plain_text(from_json(document.content), document.figures).replace("\u00a0", " ")
