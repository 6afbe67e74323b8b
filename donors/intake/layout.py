"""Where the people stand in a file: the sheet, the header, what each column means, the group rows, where they stop.

Meaning decides, never position: a header is the row whose words mean the most, wherever it stands; columns may come in
any order and be inserted later. Where words say nothing the content is asked (a column of names, a column of years).
Where that is not enough either, the answer is a `Question`: one thing to point at, with rows to show. What a person
answered is kept for the unit as a `Memory` and used for its next file with the same headings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from donors.intake import shapes, typed
from donors.intake.asking import NO_HEADER, Answer, Asks, Memory, Question, SampleRow, listed, number
from donors.intake.births import DayOrder
from donors.intake.book import Book, Cell, FileKind, Sheet, column_letter
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.headers import heading_key
from donors.intake.heading import NAMES, Heading, best_heading, heading_at, remembered_heading
from donors.intake.legacy_text import Charset
from donors.intake.naming import (
    MappedColumn,
    Named,
    RememberedColumn,
    column_of,
    name_by_content,
    name_columns,
)
from donors.intake.old_text import charsets_of, converted, told_of
from donors.intake.rows import RowKind, RowSorter

_TITLE_ROWS = 40
_SAMPLE_ROWS = 20
_ROOM_FOR_SIGNING = 2  # rows
_SURE_BY_CONTENT = 0.6


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the people of one sheet stand. Rows and columns are zero-based; `last_row` is inclusive.

    A layout without people has `last_row` < `first_row`. `confidence` is 1 where every fact was read from headings.
    """

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[MappedColumn, ...]
    first_row: int
    last_row: int
    group_rows: tuple[int, ...] = ()
    skipped_rows: tuple[int, ...] = ()  # totals, repeated headers, notes between people
    people: int = 0
    confidence: float = 1.0
    title: str = ""
    fingerprint: str = ""
    left_out: tuple[RememberedColumn, ...] = ()
    reads_hidden: bool = False
    is_typed: bool = False  # the columns are those of `typed.in_order`
    declared_total: int | None = None
    charsets: tuple[tuple[int, str], ...] = ()  # columns in an old encoding
    keeps_text: tuple[int, ...] = ()  # columns left alone that look like it
    dates: tuple[tuple[Field, DayOrder], ...] = ()  # how dates are written, as a person said, for this file or before
    findings: tuple[Finding, ...] = ()

    @property
    def memory(self) -> Memory:
        """What is worth keeping for the unit's next file."""
        dates = dict(self.dates)
        known = [
            RememberedColumn(
                header=heading_key(kept.header),
                column=kept.column,
                field=kept.field,
                milestone=kept.milestone,
                dates=dates.get(kept.field),
                keeps_text=kept.column in self.keeps_text,
            )
            for kept in self.columns
        ]
        return Memory(self.fingerprint, (*known, *self.left_out))

    def as_json(self) -> dict[str, object]:
        """Plain values, as kept with the upload."""
        return {
            "sheet": self.sheet,
            "header_rows": list(self.header_rows),
            "columns": [[kept.column, kept.field.value, kept.milestone, kept.header] for kept in self.columns],
            "first_row": self.first_row,
            "last_row": self.last_row,
            "group_rows": list(self.group_rows),
            "skipped_rows": list(self.skipped_rows),
            "people": self.people,
            "confidence": self.confidence,
            "title": self.title,
            "fingerprint": self.fingerprint,
            "left_out": [[kept.header, kept.column] for kept in self.left_out],
            "reads_hidden": self.reads_hidden,
            "is_typed": self.is_typed,
            "declared_total": self.declared_total,
            "charsets": [list(pair) for pair in self.charsets],
            "keeps_text": list(self.keeps_text),
            "dates": [[meant.value, order.value] for meant, order in self.dates],
            "findings": [found.as_json() for found in self.findings],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Layout:
        """The inverse of `as_json`."""
        declared = kept["declared_total"]
        return cls(
            sheet=str(kept["sheet"]),
            header_rows=tuple(map(number, listed(kept["header_rows"]))),
            columns=tuple(
                MappedColumn(number(column), Field(str(meant)), None if count is None else number(count), str(header))
                for column, meant, count, header in map(listed, listed(kept["columns"]))
            ),
            first_row=number(kept["first_row"]),
            last_row=number(kept["last_row"]),
            group_rows=tuple(map(number, listed(kept["group_rows"]))),
            skipped_rows=tuple(map(number, listed(kept["skipped_rows"]))),
            people=number(kept["people"]),
            confidence=float(str(kept["confidence"])),
            title=str(kept["title"]),
            fingerprint=str(kept["fingerprint"]),
            left_out=tuple(
                RememberedColumn(str(header), number(column), None)
                for header, column in map(listed, listed(kept["left_out"]))
            ),
            reads_hidden=bool(kept["reads_hidden"]),
            is_typed=bool(kept.get("is_typed")),
            declared_total=None if declared is None else number(declared),
            charsets=tuple((number(column), str(charset)) for column, charset in map(listed, listed(kept["charsets"]))),
            keeps_text=tuple(map(number, listed(kept.get("keeps_text")))),
            dates=tuple(
                (Field(str(meant)), DayOrder(str(order))) for meant, order in map(listed, listed(kept.get("dates")))
            ),
            findings=tuple(Finding.from_json(found) for found in listed(kept["findings"]) if isinstance(found, dict)),
        )


def find_layouts(
    book: Book, *, remembered: Memory | None = None, asked: Answer | Sequence[Answer] | None = None
) -> list[Layout] | Question:
    """One layout for every sheet that holds people (two where a second header changes the columns), in order.

    Of several answers the last about a sheet counts. Hidden sheets are left out unless an answer names one or says
    that hidden parts are read.
    """
    answers = [asked] if isinstance(asked, Answer) else list(asked or ())
    found: list[Layout] = []
    questions: list[Question] = []
    for sheet in book.sheets:
        answer = _answer_about(sheet, answers)
        if not sheet.rows or answer.is_left_out or (sheet.is_hidden and not (answer.sheet or answer.reads_hidden)):
            continue
        outcome = _read_sheet(sheet, is_typed=book.kind is FileKind.TYPED, remembered=remembered, asked=answer)
        if isinstance(outcome, Question):
            questions.append(outcome)
        else:
            found += outcome
    found = [replace(layout, dates=_said_of_dates(layout, remembered, answers)) for layout in found]
    with_people = [layout for layout in found if layout.people]
    named = {answer.sheet for answer in answers}
    doubts = [asks for asks in questions if asks.sheet in named or asks.wanted not in {None, Field.NAME}]
    if doubts:
        return doubts[0]
    if found:
        return with_people or found[:1]
    return min(questions, key=lambda asks: asks.asks is Asks.HEADER, default=Question(Asks.NOTHING_HERE))


def _answer_about(sheet: Sheet, answers: Sequence[Answer]) -> Answer:
    about = [answer for answer in answers if answer.sheet in {sheet.name, None}]
    return max(about, key=lambda answer: (answer.sheet is not None, about.index(answer)), default=Answer())


def _said_of_dates(
    layout: Layout, remembered: Memory | None, answers: Sequence[Answer]
) -> tuple[tuple[Field, DayOrder], ...]:
    """How dates are written: as was said of this file, else as was said of the same headings before."""
    said: dict[Field, DayOrder] = {}
    if remembered is not None:
        before = {(kept.header, kept.field): kept for kept in remembered.columns if kept.dates}
        for mapped in layout.columns:
            kept = before.get((heading_key(mapped.header), mapped.field))
            if kept and kept.dates and (kept.header or kept.column == mapped.column):
                said[mapped.field] = kept.dates
    for answer in answers:
        said |= answer.dates
    return tuple(sorted(said.items()))


def _read_sheet(sheet: Sheet, *, is_typed: bool, remembered: Memory | None, asked: Answer) -> list[Layout] | Question:
    """The layouts of one sheet, read in today's letters and without what is hidden."""
    if is_typed and not _has_names(best_heading(sheet)):
        return [_typed(sheet)]
    found = charsets_of(sheet)
    if remembered is not None and asked.keeps_text is None and (kept := remembered.kept_texts & found.keys()):
        outcome = _in_letters(sheet, found, kept, remembered=remembered, asked=asked)
        if not isinstance(outcome, Question) and outcome[0].fingerprint == remembered.fingerprint:
            return outcome  # the same headings as where the text was left alone
    kept = (asked.keeps_text or frozenset()) & found.keys()
    return _in_letters(sheet, found, kept, remembered=remembered, asked=asked)


def _in_letters(
    sheet: Sheet, found: Mapping[int, Charset], kept: frozenset[int], *, remembered: Memory | None, asked: Answer
) -> list[Layout] | Question:
    """The layouts of a sheet, its columns in old encodings converted but for those kept as they stand."""
    charsets = {column: charset for column, charset in found.items() if column not in kept}
    seen = as_read(sheet, charsets, reads_hidden=asked.reads_hidden)
    outcome = _of_sheet(seen, remembered=remembered, asked=asked)
    if isinstance(outcome, Question):
        return outcome
    return [
        replace(
            layout,
            reads_hidden=asked.reads_hidden,
            charsets=tuple(sorted((column, charset.value) for column, charset in charsets.items())),
            keeps_text=tuple(sorted(kept)),
            findings=(*layout.findings, *told_of(_people_of(sheet, layout), layout.columns, charsets)),
        )
        for layout in outcome
    ]


def _has_names(heading: Heading | None) -> bool:
    return heading is not None and any(meant.field in NAMES for meant in heading.meanings.values())


def _people_of(sheet: Sheet, layout: Layout) -> Iterator[Sequence[Cell]]:
    """The rows that are people's."""
    others = {*layout.group_rows, *layout.skipped_rows}
    rows = range(layout.first_row, layout.last_row + 1)
    return (sheet.rows[index] for index in rows if index not in others)


def as_read(sheet: Sheet, charsets: Mapping[int, str], *, reads_hidden: bool, is_typed: bool = False) -> Sheet:
    """The sheet as its people are read: typed lines in order, old encodings converted, nothing hidden if so wished."""
    seen = converted(typed.in_order(sheet) if is_typed else sheet, charsets)
    return replace(seen, hidden_rows=frozenset(), hidden_columns=frozenset()) if reads_hidden else seen


def _of_sheet(sheet: Sheet, *, remembered: Memory | None, asked: Answer) -> list[Layout] | Question:
    heading = _heading_of(sheet, remembered, asked)
    if heading is None:
        named = name_by_content(sheet)
        return _without_header(sheet, named, remembered=remembered, asked=asked)
    said = dict(asked.columns)
    kept = {**_remembered_meanings(heading, remembered), **said}
    named = name_columns(sheet, heading, said=kept)
    if not named.has_name:
        return _question(sheet, Asks.COLUMN, heading.last_row, named.doubtful, wanted=Field.NAME)
    if named.doubtful:
        return _question(sheet, Asks.COLUMN, heading.last_row, named.doubtful, wanted=named.doubted)
    return _blocks(sheet, heading, named)


def _heading_of(sheet: Sheet, remembered: Memory | None, asked: Answer) -> Heading | None:
    if asked.header_row is not None:
        return None if asked.header_row == NO_HEADER else heading_at(sheet, asked.header_row)
    if remembered:
        wanted = [kept.header for kept in remembered.columns if kept.header and kept.field]
        if wanted and (heading := remembered_heading(sheet, wanted)):
            return heading
    return best_heading(sheet)


def _remembered_meanings(heading: Heading, remembered: Memory | None) -> dict[int, Field | None]:
    """What the unit's earlier file said about these headings; none where the headings are others."""
    if remembered is None:
        return {}
    meant = {kept.header: kept.field for kept in remembered.columns if kept.header}
    by_text = {column: text for column, text in heading.texts.items() if text in meant}
    wanted = {header for header, kept in meant.items() if kept}
    if fingerprint_of(heading) != remembered.fingerprint and not wanted <= set(by_text.values()):
        return {}
    return {column: meant[text] for column, text in by_text.items()}


def _without_header(sheet: Sheet, named: Named, *, remembered: Memory | None, asked: Answer) -> list[Layout] | Question:
    """A list without headings: by its shape, by what was answered, or as the unit's last one was."""
    said: dict[int, Field | None] = {}
    if remembered and not remembered.fingerprint:
        said = {kept.column: kept.field for kept in remembered.columns}
    said |= asked.columns
    columns = {column: meant for column, meant in named.fields.items() if column not in said}
    columns |= {column: meant for column, meant in said.items() if meant and column < sheet.width}
    is_told = bool(said) or asked.header_row == NO_HEADER
    meanings = set(columns.values())
    has_name = Field.NAME in meanings or Field.GIVEN_NAME in meanings
    if not has_name or (not is_told and len(meanings) < 2):
        return _question(sheet, Asks.COLUMN if is_told else Asks.HEADER, wanted=Field.NAME if is_told else None)
    mapped = tuple(MappedColumn(column, meant) for column, meant in sorted(columns.items()))
    left_out = tuple(RememberedColumn("", column, None) for column, meant in said.items() if not meant)
    walk = _walk(sheet, mapped, first=0)
    if not walk.people:
        return _question(sheet, Asks.HEADER)
    return [
        Layout(
            sheet=sheet.name,
            header_rows=(),
            columns=mapped,
            first_row=walk.first_person,
            last_row=walk.last_row,
            group_rows=tuple(walk.groups),
            skipped_rows=tuple(walk.skipped),
            people=walk.people,
            confidence=1.0 if is_told else _SURE_BY_CONTENT,
            title=_title(sheet, min([walk.first_person, *walk.groups])),
            left_out=left_out,
            declared_total=walk.declared_total,
            findings=tuple(
                found
                for found in named.findings
                if column_of(found) not in {column_letter(column) for column in (*columns, *said)}
            ),
        )
    ]


def _typed(sheet: Sheet) -> Layout:
    """Lines typed on the page: every line is meant to be a person."""
    return Layout(
        sheet=sheet.name,
        header_rows=(),
        columns=tuple(MappedColumn(column, meant) for column, meant in enumerate(typed.COLUMNS)),
        is_typed=True,
        first_row=0,
        last_row=len(sheet.rows) - 1,
        people=sum(any(not shapes.is_blank(cell) for cell in row) for row in sheet.rows),
    )


def _blocks(sheet: Sheet, heading: Heading, named: Named) -> list[Layout]:
    """The list below a header; a further header of the same columns goes on with it, another one opens its own."""
    layouts: list[Layout] = []
    title = _title(sheet, heading.first_row)
    while True:
        mapped = named.columns
        walk = _walk(sheet, mapped, first=heading.last_row + 1)
        findings = [*named.findings, *walk.findings]
        layouts.append(
            Layout(
                sheet=sheet.name,
                header_rows=tuple(range(heading.first_row, heading.last_row + 1)),
                columns=mapped,
                first_row=heading.last_row + 1,
                last_row=walk.last_row,
                group_rows=tuple(walk.groups),
                skipped_rows=tuple(walk.skipped),
                people=walk.people,
                confidence=named.confidence,
                title=title,
                fingerprint=fingerprint_of(heading),
                left_out=named.left_out,
                declared_total=walk.declared_total,
                findings=tuple(findings),
            )
        )
        if walk.other_header is None:
            return layouts
        heading = heading_at(sheet, walk.other_header)
        named = name_columns(sheet, heading)
        if not named.has_name:
            return layouts
        seen = Finding(Code.SECOND_HEADER, detail={"row": str(walk.other_header + 1), "sheet": sheet.name})
        named = replace(named, findings=(*named.findings, seen))


@dataclass(slots=True)
class _Walk:
    """What was met on the way down a sheet."""

    first_person: int = 0
    last_row: int = -1
    people: int = 0
    groups: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    declared_total: int | None = None
    other_header: int | None = None
    findings: list[Finding] = field(default_factory=list)


def _walk(sheet: Sheet, columns: Sequence[MappedColumn], *, first: int) -> _Walk:
    """Go down from `first`: sort every row, then stop where the people do.

    The list ends at a closing row (place and date, a signature) below which nobody with a birth, a number or the like
    stands; names alone below it are those who sign.
    """
    sorter = RowSorter(sheet, [(kept.column, kept.field) for kept in columns])
    walk = _Walk(last_row=first - 1)
    kinds: list[tuple[int, RowKind]] = []
    for index in range(first, len(sheet.rows)):
        if index in sheet.hidden_rows:
            continue
        kind = sorter.kind(index)
        if kind is RowKind.HEADER:
            if not _is_same_header(sheet, index, columns):
                walk.other_header = index
                break
            walk.findings.append(Finding(Code.SECOND_HEADER, detail={"row": str(index + 1), "sheet": sheet.name}))
        if kind is not RowKind.BLANK:
            kinds.append((index, kind))
    certain = max((index for index, kind in kinds if kind is RowKind.PERSON), default=first - 1)
    end = next((index for index, kind in kinds if kind is RowKind.END and index > certain), len(sheet.rows))
    people = [index for index, kind in kinds if kind in {RowKind.PERSON, RowKind.MAYBE} and index < end]
    people = _without_signers(sorter, people, certain)
    if people:
        walk.first_person, walk.last_row = people[0], people[-1]
    walk.people = len(people)
    walk.groups = [index for index, kind in kinds if kind is RowKind.GROUP and index <= walk.last_row]
    skips = {RowKind.TOTAL, RowKind.HEADER, RowKind.NOTE, RowKind.END}
    walk.skipped = [index for index, kind in kinds if kind in skips and index <= walk.last_row]
    walk.declared_total = _declared_total(sorter, kinds, people)
    return walk


def _without_signers(sorter: RowSorter, people: list[int], certain: int) -> list[int]:
    """People without the names alone at the end that no number and no birth goes with: those who sign.

    Where people are numbered, any row between ends them; elsewhere the room left for signing, two rows or more.
    """
    numbered = [index for index in people if sorter.is_numbered(index)]
    is_numbered = 2 * len(numbered) > len(people)
    room = 1 if is_numbered else _ROOM_FOR_SIGNING
    last = max(numbered[-1], certain) if is_numbered else certain
    for before, index in pairwise(people):
        if before >= last and index - before > room:
            return people[: people.index(index)]
    return people


def _declared_total(sorter: RowSorter, kinds: Sequence[tuple[int, RowKind]], people: Sequence[int]) -> int | None:
    """What the list says it holds in all: the last total below it, «Tổng» before «Cộng».

    Where groups have totals of their own and the last row only closes the last group, nothing is said in all.
    """
    totals = [index for index, kind in kinds if kind is RowKind.TOTAL]
    last = people[-1] if people else -1
    said = {index: number for index in totals if last < index and (number := sorter.total_of(index)) is not None}
    if not said:
        return None
    grand = [index for index in said if shapes.is_grand_total(sorter.text_of(index))]
    inner = [index for index in totals if index < last]
    chosen = max(grand or said)
    if inner and len(said) == 1 and said[chosen] == sum(index > inner[-1] for index in people):
        return None
    return said[chosen]


def _is_same_header(sheet: Sheet, index: int, columns: Sequence[MappedColumn]) -> bool:
    """Whether the names and births of a further header stand in the columns they already stand in."""
    again = name_columns(sheet, heading_at(sheet, index))
    here = {(kept.column, kept.field) for kept in columns}
    return all((kept.column, kept.field) in here for kept in again.columns)


def fingerprint_of(heading: Heading) -> str:
    """The same for the same headings in the same order; says nothing about the people."""
    joined = "\n".join(text for _, text in sorted(heading.texts.items()) if text)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def _title(sheet: Sheet, before: int) -> str:
    """The lines above the header, each row one line; a row's texts are parted by a tab."""
    lines = []
    for index in range(max(0, before - _TITLE_ROWS), before):
        texts = [shapes.written(cell) for cell in sheet.rows[index] if isinstance(cell, str)]
        if line := "\t".join(dict.fromkeys(text for text in texts if text)):
            lines.append(line)
    return "\n".join(lines)


def _question(
    sheet: Sheet,
    asks: Asks,
    header_row: int | None = None,
    columns: tuple[int, ...] = (),
    *,
    wanted: Field | None = None,
) -> Question:
    rows = []
    for index, row in enumerate(sheet.rows):
        if index in sheet.hidden_rows or all(map(shapes.is_blank, row)):
            continue
        rows.append(SampleRow(index, tuple(shapes.written(cell) for cell in row)))
        if len(rows) == _SAMPLE_ROWS:
            break
    return Question(asks, sheet.name, tuple(rows), header_row, wanted, columns)
