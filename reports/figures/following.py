"""What comes after a period: next year's quota against this year's and the population, or what is still missing."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.models import Round
from committees.models import Unit, UnitFigure
from core.text.numbers import NO_FIGURE, decimal, integer
from quotas.progress import Progress, RoundLine
from reports.figures.book import Book, Value
from reports.figures.period import Period
from reports.figures.times import days_of


def bind_following(book: Book, period: Period, progress: Progress, following: Progress | None) -> None:
    """Bind next.…: nothing where next year is not planned yet."""
    if following is None:
        return
    held = [line for line in following.rounds if line.round.kind == Round.Kind.ROUND]
    book.count("next.rounds.count", len(held), _("Số đợt của %(period)s trong kế hoạch") % {"period": period.following})
    days = days_of([line.round for line in held])
    for line in held:
        _round(book, line, days[line.round.pk])
    if period.is_whole:
        _next_year(book, progress, following)
    elif progress.whole.quota is not None:
        missing = max(Decimal(0), progress.whole.quota - (progress.whole.result or Decimal(0)))
        book.units("next.missing", missing, _("Chỉ tiêu của năm trừ kết quả %(period)s") % {"period": period.words})


def _round(book: Book, line: RoundLine, days: str) -> None:
    key, name = f"next.{line.round.pk}", line.round.name
    book.text(f"{key}.name", name, _("Tên đợt"))
    book.text(f"{key}.days", days, _("Thời gian của %(round)s") % {"round": name})
    book.units(f"{key}.quota", line.quota, _("Chỉ tiêu được giao của %(round)s") % {"round": name})


def _next_year(book: Book, progress: Progress, following: Progress) -> None:
    plan, quota = following.plan, following.whole.quota
    source = (plan.superior_document or plan.title) if plan else ""
    book.units("next.quota", quota, _("Chỉ tiêu năm sau: %(source)s") % {"source": source})
    compared = quota_compared(quota, progress.whole.quota, progress.year)
    book.text(
        "next.quota_compared", compared, _("Chỉ tiêu năm sau trừ chỉ tiêu năm %(year)s") % {"year": progress.year}
    )
    population = population_of(progress.unit, following.year)
    if population is not None and quota:
        told = {"year": population.year, "people": integer(population.population)}
        source = _("Chỉ tiêu năm sau chia dân số năm %(year)s: %(people)s người") % told
        book.share("next.population_share", quota, population.population, source, finer=1)


def quota_compared(quota: Value, former: Value, year: int) -> str:
    """Quota to quota, with its base: "tăng 146 đơn vị máu so với chỉ tiêu năm 2020"."""
    if quota is None or former is None:
        return NO_FIGURE
    difference = Decimal(quota) - Decimal(former)
    if not difference:
        return f"bằng chỉ tiêu năm {year}"
    word = "tăng" if difference > 0 else "giảm"
    return f"{word} {decimal(abs(difference), 1)} đơn vị máu so với chỉ tiêu năm {year}"


def population_of(unit: Unit, year: int) -> UnitFigure | None:
    """The newest population known for a year or before it."""
    known = UnitFigure.objects.filter(unit=unit, year__lte=year, population__gt=0)
    return known.order_by("-year").first()
