"""Tables of plans, of what a plan and a round are made of, and of what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns import deadlines
from campaigns.completeness import Count, Line
from campaigns.models import CampaignWindow, Contact, Deadline, Duty, Plan, Round
from campaigns.overview import Row
from campaigns.reminders import Recipient
from campaigns.sessions import SessionLine
from committees.models import Unit
from core.columns import NUMBER, WIDE, WIDE_NUMBER, ActsColumn, DayColumn
from core.inner_table import InnerTable
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


class RoundTable(InnerTable):
    """The rounds of a plan in their order."""

    name = tables.Column(verbose_name=_("Đợt"), order_by=("ordinal",), linkify=("round", [tables.A("pk")]))
    starts_on = tables.Column(verbose_name=_("Ngày"), empty_values=())
    event = tables.Column(accessor="get_event_display", verbose_name=_("Gắn với sự kiện"), attrs=WIDE, orderable=False)
    units = tables.Column(verbose_name=_("Đơn vị tham gia"), attrs=WIDE_NUMBER)
    state = tables.Column(verbose_name=_("Trạng thái"))

    caption = _("Các đợt của kế hoạch")

    class Meta(InnerTable.Meta):
        attrs = {"id": "rounds"}
        empty_text = _("Không có đợt nào khớp. Bỏ bớt điều kiện lọc.")

    def render_starts_on(self, record: Round) -> str:
        """From when to when."""
        days = [short_date(day) for day in (record.starts_on, record.ends_on) if day is not None]
        return " – ".join(dict.fromkeys(days)) or str(_("chưa định ngày"))

    def render_event(self, value: str, record: Round) -> str:
        """The occasion, where there is one."""
        return value if record.event else "–"

    def render_units(self, value: int, record: Round) -> str:
        """How many take part; the standing line has no participants."""
        return "–" if record.kind == Round.Kind.OUTSIDE else integer(value)

    def value_units(self, value: int, record: Round) -> int | None:
        """The figure."""
        return None if record.kind == Round.Kind.OUTSIDE else value

    def render_state(self, record: Round) -> SafeString:
        """The state in words."""
        return format_html('<span class="state {}">{}</span>', record.state, record.get_state_display())

    def value_state(self, record: Round) -> str:
        """The word alone."""
        return record.get_state_display()


class CampaignTable(InnerTable):
    """The campaign windows of a plan by their days."""

    name = tables.Column(verbose_name=_("Chiến dịch"), linkify=("window_progress", [tables.A("pk")]))
    starts_on = DayColumn(verbose_name=_("Từ ngày"))
    ends_on = DayColumn(verbose_name=_("Đến ngày"))
    event = tables.Column(accessor="get_event_display", verbose_name=_("Sự kiện"), attrs=WIDE, orderable=False)
    acts = ActsColumn("campaigns/_window_acts.html")

    caption = _("Các chiến dịch của kế hoạch")

    class Meta(InnerTable.Meta):
        attrs = {"id": "windows"}
        empty_text = _("Không có chiến dịch nào khớp. Bỏ bớt điều kiện lọc.")

    def render_event(self, value: str, record: CampaignWindow) -> str:
        """The occasion, where there is one."""
        return value if record.event else "–"


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """Something owed by a date, and to those who see all units how many have handed in."""

    deadline: Deadline
    count: Count | None

    @property
    def what(self) -> str:
        """What is owed."""
        return deadlines.what_of(self.deadline)

    @property
    def place(self) -> str:
        """For which round or campaign window; empty for the whole plan."""
        part = self.deadline.round or self.deadline.window
        return part.name if part else ""

    @property
    def place_key(self) -> str:
        """The same, to choose by."""
        if self.deadline.round_id is not None:
            return f"round-{self.deadline.round_id}"
        return f"window-{self.deadline.window_id}" if self.deadline.window_id is not None else "plan"


class DeadlineTable(InnerTable):
    """What is owed by when, the earliest first."""

    what = tables.Column(verbose_name=_("Phải nộp"))
    place = tables.Column(verbose_name=_("Cho"), attrs=WIDE, empty_values=())
    due = tables.Column(accessor="deadline__due_at", verbose_name=_("Hạn nộp"))
    count = tables.Column(accessor="count__sentence", verbose_name=_("Đã nộp"), order_by=("count__missing",))

    caption = _("Các hạn nộp")

    class Meta(InnerTable.Meta):
        attrs = {"id": "deadlines"}
        empty_text = _("Không có hạn nộp nào khớp. Bỏ bớt điều kiện lọc.")

    def render_what(self, value: str, record: DeadlineLine) -> SafeString:
        """What, leading to who has handed in."""
        return format_html('<a href="{}">{}</a>', reverse("deadline", args=[record.deadline.pk]), value)

    def value_what(self, value: str) -> str:
        """The words alone."""
        return value

    def render_place(self, value: str) -> str:
        """Which part of the plan."""
        return value or str(_("Cả năm"))

    def render_due(self, record: DeadlineLine) -> str:
        """As it is written."""
        return deadlines.due_sentence(record.deadline)

    def value_due(self, value: dt.datetime) -> dt.datetime:
        """The last moment."""
        return value


class SessionTable(InnerTable):
    """The sessions of a round by their days, with the units of the reader's scope that come."""

    day = tables.Column(
        verbose_name=_("Buổi"), order_by=("session__held_on", "session__starts_at"), attrs={"td": {"class": "day"}}
    )
    hours = tables.Column(verbose_name=_("Giờ"), empty_values=("",), orderable=False)
    venue = tables.Column(accessor="session__venue", verbose_name=_("Địa điểm"), empty_values=("",))
    facility = tables.Column(
        accessor="session__facility", verbose_name=_("Cơ sở tiếp nhận máu"), attrs=WIDE, empty_values=("",)
    )
    capacity = tables.Column(accessor="session__capacity", verbose_name=_("Tiếp nhận được"), attrs=WIDE_NUMBER)
    units = tables.Column(verbose_name=_("Đơn vị đến"), attrs=WIDE, empty_values=(), orderable=False)
    acts = ActsColumn("campaigns/_session_acts.html")

    caption = _("Các buổi tiếp nhận máu của đợt")

    class Meta(InnerTable.Meta):
        attrs = {"id": "sessions"}
        empty_text = _("Không có buổi nào khớp. Bỏ bớt điều kiện lọc.")

    def __init__(self, rows: Sequence[SessionLine], *, may: bool = False, is_own: bool = False) -> None:
        super().__init__(rows, may=may)
        self.is_own = is_own

    def render_day(self, value: str, record: SessionLine) -> SafeString | str:
        """The day; the host's leads to the units that come."""
        if not self.is_own:
            return value
        return format_html('<a href="{}">{}</a>', reverse("session", args=[record.session.pk]), value)

    def value_day(self, value: str) -> str:
        """The day in words: it may be a month."""
        return value

    def render_capacity(self, value: int) -> str:
        """How many people."""
        return integer(value)

    def value_capacity(self, value: int) -> int:
        """The figure."""
        return value

    def render_units(self, record: SessionLine) -> SafeString | str:
        """How many come and which; to the host also how they fit the capacity."""
        told = self.value_units(record)
        return format_html('{} <span class="quiet">{}</span>', told, record.load) if record.load else told

    def value_units(self, record: SessionLine) -> str:
        """The units alone."""
        names = ", ".join(unit.name for unit in record.units)
        if not self.is_own:
            return names or "–"
        if not names:
            return str(_("Chưa xếp đơn vị nào đến buổi này."))
        return _("%(count)s đơn vị: %(names)s") % {"count": integer(len(record.units)), "names": names}


class OrganiserTable(InnerTable):
    """Who hosts a round: its own committee's unit first."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    part = tables.Column(accessor="is_owner", verbose_name=_("Phần việc"), empty_values=())
    acts = ActsColumn("campaigns/_organiser_acts.html")

    caption = _("Các đơn vị tổ chức đợt")

    class Meta(InnerTable.Meta):
        attrs = {"id": "organisers"}
        empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")

    def render_part(self, value: bool) -> str:
        """Whose round it is, and who helps."""
        return str(_("tổ chức") if value else _("cùng tổ chức"))


class ParticipantTable(InnerTable):
    """The units that take part in a round, in the order of an annex."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    bloc = tables.Column(accessor="unit__get_bloc_display", verbose_name=_("Khối"), attrs=WIDE, orderable=False)
    absent_reason = tables.Column(verbose_name=_("Đợt này"), empty_values=())
    acts = ActsColumn("campaigns/_participant_acts.html")

    caption = _("Các đơn vị tham gia đợt")

    class Meta(InnerTable.Meta):
        attrs = {"id": "participants"}
        empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")

    def render_absent_reason(self, value: str) -> str:
        """Whether the unit takes part, or why not."""
        return _("không tham gia: %(reason)s") % {"reason": value} if value else str(_("tham gia"))


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """A unit that still owes, and who will get its next reminder: each with why no mail goes there, in words."""

    duty: Duty
    people: Sequence[tuple[Recipient, str]]

    @property
    def unit(self) -> Unit:
        """The unit that owes."""
        return self.duty.unit

    @property
    def names(self) -> list[str]:
        """Who gets it, one a line; whom nobody reads for says so."""
        return [f"{each.user.full_name} ({each.seat.title})" for each, _why in self.people] or [
            gettext("chưa có ai giữ vai trò")
        ]

    @property
    def ways(self) -> list[str]:
        """How each of them gets it, in the same order."""
        told = gettext("phần mềm, thư điện tử"), gettext("phần mềm")
        return [f"{told[1]} · {why}" if why else told[0] for _each, why in self.people]


class RecipientTable(InnerTable):
    """The units that a deadline's next reminder is about, and who gets it how."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    names = tables.Column(verbose_name=_("Người nhận"), orderable=False)
    ways = tables.Column(verbose_name=_("Cách gửi"), attrs=WIDE, orderable=False)

    caption = _("Ai sẽ nhận")

    class Meta(InnerTable.Meta):
        attrs = {"id": "recipients"}
        empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")

    def render_unit(self, value: str, record: RecipientLine) -> SafeString:
        """The unit's name, leading to everything that is known of its duty."""
        return format_html('<a href="{}">{}</a>', reverse("duty", args=[record.duty.pk]), value)

    def value_unit(self, value: str) -> str:
        """The name alone."""
        return value

    def render_names(self, value: list[str]) -> SafeString:
        """One below the other."""
        return _below_each_other(value)

    def value_names(self, value: list[str]) -> str:
        """In one cell."""
        return "; ".join(value)

    def render_ways(self, value: list[str]) -> SafeString:
        """One below the other."""
        return _below_each_other(value)

    def value_ways(self, value: list[str]) -> str:
        """In one cell."""
        return "; ".join(value)


def _below_each_other(lines: Sequence[str]) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


class UnreachableTable(RecipientTable):
    """The units for which nobody reads."""

    caption = _("Chưa liên hệ được")

    class Meta(RecipientTable.Meta):
        attrs = {"id": "unreachable"}


class CandidateTable(InnerTable):
    """Units whose committee may co-host a round, the best find first."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    place = tables.Column(verbose_name=_("Tên đầy đủ"), attrs=WIDE)
    acts = ActsColumn("campaigns/_candidate_acts.html", attrs={})

    caption = _("Các đơn vị tìm thấy")

    class Meta(InnerTable.Meta):
        attrs = {"id": "candidates"}


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
    with_permission = CountColumn("with_permission", verbose_name=_("Gia hạn"))
    late = CountColumn("late", verbose_name=_("Nộp chậm"))
    missing = CountColumn("missing", verbose_name=_("Chưa nộp"))
    overdue = CountColumn("overdue", verbose_name=_("Quá hạn"))

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "overview"}
        order_by = ()

    def __init__(self, rows: Sequence[Row], *, by: str, **kwargs: object) -> None:
        self.is_broken_down = bool(by)
        if by:  # who comes first, and on a phone what is owed stands with it
            super().__init__(rows, exclude=("due",), sequence=("group", "task", "..."), **kwargs)
            self.columns["task"].column.attrs = {part: {"class": "wide words"} for part in NUMBER}
        else:
            super().__init__(rows, exclude=("group",), **kwargs)
        self.address_of = addresses("deadline")
        self.caption = _("Mức độ đầy đủ và đúng hạn")
        self.empty_text = _("Chưa có việc nào phải nộp. Đặt hạn nộp ở trang của đợt hoặc của kế hoạch.")
        whole = sum((row.count for row in rows), Count())
        self.columns["group" if by else "task"].column._footer = _("Cộng")
        for name in ("expected", "handed_in", "on_time", "with_permission", "late", "missing", "overdue"):
            self.columns[name].column._footer = integer(getattr(whole, name))
        self.columns["share"].column._footer = percent(whole.handed_in, whole.expected)

    def render_task(self, record: Row) -> SafeString:
        """What is owed and for what, leading to its deadline where it is one."""
        what = f"{record.task.what} · {record.task.place}"
        if record.task.deadline_id is None:
            return format_html("{}", what)
        return format_html('<a href="{}">{}</a>', self.address_of(record.task.deadline_id), what)

    def render_group(self, record: Row) -> SafeString:
        """The bloc or unit; on a phone with what is owed, whose column is folded away."""
        return format_html('{}<span class="phone-only quiet"> · {}</span>', record.group, self.value_task(record))

    def value_group(self, record: Row) -> str:
        """The name alone."""
        return record.group

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
        """The share as a number with a thin bar, which many lines leave no room for."""
        if not record.count.expected:
            return no_figure()
        told = record.count.handed_in, record.count.expected
        if self.is_broken_down:
            return format_html("{}", percent(*told))
        return format_html('<span class="share">{} {}</span>', percent(*told), share_bar(*told))

    def value_share(self, record: Row) -> Decimal | None:
        """The share in per cent."""
        return record.share
