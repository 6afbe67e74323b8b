"""Tables of plans and of what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns.completeness import Count, Line
from campaigns.models import Contact, Plan
from campaigns.overview import Row
from core.quick_rows import QuickRows, addresses
from core.templatetags.vn import no_figure, share_bar
from core.text.dates import clock, short_date
from core.text.numbers import integer, percent


class PlanTable(tables.Table):
    """Plans, newest first."""

    title = tables.Column(verbose_name=_("Kế hoạch"))
    committee = tables.Column(
        accessor="committee__name",
        verbose_name=_("Ban Chỉ đạo"),
        attrs={"td": {"class": "wide"}, "th": {"class": "wide"}},
    )
    year = tables.Column(verbose_name=_("Năm"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    state = tables.Column(verbose_name=_("Trạng thái"))

    empty_url = "/ke-hoach/moi/"
    empty_label = _("Lập kế hoạch năm")
    exports = ("csv", "xlsx")

    class Meta:
        model = Plan
        fields = ("title", "committee", "year", "state")
        attrs = {"id": "plans"}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.empty_text = _("Chưa có kế hoạch nào. Lập kế hoạch năm rồi thêm đợt và chia chỉ tiêu.")

    def render_title(self, record: Plan) -> SafeString:
        """The title, leading to the plan; on a phone with whose it is, since plans of a year are titled alike."""
        return format_html(
            '<a href="{}">{}</a><span class="phone-only quiet"> · {}</span>',
            reverse("plan", args=[record.pk]),
            record.title,
            record.committee.short_name or record.committee.name,
        )

    def value_title(self, record: Plan) -> str:
        """The title alone."""
        return record.title


WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}


class DutyTable(QuickRows, tables.Table):
    """One line a unit: how it stands by a deadline, how much came, who was reached when."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    bloc = tables.Column(accessor="unit__get_bloc_display", verbose_name=_("Khối"), attrs=WIDE, orderable=False)
    state = tables.Column(verbose_name=_("Trạng thái"))
    enough = tables.Column(
        accessor="shortage__sentence", verbose_name=_("Đã nộp"), attrs=WIDE, order_by=("shortage__people",)
    )
    handed_in_at = tables.Column(accessor="done__at", verbose_name=_("Nộp lúc"), attrs=WIDE, empty_values=())
    extended_until = tables.Column(accessor="duty__extended_until", verbose_name=_("Gia hạn đến"), attrs=WIDE)
    reason = tables.Column(
        accessor="duty__excused_reason", verbose_name=_("Lý do không phải nộp"), attrs=WIDE, orderable=False
    )
    last_contact = tables.Column(verbose_name=_("Liên hệ gần nhất"), attrs=WIDE, order_by=("last_contact__at",))

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "duties"}
        order_by = ()

    def __init__(self, lines: Sequence[Line], **kwargs: object) -> None:
        super().__init__(lines, **kwargs)
        self.caption = _("Theo đơn vị")
        self.empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")

    def render_unit(self, value: str, record: Line) -> SafeString:
        """The unit's name, leading to everything that is known of its duty."""
        return format_html('<a href="{}">{}</a>', reverse("duty", args=[record.duty.pk]), value)

    def value_unit(self, value: str) -> str:
        """The name alone."""
        return value

    def render_state(self, value: str, record: Line) -> SafeString:
        """The state in words."""
        return format_html('<span class="state {}">{}</span>', record.colour, value)

    def value_state(self, value: str) -> str:
        """The word alone."""
        return value

    def render_handed_in_at(self, value: dt.datetime | None, record: Line) -> str:
        """When, and whether in the unit's place."""
        if value is None:
            return "–"
        told = f"{clock(value)}, {short_date(value)}"
        return f"{told} ({_('nộp thay')})" if record.done is not None and record.done.on_behalf else told

    def value_handed_in_at(self, value: dt.datetime | None) -> dt.datetime | None:
        """The moment."""
        return value

    def render_extended_until(self, value: dt.datetime) -> str:
        """The moment in words."""
        return f"{clock(value)}, {short_date(value)}"

    def value_extended_until(self, value: dt.datetime | None) -> dt.datetime | None:
        """The moment."""
        return value

    def render_last_contact(self, value: Contact) -> str:
        """How and when."""
        return f"{value.get_way_display()} {clock(value.at)}, {short_date(value.at)}"


NUMBER = {part: {"class": "number"} for part in ("cell", "th", "td", "tf")}
WIDE_NUMBER = {part: {"class": "number wide"} for part in NUMBER}


class CountColumn(tables.Column):
    """How many duties stand so; zero is zero."""

    def __init__(self, name: str, *, wide: bool = True, **kwargs: object) -> None:
        attrs = WIDE_NUMBER if wide else NUMBER
        super().__init__(accessor=f"count__{name}", attrs=attrs, empty_values=(), **kwargs)

    def render(self, value: int) -> str:
        """The figure."""
        return integer(value)

    def value(self, value: int) -> int:
        """A number, for a file."""
        return value


class OverviewTable(QuickRows, tables.Table):
    """One line a thing owed, or one for each bloc or unit below: how many handed in, when, and how many not yet."""

    task = tables.Column(accessor="task__what", verbose_name=_("Việc phải nộp"), order_by=("task__due_at",))
    group = tables.Column(verbose_name=_("Khối, đơn vị"), order_by=("group_key",))
    due = tables.Column(accessor="task__due", verbose_name=_("Hạn nộp"), order_by=("task__due_at",), attrs=WIDE)
    expected = CountColumn("expected", verbose_name=_("Phải nộp"))
    handed_in = CountColumn("handed_in", verbose_name=_("Đã nộp"), wide=False)
    share = tables.Column(verbose_name=_("Tỷ lệ"), attrs=NUMBER, empty_values=())
    on_time = CountColumn("on_time", verbose_name=_("Đúng hạn"))
    with_permission = CountColumn("with_permission", verbose_name=_("Trong thời gian gia hạn"))
    late = CountColumn("late", verbose_name=_("Nộp chậm"))
    missing = CountColumn("missing", verbose_name=_("Chưa nộp"))
    overdue = CountColumn("overdue", verbose_name=_("Quá hạn, chưa nộp"))

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "overview"}
        order_by = ()

    def __init__(self, rows: Sequence[Row], *, by: str, **kwargs: object) -> None:
        super().__init__(rows, exclude=() if by else ("group",), **kwargs)
        self.address_of = addresses("deadline")
        self.caption = _("Mức độ đầy đủ và đúng hạn")
        self.empty_text = _("Chưa có việc nào phải nộp. Đặt hạn nộp ở trang của đợt hoặc của kế hoạch.")
        whole = sum((row.count for row in rows), Count())
        self.columns["task"].column._footer = _("Cộng")
        for name in ("expected", "handed_in", "on_time", "with_permission", "late", "missing", "overdue"):
            self.columns[name].column._footer = integer(getattr(whole, name))
        self.columns["share"].column._footer = percent(whole.handed_in, whole.expected)

    def render_task(self, record: Row) -> SafeString:
        """What is owed and for what, leading to its deadline where it is one."""
        what = f"{record.task.what} · {record.task.place}"
        if record.task.deadline_id is None:
            return format_html("{}", what)
        return format_html('<a href="{}">{}</a>', self.address_of(record.task.deadline_id), what)

    def value_task(self, record: Row) -> str:
        """The words alone."""
        return f"{record.task.what} · {record.task.place}"

    def render_handed_in(self, record: Row) -> SafeString:
        """How many; on a phone, where the others are folded away, «8/20»."""
        told = integer(record.count.handed_in), integer(record.count.expected)
        return format_html('{}<span class="phone-only">/{}</span>', *told)

    def value_handed_in(self, record: Row) -> int:
        """The figure alone."""
        return record.count.handed_in

    def render_share(self, record: Row) -> SafeString:
        """The share as a number with a thin bar."""
        if not record.count.expected:
            return no_figure()
        told = record.count.handed_in, record.count.expected
        return format_html('<span class="share">{} {}</span>', percent(*told), share_bar(*told))

    def value_share(self, record: Row) -> Decimal | None:
        """The share in per cent."""
        return record.share
