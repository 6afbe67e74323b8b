"""What a workbook of today's Excel says beside its values: a pass over its parts that holds one row at a time."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from donors.intake.parsing.archive import Archive
from donors.intake.parsing.plain import TEMPLATE_NAME, Facts, Range, Unreadable

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_LONGEST_ROW = 32 << 20
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"\s*\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\s*")
_TRUE = (b"1", b"true", b"on")


@dataclass
class NewBook:
    """The worksheets' facts by name, and what the whole says."""

    sheets: dict[str, Facts] = field(default_factory=dict)
    has_links: bool = False
    template_code: str = ""


def scan(archive: Archive) -> NewBook:
    """Read the workbook's parts. Raises Unreadable where they do not hold together."""
    targets = {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in _tree(archive.read(_RELATIONS))
        if relation.get("Type", "").endswith("/worksheet")
    }
    book = NewBook(has_links=any(name.startswith("xl/externalLinks/") for name in archive.names))
    for element in _tree(archive.read(_WORKBOOK)).iter():
        name = _local(element.tag)
        if name == "sheet":
            relation = next((value for key, value in element.attrib.items() if _local(key) == "id"), "")
            if targets.get(relation) in archive.names:
                book.sheets[element.get("name", "")] = _facts(archive.chunks(targets[relation]))
        elif name == "definedName" and element.get("name", "").casefold() == TEMPLATE_NAME:
            book.template_code = (element.text or "").strip().strip('"')
    return book


def _tree(content: bytes) -> ET.Element:
    try:
        return ET.fromstring(content)  # noqa: S314  the archive's check let no declaration of entities through
    except ET.ParseError:
        raise Unreadable("damaged") from None


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def _facts(chunks: Iterable[bytes]) -> Facts:
    """Cut the sheet at its row tags: what stands before the first, each row, what stands after the last."""
    facts = Facts()
    scanner: _Scanner | None = None
    held = b""
    for chunk in chunks:
        held += chunk
        scanner = scanner or _Scanner(facts, prefix=_prefix(held))
        held = scanner.feed(held)
        if len(held) > _LONGEST_ROW:
            raise Unreadable("bomb")
    if scanner:
        scanner.finish(held)
    return facts


def _prefix(head: bytes) -> bytes:
    """The namespace prefix of the sheet's elements ("x:"), which some libraries write."""
    root = re.search(rb"<((?:\w+:)?)worksheet\b", head)
    return root[1] if root else b""


class _Scanner:
    """Finds what a sheet says, row by row. Searching bytes is ten times faster than parsing every cell."""

    def __init__(self, facts: Facts, *, prefix: bytes) -> None:
        self._facts = facts
        self._row_tag = re.compile(rb"<%srow\b([^>]*)>" % prefix)
        self._column_tag = re.compile(rb"<%scol\b([^>]*)>" % prefix)
        self._merge_tag = re.compile(rb"<%smergeCell\b([^>]*)>" % prefix)
        self._cell_open, self._cell_close = b"<%sc " % prefix, b"</%sc>" % prefix
        self._cell_bare = b"<%sc>" % prefix
        self._formula = re.compile(rb"<%sf[ >/]" % prefix)
        self._data_close = b"</%ssheetData>" % prefix
        self._number = -1  # of the row that is being collected
        self._in_rows = False

    def feed(self, held: bytes) -> bytes:
        """Take whole rows out of what is held and return the rest."""
        at = 0
        for tag in self._row_tag.finditer(held):
            self._take(held[at : tag.start()])
            at = tag.end()
            self._open_row(tag)
        return held[at:]

    def finish(self, held: bytes) -> None:
        """The last row, and what follows the rows."""
        last, _, tail = held.partition(self._data_close)
        self._take(last)
        for tag in self._merge_tag.finditer(tail or last):
            merge = _range(_attributes(tag[1]).get(b"ref", b""))
            if merge:
                self._facts.merges.append(merge)

    def _open_row(self, tag: re.Match[bytes]) -> None:
        self._in_rows = True
        attributes = _attributes(tag[1])
        number = attributes.get(b"r", b"")
        self._number = int(number) - 1 if number.isdigit() else self._number + 1
        if attributes.get(b"hidden") in _TRUE:
            self._facts.hidden_rows.add(self._number)

    def _take(self, piece: bytes) -> None:
        if not self._in_rows:
            self._take_head(piece)
            return
        end = self._last_filled(piece)
        if end < 0:
            return
        self._facts.fill(self._number, self._column_before(piece, end))
        for formula in self._formula.finditer(piece):
            self._facts.formula(self._number, self._column_before(piece, formula.start()))

    def _last_filled(self, piece: bytes) -> int:
        """Where the row's last cell with something in it closes; -1 for a row without one. Libraries write a cell that
        only has a look as `<c s="1"/>` or as `<c s="1"></c>`."""
        end = piece.rfind(self._cell_close)
        while end >= 0:
            start = max(piece.rfind(self._cell_open, 0, end), piece.rfind(self._cell_bare, 0, end))
            if start < 0 or piece.find(b">", start, end) != end - 1:
                return end
            end = piece.rfind(self._cell_close, 0, start)
        return end

    def _column_before(self, piece: bytes, end: int) -> int:
        """The column of the cell that is open at `end`."""
        start = piece.rfind(self._cell_open, 0, end)
        tag = piece[start : piece.find(b">", start, end)] if start >= 0 else b""
        reference = _REFERENCE.match(_attributes(tag).get(b"r", b""))
        if reference:
            return _column(reference[1])
        return max(0, piece.count(self._cell_open, 0, end) + piece.count(self._cell_bare, 0, end) - 1)

    def _take_head(self, piece: bytes) -> None:
        for tag in self._column_tag.finditer(piece):
            attributes = _attributes(tag[1])
            first, last = (int(attributes.get(key, b"0") or 0) - 1 for key in (b"min", b"max"))
            if attributes.get(b"hidden") in _TRUE:
                self._facts.hidden_columns.append((first, last))


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1


def _range(reference: bytes) -> Range | None:
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(b":")]
    places = [(int(corner[2]) - 1, _column(corner[1])) for corner in corners if corner]
    if len(places) != 2:
        return None
    (top, left), (bottom, right) = places
    return (top, left, bottom, right)
