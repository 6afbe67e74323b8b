"""A draft that comes back from Word: handed in, looked through, taken or left."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from committees.access import SeatRequest, own_row, seat_required
from committees.form_page import UNPROCESSABLE
from committees.permissions import Act
from core.models import StoredFile
from core.refusal import Refused
from reports import handing_back, rendering
from reports.forms import TakeForm, WordFileForm
from reports.giving_out import DOCX
from reports.kinds import KINDS
from reports.models import Document
from reports.views.sheet import own, sheet
from reports.word.returning import Returned

MOST_SHOWN = 200  # differences of one sort on a page

Each = TypeVar("Each")


@dataclass(frozen=True)
class Shown(Generic[Each]):
    """The first differences of one sort, and how many more there are."""

    rows: Sequence[Each]
    more: int


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A bound figure that the file prints otherwise, with where the document has it from."""

    place: str
    was: str
    now: str | None
    source: str


@require_POST
@seat_required(Act.RUN)
def document_hand_back(request: SeatRequest, pk: int) -> HttpResponse:
    """Hand a corrected Word file in; the next page says what differs."""
    row = own(request, pk)
    form = WordFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = handing_back.hand_back(
                document=row,
                seat=request.seat,
                corrected=form.upload(),
                user_id=request.user.pk,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("document_handed_back", pk, file.pk)
    return sheet(request, row, {"word_form": form}, status=UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seat_required(Act.RUN)
def document_handed_back(request: SeatRequest, pk: int, file_pk: uuid.UUID) -> HttpResponse:
    """What differs in the file that came back; it is taken whole, or left."""
    row = own(request, pk)
    file = own_row(request, StoredFile.objects.filter(media_type=DOCX, expires_at__isnull=False), pk=file_pk)
    if not handing_back.belongs(row, file):
        raise Http404
    if request.method == "POST" and "take" not in request.POST:
        return _leave(request, row, file)
    form = TakeForm(request.POST if request.method == "POST" else None, initial={"edition": row.edition})
    if request.method == "POST" and form.is_valid():
        try:
            taken = handing_back.take(document=row, seat=request.seat, file=file, edition=form.cleaned_data["edition"])
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("document_handed_back", pk, file_pk)  # shown against the document as it is now
        rendering.refresh_preview(document=taken, seat=request.seat, user_id=request.user.pk)
        messages.success(request, _("Đã nhận nội dung từ tệp Word."))
        return redirect("document", pk)
    try:
        returned = handing_back.review(row, file)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("document", pk)
    return render(request, "reports/handed_back.html", {**_differences(row, returned), "form": form, "file": file})


def _leave(request: SeatRequest, row: Document, file: StoredFile) -> HttpResponse:
    try:
        handing_back.leave(document=row, seat=request.seat, file=file)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.info(request, _("Đã bỏ tệp Word; văn bản giữ nguyên như trước."))
    return redirect("document", row.pk)


def _differences(row: Document, returned: Returned) -> dict[str, object]:
    found = returned.comparison
    back = reverse("document", args=[row.pk])
    figures = [
        ChangedFigure(each.place, each.was, each.now, row.figures[each.key]["source"] or _("Nhập tay"))
        for each in found.figures
    ]
    return {
        "title": _("Bản sửa trong Word"),
        "crumbs": [{"label": _("Văn bản"), "url": reverse("documents")}, {"label": KINDS[row.kind].name, "url": back}],
        "document": row,
        "figures": _shown(figures),
        "numbers": _shown(found.numbers),
        "lines": _shown(found.lines),
        "around": _shown(returned.around),
        "notes": returned.reading.notes,
        "is_same": found.is_same and not returned.around,
    }


def _shown(rows: Sequence[Each]) -> Shown[Each]:
    return Shown(rows[:MOST_SHOWN], max(0, len(rows) - MOST_SHOWN))
