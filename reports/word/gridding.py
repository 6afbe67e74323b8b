"""Tables of a Word file: headings of several lines joined, merged cells undone, group headings and totals told."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise

from core.text.folding import fold
from reports.blocks import Align, Column, Inline, Row, Table, Text
from reports.word.lines import Cell, Grid, is_body, merged
from reports.word.styles import Body

_TOTALS = ("tong cong", "tong so", "tong", "cong", "toan tinh", "toan huyen", "toan xa")
_JOINED = " – "  # between the lines of a heading over several columns
_WHOLE = 100


def table_of(grid: Grid, *, caption: str) -> Table | None:
    """The table; None for what is only a frame around text: a single row, or a single cell in every row."""
    is_ours = is_body(grid, Body.HEAD)
    rows = [row for row in grid.rows if is_ours or any(cell.text for cell in row)]
    if not rows or (not is_ours and (len(rows) == 1 or all(len(row) == 1 for row in rows))):
        return None
    width = max(sum(cell.across for cell in row) for row in rows)
    heads = max(1, grid.heads if is_ours else _heads(rows, grid.heads))
    body = rows[heads:]
    has_totals = bool(body) and (_is_styled(body[-1], Body.TOTAL) if is_ours else _is_total(body[-1]))
    plain = body[:-1] if has_totals else body
    aligns = _aligns(body, width)
    shares = _shares(grid.widths, width)
    columns = zip(_titles(rows[:heads], width), aligns, shares, strict=True)
    return Table(
        columns=tuple(Column(title, align, share) for title, align, share in columns),
        rows=tuple(_row(row, width) for row in plain),
        totals=_totals(body[-1], width, is_ours=is_ours) if has_totals else None,
        caption=caption,
    )


def _heads(rows: Sequence[tuple[Cell, ...]], marked: int) -> int:
    """How many rows the heading has: as marked, or as far as cells of the first row go on below."""
    if marked:
        return min(marked, len(rows))
    heads = 1
    while heads < min(3, len(rows)) and any(cell.goes_on for cell in rows[heads]):
        heads += 1
    return heads


def _titles(rows: Sequence[tuple[Cell, ...]], width: int) -> list[str]:
    """A title for each column: the words of all heading rows above it, each once."""
    titles: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        at = 0
        for cell in row:
            for column in titles[at : at + cell.across]:
                if cell.text and not cell.goes_on and cell.text not in column:
                    column.append(cell.text)
            at += cell.across
    return [_JOINED.join(title) for title in titles]


def _row(row: tuple[Cell, ...], width: int) -> Row:
    """A row's cells; one cell over the whole width is a group heading."""
    if len(row) == 1 < width and row[0].across == width:
        return Row((_without_bold(row[0]),))
    cells: list[Inline] = []
    for cell in row:
        cells += [_content(cell), *[()] * (cell.across - 1)]
    return Row((*cells, *[()] * (width - len(cells))))


def _totals(row: tuple[Cell, ...], width: int, *, is_ours: bool) -> Row:
    """The last row: its label covers the columns before it."""
    cells: list[Inline] = []
    for cell in row:
        cells += [*[()] * (cell.across - 1), _content(cell) if is_ours else _without_bold(cell)]
    return Row((*cells, *[()] * (width - len(cells))))


def _content(cell: Cell) -> Inline:
    if cell.goes_on:
        return ()
    lines = [line.runs for line in cell.lines if line.runs]
    return merged(chain.from_iterable([*line, Text(" ")] for line in lines)) if len(lines) > 1 else (*chain(*lines),)


def _without_bold(cell: Cell) -> Inline:
    """Words of a row that prints in bold type anyway."""
    if any(is_body(line) for line in cell.lines):
        return _content(cell)
    return merged(Text(run.text, italic=run.italic) for run in _content(cell) if isinstance(run, Text))


def _is_styled(row: tuple[Cell, ...], style: Body) -> bool:
    return any(is_body(line, style) for cell in row for line in cell.lines)


def _is_total(row: tuple[Cell, ...]) -> bool:
    words = [fold(cell.text).rstrip(":. ") for cell in row if cell.text]
    return len(words) > 1 and any(word in _TOTALS or word.startswith("tong cong") for word in words[:2])


def _aligns(rows: Sequence[tuple[Cell, ...]], width: int) -> list[Align]:
    """How most cells of each column stand."""
    counts: list[Counter[Align]] = [Counter() for _ in range(width)]
    for row in rows:
        at = 0
        for cell in row:
            if cell.across == 1 and cell.lines and (len(row) > 1 or width == 1):
                counts[at][_align(cell.lines[0].align)] += 1
            at += cell.across
    return [count.most_common(1)[0][0] if count else "left" for count in counts]


def _align(told: str) -> Align:
    return "center" if told == "center" else "right" if told == "right" else "left"


def _shares(widths: Sequence[int], width: int) -> list[int]:
    """The columns' shares in hundredths of the width, which add up to all of it; zeros where the content decides."""
    if len(widths) != width or not all(each > 0 for each in widths):
        return [0] * width
    whole, ends, so_far = sum(widths), [0], 0
    for each in widths:
        so_far += each
        ends.append(round(_WHOLE * so_far / whole))
    return [max(1, after - before) for before, after in pairwise(ends)]
