"""How notices are delivered; a person's calendar address."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.scope
from core import policies

OWN = policies.subtree()
MY_SEAT = "EXISTS (SELECT 1 FROM committees_seatholding held WHERE held.seat_id = notices_notice.seat_id"
MINE = f"({MY_SEAT} AND held.ended_at IS NULL AND {policies.own_user('held.user_id')}))"
WRITTEN = policies.either(OWN, MINE)


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0002_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[("plain", "Thông báo"), ("duty", "Nhắc việc phải nộp"), ("urging", "Đôn đốc")],
                default="plain",
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)), fields=("user",), name="one_calendar_per_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "channel",
                    models.CharField(
                        choices=[("inbox", "Hộp tin trong phần mềm"), ("email", "Thư điện tử")],
                        max_length=8,
                        verbose_name="Cách gửi",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="Gửi đến")),
                ("message_id", models.CharField(max_length=120, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Chờ gửi"),
                            ("sending", "Đang gửi"),
                            ("sent", "Đã gửi"),
                            ("bounced", "Bị trả lại"),
                            ("failed", "Không gửi được"),
                        ],
                        default="queued",
                        max_length=8,
                        verbose_name="Trạng thái",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Lý do")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("queued_at", models.DateTimeField()),
                (
                    "send_after",
                    models.DateTimeField(help_text="Không gửi trước lúc này: giờ làm việc, hoặc lần thử lại."),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(help_text="Khi bị trả lại hoặc thôi không gửi nữa.", null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="notices.notice"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["state", "send_after"], name="delivery_due"),
                    models.Index(fields=["path", "state"], name="notices_del_path_99b807_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "channel", "user"), name="one_delivery_per_way_and_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            models.Q(("sent_at", None), _negated=True),
                            _connector="OR",
                        ),
                        name="a_sent_delivery_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["bounced", "failed"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_failed_delivery_says_why",
                    ),
                ],
            },
        ),
        # a notice is read by whoever holds the seat, and by the job that sends it
        policies.reprotect(
            "notices_notice",
            read=policies.either(MINE, policies.in_mode("system")),
            write=WRITTEN,
            delete=WRITTEN,
            before=(MINE, WRITTEN),
        ),
        policies.protect("notices_delivery", read=policies.either(OWN, policies.own_user()), write=OWN),
        policies.protect(
            "notices_calendarfeed",
            read=policies.either(policies.own_user(), policies.own_token()),
            write=policies.either(policies.own_user(), policies.own_token()),
        ),
    ]
