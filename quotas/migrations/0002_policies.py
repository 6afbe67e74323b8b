"""Row-level security of the ledger and the tallies, and the trigger that keeps the year totals."""

from django.db import migrations

from core import policies

OWN = policies.subtree()
COLUMNS = "registered, present, donated, deferred, not_drawn, bags_250, bags_350, bags_450, apheresis, bags, ml"
SUMS = ", ".join(f"sum({name})" for name in COLUMNS.split(", "))
UPDATES = ", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS.split(", "))

# The advisory lock makes two savers of one unit's tallies in different rounds add up one after the other; taking it
# before the statement that sums gives that statement a snapshot with the other's committed rows.
KEEP_YEAR_TOTAL = f"""
CREATE FUNCTION quotas_keep_year_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed quotas_tally := COALESCE(NEW, OLD);
BEGIN
    PERFORM pg_advisory_xact_lock(20241, hashint8(changed.unit_id) # changed.year);
    INSERT INTO quotas_yeartotal (unit_id, path, year, tallies, {COLUMNS})
    SELECT changed.unit_id, changed.path, changed.year, count(*), {SUMS}
    FROM quotas_tally
    WHERE unit_id = changed.unit_id AND path = changed.path AND year = changed.year AND is_counting
    ON CONFLICT (unit_id, year) DO UPDATE SET tallies = EXCLUDED.tallies, {UPDATES};
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("quotas", "0001_initial"), ("campaigns", "0002_policies")]
    operations = [
        policies.protect(
            "quotas_allotment", read=policies.published_above("state <> 'draft' AND NOT is_from_superior"), write=OWN
        ),
        policies.protect(
            "quotas_target",
            read=f"({OWN} AND (is_published OR {policies.subtree('giver_path')}))",
            write=f"({OWN} AND {policies.subtree('giver_path')})",
        ),
        policies.protect("quotas_tally", read=OWN, write=OWN),
        policies.protect("quotas_yeartotal", read=OWN, write=OWN),
        policies.protect("quotas_inheritedtotal", read=OWN, write=OWN),
        policies.protect("quotas_outsidefigure", read=OWN, write=OWN),
        migrations.RunSQL(
            [
                (KEEP_YEAR_TOTAL, None),
                (
                    "CREATE TRIGGER keep_year_total AFTER INSERT OR UPDATE OR DELETE ON quotas_tally "
                    "FOR EACH ROW EXECUTE FUNCTION quotas_keep_year_total()",
                    None,
                ),
            ],
            [
                ("DROP TRIGGER keep_year_total ON quotas_tally", None),
                ("DROP FUNCTION quotas_keep_year_total()", None),
            ],
        ),
    ]
