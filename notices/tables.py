"""Lists of seats and of messages."""

from __future__ import annotations

from datetime import datetime

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Seat
from core.text import dates
from notices.models import Delivery, Notice

HELD, INVITED, FREE, CLOSED = "held", "invited", "free", "closed"
STATES = {
    HELD: (gettext_lazy("Có người"), "ok"),
    INVITED: (gettext_lazy("Đã mời"), "open"),
    FREE: (gettext_lazy("Trống"), "warn"),
    CLOSED: (gettext_lazy("Đã bãi bỏ"), ""),
}


class SeatTable(tables.Table):
    """Seats with whoever holds them; rows come from notices.seat_list.seat_rows."""

    title = tables.Column(verbose_name=gettext_lazy("Vai trò"), linkify=("seat", [tables.A("pk")]))
    unit = tables.Column(verbose_name=gettext_lazy("Đơn vị"), accessor="unit__name", order_by=("unit__name_sort",))
    holder = tables.Column(verbose_name=gettext_lazy("Người giữ"), attrs={"cell": {"class": "wide"}})
    since = tables.Column(verbose_name=gettext_lazy("Từ ngày"), attrs={"cell": {"class": "number wide"}})
    state = tables.Column(verbose_name=gettext_lazy("Trạng thái"))

    exports = ("csv", "xlsx")
    caption = gettext_lazy("Vai trò của đơn vị và các đơn vị trực thuộc")

    class Meta:
        default = "–"
        order_by = ("unit", "title")
        empty_text = gettext_lazy("Không có vai trò nào khớp. Bỏ bớt điều kiện lọc, hoặc thêm vai trò ở trang đơn vị.")

    def render_since(self, value: datetime) -> str:
        return dates.short_date(dates.in_vietnam(value))

    def value_since(self, value: datetime) -> datetime:
        return value

    def render_state(self, value: str) -> SafeString:
        word, kind = STATES[value]
        return format_html('<span class="state {}">{}</span>', kind, word)

    def value_state(self, value: str) -> str:
        return str(STATES[value][0])


class NoticeTable(tables.Table):
    """Messages to one's seats, newest first."""

    subject = tables.Column(verbose_name=gettext_lazy("Nội dung"))
    seat = tables.Column(
        verbose_name=gettext_lazy("Gửi vai trò"), attrs={"cell": {"class": "wide"}}, order_by=("seat__title",)
    )
    created_at = tables.Column(verbose_name=gettext_lazy("Lúc"), attrs={"cell": {"class": "number"}})

    exports = ("csv", "xlsx")
    caption = gettext_lazy("Thông báo gửi đến các vai trò đang giữ")

    class Meta:
        default = "–"
        order_by = ("-created_at",)
        empty_text = gettext_lazy("Không có thông báo nào. Thông báo về hạn nộp, văn bản sẽ hiện ở đây.")

    def render_subject(self, value: str, record: Notice) -> SafeString:
        unread = "" if record.read_at else format_html(' <span class="state open">{}</span>', _("Chưa đọc"))
        return format_html('<a href="{}" lang="vi">{}</a>{}', reverse("notice", args=[record.pk]), value, unread)

    def value_subject(self, value: str) -> str:
        return value

    def render_seat(self, value: Seat) -> str:
        return f"{value.title} · {value.unit.name}"

    def render_created_at(self, value: datetime) -> str:
        return f"{dates.clock(value)}, {dates.day_month(dates.in_vietnam(value))}"

    def value_created_at(self, value: datetime) -> datetime:
        return value


DELIVERY_STATES: dict[str, str] = {
    Delivery.State.QUEUED: "open",
    Delivery.State.SENDING: "open",
    Delivery.State.SENT: "ok",
    Delivery.State.BOUNCED: "late",
    Delivery.State.FAILED: "late",
    Delivery.State.CANCELLED: "",
}


class DeliveryTable(tables.Table):
    """What was sent to the seats of a committee and its units, and what became of it; `at`: sent, or else queued."""

    unit = tables.Column(
        verbose_name=gettext_lazy("Đơn vị"), accessor="seat__unit__name", order_by=("seat__unit__name_sort", "-pk")
    )
    user = tables.Column(
        verbose_name=gettext_lazy("Người nhận"),
        accessor="user__full_name",
        attrs={"cell": {"class": "wide"}},
        order_by=("user__full_name", "-pk"),
    )
    subject = tables.Column(
        attrs={"th": {"class": "wide"}, "td": {"class": "wide", "lang": "vi"}}, order_by=("subject", "-pk")
    )
    channel = tables.Column(attrs={"cell": {"class": "wide"}}, order_by=("channel", "-pk"))
    state = tables.Column(order_by=("state", "-pk"))
    at = tables.Column(verbose_name=gettext_lazy("Lúc"), attrs={"cell": {"class": "number"}}, order_by=("at", "pk"))

    exports = ("csv", "xlsx")
    caption = gettext_lazy("Tin đã gửi cho các vai trò của Ban Chỉ đạo và các đơn vị trực thuộc")

    class Meta:
        model = Delivery
        fields = ("unit", "user", "subject", "channel", "state", "at")
        sequence = fields
        default = "–"
        order_by = ("-at",)
        empty_text = gettext_lazy("Chưa có tin nào. Tin nhắc việc và tin đôn đốc đã gửi sẽ hiện ở đây.")

    def render_state(self, record: Delivery) -> SafeString:
        state = format_html(
            '<span class="state {}">{}</span>', DELIVERY_STATES[record.state], record.get_state_display()
        )
        reason = _reason(record)
        return format_html('{}<br><span class="quiet small">{}</span>', state, reason) if reason else state

    def value_state(self, record: Delivery) -> str:
        return ": ".join(filter(None, [str(record.get_state_display()), _reason(record)]))

    def render_at(self, value: datetime) -> str:
        return f"{dates.clock(value)}, {dates.short_date(dates.in_vietnam(value))}"

    def value_at(self, value: datetime) -> datetime:
        return value


def _reason(record: Delivery) -> str:
    """Why it is so, and when it goes on."""
    if record.state != Delivery.State.QUEUED:
        return record.reason
    after = _("Gửi lúc %(clock)s, %(day)s.") % {
        "clock": dates.clock(record.send_after),
        "day": dates.day_month(dates.in_vietnam(record.send_after)),
    }
    return f"{record.reason} {after}".strip()
