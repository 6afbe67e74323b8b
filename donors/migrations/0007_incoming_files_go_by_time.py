"""A file handed in with many others that time deletes leaves its line without one, as 0006 does for uploads."""

from django.db import migrations

_REPLACE = """
DO $$
DECLARE was text;
BEGIN
    SELECT conname INTO was FROM pg_constraint
    WHERE conrelid = 'donors_incomingfile'::regclass AND contype = 'f' AND confrelid = 'core_storedfile'::regclass;
    EXECUTE format('ALTER TABLE donors_incomingfile DROP CONSTRAINT %I', was);
    EXECUTE format(
        'ALTER TABLE donors_incomingfile ADD CONSTRAINT %I FOREIGN KEY (file_id) REFERENCES core_storedfile (id)'
        ' {on_delete} DEFERRABLE INITIALLY DEFERRED', was);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("donors", "0006_files_go_by_time")]
    operations = [
        migrations.RunSQL(
            [(_REPLACE.format(on_delete="ON DELETE SET NULL"), None)],
            [(_REPLACE.format(on_delete=""), None)],
        )
    ]
