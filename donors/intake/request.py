"""What the parent asks of the child that opens files. Stands alone, since the child has no Django settings."""

from typing import Literal, NotRequired, TypedDict


class MarkOptions(TypedDict):
    """What to write into a list: rows (and the header's) are one-based, columns zero-based.

    A mark is [row, column or None, sentence, how to mend it].
    """

    kind: str
    sheet: str
    header_row: int
    marks: list[tuple[int, int | None, str, str]]


class Request(TypedDict):
    """One job on one file: "read" it, "mark" it."""

    do: Literal["read", "mark"]
    seconds: int
    memory_mb: int
    mark: NotRequired[MarkOptions]
