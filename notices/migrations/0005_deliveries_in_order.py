"""Claims walk one index, those due at one moment in their order."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("committees", "0005_how_messages_come"),
        ("notices", "0004_what_was_sent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="delivery",
            name="delivery_due",
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["state", "send_after", "id"], name="delivery_due"),
        ),
    ]
