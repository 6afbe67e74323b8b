"""Rebuilding what is derived from tallies: the year totals, and what units inherited from their predecessors.

The year totals are kept by a trigger and the inherited ones when a succession is recorded; both can be made anew here
at any time, each as one set-based statement that also tells which rows differed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from committees import scopes
from committees.models import Succession
from committees.succession import on_recorded
from quotas.models import COUNTS, YearTotal

SUMMED = (*COUNTS, "bags", "ml")


@dataclass(frozen=True, slots=True)
class Differences:
    """Rows of a derived table that did not say what they should: absent, with other figures, and without any ground."""

    missing: int
    wrong: int
    surplus: int

    @property
    def total(self) -> int:
        """How many rows differed in all."""
        return self.missing + self.wrong + self.surplus

    def __add__(self, other: Differences) -> Differences:
        return Differences(self.missing + other.missing, self.wrong + other.wrong, self.surplus + other.surplus)


def rebuild_totals() -> Differences:
    """Make every YearTotal and RoundTotal anew from the counting tallies; savers wait meanwhile (about a second).

    A row whose last tally was taken away stands for no row, so its absence is no difference. A closed round is added up
    for its own committee's subtree, as at its closing: a co-host beside it keeps to its own.
    """
    sums = ", ".join(f"sum({name}) AS {name}" for name in SUMMED)
    years = f"""
        SELECT unit_id, path, year, count(*) AS tallies, {sums}
        FROM quotas_tally WHERE is_counting GROUP BY unit_id, path, year"""
    rounds = f"""
        SELECT tally.round_id, round.path, tally.year, round.lineage, {sums}
        FROM quotas_tally tally JOIN campaigns_round round ON round.id = tally.round_id
        WHERE round.state = 'closed' AND tally.is_counting
          AND tally.path >= round.path AND tally.path < {_after("round.path")}
        GROUP BY tally.round_id, round.path, tally.year, round.lineage"""
    with scopes.for_system("rebuild_totals"), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE quotas_tally IN SHARE ROW EXCLUSIVE MODE")
        columns: tuple[str, ...] = ("path", "tallies", *SUMMED)
        cursor.execute(_replace("quotas_yeartotal", years, columns, stored="TRUE", is_empty="old.tallies = 0"))
        of_years = Differences(*cursor.fetchone())
        columns = ("path", "year", "lineage", *SUMMED)
        cursor.execute(_replace("quotas_roundtotal", rounds, columns, key=("round_id",), stored="TRUE"))
        return of_years + Differences(*cursor.fetchone())


def rebuild_inherited(*, successors: Collection[int] | None = None) -> Differences:
    """Make every InheritedTotal anew, or only those of the units named by id and of the units that follow them.

    Per year a unit inherits the year totals inside the path ranges of its whole predecessors and of theirs. Where
    somewhere in that lineage a unit with results was split, the row is partial: not comparable, no share is invented.
    """
    with transaction.atomic(), scopes.for_system("rebuild_inherited"), connection.cursor() as cursor:
        if successors is None:
            cursor.execute(_replace("quotas_inheritedtotal", _inherited("TRUE"), _INHERITED, stored="TRUE"))
        else:
            cursor.execute(_FOLLOWING, [list(successors)])
            affected = [row[0] for row in cursor.fetchall()]
            fresh = _inherited("successor_id = ANY (%(affected)s)")
            statement = _replace("quotas_inheritedtotal", fresh, _INHERITED, stored="old.unit_id = ANY (%(affected)s)")
            cursor.execute(statement, {"affected": affected})
        return Differences(*cursor.fetchone())


@on_recorded
def inherit(successions: Sequence[Succession]) -> None:
    """Bring the inherited totals of the units that just got predecessors up to date, and of their successors.

    While nobody has any result there is nothing to inherit: the first load of the country's ten thousand successions
    asks no more than that.
    """
    with scopes.for_system("inherit"):
        if not YearTotal.objects.exists():
            return
    rebuild_inherited(successors={succession.successor_id for succession in successions})


_INHERITED = ("path", *SUMMED, "is_partial", "predecessors")

_FOLLOWING = """
    WITH RECURSIVE following(id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT step.successor_id FROM following JOIN committees_succession step ON step.predecessor_id = following.id
    ) SELECT id FROM following"""


def _inherited(condition: str) -> str:
    """The rows as they should be. `reached` holds every year total once per heir, however many ways lead to it; a
    total inside the heir's own range is its own and not inherited."""
    sums = ", ".join(f"sum(total.{name}) FILTER (WHERE reached.is_whole) AS {name}" for name in SUMMED)
    return f"""
        WITH RECURSIVE lineage(successor_id, predecessor_id, is_whole) AS (
            SELECT successor_id, predecessor_id, is_whole FROM committees_succession WHERE {condition}
            UNION
            SELECT lineage.successor_id, step.predecessor_id, lineage.is_whole AND step.is_whole
            FROM lineage JOIN committees_succession step ON step.successor_id = lineage.predecessor_id
        ),
        years AS MATERIALIZED (SELECT DISTINCT year FROM quotas_yeartotal WHERE tallies > 0),
        reached AS (
            SELECT lineage.successor_id, found.id, bool_or(lineage.is_whole) AS is_whole
            FROM lineage
            JOIN committees_unit heir ON heir.id = lineage.successor_id
            JOIN committees_unit former ON former.id = lineage.predecessor_id
            CROSS JOIN years
            CROSS JOIN LATERAL (
                SELECT total.id FROM quotas_yeartotal total
                WHERE total.year = years.year AND total.tallies > 0
                  AND total.path >= former.path AND total.path < {_after("former.path")}
                  AND NOT (total.path >= heir.path AND total.path < {_after("heir.path")})
            ) found
            GROUP BY lineage.successor_id, found.id
        ),
        names AS (
            SELECT step.successor_id,
                   left(string_agg(former.name, ', ' ORDER BY former.name_sort, former.id), 500) AS predecessors
            FROM committees_succession step JOIN committees_unit former ON former.id = step.predecessor_id
            GROUP BY step.successor_id
        )
        SELECT heir.id AS unit_id, heir.path, total.year, {sums},
               bool_or(NOT reached.is_whole) AS is_partial, names.predecessors
        FROM reached
        JOIN quotas_yeartotal total ON total.id = reached.id
        JOIN committees_unit heir ON heir.id = reached.successor_id
        JOIN names ON names.successor_id = reached.successor_id
        GROUP BY heir.id, heir.path, total.year, names.predecessors"""


def _after(path: str) -> str:
    """SQL for the open end of a path's range: core.scope.after_subtree."""
    return f"(left({path}, -1) || '/')"


def _replace(
    table: str,
    fresh: str,
    columns: Sequence[str],
    *,
    key: Sequence[str] = ("unit_id", "year"),
    stored: str,
    is_empty: str = "FALSE",
) -> str:
    """One statement that makes `table` hold exactly the rows of `fresh` and counts what differed.

    `stored` says which rows of the table are meant, `is_empty` which of them stand for none.
    """
    listed, keys = ", ".join(columns), ", ".join(key)
    same = " AND ".join(f"old.{name} = fresh.{name}" for name in key)
    is_other = f"({', '.join(f'old.{name}' for name in columns)}) IS DISTINCT FROM ({{}})"
    from_fresh = is_other.format(", ".join(f"fresh.{name}" for name in columns))
    from_new = is_other.format(", ".join(f"EXCLUDED.{name}" for name in columns))
    sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns)
    found = f"fresh.{key[0]} IS NOT NULL"
    return f"""
        WITH fresh AS MATERIALIZED ({fresh}),
        differences AS (
            SELECT count(*) FILTER (WHERE old.id IS NULL OR ({found} AND {is_empty})) AS missing,
                   count(*) FILTER (WHERE old.id IS NOT NULL AND {found} AND NOT {is_empty} AND {from_fresh}) AS wrong,
                   count(*) FILTER (WHERE NOT {found} AND NOT {is_empty}) AS surplus
            FROM fresh FULL JOIN (SELECT * FROM {table} old WHERE {stored}) old ON {same}
        ),
        gone AS (
            DELETE FROM {table} old WHERE {stored} AND NOT EXISTS (SELECT 1 FROM fresh WHERE {same})
        ),
        kept AS (
            INSERT INTO {table} AS old ({keys}, {listed}) SELECT {keys}, {listed} FROM fresh
            ON CONFLICT ({keys}) DO UPDATE SET {sets} WHERE {from_new}
        )
        SELECT missing, wrong, surplus FROM differences"""
