"""Which document asks for what units owe; the committee's own, as its register is."""

import django.db.models.deletion
from django.db import migrations, models

import core.scope
from core import policies


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0009_deadlines_by_document"), ("reports", "0009_batches_and_replacing")]
    operations = [
        migrations.CreateModel(
            name="DeadlineBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "deadline",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="campaigns.deadline"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bases", to="reports.registerentry"
                    ),
                ),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
        policies.protect("reports_deadlinebasis", read=policies.subtree(), write=policies.subtree()),
    ]
