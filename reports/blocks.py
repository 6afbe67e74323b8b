"""The body of an official document: a tree of blocks whose numbers are counted and whose figures are bound.

What each block prints follows Nghị định 30/2020, Phụ lục I, II.6 and the layout committees use: mục "I. TITLE", khoản
"1. Title" or "1. text", sub-number "4.1.", điểm "a)", dash "-", plain paragraph, italic note, table, phụ lục. A number
is never stored: it is the block's place among its siblings. A figure is never stored in the text either: a run holds
its key, and the document's figures mapping holds value, printed text, source and moment.

The tree is stored as JSON (`to_json`, `from_json`) and is plain data: nothing in it is HTML.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

from django.utils.translation import gettext as _

from core.text.numbers import roman

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
Align = Literal["left", "center", "right"]
Path = tuple[int, ...]

# The decree's own run of letters for điểm: with đ, without f, j, w, z and without letters with marks.
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
MOST_BLOCKS = 5_000
MOST_ROWS = 5_000
DEEPEST = 8
LONGEST_TEXT = 20_000


class ShareOf(TypedDict):
    """What a percentage is made of, exactly, and how many decimals it has more than the document's others."""

    part: str
    whole: str
    finer: int


class FigureEntry(TypedDict):
    """A bound figure: its value, the text that is printed, where it comes from, and its moment (ISO 8601 or "").

    A percentage also keeps what it is made of, so that its document may print it with other decimals.
    """

    value: int | str | None
    text: str
    source: str
    as_of: str
    share: NotRequired[ShareOf]


Figures = Mapping[str, FigureEntry]


class BlockError(ValueError):
    """A tree that cannot be a document's body. `path` leads to the block (indexes from 0, outermost first)."""

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        place = ".".join(str(index + 1) for index in path)
        super().__init__(_("Phần %(place)s: %(message)s") % {"place": place, "message": message} if place else message)


@dataclass(frozen=True)
class Text:
    """A stretch of narrative as it is printed."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Figure:
    """A bound value, printed as the figures mapping says."""

    key: str
    bold: bool = False
    italic: bool = False


Run = Text | Figure
Inline = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A plain paragraph with a first-line indent."""

    content: Inline


@dataclass(frozen=True)
class ItalicNote:
    """A paragraph in italics without a number."""

    content: Inline


@dataclass(frozen=True)
class Column:
    """A table column. `share` is its part of the width against the other columns; 0 lets the content decide."""

    title: str
    align: Align = "left"
    share: int = 0


@dataclass(frozen=True)
class Row:
    """Cells of one line: as many as there are columns, or a single one, which is a group heading across them all."""

    cells: tuple[Inline, ...]


@dataclass(frozen=True)
class Table:
    """A table with its heading line repeated on every page; `totals` is printed bold at the end."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    totals: Row | None = None
    caption: str = ""


@dataclass(frozen=True)
class Dash:
    """ "- " and text; a dash inside a dash prints "+ "."""

    content: Inline
    children: "tuple[Block, ...]" = ()


@dataclass(frozen=True)
class Point:
    """Điểm: "a) " and a bold title on its own line, or text."""

    content: Inline = ()
    title: str = ""
    children: "tuple[Block, ...]" = ()


@dataclass(frozen=True)
class SubNumber:
    """A decimal number inside a khoản: "4.1. " and a bold title on its own line, or text."""

    content: Inline = ()
    title: str = ""
    children: "tuple[Block, ...]" = ()


@dataclass(frozen=True)
class Clause:
    """Khoản: "1. " and a bold title on its own line, or text."""

    content: Inline = ()
    title: str = ""
    children: "tuple[Block, ...]" = ()


@dataclass(frozen=True)
class Section:
    """Mục: "I. " and its title, bold and in capitals."""

    title: str
    children: "tuple[Block, ...]" = ()


@dataclass(frozen=True)
class Annex:
    """Phụ lục on pages of its own, numbered apart; landscape where its tables need the width."""

    title: str
    children: "tuple[Block, ...]" = ()
    landscape: bool = False


Block = Section | Clause | SubNumber | Point | Dash | Paragraph | ItalicNote | Table | Annex
Blocks = tuple[Block, ...]
_Parent = Section | Clause | SubNumber | Point | Dash | Annex

_KINDS: dict[str, type[Block]] = {
    "section": Section,
    "clause": Clause,
    "sub_number": SubNumber,
    "point": Point,
    "dash": Dash,
    "paragraph": Paragraph,
    "note": ItalicNote,
    "table": Table,
    "annex": Annex,
}
_NAMES: dict[type[Block], str] = {block: kind for kind, block in _KINDS.items()}
# Where a numbered block may stand (None is the top); what is not named here may stand anywhere.
_PLACES: dict[type[Block], tuple[type[Block] | None, ...]] = {
    Annex: (None,),
    Section: (None, Annex),
    Clause: (None, Annex, Section),
    SubNumber: (Clause,),
    Point: (None, Annex, Section, Clause, SubNumber),
}


@dataclass(frozen=True)
class Numbered:
    """A block at its place: path, the number it prints ("II.", "3.", "4.1.", "a)", "-", "+", "Phụ lục I", or "")."""

    block: Block
    path: Path
    number: str
    parents: tuple[Block, ...]


def may_stand(kind: type[Block], parent: type[Block] | None) -> bool:
    """Whether a block of a kind may stand directly in one of another kind; None is the top."""
    return parent in _PLACES.get(kind, (parent,))


def inline(*parts: str | Run) -> Inline:
    """Runs from plain strings and runs: inline("đạt ", Figure("total.percent"))."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def children_of(block: Block) -> Blocks:
    """The blocks inside a block; none for paragraphs, notes and tables."""
    return block.children if isinstance(block, _Parent) else ()


def walk(blocks: Blocks) -> Iterator[Numbered]:
    """Every block in printed order, with its number."""
    yield from _walk(blocks, (), (), "")


def number_of(blocks: Blocks, path: Path) -> str:
    """The number printed before the block at a path. Raises BlockError where no block stands there."""
    for numbered in walk(blocks):
        if numbered.path == path:
            return numbered.number
    raise BlockError(path, _("không có phần này trong văn bản."))


def runs_of(block: Block) -> Iterator[Run]:
    """Every run of a block itself (cells included), without the blocks inside it."""
    if isinstance(block, Table):
        for row in [*block.rows, *([block.totals] if block.totals else [])]:
            for cell in row.cells:
                yield from cell
    elif not isinstance(block, Section | Annex):
        yield from block.content


def figure_keys(blocks: Blocks) -> list[str]:
    """The keys of all bound figures, each once, in printed order."""
    runs = (run for numbered in walk(blocks) for run in runs_of(numbered.block))
    return list(dict.fromkeys(run.key for run in runs if isinstance(run, Figure)))


def run_text(run: Run, figures: Figures) -> str:
    """What a run prints. Raises BlockError for a figure that is not bound: a document never prints a guess."""
    if isinstance(run, Text):
        return run.text
    if run.key not in figures:
        raise BlockError((), _("số liệu “%(key)s” chưa có; cập nhật số liệu của văn bản.") % {"key": run.key})
    return figures[run.key]["text"]


def inline_text(content: Inline, figures: Figures) -> str:
    """What a line of runs prints, without its bold and italics."""
    return "".join(run_text(run, figures) for run in content)


def plain_text(blocks: Blocks, figures: Figures) -> str:
    """The whole body as text, a line per paragraph and table row (cells parted by tabs), with its numbers."""
    return "\n".join(line for numbered in walk(blocks) for line in _lines(numbered, figures))


def validate(blocks: Blocks) -> None:
    """Check what the types cannot say: places, table widths, sizes, nothing empty. Raises BlockError with the path."""
    for count, numbered in enumerate(walk(blocks), start=1):
        if count > MOST_BLOCKS:
            raise BlockError(numbered.path, _("văn bản có quá nhiều phần; chia ra phụ lục hoặc văn bản khác."))
        _check(numbered)
    main_after_annex = [
        index
        for index, block in enumerate(blocks)
        if index and isinstance(blocks[index - 1], Annex) > isinstance(block, Annex)
    ]
    if main_after_annex:
        raise BlockError((main_after_annex[0],), _("phụ lục phải đứng sau toàn bộ nội dung chính."))


def to_json(blocks: Blocks) -> list[JsonValue]:
    """The tree as JSON values; what is empty or usual is left out."""
    return [_block_json(block) for block in blocks]


def from_json(data: object) -> Blocks:
    """The tree from JSON values; texts are brought to NFC, a plain string stands for a single run of text.

    Raises BlockError naming the path of the first block that is wrong.
    """
    blocks = _blocks(data, ())
    validate(blocks)
    return blocks


# --- Numbers ------------------------------------------------------------------------------------


def _walk(blocks: Blocks, above: Path, parents: tuple[Block, ...], prefix: str) -> Iterator[Numbered]:
    counts: dict[type[Block], int] = {}
    annexes = sum(isinstance(block, Annex) for block in blocks)
    for index, block in enumerate(blocks):
        counts[type(block)] = counts.get(type(block), 0) + 1
        path = (*above, index)
        number = _number(block, counts[type(block)], path, parents, prefix, alone=annexes == 1)
        yield Numbered(block, path, number, parents)
        yield from _walk(children_of(block), path, (*parents, block), number)


def _number(block: Block, count: int, path: Path, parents: tuple[Block, ...], prefix: str, *, alone: bool) -> str:
    match block:
        case Annex():
            number = "Phụ lục" if alone else f"Phụ lục {roman(count)}"
        case Section():
            number = f"{roman(count)}."
        case Clause() | SubNumber():
            number = f"{prefix if isinstance(block, SubNumber) else ''}{count}."
        case Point():
            number = _point(count, path)
        case Dash():
            number = "+" if any(isinstance(parent, Dash) for parent in parents) else "-"
        case _:
            number = ""
    return number


def _point(count: int, path: Path) -> str:
    if count > len(POINT_LETTERS):
        raise BlockError(path, _("quá nhiều điểm: bảng chữ cái chỉ đến y). Hãy tách thành khoản khác."))
    return f"{POINT_LETTERS[count - 1]})"


# --- Text and checks -----------------------------------------------------------------------------


def _lines(numbered: Numbered, figures: Figures) -> Iterator[str]:
    block, number = numbered.block, numbered.number
    if isinstance(block, Table):
        yield from [block.caption] if block.caption else []
        yield "\t".join(column.title for column in block.columns)
        for row in [*block.rows, *([block.totals] if block.totals else [])]:
            yield "\t".join(inline_text(cell, figures) for cell in row.cells)
        return
    title = "" if isinstance(block, Paragraph | ItalicNote | Dash) else block.title
    content = "" if isinstance(block, Section | Annex) else inline_text(block.content, figures)
    lines = [line for line in (title, content) if line]
    yield " ".join([number, *lines[:1]]).strip()
    yield from lines[1:]


def _check(numbered: Numbered) -> None:
    block, path = numbered.block, numbered.path
    parent = type(numbered.parents[-1]) if numbered.parents else None
    if not may_stand(type(block), parent):
        raise BlockError(path, _("phần này không đứng được ở đây."))
    if isinstance(block, Table):
        _check_table(block, path)
    elif isinstance(block, Section | Annex):
        if not block.title.strip():
            raise BlockError(path, _("phần này chưa có tiêu đề."))
    elif not _has_words(block.content) and isinstance(block, Paragraph | ItalicNote | Dash):
        raise BlockError(path, _("đoạn này đang trống; viết hoặc xóa đi."))
    elif not _has_words(block.content) and not getattr(block, "title", ""):
        raise BlockError(path, _("phần này chưa có tiêu đề hoặc nội dung."))


def _has_words(content: Inline) -> bool:
    return any(isinstance(run, Figure) or run.text.strip() for run in content)


def _check_table(table: Table, path: Path) -> None:
    width = len(table.columns)
    if not width:
        raise BlockError(path, _("bảng chưa có cột nào."))
    if len(table.rows) > MOST_ROWS:
        raise BlockError(path, _("bảng dài quá %(most)s dòng.") % {"most": MOST_ROWS})
    for index, row in enumerate(table.rows):
        if len(row.cells) not in (1, width):
            raise BlockError(path, _("dòng %(row)s của bảng không đủ số ô.") % {"row": index + 1})
    if table.totals and len(table.totals.cells) != width:
        raise BlockError(path, _("dòng tổng của bảng không đủ số ô."))


# --- JSON out ------------------------------------------------------------------------------------


def _block_json(block: Block) -> JsonValue:
    out: dict[str, JsonValue] = {"kind": _NAMES[type(block)]}
    if isinstance(block, Table):
        out["columns"] = [_column_json(column) for column in block.columns]
        out["rows"] = [_row_json(row) for row in block.rows]
        if block.totals:
            out["totals"] = _row_json(block.totals)
        if block.caption:
            out["caption"] = block.caption
        return out
    if not isinstance(block, Paragraph | ItalicNote | Dash) and block.title:
        out["title"] = block.title
    if not isinstance(block, Section | Annex) and block.content:
        out["content"] = _inline_json(block.content)
    if isinstance(block, Annex) and block.landscape:
        out["landscape"] = True
    if children_of(block):
        out["children"] = to_json(children_of(block))
    return out


def _column_json(column: Column) -> JsonValue:
    return {"title": column.title, "align": column.align, "share": column.share}


def _row_json(row: Row) -> JsonValue:
    return [_inline_json(cell) for cell in row.cells]


def _inline_json(content: Inline) -> list[JsonValue]:
    return [_run_json(run) for run in content]


def _run_json(run: Run) -> JsonValue:
    out: dict[str, JsonValue] = {"text": run.text} if isinstance(run, Text) else {"figure": run.key}
    return out | ({"bold": True} if run.bold else {}) | ({"italic": True} if run.italic else {})


# --- JSON in -------------------------------------------------------------------------------------


def _blocks(data: object, path: Path) -> Blocks:
    return tuple(_block(item, (*path, index)) for index, item in enumerate(_list(data, path)))


def _block(data: object, path: Path) -> Block:
    if len(path) > DEEPEST:
        raise BlockError(path, _("các phần lồng nhau quá sâu."))
    fields = _object(data, path)
    kind = _KINDS.get(_string(fields.pop("kind", None), path))
    if kind is None:
        raise BlockError(path, _("không rõ đây là loại phần nào."))
    block = _built(kind, fields, path)
    if fields:
        raise BlockError(path, _("có mục lạ “%(name)s”.") % {"name": min(fields)})
    return block


def _built(kind: type[Block], fields: dict[str, object], path: Path) -> Block:
    if kind is Table:
        return _table(fields, path)
    title = "" if kind in (Paragraph, ItalicNote, Dash) else _string(fields.pop("title", ""), path)
    content = () if kind in (Section, Annex) else _inline(fields.pop("content", []), path)
    if kind is Paragraph or kind is ItalicNote:
        return kind(content)
    children = _blocks(fields.pop("children", []), path)
    if kind is Section:
        return Section(title, children)
    if kind is Annex:
        return Annex(title, children, _flag(fields.pop("landscape", False), path))
    if kind is Dash:
        return Dash(content, children)
    return _titled(kind, content, title, children)


def _titled(kind: type[Block], content: Inline, title: str, children: Blocks) -> Block:
    if kind is Clause:
        return Clause(content, title, children)
    return Point(content, title, children) if kind is Point else SubNumber(content, title, children)


def _table(fields: dict[str, object], path: Path) -> Table:
    totals = fields.pop("totals", None)
    return Table(
        columns=tuple(_column(item, path) for item in _list(fields.pop("columns", []), path)),
        rows=tuple(_row(item, path) for item in _list(fields.pop("rows", []), path)),
        totals=None if totals is None else _row(totals, path),
        caption=_string(fields.pop("caption", ""), path),
    )


def _column(data: object, path: Path) -> Column:
    if isinstance(data, str):
        return Column(_string(data, path))
    fields = _object(data, path)
    align, share = fields.pop("align", "left"), fields.pop("share", 0)
    title = _string(fields.pop("title", ""), path)
    if fields or isinstance(share, bool) or not isinstance(share, int) or not 0 <= share <= 1000:
        raise BlockError(path, _("cột “%(title)s” của bảng khai không đúng.") % {"title": title})
    for known in ("left", "center", "right"):
        if align == known:
            return Column(title, known, share)
    raise BlockError(path, _("cột “%(title)s” của bảng khai không đúng.") % {"title": title})


def _row(data: object, path: Path) -> Row:
    return Row(tuple(_inline(cell, path) for cell in _list(data, path)))


def _inline(data: object, path: Path) -> Inline:
    if isinstance(data, str):
        return inline(_string(data, path)) if data else ()
    return tuple(_run(item, path) for item in _list(data, path))


def _run(data: object, path: Path) -> Run:
    if isinstance(data, str):
        return Text(_string(data, path))
    fields = _object(data, path)
    bold, italic = _flag(fields.pop("bold", False), path), _flag(fields.pop("italic", False), path)
    names: Iterable[str] = list(fields)
    if names == ["text"]:
        return Text(_string(fields["text"], path), bold, italic)
    if names == ["figure"]:
        return Figure(_string(fields["figure"], path), bold, italic)
    raise BlockError(path, _("một đoạn chữ khai không đúng."))


def _object(data: object, path: Path) -> dict[str, object]:
    if not isinstance(data, dict) or not all(isinstance(name, str) for name in data):
        raise BlockError(path, _("dữ liệu không đúng dạng."))
    return dict(data)


def _list(data: object, path: Path) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise BlockError(path, _("dữ liệu không đúng dạng."))
    return data


def _string(data: object, path: Path) -> str:
    if not isinstance(data, str):
        raise BlockError(path, _("dữ liệu không đúng dạng."))
    if len(data) > LONGEST_TEXT:
        raise BlockError(path, _("đoạn này quá dài; tách thành nhiều đoạn."))
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in data):
        raise BlockError(path, _("đoạn này có ký tự không in được; gõ lại."))
    return unicodedata.normalize("NFC", data)


def _flag(data: object, path: Path) -> bool:
    if not isinstance(data, bool):
        raise BlockError(path, _("dữ liệu không đúng dạng."))
    return data
