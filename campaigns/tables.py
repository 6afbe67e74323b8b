"""Tables of plans."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns.models import Plan


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
