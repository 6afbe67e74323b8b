"""An upload given back as the sender's own workbook: each cell that waits is red, «Lỗi» and «Cách sửa» beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from core import files
from core.refusal import Refused
from donors import rows
from donors.intake.book import FileKind
from donors.intake.fields import Field
from donors.intake.findings import Finding, Severity
from donors.intake.layout import Layout
from donors.intake.marked import Mark, marked_workbook
from donors.intake.people import PersonRow
from donors.intake.wording import mend, sentence, severity
from donors.models import Upload
from donors.sealing import json_of


def workbook_with_marks(upload: Upload) -> bytes:
    """The upload's file as .xlsx with what is wrong in it. Raises `Refused` where the file has gone or cannot be kept.

    Always Vietnamese: the workbook goes back to the unit, whatever language the page is read in.
    """
    if upload.file is None:
        raise Refused(_("Tệp đã tự xóa theo hạn; sửa các dòng ngay trên trang này."))
    content, kind = files.content_of(upload.file), FileKind(upload.layout["kind"])
    marks = _marks(upload)
    for layout in map(Layout.from_json, upload.layout.get("sheets", [])):
        of_sheet = marks.get(layout.sheet, [])
        if of_sheet:
            header = max(layout.header_rows, default=layout.first_row - 1) + 1
            content = marked_workbook(
                content=content, kind=kind, sheet_name=layout.sheet, header_row=max(header, 1), marks=of_sheet
            )
            kind = FileKind.XLSX
    return content


def _marks(upload: Upload) -> dict[str, list[Mark]]:
    columns = {
        layout.sheet: {mapped.field: mapped.column for mapped in layout.columns}
        for layout in map(Layout.from_json, upload.layout.get("sheets", []))
    }
    marks: dict[str, list[Mark]] = defaultdict(list)
    with override("vi"):
        for staged in upload.rows.filter(has_error=True).order_by("sheet", "row"):
            person = rows.from_json(json_of(staged.sealed))
            for finding in person.findings:
                if severity(finding) is not Severity.NOTE:
                    marks[staged.sheet].append(_mark(person, finding, columns.get(staged.sheet, {})))
    return marks


def _mark(person: PersonRow, finding: Finding, columns: Mapping[Field, int]) -> Mark:
    return Mark(
        row=person.row,
        field_column=columns.get(finding.field) if finding.field else None,
        sentence=sentence(finding),
        mend=mend(finding),
    )
