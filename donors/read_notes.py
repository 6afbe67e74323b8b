"""What reading a file found, kept sealed with its upload: about the whole file, and beside rows that are no error.

Rows with an error wait to be mended and say so themselves (staged_rows.py). These are of the file alone, whatever
stands on the list: who hands in by a link reads them too. They go with the file, and with anybody erased from the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from donors.intake.findings import Finding, Severity
from donors.intake.people import PersonRow
from donors.intake.wording import severity
from donors.models import Upload
from donors.sealing import json_of, seal_json
from donors.staged_rows import has_error, is_double

MOST_ROWS = 2_000  # kept of one file; the rest says the same of others


@dataclass(frozen=True, slots=True)
class RowNotes:
    """A row that was taken as it is, and what is worth a look in it."""

    row: int
    sheet: str
    name: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What was found about the whole file, and about its rows in their order."""

    file: tuple[Finding, ...] = ()
    rows: tuple[RowNotes, ...] = ()


def of_rows(people: Iterable[PersonRow]) -> list[RowNotes]:
    """The rows that count and have something worth a look, the gravest of each first."""
    taken = (person for person in people if person.findings and not has_error(person) and not is_double(person))
    return [
        RowNotes(
            row=person.row,
            sheet=person.sheet,
            name=person.name,
            findings=tuple(sorted(person.findings, key=lambda each: severity(each) is not Severity.WARNING)),
        )
        for person in taken
    ]


def sealed(findings: Sequence[Finding], people: Sequence[PersonRow]) -> bytes:
    """As `Upload.findings` keeps them."""
    return seal_json(
        {
            "file": [finding.as_json() for finding in findings],
            "rows": [
                [each.row, each.sheet, each.name, [finding.as_json() for finding in each.findings]]
                for each in of_rows(people)[:MOST_ROWS]
            ],
        }
    )


def kept(upload: Upload) -> Notes:
    """What `sealed` kept; of an upload of before the whole file's alone."""
    if not upload.findings:
        return Notes()
    held = json_of(upload.findings)
    if isinstance(held, list):
        return Notes(_findings(held))
    parts = cast("dict[str, list[object]]", held)
    rows = cast("list[tuple[int, str, str, list[object]]]", parts["rows"])
    return Notes(
        file=_findings(parts["file"]),
        rows=tuple(RowNotes(row, sheet, name, _findings(found)) for row, sheet, name, found in rows),
    )


def _findings(held: list[object]) -> tuple[Finding, ...]:
    return tuple(Finding.from_json(cast("dict[str, object]", each)) for each in held)
