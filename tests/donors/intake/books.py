"""Books made of rows, for tests that need no file."""

from __future__ import annotations

from collections.abc import Sequence

from donors.intake.book import Book, Cell, FileKind, Merge, Sheet
from donors.intake.layout import Layout, find_layouts

Rows = Sequence[Sequence[Cell]]


def sheet_of(rows: Rows, *, name: str = "Sheet1", merges: Sequence[tuple[int, int, int, int]] = (), **facts) -> Sheet:
    """A sheet of these rows, filled up to one width; merges as (first row, first column, last row, last column)."""
    width = max((len(row) for row in rows), default=0)
    filled: list[list[Cell]] = [[*row, *[None] * (width - len(row))] for row in rows]
    return Sheet(name=name, rows=filled, merges=tuple(Merge(*merge) for merge in merges), **facts)


def book_of(rows: Rows, *, kind: FileKind = FileKind.XLSX, **facts) -> Book:
    """A book of one sheet."""
    return Book(kind=kind, sheets=[sheet_of(rows, **facts)])


def layout_of(book: Book, **facts) -> Layout:
    """The layout of the sheet with the most people, where nothing has to be asked."""
    return max(layouts_of(book, **facts), key=lambda layout: layout.people)


def layouts_of(book: Book, **facts) -> list[Layout]:
    """All its layouts, where nothing has to be asked."""
    found = find_layouts(book, **facts)
    assert isinstance(found, list), found
    return found
