"""What the parent asks of the rendering child. Stands alone, since the child has no Django settings."""

from typing import Literal, TypedDict


class RequestMetadata(TypedDict):
    """What the PDF says of itself; `created` is an ISO 8601 moment or empty."""

    title: str
    author: str
    subject: str
    producer: str
    created: str


class RequestTable(TypedDict):
    """A table that may be laid out in stretches: its start as far as `<tbody>`, and its rows, each one `<tr>`."""

    opening: str
    rows: list[str]


class RequestPart(TypedDict):
    """Pages laid out on their own and numbered from 1 (see `core.paper.pdf.Part`)."""

    opening: str
    reopening: str
    flow: list[str | RequestTable]
    closing: str
    first_page: str


class Request(TypedDict):
    """One job: "pdf" (parts → one PDF), "picture" (one part → one PNG), "pages" (payload PDF → a PNG per page)."""

    do: Literal["pdf", "picture", "pages"]
    parts: list[RequestPart]
    base_url: str | None
    stylesheets: list[str]
    roots: list[str]
    metadata: RequestMetadata
    variant: str
    tagged: bool
    width_px: int
    scale: float
    most: int
    seconds: int
    memory_mb: int
