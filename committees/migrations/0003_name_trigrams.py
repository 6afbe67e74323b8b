"""Trigram indexes for the search of the public unit catalogue; no other table is searched so (core/policies.py)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("committees", "0002_policies")]
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE INDEX unit_name_trigrams ON committees_unit USING gin (name_fold gin_trgm_ops)",
            "DROP INDEX unit_name_trigrams",
        ),
        migrations.RunSQL(
            "CREATE INDEX alias_name_trigrams ON committees_unitalias USING gin (name_fold gin_trgm_ops)",
            "DROP INDEX alias_name_trigrams",
        ),
    ]
