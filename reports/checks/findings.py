"""What a check finds: how grave, in one sentence what is wrong and what to do, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_AROUND = 60  # letters on each side of what is meant


@dataclass(frozen=True, slots=True)
class Spot:
    """A place by its name ("II.2"), its anchor on a document's page where it has one, and the words around."""

    place: str
    anchor: str = ""
    before: str = ""
    marked: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend (`is_error`: a document with it is not presented) or to look at, wherever it stands.

    `has_bound`: a figure that we bound is among the numbers it speaks of, so that it is no guess at what was typed.
    """

    sentence: str
    spots: tuple[Spot, ...]
    is_error: bool = False
    has_bound: bool = False

    @property
    def places(self) -> list[Spot]:
        """Its places, each once."""
        return list({(spot.place, spot.anchor): spot for spot in reversed(self.spots)}.values())[::-1]

    @property
    def told(self) -> str:
        """Place and sentence, where there is no page to link to."""
        return f"{self.spots[0].place}: {self.sentence}" if self.spots and self.spots[0].place else self.sentence


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that say the same as one with all its places, errors first, else in their order."""
    spots: dict[tuple[bool, str], list[Spot]] = {}
    for each in findings:
        spots.setdefault((not each.is_error, each.sentence), []).extend(each.spots)
    ordered = sorted(spots.items(), key=lambda item: item[0][0])
    return [Finding(sentence, tuple(found), is_error=not is_style) for (is_style, sentence), found in ordered]


def spot_in(text: str, start: int, end: int, *, place: str, anchor: str = "") -> Spot:
    """The words `text[start:end]` and those around them, cut between words."""
    before, after = text[:start], text[end:]
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:].partition(' ')[2]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND].rpartition(' ')[0]}…"
    return Spot(place, anchor, before, text[start:end], after)
