"""Rank among siblings by share of own quota, answered through a door and only where the superior shows it."""

from __future__ import annotations

from django.db import connection

from quotas.progress import Progress, Rank


def rank_of(progress: Progress) -> Rank | None:
    """The unit's place among its siblings in the superior's plan; None where the superior shows none."""
    if progress.superior_quota is None or progress.unit.parent_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, among FROM quotas_rank(%s, %s)", [progress.unit.path, progress.year])
        row = cursor.fetchone()
    return Rank(place=row[0], among=row[1]) if row and row[0] is not None else None
