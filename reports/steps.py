"""The life of a document: presented, returned, approved, issued. Who may do which step, and when.

Dự thảo → Trình ký (figures freeze at the printed cut-off) → Đã duyệt → signed and numbered in the order that the body
uses (reports/signing.py) → Đã ban hành (immutable in the database). Up to the signature a document can go back to the
draft, and one that was approved and then changed is approved again. The standing body may record what a leader did on
paper; the audit trail keeps on whose behalf.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import IssuingBody, Seat
from committees.permissions import Act, may
from core import audit
from core.refusal import Refused
from core.text.numbers import padded
from reports.blocks import from_json
from reports.checks import own
from reports.delivery.delivering import deliver
from reports.drawing_up import drawn_again
from reports.figures.book import CUT_OFF, changed_keys
from reports.models import Document
from reports.new_due import give_new_due, not_given, refuse_passed, repeats_passed

State = Document.State


class Conflict(Refused):
    """Somebody else changed the document meanwhile; nothing of this change was kept."""


class Step(StrEnum):
    """What can be done with a document."""

    EDIT = "edit"
    REFRESH = "refresh"
    ADDRESS = "address"
    PRESENT = "present"
    DISCARD = "discard"
    RETURN = "return"
    APPROVE = "approve"
    NUMBER = "number"
    SIGN = "sign"
    SIGN_FILE = "sign_file"
    SCAN = "scan"
    ISSUE = "issue"
    REPLACE = "replace"


_FROM: dict[Step, tuple[State, ...]] = {
    Step.EDIT: (State.DRAFT,),
    Step.REFRESH: (State.DRAFT,),
    Step.ADDRESS: (State.DRAFT, State.PRESENTED, State.APPROVED, State.NUMBERED, State.SIGNED),
    Step.PRESENT: (State.DRAFT,),
    Step.DISCARD: (State.DRAFT,),
    Step.RETURN: (State.PRESENTED, State.APPROVED, State.NUMBERED),
    Step.APPROVE: (State.PRESENTED,),
    Step.NUMBER: (State.APPROVED,),
    Step.SIGN: (State.APPROVED,),
    Step.SIGN_FILE: (State.NUMBERED,),
    Step.SCAN: (State.SIGNED, State.ISSUED),
    Step.ISSUE: (State.SIGNED,),
    Step.REPLACE: (State.ISSUED,),
}
_ACTS: dict[Step, tuple[Act, ...]] = {
    Step.RETURN: (Act.RUN, Act.DECIDE),
    Step.APPROVE: (Act.DECIDE, Act.RUN),  # RUN records a decision made on paper
}


# Which way of signing a step belongs to; the others belong to both.
_SIGNING: dict[Step, str] = {
    Step.NUMBER: IssuingBody.Signing.ELECTRONIC,
    Step.SIGN: IssuingBody.Signing.PAPER,
    Step.SIGN_FILE: IssuingBody.Signing.ELECTRONIC,
}


def may_take(step: Step, document: Document, seat: Seat) -> bool:
    """Whether the seat's role and the document's state allow a step."""
    return is_allowed(step, document, seat) and _is_at(step, document)


def _is_at(step: Step, document: Document) -> bool:
    return document.state in _FROM[step] and document.issuing_body.signing == _SIGNING.get(
        step, document.issuing_body.signing
    )


def is_allowed(step: Step, document: Document, seat: Seat) -> bool:
    """Whether the seat's role allows a step on this committee's documents at all."""
    return document.path == seat.path and any(may(seat, act) for act in _ACTS.get(step, (Act.RUN,)))


# --- The steps -----------------------------------------------------------------------------------


@transaction.atomic
def present(*, document: Document, seat: Seat, now: dt.datetime, edition: int | None = None) -> Document:
    """Trình ký: figures freeze at the cut-off `now`.

    Raises `Conflict` where somebody changed the document since the `edition` that was read, `Refused` where the text
    still has gaps, where figures changed since they were bound (nobody presents numbers that were not read), and for
    each other error of reports/checks/own.py. A letter that repeats what one before it said at its time keeps the
    figures and the cut-off of that time.
    """
    document = locked(document, Step.PRESENT, seat, edition=edition)
    gaps = gaps_in(document)
    if gaps:
        raise Refused(
            _("Còn %(count)s đoạn có chỗ trống “…” (%(where)s); điền hoặc xóa rồi trình ký.")
            % {"count": len(gaps), "where": ", ".join(gaps)}
        )
    refuse_passed(document, now=now)
    is_anew = document.plan is not None and not repeats_passed(document, now=now)
    figures = drawn_again(document, now=now).figures if is_anew else None
    if figures is not None:
        if changed_keys(document.figures, figures):
            raise Refused(_("Số liệu đã đổi từ lần cập nhật trước; bấm Cập nhật số liệu, đọc lại rồi trình ký."))
        if CUT_OFF in figures:
            document.figures = document.figures | {CUT_OFF: figures[CUT_OFF]}
    own.refuse_errors(document, figures)
    if not repeats_passed(document, now=now):
        document.as_of = now
    document.returned_reason = ""
    return moved(document, State.PRESENTED, "document.presented", "as_of", "figures", "returned_reason")


@transaction.atomic
def return_to_draft(*, document: Document, seat: Seat, reason: str) -> Document:
    """Back to the draft, with a reason that stands on the draft until it is presented again.

    A number that was entered before the signature stays with the document, so that the year's series has no gap.
    """
    document = locked(document, Step.RETURN, seat)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Refused(_("Ghi lý do đưa văn bản về dự thảo."))
    document.returned_reason = reason
    return moved(document, State.DRAFT, "document.returned", "returned_reason", reason=reason)


@transaction.atomic
def discard(*, document: Document, seat: Seat) -> None:
    """Throw a draft away; the audit trail keeps its trích yếu. Raises `Refused` once it bears a number."""
    document = locked(document, Step.DISCARD, seat)
    if document.number is not None:
        raise Refused(
            _("Dự thảo này đã vào số %(number)s/%(symbol)s nên không bỏ được; sửa rồi ký lại dưới số đó.")
            % {"number": padded(document.number), "symbol": document.symbol}
        )
    if document.files.exists():
        raise Refused(_("Văn bản này có tệp đã lưu nên không bỏ được; sửa rồi ký lại."))
    audit.record(
        "document.discarded",
        subject=document,
        path=document.path,
        before={"kind": document.kind},
    )
    document.delete()


@transaction.atomic
def approve(*, document: Document, seat: Seat, edition: int | None = None) -> Document:
    """Duyệt: by a leader, or recorded by the standing body for a leader who decided on paper.

    Raises `Conflict` where the document went back and was changed since the `edition` that was read.
    """
    document = locked(document, Step.APPROVE, seat, edition=edition)
    behalf = "" if may(seat, Act.DECIDE) else " ".join(document.signature.get("authority", []))
    return moved(document, State.APPROVED, "document.approved", on_behalf_of=behalf)


@transaction.atomic
def issue(*, document: Document, seat: Seat, now: dt.datetime) -> Document:
    """Ban hành: from here on the row is immutable, so its PDF must show what was signed.

    The new date that a letter sets holds from here on; where it no longer can, the letter is issued all the same
    (reports/new_due.py): what was signed has gone out. Whom it goes to inside the application has it then
    (reports/delivery/).
    """
    document = locked(document, Step.ISSUE, seat)
    if document.pdf_id is None or document.pdf_edition != document.edition:
        raise Refused(_("Tệp PDF chưa có số và ngày ký; bấm Tạo PDF, xem lại rồi ban hành."))
    left = not_given(document, now=now)
    give_new_due(document, now=now)
    document.state = State.ISSUED
    document.save(update_fields=["state", "updated_at"])
    delivered = deliver(document, now=now)
    after = {**_named(document), "delivered": delivered} | ({"not_given": left} if left else {})
    audit.record("document.issued", subject=document, path=document.path, after=after)
    return document


# --- What to look at -----------------------------------------------------------------------------


def gaps_in(document: Document) -> list[str]:
    """Where the text still has gaps "…", as "I.2"; each place once."""
    found = own.gaps(from_json(document.content))
    return list(dict.fromkeys(spot.place for each in found for spot in each.spots))


# --- Mechanics -----------------------------------------------------------------------------------


def locked(document: Document, step: Step, seat: Seat, *, edition: int | None = None) -> Document:
    """The row for a change. Raises `PermissionDenied`, `Conflict`, or `Refused` in the state it is in."""
    if not is_allowed(step, document, seat):
        raise PermissionDenied
    row: Document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("plan__committee__unit", "committee__unit", "issuing_body")
        .get(pk=document.pk)
    )
    if not _is_at(step, row):
        raise Refused(_not_now(row, step))
    if edition is not None and row.edition != edition:
        raise Conflict(_changed_meanwhile(step))
    return row


def _changed_meanwhile(step: Step) -> str:
    if step in {Step.PRESENT, Step.APPROVE}:
        return _("Văn bản vừa được sửa sau khi trang này mở ra; đọc lại bản mới rồi bấm lại.")
    return _("Người khác vừa sửa văn bản này; xem lại bản mới rồi sửa tiếp.")


def _not_now(document: Document, step: Step) -> str:
    if step in {Step.EDIT, Step.REFRESH} and document.state in _FROM[Step.RETURN]:
        return _("Văn bản đã trình ký nên không sửa được; đưa về dự thảo rồi sửa.")
    return _("Văn bản đang ở bước “%(state)s” nên không làm được việc này.") % {"state": document.get_state_display()}


def moved(
    document: Document,
    state: State,
    action: str,
    *fields: str,
    on_behalf_of: str = "",
    is_printed: bool = True,
    **after: str,
) -> Document:
    """Bring a locked document to a state. `is_printed`: the page shows it (a draft's mark, the number, the cut-off)."""
    former, document.state = document.state, state
    document.edition += is_printed
    document.save(update_fields=["state", "edition", "updated_at", *fields])
    audit.record(
        action,
        subject=document,
        path=document.path,
        before={"state": former},
        after={"state": str(state), **_named(document), **after},
        on_behalf_of=on_behalf_of,
    )
    return document


def saved(
    document: Document, action: str, *fields: str, before: dict[str, object] | None = None, **after: object
) -> Document:
    """Save a changed draft as its next edition; `before` and `after` stand in the audit trail."""
    document.edition += 1
    document.save(update_fields=["edition", "updated_at", *fields])
    told = {"edition": document.edition, **after}
    audit.record(action, subject=document, path=document.path, before=before, after=told)
    return document


def _named(document: Document) -> dict[str, object]:
    day = document.dated_on
    return {"number": document.number, "dated_on": day.isoformat()} if document.number and day else {}
