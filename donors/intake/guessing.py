"""Which unit and which round a file is for: by its template code, its title block, its sheets' names, its own name.

Names are compared word by word, folded, and whole: "Bình Minh" is not in "Bình Minhh". Of a unit's name the end counts
("THPT Bình Minh" is most of "Trường THPT Bình Minh"), and the more of it stands there the better; two units that fit
equally well are no answer. A guess is for a person to confirm; only a sure one may warn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import PurePath
from typing import Final

from core.text.folding import fold, words
from donors.intake.book import Book
from donors.intake.findings import Code, Finding
from donors.intake.layout import Layout
from donors.intake.template import codes_of

# Words that say what kind of unit it is; what follows them is its own name.
_KINDS: Final = frozenset(
    words(
        "truong thpt thcs th tieu hoc mam non mn pho thong trung co so cao dang dai hoc xa phuong thi tran dac"
        " khu thon to dan"
        " ap ban xom khom lang khu cum khoi ubnd hdnd uy nhan bcd chi dao hoi chu thap do dang bo doan thanh"
        " nien cong ty tnhh"
        " cp phan mtv doanh nghiep hop tac htx an quan su ban huy phong giao duc va so benh vien tram y te tinh"
        " huyen quan"
    )
)
_OWN_LABEL: Final = re.compile(
    r"^\s*(?:t[eê]n\s+)?(?:đơn\s*vị|don\s*vi|đv|cơ\s*quan|co\s*quan|trường|xã|phường)\b[^:\n]{0,30}:\s*(.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_SUPERIOR: Final = re.compile(r"^(?:ubnd|uy ban nhan dan|so |phong |bo |dang uy|tinh |hoi |ban chi dao|tong )")
_ROUND: Final = re.compile(
    r"\bdot\s*(?:thu\s*)?(?:so\s*)?(\d{1,2}|[ivx]{1,4})\b(?:\s*(?:[/,.()\-]|nam)*\s*((?:19|20)\d\d))?"
)
_YEAR: Final = re.compile(r"\bnam\s*((?:19|20)\d\d)\b")
_ROMAN: Final = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}


class Source(StrEnum):
    """Where the guess comes from, the most telling first."""

    CODE = "code"
    TITLE = "title"
    SHEET = "sheet"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit or a round the file may be for: its key, every name it goes by, the code its template workbook carries.

    A round that has a number within its year ("đợt 2") gives both; other rounds are told by their names.
    """

    key: int
    names: tuple[str, ...]
    code: str = ""
    number: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Clues:
    """What a file says about itself; the codes are those a template of ours carries (`template.codes_of`)."""

    unit_code: str = ""
    round_code: str = ""
    title: str = ""
    sheets: tuple[str, ...] = ()
    file_name: str = ""

    def texts(self) -> Iterable[tuple[Source, str]]:
        """The texts to search, the most telling first."""
        yield Source.TITLE, self.title
        yield from ((Source.SHEET, name) for name in self.sheets)
        yield Source.FILE_NAME, re.sub(r"[_\-.]+|(?<=\D)(?=\d)", " ", PurePath(self.file_name).stem)


@dataclass(frozen=True, slots=True)
class Guess:
    """The best candidate, where it was found and the words there; `is_sure` only where no other fits as well."""

    candidate: Candidate
    source: Source
    found: str
    is_sure: bool


class _Fit(IntEnum):
    """How much of a name stands in a text."""

    NONE = 0
    OWN_NAME = 1  # "Bình Minh" of "Trường THPT Bình Minh"
    ENDING = 2  # "THPT Bình Minh"
    WHOLE = 3


@dataclass(frozen=True, slots=True, order=True)
class _Match:
    is_labelled: bool
    is_own_line: bool  # and not that of a superior, which stands above one's own
    words: int
    fit: _Fit
    line: int
    found: str = field(compare=False)


def clues_of(book: Book, layouts: Sequence[Layout], *, file_name: str) -> Clues:
    """What a read file says about itself."""
    unit_code, round_code = codes_of(book.template_code) or ("", "")
    return Clues(
        unit_code=unit_code,
        round_code=round_code,
        title="\n".join(dict.fromkeys(layout.title for layout in layouts)),
        sheets=tuple(dict.fromkeys(layout.sheet for layout in layouts)),
        file_name=file_name,
    )


def guess_unit(clues: Clues, candidates: Sequence[Candidate]) -> Guess | None:
    """The unit a file is for; None where nothing points at one."""
    if coded := _by_code(clues.unit_code, candidates):
        return coded
    return _by_name(clues, candidates)


def guess_round(clues: Clues, candidates: Sequence[Candidate]) -> Guess | None:
    """The round a file is for, by "đợt 2 năm 2026" or by a round's own name; None where nothing points at one."""
    if coded := _by_code(clues.round_code, candidates):
        return coded
    is_numbered = False
    for source, text in clues.texts():
        is_numbered = is_numbered or bool(_ROUND.search(fold(text)))
        if named := _round_in(text):
            number, year = named
            fits = [c for c in candidates if c.number == number and (year is None or c.year in {None, year})]
            if fits:
                found = f"đợt {number}" + (f" năm {year}" if year else "")
                return Guess(fits[0], source, found, is_sure=len(fits) == 1)
    return None if is_numbered else _by_name(clues, candidates)


def other_unit(clues: Clues, own: Candidate, others: Sequence[Candidate]) -> Finding | None:
    """OTHER_UNIT where the file clearly names another unit and nowhere the one it is handed in for."""
    coded = _by_code(clues.unit_code, [own, *others])
    if coded:
        return None if coded.candidate.key == own.key else _finding(Code.OTHER_UNIT, coded)
    if any(_match(text, own) for _, text in clues.texts()):
        return None
    guess = _by_name(clues, [other for other in others if other.key != own.key])
    return _finding(Code.OTHER_UNIT, guess) if guess and guess.is_sure else None


def other_round(clues: Clues, own: Candidate) -> Finding | None:
    """OTHER_ROUND where the title, or else the file's name, says another number or another year of a round."""
    for source, text in clues.texts():
        named = _round_in(text)
        if named is None or own.number is None:
            continue
        number, year = named
        if number != own.number or (year is not None and own.year is not None and year != own.year):
            found = f"đợt {number}" + (f" năm {year}" if year else "")
            return Finding(Code.OTHER_ROUND, value=found, detail={"source": source.value})
        return None
    return None


def split_by_unit(titles: Iterable[str], candidates: Sequence[Candidate]) -> Mapping[str, Guess | None]:
    """For the groups or sheets of a whole sector's file: which unit each is; None where no unit is told."""
    return {title: guess_unit(Clues(title=title), candidates) for title in titles}


def _by_name(clues: Clues, candidates: Sequence[Candidate]) -> Guess | None:
    for source, text in clues.texts():
        matches = [(match, candidate) for candidate in candidates if (match := _match(text, candidate))]
        if not matches:
            continue
        matches.sort(key=lambda pair: pair[0], reverse=True)
        best, candidate = matches[0]
        others = [match for match, other in matches[1:] if other.key != candidate.key and not _is_weaker(match, best)]
        return Guess(candidate, source, best.found, is_sure=not others and _is_telling(best))
    return None


def _by_code(code: str, candidates: Sequence[Candidate]) -> Guess | None:
    wanted = fold(code)
    if not wanted:
        return None
    found = next((candidate for candidate in candidates if fold(candidate.code) == wanted), None)
    return Guess(found, Source.CODE, code, is_sure=True) if found else None


def _finding(code: Code, guess: Guess) -> Finding:
    return Finding(code, value=guess.candidate.names[0], detail={"source": guess.source.value, "found": guess.found})


def _is_weaker(other: _Match, best: _Match) -> bool:
    """A name inside the better one ("Bình Minh" in "Bình Minh Đông") or less of a name does not compete."""
    if (best.is_labelled, best.is_own_line) > (other.is_labelled, other.is_own_line):
        return True
    if other.words < best.words:
        return f" {other.found} " in f" {best.found} " or other.fit < best.fit
    return other.words == best.words and other.fit < best.fit


def _is_telling(match: _Match) -> bool:
    """One common word ("An") tells nothing; a name of two words, or a whole one, does."""
    return match.words > 1 or match.fit is _Fit.WHOLE


def _match(text: str, candidate: Candidate) -> _Match | None:
    """The best place where the text names the candidate."""
    labelled = {" ".join(words(found)) for found in _OWN_LABEL.findall(text)}
    found: list[_Match] = []
    for line, written in enumerate(text.split("\n")):
        told = words(written)
        for name in candidate.names:
            if match := _match_words(told, words(name)):
                count, fit, at = match
                place = " ".join(told[at : at + count])
                is_labelled = any(place in label for label in labelled)
                found.append(_Match(is_labelled, not _SUPERIOR.match(" ".join(told)), count, fit, line, place))
    return max(found, default=None)


def _match_words(text: Sequence[str], name: Sequence[str]) -> tuple[int, _Fit, int] | None:
    """The longest end of the name that holds all of its own words and stands in the text: (words, fit, where)."""
    own = next((at for at, word in enumerate(name) if word not in _KINDS), 0)
    for start in range(own + 1):
        ending = list(name[start:])
        is_own = start == own and start > 0
        if not ending or (is_own and (len(ending) == 1 or all(word.isdigit() for word in ending))):
            continue
        for at in range(len(text) - len(ending) + 1):
            if list(text[at : at + len(ending)]) == ending:
                return len(ending), _Fit.WHOLE if start == 0 else _Fit.OWN_NAME if is_own else _Fit.ENDING, at
    return None


def _round_in(text: str) -> tuple[int, int | None] | None:
    """The one round a text names: its number, and its year where the same line says it."""
    named: set[tuple[int, int | None]] = set()
    for line in text.split("\n"):
        folded = fold(line)
        for number, year in _ROUND.findall(folded):
            count = _ROMAN.get(number) or (int(number) if number.isdigit() else None)
            other = _YEAR.search(folded)
            if count:
                named.add((count, int(year) if year else int(other[1]) if other else None))
    if len({number for number, _ in named}) != 1:
        return None
    years = {year for _, year in named if year}
    return next(iter(named))[0], years.pop() if len(years) == 1 else None
