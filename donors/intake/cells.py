"""One cell as text: what every column reads from, and what is nothing however it is written."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Generic, TypeVar

from donors.intake.book import Cell
from donors.intake.findings import Finding

Value_co = TypeVar("Value_co", covariant=True)

# What people write into a cell to say that they have nothing to write, and what a spreadsheet leaves of a dead formula.
_NOTHING = frozenset(
    [
        *("", "-", "--", "---", "–", "—", "_", ".", "..", "...", "…", "?", "??", "/", "//", "\\", "*", ","),
        *("không", "ko", "không có", "ko có", "không rõ", "ko rõ", "chưa rõ", "không biết", "chưa biết", "chưa có"),
        *("chưa xác định", "n/a", "na", "nan", "null", "none"),
        *("#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!"),
    ]
)
_LONGEST_NOTHING = max(map(len, _NOTHING))
_EXACT = 10**15  # beyond it a spreadsheet's number has lost its last digits


@dataclass(frozen=True, slots=True)
class Read(Generic[Value_co]):
    """What a cell says: a value, or None where it says nothing or cannot be read; the findings tell which."""

    value: Value_co | None = None
    findings: tuple[Finding, ...] = ()


def text_of(cell: Cell) -> str:
    """The cell as a person reads it: 1999.0 → "1999", 52.5 → "52,5", a date → "01/02/1999"; text stays as it is."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, int):  # TRUE is 1
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell).replace(".", ",")
    if isinstance(cell, dt.time):
        return f"{cell:%H:%M}"
    return f"{cell.day:02}/{cell.month:02}/{cell.year}"


def tidy(text: str) -> str:
    """One line of composed text: single spaces, nothing invisible, nothing that a database refuses.

    A quick `core.text.folding.compose` for one line. A column in an old encoding is converted before: in TCVN3 the
    invisible soft hyphen is the letter ư.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    if text.isprintable():
        return text
    visible = "".join(letter for letter in text if not unicodedata.category(letter).startswith("C"))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def is_nothing(tidied: str) -> bool:
    """Whether the text stands for an empty cell: "-", "không", "chưa rõ", "#N/A"."""
    return len(tidied) <= _LONGEST_NOTHING and tidied.casefold() in _NOTHING
