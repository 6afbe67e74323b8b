"""The body of a document and its annexes as Word paragraphs and tables."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from reports.blocks import (
    Annex,
    BlockError,
    Blocks,
    Clause,
    Column,
    Dash,
    Figures,
    Inline,
    ItalicNote,
    Numbered,
    Paragraph,
    Point,
    Row,
    Section,
    SubNumber,
    Table,
    Text,
    run_text,
    walk,
)
from reports.page.pieces import CLOSING
from reports.word.markup import paragraph, run, w
from reports.word.numbering import Lists, depth_of
from reports.word.styles import Body, Frame, style_id

_TWO_LINES = 160  # letters; a longer sentence that announces what follows may part at its lines
_KEEP = w("keepNext")
_STYLES: dict[type, Body] = {
    Section: Body.SECTION,
    Clause: Body.CLAUSE,
    SubNumber: Body.SUB_NUMBER,
    Point: Body.POINT,
    Dash: Body.DASH,
    Paragraph: Body.PARAGRAPH,
    ItalicNote: Body.NOTE,
}
_TITLES = {Clause: Body.CLAUSE_TITLE, SubNumber: Body.SUB_NUMBER_TITLE, Point: Body.POINT_TITLE}


@dataclass(frozen=True)
class _Line:
    """A paragraph to be written: its style and depth, its runs as they print, its place in a list."""

    style: Body
    depth: int
    runs: tuple[Text, ...]
    numbered: str = ""
    leads: bool = False


@dataclass(frozen=True)
class _Grid:
    """A table to be written."""

    table: Table
    depth: int


_Written = _Line | _Grid


@dataclass
class BodyWriter:
    """Writes blocks with their figures' printed texts; gathers the lists and the styles that they need."""

    figures: Figures
    lists: Lists = field(default_factory=Lists)
    styles: set[tuple[Body, int]] = field(default_factory=set)

    def main(self, blocks: Blocks, *, width: int) -> str:
        """What stands before the signature, closed with "./." and kept with it; `width` in twips. Raises BlockError."""
        items = [item for item in walk(blocks) if not _annex_of(item)]
        return self._markup(_closed(self._written(items)), width)

    def annex(self, blocks: Blocks, place: int, *, width: int) -> str:
        """What stands below the heading of the annex at a place, closed with "./."."""
        items = [item for item in walk(blocks) if item.path[0] == place and item.parents]
        return self._markup(_closed(self._written(items)), width)

    # --- What is written ------------------------------------------------------------------------

    def _written(self, items: list[Numbered]) -> list[_Written]:
        out: list[_Written] = []
        for item in items:
            try:
                out += self._of(item)
            except BlockError as problem:
                raise BlockError(item.path, str(problem)) from None
        return out

    def _of(self, item: Numbered) -> list[_Written]:
        block, depth = item.block, depth_of(item)
        if isinstance(block, Table):
            caption = [_Line(Body.CAPTION, depth, (Text(block.caption),))] if block.caption else []
            return [*caption, _Grid(self._printed(block), depth)]
        numbered = self.lists.place(item)
        if isinstance(block, Section):
            return [_Line(Body.SECTION, depth, (Text(block.title),), numbered)]
        assert not isinstance(block, Annex)
        runs = self._runs(block.content)
        if isinstance(block, Clause | SubNumber | Point) and block.title:
            heading = _Line(_TITLES[type(block)], depth, (Text(block.title),), numbered)
            return [heading, _text(Body.CONTENT, depth + 1, runs)] if block.content else [heading]
        is_heading = isinstance(block, Dash) and bool(block.children) and all(text.bold for text in runs)
        return [replace(_text(_STYLES[type(block)], depth, runs, numbered), leads=is_heading or _announces(runs))]

    def _runs(self, content: Inline) -> tuple[Text, ...]:
        return tuple(Text(run_text(each, self.figures), each.bold, each.italic) for each in content)

    def _printed(self, table: Table) -> Table:
        """The table with its figures as they print."""

        def row(given: Row) -> Row:
            return Row(tuple(self._runs(cell) for cell in given.cells))

        return replace(
            table, rows=tuple(row(given) for given in table.rows), totals=row(table.totals) if table.totals else None
        )

    # --- Markup ---------------------------------------------------------------------------------

    def _markup(self, written: list[_Written], width: int) -> str:
        space = paragraph(style_id(Frame.SPACE))
        kept_space = paragraph(style_id(Frame.SPACE), properties=_KEEP)
        out = []
        for item, after in pairwise([*written, None]):
            if isinstance(item, _Line):
                out.append(self._line(item, is_last=after is None))
            elif item is not None:
                is_closed = isinstance(after, _Line) and after.style is Body.CLOSING
                out += [kept_space, self._table(item, width, is_closed=is_closed), "" if is_closed else space]
        return "".join(out)

    def _style(self, style: Body, depth: int) -> str:
        self.styles.add((style, depth))
        return style_id(style, depth)

    def _line(self, line: _Line, *, is_last: bool) -> str:
        """A paragraph; a list's number takes the look of what follows it. The last keeps the signature with it."""
        mark = _looks(line.runs[0]) if line.style is Body.DASH and line.runs else ""
        kept = _KEEP if line.leads or is_last else ""
        return paragraph(
            self._style(line.style, line.depth),
            *(run(text.text, _looks(text)) if _looks(text) else run(text.text) for text in line.runs),
            properties=kept + line.numbered,
            mark=mark,
        )

    def _table(self, grid: _Grid, width: int, *, is_closed: bool) -> str:
        table = grid.table
        widths = _widths(table.columns, width)
        aligns: list[str] = [column.align for column in table.columns]
        head = [self._cell((Text(column.title),), Body.HEAD, grid.depth, "center") for column in table.columns]
        rows = [_row(head, widths, is_head=True)]
        last = len(table.rows) - 1
        for index, row in enumerate(table.rows):
            is_kept = index == last and (table.totals is not None or is_closed)
            if len(row.cells) == 1 < len(aligns):
                cells = [self._cell(row.cells[0], Body.GROUP, 0, "left")]
            else:
                cells = [
                    self._cell(cell, Body.CELL, 0, align, is_kept=is_kept)
                    for cell, align in zip(row.cells, aligns, strict=True)
                ]
            rows.append(_row(cells, widths))
        if table.totals:
            rows.append(self._totals(table.totals, aligns, widths, is_closed=is_closed))
        return w("tbl", _properties(width), _columns(widths, width), *rows)

    def _totals(self, row: Row, aligns: list[str], widths: list[int], *, is_closed: bool) -> str:
        """The last row; empty first cells join the label that follows them ("Tổng cộng" over STT and name)."""
        empty = next((index for index, cell in enumerate(row.cells) if cell), 0)
        aligns = ["center" if empty else aligns[empty], *aligns[empty + 1 :]]
        cells = [
            self._cell(cell, Body.TOTAL, 0, align, is_kept=is_closed)
            for cell, align in zip(row.cells[empty:], aligns, strict=True)
        ]
        return _row(cells, widths, first_across=empty + 1)

    def _cell(self, content: Inline, style: Body, depth: int, align: str, *, is_kept: bool = False) -> str:
        assert all(isinstance(text, Text) for text in content)
        texts = [text for text in content if isinstance(text, Text)]
        return paragraph(
            self._style(style, depth),
            *(run(text.text, _looks(text)) if _looks(text) else run(text.text) for text in texts),
            properties=(_KEEP if is_kept else "") + w("jc", val=align),
        )


def _annex_of(item: Numbered) -> Annex | None:
    outermost = item.parents[0] if item.parents else item.block
    return outermost if isinstance(outermost, Annex) else None


def _looks(text: Text) -> str:
    return (w("b") if text.bold else "") + (w("i") if text.italic else "")


def _text(style: Body, depth: int, runs: tuple[Text, ...], numbered: str = "") -> _Line:
    return _Line(style, depth, runs, numbered, leads=_announces(runs))


def _announces(runs: tuple[Text, ...]) -> bool:
    """A short sentence that announces ("…, cụ thể:") stays with what it announces."""
    sentence = "".join(text.text for text in runs).rstrip()
    return sentence.endswith(":") and len(sentence) <= _TWO_LINES


def _closed(written: list[_Written]) -> list[_Written]:
    """End the text with "./.", whatever its last sentence ended with; under a table it stands at the right."""
    if not written:
        return written
    last = written[-1]
    if isinstance(last, _Grid):
        return [*written, _Line(Body.CLOSING, last.depth, (Text(CLOSING),))]
    *head, tail = last.runs
    bare = tail.text.rstrip().removesuffix(CLOSING).rstrip(".; ")
    return [*written[:-1], replace(last, runs=(*head, replace(tail, text=bare + CLOSING)))]


# --- Tables --------------------------------------------------------------------------------------


def _widths(columns: tuple[Column, ...], width: int) -> list[int]:
    """The columns' widths in twips; 0 where the content decides."""
    shares = sum(column.share for column in columns)
    return [round(width * column.share / shares) if shares else 0 for column in columns]


def _properties(width: int) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return w(
        "tblPr",
        w("tblW", w=width, type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in sides)),
        w("tblLayout", type="autofit"),  # a column never becomes too narrow for its longest word
        w("tblCellMar", *(w(side, w=space, type="dxa") for side, space in _PADDING)),
    )


_PADDING = (("top", 50), ("left", 45), ("bottom", 50), ("right", 45))


def _columns(widths: list[int], width: int) -> str:
    even = width // len(widths)
    return w("tblGrid", *(w("gridCol", w=each or even) for each in widths))


def _row(cells: list[str], widths: list[int], *, is_head: bool = False, first_across: int = 1) -> str:
    """A row that never parts; `first_across` is how many columns its first cell covers, a single cell covers all."""
    first_across = len(widths) if len(cells) == 1 else first_across
    spans = [first_across, *[1] * (len(cells) - 1)]
    out, at = [], 0
    for cell, span in zip(cells, spans, strict=True):
        covered = widths[at : at + span]
        at += span
        size = w("tcW", w=sum(covered), type="dxa") if all(covered) else w("tcW", w=0, type="auto")
        middle = w("vAlign", val="center") if is_head else ""
        out.append(w("tc", w("tcPr", size, w("gridSpan", val=span) if span > 1 else "", middle), cell))
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader") if is_head else ""), *out)
