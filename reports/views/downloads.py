"""A document to take along: PDF, Word, its annexes as a workbook, all in one archive, and the files kept with it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, seat_required, visible
from committees.permissions import Act
from core import files
from core.models import StoredFile
from reports import giving_out
from reports.rendering import file_stem
from reports.views.sheet import seen


@require_safe
@seat_required(Act.READ)
def document_pdf(request: SeatRequest, pk: int) -> HttpResponse:
    """The PDF to keep."""
    row = seen(request, pk)
    return files.as_download(visible(StoredFile.objects.all(), pk=row.pdf_id))


@require_safe
@seat_required(Act.READ)
def document_word(request: SeatRequest, pk: int) -> HttpResponse:
    """The document as a Word file."""
    row = seen(request, pk)
    return files.given_out(giving_out.as_word(row), name=f"{file_stem(row)}.docx", media_type=giving_out.DOCX)


@require_safe
@seat_required(Act.READ)
def document_workbook(request: SeatRequest, pk: int) -> HttpResponse:
    """The annexes' tables as a workbook; not there where there are none."""
    row = seen(request, pk)
    workbook = giving_out.as_workbook(row)
    if workbook is None:
        raise Http404
    return files.given_out(workbook, name=f"{file_stem(row)} - phụ lục.xlsx", media_type=giving_out.XLSX)


@require_safe
@seat_required(Act.READ)
def document_archive(request: SeatRequest, pk: int) -> HttpResponse:
    """Everything in one archive."""
    row = seen(request, pk)
    return files.given_out(giving_out.as_archive(row), name=f"{file_stem(row)}.zip", media_type=giving_out.ZIP)


@require_safe
@seat_required(Act.READ)
def document_file(request: SeatRequest, pk: int, file_pk: int) -> HttpResponse:
    """A scan or a signed PDF of the document."""
    kept = visible(seen(request, pk).files.select_related("file"), pk=file_pk)
    return files.as_download(kept.file)
