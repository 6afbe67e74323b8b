"""Text that is a table: which encoding it is in, what separates its cells."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from donors.intake.parsing.plain import Unreadable, Value

_SEPARATORS = "\t;,|"
_SAMPLE_LINES = 200
_DIRECTIVE = re.compile(r"sep=([^\n])\n", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
# HTML, Excel's XML of 2003, and its single-file web page: systems give all three out under the name .xls.
_MARKUP = re.compile(
    r"\s*(?:<(?:!doctype|\?xml|html|table|head|body|meta|div|script|style|svg)\b|mime-version:)", re.IGNORECASE
)
_DASHES = re.compile(r"\s+[-–—]\s+")
_TYPED = re.compile(r"[;,|]")
_MOST_IN_A_CELL = 1 << 20
# The letters of Vietnamese that are not ASCII, as 1258 writes them once they are composed.
_LETTERS = frozenset("ăâđêôơưĂÂĐÊÔƠƯ") | {
    unicodedata.normalize("NFC", base + mark)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in "\u0300\u0301\u0303\u0309\u0323"
}
_CP1252_UPPER = dict(enumerate(bytes(range(0x80, 0xA0)).decode("cp1252", "replace"), 0x80))


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1258; other single bytes stand as Windows-1252 reads them.

    Text in the old fonts (TCVN3, VNI) is such bytes: the step that knows columns recognises and converts it.
    Raises Unreadable for what is no text.
    """
    text = _decoded(content)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(_CONTROL.findall(text)) * 50 > len(text):
        raise Unreadable("unknown")
    return _CONTROL.sub("", text)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    head = content[:4096]
    if head.count(0) * 3 > len(head):  # UTF-16 without its mark: every other byte of Latin text is zero
        return content.decode("utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf_8(content) or _single_bytes(content)


def _damaged_utf_8(content: bytes) -> str:
    """The text, where only a few bytes of it are not UTF-8 (a file cut in a letter); "" otherwise."""
    text = content.decode("utf-8", "replace")
    foreign = sum(not letter.isascii() for letter in text)
    return text if text.count("\ufffd") * 10 < foreign else ""


def _single_bytes(content: bytes) -> str:
    try:
        vietnamese = content.decode("cp1258")
    except UnicodeDecodeError:
        vietnamese = ""
    letters = [letter for letter in unicodedata.normalize("NFC", vietnamese) if not letter.isascii()]
    known = sum(letter in _LETTERS for letter in letters)
    if known > 2 * (len(letters) - known):
        return vietnamese
    return content.decode("latin-1").translate(_CP1252_UPPER)


def read_delimited(text: str) -> list[list[Value]]:
    """The rows of a csv, tsv or semicolon file. Raises Unreadable for a page of markup."""
    if _MARKUP.match(text):
        raise Unreadable("web_page")
    directive = _DIRECTIVE.match(text)
    if directive:
        return _cells(_parsed(text[directive.end() :], directive[1]))
    return _cells(_parsed(text, _separator(text)))


def read_pasted_cells(text: str) -> list[list[Value]]:
    """Cells as a spreadsheet puts them on the clipboard: tabs, and quotes around a cell with line breaks."""
    return _cells(_parsed(text.rstrip("\n"), "\t"))


def read_typed_lines(text: str) -> list[list[Value]]:
    """Lines that a person typed, a person each; commas, semicolons or spaced dashes separate what is said of them."""
    return _cells(_typed(line) for line in text.split("\n"))


def _typed(line: str) -> list[str]:
    parts = _TYPED.split(line) if _TYPED.search(line) else _DASHES.split(line)
    return [part.strip() for part in parts]


def _separator(text: str) -> str:
    """The separator under which the most lines have the same number of cells, and more than one."""
    sample = "\n".join(text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES])
    return max(_SEPARATORS, key=lambda separator: _fitness(text, sample, separator))


def _fitness(text: str, sample: str, separator: str) -> tuple[bool, float, int]:
    if separator not in sample:
        return (False, 0, 0)
    rows = _strictly(sample, separator)
    if rows is None and sample != text:  # the sample may end inside a quoted cell
        rows = _strictly(sample + '"', separator) or _strictly(sample.rpartition("\n")[0], separator)
    widths = Counter(len(row) for row in rows or () if row)
    if not widths:
        return (False, 0, 1)
    filled = sum(widths.values())
    split = {width: times for width, times in widths.items() if width > 1}
    if not split:
        return (False, 0, 2)
    width, times = max(split.items(), key=lambda pair: (pair[1], pair[0]))
    return (True, times / filled, width)


def _parsed(text: str, separator: str) -> Iterable[list[str]]:
    rows = _strictly(text, separator)
    if rows is None:  # a quote that never closes, or stands before more text: then quotes are letters
        try:
            rows = list(csv.reader(_lines(text), delimiter=separator, quoting=csv.QUOTE_NONE))
        except csv.Error:  # a cell of more than a megabyte
            raise Unreadable("damaged") from None
    return rows


def _strictly(text: str, separator: str) -> list[list[str]] | None:
    """The rows, or None where a quoted cell does not end where a cell ends."""
    csv.field_size_limit(_MOST_IN_A_CELL)
    try:
        return list(csv.reader(_lines(text), delimiter=separator, strict=True))
    except csv.Error:
        return None


def _lines(text: str) -> Iterable[str]:
    return io.StringIO(text)


def _cells(rows: Iterable[list[str]]) -> list[list[Value]]:
    return [[cell if cell and not cell.isspace() else None for cell in row] for row in rows]
