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
_LEAST_WORDS = 4  # words with marks that a sheet's encoding is told by
# Letters that no text in an old encoding has, and those that only text opened on a Vietnamese Windows has.
_NEVER_OLD = re.compile("[\u1ea0-\u1ef9]")
_SELDOM_OLD = re.compile("[ăđĩũơưĂĐĨŨƠƯ]")
_SHOWN_AS_LATIN_1 = frozenset({Charset.TCVN3, Charset.VNI, Charset.CP1258_AS_1252})


def charsets_of(sheet: Sheet) -> dict[int, Charset]:
    """The old encoding of every column that is in one.

    A heading alone ("SĐT") tells too little: the column with the most text decides which encoding a sheet may be in.
    """
    texts = {column: _telling(sheet, column) for column in range(sheet.width)}
    found = {column: charset for column, held in texts.items() if held and (charset := detect_charset(held))}
    if not found:
        return {}
    told, strongest = max((_marked_words(texts[column]), column) for column in found)
    common = found[strongest]
    return {column: common for column, charset in found.items() if told >= _LEAST_WORDS and charset is common}


def converted(sheet: Sheet, charsets: Mapping[int, str]) -> Sheet:
    """The sheet with these columns in Unicode; the same sheet where there are none."""
    if not charsets:
        return sheet
    rows: list[list[Cell]] = []
    for row in sheet.rows:
        told = list(row)
        for column, charset in charsets.items():
            cell = told[column]
            if isinstance(cell, str) and not _is_unicode(cell, charset):
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


def _telling(sheet: Sheet, column: int) -> list[str]:
    return [text for text in _texts(sheet.rows, column) if not text.isascii() and not _NEVER_OLD.search(text)]


def _marked_words(texts: Iterable[str]) -> int:
    return len({word for text in texts for word in text.split() if not word.isascii()})


def _is_unicode(text: str, charset: str) -> bool:
    """A heading in Unicode above names in an old font is left alone."""
    return bool(_NEVER_OLD.search(text) or (charset in _SHOWN_AS_LATIN_1 and _SELDOM_OLD.search(text)))


def _texts(rows: Iterable[Sequence[Cell]], column: int) -> list[str]:
    texts = (cell for row in rows if isinstance(cell := row[column], str) and cell)
    return list(islice(texts, _SAMPLED))
