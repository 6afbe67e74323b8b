"""Lines and tables, one after another, grown into a body.

Of our own files the styles tell what a line is and how deep it stands. Else its number tells what it is, and where it
stands follows: a khoản in the mục before it, a điểm in the khoản, a dash in whatever was last numbered. Text goes
under the last title; text after a khoản without a title follows that khoản. Whatever is decided, the page prints the
same words in the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.text.folding import fold
from reports.blocks import (
    Annex,
    Block,
    Blocks,
    Clause,
    Dash,
    Inline,
    ItalicNote,
    Paragraph,
    Point,
    Section,
    SubNumber,
    Table,
    Text,
    may_stand,
)
from reports.page.pieces import CLOSING
from reports.word.gridding import table_of
from reports.word.lines import Grid, Line, Piece, is_body, merged
from reports.word.styles import Body

_LEVELS: dict[type[Block], tuple[type[Block], ...]] = {  # what a block may stand in where no style says it
    Section: (),
    Clause: (Section,),
    SubNumber: (Clause,),
    Point: (SubNumber, Clause, Section),
    Dash: (Point, SubNumber, Clause, Section),
}
_STYLED: dict[Body, tuple[type[Block], bool]] = {  # kind of block, whether the line is its title
    Body.SECTION: (Section, True),
    Body.CLAUSE: (Clause, False),
    Body.CLAUSE_TITLE: (Clause, True),
    Body.SUB_NUMBER: (SubNumber, False),
    Body.SUB_NUMBER_TITLE: (SubNumber, True),
    Body.POINT: (Point, False),
    Body.POINT_TITLE: (Point, True),
    Body.DASH: (Dash, False),
    Body.NOTE: (ItalicNote, False),
}
_LONGEST_TITLE = 120  # letters, where no bold type tells a title
_ENDS = (".", ";", ",", ":", CLOSING)


@dataclass
class Node:
    """A block that may still get children. `typed` is the number that stood before it, `level` that of Word's list."""

    kind: type[Block]
    content: Inline = ()
    title: str = ""
    table: Table | None = None
    typed: str = ""
    level: int = 0
    children: "list[Node]" = field(default_factory=list)

    def block(self) -> Block:
        """The block with all that is in it."""
        if self.table:
            return self.table
        children = tuple(child.block() for child in self.children)
        if self.kind is Section:
            return Section(self.title, children)
        if self.kind is Dash:
            return Dash(self.content, children)
        for plain in (Paragraph, ItalicNote):
            if self.kind is plain:
                return plain(self.content)
        for titled in (Clause, SubNumber):
            if self.kind is titled:
                return titled(self.content, self.title, children)
        return Point(self.content, self.title, children)


def grown(given: Sequence[Piece], *, is_annex: bool = False) -> list[Node]:
    """The body that the pieces make; the mark that ends it becomes a full stop."""
    grower = _Grower(list(_unclosed(given)), Annex if is_annex else None)
    grower.grow()
    return grower.top


def blocks_of(nodes: Sequence[Node]) -> Blocks:
    """The nodes as blocks."""
    return tuple(node.block() for node in nodes)


def _unclosed(given: Sequence[Piece]) -> list[Piece]:
    """Without "./.", which the page prints by itself."""
    out = [piece for piece in given if not is_body(piece, Body.CLOSING)]
    for index in range(len(out) - 1, -1, -1):
        piece = out[index]
        if isinstance(piece, Line) and piece.text.rstrip().endswith(CLOSING):
            *head, tail = piece.runs
            bare = tail.text.rstrip().removesuffix(CLOSING).rstrip(". ")
            if not bare and not head:
                return out[:index] + out[index + 1 :]
            out[index] = replace(piece, runs=(*head, replace(tail, text=f"{bare}.")))
            break
    return out


class _Grower:
    """Takes piece after piece; `_open` are the blocks that the next one may stand in, outermost first."""

    def __init__(self, given: list[Piece], root: type[Block] | None) -> None:
        self._given = given
        self._root = root
        self.top: list[Node] = []
        self._open: list[Node] = []

    def grow(self) -> None:
        caption = ""
        for index, piece in enumerate(self._given):
            following = self._given[index + 1] if index + 1 < len(self._given) else None
            if isinstance(piece, Grid):
                self._put_table(piece, caption)
                caption = ""
            elif is_body(piece, Body.CAPTION) and isinstance(following, Grid):
                caption = piece.text
            elif is_body(piece) and piece.runs:
                self._put_styled(piece)
            elif piece.runs:
                self._put_plain(piece, following)

    # --- Our own files ----------------------------------------------------------------------------

    def _put_styled(self, line: Line) -> None:
        assert line.style
        assert isinstance(line.style.style, Body)
        kind, is_title = _STYLED.get(line.style.style, (Paragraph, False))
        if line.style.style is Body.CONTENT and self._takes_content(line.style.depth):
            self._open[line.style.depth - 1].content = line.runs
            del self._open[line.style.depth :]
            return
        if kind in _LEVELS and not line.shape:  # its number was taken away in Word
            kind, is_title = Paragraph, False
        self._put(self._node(kind, line, is_title=is_title), line.style.depth)

    def _takes_content(self, depth: int) -> bool:
        if not 0 < depth <= len(self._open):
            return False
        node = self._open[depth - 1]
        return bool(node.title) and node.kind is not Section and not node.content and not node.children

    # --- Files of others, and pasted text -----------------------------------------------------------

    def _put_plain(self, line: Line, following: Piece | None) -> None:
        if line.shape and self._is_number(line):
            kind = line.shape.kind
            is_title = self._is_title(line, following)
            self._put(self._node(kind, line, is_title=is_title), self._depth_of(kind, line))
            return
        if line.shape:  # "2.5 triệu đồng": a number in a text, not one before it
            line = replace(line, runs=merged(iter([Text(line.shape.typed), *line.runs])), shape=None)
        kind = ItalicNote if line.is_italic and line.text[:1] not in '“"' else Paragraph
        is_closing = fold(line.text).startswith("tren day la")
        depth = 0 if is_closing and not self._root else self._depth_of_text()
        self._put(self._node(kind, line), depth)

    def _is_number(self, line: Line) -> bool:
        """A decimal number stands only in its khoản."""
        assert line.shape
        if line.shape.kind is not SubNumber:
            return True
        clause = self._last(Clause)
        if clause is None:
            return False
        above, _dot, _own = line.shape.number.partition(".")
        return not clause.typed or clause.typed == f"{above}."

    def _last(self, *kinds: type[Block]) -> Node | None:
        return next((node for node in reversed(self._open) if node.kind in kinds), None)

    def _depth_of(self, kind: type[Block], line: Line) -> int:
        """Under the nearest block that it may stand in; a dash under a dash where the sign or Word's list says so."""
        if kind is Dash and self._last(Dash):
            dash = next(index for index, node in enumerate(self._open) if node.kind is Dash)
            if (line.shape and line.shape.number == "+") or line.level > self._open[dash].level:
                return dash + 1
        places = [index for index, node in enumerate(self._open) if node.kind in _LEVELS[kind]]
        return places[-1] + 1 if places else 0

    def _depth_of_text(self) -> int:
        """Under the last title; a dash in bold type or one that announces is a title too."""
        for depth in range(len(self._open), 0, -1):
            node = self._open[depth - 1]
            if node.title or (node.kind is Dash and self._is_heading(node)):
                return depth
        return 0

    @staticmethod
    def _is_heading(dash: Node) -> bool:
        return all(isinstance(run, Text) and run.bold for run in dash.content)

    def _is_title(self, line: Line, following: Piece | None) -> bool:
        assert line.shape
        if line.shape.kind is Dash:
            return False
        if line.shape.kind is Section:
            return True
        if line.align:  # a file tells a title by bold type
            return line.is_bold
        if len(line.text) > _LONGEST_TITLE or (line.text.endswith(_ENDS) and not line.text.endswith(":")):
            return False
        is_sibling = isinstance(following, Line) and following.shape and following.shape.kind is line.shape.kind
        return following is not None and not is_sibling

    # --- Placing ------------------------------------------------------------------------------------

    def _put_table(self, grid: Grid, caption: str) -> None:
        table = table_of(grid, caption=caption)
        if table is None:  # a frame around text, not a table
            for row in grid.rows:
                for cell in row:
                    for line in cell.lines:
                        if line.runs:
                            self._put_plain(line, None)
            return
        depth = grid.style.depth if is_body(grid) and grid.style else self._depth_of_text()
        self._put(Node(Table, table=table), depth)

    def _node(self, kind: type[Block], line: Line, *, is_title: bool = False) -> Node:
        typed = line.shape.number if line.shape else ""
        if is_title:
            return Node(kind, title=line.text, typed=typed, level=line.level)
        runs = line.runs
        if kind is ItalicNote and not is_body(line):
            runs = tuple(replace(run, italic=False) for run in runs)
        return Node(kind, content=runs, typed=typed, level=line.level)

    def _put(self, node: Node, depth: int) -> None:
        """Put a block as deep as asked, or where it may stand nearest to that."""
        del self._open[max(0, depth) :]
        if not may_stand(node.kind, self._root) and not any(self._may_stand(node, each) for each in self._open):
            node.kind, node.title, node.content = Paragraph, "", _with_number(node)
        while self._open and not self._may_stand(node, self._open[-1]):
            self._open.pop()
        siblings = self._open[-1].children if self._open else self.top
        siblings.append(node)
        self._open.append(node)

    @staticmethod
    def _may_stand(node: Node, parent: Node) -> bool:
        return parent.kind not in (Paragraph, ItalicNote, Table) and may_stand(node.kind, parent.kind)


def _with_number(node: Node) -> Inline:
    """A block's words with the number that was typed before them."""
    words = [Text(node.title, bold=True)] if node.title else [run for run in node.content if isinstance(run, Text)]
    return merged(iter([Text(f"{node.typed} "), *words]))
