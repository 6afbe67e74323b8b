"""The list of documents."""

from __future__ import annotations

import datetime as dt

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.text import dates
from core.text.numbers import padded
from reports.kinds import KINDS
from reports.models import Document
from reports.reading import STATE_KINDS


class DocumentTable(tables.Table):
    """Documents, newest first."""

    subject = tables.Column(verbose_name=_("Tên loại, trích yếu"), linkify=("document", [tables.A("pk")]))
    number = tables.Column(verbose_name=_("Số, ký hiệu"), empty_values=())
    dated_on = tables.Column(verbose_name=_("Ngày"), attrs={"cell": {"class": "number wide"}})
    committee = tables.Column(
        verbose_name=_("Ban Chỉ đạo"), accessor="committee__short_name", attrs={"cell": {"class": "wide"}}
    )
    state = tables.Column(verbose_name=_("Trạng thái"))

    exports = ("csv", "xlsx")
    caption = _("Văn bản của Ban Chỉ đạo và văn bản các đơn vị dưới đã ban hành")

    class Meta:
        attrs = {"id": "documents"}
        empty_text = _("Chưa có văn bản nào. Lập báo cáo đầu tiên từ kế hoạch của năm.")

    def render_subject(self, value: str, record: Document) -> str:
        kind = KINDS[record.kind]
        return f"{kind.name} V/v {value}" if kind.is_letter else f"{kind.name}: {value}"

    def render_number(self, record: Document) -> str:
        return f"{padded(record.number)}/{record.symbol}" if record.number else f"…/{record.symbol}"

    def render_dated_on(self, value: dt.date) -> str:
        return dates.short_date(value)

    def value_dated_on(self, value: dt.date) -> dt.date:
        return value

    def render_state(self, value: str, record: Document) -> SafeString:
        return format_html('<span class="state {}">{}</span>', STATE_KINDS[Document.State(record.state)], value)

    def value_state(self, value: str) -> str:
        return value
