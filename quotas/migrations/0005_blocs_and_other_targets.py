"""Figures per bloc, and targets of other kinds than counts of đơn vị máu."""

import django.db.models.deletion
from django.db import migrations, models

import core.scope
from core import policies

OWN = policies.subtree()


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_policies"),
        ("quotas", "0004_round_totals"),
    ]

    operations = [
        migrations.CreateModel(
            name="BlocFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "bloc",
                    models.CharField(
                        choices=[
                            ("territory", "Các xã, phường, thị trấn"),
                            ("village", "Các thôn, tổ dân phố"),
                            ("agency", "Cơ quan, đơn vị"),
                            ("school", "Trường học"),
                            ("enterprise", "Doanh nghiệp"),
                            ("association", "Đoàn thể, hội, câu lạc bộ"),
                            ("armed_forces", "Lực lượng vũ trang"),
                        ],
                        max_length=20,
                        verbose_name="Khối",
                    ),
                ),
                ("assigned", models.PositiveIntegerField(verbose_name="Cần giao")),
                ("rule", models.CharField(blank=True, max_length=20, verbose_name="Cách chia trong khối")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.RemoveConstraint(
            model_name="allotment",
            name="allotment_version_once",
        ),
        migrations.RemoveConstraint(
            model_name="allotment",
            name="one_allotment_in_force",
        ),
        migrations.RemoveConstraint(
            model_name="allotment",
            name="one_allotment_in_draft",
        ),
        migrations.AddField(
            model_name="allotment",
            name="whole",
            field=models.PositiveIntegerField(null=True, verbose_name="Chỉ tiêu chung"),
        ),
        migrations.AddField(
            model_name="allotment",
            name="whole_to",
            field=models.PositiveIntegerField(null=True, verbose_name="Đến"),
        ),
        migrations.AlterField(
            model_name="allotment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("count", "số lượng"),
                    ("percent", "tỷ lệ phần trăm"),
                    ("coverage", "tỷ lệ đơn vị tham gia"),
                    ("year_share", "tỷ lệ của cả năm"),
                ],
                default="count",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="allotment",
            name="metric",
            field=models.CharField(
                choices=[
                    ("blood_units", "đơn vị máu"),
                    ("registered", "người đăng ký"),
                    ("large_bags", "túi máu từ 350 ml"),
                    ("repeat_donors", "người hiến nhắc lại"),
                    ("reached", "lượt người được tuyên truyền"),
                    ("reserve_donors", "người hiến máu dự bị"),
                    ("staff", "cán bộ, công chức, viên chức, người lao động tham gia"),
                    ("units", "đơn vị tham gia"),
                ],
                default="blood_units",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.UniqueConstraint(
                fields=("plan", "round", "window", "metric", "kind", "is_from_superior", "version"),
                name="allotment_version_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["issued", "provisional"])),
                fields=("plan", "round", "window", "metric", "kind", "is_from_superior"),
                name="one_allotment_in_force",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("plan", "round", "window", "metric", "kind", "is_from_superior"),
                name="one_allotment_in_draft",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.CheckConstraint(
                condition=models.Q(("whole_to", None), ("whole_to__gte", models.F("whole")), _connector="OR"),
                name="allotment_range_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "count"), ("whole", None), ("whole__lte", 100), _connector="OR"),
                name="share_is_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "year_share"), _negated=True), ("window__isnull", False), _connector="OR"
                ),
                name="share_of_the_year_has_a_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("metric", "blood_units"), _negated=True),
                    ("kind", "count"),
                    ("window__isnull", False),
                    _connector="OR",
                ),
                name="blood_units_are_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsidefigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("label", ""), _negated=True),
                    models.Q(("value", ""), _negated=True),
                    models.Q(("source", ""), _negated=True),
                ),
                name="outside_figure_names_its_source",
            ),
        ),
        migrations.AddField(
            model_name="blocfigure",
            name="allotment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="bloc_figures", to="quotas.allotment"
            ),
        ),
        migrations.AddConstraint(
            model_name="blocfigure",
            constraint=models.UniqueConstraint(fields=("allotment", "bloc"), name="one_figure_per_bloc"),
        ),
        migrations.AddConstraint(
            model_name="blocfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "bloc__in",
                        ["territory", "village", "agency", "school", "enterprise", "association", "armed_forces"],
                    )
                ),
                name="bloc_figure_of_a_bloc",
            ),
        ),
        policies.protect("quotas_blocfigure", read=OWN, write=OWN),
    ]
