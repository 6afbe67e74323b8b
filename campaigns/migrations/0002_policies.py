"""Row-level security of plans and rounds: a plan is seen below its committee once it is no longer a draft."""

from django.db import migrations

from core import policies

OWN = policies.subtree()


def under(table: str, column: str) -> str:
    """Own rows, and rows of a published parent above."""
    return policies.either(OWN, f"({policies.above()} AND {policies.with_row(table, column)})")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial"), ("committees", "0002_policies")]
    operations = [
        policies.protect("campaigns_plan", read=policies.published_above("state <> 'draft'"), write=OWN),
        policies.protect("campaigns_round", read=policies.published_above("state <> 'draft'"), write=OWN),
        policies.protect("campaigns_roundhost", read=under("campaigns_round", "round_id"), write=OWN),
        policies.protect("campaigns_participation", read=OWN, write=OWN),
        policies.protect("campaigns_session", read=under("campaigns_round", "round_id"), write=OWN),
        policies.protect("campaigns_sessionunit", read=OWN, write=OWN),
        policies.protect("campaigns_campaignwindow", read=under("campaigns_plan", "plan_id"), write=OWN),
        policies.protect("campaigns_deadline", read=under("campaigns_plan", "plan_id"), write=OWN),
        policies.protect("campaigns_duty", read=OWN, write=OWN),
        policies.protect("campaigns_submission", read=OWN, write=OWN),
    ]
