"""Reading a printed page back: where lines stand, in which size and weight, and the rules under them.

`keeps_the_decree` puts any document through the fifteen assertions on its PDF that follow from Nghị định 30/2020,
Phụ lục I; `DECREE` names them one by one.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pdfplumber
import pytest
from pdfplumber.page import Page

from core.paper.fonts import document_font
from reports.blocks import Annex, plain_text
from reports.page.content import PageContent, recipient_lines
from reports.page.rendering import MOTTO, NATIONAL, page_pdf

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
    return as_line(page, found[0]["chars"], found[0]["text"])


def as_line(page: Page, chars: Sequence[dict[str, Any]], text: str) -> PrintedLine:
    """A stretch of a line from its letters."""
    letters = [char for char in chars if char["text"].strip()]
    return PrintedLine(
        text=text,
        left=min(char["x0"] for char in letters) / MM,
        right=max(char["x1"] for char in letters) / MM,
        top=min(char["top"] for char in letters) / MM,
        bottom=max(char["bottom"] for char in letters) / MM,
        baseline=(float(page.root_page.height) - letters[0]["matrix"][5]) / MM,
        size=round(letters[0]["size"], 1),
        font=letters[0]["fontname"],
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


# --- The fifteen assertions -------------------------------------------------------------------------

_NUMBER = re.compile(r"Số: (0[1-9]|[1-9]\d+)/[A-ZĐ][A-Za-zĐ]*(-[A-ZĐ0-9]+)+")
_NO_NUMBER_YET = re.compile(r"Số: {6}/[A-ZĐ][A-Za-zĐ]*(-[A-ZĐ0-9]+)+")
_DAY = re.compile(r".+, ngày (0[1-9]|[12]\d|3[01]) tháng (01|02|[3-9]|1[0-2]) năm \d{4}")
_NO_DAY_YET = re.compile(r".+, ngày +tháng +năm( \d{4})?")
_ANNEX = re.compile(r"Phụ lục( [IVXLC]+)?")
_SINGLE, _ONE_AND_A_HALF = 1.12, 1.73  # line heights by the size of letters: a single line of Times New Roman is 1,15
_WATERMARK = 60


@dataclass(frozen=True)
class Printed:
    """A document and its pages: the main text's, and each annex's."""

    content: PageContent
    main: Sequence[Page]
    annexes: Sequence[Sequence[Page]]

    @property
    def first(self) -> Page:
        return self.main[0]

    @property
    def signed(self) -> Page:
        """The page with the signer's block."""
        found = [page for page in self.main if _stands(page, self.authority)]
        assert found, "no page with a signature"
        return found[-1]

    @property
    def authority(self) -> str:
        """The first line of the signer's block, as far as it is sure not to be broken."""
        return self.content.authority[0].upper()[:14].rstrip()


Check = Callable[[Printed], None]
DECREE: dict[str, Check] = {}


def _asserts(name: str) -> Callable[[Check], Check]:
    def named(check: Check) -> Check:
        DECREE[name] = check
        return check

    return named


@contextmanager
def printed_document(content: PageContent) -> Iterator[Printed]:
    """The content drawn and read back, without a draft's watermark."""
    with printed_pages(content, page_pdf(content)) as document:
        yield document


@contextmanager
def printed_pages(content: PageContent, pdf: bytes) -> Iterator[Printed]:
    """A drawn content read back, without a draft's watermark."""
    with opened(pdf) as pages:
        clear = [page.filter(lambda part: part.get("size", 0) < _WATERMARK) for page in pages]
        starts = [at for at, page in enumerate(clear) if _ANNEX.fullmatch(page.extract_text().split("\n")[0])]
        ends = [*starts[1:], len(clear)][: len(starts)]
        main = clear[: starts[0]] if starts else clear
        yield Printed(content, main, [clear[a:b] for a, b in zip(starts, ends, strict=True)])


def keeps_the_decree(content: PageContent) -> None:
    """Assert all of them on one document."""
    with printed_document(content) as document:
        for check in DECREE.values():
            check(document)


@_asserts("1 A4, and the text inside the margins")
def _sheet(document: Printed) -> None:
    margins = document.content.margins
    assert 20 <= margins.top <= 25
    assert 20 <= margins.bottom <= 25
    assert 30 <= margins.left <= 35
    assert 15 <= margins.right <= 20
    for page in [*document.main, *(page for pages in document.annexes for page in pages)]:
        assert sorted((round(page.width), round(page.height))) == [595, 842]
        left, top, right, bottom = _box(page, document.content)
        for char in page.chars:
            inside_height = char["top"] / MM >= top - 0.3 and char["bottom"] / MM <= bottom + 0.3
            if char["text"].strip() and inside_height:
                assert left - 0.2 <= char["x0"] / MM
                assert char["x1"] / MM <= right + 0.4
        outside = [line for line in page.extract_text_lines() if not top - 0.3 <= line["top"] / MM <= bottom + 0.3]
        for line in outside:  # a page number, and above the first page and below the last what belongs there
            assert line["text"].isdigit() or page in (document.first, document.main[-1])


@_asserts("2 one font, embedded, black")
def _font(document: Printed) -> None:
    chars = [char for page in document.main for char in page.chars]
    chars += [char for pages in document.annexes for page in pages for char in page.chars]
    names = {char["fontname"] for char in chars}
    assert {_bare(name) for name in names} == {document_font().name.replace(" ", "")}
    assert all("+" in name for name in names), "fonts are embedded"
    urgency = document.content.urgency.value if document.content.urgency else ""
    coloured = "".join(char["text"] for char in chars if any(char["non_stroking_color"] or ()))
    assert coloured == urgency


@_asserts("3 page numbers from the second page in the top margin, anew in each annex")
def _page_numbers(document: Printed) -> None:
    for pages in [document.main, *document.annexes]:
        assert not any(line["text"] == "1" for line in _top_margin(pages[0], document.content).extract_text_lines())
        for number, page in enumerate(pages[1:], start=2):
            line = find(_top_margin(page, document.content), str(number))
            left, _top, right, _bottom = _box(page, document.content)
            assert line.middle == pytest.approx((left + right) / 2, abs=0.5)
            assert 13 <= line.size <= 14
            assert not line.bold
            assert not line.italic


@_asserts("4 the national name on one line, the motto below with a rule as long")
def _national(document: Printed) -> None:
    name, motto = find(document.first, NATIONAL), find(document.first, MOTTO)
    assert 12 <= name.size <= 13
    assert motto.size == name.size + 1
    assert name.bold
    assert motto.bold
    assert name.middle == pytest.approx(motto.middle, abs=0.5)
    assert rule_under(document.first, motto).width * MM == pytest.approx(motto.width * MM, abs=1)


@_asserts("5 short rules under the issuer and the subject, in the middle")
def _rules(document: Printed) -> None:
    for last in filter(None, [_last_of_issuer(document), _last_of_subject(document)]):
        rule = rule_under(document.first, last)
        assert 1 / 3 <= rule.width / last.width <= 1 / 2
        assert rule.middle == pytest.approx(last.middle, abs=0.5)


@_asserts("6 number and symbol without spaces")
def _number(document: Printed) -> None:
    number = document.content.number
    assert _NUMBER.fullmatch(number) or _NO_NUMBER_YET.fullmatch(number)
    line = _number_line(document)
    assert line.size == 13
    assert not line.bold
    assert line.middle == pytest.approx(_last_of_issuer(document).middle, abs=0.7)


@_asserts("7 number and date on one baseline")
def _baseline(document: Printed) -> None:
    assert _number_line(document).baseline == pytest.approx(_day_line(document).baseline, abs=0.05)


@_asserts("8 the place, and the date in words, in italics")
def _place_and_date(document: Printed) -> None:
    text = document.content.place_and_date
    assert _DAY.fullmatch(text) or _NO_DAY_YET.fullmatch(text)
    line, name = _day_line(document), find(document.first, NATIONAL)
    assert line.italic
    assert 13 <= line.size <= 14
    assert line.size == name.size + 1
    assert line.middle == pytest.approx(name.middle, abs=0.7)


@_asserts("9 a letter's subject under its number, or the name of the type")
def _type(document: Printed) -> None:
    page = document.first
    if document.content.is_letter:
        number = _number_line(document)
        about = _beginning(page.crop((0, 0, find(page, NATIONAL).left * MM - 2, 110 * MM)), "V/v ")
        assert 12 <= about.size <= 13
        assert not about.bold
        assert not about.italic
        assert (about.top - number.bottom) * MM == pytest.approx(6, abs=2)
        assert page.search("Kính gửi:")
        assert about.middle == pytest.approx(number.middle, abs=0.7)
        return
    kind = _type_line(document)
    left, _top, right, _bottom = _box(page, document.content)
    assert kind.bold
    assert 13 <= kind.size <= 14
    assert kind.middle == pytest.approx((left + right) / 2, abs=0.5)


@_asserts("10 several addressees with dashes under the colon")
def _addressees(document: Printed) -> None:
    lines = recipient_lines(document.content.addressees)
    if not lines:
        return
    page = document.first
    colon = find(page, "Kính gửi:")
    assert 13 <= colon.size <= 14
    if len(lines) == 1:
        assert find(page, "Kính gửi: " + lines[0].removeprefix("- ").split()[0]).size == colon.size
        return
    dashes = [find(page, line[:20]) for line in lines]
    assert {round(dash.left, 1) for dash in dashes} == {round(dashes[0].left, 1)}
    assert colon.right - 2.5 <= dashes[0].left <= colon.right + 0.5
    assert [dash.size for dash in dashes] == [colon.size] * len(lines)
    ends = [line[-1] for line in lines]
    assert ends == [";"] * (len(lines) - 1) + ["."]


@_asserts("11 recipients level with the signer's authority")
def _recipients(document: Printed) -> None:
    lines = recipient_lines(document.content.recipients)
    page, content = document.signed, document.content
    label, authority = find(page, "Nơi nhận:"), _authority_line(document)
    assert (label.size, label.bold, label.italic) == (12, True, True)
    assert label.left == pytest.approx(_box(page, content)[0], abs=0.3)
    assert label.baseline == pytest.approx(authority.baseline, abs=0.3)
    first = find(page, lines[0][:16])
    assert (first.size, first.bold, first.italic) == (11, False, False)
    assert first.left == pytest.approx(label.left, abs=0.3)
    assert lines[-1].startswith("- Lưu: VT")
    assert lines[-1].endswith(".")


@_asserts("12 the signer's block whole, and below some text")
def _signature(document: Printed) -> None:
    page, content = document.signed, document.content
    assert len([each for each in document.main if _stands(each, document.authority)]) == 1
    top = _authority_line(document).top
    if content.signer:
        name = find(page.crop((page.width / 3, top * MM, page.width, page.height)), content.signer)
        assert name.top > top + 20
        assert name.bold
        assert 13 <= name.size <= 14
    above = page.crop((0, _box(page, content)[1] * MM - 1, page.width, top * MM - 3))
    assert above.extract_text().strip(), "no text above the signature"


@_asserts("13 paragraphs justified, indented, parted")
def _paragraphs(document: Printed) -> None:
    seen = 0
    for page in document.main:
        left, _top, right, _bottom = _box(page, document.content)
        lines = [as_line(page, line["chars"], line["text"]) for line in page.extract_text_lines()]
        lines = [line for line in lines if page is not document.first or line.top > _header_ends(document)]
        for line, following in pairwise(lines):
            begins = any(line.left == pytest.approx(left + indent, abs=0.2) for indent in (10, 12.7))
            goes_on = following.left == pytest.approx(left, abs=0.2) and following.size == line.size
            if not begins or not goes_on or line.bold or not 13 <= line.size <= 14 or not following.text.strip():
                continue
            seen += 1
            assert line.right == pytest.approx(right, abs=0.5), line.text
            height = (following.baseline - line.baseline) * MM / line.size
            assert _SINGLE <= height <= _ONE_AND_A_HALF
        for line, following in pairwise(lines):
            if following.left == pytest.approx(left + 10, abs=0.2) and 13 <= following.size == line.size:
                assert (following.baseline - line.baseline) * MM >= following.size * _SINGLE + 6 - 0.3
    assert seen, "no paragraph of more than one line"


@_asserts("14 the text of the PDF is the text of the document")
def _source(document: Printed) -> None:
    content = document.content
    printed = " ".join(_inside(page, content) for page in document.main)
    for line in content.address:
        printed = printed.replace(f" {line}", "")
    assert is_composed(printed)
    main = tuple(block for block in content.blocks if not isinstance(block, Annex))
    lines = plain_text(main, content.figures).splitlines()
    at = 0
    for number, line in enumerate(lines, start=1):
        bare = " ".join((line.rstrip("./; ") if number == len(lines) else line).split())
        if "\t" in line:  # a row of a table: its cells' lines stand between each other
            assert set(bare.split()) <= set(printed.split()), bare
            continue
        wanted = bare if bare in printed[at:] else bare.upper()
        assert wanted in printed[at:], bare
        at = printed.index(wanted, at)
    for annex, pages in zip((b for b in content.blocks if isinstance(b, Annex)), document.annexes, strict=True):
        words = plain_text((annex,), content.figures).split("\n", 1)[-1].split()
        text = " ".join(_inside(page, content) for page in pages)
        assert is_composed(text)
        assert {word.rstrip(".;") for word in words} <= {word.rstrip("./;") for word in text.split()}


@_asserts("15 the text ends ./.")
def _closed(document: Printed) -> None:
    page = document.signed
    above = page.crop((0, 0, page.width, _authority_line(document).top * MM - 1))
    assert above.extract_text().rstrip().endswith("./.")
    for pages in document.annexes:
        assert _inside(pages[-1], document.content).endswith("./.")


# --- Finding the parts of a page --------------------------------------------------------------------


def _box(page: Page, content: PageContent) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the text in millimetres; on a sheet that lies, the margins turn with it."""
    m, width, height = content.margins, float(page.width) / MM, float(page.height) / MM
    if width > height:
        return m.bottom, m.left, width - m.top, height - m.right
    return m.left, m.top, width - m.right, height - m.bottom


def _top_margin(page: Page, content: PageContent) -> Page:
    return page.crop((0, 0, page.width, _box(page, content)[1] * MM - 1))


def _inside(page: Page, content: PageContent) -> str:
    _left, top, _right, bottom = _box(page, content)
    return " ".join(page.crop((0, top * MM - 1, page.width, bottom * MM + 1)).extract_text().split())


def _last_of_issuer(document: Printed) -> PrintedLine:
    """The last line of the issuer's name: that above the number, in the left block."""
    page = document.first
    block = page.crop((0, 0, find(page, NATIONAL).left * MM - 2, _number_line(document).top * MM - 1))
    last = block.extract_text_lines()[-1]
    line = as_line(page, last["chars"], last["text"])
    assert line.bold
    return line


def _last_of_subject(document: Printed) -> PrintedLine | None:
    if document.content.is_letter:
        return None
    lines = document.first.extract_text_lines()
    words = document.content.subject.split()
    kind = next(at for at, line in enumerate(lines) if line["text"] == document.content.type_name.upper())
    taken: list[str] = []
    for line in lines[kind + 1 :]:
        taken += line["text"].split()
        if taken == words:
            return as_line(document.first, line["chars"], line["text"])
    raise AssertionError("the subject does not stand below the type")


def _number_line(document: Printed) -> PrintedLine:
    page = document.first
    left_block = page.crop((0, 0, find(page, NATIONAL).left * MM - 2, 110 * MM))
    return _beginning(left_block, "Số:")


def _day_line(document: Printed) -> PrintedLine:
    page, number = document.first, _number_line(document)
    right_block = page.crop((number.right * MM + 1, number.top * MM - 6, page.width, number.bottom * MM + 6))
    return _beginning(right_block, document.content.place_and_date.split(",")[0])


def _header_ends(document: Printed) -> float:
    page = document.first
    return find(page, "Kính gửi:").top if document.content.is_letter else _type_line(document).top


def _type_line(document: Printed) -> PrintedLine:
    return _alone(document.first, document.content.type_name.upper())


def _beginning(page: Page, text: str) -> PrintedLine:
    line = next(line for line in page.extract_text_lines() if line["text"].startswith(text))
    return as_line(page, line["chars"], line["text"])


def _authority_line(document: Printed) -> PrintedLine:
    page = document.signed
    return find(page.crop((page.width / 3, 0, page.width, page.height)), document.authority)


def _alone(page: Page, text: str) -> PrintedLine:
    line = next(line for line in page.extract_text_lines() if line["text"] == text)
    return as_line(page, line["chars"], text)


def _stands(page: Page, text: str) -> bool:
    right = page.crop((page.width / 3, 0, page.width, page.height))
    return any(
        line["text"].startswith(text) and "Bold" in line["chars"][0]["fontname"] for line in right.extract_text_lines()
    )


def _bare(font: str) -> str:
    return font.rsplit("+", maxsplit=1)[-1].split("-", maxsplit=1)[0].replace(" ", "")
