"""People who stand twice in one file: certain ones count once, close ones are asked about; the answer is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from donors.identity import REASON_LABELS, Match, PairKey, Reason, Verdict, pair_key, within_file
from donors.intake.findings import Code, Finding
from donors.intake.people import PersonRow
from donors.match_keys import person_of_row
from donors.names import Population

_BETWEEN = "~"
MOST_TOLD = 20  # rows that count once, one sentence each
IN_A_FILE = Population(2_000)  # a list is of one place: names are as common as in a commune


def marked(people: Sequence[PersonRow], *, choices: Mapping[str, bool]) -> list[PersonRow]:
    """The people, the later of each pair marked TWICE_IN_FILE or CLOSE_IN_FILE.

    `choices` are former answers by the pair's key as text (`written_pair`).
    """
    compared = [person_of_row(person, unit_id=None) for person in people]
    remembered = {read_pair(key): is_same for key, is_same in choices.items()}
    found = list(people)
    for pair in within_file(compared, population=IN_A_FILE, remembered=remembered):
        code = Code.TWICE_IN_FILE if pair.match.verdict is Verdict.SAME else Code.CLOSE_IN_FILE
        later = found[pair.second]
        if any(finding.code in {Code.TWICE_IN_FILE, Code.CLOSE_IN_FILE} for finding in later.findings):
            continue  # one question a row
        detail = {
            "row": str(people[pair.first].row),
            "reasons": why(pair.match),
            "pair": written_pair(pair_key(compared[pair.first], compared[pair.second])),
        }
        found[pair.second] = replace(later, findings=[*later.findings, Finding(code, detail=detail)])
    return found


def told(people: Sequence[PersonRow]) -> list[Finding]:
    """Which rows of a file count once, with the row each repeats; the first of them where there are many."""
    repeated = [
        (person.row, finding.detail["row"])
        for person in people
        for finding in person.findings
        if finding.code is Code.TWICE_IN_FILE and finding.detail
    ]
    return [
        Finding(Code.COUNTED_ONCE, detail={"second": str(row), "row": first}) for row, first in repeated[:MOST_TOLD]
    ]


def why(match: Match) -> str:
    """The reasons in words, those that speak for it first: «cùng họ tên, cùng năm sinh»."""
    return in_words([reason.value for reason in match.reasons])


def in_words(reasons: Sequence[str]) -> str:
    """Reasons as they are kept, in words; one that a later version no longer knows is left out."""
    known = [Reason(value) for value in reasons if value in Reason._value2member_map_]
    in_order = sorted(known, key=lambda reason: -reason.sign)
    return ", ".join(str(REASON_LABELS[reason]) for reason in in_order) or _("giống nhau")


def written_pair(key: PairKey) -> str:
    """A pair's key as the text that is kept."""
    return _BETWEEN.join(key)


def read_pair(text: str) -> PairKey:
    """The inverse of `written_pair`."""
    first, _between, second = text.partition(_BETWEEN)
    return first, second
