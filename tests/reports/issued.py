"""An issued document of the district's clerk, as its signing leaves it, going to whom a test says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from committees.models import Seat
from core.text.dates import in_vietnam
from reports import rendering, signing, steps
from reports.models import Document
from tests.quotas.years import Year
from tests.reports.test_numbering import NOW, approved_document, own_series

LINES = {"Ban Chỉ đạo tỉnh (b/c)": "superior", "Các xã, phường (để t/h)": "members", "Thành viên Ban Chỉ đạo": ""}


def signed_document(
    year: Year,
    clerk: Seat,
    *,
    to: Mapping[str, str] = LINES,
    subject: str = "Kết quả",
    pdf: bytes = b"%PDF-1.7 final",
    now: dt.datetime = NOW,
) -> Document:
    """A document that waits to be issued, its final PDF made; inside the scope of its clerk."""
    document = approved_document(own_series(year), year)
    document.as_of, day = now, in_vietnam(now).date()
    document.subject, document.recipients = subject, [*to, "Lưu: VT, BCĐ"]
    document.delivered_to = {line: selector for line, selector in to.items() if selector}
    document.save()
    row = signing.record_signed_on_paper(document=document, seat=clerk, number=None, dated_on=day, now=now)
    printout = rendering.Printout(row.pk, row.edition, None, "bc.pdf", now)  # type: ignore[arg-type]
    rendering.keep(printout, pdf=pdf, pictures=[b"\x89PNG page"], user_id=None, left_over=[])
    row.refresh_from_db()
    return row


def issued_document(
    year: Year,
    clerk: Seat,
    *,
    to: Mapping[str, str] = LINES,
    subject: str = "Kết quả",
    pdf: bytes = b"%PDF-1.7 final",
    now: dt.datetime = NOW,
) -> Document:
    """The same, issued."""
    document = signed_document(year, clerk, to=to, subject=subject, pdf=pdf, now=now)
    return steps.issue(document=document, seat=clerk, now=now)
