"""Plans, rounds, sessions, deadlines and what units hand in. Knows nothing of amounts of blood or of people."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from committees.models import Committee, Unit
from core.scope import PathField, TenantModel


class State(models.TextChoices):
    """Draft → open → closed; closing freezes. A draft is seen by nobody below."""

    DRAFT = "draft", _("Dự thảo")
    OPEN = "open", _("Đang thực hiện")
    CLOSED = "closed", _("Đã khóa")


class BloodUnit(models.TextChoices):
    """What one đơn vị máu is in a plan. The giver's plan fixes it and plans below inherit it."""

    BAG = "bag", _("một túi máu, mọi thể tích")
    ML250 = "ml250", _("quy đổi 250 ml")


class Event(models.TextChoices):
    """The yearly occasions that rounds and campaign windows are tied to."""

    NONE = "", _("Không gắn với sự kiện")
    SPRING = "xuan_hong", _("Lễ hội Xuân hồng")
    RED_SUNDAY = "chu_nhat_do", _("Chủ nhật Đỏ")
    NATIONAL_DAY = "ngay_toan_dan", _("Ngày Toàn dân hiến máu tình nguyện 07/4")
    HUMANITARIAN_MONTH = "thang_nhan_dao", _("Tháng Nhân đạo")
    DONOR_DAY = "ngay_ton_vinh", _("Ngày Thế giới tôn vinh người hiến máu 14/6")
    RED_JOURNEY = "hanh_trinh_do", _("Hành trình Đỏ")
    SUMMER = "giot_mau_hong", _("Những giọt máu hồng hè")


class Plan(TenantModel):
    """A committee's plan for a year. It answers to a superior's plan even when that superior is not on the system."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("Năm"))
    title = models.CharField(_("Tên kế hoạch"), max_length=250)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State.choices, default=State.DRAFT)
    document = models.CharField(_("Số, ký hiệu và ngày của kế hoạch"), max_length=120, blank=True)
    superior_plan = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subordinate_plans"
    )
    superior_name = models.CharField(_("Cấp trên giao chỉ tiêu"), max_length=200, blank=True)
    superior_document = models.CharField(_("Văn bản giao chỉ tiêu của cấp trên"), max_length=200, blank=True)
    blood_unit = models.CharField(
        _("Một đơn vị máu là"), max_length=10, choices=BloodUnit.choices, default=BloodUnit.BAG
    )
    shows_ranking = models.BooleanField(_("Công khai thứ hạng cho các đơn vị"), default=False)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "year"])]
        constraints = [
            models.UniqueConstraint(fields=["committee", "year"], name="one_plan_a_year"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="plan_year_in_range"),
        ]

    def __str__(self) -> str:
        return self.title


class Round(TenantModel):
    """Đợt: one drive of a plan, or the standing line «ngoài đợt» for blood given outside rounds.

    A superior's round is made of its parts: a part names it in `superior_round`, and only the lowest rounds hold
    tallies. `lineage` is the chain of superior rounds from the top, derived from it. `host_paths` are
    the paths of all its hosts, derived from `RoundHost`: a co-host in another branch and its units see the round by it.
    """

    class Kind(models.TextChoices):
        ROUND = "round", _("Đợt hiến máu")
        OUTSIDE = "outside", _("Ngoài đợt")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ROUND)
    ordinal = models.PositiveSmallIntegerField(_("Thứ tự"))
    name = models.CharField(_("Tên đợt"), max_length=150)
    event = models.CharField(_("Gắn với sự kiện"), max_length=20, choices=Event.choices, blank=True, default="")
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State.choices, default=State.DRAFT)
    starts_on = models.DateField(_("Từ ngày"), null=True, blank=True)
    ends_on = models.DateField(_("Đến ngày"), null=True, blank=True)
    superior_round = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    lineage = ArrayField(models.BigIntegerField(), default=list, editable=False)
    host_paths = ArrayField(PathField(), default=list, editable=False)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["plan", "ordinal"]
        indexes = [
            models.Index(fields=["path", "state"]),
            GinIndex(fields=["host_paths"], name="round_host_paths"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "ordinal"], name="round_ordinal_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(kind="outside"), name="one_outside_line_per_plan"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="round_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundHost(TenantModel):
    """A committee that hosts a round, or co-hosts it; `path` is the host's."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="hosts")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "committee"], name="host_once")]


class Participation(TenantModel):
    """A unit takes part in a round; `path` is the unit's. No participant of a round is an ancestor of another."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="participations")
    absent_reason = models.CharField(_("Lý do không tham gia đợt này"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"])]
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="participant_once")]


class Session(TenantModel):
    """Buổi tiếp nhận máu: a day (or only a month, «dự kiến»), hours, a venue, the facility that collects."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sessions")
    held_on = models.DateField(_("Ngày (hoặc ngày đầu của tháng dự kiến)"))
    is_month_only = models.BooleanField(_("Mới dự kiến theo tháng"), default=False)
    starts_at = models.TimeField(_("Từ giờ"), null=True, blank=True)
    ends_at = models.TimeField(_("Đến giờ"), null=True, blank=True)
    venue = models.CharField(_("Địa điểm"), max_length=200, blank=True)
    facility = models.CharField(_("Cơ sở tiếp nhận máu"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("Số người tiếp nhận được"), null=True, blank=True)
    units = models.ManyToManyField(Unit, through="SessionUnit", related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["held_on", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
            )
        ]


class SessionUnit(TenantModel):
    """A unit comes to a session; `path` is the unit's."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="session_units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["session", "unit"], name="session_unit_once")]


class CampaignWindow(TenantModel):
    """Chiến dịch: a span of dates that cuts across rounds, such as April around 07/4."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="windows")
    name = models.CharField(_("Tên chiến dịch"), max_length=150)
    event = models.CharField(_("Sự kiện"), max_length=20, choices=Event.choices, blank=True, default="")
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến ngày"))

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="window_ends_after_it_starts")
        ]


class Deadline(TenantModel):
    """A date by which units owe something; due, grace and lock are three moments in Vietnam time.

    «trước ngày 24/3» is due at the end of 23/3, «chậm nhất ngày 24/3» at the end of 24/3: `wording` and `due_at`
    come from one field of the form, so sentence and data cannot differ.
    """

    class Kind(models.TextChoices):
        LIST = "list", _("Danh sách người đăng ký hiến máu")
        RESULT = "result", _("Kết quả hiến máu")
        ACTIVITY = "activity", _("Báo cáo hoạt động")
        PLAN = "plan", _("Kế hoạch")

    class Wording(models.TextChoices):
        BEFORE = "before", _("trước ngày")
        BY = "by", _("chậm nhất ngày")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="deadlines")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="deadlines")
    window = models.ForeignKey(CampaignWindow, on_delete=models.CASCADE, null=True, related_name="deadlines")
    wording = models.CharField(max_length=10, choices=Wording.choices, default=Wording.BY)
    due_at = models.DateTimeField(_("Hạn nộp"))
    grace_until = models.DateTimeField(_("Được bổ sung đến"), null=True)
    lock_at = models.DateTimeField(_("Khóa"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="one_deadline_of_a_kind_per_round"),
            models.CheckConstraint(
                condition=Q(grace_until=None) | Q(grace_until__gte=F("due_at")), name="grace_after_due"
            ),
            models.CheckConstraint(condition=Q(lock_at=None) | Q(lock_at__gte=F("due_at")), name="lock_after_due"),
        ]


class Duty(TenantModel):
    """Việc phải nộp: what one unit owes by a deadline; `path` is the unit's."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    extended_until = models.DateTimeField(_("Gia hạn đến"), null=True)
    extension_reason = models.CharField(_("Lý do gia hạn"), max_length=200, blank=True)
    excused_reason = models.CharField(_("Lý do không phải nộp"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"])]
        constraints = [models.UniqueConstraint(fields=["deadline", "unit"], name="duty_once")]


class Submission(TenantModel):
    """Lần nộp: something a unit handed in for a duty, or the explicit nil with its reason."""

    class Kind(models.TextChoices):
        CONTENT = "content", _("Đã nộp")
        PHOTO = "photo", _("Đã nhận ảnh, chờ nhập")
        NIL = "nil", _("Không có người đăng ký")

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="submissions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(_("Lý do"), max_length=200, blank=True)
    amount = models.PositiveIntegerField(_("Số người"), null=True)
    at = models.DateTimeField()
    seat_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    on_behalf = models.BooleanField(_("Nộp thay"), default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"])]
        constraints = [
            models.UniqueConstraint(
                fields=["duty"], condition=Q(withdrawn_at=None), name="one_counting_submission_per_duty"
            ),
            models.CheckConstraint(condition=~Q(kind="nil") | ~Q(reason=""), name="nil_needs_a_reason"),
        ]
