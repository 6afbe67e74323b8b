"""What a paragraph is by the number before it, typed by hand or printed by Word: "I.", "1.", "4.1.", "a)", "-", "+"."""

import re
from dataclasses import dataclass

from core.text.numbers import roman
from reports.blocks import Block, Clause, Dash, Point, Section, SubNumber

_ROMAN = re.compile(r"([IVX]{1,6})\s?(?:[.)/](?:\s?-)?|[-–])\s+(?=\S)|([IVX]{1,6})\s?[.)/]$")
_DECIMAL = re.compile(r"(\d{1,2})\.(\d{1,2})(?:[.)]\s*|\s+)(?=[^\W\d]|[“\"(])")
_ARABIC = re.compile(r"(\d{1,2})\s?[.)/](?:\s?-)?(?:\s+(?=\S)|(?=[^\W\d]))|(\d{1,2})[.)]$")
_LETTER = re.compile(r"([a-zđ])\s?\)\s*|([a-zđ])\.\s+")
_DASH = re.compile(r"([-–—•●▪·+])\s*(?!\d)(?=\S)|([-–—•●▪·+])\s+(?=\S)")
_MOST_ROMAN = 30


@dataclass(frozen=True)
class Shape:
    """A kind of block, its number ("4.1.", normal in its end mark), and what stood before the words ("4.1 ")."""

    kind: type[Block]
    number: str
    typed: str


def shape_of(text: str) -> Shape | None:
    """The number that begins a text; None for plain text. "1.726 đơn vị", "22/02" and "-5" begin none."""
    if found := _ROMAN.match(text):
        letters = found[1] or found[2]
        if letters in {roman(number) for number in range(1, _MOST_ROMAN)}:
            return Shape(Section, f"{letters}.", found[0])
    if found := _DECIMAL.match(text):
        return Shape(SubNumber, f"{int(found[1])}.{int(found[2])}.", found[0])
    if found := _ARABIC.match(text):
        return Shape(Clause, f"{int(found[1] or found[2])}.", found[0])
    if found := _LETTER.match(text):
        return Shape(Point, f"{found[1] or found[2]})", found[0])
    if found := _DASH.match(text):
        sign = found[1] or found[2]
        return Shape(Dash, "+" if sign == "+" else "-", found[0])
    return None


def listed_shape(number: str) -> Shape | None:
    """The kind of block behind a number that Word prints; None for a kind of number that documents do not have."""
    found = (shape_of(f"{number} x") or shape_of(f"{number}. x")) if number else None
    return Shape(found.kind, found.number, f"{number} ") if found else None
