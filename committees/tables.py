"""Lists of units and of the audit trail."""

from __future__ import annotations

from datetime import date, datetime

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from committees.audit_words import action_words, change_words
from committees.models import Unit, UnitFigure
from core.models import AuditEntry
from core.text import dates, numbers

NUMBER = {"cell": {"class": "number"}}
WIDE = {"cell": {"class": "wide"}}


class UnitTable(tables.Table):
    """Units directly below one unit; rows come from committees.unit_list.unit_rows."""

    name = tables.Column(
        verbose_name=gettext_lazy("Đơn vị"), order_by=("name_sort",), linkify=("unit", [tables.A("pk")])
    )
    level = tables.Column(verbose_name=gettext_lazy("Loại"), attrs=WIDE)
    bloc = tables.Column(verbose_name=gettext_lazy("Khối"), attrs=WIDE)
    lead_unit = tables.Column(
        verbose_name=gettext_lazy("Đơn vị đầu mối"), attrs=WIDE, order_by=("lead_unit__name_sort",)
    )
    phone = tables.Column(verbose_name=gettext_lazy("Điện thoại"), attrs=WIDE)
    committee_name = tables.Column(verbose_name=gettext_lazy("Ban Chỉ đạo"), attrs=WIDE)
    below = tables.Column(verbose_name=gettext_lazy("Trực thuộc"), attrs=NUMBER)
    valid_to = tables.Column(verbose_name=gettext_lazy("Kết thúc"), attrs={"cell": {"class": "number wide"}})

    exports = ("csv", "xlsx")

    class Meta:
        default = "–"
        order_by = ("bloc", "name")
        empty_text = gettext_lazy("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc, hoặc thêm đơn vị.")

    def render_below(self, value: int, record: Unit) -> SafeString | str:
        if not value:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("unit_children", args=[record.pk]), numbers.integer(value))

    def value_below(self, value: int) -> int:
        return value

    def render_valid_to(self, value: date) -> str:
        return dates.short_date(value)

    def value_valid_to(self, value: date) -> date:
        return value


class FigureTable(tables.Table):
    """Population and headcount of one unit, by year."""

    year = tables.Column(verbose_name=gettext_lazy("Năm"))
    population = tables.Column(verbose_name=gettext_lazy("Dân số"), attrs=NUMBER)
    headcount = tables.Column(verbose_name=gettext_lazy("Cán bộ, nhân viên, đoàn viên"), attrs=NUMBER)
    source = tables.Column(verbose_name=gettext_lazy("Nguồn"), attrs=WIDE)

    class Meta:
        default = "–"
        model = UnitFigure
        fields: tuple[str, ...] = ()
        order_by = ("-year",)

    def render_population(self, value: int) -> str:
        return numbers.integer(value)

    def render_headcount(self, value: int) -> str:
        return numbers.integer(value)


class AuditTable(tables.Table):
    """The trail: newest first; what changed is told in words (committees.audit_words)."""

    at = tables.Column(verbose_name=gettext_lazy("Lúc"))
    user_label = tables.Column(verbose_name=gettext_lazy("Người thực hiện"))
    seat_label = tables.Column(verbose_name=gettext_lazy("Vai trò"), attrs=WIDE)
    action = tables.Column(verbose_name=gettext_lazy("Việc"))
    subject_label = tables.Column(verbose_name=gettext_lazy("Đối tượng"))
    change = tables.Column(
        verbose_name=gettext_lazy("Thay đổi"), attrs=WIDE, empty_values=(), orderable=False, accessor="pk"
    )
    on_behalf_of = tables.Column(verbose_name=gettext_lazy("Thay cho"), attrs=WIDE)
    address = tables.Column(verbose_name=gettext_lazy("Địa chỉ máy"), attrs=WIDE)
    request_id = tables.Column(verbose_name=gettext_lazy("Mã"), attrs=WIDE, orderable=False)

    exports = ("csv", "xlsx")
    caption = gettext_lazy("Nhật ký của đơn vị và các đơn vị trực thuộc")

    class Meta:
        default = "–"
        order_by = ("-at",)
        empty_text = gettext_lazy("Không có dòng nào khớp. Bỏ bớt điều kiện lọc.")

    def render_at(self, value: datetime) -> str:
        return f"{dates.short_date(dates.in_vietnam(value))} {dates.clock(value)}"

    def value_at(self, value: datetime) -> datetime:
        return value

    def render_action(self, value: str) -> str:
        return action_words(value)

    def render_change(self, record: AuditEntry) -> str:
        return change_words(record.before, record.after)

    def render_request_id(self, value: str) -> str:
        return value[:8]

    def value_request_id(self, value: str) -> str:
        return value
