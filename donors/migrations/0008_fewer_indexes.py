"""Indexes that another one of the same table begins with: a list of thousands writes each of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("donors", "0007_incoming_files_go_by_time"),
    ]

    operations = [
        migrations.AlterField(
            model_name="donorkey",
            name="donor",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="donors.donor"
            ),
        ),
        migrations.AlterField(
            model_name="registration",
            name="volunteer_list",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="registrations",
                to="donors.volunteerlist",
            ),
        ),
        migrations.AlterField(
            model_name="registrationchange",
            name="upload",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="donors.upload"
            ),
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="upload",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="donors.upload"
            ),
        ),
    ]
