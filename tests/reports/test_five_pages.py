"""The five kinds printed from their data: every assertion of the decree, the file, and the Word file in LibreOffice."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pdfplumber
import pytest
from pdfplumber.page import Page

from core.paper.fonts import font_roots
from reports.blocks import (
    Annex,
    Block,
    Clause,
    Dash,
    ItalicNote,
    Paragraph,
    Point,
    Section,
    SubNumber,
    plain_text,
    walk,
)
from reports.page.content import PageContent, recipient_lines
from reports.page.rendering import page_pdf
from reports.word.writing import page_docx
from tests.reports.printed import DECREE, Printed, PrintedLine, as_line, is_composed, printed_pages
from tests.reports.test_five_figures import AROUND

KINDS = list(AROUND)
CONVERTING_SECONDS = 120
# The document font in the place of Times New Roman, so that lines break as in an office.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{roots}
<cachedir>{folder}/fonts</cachedir>
<alias binding="same"><family>Times New Roman</family><accept><family>Tinos</family></accept></alias></fontconfig>"""


@pytest.fixture(scope="module")
def files(samples: dict[str, PageContent]) -> dict[str, bytes]:
    """The PDF of each, drawn once."""
    return {name: page_pdf(content) for name, content in samples.items()}


@pytest.fixture(scope="module")
def pages(samples: dict[str, PageContent], files: dict[str, bytes]) -> Iterator[dict[str, Printed]]:
    """Each read back."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(printed_pages(samples[name], pdf)) for name, pdf in files.items()}


# --- The page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", DECREE)
@pytest.mark.parametrize("name", KINDS)
def test_each_kind_keeps_the_decree(pages: dict[str, Printed], name: str, check: str) -> None:
    DECREE[check](pages[name])


def looks(block: Block) -> tuple[bool, bool] | None:
    """Whether its first line is bold and italic by Phụ lục I, part V; nothing for what has no line of its own."""
    if isinstance(block, Section):
        return True, False
    if isinstance(block, Clause | Point | SubNumber):
        return bool(block.title), False
    if isinstance(block, Paragraph | ItalicNote):
        return False, isinstance(block, ItalicNote)
    return (block.content[0].bold, block.content[0].italic) if isinstance(block, Dash) else None


def beginning(block: Block, number: str, content: PageContent) -> str:
    """How its first line begins."""
    if isinstance(block, Section):
        return f"{number} {block.title.upper()}"[:20]
    if isinstance(block, Clause | Point | SubNumber):
        return f"{number} "
    return " ".join(plain_text((block,), content.figures).split()[:4])


@pytest.mark.parametrize("name", KINDS)
def test_every_part_of_the_text_looks_as_its_row_of_the_decree_says(pages: dict[str, Printed], name: str) -> None:
    document = pages[name]
    lines = iter(lines_of(document.main))
    for item in walk(document.content.blocks):
        expected = looks(item.block)
        if expected is None or (item.parents and isinstance(item.parents[0], Annex)):
            continue
        begins = beginning(item.block, item.number, document.content)
        line = next(each for each in lines if each.text.startswith(begins))
        assert (line.bold, line.italic) == expected, line.text
        assert 13 <= line.size <= 14


@pytest.mark.parametrize("name", ["kế hoạch", "báo cáo"])
def test_an_annex_has_its_name_its_title_in_capitals_and_what_it_belongs_to(
    pages: dict[str, Printed], name: str
) -> None:
    [annex] = pages[name].annexes
    number, *others = lines_of(annex)
    title = others[: next(at for at, line in enumerate(others) if line.text.startswith("(Kèm theo"))]
    attached = others[len(title)]
    assert (number.text, number.bold, number.size) == ("Phụ lục", True, 14)
    assert title
    assert all(line.bold and line.text == line.text.upper() and 13 <= line.size <= 14 for line in title)
    assert (attached.bold, attached.italic, attached.size) == (False, True, 14)
    assert AROUND[name][0].removeprefix("Số: ") in attached.text
    middles = [line.middle for line in (number, *title, attached)]
    assert middles == pytest.approx([number.middle] * len(middles), abs=0.5)


@pytest.mark.parametrize(("name", "heads"), [("kế hoạch", ["Cả năm"]), ("báo cáo", ["Chỉ tiêu", "Kết quả"])])
def test_what_a_column_counts_stands_on_one_line_under_its_title(
    pages: dict[str, Printed], name: str, heads: list[str]
) -> None:
    [annex] = pages[name].annexes
    [head] = [row for row in annex[0].extract_table() or [] if row[0] == "STT"]
    assert [cell for cell in head if cell and "máu" in cell] == [f"{title}\n(đơn vị máu)" for title in heads]


@pytest.mark.parametrize("name", KINDS)
def test_the_signer_has_both_posts_in_capitals_and_the_name_without_a_title(
    pages: dict[str, Printed], name: str
) -> None:
    document = pages[name]
    right = beside(document.signed)[1]
    lines = [as_line(right, line["chars"], line["text"]) for line in right.extract_text_lines()]
    wanted = [*(part.upper() for part in (*document.content.authority, *document.content.second_post))]
    found = [next(line for line in lines if line.text == text) for text in [*wanted, document.content.signer]]
    assert [line.top for line in found] == sorted(line.top for line in found)
    assert all(line.bold and not line.italic and 13 <= line.size <= 14 for line in found)
    assert all(line.middle == pytest.approx(found[0].middle, abs=0.7) for line in found)


@pytest.mark.parametrize("name", KINDS)
def test_no_number_of_a_document_and_no_note_in_brackets_is_parted(pages: dict[str, Printed], name: str) -> None:
    document = pages[name]
    printed = "\n".join(line.text for line in lines_of(document.main))
    words = plain_text(document.content.blocks, document.content.figures).split()
    words += " ".join(recipient_lines(document.content.recipients)).split()
    for word in {word.rstrip(".;,") for word in words if "/" in word[1:-1] and word[0] != "."}:
        assert word in printed, word


# --- The file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_each_file_is_made_for_archives_and_says_what_it_is(
    samples: dict[str, PageContent], files: dict[str, bytes], name: str
) -> None:
    content = samples[name]
    with pdfplumber.open(io.BytesIO(files[name])) as pdf:
        facts, about = pdf.doc.catalog, pdf.metadata
        xmp = facts["Metadata"].resolve().get_data().decode().replace('"', ">").replace("=>", ">")
        assert {"StructTreeRoot", "MarkInfo", "Lang", "OutputIntents"} <= set(facts)
        assert "pdfaid:part>3" in xmp
        assert "pdfaid:conformance>A" in xmp
        assert is_composed(about["Title"])
        assert content.subject in about["Title"]
        assert (about["Author"], about["Subject"]) == (content.issuer_in_text, content.number)
        fonts = [each for each in objects(pdf) if str(each.get("Type")) == "/'FontDescriptor'"]
        assert fonts
        assert all({"FontFile2", "FontFile3"} & set(font) for font in fonts)


@pytest.mark.parametrize("name", KINDS)
def test_the_same_document_gives_the_same_file(
    samples: dict[str, PageContent], files: dict[str, bytes], name: str
) -> None:
    assert page_pdf(samples[name]) == files[name]


# --- Word -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def converted(samples: dict[str, PageContent], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """The pages that LibreOffice makes of the five Word files, converted in one go."""
    folder = tmp_path_factory.mktemp("word")
    named = {name: folder / f"{number}.docx" for number, name in enumerate(samples)}
    for name, path in named.items():
        path.write_bytes(page_docx(samples[name]))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format(roots="".join(f"<dir>{root}</dir>" for root in font_roots()), folder=folder))
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *named.values()],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        check=True,
        capture_output=True,
        timeout=CONVERTING_SECONDS,
    )
    return {name: pages_of(path.with_suffix(".pdf")) for name, path in named.items()}


@pytest.mark.parametrize("name", KINDS)
def test_libreoffice_shows_the_same_text(
    samples: dict[str, PageContent], converted: dict[str, list[Page]], name: str
) -> None:
    content = samples[name]
    whole = bare(" ".join(page.extract_text() for page in converted[name]))
    halves = bare(" ".join(half.extract_text() for page in converted[name] for half in beside(page)))
    body = plain_text(content.blocks, content.figures).splitlines()
    body += [*content.addressees, content.signer or "", "" if content.is_letter else content.subject]
    body = [line for line in body if "\t" not in line and not line.startswith("Phụ lục ")]
    around = [content.number, content.place_and_date, *content.authority, *content.second_post, *content.recipients]
    around += [content.subject] if content.is_letter else []
    assert [line for line in body if bare(line).rstrip("./;”") not in whole] == []
    assert [line for line in around if bare(line) not in halves] == []


@pytest.mark.parametrize("name", ["kế hoạch", "báo cáo"])
def test_libreoffice_shows_the_same_table(
    samples: dict[str, PageContent], converted: dict[str, list[Page]], name: str
) -> None:
    content = samples[name]
    expected = [line.split("\t") for line in plain_text(content.blocks, content.figures).splitlines() if "\t" in line]
    shown = [row for page in converted[name] for table in page.extract_tables() for row in table]
    cells = {tuple(" ".join(cell.split()) for cell in row if cell) for row in shown}  # a number stands on one line
    assert [row for row in expected if tuple(cell for cell in row if cell) not in cells] == []


# --- Reading ----------------------------------------------------------------------------------------


def lines_of(pages: list[Page]) -> list[PrintedLine]:
    """Every printed line in order."""
    return [as_line(page, line["chars"], line["text"]) for page in pages for line in page.extract_text_lines()]


def objects(pdf: pdfplumber.PDF) -> list[dict[str, object]]:
    """Every dictionary of the file."""
    numbers = {number for xref in pdf.doc.xrefs for number in xref.get_objids()}
    found = [pdf.doc.getobj(number) for number in numbers]
    return [each for each in found if isinstance(each, dict)]


def pages_of(path: Path) -> list[Page]:
    """The pages of a file, read whole."""
    return list(pdfplumber.open(io.BytesIO(path.read_bytes())).pages)


def beside(page: Page) -> tuple[Page, Page]:
    """What stands left and right in the tables above and below the text."""
    parted = page.width * 0.46
    return page.crop((0, 0, parted, page.height)), page.crop((parted, 0, page.width, page.height))


def bare(text: str) -> str:
    """Letters alone: where lines break and what is in capitals is the layout's."""
    return "".join(text.split()).casefold()
