"""HTML to PDF. Equal input gives equal bytes, so a stored document can be checked by rendering it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.paper.parts import Part
from core.paper.process import ask

# Archives take PDF/A; "u" says that every letter can be read back as Unicode, "a" that the structure can be, too.
ARCHIVE_VARIANT = "pdf/a-2u"
STRUCTURED_VARIANT = "pdf/a-3a"


@dataclass(frozen=True)
class PaperMetadata:
    """What a PDF says of itself. `created` is part of the bytes: pass the document's own moment, never "now"."""

    title: str
    author: str = ""
    subject: str = ""
    created: datetime | None = None


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[str] = (),
    metadata: PaperMetadata,
    base_url: str | None = None,
    timeout: float = 60,
    memory_mb: int = 2048,
    variant: str = ARCHIVE_VARIANT,
) -> bytes:
    """Render a page in a child process bounded in time (seconds) and memory, and return the PDF.

    `stylesheets` are CSS texts. Only fonts and static files of the installation and `data:` addresses are read; any
    other address in the HTML or CSS, the network included, fails the render. Raises `core.paper.process.PaperError`.
    """
    return render_parts(
        [Part(html)],
        stylesheets=stylesheets,
        metadata=metadata,
        base_url=base_url,
        timeout=timeout,
        memory_mb=memory_mb,
        variant=variant,
    )


def render_parts(
    parts: Sequence[Part],
    *,
    stylesheets: Sequence[str] = (),
    metadata: PaperMetadata,
    base_url: str | None = None,
    timeout: float = 60,
    memory_mb: int = 2048,
    variant: str = ARCHIVE_VARIANT,
    tagged: bool = True,
) -> bytes:
    """Render parts, each with page numbers of its own, as one PDF; bounded and refused as in `render_pdf`.

    `tagged` writes down what is heading, paragraph and table, for those who have a page read to them. Tables of many
    hundred rows are better left untagged: their tags would weigh more than their text.
    """
    (pdf,) = ask(
        do="pdf",
        parts=[part.asked() for part in parts],
        stylesheets=stylesheets,
        base_url=base_url,
        timeout=timeout,
        memory_mb=memory_mb,
        variant=variant,
        tagged=tagged,
        metadata={
            "title": metadata.title,
            "author": metadata.author,
            "subject": metadata.subject,
            "producer": "Giọt Hồng",
            "created": metadata.created.isoformat(timespec="seconds") if metadata.created else "",
        },
    )
    return pdf
