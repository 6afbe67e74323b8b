"""Old workbooks (Excel 5 to 2003) made by hand: BIFF5 and BIFF8 streams in a compound file, after [MS-XLS], [MS-CFB].

Only what lists of people need: text, numbers, dates, formulas with their cached values, hidden parts, merges, widths.

    xls_bytes([XlsSheet("Danh sách", [["Họ và tên", "Năm sinh"], ["Lò Thị Mỷ", 1990]])])
    xls_bytes([...], version=5, codepage="cp1258")
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 512
_DATE_STYLE = 1  # the second of our two cell formats
_CODEPAGES = {"cp1252": 1252, "cp1258": 1258, "utf-16": 1200}


@dataclass(frozen=True)
class Formula:
    """A cell that computes: what it last gave (a number; None: an empty text)."""

    cached: float | None


@dataclass
class XlsSheet:
    """`visibility` 1 is hidden, 2 very hidden; `merges` are (first row, first column, last row, last column)."""

    name: str
    rows: Sequence[Sequence[object]]
    visibility: int = 0
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merges: Sequence[tuple[int, int, int, int]] = ()
    widths: Mapping[int, float] = field(default_factory=dict)


def xls_bytes(
    sheets: Sequence[XlsSheet],
    *,
    version: int = 8,
    codepage: str = "cp1252",
    is_1904: bool = False,
    password: bool = False,
    link: bool = False,
    names: Mapping[str, str] | None = None,
    storages: Mapping[str, bytes] | None = None,
) -> bytes:
    """A whole .xls file. `codepage` is that of BIFF5 text; `names` are defined names with a text; `storages` more
    streams of the container ("_VBA_PROJECT_CUR")."""
    writer = _Writer(version, codepage)
    stream = writer.book(sheets, is_1904=is_1904, password=password, link=link, names=names or {})
    return ole_bytes({"Workbook" if version == 8 else "Book": stream, **(storages or {})})


def ole_bytes(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams (each filled up to 4.096 bytes, so that none is a mini stream)."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", kind=5, start=_END, size=0, child=1 if streams else -1)]
    for number, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\x00")
        start = _append(sectors, table, padded)
        following = number + 1 if number < len(streams) else -1
        entries.append(_entry(name, kind=2, start=start, size=len(padded), right=following))
    directory = _append(sectors, table, b"".join(entries))
    count = 1
    while (len(table) + count) * 4 > count * _SECTOR:
        count += 1
    first = len(table)
    table += [_TABLE] * count
    listed = list(range(first, first + count))
    sectors += _sectors(struct.pack(f"<{len(table)}I", *table), b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIII4xIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    assert count <= 109
    return header + struct.pack("<109I", *(listed + [_FREE] * (109 - count))) + b"".join(sectors)


def _append(sectors: list[bytes], table: list[int], content: bytes) -> int:
    start = len(sectors)
    pieces = _sectors(content, b"\x00")
    sectors += pieces
    table += [*range(start + 1, start + len(pieces)), _END]
    return start


def _sectors(content: bytes, fill: bytes) -> list[bytes]:
    return [content[at : at + _SECTOR].ljust(_SECTOR, fill) for at in range(0, len(content), _SECTOR)]


def _entry(name: str, *, kind: int, start: int, size: int, right: int = -1, child: int = -1) -> bytes:
    encoded = (name + "\x00").encode("utf-16-le")
    return struct.pack("<64sHBBiii36xIQ", encoded, len(encoded), kind, 1, -1, right, child, start, size)


class _Writer:
    def __init__(self, version: int, codepage: str) -> None:
        self._version = version
        self._codepage = codepage if version == 5 else "utf-16"
        self._is_8 = version == 8
        self._strings: dict[str, int] = {}
        self._epoch = dt.date(1899, 12, 30)

    def book(
        self, sheets: Sequence[XlsSheet], *, is_1904: bool, password: bool, link: bool, names: Mapping[str, str]
    ) -> bytes:
        if is_1904:
            self._epoch = dt.date(1904, 1, 1)
        bodies = [self._sheet(sheet) for sheet in sheets]
        head = self._begin(0x0005)
        if password:
            head += _record(0x2F, bytes(6) if not self._is_8 else bytes(54))
        head += _record(0x42, struct.pack("<H", _CODEPAGES[self._codepage]))
        head += _record(0x3D, bytes.fromhex("000000002c1a2c0d38000000000001005802"))
        head += _record(0x22, struct.pack("<H", is_1904))
        head += self._font() * 4
        head += self._style(0) + self._style(14)
        tail = self._links(link) + b"".join(self._name(*pair) for pair in names.items())
        tail += self._shared() + _record(0x0A, b"")
        listed = [self._listed(sheet, 0) for sheet in sheets]
        at = len(head) + sum(map(len, listed)) + len(tail)
        for number, body in enumerate(bodies):
            listed[number] = self._listed(sheets[number], at)
            at += len(body)
        return head + b"".join(listed) + tail + b"".join(bodies)

    def _begin(self, kind: int) -> bytes:
        content = struct.pack("<HHHH", 0x0600 if self._is_8 else 0x0500, kind, 0x0DBB, 0x07CC)
        return _record(0x809, content + (struct.pack("<II", 0x41, 0x06) if self._is_8 else b""))

    def _font(self) -> bytes:
        return _record(0x31, struct.pack("<HHHHHBBBx", 220, 0, 0x7FFF, 400, 0, 0, 0, 0) + self._short("Arial"))

    def _style(self, format_number: int) -> bytes:
        if self._is_8:
            return _record(0xE0, struct.pack("<HHH14x", 0, format_number, 0x0001))
        return _record(0xE0, struct.pack("<HHH10x", 0, format_number, 0x0001))

    def _listed(self, sheet: XlsSheet, at: int) -> bytes:
        return _record(0x85, struct.pack("<IBB", at, sheet.visibility, 0) + self._short(sheet.name))

    def _short(self, text: str) -> bytes:
        """Text after a length of one byte."""
        if self._is_8:
            return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")
        encoded = text.encode(self._codepage, "replace")
        return struct.pack("<B", len(encoded)) + encoded

    def _links(self, link: bool) -> bytes:
        if not link:
            return b""
        if not self._is_8:
            return _record(0x17, b"\x08\x01" + b"khac.xls")
        path = "\x01khac.xls"
        return _record(0x1AE, struct.pack("<HHB", 0, len(path), 1) + path.encode("utf-16-le"))

    def _name(self, name: str, text: str) -> bytes:
        assert self._is_8
        formula = struct.pack("<BBB", 0x17, len(text), 1) + text.encode("utf-16-le")
        head = struct.pack("<HBBHHH4x", 0x0001, 0, len(name), len(formula), 0, 0)
        return _record(0x18, head + b"\x01" + name.encode("utf-16-le") + formula)

    def _shared(self) -> bytes:
        """The shared strings, continued at a string's border where a record is full."""
        if not self._is_8:
            return b""
        pieces = [struct.pack("<II", len(self._strings), len(self._strings))]
        for text in self._strings:
            piece = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
            if len(pieces[-1]) + len(piece) > 8224:
                pieces.append(b"")
            pieces[-1] += piece
        return b"".join(_record(0x3C if number else 0xFC, piece) for number, piece in enumerate(pieces))

    def _sheet(self, sheet: XlsSheet) -> bytes:
        width = max((len(row) for row in sheet.rows), default=0)
        body = [self._begin(0x0010)]
        for column in sorted({*sheet.widths, *sheet.hidden_columns}):
            size = round(sheet.widths.get(column, 9) * 256)
            hidden = int(column in sheet.hidden_columns)
            body.append(_record(0x7D, struct.pack("<HHHHHH", column, column, size, 0, hidden, 0)))
        if self._is_8:
            body.append(_record(0x200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0)))
        else:
            body.append(_record(0x200, struct.pack("<HHHHH", 0, len(sheet.rows), 0, width, 0)))
        for number, row in enumerate(sheet.rows):
            flags = 0x0120 if number in sheet.hidden_rows else 0x0100
            body.append(_record(0x208, struct.pack("<HHHHHHHH", number, 0, len(row), 255, 0, 0, flags, 0x0F)))
            body += [self._cell(number, column, cell) for column, cell in enumerate(row) if cell is not None]
        if sheet.merges and self._is_8:
            ranges = b"".join(struct.pack("<HHHH", top, down, left, right) for top, left, down, right in sheet.merges)
            body.append(_record(0xE5, struct.pack("<H", len(sheet.merges)) + ranges))
        body.append(_record(0x23E, bytes.fromhex("b6060000000040000000") + bytes(8 if self._is_8 else 0)))
        return b"".join([*body, _record(0x0A, b"")])

    def _cell(self, row: int, column: int, cell: object) -> bytes:
        place = struct.pack("<HHH", row, column, _DATE_STYLE if isinstance(cell, dt.date) else 0)
        if isinstance(cell, Formula):
            cached = struct.pack("<d", cell.cached) if cell.cached is not None else b"\x03\x00\x00\x00\x00\x00\xff\xff"
            return _record(0x06, place + cached + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00")
        if isinstance(cell, dt.date):
            return _record(0x203, place + struct.pack("<d", (cell - self._epoch).days))
        if isinstance(cell, int | float):
            return _record(0x203, place + struct.pack("<d", cell))
        return self._text(place, str(cell))

    def _text(self, place: bytes, text: str) -> bytes:
        if self._is_8:
            return _record(0xFD, place + struct.pack("<I", self._strings.setdefault(text, len(self._strings))))
        encoded = text.encode(self._codepage)
        return _record(0x204, place + struct.pack("<H", len(encoded)) + encoded)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
