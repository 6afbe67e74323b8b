"""Co-hosts: a committee in another branch and its units see the round they host, its plan, sessions and deadlines."""

import django.contrib.postgres.fields
from django.db import migrations

import core.scope
from core import policies

OWN = policies.subtree()
PUBLISHED = "state <> 'draft'"
HOSTED = policies.own_or_above_among("host_paths")
SEES_ROUND = policies.with_row("campaigns_round", "round_id")
SEES_PLAN = policies.with_row("campaigns_plan", "plan_id")
# The plan of a hosted round in another branch: its year and its rule are needed to take part.
ITS_ROUND_IS_HOSTED = (
    "EXISTS (SELECT 1 FROM campaigns_round hosted WHERE hosted.plan_id = campaigns_plan.id "
    f"AND hosted.{PUBLISHED} AND {policies.own_or_above_among('hosted.host_paths')})"
)
OWNS_ROUND = (
    f"EXISTS (SELECT 1 FROM campaigns_round owned WHERE owned.id = round_id AND {policies.subtree('owned.path')})"
)


def under(condition: str) -> str:
    """As in 0002: own rows, and rows of a published parent above."""
    return policies.either(OWN, f"({policies.above()} AND {condition})")


PUBLISHED_ABOVE = policies.published_above(PUBLISHED)

BACKFILL = """
UPDATE campaigns_round round SET host_paths = hosts.paths
FROM (SELECT round_id, array_agg(path ORDER BY path) AS paths FROM campaigns_roundhost GROUP BY round_id) hosts
WHERE hosts.round_id = round.id
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_photos_handed_in")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="host_paths",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=core.scope.PathField(db_collation="C", max_length=90),
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        policies.reprotect(
            "campaigns_round",
            read=policies.either(PUBLISHED_ABOVE, f"({PUBLISHED} AND {HOSTED})"),
            write=OWN,
            delete=OWN,
            before=(PUBLISHED_ABOVE, OWN),
        ),
        policies.reprotect(
            "campaigns_plan",
            read=policies.either(PUBLISHED_ABOVE, f"({PUBLISHED} AND {ITS_ROUND_IS_HOSTED})"),
            write=OWN,
            delete=OWN,
            before=(PUBLISHED_ABOVE, OWN),
        ),
        # Who hosts is the round's to say: a committee does not make itself a host of another's round.
        policies.reprotect(
            "campaigns_roundhost",
            read=policies.either(OWN, SEES_ROUND),
            write=OWNS_ROUND,
            delete=OWNS_ROUND,
            before=(under(SEES_ROUND), OWN),
        ),
        policies.reprotect(
            "campaigns_session",
            read=policies.either(OWN, SEES_ROUND),
            write=OWN,
            delete=OWN,
            before=(under(SEES_ROUND), OWN),
        ),
        policies.reprotect(
            "campaigns_deadline",
            read=policies.either(under(SEES_PLAN), f"(round_id IS NOT NULL AND {SEES_ROUND})"),
            write=OWN,
            delete=OWN,
            before=(under(SEES_PLAN), OWN),
        ),
    ]
