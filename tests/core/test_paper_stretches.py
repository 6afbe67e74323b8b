"""Long tables laid out in stretches: pages break where they would have broken in one go."""

import io
import re
from collections.abc import Sequence

import pdfplumber
import pytest
from weasyprint import CSS, HTML, Document

from core.paper import stretches
from core.paper.parts import LongTable, Part
from core.paper.pdf import PaperMetadata, render_parts

pytestmark = pytest.mark.broad

STYLE = """
@page { size: 100mm 100mm; margin: 20mm; @top-center { content: counter(page) } }
table { width: 100%; table-layout: fixed; border-collapse: collapse }
td, th { border: 1px solid; padding: 2px; vertical-align: top }
tr { break-inside: avoid }
.totals { break-before: avoid }
"""
HEAD = "<table><thead><tr><th>STT</th><th>Đơn vị</th></tr></thead><tbody>"
FIRST = "@page :first { @top-center { content: none } }"
METADATA = PaperMetadata(title="Phụ lục")


def rows(count: int, *, tall: Sequence[int] = ()) -> list[str]:
    """Rows, every seventh of two lines; those in `tall` are higher than a page. The last is a total."""
    lines = [
        f"<tr><td>{n}</td><td>{'Xã<br>' * (40 if n in tall else 1 + (n % 7 == 0))}Bình Minh</td></tr>"
        for n in range(1, count)
    ]
    return [*lines, '<tr class="totals"><td>Tổng</td><td>–</td></tr>']


def part(*flow: str | LongTable) -> Part:
    start = '<!doctype html><html lang="vi"><body>'
    return Part(
        opening=f"{start}<h1>Phụ lục I</h1>", flow=flow, closing="<p>Hết./.</p>", reopening=start, first_page=FIRST
    )


def page_texts(document: Document) -> list[str]:
    pdf = document.write_pdf()
    assert pdf is not None
    with pdfplumber.open(io.BytesIO(pdf)) as printed:
        return [page.extract_text() for page in printed.pages]


def drawn(given: Part, *, stretch: int) -> tuple[list[str], int]:
    """The text of every page, and in how many goes they were laid out."""
    goes: list[Document] = []

    def lay_out(html: str, css: str) -> Document:
        goes.append(HTML(string=html).render(stylesheets=[CSS(string=STYLE), CSS(string=css)]))
        return goes[-1]

    pages = stretches.pages_of(given.asked(), lay_out, rows=stretch)
    return page_texts(goes[0].copy(pages)), len(goes)


@pytest.mark.parametrize(
    "flow",
    [
        (LongTable(HEAD, rows(190)),),
        ("<p>Trước bảng.</p>", LongTable(HEAD, rows(100)), "<p>Giữa hai bảng.</p>", LongTable(HEAD, rows(90))),
    ],
    ids=["one table", "two tables and text"],
)
def test_pages_break_where_they_would_in_one_go(flow: tuple[str | LongTable, ...]) -> None:
    whole, once = drawn(part(*flow), stretch=10_000)
    parted, goes = drawn(part(*flow), stretch=61)
    assert once == 1
    assert goes >= 2
    assert parted == whole
    assert whole[0].startswith("Phụ lục I")
    assert [text.split("\n")[0] for text in whole[1:]] == [str(n) for n in range(2, len(whole) + 1)]
    assert whole[-1].endswith("Hết./.")


def test_a_row_higher_than_a_page_is_neither_lost_nor_doubled() -> None:
    flow = LongTable(HEAD, rows(110, tall=(59, 60)))
    whole, parted = (drawn(part(flow), stretch=stretch)[0] for stretch in (10_000, 61))
    assert [_words(parted, word) for word in ("Xã", "Minh")] == [_words(whole, word) for word in ("Xã", "Minh")]
    assert _words(parted, "Minh") == 109


def _words(pages: list[str], word: str) -> int:
    return sum(page.split().count(word) for page in pages)


def test_parts_are_numbered_apart_and_keep_their_order() -> None:
    long = Part(
        opening="<html lang='vi'><body><h1>Dài</h1>",
        flow=[LongTable(HEAD, rows(320))],
        reopening="<html lang='vi'><body>",
    )
    pdf = render_parts([Part("<p>Ngắn</p>"), long, Part("<p>Cuối</p>")], stylesheets=[STYLE], metadata=METADATA)
    with pdfplumber.open(io.BytesIO(pdf)) as printed:
        texts = [page.extract_text().split("\n") for page in printed.pages]
        marks = printed.doc.catalog.get("Names")
    assert texts[0] == ["1", "Ngắn"]
    assert texts[1][:2] == ["1", "Dài"]
    assert [text[0] for text in texts[1:-1]] == [str(n) for n in range(1, len(texts) - 1)]
    assert texts[-1] == ["1", "Cuối"]
    numbers = [int(found[1]) for text in texts for line in text if (found := re.match(r"(\d+) Xã", line))]
    assert numbers == list(range(1, 320))
    assert marks is None, "rows leave no named places behind"


def test_a_part_is_the_same_html_in_one() -> None:
    given = part("<p>Trước.</p>", LongTable(HEAD, rows(3)))
    assert stretches.whole(given.asked()).replace(' id="row-1-0"', "").count("<tr") == given.html.count("<tr") == 4
    assert given.rows == 3
