"""The tables of volunteer lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.columns import NUMBER, WIDE, FigureColumn
from core.quick_rows import QuickRows
from core.text.dates import clock, short_date
from donors.doubles import in_words
from donors.intake.findings import Finding
from donors.intake.wording import sentence
from donors.link_list import OPEN, LinkLine
from donors.models import Donor, Recognition, Registration, Sex, VolunteerList
from donors.sealing import text_of
from donors.standing import Standing

ACTS = {**WIDE, "td": {"class": "wide text-nowrap"}}


class StandingTable(QuickRows, tables.Table):
    """One line a unit: how it stands with its list."""

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    bloc = tables.Column(accessor="unit__get_bloc_display", verbose_name=_("Khối"), attrs=WIDE, orderable=False)
    state = tables.Column(verbose_name=_("Trạng thái"))
    people = FigureColumn(verbose_name=_("Số người"))
    need = FigureColumn(accessor="need__people", verbose_name=_("Cần vận động"), wide=True)
    missing = FigureColumn(verbose_name=_("Còn thiếu"), wide=True)
    to_mend = FigureColumn(verbose_name=_("Dòng cần sửa"), wide=True)
    handed_in_at = tables.Column(verbose_name=_("Nộp lúc"), attrs=WIDE, empty_values=())

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "lists"}
        order_by = ()

    def __init__(self, lines: Sequence[Standing], *, round_id: int, opens_lists: bool, **kwargs: object) -> None:
        self.round_id, self.opens_lists = round_id, opens_lists
        super().__init__(lines, **kwargs)
        self.caption = _("Danh sách theo đơn vị")
        self.empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")

    def render_unit(self, value: str, record: Standing) -> SafeString | str:
        """The unit's name, a link to its list where the seat works with people."""
        if not self.opens_lists:
            return value
        return format_html(
            '<a href="{}">{}</a>', reverse("volunteer_list", args=[self.round_id, record.unit.pk]), value
        )

    def value_unit(self, value: str) -> str:
        """The name alone."""
        return value

    def render_state(self, value: str, record: Standing) -> SafeString:
        """The state in words."""
        return format_html('<span class="state {}">{}</span>', record.kind, value)

    def value_state(self, value: str) -> str:
        """The word alone."""
        return value

    def render_handed_in_at(self, value: dt.datetime | None, record: Standing) -> str:
        """When, and whether in the unit's place."""
        if value is None:
            return "–"
        told = f"{clock(value)}, {short_date(value)}"
        return f"{told} ({_('nộp thay')})" if record.is_for_unit else told

    def value_handed_in_at(self, value: dt.datetime | None) -> dt.datetime | None:
        """The moment."""
        return value


class LinkTable(QuickRows, tables.Table):
    """One line a unit: its upload link, whether it opens, how often it was used, and what can be done with it.

    The buttons of all rows belong to one form of the page (`link-acts`).
    """

    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort",))
    bloc = tables.Column(accessor="unit__get_bloc_display", verbose_name=_("Khối"), attrs=WIDE, orderable=False)
    state = tables.Column(verbose_name=_("Đường dẫn"), order_by=("until",))
    used = tables.Column(verbose_name=_("Đã dùng"), attrs=WIDE, order_by=("used_at",))
    acts = tables.Column(
        accessor="unit__pk", verbose_name=_("Việc"), attrs=ACTS, orderable=False, exclude_from_export=True
    )

    exports = ("csv", "xlsx")

    class Meta:
        attrs = {"id": "links"}
        order_by = ()

    def __init__(self, lines: Sequence[LinkLine], *, round_id: int, may_give: bool, **kwargs: object) -> None:
        self.round_id, self.may_give = round_id, may_give
        super().__init__(lines, **kwargs)
        self.caption = _("Đường dẫn theo đơn vị")
        self.empty_text = _("Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.")

    def render_unit(self, value: str, record: LinkLine) -> SafeString:
        """The unit's name, a link to its message and code."""
        return format_html('<a href="{}">{}</a>', self._url("link", record), value)

    def value_unit(self, value: str) -> str:
        """The name alone."""
        return value

    def render_state(self, value: str, record: LinkLine) -> SafeString:
        """The state in words."""
        return format_html('<span class="state {}">{}</span>', record.kind, value)

    def value_state(self, value: str) -> str:
        """The words alone."""
        return value

    def render_acts(self, record: LinkLine) -> SafeString:
        """Copy, make anew, revoke."""
        return format_html_join(" · ", "{}", ((act,) for act in self._acts(record)))

    def _acts(self, record: LinkLine) -> list[SafeString]:
        acts = []
        if record.standing == OPEN:
            acts.append(format_html('<a href="{}">{}</a>', self._url("link", record), _("Chép")))
            acts.append(self._button("link_revoke", record, _("Thu hồi")))
        if self.may_give:
            acts.append(self._button("link_give", record, _("Tạo mới") if record.link else _("Tạo")))
        return acts

    def _button(self, route: str, record: LinkLine, label: object) -> SafeString:
        return format_html(
            '<button class="button-link" type="submit" form="link-acts" formaction="{}" aria-label="{}: {}">'
            "{}</button>",
            self._url(route, record),
            label,
            record.unit.name,
            label,
        )

    def _url(self, route: str, record: LinkLine) -> str:
        return reverse(route, args=[self.round_id, record.unit.pk])


class PeopleTable(tables.Table):
    """The people of one list, as the unit wrote them.

    Rows from `doors.with_reasons` tell why a person was recognised.
    """

    name = tables.Column(verbose_name=_("Họ và tên"), order_by=("name_sort",))
    birth = tables.Column(
        accessor="birth_year", verbose_name=_("Năm sinh"), attrs=NUMBER, order_by=("birth_year", "name_sort")
    )
    sex = tables.Column(verbose_name=_("Giới tính"), attrs=WIDE)
    workplace = tables.Column(verbose_name=_("Đơn vị, nơi công tác"), attrs=WIDE)
    phone = tables.Column(
        accessor="phone_sealed", verbose_name=_("Điện thoại"), attrs=WIDE, orderable=False, empty_values=()
    )
    blood = tables.Column(accessor="blood_group", verbose_name=_("Nhóm máu"), attrs=WIDE, empty_values=())
    donations = FigureColumn(verbose_name=_("Số lần đã hiến"), wide=True)
    notes = tables.Column(accessor="warnings", verbose_name=_("Lưu ý"), attrs=WIDE, orderable=False, empty_values=())
    rights = tables.Column(accessor="pk", verbose_name=_("Sự đồng ý"), attrs=WIDE, orderable=False)

    class Meta:
        model = Registration
        fields: tuple[str, ...] = ()
        attrs = {"id": "people"}

    def __init__(self, *args: object, volunteer_list: VolunteerList, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.volunteer_list = volunteer_list
        self.caption = _("Người đăng ký")

    def render_birth(self, record: Registration) -> str:
        """The date where it is known, else the year."""
        if record.birth_month and record.birth_day:
            return short_date(dt.date(record.birth_year, record.birth_month, record.birth_day))
        return str(record.birth_year)

    def render_sex(self, value: str) -> str:
        """In words."""
        return str(dict(Sex.choices).get(value, value))

    def render_phone(self, record: Registration) -> str:
        """The number, opened."""
        return text_of(record.phone_sealed) or "–"

    def render_blood(self, record: Registration) -> str:
        """Group and Rh."""
        return f"{record.blood_group}{record.rhesus}" or "–"

    def render_notes(self, record: Registration) -> SafeString | str:
        """What is to be looked at; the doctor decides."""
        told = [sentence(Finding.from_json(each)) for each in record.warnings]
        if record.is_known:
            told.insert(0, self._known(record))
        if record.is_elsewhere:
            told.append(str(_("đã đăng ký ở đơn vị khác")))
        return format_html_join("", "<div>{}</div>", ((each,) for each in told)) or "–"

    def _known(self, record: Registration) -> str:
        """That the person registered before; to the committee that recognised them also why."""
        recognised: Recognition | None = getattr(record, "recognised", None)
        if recognised is None or not recognised.reasons:
            return str(_("từng đăng ký"))
        return str(_("từng đăng ký (%(reasons)s)")) % {"reasons": in_words(recognised.reasons)}

    def render_rights(self, record: Registration) -> SafeString:
        """The way to take the person off who no longer agrees."""
        here = [self.volunteer_list.round_id, self.volunteer_list.unit_id, record.pk]
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> – {}</span></a>',
            reverse("consent_withdraw", args=here),
            _("Rút lại"),
            record.name,
        )


class AlikeTable(tables.Table):
    """Rows of a round's lists that may be somebody the committee knows."""

    name = tables.Column(
        accessor="registration__name", verbose_name=_("Họ và tên"), order_by=("registration__name_sort",)
    )
    year = tables.Column(accessor="registration__birth_year", verbose_name=_("Năm sinh"), attrs=NUMBER)
    unit = tables.Column(
        accessor="registration__volunteer_list__unit__name",
        verbose_name=_("Đơn vị"),
        order_by=("registration__volunteer_list__unit__name_sort",),
    )
    reasons = tables.Column(verbose_name=_("Vì sao giống"), attrs=WIDE, orderable=False, empty_values=())
    score = FigureColumn(verbose_name=_("Mức giống (trên 100)"), wide=True)

    class Meta:
        model = Recognition
        fields: tuple[str, ...] = ()
        attrs = {"id": "alike"}

    def __init__(self, *args: object, round_id: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.round_id = round_id
        self.caption = _("Dòng chờ trả lời")
        self.empty_text = _("Không còn dòng nào chờ trả lời trong đợt này.")
        self.empty_url, self.empty_label = reverse("round_lists", args=[round_id]), _("Xem danh sách của đợt")

    def render_name(self, value: str, record: Recognition) -> SafeString:
        """The name as the list has it, a link to the two sides."""
        return format_html('<a href="{}">{}</a>', reverse("alike_row", args=[self.round_id, record.pk]), value)

    def render_reasons(self, record: Recognition) -> str:
        """In words."""
        return in_words(record.reasons)


class DonorTable(tables.Table):
    """The donors of a committee."""

    name = tables.Column(verbose_name=_("Họ và tên"), order_by=("name_sort",))
    year = tables.Column(
        accessor="birth_year", verbose_name=_("Năm sinh"), attrs=NUMBER, order_by=("birth_year", "name_sort")
    )
    unit = tables.Column(accessor="unit__name", verbose_name=_("Đơn vị"), order_by=("unit__name_sort", "name_sort"))
    rounds = FigureColumn(verbose_name=_("Số đợt đăng ký"), wide=True)
    opening_count = FigureColumn(verbose_name=_("Số lần đã hiến"), wide=True)
    last_donation = tables.Column(verbose_name=_("Ngày hiến gần nhất"), attrs=WIDE)

    class Meta:
        model = Donor
        fields: tuple[str, ...] = ()
        attrs = {"id": "donors"}
        order_by = ("name",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.caption = _("Người hiến máu")
        self.empty_text = _("Chưa có người hiến máu nào như vậy. Người trong các danh sách đã nhận sẽ hiện ở đây.")
        self.empty_url, self.empty_label = reverse("lists"), _("Xem các danh sách")

    def render_name(self, value: str, record: Donor) -> SafeString:
        """The name, a link to the person's page."""
        return format_html('<a href="{}">{}</a>', reverse("donor", args=[record.pk]), value)

    def render_last_donation(self, value: dt.date) -> str:
        """As a day."""
        return short_date(value)
