"""What each row of a sheet is: a person, a group's title, a total, the end of the list, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from core.text.folding import compose
from donors.intake import shapes
from donors.intake.book import Cell, Sheet
from donors.intake.fields import Field
from donors.intake.headers import meaning

_NAMES = (Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME)
_BIRTHS = (Field.BIRTH, Field.BIRTH_YEAR, Field.BIRTH_MALE, Field.BIRTH_FEMALE)
_BY_SEX = (Field.BIRTH_MALE, Field.BIRTH_FEMALE, Field.SEX_MALE, Field.SEX_FEMALE)
_SEX = (Field.SEX, Field.SEX_MALE, Field.SEX_FEMALE)
_EVIDENCE = (*_BIRTHS, Field.BIRTH_DAY, Field.BIRTH_MONTH, *_SEX, Field.IDENTITY, Field.PHONE)
_SEXES = frozenset({"nam", "nữ", "nu", "x", "m", "f"})
# First words of a name cell that a family may have and a title, a total, a header or an example may open with too.
_OPENINGS = frozenset(
    {"họ", "ho", "tên", "ten", "tong", "cong", "công", "danh", "người", "ban", "văn", "đoàn", "ký", "vd", "ví"}
)
_LONG_NUMBER = 8  # digits of a phone number that lost its zero, or more
_WIDE = 3  # columns


class RowKind(Enum):
    """`PERSON` has something only a person has; `MAYBE` has a name and little else, and counts only above the end."""

    PERSON = auto()
    MAYBE = auto()
    GROUP = auto()
    TOTAL = auto()
    HEADER = auto()
    END = auto()
    NOTE = auto()
    BLANK = auto()


class RowSorter:
    """Says what rows are, for one sheet and one meaning of its columns."""

    def __init__(self, sheet: Sheet, columns: Sequence[tuple[int, Field]]) -> None:
        self.sheet = sheet
        self._order = next((column for column, field in columns if field is Field.ORDER), None)
        self._names = [column for column, field in columns if field in _NAMES]
        self._births = [column for column, field in columns if field in _BIRTHS]
        self._numbers = [column for column, field in columns if field in {Field.IDENTITY, Field.PHONE}]
        self._by_sex = [column for column, field in columns if field in _BY_SEX]
        self._evidence = [column for column, field in columns if field in _EVIDENCE]
        self._others = [
            column for column, field in columns if field is not Field.ORDER and field not in _NAMES + _EVIDENCE
        ]
        self._visible = [column for column in range(sheet.width) if column not in sheet.hidden_columns]
        self._first_words: dict[str, bool] = {}
        self._widths = {
            (merge.first_row, merge.first_column): merge.last_column - merge.first_column + 1 for merge in sheet.merges
        }

    def kind(self, index: int) -> RowKind:
        """What the sheet's row (zero-based) is."""
        row = self.sheet.rows[index]
        name = self._name_in(row)
        if name and self._is_numbered(row) and self._opens_plainly(name) and self._has_evidence(row):
            return RowKind.PERSON
        return self._slowly(index, row, name)

    def is_numbered(self, index: int) -> bool:
        """Whether a number stands in the row's number column."""
        return self._has_number(self.sheet.rows[index])

    def title_of(self, index: int) -> str:
        """A group row's title: "I. Thôn 1", also where the mark and the words stand in two cells."""
        row = self.sheet.rows[index]
        texts = [shapes.written(row[c]).replace("\n", " ") for c in self._visible if isinstance(row[c], str)]
        texts = [text for text in texts if text]
        if len(texts) > 1 and shapes.marker(texts[0]):
            opening = texts[0] if texts[0][-1] in ".)/:-–*+" else f"{texts[0]}."
            return f"{opening} {texts[1]}"
        return texts[0] if texts else ""

    def text_of(self, index: int) -> str:
        """All words of a row."""
        row = self.sheet.rows[index]
        return " ".join(shapes.written(row[c]) for c in self._visible if isinstance(row[c], str) and row[c])

    def total_of(self, index: int) -> int | None:
        """How many people a total row says: in its words, or as the only number beside them."""
        declared = shapes.declared(self.text_of(index))
        if declared is not None:
            return declared
        row = self.sheet.rows[index]
        by_sex = [cell for column in self._by_sex if (cell := shapes.order_number(row[column])) is not None]
        numbers = [cell for column in self._visible if isinstance(row[column], int | float)
                   and (cell := shapes.order_number(row[column])) is not None]  # fmt: skip
        if len(by_sex) == len(numbers) == 2:
            return sum(by_sex)
        return numbers[0] if len(numbers) == 1 else None

    def _name_in(self, row: list[Cell]) -> str:
        for column in self._names:
            cell = row[column]
            if isinstance(cell, str) and (cell[:1].isalpha() or any(map(str.isalpha, cell))):
                return cell
        return ""

    def _is_numbered(self, row: list[Cell]) -> bool:
        if self._order is None:
            return True
        cell = row[self._order]
        return not isinstance(cell, str) or not (text := cell.strip()) or text[0].isdigit() or text[0] == "("

    def _opens_plainly(self, name: str) -> bool:
        """Whether the name begins with nothing that opens a group, a total or a header."""
        head = name.lstrip().split(None, 1)[0] if name.strip() else ""
        known = self._first_words.get(head)
        if known is None:
            low = compose(head).casefold().strip(":")
            opens = shapes.is_unit_title(head) or shapes.is_total(head) or low in _OPENINGS
            known = low.isalpha() and not opens
            self._first_words[head] = known
        return known

    def _has_evidence(self, row: list[Cell]) -> bool:
        for column in self._evidence:
            cell = row[column]
            if cell is None or cell == "":
                continue
            if not isinstance(cell, str):
                return True
            text = cell.strip()
            if text and (text.lower() in _SEXES or any(letter.isdigit() for letter in text)):
                return True
        return False

    def _slowly(self, index: int, row: list[Cell], name: str) -> RowKind:
        filled = [column for column in self._visible if not shapes.is_blank(row[column])]
        texts = [compose(cell) for column in filled if isinstance(cell := row[column], str)]
        if not texts or (filled == [self._order] and self._has_number(row)):
            return RowKind.PERSON if self._is_nameless_person(row) else RowKind.BLANK
        if marked := self._marked(row, name, texts):
            return marked
        if self._is_group(index, row, filled):
            return RowKind.GROUP
        if not name:
            return RowKind.PERSON if self._is_nameless_person(row) else RowKind.NOTE
        return self._with_name(row, name)

    def _marked(self, row: list[Cell], name: str, texts: list[str]) -> RowKind | None:
        """A header again, a total, the end: rows that their own words tell."""
        if self._is_header(row):
            return RowKind.HEADER
        if shapes.is_total(texts[0]) or shapes.is_total(name):
            return RowKind.TOTAL
        if name and (self._has_number(row) or self._is_born(row)):
            return None
        telling = [name] if shapes.is_name(name) else texts  # a person's post may be «Trưởng thôn»
        is_end = any(map(shapes.is_closing, telling)) or any(map(shapes.is_place_and_date, texts))
        return RowKind.END if is_end else None

    def _with_name(self, row: list[Cell], name: str) -> RowKind:
        if shapes.is_sample(name):
            return RowKind.NOTE
        if self._has_evidence(row):
            return RowKind.PERSON
        if self._has_number(row) or shapes.is_name(name) or any(not shapes.is_blank(row[c]) for c in self._others):
            return RowKind.MAYBE
        return RowKind.NOTE

    def _has_number(self, row: list[Cell]) -> bool:
        return self._order is not None and shapes.order_number(row[self._order]) is not None

    def _marker_in(self, row: list[Cell]) -> str:
        return shapes.marker(row[self._order]) if self._order is not None else ""

    def _is_born(self, row: list[Cell]) -> bool:
        return any(shapes.is_birth(row[column]) for column in self._births)

    def _is_nameless_person(self, row: list[Cell]) -> bool:
        has_long_number = any(shapes.digits(row[column]) >= _LONG_NUMBER for column in self._numbers)
        return self._is_born(row) or has_long_number

    def _is_group(self, index: int, row: list[Cell], filled: list[int]) -> bool:
        """A title across the columns: marked ("I", "*"), or words where a name would stand, and nothing of a person."""
        if self._is_nameless_person(row):
            return False
        if self._marker_in(row):
            return len(filled) > 1
        first = next(column for column in filled if isinstance(row[column], str))
        if first > max(self._names, default=first):
            return False
        text = str(row[first])
        if shapes.is_unit_title(text):
            return len(filled) <= _WIDE or all(shapes.is_blank(row[column]) for column in self._others)
        return filled == [first] and self._stands_like_a_title(index, first, text)

    def _stands_like_a_title(self, index: int, first: int, text: str) -> bool:
        """The only words of a row: merged over columns, in front of the names, or with a digit no name has."""
        width = self._widths.get((index, first), 1)
        if width > 1:
            return width >= _WIDE or not shapes.is_name(text)
        if first < min(self._names, default=0):
            return True
        if self._order is None:
            return any(map(str.isdigit, text))
        return not shapes.has_surname(text) or any(map(str.isdigit, text))  # «BÌNH MINH» among numbered people

    def _is_header(self, row: list[Cell]) -> bool:
        told = [meaning(text) for column in self._visible if isinstance(text := row[column], str) and len(text) < 80]
        known = [found for found in told if found.field]
        return len(known) > 1 and 2 * len(known) > len(told) and any(found.field in _NAMES for found in known)
