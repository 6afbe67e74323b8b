"""Tables of plans and of what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns.completeness import Line
from campaigns.models import Contact, Plan
from core.quick_rows import QuickRows
from core.text.dates import clock, short_date


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
