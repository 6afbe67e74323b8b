"""A letter to each late unit in one go, with its row-level security; a document is replaced once."""

import django.db.models.deletion
from django.db import migrations, models

import core.scope
from core import policies


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0008_activity_reports"),
        ("committees", "0008_bodies_print_check_codes"),
        ("core", "0003_files_with_readers"),
        ("reports", "0008_deliveries_and_check_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                ("new_due_at", models.DateTimeField(null=True, verbose_name="Hạn mới")),
                (
                    "new_due_wording",
                    models.CharField(
                        blank=True,
                        choices=[("before", "trước ngày"), ("by", "chậm nhất ngày")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("unit_ids", models.JSONField(default=list)),
                ("position", models.PositiveIntegerField(default=0)),
                ("left_out", models.JSONField(default=list)),
                ("pdf_of", models.CharField(blank=True, default="", max_length=64)),
                ("created_at", models.DateTimeField()),
                ("created_by_id", models.BigIntegerField(null=True)),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter_batches",
                        to="committees.committee",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter_batches",
                        to="campaigns.deadline",
                    ),
                ),
                (
                    "issuing_body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="committees.issuingbody"
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="document",
            name="batch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="reports.letterbatch"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("replaces",), name="a_document_is_replaced_once"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("batch", "to_unit"), name="one_letter_a_unit_in_a_batch"),
        ),
        migrations.AddIndex(
            model_name="letterbatch",
            index=models.Index(fields=["path", "-created_at"], name="reports_let_path_db1ab0_idx"),
        ),
        policies.protect("reports_letterbatch", read=policies.subtree(), write=policies.subtree()),
    ]
