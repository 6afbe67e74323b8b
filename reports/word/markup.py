"""WordprocessingML as text: elements, escaped words, measures."""

import re
from html import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def w(name: str, /, *inner: str, **attributes: str | int) -> str:
    """An element of the main namespace: w("ind", left=0) → <w:ind w:left="0"/>; `inner` is markup already."""
    given = "".join(f' w:{key}="{written(str(value))}"' for key, value in attributes.items())
    content = "".join(inner)
    return f"<w:{name}{given}>{content}</w:{name}>" if content else f"<w:{name}{given}/>"


def written(text: str) -> str:
    """Text as XML can hold it; what no XML may contain is left out."""
    return escape(_FORBIDDEN.sub("", text))


def run(text: str, *properties: str) -> str:
    """A run of text; line breaks inside it stay."""
    looks = w("rPr", *properties) if properties else ""
    lines = [f'<w:t xml:space="preserve">{written(line)}</w:t>' for line in text.split("\n")]
    return w("r", looks, w("br").join(lines))


def paragraph(style: str, *runs: str, properties: str = "", mark: str = "", section: str = "") -> str:
    """A paragraph of a style.

    `properties` follow the style's name in the schema's order, `mark` is the look of its end mark (a list's number
    takes it), `section` closes a section of pages.
    """
    looks = w("rPr", mark) if mark else ""
    return w("p", w("pPr", w("pStyle", val=style), properties, looks, section), *runs)


def part(root: str) -> bytes:
    """A whole part of the package."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root}'.encode()


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * 1440 / 25.4)
