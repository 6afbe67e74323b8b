"""The quota ledger, tallies of results, and the totals derived from them. Knows nothing of people."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignWindow, Plan, Round
from committees.models import Bloc, Unit
from core.scope import PathField, TenantModel


class Metric(models.TextChoices):
    """What a quota counts."""

    BLOOD_UNITS = "blood_units", _("đơn vị máu")
    REGISTERED = "registered", _("người đăng ký")
    LARGE_BAGS = "large_bags", _("túi máu từ 350 ml")
    REPEAT_DONORS = "repeat_donors", _("người hiến nhắc lại")
    REACHED = "reached", _("lượt người được tuyên truyền")
    RESERVE_DONORS = "reserve_donors", _("người hiến máu dự bị")
    STAFF = "staff", _("cán bộ, công chức, viên chức, người lao động tham gia")
    UNITS = "units", _("đơn vị tham gia")


class Comparator(models.TextChoices):
    """How the figure of a quota reads: «330», «trên 330», «từ 550 đến 650»."""

    AT_LEAST = "at_least", _("đạt")
    MORE_THAN = "more_than", _("trên")
    BETWEEN = "between", _("từ … đến …")


class QuotaKind(models.TextChoices):
    """What the figure of a quota is."""

    COUNT = "count", _("số lượng")
    PERCENT = "percent", _("tỷ lệ phần trăm")
    COVERAGE = "coverage", _("tỷ lệ đơn vị tham gia")
    YEAR_SHARE = "year_share", _("tỷ lệ của cả năm")

    @property
    def is_share(self) -> bool:
        """Whether its figures are per cent, which never add up."""
        return self != QuotaKind.COUNT


class Allotment(TenantModel):
    """One version of what a giver allots under a plan, for the year, a round or a window; `path` is the giver's.

    A change after issue is a new version; the issued one stays. `giver_name` stands where the giver is not on the
    system and the receiver recorded the figure with the decision's number. `whole` is the figure for the committee as a
    whole where it was typed («từ 550 đến 650 lượt người»: `whole` to `whole_to`); shares are whole per cent.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        PROVISIONAL = "provisional", _("Tạm giao")
        ISSUED = "issued", _("Đã giao")
        SUPERSEDED = "superseded", _("Đã thay bằng bản mới")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="allotments")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="allotments")
    window = models.ForeignKey(CampaignWindow, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    metric = models.CharField(max_length=20, choices=Metric.choices, default=Metric.BLOOD_UNITS)
    kind = models.CharField(max_length=12, choices=QuotaKind.choices, default=QuotaKind.COUNT)
    comparator = models.CharField(max_length=10, choices=Comparator.choices, default=Comparator.AT_LEAST)
    is_from_superior = models.BooleanField(default=False)
    giver_name = models.CharField(_("Nơi giao"), max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    whole = models.PositiveIntegerField(_("Chỉ tiêu chung"), null=True)
    whole_to = models.PositiveIntegerField(_("Đến"), null=True)
    decision = models.CharField(_("Văn bản giao chỉ tiêu"), max_length=200, blank=True)
    rule = models.JSONField(default=dict)
    issued_at = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=0, help_text=_("Tăng mỗi lần lưu; phát hiện hai người cùng sửa."))

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["plan", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "round", "window", "metric", "kind", "is_from_superior", "version"],
                nulls_distinct=False,
                name="allotment_version_once",
            ),
            models.UniqueConstraint(
                fields=["plan", "round", "window", "metric", "kind", "is_from_superior"],
                condition=Q(state__in=["issued", "provisional"]),
                nulls_distinct=False,
                name="one_allotment_in_force",
            ),
            models.UniqueConstraint(
                fields=["plan", "round", "window", "metric", "kind", "is_from_superior"],
                condition=Q(state="draft"),
                nulls_distinct=False,
                name="one_allotment_in_draft",
            ),
            models.CheckConstraint(
                condition=Q(whole_to=None) | Q(whole_to__gte=F("whole")), name="allotment_range_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="count") | Q(whole=None) | Q(whole__lte=100), name="share_is_percent"
            ),
            models.CheckConstraint(
                condition=~Q(kind="year_share") | Q(window__isnull=False), name="share_of_the_year_has_a_window"
            ),
            # Every sum of đơn vị máu of a year or a round (progress, rank, reports) reads such allotments as counts.
            models.CheckConstraint(
                condition=~Q(metric="blood_units") | Q(kind="count") | Q(window__isnull=False),
                name="blood_units_are_counted",
            ),
        ]


class Target(TenantModel):
    """Chỉ tiêu: what one receiver is given (được giao) and what it promises (phấn đấu); `path` is the receiver's.

    The receiver sees its line once `is_published`; the giver always does.
    """

    allotment = models.ForeignKey(Allotment, on_delete=models.CASCADE, related_name="targets")
    giver_path = PathField(editable=False)
    is_published = models.BooleanField(default=False)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="targets")
    bloc = models.CharField(_("Khối"), max_length=20, choices=Bloc.choices, blank=True)
    assigned = models.PositiveIntegerField(_("Được giao"), null=True)
    assigned_to = models.PositiveIntegerField(_("Đến"), null=True)
    promised = models.PositiveIntegerField(_("Phấn đấu"), null=True)
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"]), models.Index(fields=["giver_path"])]
        constraints = [
            models.UniqueConstraint(fields=["allotment", "receiver"], name="one_target_per_receiver"),
            models.CheckConstraint(
                condition=Q(assigned_to=None) | Q(assigned_to__gte=F("assigned")), name="target_range_in_order"
            ),
        ]


class BlocFigure(TenantModel):
    """What a version of an allotment gives a bloc as a whole, before its units; `path` is the giver's.

    The units of the bloc must add up to it when the version is issued (quotas/blocs.py).
    """

    allotment = models.ForeignKey(Allotment, on_delete=models.CASCADE, related_name="bloc_figures")
    bloc = models.CharField(_("Khối"), max_length=20, choices=Bloc.choices)
    assigned = models.PositiveIntegerField(_("Cần giao"))
    rule = models.CharField(_("Cách chia trong khối"), max_length=20, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["allotment", "bloc"], name="one_figure_per_bloc"),
            models.CheckConstraint(condition=Q(bloc__in=Bloc.values), name="bloc_figure_of_a_bloc"),
        ]


COUNTS = (
    "registered",
    "present",
    "donated",
    "deferred",
    "not_drawn",
    "bags_250",
    "bags_350",
    "bags_450",
    "apheresis",
)
BAGS = ("bags_250", "bags_350", "bags_450", "apheresis")
# What progress adds up (quotas/blood_units.py): the indexes that answer it hold these beside their keys.
SUMMED_BY_PAGES = ("bags", "ml", "apheresis", "registered", "present", "donated", "deferred", "not_drawn")


class Figures(models.Model):
    """The counts of design.md §5, kept apart. Blank is «không có số liệu», zero is zero; units alone are enough."""

    registered = models.PositiveIntegerField(_("Đăng ký"), null=True, blank=True)
    present = models.PositiveIntegerField(_("Có mặt"), null=True, blank=True)
    donated = models.PositiveIntegerField(_("Hiến"), null=True, blank=True)
    deferred = models.PositiveIntegerField(_("Trì hoãn"), null=True, blank=True)
    not_drawn = models.PositiveIntegerField(_("Chưa lấy được"), null=True, blank=True)
    bags_250 = models.PositiveIntegerField(_("250 ml"), null=True, blank=True)
    bags_350 = models.PositiveIntegerField(_("350 ml"), null=True, blank=True)
    bags_450 = models.PositiveIntegerField(_("450 ml"), null=True, blank=True)
    apheresis = models.PositiveIntegerField(_("Tiểu cầu"), null=True, blank=True)

    class Meta:
        abstract = True


def _zero(name: str) -> Coalesce:
    return Coalesce(F(name), Value(0))


_NO_BAGS = Q(**{f"{name}__isnull": True for name in BAGS})
_NO_VOLUMES = Q(bags_250=None, bags_350=None, bags_450=None)


class Tally(Figures, TenantModel):
    """A unit's result in a round from one source; `path` is the unit's. One source per (round, unit) counts.

    Sums run in `bags` and `ml` and are converted to đơn vị máu once, when printed (quotas/blood_units.py). An apheresis
    is one bag without ml. Where only units were typed, they stand for bags, and for 250 ml each.
    """

    class Source(models.TextChoices):
        DECLARED = "declared", _("Số khai")
        COUNTED = "counted", _("Đếm từ danh sách hiến máu")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tallies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tallies")
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.DECLARED)
    is_counting = models.BooleanField(default=True)
    units = models.PositiveIntegerField(_("Đơn vị máu"), null=True, blank=True)
    bags = models.GeneratedField(
        expression=Case(
            When(_NO_BAGS, then=F("units")),
            default=_zero("bags_250") + _zero("bags_350") + _zero("bags_450") + _zero("apheresis"),
        ),
        output_field=models.PositiveIntegerField(null=True),
        db_persist=True,
    )
    ml = models.GeneratedField(
        expression=Case(
            When(_NO_BAGS, then=F("units") * 250),
            When(_NO_VOLUMES, then=Value(0)),
            default=_zero("bags_250") * 250 + _zero("bags_350") * 350 + _zero("bags_450") * 450,
        ),
        output_field=models.PositiveIntegerField(null=True),
        db_persist=True,
    )
    accepted_doubts = models.JSONField(default=list, help_text=_("Những điểm đáng ngờ đã được xác nhận."))
    given_on = models.DateField(_("Ngày hiến (ngoài đợt)"), null=True, blank=True)
    proof = models.CharField(_("Chứng từ (ngoài đợt)"), max_length=200, blank=True)
    difference_note = models.CharField(_("Giải trình chênh lệch giữa hai nguồn"), max_length=300, blank=True)
    edition = models.PositiveIntegerField(default=1, help_text=_("Tăng mỗi lần lưu; phát hiện hai người cùng sửa."))
    saved_at = models.DateTimeField(auto_now=True)
    saved_by_id = models.BigIntegerField(null=True)
    saved_by_name = models.CharField(max_length=150, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["path", "year"]),
            models.Index(fields=["round", "path"]),
            models.Index(  # a country's open rounds are added up from this index alone
                fields=["year", "path"],
                include=["round", *SUMMED_BY_PAGES],
                condition=Q(is_counting=True),
                name="counting_tally_by_path",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit", "source"], name="tally_once_per_source"),
            models.UniqueConstraint(fields=["round", "unit"], condition=Q(is_counting=True), name="one_counting_tally"),
            models.CheckConstraint(
                condition=Q(present=None) | Q(present__gte=_zero("donated") + _zero("deferred") + _zero("not_drawn")),
                name="tally_outcomes_within_present",
            ),
        ]


class YearTotal(Figures, TenantModel):
    """The counting tallies of one unit in one year, added up: what every dashboard reads. Kept by a trigger on Tally.

    Derived; `bin/manage rebuild_totals` makes it anew and reports what differed.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="year_totals")
    year = models.PositiveSmallIntegerField()
    bags = models.PositiveIntegerField(null=True)
    ml = models.PositiveIntegerField(null=True)
    tallies = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="year_total_once")]
        indexes = [
            models.Index(
                fields=["year", "path"],
                include=SUMMED_BY_PAGES,
                name="year_total_by_path",
            )
        ]


class RoundTotal(Figures, TenantModel):
    """The counting tallies of one closed round, added up: closing freezes, so a country's rounds need not be read tally
    by tally. `path` and `lineage` are the round's. Kept by a trigger on Round.

    Derived; `bin/manage rebuild_totals` makes it anew as well.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="total")
    year = models.PositiveSmallIntegerField()
    lineage = ArrayField(models.BigIntegerField(), default=list)
    bags = models.PositiveIntegerField(null=True)
    ml = models.PositiveIntegerField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["year", "path"])]


class InheritedTotal(Figures, TenantModel):
    """What a unit's predecessors reached in a year, for comparing results «as it is now»; `path` is the successor's.

    Only whole successions are inherited; a unit that was split is compared as a group or not at all. Derived; rebuilt
    when a succession is recorded and by `bin/manage rebuild_inherited`.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="inherited_totals")
    year = models.PositiveSmallIntegerField()
    bags = models.PositiveIntegerField(null=True)
    ml = models.PositiveIntegerField(null=True)
    is_partial = models.BooleanField(default=False, help_text=_("Có đơn vị cũ bị chia tách: không so sánh được."))
    predecessors = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="inherited_total_once")]
        indexes = [models.Index(fields=["year", "path"])]


class OutsideFigure(TenantModel):
    """A figure another body announced (a province's average, a rank): typed with its source and date."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="outside_figures")
    label = models.CharField(_("Chỉ số"), max_length=150)
    value = models.CharField(_("Số liệu"), max_length=60)
    source = models.CharField(_("Nguồn"), max_length=200)
    stated_on = models.DateField(_("Ngày công bố"))

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(value="") & ~Q(source=""), name="outside_figure_names_its_source"
            )
        ]
