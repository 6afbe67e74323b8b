"""The figures of a plan's small records: honours, funding, what others announced, which units have their committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.models import Plan
from committees.models import TERRITORIAL, CommitteeDecision, Unit
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
    book.text(key, f"{integer(amount)}{NBSP}đồng", source)
    book.entries[key]["value"] = amount


@dataclass(frozen=True, slots=True)
class Established:
    """How many of the territories directly below have a committee, and what such territories are called."""

    count: int
    among: int
    kinds: tuple[str, ...]


def bind_established(book: Book, plan: Plan) -> Established | None:
    """established.count of established.among; nothing where no unit below is a territory, or no decision is known."""
    found = established_below(plan.committee.unit, plan.year)
    if found is None:
        return None
    book.count("established.count", found.count, _("Số quyết định thành lập, kiện toàn đã ghi"))
    book.count("established.among", found.among, _("Số đơn vị hành chính trực thuộc của năm"))
    return found


def established_below(unit: Unit, year: int) -> Established | None:
    """Counted from the recorded decisions (thành lập, kiện toàn) up to the year's end."""
    last = dt.date(year, 12, 31)
    existing = Q(valid_from=None) | Q(valid_from__lte=last)
    below = list(Unit.objects.filter(existing, Q(valid_to=None) | Q(valid_to__gte=last), parent=unit, level__in=_BELOW))
    decided = CommitteeDecision.objects.filter(unit__in=below, year__lte=year).values_list("unit", flat=True)
    count = len(set(decided))
    return Established(count, len(below), _kinds(below)) if count else None


_BELOW = [level.value for level in TERRITORIAL]


def _kinds(units: Sequence[Unit]) -> tuple[str, ...]:
    """ "xã", "phường": each kind once, in the order a document names them."""
    names = [unit.name.lower() for unit in units]
    return tuple(kind for kind in TERRITORY_KINDS if any(name.startswith(f"{kind} ") for name in names))


# The kinds of territory, in the order a document names them.
TERRITORY_KINDS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "khu vực", "xã", "phường", "thị trấn", "đặc khu")
