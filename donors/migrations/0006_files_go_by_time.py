"""A file that time deletes leaves its upload without one: said to the database itself.

The sweep that deletes expired files sees no people's rows, so Django's own SET NULL reaches none of them.
"""

from django.db import migrations

_REPLACE = """
DO $$
DECLARE was text;
BEGIN
    SELECT conname INTO was FROM pg_constraint
    WHERE conrelid = 'donors_upload'::regclass AND contype = 'f' AND confrelid = 'core_storedfile'::regclass;
    EXECUTE format('ALTER TABLE donors_upload DROP CONSTRAINT %I', was);
    EXECUTE format(
        'ALTER TABLE donors_upload ADD CONSTRAINT %I FOREIGN KEY (file_id) REFERENCES core_storedfile (id)'
        ' {on_delete} DEFERRABLE INITIALLY DEFERRED', was);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("donors", "0005_erasing")]
    operations = [
        migrations.RunSQL(
            [(_REPLACE.format(on_delete="ON DELETE SET NULL"), None)],
            [(_REPLACE.format(on_delete=""), None)],
        )
    ]
