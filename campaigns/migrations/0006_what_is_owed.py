"""What is owed: parts, dated changes, extensions, contacts by hand, reminders."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import campaigns.models
import core.scope
from core import policies

OWN = policies.subtree()
SEES_DEADLINE = policies.with_row("campaigns_deadline", "deadline_id")


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_host_paths_index"),
        ("notices", "0003_deliveries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "way",
                    models.CharField(
                        choices=[("called", "Đã gọi"), ("zalo", "Đã nhắn Zalo"), ("in_person", "Đã gặp trực tiếp")],
                        max_length=10,
                        verbose_name="Cách liên hệ",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Ghi chú")),
                ("seat_id", models.BigIntegerField(null=True)),
                ("by_label", models.CharField(blank=True, max_length=250, verbose_name="Người liên hệ")),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="DeadlinePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                ("name", models.CharField(max_length=120, verbose_name="Thành phần")),
                ("is_counted", models.BooleanField(default=False, verbose_name="Có đếm số lượng")),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="DutyChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("added", "Thêm vào diện phải nộp"),
                            ("excused", "Không phải nộp"),
                            ("owed_again", "Lại phải nộp"),
                            ("due_moved", "Đổi hạn nộp"),
                            ("returned", "Trả lại để nộp lại"),
                            ("passed_on", "Chuyển sang đơn vị kế tiếp"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="Lý do")),
                ("due_before", models.DateTimeField(null=True)),
                ("due_after", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("seat_id", models.BigIntegerField(null=True)),
                ("by_label", models.CharField(blank=True, max_length=250, verbose_name="Người thực hiện")),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Đang xin gia hạn"),
                            ("granted", "Được gia hạn"),
                            ("refused", "Không được gia hạn"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="Lý do")),
                ("wanted_until", models.DateTimeField(null=True, verbose_name="Xin gia hạn đến")),
                ("until", models.DateTimeField(null=True, verbose_name="Gia hạn đến")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="Trả lời")),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_by_id", models.BigIntegerField(null=True)),
                ("asked_by_label", models.CharField(blank=True, max_length=250)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_by_label", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="PartReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                ("amount", models.PositiveIntegerField(null=True, verbose_name="Số lượng")),
                ("at", models.DateTimeField()),
                ("seat_id", models.BigIntegerField(null=True)),
                ("by_label", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("usual", "Nhắc theo lịch"),
                            ("head", "Nhắc người đứng đầu đơn vị"),
                            ("in_charge", "Báo thành viên phụ trách"),
                            ("committee_head", "Báo Trưởng ban"),
                            ("shortage", "Nhắc còn thiếu người"),
                            ("moved", "Báo đổi hạn nộp"),
                        ],
                        default="usual",
                        max_length=14,
                    ),
                ),
                ("days", models.SmallIntegerField(help_text="Số ngày so với hạn nộp; số âm là trước hạn.")),
                (
                    "due_at",
                    models.DateTimeField(help_text="Hạn nộp lúc nhắc; đổi hạn thì nhắc lại từ đầu."),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.RemoveConstraint(
            model_name="deadline",
            name="one_deadline_of_a_kind_per_round",
        ),
        migrations.AddField(
            model_name="deadline",
            name="laid_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="deadline",
            name="reminder_days",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.SmallIntegerField(),
                blank=True,
                default=campaigns.models.usual_reminder_days,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="title",
            field=models.CharField(blank=True, help_text="Chỉ với việc khác.", max_length=120, verbose_name="Tên việc"),
        ),
        migrations.AddField(
            model_name="duty",
            name="laid_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="submission",
            name="returned_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="Lý do trả lại"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("list", "Danh sách người đăng ký hiến máu"),
                    ("result", "Kết quả hiến máu"),
                    ("activity", "Báo cáo hoạt động"),
                    ("plan", "Kế hoạch"),
                    ("other", "Việc khác"),
                ],
                max_length=10,
                verbose_name="Phải nộp",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(fields=["due_at"], name="campaigns_d_due_at_f4f284_idx"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                fields=("round", "kind", "title"), name="one_deadline_of_a_kind_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("round", None)),
                fields=("window", "kind", "title"),
                name="one_deadline_of_a_kind_per_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("round", None), ("window", None)),
                fields=("plan", "kind", "title"),
                name="one_deadline_of_a_kind_per_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("round", None), ("window", None), _connector="OR"),
                name="a_deadline_hangs_on_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "other"), models.Q(("title", ""), _negated=True)),
                    models.Q(models.Q(("kind", "other"), _negated=True), ("title", "")),
                    _connector="OR",
                ),
                name="only_other_kinds_have_a_title",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="campaigns.duty"
            ),
        ),
        migrations.AddField(
            model_name="deadlinepart",
            name="deadline",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="campaigns.deadline"
            ),
        ),
        migrations.AddField(
            model_name="dutychange",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="campaigns.duty"
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="campaigns.duty"
            ),
        ),
        migrations.AddField(
            model_name="partreceipt",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="campaigns.duty"
            ),
        ),
        migrations.AddField(
            model_name="partreceipt",
            name="part",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="campaigns.deadlinepart"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="campaigns.duty"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="notice",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notices.notice"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["path"], name="campaigns_c_path_0c4f43_idx"),
        ),
        migrations.AddConstraint(
            model_name="deadlinepart",
            constraint=models.UniqueConstraint(fields=("deadline", "name"), name="deadline_part_once"),
        ),
        migrations.AddIndex(
            model_name="dutychange",
            index=models.Index(fields=["path"], name="campaigns_d_path_5c3d2b_idx"),
        ),
        migrations.AddIndex(
            model_name="extension",
            index=models.Index(fields=["path"], name="campaigns_e_path_8c31a0_idx"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("duty",), name="one_open_request_per_duty"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "granted"), _negated=True),
                    models.Q(("until", None), _negated=True),
                    _connector="OR",
                ),
                name="a_granted_extension_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "asked"), models.Q(("decided_at", None), _negated=True), _connector="OR"),
                name="a_decided_extension_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="partreceipt",
            constraint=models.UniqueConstraint(fields=("duty", "part"), name="part_received_once"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["path"], name="campaigns_r_path_291e61_idx"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("duty", "notice"), name="duty_once_in_a_notice"),
        ),
        policies.protect("campaigns_deadlinepart", read=policies.either(OWN, SEES_DEADLINE), write=OWN),
        *(
            policies.protect(f"campaigns_{table}", read=OWN, write=OWN)
            for table in ("dutychange", "extension", "partreceipt", "contact", "reminder")
        ),
    ]
