"""The figures of a plan's small records: honours, funding, what others announced, which units have their committee."""

from __future__ import annotations

from django.utils.translation import gettext as _

from campaigns.models import Plan
from committees.establishing import Establishment, establishment_of
from core.text.dates import short_date
from core.text.numbers import NBSP, integer
from quotas import outside_figures
from quotas.models import OutsideFigure
from reports.figures.book import Book, refuse_other_sum
from reports.models import FundingLine, HonourCount

WHO = ("families", "collectives", "individuals")


def bind_outside(book: Book, plan: Plan) -> list[OutsideFigure]:
    """outside.{id}.value: as it was announced, with its source and day."""
    figures = list(outside_figures.of_plan(plan))
    for figure in figures:
        told = {"source": figure.source, "day": short_date(figure.stated_on)}
        book.text(f"outside.{figure.pk}.value", figure.value, _("%(source)s, ngày %(day)s") % told)
    return figures


def bind_honours(book: Book, plan: Plan) -> list[HonourCount]:
    """honour.{id}.… and their sums honours.…, verified."""
    rows = list(HonourCount.objects.filter(plan=plan))
    for row in rows:
        for who in WHO:
            book.count(f"honour.{row.pk}.{who}", getattr(row, who), str(row))
    for who in WHO:
        book.count(f"honours.{who}", sum(getattr(row, who) for row in rows), _("Cộng các hình thức khen thưởng đã ghi"))
        refuse_other_sum(book.entries, f"honours.{who}", [f"honour.{row.pk}.{who}" for row in rows])
    return rows


def bind_funding(book: Book, plan: Plan) -> list[FundingLine]:
    """funding.{id}.money where it is known, and funding.total of those, verified."""
    lines = list(FundingLine.objects.filter(plan=plan))
    known = [line for line in lines if line.money is not None]
    for line in known:
        _money(book, f"funding.{line.pk}.money", line.money or 0, line.source)
    if known:
        _money(book, "funding.total", sum(line.money or 0 for line in known), _("Cộng các nguồn kinh phí đã ghi"))
        refuse_other_sum(book.entries, "funding.total", [f"funding.{line.pk}.money" for line in known])
    return lines


def _money(book: Book, key: str, amount: int, source: str) -> None:
    book.amount(key, amount, f"{integer(amount)}{NBSP}đồng", source)


def bind_established(book: Book, plan: Plan) -> Establishment | None:
    """established.count of established.among; nothing where no unit below is a territory, or no decision is known."""
    found = establishment_of(top=plan.committee.unit, year=plan.year)
    if not found.established:
        return None
    book.count("established.count", found.established, _("Số quyết định thành lập, kiện toàn đã ghi"))
    book.count("established.among", len(found.lines), _("Số đơn vị hành chính trực thuộc của năm"))
    return found
