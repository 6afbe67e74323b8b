"""What each column of a list means: by its heading, by its neighbours, and where words fail by what stands in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from donors.intake import shapes
from donors.intake.births import DayOrder
from donors.intake.book import Cell, Sheet, column_letter
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.headers import OUR_HEADINGS, heading_key, heading_words
from donors.intake.heading import NAMES, Heading

_SAMPLED_ROWS = 120
_MOST = 0.75
_TWO_NAMES = 0.5  # the confidence of the first of two columns of names
_BY_CONTENT = 0.8  # the confidence of a meaning that no heading told
# Several columns may say these; of the others the first counts.
_SEVERAL: Final = frozenset(
    {
        Field.FAMILY_NAME,
        Field.IDENTITY,
        Field.PHONE,
        Field.WORKPLACE,
        Field.ADDRESS,
        Field.OCCUPATION,
        Field.MILESTONE,
        Field.NOTE,
    }
)


# Meanings that several columns share out between them, one of which is ticked.
TICKED: Final = frozenset({Field.VOLUME, Field.BLOOD_GROUP})


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column and its meaning; `milestone` is the number of its heading («10 lần», «350 ml», «Nhóm máu A»: 1)."""

    column: int
    field: Field
    milestone: int | None = None
    header: str = ""


@dataclass(frozen=True, slots=True)
class RememberedColumn:
    """What a heading (its words) meant in an earlier file; no field: the person said to leave it out.

    `dates` is how its dates are written, where a person said so; `keeps_text`: text left alone, see `Answer`.
    """

    header: str
    column: int
    field: Field | None
    milestone: int | None = None
    dates: DayOrder | None = None
    keeps_text: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The columns of a list and their meanings; what is doubtful, and what is to be said about the rest."""

    columns: tuple[MappedColumn, ...]
    confidence: float = 1.0
    doubted: Field | None = None  # the meaning that several columns may have
    doubtful: tuple[int, ...] = ()
    left_out: tuple[RememberedColumn, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def fields(self) -> dict[int, Field]:
        """Meaning by column."""
        return {kept.column: kept.field for kept in self.columns}

    @property
    def has_name(self) -> bool:
        """Whether it is known where people's names stand."""
        return bool(NAMES & set(self.fields.values()))


def name_columns(sheet: Sheet, heading: Heading, *, said: Mapping[int, Field | None] | None = None) -> Named:
    """The meaning of every column below a header; what a person said about a column stands above its heading."""
    return _Naming(sheet, heading, said or {}).named()


def name_by_content(sheet: Sheet) -> Named:
    """The meaning of columns without any header: one column of people's names, one of births, and what is plain."""
    sample = _Sample(sheet, first=0)
    names = [
        column
        for column in sample.columns
        if sample.share(column, _is_person) >= 0.5 and sample.count(column, _is_person) >= 1
    ]
    if len(names) != 1:
        return Named((), doubted=Field.NAME, doubtful=tuple(names))
    sample = _Sample(sheet, first=0, names=names)
    fields = {names[0]: Field.NAME}
    for meant, looks in _PLAIN_SHAPES:
        fits = [c for c in sample.columns if c not in fields and sample.share(c, looks) >= _MOST]
        if len(fits) == 1 or (fits and meant is Field.ORDER):
            fields[fits[0]] = meant
    columns = tuple(MappedColumn(column, meant) for column, meant in sorted(fields.items()))
    strange = [column for column in sample.columns if column not in fields and _fills(sample, column)]
    return Named(
        columns,
        _BY_CONTENT,
        findings=tuple(_about(Code.UNKNOWN_COLUMN, column, "", sheet.name) for column in strange),
    )


class _Sample:
    """The first people below a header, column by column; with `names`, only rows where a name stands."""

    def __init__(self, sheet: Sheet, *, first: int, names: list[int] | None = None) -> None:
        self._cells: dict[int, list[Cell]] = defaultdict(list)
        self.columns = [column for column in range(sheet.width) if column not in sheet.hidden_columns]
        taken = 0
        for index in range(first, len(sheet.rows)):
            row = sheet.rows[index]
            if index in sheet.hidden_rows or (names and not any(_is_name_cell(row[column]) for column in names)):
                continue
            for column in self.columns:
                if not shapes.is_blank(row[column]):
                    self._cells[column].append(row[column])
            taken += 1
            if taken == _SAMPLED_ROWS:
                break
        self.rows = taken

    def cells(self, column: int) -> list[Cell]:
        return self._cells.get(column, [])

    def count(self, column: int, looks: Callable[[Cell], bool]) -> int:
        return sum(map(looks, self.cells(column)))

    def share(self, column: int, looks: Callable[[Cell], bool]) -> float:
        """How many of the filled cells look so, 0 … 1; 0 where nothing is filled."""
        cells = self.cells(column)
        return self.count(column, looks) / len(cells) if cells else 0.0


class _Naming:
    """One header's columns on their way to meanings."""

    def __init__(self, sheet: Sheet, heading: Heading, said: Mapping[int, Field | None]) -> None:
        self.sheet, self.heading, self.said = sheet, heading, said
        self.fields: dict[int, Field] = {}
        self.numbers: dict[int, int | None] = {}
        self.confidence = 1.0
        self.doubted: Field | None = None
        self.doubtful: tuple[int, ...] = ()
        self.sample = _Sample(sheet, first=heading.last_row + 1)
        for column, meant in heading.meanings.items():
            if meant.field and column not in sheet.hidden_columns and column not in said and column < sheet.width:
                self.fields[column], self.numbers[column] = meant.field, meant.number

    def named(self) -> Named:
        self._share_out_merged()
        self._take_said()
        self._settle_names()
        self._settle_births()
        self._settle_blood_groups()
        self._keep_first_of_each()
        columns = tuple(
            MappedColumn(column, meant, self.numbers.get(column), self.heading.labels.get(column, ""))
            for column, meant in sorted(self.fields.items())
        )
        left_out = tuple(
            RememberedColumn(heading_key(self.heading.labels.get(column, "")), column, None)
            for column, meant in self.said.items()
            if meant is None
        )
        return Named(columns, self.confidence, self.doubted, self.doubtful, left_out, tuple(self._findings()))

    def _take_said(self) -> None:
        for column, meant in self.said.items():
            if meant and column < self.sheet.width:
                if meant not in _SEVERAL:
                    self.fields = {kept: other for kept, other in self.fields.items() if other is not meant}
                self.fields[column] = meant
                self.numbers[column] = self.heading.meanings[column].number if column in self.heading.meanings else None

    def _share_out_merged(self) -> None:
        """One label over several columns: only those that hold something count, and a name in two is parted."""
        spans: dict[int, list[int]] = defaultdict(list)
        for column in sorted(self.fields):
            spans[self.heading.leaders.get(column, column)].append(column)
        for leader, span in spans.items():
            if len(span) == 1:
                continue
            filled = [column for column in span if self.sample.cells(column)] or [leader]
            meant = self.fields[span[0]]
            parts = _PARTS.get((meant, len(filled)))
            for column in span:
                if column not in filled:
                    del self.fields[column]
                elif parts:
                    self.fields[column] = parts[filled.index(column)]

    def _settle_names(self) -> None:
        """«Tên» alone is the whole name; an unlabelled column of single words beside the name is the given name."""
        by = self._columns_of
        if by(Field.GIVEN_NAME) and not by(Field.FAMILY_NAME):
            if not by(Field.NAME):
                self.fields[by(Field.GIVEN_NAME)[0]] = Field.NAME
            elif self._are_single_words(by(Field.GIVEN_NAME)[0]):
                self.fields[by(Field.NAME)[0]] = Field.FAMILY_NAME
            return
        if by(Field.FAMILY_NAME) and by(Field.NAME):  # «Họ và tên» | «Tên đệm»: the whole name is there
            for column in by(Field.FAMILY_NAME):
                del self.fields[column]
        wholes = by(Field.NAME) or ([] if by(Field.GIVEN_NAME) else by(Field.FAMILY_NAME)[-1:])
        beside = wholes[0] + 1 if wholes else -1
        if wholes and beside in self.sample.columns and self._is_free(beside) and self._are_single_words(beside):
            self.fields[wholes[0]], self.fields[beside] = Field.FAMILY_NAME, Field.GIVEN_NAME
        elif not wholes and not by(Field.GIVEN_NAME):
            self._find(Field.NAME, _is_person)
        elif wholes and self.fields[wholes[0]] is Field.FAMILY_NAME:
            self.fields[wholes[0]] = Field.NAME

    def _is_free(self, column: int) -> bool:
        return column not in self.fields and column not in self.said and not self.heading.labels.get(column)

    def _are_single_words(self, column: int) -> bool:
        cells = self.sample.cells(column)
        return bool(cells) and self.sample.share(column, _is_single_word) >= _MOST

    def _settle_births(self) -> None:
        """Day, month and year in three columns; «Nam» and «Nữ» that hold years; a column of years without a name."""
        by = self._columns_of
        if by(Field.BIRTH_MONTH):
            for column in by(Field.BIRTH):
                told = heading_words(self.heading.labels.get(column, ""))
                if "nam" in told and "ngay" not in told:
                    self.fields[column] = Field.BIRTH_YEAR
                elif "ngay" in told and "nam" not in told and "thang" not in told:
                    self.fields[column] = Field.BIRTH_DAY
        elif len(by(Field.BIRTH)) == 2 and not by(Field.BIRTH_YEAR):
            years = [c for c in by(Field.BIRTH) if heading_words(self.heading.labels.get(c, ""))[:2] == ("nam", "sinh")]
            if len(years) == 1:
                self.fields[years[0]] = Field.BIRTH_YEAR
        by_sex = [*by(Field.SEX_MALE), *by(Field.SEX_FEMALE)]
        if any(self.sample.count(column, shapes.is_birth) for column in by_sex):
            for column in by_sex:
                is_male = self.fields[column] is Field.SEX_MALE
                self.fields[column] = Field.BIRTH_MALE if is_male else Field.BIRTH_FEMALE
        if by(Field.BIRTH_YEAR) and not by(Field.BIRTH) and not by(Field.BIRTH_MONTH) and not by(Field.BIRTH_DAY):
            for column in by(Field.BIRTH_YEAR):
                self.fields[column] = Field.BIRTH
        if not any(meant.value.startswith("birth") for meant in self.fields.values()):
            self._find(Field.BIRTH, shapes.is_birth)

    def _settle_blood_groups(self) -> None:
        """«Nhóm máu, Rh» is the group with its Rh where no other column holds the group."""
        if self._columns_of(Field.RHESUS) and not self._columns_of(Field.BLOOD_GROUP):
            column = self._columns_of(Field.RHESUS)[0]
            if "mau" in heading_words(self.heading.labels.get(column, "")):
                self.fields[column] = Field.BLOOD_GROUP

    def _find(self, wanted: Field, looks: Callable[[Cell], bool]) -> None:
        """Look for a meaning in the columns whose heading says nothing. Two that fit are asked about."""
        fits = [
            column
            for column in self.sample.columns
            if column not in self.fields
            and column not in self.said
            and not self._is_settled(column)
            and self.sample.share(column, looks) >= (_MOST if wanted is not Field.NAME else 0.5)
        ]
        if len(fits) == 1:
            self.fields[fits[0]], self.numbers[fits[0]] = wanted, None
            self.confidence = min(self.confidence, _BY_CONTENT)
        elif fits:
            self.doubted, self.doubtful = wanted, tuple(fits)

    def _is_settled(self, column: int) -> bool:
        meant = self.heading.meanings.get(column)
        return meant is not None and (meant.is_known or meant.is_forbidden)

    def _keep_first_of_each(self) -> None:
        seen: set[tuple[Field, int | None]] = set()
        for column, meant in sorted(self.fields.items(), key=lambda kept: (kept[0] not in self.said, kept[0])):
            key = (meant, self.numbers.get(column) if meant in TICKED else None)
            if meant not in _SEVERAL and key in seen:
                del self.fields[column]
                if meant is Field.NAME and self.sample.cells(column):  # two lists side by side, or parents' names
                    self.confidence = min(self.confidence, _TWO_NAMES)
            seen.add(key)

    def _columns_of(self, meant: Field) -> list[int]:
        return [column for column, kept in sorted(self.fields.items()) if kept is meant]

    def _findings(self) -> list[Finding]:
        """Forbidden columns are always told, strange ones where they hold something beside a name."""
        found = []
        names = [column for column, meant in self.fields.items() if meant in NAMES]
        people = _Sample(self.sheet, first=self.heading.last_row + 1, names=names or None)
        for column, label in self.heading.labels.items():
            if column in self.fields or column in self.said or column in self.sheet.hidden_columns:
                continue
            if heading_key(label) in OUR_HEADINGS:
                continue
            if self.heading.meanings[column].is_forbidden:
                if self.heading.leaders.get(column, column) == column:
                    found.append(_about(Code.FORBIDDEN_COLUMN, column, label, self.sheet.name))
            elif people.cells(column):
                found.append(_about(Code.UNKNOWN_COLUMN, column, label, self.sheet.name))
        bare = [column for column in people.columns if self._is_free(column) and _fills(people, column)]
        return found + [_about(Code.UNKNOWN_COLUMN, column, "", self.sheet.name) for column in bare]


def _fills(sample: _Sample, column: int) -> bool:
    """Whether a column without a heading holds something for every second person: more than stray remarks."""
    return 2 * len(sample.cells(column)) >= max(sample.rows, 1)


def column_of(finding: Finding) -> str:
    """The letters of the column a finding is about; blank where it is about none."""
    return (finding.detail or {}).get("column", "")


def _about(code: Code, column: int, label: str, sheet: str) -> Finding:
    header = " ".join(label.split())
    return Finding(code, value=header, detail={"column": column_letter(column), "header": header, "sheet": sheet})


def _is_name_cell(cell: Cell) -> bool:
    return isinstance(cell, str) and not shapes.is_blank(cell)


def _is_person(cell: Cell) -> bool:
    return isinstance(cell, str) and shapes.is_name(cell) and shapes.has_surname(cell)


def _is_single_word(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell.split()) == 1 and cell.strip().isalpha()


def _is_order(cell: Cell) -> bool:
    return shapes.order_number(cell) is not None


_PARTS: Final = {
    (Field.NAME, 2): (Field.FAMILY_NAME, Field.GIVEN_NAME),
    (Field.BIRTH, 3): (Field.BIRTH_DAY, Field.BIRTH_MONTH, Field.BIRTH_YEAR),
}
_PLAIN_SHAPES: Final[tuple[tuple[Field, Callable[[Cell], bool]], ...]] = (
    (Field.BIRTH, shapes.is_birth),
    (Field.SEX, shapes.is_sex),
    (Field.IDENTITY, shapes.is_identity),
    (Field.PHONE, shapes.is_phone),
    (Field.ORDER, _is_order),
)
