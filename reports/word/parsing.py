"""The parts of a Word file to items: runs with their looks, numbers as Word counts them, tables with their spans.

Runs in the child: standard library only. Element names are taken without their namespace, since strict and
transitional files differ in nothing else that is read here.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from donors.intake.parsing.plain import Unreadable
from reports.word.counting import Counters, Levels, read_levels
from reports.word.items import CellItem, GridItem, Item, LineItem, Run, WordAnswer
from reports.word.package import WordPackage

_MOST_ITEMS = 120_000  # paragraphs, cells included
_MOST_COLUMNS = 60
_DEEPEST = 60
_INSIDE = {"ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "sdt", "sdtContent", "bdo", "dir"}
_PICTURES = {"drawing", "pict", "object"}
_ALIGNS = {"center": "center", "right": "right", "end": "right", "both": "both", "distribute": "both"}
_OFF = {"0", "false", "off", "none"}
_OURS = "GH "
_OLD_FONTS = (".Vn", "VNI")
_FEW = 5  # letters: so many in an old font are no slip


def read_word(content: bytes) -> WordAnswer:
    """Everything the file's main text says. Raises Unreadable."""
    package = WordPackage(content)
    styles = _Styles(package.styles())
    numbering = package.numbering()
    reader = _Reader(styles, Counters(read_levels(numbering) if numbering is not None else Levels()))
    body = _child(package.document(), "body")
    if body is None:
        raise Unreadable("damaged")
    reader.read(body)
    reader.check_fonts()
    return WordAnswer(items=reader.items, lying=sorted(reader.lying), lost=dict(reader.lost))


def local(name: str) -> str:
    """An element's or attribute's name without its namespace."""
    return name.rpartition("}")[2]


def value(element: Element | None, name: str = "val") -> str:
    """An attribute by its local name; "" where there is none."""
    if element is None:
        return ""
    return next((given for key, given in element.items() if local(key) == name), "")


def _child(element: Element | None, name: str) -> Element | None:
    if element is None:
        return None
    return next((each for each in element if local(each.tag) == name), None)


def _number(text: str, usual: int = 0) -> int:
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 10 else usual


def _flag(properties: Element | None, name: str) -> bool | None:
    """A property that is on, off, or not said."""
    found = _child(properties, name)
    return None if found is None else value(found) not in _OFF


# --- Styles --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Style:
    """What a style says itself, and which one it is based on."""

    name: str
    parent: str
    paragraph: Element | None
    letters: Element | None


class _Styles:
    """The file's styles by their ids."""

    def __init__(self, part: Element | None) -> None:
        self._by_id: dict[str, _Style] = {}
        self.usual = ""
        for each in part if part is not None else []:
            if local(each.tag) == "style":
                key = value(each, "styleId")
                name, parent = value(_child(each, "name")), value(_child(each, "basedOn"))
                self._by_id[key] = _Style(name, parent, _child(each, "pPr"), _child(each, "rPr"))
                if value(each, "type") == "paragraph" and value(each, "default") not in ("", *_OFF):
                    self.usual = key

    def name(self, key: str) -> str:
        return self._by_id[key].name if key in self._by_id else ""

    def chain(self, key: str) -> Iterator[_Style]:
        """The style and what it is based on, nearest first."""
        seen: set[str] = set()
        while key in self._by_id and key not in seen:
            seen.add(key)
            yield self._by_id[key]
            key = self._by_id[key].parent

    def flag(self, key: str, name: str) -> bool:
        told = (_flag(style.letters, name) for style in self.chain(key))
        return next((flag for flag in told if flag is not None), False)

    def font(self, key: str) -> str:
        told = (value(_child(style.letters, "rFonts"), "ascii") for style in self.chain(key))
        return next((font for font in told if font), "")

    def paragraph(self, key: str, name: str) -> Element | None:
        found = (_child(style.paragraph, name) for style in self.chain(key))
        return next((element for element in found if element is not None), None)


# --- Text ----------------------------------------------------------------------------------------


@dataclass
class _Reader:
    """Walks the main text and gathers its items."""

    styles: _Styles
    counters: Counters
    items: list[Item] = field(default_factory=list)
    lying: set[int] = field(default_factory=set)
    lost: Counter[str] = field(default_factory=Counter)
    _section: int = 0
    _was_blank: bool = False
    _count: int = 0
    _old: Counter[bool] = field(default_factory=Counter)

    def check_fonts(self) -> None:
        """Refuse text in the fonts from before Unicode: its letters are not what they look like."""
        if self._old[True] >= _FEW and not self._old[False]:
            raise Unreadable("old_font")

    def read(self, element: Element, depth: int = 0) -> None:
        """The blocks inside an element, in order."""
        self._bounded(depth)
        for each in element:
            match local(each.tag):
                case "p":
                    self._take(each)
                case "tbl":
                    self.items.append(self._grid(each, depth))
                    self._was_blank = False
                case "sectPr":
                    self._end_section(each)
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag":
                    self.read(each, depth + 1)
                case "AlternateContent":
                    self.lost["text_boxes"] += 1

    @staticmethod
    def _bounded(depth: int) -> None:
        if depth > _DEEPEST:
            raise Unreadable("damaged")

    def _take(self, element: Element) -> None:
        line = self._line(element)
        if any(text.strip() for text, _bold, _italic in line["runs"]):
            self.items.append(line)
            self._was_blank = False
        else:
            self._was_blank = True
        section = _child(_child(element, "pPr"), "sectPr")
        if section is not None:
            self._end_section(section)

    def _end_section(self, section: Element) -> None:
        if value(_child(section, "pgSz"), "orient") == "landscape":
            self.lying.add(self._section)
        self._section += 1
        self._was_blank = True

    def _line(self, element: Element) -> LineItem:
        self._count += 1
        if self._count > _MOST_ITEMS:
            raise Unreadable("too_long")
        properties = _child(element, "pPr")
        style = value(_child(properties, "pStyle")) or self.styles.usual
        number, level = self._numbered(properties, style)
        runs: list[Run] = []
        self._runs(element, style, runs, 0)
        align = _child(properties, "jc")
        align = align if align is not None else self.styles.paragraph(style, "jc")
        starts_page = _flag(properties, "pageBreakBefore") is True
        return LineItem(
            kind="line",
            style=self.styles.name(style),
            number=number,
            level=level,
            runs=runs,
            align=_ALIGNS.get(value(align), "left"),
            section=self._section,
            after_blank=self._was_blank or starts_page,
        )

    def _numbered(self, properties: Element | None, style: str) -> tuple[str, int]:
        given = _child(properties, "numPr")
        from_style = self.styles.paragraph(style, "numPr")
        key = value(_child(given, "numId")) or value(_child(from_style, "numId"))
        level = _number(value(_child(given, "ilvl")) or value(_child(from_style, "ilvl")))
        return self.counters.next(key, level), level

    def _runs(self, element: Element, style: str, out: list[Run], depth: int) -> None:
        self._bounded(depth)
        for each in element:
            name = local(each.tag)
            if name == "r":
                self._run(each, style, out)
            elif name in _INSIDE:
                self._runs(each, style, out, depth + 1)

    def _run(self, element: Element, style: str, out: list[Run]) -> None:
        properties = _child(element, "rPr")
        if _flag(properties, "vanish"):
            self.lost["hidden"] += 1
            return
        text = "".join(self._piece(each) for each in element)
        if not text:
            return
        letters = value(_child(properties, "rStyle"))
        font = value(_child(properties, "rFonts"), "ascii") or self.styles.font(letters) or self.styles.font(style)
        if font.startswith(_OLD_FONTS):
            self._old[True] += sum("\xa1" <= letter <= "\xff" for letter in text)
            self._old[False] += sum(letter > "\xff" and letter.isalpha() for letter in text)
        is_ours = self.styles.name(style).startswith(_OURS)
        bold, italic, caps = (self._look(properties, letters, style, name, is_ours) for name in ("b", "i", "caps"))
        text = text.upper() if caps and not is_ours else text
        if out and out[-1][1:] == (bold, italic):
            out[-1] = (out[-1][0] + text, bold, italic)
        else:
            out.append((text, bold, italic))

    def _look(self, properties: Element | None, letters: str, style: str, name: str, is_ours: bool) -> bool:
        """Whether text looks so; of our own styles the look is part of what they are, and is not counted."""
        told = _flag(properties, name)
        if told is not None:
            return told
        return self.styles.flag(letters, name) or (not is_ours and self.styles.flag(style, name))

    def _piece(self, element: Element) -> str:
        name = local(element.tag)
        if name == "t":
            return element.text or ""
        if name == "br" and value(element, "type") in ("", "textWrapping"):
            return "\n"
        if name in _PICTURES:
            self.lost["pictures"] += 1
        elif name == "AlternateContent":
            boxes = any(local(each.tag) == "txbxContent" for each in element.iter())
            self.lost["text_boxes" if boxes else "pictures"] += 1
        elif name in ("footnoteReference", "endnoteReference"):
            self.lost["footnotes"] += 1
        return {"tab": "\t", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")

    # --- Tables ----------------------------------------------------------------------------------

    def _grid(self, element: Element, depth: int) -> GridItem:
        self._bounded(depth)
        rows: list[list[CellItem]] = []
        heads = 0
        for each in _rows(element, depth):
            properties = _child(each, "trPr")
            if heads == len(rows) and _flag(properties, "tblHeader"):
                heads += 1
            rows.append([self._cell(cell, depth + 1) for cell in _cells(each, depth)])
        if rows and max(sum(cell["across"] for cell in row) for row in rows) > _MOST_COLUMNS:
            raise Unreadable("too_wide")
        columns = _child(element, "tblGrid")
        widths = [_number(value(each, "w")) for each in (columns if columns is not None else [])]
        sizes = [value(each, "type") for each in element.iter() if local(each.tag) == "tcW"]
        is_auto = bool(sizes) and all(size == "auto" for size in sizes)
        return GridItem(kind="grid", rows=rows, heads=heads, widths=[] if is_auto else widths, section=self._section)

    def _cell(self, element: Element, depth: int) -> CellItem:
        properties = _child(element, "tcPr")
        merge = _child(properties, "vMerge")
        lines: list[LineItem] = []
        self._cell_lines(element, lines, depth)
        across = min(max(1, _number(value(_child(properties, "gridSpan")), 1)), _MOST_COLUMNS + 1)
        return CellItem(lines=lines, across=across, goes_on=merge is not None and value(merge) != "restart")

    def _cell_lines(self, element: Element, out: list[LineItem], depth: int) -> None:
        """The paragraphs of a cell; those of a table inside it follow each other."""
        self._bounded(depth)
        for each in element:
            name = local(each.tag)
            if name == "p":
                out.append(self._line(each))
            elif name in ("tbl", "tr", "tc", "sdt", "sdtContent", "ins", "customXml"):
                self._cell_lines(each, out, depth + 1)


def _rows(element: Element, depth: int) -> Iterator[Element]:
    yield from _within(element, "tr", depth)


def _cells(element: Element, depth: int) -> Iterator[Element]:
    yield from _within(element, "tc", depth)


def _within(element: Element, name: str, depth: int) -> Iterator[Element]:
    if depth > _DEEPEST:
        raise Unreadable("damaged")
    for each in element:
        if local(each.tag) == name:
            yield each
        elif local(each.tag) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _within(each, name, depth + 1)
