"""The first step of a list's way: a file or a text to cells. What a file hides is told, what is no list is refused."""

from __future__ import annotations

import datetime as dt
import json
from typing import cast

from django.utils.translation import gettext as _

from core.text.formulas import formula_unsafe
from donors.intake.book import Book, Cell, FileKind, Merge, Sheet
from donors.intake.findings import Code, Finding
from donors.intake.parsing import delimited
from donors.intake.parsing.plain import (
    MOST_BYTES,
    VISIBLE_CODE,
    BookAnswer,
    SheetAnswer,
    Unreadable,
    trimmed,
)
from donors.intake.process import ask_for_cells
from donors.intake.unread import Unread

_SECONDS = 20
_ROWS_WITH_CODE = 15
_PLAIN = {str, int, float, bool, type(None)}
_PASTED_SHEET = ""
_MOST_PASTED = 2_500_000  # letters; this is parsed in the process that asks


def read_book(*, name: str, content: bytes) -> Book:
    """The cells of a file, recognised by its content; `name` is only told back. Raises Refused with what to do.

    The parsing runs in a limited child process. Nothing is decided here about what the cells mean.
    """
    if len(content) > MOST_BYTES:
        raise Unread("too_large", {"most": str(MOST_BYTES >> 20)}, name=name)
    answer = ask_for_cells(content, name=name, seconds=_SECONDS)
    try:
        return _book(cast("BookAnswer", json.loads(answer)))
    except (KeyError, TypeError, ValueError, IndexError):  # a child that was taken over may answer anything
        raise Unread("damaged", name=name) from None


def read_pasted(text: str) -> Book:
    """Cells pasted from a spreadsheet (`FileKind.PASTED`), or lines a person typed (`FileKind.TYPED`): no tab in them.

    Of a typed line, what commas, semicolons or spaced dashes separate are its cells. Raises Refused.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip("\n ")
    if len(text) > _MOST_PASTED:
        raise Unread("pasted_too_long")
    is_pasted = "\t" in text
    try:
        rows = trimmed(delimited.read_pasted_cells(text) if is_pasted else delimited.read_typed_lines(text))
    except Unreadable as problem:
        raise Unread(problem.code, problem.detail, file=_("Phần dán")) from None
    if not rows:
        raise Unread("pasted_nothing")
    kind = FileKind.PASTED if is_pasted else FileKind.TYPED
    return Book(kind=kind, sheets=[Sheet(name=_PASTED_SHEET, rows=_without_apostrophes(rows))])


def _book(answer: BookAnswer) -> Book:
    kind = FileKind(answer["kind"])
    sheets = [_sheet(sheet, is_text=kind is FileKind.CSV) for sheet in answer["sheets"]]
    return Book(
        kind=kind,
        sheets=sheets,
        findings=[Finding(code=Code(code), detail=_words(detail)) for code, detail in answer["notes"]],
        template_code=answer["template_code"] or _visible_code(sheets),
    )


def _words(detail: dict[str, str]) -> dict[str, str] | None:
    return {str(key): str(value) for key, value in detail.items()} or None


def _sheet(answer: SheetAnswer, *, is_text: bool) -> Sheet:
    rows = cast("list[list[Cell]]", answer["rows"])
    if not {type(cell) for row in rows for cell in row} <= _PLAIN:
        raise TypeError("a cell that is no cell")
    for row, column, written in answer["dates"]:
        rows[row][column] = _moment(written)
    return Sheet(
        name=answer["name"],
        rows=_without_apostrophes(rows) if is_text else rows,
        is_hidden=answer["is_hidden"],
        hidden_rows=frozenset(answer["hidden_rows"]),
        hidden_columns=frozenset(answer["hidden_columns"]),
        merges=tuple(Merge(*merge) for merge in answer["merges"]),
    )


def _moment(written: str) -> Cell:
    if "T" in written:
        return dt.datetime.fromisoformat(written)
    return dt.time.fromisoformat(written) if ":" in written else dt.date.fromisoformat(written)


def _without_apostrophes(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Text as it was before `core.text.formulas.formula_safe` wrote it: our own csv files come back."""
    for row in rows:
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("'"):
                row[place] = formula_unsafe(cell)
    return rows


def _visible_code(sheets: list[Sheet]) -> str:
    """The template's code as its title block shows it, for programs that drop what a workbook carries unseen."""
    for sheet in sheets:
        for row in sheet.rows[:_ROWS_WITH_CODE]:
            for cell in row:
                if isinstance(cell, str) and cell.casefold().startswith(VISIBLE_CODE.casefold()):
                    return cell[len(VISIBLE_CODE) :].strip()
    return ""
