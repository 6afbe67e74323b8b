"""The counting tallies of a year with what pages add up: a country's open rounds are read from this index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_policies"),
        ("committees", "0003_name_trigrams"),
        ("quotas", "0005_blocs_and_other_targets"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(
                condition=models.Q(("is_counting", True)),
                fields=["year", "path"],
                include=(
                    "round",
                    "bags",
                    "ml",
                    "apheresis",
                    "registered",
                    "present",
                    "donated",
                    "deferred",
                    "not_drawn",
                ),
                name="counting_tally_by_path",
            ),
        ),
    ]
