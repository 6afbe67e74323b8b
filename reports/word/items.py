"""What stands in a Word file, one thing after another, before anybody decides what it means. Plain data.

The child answers it as JSON; text that was pasted is turned into the same. Stands alone, since the child has no Django
settings.
"""

from typing import Literal, TypedDict

Run = tuple[str, bool, bool]  # text, bold, italic


class LineItem(TypedDict):
    """A paragraph. `number` is what Word's list prints before it, `level` its depth in that list.

    `style` is the visible name of its style; `align` is "left", "center", "right" or "both"; `section` counts the
    sections of pages from 0; `after_blank` tells an empty paragraph or a new page before it.
    """

    kind: Literal["line"]
    style: str
    number: str
    level: int
    runs: list[Run]
    align: str
    section: int
    after_blank: bool


class CellItem(TypedDict):
    """A cell: its paragraphs, how many columns it covers, whether it goes on with the cell above."""

    lines: list[LineItem]
    across: int
    goes_on: bool


class GridItem(TypedDict):
    """A table: rows of cells, how many of them are marked as headings, widths of its columns (0: the content's)."""

    kind: Literal["grid"]
    rows: list[list[CellItem]]
    heads: int
    widths: list[int]
    section: int


Item = LineItem | GridItem


class WordAnswer(TypedDict):
    """A whole file. `lying` are the sections whose sheets lie; `lost` counts what is not read, by kind."""

    items: list[Item]
    lying: list[int]
    lost: dict[str, int]


class Request(TypedDict):
    """What the child is allowed: seconds of processor time and megabytes of memory."""

    seconds: int
    memory_mb: int
