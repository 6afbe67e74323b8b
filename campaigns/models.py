"""Plans, rounds, sessions, deadlines and what units hand in. Knows nothing of amounts of blood or of people."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.models import Committee, Unit
from core.scope import PathField, TenantModel
from notices.models import Notice


class State(models.TextChoices):
    """Draft → open → closed; closing freezes. A draft is seen by nobody below."""

    DRAFT = "draft", _("Dự thảo")
    OPEN = "open", _("Đang thực hiện")
    CLOSED = "closed", _("Đã khóa")


class BloodUnit(models.TextChoices):
    """What one đơn vị máu is in a plan. The giver's plan fixes it and plans below inherit it."""

    BAG = "bag", _("một túi máu, mọi thể tích")
    WHOLE = "whole", _("một túi máu toàn phần, không tính tiểu cầu")
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
    superior_round = models.ForeignKey(
        "self",
        verbose_name=_("Đợt của cấp trên"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
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


def usual_reminder_days() -> list[int]:
    """A week, three days and a day before, on the day, a day and three days after (issue of deadlines; peers.md A9)."""
    return [-7, -3, -1, 0, 1, 3]


class Deadline(TenantModel):
    """A date by which units owe something; due, grace and lock are three moments in Vietnam time.

    It hangs on a round, on a campaign window, or on the plan alone; `basis` names the document that asks for it, where
    there is one (reports/by_document.py). Reminders go out `reminder_days` after the due day (negative: before it).
    What is owed beside the content, such as signed paper forms, are its `parts`.

    «trước ngày 24/3» is due at the end of 23/3, «chậm nhất ngày 24/3» at the end of 24/3: `wording` and `due_at`
    come from one field of the form, so sentence and data cannot differ.
    """

    class Kind(models.TextChoices):
        LIST = "list", _("Danh sách người đăng ký hiến máu")
        RESULT = "result", _("Kết quả hiến máu")
        ACTIVITY = "activity", _("Báo cáo hoạt động")
        PLAN = "plan", _("Kế hoạch")
        OTHER = "other", _("Việc khác")

    class Wording(models.TextChoices):
        BEFORE = "before", _("trước ngày")
        BY = "by", _("chậm nhất ngày")

    kind = models.CharField(_("Phải nộp"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("Tên việc"), max_length=120, blank=True, help_text=_("Chỉ với việc khác."))
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="deadlines")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="deadlines")
    window = models.ForeignKey(CampaignWindow, on_delete=models.CASCADE, null=True, related_name="deadlines")
    wording = models.CharField(max_length=10, choices=Wording.choices, default=Wording.BY)
    due_at = models.DateTimeField(_("Hạn nộp"))
    grace_until = models.DateTimeField(_("Được bổ sung đến"), null=True)
    lock_at = models.DateTimeField(_("Khóa"), null=True)
    basis = models.CharField(_("Theo văn bản"), max_length=320, blank=True, default="")
    reminder_days = ArrayField(models.SmallIntegerField(), default=usual_reminder_days, blank=True)
    laid_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind", "title"], name="one_deadline_of_a_kind_per_round"),
            models.UniqueConstraint(
                fields=["window", "kind", "title"], condition=Q(round=None), name="one_deadline_of_a_kind_per_window"
            ),
            models.UniqueConstraint(
                fields=["plan", "kind", "title"],
                condition=Q(round=None, window=None),
                name="one_deadline_of_a_kind_per_plan",
            ),
            models.CheckConstraint(condition=Q(round=None) | Q(window=None), name="a_deadline_hangs_on_one_thing"),
            models.CheckConstraint(
                condition=(Q(kind="other") & ~Q(title="")) | (~Q(kind="other") & Q(title="")),
                name="only_other_kinds_have_a_title",
            ),
            models.CheckConstraint(
                condition=Q(grace_until=None) | Q(grace_until__gte=F("due_at")), name="grace_after_due"
            ),
            models.CheckConstraint(condition=Q(lock_at=None) | Q(lock_at__gte=F("due_at")), name="lock_after_due"),
        ]


class DeadlinePart(TenantModel):
    """What is owed beside the content and ticked by the clerk when it has come, such as signed paper forms."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(_("Thành phần"), max_length=120)
    is_counted = models.BooleanField(_("Có đếm số lượng"), default=False)

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["deadline", "name"], name="deadline_part_once")]


class Duty(TenantModel):
    """Việc phải nộp: what one unit owes by a deadline; `path` is the unit's.

    The set is frozen when it is laid; who is excused or added later is told by a dated `DutyChange`. What holds now
    stands here: `extended_until`, `excused_reason`, and `returned_reason` until something is handed in again.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    extended_until = models.DateTimeField(_("Gia hạn đến"), null=True)
    extension_reason = models.CharField(_("Lý do gia hạn"), max_length=200, blank=True)
    excused_reason = models.CharField(_("Lý do không phải nộp"), max_length=200, blank=True)
    returned_reason = models.CharField(_("Lý do trả lại"), max_length=200, blank=True)
    laid_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"])]
        constraints = [models.UniqueConstraint(fields=["deadline", "unit"], name="duty_once")]


class DutyChange(TenantModel):
    """What was changed about one duty after it was laid, when, why, and by whom; `path` is the unit's."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Thêm vào diện phải nộp")
        EXCUSED = "excused", _("Không phải nộp")
        OWED_AGAIN = "owed_again", _("Lại phải nộp")
        DUE_MOVED = "due_moved", _("Đổi hạn nộp")
        RETURNED = "returned", _("Trả lại để nộp lại")
        PASSED_ON = "passed_on", _("Chuyển sang đơn vị kế tiếp")

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(_("Lý do"), max_length=200, blank=True)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    at = models.DateTimeField()
    seat_id = models.BigIntegerField(null=True)
    by_label = models.CharField(_("Người thực hiện"), max_length=250, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["path"])]


class Extension(TenantModel):
    """Gia hạn: asked by a unit from its locked page, or given at once by the clerk; `path` is the unit's.

    It ends by itself at `until`. What holds now stands on the duty (`extended_until`).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Đang xin gia hạn")
        GRANTED = "granted", _("Được gia hạn")
        REFUSED = "refused", _("Không được gia hạn")

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="extensions")
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.CharField(_("Lý do"), max_length=200)
    wanted_until = models.DateTimeField(_("Xin gia hạn đến"), null=True)
    until = models.DateTimeField(_("Gia hạn đến"), null=True)
    answer = models.CharField(_("Trả lời"), max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.BigIntegerField(null=True)
    asked_by_label = models.CharField(max_length=250, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_label = models.CharField(max_length=250, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["path"])]
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state="asked"), name="one_open_request_per_duty"),
            models.CheckConstraint(condition=~Q(state="granted") | ~Q(until=None), name="a_granted_extension_ends"),
            models.CheckConstraint(
                condition=Q(state="asked") | ~Q(decided_at=None), name="a_decided_extension_says_when"
            ),
        ]


class PartReceipt(TenantModel):
    """That a part came, and how many of it; `path` is the unit's, the clerk of the deadline ticks it."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="receipts")
    part = models.ForeignKey(DeadlinePart, on_delete=models.CASCADE, related_name="receipts")
    amount = models.PositiveIntegerField(_("Số lượng"), null=True)
    at = models.DateTimeField()
    seat_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=250, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["duty", "part"], name="part_received_once")]


class Contact(TenantModel):
    """Liên hệ trực tiếp: somebody called or wrote about a duty by hand; counts as having reached the unit."""

    class Way(models.TextChoices):
        CALLED = "called", _("Đã gọi")
        ZALO = "zalo", _("Đã nhắn Zalo")
        IN_PERSON = "in_person", _("Đã gặp trực tiếp")

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="contacts")
    way = models.CharField(_("Cách liên hệ"), max_length=10, choices=Way.choices)
    at = models.DateTimeField()
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)
    seat_id = models.BigIntegerField(null=True)
    by_label = models.CharField(_("Người liên hệ"), max_length=250, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["path"])]


class Reminder(TenantModel):
    """Lời nhắc: that a notice named a duty, and which step of its policy that was; `path` is the unit's.

    Whether and when it arrived is told by the notice's deliveries (notices/).
    """

    class Step(models.TextChoices):
        USUAL = "usual", _("Nhắc theo lịch")
        HEAD = "head", _("Nhắc người đứng đầu đơn vị")
        IN_CHARGE = "in_charge", _("Báo thành viên phụ trách")
        COMMITTEE_HEAD = "committee_head", _("Báo Trưởng ban")
        SHORTAGE = "shortage", _("Nhắc còn thiếu người")
        MOVED = "moved", _("Báo đổi hạn nộp")

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="reminders")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=14, choices=Step.choices, default=Step.USUAL)
    days = models.SmallIntegerField(help_text=_("Số ngày so với hạn nộp; số âm là trước hạn."))
    due_at = models.DateTimeField(help_text=_("Hạn nộp lúc nhắc; đổi hạn thì nhắc lại từ đầu."))
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["path"])]
        constraints = [models.UniqueConstraint(fields=["duty", "notice"], name="duty_once_in_a_notice")]


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
    by_label = models.CharField(_("Người nộp"), max_length=250, blank=True)
    on_behalf = models.BooleanField(_("Nộp thay"), default=False)
    withdrawn_at = models.DateTimeField(null=True)
    returned_reason = models.CharField(_("Lý do trả lại"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"])]
        constraints = [
            models.UniqueConstraint(
                fields=["duty"], condition=Q(withdrawn_at=None), name="one_counting_submission_per_duty"
            ),
            models.CheckConstraint(condition=~Q(kind="nil") | ~Q(reason=""), name="nil_needs_a_reason"),
        ]


class ActivityKind(models.TextChoices):
    """What reports count beside blood: words of the sample reports and plans; what each is measured in stands in
    campaigns/activities.py."""

    ARTICLE = "article", _("Tin, bài")
    POST = "post", _("Bài đăng trên mạng xã hội")
    BROADCAST = "broadcast", _("Phát thanh, truyền thanh")
    TALK = "talk", _("Tuyên truyền lưu động, trực tiếp")
    REACHED = "reached", _("Người được tuyên truyền, vận động")
    PANO = "pano", _("Pano")
    BANNER = "banner", _("Băng rôn")
    LEAFLET = "leaflet", _("Tờ rơi, tài liệu")
    TRAINING = "training", _("Tập huấn")
    CEREMONY = "ceremony", _("Lễ phát động, mít tinh, tôn vinh")
    OTHER = "other", _("Hoạt động khác")


class Measure(models.TextChoices):
    """What an activity is counted in. Figures of different measures are never added."""

    ARTICLE = "article", _("tin, bài")
    POST = "post", _("bài")
    SESSION = "session", _("buổi")
    TIMES = "times", _("lượt")
    PEOPLE = "people", _("lượt người")
    METRE = "m", _("m")
    SQUARE_METRE = "m2", _("m²")
    PIECE = "piece", _("cái")
    SHEET = "sheet", _("tờ")
    CLASS = "class", _("lớp")
    EVENT = "event", _("cuộc")


class ActivityReport(TenantModel):
    """Báo cáo hoạt động: what one unit did in a year, or only for one round or campaign window; `path` is the unit's.

    It belongs to the unit and not to whoever asks for it: a commune's yearly report answers its district and counts for
    its own committee, and is one. It holds no blood and no people.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="activity_reports")
    year = models.PositiveSmallIntegerField(_("Năm"))
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="activity_reports")
    window = models.ForeignKey(CampaignWindow, on_delete=models.CASCADE, null=True, related_name="activity_reports")
    edition = models.PositiveIntegerField(default=0)
    came_at = models.DateTimeField(help_text=_("Lúc có nội dung lần đầu."))
    saved_at = models.DateTimeField()
    by_label = models.CharField(_("Người ghi"), max_length=250, blank=True)
    on_behalf = models.BooleanField(_("Nộp thay"), default=False)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "year"])]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "round", "window"],
                nulls_distinct=False,
                name="one_activity_report_per_occasion",
            ),
            models.CheckConstraint(
                condition=Q(round=None) | Q(window=None), name="an_activity_report_is_for_one_thing"
            ),
        ]


class ActivityLine(TenantModel):
    """One countable line: what, how many, of which measure, «hơn» where it was more; `path` is the reporter's.

    `source` names the unit whose activity it is, where that is not the reporter's own: it counts as long as that unit
    has not told of this kind itself (campaigns/activity_sums.py).
    """

    report = models.ForeignKey(ActivityReport, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("Hoạt động"), max_length=10, choices=ActivityKind.choices)
    words = models.CharField(_("Ghi rõ"), max_length=120, blank=True)
    measure = models.CharField(_("Đơn vị tính"), max_length=10, choices=Measure.choices)
    amount = models.DecimalField(_("Số lượng"), max_digits=11, decimal_places=2)
    is_over = models.BooleanField(_("Hơn"), default=False)
    source = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Số này của đơn vị")
    )
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["report", "id"]
        indexes = [models.Index(fields=["path"])]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="an_activity_line_counts_something"),
            models.CheckConstraint(condition=~Q(kind="other") | ~Q(words=""), name="another_activity_is_named"),
        ]
