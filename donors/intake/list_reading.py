"""From a book and its layouts to people: groups, merged cells and «như trên» resolved, every row cleaned once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from donors.intake import shapes, typed
from donors.intake.asking import Asks, DateQuestion, Question
from donors.intake.births import DateColumn, DateDoubt, DayOrder, can_turn, date_column
from donors.intake.book import Book, Cell, Sheet
from donors.intake.columns import ColumnChoices, clean_person
from donors.intake.components import component_said
from donors.intake.date_shapes import numbers
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.heading import NAMES
from donors.intake.layout import Layout, as_read
from donors.intake.naming import TICKED, MappedColumn
from donors.intake.people import PersonRow
from donors.intake.rows import RowKind, RowSorter
from donors.intake.traits import BLOOD_GROUPS

GROUP_SEPARATOR: Final = " › "
# A merged or repeated value of these is everybody's it stands beside; a count merged over a family is only its sum.
_SHARED: Final = frozenset({Field.WORKPLACE, Field.ADDRESS, Field.OCCUPATION, Field.PHONE, Field.NOTE})
_REPEATED: Final = frozenset({Field.WORKPLACE, Field.ADDRESS, Field.OCCUPATION})
# Columns that may hold whole dates.
_DATES: Final = (Field.BIRTH, Field.BIRTH_YEAR, Field.BIRTH_MALE, Field.BIRTH_FEMALE, Field.LAST_DONATION)


@dataclass(slots=True)
class Counts:
    """What was met between the header and the last person; `hidden` rows held something and were not read."""

    read: int = 0
    blank: int = 0
    totals: int = 0
    headers: int = 0
    notes: int = 0
    hidden: int = 0


@dataclass(slots=True)
class Reading:
    """All people of a file in its order, the groups they stand under, and what is to be said about the file."""

    rows: list[PersonRow] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    declared_total: int | None = None


def read_people(book: Book, *layouts: Layout, choices: ColumnChoices | None = None) -> Reading:
    """Read every person the layouts point at. What the total row says is compared with the people read.

    Without `choices` dates are read as the list proves or a person said, else day first.
    """
    reading = Reading(findings=list(book.findings))
    if choices is None:
        choices = choices_of(book, *layouts)
        reading.findings += _order_told(book, layouts, choices)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for layout in layouts:
        sheet = as_read(
            sheets[layout.sheet],
            dict(layout.charsets),
            reads_hidden=layout.reads_hidden,
            is_typed=layout.is_typed,
        )
        _ListReader(sheet, layout, choices, reading).read()
        reading.findings += [found for found in layout.findings if found not in reading.findings]
    reading.groups = list(dict.fromkeys(reading.groups))
    _compare_totals(reading, layouts)
    if others := _others(book, layouts):
        reading.findings.append(Finding(Code.OTHER_SHEETS, value=", ".join(others)))
    return reading


def choices_of(book: Book, *layouts: Layout) -> ColumnChoices:
    """How every column of dates is read: as it proves, else as a person said, else day first."""
    said = _said(layouts)
    orders = {meaning: column.means(said.get(meaning)) for meaning, (column, _layout) in _dates(book, layouts).items()}
    return ColumnChoices(dates={meaning: order for meaning, order in orders.items() if order is not DayOrder.DAY_FIRST})


def ask_about_dates(book: Book, *layouts: Layout) -> Question | None:
    """The columns of dates that nobody but a person can read, each by its first example; None where there are none.

    Our own template asks for the day first: it is not asked about where nothing in it says otherwise.
    """
    said, is_ours = _said(layouts), bool(book.template_code)
    asked = tuple(
        question_about(meaning, column, layout)
        for meaning, (column, layout) in _dates(book, layouts).items()
        if column.doubt and not column.is_settled_by(said.get(meaning)) and not (is_ours and column.proves_nothing)
    )
    return Question(Asks.DATES, dates=asked) if asked else None


def open_dates(book: Book, *layouts: Layout) -> list[tuple[DateQuestion, DayOrder]]:
    """The columns of dates that may be read in another way too, and how they are read now."""
    said = _said(layouts)
    return [
        (question_about(meaning, column, layout), column.means(said.get(meaning)))
        for meaning, (column, layout) in _dates(book, layouts).items()
        if column.doubt or (column.open and column.order is not DayOrder.DAY_FIRST)
    ]


def question_about(meaning: Field, column: DateColumn, layout: Layout) -> DateQuestion:
    """What is to be asked about a column of dates, by its first example."""
    header = next((kept.header for kept in layout.columns if kept.field is meaning), "")
    if column.doubt is DateDoubt.TURNED:
        day = next(filter(can_turn, column.days))
        value = f"{day:%d/%m/%Y}"
        return DateQuestion(meaning, header, value, first=day.day, second=day.month, is_turned=True)
    value = column.open[0]
    first, second = map(int, (numbers(value) or [])[:2])
    return DateQuestion(meaning, header, value, first=first, second=second)


def _said(layouts: Sequence[Layout]) -> dict[Field, DayOrder]:
    """How a person said that dates are written; of several lists of a file the first says."""
    return {meaning: order for layout in reversed(layouts) for meaning, order in layout.dates}


def _dates(book: Book, layouts: Sequence[Layout]) -> dict[Field, tuple[DateColumn, Layout]]:
    """The columns of dates by meaning, over all lists of a file: whoever fills in its sheets writes dates in one way.

    Typed lines are not among them: they are written day first, as the page asks for them.
    """
    found: dict[Field, tuple[DateColumn, Layout]] = {}
    written = [layout for layout in layouts if not layout.is_typed]
    for meaning in _DATES:
        having = [layout for layout in written if any(kept.field is meaning for kept in layout.columns)]
        if having:
            found[meaning] = (date_column(cells_of(book, *having, meaning=meaning)), having[0])
    return found


def dates_told(book: Book, *layouts: Layout, people: Iterable[PersonRow]) -> list[Finding]:
    """`Code.DAY_AND_MONTH` of a part of a file, by examples of its own people: the others are another unit's."""
    own = frozenset((person.sheet, person.row - 1) for person in people)
    return _order_told(book, layouts, choices_of(book, *layouts), only=own)


def _order_told(
    book: Book, layouts: Sequence[Layout], choices: ColumnChoices, *, only: frozenset[tuple[str, int]] | None = None
) -> list[Finding]:
    """How days and months are read where the list does not prove it, or proves the unusual order; by its first date."""
    told = []
    for meaning in _DATES:
        column = date_column(cells_of(book, *layouts, meaning=meaning))
        shown = column if only is None else date_column(cells_of(book, *layouts, meaning=meaning, only=only))
        order = choices.dates.get(meaning, DayOrder.DAY_FIRST)
        if order is DayOrder.TURNED:
            turned = next(filter(can_turn, shown.days), None)
            if turned is not None:
                told.append(_date_told(meaning, f"{turned:%d/%m/%Y}", day=turned.month, month=turned.day))
        elif shown.open and column.order is not DayOrder.DAY_FIRST:
            first, second = map(int, (numbers(shown.open[0]) or [])[:2])
            day, month = (second, first) if order is DayOrder.MONTH_FIRST else (first, second)
            told.append(_date_told(meaning, shown.open[0], day=day, month=month))
    return told


def _date_told(meaning: Field, value: str, *, day: int, month: int) -> Finding:
    return Finding(Code.DAY_AND_MONTH, meaning, value, detail={"day": str(day), "month": str(month)})


def cells_of(
    book: Book, *layouts: Layout, meaning: Field, only: frozenset[tuple[str, int]] | None = None
) -> list[Cell]:
    """What stands in the columns of one meaning, beside people: what a question about a column is decided by.

    `only` are sheets and zero-based rows; without it every row of a person is taken.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    cells: list[Cell] = []
    for layout in layouts:
        sheet = typed.in_order(sheets[layout.sheet]) if layout.is_typed else sheets[layout.sheet]
        others = {*layout.group_rows, *layout.skipped_rows}
        columns = [kept.column for kept in layout.columns if kept.field is meaning]
        if not layout.reads_hidden:
            others |= sheet.hidden_rows
        rows = (index for index in range(layout.first_row, layout.last_row + 1) if index not in others)
        taken = rows if only is None else [index for index in rows if (layout.sheet, index) in only]
        cells += [sheet.rows[index][column] for index in taken for column in columns]
    if meaning is Field.LAST_DONATION:
        return [component_said(cell)[1] if isinstance(cell, str) else cell for cell in cells]
    return cells


def _compare_totals(reading: Reading, layouts: Sequence[Layout]) -> None:
    """Every list's own total; where several lists end in one total, the sum of all."""
    declared = [layout for layout in layouts if layout.declared_total is not None]
    if not declared:
        return
    is_common = len(declared) == 1 and len(layouts) > 1 and declared[0] is layouts[-1]
    reading.declared_total = sum(layout.declared_total or 0 for layout in declared)
    for layout in declared:
        counted = reading.counts.read if is_common else layout.people
        if layout.declared_total not in {counted, layout.people}:
            detail = {"total": str(layout.declared_total), "counted": str(counted)}
            reading.findings.append(Finding(Code.TOTAL_DIFFERS, detail=detail))


def _others(book: Book, layouts: Sequence[Layout]) -> list[str]:
    """Visible sheets that hold something and are not read."""
    read = {layout.sheet for layout in layouts}
    return [
        sheet.name
        for sheet in book.sheets
        if sheet.name not in read
        and not sheet.is_hidden
        and any(cell is not None for row in sheet.rows for cell in row)
    ]


class _ListReader:
    """Goes down one list. What it has to remember: the group, the values above, the cells merged downwards."""

    def __init__(self, sheet: Sheet, layout: Layout, choices: ColumnChoices, reading: Reading) -> None:
        self.sheet, self.layout, self.choices, self.reading = sheet, layout, choices, reading
        self.sorter = RowSorter(sheet, [(kept.column, kept.field) for kept in layout.columns])
        self.columns = [kept for kept in layout.columns if kept.field is not Field.ORDER]
        self.groups = _Groups()
        self.above: dict[int, Cell] = {}
        self.spread = dict(self._spread())
        self.ticked = [kept for kept in self.columns if kept.field in TICKED and kept.milestone]
        plain = not any(kept.field in _REPEATED | {Field.FAMILY_NAME} for kept in self.columns)
        self.is_plain = plain and not self.ticked

    def read(self) -> None:
        """Add the people of this list to the reading."""
        group_rows, skipped = set(self.layout.group_rows), set(self.layout.skipped_rows)
        counts, rows = self.reading.counts, self.reading.rows
        group = ""
        for index in range(self.layout.first_row, self.layout.last_row + 1):
            if index in self.sheet.hidden_rows:
                counts.hidden += any(not shapes.is_blank(cell) for cell in self.sheet.rows[index])
            elif index in group_rows:
                group = self.groups.under(self.sorter.title_of(index))
                self.reading.groups.append(group)
            elif index in skipped:
                self._count_skipped(index)
            elif (cells := self._cells(index)) is None:
                counts.blank += 1
            else:
                self.groups.has_people = True
                person = clean_person(row=index + 1, cells=cells, choices=self.choices)
                person.group, person.sheet = group, self.sheet.name
                rows.append(person)
                counts.read += 1

    def _count_skipped(self, index: int) -> None:
        kind, counts = self.sorter.kind(index), self.reading.counts
        if kind is RowKind.TOTAL:
            counts.totals += 1
        elif kind is RowKind.HEADER:
            counts.headers += 1
        else:
            counts.notes += 1

    def _cells(self, index: int) -> dict[Field, list[tuple[int, Cell]]] | None:
        """The filled cells of a row by meaning; None where the row is nobody's."""
        row = self.sheet.rows[index]
        cells: dict[Field, list[tuple[int, Cell]]] = {}
        for kept in self.columns:
            cell = row[kept.column]
            if cell is None or cell == "":
                continue
            place = kept.column if kept.milestone is None or kept.field is not Field.MILESTONE else kept.milestone
            cells.setdefault(kept.field, []).append((place, cell))
        if not cells or (cells.keys().isdisjoint(NAMES) and self.sorter.kind(index) is RowKind.BLANK):
            return None
        if all(shapes.is_blank(cell) for held in cells.values() for _, cell in held):
            return None
        if not self.is_plain or index in self.spread:
            self._resolve(index, row, cells)
        return cells

    def _resolve(self, index: int, row: list[Cell], cells: dict[Field, list[tuple[int, Cell]]]) -> None:
        """What a row takes from elsewhere: the value above, a cell merged downwards, what its ticks stand for."""
        for meaning in TICKED & cells.keys():
            marks = [kept for kept in self.ticked if kept.field is meaning and shapes.is_mark(row[kept.column])]
            if marks:
                cells[meaning] = [(marks[0].column, ", ".join(map(_ticked, marks)))]
        for kept in self.columns:
            if kept.field not in _REPEATED:
                continue
            cell = row[kept.column]
            if shapes.is_ditto(cell):
                _put(cells, kept, self.above.get(kept.column))
            elif not shapes.is_blank(cell):
                self.above[kept.column] = cell
        for kept, value in self.spread.get(index, ()):
            _put(cells, kept, value)
            self.above[kept.column] = value
        if len(family := cells.get(Field.FAMILY_NAME, [])) > 1:
            cells[Field.FAMILY_NAME] = [(family[0][0], " ".join(shapes.written(cell) for _, cell in family))]

    def _spread(self) -> Iterator[tuple[int, list[tuple[MappedColumn, Cell]]]]:
        """By row, the values of cells merged downwards over it."""
        shared = {kept.column: kept for kept in self.columns if kept.field in _SHARED}
        by_row: dict[int, list[tuple[MappedColumn, Cell]]] = {}
        for merge in self.sheet.merges:
            kept = shared.get(merge.first_column)
            if kept is None or merge.last_row == merge.first_row or merge.first_row < self.layout.first_row:
                continue
            value = self.sheet.rows[merge.first_row][merge.first_column]
            if shapes.is_blank(value):
                continue
            for index in range(merge.first_row + 1, min(merge.last_row, self.layout.last_row) + 1):
                by_row.setdefault(index, []).append((kept, value))
        yield from by_row.items()


def _ticked(kept: MappedColumn) -> str:
    """What a tick in the column stands for; of two ticks nothing can be read, and this is said."""
    assert kept.milestone is not None
    return BLOOD_GROUPS[kept.milestone - 1] if kept.field is Field.BLOOD_GROUP else str(kept.milestone)


def _put(cells: dict[Field, list[tuple[int, Cell]]], kept: MappedColumn, value: Cell) -> None:
    others = [held for held in cells.get(kept.field, ()) if held[0] != kept.column]
    if value is not None:
        others.append((kept.column, value))
    if others:
        cells[kept.field] = sorted(others, key=lambda held: held[0])
    else:
        cells.pop(kept.field, None)


class _Groups:
    """Where we stand among groups: "A. Khối trường học" › "I. Trường THPT …" › "* Tổ Toán".

    The mark tells the level. A title that follows another at once stands under it; after people, an unknown mark is a
    sister of the last.
    """

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []
        self.has_people = False

    def under(self, title: str) -> str:
        """The whole name of the group that this title opens."""
        level = shapes.level_of(title)
        levels = [known for known, _ in self._open]
        if level in levels:
            del self._open[levels.index(level) :]
        elif self.has_people and self._open:
            self._open.pop()
        self._open.append((level, title))
        self.has_people = False
        return GROUP_SEPARATOR.join(known for _, known in self._open)
