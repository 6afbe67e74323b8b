"""A unit's rank goes by what one đơn vị máu is in the superior's plan, as every other figure does.

Until now it went by bags, whatever the plan counts in: 250 ml, or whole blood alone.
"""

from importlib import import_module

from django.db import migrations

BY_BAGS = import_module("quotas.migrations.0003_rank_door").RANK
# As quotas/blood_units.py counts.
UNITS = """CASE asked.blood_unit
                   WHEN 'ml250' THEN sum(COALESCE(total.ml, 0)) / 250.0 + sum(COALESCE(total.apheresis, 0))
                   WHEN 'whole' THEN sum(total.bags - COALESCE(total.apheresis, 0))
                   ELSE sum(total.bags) END"""
BY_UNITS = BY_BAGS.replace("sum(total.bags)", UNITS).replace(
    "SELECT mine.allotment_id", "SELECT mine.allotment_id, plan.blood_unit"
)


def rank(body: str) -> str:
    """The door with another body; owner and rights stay."""
    return (
        "CREATE OR REPLACE FUNCTION quotas_rank(asked_path text, asked_year integer) "
        "RETURNS TABLE (place bigint, among bigint) LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {body} $$"
    )


class Migration(migrations.Migration):
    dependencies = [("quotas", "0007_round_total_of_own_subtree")]
    operations = [migrations.RunSQL(rank(BY_UNITS), rank(BY_BAGS))]
