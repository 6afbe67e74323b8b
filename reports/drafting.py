"""The life of a document: drafted, reworded, presented, approved, signed on paper, issued. Who may do which step.

Dự thảo → Trình ký (figures freeze at the printed cut-off) → Đã duyệt → Đã ký (number and day) → Đã ban hành (immutable
in the database). Up to the signature a document can go back to the draft. The standing body may record what a leader
did on paper; the audit trail keeps on whose behalf.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum

import structlog
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.models import Plan
from committees.models import IssuingBody, Role, Seat, SeatHolding
from committees.permissions import Act, may
from core import audit
from core.refusal import Refused
from core.text.dates import in_vietnam, short_date
from reports.blocks import (
    Block,
    Blocks,
    Figure,
    Figures,
    Inline,
    ItalicNote,
    Paragraph,
    Table,
    figure_keys,
    from_json,
    runs_of,
    to_json,
    walk,
)
from reports.blocks import Path as BlockPath
from reports.figures import FiguresDisagreeError, YearFigures, changed_keys, figures_of
from reports.kinds import KINDS, Brief
from reports.kinds.results_report import GAP, RESULTS_REPORT
from reports.models import Document
from reports.rewording import read_text
from reports.trees import replaced, with_title

log = structlog.get_logger(__name__)
State = Document.State
LONGEST_SUBJECT = 500
MOST_RECIPIENTS = 40
HIGHEST_NUMBER = 99_999


class Conflict(Refused):
    """Somebody else changed the document meanwhile; nothing of this change was kept."""


class Step(StrEnum):
    """What can be done with a document."""

    EDIT = "edit"
    REFRESH = "refresh"
    PRESENT = "present"
    RETURN = "return"
    APPROVE = "approve"
    SIGN = "sign"
    ISSUE = "issue"


_FROM: dict[Step, tuple[State, ...]] = {
    Step.EDIT: (State.DRAFT,),
    Step.REFRESH: (State.DRAFT,),
    Step.PRESENT: (State.DRAFT,),
    Step.RETURN: (State.PRESENTED, State.APPROVED),
    Step.APPROVE: (State.PRESENTED,),
    Step.SIGN: (State.APPROVED,),
    Step.ISSUE: (State.SIGNED,),
}
_ACTS: dict[Step, tuple[Act, ...]] = {
    Step.RETURN: (Act.RUN, Act.DECIDE),
    Step.APPROVE: (Act.DECIDE, Act.RUN),  # RUN records a decision made on paper
}


def may_take(step: Step, document: Document, seat: Seat) -> bool:
    """Whether the seat's role and the document's state allow a step."""
    return is_allowed(step, document, seat) and document.state in _FROM[step]


def is_allowed(step: Step, document: Document, seat: Seat) -> bool:
    """Whether the seat's role allows a step on this committee's documents at all."""
    return document.path == seat.path and any(may(seat, act) for act in _ACTS.get(step, (Act.RUN,)))


# --- Drafting ------------------------------------------------------------------------------------


@transaction.atomic
def draft_results_report(*, plan: Plan, seat: Seat, now: dt.datetime) -> Document:
    """The báo cáo kết quả of a plan's year as a first draft, figures bound; number and day are blank.

    A draft that is already being worked on is returned instead. Raises `Refused` where the committee has no issuing
    body yet, `PermissionDenied` for a seat that does not run this committee.
    """
    if plan.path != seat.path or not may(seat, Act.RUN):
        raise PermissionDenied
    plan = Plan.objects.select_for_update(of=("self",)).select_related("committee__unit").get(pk=plan.pk)
    former: Document | None = Document.objects.filter(plan=plan, kind=RESULTS_REPORT.key, state=State.DRAFT).first()
    if former is not None:
        return former
    body = _issuing_body(plan)
    year = _bound(plan, now=now)
    text = RESULTS_REPORT.compose(Brief(plan=plan, committee=plan.committee, issuing_body=body, year=year))
    document: Document = Document.objects.create(
        path=plan.path,
        committee=plan.committee,
        issuing_body=body,
        kind=RESULTS_REPORT.key,
        plan=plan,
        subject=text.subject,
        symbol=f"{RESULTS_REPORT.abbreviation}-{body.symbol}",
        place=body.place,
        content=to_json(text.blocks),
        figures=_used(text.blocks, year.entries),
        recipients=list(text.recipients),
        signature=_signature(body, plan),
        as_of=now,
        created_by_id=audit.actor().user_id,
    )
    audit.record("document.drafted", subject=document, path=document.path, after={"kind": document.kind})
    return document


def _issuing_body(plan: Plan) -> IssuingBody:
    bodies = IssuingBody.objects.filter(committee=plan.committee_id).order_by("-is_default", "pk")
    body: IssuingBody | None = bodies.first()
    if body is None:
        raise Refused(_("Ban Chỉ đạo chưa khai cơ quan ban hành văn bản; khai tên, ký hiệu và địa danh trước."))
    return body


def _used(blocks: Blocks, figures: Figures) -> dict[str, object]:
    """Everything bound, printed or not: totals stay checkable beside their parts."""
    missing = [key for key in figure_keys(blocks) if key not in figures]
    if missing:
        raise KeyError(missing[0])
    return dict(figures)


_HEADS = (Role.HEAD, Role.STANDING_DEPUTY, Role.DEPUTY)
_POSTS = {
    Role.HEAD: ("Trưởng ban",),
    Role.STANDING_DEPUTY: ("KT. Trưởng ban", "Phó Trưởng ban Thường trực"),
    Role.DEPUTY: ("KT. Trưởng ban", "Phó Trưởng ban"),
}


def _signature(body: IssuingBody, plan: Plan) -> dict[str, object]:
    """Who signs: the committee's head, else a deputy for the head; the second post only under another body's seal."""
    holdings = SeatHolding.objects.filter(
        seat__unit=plan.committee.unit_id, seat__role__in=_HEADS, seat__closed_on=None, ended_at=None
    ).select_related("seat", "user")
    by_role = {holding.seat.role: holding for holding in holdings}
    role = next((role for role in _HEADS if role in by_role), Role.HEAD)
    holding = by_role.get(role)
    on_behalf = "Ban Chỉ đạo" if body.name_lines[0].upper().startswith("BAN CHỈ ĐẠO") else body.name_lines[0]
    other_post = holding.seat.other_post if holding and body.seal != IssuingBody.Seal.OWN else ""
    return {
        "authority": [f"TM. {on_behalf}", *_POSTS[role]],
        "second_post": [other_post] if other_post else [],
        "signer": holding.user.full_name if holding else "",
        "seat_id": holding.seat_id if holding else None,
    }


# --- Editing -------------------------------------------------------------------------------------


@transaction.atomic
def update_text(*, document: Document, seat: Seat, block_path: BlockPath, text: str, edition: int) -> Document:
    """Replace a block's text (reports/rewording.py) or, where it has a title, its title; empty text removes it.

    Raises `Conflict` where somebody changed the document since `edition`, `Refused` for what cannot stand.
    """
    document = _locked(document, Step.EDIT, seat, edition=edition)
    blocks = from_json(document.content)
    try:
        changed = _rewritten(blocks, block_path, text, document.figures)
        document.content = to_json(from_json(to_json(changed)))  # also checks what the types cannot say
    except ValueError as error:
        raise Refused(str(error)) from error
    return _saved(document, "document.reworded", "content", block=".".join(str(index + 1) for index in block_path))


def _rewritten(blocks: Blocks, path: BlockPath, text: str, figures: Figures) -> Blocks:
    found = next((each.block for each in walk(blocks) if each.path == path), None)
    if found is None or isinstance(found, Table):
        raise Refused(_("Không tìm thấy đoạn cần sửa; tải lại trang rồi sửa lại."))
    if getattr(found, "title", ""):
        return replaced(blocks, path, (with_title(found, " ".join(text.split())),))
    before = [run.key for run in runs_of(found) if isinstance(run, Figure)]
    paragraphs = read_text(text, figures=figures, first=before)
    if not paragraphs and len(blocks) == 1 and len(path) == 1:
        raise Refused(_("Văn bản phải còn ít nhất một đoạn."))
    return replaced(blocks, path, _like(found, paragraphs))


def _like(block: Block, paragraphs: Sequence[Inline]) -> Blocks:
    """The paragraphs as blocks of the same kind; what hangs under the block stays under the last."""
    if isinstance(block, Paragraph | ItalicNote):
        return tuple(type(block)(content) for content in paragraphs)
    kind = type(block)
    children = getattr(block, "children", ())
    if not paragraphs and children:
        raise Refused(_("Đoạn này còn các ý bên dưới nên không xóa được; xóa các ý trước."))
    made = [kind(content=content) for content in paragraphs]  # type: ignore[call-arg]
    if made and children:
        made[-1] = kind(content=paragraphs[-1], children=children)  # type: ignore[call-arg]
    return tuple(made)


@transaction.atomic
def update_frame(*, document: Document, seat: Seat, subject: str, recipients: Sequence[str], edition: int) -> Document:
    """Replace the trích yếu and the list of recipients. Raises `Conflict`, `Refused`."""
    document = _locked(document, Step.EDIT, seat, edition=edition)
    subject = " ".join(subject.split())
    names = [name for recipient in recipients if (name := " ".join(recipient.split()).strip("-–+;. "))]
    if not subject:
        raise Refused(_("Trích yếu đang trống: ghi một câu nói văn bản về việc gì."))
    if len(subject) > LONGEST_SUBJECT:
        raise Refused(_("Trích yếu dài quá %(most)s chữ cái; viết gọn lại.") % {"most": LONGEST_SUBJECT})
    if not names:
        raise Refused(_("Nơi nhận đang trống: ghi ít nhất dòng “Lưu: VT”."))
    if len(names) > MOST_RECIPIENTS:
        raise Refused(_("Nơi nhận dài quá %(most)s dòng.") % {"most": MOST_RECIPIENTS})
    document.subject, document.recipients = subject, names
    return _saved(document, "document.reworded", "subject", "recipients", block="frame")


@transaction.atomic
def refresh_figures(*, document: Document, seat: Seat, now: dt.datetime) -> Document:
    """Bind the figures as they stand now. The words stay; the table by unit is composed anew (units may have come)."""
    document = _locked(document, Step.REFRESH, seat)
    year = _year_of(document, now=now)
    before = document.figures
    composed = _compose(document, year)
    blocks = _with_new_tables(from_json(document.content), composed)
    kept = {key: entry for key, entry in before.items() if key in figure_keys(blocks)}
    document.content = to_json(blocks)
    document.figures = kept | dict(year.entries)
    document.as_of = now
    return _saved(
        document, "document.refreshed", "content", "figures", "as_of", changed=len(changed_keys(before, year.entries))
    )


def _with_new_tables(blocks: Blocks, composed: Blocks) -> Blocks:
    """Each table replaced by the composed one at its turn, as long as both have as many columns."""
    new = [each.block for each in walk(composed) if isinstance(each.block, Table)]
    old = [each for each in walk(blocks) if isinstance(each.block, Table)]
    for place, table in zip(old, new, strict=False):
        if isinstance(place.block, Table) and len(place.block.columns) == len(table.columns):
            blocks = replaced(blocks, place.path, (table,))
    return blocks


def _compose(document: Document, year: YearFigures) -> Blocks:
    assert document.plan is not None
    brief = Brief(plan=document.plan, committee=document.committee, issuing_body=document.issuing_body, year=year)
    return KINDS[document.kind].compose(brief).blocks


def _year_of(document: Document, *, now: dt.datetime) -> YearFigures:
    if document.plan is None:
        raise Refused(_("Văn bản này không gắn với kế hoạch nào nên không có số liệu để cập nhật."))
    return _bound(document.plan, now=now)


def _bound(plan: Plan, *, now: dt.datetime) -> YearFigures:
    try:
        return figures_of(plan, now=now)
    except FiguresDisagreeError as error:
        log.error("figures.disagree", plan=plan.pk, key=str(error))
        raise Refused(
            _("Số liệu năm %(year)s đang thay đổi nên tổng chưa khớp; thử lại sau ít phút.") % {"year": plan.year}
        ) from error


# --- The steps -----------------------------------------------------------------------------------


@transaction.atomic
def present(*, document: Document, seat: Seat, now: dt.datetime) -> Document:
    """Trình ký: figures freeze at the cut-off `now`.

    Raises `Refused` where the text still has gaps, or where figures changed since they were bound: nobody presents
    numbers that were not read.
    """
    document = _locked(document, Step.PRESENT, seat)
    gaps = gaps_in(document)
    if gaps:
        raise Refused(
            _("Còn %(count)s đoạn có chỗ trống “…” (%(where)s); điền hoặc xóa rồi trình ký.")
            % {"count": len(gaps), "where": ", ".join(gaps)}
        )
    if document.plan is not None:
        changed = changed_keys(document.figures, _year_of(document, now=now).entries)
        if changed:
            raise Refused(_("Số liệu đã đổi từ lần cập nhật trước; bấm Cập nhật số liệu, đọc lại rồi trình ký."))
    document.as_of = now
    return _moved(document, State.PRESENTED, "document.presented", "as_of")


@transaction.atomic
def return_to_draft(*, document: Document, seat: Seat, reason: str) -> Document:
    """Back to the draft, with a reason that the audit trail keeps."""
    document = _locked(document, Step.RETURN, seat)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Refused(_("Ghi lý do đưa văn bản về dự thảo."))
    return _moved(document, State.DRAFT, "document.returned", reason=reason)


@transaction.atomic
def approve(*, document: Document, seat: Seat) -> Document:
    """Duyệt: by a leader, or recorded by the standing body for a leader who decided on paper."""
    document = _locked(document, Step.APPROVE, seat)
    behalf = "" if may(seat, Act.DECIDE) else " ".join(document.signature.get("authority", []))
    return _moved(document, State.APPROVED, "document.approved", on_behalf_of=behalf)


@transaction.atomic
def record_signed_on_paper(
    *, document: Document, seat: Seat, number: int, dated_on: dt.date, now: dt.datetime
) -> Document:
    """Đã ký: the number and the day that stand on the paper. Raises `Refused` for a number already taken."""
    document = _locked(document, Step.SIGN, seat)
    if not 0 < number <= HIGHEST_NUMBER:
        raise Refused(_("Số văn bản phải từ 1 đến 99.999."))
    if dated_on > in_vietnam(now).date():
        raise Refused(_("Ngày văn bản %(day)s chưa tới; ghi ngày đã ký.") % {"day": short_date(dated_on)})
    document.number, document.dated_on = number, dated_on
    try:
        with transaction.atomic():
            behalf = " ".join(document.signature.get("authority", []))
            return _moved(document, State.SIGNED, "document.signed", "number", "dated_on", on_behalf_of=behalf)
    except IntegrityError as error:
        raise Refused(
            _("Số %(number)s/%(symbol)s đã dùng cho văn bản khác trong năm %(year)s; xem lại sổ văn bản đi.")
            % {"number": number, "symbol": document.symbol, "year": dated_on.year}
        ) from error


@transaction.atomic
def issue(*, document: Document, seat: Seat) -> Document:
    """Ban hành: from here on the row is immutable, so its PDF must show what was signed."""
    document = _locked(document, Step.ISSUE, seat)
    if document.pdf_id is None or document.pdf_edition != document.edition:
        raise Refused(_("Tệp PDF chưa có số và ngày ký; bấm Tạo PDF, xem lại rồi ban hành."))
    document.state = State.ISSUED
    document.save(update_fields=["state", "updated_at"])
    audit.record("document.issued", subject=document, path=document.path, after=_named(document))
    return document


# --- What to look at -----------------------------------------------------------------------------


def gaps_in(document: Document) -> list[str]:
    """Where the text still has gaps "…", as "I.2"; each place once."""
    blocks = from_json(document.content)
    numbers = {each.path: each.number for each in walk(blocks)}
    with_gap = [
        each.path
        for each in walk(blocks)
        if any(GAP in run.text for run in runs_of(each.block) if not isinstance(run, Figure))
    ]
    return list(dict.fromkeys(_place(path, numbers) for path in with_gap))


def _place(path: BlockPath, numbers: Mapping[BlockPath, str]) -> str:
    parts = [numbers[path[: depth + 1]] for depth in range(len(path))]
    return "".join(part for part in parts if part not in {"-", "+"}).rstrip(".)") or _("đoạn đầu hoặc cuối")


# --- Mechanics -----------------------------------------------------------------------------------


def _locked(document: Document, step: Step, seat: Seat, *, edition: int | None = None) -> Document:
    """The row for a change. Raises `PermissionDenied`, `Conflict`, or `Refused` in the state it is in."""
    if not is_allowed(step, document, seat):
        raise PermissionDenied
    row: Document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("plan__committee__unit", "committee__unit", "issuing_body")
        .get(pk=document.pk)
    )
    if row.state not in _FROM[step]:
        raise Refused(_not_now(row, step))
    if edition is not None and row.edition != edition:
        raise Conflict(_("Người khác vừa sửa văn bản này; xem lại bản mới rồi sửa tiếp."))
    return row


def _not_now(document: Document, step: Step) -> str:
    if step in {Step.EDIT, Step.REFRESH} and document.state in _FROM[Step.RETURN]:
        return _("Văn bản đã trình ký nên không sửa được; đưa về dự thảo rồi sửa.")
    return _("Văn bản đang ở bước “%(state)s” nên không làm được việc này.") % {"state": document.get_state_display()}


def _moved(
    document: Document, state: State, action: str, *fields: str, on_behalf_of: str = "", **after: str
) -> Document:
    former, document.state = document.state, state
    document.edition += 1  # the printed page shows the step: a draft's mark, the number, the cut-off
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


def _saved(document: Document, action: str, *fields: str, **after: object) -> Document:
    document.edition += 1
    document.save(update_fields=["edition", "updated_at", *fields])
    audit.record(action, subject=document, path=document.path, after={"edition": document.edition, **after})
    return document


def _named(document: Document) -> dict[str, object]:
    day = document.dated_on
    return {"number": document.number, "dated_on": day.isoformat()} if document.number and day else {}
