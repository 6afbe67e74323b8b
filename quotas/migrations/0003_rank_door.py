"""A unit's rank among its siblings: an answer across tenants, given only where the superior's plan shows it."""

from django.db import migrations

from core import policies

# The caller may ask only about units of its own scope; the answer is a place and a number, never a row.
RANK = """
WITH asked AS (
    SELECT mine.allotment_id
    FROM quotas_target mine
    JOIN quotas_allotment allotment ON allotment.id = mine.allotment_id
    JOIN campaigns_plan plan ON plan.id = allotment.plan_id
    WHERE mine.path = asked_path AND plan.year = asked_year AND plan.shows_ranking
      AND allotment.state IN ('issued', 'provisional') AND NOT allotment.is_from_superior
      AND allotment.metric = 'blood_units' AND allotment.round_id IS NULL AND allotment.window_id IS NULL
      AND asked_path >= NULLIF(current_setting('scope.low', true), '')
      AND asked_path < NULLIF(current_setting('scope.high', true), '')
), shares AS (
    SELECT target.path,
           COALESCE((
               SELECT sum(total.bags) FROM quotas_yeartotal total
               WHERE total.year = asked_year AND total.path >= target.path
                 AND total.path < left(target.path, -1) || '/'
           ), 0)::numeric / target.assigned AS share
    FROM quotas_target target JOIN asked USING (allotment_id)
    WHERE target.assigned > 0
), ranked AS (
    SELECT path, rank() OVER (ORDER BY share DESC) AS place, count(*) OVER () AS among FROM shares
)
SELECT place, among FROM ranked WHERE path = asked_path
"""


class Migration(migrations.Migration):
    dependencies = [("quotas", "0002_policies")]
    operations = [
        policies.door(
            "quotas_rank",
            signature="asked_path text, asked_year integer",
            returns="TABLE (place bigint, among bigint)",
            body=RANK,
        ),
    ]
