"""What an old workbook (BIFF5, BIFF8) says beside its values: a pass over its records, after [MS-XLS]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from donors.intake.parsing.plain import TEMPLATE_NAME, Facts, Unreadable

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK, _EXTERNSHEET, _NAME = 0x809, 0x0A, 0x2F, 0x85, 0x1AE, 0x17, 0x18
_ROW, _COLINFO, _MERGED = 0x208, 0x7D, 0xE5
_LABEL, _LABELSST, _RSTRING, _NUMBER, _RK, _MULRK, _BOOLERR = 0x204, 0xFD, 0xD6, 0x203, 0x27E, 0xBD, 0x205
_FORMULAS = (0x06, 0x206, 0x406)
_CELLS = frozenset((_LABEL, _LABELSST, _RSTRING, _NUMBER, _RK, _BOOLERR, *_FORMULAS))
_BIFF8 = 0x600
_WORKSHEET = 0
_OWN_BOOK, _ADD_IN = 0x0401, 0x3A01


@dataclass
class OldBook:
    """The worksheets' facts in the workbook's order, and what the whole says."""

    sheets: list[Facts] = field(default_factory=list)
    has_links: bool = False
    template_code: str = ""


def scan(stream: bytes) -> OldBook:
    """Read the records of a Workbook stream. Raises Unreadable for a password or a stream that is none."""
    try:
        return _scan(stream)
    except struct.error:
        raise Unreadable("damaged") from None


def _scan(stream: bytes) -> OldBook:
    book = OldBook()
    starts: list[int] = []
    version = 0
    for kind, start, size in _records(stream, 0):
        if kind == _BOF:
            (version,) = struct.unpack_from("<H", stream, start)
        elif kind == _FILEPASS:
            raise Unreadable("password")
        elif kind == _BOUNDSHEET:
            position, _state, sheet_kind = struct.unpack_from("<IBB", stream, start)
            if sheet_kind == _WORKSHEET:
                starts.append(position)
        elif kind == _SUPBOOK and size >= 4:
            (mark,) = struct.unpack_from("<H", stream, start + 2)
            book.has_links |= mark not in (_OWN_BOOK, _ADD_IN)
        elif kind == _EXTERNSHEET and version < _BIFF8:
            book.has_links |= stream[start + 1 : start + 2] == b"\x01"  # a path encoded: another workbook
        elif kind == _NAME and version == _BIFF8:
            book.template_code = book.template_code or _code_in(stream[start : start + size])
    if not version:
        raise Unreadable("damaged")
    book.sheets = [_facts(stream, start, version) for start in starts]
    return book


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start of the content and its length of every record up to the substream's end."""
    at, depth, end = start, 0, len(stream)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        yield kind, at, size
        depth += (kind == _BOF) - (kind == _EOF)  # a chart inside a sheet is a substream of its own
        if kind == _EOF and depth <= 0:
            return
        at += size


def _facts(stream: bytes, start: int, version: int) -> Facts:
    facts = Facts()
    filled: dict[int, int] = {}
    for kind, at, size in _records(stream, start):
        if kind in _CELLS or kind == _MULRK:
            row, column = struct.unpack_from("<HH", stream, at)
            if kind in _FORMULAS:
                facts.formula(row, column)
            last = struct.unpack_from("<H", stream, at + size - 2)[0] if kind == _MULRK else column
            filled[row] = max(filled.get(row, 0), last)
        elif kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", stream, at)
            if flags & 0x20:
                facts.hidden_rows.add(row)
        elif kind == _COLINFO:
            _column(facts, stream, at)
        elif kind == _MERGED and version == _BIFF8:
            (count,) = struct.unpack_from("<H", stream, at)
            ranges = struct.iter_unpack("<4H", stream[at + 2 : at + 2 + 8 * count])
            facts.merges += [(top, left, bottom, right) for top, bottom, left, right in ranges]
    for row, last in filled.items():
        facts.fill(row, last)
    return facts


def _column(facts: Facts, stream: bytes, at: int) -> None:
    first, last, width, flags = struct.unpack_from("<HHH2xH", stream, at)
    if flags & 0x01:
        facts.hidden_columns.append((first, last))
    facts.widths.update(dict.fromkeys(range(first, min(last, first + 255) + 1), width / 256))


def _code_in(record: bytes) -> str:
    """The text of the defined name that a template carries; "" for any other name. After [MS-XLS] 2.4.150 Lbl."""
    length = record[3]
    wide = record[14] & 1
    end = 15 + length * (2 if wide else 1)
    name = record[15:end].decode("utf-16-le" if wide else "latin-1", "replace")
    formula = record[end:]
    if name.casefold() != TEMPLATE_NAME or formula[:1] != b"\x17":  # one text constant
        return ""
    count, wide = formula[1], formula[2] & 1
    return formula[3 : 3 + count * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")
