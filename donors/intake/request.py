"""What the parent asks of the child that opens files. Stands alone, since the child has no Django settings."""

from typing import Literal, TypedDict


class Request(TypedDict):
    """One job on one file: "read" it."""

    do: Literal["read"]
    seconds: int
    memory_mb: int
