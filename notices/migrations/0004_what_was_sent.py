"""What a delivery says by itself, since its notice is its reader's; a mail's own text; «thôi gửi»."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

KINDS = [("plain", "Thông báo"), ("duty", "Nhắc việc phải nộp"), ("urging", "Đôn đốc")]
STATES = [
    ("queued", "Chờ gửi"),
    ("sending", "Đang gửi"),
    ("sent", "Đã gửi"),
    ("bounced", "Bị trả lại"),
    ("failed", "Không gửi được"),
    ("cancelled", "Thôi gửi"),
]


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_deliveries")]

    operations = [  # nothing has made a delivery before this migration: its new columns need no default
        migrations.AlterField(
            model_name="notice",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="notice",
            name="html_body",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="delivery",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="committees.seat"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8, verbose_name="Loại tin"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="subject",
            field=models.CharField(max_length=200, verbose_name="Nội dung"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(choices=STATES, default="queued", max_length=10, verbose_name="Trạng thái"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["user", "channel", "queued_at"], name="delivery_of_a_person"),
        ),
    ]
