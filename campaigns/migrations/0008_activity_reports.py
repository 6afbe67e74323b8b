"""What units report that they did; seen by the unit and everything above it, never beside."""

import django.db.models.deletion
from django.db import migrations, models

import core.scope
from core import policies

OWN = policies.subtree()


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_returned_duties"),
        ("committees", "0005_how_messages_come"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                ("year", models.PositiveSmallIntegerField(verbose_name="Năm")),
                ("edition", models.PositiveIntegerField(default=0)),
                ("came_at", models.DateTimeField(help_text="Lúc có nội dung lần đầu.")),
                ("saved_at", models.DateTimeField()),
                ("by_label", models.CharField(blank=True, max_length=250, verbose_name="Người ghi")),
                ("on_behalf", models.BooleanField(default=False, verbose_name="Nộp thay")),
                (
                    "round",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity_reports",
                        to="campaigns.round",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activity_reports",
                        to="committees.unit",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity_reports",
                        to="campaigns.campaignwindow",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ActivityLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "Tin, bài"),
                            ("post", "Bài đăng trên mạng xã hội"),
                            ("broadcast", "Phát thanh, truyền thanh"),
                            ("talk", "Tuyên truyền lưu động, trực tiếp"),
                            ("reached", "Người được tuyên truyền, vận động"),
                            ("pano", "Pano"),
                            ("banner", "Băng rôn"),
                            ("leaflet", "Tờ rơi, tài liệu"),
                            ("training", "Tập huấn"),
                            ("ceremony", "Lễ phát động, mít tinh, tôn vinh"),
                            ("other", "Hoạt động khác"),
                        ],
                        max_length=10,
                        verbose_name="Hoạt động",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=120, verbose_name="Ghi rõ")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("article", "tin, bài"),
                            ("post", "bài"),
                            ("session", "buổi"),
                            ("times", "lượt"),
                            ("people", "lượt người"),
                            ("m", "m"),
                            ("m2", "m²"),
                            ("piece", "cái"),
                            ("sheet", "tờ"),
                            ("class", "lớp"),
                            ("event", "cuộc"),
                        ],
                        max_length=10,
                        verbose_name="Đơn vị tính",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=11, verbose_name="Số lượng")),
                ("is_over", models.BooleanField(default=False, verbose_name="Hơn")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Ghi chú")),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.unit",
                        verbose_name="Số này của đơn vị",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="campaigns.activityreport"
                    ),
                ),
            ],
            options={
                "ordering": ["report", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="activityreport",
            index=models.Index(fields=["path", "year"], name="campaigns_a_path_a52f5a_idx"),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.UniqueConstraint(
                fields=("unit", "year", "round", "window"),
                name="one_activity_report_per_occasion",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("round", None), ("window", None), _connector="OR"),
                name="an_activity_report_is_for_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="activityline",
            index=models.Index(fields=["path"], name="campaigns_a_path_03ead5_idx"),
        ),
        migrations.AddConstraint(
            model_name="activityline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="an_activity_line_counts_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="activityline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "other"), _negated=True), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="another_activity_is_named",
            ),
        ),
        *(policies.protect(f"campaigns_{table}", read=OWN, write=OWN) for table in ("activityreport", "activityline")),
    ]
