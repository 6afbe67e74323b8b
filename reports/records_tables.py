"""The tables of the small records that documents are made of; each row's acts are mending it and removing it."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.columns import WIDE, ActsColumn, DayColumn, FigureColumn
from core.inner_table import InnerTable
from reports.models import Conference, FundingLine, HonourCount, OrganisationTask, StandardPhrase

_SHOWN = 120  # letters of what an organisation is to do; the whole is on its own page and in the file


class ConferenceTable(InnerTable):
    """The conferences of a plan's year."""

    held_on = DayColumn(verbose_name=_("Ngày"))
    name = tables.Column(verbose_name=_("Hội nghị"))
    chair_name = tables.Column(verbose_name=_("Chủ trì"), attrs=WIDE)
    acts = ActsColumn("reports/_conference_acts.html", attrs={})

    caption = _("Hội nghị")

    class Meta(InnerTable.Meta):
        attrs = {"id": "conferences"}
        empty_text = _("Chưa ghi hội nghị nào. Thông báo kết luận cần một hội nghị.")

    def render_name(self, record: Conference) -> SafeString:
        """What it is called, and where it was."""
        return format_html('<span lang="vi">{} <span class="quiet">{}</span></span>', record.name, record.hall)

    def value_name(self, record: Conference) -> str:
        """The name alone."""
        return record.name

    def render_chair_name(self, record: Conference) -> str:
        """Post and name."""
        return f"{record.chair_post} {record.chair_name}"

    def value_chair_name(self, record: Conference) -> str:
        """The same."""
        return self.render_chair_name(record)


class HonourTable(InnerTable):
    """How many were honoured, by who honours and how."""

    awarded_by = tables.Column(verbose_name=_("Nơi khen, hình thức"))
    status = tables.Column(verbose_name=_("Đề nghị hay đã tặng"))
    families = FigureColumn(verbose_name=_("Gia đình"))
    collectives = FigureColumn(verbose_name=_("Tập thể"))
    individuals = FigureColumn(verbose_name=_("Cá nhân"))
    acts = ActsColumn("reports/_honour_acts.html", attrs={})

    caption = _("Khen thưởng")

    class Meta(InnerTable.Meta):
        attrs = {"id": "honours"}
        empty_text = _("Chưa ghi khen thưởng nào; báo cáo để trống số tập thể, gia đình, cá nhân.")

    def render_awarded_by(self, record: HonourCount) -> SafeString:
        """Who honours by what, and for what."""
        return format_html('{} <span class="quiet">{}</span>', str(record), record.merit)

    def value_awarded_by(self, record: HonourCount) -> str:
        """The same as text."""
        return f"{record} {record.merit}".strip()


class TaskTable(InnerTable):
    """Who is to do what: by the plan, or by the conclusion of a conference."""

    organisation = tables.Column(verbose_name=_("Cơ quan, đơn vị"), order_by=("ordinal", "pk"))
    given_in = tables.Column(accessor="conference__name", verbose_name=_("Giao ở"), empty_values=())
    lines = tables.Column(verbose_name=_("Nhiệm vụ"), attrs=WIDE, orderable=False)
    acts = ActsColumn("reports/_task_acts.html", attrs={})

    caption = _("Phân công nhiệm vụ")

    class Meta(InnerTable.Meta):
        attrs = {"id": "tasks"}
        empty_text = _("Chưa ghi phân công nào; dự thảo dùng câu phân công chung.")

    def render_organisation(self, record: OrganisationTask) -> str:
        """With its place in the order."""
        return f"{record.ordinal}. {record.organisation}"

    def value_organisation(self, record: OrganisationTask) -> str:
        """The name alone."""
        return record.organisation

    def render_given_in(self, record: OrganisationTask) -> str:
        """The conference, or the plan."""
        return record.conference.name if record.conference else _now("Kế hoạch")

    def value_given_in(self, record: OrganisationTask) -> str:
        """The same."""
        return self.render_given_in(record)

    def render_lines(self, value: str) -> SafeString:
        """Its beginning."""
        return format_html('<span lang="vi">{}</span>', Truncator(value).chars(_SHOWN))

    def value_lines(self, value: str) -> str:
        """The whole."""
        return value


class FundingTable(InnerTable):
    """Where the money of a plan's year comes from."""

    source = tables.Column(verbose_name=_("Nguồn kinh phí"), order_by=("ordinal", "pk"))
    money = FigureColumn(verbose_name=_("Số tiền (đồng)"))
    acts = ActsColumn("reports/_funding_acts.html", attrs={})

    caption = _("Kinh phí")

    class Meta(InnerTable.Meta):
        attrs = {"id": "funding"}
        empty_text = _("Chưa ghi nguồn kinh phí nào; dự thảo dùng ba nguồn chung.")

    def render_source(self, record: FundingLine) -> str:
        """With its place in the order."""
        return f"{record.ordinal}. {record.source}"

    def value_source(self, record: FundingLine) -> str:
        """The words alone."""
        return record.source


class PhraseTable(InnerTable):
    """The sentences a committee keeps, by what they are used for."""

    use = tables.Column(verbose_name=_("Dùng cho"))
    text = tables.Column(verbose_name=_("Câu"), orderable=False)
    acts = ActsColumn("reports/_phrase_acts.html", attrs={})

    caption = _("Câu mẫu")

    class Meta(InnerTable.Meta):
        attrs = {"id": "phrases"}
        empty_text = _("Chưa có câu mẫu nào. Thêm câu hay dùng để khỏi gõ lại.")

    def render_use(self, record: StandardPhrase) -> str:
        """The use in words."""
        return record.get_use_display()

    def value_use(self, record: StandardPhrase) -> str:
        """The same."""
        return record.get_use_display()

    def render_text(self, value: str) -> SafeString:
        """The sentence, which is Vietnamese."""
        return format_html('<span lang="vi">{}</span>', value)

    def value_text(self, value: str) -> str:
        """The sentence."""
        return value
