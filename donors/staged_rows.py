"""Rows of an upload that do not count yet, kept sealed: those still to be mended, and all of a list that waits for
[Thay danh sách cũ]. A row that counts at once is never written twice."""

from __future__ import annotations

from collections.abc import Iterable

from core import bulk
from donors import rows
from donors.intake.findings import Code, Severity
from donors.intake.people import PersonRow
from donors.intake.wording import severity
from donors.models import StagedRow, Upload
from donors.sealing import json_of, seal_json


def stage(upload: Upload, people: Iterable[PersonRow]) -> None:
    """Keep rows as they were read and with what was found about each."""
    bulk.insert_values(
        StagedRow,
        [
            {
                "path": upload.path,
                "readers": upload.readers,
                "upload_id": upload.pk,
                "row": person.row,
                "sheet": person.sheet[:100],
                "sealed": seal_json(rows.as_json(person)),
                "row_hash": rows.row_hash(person),
                "has_error": has_error(person),
            }
            for person in people
        ],
    )


def staged(upload: Upload) -> list[PersonRow]:
    """The rows again, in the order of their file."""
    kept = upload.rows.order_by("sheet", "row").values_list("sealed", flat=True)
    return [rows.from_json(json_of(sealed)) for sealed in kept]


def has_error(person: PersonRow) -> bool:
    """Whether the row is kept out until it is mended."""
    return any(severity(finding) is Severity.ERROR for finding in person.findings)


def is_double(person: PersonRow) -> bool:
    """Whether the row says again, word for word, what an earlier row of the file said: it counts once."""
    return any(finding.code is Code.TWICE_IN_FILE for finding in person.findings)
