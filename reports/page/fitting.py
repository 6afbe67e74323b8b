"""How wide a table's columns are, and how small its letters must be so that nothing is cut.

The decree has no rule for the inside of tables; offices print them in 11 to 13 points. A table is set in 12 and goes
down to 10 where its columns need it; one that is too wide even then lies on its side, where it may go down to 8 before
a word is broken: a number in two lines would be read as two. Widths are fixed here and not by the layout engine: it
would measure a long table anew on every page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.paper.fonts import DocumentFont, Style
from reports.page.measures import MM_PER_POINT
from reports.page.pieces import Cell, Grid

SIZES = (12.0, 11.5, 11.0, 10.5, 10.0)  # points, from the usual to the smallest
SQUEEZED = (9.5, 9.0, 8.5, 8.0)
PADDING_PT, SQUEEZED_PADDING_PT = 4, 1.5  # left and right of a cell's text
_LINES_PT = 1.2  # a cell's lines, and what kerning may add
_LONGEST_WORD_MM = 42  # a longer one, as an address on the web, is broken inside and does not widen its column
_WIDEST_MM = 60  # a column whose text runs over more lines at ease than two is as wide as this
_TWO_LINES = 0.58  # of a text's length: room for it on two lines, which never break at its very middle


@dataclass(frozen=True)
class Fit:
    """Widths of the columns in millimetres, which fill the table's width; letters and padding in points.

    `padding_pt` stands left and right of a cell's text. `is_easy` where a cell's usual text takes no more than two
    lines; `is_broken` where there are too many columns for their words even in the smallest size, so that words are
    broken inside.
    """

    widths_mm: tuple[float, ...]
    size_pt: float
    padding_pt: float = PADDING_PT
    is_easy: bool = True
    is_broken: bool = False


@dataclass(frozen=True)
class _Need:
    """What a column takes at one point of size, in millimetres: longest word, and longest line below the heading."""

    word: float
    line: float

    def tight(self, size_pt: float, padding_pt: float = PADDING_PT) -> float:
        """The least width that breaks no word."""
        return min(self.word * size_pt, _LONGEST_WORD_MM) + around_mm(padding_pt)

    def easy(self, size_pt: float, padding_pt: float = PADDING_PT) -> float:
        """A width that is read with ease."""
        two_lines = min(self.line * size_pt * _TWO_LINES, _WIDEST_MM) + around_mm(padding_pt)
        return max(self.tight(size_pt, padding_pt), two_lines)

    def full(self, size_pt: float) -> float:
        """The width at which nothing below the heading wraps."""
        return max(self.tight(size_pt), self.line * size_pt + around_mm(PADDING_PT))


def fit(grid: Grid, *, width_mm: float, font: DocumentFont) -> Fit | None:
    """The table in the largest size that is read with ease, or else that breaks no word; None where none does.

    Columns whose author gave their shares are not asked for ease: how they wrap was chosen.
    """
    needs = _needs(grid, font)
    for size in () if any(grid.shares) else SIZES:
        easy = [need.easy(size) for need in needs]
        if sum(easy) <= width_mm:
            return Fit(_widths(easy, needs, size, grid.shares, width_mm), size)
    for size in SIZES:
        tight = [need.tight(size) for need in needs]
        if sum(tight) <= width_mm:
            return Fit(_widths(tight, needs, size, grid.shares, width_mm), size, is_easy=any(grid.shares))
    return None


def squeeze(grid: Grid, *, width_mm: float, font: DocumentFont) -> Fit:
    """The table in still smaller letters; in the smallest, words are broken where they must be. Never too wide."""
    needs = _needs(grid, font)
    easy, tight = (
        [(size, [width(need, size, SQUEEZED_PADDING_PT) for need in needs]) for size in SQUEEZED]
        for width in (_Need.easy, _Need.tight)
    )
    for size, widths in [*easy, *tight]:
        if sum(widths) <= width_mm:
            return Fit(_scaled(widths, width_mm), size, SQUEEZED_PADDING_PT, is_easy=False)
    size, widths = tight[-1]
    return Fit(_scaled(widths, width_mm), size, SQUEEZED_PADDING_PT, is_easy=False, is_broken=True)


def around_mm(padding_pt: float) -> float:
    """What a cell takes beside its text: padding left and right, lines, kerning."""
    return (2 * padding_pt + _LINES_PT) * MM_PER_POINT


def _scaled(widths: Sequence[float], width_mm: float) -> tuple[float, ...]:
    return tuple(width * width_mm / sum(widths) for width in widths)


def _needs(grid: Grid, font: DocumentFont) -> list[_Need]:
    columns: list[set[tuple[str, Style]]] = [set() for _ in grid.head]
    for row in [*grid.rows, grid.totals]:
        at = 0
        for cell in row:
            if cell.across == 1:  # what lies across several columns finds room in them
                columns[at].add((_text(cell), _style(cell)))
            at += cell.across
    return [_need(title, texts, font) for title, texts in zip(grid.head, columns, strict=True)]


def _need(title: str, texts: set[tuple[str, Style]], font: DocumentFont) -> _Need:
    def longest(texts: set[tuple[str, Style]]) -> float:
        return max((font.width_mm(text, size_pt=1, style=style) for text, style in texts), default=0)

    words = {(word, style) for text, style in [*texts, (title, "bold")] for word in text.split(" ")}
    return _Need(word=longest(words), line=longest(texts))


def _text(cell: Cell) -> str:
    return "".join(span.text for span in cell.spans)


def _style(cell: Cell) -> Style:
    return "bold" if any(span.bold for span in cell.spans) else "regular"


def _widths(
    least: Sequence[float], needs: Sequence[_Need], size_pt: float, shares: Sequence[int], width_mm: float
) -> tuple[float, ...]:
    """Each column at least as wide as it must be, the rest as the shares say or, without them, as texts are long."""
    if not any(shares):
        return _by_lines(
            least, [max(need.full(size_pt), low) for need, low in zip(needs, least, strict=True)], width_mm
        )
    wanted = [width_mm * share / sum(shares) for share in shares]
    widths = [max(want, low) for want, low in zip(wanted, least, strict=True)]
    spare = [width - low for width, low in zip(widths, least, strict=True)]
    excess = sum(widths) - width_mm
    if excess > 0 and sum(spare) > 0:
        widths = [width - excess * part / sum(spare) for width, part in zip(widths, spare, strict=True)]
    return tuple(widths)


def _by_lines(least: Sequence[float], full: Sequence[float], width_mm: float) -> tuple[float, ...]:
    """Where all texts fit on one line, the rest of the width in proportion; else between the least and the full."""
    if sum(full) <= width_mm:
        return _scaled(full, width_mm)
    more = (width_mm - sum(least)) / (sum(full) - sum(least))
    return tuple(low + (high - low) * more for low, high in zip(least, full, strict=True))
