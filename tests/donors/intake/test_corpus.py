"""The corpus, file by file: from bytes to people and findings."""

from __future__ import annotations

import datetime as dt

import pytest

from donors.intake.asking import Question
from donors.intake.columns import ColumnChoices
from donors.intake.layout import find_layouts
from donors.intake.list_reading import Reading, ask_about_dates, read_people
from donors.intake.people import Birth, PersonRow
from donors.intake.reading import read_book
from tests.donors.intake.corpus.making import Entry
from tests.donors.intake.corpus.table import ENTRIES

TODAY = dt.date(2026, 11, 25)


def test_the_corpus_is_as_large_as_was_asked():
    assert len(ENTRIES) >= 40
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_file_gives_its_people(entry: Entry):
    book = read_book(name=entry.file, content=entry.make())

    layouts = find_layouts(book)

    if isinstance(layouts, Question):
        assert _asked(layouts) == entry.asks
        return
    unsure = ask_about_dates(book, *layouts)
    assert (_asked(unsure) if unsure else "") == entry.asks
    reading = read_people(book, *layouts, choices=ColumnChoices(today=TODAY))
    assert [_line(person, entry.shows) for person in reading.rows] == _expected(entry)
    assert _said(reading) == sorted(entry.says)
    assert reading.declared_total == entry.total
    assert {name: getattr(reading.counts, name) for name in entry.counts} == entry.counts
    assert (min(layout.confidence for layout in layouts) == 1) is entry.is_sure


def _expected(entry: Entry) -> list[str]:
    return [" ".join(line.split()) for line in entry.people.strip().split("\n") if line.strip()]


def _line(person: PersonRow, shows: str) -> str:
    facts = [str(person.row), *(_fact(getattr(person, name)) for name in shows.split())]
    found = ", ".join(finding.code.value for finding in person.findings)
    return " | ".join(facts) + (f" ! {found}" if found else "")


def _fact(value: object) -> str:
    if isinstance(value, Birth):
        return f"{value.date:%d/%m/%Y}" if value.date else str(value.year)
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return "-" if value in {None, ""} else " ".join(str(value).split())


def _said(reading: Reading) -> list[str]:
    return sorted(f"{finding.code.value} {finding.value}".strip() for finding in reading.findings)


def _asked(question: Question) -> str:
    dates = ", ".join(each.field.value for each in question.dates)
    return f"{question.asks.value} {question.wanted or dates}".strip()
