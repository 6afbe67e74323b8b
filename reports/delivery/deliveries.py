"""Who has an issued document inside the application: who opened it, who has not, who is outside."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.text.numbers import integer
from reports.models import Document, DocumentDelivery

OPENED, UNOPENED, OUTSIDE = "opened", "unopened", "outside"
_STANDING = {
    OPENED: Q(opened_at__isnull=False),
    UNOPENED: Q(opened_at=None, delivered_at__isnull=False),
    OUTSIDE: Q(opened_at=None, delivered_at=None),
}


def deliveries_of(document: Document) -> QuerySet[DocumentDelivery]:
    """The units of an issued document, those to be reminded first: unopened, outside, opened."""
    rows = DocumentDelivery.objects.filter(document=document).select_related("unit")
    return rows.order_by(F("opened_at").asc(nulls_first=True), F("delivered_at").asc(nulls_last=True), "unit__path")


def standing(rows: QuerySet[DocumentDelivery], word: str) -> QuerySet[DocumentDelivery]:
    """Those of the rows that stand so."""
    return rows.filter(_STANDING[word])


def standing_of(row: DocumentDelivery) -> str:
    """How one unit stands."""
    if row.opened_at is not None:
        return OPENED
    return UNOPENED if row.delivered_at is not None else OUTSIDE


WORDS = {OPENED: _("Đã mở"), UNOPENED: _("Chưa mở"), OUTSIDE: _("Ngoài phần mềm")}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many units stand how."""

    opened: int
    unopened: int
    outside: int

    @property
    def sentence(self) -> str:
        """ "Đã mở 3 · Chưa mở 7 · Ngoài phần mềm 2"; what nobody is in is not named."""
        told = zip(WORDS.values(), (self.opened, self.unopened, self.outside), strict=True)
        return " · ".join(f"{word} {integer(count)}" for word, count in told if count)


def count_of(document: Document) -> Counted:
    """One question."""
    counts = {word: Count("pk", filter=condition) for word, condition in _STANDING.items()}
    return Counted(**DocumentDelivery.objects.filter(document=document).aggregate(**counts))
