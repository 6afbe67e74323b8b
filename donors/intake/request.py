"""What the parent asks of the child that opens files. Stands alone, since the child has no Django settings."""

from typing import Literal, NotRequired, TypedDict

# The two columns of a marked list: whoever reads it back knows them by these words.
ERROR_HEADER, MEND_HEADER = "Lỗi", "Cách sửa"


class MarkOptions(TypedDict):
    """What to write into a list: rows are one-based, columns zero-based; `header_row` 0 is a list without a header.

    A mark is [row, column or None, sentence, how to mend it].
    """

    kind: str
    sheet: str
    header_row: int
    marks: list[tuple[int, int | None, str, str]]


FillCell = tuple[int, Literal["text", "number", "date"], str | int]  # zero-based column; a date as ISO 8601


class FillRow(TypedDict):
    """A row of a form: a person's cells, or one cell that is a line over the whole width."""

    is_heading: bool
    cells: list[FillCell]


class FillOptions(TypedDict):
    """What to write into a blank form: `header_row` is one-based, `order_column` zero-based."""

    kind: str
    sheet: str
    header_row: int
    order_column: int | None
    rows: list[FillRow]
    total: FillRow | None


class Request(TypedDict):
    """One job on one file: "read" it, "mark" it, "fill" it."""

    do: Literal["read", "mark", "fill"]
    seconds: int
    memory_mb: int
    mark: NotRequired[MarkOptions]
    fill: NotRequired[FillOptions]
