"""Tables of what was done: activity reports, what they add up to, and what a figure is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.activities import Amount
from campaigns.activity_sums import Figure, Left, Told
from campaigns.completeness import Line
from campaigns.models import ActivityReport
from campaigns.reporting_activity import told_for
from committees.models import Unit
from core.columns import NUMBER, WIDE, WIDE_NUMBER, ActsColumn
from core.inner_table import InnerTable
from core.quick_rows import QuickRows
from core.text.dates import clock, short_date
from core.text.numbers import NO_FIGURE, integer


def _as_file(amount: Amount | None) -> object:
    """A plain amount as a figure of the workbook; «hơn 1.500» keeps its word."""
    if amount is None:
        return None
    return amount.said if amount.is_over else amount.value


class ActivitySumTable(QuickRows, tables.Table):
    """One line a kind and measure: own activity, the units' sum, the whole."""

    name = tables.Column(verbose_name=_("Hoạt động"), orderable=False)
    measure = tables.Column(accessor="measure__label", verbose_name=_("Đơn vị tính"), orderable=False)
    own = tables.Column(verbose_name=_("Tự thực hiện"), attrs=WIDE_NUMBER, orderable=False, empty_values=())
    units = tables.Column(verbose_name=_("Các đơn vị trực thuộc"), attrs=WIDE_NUMBER, orderable=False, empty_values=())
    whole = tables.Column(verbose_name=_("Cộng"), attrs=NUMBER, orderable=False, empty_values=())

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "activity"}

    def __init__(self, figures: Sequence[Figure], **kwargs: object) -> None:
        super().__init__(figures, **kwargs)
        self.caption = _("Kết quả hoạt động")
        self.empty_text = _("Chưa có hoạt động nào được báo cáo.")

    def render_name(self, value: str, record: Figure) -> SafeString:
        """What was done, leading to the lines that the figure is made of."""
        return format_html('<a href="?{}">{}</a>', urlencode({"muc": record.key}), value)

    def value_name(self, value: str) -> str:
        """The name alone."""
        return value

    def render_own(self, value: Amount | None) -> str:
        """The committee's own."""
        return value.said if value else NO_FIGURE

    def value_own(self, value: Amount | None) -> object:
        """The figure."""
        return _as_file(value)

    def render_units(self, value: Amount | None) -> str:
        """The units' sum."""
        return value.said if value else NO_FIGURE

    def value_units(self, value: Amount | None) -> object:
        """The figure."""
        return _as_file(value)

    def render_whole(self, value: Amount | None) -> str:
        """Own and the units'."""
        return value.said if value else NO_FIGURE

    def value_whole(self, value: Amount | None) -> object:
        """The figure."""
        return _as_file(value)


@dataclass(frozen=True, slots=True)
class TellerLine:
    """One unit on the page of the sums: what it has told, how its duty stands, and the way to its form."""

    unit: Unit
    lines: int
    owed: Line | None
    url: str


class TellerTable(InnerTable):
    """Who has told of its activity and who has not."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    bloc = tables.Column(accessor="unit__get_bloc_display", verbose_name=_("Khối"), attrs=WIDE, orderable=False)
    state = tables.Column(accessor="owed", verbose_name=_("Trạng thái"), orderable=False)
    lines = tables.Column(verbose_name=_("Số dòng đã ghi"), attrs=NUMBER)
    acts = ActsColumn("campaigns/_teller_acts.html")

    caption = _("Các đơn vị trực thuộc")

    class Meta(InnerTable.Meta):
        attrs = {"id": "tellers"}
        empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")

    def render_state(self, value: Line) -> SafeString:
        """The state in words."""
        return format_html('<span class="state {}">{}</span>', value.colour, value.state)

    def value_state(self, value: Line) -> str:
        """The word alone."""
        return str(value.state)

    def render_lines(self, value: int) -> str:
        """How many, or that there is nothing yet."""
        return integer(value) if value else gettext("chưa có số liệu")

    def value_lines(self, value: int) -> int:
        """The figure."""
        return value


class ActivityLineTable(QuickRows, tables.Table):
    """The lines that one figure is made of, and those that do not count in it, with the reason."""

    unit = tables.Column(accessor="line__report__unit__name", verbose_name=_("Đơn vị báo cáo"), orderable=False)
    amount = tables.Column(verbose_name=_("Số lượng"), attrs=NUMBER, orderable=False)
    place = tables.Column(accessor="line__report", verbose_name=_("Cho"), attrs=WIDE, orderable=False)
    source = tables.Column(
        accessor="line__source__name", verbose_name=_("Số của đơn vị"), attrs=WIDE, orderable=False, default=""
    )
    words = tables.Column(accessor="line__words", verbose_name=_("Ghi rõ"), attrs=WIDE, orderable=False)
    note = tables.Column(accessor="line__note", verbose_name=_("Ghi chú"), attrs=WIDE, orderable=False)
    by = tables.Column(accessor="line__report", verbose_name=_("Người ghi"), attrs=WIDE, orderable=False)
    left = tables.Column(verbose_name=_("Được cộng"), orderable=False, empty_values=())

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "lines"}

    def __init__(self, told: Sequence[Told], **kwargs: object) -> None:
        super().__init__(told, **kwargs)
        self.caption = _("Từng dòng đã báo cáo")

    def render_amount(self, value: Amount) -> str:
        """How many."""
        return value.said

    def value_amount(self, value: Amount) -> object:
        """The figure."""
        return _as_file(value)

    def render_place(self, value: ActivityReport) -> str:
        """What the report is for."""
        return told_for(value)

    def render_by(self, value: ActivityReport) -> str:
        """Who wrote it and when, and whether in the unit's place."""
        told = ", ".join(filter(None, [value.by_label, clock(value.saved_at), short_date(value.saved_at)]))
        return f"{told} ({gettext('nộp thay')})" if value.on_behalf else told

    def render_left(self, value: Left | None) -> str:
        """Whether it is in the sum, and why not."""
        if value is Left.TOLD_BY_ITSELF:
            return gettext("Không: đơn vị ấy đã tự báo cáo")
        if value is Left.IN_A_WIDER:
            return gettext("Không: đã gồm trong báo cáo rộng hơn")
        return gettext("Có")
