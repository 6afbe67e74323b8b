"""The body flattened for printing: paragraphs with their number, weight and place, and tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.blocks import (
    Annex,
    Block,
    BlockError,
    Blocks,
    Clause,
    Dash,
    Figures,
    Inline,
    ItalicNote,
    Numbered,
    Paragraph,
    Section,
    Table,
    run_text,
    walk,
)

CLOSING = "./."
# What has a stroke or a hyphen beside a letter, and a note such as "(để b/c)".
_WHOLE = re.compile(r"(\(\w+ \w/\w\)\S*|\S*[^\W\d][/-]\w\S*|\S*\d[/-][^\W\d]\S*)")
_MOST_WHOLE = 30  # letters; a longer one may part
_TWO_LINES = 160  # letters; a longer paragraph always has lines to leave behind


@dataclass(frozen=True)
class Span:
    """Printed text of one weight."""

    text: str
    bold: bool = False
    italic: bool = False

    @property
    def stretches(self) -> list[tuple[str, bool]]:
        """The text in order, and whether a stretch is one word that no line may end in: "33/KH-BCĐ", "(b/c);"."""
        parts = _WHOLE.split(self.text)  # every second part is what the pattern found
        return [(part, place % 2 == 1 and len(part) <= _MOST_WHOLE) for place, part in enumerate(parts) if part]


@dataclass(frozen=True)
class Line:
    """A printed paragraph. `kind` is its CSS classes; `leads` keeps it on the page of what follows."""

    kind: str
    spans: tuple[Span, ...]
    leads: bool = False


@dataclass(frozen=True)
class Cell:
    """A printed cell; `across` is the number of columns it covers."""

    spans: tuple[Span, ...]
    align: str
    across: int = 1


@dataclass(frozen=True)
class Grid:
    """A printed table; `shares` are its columns' parts of the width, all 0 where the content decides."""

    head: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...]
    closing: str = ""


Piece = Line | Grid


@dataclass(frozen=True)
class AnnexPieces:
    """An annex's heading and body."""

    number: str
    title: str
    landscape: bool
    pieces: tuple[Piece, ...]


def main_pieces(blocks: Blocks, figures: Figures) -> tuple[Piece, ...]:
    """What is printed before the signature, closed with "./."."""
    return _closed(_pieces(blocks, figures, in_annex=False))


def annex_pieces(blocks: Blocks, figures: Figures) -> list[AnnexPieces]:
    """The annexes in order, each closed with "./." as in Mẫu 2.1."""
    return [
        AnnexPieces(item.number, item.block.title, item.block.landscape, _closed(_annex_body(blocks, item, figures)))
        for item in walk(blocks)
        if isinstance(item.block, Annex)
    ]


def _annex_body(blocks: Blocks, annex: Numbered, figures: Figures) -> list[Piece]:
    return _pieces(blocks, figures, in_annex=True, within=annex.path)


def _pieces(blocks: Blocks, figures: Figures, *, in_annex: bool, within: tuple[int, ...] = ()) -> list[Piece]:
    out: list[Piece] = []
    for item in walk(blocks):
        inside = bool(item.parents) and isinstance(item.parents[0], Annex)
        if inside is not in_annex or item.path[: len(within)] != within or isinstance(item.block, Annex):
            continue
        try:
            out += _printed(item, figures)
        except BlockError as problem:
            raise BlockError(item.path, str(problem)) from None
    return out


def _printed(item: Numbered, figures: Figures) -> list[Piece]:
    block = item.block
    if isinstance(block, Table):
        caption = [Line("caption", (Span(block.caption, bold=True),), leads=True)] if block.caption else []
        return [*caption, _grid(block, figures)]
    if isinstance(block, Section):
        return [Line("section", (Span(f"{item.number} {block.title.upper()}", bold=True),), leads=True)]
    if isinstance(block, Paragraph | ItalicNote):
        italic = isinstance(block, ItalicNote)
        return [_text("note" if italic else "text", _spans(block.content, figures, italic=italic))]
    if isinstance(block, Dash):
        spans = _spans(block.content, figures)
        number = Span(f"{item.number} ", bold=spans[0].bold, italic=spans[0].italic)
        return [_text("dash", (number, *spans), leads=bool(block.children) and all(span.bold for span in spans))]
    assert not isinstance(block, Annex)  # an annex prints its own heading, above its pieces
    return _numbered(block.title, block.content, item, figures)


def _numbered(title: str, content: Inline, item: Numbered, figures: Figures) -> list[Piece]:
    kind = "clause" if isinstance(item.block, Clause) else "point"
    if not title:
        return [_text(kind, (Span(f"{item.number} "), *_spans(content, figures)))]
    heading = Line(
        f"{kind} heading", (Span(f"{item.number} {title}", bold=True),), leads=_has_more(item.block, content)
    )
    return [heading, _text("text", _spans(content, figures))] if content else [heading]


def _has_more(block: Block, content: Inline) -> bool:
    return bool(content) or bool(not isinstance(block, Paragraph | ItalicNote | Table) and block.children)


def _text(kind: str, spans: tuple[Span, ...], *, leads: bool = False) -> Line:
    """A short sentence that announces ("…, cụ thể:") stays with what it announces; a long one may part at its lines."""
    sentence = "".join(span.text for span in spans).rstrip()
    return Line(kind, spans, leads=leads or (sentence.endswith(":") and len(sentence) <= _TWO_LINES))


def _spans(content: Inline, figures: Figures, *, italic: bool = False, bold: bool = False) -> tuple[Span, ...]:
    return tuple(Span(run_text(run, figures), run.bold or bold, run.italic or italic) for run in content)


def _closed(pieces: list[Piece]) -> tuple[Piece, ...]:
    """End the text with "./.", whatever its last sentence ended with; under a table it stands at the right."""
    if not pieces:
        return ()
    last = pieces[-1]
    if isinstance(last, Grid):
        return (*pieces[:-1], replace(last, closing=CLOSING))
    *head, tail = last.spans
    bare = tail.text.rstrip().removesuffix(CLOSING).rstrip(".; ")
    return (*pieces[:-1], replace(last, spans=(*head, replace(tail, text=bare + CLOSING)), leads=False))


def _grid(table: Table, figures: Figures) -> Grid:
    aligns = [column.align for column in table.columns]
    return Grid(
        head=tuple(column.title for column in table.columns),
        shares=tuple(column.share for column in table.columns),
        rows=tuple(_row(row.cells, aligns, figures) for row in table.rows),
        totals=_totals(table.totals.cells, aligns, figures) if table.totals else (),
    )


def _row(cells: tuple[Inline, ...], aligns: Sequence[str], figures: Figures) -> tuple[Cell, ...]:
    if len(cells) == 1 < len(aligns):
        return (Cell(_spans(cells[0], figures, bold=True), "left", len(aligns)),)
    return tuple(Cell(_spans(cell, figures), align) for cell, align in zip(cells, aligns, strict=True))


def row_kind(row: Sequence[Cell]) -> str:
    """How a row keeps to its neighbours: a heading to what is below it, a bloc's sum to what is above it."""
    if len(row) == 1:
        return "leads"
    label = next((cell for cell in row if cell.spans), None)
    is_sum = label is not None and not row[0].spans and all(span.bold for span in label.spans)
    return "sum" if is_sum else ""


def _totals(cells: tuple[Inline, ...], aligns: Sequence[str], figures: Figures) -> tuple[Cell, ...]:
    """The totals row; empty first cells join the label that follows them ("Tổng cộng" over STT and name)."""
    empty = next((index for index, cell in enumerate(cells) if cell), 0)
    printed = [_spans(cell, figures, bold=True) for cell in cells]
    label = Cell(printed[empty], "center" if empty else aligns[0], empty + 1)
    rest = zip(printed[empty + 1 :], aligns[empty + 1 :], strict=True)
    return (label, *(Cell(spans, align) for spans, align in rest))
