"""The sums that progress is made of: two questions, each in SQL of its own, since they decide what a page costs.

Both are asked inside the open scope and under row-level security like any other. They add up only what pages print
(`AMOUNT_FIELDS`), so that the index `year_total_by_path` answers a whole country without its table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from campaigns.models import Round
from committees.models import Unit
from committees.tree import LABEL_LENGTH
from core.scope import after_subtree, ancestors, required
from quotas.blood_units import AMOUNT_FIELDS, NOTHING, Amount

_FIELDS = ", ".join(AMOUNT_FIELDS)
_SUMS = ", ".join(f"sum({name})" for name in AMOUNT_FIELDS)

# Two kinds of rows: results by child and year, and what a unit or child inherited, which alone knows `is_partial`.
_OF_YEARS = f"""
    SELECT left(path, %(depth)s), year, NULL::boolean, {_SUMS}
    FROM quotas_yeartotal
    WHERE year IN (%(year)s, %(last)s) AND path >= %(top)s AND path < %(end)s
    GROUP BY 1, 2
    UNION ALL
    SELECT path, year, is_partial, {_FIELDS}
    FROM quotas_inheritedtotal
    WHERE year = %(last)s AND path >= %(top)s AND path < %(end)s AND length(path) <= %(depth)s"""

# Closed rounds as they were added up at their closing, open ones tally by tally. A closed round that a committee above
# hosts was added up for all its units, so there the unit's own tallies count. Each host adds up its own subtree only:
# what a co-host beside the round's committee reached is read tally by tally too.
_CLOSED = f"""
    SELECT {{part}}, {_SUMS}
    FROM quotas_roundtotal
    WHERE year = %(year)s AND path >= %(top)s AND path < %(end)s
    GROUP BY 1"""
_TALLIES = f"""
    SELECT {{part}}, {_SUMS}
    FROM quotas_tally tally JOIN campaigns_round round ON round.id = tally.round_id
    WHERE tally.is_counting AND tally.year = %(year)s AND tally.path >= %(top)s AND tally.path < %(end)s AND {{where}}
    GROUP BY 1"""
_OPEN_BELOW = """round.path >= %(top)s AND round.path < %(end)s AND (
        round.state = 'open' OR cardinality(round.host_paths) > 1 AND NOT starts_with(tally.path, round.path))"""
_HOSTED_ABOVE = "round.path = ANY (%(above)s)"


def year_sums(*, unit: Unit, year: int) -> tuple[dict[tuple[str, int], Amount], dict[str, tuple[Amount, bool]]]:
    """This year's and last year's counting results by child path (the unit's own path for what hangs on itself), and
    what the unit and its children inherited of last year from their predecessors, with whether that is comparable."""
    depth = len(unit.path) + LABEL_LENGTH
    results: dict[tuple[str, int], Amount] = {}
    inherited: dict[str, tuple[Amount, bool]] = {}
    for path, of_year, is_partial, *figures in _asked(
        _OF_YEARS, {**_within(unit), "depth": depth, "year": year, "last": year - 1}
    ):
        if is_partial is None:
            results[path, of_year] = Amount(*figures)
        else:
            inherited[path] = (Amount(*figures), not is_partial)
    return results, inherited


def round_sums(*, unit: Unit, rounds: Sequence[Round], year: int) -> dict[int, Amount]:
    """The unit's results by round, for rounds of one plan; a superior's round is the sum of its parts."""
    depths = {len(each.lineage) for each in rounds}
    questions = [
        _CLOSED.format(part=_part_of("round_id", "lineage", depths)),
        _TALLIES.format(part=_part_of("round.id", "round.lineage", depths), where=_OPEN_BELOW),
    ]
    if unit.path not in {each.path for each in rounds}:
        questions.append(_TALLIES.format(part=_part_of("round.id", "round.lineage", depths), where=_HOSTED_ABOVE))
    values = {**_within(unit), "year": year, "ids": [each.pk for each in rounds], "above": list(ancestors(unit.path))}
    sums: dict[int, Amount] = {}
    for part, *figures in _asked(" UNION ALL ".join(questions), values):
        if part is not None:  # None: rounds that are no part of these
            sums[part] = sums.get(part, NOTHING) + Amount(*figures)
    return sums


def _part_of(round_id: str, lineage: str, depths: set[int]) -> str:
    """SQL for which of the asked rounds a round is, or is a part of: an asked round stands in the lineage of its parts
    at its own depth. So there are as many groups as asked rounds, however many parts they have."""
    above = (f"{lineage}[{depth + 1}]" for depth in sorted(depths))
    cases = "".join(f" WHEN {each} = ANY (%(ids)s::bigint[]) THEN {each}" for each in (round_id, *above))
    return f"CASE{cases} END"


def _within(unit: Unit) -> dict[str, Any]:
    return {"top": unit.path, "end": after_subtree(unit.path)}


def _asked(question: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    required()  # what a scoped manager would have asked
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
