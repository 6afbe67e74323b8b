"""What has no subject: the audit trail, jobs, stored files."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.scope import PathField, ScopedModel, TenantModel


class AuditEntry(ScopedModel):
    """Who did what, when, from where, before and after. Append-only in the database; outlives people and objects.

    People's tables record only field names and sealed values here. `path` is empty for what belongs to a person
    and not to a unit (signing in, a changed password).
    """

    at = models.DateTimeField(auto_now_add=True, verbose_name=_("Lúc"))
    request_id = models.CharField(max_length=32, blank=True)
    path = PathField(blank=True)
    user_id = models.BigIntegerField(null=True)
    user_label = models.CharField(max_length=150, blank=True, verbose_name=_("Người thực hiện"))
    seat_id = models.BigIntegerField(null=True)
    seat_label = models.CharField(max_length=250, blank=True, verbose_name=_("Vai trò"))
    on_behalf_of = models.CharField(max_length=250, blank=True, verbose_name=_("Thay cho"))
    source = models.CharField(max_length=20, default="web", verbose_name=_("Từ đâu"))
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=60, verbose_name=_("Việc"))
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_label = models.CharField(max_length=250, blank=True, verbose_name=_("Đối tượng"))
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["path", "-at"]), models.Index(fields=["subject_type", "subject_id"])]


class Job(TenantModel):
    """Work done apart from a request: a row with its state, so that it survives a killed worker and a lost broker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Đang chờ")
        RUNNING = "running", _("Đang làm")
        DONE = "done", _("Xong")
        FAILED = "failed", _("Không làm được")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(
        max_length=120, help_text=_("Khóa chống làm hai lần: một việc đang chờ hoặc đang làm mỗi khóa.")
    )
    seat_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    arguments = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    beaten_at = models.DateTimeField(null=True, help_text=_("Dấu hiệu còn sống cuối cùng của việc đang làm."))
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["state", "created_at"]), models.Index(fields=["path", "-created_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "key"], condition=models.Q(state__in=["queued", "running"]), name="job_once_per_key"
            )
        ]


class StoredFile(TenantModel):
    """A file as a row: one transaction, one backup, no shared volume. Encrypted and expiring where it names people.

    `readers` is None for what holds no people: the unit and every level above it may read that. A file that names
    people lists the paths of the committees that may read it beside the unit itself; nobody else sees it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    is_encrypted = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True, db_index=True)
    readers = ArrayField(PathField(), null=True, editable=False)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__lte=40 * 1024 * 1024), name="stored_file_at_most_40_mb"),
            models.CheckConstraint(
                condition=models.Q(readers=None) | models.Q(is_encrypted=True, expires_at__isnull=False),
                name="a_file_that_names_people_is_sealed_and_expires",
            ),
        ]
