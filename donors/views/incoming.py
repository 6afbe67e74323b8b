"""Nộp thay: the clerk drops the files of many units at once, confirms whose each is in one table, sends receipts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import Round
from committees.access import SeatRequest, seat_required, visible
from committees.models import Unit
from committees.ordering import annex_order
from committees.permissions import Act
from core import audit, jobs
from core.models import Job
from core.refusal import Refused
from core.requests import many_fields
from core.text.numbers import integer
from donors import incoming as handing_in
from donors.forms import IncomingForm
from donors.intake import unread
from donors.intake.fields import Field
from donors.intake.guessing import Source
from donors.models import IncomingBatch, IncomingFile, IncomingPart, StagedRow, Upload
from donors.questions import date_choices
from donors.receipts import receipt_words
from donors.recognising import orders_of
from donors.rights import round_for_host_clerk, sender_of

UNPROCESSABLE = 422
BATCHES_SHOWN = 10
MOST_FIELDS = 20_000  # sixty files, some of them in many parts
LEFT_OUT = "skip"
FileState = IncomingFile.State


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def incoming_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Drop all files at once; below, the batches that came before."""
    round = round_for_host_clerk(request, pk)
    now, is_post = timezone.now(), request.method == "POST"
    form = IncomingForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        asks_consent=True,
        is_for_unit=True,
        now=now,
    )
    if is_post and form.is_valid():
        try:
            received = _receive(request, round, form, now)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            if received.twins:
                names = ", ".join(received.twins)
                messages.info(request, _("Đã gửi trước đó, không nhận lại: %(names)s.") % {"names": names})
            return redirect(_url(received.batch))
    title = _("Nộp thay nhiều tệp")
    return render(
        request,
        "donors/incoming_new.html",
        {
            "title": title,
            "lead": round.name,
            "crumbs": _crumbs(round, title),
            "form": form,
            "submit": _("Gửi các tệp"),
            "cancel": reverse("round_lists", args=[round.pk]),
            "batches": _batches(request, round),
        },
        status=UNPROCESSABLE if form.is_bound else 200,
    )


def _receive(request: SeatRequest, round: Round, form: IncomingForm, now: dt.datetime) -> handing_in.Received:
    uploads = form.cleaned_data["sent"]
    handing_in.ensure_sizes([(each.name or "", each.size or 0) for each in uploads])
    sender = replace(
        sender_of(request), via=form.cleaned_data["via"], received_at=form.cleaned_data["received_at"] or now
    )
    return handing_in.receive_batch(
        round=round,
        sent=[handing_in.Sent(each.name or "", each.read()) for each in uploads],
        is_agreed=form.cleaned_data["is_agreed"],
        sender=sender,
        now=now,
    )


@many_fields(MOST_FIELDS)
@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def incoming(request: SeatRequest, pk: int, batch_pk: uuid.UUID) -> HttpResponseBase:
    """One batch: progress while it is read, the table to confirm, what became of each file."""
    batch = _batch_in_reach(request, pk, batch_pk)
    if request.method == "POST":
        _confirm(request, batch)
        return redirect(_url(batch))
    context = _context(batch)
    _record_reading(batch, context)
    if not request.headers.get("HX-Request"):
        return render(request, "donors/incoming.html", context)
    part = "donors/_incoming_results.html" if request.GET.get("show") == "results" else "donors/_incoming.html"
    return render(request, part, context)


def _record_reading(batch: IncomingBatch, context: Mapping[str, object]) -> None:
    """Write down that somebody's date was read: a question about dates shows one as an example."""
    rows = context["rows"]
    asking = [row for row in rows if row.dates] if isinstance(rows, list) and not context["is_reading"] else []
    if asking:
        after = {"count": sum(len(row.dates) for row in asking), "kind": "incoming"}
        audit.record("people.read", subject=batch.round, path=batch.path, after=after)


def _confirm(request: SeatRequest, batch: IncomingBatch) -> None:
    try:
        if request.POST.get("act") == "read_again":
            handing_in.read_again(batch=batch, sender=sender_of(request))
            return
        choices = choices_of(request.POST)
        done = handing_in.confirm(batch=batch, choices=choices, sender=sender_of(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return
    said = []
    if done.files:
        counts = {"files": integer(done.files), "units": integer(done.units)}
        said.append(_("Đã nộp %(files)s tệp cho %(units)s đơn vị.") % counts)
    if done.dropped:
        said.append(_("Đã bỏ %(files)s tệp.") % {"files": integer(done.dropped)})
    if done.left:
        said.append(_("Còn %(files)s tệp phải xem.") % {"files": integer(done.left)})
    if said:
        tell = messages.success if done.files or done.dropped else messages.warning
        tell(request, " ".join(said))


@require_safe
@seat_required(Act.HAND_IN)
def incoming_receipts(request: SeatRequest, pk: int, batch_pk: uuid.UUID) -> HttpResponseBase:
    """What to send back: one text a file, and all in one."""
    batch = _batch_in_reach(request, pk, batch_pk)
    files = [file for file in handing_in.files_of(batch) if file.state == FileState.HANDED_IN]
    to_mend = _to_mend(files)
    receipts = [{"id": f"receipt-{file.number}", "name": file.name, "text": _receipt(file, to_mend)} for file in files]
    return render(
        request,
        "donors/incoming_receipts.html",
        {
            "title": _("Biên nhận để gửi lại"),
            "lead": _lead(batch),
            "crumbs": _crumbs(batch.round, _("Biên nhận"), batch=batch),
            "receipts": [receipt for receipt in receipts if receipt["text"]],
            "all": "\n\n".join(receipt["text"] for receipt in receipts if receipt["text"]),
            "back": _url(batch),
        },
    )


# --- who may, and where ----------------------------------------------------------------------------------------------


def _batch_in_reach(request: SeatRequest, pk: int, batch_pk: uuid.UUID) -> IncomingBatch:
    """A batch of the seat's own committee; row-level security has hidden every other: 404."""
    round = round_for_host_clerk(request, pk)
    return visible(IncomingBatch.objects.select_related("round__plan"), pk=batch_pk, round=round)


def _url(batch: IncomingBatch) -> str:
    return reverse("incoming", args=[batch.round_id, batch.pk])


def _crumbs(round: Round, *last: str, batch: IncomingBatch | None = None) -> list[dict[str, str]]:
    trail = [
        {"label": _("Danh sách"), "url": reverse("lists")},
        {"label": round.name, "url": reverse("round_lists", args=[round.pk])},
    ]
    if batch is not None:
        trail.append({"label": _("Nộp thay"), "url": _url(batch)})
    return [*trail, *({"label": label} for label in last)]


def _lead(batch: IncomingBatch) -> str:
    return batch.round.name


def _batches(request: SeatRequest, round: Round) -> list[IncomingBatch]:
    """The latest batches of the round with their counts."""
    counted = IncomingBatch.objects.filter(round=round, path=request.seat.path).annotate(
        count=Count("files"),
        undecided=Count("files", filter=Q(files__state__in=[FileState.READING, FileState.TO_CONFIRM])),
    )
    return list(counted.order_by("-at")[:BATCHES_SHOWN])


# --- the table -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartRow:
    """A unit to be chosen: for a file, or for one part of it."""

    part: IncomingPart
    hint: str
    joins: bool
    is_chosen: bool

    @property
    def unit_id(self) -> int | None:
        """The unit that stands in the field."""
        return self.part.unit_id


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file to be confirmed, and its parts where it holds several units' lists."""

    file: IncomingFile
    whole: PartRow
    parts: list[PartRow]
    rounds: list[Round]
    dates: list[dict[str, object]]  # columns of dates still to be answered, for all parts at once
    is_asking: bool = False

    @property
    def refusal(self) -> str:
        """Why it could not be handed in at the last try."""
        return unread.said(self.file.refusal, name=self.file.name)

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to choose."""
        rows = self.parts if self.parts and not self.whole.part.unit_id else [self.whole]
        return not self.rounds and not self.is_asking and all(row.is_chosen and not row.joins for row in rows)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file became: a line for each of its uploads, or why there is none."""

    file: IncomingFile
    lines: list[dict[str, str]]


def _context(batch: IncomingBatch) -> dict[str, object]:
    files = list(handing_in.files_of(batch))
    reading = [file for file in files if file.state == FileState.READING]
    given_up = _given_up(batch, reading)
    waiting = [file for file in files if file.state == FileState.TO_CONFIRM]
    conflicts = handing_in.conflicts(batch, waiting, {})
    meeting = {part.pk for each in conflicts.values() for delivery in each for part in delivery.parts}
    rows = [_row(batch, file, meeting) for file in waiting]
    done = [file for file in files if file.state not in {FileState.READING, FileState.TO_CONFIRM}]
    uploads = [upload for file in done for upload in _uploads(file)]
    being_read = sum(upload.state == Upload.State.READING for upload in uploads)
    return {
        "title": _("Nộp thay"),
        "lead": _lead(batch),
        "crumbs": _crumbs(batch.round, _("Nộp thay")),
        "batch": batch,
        "here": _url(batch),
        "total": len(files),
        "read": len(files) - len(reading),
        "is_reading": len(reading) > len(given_up),
        "given_up": given_up,
        "rows": rows,
        "ready": sum(row.is_ready for row in rows),
        "units": _units(batch) if rows else [],
        "joins": [
            (handing_in.Join.ADD.value, _("Cộng thêm: mỗi tệp một phần danh sách")),
            (handing_in.Join.REPLACE.value, _("Thay: chỉ tính tệp này")),
        ],
        "left_out": LEFT_OUT,
        "outcomes": _outcomes(done) if not being_read else [],
        "lists_total": len(uploads),
        "lists_read": len(uploads) - being_read,
        "is_settling": bool(being_read),
        "has_receipts": bool(uploads),
    }


def _given_up(batch: IncomingBatch, reading: list[IncomingFile]) -> list[IncomingFile]:
    """Files still unread whose job neither waits nor runs."""
    keys = {handing_in.job_key(file): file for file in reading}
    active = set(
        Job.objects.filter(path=batch.path, key__in=list(keys), state__in=jobs.ACTIVE).values_list("key", flat=True)
    )
    return [file for key, file in keys.items() if key not in active]


def _row(batch: IncomingBatch, file: IncomingFile, meeting: set[int]) -> FileRow:
    whole, *parts = (_part_row(part, meeting) for part in file.parts.all())
    rounds = [batch.round, *([file.other_round] if file.other_round else [])] if file.round_said else []
    dates = [
        {**asked, "name": f"dates-{file.pk}-{question.field.value}"}
        for question in handing_in.dates_asked(file)
        for asked in [date_choices(question, chosen=orders_of(file.dates).get(question.field))]
    ]
    return FileRow(
        file=file, whole=whole, parts=parts, rounds=rounds, dates=dates, is_asking=handing_in.is_asking(file)
    )


def _part_row(part: IncomingPart, meeting: set[int]) -> PartRow:
    return PartRow(
        part=part, hint=_hint(part), joins=part.pk in meeting, is_chosen=part.is_left_out or part.unit_id is not None
    )


def _hint(part: IncomingPart) -> str:
    """Where the guess comes from, and whether it is only one."""
    if part.guess is None:
        return "" if part.number == 0 and part.file.is_split else _("Chưa rõ đơn vị; chọn một đơn vị.")
    if part.number:
        where = _("tên nhóm hoặc trang tính")
    else:
        where = {
            Source.CODE: _("mã biểu"),
            Source.TITLE: _("tiêu đề"),
            Source.SHEET: _("tên trang tính"),
            Source.FILE_NAME: _("tên tệp"),
        }[Source(part.source)]
    if part.is_sure:
        return _("Theo %(where)s.") % {"where": where}
    return _("Có thể là %(unit)s (theo %(where)s); chọn cho chắc.") % {"unit": part.guess.name, "where": where}


def _units(batch: IncomingBatch) -> list[Unit]:
    """The units that a file may be for, as an annex lists them."""
    taking_part = batch.round.participations.within(batch.path).select_related("unit").order_by(*annex_order("unit"))
    return [each.unit for each in taking_part]


def choices_of(form: QueryDict) -> handing_in.Choices:
    """What the table says: `unit-<part>`, `join-<part>`, `round-<file>`, `drop-<file>`; odd fields are passed over."""
    units: dict[int, int | None] = {}
    left_out: set[int] = set()
    for part, value in _numbered(form, "unit-").items():
        if value == LEFT_OUT:
            left_out.add(part)
        units[part] = _whole_number(value)
    joins = {
        part: handing_in.Join(value)
        for part, value in _numbered(form, "join-").items()
        if value in set(handing_in.Join)
    }
    rounds = {file: number for file, value in _of_files(form, "round-").items() if (number := _whole_number(value))}
    dropped = frozenset(_of_files(form, "drop-"))
    return handing_in.Choices(units, frozenset(left_out), dropped, rounds, joins, _dates(form))


def _dates(form: QueryDict) -> dict[tuple[uuid.UUID, Field], str]:
    """`dates-<file>-<meaning>`: how a column of a file is read."""
    return {
        (file, meaning): value
        for meaning in Field
        for file, value in _of_files(
            {
                name.removesuffix(f"-{meaning.value}"): str(value)
                for name, value in form.items()
                if name.endswith(f"-{meaning.value}")
            },
            "dates-",
        ).items()
    }


def _numbered(form: QueryDict, prefix: str) -> Mapping[int, str]:
    named = {_whole_number(name.removeprefix(prefix)): value for name, value in form.items() if name.startswith(prefix)}
    return {number: str(value) for number, value in named.items() if number is not None}


def _of_files(form: Mapping[str, str] | QueryDict, prefix: str) -> Mapping[uuid.UUID, str]:
    found: dict[uuid.UUID, str] = {}
    for name, value in form.items():
        if name.startswith(prefix):
            try:
                found[uuid.UUID(name.removeprefix(prefix))] = str(value)
            except ValueError:
                continue
    return found


def _whole_number(text: str) -> int | None:
    """A row's number as a form holds it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


# --- what became of the files ----------------------------------------------------------------------------------------


def _uploads(file: IncomingFile) -> list[Upload]:
    """The uploads the file became, each once."""
    return list({part.upload.pk: part.upload for part in file.parts.all() if part.upload is not None}.values())


def _to_mend(files: list[IncomingFile]) -> dict[uuid.UUID, int]:
    """How many rows of each upload wait to be mended."""
    uploads = [upload.pk for file in files for upload in _uploads(file)]
    counted = StagedRow.objects.filter(upload__in=uploads, has_error=True).values_list("upload").annotate(n=Count("pk"))
    return dict(counted)


def _outcomes(files: list[IncomingFile]) -> list[Outcome]:
    to_mend = _to_mend(files)
    return [_outcome(file, to_mend) for file in files]


def _outcome(file: IncomingFile, to_mend: Mapping[uuid.UUID, int]) -> Outcome:
    if file.state != FileState.HANDED_IN:
        why = unread.said(file.refusal, name=file.name)
        said = f"{file.get_state_display()}. {why}" if why else str(file.get_state_display())
        return Outcome(file, [{"unit": "", "said": said, "kind": "late" if file.state == FileState.REFUSED else ""}])
    return Outcome(file, [_line(upload, to_mend.get(upload.pk, 0)) for upload in _uploads(file)])


def _line(upload: Upload, to_mend: int) -> dict[str, str]:
    said, kind = str(upload.get_state_display()), "warn"
    if upload.state == Upload.State.COUNTED:
        kind = "warn" if to_mend else "ok"
        said = _("Đã nhận %(people)s người") % {"people": integer(upload.accepted)}
        if to_mend:
            said += " · " + _("%(rows)s dòng cần sửa") % {"rows": integer(to_mend)}
    elif upload.state == Upload.State.REFUSED:
        kind, said = "late", unread.said(upload.refusal, name=upload.file_name)
    url_name = "photo" if upload.kind == Upload.Kind.PHOTO else "upload"
    return {
        "unit": upload.volunteer_list.unit.name,
        "said": said,
        "kind": kind,
        "url": reverse(url_name, args=[upload.pk]),
    }


def _receipt(file: IncomingFile, to_mend: Mapping[uuid.UUID, int]) -> str:
    """What to send to whoever sent the file: a line for each unit in it."""
    standing = [upload for upload in _uploads(file) if upload.state != Upload.State.WITHDRAWN]
    return "\n".join(receipt_words(upload, to_mend=to_mend.get(upload.pk, 0)) for upload in standing)
