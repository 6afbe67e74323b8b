"""From the cells of one row to a person: what each column means, and what is said where it cannot be read.

Only a name and a year of birth are required; whatever else cannot be read leaves its value blank, with a finding. What
is not sure is never guessed: it is asked with choices. What stood there is kept in `PersonRow.written`.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from django.utils import timezone

from core.text.dates import in_vietnam
from donors.intake.births import DayOrder, birth_from_parts, can_turn, read_birth, read_day
from donors.intake.book import Cell
from donors.intake.cells import Read, is_nothing, text_of, tidy
from donors.intake.components import component_said
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.identity_numbers import DIGITS, birth_year_of, identity_of
from donors.intake.legacy_text import convert
from donors.intake.measures import count_of, milestone_count, volume_of, weight_of
from donors.intake.people import Birth, PersonRow, Sex
from donors.intake.phones import phone_of
from donors.intake.traits import blood_of, is_marked, sex_of

Held = Sequence[tuple[int, Cell]]

# The longest text kept of a field, in characters: the tables that hold people are as wide.
LONGEST: Mapping[Field, int] = MappingProxyType(
    {Field.NAME: 100, Field.WORKPLACE: 200, Field.ADDRESS: 200, Field.OCCUPATION: 100, Field.NOTE: 500}
)
_LONGEST_READ = 200  # characters of a cell that can be a date, a number or a sign: more is none of them


def _today() -> dt.date:
    return in_vietnam(timezone.now()).date()


@dataclass(frozen=True)
class ColumnChoices:
    """What is known of a whole list: how its dates are written, the old encodings of columns, the day of reading.

    `dates` holds the order of every meaning that is not written day first (births and last donations apart from each
    other). `charset` holds values of `legacy_text.Charset`; a column that is not in it is Unicode.
    """

    dates: Mapping[Field, DayOrder] = field(default_factory=dict)
    charset: Mapping[Field, str] = field(default_factory=dict)
    today: dt.date = field(default_factory=_today)


def clean_person(*, row: int, cells: Mapping[Field, Held], choices: ColumnChoices) -> PersonRow:
    """The person of one row of a list, with everything found about it.

    `cells` gives by meaning the cells of the row, each with the index of its column; a milestone column gives its
    milestone instead ("10 lần" → 10). `written` holds the text of old encodings as converted.
    """
    if choices.charset:
        cells = {meaning: _converted(held, choices.charset.get(meaning)) for meaning, held in cells.items()}
    read = Row(cells, choices)
    person = PersonRow(row=row, written=read.written())
    for column in _columns_of(tuple(cells)):
        column.read(person, read)
    _require(person)
    return person


def mend_person(person: PersonRow, *, meaning: Field, text: str, choices: ColumnChoices) -> PersonRow:
    """The person with one field read again from what somebody has chosen or typed for it, the day before the month.

    A choice of a finding is taken over by giving the finding's field and the choice. What was found of that column goes
    and is found anew, an identity number is held against the new birth or sex; whatever was found by comparing rows or
    by eligibility is the caller's to ask again.
    """
    column = _COLUMN_OF[meaning]
    kept = [finding for finding in person.findings if finding.field not in column.fields]
    mended = replace(person, written={**person.written, meaning: text}, findings=kept)
    _read_again(mended, column, meaning, replace(choices, dates={}, charset={}))
    if isinstance(column, BirthColumn | SexColumn) and Field.IDENTITY in mended.written:
        mended.findings = [finding for finding in mended.findings if finding.field is not Field.IDENTITY]
        _read_again(mended, _COLUMN_OF[Field.IDENTITY], Field.IDENTITY, choices)
    _require(mended)
    return mended


class Row:
    """The cells of one row as columns ask for them: by meaning, without those that say nothing."""

    def __init__(self, cells: Mapping[Field, Held], choices: ColumnChoices) -> None:
        self.cells, self.dates, self.today = cells, choices.dates, choices.today
        self._raw = {
            meaning: [text_of(cell) for _, cell in held if cell is not None] for meaning, held in cells.items()
        }

    def is_day_first(self, meaning: Field) -> bool:
        """Whether the texts of a meaning are written day first."""
        return self.dates.get(meaning) is not DayOrder.MONTH_FIRST

    def written(self) -> dict[Field, str]:
        """What stood in the cells of each meaning; of milestones also where it stood ("10: x")."""
        kept = {}
        for meaning, raw in self._raw.items():
            texts = [text for each in raw if (text := each.strip())]
            if texts:
                kept[meaning] = texts[0] if len(texts) == 1 else "; ".join(texts)
        if Field.MILESTONE in kept:
            held = ((place, text_of(cell).strip()) for place, cell in self.cells[Field.MILESTONE])
            kept[Field.MILESTONE] = "; ".join(f"{place}: {text}" for place, text in held if text)
        return kept

    def first(self, meaning: Field) -> Cell:
        """The first cell of a meaning that says anything, None where none does."""
        for _, cell in self.cells.get(meaning, ()):
            if isinstance(cell, str):
                if not is_nothing(tidy(cell[:_LONGEST_READ])):
                    return cell[:_LONGEST_READ]
            elif self.dates and self.dates.get(meaning) is DayOrder.TURNED and isinstance(cell, dt.date):
                return cell.replace(day=cell.month, month=cell.day) if can_turn(cell) else cell
            elif cell is not None:
                return cell
        return None

    def texts(self, meaning: Field, longest: int = _LONGEST_READ) -> list[str]:
        """What the cells of a meaning say, tidied."""
        return [text for raw in self._raw.get(meaning, ()) if not is_nothing(text := tidy(raw[:longest]))]

    def text(self, meaning: Field) -> str:
        """What the first cell of a meaning says, tidied; blank where none says anything."""
        texts = self.texts(meaning)
        return texts[0] if texts else ""

    def has(self, meanings: Sequence[Field]) -> bool:
        """Whether the list has a column of one of the meanings."""
        return any(meaning in self.cells for meaning in meanings)


class Column(ABC):
    """A meaning: the fields it is read from, the attributes of a person it gives, and how the one becomes the other."""

    fields: frozenset[Field]
    attributes: tuple[str, ...]
    is_read_alone = False  # mended from one field alone, whatever stands in the others

    @abstractmethod
    def read(self, person: PersonRow, row: Row) -> None:
        """Clean what the row holds and put it on the person, with whatever is to be said."""


# --- Text -----------------------------------------------------------------------------------------


class TextColumn(Column):
    """Text kept as written; cells of one meaning are joined by a comma, a text too long is cut and this is said."""

    def __init__(self, meaning: Field, attribute: str) -> None:
        self.meaning, self.attributes = meaning, (attribute,)
        self.fields = frozenset({meaning})

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the joined text on the person."""
        if texts := row.texts(self.meaning, 2 * LONGEST[self.meaning]):
            text = texts[0] if len(texts) == 1 else ", ".join(dict.fromkeys(texts))
            setattr(person, self.attributes[0], _shortened(text, self.meaning, person))


class NameColumn(Column):
    """The name, in one cell or in two. Its spelling and its capitals stay; only numbering around it falls away."""

    fields = frozenset({Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME})
    attributes = ("name",)
    _IN_FRONT = re.compile(r"(?:\d{1,4}\s*[.)/\-:]*\s+|\d{1,4}[.)]\s*|[-+*•]\s+)+")  # "12. ", "3)", "- "
    _BEHIND = re.compile(r"\s\(?\d{1,3}\)?$")  # " 2", " (2)"
    _POINTS = " .,;:-_*"
    _STRANGE = re.compile(r"@|https?:|www\.|[<>{}\[\]=\\|%$#^~;/,]|--")

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the joined name on the person; a name in doubt is kept and said."""
        parts = [
            text
            for meaning in (Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME)
            for text in row.texts(meaning, 2 * LONGEST[Field.NAME])
        ]
        written = " ".join(parts)
        if len(parts) == 2 and f" {parts[0]}".endswith(f" {parts[1]}"):  # the whole name, and its last word again
            written = parts[0]
        name = written
        if not written.replace(" ", "").isalpha():
            front = self._IN_FRONT.match(written)
            name = written[front.end() :] if front else written
            name = self._BEHIND.sub("", name.rstrip(self._POINTS)).rstrip(self._POINTS)
        if not any(map(str.isalpha, name)):
            person.findings.append(Finding(Code.NAME_MISSING, Field.NAME, written))
            return
        person.name = _shortened(name, Field.NAME, person)
        if reason := self._doubt(person.name) or self._lines(row):
            person.findings.append(Finding(Code.NAME_DOUBTFUL, Field.NAME, person.name, (), {"reason": reason}))

    def _lines(self, row: Row) -> str:
        """Two names under each other in one cell are two people; a name that was only broken has no second one."""
        cells = [cell for _, cell in row.cells.get(Field.NAME, ()) if isinstance(cell, str) and "\n" in cell.strip()]
        lines = [line for line in cells[0].splitlines() if line.strip()] if cells else []
        return "lines" if len(lines) > 1 and all(len(line.split()) > 1 for line in lines) else ""

    def _doubt(self, name: str) -> str:
        if name[0] in "=+@-" or self._STRANGE.search(name):
            return "signs"
        if any(map(str.isdigit, name)):
            return "digits"
        syllables = name.count(" ") + 1
        return "one_syllable" if syllables == 1 else "long" if syllables > 9 else ""


# --- Birth and sex --------------------------------------------------------------------------------


class BirthColumn(Column):
    """The birth: one cell, three columns, or the year in a column «Nam» or «Nữ», which then tells the sex too.

    Where several of them tell it, the fullest counts: a date beside a column of years.
    """

    attributes = ("birth",)
    is_read_alone = True
    _PARTS = (Field.BIRTH_DAY, Field.BIRTH_MONTH, Field.BIRTH_YEAR)
    _BY_SEX = (Field.BIRTH_MALE, Field.BIRTH_FEMALE)
    fields = frozenset({Field.BIRTH, *_PARTS, *_BY_SEX})
    _DAY_OR_DAY_MONTH = re.compile(r"\d{1,2}(?:[/.\-]\d{1,2})?")

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the birth (and the sex, where the column tells it) on the person."""
        reads = []
        if Field.BIRTH in row.cells:
            reads.append(self._read(row, Field.BIRTH))
        if row.has(self._PARTS):
            reads.append(self._in_parts(row))
        if row.has(self._BY_SEX):
            reads.append(self._by_sex(person, row))
        births = [read.value for read in reads if read.value]
        if births:
            person.birth = max(births, key=lambda birth: (birth.month is not None) + (birth.day is not None))
        else:
            person.findings.extend(next((read.findings for read in reversed(reads) if read.findings), ()))

    @staticmethod
    def _read(row: Row, meaning: Field) -> Read[Birth]:
        return read_birth(row.first(meaning), field=meaning, day_first=row.is_day_first(meaning), today=row.today)

    def _in_parts(self, row: Row) -> Read[Birth]:
        day, month, year = map(row.first, self._PARTS)
        text = row.text(Field.BIRTH)
        if day is None and self._DAY_OR_DAY_MONTH.fullmatch(text):  # «Ngày sinh» 12/5 or 12 beside «Năm sinh» 1990
            day, _, behind = re.sub(r"[.\-]", "/", text).partition("/")
            month = behind or month
        return birth_from_parts(day, month, year, day_first=row.is_day_first(Field.BIRTH_YEAR), today=row.today)

    def _by_sex(self, person: PersonRow, row: Row) -> Read[Birth]:
        """The birth in the column «Nam» or «Nữ»; a mark there tells the sex alone."""
        found: dict[Sex, Read[Birth]] = {}
        for meaning, sex in zip(self._BY_SEX, Sex, strict=True):
            if text := row.text(meaning):
                found[sex] = Read() if is_marked(text) else self._read(row, meaning)
        if len(found) == 1:
            person.sex = next(iter(found))
        elif found:
            _say_both(person, row, self._BY_SEX)
        return next((read for read in found.values() if read.value), next(iter(found.values()), Read()))


class SexColumn(Column):
    """The sex: a word, a letter or a digit, or a mark in a column «Nam» or «Nữ»."""

    attributes = ("sex",)
    is_read_alone = True
    _MARKED = (Field.SEX_MALE, Field.SEX_FEMALE)
    fields = frozenset({Field.SEX, *_MARKED})

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the sex on the person; a column of its own is believed before the column of the birth."""
        if text := row.text(Field.SEX):
            person.sex = sex_of(text) or person.sex
            if not sex_of(text):
                self._say(person, Field.SEX, text)
        elif row.has(self._MARKED):
            self._read_marks(person, row)

    def _read_marks(self, person: PersonRow, row: Row) -> None:
        marks = {}
        for meaning, sex in zip(self._MARKED, Sex, strict=True):
            if text := row.text(meaning):
                marks[sex] = is_marked(text)
                if marks[sex] is None:
                    self._say(person, meaning, text)
        ticked = [sex for sex, is_ticked in marks.items() if is_ticked]
        if len(ticked) == 2:
            _say_both(person, row, self._MARKED)
        elif ticked:
            person.sex = ticked[0]
        elif list(marks.values()) == [False] and not all(meaning in row.cells for meaning in self._MARKED):
            person.sex = Sex.FEMALE if Sex.MALE in marks else Sex.MALE  # a lone column «Nam» that says 0

    @staticmethod
    def _say(person: PersonRow, meaning: Field, text: str) -> None:
        person.findings.append(Finding(Code.SEX_UNREADABLE, meaning, text, _SEXES))


_SEXES = ("Nam", "Nữ")


def _say_both(person: PersonRow, row: Row, meanings: Sequence[Field]) -> None:
    written = " / ".join(map(row.text, meanings))
    person.findings.append(Finding(Code.SEX_UNREADABLE, Field.SEX, written, _SEXES, {"reason": "both"}))


# --- Numbers --------------------------------------------------------------------------------------


class IdentityColumn(Column):
    """The number of the identity card; read after birth and sex, which tell a lost zero from a slip."""

    fields = frozenset({Field.IDENTITY})
    attributes = ("identity",)

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the number on the person: of several columns the first that is read, twelve digits before nine."""
        texts = [text for text in row.texts(Field.IDENTITY) if text != "0"]  # what a formula makes of an empty cell
        reads = [identity_of(text, person.birth, person.sex) for text in texts]
        if reads:
            best = min(reads, key=lambda read: (not read.value, len(read.value or "") != DIGITS))
            person.identity = best.value or ""
            person.findings.extend(best.findings)


class PhoneColumn(Column):
    """The first telephone number; an old one is converted, and this is said."""

    fields = frozenset({Field.PHONE})
    attributes = ("phone",)

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the number on the person."""
        texts = [text for text in row.texts(Field.PHONE) if text != "0"]
        phone = next(filter(None, map(phone_of, texts)), None)
        if phone:
            person.phone = phone.number
            if phone.was:
                detail = {"was": phone.was, "became": phone.number}
                person.findings.append(Finding(Code.PHONE_CONVERTED, Field.PHONE, texts[0], (), detail))
        elif texts:
            person.findings.append(Finding(Code.PHONE_UNREADABLE, Field.PHONE, texts[0]))


class BloodColumn(Column):
    """Blood group and Rh, in one cell or in two."""

    fields = frozenset({Field.BLOOD_GROUP, Field.RHESUS})
    attributes = ("blood_group", "rhesus")
    _MINUS = frozenset("-–—−")

    def read(self, person: PersonRow, row: Row) -> None:
        """Put group and Rh on the person; Rh in its own column is believed first."""
        for meaning in (Field.BLOOD_GROUP, Field.RHESUS):
            text = row.text(meaning)
            if meaning is Field.RHESUS and any(cell in self._MINUS for _, cell in row.cells.get(meaning, ())):
                text = "-"  # elsewhere a dash is an empty cell; here it is a sign
            if not text:
                continue
            if blood := blood_of(text):
                person.blood_group = blood[0] or person.blood_group
                person.rhesus = blood[1] or person.rhesus
            else:
                person.findings.append(Finding(Code.BLOOD_GROUP_UNREADABLE, meaning, text))


class NumberColumn(Column):
    """A whole number with its unit: `parse` gives None for what it cannot read."""

    def __init__(self, meaning: Field, attribute: str, code: Code, parse: Callable[[str], int | None]) -> None:
        self.meaning, self.attributes, self.code, self.parse = meaning, (attribute,), code, parse
        self.fields = frozenset({meaning})

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the number on the person."""
        if text := row.text(self.meaning):
            value = self.parse(text)
            if value is None:
                person.findings.append(Finding(self.code, self.meaning, text))
            else:
                setattr(person, self.attributes[0], value)


class MilestoneColumn(Column):
    """«5 lần», «10 lần»: the count stands in the column of its bracket, a mark means the bracket itself."""

    fields = frozenset({Field.MILESTONE})
    attributes = ("donations",)
    is_read_alone = True

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the largest count on the person; a column of its own is read after and counts before."""
        for milestone, cell in row.cells.get(Field.MILESTONE, ()):
            text = tidy(text_of(cell)[:_LONGEST_READ])
            if is_nothing(text) or text == "0":
                continue
            count = milestone_count(text, milestone)
            if count is None:
                detail = {"milestone": str(milestone)} if milestone else None
                person.findings.append(Finding(Code.DONATIONS_UNREADABLE, Field.MILESTONE, text, (), detail))
            else:
                person.donations = max(count, person.donations or 0)


class LastDonationColumn(Column):
    """The day of the last donation."""

    fields = frozenset({Field.LAST_DONATION})
    attributes = ("last_donation",)

    def read(self, person: PersonRow, row: Row) -> None:
        """Put the day on the person; what was taken is told beside it (`person.written`)."""
        cell = row.first(Field.LAST_DONATION)
        day = read_day(
            component_said(cell)[1] if isinstance(cell, str) else cell,
            field=Field.LAST_DONATION,
            code=Code.LAST_DONATION_UNREADABLE,
            day_first=row.is_day_first(Field.LAST_DONATION),
            today=row.today,
        )
        person.last_donation = day.value
        person.findings.extend(day.findings)


# In the order of reading: an identity number is held against birth and sex.
COLUMNS: tuple[Column, ...] = (
    NameColumn(),
    BirthColumn(),
    SexColumn(),
    IdentityColumn(),
    PhoneColumn(),
    TextColumn(Field.WORKPLACE, "workplace"),
    TextColumn(Field.ADDRESS, "address"),
    TextColumn(Field.OCCUPATION, "occupation"),
    BloodColumn(),
    MilestoneColumn(),
    NumberColumn(Field.DONATIONS, "donations", Code.DONATIONS_UNREADABLE, count_of),
    LastDonationColumn(),
    NumberColumn(Field.VOLUME, "volume", Code.VOLUME_UNREADABLE, volume_of),
    NumberColumn(Field.WEIGHT, "weight", Code.WEIGHT_UNREADABLE, weight_of),
    TextColumn(Field.NOTE, "note"),
)
_COLUMN_OF = {meaning: column for column in COLUMNS for meaning in column.fields}


# --- The whole person -----------------------------------------------------------------------------


@lru_cache(maxsize=1_000)
def _columns_of(meanings: tuple[Field, ...]) -> tuple[Column, ...]:
    return tuple(column for column in COLUMNS if not column.fields.isdisjoint(meanings))


def _require(person: PersonRow) -> None:
    """Say that a name or a birth is missing, unless it is already said why; an identity number offers the year."""
    person.findings = [finding for finding in person.findings if finding != _NO_NAME and finding.code != _NO_BIRTH]
    said = {finding.code for finding in person.findings}
    if not person.name and Code.NAME_MISSING not in said:
        person.findings.insert(0, _NO_NAME)
    if not person.birth and said.isdisjoint(_BAD_BIRTHS):
        year = birth_year_of(person.identity)
        person.findings.append(Finding(_NO_BIRTH, Field.BIRTH, choices=(str(year),) if year else ()))


_NO_NAME = Finding(Code.NAME_MISSING, Field.NAME)
_NO_BIRTH = Code.BIRTH_MISSING
_BAD_BIRTHS = frozenset({Code.BIRTH_UNREADABLE, Code.BIRTH_AMBIGUOUS, Code.BIRTH_IMPOSSIBLE})


def _read_again(person: PersonRow, column: Column, meaning: Field, choices: ColumnChoices) -> None:
    blank = PersonRow(row=person.row)
    for attribute in column.attributes:
        setattr(person, attribute, getattr(blank, attribute))
    meanings = {meaning} if column.is_read_alone else column.fields & person.written.keys()
    column.read(person, Row({each: [(0, person.written[each])] for each in meanings}, choices))


def _shortened(text: str, meaning: Field, person: PersonRow) -> str:
    longest = LONGEST[meaning]
    if len(text) <= longest:
        return text
    person.findings.append(Finding(Code.TEXT_SHORTENED, meaning, text[:80], (), {"longest": str(longest)}))
    return text[:longest].rstrip()


def _converted(held: Held, charset: str | None) -> Held:
    if charset is None:
        return held
    return [(place, convert(cell, charset) if isinstance(cell, str) else cell) for place, cell in held]
