"""A list given back to whoever sent it: their own workbook, with what is wrong marked where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from donors.intake.book import FileKind
from donors.intake.process import ask_for_marks
from donors.intake.request import MarkOptions

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing wrong: `row` as the file counts (1 is the first), `field_column` zero-based or None for the whole row.

    `sentence` says what is wrong and `mend` what to do, both in Vietnamese.
    """

    row: int
    field_column: int | None
    sentence: str
    mend: str


def marked_workbook(
    *, content: bytes, kind: FileKind, sheet_name: str, header_row: int | None, marks: Sequence[Mark]
) -> bytes:
    """The workbook as .xlsx with bad cells red and two columns at its end, «Lỗi» and «Cách sửa», from the header on.

    `header_row` is one-based: the row of the header that stands next to the people (None: it has none). Everything
    else of an .xlsx stays as it was (widths, merges, formats, pictures, other sheets), but not its macros, and not
    charts and drawn shapes, which the library cannot keep; of an .xls, .ods or text file the cells, merges and widths
    are kept. A marked workbook that comes back is marked anew in the same two columns. Nothing written is a formula.
    Hidden rows and columns that hold a mark come into view. Pasted or typed text is given as UTF-8. Raises Refused.
    """
    options = MarkOptions(
        kind=kind.value,
        sheet=sheet_name,
        header_row=header_row or 0,
        marks=[(mark.row, mark.field_column, mark.sentence, mark.mend) for mark in marks],
    )
    return ask_for_marks(content, options, seconds=_SECONDS)
