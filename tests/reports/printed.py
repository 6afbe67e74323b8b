"""Reading a printed page back: where lines stand, in which size and weight, and the rules under them."""

import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pdfplumber
from pdfplumber.page import Page

MM = 72 / 25.4


@dataclass(frozen=True)
class PrintedLine:
    """A stretch of one printed line; places in millimetres from the page's upper left corner, size in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    baseline: float
    size: float
    font: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def bold(self) -> bool:
        return "Bold" in self.font

    @property
    def italic(self) -> bool:
        return "Italic" in self.font


@dataclass(frozen=True)
class Rule:
    """A drawn horizontal line, in millimetres."""

    left: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        return self.right - self.left


@contextmanager
def opened(pdf: bytes) -> Iterator[list[Page]]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        yield document.pages


def find(page: Page, text: str) -> PrintedLine:
    """The only place where a text stands on a page."""
    found = page.search(re.escape(text), regex=True)
    assert len(found) == 1, f"{text!r} stands {len(found)} times on the page"
    chars = [char for char in found[0]["chars"] if char["text"].strip()]
    return PrintedLine(
        text=found[0]["text"],
        left=found[0]["x0"] / MM,
        right=found[0]["x1"] / MM,
        top=found[0]["top"] / MM,
        bottom=found[0]["bottom"] / MM,
        baseline=(float(page.height) - chars[0]["matrix"][5]) / MM,
        size=round(chars[0]["size"], 1),
        font=chars[0]["fontname"],
    )


def rule_under(page: Page, line: PrintedLine) -> Rule:
    """The nearest rule within 3 mm below a line."""
    rules = [Rule(r["x0"] / MM, r["x1"] / MM, r["top"] / MM) for r in page.rects if r["height"] < 1.5]
    below = [r for r in rules if 0 <= r.top - line.bottom < 3 and r.left < line.right and r.right > line.left]
    assert below, f"no rule under {line.text!r}"
    return min(below, key=lambda rule: rule.top)


def flow(pages: list[Page]) -> str:
    """All words of the pages in reading order, single spaces, page numbers left out."""
    texts = []
    for index, page in enumerate(pages):
        text = page.extract_text()
        texts.append(text.split("\n", 1)[1] if index else text)
    return " ".join(" ".join(texts).split())


def first_lines(page: Page) -> list[tuple[float, str]]:
    """Left edge in millimetres and text of every printed line."""
    return [(line["x0"] / MM, line["text"]) for line in page.extract_text_lines()]


def table(page: Page) -> list[list[str | None]]:
    """The cells of the only table of a page, row by row."""
    cells = page.extract_table()
    assert cells is not None, "no table on the page"
    return cells


def is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)
