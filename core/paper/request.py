"""What the parent asks of the rendering child. Stands alone, since the child has no Django settings."""

from typing import Literal, TypedDict


class RequestMetadata(TypedDict):
    """What the PDF says of itself; `created` is an ISO 8601 moment or empty."""

    title: str
    author: str
    subject: str
    producer: str
    created: str


class Request(TypedDict):
    """One job: "pdf" (html → one PDF), "picture" (html → one PNG), "pages" (payload PDF → a PNG per page)."""

    do: Literal["pdf", "picture", "pages"]
    html: str
    base_url: str | None
    stylesheets: list[str]
    roots: list[str]
    metadata: RequestMetadata
    variant: str
    width_px: int
    scale: float
    most: int
    seconds: int
    memory_mb: int
