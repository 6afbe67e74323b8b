"""Where a rotation of MATCH_KEY keeps what each keyed hash becomes, until all are swapped (donors/match_rotation.py).

No tenant's table and no model: only the database's owner reads or writes it, forced row-level security without a policy
hides it from everybody else, and a finished rotation leaves it empty.
"""

from django.db import migrations

TABLE = "donors_matchrotation"


class Migration(migrations.Migration):
    dependencies = [("donors", "0003_incoming_files")]
    operations = [
        migrations.RunSQL(
            [
                (
                    f"CREATE TABLE {TABLE} ("
                    'purpose varchar(10) NOT NULL, old varchar(100) COLLATE "C" NOT NULL, '
                    'new varchar(100) COLLATE "C" NOT NULL, made_with varchar(32) NOT NULL, '
                    "PRIMARY KEY (purpose, old))",
                    None,
                ),
                (f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY", None),
                (f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY", None),
                (f"REVOKE ALL ON {TABLE} FROM giot_app, giot_door", None),
            ],
            [(f"DROP TABLE {TABLE}", None)],
        )
    ]
