"""A document goes out as a Word file, is corrected there, and comes back."""

import io

import docx
import pytest
from docx.document import Document

from core.refusal import Refused
from reports.blocks import figure_keys, plain_text
from reports.word.returning import read_returned
from reports.word.writing import page_docx
from tests.reports.page_content import report
from tests.reports.word.office_files import saved


def opened() -> Document:
    return docx.Document(io.BytesIO(page_docx(report())))


def test_a_file_that_nobody_changed_comes_back_as_the_document_it_was() -> None:
    content = report()
    returned = read_returned(content, name="a.docx", file=page_docx(content))
    assert returned.comparison.is_same
    assert returned.around == ()
    assert figure_keys(returned.blocks) == figure_keys(content.blocks)
    assert plain_text(returned.blocks, content.figures).startswith(plain_text(content.blocks[:-1], content.figures))


def test_a_corrected_file_keeps_its_figures_and_tells_the_one_that_differs() -> None:
    content = report()
    document = opened()
    next(p for p in document.paragraphs if p.text.startswith("Đợt 2")).runs[1].text = "865/550"
    returned = read_returned(content, name="a.docx", file=saved(document))
    ((figure,), (line,)) = returned.comparison.figures, returned.comparison.lines
    assert (figure.key, figure.was, figure.now) == ("round2", "862/550", "865/550")
    assert line.place == "I. 3."
    assert set(figure_keys(content.blocks)) - set(figure_keys(returned.blocks)) == {"round2"}


def test_what_was_changed_around_the_text_is_told_and_not_taken() -> None:
    content = report()
    document = opened()
    next(p for p in document.paragraphs if p.style.name == "GH Trích yếu").runs[0].text = "Kết quả năm 2026"
    signing = document.tables[-1].cell(0, 1).paragraphs[-1]
    signing.runs[0].text = "Trần Thị Khác"
    returned = read_returned(content, name="a.docx", file=saved(document))
    assert returned.comparison.is_same
    told = "\n".join(f"{each.was} → {each.now}" for each in returned.around)
    assert "→ Kết quả năm 2026" in told
    assert "Trần Thị Khác" in told
    assert len(returned.around) >= 2


def test_a_file_that_is_no_word_file_changes_nothing_and_says_why() -> None:
    with pytest.raises(Refused, match="không phải tệp Word"):
        read_returned(report(), name="a.docx", file=b"abc")
