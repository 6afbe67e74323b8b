"""How a person wants messages to come."""

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
    ]
