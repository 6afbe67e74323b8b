"""A document in its other forms, made when they are asked for: Word, the annexes' workbook, all of them in one file.

They are made within the request: a body is bounded (`MOST_BLOCKS` and `MOST_ROWS` of reports/blocks.py), nothing of it
is a file of others, and the longest table takes half a second and 40 MB.
"""

from __future__ import annotations

from core import files
from core.models import StoredFile
from reports.annex_workbook import annex_workbook
from reports.bundling import bundle
from reports.models import Document
from reports.rendering import file_stem, page_content
from reports.word.writing import page_docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


def as_word(document: Document) -> bytes:
    """The document as a Word file, as it stands now."""
    return page_docx(page_content(document), created=document.as_of or document.created_at)


def as_workbook(document: Document) -> bytes | None:
    """The tables of its annexes as .xlsx; None where there are none."""
    return annex_workbook(page_content(document), created=document.as_of or document.created_at)


def as_archive(document: Document) -> bytes:
    """All forms in one file; the PDF is among them where it shows what the document now says."""
    return bundle(file_stem(document), pdf=_current_pdf(document), docx=as_word(document), xlsx=as_workbook(document))


def _current_pdf(document: Document) -> bytes | None:
    if document.pdf_id is None or document.pdf_edition != document.edition:
        return None
    file: StoredFile | None = StoredFile.objects.filter(pk=document.pdf_id).first()
    return None if file is None else files.content_of(file)
