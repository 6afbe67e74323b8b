"""The lists of our Word files: every number is Word's own, counted by Word when blocks are added or moved.

Each run of siblings is a list with a definition of its own, for programs differ in how lists that share one go on
counting. A khoản's list has a second level for its decimal numbers ("4.1."). The letters of điểm follow the decree
(a, b, c, d, đ, e, g, h, i, k, l …), which no format of Word counts: a list is made of stretches that Word can count
(a–d, e, g–i, k–v, x–y) and "đ)" as a sign of its own, so a điểm that is added after d) in Word takes e) there; read
back, it gets the decree's letter.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from core.paper.fonts import NAMED_BY_LAW
from reports.blocks import POINT_LETTERS, Annex, Clause, Dash, Numbered, Path, Point, Section, SubNumber
from reports.word.markup import NAMESPACES, part, w
from reports.word.styles import INDENT

_A = ord("a")


def _stretches() -> list[tuple[int, int]]:
    """Runs of letters that follow each other in the alphabet too, as (index of the first, index after the last)."""
    ends = [index for index, (one, two) in enumerate(pairwise(POINT_LETTERS), start=1) if ord(two) != ord(one) + 1]
    return list(pairwise([0, *ends, len(POINT_LETTERS)]))


_STRETCHES = _stretches()


@dataclass
class Lists:
    """The lists of one document, in the order in which they were first asked for."""

    _definitions: list[str] = field(default_factory=list)
    _numbers: dict[tuple[Path, str], int] = field(default_factory=dict)

    def place(self, item: Numbered) -> str:
        """The list and level of a block, as a paragraph names them; "" for a block without a number."""
        siblings, block = item.path[:-1], item.block
        match block:
            case Section():
                return self._at(self._list(siblings, "section", [("upperRoman", "%1.", 1)]))
            case Clause():
                return self._at(self._clauses(siblings))
            case SubNumber():
                return self._at(self._clauses(siblings[:-1]), level=1)
            case Point():
                return self._at(self._points(siblings, POINT_LETTERS.index(item.number[0])))
            case Dash():
                dashes = self._list((), "dash", [("bullet", "-", 1), ("bullet", "+", 1)])
                return self._at(dashes, level=int(item.number == "+"))
            case _:
                return ""

    def xml(self) -> bytes:
        """The numbering part."""
        lists = [
            w("num", w("abstractNumId", val=number), numId=number) for number in range(1, len(self._definitions) + 1)
        ]
        return part(f"<w:numbering {NAMESPACES}>{''.join(self._definitions)}{''.join(lists)}</w:numbering>")

    @staticmethod
    def _at(number: int, *, level: int = 0) -> str:
        return w("numPr", w("ilvl", val=level), w("numId", val=number))

    def _clauses(self, siblings: Path) -> int:
        return self._list(siblings, "clause", [("decimal", "%1.", 1), ("decimal", "%1.%2.", 1)])

    def _points(self, siblings: Path, letter: int) -> int:
        first = next(first for first, after in _STRETCHES if letter < after)
        sign = POINT_LETTERS[first]
        counted = ("lowerLetter", "%1)", ord(sign) - _A + 1) if sign.isascii() else ("none", f"{sign})", 1)
        return self._list(siblings, f"point {sign}", [counted])

    def _list(self, siblings: Path, kind: str, levels: list[tuple[str, str, int]]) -> int:
        number = self._numbers.get((siblings, kind))
        if number is None:
            number = self._numbers[siblings, kind] = len(self._numbers) + 1
            self._definitions.append(_definition(number, levels))
        return number


def _definition(number: int, levels: list[tuple[str, str, int]]) -> str:
    return w(
        "abstractNum",
        w("nsid", val=f"{0x10000000 + number:08X}"),
        w("multiLevelType", val="multilevel" if len(levels) > 1 else "singleLevel"),
        *(_level(place, *level) for place, level in enumerate(levels)),
        abstractNumId=number,
    )


def _level(place: int, counted: str, text: str, start: int) -> str:
    fonts = (
        w("rPr", w("rFonts", ascii=NAMED_BY_LAW, hAnsi=NAMED_BY_LAW, cs=NAMED_BY_LAW)) if counted == "bullet" else ""
    )
    return w(
        "lvl",
        w("start", val=start),
        w("numFmt", val=counted),
        w("suff", val="space"),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=0, firstLine=INDENT)),
        fonts,
        ilvl=place,
    )


def depth_of(item: Numbered) -> int:
    """How deep a block stands in the body or in its annex."""
    return len(item.parents) - bool(item.parents and isinstance(item.parents[0], Annex))
