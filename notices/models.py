"""Messages to seats: the inbox, and invitations to take a seat."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.models import Seat
from core.scope import TenantModel


class Invitation(TenantModel):
    """A single-use link to take a seat or to set a new password; only the hash of its token is kept."""

    class Purpose(models.TextChoices):
        TAKE_SEAT = "take_seat", _("Nhận vai trò")
        RESET = "reset", _("Đặt lại mật khẩu")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    full_name = models.CharField(_("Họ và tên"), max_length=150, blank=True)
    login = models.CharField(_("Số điện thoại hoặc thư điện tử"), max_length=150)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "purpose"],
                condition=Q(used_at=None, revoked_at=None),
                name="one_open_invitation_per_seat",
            )
        ]


class Notice(TenantModel):
    """A message to a seat, read in the inbox of whoever holds it."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120, help_text=_("Khóa chống gửi hai lần cho cùng một vai trò."))
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["seat", "read_at"])]
        constraints = [models.UniqueConstraint(fields=["seat", "key"], name="notice_once_per_seat")]
