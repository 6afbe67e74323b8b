"""What was made to be handed out has rows of its own, not its job's; what is asked of an incoming file is said."""

import django.db.models.deletion
from django.db import migrations, models

import core.scope
from core import policies

# a file that time deletes takes its row along: the sweep that deletes it sees no row of a committee (0006)
GOES_WITH_ITS_FILE = (
    "ALTER TABLE donors_handout ADD CONSTRAINT handout_goes_with_its_file FOREIGN KEY (file_id) "
    "REFERENCES core_storedfile (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
)

# what jobs made before and still stands
FROM_JOBS = """
INSERT INTO donors_handout (path, kind, round_id, file_id, recipient, purpose, people, units, columns, at)
SELECT job.path, job.kind, round.id, file.id, left(job.arguments->>'recipient', 150),
       left(job.arguments->>'purpose', 150), (job.result->>'people')::int, (job.result->>'units')::int,
       left(job.result->>'columns', 500), coalesce(job.finished_at, job.created_at)
FROM core_job job
JOIN campaigns_round round ON round.id = (job.arguments->>'round')::bigint
JOIN core_storedfile file ON file.id = (job.result->>'file')::uuid
WHERE job.kind IN ('consolidated_list', 'session_roster', 'registration_forms') AND job.result ? 'people'
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0009_deadlines_by_document"),
        ("core", "0003_files_with_readers"),
        ("donors", "0009_asking_of_split_files"),
    ]
    operations = [
        migrations.AddField(
            model_name="incomingfile",
            name="doubt",
            field=models.CharField(
                blank=True,
                choices=[
                    ("headings", "Chưa rõ dòng tiêu đề; sẽ hỏi khi nộp."),
                    ("dates", "Ngày đọc được theo hai cách; sẽ hỏi khi nộp."),
                ],
                help_text="Điều sẽ hỏi khi nộp.",
                max_length=10,
            ),
        ),
        migrations.RunSQL(
            "UPDATE donors_incomingfile SET doubt = 'headings' WHERE has_question", migrations.RunSQL.noop
        ),
        migrations.RemoveField(model_name="incomingfile", name="has_question"),
        migrations.CreateModel(
            name="Handout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", core.scope.PathField(db_collation="C", editable=False, max_length=90)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consolidated_list", "Danh sách tổng hợp"),
                            ("session_roster", "Danh sách buổi hiến máu"),
                            ("registration_forms", "Phiếu đăng ký hiến máu"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recipient", models.CharField(max_length=150, verbose_name="Giao cho")),
                ("purpose", models.CharField(max_length=150, verbose_name="Để làm gì")),
                ("people", models.PositiveIntegerField(verbose_name="Số người")),
                ("units", models.PositiveIntegerField()),
                ("columns", models.CharField(blank=True, help_text="Tên các mục của mỗi người.", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "file",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="campaigns.round"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["path", "round", "kind"], name="donors_hand_path_192f1c_idx")],
            },
        ),
        policies.protect("donors_handout", read=policies.own_unit(), write=policies.own_unit()),
        migrations.RunSQL([(GOES_WITH_ITS_FILE, None)], migrations.RunSQL.noop),
        migrations.RunSQL([(FROM_JOBS, None)], migrations.RunSQL.noop),
    ]
