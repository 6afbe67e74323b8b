"""Messages to seats, how each was delivered, a person's calendar address, and invitations to take a seat."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.models import Seat
from core.scope import ScopedModel, TenantModel


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


class Channel(models.TextChoices):
    """The ways a notice goes to a person. Each is a row of its own (`Delivery`) and a class in notices/channels.py."""

    INBOX = "inbox", _("Hộp tin trong phần mềm")
    EMAIL = "email", _("Thư điện tử")


class Notice(TenantModel):
    """A message to a seat, read in the inbox of whoever holds it. It says nothing about any donor."""

    class Kind(models.TextChoices):
        PLAIN = "plain", _("Thông báo")
        DUTY = "duty", _("Nhắc việc phải nộp")
        URGING = "urging", _("Đôn đốc")
        CHANGE = "change", _("Báo thay đổi")  # a moved date, an answer to a request: somebody has just decided it

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PLAIN)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    html_body = models.TextField(blank=True)  # for the mail only, made by a template; empty: the body's paragraphs
    link = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120, help_text=_("Khóa chống gửi hai lần cho cùng một vai trò."))
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["seat", "read_at"])]
        constraints = [models.UniqueConstraint(fields=["seat", "key"], name="notice_once_per_seat")]


class Delivery(TenantModel):
    """One notice by one channel, and what became of it; `path` is the notice's.

    Seat, kind and subject are the notice's, too: whoever may see that something was sent may not read it (the notice
    itself is its reader's).

    `message_id` is fixed when the row is made: what a killed worker sent without saying so is sent once more under the
    same name, and a mail program shows it once.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Chờ gửi")
        SENDING = "sending", _("Đang gửi")
        SENT = "sent", _("Đã gửi")
        BOUNCED = "bounced", _("Bị trả lại")
        FAILED = "failed", _("Không gửi được")
        CANCELLED = "cancelled", _("Thôi gửi")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("Loại tin"), max_length=8, choices=Notice.Kind.choices)
    subject = models.CharField(_("Nội dung"), max_length=200)
    channel = models.CharField(_("Cách gửi"), max_length=8, choices=Channel.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("Gửi đến"), max_length=254, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField(help_text=_("Không gửi trước lúc này: giờ làm việc, hoặc lần thử lại."))
    started_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text=_("Khi bị trả lại hoặc thôi không gửi nữa."))

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["state", "send_after", "id"], name="delivery_due"),
            models.Index(fields=["path", "state"]),
            models.Index(fields=["user", "channel", "queued_at"], name="delivery_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel", "user"], name="one_delivery_per_way_and_person"),
            models.CheckConstraint(condition=~Q(state="sent") | ~Q(sent_at=None), name="a_sent_delivery_says_when"),
            models.CheckConstraint(
                condition=~Q(state__in=["bounced", "failed"]) | ~Q(reason=""), name="a_failed_delivery_says_why"
            ),
        ]


class CalendarFeed(ScopedModel):
    """A personal calendar address (iCal) of what a person's seats owe and host; only the hash of its token is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="one_calendar_per_person")
        ]
