"""Pictures of pages: previews of documents (the CSP allows images, not PDF frames) and cards to send on Zalo."""

from collections.abc import Sequence

from core.paper.parts import Part
from core.paper.process import ask

_PNG_HEAD = 24


def page_images(pdf: bytes, *, dpi: int = 96, most: int = 60, timeout: float = 60) -> list[bytes]:
    """One PNG per page of a PDF, at most `most`. Safe for files people upload: it is read in the bounded child.

    Raises `core.paper.process.PaperError`, also for what is not a PDF.
    """
    return ask(do="pages", payload=pdf, scale=dpi / 72, most=most, timeout=timeout)


def html_to_png(
    html: str, *, width_px: int, scale: int = 2, stylesheets: Sequence[str] = (), timeout: float = 60
) -> bytes:
    """Draw HTML laid out `width_px` CSS pixels wide and as tall as its body, on white; the PNG is `scale` times that.

    Raises `core.paper.process.PaperError`.
    """
    parts = [Part(html).asked()]
    (png,) = ask(do="picture", parts=parts, stylesheets=stylesheets, width_px=width_px, scale=scale, timeout=timeout)
    return png


def png_size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels. Raises ValueError for anything else."""
    if picture[:8] != b"\x89PNG\r\n\x1a\n" or picture[12:16] != b"IHDR" or len(picture) < _PNG_HEAD:
        raise ValueError("not a PNG")
    width, height = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    if not width or not height:
        raise ValueError("a PNG without a size")
    return width, height
