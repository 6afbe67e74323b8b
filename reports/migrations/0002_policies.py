"""Row-level security of documents; an issued document is immutable."""

from django.db import migrations

from core import policies

IMMUTABLE = """
CREATE FUNCTION reports_issued_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'issued' THEN
        RAISE EXCEPTION 'an issued document is immutable' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("quotas", "0002_policies")]
    operations = [
        policies.protect("reports_document", read=policies.subtree(), write=policies.subtree()),
        migrations.RunSQL(
            [
                (IMMUTABLE, None),
                (
                    "CREATE TRIGGER issued_is_immutable BEFORE UPDATE OR DELETE ON reports_document "
                    "FOR EACH ROW EXECUTE FUNCTION reports_issued_is_immutable()",
                    None,
                ),
            ],
            [
                ("DROP TRIGGER issued_is_immutable ON reports_document", None),
                ("DROP FUNCTION reports_issued_is_immutable()", None),
            ],
        ),
    ]
