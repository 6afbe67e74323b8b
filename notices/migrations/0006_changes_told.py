from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0005_deliveries_in_order"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="kind",
            field=models.CharField(
                choices=[
                    ("plain", "Thông báo"),
                    ("duty", "Nhắc việc phải nộp"),
                    ("urging", "Đôn đốc"),
                    ("change", "Báo thay đổi"),
                ],
                max_length=8,
                verbose_name="Loại tin",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("plain", "Thông báo"),
                    ("duty", "Nhắc việc phải nộp"),
                    ("urging", "Đôn đốc"),
                    ("change", "Báo thay đổi"),
                ],
                default="plain",
                max_length=8,
            ),
        ),
    ]
