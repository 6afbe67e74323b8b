"""What an OpenDocument workbook says beside its values: a pass over the tags of its content, a piece at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from donors.intake.parsing.archive import Archive
from donors.intake.parsing.plain import TEMPLATE_NAME, Facts, Unreadable

_INSIDE = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)"""
_TAG = re.compile(
    rb"<(table:table|table:table-column|table:table-row|/table:table-row|table:table-cell|table:covered-table-cell"
    rb"|table:named-expression|style:style|style:table-column-properties|/table:table)(?=[\s/>])" + _INSIDE + rb">"
)
_ATTRIBUTE = re.compile(rb"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LENGTH = re.compile(rb"([0-9.]+)(cm|mm|in|pt)")
_CM = {b"cm": 1.0, b"mm": 0.1, b"in": 2.54, b"pt": 2.54 / 72}
_CM_PER_CHARACTER = 0.19
_HIDDEN = (b"collapse", b"filter")
_LONGEST_TAG = 8 << 20


@dataclass
class OpenBook:
    """The sheets' facts by name, and what the whole says."""

    sheets: dict[str, Facts] = field(default_factory=dict)
    template_code: str = ""


def scan(archive: Archive) -> OpenBook:
    """Read the content part. Raises Unreadable for a password."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unreadable("password")
    scanner = _Scanner()
    scanner.read(archive.chunks("content.xml"))
    return scanner.book


class _Scanner:
    """Walks the tags, counting rows and columns with their repetitions."""

    def __init__(self) -> None:
        self.book = OpenBook()
        self._facts = Facts()
        self._depth = 0
        self._row = self._column = self._defined_columns = 0
        self._rows_here = 1
        self._last_filled = -1
        self._style = b""
        self._widths: dict[bytes, float] = {}

    def read(self, chunks: Iterable[bytes]) -> None:
        held = b""
        for chunk in chunks:
            held += chunk
            at = 0
            for tag in _TAG.finditer(held):
                self._take(tag[1], tag[2])
                at = tag.end()
            held = held[max(at, held.rfind(b"<", at) if b"<" in held[at:] else len(held)) :]
            if len(held) > _LONGEST_TAG:
                raise Unreadable("damaged")

    def _take(self, name: bytes, inside: bytes) -> None:
        if name in (b"table:table-cell", b"table:covered-table-cell"):
            self._cell(inside)
        elif name == b"table:table-row":
            self._open_row(_attributes(inside))
            if inside.endswith(b"/"):
                self._close_row()
        elif name == b"/table:table-row":
            self._close_row()
        elif name == b"table:table-column":
            self._define_columns(_attributes(inside))
        elif name == b"table:table":
            self._open_sheet(unescape(_attributes(inside).get(b"table:name", b"").decode("utf-8", "replace")))
        elif name == b"style:style":
            self._style = _attributes(inside).get(b"style:name", b"")
        elif name == b"style:table-column-properties":
            length = _LENGTH.fullmatch(_attributes(inside).get(b"style:column-width", b""))
            if length:
                self._widths[self._style] = float(length[1]) * _CM[length[2]] / _CM_PER_CHARACTER
        elif name == b"table:named-expression":
            self._name(_attributes(inside))

    def _open_sheet(self, name: str) -> None:
        self._facts = self.book.sheets[name] = Facts()
        self._row = self._defined_columns = 0

    def _open_row(self, attributes: dict[bytes, bytes]) -> None:
        self._rows_here = _count(attributes.get(b"table:number-rows-repeated"))
        self._column, self._last_filled = 0, -1
        if attributes.get(b"table:visibility") in _HIDDEN:
            last = min(self._row + self._rows_here, 1 << 20)
            self._facts.hidden_rows.update(range(self._row, last))

    def _close_row(self) -> None:
        if self._last_filled >= 0:
            self._facts.fill(self._row + self._rows_here - 1, self._last_filled)
            self._facts.filled_rows += self._rows_here - 1
        self._row += self._rows_here

    def _cell(self, inside: bytes) -> None:
        if not inside or inside == b"/":
            self._column += 1
            return
        attributes = _attributes(inside)
        times = _count(attributes.get(b"table:number-columns-repeated"))
        if b"office:value-type" in attributes or b"calcext:value-type" in attributes:
            self._last_filled = self._column + times - 1
        if b"table:formula" in attributes:
            self._facts.formula(self._row, self._column, times * self._rows_here)
        down, right = (_count(attributes.get(b"table:number-%s-spanned" % axis)) for axis in (b"rows", b"columns"))
        if down > 1 or right > 1:
            self._facts.merges.append((self._row, self._column, self._row + down - 1, self._column + right - 1))
        self._column += times

    def _define_columns(self, attributes: dict[bytes, bytes]) -> None:
        first = self._defined_columns
        self._defined_columns += _count(attributes.get(b"table:number-columns-repeated"))
        if attributes.get(b"table:visibility") in _HIDDEN:
            self._facts.hidden_columns.append((first, self._defined_columns - 1))
        width = self._widths.get(attributes.get(b"table:style-name", b""))
        if width:
            self._facts.widths.update(dict.fromkeys(range(first, min(self._defined_columns, first + 256)), width))

    def _name(self, attributes: dict[bytes, bytes]) -> None:
        if attributes.get(b"table:name", b"").lower() == TEMPLATE_NAME.encode():
            text = unescape(attributes.get(b"table:expression", b"").decode("utf-8", "replace"))
            self.book.template_code = text.removeprefix("of:").strip('="')


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def _count(value: bytes | None) -> int:
    return max(1, int(value)) if value and value.isdigit() and len(value) < 10 else 1
