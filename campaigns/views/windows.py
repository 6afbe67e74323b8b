"""Campaign windows (chiến dịch) of a plan: adding and changing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import planning, revising
from campaigns.forms import WindowForm
from campaigns.models import CampaignWindow, Plan
from campaigns.revising import WindowChanged
from committees.access import SeatRequest, own_row, seat_required
from committees.form_page import FormPage, form_page, posted
from committees.opened_form import carry_opened, opened_with
from committees.permissions import Act
from core.text.numbers import integer


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def window_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Add a campaign window to a plan."""
    found = own_row(request, Plan.objects.select_related("committee"), pk=pk)
    form, back = WindowForm(posted(request)), reverse("plan", args=[found.pk])
    page = FormPage(
        title=_("Thêm chiến dịch"),
        submit=_("Thêm chiến dịch"),
        done=_("Đã thêm chiến dịch."),
        back=back,
        crumbs=[{"label": found.title, "url": back}, {"label": _("Thêm chiến dịch")}],
    )

    def create() -> str:
        planning.add_window(plan=found, **form.cleaned_data)
        return back

    return form_page(request, form, page, act=create)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def window_change(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Give a campaign window another name, occasion or other days."""
    found = own_row(request, CampaignWindow.objects.select_related("plan"), pk=pk)
    initial = {name: getattr(found, name) for name in WindowForm.base_fields}
    form, back = WindowForm(posted(request), initial=initial), reverse("plan", args=[found.plan_id])
    carry_opened(form)
    page = FormPage(
        title=_("Sửa %(name)s") % {"name": found.name},
        intro=_what_days_do(found),
        submit=_("Lưu"),
        done=_("Đã lưu chiến dịch."),
        back=back,
        crumbs=[{"label": found.plan.title, "url": back}, {"label": _("Sửa chiến dịch")}],
    )

    def change() -> str:
        _say_what_stays(request, revising.change_window(window=found, **form.cleaned_data, opened=opened_with(form)))
        return back

    return form_page(request, form, page, act=change)


def _what_days_do(window: CampaignWindow) -> str:
    """What another day would do, before it is done."""
    above = revising.same_window_above(window)
    if above is None:
        return _("Đổi ngày thì kết quả chiến dịch tính lại theo ngày mới; chỉ tiêu và hạn nộp đã đặt giữ nguyên.")
    return _(
        "Chiến dịch này trùng ngày với %(above)s của cấp trên nên chỉ tiêu cấp trên giao được tính ở đây; "
        "đổi ngày khác đi thì không tính nữa."
    ) % {"above": above.name}


def _say_what_stays(request: SeatRequest, changed: WindowChanged) -> None:
    """What other days leave as it was, for the clerk to look at."""
    if changed.deadlines:
        messages.info(
            request,
            _("%(count)s hạn nộp của chiến dịch giữ nguyên ngày cũ; mở từng hạn để đổi nếu cần.")
            % {"count": integer(changed.deadlines)},
        )
    if changed.below:
        messages.info(
            request,
            _("%(count)s chiến dịch của cấp dưới vẫn ghi ngày cũ; báo các Ban Chỉ đạo đó sửa theo.")
            % {"count": integer(changed.below)},
        )
