"""A document that went out as a Word file and came back: what it is now, and everything that is no longer the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.blocks import Blocks
from reports.page.content import PageContent
from reports.word.comparing import Comparison, LineDifference, compare, compare_lines
from reports.word.parsing import read_word
from reports.word.printed import Line
from reports.word.reading import Reading, read_answer, read_docx
from reports.word.rebinding import bound_again
from reports.word.writing import page_docx


@dataclass(frozen=True)
class Returned:
    """What came back.

    `blocks` are the new body with the frozen figures bound where they still stand, `comparison` tells what differs in
    it, `around` what was changed in the header, the addressees, the recipients or the signature: those belong to the
    document's own fields and are not taken from the file.
    """

    blocks: Blocks
    reading: Reading
    comparison: Comparison
    around: tuple[LineDifference, ...]


def read_returned(content: PageContent, *, name: str, file: bytes) -> Returned:
    """The uploaded file against the document as it was frozen. Raises Refused for a file that is not read."""
    reading = read_docx(name=name, content=file)
    return Returned(
        blocks=bound_again(content.blocks, content.figures, reading.blocks),
        reading=reading,
        comparison=compare(content.blocks, content.figures, reading.blocks),
        around=changes_around(content, reading.left_out),
    )


def changes_around(content: PageContent, left_out: Sequence[str]) -> tuple[LineDifference, ...]:
    """What stands around the body of a file otherwise than in the document; our own file is read the same way."""
    ours = read_answer(read_word(page_docx(content))).left_out
    return compare_lines(_lines(ours), _lines(left_out))


def _lines(texts: Sequence[str]) -> list[Line]:
    return [Line(line, (), "") for text in texts for line in text.split("\n") if line.strip()]
