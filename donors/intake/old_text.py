"""Sheets typed in old fonts: which columns are, and the sheet in today's letters, so that headings are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from donors.intake.book import Cell, Sheet
from donors.intake.findings import Finding
from donors.intake.legacy_text import Charset, convert, detect_charset, legacy_text
from donors.intake.naming import MappedColumn

_SAMPLED = 500  # texts of a column


def charsets_of(sheet: Sheet) -> dict[int, Charset]:
    """The old encoding of every column that is in one; a column with too little text to tell goes with the others."""
    found: dict[int, Charset] = {}
    untold: list[int] = []
    for column in range(sheet.width):
        texts = _texts(sheet, column)
        if not any(not text.isascii() for text in texts):
            continue
        charset = detect_charset(texts)
        if charset:
            found[column] = charset
        else:
            untold.append(column)
    if not found:
        return {}
    common = Counter(found.values()).most_common(1)[0][0]
    for column in untold:
        if any(convert(text, common) != text for text in _texts(sheet, column)):
            found[column] = common
    return found


def converted(sheet: Sheet, charsets: Mapping[int, str]) -> Sheet:
    """The sheet with these columns in Unicode; the same sheet where there are none."""
    if not charsets:
        return sheet
    rows: list[list[Cell]] = []
    for row in sheet.rows:
        told = list(row)
        for column, charset in charsets.items():
            cell = told[column]
            if isinstance(cell, str):
                told[column] = convert(cell, charset)
        rows.append(told)
    return replace(sheet, rows=rows)


def told_of(sheet: Sheet, columns: Sequence[MappedColumn], charsets: Mapping[int, Charset]) -> list[Finding]:
    """What to say of each converted column: one text before and after."""
    told = [
        legacy_text(kept.field, _texts(sheet, kept.column)[1:], charsets[kept.column])
        for kept in columns
        if kept.column in charsets
    ]
    return [finding for finding in told if finding]


def _texts(sheet: Sheet, column: int) -> list[str]:
    texts: list[str] = []
    for row in sheet.rows:
        cell = row[column]
        if isinstance(cell, str) and cell:
            texts.append(cell)
            if len(texts) == _SAMPLED:
                break
    return texts
