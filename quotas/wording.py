"""A target in words, as plans print it: «từ 550 đến 650 lượt người», «trên 330 đơn vị máu», «75%»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import BloodUnit
from core.text.numbers import NBSP, Number, integer
from quotas.models import Comparator, Metric, QuotaKind

if TYPE_CHECKING:
    from quotas.models import Allotment

# What stands after the figure; a share of the year says of what it is a share instead.
NOUNS = {
    Metric.BLOOD_UNITS: gettext_lazy("đơn vị máu"),
    Metric.REGISTERED: gettext_lazy("người đăng ký"),
    Metric.LARGE_BAGS: gettext_lazy("túi máu từ 350 ml"),
    Metric.REPEAT_DONORS: gettext_lazy("người hiến máu nhắc lại"),
    Metric.REACHED: gettext_lazy("lượt người"),
    Metric.RESERVE_DONORS: gettext_lazy("người hiến máu dự bị"),
    Metric.STAFF: gettext_lazy("cán bộ, công chức, viên chức, người lao động tham gia"),
    Metric.UNITS: gettext_lazy("đơn vị tham gia"),
}

# What a target is called where one is chosen or listed.
NAMES = {
    (Metric.BLOOD_UNITS, QuotaKind.COUNT): gettext_lazy("Đơn vị máu"),
    (Metric.BLOOD_UNITS, QuotaKind.YEAR_SHARE): gettext_lazy("Tỷ lệ so với chỉ tiêu cả năm"),
    (Metric.REGISTERED, QuotaKind.COUNT): gettext_lazy("Số người đăng ký"),
    (Metric.REACHED, QuotaKind.COUNT): gettext_lazy("Số lượt người được tuyên truyền"),
    (Metric.REPEAT_DONORS, QuotaKind.PERCENT): gettext_lazy("Tỷ lệ người hiến máu nhắc lại"),
    (Metric.LARGE_BAGS, QuotaKind.PERCENT): gettext_lazy("Tỷ lệ túi máu từ 350 ml"),
    (Metric.RESERVE_DONORS, QuotaKind.COUNT): gettext_lazy("Số người hiến máu dự bị"),
    (Metric.STAFF, QuotaKind.PERCENT): gettext_lazy("Tỷ lệ cán bộ, công chức, viên chức, người lao động tham gia"),
    (Metric.UNITS, QuotaKind.COVERAGE): gettext_lazy("Tỷ lệ đơn vị tham gia"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its comparator; `high` only where it reads «from … to …»."""

    low: int
    high: int | None = None
    comparator: Comparator = Comparator.AT_LEAST

    def is_met_by(self, value: Number) -> bool:
        """Whether a result reaches it: the figure itself, more than it, or the lower end of a range."""
        return value > self.low if self.comparator == Comparator.MORE_THAN else value >= self.low


def figure_in_words(figure: Figure, kind: QuotaKind) -> str:
    """The figure with its comparator, without what is counted: «trên 330», «từ 550 đến 650», «ít nhất 15%», «75%».

    A range of one figure reads as that figure. Shares of the year say «ít nhất», as the samples do.
    """
    low = _figure(figure.low, kind)
    if figure.comparator == Comparator.BETWEEN and figure.high is not None and figure.high != figure.low:
        return _("từ %(low)s đến %(high)s") % {"low": low, "high": _figure(figure.high, kind)}
    if figure.comparator == Comparator.MORE_THAN:
        return _("trên %(figure)s") % {"figure": low}
    if kind == QuotaKind.YEAR_SHARE:
        return _("ít nhất %(figure)s") % {"figure": low}
    return low


def noun_of(metric: Metric, blood_unit: str = BloodUnit.BAG) -> str:
    """What a target counts; one of đơn vị máu says where its plan counts whole blood alone."""
    if metric == Metric.BLOOD_UNITS and blood_unit == BloodUnit.WHOLE:
        return _("đơn vị máu toàn phần")
    return str(NOUNS[metric])


def target_in_words(figure: Figure, metric: Metric, kind: QuotaKind, blood_unit: str = BloodUnit.BAG) -> str:
    """The figure and what it counts: «trên 330 đơn vị máu», «75% người hiến máu nhắc lại».

    A share of the year says of what it is a share: «ít nhất 15% chỉ tiêu cả năm». `blood_unit` is what one đơn vị máu
    is in the plan.
    """
    noun = _("chỉ tiêu cả năm") if kind == QuotaKind.YEAR_SHARE else noun_of(metric, blood_unit)
    return f"{figure_in_words(figure, kind)}{NBSP}{noun}"


def figure_of(allotment: Allotment) -> Figure | None:
    """The typed figure of the committee as a whole; None where only its units have figures."""
    if allotment.whole is None:
        return None
    return Figure(low=allotment.whole, high=allotment.whole_to, comparator=Comparator(allotment.comparator))


def _figure(value: int, kind: QuotaKind) -> str:
    return f"{integer(value)}%" if kind.is_share else integer(value)
