"""The child process that renders, see `core.child`: one request on stdin, one answer on stdout.

It runs apart because layout engines are large C libraries fed with what people typed: a render that runs away is
stopped by the kernel's limits and takes nothing with it. It knows no settings and no secrets; it reads no file
outside the folders named in the request and opens no network connection.

Request: one line of JSON (see `core.paper.request.Request`), then the payload, if any. Answer: frames of an 8-byte
big-endian length and that many bytes; on failure exit status 1 and one word on stderr, or another status where the
limits stopped it.
"""

import gc
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import pypdfium2
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.child.answering import RefusedInChild, answer, limit, take_stdout
from core.paper import stretches
from core.paper.request import Request

_TALLEST_PX = 20_000


class FolderFetcher(URLFetcher):
    """Serves files of the allowed folders and `data:` only; anything else stops the render."""

    def __init__(self, roots: Iterable[str]) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)
        self._roots = [Path(root).resolve() for root in roots]

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file or data behind the address. Raises FatalURLFetchingError for any other address."""
        parts = urlsplit(url)
        if parts.scheme == "file" and not parts.netloc:
            path = Path(unquote(parts.path)).resolve()
            if any(path.is_relative_to(root) for root in self._roots):
                return super().fetch(url, headers)
        elif parts.scheme == "data":
            return super().fetch(url, headers)
        raise FatalURLFetchingError("address outside the allowed folders")


def main() -> int:
    """Read the request, set the limits, answer."""
    answers = take_stdout()
    request: Request = json.loads(sys.stdin.buffer.readline())
    limit(memory_mb=request["memory_mb"], seconds=request["seconds"])
    gc.set_threshold(20_000, 20, 100)  # boxes come by the hundred thousand and are kept
    return answer(answers, lambda: _answers(request, sys.stdin.buffer))


def warm_up() -> None:
    """Draw an empty page: the engine loads its own stylesheet, and what writes fonts and pictures, at its first."""
    pdf = HTML(string="<p>a</p>").write_pdf(pdf_variant="pdf/a-2u", pdf_tags=True)
    assert pdf is not None
    list(_rasterise(pdf, scale=1, most=1))


def _answers(request: Request, payload: BinaryIO) -> Iterator[bytes]:
    try:
        yield from _answer(request, payload)
    except FatalURLFetchingError:
        raise RefusedInChild("refused") from None


def _answer(request: Request, payload: BinaryIO) -> Iterator[bytes]:
    if request["do"] == "pages":
        yield from _rasterise(payload.read(), scale=request["scale"], most=request["most"])
        return
    if request["do"] == "picture":
        width = request["width_px"]
        html = stretches.whole(request["parts"][0])
        lay_out = _engine(request)
        height = _content_height(lay_out(html, f"@page{{size:{width}px {_TALLEST_PX}px;margin:0}}"))
        tight = lay_out(html, f"@page{{size:{width}px {height}px;margin:0}}")
        yield from _rasterise(_pdf(tight, request), scale=request["scale"] * 96 / 72, most=1)
        return
    yield _pdf(_whole_document(request), request)


def _whole_document(request: Request) -> Document:
    """The pages of all parts behind each other, with the language and fonts of the first."""
    engine = _engine(request)
    first: Document | None = None

    def lay_out(html: str, css: str) -> Document:
        nonlocal first
        if first is not None:  # what is laid out stays to the end: looking at it again and again takes a fifth longer
            gc.collect()
            gc.freeze()
        laid = engine(html, css)
        first = first or laid
        return laid

    pages = [page for part in request["parts"] for page in stretches.pages_of(part, lay_out)]
    assert first is not None, "a document has a part"
    return first.copy(pages)


def _engine(request: Request) -> Callable[[str, str], Document]:
    """What lays HTML out with the request's stylesheets and some CSS of its own."""
    fetcher = FolderFetcher(request["roots"])
    fonts = FontConfiguration()

    def sheet(css: str) -> CSS:
        return CSS(string=css, url_fetcher=fetcher, font_config=fonts)

    shared = [sheet(css) for css in request["stylesheets"] if css]

    def lay_out(html: str, css: str) -> Document:
        page = HTML(string=html, base_url=request["base_url"], url_fetcher=fetcher)
        return page.render(font_config=fonts, stylesheets=[*shared, *([sheet(css)] if css else [])])

    return lay_out


def _pdf(document: Document, request: Request) -> bytes:
    given = request["metadata"]
    metadata = document.metadata
    metadata.title, metadata.authors, metadata.description = given["title"], [given["author"]], given["subject"]
    metadata.generator, metadata.created, metadata.modified = given["producer"], given["created"], given["created"]
    pdf = document.write_pdf(pdf_variant=request["variant"] or None, pdf_tags=request["tagged"])
    assert pdf is not None  # only None when a target file is named
    return bytes(pdf)


def _content_height(document: Document) -> int:
    boxes = document.pages[0]._page_box.descendants()  # noqa: SLF001  the engine tells a box's height nowhere else
    body = next(box for box in boxes if box.element_tag == "body")
    return max(1, int(body.position_y + body.margin_height() + 0.999))


def _rasterise(pdf: bytes, *, scale: float, most: int) -> Iterator[bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        for index in range(min(len(document), most)):
            out = io.BytesIO()
            document[index].render(scale=scale).to_pil().save(out, "PNG", optimize=True)
            yield out.getvalue()
