"""The tables of progress, of targets and of figures of other bodies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.columns import NUMBER, WIDE, WIDE_NUMBER, ActsColumn, DayColumn, FigureColumn
from core.inner_table import InnerTable
from core.quick_rows import QuickRows, addresses
from core.templatetags.vn import figure, no_figure, share_bar
from core.text.dates import short_date
from core.text.numbers import Number, integer, percent, percent_value, signed
from quotas.blood_units import Amount
from quotas.goals import Listed
from quotas.progress import Line, Progress
from quotas.versions import Diff, DiffLine
from quotas.window_progress import WindowLine, WindowProgress


def of_quota(result: Number | None, quota: Number | None) -> SafeString:
    """A result; on a phone, where the quota's column is folded away, with the quota behind it: «8/20»."""
    if not quota:
        return figure(result)
    return format_html('{}<span class="phone-only">/{}</span>', figure(result), integer(quota))


def share_of(result: Number | None, quota: Number | None) -> SafeString:
    """The share as a number with a thin bar; a dash without a quota."""
    if not quota:
        return no_figure()
    return format_html('<span class="share">{} {}</span>', percent(result or 0, quota), share_bar(result or 0, quota))


class ProgressTable(QuickRows, tables.Table):
    """One line a unit: quota, result, share, what is missing, the difference from last year."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    quota = FigureColumn(verbose_name=_("Chỉ tiêu"), wide=True)
    result = FigureColumn(verbose_name=_("Kết quả"))
    share = tables.Column(accessor="share", verbose_name=_("Tỷ lệ"), attrs=NUMBER, empty_values=())
    missing = FigureColumn(verbose_name=_("Còn thiếu"), wide=True)
    difference = tables.Column(verbose_name=_("So với năm trước"), attrs=WIDE_NUMBER, empty_values=())
    registered = FigureColumn(accessor="amount__registered", verbose_name=_("Đăng ký"), wide=True)
    donated = FigureColumn(accessor="amount__donated", verbose_name=_("Hiến"), wide=True)

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "units"}
        order_by = ()

    def __init__(self, lines: list[Line], *, year: int, whole: Line, **kwargs: object) -> None:
        self.year, self.whole = year, whole
        self.address_of = addresses("progress_unit")
        super().__init__(lines, **kwargs)
        self.caption = _("Tiến độ theo đơn vị")
        self.empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")
        footers: dict[str, Number | None] = {
            "quota": sum_known(line.quota for line in lines),
            "result": sum_known(line.result for line in lines),
            "missing": sum_known(line.missing for line in lines),
            "registered": sum_known(line.amount.registered for line in lines),
            "donated": sum_known(line.amount.donated for line in lines),
        }
        self.columns["unit"].column._footer = _("Cộng")
        for name, total in footers.items():
            self.columns[name].column._footer = figure(total)
        self.columns["share"].column._footer = percent(footers["result"], footers["quota"])

    def render_unit(self, record: Line) -> SafeString:
        """The unit's name, leading to its own page; one that ended in this year says so, since its successor may be
        called the same."""
        address, ended = f"{self.address_of(record.unit.pk)}?year={self.year}", record.unit.valid_to
        if ended is None or ended.year != self.year:
            return format_html('<a href="{}">{}</a>', address, record.unit.name)
        until = _("đến %(day)s") % {"day": short_date(ended)}
        return format_html('<a href="{}">{}</a> <span class="quiet">{}</span>', address, record.unit.name, until)

    def value_unit(self, record: Line) -> str:
        """The name alone."""
        return record.unit.name

    def render_result(self, record: Line) -> SafeString:
        """The result; on a phone, where the quota's column is folded away, «8/20»."""
        return of_quota(record.result, record.quota)

    def value_result(self, record: Line) -> Number | None:
        """The figure alone."""
        return record.result

    def render_share(self, record: Line) -> SafeString:
        """The share as a number with a thin bar, a mark at 100 %."""
        return share_of(record.result, record.quota)

    def value_share(self, record: Line) -> Number | None:
        """The share in per cent."""
        return percent_value(record.result or 0, record.quota)

    def render_difference(self, record: Line) -> str:
        """Result to result; a unit that was split is said to be not comparable."""
        if not record.is_comparable:
            return str(_("không so sánh được"))
        return signed(record.difference) if record.difference is not None else no_figure()

    def value_difference(self, record: Line) -> Number | None:
        """The difference, or nothing."""
        return record.difference


def sum_known(values: Iterable[Number | None]) -> Number | None:
    """The sum of the known ones; None where none is known."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


class WindowTable(QuickRows, tables.Table):
    """One line a unit in a campaign window: what it must reach, what came, what is missing."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    year_quota = FigureColumn(verbose_name=_("Chỉ tiêu cả năm"), wide=True)
    needed = FigureColumn(verbose_name=_("Cần đạt"))
    result = FigureColumn(verbose_name=_("Kết quả"))
    share = tables.Column(accessor="share", verbose_name=_("Tỷ lệ"), attrs=WIDE_NUMBER, empty_values=())
    missing = FigureColumn(verbose_name=_("Còn thiếu"), wide=True)
    registered = FigureColumn(accessor="amount__registered", verbose_name=_("Đăng ký"), wide=True)
    donated = FigureColumn(accessor="amount__donated", verbose_name=_("Hiến"), wide=True)

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "window"}
        order_by = ()

    def __init__(self, progress: WindowProgress, lines: list[WindowLine], **kwargs: object) -> None:
        self.window_id = progress.window.pk
        super().__init__(lines, **kwargs)
        self.caption = _("Tiến độ chiến dịch theo đơn vị")
        self.empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")
        footers: dict[str, Number | None] = {
            "year_quota": sum_known(line.year_quota for line in lines),
            "result": sum_known(line.result for line in lines),
            "registered": sum_known(line.amount.registered for line in lines),
            "donated": sum_known(line.amount.donated for line in lines),
        }
        if len(lines) == len(progress.lines):  # with what hangs on the unit itself
            footers |= {
                "result": progress.result,
                "registered": progress.amount.registered,
                "donated": progress.amount.donated,
            }
        if progress.adds_up:  # shares of the year are not summed, nor what each must reach by its share
            footers["needed"] = sum_known(line.needed for line in lines)
            footers["missing"] = sum_known(line.missing for line in lines)
        self.columns["unit"].column._footer = _("Cộng")
        for name, total in footers.items():
            self.columns[name].column._footer = figure(total)

    def render_unit(self, record: WindowLine) -> SafeString:
        """The unit's name, leading to its own part."""
        address = reverse("window_progress_unit", args=[self.window_id, record.unit.pk])
        return format_html('<a href="{}">{}</a>', address, record.unit.name)

    def value_unit(self, record: WindowLine) -> str:
        """The name alone."""
        return record.unit.name

    def render_share(self, record: WindowLine) -> SafeString:
        """Result over what is needed, with its bar."""
        return share_of(record.result, record.needed)

    def value_share(self, record: WindowLine) -> Number | None:
        """The share in per cent."""
        return percent_value(record.result or 0, record.needed)


class DiffTable(QuickRows, tables.Table):
    """One line a receiver: what it had, what it has, the difference; the totals where figures add up."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    bloc = tables.Column(accessor="unit__get_bloc_display", verbose_name=_("Khối"), attrs=WIDE, orderable=False)
    before = FigureColumn(verbose_name=_("Bản trước"))
    after = FigureColumn(verbose_name=_("Bản sau"))
    difference = tables.Column(verbose_name=_("Chênh lệch"), attrs=NUMBER, empty_values=())
    note = tables.Column(verbose_name=_("Thay đổi"), attrs=WIDE, empty_values=(), orderable=False)

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "versions"}
        order_by = ()

    def __init__(self, diff: Diff, lines: list[DiffLine], *, shows_all: bool, sums: bool, **kwargs: object) -> None:
        shown = lines if shows_all else [line for line in lines if line.before != line.after]
        super().__init__(shown, **kwargs)
        self.caption = _("Thay đổi theo đơn vị")
        self.empty_text = (
            _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.") if diff.changed else _("Hai bản giao như nhau.")
        )
        for name, version in (("before", diff.earlier), ("after", diff.later)):
            self.columns[name].column.verbose_name = _("Bản %(version)s") % {"version": version.version}
        self.columns["unit"].column._footer = _("Cộng cả các đơn vị không đổi") if sums else ""
        if sums:  # with those that stayed, whether they are shown or not
            self.columns["before"].column._footer = figure(sum_known(line.before for line in lines))
            self.columns["after"].column._footer = figure(sum_known(line.after for line in lines))
            self.columns["difference"].column._footer = signed(sum(line.difference for line in lines))

    def render_difference(self, value: int) -> str:
        """With its sign."""
        return signed(value)

    def value_difference(self, value: int) -> int:
        """The figure."""
        return value

    def render_note(self, record: DiffLine) -> str:
        """New and dropped receivers in words; so a file says it too."""
        if record.is_new:
            return str(_("mới giao"))
        return str(_("thôi giao")) if record.is_dropped else ""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A line of a year's rounds: one round, or all that units brought in rounds of their own."""

    name: str
    starts_on: dt.date | None
    quota: int | None
    result: Number | None
    amount: Amount | None = None

    @property
    def share(self) -> Number | None:
        """Result in per cent of the quota; None without a quota."""
        return percent_value(self.result or 0, self.quota) if self.quota else None


def round_rows(progress: Progress) -> list[RoundRow]:
    """The rounds of a year in their order; what came in none of them last, so that the rows sum to the whole."""
    rows = [
        RoundRow(line.round.name, line.round.starts_on, line.quota, line.result, line.amount)
        for line in progress.rounds
    ]
    if rows and progress.beyond_rounds:
        rows.append(RoundRow(str(_("Các đợt do đơn vị tự tổ chức")), None, None, progress.beyond_rounds))
    return rows


class RoundProgressTable(QuickRows, InnerTable):
    """One line a round of the year: quota, result, share, and how many registered, came and gave."""

    name = tables.Column(verbose_name=_("Đợt"), order_by=("starts_on", "name"), empty_values=())
    quota = FigureColumn(verbose_name=_("Chỉ tiêu"), wide=True)
    result = FigureColumn(verbose_name=_("Kết quả"))
    share = tables.Column(verbose_name=_("Tỷ lệ"), attrs=NUMBER, empty_values=())
    registered = FigureColumn(accessor="amount__registered", verbose_name=_("Đăng ký"), wide=True)
    present = FigureColumn(accessor="amount__present", verbose_name=_("Có mặt"), wide=True)
    donated = FigureColumn(accessor="amount__donated", verbose_name=_("Hiến"), wide=True)

    caption = _("Kết quả theo đợt")

    class Meta(InnerTable.Meta):
        attrs = {"id": "year-rounds"}
        empty_text = _("Không có đợt nào khớp. Bỏ bớt điều kiện lọc.")

    def render_name(self, record: RoundRow) -> SafeString:
        """The round and the day it begins."""
        day = short_date(record.starts_on) if record.starts_on else ""
        return format_html('{} <span class="quiet">{}</span>', record.name, day)

    def value_name(self, record: RoundRow) -> str:
        """The name alone."""
        return record.name

    def render_result(self, record: RoundRow) -> SafeString:
        """The result; on a phone, where the quota's column is folded away, «462/550»."""
        return of_quota(record.result, record.quota)

    def value_result(self, record: RoundRow) -> Number | None:
        """The figure alone."""
        return record.result

    def render_share(self, record: RoundRow) -> SafeString:
        """The share with its bar."""
        return share_of(record.result, record.quota)

    def value_share(self, record: RoundRow) -> Number | None:
        """The share in per cent."""
        return record.share


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A target of a plan as its page lists it: what, for which part of the year, and the addresses of what follows."""

    listed: Listed
    name: str
    part: str
    grid: str
    edit: str
    decision: str = ""


class GoalTable(InnerTable):
    """The targets of a plan: what is asked for, how much, by which decision."""

    name = tables.Column(verbose_name=_("Chỉ tiêu"))
    part = tables.Column(verbose_name=_("Cho"))
    level = tables.TemplateColumn(
        template_name="quotas/_goal_level.html", verbose_name=_("Mức"), accessor="listed", orderable=False
    )
    decision = tables.TemplateColumn(
        template_name="quotas/_goal_decision.html",
        verbose_name=_("Văn bản giao chỉ tiêu"),
        accessor="listed",
        attrs=WIDE,
        orderable=False,
    )
    acts = ActsColumn("quotas/_goal_acts.html")

    caption = _("Các chỉ tiêu của kế hoạch")

    class Meta(InnerTable.Meta):
        attrs = {"id": "goals"}
        empty_text = _("Kế hoạch này chưa có chỉ tiêu nào.")

    def value_level(self, record: GoalRow) -> str:
        """What is in force, else the draft, else what the superior gave."""
        listed = record.listed
        return listed.of_force or listed.of_draft or listed.recorded_in_words

    def value_decision(self, record: GoalRow) -> str:
        """The decision of what is in force."""
        return record.decision


class OutsideFigureTable(InnerTable):
    """Figures that other bodies announced, each with its source and day."""

    label = tables.Column(verbose_name=_("Số liệu"))
    value = tables.Column(verbose_name=_("Giá trị"), orderable=False)
    source = tables.Column(verbose_name=_("Nguồn"), attrs=WIDE)
    stated_on = DayColumn(verbose_name=_("Ngày công bố"), attrs=WIDE)
    acts = ActsColumn("quotas/_outside_figure_acts.html")

    caption = _("Số liệu bên ngoài")

    class Meta(InnerTable.Meta):
        attrs = {"id": "outside-figures"}
        empty_text = _("Chưa ghi số liệu nào của nơi khác.")
