"""A whole file to plain cells: recognised, looked through, and only then parsed."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Callable, Sequence

import python_calamine as calamine

from donors.intake.parsing import biff, delimited, kinds, ods, xlsx
from donors.intake.parsing.archive import Archive
from donors.intake.parsing.ole import Ole
from donors.intake.parsing.plain import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_SHEETS,
    Facts,
    PlainBook,
    PlainSheet,
    Unreadable,
    Value,
    check_size,
    trimmed,
)

_LARGEST_EXACT = 10**15  # a double holds every whole number below it, as spreadsheets show them
_SECONDS_A_DAY = 86_400


def read_workbook(content: bytes) -> PlainBook:
    """The file's cells, what it hides and what is to be said about it. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large", most=str(MOST_BYTES >> 20))
    kind = kinds.rough_kind(content)
    if kind == "ole":
        return _read_old(content)
    if kind == "zip":
        return _read_archive(content)
    rows = trimmed(delimited.read_delimited(delimited.decoded(content)))
    if not rows:
        raise Unreadable("empty")
    return PlainBook(kind="csv", sheets=[PlainSheet(name="", rows=rows)])


def _read_old(content: bytes) -> PlainBook:
    ole = Ole(content)
    kind = kinds.kind_of_ole(ole)
    found = biff.scan(ole.stream("Workbook") or ole.stream("Book"))
    with _opened(content) as parsed:
        names = [meta.name for meta in parsed.sheets_metadata if meta.typ is calamine.SheetTypeEnum.WorkSheet]
        book = _book(kind, parsed, dict(zip(names, found.sheets, strict=False)))
    has_macros = bool({"_VBA_PROJECT_CUR", "_VBA_PROJECT"} & ole.names())
    return _told(book, has_macros=has_macros, has_links=found.has_links, template_code=found.template_code)


def _read_archive(content: bytes) -> PlainBook:
    archive = Archive(content)
    kind = kinds.kind_of_zip(archive.names, archive.read("mimetype")[:100] if "mimetype" in archive.names else b"")
    archive.check()
    if kind == "ods":
        open_book = ods.scan(archive)
        with _opened(content) as parsed:
            book = _book(kind, parsed, open_book.sheets)
        return _told(book, has_macros=False, has_links=False, template_code=open_book.template_code)
    found = xlsx.scan(archive)
    with _opened(content) as parsed:
        book = _book(kind, parsed, found.sheets)
    return _told(book, has_macros=kind == "xlsm", has_links=found.has_links, template_code=found.template_code)


class _Opened:
    """A workbook of the parsing library, with its failures (also a panic of it) as Unreadable."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __enter__(self) -> calamine.CalamineWorkbook:
        try:
            return calamine.load_workbook(io.BytesIO(self._content))
        except BaseException as problem:
            raise _in_words(problem) from None

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if problem is not None:
            raise _in_words(problem) from None


_opened = _Opened


def _in_words(problem: BaseException) -> BaseException:
    if isinstance(problem, calamine.PasswordError):
        return Unreadable("password")
    if isinstance(problem, calamine.CalamineError | OSError | ValueError) or type(problem).__name__ == "PanicException":
        return Unreadable("damaged")
    return problem


def _book(kind: str, parsed: calamine.CalamineWorkbook, facts: dict[str, Facts]) -> PlainBook:
    book = PlainBook(kind=kind, sheets=[])
    if len(facts) > MOST_SHEETS:
        raise Unreadable("too_many_sheets", most=str(MOST_SHEETS))
    for name, fact in facts.items():
        check_size(name, height=fact.last_row + 1, width=fact.last_column + 1, filled=fact.filled_rows)
    if sum((fact.last_row + 1) * (fact.last_column + 1) for fact in facts.values()) > MOST_CELLS:
        raise Unreadable("too_many_cells")
    for meta in parsed.sheets_metadata:
        if meta.name in facts:
            is_hidden = meta.visible is not calamine.SheetVisibleEnum.Visible
            sheet = _sheet(parsed.get_sheet_by_name(meta.name), facts[meta.name], is_hidden=is_hidden)
            book.sheets.append(sheet)
            _note_formulas(book, sheet.name, facts[meta.name])
    return book


def _sheet(parsed: calamine.CalamineSheet, facts: Facts, *, is_hidden: bool) -> PlainSheet:
    cells = parsed.to_python(skip_empty_area=False, nrows=facts.last_row + 1) if facts.last_row >= 0 else []
    rows = trimmed([[_value(cell) for cell in row] for row in cells], sheet=parsed.name)
    width = len(rows[0]) if rows else 0
    return PlainSheet(
        name=parsed.name,
        rows=rows,
        is_hidden=is_hidden,
        hidden_rows=_hidden_rows(facts, rows),
        hidden_columns=sorted(
            {
                column
                for first, last in facts.hidden_columns
                for column in range(first, min(last + 1, width))
                if any(row[column] is not None for row in rows)
            }
        ),
        merges=[merge for merge in facts.merges if merge[0] < len(rows) and merge[1] < width],
        widths=facts.widths,
    )


def _hidden_rows(facts: Facts, rows: list[list[Value]]) -> list[int]:
    """Hidden rows that hold something: an empty one hides nothing from anybody."""
    numbers = (number for number in sorted(facts.hidden_rows) if number < len(rows))
    return [number for number in numbers if any(cell is not None for cell in rows[number])]


def _value(cell: object) -> Value:
    """A cell as we hold it: whole numbers are whole, blank text is no text, errors are empty."""
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, dt.timedelta):  # a number in a format of hours
        return _number(cell.total_seconds() / _SECONDS_A_DAY)
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else cell
    return cell if isinstance(cell, dt.date | dt.time) else None


def _text(cell: str) -> Value:
    if not cell or cell.isspace():
        return None
    if "\r" in cell or "_x000D_" in cell:
        cell = cell.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n")
    return cell


def _number(cell: float) -> Value:
    if not math.isfinite(cell):
        return None
    return int(cell) if abs(cell) < _LARGEST_EXACT and cell == int(cell) else cell


def _note_formulas(book: PlainBook, sheet: str, facts: Facts) -> None:
    if facts.formulas:
        cells = ", ".join(f"{_letters(column)}{row + 1}" for row, column in facts.first_formulas)
        book.notes.append(("formulas", {"sheet": sheet, "count": str(facts.formulas), "cells": cells}))


def _told(book: PlainBook, *, has_macros: bool, has_links: bool, template_code: str) -> PlainBook:
    """The book with everything that is to be said about it, hidden parts first."""
    hidden: list[tuple[str, dict[str, str]]] = []
    names = [sheet.name for sheet in book.sheets if sheet.is_hidden and sheet.rows]
    if names:
        hidden.append(("hidden_sheet", {"sheets": ", ".join(names)}))
    for sheet in book.sheets:
        if sheet.hidden_rows:
            rows = spans([row + 1 for row in sheet.hidden_rows], str)
            hidden.append(("hidden_rows", {"sheet": sheet.name, "rows": rows}))
        if sheet.hidden_columns:
            columns = spans(sheet.hidden_columns, _letters)
            hidden.append(("hidden_columns", {"sheet": sheet.name, "columns": columns}))
    if has_links:
        book.notes.append(("external_links", {}))
    if has_macros:
        book.notes.append(("macros", {}))
    book.notes = hidden + book.notes
    book.template_code = template_code[:200]
    if not any(sheet.rows for sheet in book.sheets):
        raise Unreadable("empty_sheets")
    return book


def spans(numbers: Sequence[int], name: Callable[[int], str]) -> str:
    """Numbers in words, neighbours together: "3, 12–15"."""
    parts: list[str] = []
    first = 0
    for place, number in enumerate(numbers):
        if place + 1 < len(numbers) and numbers[place + 1] == number + 1:
            continue
        start = numbers[first]
        parts.append(name(number) if start == number else f"{name(start)}–{name(number)}")
        first = place + 1
    return ", ".join(parts)


def _letters(column: int) -> str:
    """As `donors.intake.book.column_letter`, which the child cannot import."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
