"""What goes out as a Word file comes back as the body it was."""

from hypothesis import given, settings

from reports.blocks import Blocks, to_json
from reports.word.parsing import read_word
from reports.word.reading import read_answer
from reports.word.writing import page_docx
from tests.reports.page_content import report
from tests.reports.word.bodies import bodies


def came_back(content: bytes) -> Blocks:
    """As `read_docx` reads it, in this process: the child is tested elsewhere."""
    return read_answer(read_word(content)).blocks


@given(bodies)
@settings(max_examples=30)
def test_a_body_comes_back_from_word_as_it_was(body: Blocks) -> None:
    written = page_docx(report(blocks=body))
    assert to_json(came_back(written)) == to_json(body)
