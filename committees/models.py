"""The unit tree in time, committees and their issuing bodies, seats and the people who hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import StoredFile
from core.scope import PathField, TenantModel, after_subtree


class Level(models.TextChoices):
    """What a unit is. The first four are levels of government; the others are leaves of any of them."""

    NATIONAL = "national", _("Toàn quốc")
    PROVINCE = "province", _("Tỉnh, thành phố")
    DISTRICT = "district", _("Huyện, khu vực")
    COMMUNE = "commune", _("Xã, phường, thị trấn, đặc khu")
    VILLAGE = "village", _("Thôn, tổ dân phố")
    AGENCY = "agency", _("Cơ quan, đơn vị")
    SCHOOL = "school", _("Trường học")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")
    ARMED_FORCES = "armed_forces", _("Lực lượng vũ trang")
    ASSOCIATION = "association", _("Đoàn thể")
    CLUB = "club", _("Câu lạc bộ")


TERRITORIAL = (Level.NATIONAL, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


class Bloc(models.TextChoices):
    """Khối: how a plan groups the units it gives quotas to, in the order its annex prints them."""

    TERRITORY = "territory", _("Các xã, phường, thị trấn")
    VILLAGE = "village", _("Các thôn, tổ dân phố")
    AGENCY = "agency", _("Cơ quan, đơn vị")
    SCHOOL = "school", _("Trường học")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")
    ASSOCIATION = "association", _("Đoàn thể, hội, câu lạc bộ")
    ARMED_FORCES = "armed_forces", _("Lực lượng vũ trang")


BLOC_OF_LEVEL: dict[str, Bloc] = {
    Level.PROVINCE: Bloc.TERRITORY,
    Level.DISTRICT: Bloc.TERRITORY,
    Level.COMMUNE: Bloc.TERRITORY,
    Level.VILLAGE: Bloc.VILLAGE,
    Level.AGENCY: Bloc.AGENCY,
    Level.SCHOOL: Bloc.SCHOOL,
    Level.ENTERPRISE: Bloc.ENTERPRISE,
    Level.ARMED_FORCES: Bloc.ARMED_FORCES,
    Level.ASSOCIATION: Bloc.ASSOCIATION,
    Level.CLUB: Bloc.ASSOCIATION,
}


if TYPE_CHECKING:
    _UserManagerBase = BaseUserManager["User"]
else:  # not generic at run time
    _UserManagerBase = BaseUserManager


class UserManager(_UserManagerBase):
    """Makes people; nobody registers by themselves (invitations are in notices)."""

    def create_user(self, login: str, full_name: str = "", password: str | None = None, **fields: object) -> User:
        """A person who signs in with `login`, a phone number (E.164) or an e-mail address."""
        user = self.model(login=login, full_name=full_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(login=username)


class User(AbstractBaseUser):
    """A person who signs in. Powers come from the seats they hold, never from this row."""

    login = models.CharField(_("Số điện thoại hoặc thư điện tử"), max_length=150, unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=150)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=16, blank=True)
    # messages about what is owed can change way and hour, not vanish: the inbox always has them
    gets_email = models.BooleanField(_("Gửi cả thư điện tử"), default=True)
    message_hour = models.PositiveSmallIntegerField(_("Giờ nhận tin nhắc việc"), default=8)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="user_email_once"),
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="user_phone_once"),
            models.CheckConstraint(condition=Q(message_hour__range=(7, 19)), name="message_hour_is_in_the_day"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.login

    def get_full_name(self) -> str:
        """The person's name, as written."""
        return self.full_name


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reads of the tree. The catalogue of units is public; who may change it is not."""

    def within(self, path: str) -> UnitQuerySet:
        """The unit at `path` and everything below it."""

        return self.filter(path__gte=path, path__lt=after_subtree(path))

    def children_of(self, unit: Unit) -> UnitQuerySet:
        """The units directly below `unit`."""
        return self.filter(parent=unit)

    def on(self, day: object) -> UnitQuerySet:
        """Units that exist on a day (valid_to is the last day)."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class Unit(models.Model):
    """A node of the tree: a territory, or a member unit of one. Its path never changes; a changed unit ends and has
    successors."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = PathField(unique=True, editable=False)
    level = models.CharField(_("Loại đơn vị"), max_length=20, choices=Level.choices)
    name = models.CharField(_("Tên đơn vị"), max_length=200)
    name_fold = models.CharField(max_length=200, editable=False, db_collation="C")
    name_sort = models.CharField(max_length=400, editable=False, db_collation="C")
    bloc = models.CharField(_("Khối"), max_length=20, choices=Bloc.choices, blank=True)
    lead_unit = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_units",
        verbose_name=_("Đơn vị đầu mối"),
    )
    code = models.CharField(max_length=10, blank=True, help_text=_("Mã đơn vị hành chính; trống với đơn vị tự lập."))
    vintage = models.CharField(
        max_length=10, blank=True, help_text=_("Bộ danh mục mà đơn vị thuộc về: 2024 hoặc 2025.")
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text=_("Ngày cuối cùng còn tồn tại."))
    is_own = models.BooleanField(default=False, help_text=_("Do một Ban Chỉ đạo lập; lần nạp danh mục không đụng tới."))
    phone = models.CharField(_("Điện thoại liên hệ"), max_length=16, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["parent", "name_sort"]),
            models.Index(fields=["code", "vintage"]),
            models.Index(fields=["name_fold"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vintage", "level", "code"], condition=~Q(code=""), name="unit_once_per_catalogue"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(path__endswith="."), name="unit_path_ends_in_separator"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_territory(self) -> bool:
        """Whether this is a level of government and not a member unit."""
        return self.level in TERRITORIAL


class UnitAlias(models.Model):
    """A name a unit had or is also known by, so that a search for the old name finds it."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    path = PathField(editable=False)
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200, db_collation="C", db_index=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="alias_once_per_unit")]


class Succession(models.Model):
    """A unit ended and another continues it, wholly or in part, from a date, by a decision."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("Sáp nhập")
        SPLIT = "split", _("Chia tách")
        MOVED = "moved", _("Chuyển cấp trên")
        RENAMED = "renamed", _("Đổi tên, đổi cấp")

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessions")
    path = PathField(editable=False, help_text=_("Đường dẫn của đơn vị kế tiếp."))
    kind = models.CharField(max_length=10, choices=Kind.choices)
    is_whole = models.BooleanField(help_text=_("Toàn bộ đơn vị cũ nhập vào đơn vị mới."))
    effective_on = models.DateField()
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.UniqueConstraint(
                fields=["predecessor"], condition=Q(is_whole=True), name="one_whole_successor_per_unit"
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_between_two_units"),
        ]


class UnitFigure(TenantModel):
    """Population and headcount of a unit in a year, typed or pasted: what quotas are split by."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="figures")
    year = models.PositiveSmallIntegerField(_("Năm"))
    population = models.PositiveIntegerField(_("Dân số"), null=True, blank=True)
    headcount = models.PositiveIntegerField(_("Số cán bộ, nhân viên, đoàn viên"), null=True, blank=True)
    source = models.CharField(_("Nguồn"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="unit_figure_once_a_year")]


class Committee(TenantModel):
    """Ban Chỉ đạo: a unit that runs campaigns here; the tenant."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="committee")
    name = models.CharField(_("Tên Ban Chỉ đạo"), max_length=200)
    short_name = models.CharField(_("Tên gọi tắt"), max_length=80)
    standing_body = models.CharField(_("Cơ quan thường trực"), max_length=200, blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=250, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=16, blank=True)
    place = models.CharField(_("Địa danh trên văn bản"), max_length=80, blank=True)
    mfa_roles = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name=_("Vai trò phải đăng nhập hai bước"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"])]

    def __str__(self) -> str:
        return self.name


class CommitteeDecision(TenantModel):
    """The decision that set a committee up or renewed it (thành lập, kiện toàn) in a year."""

    class Kind(models.TextChoices):
        ESTABLISHED = "established", _("Thành lập")
        RENEWED = "renewed", _("Kiện toàn")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="committee_decisions")
    year = models.PositiveSmallIntegerField(_("Năm"))
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.CharField(_("Số, ký hiệu"), max_length=40)
    decided_on = models.DateField(_("Ngày"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "year", "kind"], name="committee_decision_once")]


class IssuingBody(TenantModel):
    """Cơ quan ban hành: whose header, symbol, seal and number series a document carries (NĐ 30/2020, Phụ lục I)."""

    class Seal(models.TextChoices):
        OWN = "own", _("Con dấu riêng")
        PARENT = "parent", _("Dùng con dấu của cơ quan chủ quản")
        AGENCY = "agency", _("Dùng con dấu cơ quan của người ký")

    class Numbering(models.TextChoices):
        SERIES = "series", _("Tự cấp số theo năm")
        REGISTRY = "registry", _("Do văn thư cấp")

    class Signing(models.TextChoices):
        """In which order a document is signed and numbered (Nghị định 30/2020, Điều 13, 15, 16)."""

        PAPER = "paper", _("Ký bản giấy, rồi vào số")
        ELECTRONIC = "electronic", _("Vào số, rồi ký số")

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="issuing_bodies")
    superior_lines = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("Dòng trên"))
    name_lines = ArrayField(models.CharField(max_length=100), verbose_name=_("Tên cơ quan ban hành"))
    symbol = models.CharField(_("Chữ viết tắt trong ký hiệu"), max_length=30)
    place = models.CharField(_("Địa danh"), max_length=80)
    seal = models.CharField(_("Con dấu"), max_length=10, choices=Seal.choices, default=Seal.PARENT)
    numbering = models.CharField(_("Cách cấp số"), max_length=10, choices=Numbering.choices, default=Numbering.REGISTRY)
    signing = models.CharField(_("Cách ký"), max_length=10, choices=Signing.choices, default=Signing.PAPER)
    prints_check_code = models.BooleanField(_("In mã QR kiểm tra văn bản"), default=False)
    is_default = models.BooleanField(default=False)
    # committees/pictures.py
    prints_pictures = models.BooleanField(_("In hình chữ ký, con dấu"), default=False)
    seal_picture = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    seal_mm = models.PositiveSmallIntegerField(_("Con dấu rộng (mm)"), default=36)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["committee"], condition=Q(is_default=True), name="one_default_issuing_body"
            ),
            models.CheckConstraint(condition=Q(seal_mm__range=(15, 60)), name="a_seal_has_a_real_width"),
        ]

    def __str__(self) -> str:
        return " ".join(self.name_lines)


class Role(models.TextChoices):
    """What a seat is for; what each may do is decided in committees/permissions.py."""

    HEAD = "head", _("Trưởng ban")
    STANDING_DEPUTY = "standing_deputy", _("Phó ban thường trực")
    DEPUTY = "deputy", _("Phó trưởng ban")
    CLERK = "clerk", _("Thường trực")
    FOCAL = "focal", _("Đầu mối")
    MEMBER = "member", _("Thành viên phụ trách")
    ADMIN = "admin", _("Quản trị")


class Seat(TenantModel):
    """Chức danh: what duties, reminders and signatures belong to. People hold it for a time."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role.choices)
    title = models.CharField(_("Tên chức danh"), max_length=150)
    other_post = models.CharField(_("Chức vụ khác khi ký"), max_length=150, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    away_until = models.DateField(_("Nghỉ đến hết ngày"), null=True, blank=True)
    stand_in = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Người làm thay")
    )

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "role"])]
        constraints = [
            models.CheckConstraint(condition=~Q(stand_in=F("id")), name="nobody_stands_in_for_themselves"),
        ]

    def __str__(self) -> str:
        return self.title


class SeatCharge(TenantModel):
    """A commune that a member of the committee is in charge of (thành viên phụ trách)."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="charges")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["seat", "unit"], name="charge_once")]


class SeatHolding(TenantModel):
    """A person holds a seat from a day on, until it is ended or handed over."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    signature_picture = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["user", "ended_at"])]
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(ended_at=None), name="one_holder_per_seat"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="holding_ends_after_it_starts"
            ),
        ]


class SentForm(TenantModel):
    """A form that was acted upon, so that the same form sent again is not (committees/once.py). `path` is the seat's.

    `key` is a hash of the form's mark and of what was typed, `address` where the act led.
    """

    key = models.CharField(max_length=64)
    address = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["path", "key"], name="form_sent_once")]
