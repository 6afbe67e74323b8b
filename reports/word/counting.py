"""The numbers that Word prints before paragraphs of lists, counted as Word counts them.

A file holds no numbers, only lists and levels. Runs in the child: standard library only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_MOST_LEVELS = 9
_BULLETS = {"+": "+"}  # every other sign is a dash


@dataclass(frozen=True)
class Level:
    """A level of a list: how it counts, what it prints, from which number."""

    counted: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class Levels:
    """Definitions by their key, the lists that use them, and where a list begins anew (list, level) → number."""

    definitions: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)


def read_levels(part: Element) -> Levels:
    """The numbering part of a file."""
    levels = Levels()
    for each in part:
        match _local(each.tag):
            case "abstractNum":
                definition = {_whole(_value(level, "ilvl")): _level(level) for level in _all(each, "lvl")}
                levels.definitions[_value(each, "abstractNumId")] = definition
            case "num":
                key = _value(each, "numId")
                levels.lists[key] = next((_value(found, "val") for found in _all(each, "abstractNumId")), "")
                for override in _all(each, "lvlOverride"):
                    for start in _all(override, "startOverride"):
                        levels.restarts[key, _whole(_value(override, "ilvl"))] = _whole(_value(start, "val"), 1)
    return levels


@dataclass
class Counters:
    """Counts on: lists that share a definition share its numbers, as Word has it."""

    levels: Levels
    _at: dict[tuple[str, int], int] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, key: str, level: int) -> str:
        """What the next paragraph of a list prints: "2.", "1.1.", "a)", "-"; "" for one that is in no list."""
        known = self.levels.lists.get(key)
        definition = self.levels.definitions.get(known or "", {})
        if known is None or level not in definition or not 0 <= level < _MOST_LEVELS:
            return ""
        found = definition[level]
        if found.counted == "bullet":
            return _BULLETS.get(found.text.strip(), "-")
        if (key, level) in self.levels.restarts and (key, level) not in self._begun:
            self._at[known, level] = self.levels.restarts[key, level] - 1
        self._begun.add((key, level))
        self._at[known, level] = self._at.get((known, level), found.start - 1) + 1
        for deeper in range(level + 1, _MOST_LEVELS):
            self._at.pop((known, deeper), None)
        return self._printed(known, definition, level)

    def _printed(self, known: str, definition: dict[int, Level], level: int) -> str:
        text = definition[level].text
        for place in range(level + 1):
            each = definition.get(place, Level())
            if f"%{place + 1}" in text:
                text = text.replace(f"%{place + 1}", _written(self._at.get((known, place), each.start), each.counted))
        return text.strip()


def _level(element: Element) -> Level:
    def told(name: str) -> str:
        return next((_value(found, "val") for found in _all(element, name)), "")

    return Level(counted=told("numFmt") or "decimal", text=told("lvlText"), start=_whole(told("start"), 1))


def _written(number: int, counted: str) -> str:
    number = max(0, min(number, 9_999))
    match counted:
        case "upperRoman":
            return _roman(number)
        case "lowerRoman":
            return _roman(number).lower()
        case "upperLetter" | "lowerLetter" if number:
            letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter if counted == "lowerLetter" else letter.upper()
        case "decimalZero":
            return f"{number:02}"
        case "none":
            return ""
    return str(number)


def _roman(number: int) -> str:
    out = ""
    for worth, letters in (
        *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
        *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
    ):
        times, number = divmod(number, worth)
        out += letters * times
    return out


def _all(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element if _local(each.tag) == name)


def _value(element: Element, name: str) -> str:
    return next((given for key, given in element.items() if _local(key) == name), "")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _whole(text: str, usual: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else usual
