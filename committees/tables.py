"""Lists of units, of what a committee and a unit have, and of the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from committees.audit_words import action_words, change_words
from committees.models import IssuingBody, Seat, Unit, UnitFigure
from committees.search import FoundUnit
from core.columns import NUMBER, WIDE, WIDE_NUMBER, DayColumn
from core.models import AuditEntry
from core.text import dates, numbers


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
    valid_to = DayColumn(verbose_name=gettext_lazy("Kết thúc"), attrs=WIDE_NUMBER)

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
    subject_label = tables.Column(verbose_name=gettext_lazy("Đối tượng"), attrs={"td": {"lang": "vi"}})
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


class IssuingBodyTable(tables.Table):
    """The bodies that issue documents here, the one for new documents first."""

    name = tables.Column(verbose_name=gettext_lazy("Cơ quan ban hành"), empty_values=(), orderable=False)
    superior = tables.Column(verbose_name=gettext_lazy("Cơ quan chủ quản"), attrs=WIDE, empty_values=())
    symbol = tables.Column(verbose_name=gettext_lazy("Ký hiệu"))
    place = tables.Column(verbose_name=gettext_lazy("Địa danh"), attrs=WIDE)
    seal = tables.Column(accessor="get_seal_display", verbose_name=gettext_lazy("Con dấu"), attrs=WIDE)
    numbering = tables.Column(accessor="get_numbering_display", verbose_name=gettext_lazy("Cách cấp số"), attrs=WIDE)
    is_default = tables.Column(verbose_name=gettext_lazy("Văn bản mới"), empty_values=())

    exports = ("csv", "xlsx")
    caption = gettext_lazy("Các cơ quan ban hành văn bản")

    class Meta:
        attrs = {"id": "issuing-bodies"}
        default = "–"
        order_by = ()
        empty_text = gettext_lazy("Không có cơ quan nào khớp. Bỏ bớt điều kiện lọc.")

    def __init__(self, rows: Sequence[IssuingBody], *, may_change: bool) -> None:
        super().__init__(rows)
        self.may_change = may_change

    def render_name(self, record: IssuingBody) -> SafeString | str:
        """The name, leading to its form where it may be changed."""
        if not self.may_change:
            return str(record)
        return format_html('<a href="{}">{}</a>', reverse("issuing_body", args=[record.pk]), record)

    def value_name(self, record: IssuingBody) -> str:
        """The name alone."""
        return str(record)

    def render_superior(self, record: IssuingBody) -> str:
        """The lines above the name."""
        return " ".join(record.superior_lines) or "–"

    def order_superior(self, rows: list[IssuingBody], is_descending: bool) -> tuple[list[IssuingBody], bool]:
        """By the words."""
        return sorted(rows, key=lambda row: " ".join(row.superior_lines), reverse=is_descending), True

    def render_is_default(self, value: bool) -> SafeString | str:
        """Whether new documents begin with it."""
        word = gettext_lazy("Dùng cho văn bản mới")
        return format_html('<span class="state ok">{}</span>', word) if value else "–"

    def value_is_default(self, value: bool) -> str:
        """The words alone."""
        return str(gettext_lazy("Dùng cho văn bản mới")) if value else ""


class UnitSeatTable(tables.Table):
    """The seats of one unit; who holds them is told on their own pages."""

    title = tables.Column(verbose_name=gettext_lazy("Chức danh"), linkify=("seat", [tables.A("pk")]))
    role = tables.Column(accessor="get_role_display", verbose_name=gettext_lazy("Vai trò"))

    caption = gettext_lazy("Vai trò ở đơn vị này")

    class Meta:
        model = Seat
        fields: tuple[str, ...] = ()
        attrs = {"id": "seats"}
        order_by = ()
        empty_text = gettext_lazy("Chưa có vai trò nào ở đơn vị này.")


@dataclass(frozen=True, slots=True)
class Find:
    """A unit that a search found, and whether its page can be opened."""

    found: FoundUnit
    is_open: bool


class FindTable(tables.Table):
    """What a search found, the best first."""

    unit = tables.Column(
        accessor="found__unit__name", verbose_name=gettext_lazy("Đơn vị"), order_by=("found__unit__name_sort",)
    )
    place = tables.Column(accessor="found__place", verbose_name=gettext_lazy("Tên đầy đủ"))
    note = tables.Column(accessor="found__note", verbose_name=gettext_lazy("Ghi chú"), visible=False)

    exports = ("csv", "xlsx")
    caption = gettext_lazy("Các đơn vị tìm thấy")

    class Meta:
        attrs = {"id": "finds"}
        order_by = ()

    def render_unit(self, value: str, record: Find) -> SafeString:
        """The name, leading to its page where that is one's own; what became of it beside it."""
        address = reverse("unit", args=[record.found.unit.pk])
        name = format_html('<a href="{}">{}</a>', address, value) if record.is_open else format_html("<b>{}</b>", value)
        return format_html('{} <span class="quiet">({})</span>', name, record.found.note) if record.found.note else name

    def value_unit(self, value: str) -> str:
        """The name alone."""
        return value
