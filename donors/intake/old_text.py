"""Sheets typed in old fonts: which columns are, and the sheet in today's letters, so that headings are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from donors.intake.book import Cell, Sheet
from donors.intake.findings import Finding
from donors.intake.legacy_text import Charset, convert, detect_charset, legacy_text
from donors.intake.naming import MappedColumn

_SAMPLED = 500  # texts of a column
# A heading in Unicode above names in an old font: letters that those fonts do not have.
_BYTE_FONTS = frozenset({Charset.TCVN3, Charset.VNI, Charset.CP1258_AS_1252})
_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")


def charsets_of(sheet: Sheet) -> dict[int, Charset]:
    """The old encoding of every column that is in one.

    A heading alone ("SĐT") tells too little: the column with the most text decides which encoding a sheet may be in.
    """
    texts = {column: _texts(sheet.rows, column) for column in range(sheet.width)}
    found = {column: charset for column, held in texts.items() if (charset := detect_charset(held))}
    if not found:
        return {}
    told, strongest = max((len({text for text in texts[column] if not text.isascii()}), column) for column in found)
    return {column: charset for column, charset in found.items() if told > 1 and charset is found[strongest]}


def converted(sheet: Sheet, charsets: Mapping[int, str]) -> Sheet:
    """The sheet with these columns in Unicode; the same sheet where there are none."""
    if not charsets:
        return sheet
    rows: list[list[Cell]] = []
    for row in sheet.rows:
        told = list(row)
        for column, charset in charsets.items():
            cell = told[column]
            if isinstance(cell, str) and not (charset in _BYTE_FONTS and _UNICODE_ONLY.search(cell)):
                told[column] = convert(cell, charset)
        rows.append(told)
    return replace(sheet, rows=rows)


def told_of(
    rows: Iterable[Sequence[Cell]], columns: Sequence[MappedColumn], charsets: Mapping[int, Charset]
) -> list[Finding]:
    """What to say of each converted column: one text of its people (`rows` as they stand in the file) both ways."""
    held = list(islice(rows, _SAMPLED))
    told = [
        legacy_text(kept.field, _texts(held, kept.column), charsets[kept.column])
        for kept in columns
        if kept.column in charsets
    ]
    return [finding for finding in told if finding]


def _texts(rows: Iterable[Sequence[Cell]], column: int) -> list[str]:
    texts = (cell for row in rows if isinstance(cell := row[column], str) and cell)
    return list(islice(texts, _SAMPLED))
