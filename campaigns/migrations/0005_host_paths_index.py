"""The index by which a co-host's rounds are found; apart, since a table with pending triggers takes no new index."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_co_hosts")]

    operations = [
        migrations.AddIndex(
            model_name="round",
            index=django.contrib.postgres.indexes.GinIndex(fields=["host_paths"], name="round_host_paths"),
        ),
    ]
