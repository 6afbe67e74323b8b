"""How a person wants messages to come."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("committees", "0004_sent_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="gets_email",
            field=models.BooleanField(default=True, verbose_name="Gửi cả thư điện tử"),
        ),
        migrations.AddField(
            model_name="user",
            name="message_hour",
            field=models.PositiveSmallIntegerField(default=8, verbose_name="Giờ nhận tin nhắc việc"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("message_hour__range", (7, 19))), name="message_hour_is_in_the_day"
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="away_until",
            field=models.DateField(blank=True, null=True, verbose_name="Nghỉ đến hết ngày"),
        ),
        migrations.AddField(
            model_name="seat",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="committees.seat",
                verbose_name="Người làm thay",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("stand_in", models.F("id")), _negated=True), name="nobody_stands_in_for_themselves"
            ),
        ),
    ]
