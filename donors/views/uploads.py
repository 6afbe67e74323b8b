"""What became of an upload: progress, what counts, what is to be mended, what would go, taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from committees.access import SeatRequest, seat_required
from committees.permissions import Act
from core import audit, jobs
from core.export import XLSX, attachment
from core.models import Job
from core.refusal import Refused
from core.text.numbers import integer
from donors import committing, marking, mending, questions, read_notes, receiving, rereading, rows, withdrawing
from donors.intake import unread
from donors.intake.fields import FIELD_LABELS, Field
from donors.intake.findings import Finding, Severity
from donors.intake.layout import Layout
from donors.intake.people import PersonRow
from donors.intake.wording import mend as how_to_mend
from donors.intake.wording import sentence, severity
from donors.models import RegistrationChange, StagedRow, Upload
from donors.rights import sender_of, upload_in_reach
from donors.sealing import json_of
from donors.views.handing_in import crumbs, list_url, other_ways
from quotas.forecast import need_of

Change = RegistrationChange.Kind
NAMES_SHOWN = 200
REREAD = gettext_lazy("Đọc lại theo cách khác")


@require_safe
@seat_required(Act.HAND_IN)
def upload(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One upload as it stands; while it is read the page asks again by itself."""
    found = upload_in_reach(request, pk)
    context = upload_context(found)
    if not context["is_running"]:  # while it is read the page asks again every other second and names nobody
        audit.record("people.read", subject=found.volunteer_list.unit, path=found.path, after={"count": found.read})
    template = "donors/_upload.html" if request.headers.get("HX-Request") else "donors/upload.html"
    return render(request, template, context)


def reading_job(found: Upload) -> tuple[Job | None, bool]:
    """The job that reads an upload, and whether it still does.

    One that ended after the upload was looked up has changed it: what it left is looked up again.
    """
    job = jobs.latest(path=found.path, key=receiving.job_key(found))
    is_running = found.state == Upload.State.READING and job is not None and jobs.is_active(job)
    if found.state == Upload.State.READING and not is_running:
        found.refresh_from_db(fields=[field.name for field in Upload._meta.concrete_fields if not field.is_relation])
        found.volunteer_list.refresh_from_db(fields=["people", "to_mend", "changed_at"])
    return job, is_running


def upload_context(found: Upload) -> dict[str, object]:
    """What the upload's page says."""
    volunteer_list = found.volunteer_list
    job, is_running = reading_job(found)
    need = need_of(volunteer_list.round, volunteer_list.unit)
    again = reverse("list_hand_in", args=[volunteer_list.round_id, volunteer_list.unit_id])
    return {
        "title": _("Lần nộp danh sách"),
        "lead": _lead(found),
        "crumbs": crumbs(volunteer_list, _("Lần nộp")),
        "upload": found,
        "list": volunteer_list,
        "list_url": list_url(volunteer_list),
        "job": job,
        "is_running": is_running,
        "job_words": jobs.words(job) if job else "",
        "has_failed": found.state == Upload.State.READING and not is_running,
        "sheets": sheets_of(found),
        "summary": summary(found),
        "missing": need.missing(volunteer_list.people),
        **notes_of(found),
        **counts_of(found),
        "to_mend": [
            MendRow.of(row, url=reverse("upload_mend", args=[found.pk, row.pk])) for row in rows_to_mend(found)
        ],
        "changes": preview_of(found) if found.state == Upload.State.WAITING else changes_of(found),
        "question": questions.shown(found),
        "answer_url": reverse("upload_answer", args=[found.pk]),
        "reread_url": reverse("upload_reread", args=[found.pk]) if rereading.may_read_again(found) else "",
        "is_open": found.state in committing.OPEN_STATES,
        "rows_gone": withdrawing.rows_gone(found),
        "others": other_ways(volunteer_list, besides=again) if found.state == Upload.State.REFUSED else [],
    }


def _lead(found: Upload) -> str:
    return f"{found.volunteer_list.unit.name} · {found.volunteer_list.round.name}"


def counts_of(found: Upload) -> dict[str, int]:
    """How many rows of the file wait, how many of them its page does not show yet, how many were left out by hand."""
    waiting = found.rows.filter(has_error=True).count()
    left_out = found.read - found.accepted - found.doubles - waiting
    return {"waiting": waiting, "more_to_mend": max(0, waiting - NAMES_SHOWN), "left_out": left_out}


def rows_to_mend(found: Upload) -> list[StagedRow]:
    """The upload's rows that wait to be mended, in the order of the file."""
    return list(found.rows.filter(has_error=True).order_by("sheet", "row")[:NAMES_SHOWN])


def notes_of(found: Upload) -> dict[str, object]:
    """What was found about the whole file, and in rows that were taken all the same."""
    notes = read_notes.kept(found)
    return {
        "findings": [told(each) for each in notes.file],
        "row_notes": [
            {"row": each.row, "name": each.name, "told": [told(finding) for finding in each.findings]}
            for each in notes.rows[:NAMES_SHOWN]
        ],
        "row_notes_count": len(notes.rows),
    }


def sheets_of(found: Upload) -> list[dict[str, object]]:
    """Which sheets were read, and where their headings stand."""
    return [
        {"sheet": layout.sheet, "header_line": layout.header_rows[0] + 1 if layout.header_rows else None}
        for layout in map(Layout.from_json, found.layout.get("sheets", []))
    ]


def summary(found: Upload, *, tells_known: bool = True) -> str:
    """«Đã nhận 48 người (2 người từng đăng ký) · 3 dòng cần sửa»; without `tells_known` nothing about other lists."""
    if found.state == Upload.State.REFUSED:
        return unread.said(found.refusal, name=found.file_name)
    parts = []
    if found.state == Upload.State.COUNTED and found.accepted:
        people = {"people": integer(found.accepted), "known": integer(found.known)}
        if found.known and tells_known:
            parts.append(_("Đã nhận %(people)s người (%(known)s người từng đăng ký)") % people)
        else:
            parts.append(_("Đã nhận %(people)s người") % people)
    else:
        parts.append(str(found.get_state_display()))
    to_mend = found.rows.filter(has_error=True).count()
    if to_mend:
        parts.append(_("%(rows)s dòng cần sửa") % {"rows": integer(to_mend)})
    return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the page says it."""

    sentence: str
    mend: str
    kind: str
    field: str
    choices: tuple[str, ...]


def told(finding: Finding) -> Told:
    """The finding in words."""
    return Told(
        sentence=sentence(finding),
        mend=how_to_mend(finding),
        kind={Severity.ERROR: "late", Severity.WARNING: "warn"}.get(severity(finding), ""),
        field=finding.field.value if finding.field else "",
        choices=finding.choices,
    )


@dataclass(frozen=True, slots=True)
class MendRow:
    """A row that waits: who, what is wrong, and the fields in which it can be put right."""

    id: int
    url: str
    row: int
    sheet: str
    name: str
    errors: list[Told]
    is_double: bool
    fields: list[dict[str, str]]

    @classmethod
    def of(cls, staged: StagedRow, *, url: str) -> MendRow:
        """The row as the page shows it; `url` is where its form goes."""
        person = rows.from_json(json_of(staged.sealed))
        errors = [finding for finding in person.findings if severity(finding) is Severity.ERROR]
        meanings = dict.fromkeys(
            mending.TYPED_AS.get(finding.field, finding.field)
            for finding in errors
            if finding.field and finding.code not in mending.DOUBLES
        )
        written = {mending.TYPED_AS.get(field, field): text for field, text in person.written.items()}
        return cls(
            id=staged.pk,
            url=url,
            row=staged.row,
            sheet=staged.sheet,
            name=person.name or _("(chưa có tên)"),
            errors=[told(finding) for finding in errors],
            is_double=any(finding.code in mending.DOUBLES for finding in errors),
            fields=[
                {"name": meaning.value, "label": str(FIELD_LABELS[meaning]), "value": written.get(meaning, "")}
                for meaning in meanings
            ],
        )


def changes_of(found: Upload) -> list[dict[str, object]]:
    """Who was added, changed, taken off, by name."""
    groups: list[dict[str, object]] = []
    for kind in (Change.REMOVED, Change.CHANGED, Change.ADDED):
        changes = found.changes.filter(kind=kind).select_related("registration").order_by("registration__name_sort")
        people = [_told_of(change) for change in changes[:NAMES_SHOWN]]
        if people:
            groups.append({"label": kind.label, "people": people, "count": changes.count()})
    return groups


def preview_of(found: Upload) -> list[dict[str, object]]:
    """Who would be taken off, changed, added if the waiting upload counted."""
    told = committing.preview(found)
    changed = [
        (person, _labels(rows.changed_fields(rows.person_of(registration), person)))
        for registration, person in told.changed
    ]
    groups: list[tuple[str, list[dict[str, object]]]] = [
        (str(Change.REMOVED.label), [{"name": each.name, "year": each.birth_year} for each in told.removed]),
        (str(Change.CHANGED.label), [_shown(person, fields) for person, fields in changed]),
        (str(Change.ADDED.label), [_shown(person, "") for person in told.added]),
    ]
    return [
        {"label": label, "people": people[:NAMES_SHOWN], "count": len(people), "is_open": True}
        for label, people in groups
        if people
    ]


def _shown(person: PersonRow, fields: str) -> dict[str, object]:
    return {"name": person.name, "year": person.birth.year if person.birth else "", "fields": fields}


def _told_of(change: RegistrationChange) -> dict[str, object]:
    """One person of a change; of who was erased only that there was somebody."""
    person, fields = change.registration, _labels(change.fields)
    if person.erased_at is not None:
        return {"name": _("(đã xóa dữ liệu)"), "year": "–", "fields": ""}
    return {"name": person.name, "year": person.birth_year, "fields": fields}


def _labels(fields: list[str]) -> str:
    return ", ".join(str(FIELD_LABELS[Field(name)]).lower() for name in fields)


@require_safe
@seat_required(Act.HAND_IN)
def upload_marked(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The sender's own workbook with the rows to be mended marked in it."""
    found = upload_in_reach(request, pk)
    try:
        return marked_answer(found)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("upload", pk=found.pk)


def marked_answer(found: Upload) -> HttpResponseBase:
    """The marked workbook to download. Raises `Refused` where the file has gone, `Http404` where there is none."""
    if found.state != Upload.State.COUNTED or found.kind not in {Upload.Kind.FILE, Upload.Kind.PASTED}:
        raise Http404
    if found.part:  # other units' people stand in the file
        raise Http404
    content = marking.workbook_with_marks(found)
    audit.record("people.read", subject=found.volunteer_list.unit, path=found.path, after={"kind": "marked"})
    stem = found.file_name.rpartition(".")[0] or _("danh sách")
    return attachment(content, XLSX, f"{stem} - {_('cần sửa')}.xlsx")


@require_POST
@seat_required(Act.HAND_IN)
def upload_mend(request: SeatRequest, pk: uuid.UUID, row_pk: int) -> HttpResponseBase:
    """Put a row right, decide a double, or leave the row out."""
    found = upload_in_reach(request, pk)
    row_id = found.rows.filter(pk=row_pk).values_list("pk", flat=True).first()
    if row_id is not None:
        tried(request, lambda: mend_as_posted(request, row_id, by_name=str(request.user)))
    return redirect("upload", pk=found.pk)


def mend_as_posted(request: HttpRequest, row_id: int, *, by_name: str) -> str:
    """Do with a waiting row what its form says, and tell what was done. Raises `Refused`."""
    now, act = timezone.now(), request.POST.get("act", "")
    if act == "leave_out":
        mending.leave_out(row_id=row_id, now=now)
        return _("Đã bỏ dòng này.")
    if act in {"same", "different"}:
        is_same = act == "same"
        settled = mending.decide_double(row_id=row_id, is_same=is_same, by_name=by_name, now=now)
        return _("Đã ghi nhận.") if settled else _("Dòng này còn điểm cần sửa.")
    values = {
        mending.refuse_unknown(name.removeprefix("value-")): text
        for name, text in request.POST.dict().items()
        if name.startswith("value-")
    }
    if act.startswith("choose:"):
        name, _colon, text = act.removeprefix("choose:").partition(":")
        values[mending.refuse_unknown(name)] = text
    counts = mending.mend(row_id=row_id, values=values, now=now)
    return _("Đã sửa và nhận dòng này.") if counts else _("Dòng này còn điểm cần sửa.")


@require_POST
@seat_required(Act.HAND_IN)
def upload_replace(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Thay danh sách cũ: let a version count that takes people off."""
    found = upload_in_reach(request, pk)

    def replace() -> str:
        committing.settle(upload_id=found.pk, now=timezone.now(), may_remove=True)
        return _("Đã thay danh sách cũ.")

    tried(request, replace)
    return redirect("upload", pk=found.pk)


@require_POST
@seat_required(Act.HAND_IN)
def upload_answer(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Answer what reading asked: the header row, what a column means."""
    found = upload_in_reach(request, pk)

    def answer() -> str:
        questions.answer(
            upload=found, given=request.POST.dict(), seat=request.seat, user_id=request.user.pk, now=timezone.now()
        )
        return _("Đang đọc lại tệp theo trả lời này.")

    tried(request, answer)
    return redirect("upload", pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.HAND_IN)
def upload_reread(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Đọc lại theo cách khác: how the file was read, to be changed and handed in again as a version of its own."""
    found, now = upload_in_reach(request, pk), timezone.now()
    try:
        if request.method == "POST":
            given, sender = request.POST.dict(), sender_of(request)
            again = rereading.read_again(upload=found, given=given, sender=sender, now=now)
            return redirect("upload", pk=again.pk)
        reread = rereading.shown(found, sheet=request.GET.get("sheet"), now=now)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("upload", pk=found.pk)
    audit.record("people.read", subject=found.volunteer_list.unit, path=found.path, after={"count": found.read})
    return render(
        request,
        "donors/reread.html",
        {
            "title": REREAD,
            "lead": _lead(found),
            "crumbs": [
                *crumbs(found.volunteer_list),
                {"label": _("Lần nộp"), "url": reverse("upload", args=[found.pk])},
                {"label": REREAD},
            ],
            "reread": reread,
            "cancel": reverse("upload", args=[found.pk]),
        },
    )


@require_POST
@seat_required(Act.HAND_IN)
def upload_withdraw(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take an upload back."""
    found = upload_in_reach(request, pk)

    def withdraw() -> str:
        return _withdrawn(withdrawing.withdraw(upload=found, seat=request.seat, now=timezone.now()))

    tried(request, withdraw)
    return redirect(list_url(found.volunteer_list))


def _withdrawn(done: withdrawing.Withdrawn) -> str:
    """What taking an upload back did, and what it could not do."""
    if done == withdrawing.Withdrawn():
        return _("Đã thu hồi lần nộp này; danh sách không thay đổi.")
    said = [
        _("Đã thu hồi lần nộp: bớt %(off)s người, trả lại %(back)s người.")
        % {"off": integer(done.taken_off), "back": integer(done.brought_back)}
    ]
    if done.changed_back:
        said.append(_("%(people)s người đã sửa trở lại như trước.") % {"people": integer(done.changed_back)})
    if done.kept:
        said.append(_("%(kept)s người giữ nguyên vì lần nộp sau đã sửa.") % {"kept": integer(done.kept)})
    if done.rows_gone:
        said.append(
            _("%(rows)s dòng chưa được tính của lần nộp trước không trở lại; nộp lại tệp đó để sửa tiếp.")
            % {"rows": integer(done.rows_gone)}
        )
    return " ".join(said)


def tried(request: HttpRequest, act: Callable[[], str]) -> None:
    """Do it and say what was done, or say why not."""
    try:
        done = act()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
