"""What a document's page shows of its recipients: before it is issued where it will go, afterwards where it is."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from campaigns.contacting import phones_of
from committees.access import SeatRequest
from committees.permissions import Act, may
from core.listing import short_list
from core.text.dates import in_vietnam
from reports.delivery import texts
from reports.delivery.deliveries import count_of, deliveries_of
from reports.delivery.recipients import OUTSIDE, audience_of, lines_of
from reports.models import Document, DocumentDelivery
from reports.steps import Step, may_take
from reports.tables import DeliveryTable

Context = dict[str, object]


def whereto(request: SeatRequest, row: Document) -> Context:
    """The variables of templates/reports/_going_to.html and _deliveries.html."""
    audience = audience_of(row, on=in_vietnam(timezone.now()).date())
    lines = lines_of(row, audience)
    if row.state != Document.State.ISSUED:
        return {"going_to": lines, "may_address": may_take(Step.ADDRESS, row, request.seat)}
    rows = deliveries_of(row)
    first = rows.first()
    if first is None:
        return {}
    table = short_list(
        request, deliveries_table(request, row, rows), address=reverse("document_deliveries", args=[row.pk])
    )
    return {
        "deliveries": table,
        "delivery_count": count_of(row),
        "outside": [line.text for line in lines if line.to == OUTSIDE],
        "zalo_text": texts.for_zalo(first),
    }


def deliveries_table(request: SeatRequest, row: Document, rows: QuerySet[DocumentDelivery]) -> DeliveryTable:
    """The table, with the ways to call whoever has not opened it for those who look after them."""
    table = DeliveryTable(rows)
    if row.path == request.seat.path and (may(request.seat, Act.RUN) or may(request.seat, Act.URGE)):
        unopened = DocumentDelivery.objects.filter(document=row, opened_at=None).select_related("unit")
        table.phones = phones_of([each.unit for each in unopened])
    else:
        table.exclude = ("contact",)
    return table
