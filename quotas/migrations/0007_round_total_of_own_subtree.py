"""A round's total is of its committee's own subtree, whoever closes the round: co-hosts beside it are added elsewhere.

Until now that was so only because whoever closes a round is bound by row-level security; the database's owner is not.
"""

from django.db import migrations

COLUMNS = "registered, present, donated, deferred, not_drawn, bags_250, bags_350, bags_450, apheresis, bags, ml"
SUMS = ", ".join(f"sum({name})" for name in COLUMNS.split(", "))


def keep_round_total(within: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION quotas_keep_round_total() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM quotas_roundtotal WHERE round_id = NEW.id;
    IF NEW.state = 'closed' THEN
        INSERT INTO quotas_roundtotal (round_id, path, year, lineage, {COLUMNS})
        SELECT NEW.id, NEW.path, max(tally.year), NEW.lineage, {SUMS}
        FROM quotas_tally tally WHERE round_id = NEW.id AND is_counting{within} HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("quotas", "0006_tally_index")]
    operations = [
        migrations.RunSQL(keep_round_total(" AND starts_with(tally.path, NEW.path)"), keep_round_total("")),
    ]
