"""A text that others wrote, pasted or from a Word file: what is wrong in it. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from core.refusal import Refused
from reports.checks import annexes, dates, style, sums, symbols, tables, wording
from reports.checks.findings import Finding, Spot, merged
from reports.checks.frame import Frame, around, frame_of
from reports.checks.stretches import Body
from reports.word.reading import Reading, read_docx, read_pasted

LONGEST_CHECKED = 300_000  # letters of sentences: a hundred pages; rows of tables are beside that


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and what to know about how the text was read."""

    findings: list[Finding]
    notes: tuple[str, ...]

    @property
    def errors(self) -> list[Finding]:
        """What is wrong whoever looks."""
        return [each for each in self.findings if each.is_error]

    @property
    def others(self) -> list[Finding]:
        """What is only unusual."""
        return [each for each in self.findings if not each.is_error]


def check_pasted(text: str) -> Checked:
    """What is wrong in pasted text. Raises `Refused`."""
    return _checked(read_pasted(text))


def check_docx(*, name: str, content: bytes) -> Checked:
    """What is wrong in a Word file, which a limited child process opens. Raises `Refused`."""
    return _checked(read_docx(name=name, content=content))


def _checked(reading: Reading) -> Checked:
    return Checked(findings_in(reading), reading.notes)


def findings_in(reading: Reading) -> list[Finding]:
    """All findings in a text that was read, errors first. Raises `Refused` for one that is too long."""
    body = Body(reading.blocks, {}, has_page=False)
    if sum(len(said.text) for _path, said in body.sentences()) > LONGEST_CHECKED:
        raise Refused(_("Văn bản quá dài để rà soát một lần; chia ra từng phần."))
    found = _found(body, frame_of(reading.left_out))
    return merged(chain(found, _unclosed(reading)))


def _found(body: Body, frame: Frame) -> Iterator[Finding]:
    sentences = [said for _path, said in body.sentences()]
    titles = [body.stretch(line) for line in body.lines if not line.holds_runs]
    everything = [*frame.head, *titles, *sentences, *frame.tail]
    yield from tables.table_sums(body)
    yield from sums.prose_sums(body)
    yield from sums.shares(sentences)
    yield from dates.long_days(everything)
    yield from dates.short_days(everything)
    yield from annexes.unreferred(body)
    yield from annexes.missing(body)
    yield from around(frame)
    yield from symbols.symbols(everything)
    yield from dates.months(everything)
    yield from wording.abbreviations(sentences)
    yield from wording.written_twice([*frame.head, *sentences])
    yield from style.style(sentences)
    yield from style.style([*frame.head, *titles, *frame.tail], has_gaps=True)


def _unclosed(reading: Reading) -> Iterator[Finding]:
    """A text that is whole, with its recipients, ends with "./." as in every template of Phụ lục III."""
    if not reading.is_closed and frame_of(reading.left_out).has_recipients:
        yield Finding(_("Hết nội dung chưa có dấu “./.”."), (Spot(_("cuối nội dung")),))
