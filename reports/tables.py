"""The list of documents and the two registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.contacting import zalo_link
from core.columns import DayColumn
from core.text import dates
from core.text.numbers import padded
from reports.delivery import deliveries
from reports.kinds import KINDS
from reports.models import Document, DocumentDelivery, RegisterEntry
from reports.reading import STATE_KINDS
from reports.registers import address_of, number_and_symbol

# Columns that the paper register is filled in by hand: they are there to be printed.
_BY_HAND: dict[str, object] = {"empty_values": (), "accessor": "pk", "orderable": False}


class DocumentTable(tables.Table):
    """Documents, newest first."""

    subject = tables.Column(verbose_name=_("Tên loại, trích yếu"), linkify=("document", [tables.A("pk")]))
    number = tables.Column(verbose_name=_("Số, ký hiệu"), empty_values=())
    dated_on = DayColumn(verbose_name=_("Ngày"), attrs={"cell": {"class": "number wide"}})
    committee = tables.Column(
        verbose_name=_("Ban Chỉ đạo"), accessor="committee__short_name", attrs={"cell": {"class": "wide"}}
    )
    state = tables.Column(verbose_name=_("Trạng thái"))

    exports = ("csv", "xlsx")
    caption = _("Văn bản của Ban Chỉ đạo và văn bản các đơn vị dưới đã ban hành")

    class Meta:
        attrs = {"id": "documents"}
        empty_text = _("Chưa có văn bản nào. Soạn văn bản đầu tiên từ kế hoạch của năm.")

    def render_subject(self, value: str, record: Document) -> str:
        kind = KINDS[record.kind]
        told = f"{kind.name} V/v {value}" if kind.is_letter else f"{kind.name}: {value}"
        return f"{told} ({record.to_unit.name})" if record.to_unit is not None else told

    def render_number(self, record: Document) -> str:
        return f"{padded(record.number)}/{record.symbol}" if record.number else f"…/{record.symbol}"

    def render_state(self, value: str, record: Document) -> SafeString:
        kind = "" if _is_replaced(record) else STATE_KINDS[Document.State(record.state)]
        return format_html('<span class="state {}">{}</span>', kind, self.value_state(value, record))

    def value_state(self, value: str, record: Document) -> str:
        return gettext("Đã ban hành, đã thay thế") if _is_replaced(record) else value


class LetterTable(DocumentTable):
    """The letters of a batch, in the order in which they are numbered."""

    unit = tables.Column(
        verbose_name=_("Đơn vị"),
        accessor="to_unit__name",
        order_by="to_unit__name_sort",
        linkify=("document", [tables.A("pk")]),
    )
    caption = _("Công văn gửi từng đơn vị")

    class Meta(DocumentTable.Meta):
        attrs = {"id": "letters"}
        exclude = ("subject", "committee")
        sequence = ("unit", "number", "dated_on", "state")
        empty_text = _("Chưa có công văn nào trong lô này.")

    def value_state(self, value: str, record: Document) -> str:
        if not _is_replaced(record):
            return value
        number = f"{padded(record.new_number)}/{record.new_symbol}"  # type: ignore[attr-defined]  # the list asked for it
        return gettext("Được thay thế bởi số %(number)s") % {"number": number}


def _is_replaced(row: Document | RegisterEntry) -> bool:
    """Whether an issued document replaces a row's; the list asked for it (reports/replacing.py)."""
    return bool(getattr(row, "is_replaced", False))


class _RegisterTable(tables.Table):
    """What both registers show; the columns and their order are the decree's (NĐ 30/2020, Phụ lục IV)."""

    number = tables.Column(verbose_name=_("Số, ký hiệu"))
    dated_on = DayColumn(verbose_name=_("Ngày tháng"), attrs={"cell": {"class": "number"}})
    subject = tables.Column(verbose_name=_("Tên loại và trích yếu"), attrs={"td": {"lang": "vi"}})
    handed_on = tables.Column(verbose_name=_("Ngày chuyển"), **_BY_HAND)
    received_by = tables.Column(verbose_name=_("Ký nhận"), **_BY_HAND)
    note = tables.Column(verbose_name=_("Ghi chú"), attrs={"cell": {"class": "wide"}}, empty_values=())
    exports = ("csv", "xlsx")

    def render_note(self, value: str, record: RegisterEntry) -> str:
        return "; ".join(part for part in (value, gettext("đã thay thế") if _is_replaced(record) else "") if part)

    def render_number(self, record: RegisterEntry) -> str:
        return number_and_symbol(record)

    def render_subject(self, record: RegisterEntry) -> SafeString:
        return format_html('<a href="{}">{}: {}</a>', address_of(record), record.type_name, record.subject)

    def value_subject(self, record: RegisterEntry) -> str:
        return f"{record.type_name}: {record.subject}"


class OutgoingTable(_RegisterTable):
    """Sổ văn bản đi."""

    signer = tables.Column(verbose_name=_("Người ký"), attrs={"cell": {"class": "wide"}})
    recipients = tables.Column(verbose_name=_("Nơi nhận"), attrs={"cell": {"class": "wide"}})
    kept_by = tables.Column(verbose_name=_("Đơn vị, người nhận bản lưu"), **_BY_HAND)
    copies = tables.Column(verbose_name=_("Số lượng bản"), attrs={"cell": {"class": "number wide"}})

    caption = _("Sổ đăng ký văn bản đi")

    class Meta:
        attrs = {"id": "register-out"}
        sequence = (
            *("number", "dated_on", "subject", "signer", "recipients", "kept_by", "copies"),
            *("handed_on", "received_by", "note"),
        )
        empty_text = _("Chưa có văn bản nào vào sổ. Văn bản soạn ở đây tự vào sổ khi có số.")


class IncomingTable(_RegisterTable):
    """Sổ văn bản đến."""

    arrived_on = DayColumn(verbose_name=_("Ngày đến"), attrs={"cell": {"class": "number"}})
    arrival_number = tables.Column(verbose_name=_("Số đến"), attrs={"cell": {"class": "number"}})
    author = tables.Column(verbose_name=_("Tác giả"))
    recipients = tables.Column(verbose_name=_("Đơn vị, người nhận"), attrs={"cell": {"class": "wide"}})

    caption = _("Sổ đăng ký văn bản đến")

    class Meta:
        attrs = {"id": "register-in"}
        sequence = (
            *("arrived_on", "arrival_number", "author", "number", "dated_on", "subject", "recipients"),
            *("handed_on", "received_by", "note"),
        )
        empty_text = _("Chưa có văn bản đến nào vào sổ. Vào sổ văn bản cấp trên gửi để dẫn làm căn cứ.")


class DeliveredTable(tables.Table):
    """What came to a unit, the unopened first."""

    subject = tables.Column(
        verbose_name=_("Tên loại và trích yếu"),
        linkify=("delivered", [tables.A("document_id")]),
        attrs={"td": {"lang": "vi"}},
    )
    number = tables.Column(verbose_name=_("Số, ký hiệu"))
    dated_on = DayColumn(verbose_name=_("Ngày"), attrs={"cell": {"class": "number wide"}})
    issuer = tables.Column(verbose_name=_("Cơ quan ban hành"), attrs={"cell": {"class": "wide"}})
    opened_at = tables.Column(verbose_name=_("Đã mở"), empty_values=())

    exports = ("csv", "xlsx")
    caption = _("Văn bản gửi đến đơn vị trong phần mềm")

    class Meta:
        attrs = {"id": "delivered"}
        empty_text = _("Chưa có văn bản nào gửi đến đơn vị trong phần mềm.")

    def render_subject(self, value: str, record: DocumentDelivery) -> str:
        return f"{record.type_name}: {value}"

    def render_number(self, record: DocumentDelivery) -> str:
        return f"{padded(record.number)}/{record.symbol}"

    def render_opened_at(self, value: dt.datetime | None) -> SafeString | str:
        if value is None:
            return format_html('<span class="state open">{}</span>', gettext("Chưa mở"))
        return moment(value)

    def value_opened_at(self, value: dt.datetime | None) -> dt.datetime | None:
        return value


_STANDING_KINDS = {deliveries.OPENED: "ok", deliveries.UNOPENED: "warn", deliveries.OUTSIDE: ""}


class DeliveryTable(tables.Table):
    """Who has an issued document: those to be reminded first."""

    unit = tables.Column(verbose_name=_("Đơn vị"), accessor="unit__name", order_by=("unit__name_sort",))
    standing = tables.Column(verbose_name=_("Trạng thái"), accessor="pk", order_by=("opened_at", "delivered_at"))
    opened_at = tables.Column(verbose_name=_("Mở lúc"), attrs={"cell": {"class": "wide"}})
    opened_by_label = tables.Column(verbose_name=_("Người mở"), attrs={"cell": {"class": "wide"}})
    contact = tables.Column(
        verbose_name=_("Liên hệ"),
        accessor="unit_id",
        orderable=False,
        exclude_from_export=True,
        attrs={"cell": {"class": "wide"}},
    )

    exports = ("csv", "xlsx")
    caption = _("Các đơn vị nhận văn bản trong phần mềm")

    class Meta:
        attrs = {"id": "deliveries"}
        default = "–"
        empty_text = _(
            "Không có đơn vị nào. Văn bản chưa gửi trong phần mềm, hoặc không đơn vị nào khớp điều kiện lọc."
        )

    phones: Mapping[int, str] = {}

    def render_standing(self, record: DocumentDelivery) -> SafeString:
        word = deliveries.standing_of(record)
        return format_html(
            '<span class="state {} text-nowrap">{}</span>', _STANDING_KINDS[word], deliveries.WORDS[word]
        )

    def value_standing(self, record: DocumentDelivery) -> str:
        return str(deliveries.WORDS[deliveries.standing_of(record)])

    def render_opened_at(self, value: dt.datetime) -> str:
        return moment(value)

    def value_opened_at(self, value: dt.datetime) -> dt.datetime:
        return value

    def render_contact(self, record: DocumentDelivery) -> SafeString | str:
        phone = self.phones.get(record.unit_id, "") if record.opened_at is None else ""
        if not phone:
            return "–"
        name = record.unit.name
        ways = (
            (f"tel:{phone}", gettext("Gọi %(unit)s") % {"unit": name}, gettext("Gọi")),
            (zalo_link(phone), gettext("Mở Zalo %(unit)s") % {"unit": name}, gettext("Mở Zalo")),
        )
        return format_html_join(" · ", '<a href="{}" rel="noreferrer" aria-label="{}">{}</a>', ways)


def moment(value: dt.datetime) -> str:
    """ "14:05, 22/11/2026"."""
    return f"{dates.clock(value)}, {dates.short_date(value)}"
