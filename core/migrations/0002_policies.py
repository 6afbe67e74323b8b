"""Row-level security of the audit trail, jobs and stored files."""

from django.db import migrations

from core import policies


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        policies.protect(
            "core_auditentry",
            read=policies.either(policies.subtree(), f"(path = '' AND {policies.own_user()})"),
            write=policies.either(policies.subtree(), "(path = '')"),
        ),
        policies.append_only("core_auditentry"),
        policies.protect("core_job", read=policies.subtree(), write=policies.subtree()),
        policies.protect("core_storedfile", read=policies.subtree(), write=policies.subtree()),
    ]
