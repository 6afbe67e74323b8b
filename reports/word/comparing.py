"""A text that came back from Word against the frozen one: which figures, numbers and sentences are no longer the same.

Lines are paired first where they print the same, then where only their numbers differ, then by the words they share;
within a pair, words likewise. What has no counterpart is told as gone or new, never matched by guess: a figure whose
sentence was rewritten is "không còn ở chỗ cũ", whatever other numbers stand in the new sentence.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from reports.blocks import Blocks, Figures
from reports.word.printed import Bound, Line, Token, printed_lines

_ALIKE = 0.5  # of the words of two lines: below it they are two sentences, not one that was changed
_MOST_WEIGHED = 2_500  # pairs of lines that are weighed against each other at a time
_MOST_MET = 1_000  # lines, or words of a line: in more of them, what is met everywhere begins no match
Span = tuple[int, int, int, int]  # tokens of the old line from–to, of the new one from–to


@dataclass(frozen=True)
class Part:
    """A stretch of a changed line: as it was and is, gone, or new."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class FigureDifference:
    """A bound figure that no longer stands where it stood. `now` is what stands there instead; None: nothing does."""

    key: str
    was: str
    now: str | None
    place: str
    sentence: str
    sentence_now: str | None


@dataclass(frozen=True)
class NumberDifference:
    """A number outside the figures that differs, is new (`was` None) or is gone (`now` None), and its sentence."""

    was: str | None
    now: str | None
    place: str
    sentence: str


@dataclass(frozen=True)
class LineDifference:
    """A line that was changed, is new (`was` None), is gone (`now` None), or stands elsewhere (both are the same)."""

    was: str | None
    now: str | None
    place: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs, in the order of the text."""

    figures: tuple[FigureDifference, ...]
    numbers: tuple[NumberDifference, ...]
    lines: tuple[LineDifference, ...]

    @property
    def is_same(self) -> bool:
        """Whether the two print the same words."""
        return not self.lines


@dataclass(frozen=True)
class Pair:
    """An old line and a new one that stands in its place; either may be missing."""

    old: Line | None
    new: Line | None
    is_moved: bool = False


def compare(frozen: Blocks, figures: Figures, came: Blocks) -> Comparison:
    """What differs between a frozen body with its figures and a body that came from Word, whose figures are text."""
    pairs = paired(printed_lines(frozen, figures), printed_lines(came, {}))
    told = [_told(pair) for pair in pairs]
    return Comparison(
        figures=tuple(difference for each in told for difference in each.figures),
        numbers=tuple(difference for each in told for difference in each.numbers),
        lines=tuple(difference for each in told for difference in each.lines),
    )


def compare_lines(old: Sequence[Line], new: Sequence[Line]) -> tuple[LineDifference, ...]:
    """The lines that differ, where no figure is bound."""
    return tuple(difference for pair in paired(old, new) for difference in _told(pair).lines)


# --- Lines ---------------------------------------------------------------------------------------


def paired(old: Sequence[Line], new: Sequence[Line]) -> list[Pair]:
    """Each line with its counterpart, in the order of the old text; new lines follow what they follow."""
    out: list[Pair] = []
    for kind, a, b, c, d in _opcodes([line.words for line in old], [line.words for line in new]):
        if kind == "equal":
            out += [Pair(one, two) for one, two in zip(old[a:b], new[c:d], strict=True)]
        else:
            out += _paired_by_shape(old[a:b], new[c:d])
    return _with_moved(out)


def _opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> Sequence[tuple[str, int, int, int, int]]:
    """How the one becomes the other. A thousand rows or leader dots alike would else be held each against each."""
    return SequenceMatcher(None, old, new, autojunk=len(new) > _MOST_MET).get_opcodes()


def _paired_by_shape(old: Sequence[Line], new: Sequence[Line]) -> list[Pair]:
    """Lines that differ in numbers alone, from both ends; what is left between them by their words."""
    head = 0
    while head < min(len(old), len(new)) and old[head].shape == new[head].shape:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail].shape == new[-1 - tail].shape:
        tail += 1
    ends = len(old) - tail, len(new) - tail
    return [
        *(Pair(one, two) for one, two in zip(old[:head], new[:head], strict=True)),
        *_paired_by_words(old[head : ends[0]], new[head : ends[1]]),
        *(Pair(one, two) for one, two in zip(old[ends[0] :], new[ends[1] :], strict=True)),
    ]


def _paired_by_words(old: Sequence[Line], new: Sequence[Line]) -> list[Pair]:
    """The pairing in order that shares most words; lines that share less than half stay alone."""
    if len(old) * len(new) > _MOST_WEIGHED:
        return _paired_in_halves(old, new)
    rows, columns = len(old), len(new)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    alike = [[_alike(one, two) for two in new] for one in old]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            met = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= _ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], met)
    out: list[Pair] = []
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and alike[i][j] >= _ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            out.append(Pair(old[i], new[j]))
            i, j = i + 1, j + 1
        elif i < rows and (j == columns or best[i][j] == best[i + 1][j]):
            out.append(Pair(old[i], None))
            i += 1
        else:
            out.append(Pair(None, new[j]))
            j += 1
    return out


def _paired_in_halves(old: Sequence[Line], new: Sequence[Line]) -> list[Pair]:
    """A long stretch that was rewritten: by lines of one shape, which are then told apart no further."""
    out: list[Pair] = []
    matcher = SequenceMatcher(None, [line.shape for line in old], [line.shape for line in new])
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            out += [Pair(one, two) for one, two in zip(old[a:b], new[c:d], strict=True)]
        elif (b - a) * (d - c) <= _MOST_WEIGHED:
            out += _paired_by_words(old[a:b], new[c:d])
        else:
            out += [Pair(line, None) for line in old[a:b]] + [Pair(None, line) for line in new[c:d]]
    return out


def _alike(one: Line, two: Line) -> float:
    """The share of words that two lines have in common. Rows go with rows only, of as many cells."""
    if (one.row is None) != (two.row is None) or (one.row is not None and len(one.starts) != len(two.starts)):
        return 0.0
    both = (Counter(one.shape) & Counter(two.shape)).total()
    return 2 * both / max(1, len(one.shape) + len(two.shape))


def _with_moved(pairs: list[Pair]) -> list[Pair]:
    """A line that is gone here and new there was moved."""
    there: dict[tuple[str, ...], list[int]] = {}
    for index, pair in enumerate(pairs):
        if pair.old is None and pair.new is not None:
            there.setdefault(pair.new.words, []).append(index)
    out = list(pairs)
    taken: set[int] = set()
    for index, pair in enumerate(pairs):
        if pair.old is not None and pair.new is None and there.get(pair.old.words):
            found = there[pair.old.words].pop(0)
            out[index] = Pair(pair.old, pairs[found].new, is_moved=True)
            taken.add(found)
    return [pair for index, pair in enumerate(out) if index not in taken]


# --- Words of a pair -----------------------------------------------------------------------------


def matched(old: Line, new: Line) -> list[Span]:
    """Stretches of equal words of two lines, and numbers that stand in each other's place, one by one."""
    if old.shape == new.shape:
        return [(place, place + 1, place, place + 1) for place in range(len(old.tokens))]
    out: list[Span] = []
    for kind, a, b, c, d in _opcodes(old.words, new.words):
        if kind == "equal":
            out += [(a + step, a + step + 1, c + step, c + step + 1) for step in range(b - a)]
        elif kind == "replace":
            out += _numbers_in_place(old.tokens, new.tokens, (a, b, c, d))
    return out


def _numbers_in_place(old: Sequence[Token], new: Sequence[Token], span: Span) -> list[Span]:
    """Numbers of a rewritten stretch, one for one, where it has as many as before."""
    a, b, c, d = span
    before = [place for place in range(a, b) if old[place].is_number]
    after = [place for place in range(c, d) if new[place].is_number]
    if len(before) != len(after):
        return []
    return [(one, one + 1, two, two + 1) for one, two in zip(before, after, strict=True)]


@dataclass(frozen=True)
class _Told:
    """What one pair tells."""

    figures: Sequence[FigureDifference] = ()
    numbers: Sequence[NumberDifference] = ()
    lines: Sequence[LineDifference] = ()


def _told(pair: Pair) -> _Told:
    old, new = pair.old, pair.new
    if old is None:
        assert new is not None
        numbers = [NumberDifference(None, token.text, new.place, new.text) for token in new.tokens if token.is_number]
        return _Told((), numbers, [LineDifference(None, new.text, new.place, (Part("new", new.text),))])
    if new is None:
        bound = _bound_tokens(old)
        return _Told(
            [FigureDifference(each.key, each.text, None, old.place, old.text, None) for each in old.bounds],
            [
                NumberDifference(token.text, None, old.place, old.text)
                for place, token in enumerate(old.tokens)
                if token.is_number and place not in bound
            ],
            [LineDifference(old.text, None, old.place, (Part("gone", old.text),))],
        )
    if old.words == new.words:
        moved = [LineDifference(old.text, new.text, new.place, (Part("same", new.text),))] if pair.is_moved else []
        return _Told(lines=moved)
    spans = matched(old, new)
    there = {a: c for a, _b, c, _d in spans}
    line = LineDifference(old.text, new.text, new.place, tuple(_parts(old, new, there)))
    return _Told(list(_figures(old, new, there)), list(_numbers(old, new, there)), [line])


def _bound_tokens(line: Line) -> set[int]:
    """The places of tokens that are part of bound figures."""
    return {place for bound in line.bounds for place in tokens_of(line, bound)}


def tokens_of(line: Line, bound: Bound) -> list[int]:
    """The places of the tokens that a bound figure prints."""
    return [place for place, token in enumerate(line.tokens) if token.start < bound.end and token.end > bound.start]


def _figures(old: Line, new: Line, there: dict[int, int]) -> Iterator[FigureDifference]:
    for bound in old.bounds:
        places = tokens_of(old, bound)
        if not places:
            continue
        now = [there.get(place) for place in places]
        found = [place for place in now if place is not None]
        is_whole = len(found) == len(now) and found == list(range(found[0], found[0] + len(found))) if found else False
        if is_whole and all(
            old.tokens[place].value == new.tokens[other].value for place, other in zip(places, found, strict=True)
        ):
            continue
        text = new.text[new.tokens[found[0]].start : new.tokens[found[-1]].end] if is_whole else None
        yield FigureDifference(bound.key, bound.text, text, old.place, old.text, new.text)


def _numbers(old: Line, new: Line, there: dict[int, int]) -> Iterator[NumberDifference]:
    bound = _bound_tokens(old)
    for place, token in enumerate(old.tokens):
        if token.is_number and place not in bound:
            other = new.tokens[there[place]] if place in there else None
            if other is None or other.value != token.value:
                yield NumberDifference(token.text, other.text if other else None, old.place, new.text)
    known = set(there.values())
    for place, token in enumerate(new.tokens):
        if token.is_number and place not in known:
            yield NumberDifference(None, token.text, new.place, new.text)


def _parts(old: Line, new: Line, there: dict[int, int]) -> Iterator[Part]:
    """The changed line as a reader follows it: what is gone stands before what is new in its place."""
    same = {place: other for place, other in there.items() if old.tokens[place].text == new.tokens[other].text}
    a = c = 0
    while a < len(old.tokens) or c < len(new.tokens):
        begun = a, c
        while a < len(old.tokens) and a not in same:
            a += 1
        upto = same.get(a, len(new.tokens))
        if a > begun[0]:
            yield Part("gone", _stretch(old, begun[0], a))
        if upto > c:
            yield Part("new", _stretch(new, c, upto))
        begun = a, upto
        while a < len(old.tokens) and same.get(a) == upto:
            a, upto = a + 1, upto + 1
        if a > begun[0]:
            yield Part("same", _stretch(new, begun[1], upto))
        c = upto


def _stretch(line: Line, start: int, end: int) -> str:
    """The text of some tokens and the space that follows them."""
    after = line.tokens[end].start if end < len(line.tokens) else len(line.text)
    return line.text[line.tokens[start].start : after]
