"""What the clerk does for every document: begin it, fill in what it is made of, have it printed, read it back."""

from __future__ import annotations

import io
import re

import pdfplumber
from pdfplumber.page import Page
from playwright.sync_api import Locator, expect

from tests.browser.steps import Visitor
from tests.conftest import SCREENSHOTS

PATIENCE = 60_000  # a PDF on two busy cores
WATERMARK = 60  # points; nothing else on a page is as large


def begin(clerk: Visitor, kind: str, **choices: str) -> None:
    """From "Soạn văn bản" to the form of a kind, its choices made by what their options say."""
    clerk.open("/van-ban/")  # on a phone it is not among the four at the bottom
    clerk.press("Soạn văn bản")
    clerk.press(kind)
    for label, words in choices.items():
        choose(clerk, label.replace("_", " "), words)


def drafted(clerk: Visitor, kind: str, **choices: str) -> None:
    """A draft of a kind, opened."""
    begin(clerk, kind, **choices)
    clerk.press("Soạn dự thảo")
    expect(clerk.page.locator(".doc-state")).to_contain_text("Dự thảo")


def choose(clerk: Visitor, label: str, words: str) -> None:
    """The first option of a list that holds these words."""
    field = labelled(clerk, label)
    field.select_option(label=next(text for text in field.locator("option").all_inner_texts() if words in text))


def labelled(clerk: Visitor, label: str) -> Locator:
    """A field by its label, whether or not that goes on to say that it may be left out."""
    return clerk.page.locator("main").get_by_label(re.compile(rf"^{re.escape(label)}\s*(\(|$)"))


def fill(clerk: Visitor, values: dict[str, str], button: str) -> None:
    """Fields by their labels, then the button."""
    for label, text in values.items():
        field = labelled(clerk, label)
        if field.evaluate("field => field.tagName") == "SELECT":
            choose(clerk, label, text)
        else:
            field.fill(text)
    clerk.press(button)


def fault(clerk: Visitor) -> Locator:
    """What the page says is wrong."""
    return clerk.page.locator(".error-summary")


def records_of(clerk: Visitor, year: int) -> None:
    """From "Soạn văn bản" to what the documents of the newest plan's year are made of."""
    clerk.open("/van-ban/soan/")
    clerk.press(f"Nội dung cho văn bản năm {year}")


def plan_of(clerk: Visitor, year: int) -> str:
    """The newest plan's own page; its address."""
    records_of(clerk, year)
    clerk.follow(clerk.page.locator("main nav").get_by_role("link"))
    return clerk.path


def printed(clerk: Visitor, name: str = "") -> bytes:
    """Ask for the PDF, see it being made, take it; with a `name` it is kept for a person to look at."""
    again = clerk.page.get_by_role("button", name="Tạo PDF").count() == 0
    clerk.press("Tạo lại PDF" if again else "Tạo PDF")
    expect(clerk.page.get_by_role("link", name="Tải PDF")).to_be_visible(timeout=PATIENCE)
    address = clerk.page.get_by_role("link", name="Tải PDF").get_attribute("href")
    answer = clerk.page.request.get(f"{clerk.base}{address}")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    content = answer.body()
    if name:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        (SCREENSHOTS / f"{name}.pdf").write_bytes(content)
    return content


def words_of(pdf: bytes) -> str:
    """The text of every page; spaces and line ends as one space."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return re.sub(r"\s+", " ", " ".join(_plain(page).extract_text() for page in document.pages))


def rows_of(pdf: bytes) -> list[list[str]]:
    """The rows of its tables, their cells' lines joined."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        found = [row for page in document.pages for table in _plain(page).extract_tables() for row in table]
    return [[" ".join((cell or "").split()) for cell in row] for row in found]


def _plain(page: Page) -> Page:
    """A page without the large word across a draft."""
    return page.filter(lambda thing: thing.get("size", 0) < WATERMARK)


def missing(pdf: bytes, *wanted: str) -> list[str]:
    """Of the words that a PDF should hold, those it does not."""
    said = words_of(pdf)
    return [words for words in wanted if words not in said]
