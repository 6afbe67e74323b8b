"""The note of what was returned on the duty, and who handed in as text, for the dated list of a duty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_what_is_owed"),
    ]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="returned_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="Lý do trả lại"),
        ),
        migrations.AddField(
            model_name="submission",
            name="by_label",
            field=models.CharField(blank=True, max_length=250, verbose_name="Người nộp"),
        ),
    ]
