"""From the cells of one row to a person: what each column means, and what is said where it cannot be read.

Only a name and a year of birth are required; whatever else cannot be read leaves its value blank. What stood there is
kept in `PersonRow.written`, and a value is never changed without a finding that says so.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils import timezone

from core.text.dates import in_vietnam
from donors.intake.births import birth_from_parts, read_birth, read_day
from donors.intake.book import Cell
from donors.intake.cells import Read, is_nothing, text_of, tidy
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.identity_numbers import birth_year_of, identity_of
from donors.intake.legacy_text import convert
from donors.intake.measures import count_of, milestone_count, volume_of, weight_of
from donors.intake.people import Birth, PersonRow, Sex
from donors.intake.phones import phone_of
from donors.intake.traits import blood_of, is_marked, sex_of

Held = Sequence[tuple[int, Cell]]

# The longest text kept of a field, in characters: the staging rows and the registrations are as wide.
LONGEST: Mapping[Field, int] = MappingProxyType(
    {Field.NAME: 100, Field.WORKPLACE: 200, Field.ADDRESS: 200, Field.OCCUPATION: 100, Field.NOTE: 500}
)


def _today() -> dt.date:
    return in_vietnam(timezone.now()).date()


@dataclass(frozen=True)
class ColumnChoices:
    """What was found or asked once for a whole list: the order of day and month, the old encodings by column, the day."""

    day_first: bool = True
    charset: Mapping[Field, str] = field(default_factory=dict)
    today: dt.date = field(default_factory=_today)


def clean_person(*, row: int, cells: Mapping[Field, Held], choices: ColumnChoices) -> PersonRow:
    """The person of one row. `cells` gives by meaning the cells of the row, each with its column's index (from 0), a
    milestone column with its milestone instead.
    """
    person = PersonRow(row=row)
    if choices.charset:
        cells = {meaning: _converted(held, choices.charset.get(meaning)) for meaning, held in cells.items()}
    for meaning, held in cells.items():
        if written := _written(meaning, held):
            person.written[meaning] = written
    for column in COLUMNS:
        if not column.fields.isdisjoint(cells):
            column.read(person, cells, choices)
    if not person.name and not any(finding.code is Code.NAME_MISSING for finding in person.findings):
        person.findings.insert(0, Finding(Code.NAME_MISSING, Field.NAME))
    _require_birth(person)
    return person


class Column(ABC):
    """A meaning: the fields it is read from, and how they become a value of the person."""

    fields: frozenset[Field]

    @abstractmethod
    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Clean what the cells hold and put it on the person, with whatever is to be said."""


# --- Text -----------------------------------------------------------------------------------------


class TextColumn(Column):
    """Text kept as written; cells of one meaning are joined by a comma, a text too long is cut and this is said."""

    def __init__(self, meaning: Field, put: Callable[[PersonRow, str], None]) -> None:
        self.meaning, self.put = meaning, put
        self.fields = frozenset({meaning})

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the joined text on the person."""
        texts = _texts(cells, self.meaning)
        if texts:
            self.put(person, _shortened(", ".join(dict.fromkeys(texts)), self.meaning, person))


class NameColumn(Column):
    """The name, in one cell or in two. Its spelling and its capitals stay; only numbering around it falls away."""

    fields = frozenset({Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME})
    _AROUND = re.compile(r"^(?:\d+\s*[.)/\-:]*\s+|\d+[.)]\s*)+|[\s.,;:\-_*]+$|[\s.,;:\-]*\s\(?\d{1,3}\)?[\s.]*$")
    _STRANGE = re.compile(r"@|https?:|www\.|[<>{}\[\]=\\|%$#^~;]|--")

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the joined name on the person; a name in doubt is kept and said."""
        parts = [
            text for meaning in (Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME) for text in _texts(cells, meaning)
        ]
        written = " ".join(parts)
        if len(parts) == 2 and f" {parts[0]}".endswith(f" {parts[1]}"):  # the whole name, and its last word again
            written = parts[0]
        name = self._AROUND.sub("", written).strip()
        if not any(map(str.isalpha, name)):
            person.findings.append(Finding(Code.NAME_MISSING, Field.NAME, written))
            return
        person.name = _shortened(name, Field.NAME, person)
        if reason := self._doubt(written, person.name):
            person.findings.append(Finding(Code.NAME_DOUBTFUL, Field.NAME, written[:200], (), {"reason": reason}))

    def _doubt(self, written: str, name: str) -> str:
        if written[0] in "=+@-" or self._STRANGE.search(name):
            return "signs"
        if any(map(str.isdigit, name)):
            return "digits"
        syllables = name.count(" ") + 1
        return "one_syllable" if syllables == 1 else "long" if syllables > 9 else ""


# --- Birth and sex --------------------------------------------------------------------------------


class BirthColumn(Column):
    """The birth: one cell, three columns, or the year in a column «Nam» or «Nữ», which then tells the sex too."""

    fields = frozenset(
        {Field.BIRTH, Field.BIRTH_DAY, Field.BIRTH_MONTH, Field.BIRTH_YEAR, Field.BIRTH_MALE, Field.BIRTH_FEMALE}
    )

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the birth (and the sex, where the column tells it) on the person."""
        reads = []
        if Field.BIRTH in cells:
            cell = _first(cells, Field.BIRTH)
            reads.append(read_birth(cell, field=Field.BIRTH, day_first=choices.day_first, today=choices.today))
        if not cells.keys().isdisjoint(_PARTS):
            reads.append(self._in_parts(cells, choices))
        if not cells.keys().isdisjoint(_BY_SEX):
            reads.append(self._by_sex(person, cells, choices))
        births = [read.value for read in reads if read.value]
        if births:
            person.birth = max(births, key=lambda birth: (birth.month is not None) + (birth.day is not None))
        else:
            person.findings.extend(finding for read in reads for finding in read.findings)

    @staticmethod
    def _in_parts(cells: Mapping[Field, Held], choices: ColumnChoices) -> Read[Birth]:
        day, month, year = (_first(cells, meaning) for meaning in _PARTS)
        text = tidy(text_of(_first(cells, Field.BIRTH)))
        if day is None and _DAY_OR_DAY_MONTH.fullmatch(text):  # «Ngày sinh» 12/5 or 12 beside «Năm sinh» 1990
            day, _, behind = re.sub(r"[.\-]", "/", text).partition("/")
            month = behind or month
        return birth_from_parts(day, month, year, day_first=choices.day_first, today=choices.today)

    @staticmethod
    def _by_sex(person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> Read[Birth]:
        found: list[tuple[Sex, Read[Birth]]] = []
        for meaning, sex in ((Field.BIRTH_MALE, Sex.MALE), (Field.BIRTH_FEMALE, Sex.FEMALE)):
            cell = _first(cells, meaning)
            if cell is None:
                continue
            if is_marked(tidy(text_of(cell))):
                found.append((sex, Read()))
            else:
                found.append((sex, read_birth(cell, field=meaning, day_first=choices.day_first, today=choices.today)))
        told = [(sex, read) for sex, read in found if read.value or not read.findings]
        if len({sex for sex, _ in told}) == 2:
            written = " / ".join(text_of(_first(cells, meaning)) for meaning in (Field.BIRTH_MALE, Field.BIRTH_FEMALE))
            person.findings.append(Finding(Code.SEX_UNREADABLE, Field.BIRTH_MALE, written, (), {"reason": "both"}))
        elif len(found) == 1:
            person.sex = found[0][0]
        return next((read for _, read in sorted(found, key=lambda pair: pair[1].value is None)), Read())


_PARTS = (Field.BIRTH_DAY, Field.BIRTH_MONTH, Field.BIRTH_YEAR)
_BY_SEX = (Field.BIRTH_MALE, Field.BIRTH_FEMALE)
_DAY_OR_DAY_MONTH = re.compile(r"\d{1,2}(?:[/.\-]\d{1,2})?")


class SexColumn(Column):
    """The sex: a word, a letter or a digit, or a mark in a column «Nam» or «Nữ»."""

    fields = frozenset({Field.SEX, Field.SEX_MALE, Field.SEX_FEMALE})

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the sex on the person; a column of its own is believed before the column of the birth."""
        if text := _text(cells, Field.SEX):
            if sex := sex_of(text):
                person.sex = sex
            else:
                person.findings.append(Finding(Code.SEX_UNREADABLE, Field.SEX, text))
            return
        marks = {}
        for meaning, sex in ((Field.SEX_MALE, Sex.MALE), (Field.SEX_FEMALE, Sex.FEMALE)):
            if not (text := _text(cells, meaning)):
                continue
            mark = is_marked(text)
            if mark is None:
                person.findings.append(Finding(Code.SEX_UNREADABLE, meaning, text))
            else:
                marks[sex] = mark
        ticked = [sex for sex, mark in marks.items() if mark]
        if len(ticked) == 2:
            person.findings.append(Finding(Code.SEX_UNREADABLE, Field.SEX_MALE, text, (), {"reason": "both"}))
        elif ticked:
            person.sex = ticked[0]
        elif len(marks) == 1 and cells.keys() & self.fields == {_MARK_OF[next(iter(marks))]}:
            person.sex = Sex.FEMALE if Sex.MALE in marks else Sex.MALE  # a lone column «Nam» that says 0


_MARK_OF = {Sex.MALE: Field.SEX_MALE, Sex.FEMALE: Field.SEX_FEMALE}


# --- Numbers --------------------------------------------------------------------------------------


class IdentityColumn(Column):
    """The number of the identity card; read after birth and sex, which tell a lost zero from a slip."""

    fields = frozenset({Field.IDENTITY})

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the number on the person: of several columns the first that is read, twelve digits before nine."""
        reads = [identity_of(text, person.birth, person.sex) for text in _texts(cells, Field.IDENTITY)]
        if best := min(reads, key=lambda read: (not read.value, len(read.value or "") != 12), default=None):
            person.identity = best.value or ""
            person.findings.extend(best.findings)


class PhoneColumn(Column):
    """The first telephone number; an old one is converted, and this is said."""

    fields = frozenset({Field.PHONE})

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the number on the person."""
        texts = _texts(cells, Field.PHONE)
        if not texts:
            return
        phone = next(filter(None, map(phone_of, texts)), None)
        if phone is None:
            person.findings.append(Finding(Code.PHONE_UNREADABLE, Field.PHONE, texts[0]))
            return
        person.phone = phone.number
        if phone.was:
            detail = {"was": phone.was, "became": phone.number}
            person.findings.append(Finding(Code.PHONE_CONVERTED, Field.PHONE, texts[0], (), detail))


class BloodColumn(Column):
    """Blood group and Rh, in one cell or in two."""

    fields = frozenset({Field.BLOOD_GROUP, Field.RHESUS})

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put group and Rh on the person; Rh in its own column is believed first."""
        for meaning in (Field.BLOOD_GROUP, Field.RHESUS):
            text = _text(cells, meaning)
            if meaning is Field.RHESUS and any(cell in _LONE_MINUS for _, cell in cells.get(meaning, ())):
                text = "-"  # elsewhere a dash is an empty cell; here it is a sign
            if not text:
                continue
            if (blood := blood_of(text)) is None:
                person.findings.append(Finding(Code.BLOOD_GROUP_UNREADABLE, meaning, text))
                continue
            group, rhesus = blood
            person.blood_group = group or person.blood_group
            person.rhesus = rhesus or person.rhesus


_LONE_MINUS = frozenset("-–—−")


class NumberColumn(Column):
    """A whole number with its unit: `parse` gives None for what it cannot read."""

    def __init__(
        self, meaning: Field, code: Code, parse: Callable[[str], int | None], put: Callable[[PersonRow, int], None]
    ) -> None:
        self.meaning, self.code, self.parse, self.put = meaning, code, parse, put
        self.fields = frozenset({meaning})

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the number on the person."""
        if not (text := _text(cells, self.meaning)):
            return
        value = self.parse(text)
        if value is None:
            person.findings.append(Finding(self.code, self.meaning, text))
        else:
            self.put(person, value)


class MilestoneColumn(Column):
    """«5 lần», «10 lần»: the count stands in the column of its bracket, a mark means the bracket itself."""

    fields = frozenset({Field.MILESTONE})

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the largest count on the person, unless a column of its own has told it."""
        for milestone, cell in cells[Field.MILESTONE]:
            text = tidy(text_of(cell))
            if is_nothing(text) or text == "0":
                continue
            count = milestone_count(text, milestone)
            if count is None:
                detail = {"milestone": str(milestone)}
                person.findings.append(Finding(Code.DONATIONS_UNREADABLE, Field.MILESTONE, text, (), detail))
            else:
                person.donations = max(count, person.donations or 0)


class LastDonationColumn(Column):
    """The day of the last donation."""

    fields = frozenset({Field.LAST_DONATION})

    def read(self, person: PersonRow, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        """Put the day on the person."""
        day = read_day(
            _first(cells, Field.LAST_DONATION),
            field=Field.LAST_DONATION,
            code=Code.LAST_DONATION_UNREADABLE,
            day_first=choices.day_first,
            today=choices.today,
        )
        person.last_donation = day.value
        person.findings.extend(day.findings)


def _put(attribute: str) -> Callable[[PersonRow, str | int], None]:
    def put(person: PersonRow, value: str | int) -> None:
        setattr(person, attribute, value)

    return put


# In the order of reading: an identity number is held against birth and sex.
COLUMNS: tuple[Column, ...] = (
    NameColumn(),
    BirthColumn(),
    SexColumn(),
    IdentityColumn(),
    PhoneColumn(),
    TextColumn(Field.WORKPLACE, _put("workplace")),
    TextColumn(Field.ADDRESS, _put("address")),
    TextColumn(Field.OCCUPATION, _put("occupation")),
    BloodColumn(),
    MilestoneColumn(),
    NumberColumn(Field.DONATIONS, Code.DONATIONS_UNREADABLE, count_of, _put("donations")),
    LastDonationColumn(),
    NumberColumn(Field.VOLUME, Code.VOLUME_UNREADABLE, volume_of, _put("volume")),
    NumberColumn(Field.WEIGHT, Code.WEIGHT_UNREADABLE, weight_of, _put("weight")),
    TextColumn(Field.NOTE, _put("note")),
)


# --- Cells ----------------------------------------------------------------------------------------


def _require_birth(person: PersonRow) -> None:
    """Say that the birth is missing, unless it is already said why; twelve digits of identity offer the year."""
    if person.birth or any(finding.code in _BIRTH_CODES for finding in person.findings):
        return
    year = birth_year_of(person.identity)
    person.findings.append(Finding(Code.BIRTH_MISSING, Field.BIRTH, choices=(str(year),) if year else ()))


_BIRTH_CODES = frozenset({Code.BIRTH_UNREADABLE, Code.BIRTH_AMBIGUOUS, Code.BIRTH_IMPOSSIBLE})


def _shortened(text: str, meaning: Field, person: PersonRow) -> str:
    longest = LONGEST[meaning]
    if len(text) <= longest:
        return text
    person.findings.append(Finding(Code.TEXT_SHORTENED, meaning, text[:80], (), {"longest": str(longest)}))
    return text[:longest].rstrip()


def _first(cells: Mapping[Field, Held], meaning: Field) -> Cell:
    """The first cell of a meaning that holds anything."""
    for _, cell in cells.get(meaning, ()):
        if cell is not None and not (isinstance(cell, str) and is_nothing(tidy(cell))):
            return cell
    return None


def _texts(cells: Mapping[Field, Held], meaning: Field) -> list[str]:
    """The tidied texts of a meaning, without those that say nothing."""
    return [
        text for _, cell in cells.get(meaning, ()) if cell is not None and not is_nothing(text := tidy(text_of(cell)))
    ]


def _text(cells: Mapping[Field, Held], meaning: Field) -> str:
    texts = _texts(cells, meaning)
    return texts[0] if texts else ""


def _converted(held: Held, charset: str | None) -> Held:
    if charset is None:
        return held
    return [(place, convert(cell, charset) if isinstance(cell, str) else cell) for place, cell in held]


def _written(meaning: Field, held: Held) -> str:
    """What stood in the cells of a meaning; of milestones also where it stood."""
    if meaning is Field.MILESTONE:
        return "; ".join(f"{place}: {text}" for place, cell in held if (text := text_of(cell).strip()))
    return "; ".join(text for _, cell in held if (text := text_of(cell).strip()))
