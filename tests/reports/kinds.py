"""What tests of kinds share: drafting about something, and a document's words."""

from __future__ import annotations

import datetime as dt

from campaigns.models import Plan
from committees.models import IssuingBody, Seat
from reports import drafting
from reports.blocks import from_json, plain_text
from reports.kinds import About, Kind
from reports.models import Document


def drafted(
    kind: Kind, plan: Plan, seat: Seat, *, now: dt.datetime, body: IssuingBody | None = None, **wish: object
) -> Document:
    """A first draft of a kind, by the committee's only body unless another is named."""
    body = body or IssuingBody.objects.filter(committee=plan.committee).order_by("-is_default", "pk").first()
    assert body is not None
    about = About(plan=plan, committee=plan.committee, issuing_body=body, **wish)  # type: ignore[arg-type]
    return drafting.draft(kind=kind, about=about, seat=seat, now=now)


def text_of(document: Document) -> str:
    """The body as it reads, no-break spaces as spaces."""
    return plain_text(from_json(document.content), document.figures).replace("\u00a0", " ")
