"""At the sender: where the lines of the recipients go inside the application, and who has opened what was issued."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committees.access import SeatRequest, seat_required
from committees.form_page import FormPage, form_page, posted
from committees.permissions import Act
from core.listing import list_page
from core.text.dates import in_vietnam
from core.text.numbers import padded
from reports.delivery import addressing
from reports.delivery.deliveries import deliveries_of
from reports.delivery.recipients import audience_of, lines_of
from reports.filters import DeliveryFilter
from reports.forms import RecipientsForm
from reports.kinds import KINDS
from reports.models import Document
from reports.views.sheet import own, seen
from reports.views.whereto import deliveries_table

Context = dict[str, object]


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def document_recipients(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Choose for each line of "Kính gửi" and "Nơi nhận" which units get the document here."""
    row, now = own(request, pk), timezone.now()
    audience = audience_of(row, on=in_vietnam(now).date())
    form = RecipientsForm(posted(request), lines=lines_of(row, audience), audience=audience)
    back, name = reverse("document", args=[pk]), KINDS[row.kind].name
    page = FormPage(
        title=_("Nơi nhận trong phần mềm"),
        lead=_called(row),
        intro=_("Khi ban hành, đơn vị được chọn nhận văn bản ngay trong phần mềm. Chữ in trên văn bản không đổi."),
        submit=_("Lưu"),
        done=_("Đã lưu nơi nhận trong phần mềm."),
        back=back,
        crumbs=[{"label": _("Văn bản"), "url": reverse("documents")}, {"label": name, "url": back}],
    )

    def address() -> str:
        addressing.address(document=row, seat=request.seat, delivered_to=form.delivered_to(), now=now)
        return back

    return form_page(request, form, page, act=address)


@require_safe
@seat_required(Act.READ)
def document_deliveries(request: SeatRequest, pk: int) -> HttpResponse:
    """Everybody who got an issued document here: who opened it and when, who has not, who is outside."""
    row = seen(request, pk)
    found = DeliveryFilter(request.GET, queryset=deliveries_of(row))
    back = reverse("document", args=[pk])
    context: Context = {
        "title": _("Nơi nhận"),
        "noun": _("đơn vị"),
        "lead": _called(row),
        "crumbs": [{"label": _("Văn bản"), "url": reverse("documents")}, {"label": KINDS[row.kind].name, "url": back}],
    }
    return list_page(request, deliveries_table(request, row, found.qs), found, "list.html", context, name="noi-nhan")


def _called(row: Document) -> str:
    """ "07/BCĐ-CTĐ", or "…/BCĐ-CTĐ" before it has a number."""
    return f"{padded(row.number) if row.number else '…'}/{row.symbol}"
